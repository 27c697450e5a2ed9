"""Erasing a kick, a session or everything of a player: asked first, then into the bin."""

from collections.abc import Callable

import streamlit as st

from dashboard import flash, manner, stored_people
from dashboard.formats import clock_words, moment_words, plain
from dashboard.ways import page_named
from dashboard.wording import technique_words
from kicksense.errors import KicksenseError
from kicksense.store.kick_lines import KickLine
from kicksense.store.session_row import SessionRow
from kicksense.workflows.erasing import Erased
from kicksense.workflows.kept_of_player import KeptOfPlayer
from kicksense.workflows.language import tr
from kicksense.workflows.player_adaptation import check_player_id
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.session_titles import session_title

_LONGEST_ID = 64


def show(kept: KeptOfPlayer) -> None:
    """Show what can be erased."""
    st.subheader(tr("Erase"))
    st.markdown(
        tr("What you erase goes into the bin first. For 30 days it can come back from there.")
    )
    if kept.rows:
        _session(kept)
    if kept.player_id is not None and not kept.is_empty:
        _everything(kept)


def _session(kept: KeptOfPlayer) -> None:
    """Let a session be opened, given a player, or erased, and its kicks be taken out."""
    with st.container(border=True):
        rows = {row.id: row for row in kept.rows}
        asked = st.query_params.get("session", "")
        chosen = st.selectbox(
            tr("A session"),
            tuple(rows),
            index=tuple(rows).index(asked) if asked in rows else 0,
            format_func=lambda each: _words(rows[each]),
            key="mydata-session",
        )
        row = rows[chosen]
        with st.container(horizontal=True):
            st.page_link(
                page_named("session"),
                label=tr("Look at it"),
                icon=":material/show_chart:",
                query_params={"session": row.id},
            )
            if st.button(tr("Erase this session"), icon=":material/delete:"):
                _ask(
                    tr("Erase this session?"),
                    _words(row),
                    tr("The recording, its notes, videos, labels and score card go with it."),
                    lambda: _erase_session(row.id),
                )
        if row.player_id is None and not row.simulated:
            _claim(row)
        _kick(row)


def _words(row: SessionRow) -> str:
    words = f"{session_title(row)}, {moment_words(started_of(row))}"
    return f"{words} ({tr('Simulated')})" if row.simulated else words


def _claim(row: SessionRow) -> None:
    """Let somebody say whose recording it is."""
    with st.form(f"claim-{row.id}", border=False):
        player_id = st.text_input(
            tr("Whose recording is it?"),
            value=manner.chosen().player_id or "",
            max_chars=_LONGEST_ID,
            placeholder=tr("An id, such as p07; never a name"),
        ).strip()
        pressed = st.form_submit_button(tr("Keep this"), icon=":material/badge:")
    if not pressed:
        return
    try:
        check_player_id(player_id)
        stored_people.claim(row.id, player_id)
    except KicksenseError as error:
        flash.complain(error)
        return
    st.query_params["player"] = player_id
    st.session_state.pop("mydata-player", None)
    flash.say_next(tr("The recording now belongs to player {player}.", player=plain(player_id)))
    st.rerun()


def _kick(row: SessionRow) -> None:
    """Let a kick be taken out of a session."""
    lines = {line.number: line for line in stored_people.kicks(row.id)}
    if not lines:
        return
    with st.expander(tr("Take out a single kick")):
        st.caption(
            tr(
                "For a ball that somebody else played, or a knock that was no kick. Lists and "
                "score cards leave it out; the recording keeps its samples."
            )
        )
        number_of = st.selectbox(
            tr("Kick"),
            tuple(lines),
            format_func=lambda each: _kick_words(lines[each]),
            key=f"mydata-kick-{row.id}",
        )
        if st.button(tr("Take out this kick"), icon=":material/remove_circle:"):
            _ask(
                tr("Take out this kick?"),
                _kick_words(lines[number_of]),
                tr("It can be put back on this page for 30 days."),
                lambda: _take_out(row.id, lines[number_of].t_s),
            )


def _kick_words(line: KickLine) -> str:
    return tr(
        "Kick {number}: {technique}, at {moment}",
        number=line.number,
        technique=technique_words(line.technique),
        moment=clock_words(line.t_s),
    )


def _everything(kept: KeptOfPlayer) -> None:
    """Let a player be erased altogether."""
    player_id = kept.player_id or ""
    with st.container(border=True):
        st.markdown("**" + tr("Everything of player {player}", player=plain(player_id)) + "**")
        st.caption(
            tr("Recordings, videos, notes, labels, plans, consents, sensors: all that is listed.")
        )
        if st.button(
            tr("Erase everything of this player"), icon=":material/delete_forever:", key="erase-all"
        ):
            _ask(
                tr("Erase everything of this player?"),
                tr("Player {player}", player=player_id),
                tr("All that is listed goes into the bin and can come back for 30 days.")
                + "\n\n"
                + _models_words(kept.model_names),
                lambda: _erase_player(player_id),
            )


def _models_words(names: tuple[str, ...]) -> str:
    """Say which models know these recordings."""
    if not names:
        return tr("No model of yours was trained with these recordings.")
    return tr(
        "A model cannot forget what it was trained with: {models}. Train it again afterwards.",
        models=plain(", ".join(names)),
    )


def _ask(title: str, what: str, consequence: str, act: Callable[[], str]) -> None:
    """Ask before anything is done; the answer is a press of its own."""

    def drawn() -> None:
        st.markdown(f"**{plain(what)}**")
        st.markdown(consequence)
        if st.button(tr("Yes, do it"), type="primary", icon=":material/delete:", key="yes"):
            try:
                with st.spinner(tr("One moment")):
                    said = act()
            except KicksenseError as error:
                flash.complain(error)
                return
            flash.say_next(said)
            st.rerun()
        if st.button(tr("No, keep it"), key="no"):
            st.rerun()

    st.dialog(title)(drawn)()


def _erase_session(session_id: str) -> str:
    erased = stored_people.erase_session(session_id)
    st.query_params.pop("session", None)
    st.session_state.pop("mydata-session", None)
    return _done(erased)


def _erase_player(player_id: str) -> str:
    erased = stored_people.erase_player(player_id)
    if manner.chosen().player_id == player_id:
        manner.choose(player_id=None)
    st.query_params.pop("player", None)
    st.session_state.pop("mydata-player", None)
    return _done(erased)


def _done(erased: Erased) -> str:
    said = tr("It lies in the bin until {when}.", when=moment_words(erased.gone_utc))
    if erased.model_names:
        said += " " + _models_words(erased.model_names)
    return said


def _take_out(session_id: str, t_s: float) -> str:
    stored_people.take_out(session_id, t_s)
    return tr("The kick was taken out.")
