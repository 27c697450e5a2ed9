"""The ball speeds of a session in two numbers."""

from dataclasses import replace

import pytest

from kicksense.domain.kick import Estimate, KickReport
from kicksense.workflows.ball_speeds import fastest_ball, typical_ball
from tests.dashboard import fakes


def kicks_of(*values: float) -> list[KickReport]:
    kick = fakes.report().kicks[0]
    return [replace(kick, ball_speed_mps=Estimate(v, 0.7 * v, 1.4 * v)) for v in values]


@pytest.mark.parametrize(
    ("values", "middle"), [((9.0, 4.0, 6.0), 6.0), ((4.0, 10.0, 6.0, 7.0), 6.5)]
)
def test_the_typical_ball_is_the_median_and_no_surer_than_one(
    values: tuple[float, ...], middle: float
) -> None:
    found = typical_ball(kicks_of(*values))
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx(
        (middle, 0.7 * middle, 1.4 * middle)
    )


def test_the_fastest_ball_has_its_own_range() -> None:
    found = fastest_ball(kicks_of(9.0, 4.0, 6.0))
    assert found == Estimate(9.0, 0.7 * 9.0, 1.4 * 9.0)


def test_without_a_kick_there_is_neither() -> None:
    assert typical_ball([]) is None
    assert fastest_ball([]) is None
