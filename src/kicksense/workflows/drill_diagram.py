"""A drill seen from above, as a picture.

The picture is SVG and needs nothing else: no style sheet, no font, no script. It has a ground of
its own, so that it can be read on a light page and on a dark one. Things differ in shape as well as
in colour (Okabe and Ito's colours).
"""

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from kicksense.domain.drill import DiagramMark, Drill, LineKind, MarkShape
from kicksense.workflows.drill_layout import (
    FONT_PX,
    Frame,
    Label,
    Point,
    Way,
    layout_of,
)
from kicksense.workflows.drill_speech import spoken_drill
from kicksense.workflows.language import tr

MARK_WORDS: Final = {
    MarkShape.PLAYER: "you",
    MarkShape.TEAM_MATE: "team-mate",
    MarkShape.DEFENDER: "defender",
    MarkShape.BALL: "ball",
    MarkShape.CONE: "cone",
    MarkShape.GATE: "gate",
    MarkShape.GOAL: "goal",
    MarkShape.WALL: "wall",
}
LINE_WORDS: Final = {
    LineKind.PASS: "way of the ball",
    LineKind.RUN: "run",
    LineKind.DRIBBLE: "run with the ball",
}

_INK: Final = "#1f2a24"
_GROUND: Final = "#f2f6ec"
_EDGE: Final = "#b9c7ae"
_GRID: Final = "#e1e9d8"
_BLUE: Final = "#0072b2"
_VERMILLION: Final = "#d55e00"
_ORANGE: Final = "#e69f00"
_GREEN: Final = "#007a5a"
_GREY: Final = "#8a8f89"
_STROKES: Final = {
    LineKind.PASS: f'stroke="{_INK}" stroke-width="2.2"',
    LineKind.RUN: f'stroke="{_BLUE}" stroke-width="2.4" stroke-dasharray="7 5"',
    LineKind.DRIBBLE: f'stroke="{_GREEN}" stroke-width="2.2"',
}
_FILLS: Final = {LineKind.PASS: _INK, LineKind.RUN: _BLUE, LineKind.DRIBBLE: _GREEN}
_AT_ONE_PLACE: Final = {
    MarkShape.PLAYER: f'<circle r="11" fill="{_BLUE}" stroke="#fff" stroke-width="2"/>'
    '<circle r="3.2" fill="#fff"/>',
    MarkShape.TEAM_MATE: f'<circle r="9.5" fill="#fff" stroke="{_BLUE}" stroke-width="3"/>',
    MarkShape.DEFENDER: f'<path d="M-9 -9h18v18h-18z" fill="{_VERMILLION}" stroke="#fff" '
    'stroke-width="1.5"/>'
    '<path d="M-4 -4l8 8m0 -8l-8 8" stroke="#fff" stroke-width="2" stroke-linecap="round"/>',
    MarkShape.BALL: f'<circle r="5.2" fill="#fff" stroke="{_INK}" stroke-width="1.8"/>'
    f'<circle r="1.9" fill="{_INK}"/>',
    MarkShape.CONE: f'<path d="M0 -7l6 12h-12z" fill="{_ORANGE}" stroke="{_INK}" '
    'stroke-width="1" stroke-linejoin="round"/>',
}
_GRID_M: Final = 5
_BARS_M: Final = (1, 2, 5, 10, 20, 50)
_SHORTEST_BAR_PX: Final = 45.0
_LEAST_WIDTH_PX: Final = 380.0
_ROW_PX: Final = 24.0
_LEGEND_FONT_PX: Final = 12.0
_LETTER_PX: Final = 6.6
_SYMBOL_PX: Final = 30.0
_GAP_PX: Final = 16.0


def svg_of(drill: Drill) -> str:
    """Draw a drill from above.

    Parameters
    ----------
    drill
        Its diagram is drawn; its title and purpose are said to who cannot see the picture.

    Returns
    -------
    svg
        One element, sized by its content; to be put into a page or written to a file.
    """
    drill = spoken_drill(drill)
    layout = layout_of(drill.diagram)
    frame = layout.frame
    width = max(frame.width_px, _LEAST_WIDTH_PX)
    legend, legend_px = _legend(drill, frame, width)
    height = frame.height_px + legend_px
    shift = (width - frame.width_px) / 2.0
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" '
        f'aria-label="{_safe(drill.title)}" font-family="system-ui, sans-serif">',
        f"<title>{_safe(drill.title)}</title>",
        f"<desc>{_safe(' '.join((drill.purpose, *described(drill))))}</desc>",
        f'<rect x="0.75" y="0.75" width="{width - 1.5:.1f}" height="{height - 1.5:.1f}" rx="10" '
        f'fill="{_GROUND}" stroke="{_EDGE}" stroke-width="1.5"/>',
        f'<g transform="translate({shift:.1f} 0)">',
        *_grid(frame, shift, width),
        *(part for mark in _from_behind(drill) for part in _mark(mark, frame)),
        *(part for way in layout.ways for part in _way(way)),
        *(_label(label) for label in layout.labels),
        "</g>",
        *legend,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def described(drill: Drill) -> Iterator[str]:
    """Say what a diagram shows, thing by thing."""
    for mark in drill.diagram.marks:
        called = tr(MARK_WORDS[mark.shape])
        is_more = mark.label.lower() not in ("", called.lower())
        name = f" {mark.label}" if is_more else ""
        yield f"{_capital(called)}{name} {_where(mark.at_m)}."
    for line in drill.diagram.lines:
        name = f" ({line.label})" if line.label else ""
        way = f"{_capital(tr(LINE_WORDS[line.kind]))}{name}"
        start, end = _where(line.through_m[0]), _where(line.through_m[-1])
        yield tr("{way} from {start} to {end}.", way=way, start=start, end=end)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _where(point_m: Point) -> str:
    """Say where a place is, seen by the player."""
    x, y = (round(value) for value in point_m)
    words = []
    if y:
        words.append(tr("{metres} m ahead" if y > 0 else "{metres} m behind", metres=abs(y)))
    if x:
        side = "{metres} m to the right" if x > 0 else "{metres} m to the left"
        words.append(tr(side, metres=abs(x)))
    return f" {tr('and')} ".join(words) or tr("at your place")


def _safe(text: str) -> str:
    """Give a text that is nothing but text to a page."""
    return escape("".join(c if c.isprintable() else "?" for c in text))


def _from_behind(drill: Drill) -> list[DiagramMark]:
    """Give the things, those in front last."""
    order = list(reversed(MarkShape))
    return sorted(drill.diagram.marks, key=lambda mark: order.index(mark.shape))


def _grid(frame: Frame, shift: float, width: float) -> Iterator[str]:
    """Draw faint lines every five metres through the player's place."""
    step, (x0, y0) = _GRID_M * frame.px_per_m, frame.at((0.0, 0.0))
    if step < _SHORTEST_BAR_PX / 2.0:
        return
    style = f'stroke="{_GRID}" stroke-width="1"'
    for number in range(
        math.ceil((3 - shift - x0) / step), math.floor((width - 3 - shift - x0) / step) + 1
    ):
        x = x0 + number * step
        yield f'<line x1="{x:.1f}" y1="4" x2="{x:.1f}" y2="{frame.height_px:.1f}" {style}/>'
    for number in range(math.ceil((3 - y0) / step), math.floor((frame.height_px - y0) / step) + 1):
        y = y0 + number * step
        yield (
            f'<line x1="{3 - shift:.1f}" y1="{y:.1f}" x2="{width - 3 - shift:.1f}" y2="{y:.1f}" '
            f"{style}/>"
        )


def _mark(mark: DiagramMark, frame: Frame) -> Iterator[str]:
    """Draw one thing in its place."""
    start = frame.at(mark.at_m)
    yield from _symbol(mark.shape, start, start if mark.to_m is None else frame.at(mark.to_m))


def _symbol(shape: MarkShape, start: Point, end: Point) -> Iterator[str]:
    """Draw one thing."""
    if shape in _AT_ONE_PLACE:
        yield (
            f'<g transform="translate({start[0]:.1f} {start[1]:.1f})">{_AT_ONE_PLACE[shape]}</g>'
        )
    else:
        yield from _barrier(shape, start, end)


def _barrier(shape: MarkShape, start: Point, end: Point) -> Iterator[str]:
    """Draw what has two ends."""
    ends = f'x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"'
    if shape is MarkShape.GATE:
        yield f'<line {ends} stroke="{_INK}" stroke-width="1.2" stroke-dasharray="3 4"/>'
        for point in (start, end):
            yield from _symbol(MarkShape.CONE, point, point)
    elif shape is MarkShape.GOAL:
        yield f'<line {ends} stroke="{_INK}" stroke-width="9" stroke-linecap="round"/>'
        yield f'<line {ends} stroke="#fff" stroke-width="5.5" stroke-linecap="round"/>'
        yield f'<line {ends} stroke="{_INK}" stroke-width="5.5" stroke-dasharray="1.2 5"/>'
    else:
        yield f'<line {ends} stroke="{_INK}" stroke-width="13"/>'
        yield f'<line {ends} stroke="{_GREY}" stroke-width="10.5"/>'
        yield f'<line {ends} stroke="#fff" stroke-width="1.2"/>'
        yield f'<line {ends} stroke="#fff" stroke-width="10.5" stroke-dasharray="1.2 15"/>'


def _way(way: Way) -> Iterator[str]:
    """Draw one way with its arrow."""
    kind = way.line.kind
    yield (
        f'<path d="{_path(way.drawn)}" fill="none" stroke-linejoin="round" '
        f'stroke-linecap="round" {_STROKES[kind]}/>'
    )
    yield f'<path d="{_path(way.head)}z" fill="{_FILLS[kind]}"/>'


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _label(label: Label) -> str:
    x, y = label.middle
    return (
        f'<text x="{x:.1f}" y="{y + 0.35 * FONT_PX:.1f}" font-size="{FONT_PX:g}" font-weight="600" '
        f'text-anchor="middle" fill="{_INK}" stroke="{_GROUND}" stroke-width="3.5" '
        f'paint-order="stroke" stroke-linejoin="round">{_safe(label.text)}</text>'
    )


def _legend(drill: Drill, frame: Frame, width: float) -> tuple[list[str], float]:
    """Draw what the signs mean and how long a metre is; give how much room that takes."""
    shapes = [shape for shape in MarkShape if any(m.shape is shape for m in drill.diagram.marks)]
    kinds = [kind for kind in LineKind if any(one.kind is kind for one in drill.diagram.lines)]
    parts: list[str] = []
    x, y = _GAP_PX, frame.height_px + _ROW_PX / 2.0
    items = [(one, MARK_WORDS[one]) for one in shapes] + [(one, LINE_WORDS[one]) for one in kinds]
    for sign, meaning in items:
        words = tr(meaning)
        needed = _SYMBOL_PX + len(words) * _LETTER_PX + _GAP_PX
        if x + needed > width and x > _GAP_PX:
            x, y = _GAP_PX, y + _ROW_PX
        parts += _sign(sign, (x, y))
        parts.append(_words((x + _SYMBOL_PX, y), words))
        x += needed
    bar_m = next((m for m in _BARS_M if m * frame.px_per_m >= _SHORTEST_BAR_PX), _BARS_M[-1])
    bar_px = bar_m * frame.px_per_m
    if x + bar_px + _SYMBOL_PX + _GAP_PX > width:
        x, y = _GAP_PX, y + _ROW_PX
    x = width - _GAP_PX - bar_px
    parts.append(
        f'<path d="M{x:.1f} {y - 4:.1f}v8m0 -4h{bar_px:.1f}m0 -4v8" fill="none" stroke="{_INK}" '
        'stroke-width="1.5"/>'
    )
    parts.append(_words((x - _SYMBOL_PX, y), f"{bar_m} m"))
    return parts, y + _ROW_PX / 2.0 + 4.0 - frame.height_px


def _sign(sign: MarkShape | LineKind, at: Point) -> Iterator[str]:
    """Draw what is explained."""
    x, y = at
    if isinstance(sign, MarkShape):
        barrier = sign in (MarkShape.GOAL, MarkShape.WALL, MarkShape.GATE)
        reach = 9.0 if barrier else 0.0
        yield from _symbol(sign, (x + 12.0 - reach, y), (x + 12.0 + reach, y))
        return
    course = f"M{x:.1f} {y:.1f}h16"
    if sign is LineKind.DRIBBLE:
        course = f"M{x:.1f} {y:.1f}q4 -7 8 0t8 0"
    yield f'<path d="{course}" fill="none" {_STROKES[sign]}/>'
    yield f'<path d="M{x + 24:.1f} {y:.1f}l-9 -4.5v9z" fill="{_FILLS[sign]}"/>'


def _words(at: Point, words: str) -> str:
    return (
        f'<text x="{at[0]:.1f}" y="{at[1] + 4:.1f}" font-size="{_LEGEND_FONT_PX:g}" '
        f'fill="{_INK}">{_safe(words)}</text>'
    )
