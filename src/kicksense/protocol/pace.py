"""How fast a sensor's own clock says that its samples come, and what is missing by it.

Families without a counter show a loss only as a step in time that is too long for the samples
it holds. How long is usual is learnt from the steps before, because the nominal rate is a few
per cent off, and unknown where somebody else configured the sensor.
"""

from dataclasses import dataclass
from typing import Final

_STEPS: Final = 9
"""Steps remembered: about 0.7 s of a sensor that sends 13 packets a second."""

_QUANTILE: Final = 4
"""The lower quartile is the usual step: losses only lengthen steps, so three in four may be
lengthened; two short ones (a clock that was set) do no harm."""

_SLACK_SAMPLES: Final = 1.5
_SLACK_RATIO: Final = 0.3
"""Less than this is jitter of a rounded clock (1 ms), not a missing packet."""


def signed_step(later: int, earlier: int, bits: int) -> int:
    """Give the difference of two readings of a counter that wraps, between minus and plus half.

    Parameters
    ----------
    later, earlier
        Readings as sent, or already unwrapped.
    bits
        Width of the counter.
    """
    half = 1 << (bits - 1)
    return ((later - earlier + half) & ((1 << bits) - 1)) - half


@dataclass(frozen=True, slots=True)
class Pace:
    """What recent steps between packets say of the time from sample to sample.

    Attributes
    ----------
    recent_s
        Seconds per sample of the last steps, oldest first.
    """

    recent_s: tuple[float, ...] = ()

    @property
    def period_s(self) -> float | None:
        """Give the usual time from sample to sample, None before the first step."""
        if not self.recent_s:
            return None
        return sorted(self.recent_s)[(len(self.recent_s) - 1) // _QUANTILE]

    def stepped(self, step_s: float, samples: int) -> "Pace":
        """Give the pace after one more step; steps of no length or back are not counted.

        Parameters
        ----------
        step_s
            From one packet's time to the next one's.
        samples
            How many samples lie between them where nothing is missing.
        """
        if step_s <= 0.0 or samples < 1:
            return self
        return Pace((*self.recent_s[1 - _STEPS :], step_s / samples))

    def missing_packets(self, step_s: float, samples: int) -> int:
        """Estimate how many packets are missing in a step.

        Parameters
        ----------
        step_s
            From one packet's time to the next one's.
        samples
            How many samples lie between them where nothing is missing; packets that are missing
            are taken to hold as many.
        """
        period_s = self.period_s
        if period_s is None or samples < 1:
            return 0
        missing = step_s / period_s - samples
        if missing < max(_SLACK_SAMPLES, _SLACK_RATIO * samples):
            return 0
        return max(1, round(missing / samples))
