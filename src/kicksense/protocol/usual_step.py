"""What a clock usually steps from packet to packet, to see what is missing between two."""

import math
from dataclasses import dataclass
from typing import Final

REMEMBERED_STEPS: Final = 32
"""How many steps the usual one is learnt from; half a second at 60 Hz."""

KNOWN_STEPS: Final = 8
"""Steps needed before the usual one is believed."""

GAP_RATIO: Final = 1.7
"""A step longer than this many usual ones is a gap: clocks jitter by less than half a step, and
a step of two is surely two."""


@dataclass(frozen=True, slots=True)
class UsualStep:
    """What a clock usually steps from packet to packet, to see what is missing between two.

    For clocks whose unit or rate is not known beforehand. The usual step is the mean of the last
    ones, without those that are gaps themselves, so a clock that ticks coarsely (one tick, two
    ticks, one tick ...) is understood too.

    Attributes
    ----------
    steps
        The last ones, in ticks, at most `REMEMBERED_STEPS`.
    """

    steps: tuple[int, ...] = ()

    def lost(self, step: int) -> int:
        """Give how many packets are missing in a step; 0 while the usual one is not known."""
        if len(self.steps) < KNOWN_STEPS:
            return 0
        middle = sorted(self.steps)[(len(self.steps) - 1) // 2]
        plain = [one for one in self.steps if one <= max(GAP_RATIO * middle, middle + 1)]
        usual = sum(plain) / len(plain)
        # One tick more than the usual step, rounded up, may be how the clock is rounded.
        if step < GAP_RATIO * usual or step <= math.ceil(usual - 0.15):
            return 0
        return round(step / usual) - 1

    def after(self, step: int) -> "UsualStep":
        """Give what is known once this step has been seen; only forward steps count."""
        if step <= 0:
            return self
        return UsualStep((*self.steps[-(REMEMBERED_STEPS - 1) :], step))
