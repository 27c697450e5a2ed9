"""Adapt the analysis to a player: by labelled kicks, by balls to a mark, by a wall."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np

from kicksense.coaching.drills import LONGEST_DISTANCE_M
from kicksense.domain.kick import KickReport, SessionReport
from kicksense.errors import UsageError
from kicksense.inference.adaptation import Adaptation, adapted_estimate
from kicksense.store.adaptations import (
    EvidenceKind,
    Lesson,
    read_evidence,
    write_evidence,
)
from kicksense.store.session_row import SessionRow
from kicksense.units import counted
from kicksense.workflows.adaptation_evidence import (
    MarkRequest,
    RadarRequest,
    Seen,
    WallRequest,
    half_width,
    seen_echoes,
    seen_labels,
    seen_marks,
    seen_radar,
)
from kicksense.workflows.adaptation_sessions import (
    WallDrill,
    general_report,
    kick_labels_of,
    wall_of_session,
)
from kicksense.workflows.player_adaptation import (
    PlayerAdaptation,
    basis_of,
    check_player_id,
    kicks_in,
    learnt_from,
)
from kicksense.workflows.sessions import Sessions, find_session
from kicksense.workflows.surfaces import surface_called

LONGEST_WALL_M: Final = 30.0
"""From farther away no ball comes back."""

SLOWEST_BALL_MPS: Final = 0.5
"""A radar sees nothing slower."""

FASTEST_BALL_MPS: Final = 60.0
"""Nobody has struck a ball faster."""

_ECHO_RATIO: Final = 0.4
"""With fewer echoes than this share of the kicks, the contacts after them are chance."""


@dataclass(frozen=True, slots=True)
class AdaptationOutcome:
    """What became of a lesson.

    Attributes
    ----------
    before, after
        What was known of the player's leg.
    session
        The session it comes from.
    kicks_found
        Kicks that the analysis finds in it.
    used
        Kicks that taught something.
    remarks
        Sentences: what was left out, and why.
    width_before, width_after
        Median over the session's kicks of half the ball speed's interval, log units: without
        adaptation and with what is known now.
    """

    before: PlayerAdaptation
    after: PlayerAdaptation
    session: SessionRow
    kicks_found: int
    used: int
    remarks: tuple[str, ...]
    width_before: float
    width_after: float


def adapt_by_labels(sessions: Sessions, player_id: str, key: str) -> AdaptationOutcome:
    """Learn from the labels that are stored with a session.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Whose leg it is.
    key
        Id, beginning of an id, or name of the session.

    Returns
    -------
    outcome
        Stored.

    Raises
    ------
    KicksenseError
        If the session has no labels of kicks, is another player's, or cannot be read.
    """
    row = _session_of(sessions, player_id, key)
    label_sets = kick_labels_of(sessions, row)
    if not label_sets:
        raise UsageError(
            f"there are no labelled kicks of session {row.id}; import some with "
            f"`kicksense label import`, or use --mark or --wall."
        )
    report = general_report(sessions, row)
    seen = seen_labels(report, label_sets)
    return _learnt(sessions, player_id, row, report=report, kind=EvidenceKind.LABELS, seen=seen)


def adapt_by_mark(
    sessions: Sessions, player_id: str, key: str, mark: MarkRequest
) -> AdaptationOutcome:
    """Learn from balls whose way is known.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Whose leg it is.
    key
        Id, beginning of an id, or name of the session.
    mark
        Where the balls went.

    Returns
    -------
    outcome
        Stored.

    Raises
    ------
    KicksenseError
        If the request makes no sense for the session, or it is another player's or cannot be read.
    """
    surface = surface_called(mark.surface, sessions.folder.root)
    if not mark.distances_m:
        raise UsageError("name the distance of the mark in metres, like --mark 12.")
    for distance_m in mark.distances_m:
        _check_distance(distance_m, LONGEST_DISTANCE_M, "mark")
    row = _session_of(sessions, player_id, key)
    report = general_report(sessions, row)
    kicks = _chosen(report, mark.kicks, row)
    if len(mark.distances_m) not in (1, len(kicks)):
        raise UsageError(
            f"{len(mark.distances_m)} distances do not fit the {counted(len(kicks), 'kick')} of "
            f"session {row.id}; give one for all or one for each, or choose kicks with --kicks."
        )
    seen = seen_marks(kicks, mark, surface)
    return _learnt(sessions, player_id, row, report=report, kind=EvidenceKind.MARK, seen=seen)


def adapt_by_wall(
    sessions: Sessions, player_id: str, key: str, wall: WallRequest | WallDrill
) -> AdaptationOutcome:
    """Learn from balls that came back from a wall.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Whose leg it is.
    key
        Id, beginning of an id, or name of the session.
    wall
        Where it was, or that the session's drill says so.

    Returns
    -------
    outcome
        Stored.

    Raises
    ------
    KicksenseError
        If the request makes no sense for the session, or it is another player's or cannot be read.
    """
    if isinstance(wall, WallDrill):
        wall = wall_of_session(sessions, _session_of(sessions, player_id, key), wall)
    surface = surface_called(wall.surface, sessions.folder.root)
    _check_distance(wall.distance_m, LONGEST_WALL_M, "wall")
    row = _session_of(sessions, player_id, key)
    report = general_report(sessions, row)
    kicks = _chosen(report, wall.kicks, row)
    seen = seen_echoes(report, kicks, wall, surface)
    if len(seen.pairs) < _ECHO_RATIO * len(kicks):
        raise UsageError(
            f"only {len(seen.pairs)} of the {counted(len(kicks), 'kick')} of session {row.id} "
            f"came back when a ball from a wall at {wall.distance_m:g} m would; check the "
            "distance, or choose the kicks against the wall with --kicks."
        )
    return _learnt(sessions, player_id, row, report=report, kind=EvidenceKind.WALL, seen=seen)


def adapt_by_radar(
    sessions: Sessions, player_id: str, key: str, radar: RadarRequest
) -> AdaptationOutcome:
    """Learn from balls whose speed a radar read.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Whose leg it is.
    key
        Id, beginning of an id, or name of the session.
    radar
        What it read, ball by ball.

    Returns
    -------
    outcome
        Stored.

    Raises
    ------
    KicksenseError
        If the request makes no sense for the session, or it is another player's or cannot be read.
    """
    for speed_mps in radar.speeds_mps:
        if not SLOWEST_BALL_MPS <= speed_mps <= FASTEST_BALL_MPS:
            raise UsageError(
                f"a radar reads no ball at {speed_mps:.3g} m/s; give speeds from "
                f"{SLOWEST_BALL_MPS:g} to {FASTEST_BALL_MPS:g} m/s, or name their unit with --unit."
            )
    row = _session_of(sessions, player_id, key)
    report = general_report(sessions, row)
    kicks = _chosen(report, radar.kicks, row)
    if len(radar.speeds_mps) != len(kicks):
        raise UsageError(
            f"{counted(len(radar.speeds_mps), 'speed')} cannot be those of the "
            f"{counted(len(kicks), 'kick')} of session {row.id}; give one for each, or choose "
            "kicks with --kicks."
        )
    seen = seen_radar(kicks, radar)
    return _learnt(sessions, player_id, row, report=report, kind=EvidenceKind.RADAR, seen=seen)


def _check_distance(distance_m: float, longest_m: float, what: str) -> None:
    if not 0.5 <= distance_m <= longest_m:  # noqa: PLR2004 - a ball is 0.22 m wide
        raise UsageError(
            f"a {what} {distance_m:g} m away tells nothing; give its distance in metres, from 0.5 "
            f"to {longest_m:g}."
        )


def _session_of(sessions: Sessions, player_id: str, key: str) -> SessionRow:
    """Find the session, and refuse another player's."""
    check_player_id(player_id)
    row = find_session(sessions, key)
    if row.player_id not in (None, player_id):
        raise UsageError(
            f"session {row.id} is player {row.player_id}'s and not {player_id}'s; name a session "
            f"of {player_id}."
        )
    return row


def _chosen(
    report: SessionReport, numbers: tuple[int, ...], row: SessionRow
) -> tuple[KickReport, ...]:
    """Give the kicks of the numbers, all where none are named."""
    count = len(report.kicks)
    if count == 0:
        raise UsageError(
            f"no kicks are found in session {row.id}; name one that has some, "
            f"`kicksense show {row.id}` says what this one holds."
        )
    wrong = [number for number in numbers if not 1 <= number <= count]
    if wrong:
        raise UsageError(
            f"session {row.id} has no kick {wrong[0]}; its kicks are numbered 1 to {count}."
        )
    chosen = sorted(set(numbers)) or range(1, count + 1)
    return tuple(report.kicks[number - 1] for number in chosen)


def _learnt(
    sessions: Sessions,
    player_id: str,
    row: SessionRow,
    *,
    report: SessionReport,
    kind: EvidenceKind,
    seen: Seen,
) -> AdaptationOutcome:
    """Store a lesson, and say what it changed."""
    lesson = Lesson(
        session_id=row.id,
        kind=kind,
        basis=basis_of(report),
        learnt_utc=datetime.now(UTC),
        asked=seen.asked,
        named=seen.named,
        pairs=seen.pairs,
    )
    if not kicks_in(lesson):
        why = " ".join(seen.remarks) or "None of its kicks could be used."
        raise UsageError(f"nothing can be learnt from session {row.id}. {why}")
    evidence = read_evidence(sessions.folder, player_id, row.worn_side)
    before = learnt_from(evidence, lesson.basis)
    grown = evidence.with_lesson(lesson)
    after = learnt_from(grown, lesson.basis)
    write_evidence(sessions.folder, grown)
    return AdaptationOutcome(
        before=before,
        after=after,
        session=row,
        kicks_found=len(report.kicks),
        used=kicks_in(lesson),
        remarks=(*seen.remarks, *_row_remarks(row, player_id)),
        width_before=_width(report, Adaptation()),
        width_after=_width(report, after.adaptation),
    )


def _row_remarks(row: SessionRow, player_id: str) -> tuple[str, ...]:
    """Say what the session does not say of itself."""
    remarks = []
    if row.player_id is None:
        remarks.append(
            f"Session {row.id} names no player; import it with --player {player_id} and it is "
            "analyzed as theirs."
        )
    if row.side is None:
        remarks.append("Nobody said which leg wore the sensor; the right one was taken.")
    return tuple(remarks)


def _width(report: SessionReport, adaptation: Adaptation) -> float:
    """Give the median of half the ball speeds' intervals, log units."""
    if not report.kicks:
        return 0.0
    widths = [
        half_width(adapted_estimate(kick.ball_speed_mps, kick.technique, adaptation.ball))
        for kick in report.kicks
    ]
    return float(np.median(widths))
