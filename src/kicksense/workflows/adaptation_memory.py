"""What is remembered of a player: shown, taken back, forgotten, learnt again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import KickReport, SessionReport
from kicksense.errors import KicksenseError, UsageError
from kicksense.store.adaptations import (
    EvidenceKind,
    Lesson,
    PlayerEvidence,
    forget_evidence,
    read_evidence,
    write_evidence,
)
from kicksense.store.session_row import SessionRow
from kicksense.workflows.adaptation_evidence import (
    MATCH_S,
    MarkRequest,
    RadarRequest,
    Seen,
    WallRequest,
    seen_echoes,
    seen_labels,
    seen_marks,
    seen_radar,
)
from kicksense.workflows.adaptation_sessions import general_report, kick_labels_of
from kicksense.workflows.player_adaptation import (
    PlayerAdaptation,
    basis_of,
    check_player_id,
    kicks_in,
    learnt_from,
)
from kicksense.workflows.sessions import Sessions, find_session
from kicksense.workflows.surfaces import surface_called


def shown(sessions: Sessions, player_id: str, side: Side | None) -> tuple[PlayerAdaptation, ...]:
    """Give what is known of a player.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Who.
    side
        Which leg, or None for both.

    Returns
    -------
    known
        Of each leg that something is stored of.

    Raises
    ------
    StoreError
        If a file is damaged.
    UsageError
        If the id is none.
    """
    check_player_id(player_id)
    found = [read_evidence(sessions.folder, player_id, leg) for leg in _legs(side)]
    return tuple(
        learnt_from(evidence, (evidence.lessons or evidence.undone)[-1].basis)
        for evidence in found
        if evidence.lessons or evidence.undone
    )


def forget(sessions: Sessions, player_id: str, side: Side | None) -> tuple[Side, ...]:
    """Delete what was learnt of a player; recordings and labels stay.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Who.
    side
        Which leg, or None for both.

    Returns
    -------
    forgotten
        The legs that something was stored of.

    Raises
    ------
    StoreError
        If a file could not be deleted.
    UsageError
        If the id is none.
    """
    check_player_id(player_id)
    return tuple(leg for leg in _legs(side) if forget_evidence(sessions.folder, player_id, leg))


@dataclass(frozen=True, slots=True)
class Reversal:
    """A lesson that was taken back, or counts again.

    Attributes
    ----------
    lesson
        Which.
    before, after
        What was known of the leg.
    """

    lesson: Lesson
    before: PlayerAdaptation
    after: PlayerAdaptation


def undo(
    sessions: Sessions, player_id: str, side: Side | None, *, number: int | None = None
) -> Reversal:
    """Take a lesson back; it is kept, and `redo` lets it count again.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Who.
    side
        Which leg; None where only one has lessons.
    number
        Of the lesson, from 1 as `shown` lists them; None for the last one.

    Returns
    -------
    reversal
        Stored.

    Raises
    ------
    UsageError
        If there is no such lesson, or both legs have some and none is named.
    StoreError
        If the file is damaged or cannot be written.
    """
    evidence = _the_one(sessions, player_id, side, lambda one: bool(one.lessons), "to take back")
    place = len(evidence.lessons) if number is None else number
    if not 1 <= place <= len(evidence.lessons):
        raise UsageError(
            f"there is no lesson {number} of player {player_id}'s {evidence.side} leg; they are "
            f"numbered 1 to {len(evidence.lessons)}."
        )
    lesson = evidence.lessons[place - 1]
    return _changed(sessions, evidence, evidence.without(place - 1), lesson)


def redo(sessions: Sessions, player_id: str, side: Side | None) -> Reversal:
    """Let the lesson count again that was taken back last.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Who.
    side
        Which leg; None where only one has lessons taken back.

    Returns
    -------
    reversal
        Stored.

    Raises
    ------
    UsageError
        If none was taken back, or on both legs and none is named.
    StoreError
        If the file is damaged or cannot be written.
    """
    evidence = _the_one(sessions, player_id, side, lambda one: bool(one.undone), "taken back")
    return _changed(sessions, evidence, evidence.with_undone(), evidence.undone[-1])


def _the_one(
    sessions: Sessions,
    player_id: str,
    side: Side | None,
    has: Callable[[PlayerEvidence], bool],
    what: str,
) -> PlayerEvidence:
    """Give what is stored of the only leg that has some."""
    check_player_id(player_id)
    found = [read_evidence(sessions.folder, player_id, leg) for leg in _legs(side)]
    found = [one for one in found if has(one)]
    if not found:
        raise UsageError(
            f"there is no lesson of player {player_id} {what}; `kicksense adapt {player_id}` shows "
            "what is known."
        )
    if len(found) > 1:
        raise UsageError(
            f"both legs of player {player_id} have lessons {what}; name one with --side left or "
            "--side right."
        )
    return found[0]


def _changed(
    sessions: Sessions, old: PlayerEvidence, new: PlayerEvidence, lesson: Lesson
) -> Reversal:
    """Store what is known now, and say what that changes."""
    write_evidence(sessions.folder, new)
    return Reversal(lesson, learnt_from(old, lesson.basis), learnt_from(new, lesson.basis))


def _legs(side: Side | None) -> tuple[Side, ...]:
    return tuple(Side) if side is None else (side,)


def learn_again(
    sessions: Sessions, player_id: str, side: Side | None
) -> tuple[tuple[PlayerAdaptation, ...], tuple[str, ...]]:
    """Learn every lesson again with the present analysis, from the stored sessions.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Who.
    side
        Which leg, or None for both.

    Returns
    -------
    known
        Of each leg that something is stored of.
    remarks
        Sentences about lessons that could not be learnt again; they stay as they were.

    Raises
    ------
    StoreError
        If a file is damaged or cannot be written.
    UsageError
        If the id is none.
    """
    check_player_id(player_id)
    remarks: list[str] = []
    for leg in _legs(side):
        evidence = read_evidence(sessions.folder, player_id, leg)
        if not evidence.lessons:
            continue
        lessons = []
        for lesson in evidence.lessons:
            try:
                renewed = _renewed(sessions, lesson)
            except KicksenseError as error:
                remarks.append(f"Session {lesson.session_id}: {error}")
                renewed = None
            else:
                if renewed is None:
                    remarks.append(
                        f"Session {lesson.session_id}: the present analysis finds none of the "
                        "kicks of this lesson."
                    )
            lessons.append(lesson if renewed is None else renewed)
        write_evidence(sessions.folder, replace(evidence, lessons=tuple(lessons)))
    return shown(sessions, player_id, side), tuple(remarks)


def _renewed(sessions: Sessions, lesson: Lesson) -> Lesson | None:
    """Learn a lesson again; None where none of its kicks is found any more."""
    row = find_session(sessions, lesson.session_id)
    report = general_report(sessions, row)
    seen = _seen_again(sessions, row, report, lesson)
    renewed = replace(
        lesson,
        basis=basis_of(report),
        learnt_utc=datetime.now(UTC),
        asked=seen.asked,
        named=seen.named,
        pairs=seen.pairs,
    )
    return renewed if kicks_in(renewed) else None


def _seen_again(sessions: Sessions, row: SessionRow, report: SessionReport, lesson: Lesson) -> Seen:
    """Look at the same kicks in a new report."""
    asked = lesson.asked
    if lesson.kind is EvidenceKind.LABELS:
        return seen_labels(report, kick_labels_of(sessions, row))
    found = [_kick_at(report, t_s) for t_s in asked.times_s]
    kicks = tuple(kick for kick in found if kick is not None)
    if not kicks:
        return Seen(asked)
    if lesson.kind is EvidenceKind.RADAR:
        speeds = tuple(
            speed_mps
            for speed_mps, kick in zip(asked.speeds_mps, found, strict=True)
            if kick is not None
        )
        return seen_radar(kicks, RadarRequest(speeds))
    surface = surface_called(asked.surface, sessions.folder.root)
    if lesson.kind is EvidenceKind.WALL:
        wall = WallRequest(asked.distances_m[0], asked.surface)
        return seen_echoes(report, kicks, wall, surface)
    distances = tuple(
        distance_m
        for distance_m, kick in zip(asked.distances_m, found, strict=True)
        if kick is not None
    )
    mark = MarkRequest(distances, asked.surface, stopped=asked.stopped)
    return seen_marks(kicks, mark, surface)


def _kick_at(report: SessionReport, t_s: float) -> KickReport | None:
    """Give the kick at a time, None where none is found there."""
    near = [kick for kick in report.kicks if abs(kick.t_s - t_s) <= MATCH_S]
    return min(near, key=lambda kick: abs(kick.t_s - t_s), default=None)
