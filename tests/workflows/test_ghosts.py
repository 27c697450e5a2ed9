from dataclasses import replace

import pytest

from kicksense.domain.kick import Estimate, KickReport, SessionReport
from kicksense.workflows.ghosts import (
    FEWEST_USUAL,
    Difference,
    Measure,
    Unlike,
    differences,
    peak_to_impact_s,
    phase_spans,
)
from kicksense.workflows.kick_course import KickCourse, course_of
from kicksense.workflows.stick_leg import orientation_of
from tests import played


@pytest.fixture(scope="module")
def course() -> KickCourse:
    recording = played.session().recording
    return course_of(recording, played.report(), 1, orientation=orientation_of(recording))


def of(measure: Measure, found: tuple[Difference, ...]) -> Difference:
    return next(each for each in found if each.measure is measure)


def with_backswing(course: KickCourse, longer_s: float) -> KickCourse:
    phases = course.kick.phases
    changed = replace(phases, backswing_s=phases.backswing_s - longer_s)
    return replace(course, kick=replace(course.kick, phases=changed))


def with_ball(course: KickCourse, low: float, value: float, high: float) -> KickCourse:
    return replace(course, kick=replace(course.kick, ball_speed_mps=Estimate(value, low, high)))


def crowd(kick: KickReport, count: int, *, apart_s: float) -> SessionReport:
    """A session of kicks of one kind whose backswings differ."""
    kicks = tuple(
        replace(
            kick, phases=replace(kick.phases, backswing_s=kick.phases.backswing_s - at * apart_s)
        )
        for at in range(count)
    )
    return replace(played.report(), kicks=kicks)


def test_a_kick_does_not_differ_from_itself(course: KickCourse) -> None:
    found = differences(course, course, played.report())
    assert [each.measure for each in found] == list(Measure)
    assert all(each.unlike is Unlike.UNSURE and each.amount == 0.0 for each in found)


@pytest.mark.parametrize(
    ("longer_s", "unlike"),
    [(0.05, Unlike.UNSURE), (0.10, Unlike.MORE), (-0.05, Unlike.UNSURE), (-0.10, Unlike.LESS)],
)
def test_a_longer_backswing_counts_only_beyond_what_measuring_makes(
    course: KickCourse, longer_s: float, unlike: Unlike
) -> None:
    base = with_backswing(course, 0.3)
    found = differences(with_backswing(base, longer_s), base, played.report())
    backswing = of(Measure.BACKSWING, found)
    assert backswing.amount == pytest.approx(longer_s)
    assert backswing.unlike is unlike


def test_speeds_whose_intervals_overlap_widely_are_not_told_apart(course: KickCourse) -> None:
    report = played.report()
    slow, fast = with_ball(course, 8.0, 10.0, 12.0), with_ball(course, 9.0, 11.0, 13.0)
    assert of(Measure.BALL_SPEED, differences(fast, slow, report)).unlike is Unlike.UNSURE
    shot = with_ball(course, 18.0, 20.0, 22.0)
    assert of(Measure.BALL_SPEED, differences(shot, slow, report)).unlike is Unlike.MORE
    assert of(Measure.BALL_SPEED, differences(slow, shot, report)).unlike is Unlike.LESS


def test_what_is_usual_needs_enough_kicks_and_follows_their_spread(course: KickCourse) -> None:
    longer = with_backswing(course, 0.15)
    few = crowd(course.kick, FEWEST_USUAL - 1, apart_s=0.02)
    assert of(Measure.BACKSWING, differences(longer, course, few)).is_unusual is None
    alike = crowd(course.kick, FEWEST_USUAL + 4, apart_s=0.002)
    assert of(Measure.BACKSWING, differences(longer, course, alike)).is_unusual is True
    varied = crowd(course.kick, FEWEST_USUAL + 4, apart_s=0.08)
    assert of(Measure.BACKSWING, differences(longer, course, varied)).is_unusual is False


def test_the_fastest_turn_is_found_before_the_ball(course: KickCourse) -> None:
    strip = course.strip
    rates = strip.strike_rate_radps.copy()
    at = round((-0.06 - strip.start_s) / strip.step_s)
    rates[at] = rates.max() + 20.0
    rates[-1] = rates.max() + 20.0
    early = replace(course, strip=replace(strip, strike_rate_radps=rates))
    assert peak_to_impact_s(early) == pytest.approx(0.06, abs=strip.step_s)


def test_phases_follow_each_other_and_meet_at_the_ball(course: KickCourse) -> None:
    backswing, strike, follow = phase_spans(played.report(), course.kick)
    assert backswing.stop_s == strike.start_s
    assert strike.stop_s == follow.start_s == 0.0
    for span in (backswing, strike, follow):
        assert span.duration_s.value == pytest.approx(span.stop_s - span.start_s)
        assert 0.0 <= span.duration_s.low <= span.duration_s.value < span.duration_s.high
        assert span.usual_s is None


def test_the_usual_phase_is_the_middle_of_the_session(course: KickCourse) -> None:
    session = crowd(course.kick, 9, apart_s=0.01)
    usual = phase_spans(session, course.kick)[0].usual_s
    own_s = course.kick.phases.swing_reversal_s - course.kick.phases.backswing_s
    assert usual is not None
    assert usual.value == pytest.approx(own_s + 0.04)
    assert usual.low < usual.value < usual.high
