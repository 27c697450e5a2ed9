"""What a live sensor sent, made into a recording."""

from collections.abc import Iterable

import numpy as np

from kicksense.assembly.quality import SourceCounts, quality_of, refuse_constant
from kicksense.assembly.settings import DEFAULT_SETTINGS, AssemblySettings
from kicksense.assembly.stream import StreamAssembler, StreamCounts
from kicksense.domain.anatomy import Placement
from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.live import ClockState
from kicksense.domain.signals import GridBlock, Quality, Recording, SourceNote
from kicksense.errors import RecordingFileError

_BLOCKS_AT_ONCE = 1024
_RATE_TOLERANCE_RATIO = 0.02
_DRIFT_WORTH_SAYING_PPM = 100.0


class GridRows:
    """Blocks of a grid kept in few large pieces: an hour has more blocks than memory likes.

    Parameters
    ----------
    settings
        Hold the most samples.
    """

    def __init__(self, settings: AssemblySettings = DEFAULT_SETTINGS) -> None:
        self._most = settings.max_samples
        self._pieces: list[GridBlock] = []
        self._recent: list[GridBlock] = []
        self._length = 0

    def __len__(self) -> int:
        """Give the number of samples."""
        return self._length

    def add(self, blocks: Iterable[GridBlock]) -> None:
        """Keep the next blocks, in order.

        Raises
        ------
        RecordingFileError
            If they become more than a recording can hold.
        """
        for block in blocks:
            self._recent.append(block)
            self._length += len(block)
        if self._length > self._most:
            raise RecordingFileError(
                f"The stream has more than {self._most} samples with its gaps, more than a "
                "recording holds; record shorter sessions."
            )
        if len(self._recent) >= _BLOCKS_AT_ONCE:
            self._pieces.append(merged(self._recent))
            self._recent.clear()

    def whole(self) -> GridBlock:
        """Give everything as one block; what was kept is given away."""
        pieces = self._pieces + self._recent
        self._pieces, self._recent, self._length = [], [], 0
        return merged(pieces)


def merged(blocks: list[GridBlock]) -> GridBlock:
    """Give blocks that follow each other as one.

    Parameters
    ----------
    blocks
        In order, without gaps between them.

    Returns
    -------
    block
        All their samples.
    """
    if not blocks:
        none = np.zeros((0, 3)), np.zeros(0, dtype=np.bool_)
        return GridBlock(0, none[0], none[0], none[1], none[1])
    return GridBlock(
        blocks[0].start_index,
        np.concatenate([block.acc_mps2 for block in blocks]),
        np.concatenate([block.gyr_radps for block in blocks]),
        np.concatenate([block.measured for block in blocks]),
        np.concatenate([block.clipped for block in blocks]),
    )


def recording_of(
    blocks: Iterable[GridBlock] | GridRows,
    assembler: StreamAssembler,
    *,
    placement: Placement,
    source: SourceNote,
    settings: AssemblySettings = DEFAULT_SETTINGS,
) -> Recording:
    """Make a recording of what a live sensor sent.

    Parameters
    ----------
    blocks
        All that the assembler gave, in order, its flush included.
    assembler
        Knows rate, clock and counts.
    placement
        Where the sensor was worn.
    source
        Where the bytes are kept.
    settings
        What is refused.

    Returns
    -------
    recording
        Sensor frame. Its clock is the session's: the host's, from the session's start.

    Raises
    ------
    RecordingFileError
        If the samples cannot make an honest recording; the message says why.
    """
    rows = blocks if isinstance(blocks, GridRows) else GridRows(settings)
    if not isinstance(blocks, GridRows):
        rows.add(blocks)
    _refuse_bad_span(len(rows), assembler, settings)
    whole = rows.whole()
    _refuse_empty(whole)
    return Recording(
        sampling_rate_hz=assembler.rate_hz,
        start_time_s=assembler.start_time_s + whole.start_index / assembler.rate_hz,
        acc_mps2=whole.acc_mps2,
        gyr_radps=whole.gyr_radps,
        measured=whole.measured,
        clipped=whole.clipped,
        placement=placement,
        source=source,
        quality=_quality_of(whole, assembler, settings),
        nominal_rate_hz=assembler.nominal_rate_hz,
        acc_full_scale_mps2=assembler.acc_full_scale_mps2,
        gyr_full_scale_radps=assembler.gyr_full_scale_radps,
    )


def _refuse_bad_span(length: int, assembler: StreamAssembler, settings: AssemblySettings) -> None:
    rate_hz = assembler.rate_hz
    if length == 0:
        raise RecordingFileError(
            "No samples came; check that the sensor streams, and that its family and options are "
            "right."
        )
    if not settings.min_rate_hz <= rate_hz <= settings.max_rate_hz:
        raise RecordingFileError(
            f"The samples came at {rate_hz:.4g} Hz; {settings.min_rate_hz:.0f} Hz or more are "
            "needed to see a kick, 100 Hz or more are good: set the sensor's rate."
        )
    if length < settings.min_duration_s * rate_hz:
        raise RecordingFileError(
            f"Only {length} samples came ({length / rate_hz:.2f} s); at least "
            f"{settings.min_duration_s:.1f} s are needed to hold a kick."
        )


def _refuse_empty(whole: GridBlock) -> None:
    measured = whole.measured
    if not measured.any():
        missing = "acceleration" if whole.gyr_radps.any() else "angular rate"
        raise RecordingFileError(
            f"The sensor sent no {missing} beside the other; switch both on: kicks are found by "
            "both."
        )
    values = np.hstack((whole.acc_mps2[measured], whole.gyr_radps[measured]))
    refuse_constant(values)


def _quality_of(
    whole: GridBlock, assembler: StreamAssembler, settings: AssemblySettings
) -> Quality:
    counts = assembler.counts
    return quality_of(
        whole,
        assembler.rate_hz,
        SourceCounts(
            rows=counts.samples + counts.duplicate_samples + counts.left_out_samples,
            nominal_rate_hz=assembler.nominal_rate_hz,
            duplicate_times=counts.duplicate_samples,
        ),
        clipped_acc=_at_limit(
            whole.acc_mps2, whole.clipped, settings.acc_clip_ratio, assembler.acc_full_scale_mps2
        ),
        clipped_gyr=_at_limit(
            whole.gyr_radps, whole.clipped, settings.gyr_clip_ratio, assembler.gyr_full_scale_radps
        ),
        remarks=stream_remarks(assembler),
    )


def _at_limit(
    values: FloatArray, clipped: BoolArray, ratio: float, full_scale: float | None
) -> int:
    """Count the clipped samples in which one of the two sensors was at full scale."""
    if full_scale is None:
        return 0
    at_limit = np.abs(values[clipped]) >= ratio * full_scale
    return int(np.count_nonzero(at_limit.any(axis=1)))


def stream_remarks(assembler: StreamAssembler) -> tuple[str, ...]:
    """Say in sentences how a sensor's stream came, worst things only.

    Parameters
    ----------
    assembler
        Knows its clock and counts.

    Returns
    -------
    remarks
        For people.
    """
    counts, clock = assembler.counts, assembler.clock
    return (*_link_remarks(counts), *_clock_remarks(clock, assembler))


def _link_remarks(counts: StreamCounts) -> list[str]:
    remarks = []
    if counts.breaks:
        remarks.append(
            f"The link was lost {_times(counts.breaks)}; what came after lies where the clock says."
        )
    if counts.repeated_packets:
        remarks.append(f"{counts.repeated_packets} packets came twice and were taken once.")
    if counts.duplicate_samples:
        remarks.append(
            f"{counts.duplicate_samples} samples came again, or after later ones, and were left "
            "out. The journal has them."
        )
    if counts.left_out_samples:
        remarks.append(
            f"{counts.left_out_samples} samples were left out: they held no number, came too late "
            "to be paired, or after too long a pause. The journal has them."
        )
    return remarks


def _clock_remarks(clock: ClockState, assembler: StreamAssembler) -> list[str]:
    remarks = []
    if clock.restarts:
        remarks.append(
            f"The sensor's clock began anew {_times(clock.restarts)}; each time its samples were "
            "placed by their arrival."
        )
    if clock.drift_ppm is not None and abs(clock.drift_ppm) > _DRIFT_WORTH_SAYING_PPM:
        pace = "fast" if clock.drift_ppm > 0 else "slow"
        remarks.append(
            f"The sensor's clock runs {abs(clock.drift_ppm):.0f} ppm {pace}; its times were "
            "corrected by the computer's."
        )
    nominal_hz = assembler.nominal_rate_hz
    if abs(assembler.rate_hz / nominal_hz - 1.0) > _RATE_TOLERANCE_RATIO:
        remarks.append(
            f"The sensor claims {nominal_hz:.4g} Hz and sends {assembler.rate_hz:.4g} Hz."
        )
    return remarks


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
