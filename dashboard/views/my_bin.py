"""The bin: what was erased, how long it can come back, and how to be rid of it."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import streamlit as st

from dashboard import flash, manner, stored, stored_people
from dashboard.formats import clock_words, moment_words, plain
from kicksense.errors import KicksenseError
from kicksense.store.removed_kicks import RemovedKick, sessions_with_removed
from kicksense.workflows.erasing import KEPT_FOR, BinKind, Manifest
from kicksense.workflows.language import marked, number, tr, tr_count

_KINDS: Final[Mapping[BinKind, str]] = {
    BinKind.PLAYER: marked("Everything of player {title}"),
    BinKind.SESSION: marked("Session {title}"),
    BinKind.REPLACED: marked("What stood in the place of {title}"),
}
_FILES: Final[Mapping[str, str]] = {
    "plans": marked("Plan {title}"),
    "notes": marked("Note in session {title}"),
}
"""What single files were, by the folder they lay in; others say it in their title."""

_MEGABYTE: Final = 1e6


def show() -> None:
    """Show what can be restored."""
    st.subheader(tr("Bin"))
    try:
        entries = stored_people.bin_entries()
        kicks = _removed_kicks()
    except KicksenseError as error:
        flash.complain(error)
        return
    if not entries and not kicks:
        st.caption(":material/delete: " + tr("The bin is empty."))
        return
    for entry in entries:
        _entry(entry)
    for session_id, name, kick in kicks:
        _kick(session_id, name, kick)
    if entries and st.button(tr("Empty the bin now"), icon=":material/delete_forever:"):
        _ask(
            tr("Empty the bin?"),
            tr_count(
                "One thing is deleted for good and can never come back.",
                "{count} things are deleted for good and can never come back.",
                len(entries),
            ),
            None,
        )


def _entry(entry: Manifest) -> None:
    """Show one thing with its buttons."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch"):
            st.markdown(_title(entry))
            st.caption(
                tr(
                    "Erased {when}, {size} MB, {left}",
                    when=moment_words(entry.binned_utc),
                    size=number(entry.size_bytes / _MEGABYTE, 1),
                    left=_left(entry.binned_utc),
                )
            )
        if st.button(tr("Restore"), icon=":material/restore:", key=f"restore-{entry.bin_id}"):
            _restore(entry)
        if st.button(
            tr("Delete for good"), icon=":material/delete_forever:", key=f"gone-{entry.bin_id}"
        ):
            _ask(tr("Delete it for good?"), tr("It can never come back."), entry.bin_id)


def _title(entry: Manifest) -> str:
    """Say what an entry was."""
    title = f"**{plain(entry.title)}**"
    template = _KINDS.get(entry.kind)
    if template is None:
        place = entry.moved[0].place if entry.moved else ""
        template = _FILES.get(place.split("/")[0])
    return title if template is None else tr(template, title=title)


def _kick(session_id: str, name: str, kick: RemovedKick) -> None:
    """Show a kick that was taken out."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch"):
            moment = clock_words(kick.t_s)
            st.markdown(tr("Kick at {moment} of session {name}", moment=moment, name=plain(name)))
            st.caption(
                tr(
                    "Taken out {when}, {left}",
                    when=moment_words(kick.removed_utc),
                    left=_left(kick.removed_utc),
                )
            )
        if st.button(
            tr("Put back"), icon=":material/restore:", key=f"back-{session_id}-{kick.t_s}"
        ):
            try:
                with st.spinner(tr("Looking at the session again")):
                    stored_people.put_back(session_id, kick.t_s)
            except KicksenseError as error:
                flash.complain(error)
                return
            flash.say_next(tr("The kick is back."))
            st.rerun()


def _removed_kicks() -> list[tuple[str, str, RemovedKick]]:
    """Give the kicks that can still be put back, with their sessions."""
    names = {row.id: row.name for row in stored.session_rows()}
    now = datetime.now(UTC)
    return [
        (session_id, names[session_id], kick)
        for session_id in sessions_with_removed(stored.sessions().folder)
        if session_id in names
        for kick in stored_people.removed(session_id)
        if now - kick.removed_utc <= KEPT_FOR
    ]


def _left(since: datetime) -> str:
    """Say how long it can still come back."""
    days = math.ceil((since + KEPT_FOR - datetime.now(UTC)) / timedelta(days=1))
    return tr_count("one day left", "{count} days left", days)


def _restore(entry: Manifest) -> None:
    bar = st.progress(0.0, tr("Putting it back"))

    def tell(done: int, count: int) -> None:
        words = tr("Session {done} of {count}", done=done + 1, count=count)
        bar.progress(done / max(count, 1), words)

    try:
        with st.spinner(tr("Putting it back")):
            stored_people.restore(entry.bin_id, tell)
            if entry.preferred and manner.chosen().player_id is None:
                manner.choose(player_id=entry.player_id)
    except KicksenseError as error:
        flash.complain(error)
        return
    st.session_state.pop("mydata-player", None)
    flash.say_next(tr("It is back where it was."))
    st.rerun()


def _ask(title: str, words: str, bin_id: str | None) -> None:
    """Ask before anything is deleted for good; None deletes everything in the bin."""

    def drawn() -> None:
        st.markdown(words)
        if st.button(tr("Yes, delete"), type="primary", icon=":material/delete_forever:"):
            try:
                stored_people.empty(None if bin_id is None else (bin_id,))
            except KicksenseError as error:
                flash.complain(error)
                return
            flash.say_next(tr("It is gone for good."))
            st.rerun()
        if st.button(tr("No, keep it")):
            st.rerun()

    st.dialog(title)(drawn)()
