"""Packets of a live sensor, made into a uniform grid as they come.

The same code serves a live session and the journal of it: what is analyzed while it is recorded
is what is stored.
"""

from dataclasses import dataclass

import numpy as np

from kicksense.assembly.settings import DEFAULT_STREAM_SETTINGS, StreamSettings
from kicksense.assembly.stream_join import GyrJoin
from kicksense.assembly.stream_track import Packet, Placed, Track
from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.live import ClockState
from kicksense.domain.notifications import SampleBlock
from kicksense.domain.signals import GridBlock
from kicksense.protocol.codec import ClockKind

_PPM = 1e6


@dataclass(frozen=True, slots=True)
class StreamCounts:
    """What has come of a sensor so far.

    Attributes
    ----------
    packets, samples
        Notifications with samples, and samples placed on the grid.
    repeated_packets, duplicate_samples
        Left out: they were there already.
    left_out_samples
        Left out for other reasons: no number, too late, after too long a gap.
    lost_packets
        Told missing by the sensor's counter or time.
    bridged_samples
        Places of the grid that no sample covers.
    clipped_samples
        At full scale on any axis.
    breaks
        How often the link was lost.
    """

    packets: int = 0
    samples: int = 0
    repeated_packets: int = 0
    duplicate_samples: int = 0
    left_out_samples: int = 0
    lost_packets: int = 0
    bridged_samples: int = 0
    clipped_samples: int = 0
    breaks: int = 0


class StreamAssembler:
    """Puts the samples of one sensor on a uniform grid, block by block.

    The grid has the sensor's own sample period, so that every sample stays as it is; the rate by
    the host's clock is learnt as the session goes on. What is missing is bridged in straight
    lines, once the next samples are there, with ``measured`` False. However the same samples are
    cut into packets, the blocks hold the same in sum.

    Parameters
    ----------
    clock_kind
        Whether packets carry the sensor's time.
    nominal_rate_hz
        What the sensor claims.
    acc_full_scale_mps2, gyr_full_scale_radps
        Largest values it can say; None where nobody knows.
    settings
        Tolerances.
    """

    def __init__(
        self,
        clock_kind: ClockKind,
        nominal_rate_hz: float,
        acc_full_scale_mps2: float | None = None,
        gyr_full_scale_radps: float | None = None,
        settings: StreamSettings = DEFAULT_STREAM_SETTINGS,
    ) -> None:
        counted = clock_kind is ClockKind.NONE
        self.nominal_rate_hz = nominal_rate_hz
        self.acc_full_scale_mps2 = acc_full_scale_mps2
        self.gyr_full_scale_radps = gyr_full_scale_radps
        self._settings = settings
        self._track = Track(counted=counted, nominal_rate_hz=nominal_rate_hz, settings=settings)
        self._join = GyrJoin(counted=counted, nominal_rate_hz=nominal_rate_hz, settings=settings)
        self._apart = False
        self._limits = _limits_of(acc_full_scale_mps2, gyr_full_scale_radps, settings)
        self._end = 0
        self._last: FloatArray | None = None
        self._held: list[tuple[FloatArray, BoolArray]] = []
        self._held_start = 0
        self._held_samples = 0
        self._lost_before = 0
        self._came = False
        self._packets = self._samples = self._repeated = self._left_out = 0
        self._lost = self._bridged = self._clipped = self._breaks = 0

    # ---- what is known

    @property
    def rate_hz(self) -> float:
        """Samples a second by the host's clock, as well as it is known."""
        return self._track.rate_hz

    @property
    def start_time_s(self) -> float:
        """Session's clock at place 0 of the grid, as well as it is known."""
        return self._track.line.host_s(0.0) if self._track.known else 0.0

    @property
    def clock(self) -> ClockState:
        """How the sensor's clock is read."""
        track = self._track
        drift, residual_s = track.drift_ratio, track.residual_s
        return ClockState(
            drift_ppm=None if drift is None else float(_PPM * drift),
            residual_s=None if residual_s is None else float(residual_s),
            fitted_rate_hz=float(track.rate_hz) if track.told else None,
            restarts=track.restarts,
        )

    @property
    def counts(self) -> StreamCounts:
        """What has come so far."""
        elsewhere = self._track.left_out_samples + self._join.late_samples
        return StreamCounts(
            packets=self._packets,
            samples=self._samples,
            repeated_packets=self._repeated,
            duplicate_samples=self._track.duplicate_samples,
            left_out_samples=self._left_out + elsewhere,
            lost_packets=self._lost,
            bridged_samples=self._bridged,
            clipped_samples=self._clipped,
            breaks=self._breaks,
        )

    # ---- what comes

    def limited(self, acc_mps2: float | None, gyr_radps: float | None) -> None:
        """Take note of full scales that the sensor tells itself; they count from here on.

        Parameters
        ----------
        acc_mps2, gyr_radps
            Largest values it can send; None leaves what was known.
        """
        if acc_mps2 is not None:
            self.acc_full_scale_mps2 = acc_mps2
        if gyr_radps is not None:
            self.gyr_full_scale_radps = gyr_radps
        self._limits = _limits_of(
            self.acc_full_scale_mps2, self.gyr_full_scale_radps, self._settings
        )

    def add(self, block: SampleBlock, arrived_s: float) -> tuple[GridBlock, ...]:
        """Take the samples of a notification, and give what can be said now.

        Parameters
        ----------
        block
            As decoded, sensor frame.
        arrived_s
            When it came, on the session's clock.

        Returns
        -------
        blocks
            The next places of the grid, in order; often none, sometimes several.
        """
        self._lost += block.lost_packets
        self._lost_before += block.lost_packets
        if block.repeated:
            self._repeated += 1
            return ()
        acc, gyr = block.acc_mps2, block.gyr_radps
        n = len(block)
        if n == 0:
            return ()
        self._packets += 1
        self._came = True
        parts = [part for part in (acc, gyr) if part is not None]
        if not all(np.isfinite(part.sum()) for part in parts):
            self._left_out += n
            self._lost_before += 1
            return ()
        lost, self._lost_before = self._lost_before, 0
        if acc is not None and gyr is not None and len(acc) == len(gyr) and not self._apart:
            values = np.concatenate((acc, gyr), axis=1)
            placed = self._track.add(Packet(block.time_s, values, lost, arrived_s))
            return self._blocks(placed)
        self._apart = True
        return self._add_apart(block, lost, arrived_s)

    def segment_ended(self) -> tuple[GridBlock, ...]:
        """Take note that the link was lost; the grid goes on where the clock says.

        For how long it was lost is told by what arrives next.

        Returns
        -------
        blocks
            What was held back until now.
        """
        self._breaks += self._came
        self._came = False
        blocks = self._blocks(self._track.break_off())
        blocks += self._joined(everything=True)
        self._join.break_off(self._track)
        return blocks

    def flush(self) -> tuple[GridBlock, ...]:
        """Give everything that is held back; nothing more will come."""
        blocks = self._blocks(self._track.settle())
        return blocks + self._joined(everything=True)

    def _add_apart(self, block: SampleBlock, lost: int, arrived_s: float) -> tuple[GridBlock, ...]:
        """Take accelerations and angular rates that come in packets of their own."""
        placed: list[Placed] = []
        acc, gyr = block.acc_mps2, block.gyr_radps
        if acc is not None and len(acc):
            values = np.full((len(acc), 6), np.nan)
            values[:, :3] = acc
            placed = self._track.add(Packet(block.time_s, values, lost, arrived_s))
            self._join.accelerated(self._track, arrived_s)
        if gyr is not None and len(gyr):
            self._join.add(Packet(block.time_s, gyr, lost, arrived_s))
        return self._blocks(placed)

    # ---- the grid

    def _blocks(self, placed: list[Placed]) -> tuple[GridBlock, ...]:
        """Give the next places of the grid, with what is missing between them bridged."""
        blocks: list[GridBlock] = []
        for piece in placed:
            self._samples += len(piece.values)
            for values, measured in self._rows(piece):
                if self._apart:
                    self._held.append((values, measured))
                    self._held_samples += len(values)
                else:
                    blocks.append(self._block(self._held_start, values, measured))
                    self._held_start += len(values)
        if self._apart:
            blocks += self._joined(everything=False)
        return tuple(blocks)

    def _rows(self, piece: Placed) -> list[tuple[FloatArray, BoolArray]]:
        """Give the rows up to the end of a piece: first a bridge where some are missing."""
        rows = []
        missing = piece.index - self._end
        if missing > 0 and self._last is not None:
            first, last = piece.values[0], self._last
            for start in range(0, missing, self._settings.block_samples):
                stop = min(missing, start + self._settings.block_samples)
                share = np.arange(start + 1, stop + 1)[:, None] / (missing + 1)
                rows.append((last + share * (first - last), np.zeros(stop - start, np.bool_)))
        rows.append((piece.values, np.ones(len(piece.values), np.bool_)))
        self._end = piece.index + len(piece.values)
        self._last = piece.values[-1]
        return rows

    def _joined(self, *, everything: bool) -> tuple[GridBlock, ...]:
        """Give the held places whose angular rates are there, or have been waited for."""
        if not self._apart:
            return ()
        self._join.place(self._track)
        end = self._held_start + self._held_samples
        wait = round(self._settings.join_wait_s * self.nominal_rate_hz)
        stop = end if everything else max(min(end, int(self._join.reached) + 1), end - wait)
        blocks = []
        while self._held and self._held_start + len(self._held[0][0]) <= stop:
            blocks.append(self._joined_block())
        return tuple(blocks)

    def _joined_block(self) -> GridBlock:
        values, measured = self._held.pop(0)
        start, n = self._held_start, len(values)
        gyr_radps, covered = self._join.rates_at(start, start + n)
        self._held_start += n
        self._held_samples -= n
        return self._block(start, np.hstack((values[:, :3], gyr_radps)), measured & covered)

    def _block(self, start: int, values: FloatArray, measured: BoolArray) -> GridBlock:
        clipped = (np.abs(values) >= self._limits).any(axis=1)
        clipped &= measured
        self._clipped += int(np.count_nonzero(clipped))
        self._bridged += len(measured) - int(np.count_nonzero(measured))
        return GridBlock(start, values[:, :3], values[:, 3:], measured, clipped)


def _limits_of(
    acc_mps2: float | None, gyr_radps: float | None, settings: StreamSettings
) -> FloatArray:
    """Give the value of each axis from which it counts as clipped."""
    limits = np.full(6, np.inf)
    if acc_mps2 is not None:
        limits[:3] = settings.acc_clip_ratio * acc_mps2
    if gyr_radps is not None:
        limits[3:] = settings.gyr_clip_ratio * gyr_radps
    return limits
