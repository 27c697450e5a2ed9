"""One answer from several labellers."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet
from kicksense.store.folder import DataFolder
from kicksense.store.labels import read_labels
from kicksense.store.session_row import SessionRow

SIMULATION: Final = "simulation"
"""Labeller of sessions whose truth is known; nobody overrules it."""

CONSENSUS: Final = "consensus"
"""Labeller of what several people together say."""

RULE: Final = (
    "An event counts if more than half of those who labelled that stretch completely saw it, in a "
    "tie if the newest labels have it; its name is the one most gave, in a tie the newest; its "
    "time is the median."
)
"""How several labellers become one answer."""

_SAME_EVENT_S: Final = 0.25
"""Two labellers' moments so close are one event: half the hold of a kick (0.45 s)."""

_FARTHEST_S: Final = 1.0
"""Tapped labels are off by up to half a second each; two of them by a whole."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One event and everybody who labelled it.

    Attributes
    ----------
    said
        Position of the label set, and its event; in the order of the label sets, each at most once.
    """

    said: tuple[tuple[int, LabelledEvent], ...]

    @property
    def t_s(self) -> float:
        """When, the median of all who saw it."""
        return float(np.median([event.t_s for _, event in self.said]))

    def of(self, labeller: int) -> LabelledEvent | None:
        """Give what one label set says; None where it does not have the event."""
        return next((event for index, event in self.said if index == labeller), None)


def covers(labels: LabelSet, t_s: float) -> bool:
    """Tell whether a label set would have a kick at a time if there were one.

    Parameters
    ----------
    labels
        What one labeller says.
    t_s
        On the recording's own clock.

    Returns
    -------
    covered
        True where it is complete: everywhere, or inside its spans if it has any.
    """
    if not labels.complete:
        return False
    return not labels.spans or any(s.start_s <= t_s < s.stop_s for s in labels.spans)


def sightings(label_sets: Sequence[LabelSet]) -> tuple[Sighting, ...]:
    """Bring together what several labellers say of the same moments.

    Each event joins the nearest sighting within a quarter of a second (or within what both say
    they may be off) that this labeller is not part of yet, the closest pairs first.

    Parameters
    ----------
    label_sets
        Of one recording.

    Returns
    -------
    sightings
        In order of time.
    """
    found: list[list[tuple[int, LabelledEvent]]] = []
    for index, labels in enumerate(label_sets):
        places = sorted((said[0][1].t_s, place) for place, said in enumerate(found))
        pairs = sorted(
            (abs(event.t_s - found[place][0][1].t_s), place, number)
            for number, event in enumerate(labels.events)
            for place in _near(places, event.t_s)
            if _same_moment(event, found[place][0][1])
        )
        joined: dict[int, int] = {}
        taken: set[int] = set()
        for _, place, number in pairs:
            if number not in joined and place not in taken:
                joined[number] = place
                taken.add(place)
        for number, event in enumerate(labels.events):
            if number in joined:
                found[joined[number]].append((index, event))
            else:
                found.append([(index, event)])
    return tuple(sorted((Sighting(tuple(said)) for said in found), key=lambda s: s.t_s))


def _near(places: Sequence[tuple[float, int]], t_s: float) -> Iterable[int]:
    """Give the places, in order of time, that may lie near enough to a moment."""
    first = bisect_left(places, (t_s - _FARTHEST_S, -1))
    for position in range(first, len(places)):
        time_s, place = places[position]
        if time_s > t_s + _FARTHEST_S:
            return
        yield place


def chosen_labels(label_sets: Sequence[LabelSet]) -> LabelSet:
    """Give the one answer that training and scoring use, by `RULE`.

    Parameters
    ----------
    label_sets
        At least one, all of the same recording and player.

    Returns
    -------
    labels
        The truth of a simulation where there is one; the only set where there is one; else the
        consensus, with spans, completeness and groups of the newest complete set.
    """
    truth = next((labels for labels in label_sets if labels.labeller == SIMULATION), None)
    if truth is not None:
        return truth
    ordered = sorted(label_sets, key=lambda labels: labels.labelled_utc)
    if len(ordered) == 1:
        return ordered[0]
    base = next((labels for labels in reversed(ordered) if labels.complete), ordered[-1])
    events = [_agreed(sighting) for sighting in sightings(ordered) if _counts(sighting, ordered)]
    return replace(
        base,
        labeller=CONSENSUS,
        labelled_utc=ordered[-1].labelled_utc,
        events=tuple(sorted(events, key=lambda event: event.t_s)),
    )


def _same_moment(first: LabelledEvent, second: LabelledEvent) -> bool:
    reach_s = min(max(_SAME_EVENT_S, first.within_s + second.within_s), _FARTHEST_S)
    return abs(first.t_s - second.t_s) <= reach_s


def _counts(sighting: Sighting, ordered: Sequence[LabelSet]) -> bool:
    """Tell whether enough of those who looked saw an event."""
    seen = {index for index, _ in sighting.said}
    looked = seen | {i for i, labels in enumerate(ordered) if covers(labels, sighting.t_s)}
    if 2 * len(seen) == len(looked):
        return max(looked) in seen
    return 2 * len(seen) > len(looked)


def _agreed(sighting: Sighting) -> LabelledEvent:
    """Give an event under the name that most gave it."""
    names: Counter[tuple[EventKind, Technique]] = Counter(
        (event.kind, event.technique) for _, event in sighting.said
    )
    most = max(names.values())
    voted = {name for name, votes in names.items() if votes == most}
    told = next(e for _, e in reversed(sighting.said) if (e.kind, e.technique) in voted)
    middle_s = sighting.t_s
    spread_s = max(abs(event.t_s - middle_s) for _, event in sighting.said)
    within_s = max(spread_s, min(event.within_s for _, event in sighting.said))
    return replace(told, t_s=middle_s, within_s=within_s)


def labels_of_session(
    folder: DataFolder, row: SessionRow, rows: Iterable[SessionRow]
) -> tuple[LabelSet, ...]:
    """Read what has been said of a stored session, not of the other leg of the same file.

    Parameters
    ----------
    folder
        The data folder.
    row
        The session.
    rows
        All sessions of the folder.

    Returns
    -------
    label_sets
        The oldest first. Labels that name no session, or one that is not there any more, belong
        to every session of the same content.

    Raises
    ------
    StoreError
        If a file of labels is damaged.
    """
    others = {r.id for r in rows if r.fingerprint == row.fingerprint and r.id != row.id}
    found = read_labels(folder, row.fingerprint)
    return tuple(labels for labels in found if labels.session_id not in others)
