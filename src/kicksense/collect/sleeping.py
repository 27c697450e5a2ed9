"""Noticing that the computer slept: a closed lid stops one clock and not the other."""

import time
from collections.abc import Callable
from typing import Final

_NS_PER_S: Final = 1e9
_LEAST_S: Final = 2.0
"""Shorter jumps of the wall clock are somebody setting it right."""


def awake_and_all_ns() -> tuple[int, int]:
    """Give the clock that stands still during sleep, and one that does not.

    Linux counts the time since it was started with and without sleep; elsewhere the wall clock
    must do.

    Returns
    -------
    awake_ns, all_ns
        Their difference grows by what was slept.
    """
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.monotonic_ns(), time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    return time.monotonic_ns(), time.time_ns()


class SleepWatch:
    """Notices sleep between one look and the next.

    Parameters
    ----------
    clocks
        Gives both clocks.
    """

    def __init__(self, clocks: Callable[[], tuple[int, int]] = awake_and_all_ns) -> None:
        self._clocks = clocks
        awake_ns, all_ns = clocks()
        self._apart_ns = all_ns - awake_ns

    def slept_s(self) -> float:
        """Give for how long the computer slept since the last look; zero where it did not."""
        awake_ns, all_ns = self._clocks()
        apart_ns = all_ns - awake_ns
        slept_s = (apart_ns - self._apart_ns) / _NS_PER_S
        self._apart_ns = apart_ns
        return slept_s if slept_s >= _LEAST_S else 0.0
