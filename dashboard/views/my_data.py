"""My data: what is kept of a player, who may use it, how to take it along and how to erase it."""

from typing import Final

import streamlit as st

from dashboard import flash, frame, manner, stored, stored_people, stored_team
from dashboard.error_words import say_error
from dashboard.formats import plain
from dashboard.freshness import notice
from dashboard.share_panel import share_words
from dashboard.views import my_bin, my_consents, my_erasing
from kicksense.errors import KicksenseError
from kicksense.workflows.kept_of_player import FOLDER_TITLES, KeptOfPlayer
from kicksense.workflows.language import number, tr, tr_count
from kicksense.workflows.player_adaptation import check_player_id
from kicksense.workflows.player_export import export_name
from kicksense.workflows.session_titles import session_title

_NOBODY: Final = ""
_EXPORT: Final = "mydata-export"
_MOST_SHARES: Final = 30
_MEGABYTE: Final = 1e6
_KILOBYTE: Final = 1e3


def show() -> None:
    """Show the page."""
    st.title(tr("My data"))
    if frame.is_guest():
        frame.not_from_here()
        return
    flash.show()
    st.markdown(
        tr(
            "Everything lies on this computer and is never sent anywhere. You can look at it, take "
            "it with you, and erase it."
        )
    )
    try:
        player_id = _whose()
        if player_id is None:
            my_bin.show()
            return
        with st.spinner(tr("Reading the sessions")):
            kept = stored_people.kept(player_id or None)
    except KicksenseError as error:
        flash.complain(error)
        return
    _stored(kept)
    if kept.player_id is not None:
        my_consents.show(kept.player_id)
    _shared(kept)
    if kept.player_id is not None:
        _take_along(kept.player_id)
    my_erasing.show(kept)
    my_bin.show()
    _hints()


def size_words(size_bytes: int) -> str:
    """Give a size as people read it."""
    if size_bytes >= _MEGABYTE:
        return f"{number(size_bytes / _MEGABYTE, 1)} MB"
    return f"{number(max(1.0, size_bytes / _KILOBYTE))} kB"


def _whose() -> str | None:
    """Let a player be chosen; None where there is nobody, empty for recordings of nobody."""
    players = stored_team.players()
    unnamed = any(row.player_id is None for row in stored.session_rows())
    options = [*players, *([_NOBODY] if unnamed else [])]
    own = manner.chosen().player_id
    if own is not None and own not in options:
        options.insert(0, own)
    asked = st.query_params.get("player", own or (options or [""])[0])
    if asked not in options and is_player_id(asked):
        options.append(asked)
    if not options:
        st.info(
            tr("Nothing is kept yet. What you record or import will be listed here."),
            icon=":material/inbox:",
        )
        return None
    chosen = st.selectbox(
        tr("Whose data"),
        options,
        index=options.index(asked) if asked in options else 0,
        format_func=lambda each: each or tr("Recordings of which nobody said whose they are"),
        key="mydata-player",
        accept_new_options=True,
        help=tr("A new player is added by typing an id, such as p07; never a name."),
    )
    if chosen and chosen not in options:
        check_player_id(chosen)
    st.query_params["player"] = chosen
    return chosen


def is_player_id(text: str) -> bool:
    """Tell whether a text can be the id of a player."""
    try:
        check_player_id(text)
    except KicksenseError:
        return False
    return True


def _stored(kept: KeptOfPlayer) -> None:
    """Say what is kept."""
    st.subheader(tr("What is stored"))
    if kept.is_empty:
        st.info(tr("Nothing is kept of this player."), icon=":material/inbox:")
        return
    sessions, kicks, size = st.columns(3)
    sessions.metric(tr("Sessions"), number(len(kept.rows)))
    kicks.metric(tr("Kicks"), number(kept.kicks))
    size.metric(tr("Space taken"), size_words(kept.size_bytes))
    # After something came back from the bin its kicks are yet to be found again.
    notice([row.id for row in kept.rows], key="mydata-refresh")
    with st.expander(tr("All of it, by kind")):
        st.dataframe(
            [
                {
                    tr("What"): tr(FOLDER_TITLES.get(each.folder, each.folder)),
                    tr("How many"): each.count,
                    tr("Size"): size_words(each.size_bytes),
                }
                for each in kept.files
            ],
            hide_index=True,
            width="stretch",
        )
        for sensor in kept.sensors:
            st.markdown("- " + tr("Sensor {name}", name=plain(sensor.name)))
        folder = str(stored.sessions().folder.root)
        st.caption(tr("It lies in the folder {folder}.", folder=plain(folder)))
    for name in kept.model_names:
        st.markdown(
            ":material/model_training: "
            + tr("The model {model} was trained with these recordings.", model=plain(name))
        )


def _shared(kept: KeptOfPlayer) -> None:
    """Say with whom sessions were shared, and when."""
    shares = stored_people.shares(kept)
    if not shares and not kept.rows:
        return
    st.subheader(tr("Shared with others"))
    if not shares:
        st.caption(tr("No session was shared with anybody."))
        return
    names = {row.id: session_title(row) for row in kept.rows}
    st.markdown(tr("Erasing does not call back what was given away: ask these people yourself."))
    for share in shares[:_MOST_SHARES]:
        name = names.get(share.session_id)
        session = tr("a session that was erased") if name is None else name
        st.markdown(f"- {plain(session)}, {plain(share_words(share))}")
    if len(shares) > _MOST_SHARES:
        more = len(shares) - _MOST_SHARES
        st.caption(tr_count("And {count} time more.", "And {count} times more.", more))


def _take_along(player_id: str) -> None:
    """Offer everything as one file."""
    st.subheader(tr("Take it with you"))
    st.markdown(
        tr(
            "One ZIP file with recordings, kicks, score cards, notes, videos and consents. A text "
            "in it says what is what; no other player's data are in it."
        )
    )
    if st.button(tr("Make my file"), icon=":material/archive:"):
        _make_file(player_id)
    made = st.session_state.get(_EXPORT)
    if made is None or made[0] != player_id:
        return
    path = made[1].path
    if not path.is_file():
        st.session_state.pop(_EXPORT, None)
        return
    st.download_button(
        tr("Save my file ({size})", size=size_words(path.stat().st_size)),
        data=path.read_bytes,
        file_name=export_name(player_id),
        mime="application/zip",
        icon=":material/download:",
        on_click="ignore",
        type="primary",
    )
    for trouble in made[1].troubles:
        st.warning(plain(say_error(trouble)), icon=":material/warning:")


def _make_file(player_id: str) -> None:
    bar = st.progress(0.0, text=tr("Gathering your data"))

    def tell(done: int, count: int) -> None:
        words = tr("Session {done} of {count}", done=done, count=count)
        bar.progress(done / max(count, 1), text=words)

    try:
        st.session_state[_EXPORT] = (player_id, stored_people.export(player_id, tell))
    except KicksenseError as error:
        flash.complain(error)
    bar.empty()


def _hints() -> None:
    with st.expander(tr("Light or dark, larger or smaller")):
        st.markdown(
            tr(
                "The pages are light or dark as your system is; change it there. Ctrl and + makes "
                "everything larger, Ctrl and - smaller."
            )
        )
