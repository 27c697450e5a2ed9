"""Foot and ball speed agree with the truth, with intervals that hold it."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import (
    Estimate,
    KickWindow,
    Rejection,
    Technique,
    TechniqueProbability,
)
from kicksense.dsp import norms
from kicksense.inference.power import (
    PowerSettings,
    ball_speed,
    contact_points_m,
    expected_rate_change_radps,
    foot_speed,
    speed_cues,
    stance_before,
)
from kicksense.kicks.windows import WindowSettings, window_around
from kicksense.simulation.player import Player
from kicksense.simulation.session import kicks_in
from kicksense.simulation.truth import TrueEvent
from tests.played import analyzed, clipping_session, pairs_of, report, session, stages

SETTINGS = PowerSettings()
SURE = {
    Technique.HEEL: TechniqueProbability(1.0, 0.0, 0.0),
    Technique.INSIDE_FOOT: TechniqueProbability(0.0, 1.0, 0.0),
    Technique.INSTEP: TechniqueProbability(0.0, 0.0, 1.0),
}


@cache
def _windows() -> tuple[tuple[TrueEvent, KickWindow], ...]:
    """Give the windows of the session's kicks, cut at the true impacts."""
    made = stages()
    found = []
    for event in kicks_in(session().truth):
        impact = round(event.time_s * made.signals.sampling_rate_hz)
        cut = window_around(made.signals, made.attitude, impact, WindowSettings())
        assert not isinstance(cut, Rejection)
        found.append((event, cut[0]))
    return tuple(found)


def _speed(
    window: KickWindow, technique: Technique, settings: PowerSettings = SETTINGS
) -> Estimate:
    """Give the foot speed of a window whose technique is known."""
    cues = speed_cues(window, settings)
    return foot_speed(window, cues, SURE[technique], stages().calibration, settings)


def test_integration_finds_the_speed_of_a_contact_point_that_is_known() -> None:
    player, errors = Player(), []
    for event, window in _windows():
        forward_m, up_m, _ = player.contact_m(event.technique) - player.sensor_m
        known = replace(SETTINGS, sensor_to_ankle_m=0.0, contact_m=((forward_m, up_m),) * 3)
        velocity = speed_cues(window, known).velocity_mps
        assert velocity is not None
        speed = norms(velocity[:, 0]).max()
        errors.append(abs(speed / event.foot_speed_mps - 1.0))
    assert float(np.median(errors)) < 0.15


@pytest.mark.parametrize(
    ("side", "rate_hz"),
    [(Side.RIGHT, 50.0), (Side.LEFT, 102.4), (Side.RIGHT, 200.0), (Side.LEFT, 1000.0)],
)
def test_intervals_hold_the_truth(side: Side, rate_hz: float) -> None:
    pairs = pairs_of(session(side, rate_hz), report(side, rate_hz))
    feet = [
        kick.foot_speed_mps.low <= event.foot_speed_mps <= kick.foot_speed_mps.high
        for event, kick in pairs
    ]
    balls = [
        kick.ball_speed_mps.low <= event.ball_speed_mps <= kick.ball_speed_mps.high
        for event, kick in pairs
    ]
    assert sum(feet) >= 5
    assert sum(balls) >= 5


def test_foot_speed_is_near_the_truth_without_knowing_the_player() -> None:
    errors = [
        abs(kick.foot_speed_mps.value / event.foot_speed_mps - 1.0)
        for event, kick in pairs_of(session(), report())
    ]
    assert float(np.median(errors)) < 0.15


def test_intervals_contain_their_values() -> None:
    for kick in report().kicks:
        for speed in (kick.foot_speed_mps, kick.ball_speed_mps):
            assert 0.0 < speed.low < speed.value < speed.high


def test_a_sensor_at_full_scale_widens_upward_only() -> None:
    event, window = _windows()[2]
    clipped = window.signals.clipped.copy()
    clipped[window.events.impact_index - 3] = True
    marked = replace(window, signals=replace(window.signals, clipped=clipped))
    before, after = (
        foot_speed(
            seen, speed_cues(seen, SETTINGS), SURE[event.technique], stages().calibration, SETTINGS
        )
        for seen in (window, marked)
    )
    assert after.value == before.value
    assert after.low == before.low
    assert after.high > before.high * 1.02


def test_a_sensor_that_is_too_small_says_so_and_loses_no_kick() -> None:
    made = clipping_session()
    said = analyzed(made.recording)
    assert len(said.kicks) == len(kicks_in(made.truth))
    hard = [(event, kick) for event, kick in pairs_of(made, said) if kick.clipped]
    assert len(hard) >= 2
    # +-500 deg/s is less than any sensor the model has seen; "at least" is all that is left.
    for event, kick in hard:
        assert kick.foot_speed_mps.low < event.foot_speed_mps < 1.15 * kick.foot_speed_mps.high
    for _, kick in hard:
        assert np.isnan(kick.features["expected_rate_change_radps"])


def test_a_worse_calibration_widens_the_interval() -> None:
    event, window = _windows()[0]
    sure, unsure = (
        foot_speed(
            window,
            speed_cues(window, SETTINGS),
            SURE[event.technique],
            replace(stages().calibration, quality_ratio=quality_ratio),
            SETTINGS,
        )
        for quality_ratio in (1.0, 0.0)
    )
    assert unsure.value == sure.value
    assert unsure.high > sure.high
    assert unsure.low < sure.low


def test_without_a_stance_the_hinge_takes_over_with_a_wider_interval() -> None:
    event, window = _windows()[2]
    restless = replace(SETTINGS, stance_unrest=0.0)
    assert stance_before(window, restless) is None
    speed = foot_speed(
        window, speed_cues(window, restless), SURE[event.technique], stages().calibration, restless
    )
    assert speed.value == pytest.approx(event.foot_speed_mps, rel=0.4)
    assert speed.high / speed.value > np.exp(1.645 * SETTINGS.hinge_spread)


def test_contact_points_lie_below_the_sensor_and_the_heel_behind() -> None:
    heel, inside, instep = contact_points_m(SETTINGS)
    assert heel[0] < 0.0 < min(inside[0], instep[0])
    assert max(heel[1], inside[1], instep[1]) < -SETTINGS.sensor_to_ankle_m


@pytest.mark.parametrize("technique", SURE)
def test_the_ball_leaves_at_its_share_of_the_speed_of_the_foot(technique: Technique) -> None:
    foot = Estimate(10.0, 8.0, 12.5)
    ball = ball_speed(foot, SURE[technique], 1.0, SETTINGS)
    ratio = SETTINGS.ball_ratio[list(SURE).index(technique)]
    assert ball.value == pytest.approx(10.0 * ratio)
    assert ball.low / ball.value < foot.low / foot.value
    assert ball.high / ball.value > foot.high / foot.value


def test_a_thin_contact_lowers_the_lower_bound_alone() -> None:
    foot = Estimate(10.0, 8.0, 12.5)
    solid, thin, unknown = (
        ball_speed(foot, SURE[Technique.INSIDE_FOOT], ratio, SETTINGS)
        for ratio in (1.0, 0.2, float("nan"))
    )
    assert thin.low < solid.low
    assert (thin.value, thin.high) == (solid.value, solid.high)
    assert unknown == solid


def test_the_expected_rate_change_is_that_of_the_hinge() -> None:
    foot_mps = 7.0 / SETTINGS.ball_ratio[1]
    assert np.degrees(expected_rate_change_radps(foot_mps, SETTINGS)) == pytest.approx(241.0, abs=5)
