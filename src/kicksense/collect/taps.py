"""Three taps on the sensor, found in its signal: a mark that a video and two sensors share."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.signals import GridBlock
from kicksense.dsp import moving_mean, norms, runs_of
from kicksense.units import GRAVITY_MPS2, samples_in

_TAPS: Final = 3
_HOP_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class TapSettings:
    """What counts as three taps.

    The numbers are of our own choosing: a finger on a hard case gives 2-6 g for 5-10 ms while the
    leg hardly turns; a heel strike, a ball and a jump come with a leg that turns at 1 rad/s and
    more within half a second. `benchmarks/taps.py` counts what else is taken for taps.

    Attributes
    ----------
    jolt_mps2
        How far the specific force leaves its mean over ``around_s``.
    around_s
        Width of that mean.
    width_s
        Longest tap, with what rings after it.
    apart_s
        Shortest and longest time from tap to tap.
    evenness_ratio
        The longer pause over the shorter, at most.
    quiet_s
        For so long before the first and after the last tap nothing else jolts the leg.
    rate_radps
        Angular rate between, before and after the taps, root mean square.
    acc_mps2
        Specific force there: within this of gravity, root mean square.
    """

    jolt_mps2: float = 5.0
    around_s: float = 0.1
    width_s: float = 0.07
    apart_s: tuple[float, float] = (0.15, 0.5)
    evenness_ratio: float = 1.8
    quiet_s: float = 0.6
    rate_radps: float = 0.5
    acc_mps2: float = 1.2

    @property
    def lead_s(self) -> float:
        """What is looked at before the first tap."""
        return self.quiet_s + self.around_s + self.width_s

    @property
    def tail_s(self) -> float:
        """What is looked at from the first tap on."""
        return 2.0 * self.apart_s[1] + 2.0 * self.width_s + self.around_s + self.quiet_s


@dataclass(frozen=True, slots=True, eq=False)
class TapSearch:
    """A search that goes on from block to block.

    Stretches that begin at fixed positions of the grid are looked at as soon as they are
    complete, so that the taps found do not depend on the sizes of blocks.

    Attributes
    ----------
    rate_hz
        Of the grid.
    settings
        Thresholds.
    start
        Position of the first sample that is kept.
    acc_mps2, gyr_radps
        The samples that are kept, shape (n, 3).
    measured
        False where no sample came.
    """

    rate_hz: float
    settings: TapSettings = field(default_factory=TapSettings)
    start: int = 0
    acc_mps2: FloatArray = field(default_factory=lambda: np.empty((0, 3)))
    gyr_radps: FloatArray = field(default_factory=lambda: np.empty((0, 3)))
    measured: BoolArray = field(default_factory=lambda: np.empty(0, dtype=np.bool_))

    def advance(self, block: GridBlock) -> "tuple[tuple[int, ...], TapSearch]":
        """Look at the next samples.

        Parameters
        ----------
        block
            Sensor frame. Where it does not follow the block before, the search begins anew.

        Returns
        -------
        positions
            Of the first of three taps, on the grid.
        successor
            Looks at the block after.
        """
        search = self._with(block)
        hop = samples_in(_HOP_S, search.rate_hz)
        lead = samples_in(search.settings.lead_s, search.rate_hz)
        tail = samples_in(search.settings.tail_s, search.rate_hz)
        found: list[int] = []
        begin = -(-search.start // hop) * hop
        while begin + lead + hop + tail <= search.start + len(search.measured):
            found += search._taps_from(begin, lead=lead, hop=hop, tail=tail)
            begin += hop
        return tuple(found), search._kept_from(min(begin, search.start + len(search.measured)))

    def _with(self, block: GridBlock) -> "TapSearch":
        """Add samples to those that are kept."""
        if block.start_index != self.start + len(self.measured):
            return replace(
                self,
                start=block.start_index,
                acc_mps2=block.acc_mps2,
                gyr_radps=block.gyr_radps,
                measured=block.measured,
            )
        return replace(
            self,
            acc_mps2=np.concatenate([self.acc_mps2, block.acc_mps2]),
            gyr_radps=np.concatenate([self.gyr_radps, block.gyr_radps]),
            measured=np.concatenate([self.measured, block.measured]),
        )

    def _taps_from(self, begin: int, *, lead: int, hop: int, tail: int) -> Iterator[int]:
        """Give the taps that begin within one hop, so that each is found once."""
        span = slice(begin - self.start, begin - self.start + lead + hop + tail)
        for position in triple_taps(
            self.acc_mps2[span],
            self.gyr_radps[span],
            self.measured[span],
            rate_hz=self.rate_hz,
            settings=self.settings,
        ):
            if lead <= position < lead + hop:
                yield begin + position

    def _kept_from(self, position: int) -> "TapSearch":
        """Forget what lies before a position."""
        cut = position - self.start
        return replace(
            self,
            start=position,
            acc_mps2=self.acc_mps2[cut:].copy(),
            gyr_radps=self.gyr_radps[cut:].copy(),
            measured=self.measured[cut:].copy(),
        )


def triple_taps(
    acc_mps2: FloatArray,
    gyr_radps: FloatArray,
    measured: BoolArray,
    *,
    rate_hz: float,
    settings: TapSettings,
) -> tuple[int, ...]:
    """Find three short jolts of a leg that is otherwise still.

    Parameters
    ----------
    acc_mps2, gyr_radps
        Sensor frame, shape (n, 3).
    measured
        False where no sample came; taps are not looked for across such a place.
    rate_hz
        Of the samples.
    settings
        Thresholds.

    Returns
    -------
    positions
        The strongest sample of each first tap.
    """
    if len(acc_mps2) == 0:
        return ()
    away = norms(acc_mps2 - moving_mean(acc_mps2, samples_in(settings.around_s, rate_hz)))
    jolts = _jolts(away, rate_hz, settings)
    found = []
    for first in range(len(jolts) - _TAPS + 1):
        taps = jolts[first : first + _TAPS]
        if not _evenly_apart([peak for peak, _, _ in taps], rate_hz, settings):
            continue
        quiet = samples_in(settings.quiet_s, rate_hz)
        begin, end = taps[0][1] - quiet, taps[-1][2] + quiet
        alone = not any(begin < jolt[0] < end for jolt in (*jolts[:first], *jolts[first + _TAPS :]))
        if not alone or begin < 0 or end > len(acc_mps2) or not measured[begin:end].all():
            continue
        between = np.ones(end - begin, dtype=np.bool_)
        for _, start, stop in taps:
            between[start - begin : stop - begin] = False
        if _at_rest(acc_mps2[begin:end][between], gyr_radps[begin:end][between], settings):
            found.append(taps[0][0])
    return tuple(found)


def _jolts(away: FloatArray, rate_hz: float, settings: TapSettings) -> list[tuple[int, int, int]]:
    """Give peak, begin and end of each jolt; what follows within a tap's width belongs to it."""
    width = samples_in(settings.width_s, rate_hz)
    joined: list[tuple[int, int]] = []
    for run in runs_of(np.asarray(away > settings.jolt_mps2)):
        if joined and run.start - joined[-1][0] <= width:
            joined[-1] = (joined[-1][0], run.stop)
        else:
            joined.append((run.start, run.stop))
    margin = samples_in(settings.around_s / 2, rate_hz)
    return [
        (start + int(away[start:stop].argmax()), max(start - margin, 0), start + width + margin)
        for start, stop in joined
    ]


def _evenly_apart(peaks: list[int], rate_hz: float, settings: TapSettings) -> bool:
    """Tell whether the pauses between taps are those of somebody who taps."""
    pauses = [(late - early) / rate_hz for early, late in pairwise(peaks)]
    shortest, longest = min(pauses), max(pauses)
    low, high = settings.apart_s
    return low <= shortest and longest <= high and longest <= settings.evenness_ratio * shortest


def _at_rest(acc_mps2: FloatArray, gyr_radps: FloatArray, settings: TapSettings) -> bool:
    """Tell whether a leg neither turns nor is pushed."""
    if len(acc_mps2) == 0:
        return False
    turning = float(np.sqrt(np.mean(norms(gyr_radps) ** 2)))
    pushed = float(np.sqrt(np.mean((norms(acc_mps2) - GRAVITY_MPS2) ** 2)))
    return turning < settings.rate_radps and pushed < settings.acc_mps2
