"""What the kicks of a session are judged against; kept in the address of the page."""

import streamlit as st

from dashboard import stored
from dashboard.formats import capitalised, plain
from dashboard.wording import (
    drill_levels,
    drill_sentence,
    drill_title,
    drill_titles,
    side_words,
    surface_words,
)
from kicksense.domain.anatomy import Side
from kicksense.workflows.language import decimal, tr
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.sessions import SessionRow

_NEAREST_M = 1.0
_FARTHEST_M = 60.0
_FEWEST_LEVELS = 2


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
    with st.popover(tr("Drill and target"), icon=":material/adjust:"):
        drill = _picked("drill", tr("Drill"), tuple(drill_titles()), row)
        named = drill or (row.live.drill if row.live is not None else None)
        if named is not None:
            st.caption(plain(drill_sentence(named)))
        level = _level(named, row)
        distance_m = _distance(row)
        surface = _picked("surface", tr("Surface"), stored.surface_names(), row)
        side = _picked("side", tr("Sensor worn on"), tuple(Side), row)
        st.caption(
            tr("The weight of a pass is judged when a drill or a distance names its target.")
        )
    return AnalysisRequest(
        side=Side(side) if side is not None else None,
        drill=named if level != 1 else drill,
        level=level,
        target_distance_m=distance_m,
        surface=surface,
    )


def _level(drill: str | None, row: SessionRow) -> int:
    """Show the steps of a drill's progression; 1 where none is chosen."""
    titles = () if drill is None else drill_levels(drill)
    if drill is None or len(titles) < _FEWEST_LEVELS:
        _keep("level", None)
        return 1
    numbers = range(1, len(titles) + 1)
    wanted = st.query_params.get("level", "")
    chosen = st.selectbox(
        tr("Level"),
        numbers,
        index=int(wanted) - 1 if wanted in map(str, numbers) else None,
        format_func=lambda number: f"{number}: {titles[number - 1]}",
        placeholder=_recorded(row, "level") or "1",
        key=f"level-{row.id}-{drill}",
    )
    _keep("level", None if chosen is None else str(chosen))
    return chosen or 1


def _recorded(row: SessionRow, name: str) -> str | None:
    """Say what was noted while recording, None where nothing was."""
    noted = None if row.live is None else getattr(row.live, name)
    if noted is None:
        return None
    if name == "drill":
        return tr("As recorded: {value}", value=drill_title(noted))
    if name == "surface":
        return tr("As recorded: {value}", value=surface_words(noted))
    return tr("As recorded: {value}", value=decimal(f"{noted:g}"))


def _picked(name: str, label: str, options: tuple[str, ...], row: SessionRow) -> str | None:
    """Show a choice that may be left open."""
    wanted = st.query_params.get(name)
    chosen = st.selectbox(
        label,
        options,
        index=options.index(wanted) if wanted in options else None,
        format_func=_words,
        placeholder=tr("As recorded")
        if name == "side"
        else _recorded(row, name) or tr("Not named"),
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
        tr("Distance to the target, m"),
        min_value=_NEAREST_M,
        max_value=_FARTHEST_M,
        value=wanted if _NEAREST_M <= wanted <= _FARTHEST_M else None,
        step=1.0,
        format="%.1f",
        placeholder=_recorded(row, "target_distance_m") or tr("The drill's own"),
        key=f"distance-{row.id}",
    )
    _keep("distance", None if distance_m is None else f"{distance_m:g}")
    return distance_m


def _words(option: str) -> str:
    if option in drill_titles():
        return drill_title(option)
    if option in tuple(Side):
        return capitalised(side_words(Side(option)))
    return capitalised(surface_words(option))


def _keep(name: str, chosen: str | None) -> None:
    """Put a choice into the address, or take it out."""
    if chosen is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != chosen:
        st.query_params[name] = chosen
