"""Plans of drills: each as a card, and the form in which one is changed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, Literal

import streamlit as st

from dashboard import components, stored
from dashboard.error_words import say_error
from dashboard.formats import plain
from dashboard.plan_words import progress_words, when_words
from dashboard.team_words import STATE_SIGNS, STATE_WORDS
from dashboard.ways import page_named
from dashboard.wording import drill_levels, drill_title, drill_titles
from kicksense.errors import KicksenseError
from kicksense.store.editing import StaleEditError
from kicksense.store.plans import (
    MAX_NAME_LETTERS,
    MAX_NOTE_LETTERS,
    MAX_REPETITIONS,
    PlannedDrill,
    read_plan,
)
from kicksense.workflows.language import tr
from kicksense.workflows.planning import (
    PlanState,
    Standing,
    Wish,
    change_plan,
    drop_plan,
    plan_drill,
    tick_off,
    wish_of,
)

_BADGES: Final[Mapping[PlanState, Literal["red", "orange", "blue", "green"]]] = {
    PlanState.OVERDUE: "red",
    PlanState.DUE: "orange",
    PlanState.OPEN: "blue",
    PlanState.DONE: "green",
}


def begin_plan(player_id: str, wish: Wish) -> None:
    """Plan a drill and open its form; what is typed there is kept as it is typed."""
    try:
        plan = plan_drill(stored.sessions(), player_id, wish)
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")
        return
    st.query_params["plan"] = plan.id
    st.rerun()


def plan_cards(standings: Sequence[Standing], *, named: bool) -> None:
    """Show plans, the one in the address opened.

    Parameters
    ----------
    standings
        In the order shown.
    named
        True where each is to say whose it is.
    """
    opened = st.query_params.get("plan")
    for standing in standings:
        with st.container(border=True, gap="small", key=f"plan-{standing.plan.id}"):
            _head(standing, named=named)
            if standing.plan.id == opened:
                _form(standing.plan)
            elif standing.plan.note:
                st.markdown(plain(standing.plan.note))
            _tools(standing, is_open=standing.plan.id == opened)


def _head(standing: Standing, *, named: bool) -> None:
    plan = standing.plan
    words = tr("{drill}, level {level}", drill=drill_title(plan.drill), level=plan.level)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(
            f"{STATE_SIGNS[standing.state]} {tr(STATE_WORDS[standing.state])}",
            color=_BADGES[standing.state],
        )
        if named:
            st.page_link(
                page_named("player"),
                label=plain(plan.player_id),
                query_params={"player": plan.player_id},
            )
        st.markdown(f"**{plain(words)}**", width="content")
    facts = [progress_words(standing), when_words(plan)]
    if plan.made_by:
        facts.append(tr("planned by {name}", name=plan.made_by))
    st.caption(" · ".join(plain(each) for each in facts if each))


def _tools(standing: Standing, *, is_open: bool) -> None:
    """Show what can be done with a plan."""
    plan = standing.plan
    with st.container(horizontal=True):
        if is_open:
            if st.button(tr("Close"), key=f"close-{plan.id}", icon=":material/check:"):
                st.query_params.pop("plan", None)
                st.rerun()
        elif st.button(tr("Change"), key=f"change-{plan.id}", icon=":material/edit:"):
            st.query_params["plan"] = plan.id
            st.rerun()
        _tick(standing)
        if standing.session_id is not None:
            st.page_link(
                page_named("session"),
                label=tr("Open the session"),
                icon=":material/show_chart:",
                query_params={"session": standing.session_id},
            )
        asked = f"ask-{plan.id}"
        if st.button(tr("Delete"), key=f"delete-{plan.id}", icon=":material/delete:"):
            st.session_state[asked] = not st.session_state.get(asked, False)
    if st.session_state.get(asked):
        _ask(plan, asked)


def _ask(plan: PlannedDrill, asked: str) -> None:
    """Ask before a plan goes."""
    with st.container(border=True):
        st.markdown(tr("Put this plan into the bin? It can be restored there for 30 days."))
        with st.container(horizontal=True):
            if st.button(tr("Yes, put it into the bin"), key=f"drop-{plan.id}", type="primary"):
                _drop(plan)
            if st.button(tr("No, keep it"), key=f"spare-{plan.id}"):
                del st.session_state[asked]
                st.rerun()


def _tick(standing: Standing) -> None:
    """Offer to tick a plan off by hand, or to take that back."""
    plan = standing.plan
    if standing.by_hand:
        if st.button(tr("Not done after all"), key=f"undo-{plan.id}", icon=":material/undo:"):
            _ticked(plan, done=False)
    elif standing.state is not PlanState.DONE and st.button(
        tr("Tick off"), key=f"tick-{plan.id}", icon=":material/task_alt:"
    ):
        _ticked(plan, done=True)


def _ticked(plan: PlannedDrill, *, done: bool) -> None:
    try:
        tick_off(stored.sessions(), plan, done=done)
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")
        return
    st.rerun()


def _drop(plan: PlannedDrill) -> None:
    try:
        drop_plan(stored.sessions(), plan)
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")
        return
    st.query_params.pop("plan", None)
    st.rerun()


def _form(plan: PlannedDrill) -> None:
    """Show the form of a plan; every change is kept at once, unless somebody else was there.

    The tab remembers the version that it began from. Whoever has changed nothing is shown the
    newest; whoever has is shown both.
    """
    opened: PlannedDrill = st.session_state.setdefault(_opened_key(plan), plan)
    typed = _typed(opened)
    if typed == wish_of(opened):
        if opened.revision != plan.revision:
            _begin_from(plan)
            st.rerun()
        return
    try:
        st.session_state[_opened_key(plan)] = change_plan(stored.sessions(), opened, typed)
    except StaleEditError as error:
        _both(plan, typed, error)
        return
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")
        return
    st.rerun()


def _both(plan: PlannedDrill, typed: Wish, error: StaleEditError) -> None:
    """Show what somebody else has written, and let the reader choose."""
    st.warning(plain(say_error(error)), icon=":material/sync_problem:")
    theirs = read_plan(stored.sessions().folder, plan.player_id, plan.id)
    if theirs is None:
        return
    with st.container(border=True):
        words = tr("{drill}, level {level}", drill=drill_title(theirs.drill), level=theirs.level)
        st.markdown(f"{tr('Written elsewhere:')} **{plain(words)}**")
        for each in (progress_words(None, theirs), when_words(theirs), theirs.note):
            if each:
                st.markdown(plain(each))
    with st.container(horizontal=True):
        if st.button(tr("Keep mine"), key=f"mine-{plan.id}", type="primary"):
            st.session_state[_opened_key(plan)] = change_plan(stored.sessions(), theirs, typed)
            st.rerun()
        if st.button(tr("Take theirs"), key=f"theirs-{plan.id}"):
            _begin_from(theirs)
            st.rerun()


def _typed(opened: PlannedDrill) -> Wish:
    """Show the fields, and give what is in them."""
    key = f"{opened.id}-{st.session_state.get(_round_key(opened), 0)}"
    titles = dict(drill_titles())
    titles.setdefault(opened.drill, opened.drill)
    drills = list(titles)
    drill = st.selectbox(
        tr("Drill"),
        drills,
        index=drills.index(opened.drill),
        format_func=titles.__getitem__,
        key=f"drill-{key}",
    )
    left, middle, right = st.columns(3)
    with left:
        level = _level(opened, drill, key)
    repetitions = middle.number_input(
        tr("Repetitions"),
        min_value=1,
        max_value=MAX_REPETITIONS,
        value=opened.repetitions,
        step=1,
        placeholder=tr("As the level asks"),
        key=f"repetitions-{key}",
    )
    due = right.date_input(
        tr("Until"),
        value=opened.due,
        format="DD/MM/YYYY",
        key=f"due-{key}",
        help=tr("Or leave it open."),
    )
    note = _note(opened, key)
    made_by = st.text_input(
        tr("Planned by"), value=opened.made_by, max_chars=MAX_NAME_LETTERS, key=f"by-{key}"
    )
    return Wish(
        drill=drill,
        level=level,
        repetitions=None if repetitions is None else int(repetitions),
        due=due if isinstance(due, date) else None,
        note=note,
        made_by=" ".join(made_by.split()),
        code=opened.code if drill == opened.drill else None,
    )


def _note(opened: PlannedDrill, key: str) -> str:
    """Show the field for words to the player; they are kept while they are typed."""
    text = components.typed(
        {
            "id": f"plan-{key}",
            "label": tr("To the player"),
            "placeholder": tr("What the ball should do. One thing is enough."),
            "text": opened.note,
            "most": MAX_NOTE_LETTERS,
            "words": {"kept": tr("Kept."), "waiting": tr("Not kept yet.")},
        },
        key=f"note-{key}",
    )
    return opened.note if text is None else text[:MAX_NOTE_LETTERS]


def _level(opened: PlannedDrill, drill: str, key: str) -> int:
    titles = drill_levels(drill) or ("",)
    levels = list(range(1, max(len(titles), opened.level if drill == opened.drill else 1) + 1))
    first = opened.level if drill == opened.drill else 1
    return int(
        st.selectbox(
            tr("Level"),
            levels,
            index=levels.index(first),
            format_func=lambda level: (
                f"{level}: {titles[level - 1]}"
                if level <= len(titles) and titles[level - 1]
                else str(level)
            ),
            key=f"level-{drill}-{key}",
        )
    )


def _begin_from(plan: PlannedDrill) -> None:
    """Begin the form anew from a version; new widgets, so that none remembers what it held."""
    st.session_state[_opened_key(plan)] = plan
    st.session_state[_round_key(plan)] = st.session_state.get(_round_key(plan), 0) + 1


def _opened_key(plan: PlannedDrill) -> str:
    return f"plan-opened-{plan.id}"


def _round_key(plan: PlannedDrill) -> str:
    return f"plan-round-{plan.id}"
