"""The form that starts a recording."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from dashboard import stored
from dashboard.formats import capitalised, plain
from dashboard.wording import (
    drill_sentence,
    drill_title,
    drill_titles,
    surface_words,
)
from kicksense.errors import KicksenseError
from kicksense.store.drills import shipped_drills
from kicksense.workflows.drills import drawing_of
from kicksense.workflows.language import marked, tr
from kicksense.workflows.live_starting import StartRequest

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
_USUAL_DRILL: Final = "backheel_wall_pass"
_ANYTHING: Final = "free_play"
_NEAREST_M: Final = 1.0
_FARTHEST_M: Final = 60.0
_LONGEST_ID: Final = 64


def show() -> None:
    """Show what can be chosen, and start what was."""
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
        player_id = st.text_input(
            tr("Player"),
            max_chars=_LONGEST_ID,
            placeholder=tr("An id, such as p07; never a name"),
        )
        names = tuple(drill_titles())
        drill = st.selectbox(
            tr("Drill"),
            names,
            format_func=drill_title,
            index=names.index(_USUAL_DRILL) if _USUAL_DRILL in names else 0,
            key="live-drill",
        )
        st.caption(plain(drill_sentence(drill)))
        _drawing(drill)
    with right:
        distance_m = st.number_input(
            tr("Distance to the target, m"),
            min_value=_NEAREST_M,
            max_value=_FARTHEST_M,
            value=None,
            step=1.0,
            format="%.1f",
            placeholder=tr("The drill's own"),
        )
        surface = st.selectbox(
            tr("Surface"),
            stored.surface_names(),
            index=None,
            format_func=lambda name: capitalised(surface_words(name)),
            placeholder=tr("The drill's own"),
        )
        schedule = st.selectbox(
            tr("Say how the ball was"),
            tuple(SCHEDULES),
            format_func=lambda name: tr(SCHEDULES[name]),
        )
    guided = st.toggle(
        tr("Lead me through standing still and the three leg swings"),
        value=True,
        help=tr("Without it, stand still and swing the leg on your own at the beginning."),
    )
    request = StartRequest(
        source=_address(source, drill),
        player_id=player_id.strip() or None,
        drill=drill,
        target_distance_m=distance_m,
        surface=surface,
        schedule=schedule,
        guided=guided,
    )
    if st.button(tr("Start recording"), type="primary", icon=":material/fiber_manual_record:"):
        _begin(request)


def _drawing(drill: str) -> None:
    """Show the drill from above, to whoever wants to see it."""
    with st.expander(tr("Drawing")):
        st.image(drawing_of(drill))


def _source() -> str | None:
    """Show where the signal may come from; None where the store cannot be read."""
    try:
        paired = stored.paired()
        journals = stored.journals()
    except KicksenseError as error:
        st.error(plain(str(error)), icon=":material/error:")
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
        index=0 if paired else 1,
    )
    if not paired and source == _IN_RANGE:
        st.caption(tr("`kicksense pair` remembers whose sensor it is and which leg wears it."))
    if source == _SIMULATED:
        st.caption(tr("No player does what is then shown, and everything made of it says so."))
    return source


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
            session = stored.begin(request)
        except KicksenseError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
    st.query_params["live"] = st.session_state["live"] = session.session_id
    st.rerun()
