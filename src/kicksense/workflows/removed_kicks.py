"""Kicks taken out of a session: left out of everything that is shown and counted, for now or good.

A ball that somebody else played, a knock against the sensor: what was no kick of this player is
taken out of the lists. The samples of the recording stay.
"""

from dataclasses import replace
from datetime import UTC, datetime

from kicksense.coaching.findings import FindingSettings
from kicksense.coaching.session_findings import session_findings
from kicksense.domain.score_card import Practice
from kicksense.errors import UsageError
from kicksense.store.folder import DataFolder
from kicksense.store.removed_kicks import (
    SAME_KICK_S,
    RemovedKick,
    mark_removed,
    removed_kicks,
    unmark_removed,
)
from kicksense.workflows.sessions import Sessions, list_sessions

__all__ = [
    "RemovedKick",
    "remove_kick",
    "removed_kicks_of",
    "removed_times_s",
    "restore_kick",
    "without_removed",
]


def remove_kick(sessions: Sessions, session_id: str, t_s: float) -> None:
    """Leave a kick out of a session from now on.

    Parameters
    ----------
    sessions
        The store.
    session_id
        Of a stored session.
    t_s
        Impact on the recording's clock.

    Raises
    ------
    UsageError
        If there is no such session.
    StoreError
        If it could not be kept.
    """
    _check(sessions, session_id)
    mark_removed(sessions.folder, session_id, t_s, datetime.now(UTC))


def restore_kick(sessions: Sessions, session_id: str, t_s: float) -> bool:
    """Show a kick again, and tell whether it was left out.

    Raises
    ------
    UsageError
        If there is no such session.
    StoreError
        If it could not be kept.
    """
    _check(sessions, session_id)
    return unmark_removed(sessions.folder, session_id, t_s)


def removed_kicks_of(sessions: Sessions, session_id: str) -> tuple[RemovedKick, ...]:
    """Give the kicks that are left out of a session, in the order of time."""
    return removed_kicks(sessions.folder, session_id)


def removed_times_s(folder: DataFolder, session_id: str) -> tuple[float, ...]:
    """Give when the kicks were that are left out of a session."""
    return tuple(kick.t_s for kick in removed_kicks(folder, session_id))


def without_removed(practice: Practice, folder: DataFolder) -> Practice:
    """Give a practice without the kicks that were taken out of its session.

    Parameters
    ----------
    practice
        Of a stored session.
    folder
        The data folder.

    Raises
    ------
    StoreError
        If what was taken out cannot be read.
    """
    removed_s = removed_times_s(folder, practice.session_id)
    report = practice.report
    kept = [
        index
        for index, kick in enumerate(report.kicks)
        if all(abs(kick.t_s - t_s) >= SAME_KICK_S for t_s in removed_s)
    ]
    if len(kept) == len(report.kicks):
        return practice
    kicks = tuple(report.kicks[index] for index in kept)
    around = practice.activity.surroundings
    return replace(
        practice,
        report=replace(
            report,
            kicks=kicks,
            session_findings=session_findings(kicks, report.other_contacts, FindingSettings()),
        ),
        activity=replace(
            practice.activity,
            surroundings=tuple(around[index] for index in kept if index < len(around)),
        ),
    )


def _check(sessions: Sessions, session_id: str) -> None:
    if all(row.id != session_id for row in list_sessions(sessions)):
        raise UsageError(
            f"there is no session '{session_id[:40]}'; `kicksense sessions` lists those there are."
        )
