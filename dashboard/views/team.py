"""Who of the team needs what, and why."""

from datetime import UTC, datetime, timedelta
from typing import Final

import streamlit as st

from dashboard import components, stored_team
from dashboard.error_words import say_error
from dashboard.formats import plain
from dashboard.freshness import notice
from dashboard.team_table import checked_order, table_payload
from dashboard.ways import page_named
from dashboard.who import nothing_stored
from dashboard.wording import drill_titles
from kicksense.domain.drill import Theme
from kicksense.errors import KicksenseError
from kicksense.workflows.drill_wording import theme_words
from kicksense.workflows.language import marked, tr, tr_count
from kicksense.workflows.team_values import Team, TeamQuery

_WEEKS: Final = {"4": marked("Four weeks"), "12": marked("Twelve weeks"), "": marked("All")}


def show() -> None:
    """Show the team."""
    st.title(tr("Team"))
    query = _query()
    try:
        with st.spinner(tr("Reading the sessions")):
            team = stored_team.team(query, datetime.now(UTC))
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")
        return
    if not team.lines:
        _nobody(team)
        return
    notice(key="team-refresh")
    for trouble in team.troubles:
        st.warning(plain(say_error(trouble)), icon=":material/warning:")
    if query.compared:
        _warning()
    _table(team, compared=query.compared)
    _below(team)


def _query() -> TeamQuery:
    """Let the coach choose which sessions are looked at; the address keeps the choice."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        weeks = _chosen(
            "weeks", tr("Sessions of"), {key: tr(words) for key, words in _WEEKS.items()}
        )
        themes = {"": tr("All")} | {theme.value: theme_words(theme) for theme in Theme}
        theme = _chosen("theme", tr("Part of the game"), themes)
        drill = _chosen("drill", tr("Drill"), {"": tr("All")} | dict(drill_titles()))
        compared = st.toggle(
            tr("Compare numbers"),
            value=st.query_params.get("numbers") == "1",
            key="team-numbers",
            help=tr("Adds columns of numbers. They are off unless you want them."),
        )
    _keep("numbers", "1" if compared else "")
    return TeamQuery(
        since=timedelta(weeks=int(weeks)) if weeks else None,
        drill=drill or None,
        theme=Theme(theme) if theme else None,
        compared=compared,
    )


def _chosen(name: str, label: str, options: dict[str, str]) -> str:
    """Offer a choice that the address keeps; what an address says is looked at first."""
    wanted = st.query_params.get(name, "")
    codes = list(options)
    chosen: str = st.selectbox(
        label,
        codes,
        index=codes.index(wanted) if wanted in options else codes.index(""),
        format_func=options.__getitem__,
        key=f"team-{name}",
        width=220,
    )
    _keep(name, chosen)
    return chosen


def _keep(name: str, value: str) -> None:
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def _warning() -> None:
    """Say what numbers of two players beside each other do not say."""
    st.warning(
        tr(
            "Numbers of two players say little about who is better: they differ in age, drill, "
            "ground and sensor, and the ranges often overlap. Look at each player's own way "
            "instead, and show no list of them to children."
        ),
        icon=":material/balance:",
    )


def _table(team: Team, *, compared: bool) -> None:
    """Show the table, and go where it sends."""
    order = checked_order(st.query_params.get("order"))
    told = components.team_table(
        table_payload(team.lines, order, compared=compared), key="team-table"
    )
    if isinstance(told.order, str):
        _keep("order", checked_order(told.order))
    known = {line.player_id for line in team.lines}
    if told.open in known:
        st.switch_page(page_named("player"), query_params={"player": told.open})
    seen = {line.need.session_id for line in team.lines if line.need is not None}
    seen |= {
        line.plan.session_id
        for line in team.lines
        if line.plan is not None and line.plan.session_id is not None
    }
    if told.session in seen:
        st.switch_page(page_named("session"), query_params={"session": told.session})


def _below(team: Team) -> None:
    """Say how the list is ordered, and what is missing from it."""
    with st.expander(tr("How is this list ordered?"), icon=":material/sort:"):
        st.markdown(
            tr(
                "By what asks for your attention, not by who plays best: first whose plan is "
                "overdue, then whose sensor needs a look, then who has something to work on, then "
                "who is ready for the next level, then who has not played for three weeks. Whoever "
                "played longest ago comes first among equals. A tap on a heading sorts by it."
            )
        )
        st.markdown(
            tr(
                "A thing to work on is named where it showed too often to be chance. The range "
                "behind a share holds the true one nine times in ten."
            )
        )
    if team.nameless:
        st.caption(
            tr_count(
                "{count} session belongs to nobody: name its player on My data.",
                "{count} sessions belong to nobody: name their player on My data.",
                team.nameless,
            )
        )


def _nobody(team: Team) -> None:
    """Say that there is no player yet."""
    if not team.nameless:
        nothing_stored()
        return
    st.info(
        tr(
            "No session says who played it. Name the player when you record or import, and the "
            "team appears here."
        ),
        icon=":material/groups:",
    )
