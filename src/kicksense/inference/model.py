"""A trained model: what a contact is, which technique a kick is, how fast foot and ball were."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Estimate, Technique
from kicksense.inference.plain import PlainClassifier, PlainRegressor

CONTACT_CLASSES: Final = ("other", "touch", "trap", "kick", "miss")
"""Classes of a contact, in the order of `kicksense.kicks.contact_model.ContactClass`."""

TECHNIQUES: Final = (
    Technique.HEEL.value,
    Technique.INSIDE_FOOT.value,
    Technique.INSTEP.value,
)
"""Classes of a kick, in the order of `kicksense.domain.kick.TechniqueProbability`."""

MOST_CORRECTION: Final = math.log(3.0)
"""A learnt correction multiplies or divides what physics says by three at most."""


@dataclass(frozen=True, slots=True, eq=False)
class SpeedModel:
    """What is learnt about a speed, on top of what physics says of it.

    All three parts give the logarithm of true speed over physics estimate.

    Attributes
    ----------
    low, middle, high
        Quantiles of one in twenty, one in two, nineteen in twenty.
    margins
        How much wider the interval must be to hold nine in ten, below and above, in log units,
        for heel, inside foot and instep, shape (3, 2). Conformalized quantile regression (Romano,
        Patterson and Candes, NeurIPS 2019), on players left out; may be negative.
    """

    low: PlainRegressor
    middle: PlainRegressor
    high: PlainRegressor
    margins: FloatArray

    def __post_init__(self) -> None:
        if self.margins.shape != (len(TECHNIQUES), 2):
            raise ValueError(f"margins have shape {self.margins.shape}, expected (3, 2)")

    def bounds(self, rows: FloatArray, shares: FloatArray) -> FloatArray:
        """Give the learnt corrections of many kicks.

        Parameters
        ----------
        rows
            Shape (n, p), columns as in the names of the parts.
        shares
            Probability of heel, inside foot and instep, shape (n, 3).

        Returns
        -------
        bounds
            Logarithms of low, value and high over the physics estimate, shape (n, 3), in order of
            size.
        """
        logs = [part.values(rows) for part in (self.low, self.middle, self.high)]
        return widened(np.stack(logs, axis=1), shares @ self.margins)

    def interval(self, row: FloatArray, physics_mps: float, shares: FloatArray) -> Estimate:
        """Give the speed of one kick, as `intervals` does of many."""
        one = np.asarray(shares)[None, :]
        return self.intervals(np.asarray(row)[None, :], (physics_mps,), one)[0]

    def intervals(
        self, rows: FloatArray, physics_mps: Sequence[float], shares: FloatArray
    ) -> tuple[Estimate, ...]:
        """Give the speeds of kicks.

        Parameters
        ----------
        rows
            Shape (n, p).
        physics_mps
            What physics says of each; positive.
        shares
            Probability of heel, inside foot and instep, shape (n, 3).

        Returns
        -------
        speeds
            Value, and the interval that should hold nine kicks in ten.
        """
        found = []
        for physics, logs in zip(physics_mps, self.bounds(rows, shares), strict=True):
            low, value, high = (physics * math.exp(float(log)) for log in logs)
            found.append(Estimate(value, low, high))
        return tuple(found)


def widened(bounds: FloatArray, margins: FloatArray) -> FloatArray:
    """Widen learnt intervals by their margins.

    Parameters
    ----------
    bounds
        Logarithms of low, middle and high over the physics estimate, shape (n, 3).
    margins
        Below and above, shape (n, 2).

    Returns
    -------
    bounds
        The same in order of size, and none beyond `MOST_CORRECTION`, shape (n, 3).
    """
    low, middle, high = bounds[:, 0] - margins[:, 0], bounds[:, 1], bounds[:, 2] + margins[:, 1]
    logs = np.stack([np.minimum(low, middle), middle, np.maximum(high, middle)], axis=1)
    return np.asarray(np.clip(logs, -MOST_CORRECTION, MOST_CORRECTION))


@dataclass(frozen=True, slots=True, eq=False)
class PowerModel:
    """Speed of the contact point before the ball, and of the ball after."""

    foot: SpeedModel
    ball: SpeedModel


@dataclass(frozen=True, slots=True, eq=False)
class KickModel:
    """Everything learnt that the analysis of a recording uses.

    Attributes
    ----------
    name
        What it is called.
    schema_version, analysis_version
        Of the features and of the analysis that it was trained with.
    contacts
        Classes as in `CONTACT_CLASSES`.
    technique
        Classes as in `TECHNIQUES`.
    power
        Foot and ball speed.
    kick_probability
        A contact is a kick from this probability on.
    abstain_below
        A technique less likely than this is said to be unsure.
    digest
        Tells one model of a name from the next; empty for one that was never written.
    """

    name: str
    schema_version: int
    analysis_version: int
    contacts: PlainClassifier
    technique: PlainClassifier
    power: PowerModel
    kick_probability: float
    abstain_below: float
    digest: str = ""

    def __post_init__(self) -> None:
        if self.contacts.classes != CONTACT_CLASSES:
            raise ValueError(f"contacts have the classes {self.contacts.classes}")
        if self.technique.classes != TECHNIQUES:
            raise ValueError(f"techniques are {self.technique.classes}")
        parts = [
            part
            for speed in (self.power.foot, self.power.ball)
            for part in (speed.low, speed.middle, speed.high)
        ]
        if any(part.names != self.technique.names for part in parts):
            raise ValueError("technique and power read other numbers of a kick")
        for share in (self.kick_probability, self.abstain_below):
            if not 0.0 <= share <= 1.0:
                raise ValueError(f"{share} is no probability")

    @property
    def version(self) -> str:
        """Name and beginning of the digest, such as ``default@1a2b3c4d``."""
        return f"{self.name}@{self.digest[:8]}" if self.digest else self.name

    @property
    def contact_names(self) -> tuple[str, ...]:
        """What is measured of a contact, in order."""
        return self.contacts.names

    @property
    def kick_names(self) -> tuple[str, ...]:
        """What is measured of a kick, in order."""
        return self.technique.names
