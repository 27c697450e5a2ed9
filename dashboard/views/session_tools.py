"""What can be taken along from a session: its one page of paper."""

import re
from typing import Final

import streamlit as st

from dashboard import manner, stored
from dashboard.error_words import say_error
from dashboard.formats import capitalised, clock_offset_s, clock_words, plain
from kicksense.errors import KicksenseError
from kicksense.store.notes import Note
from kicksense.workflows.language import speech, spoken, tr
from kicksense.workflows.notes import notes_of_session
from kicksense.workflows.options import AnalysisRequest

_UNSAFE: Final = re.compile(r"[^\w.-]+")
_LONGEST_NAME: Final = 60
_SHOWN_LETTERS: Final = 50
_PDF: Final = "application/pdf"


@manner.fragment
def show(session_id: str, request: AnalysisRequest) -> None:
    """Offer the one page of a session, with the notes that somebody chooses.

    Parameters
    ----------
    session_id, request
        The session and what is asked of it.
    """
    with st.popover(tr("One page to print"), icon=":material/print:"):
        st.caption(
            tr(
                "A PDF for the wall, the bag or the parents: scores, the one thing to work on, "
                "every kick, the best one, and your notes."
            )
        )
        try:
            chosen = _chosen_notes(session_id, request)
            found = stored.practised(session_id, request)
            recording = stored.recording(session_id)
        except KicksenseError as error:
            st.error(plain(say_error(error)), icon=":material/error:")
            return
        reader = speech()

        def made() -> bytes:
            """Make the page once it is asked for: in a thread that knows no reader."""
            from kicksense.workflows.session_pdf import (  # noqa: PLC0415 - nobody has asked yet
                session_pdf,
            )

            with spoken(reader):
                return session_pdf(found, recording, chosen)

        st.download_button(
            tr("Make the page"),
            made,
            file_name=f"{file_stem(found.row.name)}.pdf",
            mime=_PDF,
            icon=":material/picture_as_pdf:",
            type="primary",
            on_click="ignore",
        )


def file_stem(name: str) -> str:
    """Give a name for a file that is safe on any disk and still says what it is."""
    return _UNSAFE.sub("_", name).strip("._-")[:_LONGEST_NAME] or "session"


def _chosen_notes(session_id: str, request: AnalysisRequest) -> tuple[Note, ...]:
    """Let somebody choose which notes are on the page; all of them to begin with."""
    notes = {note.id: note for note in notes_of_session(stored.sessions(), session_id).notes}
    if not notes:
        return ()
    offset_s = clock_offset_s(stored.report(session_id, request))
    ids = st.multiselect(
        tr("Notes on the page"),
        list(notes),
        default=list(notes),
        format_func=lambda note_id: _line(notes[note_id], offset_s),
        placeholder=tr("None"),
    )
    return tuple(notes[note_id] for note_id in notes if note_id in ids)


def _line(note: Note, offset_s: float) -> str:
    text = " ".join(note.text.split()) or tr("spoken note")
    short = (
        text if len(text) <= _SHOWN_LETTERS else f"{text[:_SHOWN_LETTERS]}\N{HORIZONTAL ELLIPSIS}"
    )
    return f"{clock_words(note.t_s - offset_s)} {capitalised(short)}"
