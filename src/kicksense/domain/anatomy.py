"""Where a sensor is worn."""

from dataclasses import dataclass
from enum import StrEnum


class Segment(StrEnum):
    """A rigid body part."""

    THIGH = "thigh"
    SHANK = "shank"
    FOOT = "foot"


class Side(StrEnum):
    """A leg."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def lateral_sign(self) -> float:
        """+1 where the player's right is lateral (right leg), -1 on the left leg."""
        return 1.0 if self is Side.RIGHT else -1.0


@dataclass(frozen=True, slots=True)
class Placement:
    """The segment and side a sensor is worn on.

    Attributes
    ----------
    side
        The leg.
    segment
        The body part; kicks are analyzed on the shank.
    side_known
        False where nobody said which leg and the right one was assumed.
    """

    side: Side = Side.RIGHT
    segment: Segment = Segment.SHANK
    side_known: bool = True
