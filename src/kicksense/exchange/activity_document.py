"""What a player did between the kicks, as part of a JSON document."""

from typing import Self

from kicksense.domain.locomotion import Activity, Gait, PossessionKind
from kicksense.exchange.document_parts import Count, DocumentPart, Known


class BoutPart(DocumentPart):
    """A stretch of one gait; `strides` are steps of the worn leg, `cadence_hz` is of both."""

    start_s: float
    stop_s: float
    gait: Gait
    strides: Count
    cadence_hz: Known
    peak_swing_radps: Known


class TurnPart(DocumentPart):
    """A change of direction, positive to the player's left, with its standard deviation."""

    start_s: float
    stop_s: float
    angle_rad: Known
    spread_rad: Known


class CarryPart(DocumentPart):
    """Three or more light touches on the run."""

    start_s: float
    stop_s: float
    touches: Count
    cadence_rise_ratio: Known


class PossessionPart(DocumentPart):
    """From the first contact with the ball until it is played away."""

    start_s: float
    stop_s: float
    contacts: Count
    kind: PossessionKind
    released: bool


class ActivityPart(DocumentPart):
    """What the leg did between kicks; `gait_s` is how long it moved in which way, all in all."""

    steps: Count
    gait_s: dict[Gait, float]
    bouts: tuple[BoutPart, ...]
    turns: tuple[TurnPart, ...]
    carries: tuple[CarryPart, ...]
    possessions: tuple[PossessionPart, ...]
    heading_drift_radps: Known

    @classmethod
    def of(cls, activity: Activity) -> Self:
        """Give the part for an activity."""
        lengths_s: dict[Gait, float] = {}
        for bout in activity.bouts:
            length_s = bout.stop_s - bout.start_s
            lengths_s[bout.gait] = lengths_s.get(bout.gait, 0.0) + length_s
        return cls(
            steps=len(activity.steps),
            gait_s=lengths_s,
            bouts=tuple(BoutPart.model_validate(bout) for bout in activity.bouts),
            turns=tuple(TurnPart.model_validate(turn) for turn in activity.turns),
            carries=tuple(CarryPart.model_validate(carry) for carry in activity.carries),
            possessions=tuple(PossessionPart.model_validate(one) for one in activity.possessions),
            heading_drift_radps=activity.heading_drift_radps,
        )
