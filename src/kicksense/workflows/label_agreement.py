"""How far labellers agree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from kicksense.domain.labels import LabelSet
from kicksense.errors import UsageError
from kicksense.workflows.label_choice import Sighting, covers, sightings
from kicksense.workflows.labels import label_sets_of, name_of
from kicksense.workflows.sessions import Sessions, list_sessions


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two labellers beside each other, over all sessions that both have labelled.

    Attributes
    ----------
    first, second
        Who.
    sessions
        Labelled by both.
    both, only_first, only_second
        Events that both have, and that one has where the other looked too.
    same_name
        Of the events that both have, how many they call the same.
    kappa
        Cohen's kappa of the names of events that both have; None where it is not defined.
    difference_s
        Median distance in time of the events that both have; None where there are none.
    """

    first: str
    second: str
    sessions: int
    both: int
    only_first: int
    only_second: int
    same_name: int
    kappa: float | None
    difference_s: float | None

    @property
    def seen_by_both_ratio(self) -> float | None:
        """Share of the events of either that both have; None where there are no events."""
        seen = self.both + self.only_first + self.only_second
        return self.both / seen if seen else None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far all labellers agree.

    Attributes
    ----------
    pairs
        Every two labellers that share a session.
    alpha
        Krippendorff's alpha of the names that all labellers give to the same moments; None where
        it is not defined.
    moments
        Events that at least two labellers have: what alpha rests on.
    """

    pairs: tuple[PairAgreement, ...]
    alpha: float | None
    moments: int


def agreement_of(sessions: Sessions, session_ids: Iterable[str] | None = None) -> Agreement:
    """Compare labellers over stored sessions.

    Parameters
    ----------
    sessions
        The store.
    session_ids
        Which; None for all.

    Returns
    -------
    agreement
        Over all sessions together.

    Raises
    ------
    UsageError
        If no session was labelled by two.
    """
    wanted = None if session_ids is None else frozenset(session_ids)
    labelled = [
        label_sets_of(sessions, row)
        for row in list_sessions(sessions)
        if wanted is None or row.id in wanted
    ]
    shared = [label_sets for label_sets in labelled if len(label_sets) > 1]
    if not shared:
        raise UsageError(
            "no session was labelled by two labellers, so there is nothing to compare; import "
            "another's labels with kicksense label import --labeller."
        )
    return compared(shared)


def compared(labelled: Sequence[Sequence[LabelSet]]) -> Agreement:
    """Compare label sets.

    Parameters
    ----------
    labelled
        For each recording what its labellers say.

    Returns
    -------
    agreement
        Of every two labellers, and of all.
    """
    found = [(label_sets, sightings(label_sets)) for label_sets in labelled]
    names = sorted({labels.labeller for label_sets in labelled for labels in label_sets})
    pairs = tuple(
        pair
        for first, second in combinations(names, 2)
        if (pair := _pair(found, first, second)) is not None
    )
    units = [
        [name_of(event) for _, event in sighting.said]
        for _, seen in found
        for sighting in seen
        if len(sighting.said) > 1
    ]
    return Agreement(pairs, krippendorff_alpha(units), len(units))


def cohen_kappa(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Give Cohen's kappa of two labellers' names for the same things.

    Agreement beyond chance over the most there can be: (p - e) / (1 - e), with e from how often
    each uses each name (Cohen 1960).

    Parameters
    ----------
    first, second
        Names in the same order.

    Returns
    -------
    kappa
        One for full agreement, zero for chance; None where there is nothing to tell, because
        nothing was named or only one name was used.
    """
    if not first:
        return None
    names = sorted({*first, *second})
    table = np.zeros((len(names), len(names)))
    for one, other in zip(first, second, strict=True):
        table[names.index(one), names.index(other)] += 1.0
    table /= table.sum()
    expected = float(table.sum(axis=1) @ table.sum(axis=0))
    if expected >= 1.0:
        return None
    return (float(np.trace(table)) - expected) / (1.0 - expected)


def krippendorff_alpha(units: Sequence[Sequence[str]]) -> float | None:
    """Give Krippendorff's alpha of names given by any number of labellers.

    One minus the observed over the expected disagreement, from the coincidences of names within
    each unit (Krippendorff, Content Analysis, nominal data with values missing).

    Parameters
    ----------
    units
        For each thing the names that it was given; those with fewer than two say nothing.

    Returns
    -------
    alpha
        One for full agreement, zero for chance; None where there is nothing to tell.
    """
    told = [unit for unit in units if len(unit) > 1]
    names = sorted({name for unit in told for name in unit})
    if len(names) < 2:  # noqa: PLR2004 - with one name there is no chance to disagree
        return None
    coincidences = np.zeros((len(names), len(names)))
    for unit in told:
        counts = np.array([unit.count(name) for name in names], dtype=np.float64)
        pairs = np.outer(counts, counts) - np.diag(counts)
        coincidences += pairs / (len(unit) - 1)
    totals = coincidences.sum(axis=1)
    n = float(totals.sum())
    observed = n - float(np.trace(coincidences))
    expected = (n**2 - float(totals @ totals)) / (n - 1.0)
    return 1.0 - observed / expected


def _pair(
    found: Sequence[tuple[Sequence[LabelSet], Sequence[Sighting]]], first: str, second: str
) -> PairAgreement | None:
    """Compare two labellers over the recordings that both have labelled."""
    sessions = only_first = only_second = 0
    said: list[tuple[str, str]] = []
    apart_s: list[float] = []
    for label_sets, seen in found:
        who = [labels.labeller for labels in label_sets]
        if first not in who or second not in who:
            continue
        sessions += 1
        one, other = who.index(first), who.index(second)
        for sighting in seen:
            mine, theirs = sighting.of(one), sighting.of(other)
            if mine is not None and theirs is not None:
                said.append((name_of(mine), name_of(theirs)))
                apart_s.append(abs(mine.t_s - theirs.t_s))
            elif mine is not None:
                only_first += covers(label_sets[other], mine.t_s)
            elif theirs is not None:
                only_second += covers(label_sets[one], theirs.t_s)
    if not sessions:
        return None
    return PairAgreement(
        first=first,
        second=second,
        sessions=sessions,
        both=len(said),
        only_first=only_first,
        only_second=only_second,
        same_name=sum(mine == theirs for mine, theirs in said),
        kappa=cohen_kappa([mine for mine, _ in said], [theirs for _, theirs in said]),
        difference_s=float(np.median(apart_s)) if apart_s else None,
    )
