"""What sensors send, before and after its bytes are understood."""

from dataclasses import dataclass

from kicksense.domain.arrays import FloatArray, read_only


@dataclass(frozen=True, slots=True)
class Notification:
    """One message of a sensor as it came.

    Attributes
    ----------
    sensor
        Which sensor of the session: its address or identifier, as the source names it.
    channel
        The characteristic it came from, as a lower-case UUID of 36 letters.
    arrived_ns
        Host's monotonic clock when it came.
    utc_ns
        Host's wall clock when it came, since 1970-01-01 UTC.
    payload
        The bytes.
    """

    sensor: str
    channel: str
    arrived_ns: int
    utc_ns: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class SensorWord:
    """What a sensor says of itself beside its samples; None where it does not.

    Attributes
    ----------
    battery_ratio
        Charge.
    acc_full_scale_mps2, gyr_full_scale_radps
        Largest values it can send from now on.
    """

    battery_ratio: float | None = None
    acc_full_scale_mps2: float | None = None
    gyr_full_scale_radps: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SampleBlock:
    """What one notification holds: samples in SI units, sensor frame.

    Acceleration and angular rate may come in notifications of their own; then the other is None.

    Attributes
    ----------
    sequence
        The sensor's counter as sent, not unwrapped; None where it has none.
    time_s
        Time of the first sample on the sensor's clock, with wrap-arounds undone; None where
        it sends no time.
    acc_mps2
        Specific force, shape (n, 3), or None.
    gyr_radps
        Angular rate, shape (n, 3), or None.
    lost_packets
        How many notifications are missing just before this one, as far as counter or time
        tell.
    repeated
        True where this notification was already there: its samples are no new ones.
    problems
        One sentence each: what was wrong with the bytes and what was done about it.
    word
        What the sensor says of itself, or that it answers a command: ``problems`` are then
        about how it is set, and hold for all samples to come. None for most notifications.
    """

    sequence: int | None = None
    time_s: float | None = None
    acc_mps2: FloatArray | None = None
    gyr_radps: FloatArray | None = None
    lost_packets: int = 0
    repeated: bool = False
    problems: tuple[str, ...] = ()
    word: SensorWord | None = None

    def __post_init__(self) -> None:
        for name in ("acc_mps2", "gyr_radps"):
            values = getattr(self, name)
            if values is not None:
                object.__setattr__(self, name, read_only(values, (len(values), 3), name))

    def __len__(self) -> int:
        """Give the number of samples of the longer of both parts."""
        parts = (self.acc_mps2, self.gyr_radps)
        return max((len(part) for part in parts if part is not None), default=0)
