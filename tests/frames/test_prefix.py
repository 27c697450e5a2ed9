"""The beginning of a recording ends where enough movement was seen, however it is looked at."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kicksense.domain.arrays import FloatArray
from kicksense.frames.prefix import Prefix, PrefixSettings, looked_further
from kicksense.frames.stance import StanceSettings

RATE_HZ = 100.0
STANCE = StanceSettings()


def _rates(active: list[bool]) -> FloatArray:
    """Give rates of pieces of half a second in which the leg moves or not."""
    gyr = np.zeros((50 * len(active), 3))
    gyr[:, 2] = np.repeat(np.where(active, 3.0, 0.0), 50)
    return gyr


def _looked(gyr_radps: FloatArray, settings: PrefixSettings, steps: list[int]) -> Prefix:
    prefix, come, turn = Prefix(), 0, 0
    while come < len(gyr_radps):
        come = min(come + steps[turn % len(steps)], len(gyr_radps))
        turn += 1
        prefix = looked_further(
            prefix, gyr_radps[prefix.looked : come], RATE_HZ, stance=STANCE, settings=settings
        )
    return prefix


def test_it_ends_with_the_piece_in_which_enough_movement_was_seen() -> None:
    gyr = _rates([False, True, True, False, True, True])
    settings = PrefixSettings(active_samples=120)
    assert _looked(gyr, settings, [len(gyr)]) == Prefix(250, 150, 250)


def test_it_has_not_ended_while_the_leg_has_moved_too_little() -> None:
    gyr = _rates([False, True, True, False])
    assert _looked(gyr, PrefixSettings(active_samples=101), [len(gyr)]).stop is None
    assert _looked(gyr, PrefixSettings(active_samples=100), [len(gyr)]).stop == 150


def test_it_ends_after_the_longest_time_though_nothing_moves() -> None:
    settings = PrefixSettings(longest_s=2.2)
    assert _looked(_rates([False] * 12), settings, [600]).stop == 200
    assert _looked(_rates([False] * 3), settings, [600]).stop is None


def test_a_beginning_that_has_ended_stays_as_it_is() -> None:
    ended = Prefix(100, 50, 100)
    later = looked_further(
        ended, _rates([True] * 9), RATE_HZ, stance=STANCE, settings=PrefixSettings()
    )
    assert later == ended


@given(
    st.lists(st.booleans(), max_size=30),
    st.lists(st.integers(1, 400), min_size=1, max_size=5),
    st.integers(1, 700),
    st.sampled_from([1.0, 4.9, 3600.0]),
)
def test_the_steps_do_not_matter(
    active: list[bool], steps: list[int], enough: int, longest_s: float
) -> None:
    gyr = _rates(active)
    settings = replace(PrefixSettings(), active_samples=enough, longest_s=longest_s)
    assert _looked(gyr, settings, steps) == _looked(gyr, settings, [max(1, len(gyr))])


def test_nothing_is_looked_at_twice() -> None:
    prefix = looked_further(
        Prefix(), _rates([True] * 3)[:149], RATE_HZ, stance=STANCE, settings=PrefixSettings()
    )
    assert (prefix.looked, prefix.active) == (100, 100)
