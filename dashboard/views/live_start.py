"""The form that starts a recording."""

import re
from collections.abc import Mapping
from typing import Final

import streamlit as st

from dashboard import manner, stored
from dashboard.address import asked_number, asked_option, keep
from dashboard.consent_gate import may
from dashboard.error_words import say_error
from dashboard.formats import capitalised, plain
from dashboard.wording import (
    drill_levels,
    drill_sentence,
    drill_title,
    drill_titles,
    surface_words,
)
from kicksense.errors import KicksenseError
from kicksense.store.drills import shipped_drills
from kicksense.workflows.consent import Scope
from kicksense.workflows.drills import drawing_of, drawing_words
from kicksense.workflows.language import marked, tr
from kicksense.workflows.live_starting import StartRequest
from kicksense.workflows.player_adaptation import check_player_id

SCHEDULES: Final[Mapping[str, str]] = {
    "every_kick": marked("After every kick"),
    "outside_band": marked("Only when the ball was clearly too hard or too soft"),
    "fading": marked("Often at first, then less and less"),
    "on_request": marked("When asked"),
    "guess_first": marked("After your own guess"),
    "summary": marked("Every five kicks, all at once"),
}
"""When verdicts are said, by the name that `kicksense.coaching.schedule` knows."""

_SIMULATED: Final = "simulated"
_PAIRED: Final = "paired"
_IN_RANGE: Final = "in_range"
_NAMED_SOURCES: Final = (_SIMULATED, _PAIRED, _IN_RANGE)
_ASKING: Final = ("coach", "researcher")
"""Who records somebody else and asks first."""
_USUAL_DRILL: Final = "backheel_wall_pass"
_ANYTHING: Final = "free_play"
_NEAREST_M: Final = 1.0
_FARTHEST_M: Final = 60.0
_LONGEST_ID: Final = 64
_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


def show() -> None:
    """Show what can be chosen, and start what was; the address names and keeps the choices."""
    st.markdown(
        tr(
            "The recording runs by itself: you may close this page, or the whole dashboard, and "
            "come back to it."
        )
    )
    source = _source()
    if source is None:
        return
    left, right = st.columns(2)
    with left:
        player_id = _player()
        drill = _drill()
        level = _level(drill)
        st.caption(plain(drill_sentence(drill)))
        _drawing(drill)
    with right:
        distance_m = _distance()
        surface = _surface()
        schedule = _schedule()
    guided = st.toggle(
        tr("Lead me through standing still and the three leg swings"),
        value=True,
        help=tr("Without it, stand still and swing the leg on your own at the beginning."),
    )
    if not _may_record(source, player_id):
        return
    request = StartRequest(
        source=_address(source, drill),
        player_id=player_id,
        drill=drill,
        level=level,
        target_distance_m=distance_m,
        surface=surface,
        schedule=schedule,
        guided=guided,
    )
    if st.button(tr("Start recording"), type="primary", icon=":material/fiber_manual_record:"):
        _begin(request)


def _player() -> str | None:
    """Ask who plays: as the address says, else who plays at this computer."""
    named = st.query_params.get("player", "")
    usual = manner.chosen().player_id
    player_id = st.text_input(
        tr("Player"),
        value=named if _ID.fullmatch(named) else usual or "",
        max_chars=_LONGEST_ID,
        placeholder=tr("An id, such as p07; never a name"),
        key="live-player",
    ).strip()
    keep("player", player_id if _ID.fullmatch(player_id) else None, usual)
    return player_id or None


def _may_record(source: str, player_id: str | None) -> bool:
    """Tell whether a player may be recorded: whoever records somebody else asks first."""
    is_worn = source in (_PAIRED, _IN_RANGE)
    if not is_worn or player_id is None or manner.chosen().role not in _ASKING:
        return True
    return _ID.fullmatch(player_id) is None or may(Scope.STORE, player_id)


def _drill() -> str:
    names = tuple(drill_titles())
    usual = _USUAL_DRILL if _USUAL_DRILL in names else names[0]
    drill = st.selectbox(
        tr("Drill"),
        names,
        format_func=drill_title,
        index=names.index(asked_option("drill", names, usual) or usual),
        key="live-drill",
    )
    keep("drill", drill, usual)
    return drill


def _level(drill: str) -> int:
    """Ask for the step of the progression, where there are several."""
    titles = drill_levels(drill)
    numbers = tuple(str(number) for number in range(1, len(titles) + 1))
    if len(numbers) <= 1:
        keep("level", None)
        return 1
    level = st.selectbox(
        tr("Level"),
        numbers,
        format_func=lambda number: f"{number}: {titles[int(number) - 1]}",
        index=numbers.index(asked_option("level", numbers, "1") or "1"),
        key=f"live-level-{drill}",
    )
    keep("level", level, "1")
    return int(level)


def _distance() -> float | None:
    distance_m = st.number_input(
        tr("Distance to the target, m"),
        min_value=_NEAREST_M,
        max_value=_FARTHEST_M,
        value=asked_number("distance", _NEAREST_M, _FARTHEST_M),
        step=1.0,
        format="%.1f",
        placeholder=tr("The drill's own"),
        key="live-distance",
    )
    keep("distance", None if distance_m is None else f"{distance_m:g}")
    return distance_m


def _surface() -> str | None:
    names = stored.surface_names()
    wanted = asked_option("surface", names, None)
    surface = st.selectbox(
        tr("Surface"),
        names,
        index=None if wanted is None else names.index(wanted),
        format_func=lambda name: capitalised(surface_words(name)),
        placeholder=tr("The drill's own"),
        key="live-surface",
    )
    keep("surface", surface)
    return surface


def _schedule() -> str:
    names = tuple(SCHEDULES)
    schedule = st.selectbox(
        tr("Say how the ball was"),
        names,
        index=names.index(asked_option("say", names, names[0]) or names[0]),
        format_func=lambda name: tr(SCHEDULES[name]),
        key="live-schedule",
    )
    keep("say", schedule, names[0])
    return schedule


def _drawing(drill: str) -> None:
    """Show the drill from above, to whoever wants to see it."""
    with st.expander(tr("Drawing")):
        st.image(drawing_of(drill), alt=drawing_words(drill))


def _source() -> str | None:
    """Show where the signal may come from; None where the store cannot be read."""
    try:
        paired = stored.paired()
        journals = stored.journals()
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")
        return None
    titles = {
        _IN_RANGE: tr("The one sensor in range"),
        _SIMULATED: tr("Simulated leg: no sensor needed"),
    }
    if paired:
        names = ", ".join(sensor.name for sensor in paired)
        titles = {_PAIRED: tr("Paired sensors: {names}", names=names), **titles}
    titles |= {f"replay:{path}": tr("Play again: {name}", name=path.stem) for path in journals}
    source = st.selectbox(
        tr("Signal from"),
        tuple(titles),
        format_func=titles.__getitem__,
        index=_first_source(tuple(titles), is_paired=bool(paired)),
        key="live-source",
    )
    # A journal is named by its path, which is nobody's business.
    keep(
        "source",
        source if source in _NAMED_SOURCES else None,
        _usual_source(is_paired=bool(paired)),
    )
    if not paired and source == _IN_RANGE:
        st.caption(tr("`kicksense pair` remembers whose sensor it is and which leg wears it."))
    if source == _SIMULATED:
        st.caption(tr("No player does what is then shown, and everything made of it says so."))
    return source


def _usual_source(*, is_paired: bool) -> str:
    return _PAIRED if is_paired else _SIMULATED


def _first_source(sources: tuple[str, ...], *, is_paired: bool) -> int:
    """Give the place of the source that the address names, else of the likeliest."""
    usual = _usual_source(is_paired=is_paired)
    return sources.index(asked_option("source", sources, usual) or usual)


def _address(source: str, drill: str) -> str | None:
    """Give the source as the recording takes it."""
    if source == _PAIRED:
        return None
    if source == _IN_RANGE:
        return "ble:"
    if source != _SIMULATED:
        return source
    # Nobody has taught the simulated leg a drill of the user's own.
    return f"synthetic:{drill if drill in shipped_drills().names else _ANYTHING}"


def _begin(request: StartRequest) -> None:
    with st.spinner(tr("Starting the recording")):
        try:
            if request.player_id is not None:
                check_player_id(request.player_id)
            session = stored.begin(request)
        except KicksenseError as error:
            st.error(plain(say_error(error)), icon=":material/error:")
            return
    st.query_params["live"] = st.session_state["live"] = session.session_id
    st.rerun()
