import numpy as np
import pytest

from kicksense.workflows.kick_course import KickCourse, aligned, course_of
from kicksense.workflows.stick_leg import orientation_of
from tests import played


@pytest.fixture(scope="module")
def courses() -> tuple[KickCourse, KickCourse]:
    recording, report = played.session().recording, played.report()
    orientation = orientation_of(recording)
    first, second = (
        course_of(recording, report, number, orientation=orientation) for number in (1, 2)
    )
    return first, second


def test_a_kick_laid_on_its_own_times_is_itself(courses: tuple[KickCourse, KickCourse]) -> None:
    course, _ = courses
    same = aligned(course, course.times_s)
    assert same.strike_rate_radps == pytest.approx(course.strip.strike_rate_radps)
    assert same.acc_mps2 == pytest.approx(course.strip.acc_mps2)


def test_the_impact_of_both_kicks_lies_at_zero(courses: tuple[KickCourse, KickCourse]) -> None:
    course, other = courses
    there = aligned(other, course.times_s)
    at, own = (int(np.abs(each.times_s).argmin()) for each in (course, other))
    assert there.strike_rate_radps[at] == pytest.approx(other.strip.strike_rate_radps[own], abs=0.5)


def test_where_the_other_kick_has_no_sample_there_is_no_number(
    courses: tuple[KickCourse, KickCourse],
) -> None:
    course, _ = courses
    there = aligned(course, np.array([-30.0, 0.0, 30.0]))
    assert np.isnan(there.strike_rate_radps).tolist() == [True, False, True]
    assert np.isnan(there.lean_rad).tolist() == [True, False, True]
    assert not there.acc_mps2.flags.writeable
