"""Samples on their way from a file or a radio to the leg's own frame."""

from dataclasses import dataclass, field

from kicksense.domain.anatomy import Placement
from kicksense.domain.arrays import BoolArray, FloatArray, freeze_samples, read_only


@dataclass(frozen=True, slots=True)
class SourceNote:
    """Where a recording came from.

    Attributes
    ----------
    name
        File stem or sensor name.
    kind
        Format, as the importer calls it: ``csv``, ``lmd``, ``xsens``, ``kicksense``, ...
    fingerprint
        SHA-256 of the original content, hex; empty where there is none.
    simulated
        True for what no player ever did.
    remarks
        What was guessed or repaired while reading, one sentence each.
    """

    name: str
    kind: str
    fingerprint: str = ""
    simulated: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class SampleTable:
    """Samples as a source gave them: SI units, sensor frame, times not yet uniform.

    Attributes
    ----------
    time_s
        Shape (n,); the source's own clock in seconds, in the order of the source. May repeat,
        jitter, jump or run backwards; `kicksense.assembly` deals with that.
    acc_mps2
        Specific force, shape (n, 3). NaN where the source had no number.
    gyr_radps
        Angular rate, shape (n, 3). NaN where the source had no number.
    nominal_rate_hz
        The rate the source claims, or None.
    acc_full_scale_mps2, gyr_full_scale_radps
        Largest value the sensor can say, or None where the source does not tell.
    times_are_frames
        True where the times count frames of a faster poll than the sensor updates, so that
        repeated rows are no samples.
    """

    time_s: FloatArray
    acc_mps2: FloatArray
    gyr_radps: FloatArray
    source: SourceNote
    placement: Placement
    nominal_rate_hz: float | None = None
    acc_full_scale_mps2: float | None = None
    gyr_full_scale_radps: float | None = None
    times_are_frames: bool = False

    def __post_init__(self) -> None:
        n = len(self.time_s)
        object.__setattr__(self, "time_s", read_only(self.time_s, (n,), "time_s"))
        object.__setattr__(self, "acc_mps2", read_only(self.acc_mps2, (n, 3), "acc_mps2"))
        object.__setattr__(self, "gyr_radps", read_only(self.gyr_radps, (n, 3), "gyr_radps"))


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a recording is, in numbers.

    Attributes
    ----------
    rows
        Rows of the source, samples and others.
    duration_s
        From the first to the last sample.
    nominal_rate_hz, measured_rate_hz
        The rate claimed (None if nobody claims one) and the rate found.
    lost_ratio
        Share of the grid that no sample covers.
    gaps, longest_gap_s
        Number of stretches without samples, and the longest.
    duplicate_times
        Rows that repeat the time of another row.
    repeated_rows
        Rows that repeat the values of the row before; they are not samples.
    unsorted_rows
        Rows that came before their time and were put in order.
    clipped_ratio
        Share of samples at full scale on any axis.
    clipped_acc_samples, clipped_gyr_samples
        Samples at full scale, by sensor.
    acc_at_rest_mps2
        Median norm of the specific force in the quietest stretch; 9.81 for a well scaled sensor.
        None where the recording has no quiet stretch.
    remarks
        Sentences for people: what is wrong with the recording and what was done about it.
    """

    rows: int
    duration_s: float
    nominal_rate_hz: float | None
    measured_rate_hz: float
    lost_ratio: float
    gaps: int
    longest_gap_s: float
    duplicate_times: int
    repeated_rows: int
    unsorted_rows: int
    clipped_ratio: float
    clipped_acc_samples: int
    clipped_gyr_samples: int
    acc_at_rest_mps2: float | None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """One sensor's signal on a uniform time grid, in the *sensor* frame.

    Attributes
    ----------
    sampling_rate_hz
        Rate of the time grid; sample i was taken i / sampling_rate_hz after the first.
    start_time_s
        Time of the first sample on the source's own clock.
    acc_mps2
        Specific force, shape (n, 3). At rest it reads +9.81 along whatever points up.
    gyr_radps
        Angular rate, shape (n, 3), positive by the right-hand rule.
    measured
        Shape (n,); False where a lost packet was bridged.
    clipped
        Shape (n,); True where an axis reached full scale and the true value is unknown.
    acc_full_scale_mps2, gyr_full_scale_radps
        Full scales, declared or found; None where no sample came near one.
    """

    sampling_rate_hz: float
    start_time_s: float
    acc_mps2: FloatArray
    gyr_radps: FloatArray
    measured: BoolArray
    clipped: BoolArray
    placement: Placement
    source: SourceNote
    quality: Quality
    nominal_rate_hz: float | None = None
    acc_full_scale_mps2: float | None = None
    gyr_full_scale_radps: float | None = None

    def __post_init__(self) -> None:
        freeze_samples(self, ("acc_mps2", "gyr_radps"), ("measured", "clipped"))

    def __len__(self) -> int:
        """Give the number of samples."""
        return len(self.measured)

    def time_of(self, index: float) -> float:
        """Give the time of a sample position on the source's own clock, s."""
        return self.start_time_s + index / self.sampling_rate_hz


@dataclass(frozen=True, slots=True, eq=False)
class GridBlock:
    """The next samples of a recording that is still growing, *sensor* frame.

    Attributes
    ----------
    start_index
        Position of the first sample on the recording's grid.
    acc_mps2, gyr_radps, measured, clipped
        As in `Recording`, n samples at the grid's rate.
    """

    start_index: int
    acc_mps2: FloatArray
    gyr_radps: FloatArray
    measured: BoolArray
    clipped: BoolArray

    def __post_init__(self) -> None:
        freeze_samples(self, ("acc_mps2", "gyr_radps"), ("measured", "clipped"))

    def __len__(self) -> int:
        """Give the number of samples."""
        return len(self.measured)


@dataclass(frozen=True, slots=True, eq=False)
class SegmentRecording:
    """The same samples in the *segment* frame: x anterior, y proximal, z to the player's right.

    Attributes
    ----------
    acc_mps2, gyr_radps
        Specific force and angular rate, shape (n, 3), segment frame.
    up
        Unit vector that points up, segment frame, shape (n, 3), from the orientation filter.
    measured, clipped
        As in `Recording`.
    """

    sampling_rate_hz: float
    acc_mps2: FloatArray
    gyr_radps: FloatArray
    up: FloatArray
    measured: BoolArray
    clipped: BoolArray
    placement: Placement = field(default_factory=Placement)

    def __post_init__(self) -> None:
        freeze_samples(self, ("acc_mps2", "gyr_radps", "up"), ("measured", "clipped"))

    def __len__(self) -> int:
        """Give the number of samples."""
        return len(self.measured)

    def stretch(self, start: int, stop: int) -> "SegmentRecording":
        """Give the samples ``[start, stop)`` as a recording of their own."""
        return SegmentRecording(
            sampling_rate_hz=self.sampling_rate_hz,
            acc_mps2=self.acc_mps2[start:stop],
            gyr_radps=self.gyr_radps[start:stop],
            up=self.up[start:stop],
            measured=self.measured[start:stop],
            clipped=self.clipped[start:stop],
            placement=self.placement,
        )

    @property
    def sagittal_rate_radps(self) -> FloatArray:
        """Rate about the mediolateral axis, positive when the foot swings forward."""
        return self.gyr_radps[:, 2]

    @property
    def adduction_rate_radps(self) -> FloatArray:
        """Rate about the anteroposterior axis, positive when the foot moves to the midline."""
        return self.placement.side.lateral_sign * self.gyr_radps[:, 0]

    @property
    def internal_rotation_rate_radps(self) -> FloatArray:
        """Rate about the long axis, positive when the toes turn inward."""
        return self.placement.side.lateral_sign * self.gyr_radps[:, 1]

    @property
    def lateral_acc_mps2(self) -> FloatArray:
        """Specific force away from the midline."""
        return self.placement.side.lateral_sign * self.acc_mps2[:, 2]

    @property
    def lateral_up(self) -> FloatArray:
        """Part of the upward direction that points away from the midline."""
        return self.placement.side.lateral_sign * self.up[:, 2]
