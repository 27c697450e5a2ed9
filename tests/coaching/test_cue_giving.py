import numpy as np
import pytest

from kicksense.coaching.cue_giving import advance, begun
from kicksense.domain.drill import CuePlan


def given(plan: CuePlan, seconds: float, *, seed: int = 1, step_s: float = 0.01) -> list[float]:
    rng = np.random.default_rng(seed)
    times = begun(plan, 0.0, rng)
    moments = []
    for now_s in np.arange(0.0, seconds, step_s):
        words, times = advance(plan, times, float(now_s), rng)
        if words is not None:
            assert words == plan.words
            moments.append(float(now_s))
    return moments


def test_waits_stay_within_the_plan_and_differ() -> None:
    waits = np.diff([0.0, *given(CuePlan((3.0, 6.0), "Cross!"), 600.0)])
    assert waits.min() >= 3.0 - 0.01
    assert waits.max() <= 6.0 + 0.02
    assert np.std(waits) > 0.5


def test_another_seed_gives_other_waits_and_the_same_seed_the_same() -> None:
    plan = CuePlan((3.0, 6.0))
    assert given(plan, 60.0, seed=1) == given(plan, 60.0, seed=1)
    assert given(plan, 60.0, seed=1) != given(plan, 60.0, seed=2)


def test_a_second_cue_follows_each_first_one() -> None:
    moments = given(CuePlan((4.0, 5.0), second_after_s=0.8), 100.0)
    assert len(moments) > 20
    gaps = np.diff(moments)
    assert gaps[0::2] == pytest.approx(0.8, abs=0.03)
    assert gaps[1::2].min() >= 4.0 - 0.02


def test_a_computer_that_slept_gives_one_cue_and_not_those_it_missed() -> None:
    plan, rng = CuePlan((3.0, 4.0)), np.random.default_rng(1)
    times = begun(plan, 0.0, rng)
    words, times = advance(plan, times, 300.0, rng)
    assert words == ""
    words, times = advance(plan, times, 300.01, rng)
    assert words is None
    assert times.due_s >= 303.0


def test_nothing_is_due_before_the_wait_is_over() -> None:
    plan, rng = CuePlan((3.0, 4.0)), np.random.default_rng(1)
    times = begun(plan, 10.0, rng)
    assert advance(plan, times, 12.99, rng)[0] is None
