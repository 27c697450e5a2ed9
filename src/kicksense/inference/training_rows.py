"""What a model is trained on, how it is cut by player, and what each row weighs."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray, IntArray
from kicksense.inference.training_families import Family, FamilySettings

UNKNOWN: Final = -1
"""Stands for a technique that nobody knows."""

_FEWEST_FOLDS: Final = 2


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How a model is trained and checked.

    Attributes
    ----------
    families
        What is compared.
    folds
        Parts into which the players are cut for predictions of players left out.
    compared_folds
        The same for the comparison of families, which takes one more fit for each pair of parts.
    compared_rows
        Rows that the comparison takes at most; which family is best does not hang on more.
    most_rows
        Rows that a fit takes at most.
    balance
        Rows of a source and class weigh by how few they are to this power: 0 leaves them alone, 1
        makes all sources and classes weigh the same.
    abstain_ratio
        Share of kicks, of players left out, whose technique may be left open; the issue allows
        one in twenty.
    most_abstain_below
        No technique is left open that is likelier than this.
    coverage
        Share of kicks whose true speed the intervals shall hold.
    fewest_kicks
        A technique with fewer kicks of known speed shares its margins with all.
    family_settings
        Sizes of the families.
    """

    families: tuple[Family, ...] = (Family.LINEAR, Family.BOOSTING, Family.EXTRA_TREES)
    folds: int = 5
    compared_folds: int = 4
    compared_rows: int = 12_000
    most_rows: int = 150_000
    balance: float = 0.5
    abstain_ratio: float = 0.04
    most_abstain_below: float = 0.6
    coverage: float = 0.9
    fewest_kicks: int = 60
    family_settings: FamilySettings = field(default_factory=FamilySettings)

    def __post_init__(self) -> None:
        if self.folds < _FEWEST_FOLDS or self.compared_folds <= _FEWEST_FOLDS:
            raise ValueError("too few folds to leave players out of")


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Numbers with whose they are and where they come from.

    Attributes
    ----------
    names
        Of the columns.
    numbers
        Shape (n, m); NaN where a number is missing.
    players, sources
        Text, shape (n,).
    """

    names: tuple[str, ...]
    numbers: FloatArray
    players: np.ndarray
    sources: np.ndarray

    def __post_init__(self) -> None:
        if self.numbers.shape != (len(self.players), len(self.names)):
            raise ValueError(
                f"rows have shape {self.numbers.shape} for {len(self.players)} players and "
                f"{len(self.names)} names"
            )
        if len(self.sources) != len(self.players):
            raise ValueError("sources and players differ in number")

    def kept(self, rows: IntArray | BoolArray) -> "Rows":
        """Give some of the rows."""
        return Rows(self.names, self.numbers[rows], self.players[rows], self.sources[rows])


def folds_by_player(players: np.ndarray, sources: np.ndarray, folds: int, seed: int) -> IntArray:
    """Cut rows into parts so that all rows of a player fall into one.

    The players of each source are dealt out one by one, so that every part has some of each.

    Parameters
    ----------
    players, sources
        Of the rows, shape (n,).
    folds
        How many parts; there are fewer where there are fewer players.
    seed
        Of the shuffle.

    Returns
    -------
    fold
        Part of each row, shape (n,), from 0 on.
    """
    rng = np.random.default_rng(seed)
    names, first, whose = np.unique(players, return_index=True, return_inverse=True)
    part_of = np.zeros(len(names), dtype=np.intp)
    dealt = 0
    for source in np.unique(sources):
        members = np.flatnonzero(sources[first] == source)
        part_of[rng.permutation(members)] = (dealt + np.arange(len(members))) % folds
        dealt += len(members)
    return np.asarray(part_of[whose])


def balanced_weights(classes: IntArray, sources: np.ndarray, balance: float) -> FloatArray:
    """Weigh rare classes and small sources up.

    Parameters
    ----------
    classes
        Shape (n,).
    sources
        Shape (n,).
    balance
        0 leaves rows alone, 1 makes every source and class weigh the same.

    Returns
    -------
    weights
        Shape (n,), one on average.
    """
    _, source = np.unique(sources, return_inverse=True)
    cell = source * (int(classes.max(initial=0)) + 2) + (classes + 1)
    _, place, counts = np.unique(cell, return_inverse=True, return_counts=True)
    weights = counts[place].astype(np.float64) ** -balance
    return np.asarray(weights / weights.mean()) if len(weights) else weights


def thinned(classes: IntArray, players: np.ndarray, most: int, seed: int) -> IntArray:
    """Choose rows at random where there are too many, rare classes last.

    Parameters
    ----------
    classes, players
        Of the rows, shape (n,).
    most
        How many may stay.
    seed
        Of the choice.

    Returns
    -------
    rows
        Ascending. Each class keeps what all classes can have, and the rest is shared by those
        that have more, spread over the players.
    """
    n = len(classes)
    if n <= most:
        return np.arange(n)
    rng = np.random.default_rng(seed)
    names, counts = np.unique(classes, return_counts=True)
    kept: list[IntArray] = []
    left = most
    for place, row in enumerate(np.argsort(counts)):
        share = min(int(counts[row]), left // (len(names) - place))
        members = rng.permutation(np.flatnonzero(classes == names[row]))
        kept.append(_spread(members, players, share))
        left -= share
    return np.sort(np.concatenate(kept))


def _spread(members: IntArray, players: np.ndarray, count: int) -> IntArray:
    """Take rows from one player after another, in turns, until there are enough."""
    _, whose = np.unique(players[members], return_inverse=True)
    order = np.argsort(whose, kind="stable")
    starts = np.searchsorted(whose[order], np.arange(whose.max(initial=0) + 1))
    turn = np.empty(len(members), dtype=np.intp)
    turn[order] = np.arange(len(members)) - starts[whose[order]]
    return members[np.argsort(turn, kind="stable")[:count]]
