"""What the close look at a kick reads, each in one call; remembered while the server runs."""

from typing import Final

import streamlit as st

from dashboard import stored
from kicksense.store.notes import KeptNotes, Note, read_voice
from kicksense.workflows.ghost_choice import Ghost, ghost_of_kick, ghosts_of, may_be_compared
from kicksense.workflows.kick_course import KickCourse, course_of
from kicksense.workflows.notes import notes_of_session
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.sessions import SessionRow
from kicksense.workflows.stick_leg import LegOrientation, orientation_of

_KEPT: Final = 8

NO_REQUEST: Final = AnalysisRequest()
"""Another session is looked at as it was recorded."""


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def orientation(session_id: str) -> LegOrientation:
    """Give how the sensor of a session was held."""
    return orientation_of(stored.recording(session_id))


def course(session_id: str, request: AnalysisRequest, number: int) -> KickCourse | None:
    """Give one kick as it went in time; None where the session has no such kick."""
    report = stored.report(session_id, request)
    if not 1 <= number <= len(report.kicks):
        return None
    return course_of(
        stored.recording(session_id), report, number, orientation=orientation(session_id)
    )


def ghosts(session_id: str, number: int, mates: frozenset[str]) -> tuple[Ghost, ...]:
    """Give the kicks that one can be compared with.

    Parameters
    ----------
    session_id, number
        The kick.
    mates
        Players whose kicks may be shown.
    """
    made = tuple(each.key for each in stored.sessions().library.kick_lists())
    return _ghosts(session_id, number, mates, made)


@st.cache_resource(max_entries=32, show_spinner=False)
def _ghosts(
    session_id: str, number: int, mates: frozenset[str], made: tuple[str, ...]
) -> tuple[Ghost, ...]:
    """Choose; by what the kept kicks were made is part of what is remembered."""
    del made
    return ghosts_of(stored.sessions(), session_id, number, team_mates=mates)


def chosen_ghost(
    row: SessionRow, session_id: str, number: int, mates: frozenset[str]
) -> Ghost | None:
    """Give a kick that an address names; None where it is none that may be shown beside a row."""
    found = ghost_of_kick(stored.sessions(), session_id, number)
    allowed = found is not None and may_be_compared(row, found.row, mates)
    return found if allowed else None


def kick_numbers(session_id: str) -> list[int]:
    """Give the numbers of the kicks that are kept of a session."""
    return [line.number for line in stored.sessions().library.kick_lines([session_id])]


def notes(session_id: str) -> KeptNotes:
    """Give the notes of a session."""
    return notes_of_session(stored.sessions(), session_id)


def voice(note: Note) -> bytes | None:
    """Give what was spoken in a note."""
    return read_voice(stored.sessions().folder, note)
