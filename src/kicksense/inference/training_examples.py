"""What a model is trained on: contacts and kicks of which the truth is known."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.errors import UsageError
from kicksense.inference.model import CONTACT_CLASSES
from kicksense.inference.training_rows import UNKNOWN, Rows

KICK: Final = CONTACT_CLASSES.index("kick")
"""Place of the class."""

SPEEDS: Final = ("foot", "ball")
"""What speeds are learnt, in the order of columns."""

_OTHER: Final = CONTACT_CLASSES.index("other")
_FEWEST_PLAYERS: Final = 3
_FEWEST_ROWS: Final = 20


@dataclass(frozen=True, slots=True, eq=False)
class TrainingExamples:
    """Contacts and kicks of which the truth is known.

    Attributes
    ----------
    contacts, kicks
        What was measured, and of whom.
    contact_classes
        Places in `CONTACT_CLASSES`, shape (n,).
    techniques
        Places in `TECHNIQUES`, -1 where nobody knows, shape (k,).
    physics_logs
        Logarithm of what physics says of foot and ball speed, m/s, shape (k, 2).
    true_logs
        Logarithm of true foot and ball speed, m/s, NaN where nobody knows, shape (k, 2).
    """

    contacts: Rows
    contact_classes: IntArray
    kicks: Rows
    techniques: IntArray
    physics_logs: FloatArray
    true_logs: FloatArray


def refuse_too_few(examples: TrainingExamples) -> None:
    """Refuse examples from which nothing could be learnt or nothing checked.

    Raises
    ------
    UsageError
        If there are too few players, kicks or known speeds.
    """
    players = len(np.unique(examples.contacts.players))
    if players < _FEWEST_PLAYERS:
        raise UsageError(
            f"training needs at least {_FEWEST_PLAYERS} players, so that some can be left out, "
            f"and there are {players}; add labelled recordings, or simulated players made with "
            "'kicksense simulate'."
        )
    present = np.bincount(examples.contact_classes, minlength=len(CONTACT_CLASSES))
    if present[KICK] < _FEWEST_ROWS or present[_OTHER] < _FEWEST_ROWS:
        raise UsageError(
            f"training needs at least {_FEWEST_ROWS} kicks and as many other contacts, and there "
            f"are {present[KICK]} and {present[_OTHER]}; label more recordings, or add simulated "
            "players made with 'kicksense simulate'."
        )
    named = examples.techniques[examples.techniques != UNKNOWN]
    if len(named) < _FEWEST_ROWS or len(np.unique(named)) == 1:
        raise UsageError(
            f"training needs at least {_FEWEST_ROWS} kicks of known technique, and more than one "
            "technique; say the technique in the labels, or add simulated players made with "
            "'kicksense simulate'."
        )
    for speed, logs in zip(SPEEDS, examples.true_logs.T, strict=True):
        if np.isfinite(logs).sum() < _FEWEST_ROWS:
            raise UsageError(
                f"training needs at least {_FEWEST_ROWS} kicks of known {speed} speed; add "
                "simulated players made with 'kicksense simulate'."
            )
