"""A player's newest day: one thing to work on, the score card, the best kick, every kick."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Final

import streamlit as st

from dashboard import components, stored
from dashboard.consent_gate import may_look
from dashboard.error_words import say_error
from dashboard.formats import (
    date_words,
    interval_words,
    percent_words,
    plain,
    speed_words,
)
from dashboard.freshness import notice
from dashboard.glyphs import glyph_style, power_html, side_html, technique_html
from dashboard.kick_list import kick_line_rows
from dashboard.score_table import score_table
from dashboard.ways import page_named
from dashboard.who import NOBODY, chosen_player
from dashboard.wording import drill_title, side_words, technique_words
from kicksense.domain.kick import Technique
from kicksense.errors import KicksenseError
from kicksense.workflows.language import tr, tr_count
from kicksense.workflows.player_sessions import PlayerLine
from kicksense.workflows.score_card_wording import CardWords, WorkOnWords, card_words
from kicksense.workflows.today import BestBy, BestKick, DaySession, PlayerDay, newest_day

_FREE: Final = "free_play"


def show() -> None:
    """Show the newest day of whoever the page is about."""
    st.title(tr("Today"))
    try:
        player = chosen_player("today")
        if player is None or not may_look(player.player_id, simulated=player.simulated):
            return
        with st.spinner(tr("Reading the sessions")):
            day = newest_day(stored.sessions(), player.player_id)
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")
        return
    if day is None:
        return
    _heading(day)
    above = st.container()
    session = _chosen(day)
    _work_on(day, player)
    _session(session)
    # Whether all of it still holds takes longer to tell than to show it.
    with above:
        notice([one.kept.row.id for one in day.sessions], key="today-refresh")


def _heading(day: PlayerDay) -> None:
    """Say which day it is, and of whom."""
    played = day.sessions[0].kept.started
    today = datetime.now().astimezone().date()
    words = (
        tr("Played today") if day.day == today else tr("Last played: {day}", day=date_words(played))
    )
    kicks = sum(len(session.kicks) for session in day.sessions)
    counted = [
        words,
        tr_count("{count} session", "{count} sessions", len(day.sessions)),
        tr_count("{count} kick", "{count} kicks", kicks),
    ]
    with st.container(horizontal=True, vertical_alignment="center"):
        if day.simulated:
            st.badge(tr("Simulated"), icon=":material/science:", color="violet")
        st.caption(" · ".join(counted))
    if day.player_id is None:
        st.caption(
            tr("Nobody said who played here. Name the player when you record, to see progress.")
        )


def _chosen(day: PlayerDay) -> DaySession:
    """Offer the sessions of the day where there are several, and give the one to show."""
    by_id = {session.kept.row.id: session for session in day.sessions}
    wanted = st.query_params.get("session")
    first = wanted if wanted in by_id else next(iter(by_id))
    if len(by_id) == 1:
        return by_id[first]
    chosen = st.segmented_control(
        tr("Session"),
        tuple(by_id),
        default=first,
        format_func=lambda each: _session_words(by_id[each]),
        key=f"today-session-{day.player_id or NOBODY}-{day.day}",
    )
    shown = chosen or first
    if shown != wanted:
        st.query_params["session"] = shown
    return by_id[shown]


def _session_words(session: DaySession) -> str:
    """Give when a session began, what was played, and the leg."""
    at = session.kept.started.astimezone().strftime("%H:%M")
    return f"{at} {_drill_words(session)}, {side_words(session.kept.row.worn_side)}"


def _drill_words(session: DaySession) -> str:
    drill = session.played.drill
    return tr("Session") if drill is None else drill_title(drill.name)


def _work_on(day: PlayerDay, player: PlayerLine) -> None:
    """Show the one thing to work on, big, and the drill that trains it."""
    with st.container(border=True):
        st.markdown(f"**{tr('One thing to work on')}**")
        found = None if day.work_on is None else day.work_on[0]
        words = None if found is None else _words_of(found)
        if found is None or words is None or words.work_on is None:
            st.markdown(_nothing_to_say(day))
            st.page_link(
                page_named("drills"), label=tr("Choose a drill"), icon=":material/sports_soccer:"
            )
            return
        _advice(words.work_on)
        with st.container(horizontal=True):
            _why(words.work_on)
            _start_button(found, words.work_on, player)


def _advice(words: WorkOnWords) -> None:
    st.subheader(plain(words.what), anchor=False)
    st.markdown(f"**{tr('Try:')}** {plain(words.cure)}")
    if words.kept:
        st.caption(plain(words.kept))


def _why(words: WorkOnWords) -> None:
    with st.popover(tr("Why?"), icon=":material/help:"):
        st.markdown(plain(words.why))
        st.caption(
            tr(
                "Of everything that showed in this session it is what shows most often, surely, "
                "and costs most. It changes only when something else clearly passes it."
            )
        )


def _start_button(found: DaySession, words: WorkOnWords, player: PlayerLine) -> None:
    """Offer to start the drill that trains the thing to work on."""
    if words.drill_name is None or words.drill_title is None:
        return
    if st.button(
        tr("Start: {drill}", drill=words.drill_title),
        type="primary",
        icon=":material/play_arrow:",
        key="today-start",
    ):
        played = found.played
        is_same = played.drill is not None and played.drill.name == words.drill_name
        asked = {"drill": words.drill_name, "level": str(played.level if is_same else 1)}
        if player.player_id is not None:
            asked["player"] = player.player_id
        st.switch_page(page_named("live"), query_params=asked)


def _nothing_to_say(day: PlayerDay) -> str:
    words = [_words_of(session) for session in day.sessions]
    said = next((each.no_work_on for each in words if each is not None), "")
    return plain(said) or tr("The sessions have not been looked at yet.")


def _words_of(session: DaySession) -> CardWords | None:
    """Give the score card in words; None where there is none, or its drill is no longer there."""
    kept, played = session.kept.card, session.played
    if kept is None or played.drill is None:
        return None
    return card_words(kept.past.card, played.drill, played.target)


def _session(session: DaySession) -> None:
    """Show one session."""
    card, best = st.columns([7, 5], gap="large")
    with card:
        _score_card(session)
    with best:
        _best(session)
    st.subheader(tr("Every kick"), anchor=False)
    _kicks(session)


def _score_card(session: DaySession) -> None:
    words = _words_of(session)
    row = session.kept.row
    title = _drill_words(session) if words is None else words.heading
    st.html(
        f'{glyph_style()}<div class="ks-technique">{side_html(row.worn_side)}'
        f"<b>{escape(title)}</b></div>"
    )
    if words is None:
        st.markdown(tr("There is no score card of this session yet."))
        return
    st.html(score_table(words))
    if words.progress:
        st.markdown(f":material/compare_arrows: {plain(words.progress)}")
    if words.next_step:
        st.success(plain(words.next_step), icon=":material/flag:")
    if words.notes:
        with st.popover(tr("How to read this"), icon=":material/help:"):
            for note in words.notes:
                st.markdown(plain(note))


def _best(session: DaySession) -> None:
    """Show the best kick, and why it is."""
    with st.container(border=True):
        st.markdown(f"**{tr('Best kick')}**")
        best = session.best
        if best is None:
            st.markdown(_no_best(session))
            return
        line = best.line
        st.html(
            f'{glyph_style()}<div style="font-size:1.25rem;display:flex;gap:.75rem;flex-wrap:wrap;'
            f'align-items:center">{technique_html(line.technique, size_px=22)}'
            f"{power_html(line.power)}</div>"
        )
        st.markdown(_best_words(best))
        with st.container(horizontal=True):
            with st.popover(tr("Why?"), icon=":material/help:"):
                st.markdown(_best_why(best))
            if st.button(
                tr("Look at kick {number}", number=line.number),
                icon=":material/show_chart:",
                key="today-best",
            ):
                _open_kick(line.session_id, line.number)


def _best_words(best: BestKick) -> str:
    ball = best.line.ball_speed_mps
    words = tr(
        "Kick {number}: the ball left with **{speed}** (nine times in ten {range}).",
        number=best.line.number,
        speed=speed_words(ball.value),
        range=interval_words(ball),
    )
    if best.arrival_mps is not None:
        words += " " + tr(
            "It arrived with {speed} ({range}).",
            speed=speed_words(best.arrival_mps.value),
            range=interval_words(best.arrival_mps),
        )
    return words


def _best_why(best: BestKick) -> str:
    share = percent_words(best.chance or 0.0)
    if best.by is BestBy.WEIGHT:
        return tr(
            "Of the {count} kicks as the drill asks, this ball is the one that most surely arrived "
            "with the right weight: {share} sure.",
            count=best.out_of,
            share=share,
        )
    if best.by is BestBy.TECHNIQUE:
        return tr(
            "This drill has no target, so the clearest strike counts: of {count} kicks this one "
            "was most surely played with the {technique}, {share} sure.",
            count=best.out_of,
            technique=technique_words(best.line.technique),
            share=share,
        )
    return tr(
        "Nothing special was asked, so the fastest ball counts: of {count} kicks this one was the "
        "fastest even if the sensor reads it too fast.",
        count=best.out_of,
    )


def _no_best(session: DaySession) -> str:
    if not session.kicks:
        return tr("No kick was found in this session.")
    drill = session.played.drill
    if drill is not None and drill.techniques and session.played.target is None:
        asked = _techniques_words(drill.techniques)
        return tr("No kick was surely played with the {technique}.", technique=asked)
    return tr("No ball can have arrived with the right weight. Try again.")


def _techniques_words(techniques: Sequence[Technique]) -> str:
    return tr(" or ").join(technique_words(each) for each in techniques)


def _kicks(session: DaySession) -> None:
    """Show every kick; choosing one opens it."""
    if not session.kicks:
        st.markdown(tr("No kick was found in this session."))
        return
    row = session.kept.row
    key = f"today-kicks-{row.id}"
    components.kicks_table(kick_line_rows(session.kicks), key=key, on_kick=lambda: None)
    number = st.session_state.get(key, {}).get("kick")
    if isinstance(number, int) and number in {kick.number for kick in session.kicks}:
        _open_kick(row.id, number)


def _open_kick(session_id: str, number: int) -> None:
    st.switch_page(page_named("session"), query_params={"session": session_id, "kick": str(number)})
