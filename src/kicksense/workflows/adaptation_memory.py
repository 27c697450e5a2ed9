"""What is remembered of a player: shown, forgotten, learnt again."""

from dataclasses import replace
from datetime import UTC, datetime

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import KickReport, SessionReport
from kicksense.errors import KicksenseError
from kicksense.store.adaptations import (
    EvidenceKind,
    Lesson,
    PlayerEvidence,
    forget_evidence,
    read_evidence,
    write_evidence,
)
from kicksense.store.session_row import SessionRow
from kicksense.workflows.adaptation import general_report, kick_labels_of
from kicksense.workflows.adaptation_evidence import (
    MATCH_S,
    MarkRequest,
    Seen,
    WallRequest,
    seen_echoes,
    seen_labels,
    seen_marks,
)
from kicksense.workflows.player_adaptation import (
    PlayerAdaptation,
    basis_of,
    check_player_id,
    kicks_in,
    learnt_from,
)
from kicksense.workflows.sessions import Sessions, find_session


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
        learnt_from(evidence, evidence.lessons[-1].basis) for evidence in found if evidence.lessons
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
        write_evidence(sessions.folder, PlayerEvidence(player_id, leg, tuple(lessons)))
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
    if lesson.kind is EvidenceKind.WALL:
        return seen_echoes(report, kicks, WallRequest(asked.distances_m[0], asked.surface))
    distances = tuple(
        distance_m
        for distance_m, kick in zip(asked.distances_m, found, strict=True)
        if kick is not None
    )
    return seen_marks(kicks, MarkRequest(distances, asked.surface, stopped=asked.stopped))


def _kick_at(report: SessionReport, t_s: float) -> KickReport | None:
    """Give the kick at a time, None where none is found there."""
    near = [kick for kick in report.kicks if abs(kick.t_s - t_s) <= MATCH_S]
    return min(near, key=lambda kick: abs(kick.t_s - t_s), default=None)
