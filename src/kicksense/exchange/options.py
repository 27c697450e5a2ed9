"""What a user may say about a file that the file does not say itself."""

from dataclasses import dataclass

from kicksense.domain.anatomy import Side
from kicksense.errors import UsageError

ACC_UNITS = ("g", "mps2", "mg")
"""Units of acceleration that an option may name."""

GYR_UNITS = ("dps", "radps", "mdps")
"""Units of angular rate that an option may name."""

TIME_UNITS = ("s", "ms", "us", "ns")
"""Units of time that an option may name."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Statements about a file that go before its header and before any guess.

    Attributes
    ----------
    side
        The leg, for files of both legs and for those that do not tell.
    acc_unit, gyr_unit, time_unit
        One of `ACC_UNITS`, `GYR_UNITS`, `TIME_UNITS`.
    rate_hz
        Sampling rate, for files without times.
    """

    side: Side | None = None
    acc_unit: str | None = None
    gyr_unit: str | None = None
    time_unit: str | None = None
    rate_hz: float | None = None

    def __post_init__(self) -> None:
        for name, unit, known in (
            ("--acc-unit", self.acc_unit, ACC_UNITS),
            ("--gyr-unit", self.gyr_unit, GYR_UNITS),
            ("--time-unit", self.time_unit, TIME_UNITS),
        ):
            if unit is not None and unit not in known:
                raise UsageError(f"{name} cannot be {unit!r}; say one of {', '.join(known)}.")
        if self.rate_hz is not None and not 0.0 < self.rate_hz < float("inf"):
            raise UsageError(f"--rate must be a positive number of Hz, not {self.rate_hz}.")
