import numpy as np
import pytest

from kicksense.protocol.usual_step import UsualStep


def learnt(steps: list[int]) -> tuple[list[int], UsualStep]:
    usual = UsualStep()
    lost = []
    for step in steps:
        lost.append(usual.lost(step))
        usual = usual.after(step)
    return lost, usual


@pytest.mark.parametrize("usual", [1, 2, 8, 10, 16_667])
@pytest.mark.parametrize("missing", [1, 2, 5, 50])
def test_missing_packets_are_counted_in_usual_steps(usual: int, missing: int) -> None:
    lost, _ = learnt([usual] * 10 + [usual * (missing + 1)] + [usual] * 10)
    assert lost == [0] * 10 + [missing] + [0] * 10


@pytest.mark.parametrize("period", [1.25, 1.5, 1.6, 2.5, 3.3, 10.4])
def test_a_clock_that_ticks_coarsely_loses_nothing(period: float) -> None:
    ticks = np.floor(np.arange(400) * period).astype(int)
    lost, _ = learnt(np.diff(ticks).tolist())
    assert sum(lost) == 0


def test_jitter_of_a_fine_clock_is_no_loss() -> None:
    rng = np.random.default_rng(3)
    lost, _ = learnt(rng.integers(13_000, 20_000, 300).tolist())
    assert sum(lost) == 0


def test_another_rate_is_learnt_within_a_second() -> None:
    lost, _ = learnt([10] * 40 + [20] * 40)
    assert sum(lost[60:]) == 0
    lost, _ = learnt([20] * 40 + [10] * 40)
    assert sum(lost) == 0


def test_nothing_is_said_before_the_usual_step_is_known_nor_learnt_from_steps_back() -> None:
    assert UsualStep((10,) * 7).lost(1000) == 0
    assert UsualStep((10,)).after(0) == UsualStep((10,))
    assert UsualStep((10,)).after(-5) == UsualStep((10,))
    _, usual = learnt(list(range(1, 500)))
    assert len(usual.steps) == 32
