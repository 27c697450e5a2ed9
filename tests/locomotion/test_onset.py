"""A run begins when the leg begins to move, whatever it did before."""

import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.locomotion import Gait
from kicksense.simulation.drill_moves import LightFeet
from kicksense.simulation.gestures import Fidget
from kicksense.simulation.movements import Jog, Movement, Still, Walk
from kicksense.simulation.running import Shuffle, Sprint
from tests.locomotion.walkers import activity_in, session_of, true_onset_s

RUNS = (Gait.RUNNING, Gait.SPRINTING)
BEFORE: tuple[Movement, ...] = (
    Still(2.0),
    Fidget(4.0),
    LightFeet(3.0, 3.0),
    Shuffle(5),
    Walk(4),
)


@pytest.mark.parametrize(
    ("run", "side"), [(Jog(6), Side.LEFT), (Sprint(6), Side.RIGHT)], ids=["jog", "sprint"]
)
@pytest.mark.parametrize("before", BEFORE, ids=lambda movement: str(movement.name))
def test_the_start_of_a_run_is_found_within_80_ms(
    before: Movement, run: Movement, side: Side
) -> None:
    session = session_of(Still(1.0), before, run, Still(1.0), side=side)
    starts = [bout.start_s for bout in activity_in(session).bouts if bout.gait in RUNS]
    assert starts == pytest.approx([true_onset_s(session, 2)], abs=0.08)


@pytest.mark.parametrize("rate_hz", [50.0, 200.0])
def test_the_start_does_not_depend_on_the_sampling_rate(rate_hz: float) -> None:
    session = session_of(Still(2.0), Sprint(5), Still(1.0), rate_hz=rate_hz)
    starts = [bout.start_s for bout in activity_in(session).bouts if bout.gait in RUNS]
    assert starts == pytest.approx([true_onset_s(session, 1)], abs=0.08)


def test_a_second_effort_begins_when_the_leg_goes_again() -> None:
    session = session_of(Still(2.0), Sprint(4), Still(0.2), Sprint(4), Still(1.0))
    starts = [bout.start_s for bout in activity_in(session).bouts if bout.gait in RUNS]
    wanted = [true_onset_s(session, 1), true_onset_s(session, 3)]
    assert starts == pytest.approx(wanted, abs=0.12)
