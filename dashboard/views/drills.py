"""The drills: what each is for, how it is set up, what was reached, and the way to start it."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Final

import streamlit as st

from dashboard import stored
from dashboard.address import asked_option, keep
from dashboard.consent_gate import is_open, may_look
from dashboard.error_words import say_error
from dashboard.formats import date_words, plain
from dashboard.ways import page_named
from dashboard.who import asked_player, offer_players
from dashboard.wording import drill_title
from kicksense.domain.drill import Drill, Theme
from kicksense.errors import KicksenseError
from kicksense.workflows.drill_diagram import svg_of
from kicksense.workflows.drill_speech import spoken_drill
from kicksense.workflows.drill_wording import (
    asked_lines,
    band_sentence,
    cue_sentence,
    level_words,
    needs_sentence,
    played_words,
    theme_words,
)
from kicksense.workflows.drills import drawing_words
from kicksense.workflows.language import marked, tr, tr_count
from kicksense.workflows.planning import PlanState, Standing, plans_with_standing
from kicksense.workflows.player_drills import DrillLine, DrillList, Reached, drills_of
from kicksense.workflows.score_card_wording import unseen_words

_ALL: Final = "all"
_COLUMNS: Final = 2
_NOON: Final = time(12)
_STATES: Final = {
    PlanState.OVERDUE: (":material/event_busy:", marked("Overdue")),
    PlanState.DUE: (":material/event:", marked("Due soon")),
    PlanState.OPEN: (":material/event_note:", marked("Planned")),
}


def show() -> None:
    """Show the drill that the address names, else all of them."""
    try:
        asked = asked_player()
        player_id = asked if is_open(asked) else None
        with st.spinner(tr("Reading the drills")):
            drills = drills_of(stored.sessions(), player_id)
            plans = _plans(player_id)
    except KicksenseError as error:
        st.title(tr("Drills"))
        st.error(plain(say_error(error)), icon=":material/error:")
        return
    line = drills.find(st.query_params.get("drill"))
    if line is None:
        keep("drill", None)
        _list(drills, plans)
    else:
        _one(line, [plan for plan in plans if plan.plan.drill == line.drill.name], player_id)
    if asked != player_id:
        may_look(asked)


def _plans(player_id: str | None) -> tuple[Standing, ...]:
    """Give what is planned for the player and not done yet."""
    if player_id is None:
        return ()
    standings, troubles = plans_with_standing(stored.sessions(), player_id)
    for trouble in troubles:
        st.warning(plain(say_error(trouble)), icon=":material/warning:")
    return tuple(standing for standing in standings if standing.state in _STATES)


def _list(drills: DrillList, plans: Sequence[Standing]) -> None:
    """Show all drills by theme."""
    st.title(tr("Drills"))
    offer_players("drills")
    _planned(drills, plans)
    themes = tuple(theme for theme in Theme if drills.of_theme(theme))
    codes = (_ALL, *(theme.value for theme in themes))
    chosen = (
        st.pills(
            tr("Part of the game"),
            codes,
            default=asked_option("theme", codes, _ALL),
            format_func=lambda code: tr("All") if code == _ALL else theme_words(Theme(code)),
            key="drills-theme",
        )
        or _ALL
    )
    keep("theme", chosen, _ALL)
    for theme in themes:
        if chosen in (_ALL, theme.value):
            st.subheader(theme_words(theme), anchor=False)
            _grid(drills.of_theme(theme))
    if drills.broken:
        st.subheader(tr("Drills that cannot be used"), anchor=False)
        for broken in drills.broken:
            st.warning(plain(say_error(broken.sentence)), icon=":material/build:")


def _planned(drills: DrillList, plans: Sequence[Standing]) -> None:
    """Show what is planned for the player first."""
    if not plans:
        return
    st.subheader(tr("Planned for you"), anchor=False)
    for standing in plans:
        line = drills.find(standing.plan.drill)
        with st.container(border=True):
            title = f"**{plain(drill_title(standing.plan.drill))}**"
            if line is None:
                st.markdown(title)
                st.caption(tr("This drill is not there any more. Ask who planned it."))
            elif st.button(
                title,
                key=f"drills-plan-{standing.plan.id}",
                icon=":material/map:",
                type="tertiary",
            ):
                _open(line.drill.name, standing.plan.level)
            _plan_words(standing)


def _plan_words(standing: Standing) -> None:
    plan = standing.plan
    icon, words = _STATES[standing.state]
    parts = [tr(words), tr("level {level}", level=plan.level)]
    if standing.asked:
        parts.append(tr_count("{count} repetition", "{count} repetitions", standing.asked))
    if plan.due is not None:
        parts.append(tr("until {day}", day=date_words(datetime.combine(plan.due, _NOON))))
    if standing.most:
        parts.append(tr("{count} at most so far", count=standing.most))
    st.caption(f"{icon} " + " · ".join(plain(part) for part in parts))
    if plan.note:
        by = plan.made_by or tr("your coach")
        st.markdown(f"> {plain(plan.note)}\n>\n> {plain(by)}")


def _grid(lines: Sequence[DrillLine]) -> None:
    for first in range(0, len(lines), _COLUMNS):
        columns = st.columns(_COLUMNS)
        for column, line in zip(columns, lines[first : first + _COLUMNS], strict=False):
            with column, st.container(border=True, height="stretch", gap="xsmall"):
                _tile(line)


def _tile(line: DrillLine) -> None:
    spoken = spoken_drill(line.drill)
    if st.button(
        f"**{plain(spoken.title)}**",
        key=f"drills-open-{line.drill.name}",
        icon=":material/map:",
        type="tertiary",
    ):
        _open(line.drill.name, line.level)
    st.markdown(plain(spoken.purpose))
    if line.is_own:
        st.caption(f":material/edit: {tr('Your own drill')}")
    needs = needs_sentence(line.drill)
    if needs:
        st.caption(plain(needs))
    st.caption(_reached_words(line))


def _reached_words(line: DrillLine) -> str:
    """Say in a line what was reached."""
    reached = line.reached
    if reached is None:
        return f":material/radio_button_unchecked: {tr('Not played yet')}"
    parts = [
        tr_count("{count} session", "{count} sessions", reached.sessions),
        tr("last on {day}", day=date_words(reached.last)),
        _level_reached(reached, line.drill),
    ]
    return ":material/check_circle: " + " · ".join(plain(part) for part in parts)


def _level_reached(reached: Reached, drill: Drill) -> str:
    if not reached.highest_met:
        return tr("no level reached yet")
    return tr(
        "level {level} of {count} reached", level=reached.highest_met, count=len(drill.levels)
    )


def _open(name: str, level: int) -> None:
    """Show one drill."""
    st.query_params["drill"] = name
    keep("level", str(level), "1")
    st.rerun()


def _one(line: DrillLine, plans: Sequence[Standing], player_id: str | None) -> None:
    """Show one drill."""
    spoken = spoken_drill(line.drill)
    if st.button(tr("All drills"), icon=":material/arrow_back:", type="tertiary"):
        st.query_params.pop("drill", None)
        st.query_params.pop("level", None)
        st.rerun()
    st.title(plain(spoken.title))
    st.markdown(plain(spoken.purpose))
    st.caption(_reached_words(line))
    for standing in plans:
        with st.container(border=True):
            _plan_words(standing)
    level = _level(line)
    picture, steps = st.columns([6, 5], gap="large")
    with picture:
        st.image(svg_of(line.drill), width="stretch", alt=drawing_words(line.drill.name))
    with steps:
        _start(line, level, player_id)
        st.subheader(tr("Set up and play"), anchor=False)
        for number, sentence in enumerate(spoken.set_up, start=1):
            st.markdown(f"{number}. {plain(sentence)}")
    _asked(line, level)
    _more(line.drill)


def _level(line: DrillLine) -> int:
    """Offer the levels, and give the one chosen."""
    levels = spoken_drill(line.drill).levels
    numbers = tuple(str(number) for number in range(1, len(levels) + 1))
    if len(numbers) <= 1:
        return 1
    usual = str(line.level)
    chosen = st.selectbox(
        tr("Level"),
        numbers,
        index=numbers.index(asked_option("level", numbers, usual) or usual),
        format_func=lambda number: f"{number}: {levels[int(number) - 1].title}",
        key=f"drills-level-{line.drill.name}",
        width=420,
    )
    keep("level", chosen, usual)
    return int(chosen)


def _start(line: DrillLine, level: int, player_id: str | None) -> None:
    """Offer to record the drill."""
    if not st.button(
        tr("Start this drill"), type="primary", icon=":material/play_arrow:", width="stretch"
    ):
        return
    asked = {"drill": line.drill.name, "level": str(level)}
    if player_id is not None:
        asked["player"] = player_id
    st.switch_page(page_named("live"), query_params=asked)


def _asked(line: DrillLine, level: int) -> None:
    """Show what the level asks, and what the others do."""
    drill = line.drill
    st.subheader(tr("What this level asks"), anchor=False)
    st.markdown(plain(played_words(drill, level)))
    lines = asked_lines(drill, level)
    st.markdown(
        "\n".join(f"- {plain(line)}" for line in lines)
        or tr("Nothing special: everything is counted.")
    )
    for sentence in (band_sentence(drill), cue_sentence(drill), needs_sentence(drill)):
        if sentence:
            st.markdown(plain(sentence))
    if len(drill.levels) > 1:
        spoken = spoken_drill(drill)
        with st.expander(tr("All levels"), icon=":material/stairs:"):
            for number, each in enumerate(spoken.levels, start=1):
                words = level_words(drill, each)
                st.markdown(f"{number}. **{plain(each.title)}**: {plain(words)}")


def _more(drill: Drill) -> None:
    """Say what cannot be seen of the drill, and where its numbers come from."""
    if drill.unseen:
        with st.expander(
            tr("What a sensor on one shin cannot see"), icon=":material/visibility_off:"
        ):
            for each in spoken_drill(drill).unseen:
                st.markdown(f"- {plain(unseen_words(each))}")
