"""How fast a sensor's own clock says that its samples come, and what is missing by it.

Families without a counter show a loss only as a step in time that is too long for the samples
it holds. How long is usual is learnt from the steps before, because the nominal rate is a few
per cent off, and unknown where somebody else configured the sensor.
"""

from dataclasses import dataclass, replace
from typing import Final

from kicksense.protocol.counters import Place, step_between

_STEPS: Final = 9
"""Steps remembered: about 0.7 s of a sensor that sends 13 packets a second."""

_QUANTILE: Final = 4
"""The lower quartile is the usual step: losses only lengthen steps, so three in four may be
lengthened; two short ones (a clock that was set) do no harm."""

_SLACK_SAMPLES: Final = 1.5
_SLACK_RATIO: Final = 0.3
"""Less than this is jitter of a rounded clock (1 ms), not a missing packet."""


LATE_S: Final = 10.0
"""A packet whose time lies back by less is late; by more, its clock was set or restarted."""

_REMEMBERED: Final = 8


@dataclass(frozen=True, slots=True)
class Pace:
    """What recent steps between packets say of the time from sample to sample.

    Attributes
    ----------
    recent_s
        Seconds per sample of the last steps, oldest first.
    nominal_s
        What the sensor was asked for; believed until the first step, so that a loss in it shows.
    """

    recent_s: tuple[float, ...] = ()
    nominal_s: float | None = None

    @property
    def period_s(self) -> float | None:
        """Give the usual time from sample to sample, None where nothing is known of it."""
        if not self.recent_s:
            return self.nominal_s
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
        return Pace((*self.recent_s[1 - _STEPS :], step_s / samples), self.nominal_s)

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


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The times of one stream's packets, in order as they came; a value of fixed size.

    Attributes
    ----------
    tick_s
        Length of a tick of the sensor's clock.
    bits
        Width of the clock.
    newest
        Time of the newest packet, wrap-arounds undone, in ticks; None before the first.
    recent
        The last few times, to recognise repeats.
    pace
        What the steps say.
    """

    tick_s: float
    bits: int
    newest: int | None = None
    recent: tuple[int, ...] = ()
    pace: Pace = Pace()

    def placed(self, raw: int, samples: int) -> "tuple[Place, TimeLine]":
        """Give where a packet belongs, and the line with it.

        Parameters
        ----------
        raw
            Its time as sent.
        samples
            How many samples lie between the newest packet's time and this one's where nothing is
            missing: those of the packet before where times are of first samples, its own where
            they are of last ones.
        """
        if self.newest is None:
            return Place(raw), replace(self, newest=raw, recent=(raw,))
        step = step_between(self.newest, raw, self.bits)
        tick, step_s = self.newest + step, step * self.tick_s
        if tick in self.recent:
            return Place(tick, repeated=True), self
        if step_s <= -LATE_S:
            problem = f"The sensor's clock went back by {-step_s:.1f} s."
            return Place(tick, problem=problem), replace(self, newest=tick, recent=(tick,))
        recent = (*self.recent[1 - _REMEMBERED :], tick)
        if step_s < 0.0:
            problem = f"A packet came {-step_s:.3f} s late."
            return Place(tick, problem=problem), replace(self, recent=recent)
        lost = self.pace.missing_packets(step_s, samples)
        pace = self.pace.stepped(step_s, samples)
        return Place(tick, lost), replace(self, newest=tick, recent=recent, pace=pace)
