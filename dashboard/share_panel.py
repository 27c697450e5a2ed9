"""Sharing a session with named people: for whom, with what, under which passphrase."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from dashboard import manner, stored
from dashboard.consent_gate import may
from dashboard.error_words import say_error
from dashboard.formats import moment_words, plain
from kicksense.errors import KicksenseError
from kicksense.exchange.share_file import MAX_NAME_LETTERS
from kicksense.store.notes import Note
from kicksense.store.shares import Share
from kicksense.workflows.language import tr, tr_count
from kicksense.workflows.notes import notes_of_session
from kicksense.workflows.sessions import SessionRow
from kicksense.workflows.sharing import (
    ShareFile,
    ShareRequest,
    share_session,
    shared_before,
)

_MOST_LISTED: Final = 10
_NOTE_LETTERS: Final = 60
_LONGEST_NAMES: Final = 2000
_LONGEST_PASSPHRASE: Final = 200


@manner.fragment
def show(row: SessionRow) -> None:
    """Offer to share a session; nothing is made before somebody is named.

    Parameters
    ----------
    row
        The session.
    """
    with st.popover(tr("Share"), icon=":material/share:"):
        if not may("coach", row.player_id, simulated=row.simulated):
            return
        st.caption(
            tr(
                "One file for named people: what was found, the scores, a drawing of the signals "
                "and the notes you choose. Never a video. It stays where you send it, so name only "
                "whom you trust."
            )
        )
        try:
            # A form takes what stands in its fields when its button is pressed. Alone, a field for
            # a secret does not tell what was typed when Tab leaves it: the file would stay open.
            with st.form(f"share-{row.id}", border=False, enter_to_submit=False):
                request = _request(row)
                asked = st.form_submit_button(
                    tr("Make the share file"), type="primary", icon=":material/share:"
                )
            _make(row, request, asked=asked)
            _before(shared_before(stored.sessions(), row))
        except KicksenseError as error:
            st.error(plain(say_error(error)), icon=":material/error:")


def _request(row: SessionRow) -> ShareRequest:
    """Ask for whom it is, and what goes with it."""
    names = st.text_area(
        tr("For whom? One name a line"), key=f"share-names-{row.id}", max_chars=_LONGEST_NAMES
    )
    sender = st.text_input(tr("From"), key=f"share-from-{row.id}", max_chars=MAX_NAME_LETTERS)
    notes = {note.id: note for note in notes_of_session(stored.sessions(), row.id).notes}
    chosen: list[str] = []
    if notes:
        chosen = st.multiselect(
            tr("Notes that go with it"),
            list(notes),
            format_func=lambda each: _note_words(notes, each),
            placeholder=tr("None"),
            key=f"share-notes-{row.id}",
        )
    samples = st.toggle(
        tr("With the samples"),
        key=f"share-samples-{row.id}",
        help=tr("Then the session can be imported elsewhere, and not only be looked at."),
    )
    passphrase = st.text_input(
        tr("Passphrase"),
        type="password",
        key=f"share-secret-{row.id}",
        max_chars=_LONGEST_PASSPHRASE,
        help=tr(
            "Locks the file. Tell it to them another way. Empty: whoever has the file can look."
        ),
    )
    return ShareRequest(
        session_id=row.id,
        for_names=tuple(names.splitlines()),
        from_name=sender,
        note_ids=tuple(chosen),
        samples=samples,
        passphrase=passphrase or None,
    )


def _make(row: SessionRow, request: ShareRequest, *, asked: bool) -> None:
    """Make the file, and hand it over; a changed wish needs another file."""
    key = f"share-made-{row.id}"
    if asked:
        with st.spinner(tr("Looking for kicks")):
            st.session_state[key] = (request, share_session(stored.sessions(), request))
    kept: tuple[ShareRequest, ShareFile] | None = st.session_state.get(key)
    if kept is None or kept[0] != request:
        return
    made = kept[1]
    st.success(
        f"{plain(tr('Made for {names}.', names=', '.join(made.share.for_names)))} {_lock(made)}",
        icon=":material/lock:" if made.share.locked else ":material/lock_open:",
    )
    st.download_button(
        tr("Save the share file"),
        made.content,
        file_name=made.name,
        mime="application/octet-stream",
        icon=":material/download:",
        key=f"share-save-{row.id}",
        on_click="ignore",
    )


def _lock(made: ShareFile) -> str:
    """Say whether the file that was made opens for everybody."""
    if made.share.locked:
        return tr("It is locked: it opens with the passphrase alone.")
    return tr("It is not locked: whoever has the file can look.")


def _before(shares: tuple[Share, ...]) -> None:
    """Say with whom the session was shared before."""
    if not shares:
        return
    title = tr_count("Shared {count} time", "Shared {count} times", len(shares))
    with st.expander(title, icon=":material/history:"):
        for share in shares[:_MOST_LISTED]:
            st.markdown(f"- {plain(share_words(share))}")


def share_words(share: Share) -> str:
    """Give for whom a share file was made, when, and whether it is locked."""
    how = tr("locked") if share.locked else tr("open")
    return tr(
        "{moment}: for {names} ({how})",
        moment=moment_words(share.made_utc),
        names=", ".join(share.for_names),
        how=how,
    )


def _note_words(notes: Mapping[str, Note], note_id: str) -> str:
    text = " ".join(notes[note_id].text.split()) or tr("spoken note")
    return text if len(text) <= _NOTE_LETTERS else f"{text[:_NOTE_LETTERS]}\N{HORIZONTAL ELLIPSIS}"
