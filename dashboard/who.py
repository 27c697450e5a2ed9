"""Whose sessions a page is about: as the address says, else who plays at this computer."""

from typing import Final

import streamlit as st

from dashboard import manner, stored
from dashboard.formats import plain
from dashboard.ways import page_named
from kicksense.workflows.language import tr
from kicksense.workflows.player_sessions import PlayerLine, players_with_sessions

NOBODY: Final = "*"
"""In the address: the sessions of which nobody said whose they are; no id of a player."""


def chosen_player(page: str) -> PlayerLine | None:
    """Show whose page it is, with a choice where there are several, and give who that is.

    Parameters
    ----------
    page
        Name of the page, for the key of the choice.

    Returns
    -------
    player
        None where the page is to stop: nothing is stored, or somebody is to choose first.

    Raises
    ------
    StoreError
        If the catalogue cannot be read.
    """
    lines = {_code(line): line for line in players_with_sessions(stored.sessions())}
    if not lines:
        nothing_stored()
        return None
    code = _wanted(lines)
    if len(lines) == 1 and code is not None:
        return lines[code]
    chosen = st.selectbox(
        tr("Player"),
        tuple(lines),
        index=None if code is None else tuple(lines).index(code),
        format_func=lambda each: _words(lines[each]),
        placeholder=tr("Who are you?"),
        key=f"{page}-player",
        width=280,
    )
    if chosen is None:
        _ask()
        return None
    if st.query_params.get("player") != chosen:
        st.query_params["player"] = chosen
    return lines[chosen]


def asked_player() -> str | None:
    """Give whose numbers a page shows beside other things; None for nobody's.

    Raises
    ------
    StoreError
        If the catalogue cannot be read.
    """
    lines = {_code(line): line for line in players_with_sessions(stored.sessions())}
    code = _wanted(lines)
    return manner.chosen().player_id if code is None else lines[code].player_id


def offer_players(page: str) -> None:
    """Offer whose numbers are shown, where there are several players.

    Parameters
    ----------
    page
        Name of the page, for the key of the choice.

    Raises
    ------
    StoreError
        If the catalogue cannot be read.
    """
    lines = {_code(line): line for line in players_with_sessions(stored.sessions())}
    if len(lines) <= 1:
        return
    wanted = _wanted(lines)
    chosen = st.selectbox(
        tr("Player"),
        tuple(lines),
        index=None if wanted is None else tuple(lines).index(wanted),
        format_func=lambda each: _words(lines[each]),
        placeholder=tr("Who are you?"),
        key=f"{page}-player",
        width=280,
    )
    if chosen is not None and chosen != wanted:
        st.query_params["player"] = chosen
        st.rerun()


def nothing_stored() -> None:
    """Say that there is nothing yet, and how to begin."""
    st.info(
        tr("Nothing is here yet. Record a session, bring one in, or look at the demo first."),
        icon=":material/sports_soccer:",
    )
    with st.container(horizontal=True):
        st.page_link(page_named("live"), label=tr("Record live"), icon=":material/sensors:")
        st.page_link(
            page_named("import"), label=tr("Import a recording"), icon=":material/upload_file:"
        )
        st.page_link(page_named("start"), label=tr("Try the demo"), icon=":material/play_arrow:")


def player_words(player_id: str | None) -> str:
    """Give whose sessions they are, in words."""
    return tr("nobody named") if player_id is None else player_id


def _wanted(lines: dict[str, PlayerLine]) -> str | None:
    """Give who is asked for: by the address, then by what was chosen on this computer."""
    named = st.query_params.get("player")
    if named in lines:
        return named
    usual = manner.chosen().player_id
    if usual is not None:
        return usual if usual in lines else None
    return next(iter(lines)) if len(lines) == 1 else None


def _ask() -> None:
    """Say why nothing is shown, and what to do."""
    usual = manner.chosen().player_id
    if usual is None:
        st.info(tr("Choose who you are, and this page is about you."), icon=":material/person:")
        return
    st.info(
        tr(
            "Nothing of player {player} is stored yet. Record a session first, or choose another "
            "player.",
            player=plain(usual),
        ),
        icon=":material/person:",
    )
    st.page_link(page_named("live"), label=tr("Record live"), icon=":material/sensors:")


def _code(line: PlayerLine) -> str:
    return NOBODY if line.player_id is None else line.player_id


def _words(line: PlayerLine) -> str:
    name = player_words(line.player_id)
    return tr("{player} (simulated)", player=name) if line.simulated else name
