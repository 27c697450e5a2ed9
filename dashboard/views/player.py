"""A player as a coach sees them: what to work on, what is strong, plans, sessions, notes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from dashboard import beside, components, stored, stored_team
from dashboard.consent_gate import may
from dashboard.error_words import say_error
from dashboard.formats import date_words, moment_words, plain
from dashboard.freshness import notice
from dashboard.glyphs import on_dark_ground
from dashboard.plan_cards import begin_plan, plan_cards
from dashboard.session_list import session_payload
from dashboard.team_words import need_small, reason_sentences
from dashboard.trend_chart import chart_words, trend_chart
from dashboard.ways import page_named
from dashboard.who import nothing_stored
from dashboard.wording import cure_of, drill_title, drill_titles, what_of
from kicksense.errors import KicksenseError
from kicksense.workflows.consent import CONSENT_TEXTS, consents_of
from kicksense.workflows.language import tr, tr_count
from kicksense.workflows.planning import PlanState, Wish
from kicksense.workflows.player_overview import PlayerOverview, Strength
from kicksense.workflows.progress import Followed, Measure, series_of
from kicksense.workflows.progress_wording import change_sentence, measure_title
from kicksense.workflows.score_wording import done_words, score_title

_MOST_STRENGTHS: Final = 5
_MOST_NOTES: Final = 5


def show() -> None:
    """Show the player that the address names."""
    st.title(tr("Player"))
    try:
        player_id = _chosen(stored_team.players())
        if player_id is None or not may("coach", player_id):
            return
        with st.spinner(tr("Reading the sessions")):
            overview = stored_team.overview(player_id, datetime.now(UTC))
        _page(overview)
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")


def _chosen(players: Sequence[str]) -> str | None:
    """Offer the players, and give the one chosen; the address keeps the choice."""
    if not players:
        nothing_stored()
        return None
    wanted = st.query_params.get("player")
    chosen = st.selectbox(
        tr("Player"),
        players,
        index=players.index(wanted) if wanted in players else None,
        placeholder=tr("Whose page?"),
        key="player-chosen",
        width=280,
    )
    if chosen is None:
        st.info(tr("Choose a player, or come from the team."), icon=":material/person:")
        st.page_link(page_named("team"), label=tr("Open the team"), icon=":material/groups:")
        return None
    if chosen != wanted:
        st.query_params.clear()
        st.query_params["player"] = chosen
    return str(chosen)


def _page(overview: PlayerOverview) -> None:
    line = overview.line
    for trouble in overview.troubles:
        st.warning(plain(say_error(trouble)), icon=":material/warning:")
    _facts(overview)
    if not overview.played:
        st.info(
            tr("Nothing of player {player} is stored yet.", player=plain(line.player_id)),
            icon=":material/person:",
        )
        _plans(overview)
        return
    notice([each.row.id for each in overview.played], key="player-refresh")
    left, right = st.columns(2, gap="large")
    with left:
        _work_on(overview)
    with right:
        _strengths(overview.strengths)
    _plans(overview)
    _trend(overview)
    _sessions(overview)
    beside.show(line.player_id, overview.played)
    _notes(overview)


def _facts(overview: PlayerOverview) -> None:
    line = overview.line
    facts = [
        tr_count("{count} session", "{count} sessions", len(overview.played)),
        tr_count("{count} kick", "{count} kicks", line.kicks),
    ]
    if line.last is not None:
        facts.append(tr("last played {day}", day=date_words(line.last)))
    with st.container(horizontal=True, vertical_alignment="center"):
        if line.simulated:
            st.badge(tr("Simulated"), icon=":material/science:", color="violet")
        st.caption(" · ".join(facts))
        with st.popover(tr("Consents"), icon=":material/lock_person:", type="tertiary"):
            _consents(line.player_id, simulated=line.simulated)


def _consents(player_id: str, *, simulated: bool) -> None:
    """Show what the player has agreed to."""
    if simulated:
        st.markdown(tr("Nobody played here, so nobody has to be asked."))
        return
    for consent in consents_of(stored.sessions(), player_id):
        title = tr(CONSENT_TEXTS[consent.scope].title)
        day = date_words(consent.given_utc)
        words = tr("{consent}: agreed on {day}", consent=title, day=day)
        if consent.withdrawn_utc is not None:
            words = tr(
                "{consent}: agreed on {day}, withdrawn on {end}",
                consent=title,
                day=day,
                end=date_words(consent.withdrawn_utc),
            )
        st.markdown(f"- {plain(words)}")
    st.page_link(
        page_named("mydata"),
        label=tr("Open My data"),
        icon=":material/lock_person:",
        query_params={"player": player_id},
    )


def _work_on(overview: PlayerOverview) -> None:
    need = overview.line.need
    st.subheader(tr("To work on"), anchor=False)
    with st.container(border=True, gap="xsmall"):
        if need is None:
            st.markdown(tr("Nothing stands out in the newest sessions."))
        else:
            st.markdown(f":material/lightbulb: **{plain(what_of(need.finding))}**")
            if need_small(need):
                st.caption(plain(need_small(need)))
            st.markdown(f"{tr('Try:')} {plain(cure_of(need.finding))}")
        with st.popover(tr("Why?"), icon=":material/help:"):
            for sentence, _ in reason_sentences(overview.line):
                st.markdown(f"- {plain(sentence)}")


def _strengths(strengths: Sequence[Strength]) -> None:
    st.subheader(tr("What goes well"), anchor=False)
    with st.container(border=True, gap="xsmall"):
        if not strengths:
            st.markdown(tr("Nothing that was asked is reached yet. That is no judgement."))
        for each in strengths[:_MOST_STRENGTHS]:
            title = f"**{plain(score_title(each.score.name))}**: {plain(done_words(each.score))}"
            st.markdown(f":material/check_circle: {title}")
            where = tr(
                "in {drill} on {day}", drill=drill_title(each.drill), day=date_words(each.started)
            )
            st.caption(plain(where))


def _plans(overview: PlayerOverview) -> None:
    """Show the player's plans, and let the coach plan another."""
    st.subheader(tr("Plans"), anchor=False)
    opened = st.query_params.get("plan")
    waiting = [
        each
        for each in overview.plans
        if each.state is not PlanState.DONE or each.plan.id == opened
    ]
    if not waiting:
        st.caption(tr("Nothing is planned."))
    plan_cards(waiting, named=False)
    done = len(overview.plans) - len(waiting)
    with st.container(horizontal=True, vertical_alignment="center"):
        _propose(overview)
        if done:
            st.page_link(
                page_named("plans"),
                label=tr_count("{count} done", "{count} done", done),
                icon=":material/task_alt:",
                query_params={"player": overview.line.player_id, "show": "done"},
            )


def _propose(overview: PlayerOverview) -> None:
    player_id, wish = overview.line.player_id, overview.proposal
    if wish is not None:
        words = tr("Plan what trains it: {drill}", drill=drill_title(wish.drill))
        if st.button(words, icon=":material/auto_awesome:", type="primary", key="plan-proposed"):
            begin_plan(player_id, wish)
    if st.button(tr("Plan another drill"), icon=":material/add:", key="plan-new"):
        begin_plan(player_id, Wish(next(iter(drill_titles()))))


def _trend(overview: PlayerOverview) -> None:
    """Show where the drill played last goes; the page of the player's progress has the rest."""
    st.subheader(tr("Where it goes"), anchor=False)
    trend = overview.line.trend
    if trend is None or not trend.sessions:
        st.caption(tr("Too little was measured yet to see where it goes."))
    else:
        measure = Measure(trend.score)
        progress = stored_team.progress(overview.line.player_id)
        series = series_of(progress, Followed(trend.drill, measure))
        st.caption(plain(f"{measure_title(measure)}, {drill_title(trend.drill)}"))
        st.echarts_chart(
            trend_chart(series, is_dark=on_dark_ground()),
            height=260,
            key="player-trend",
            alt=chart_words(series),
        )
        for leg in series.legs:
            st.markdown(plain(change_sentence(measure, leg)))
    st.page_link(
        page_named("progress"),
        label=tr("All trends and personal bests"),
        icon=":material/trending_up:",
        query_params={"player": overview.line.player_id},
    )


def _sessions(overview: PlayerOverview) -> None:
    """Show every session, the newest first; a click opens one."""
    st.subheader(tr("Sessions"), anchor=False)
    told = components.team_table(session_payload(overview.played), key="player-sessions")
    if told.open in {each.row.id for each in overview.played}:
        st.switch_page(page_named("session"), query_params={"session": told.open})


def _notes(overview: PlayerOverview) -> None:
    """Show the newest notes, each with its session."""
    if not overview.notes:
        return
    st.subheader(tr("Notes"), anchor=False)
    names = {each.row.id: date_words(each.started) for each in overview.played}
    for note in overview.notes[:_MOST_NOTES]:
        with st.container(border=True, gap="xsmall"):
            st.markdown(plain(note.text) if note.text else tr("A voice note."))
            with st.container(horizontal=True, vertical_alignment="center"):
                st.caption(
                    plain(
                        tr(
                            "session of {day}, noted {moment}",
                            day=names[note.session_id],
                            moment=moment_words(note.created_utc),
                        )
                    )
                )
                query = {"session": note.session_id}
                if note.kick is not None:
                    query["kick"] = str(note.kick)
                st.page_link(
                    page_named("session"), label=tr("Open the session"), query_params=query
                )
