"""What a surface takes from a ball."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Friction:
    """What a surface takes from a ball, where somebody has measured it.

    Attributes
    ----------
    rolling_ratio, sliding_ratio
        Deceleration of the rolling and of the sliding ball over gravity.
    rolling_spread
        Standard deviation of the first, log units.
    """

    rolling_ratio: float
    sliding_ratio: float
    rolling_spread: float

    def __post_init__(self) -> None:
        if not (self.rolling_ratio > 0.0 and self.sliding_ratio > 0.0):
            raise ValueError(f"a ball never stops on {self}")
        if not 0.0 <= self.rolling_spread <= 1.0:
            raise ValueError(f"{self.rolling_spread} is no spread of a friction")
