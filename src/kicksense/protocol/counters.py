"""Counters and clocks that wrap around, and where a packet belongs by them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where one packet belongs.

    Attributes
    ----------
    tick
        Its time with wrap-arounds undone, in ticks of the sensor's clock.
    lost
        Packets missing just before it, as far as counter or clock tell.
    repeated
        True where it was there before.
    problem
        What is odd about it, one sentence; empty where nothing.
    """

    tick: int
    lost: int = 0
    repeated: bool = False
    problem: str = ""


def step_between(earlier: int, later: int, bits: int) -> int:
    """Give how far a wrapping counter went, the shorter way round.

    Parameters
    ----------
    earlier, later
        The counter before and after; only their last bits count.
    bits
        Width of the counter.

    Returns
    -------
    step
        From -2**(bits - 1) up to, and without, 2**(bits - 1).
    """
    half = 1 << (bits - 1)
    return ((later - earlier + half) & ((1 << bits) - 1)) - half
