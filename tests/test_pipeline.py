"""The stages in order find, name and time the kicks of a session, and no others."""

import json

import numpy as np
import pytest

from kicksense.domain.kick import (
    CalibrationMethod,
    ContactKind,
    PowerBand,
    RejectionReason,
    Target,
)
from kicksense.domain.labels import EventKind
from kicksense.exchange.report_document import document_json
from kicksense.features.schema import SCHEMA_VERSION
from kicksense.frames.calibration import CalibrationSpans
from kicksense.pipeline import ANALYSIS_VERSION
from kicksense.simulation.movements import Jog, Kick, Still, Walk, WearingProtocol
from kicksense.simulation.player import random_player
from kicksense.simulation.sensor import random_device
from kicksense.simulation.session import kicks_in, simulate_session
from kicksense.store.drills import shipped_drills
from kicksense.units import radps
from tests.builders import kicking_session, session_of, standing_leg
from tests.played import (
    PLAN,
    SETTINGS,
    TECHNIQUES,
    analyzed,
    demo_kicks,
    demo_recording,
    demo_report,
    pairs_of,
    part_of,
    report,
    rotation_error_rad,
    session,
)


def test_every_kick_of_the_demo_is_found_where_it_was() -> None:
    times = [kick.t_s for kick in demo_report().kicks]
    missed = [time for time, _ in demo_kicks() if min(abs(t - time) for t in times) > 0.06]
    assert missed == []


def test_the_demo_has_at_most_one_invented_kick() -> None:
    true_times = [time for time, _ in demo_kicks()]
    invented = [
        kick.t_s
        for kick in demo_report().kicks
        if min(abs(kick.t_s - time) for time in true_times) > 0.06
    ]
    assert len(invented) <= 1


def test_nine_in_ten_kicks_of_the_demo_are_named_right() -> None:
    named = [
        kick.technique is technique
        for time, technique in demo_kicks()
        for kick in demo_report().kicks
        if abs(kick.t_s - time) < 0.06
    ]
    assert sum(named) >= 0.9 * len(demo_kicks())


def test_the_demo_is_said_to_be_simulated_and_calibrated_by_its_protocol() -> None:
    said = demo_report()
    assert said.source.simulated
    assert said.calibration.method is CalibrationMethod.STANCE_AND_SWINGS
    assert any(contact.kind is ContactKind.TRAP for contact in said.other_contacts)


def test_the_report_is_written_as_json() -> None:
    document = json.loads(document_json(demo_report()))
    assert len(document["kicks"]) == len(demo_report().kicks)


def test_everything_is_told_in_order_of_time() -> None:
    said = demo_report()
    for moments in (
        [kick.t_s for kick in said.kicks],
        [contact.t_s for contact in said.other_contacts],
    ):
        assert moments == sorted(moments)
    for kick in said.kicks:
        phases = kick.phases
        assert phases.backswing_s <= phases.swing_reversal_s < phases.impact_s
        assert phases.impact_s == kick.t_s
        assert phases.impact_s < phases.follow_through_end_s + 0.02


def test_versions_are_part_of_the_report() -> None:
    assert report().analysis_version == ANALYSIS_VERSION
    assert report().schema_version == SCHEMA_VERSION


def test_the_same_recording_gives_the_same_report() -> None:
    assert document_json(analyzed(session().recording)) == document_json(report())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_walking_holds_no_kicks(seed: int) -> None:
    made = session_of(Still(0.5), WearingProtocol(), Still(1.0), Walk(15), Still(1.0), seed=seed)
    said = analyzed(made.recording)
    assert said.kicks == ()
    assert said.rejected[RejectionReason.FOOT_STRIKE] > 0


def test_running_holds_no_kicks() -> None:
    made = session_of(Still(0.5), WearingProtocol(), Still(1.0), Jog(15), Still(1.0))
    assert analyzed(made.recording).kicks == ()


def test_standing_holds_nothing_at_all() -> None:
    said = analyzed(standing_leg(duration_s=10.0))
    assert (said.kicks, said.other_contacts, dict(said.rejected)) == ((), (), {})
    assert said.calibration.method is CalibrationMethod.NONE


def test_a_recording_of_half_a_second_is_a_report_without_kicks() -> None:
    said = analyzed(part_of(session().recording, 1000, 1120))
    assert said.duration_s == pytest.approx(0.6)
    assert said.kicks == ()


@pytest.mark.parametrize("technique", TECHNIQUES)
def test_a_clip_of_a_single_kick_without_a_protocol_is_found(technique: str) -> None:
    made = kicking_session(technique, protocol=False, approach=0)
    said = analyzed(made.recording)
    event = kicks_in(made.truth)[0]
    assert [abs(kick.t_s - event.time_s) < 0.06 for kick in said.kicks] == [True]
    assert said.calibration.method is CalibrationMethod.MOVEMENT


@pytest.mark.parametrize("seed", [2, 3, 7, 11])
def test_players_and_sensors_of_all_sorts_have_their_kicks_found_and_named(seed: int) -> None:
    rng = np.random.default_rng(seed)
    player, device = random_player(rng), random_device(rng)
    made = simulate_session(PLAN, player, device, seed)
    said = analyzed(made.recording)
    pairs = pairs_of(made, said)
    assert rotation_error_rad(said.calibration, made.mounting) < radps(12.0)
    assert len(pairs) >= 5
    assert len(said.kicks) == len(pairs)
    named = [kick.technique is event.technique for event, kick in pairs]
    assert sum(named) >= len(pairs) - 1


def test_the_time_since_the_last_kick_is_told() -> None:
    made = session_of(
        Still(0.5), WearingProtocol(), Still(1.0), Walk(4), Still(1.0),
        Kick(TECHNIQUES[1], approach=0), Kick(TECHNIQUES[1], approach=0), Still(1.0),
    )  # fmt: skip
    said = analyzed(made.recording)
    events = [event.time_s for event in made.truth if event.kind is EventKind.KICK]
    assert len(said.kicks) == len(events) == 2
    for kick in said.kicks:
        since_s = kick.features["time_since_last_contact_s"]
        assert not since_s <= SETTINGS.detection.hold_s


def test_a_target_turns_speed_into_arrival_and_power() -> None:
    near = analyzed(session().recording, target=Target(3.0))
    far = analyzed(session().recording, target=Target(60.0))
    assert all(kick.arrival_speed_mps is None for kick in report().kicks)
    for close, distant in zip(near.kicks, far.kicks, strict=True):
        assert close.arrival_speed_mps is not None
        assert distant.arrival_speed_mps is not None
        assert close.ball_speed_mps == distant.ball_speed_mps
        assert 0.0 <= distant.arrival_speed_mps.value < close.arrival_speed_mps.value
        assert close.arrival_speed_mps.value < close.ball_speed_mps.value
    assert {kick.power for kick in near.kicks} & {PowerBand.EXCESS, PowerBand.HEAVY}
    assert PowerBand.UNDER_HIT in {kick.power for kick in far.kicks}


def test_a_report_names_the_drill_that_was_played() -> None:
    drill = shipped_drills().named("partner_pass")
    assert analyzed(session().recording, drill=drill).drill == "partner_pass"


def test_stance_and_swings_that_the_caller_names_are_used() -> None:
    swings = session().spans[1]
    spans = CalibrationSpans((0.5, 3.0), (swings.start_s, swings.stop_s))
    said = analyzed(session().recording, spans=spans)
    assert said.calibration.still_span_s == pytest.approx((0.5, 3.0), abs=0.02)
    assert len(said.kicks) == len(report().kicks)


def test_the_demo_is_one_recording_of_one_leg() -> None:
    assert demo_report().duration_s == pytest.approx(
        len(demo_recording()) / demo_recording().sampling_rate_hz
    )
    assert demo_report().side == demo_recording().placement.side
