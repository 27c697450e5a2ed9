"""All plans of all players: what is overdue, due, open and done."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from dashboard import stored, stored_team
from dashboard.address import asked_option, keep
from dashboard.error_words import say_error
from dashboard.formats import plain
from dashboard.plan_cards import begin_plan, plan_cards
from dashboard.ways import page_named
from dashboard.who import nothing_stored
from dashboard.wording import drill_titles
from kicksense.errors import KicksenseError
from kicksense.workflows.language import marked, tr, tr_count
from kicksense.workflows.planning import PlanState, Standing, Wish, plans_with_standing

_ALL: Final = "all"
_SHOWN: Final = {
    "waiting": (marked("To be played"), (PlanState.OVERDUE, PlanState.DUE, PlanState.OPEN)),
    PlanState.OVERDUE.value: (marked("Overdue"), (PlanState.OVERDUE,)),
    PlanState.DONE.value: (marked("Done"), (PlanState.DONE,)),
    _ALL: (marked("All"), tuple(PlanState)),
}


def show() -> None:
    """Show the plans."""
    st.title(tr("Plans"))
    try:
        players = stored_team.players()
        allowed = stored.open_to_coach()
        with st.spinner(tr("Reading the plans")):
            standings, troubles = plans_with_standing(stored.sessions())
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")
        return
    for trouble in troubles:
        st.warning(plain(say_error(trouble)), icon=":material/warning:")
    if not players and not standings:
        nothing_stored()
        return
    open_players = [each for each in players if each in allowed]
    hidden = sum(each.plan.player_id not in allowed for each in standings)
    _new(open_players)
    _list([each for each in standings if each.plan.player_id in allowed], open_players)
    if hidden:
        st.caption(
            tr_count(
                "{count} plan is hidden: its player has not agreed to be shown to the coach.",
                "{count} plans are hidden: their players have not agreed to be shown to the coach.",
                hidden,
            )
        )


def _new(players: Sequence[str]) -> None:
    """Let the coach plan a drill for a player."""
    if not players:
        st.info(
            tr("No player has agreed to be shown to the coach yet. Ask them on My data."),
            icon=":material/lock:",
        )
        st.page_link(page_named("mydata"), label=tr("Open My data"), icon=":material/lock_person:")
        return
    with st.popover(tr("Plan a drill"), icon=":material/add:"):
        player = st.selectbox(
            tr("For whom?"), players, index=None, placeholder=tr("Who?"), key="plan-for"
        )
        titles = dict(drill_titles())
        drill = st.selectbox(
            tr("Drill"), list(titles), format_func=titles.__getitem__, key="plan-what"
        )
        if st.button(tr("Plan it"), type="primary", disabled=player is None, key="plan-it"):
            begin_plan(str(player), Wish(drill))


def _list(standings: Sequence[Standing], players: Sequence[str]) -> None:
    """Show the plans that the coach wants to see."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        codes = tuple(_SHOWN)
        shown = (
            st.segmented_control(
                tr("Show"),
                codes,
                default=asked_option("show", codes, codes[0]),
                format_func=lambda code: tr(_SHOWN[code][0]),
                key="plans-show",
            )
            or codes[0]
        )
        keep("show", shown, codes[0])
        names = (_ALL, *players)
        player = st.selectbox(
            tr("Player"),
            names,
            index=names.index(asked_option("player", names, _ALL) or _ALL),
            format_func=lambda name: tr("All players") if name == _ALL else name,
            key="plans-player",
            width=260,
        )
        keep("player", player, _ALL)
    states = _SHOWN[shown][1]
    opened = st.query_params.get("plan")
    chosen = [
        each
        for each in standings
        if each.plan.id == opened
        or (each.state in states and player in (_ALL, each.plan.player_id))
    ]
    if not chosen:
        st.info(_nothing_words(standings), icon=":material/event_available:")
    plan_cards(chosen, named=True)


def _nothing_words(standings: Sequence[Standing]) -> str:
    if standings:
        return tr("No plan of this kind. Choose what to show above.")
    return tr(
        "Nothing is planned yet. A plan says which drill a player should play, until when, and "
        "what to look for; it is ticked off by itself once it is played."
    )
