"""Score cards of stored sessions, against the player's own earlier ones.

What earlier sessions came to is kept in the catalogue and made anew where it no longer holds.
Comparisons and the one thing to work on depend on the sessions before and are made anew each time.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Final

from kicksense.domain.anatomy import Side
from kicksense.domain.drill import Drill
from kicksense.domain.live import Marker
from kicksense.domain.score_card import History, PastSession, Practice
from kicksense.errors import KicksenseError, StoreError, UsageError
from kicksense.inference.adaptation import Adaptation
from kicksense.inference.verdict import Knowledge
from kicksense.store.kick_lines import KickList, lines_of
from kicksense.store.score_cards import AskedOf, StoredCard, counts_of
from kicksense.store.session_row import SessionRow
from kicksense.store.tables import utc_text
from kicksense.workflows.model_choice import chosen_model
from kicksense.workflows.options import AnalysisRequest, requested_target
from kicksense.workflows.player_adaptation import current_basis, known_of
from kicksense.workflows.practice_keys import card_key
from kicksense.workflows.practising import (
    NO_PLAN,
    Practised,
    played_drill,
    practice_of,
    scored,
)
from kicksense.workflows.removed_kicks import removed_times_s, without_removed
from kicksense.workflows.session_requests import (
    asked_before,
    by_group,
    cards_by_session,
    is_plain,
    request_of_session,
    started_of,
)
from kicksense.workflows.sessions import Sessions, list_sessions, markers_of, recording_of

MOST_EARLIER: Final = 30
"""So many earlier sessions are what is usual; older ones say little of the player today."""

Progress = Callable[[int, int], None]
"""Told how many sessions are done, and of how many."""


@dataclass(frozen=True, slots=True, eq=False)
class PractisedSession:
    """What a stored session came to.

    Attributes
    ----------
    row
        The session.
    practised
        With its score card.
    history
        What it was compared with.
    troubles
        Sentences about what could not be read or kept; the card is good without it.
    """

    row: SessionRow
    practised: Practised
    history: History
    troubles: tuple[str, ...] = ()

    @property
    def is_drill(self) -> bool:
        """True where a drill was named, now or while it was recorded."""
        return self.practised.drill.name != NO_PLAN or self.practised.report.drill is not None


def card_of_session(
    sessions: Sessions,
    session_id: str,
    request: AnalysisRequest,
    progress: Progress | None = None,
) -> PractisedSession:
    """Say what a stored session came to, against the player's own earlier ones, and keep it.

    Parameters
    ----------
    sessions
        The store.
    session_id
        Its id.
    request
        What the user asks; what was played is known of a session that was recorded live.
    progress
        Told how far it is; earlier sessions whose cards no longer hold are looked at again.

    Returns
    -------
    session
        Markers and the sensors recorded together with it are taken into account.

    Raises
    ------
    KicksenseError
        If the recording cannot be read or the request makes no sense.
    """
    shop = _Shop(sessions, progress)
    row = shop.row(session_id)
    task = shop.task(row, request)
    history = shop.history(row, request)
    practised = shop.made(task, history)
    if is_plain(row, request):
        shop.keep(task, practised)
    return PractisedSession(row, practised, history, tuple(shop.troubles))


def refresh_cards(sessions: Sessions, progress: Progress | None = None) -> tuple[str, ...]:
    """Make what is kept of all sessions anew where it no longer holds, the oldest first.

    Parameters
    ----------
    sessions, progress
        The store; told how far it is.

    Returns
    -------
    troubles
        Sentences about the sessions that could not be looked at.

    Raises
    ------
    StoreError
        If the catalogue cannot be read.
    """
    shop = _Shop(sessions)
    rows = sorted(list_sessions(sessions), key=lambda row: (started_of(row), row.id))
    kept = cards_by_session(sessions.library, rows)
    listed = {each.session_id: each.key for each in sessions.library.kick_lists()}
    for done, row in enumerate(rows):
        if progress is not None:
            progress(done, len(rows))
        try:
            shop.refresh(row, kept.get(row.id, []), listed.get(row.id))
        except KicksenseError as error:
            shop.troubles.append(f"session {row.id} could not be looked at: {error}")
    if progress is not None:
        progress(len(rows), len(rows))
    return tuple(shop.troubles)


def keys_of_cards(sessions: Sessions) -> dict[str, str | None]:
    """Give the key that a session's card has today; None where the session cannot be judged."""
    shop, keys = _Shop(sessions), dict[str, str | None]()
    kept = cards_by_session(sessions.library, tuple(shop.rows.values()))
    for row in shop.rows.values():
        keys[row.id] = None
        with suppress(KicksenseError):
            keys[row.id] = shop.task(row, asked_before(row, kept.get(row.id, []))).key
    return keys


@dataclass(frozen=True, slots=True)
class Leg:
    """Whose sessions a history is made of.

    Attributes
    ----------
    player_id, side, simulated
        Of the leg; sessions that no player did are not mixed with others.
    """

    player_id: str
    side: Side
    simulated: bool = False


def history_of(
    sessions: Sessions, leg: Leg, *, but: str = "", progress: Progress | None = None
) -> tuple[History, tuple[str, ...]]:
    """Give what a leg came to in all stored sessions.

    Parameters
    ----------
    sessions, leg
        The store; whose sessions.
    but
        Fingerprint of a content that is left out, because it is what is looked at.
    progress
        Told how far it is.

    Returns
    -------
    history, troubles
        The newest `MOST_EARLIER`, oldest first; sentences about those that could not be read.

    Raises
    ------
    StoreError
        If the catalogue cannot be read.
    """
    shop = _Shop(sessions, progress)
    return shop.history_of(shop.rows_of(leg, but), None), tuple(shop.troubles)


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """All that a session's card is made from."""

    row: SessionRow
    request: AnalysisRequest
    drill: Drill
    markers: tuple[Marker, ...]
    together: tuple[SessionRow, ...]
    key: str


class _Shop:
    """Makes and keeps score cards; remembers what went wrong on the way."""

    def __init__(self, sessions: Sessions, progress: Progress | None = None) -> None:
        self.troubles: list[str] = []
        self._sessions = sessions
        self._progress = progress
        self.rows = {row.id: row for row in list_sessions(sessions)}
        self._groups = by_group(self.rows.values())
        self._adaptation = cache(self._adaptation_of)
        self._model = cache(partial(chosen_model, data=sessions.folder))

    def row(self, session_id: str) -> SessionRow:
        """Give a session's line."""
        if session_id not in self.rows:
            raise UsageError(
                f"there is no session '{session_id}'; `kicksense sessions` lists those there are."
            )
        return self.rows[session_id]

    def task(self, row: SessionRow, request: AnalysisRequest) -> _Task:
        """Put together what a session's card is made from."""
        completed = self._usable(row, request)
        drill, target = played_drill(completed), requested_target(completed)
        model = self._model(completed.model_name)
        basis = current_basis(Knowledge(model, None).model_name)
        adaptation = self._adaptation(completed.player_id, completed.side or row.worn_side, basis)
        markers, together = self._markers(row), self._together(row)
        key = card_key(
            row,
            drill,
            target=target,
            model=model,
            adaptation=adaptation,
            markers=markers,
            others=together,
            removed_s=removed_times_s(self._sessions.folder, row.id),
        )
        return _Task(row, completed, drill, markers, together, key)

    def history(self, row: SessionRow, request: AnalysisRequest) -> History:
        """Give what the same leg of the same player came to before a session."""
        if row.player_id is None or request.player_id not in (None, row.player_id):
            return History()
        if request.side not in (None, row.worn_side):
            return History()
        leg = Leg(row.player_id, row.worn_side, row.simulated)
        group = None if row.live is None else row.live.group_id
        earlier = [
            each
            for each in self.rows_of(leg, row.fingerprint)
            if (started_of(each), each.id) < (started_of(row), row.id)
            and (group is None or each.live is None or each.live.group_id != group)
        ]
        return self.history_of(earlier, request.model_name)

    def history_of(self, rows: Sequence[SessionRow], model_name: str | None) -> History:
        """Give what sessions came to, the newest of them, oldest first."""
        earlier = rows[-MOST_EARLIER:]
        kept = cards_by_session(self._sessions.library, earlier)
        past: list[PastSession] = []
        for done, each in enumerate(earlier):
            self._tell(done, len(earlier) + 1)
            try:
                cards = kept.get(each.id, [])
                past.append(self._past(each, cards, model_name, History(tuple(past))))
            except KicksenseError as error:
                self.troubles.append(f"session {each.id} is not compared with: {error}")
        self._tell(len(earlier), len(earlier) + 1)
        return History(tuple(past))

    def rows_of(self, leg: Leg, but: str) -> list[SessionRow]:
        """Give the sessions of a leg, oldest first, without those of one content."""
        found = [
            row
            for row in self.rows.values()
            if row.player_id == leg.player_id
            and row.worn_side is leg.side
            and row.simulated == leg.simulated
            and row.fingerprint != but
        ]
        return sorted(found, key=lambda row: (started_of(row), row.id))

    def made(self, task: _Task, history: History) -> Practised:
        """Make a session's card."""
        practice = self._practice(task.row, task.request, task.markers)
        others = []
        for row in task.together:
            asked = replace(
                task.request, side=None, player_id=row.player_id, calibration_spans=None
            )
            try:
                others.append(self._practice(row, asked, task.markers))
            except KicksenseError as error:
                self.troubles.append(f"the sensor of session {row.id} is left out: {error}")
        return scored(
            practice, task.drill, level=task.request.level, others=others, history=history
        )

    def refresh(self, row: SessionRow, cards: Sequence[StoredCard], listed: str | None) -> None:
        """Make the card and the kicks of a session anew where they no longer hold."""
        task = self.task(row, asked_before(row, cards))
        if listed != task.key or all(card.key != task.key for card in cards):
            self.keep(task, self.made(task, self.history(row, task.request)))

    def keep(self, task: _Task, practised: Practised) -> StoredCard:
        """Keep a card; one that cannot be kept is as good."""
        request, report = task.request, practised.report
        asked = AskedOf(request.drill, request.level, request.target_distance_m, request.surface)
        past = PastSession(
            task.row.id, utc_text(started_of(task.row)), practised.card, practised.measures
        )
        stored = StoredCard(past, task.key, counts_of(report), asked)
        made = KickList(task.row.id, task.key, report.analysis_version, report.model_name)
        try:
            self._sessions.library.keep_score_card(stored)
            self._sessions.library.keep_kicks(made, lines_of(task.row.id, report))
        except StoreError as error:
            self.troubles.append(f"the score card could not be kept: {error}")
        return stored

    def _past(
        self, row: SessionRow, cards: Sequence[StoredCard], model_name: str | None, before: History
    ) -> PastSession:
        """Give what an earlier session came to; made again where no card of it holds."""
        try:
            task = self.task(row, replace(asked_before(row, cards), model_name=model_name))
        except UsageError:  # the drill it was shown in is no longer there
            task = self.task(row, AnalysisRequest(model_name=model_name))
        for card in cards:
            if card.key == task.key:
                return card.past
        practised = self.made(task, before)
        if model_name is None:
            return self.keep(task, practised).past
        return PastSession(row.id, utc_text(started_of(row)), practised.card, practised.measures)

    def _adaptation_of(self, player_id: str | None, side: Side, basis: str) -> Adaptation:
        """Give what is known of a leg; the same for all sessions that are looked at together."""
        if player_id is None:
            return Adaptation()
        return known_of(self._sessions.folder, player_id, side, basis).adaptation

    def _usable(self, row: SessionRow, request: AnalysisRequest) -> AnalysisRequest:
        """Complete a request; what was noted while recording may no longer be known."""
        completed = request_of_session(row, request, self._sessions.folder.root)
        try:
            requested_target(completed)
        except KicksenseError as error:
            plain = replace(
                request, player_id=completed.player_id, data_dir=self._sessions.folder.root
            )
            if plain == completed:
                raise
            requested_target(plain)
            self.troubles.append(f"what was noted of session {row.id} is left out: {error}")
            return plain
        return completed

    def _practice(
        self, row: SessionRow, request: AnalysisRequest, markers: Sequence[Marker]
    ) -> Practice:
        recording = recording_of(self._sessions, row.id)
        practice = practice_of(recording, request, markers=markers, session_id=row.id)
        return without_removed(practice, self._sessions.folder)

    def _markers(self, row: SessionRow) -> tuple[Marker, ...]:
        """Give what was marked; a damaged file of it does not hide the session."""
        try:
            return markers_of(self._sessions, row.id)
        except StoreError as error:
            self.troubles.append(str(error))
            return ()

    def _together(self, row: SessionRow) -> tuple[SessionRow, ...]:
        """Give the sessions that were recorded together with one, each other sensor once."""
        group = () if row.live is None else self._groups[row.live.group_id]
        return tuple(each for each in group if each.id != row.id)

    def _tell(self, done: int, count: int) -> None:
        if self._progress is not None:
            self._progress(done, count)
