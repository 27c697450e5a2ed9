"""When something stored or made up is delivered, and which times it is stamped with."""

import asyncio
import time
from typing import Final

_PATIENCE: Final = 64
"""Arrivals delivered at once before other tasks get their turn."""

_NS_PER_S: Final = 1_000_000_000


class Pace:
    """Delivers at the pace of the original, faster, or as fast as anybody takes it.

    Stamps always keep the original spacing, so that sensors' clocks fit the host's whatever the
    speed; at another speed than 1 they run ahead of the host's own clock.

    Parameters
    ----------
    speed
        How many times faster than the original; 0 for as fast as possible.
    """

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._start_ns = time.monotonic_ns()
        self._start_utc_ns = time.time_ns()
        self._delivered = 0

    async def wait_until(self, at_s: float) -> None:
        """Wait until something is due.

        Parameters
        ----------
        at_s
            When it happens, from the start, on the clock of the original.
        """
        self._delivered += 1
        if self._speed > 0.0:
            passed_s = (time.monotonic_ns() - self._start_ns) / _NS_PER_S
            left_s = at_s / self._speed - passed_s
            if left_s > 0.0:
                await asyncio.sleep(left_s)
                return
        if self._delivered % _PATIENCE == 0:
            await asyncio.sleep(0)

    def monotonic_ns(self, at_s: float) -> int:
        """Give the host's monotonic clock at a time since the start."""
        return self._start_ns + round(at_s * _NS_PER_S)

    def utc_ns(self, at_s: float) -> int:
        """Give the host's wall clock at a time since the start."""
        return self._start_utc_ns + round(at_s * _NS_PER_S)
