"""What the kicks of a session are judged against; kept in the address of the page."""

import streamlit as st

from dashboard.formats import capitalised
from dashboard.wording import SURFACE_WORDS, drill_sentence, drill_title, drill_titles, side_words
from kicksense.domain.anatomy import Side
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.sessions import SessionRow

_NEAREST_M = 1.0
_FARTHEST_M = 60.0


def pickers(row: SessionRow) -> AnalysisRequest:
    """Show what can be chosen and give what was.

    Parameters
    ----------
    row
        The session; each keeps its own choice.

    Returns
    -------
    request
        What the analysis is asked.
    """
    with st.popover("Drill and target", icon=":material/adjust:"):
        drill = _picked("drill", "Drill", tuple(drill_titles()), row)
        if drill is not None:
            st.caption(drill_sentence(drill))
        distance_m = _distance(row)
        surface = _picked("surface", "Surface", tuple(SURFACE_WORDS), row)
        side = _picked("side", "Sensor worn on", tuple(Side), row)
        st.caption("The weight of a pass is judged when a drill or a distance names its target.")
    return AnalysisRequest(
        side=Side(side) if side is not None else None,
        drill=drill,
        target_distance_m=distance_m,
        surface=surface,
    )


def _picked(name: str, label: str, options: tuple[str, ...], row: SessionRow) -> str | None:
    """Show a choice that may be left open."""
    wanted = st.query_params.get(name)
    chosen = st.selectbox(
        label,
        options,
        index=options.index(wanted) if wanted in options else None,
        format_func=_words,
        placeholder="As recorded" if name == "side" else "Not named",
        key=f"{name}-{row.id}",
    )
    _keep(name, chosen)
    return chosen


def _distance(row: SessionRow) -> float | None:
    """Show the distance of the target; what the address holds may be anything."""
    try:
        wanted = float(st.query_params.get("distance", ""))
    except ValueError:
        wanted = 0.0
    distance_m = st.number_input(
        "Distance to the target, m",
        min_value=_NEAREST_M,
        max_value=_FARTHEST_M,
        value=wanted if _NEAREST_M <= wanted <= _FARTHEST_M else None,
        step=1.0,
        format="%.1f",
        placeholder="The drill's own",
        key=f"distance-{row.id}",
    )
    _keep("distance", None if distance_m is None else f"{distance_m:g}")
    return distance_m


def _words(option: str) -> str:
    if option in drill_titles():
        return drill_title(option)
    if option in SURFACE_WORDS:
        return capitalised(SURFACE_WORDS[option])
    return capitalised(side_words(Side(option)))


def _keep(name: str, chosen: str | None) -> None:
    """Put a choice into the address, or take it out."""
    if chosen is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != chosen:
        st.query_params[name] = chosen
