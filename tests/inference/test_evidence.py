"""What a trained model weighs of a kick means the same on every leg and at every rate."""

from functools import cache

import numpy as np
import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Rejection
from kicksense.inference.evidence import KICK_EVIDENCE
from kicksense.pipeline import analyze
from kicksense.simulation.session import kicks_in
from kicksense.survey import WeighedKick, survey
from tests.builders import mirrored
from tests.played import SETTINGS, clipping_session, session


@cache
def weighed(side: Side = Side.RIGHT, rate_hz: float = 200.0) -> tuple[WeighedKick, ...]:
    made = session(side, rate_hz)
    seen = survey(made.recording, SETTINGS)
    found = []
    for kick in kicks_in(made.truth):
        row = int(np.abs(seen.time_s - kick.time_s).argmin())
        one = seen.weighed(row)
        assert not isinstance(one, Rejection)
        found.append(one)
    return tuple(found)


def column(name: str, side: Side = Side.RIGHT, rate_hz: float = 200.0) -> FloatArray:
    index = KICK_EVIDENCE.index(name)
    return np.array([kick.evidence[index] for kick in weighed(side, rate_hz)])


def test_every_column_has_a_name_of_its_own() -> None:
    assert len(set(KICK_EVIDENCE)) == len(KICK_EVIDENCE)
    assert all(kick.evidence.shape == (len(KICK_EVIDENCE),) for kick in weighed())


def test_clean_kicks_leave_no_number_out() -> None:
    for kick in weighed():
        missing = [
            name
            for name, value in zip(KICK_EVIDENCE, kick.evidence, strict=True)
            if not np.isfinite(value)
        ]
        assert missing == []


def test_physics_columns_are_the_physics_estimates() -> None:
    foot = [kick.physics[0].value for kick in weighed()]
    ball = [kick.physics[1].value for kick in weighed()]
    assert np.exp(column("log_physics_foot_mps")) == pytest.approx(np.array(foot))
    assert np.exp(column("log_physics_ball_mps")) == pytest.approx(np.array(ball))


def test_a_survey_weighs_a_kick_as_the_analysis_does() -> None:
    said = analyze(session().recording, SETTINGS).kicks
    assert len(said) >= 5
    speeds = {round(kick.physics[0].value, 9) for kick in weighed()}
    heels = {round(kick.rule.heel, 9) for kick in weighed()}
    for kick in said:
        assert round(kick.foot_speed_mps.value, 9) in speeds
        assert round(kick.probability.heel, 9) in heels


@pytest.mark.parametrize("name", ["inward_share", "inward_push_share", "outward_tilt_rad"])
def test_sideways_numbers_agree_between_the_legs(name: str) -> None:
    made = mirrored(session().recording)
    seen = survey(made, SETTINGS)
    for kick, here in zip(kicks_in(session().truth), column(name), strict=True):
        one = seen.weighed(int(np.abs(seen.time_s - kick.time_s).argmin()))
        assert not isinstance(one, Rejection)
        assert one.evidence[KICK_EVIDENCE.index(name)] == pytest.approx(here, abs=0.02)


@pytest.mark.parametrize("rate_hz", [100.0, 1000.0])
def test_the_course_of_a_kick_looks_alike_at_every_rate(rate_hz: float) -> None:
    for name in ("forward_share", "inward_share", "log_strike_rate", "backward_tilt_rad"):
        there = column(name, Side.RIGHT, rate_hz)
        assert there == pytest.approx(column(name), abs=0.15), name


def test_a_sensor_at_full_scale_is_marked() -> None:
    made = clipping_session()
    seen = survey(made.recording, SETTINGS)
    marks = []
    for kick in kicks_in(made.truth):
        one = seen.weighed(int(np.abs(seen.time_s - kick.time_s).argmin()))
        assert not isinstance(one, Rejection)
        marks.append(one.evidence[KICK_EVIDENCE.index("clipped")])
    assert max(marks) == 1.0
    assert column("clipped").max() == 0.0
