"""How a number goes over the sessions, as a chart: points with bars, a line only with its band.

Axis labels are drawn as marks with words made here: the chart library writes numbers and months
in English alone.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from dashboard.formats import date_words
from dashboard.wording import side_words
from kicksense.domain.anatomy import Side
from kicksense.workflows.language import number, tr
from kicksense.workflows.progress import LegSeries, Measure, ProgressPoint, Series
from kicksense.workflows.progress_wording import measure_title, point_words, shown_unit, shown_value

_LINE_POINTS: Final = 25
_TICKS: Final = 5
_MOST_DATES: Final = 4
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_PAD_RATIO: Final = 0.04
_FLAT_RATIO: Final = 0.1
"""What goes up and down by less than this share lies in the middle, and is not blown up."""

_SYMBOLS: Final[Mapping[Side, str]] = {Side.RIGHT: "circle", Side.LEFT: "rect"}
_DASHES: Final[Mapping[Side, str]] = {Side.RIGHT: "solid", Side.LEFT: "dashed"}
_COLOURS: Final[Mapping[tuple[Side, bool], str]] = {
    (Side.RIGHT, False): "#1d4a5e",
    (Side.RIGHT, True): "#b9d6e6",
    (Side.LEFT, False): "#a4407a",
    (Side.LEFT, True): "#e59ac6",
}
"""By leg and dark ground; none of them is the colour of a technique."""

_TEXT: Final = {True: "#e7eeea", False: "#1d2a26"}
_GRID: Final = {True: "#2d3a35", False: "#dbe1da"}
_HALF_DAY: Final = timedelta(hours=12)


def trend_chart(series: Series, *, is_dark: bool) -> dict[str, Any]:
    """Give the chart of what is followed, as ECharts takes it.

    Parameters
    ----------
    series
        With at least one session.
    is_dark
        True for a dark ground.

    Returns
    -------
    option
        Both legs differ in shape, in dashes and in colour.
    """
    measure = series.followed.measure
    points = [point for leg in series.legs for point in leg.points]
    first = min(point.started for point in points) - _HALF_DAY
    last = max(point.started for point in points) + _HALF_DAY
    ticks = _ticks(measure, series)
    digits = _digits_of(ticks)
    axis: dict[str, Any] = {"axisLabel": {"show": False}, "splitLine": {"show": False}}
    quiet = {"axisTick": {"show": False}, "axisLine": {"lineStyle": {"color": _GRID[is_dark]}}}
    return {
        "animation": False,
        "grid": {"left": 64, "right": 24, "top": 40, "bottom": 36},
        "legend": {
            "top": 0,
            "left": 0,
            "itemWidth": 12,
            "itemHeight": 12,
            "data": [_leg_name(leg) for leg in series.legs],
            "textStyle": {"color": _TEXT[is_dark]},
        },
        "tooltip": {"trigger": "item", "formatter": "{b}", "confine": True},
        "xAxis": {"type": "time", "min": _ms(first), "max": _ms(last), **axis, **quiet},
        "yAxis": {"type": "value", "min": ticks[0], "max": ticks[-1], **axis, **quiet},
        "series": [
            _axis_marks((first, last), ticks, _Look(measure, digits, is_dark)),
            *(part for leg in series.legs for part in _leg(measure, leg, is_dark=is_dark)),
        ],
    }


def chart_words(series: Series) -> str:
    """Say in words what the chart shows, for those who do not see it."""
    measure = series.followed.measure
    parts = []
    for leg in series.legs:
        first, last = leg.points[0], leg.points[-1]
        parts.append(
            tr(
                "{leg}: {count} sessions, {first} on {first_day}, {last} on {last_day}.",
                leg=_leg_name(leg),
                count=len(leg.points),
                first=point_words(measure, first),
                first_day=date_words(first.started),
                last=point_words(measure, last),
                last_day=date_words(last.started),
            )
        )
    return " ".join([tr("{measure} over time.", measure=measure_title(measure)), *parts])


class _Look:
    """How axis labels are written."""

    def __init__(self, measure: Measure, digits: int, is_dark: bool) -> None:
        self.unit = shown_unit(measure)
        self.digits = digits
        self.is_dark = is_dark

    def words(self, tick: float) -> str:
        """Give a number of the axis with its unit."""
        return f"{number(tick, self.digits)} {self.unit}".rstrip()


def _axis_marks(
    span: tuple[datetime, datetime], ticks: Sequence[float], look: _Look
) -> dict[str, Any]:
    """Draw the grid with labels of our own, behind everything."""
    label = {"color": _TEXT[look.is_dark], "position": "start", "fontSize": 12}
    across = [{"yAxis": tick, "label": {**label, "formatter": look.words(tick)}} for tick in ticks]
    along = [
        {
            "xAxis": _ms(moment),
            "label": {**label, "formatter": date_words(moment).rsplit(" ", 1)[0]},
            "lineStyle": {"width": 0},
        }
        for moment in _dates(span)
    ]
    return {
        "type": "line",
        "data": [],
        "silent": True,
        "z": 0,
        "markLine": {
            "silent": True,
            "symbol": "none",
            "z": 0,
            "lineStyle": {"color": _GRID[look.is_dark], "type": "solid", "width": 1},
            "data": [*across, *along],
        },
    }


def _leg(measure: Measure, leg: LegSeries, *, is_dark: bool) -> Iterator[dict[str, Any]]:
    colour = _COLOURS[leg.side, is_dark]
    if leg.line is not None:
        yield from _line(measure, leg, colour)
    compared = {point.session_id for point in leg.compared}
    yield {
        "name": _leg_name(leg),
        "type": "scatter",
        "symbol": _SYMBOLS[leg.side],
        "symbolSize": 10,
        "z": 3,
        "itemStyle": {"color": colour},
        "data": [
            {
                "name": _point_name(measure, point),
                "value": [_ms(point.started), shown_value(measure, point.value)],
                **({} if point.session_id in compared else _pale(colour)),
            }
            for point in leg.points
        ],
        "markLine": {
            "silent": True,
            "symbol": "none",
            "label": {"show": False},
            "z": 2,
            "lineStyle": {"color": colour, "type": "solid", "width": 1.5, "opacity": 0.6},
            "data": [_bar(measure, point) for point in leg.points if point.interval is not None],
        },
    }


def _pale(colour: str) -> dict[str, Any]:
    """Draw a session of another level as an outline."""
    return {"itemStyle": {"color": "transparent", "borderColor": colour, "borderWidth": 1.5}}


def _bar(measure: Measure, point: ProgressPoint) -> list[dict[str, Any]]:
    low, high = point.interval or (point.value, point.value)
    at = _ms(point.started)
    return [
        {"coord": [at, shown_value(measure, low)]},
        {"coord": [at, shown_value(measure, high)]},
    ]


def _line(measure: Measure, leg: LegSeries, colour: str) -> Iterator[dict[str, Any]]:
    """Draw the line and the band about it: a lower edge, and the width stacked on it."""
    start, end = leg.compared[0].started, leg.compared[-1].started
    moments = [start + (end - start) * step / (_LINE_POINTS - 1) for step in range(_LINE_POINTS)]
    courses = [
        (_ms(moment), *(shown_value(measure, value) for value in found))
        for moment in moments
        if (found := leg.line_at(moment)) is not None
    ]
    plain = {"type": "line", "symbol": "none", "silent": True, "z": 1}
    stack = {"stack": leg.side.value, "stackStrategy": "all", "lineStyle": {"opacity": 0}}
    yield {**plain, **stack, "data": [[at, low] for at, _, low, _ in courses]}
    yield {
        **plain,
        **stack,
        "data": [[at, high - low] for at, _, low, high in courses],
        "areaStyle": {"color": colour, "opacity": 0.16},
    }
    yield {
        **plain,
        "data": [[at, value] for at, value, _, _ in courses],
        "lineStyle": {"color": colour, "width": 2, "type": _DASHES[leg.side]},
    }


def _point_name(measure: Measure, point: ProgressPoint) -> str:
    parts = [date_words(point.started), side_words(point.side), point_words(measure, point)]
    if measure.technique is None:
        parts.append(tr("level {level}", level=point.level))
    return ", ".join(parts)


def _leg_name(leg: LegSeries) -> str:
    words = side_words(leg.side)
    return words[:1].upper() + words[1:]


def _ticks(measure: Measure, series: Series) -> list[float]:
    """Give round values over everything that is drawn."""
    values: list[float] = []
    for leg in series.legs:
        for point in leg.points:
            values += [point.value, *(point.interval or ())]
    shown = [shown_value(measure, value) for value in values]
    low, high = min(shown), max(shown)
    if low >= 0.0 and low < 0.5 * high:
        low = 0.0
    if high - low <= _FLAT_RATIO * abs(high):
        low, high = low - _FLAT_RATIO * abs(low), high + _FLAT_RATIO * abs(high)
    span = max(high - low, abs(high) * _PAD_RATIO, 1e-3)
    rough = span / (_TICKS - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(scale * power for scale in _STEPS if scale * power >= rough * (1 - 1e-9))
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [place * step for place in range(first, max(last, first + 1) + 1)]


def _digits_of(ticks: Sequence[float]) -> int:
    step = ticks[1] - ticks[0]
    return next((digits for digits in range(4) if abs(round(step, digits) - step) < step * 1e-3), 3)


def _dates(span: tuple[datetime, datetime]) -> list[datetime]:
    """Give a few days to name below the chart."""
    start, stop = span
    days = max((stop - start) / timedelta(days=1), 1.0)
    count = min(_MOST_DATES, max(1, int(days)))
    return [start + (stop - start) * (place + 0.5) / count for place in range(count)]


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000.0)
