"""The truth of simulated drills is that of the motion and of the balls."""

from dataclasses import replace

import numpy as np
import pytest

from kicksense.coaching.ball_roll import speed_after_mps, surface_named
from kicksense.domain.anatomy import Side
from kicksense.domain.drill import Drill
from kicksense.domain.kick import PowerBand
from kicksense.domain.labels import EventKind
from kicksense.domain.live import MarkerKind
from kicksense.simulation import drill_scripts_backheel
from kicksense.simulation.drill_balls import returned
from kicksense.simulation.drill_scripts import scripted_session
from kicksense.simulation.player import Player
from kicksense.store.drills import shipped_drills
from tests.simulation.drills_played import PLAIN, REPS, played


@pytest.mark.parametrize("name", ["first_touch_pass", "switch_play", "back_post_run"])
def test_moments_and_headings_are_those_of_the_motion(name: str) -> None:
    script = played(name)
    session = script.sessions[0]
    kicks = {event.time_s: event for event in session.truth if event.kind is EventKind.KICK}
    turned = np.cumsum(np.sum(session.ideal.gyr_radps * session.ideal.up, axis=1)) / PLAIN.rate_hz
    for rep in script.truth.reps:
        if rep.kick_s is None:
            continue
        assert rep.ball_speed_mps == kicks[rep.kick_s].ball_speed_mps
        if rep.heading_change_rad is None or rep.touch_to_release_s is None:
            continue
        ends_s = rep.kick_s - rep.touch_to_release_s - 0.5, rep.kick_s + 1.2
        first, last = np.searchsorted(session.ideal.time_s, ends_s)
        assert turned[last] - turned[first] == pytest.approx(rep.heading_change_rad, abs=0.35)


def test_a_ball_is_met_when_it_is_back_from_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drill_scripts_backheel, "_STEPPED_M", 0.0)
    drill = shipped_drills().named("backheel_wall_pass")
    truth = scripted_session(drill, Player(), PLAIN, 3, repetitions=4).truth
    assert truth.wall is not None
    echoes = [rep for rep in truth.reps if rep.echo_after_s is not None]
    assert len(echoes) >= 3
    for rep in echoes:
        assert rep.ball_speed_mps is not None
        back = returned(rep.ball_speed_mps, truth.wall)
        assert back is not None
        assert rep.echo_after_s == pytest.approx(back.after_s, abs=0.01)


def test_power_is_that_of_the_true_arrival() -> None:
    truth = played("firm_line_pass", "under_hit").truth
    assert truth.target is not None
    for rep in truth.reps:
        assert rep.arrival_mps is not None
        assert rep.ball_speed_mps is not None
        short = rep.arrival_mps < truth.target.arrival_band_mps[0]
        assert (rep.power is PowerBand.UNDER_HIT) == short
        assert ("under_hit" in rep.faults) or not short


def test_passes_arrive_at_another_player_when_the_ball_does() -> None:
    script = played("passing_chain")
    truth = script.truth
    assert truth.target is not None
    met = [one for one in truth.passes if one.arrival_s is not None]
    assert len(met) >= REPS
    for one in met:
        assert one.taker is not None
        assert one.arrival_s is not None
        times_s = [event.time_s for event in script.sessions[one.taker].truth]
        assert one.arrival_s in times_s
        kick = next(e for e in script.sessions[one.giver].truth if e.time_s == one.kick_s)
        mean_mps = truth.target.distance_m / (one.arrival_s - one.kick_s)
        end_mps = speed_after_mps(
            kick.ball_speed_mps, truth.target.distance_m, surface_named(truth.target.surface)
        )
        assert end_mps < mean_mps < kick.ball_speed_mps


def test_the_defender_follows_the_player() -> None:
    gaps = [rep.shadow_gap_s for rep in played("shadow_defender").truth.reps]
    kept_up = [rep.shadow_gap_s for rep in played("shadow_defender", "defender_kept_up").truth.reps]
    assert all(gap is not None and gap > 0.3 for gap in gaps)
    assert sum(gap is not None and gap < 0.2 for gap in kept_up) >= 2


def test_hits_are_marked_after_the_ball_is_through_the_gate() -> None:
    alone = replace(shipped_drills().named("backheel_partner_gate"), sensors=1)
    truth = scripted_session(alone, Player(), PLAIN, 4, repetitions=4).truth
    hits = [rep for rep in truth.reps if rep.hit]
    marks = [marker for marker in truth.markers if marker.kind is MarkerKind.TARGET_HIT]
    assert len(hits) == len(marks) > 0
    for rep, mark in zip(hits, marks, strict=True):
        assert 0.5 < mark.t_s - rep.t_s < 5.0


def test_the_same_seed_gives_the_same_session_and_another_one_another() -> None:
    drill = shipped_drills().named("first_touch_pass")
    one, two, other = (
        scripted_session(drill, Player(), PLAIN, seed, repetitions=2) for seed in (3, 3, 4)
    )
    assert one.truth == two.truth
    assert np.array_equal(one.sessions[0].recording.acc_mps2, two.sessions[0].recording.acc_mps2)
    assert one.truth != other.truth


def test_a_left_leg_plays_in_a_mirror() -> None:
    drill = shipped_drills().named("switch_play")
    right, left = (
        scripted_session(drill, Player(side=side), PLAIN, 6, repetitions=2)
        for side in (Side.RIGHT, Side.LEFT)
    )
    mirrored = [
        replace(rep, heading_change_rad=-(rep.heading_change_rad or 0.0)) for rep in left.truth.reps
    ]
    assert mirrored == list(right.truth.reps)


def test_a_recording_that_starts_later_shifts_every_moment() -> None:
    drill = shipped_drills().named("back_post_run")
    plain, later = (
        scripted_session(drill, Player(), replace(PLAIN, start_time_s=start_s), 6, repetitions=2)
        for start_s in (0.0, 1000.0)
    )
    for one, two in zip(plain.truth.reps, later.truth.reps, strict=True):
        assert two.t_s == pytest.approx(one.t_s + 1000.0)
        assert two.onset_s == pytest.approx(one.onset_s)
    for mark, shifted in zip(plain.truth.markers, later.truth.markers, strict=True):
        assert shifted.t_s == pytest.approx(mark.t_s + 1000.0)


def test_a_drill_of_ones_own_is_played_by_what_its_repetitions_are() -> None:
    own: Drill = replace(shipped_drills().named("quick_start"), name="our_own", techniques=())
    truth = scripted_session(own, Player(), PLAIN, 2, repetitions=2).truth
    assert len(truth.reps) == 2
    assert all(rep.onset_s is not None for rep in truth.reps)
