"""Kicks, other contacts and air kicks of a recording, block by block, each once it is final."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.domain.kick import ContactKind, RejectionReason
from kicksense.domain.signals import SegmentRecording
from kicksense.dsp import Run, distance_to
from kicksense.kicks.air import AirKickSettings, air_kicks_within, swing_reach
from kicksense.kicks.contact_model import ContactJudge, judge_by_rule
from kicksense.kicks.detect import (
    Contacts,
    DetectionSettings,
    DetectorState,
    advance,
    grouped_kicks,
    joined,
    kind_of,
    near_misses,
    no_contacts,
    rejection_of,
    touches,
)
from kicksense.units import samples_in

_LOOK_EVERY_S: Final = 0.5
"""Swings are searched this much at a time; a search costs as much as a hundred samples."""


def _nowhere() -> IntArray:
    """Give no positions."""
    return np.empty(0, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class FollowSettings:
    """What contacts and swings are judged by.

    Attributes
    ----------
    detection, air_kicks
        Thresholds.
    judge
        Gives the probabilities of contacts.
    worn_from
        Position from which the sensor sits on the leg; no swing before it is at a ball.
    """

    detection: DetectionSettings = field(default_factory=DetectionSettings)
    air_kicks: AirKickSettings = field(default_factory=AirKickSettings)
    judge: ContactJudge = judge_by_rule
    worn_from: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Sightings:
    """What has become final.

    Attributes
    ----------
    kicks
        Positions of impacts on the search grid, ascending.
    since_s
        Of each kick, from the touch or trap before it; NaN for none.
    contacts
        Positions of touches and traps, with what they are.
    air_kicks
        Positions of swings that met no ball.
    refused
        Contacts that are none of these, counted by reason.
    """

    kicks: IntArray
    since_s: FloatArray
    contacts: tuple[tuple[int, ContactKind], ...]
    air_kicks: IntArray
    refused: Mapping[RejectionReason, int]


@dataclass(frozen=True, slots=True, eq=False)
class _Choice:
    """Which contacts are kicks, and what the others are.

    Attributes
    ----------
    contacts
        Judged, and not yet decided.
    free_from
        Contacts before this position belong to kicks that were given out.
    final
        Kicks before this position have been given out.
    closes
        Once contacts are judged up to here the next kick can be given out; infinite for none.
    kicks
        Positions of the last of them.
    played
        Positions of the last touches and traps.
    touched
        Position of the last touch or trap that was given out.
    """

    contacts: Contacts = field(default_factory=no_contacts)
    free_from: float = 0.0
    final: float = 0.0
    closes: float = np.inf
    kicks: IntArray = field(default_factory=_nowhere)
    played: IntArray = field(default_factory=_nowhere)
    touched: float = -np.inf


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """Where swings that met nothing are still to be looked for.

    Attributes
    ----------
    tail, offset
        Samples that may still be needed, and the position of the first.
    searched
        Swings before this position have been found.
    missed
        Near misses and swings that met nothing, not yet given out, ascending.
    last
        Position of the last of those that were.
    """

    tail: SegmentRecording | None = None
    offset: int = 0
    searched: int = 0
    missed: IntArray = field(default_factory=_nowhere)
    last: float = -np.inf


@dataclass(frozen=True, slots=True, eq=False)
class FollowerState:
    """What is remembered between blocks: some seconds, however long the recording is.

    Attributes
    ----------
    detector
        The search for contacts.
    choice
        Which of them are kicks.
    search
        The search for swings that met nothing.
    """

    detector: DetectorState = field(default_factory=DetectorState)
    choice: _Choice = field(default_factory=_Choice)
    search: _Search = field(default_factory=_Search)

    @property
    def final(self) -> float:
        """Position before which all kicks have been given out."""
        return self.choice.final

    @property
    def closes(self) -> float:
        """Position up to which contacts must be judged for the next kick; infinite for none."""
        return self.choice.closes


def follow(
    state: FollowerState, block: SegmentRecording, settings: FollowSettings, *, ended: bool = False
) -> tuple[Sightings, FollowerState]:
    """Take the next samples and give what can no longer change.

    What is given in sum does not depend on how the recording was cut into blocks; a whole
    recording is one block that ends it.

    Parameters
    ----------
    state
        `FollowerState()` to begin with.
    block
        The next samples, segment frame, search grid; any number.
    settings
        The same at every call.
    ended
        True where nothing follows: all that is left is decided.

    Returns
    -------
    sightings
        In order of time, kind by kind.
    state
        For the next call.
    """
    rate_hz = block.sampling_rate_hz
    hold = settings.detection.hold_s * rate_hz
    found, detector = advance(state.detector, block, settings.detection, settings.judge)
    until = np.inf if ended else float(detector.judged)
    new, choice = _kicks_until(state.choice, found, until, rate_hz=rate_hz, settings=settings)
    since = _since(new, choice.played, hold)
    decided, choice = _decided(choice, hold)
    touched, refused, misses, last = _told_apart(
        decided, choice.kicks, choice.touched, hold=hold, settings=settings
    )
    search = _looked(state.search, block, choice, settings, ended=ended)
    known = np.inf if ended else min(choice.final - hold, search.searched)
    pending = np.sort(np.concatenate([misses, search.missed]))
    missed, search = _given_out(pending, known, search, hold=hold, worn_from=settings.worn_from)
    far = samples_in(settings.air_kicks.alone_s, rate_hz)
    choice = _forgetful(replace(choice, touched=last), search.searched - far, hold)
    sightings = Sightings(new, since / rate_hz, touched, missed, refused)
    return sightings, FollowerState(detector, choice, search)


def _kicks_until(
    choice: _Choice, found: Contacts, until: float, *, rate_hz: float, settings: FollowSettings
) -> tuple[IntArray, _Choice]:
    """Give the kicks that no contact from a position on can change."""
    hold = settings.detection.hold_s * rate_hz
    contacts = choice.contacts.and_then(found)
    played = found.positions[touches(found, settings.detection)]
    first = int(np.searchsorted(contacts.positions, choice.free_from))
    free = contacts.part(slice(first, None))
    groups = grouped_kicks(free, rate_hz, settings.detection)
    closed = [group for group in groups if group.opened + hold <= until]
    kicks = free.positions[[group.row for group in closed]]
    # Of a kick that is not closed yet even the first contact may be the impact.
    open_from = float(groups[-1].opened) if len(closed) < len(groups) else np.inf
    return kicks, replace(
        choice,
        contacts=contacts,
        free_from=closed[-1].opened + hold if closed else choice.free_from,
        final=min(open_from, until),
        closes=open_from + hold,
        kicks=np.concatenate([choice.kicks, kicks]),
        played=np.concatenate([choice.played, played]),
    )


def _since(kicks: IntArray, played: IntArray, hold: float) -> FloatArray:
    """Give the samples from the touch or trap before each kick, NaN where there is none."""
    before = np.searchsorted(played, kicks - hold)
    since = np.full(len(kicks), np.nan)
    known = before > 0
    since[known] = kicks[known] - played[before[known] - 1]
    return since


def _decided(choice: _Choice, hold: float) -> tuple[Contacts, _Choice]:
    """Take the contacts of which all kicks within the hold are known."""
    rows = int(np.searchsorted(choice.contacts.positions, choice.final - hold, side="right"))
    left = choice.contacts.part(slice(rows, None))
    return choice.contacts.part(slice(0, rows)), replace(choice, contacts=left)


def _told_apart(
    contacts: Contacts, kicks: IntArray, last: float, *, hold: float, settings: FollowSettings
) -> tuple[tuple[tuple[int, ContactKind], ...], Mapping[RejectionReason, int], IntArray, float]:
    """Give touches and traps, why others are none, near misses, and the last touch or trap."""
    found: list[tuple[int, ContactKind]] = []
    refused: Counter[RejectionReason] = Counter()
    if len(contacts) == 0:
        return (), refused, _nowhere(), last
    detection = settings.detection
    near = distance_to(kicks, contacts.positions) < hold
    missed = near_misses(contacts, detection) & ~near
    own = np.isin(contacts.positions, kicks)
    refused[RejectionReason.SAME_KICK] = int(np.count_nonzero(near & ~own))
    touched = touches(contacts, detection)
    for row in np.flatnonzero(~near & ~missed):
        position = int(contacts.positions[row])
        if touched[row] and position - last > hold / 2:
            found.append((position, kind_of(contacts, int(row))))
            last = float(position)
        else:
            refused[rejection_of(contacts.measures[row], detection)] += 1
    return tuple(found), +refused, contacts.positions[missed], last


def _looked(
    search: _Search,
    block: SegmentRecording,
    choice: _Choice,
    settings: FollowSettings,
    *,
    ended: bool,
) -> _Search:
    """Look for swings that met nothing, as far as all kicks around them are known."""
    signals = block if search.tail is None else joined(search.tail, block)
    rate_hz, air = signals.sampling_rate_hz, settings.air_kicks
    alone = samples_in(air.alone_s, rate_hz)
    known = search.offset + len(signals) if ended else choice.final
    stop = math.ceil(known) - alone
    if not ended and stop - search.searched < samples_in(_LOOK_EVERY_S, rate_hz):
        return replace(search, tail=signals)
    span = Run(max(search.searched, alone) - search.offset, stop - search.offset)
    swings = air_kicks_within(signals, choice.kicks - search.offset, span, air)
    keep = max(search.offset, stop - swing_reach(rate_hz, air))
    return replace(
        search,
        tail=signals.stretch(keep - search.offset, len(signals)),
        offset=keep,
        searched=max(search.searched, stop),
        missed=np.concatenate([search.missed, swings + search.offset]),
    )


def _given_out(
    pending: IntArray, known: float, search: _Search, *, hold: float, worn_from: int
) -> tuple[IntArray, _Search]:
    """Give the swings at no ball before a position, one where several are one."""
    rows = int(np.searchsorted(pending, known))
    worn = pending[:rows][pending[:rows] >= worn_from]
    apart = np.diff(worn, prepend=search.last) >= hold
    last = float(worn[-1]) if len(worn) else search.last
    return worn[apart], replace(search, missed=pending[rows:], last=last)


def _forgetful(choice: _Choice, swings_from: float, hold: float) -> _Choice:
    """Leave out the kicks, touches and traps that nothing to come is near."""
    if math.isinf(choice.final):
        return choice
    since = min(choice.final - 2.0 * hold, swings_from)
    last = max(0, int(np.searchsorted(choice.played, choice.final - hold)) - 1)
    return replace(choice, kicks=choice.kicks[choice.kicks >= since], played=choice.played[last:])
