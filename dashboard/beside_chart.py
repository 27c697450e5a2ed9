"""The kicks of two sessions as two rows of signs along an axis of ball speed."""

from typing import Any, Final

from dashboard.formats import speed_words
from dashboard.glyphs import colour_of, echarts_symbol
from dashboard.wording import technique_words
from kicksense.domain.kick import Technique
from kicksense.store.kick_lines import KickLine
from kicksense.workflows.language import speed_unit_words, speed_value, tr
from kicksense.workflows.side_by_side import SessionSide, SideBySide

_TEXT: Final = {True: "#e7eeea", False: "#1d2a26"}
_GRID: Final = {True: "#2d3a35", False: "#dbe1da"}
_SPREAD: Final = 0.28
_ROWS: Final = 5


def distribution_chart(found: SideBySide, *, is_dark: bool) -> dict[str, Any]:
    """Give the chart, as ECharts takes it.

    Parameters
    ----------
    found
        Two sessions.
    is_dark
        True for a dark ground.

    Returns
    -------
    option
        Every kick is one sign, shaped by its technique; those of equal speed lie beneath each
        other.
    """
    text = {"color": _TEXT[is_dark]}
    sides = ((1, found.first), (0, found.second))
    used = [
        technique
        for technique in Technique
        if any(kick.technique is technique for _, side in sides for kick in side.kicks)
    ]
    return {
        "animation": False,
        "grid": {"left": 70, "right": 16, "top": 34, "bottom": 44},
        "legend": {
            "top": 0,
            "left": 0,
            "textStyle": text,
            "data": [technique_words(technique) for technique in used],
        },
        "tooltip": {"trigger": "item", "formatter": "{b}", "confine": True},
        "xAxis": {
            "type": "value",
            "min": 0,
            "name": tr("ball speed, {unit}", unit=speed_unit_words()),
            "nameLocation": "middle",
            "nameGap": 26,
            "nameTextStyle": text,
            "axisLabel": text,
            "splitLine": {"lineStyle": {"color": _GRID[is_dark]}},
        },
        "yAxis": {
            "type": "value",
            "min": -0.5,
            "max": 1.5,
            "interval": 1,
            "show": False,
        },
        "series": [
            {
                "type": "scatter",
                "name": technique_words(technique),
                "symbol": echarts_symbol(technique.value),
                "symbolSize": 9,
                "itemStyle": {"color": colour_of(technique.value, is_dark=is_dark), "opacity": 0.8},
                "data": [point for row, side in sides for point in _points(row, side, technique)],
            }
            for technique in used
        ]
        + [_names(text)],
    }


def distribution_words(found: SideBySide) -> str:
    """Say in words what the chart shows."""
    return " ".join(
        [
            tr("Ball speeds of the kicks of both sessions, one sign a kick."),
            _side_words(tr("First"), found.first),
            _side_words(tr("Second"), found.second),
        ]
    )


def _names(text: dict[str, str]) -> dict[str, Any]:
    """Write the names of the rows where an axis would have numbers."""
    label = {**text, "position": "start", "fontSize": 12}
    return {
        "type": "line",
        "data": [],
        "silent": True,
        "markLine": {
            "silent": True,
            "symbol": "none",
            "lineStyle": {"width": 0},
            "data": [
                {"yAxis": 1, "label": {**label, "formatter": tr("First")}},
                {"yAxis": 0, "label": {**label, "formatter": tr("Second")}},
            ],
        },
    }


def _points(row: int, side: SessionSide, technique: Technique) -> list[dict[str, Any]]:
    return [
        {
            "value": [
                round(speed_value(kick.ball_speed_mps.value), 2),
                row + _SPREAD * (2.0 * (place % _ROWS) / (_ROWS - 1) - 1.0),
            ],
            "name": _kick_words(kick),
        }
        for place, kick in enumerate(side.kicks)
        if kick.technique is technique
    ]


def _kick_words(kick: KickLine) -> str:
    return f"{tr('Kick {number}', number=kick.number)}: {speed_words(kick.ball_speed_mps.value)}"


def _side_words(name: str, side: SessionSide) -> str:
    speeds = sorted(kick.ball_speed_mps.value for kick in side.kicks)
    if not speeds:
        return tr("{name}: no kick.", name=name)
    return tr(
        "{name}: {count} kicks, from {low} to {high}, half of them below {middle}.",
        name=name,
        count=len(speeds),
        low=speed_words(speeds[0]),
        high=speed_words(speeds[-1]),
        middle=speed_words(speeds[len(speeds) // 2]),
    )
