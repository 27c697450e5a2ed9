"""Counters that wrap around."""


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
