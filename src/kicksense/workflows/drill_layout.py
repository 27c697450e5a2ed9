"""Where everything lies in a drill's drawing: scale, ways, and labels that cover nothing."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.drill import Diagram, DiagramLine, DiagramMark, LineKind, MarkShape

Point = tuple[float, float]
"""Across and down, pixels; in a plan: metres to the right and ahead."""

RADIUS_PX: Final = {
    MarkShape.PLAYER: 11.0,
    MarkShape.TEAM_MATE: 11.0,
    MarkShape.DEFENDER: 11.0,
    MarkShape.BALL: 6.0,
    MarkShape.CONE: 6.0,
    MarkShape.GATE: 6.0,
    MarkShape.GOAL: 6.0,
    MarkShape.WALL: 7.0,
}
"""How far each thing reaches from its place."""

FONT_PX: Final = 13.0
_LETTER_RATIO: Final = 0.66
_LINE_RATIO: Final = 1.15
_WIDEST_PX: Final = 600.0
_TALLEST_PX: Final = 430.0
_MARGIN_PX: Final = 34.0
_CLOSEST_PX_PER_M: Final = 80.0
_SMALLEST_M: Final = 4.0
_CLEAR_PX: Final = 4.0
_STEP_PX: Final = 4.0
_WAVE_PX: Final = (3.5, 16.0)
_SPLINE_STEPS: Final = 16
_LINE_MARGIN_PX: Final = 2.0
_APART_PX: Final = 4.0
_WORST: Final = 1e6


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle, pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def shared(self, other: "Box") -> float:
        """Give the area that both cover."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, across) * max(0.0, down)


@dataclass(frozen=True, slots=True)
class Frame:
    """How metres become pixels.

    Attributes
    ----------
    px_per_m
        Scale, the same both ways.
    left_m, top_m
        What the upper left corner shows.
    width_px, height_px
        Of the drawing, without what stands below it.
    """

    px_per_m: float
    left_m: float
    top_m: float
    width_px: float
    height_px: float

    def at(self, point_m: Point) -> Point:
        """Give where a place on the pitch is drawn."""
        x, y = point_m
        return (x - self.left_m) * self.px_per_m, (self.top_m - y) * self.px_per_m


@dataclass(frozen=True, slots=True)
class Way:
    """A way as it is drawn.

    Attributes
    ----------
    line
        What it is.
    course
        Its middle, evenly spaced points.
    drawn
        The points of the stroke: the same, or a wave about it.
    head
        The arrow's three corners.
    """

    line: DiagramLine
    course: tuple[Point, ...]
    drawn: tuple[Point, ...]
    head: tuple[Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Label:
    """A text and where it stands."""

    text: str
    box: Box

    @property
    def middle(self) -> Point:
        """The middle of its box."""
        return (self.box.left + self.box.right) / 2.0, (self.box.top + self.box.bottom) / 2.0


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing with everything in its place."""

    frame: Frame
    ways: tuple[Way, ...]
    labels: tuple[Label, ...]


@lru_cache(maxsize=64)
def layout_of(diagram: Diagram) -> Layout:
    """Give where everything of a diagram is drawn; remembered, since places are tried for labels.

    Parameters
    ----------
    diagram
        Metres.

    Returns
    -------
    layout
        Pixels. Ways end before the things they lead to; labels stand where they cover least.
    """
    frame = frame_of(diagram, _WIDEST_PX, _TALLEST_PX)
    ways = tuple(_way(line, diagram.marks, frame) for line in diagram.lines)
    return Layout(frame, ways, tuple(_labels(diagram.marks, ways, frame)))


def frame_of(diagram: Diagram, widest_px: float, tallest_px: float) -> Frame:
    """Give the scale at which a diagram fits, with a margin around it."""
    points = [mark.at_m for mark in diagram.marks]
    points += [mark.to_m for mark in diagram.marks if mark.to_m is not None]
    points += [point for line in diagram.lines for point in line.through_m]
    low_x, high_x = _widened([x for x, _ in points])
    low_y, high_y = _widened([y for _, y in points])
    px_per_m = min(
        _CLOSEST_PX_PER_M,
        (widest_px - 2.0 * _MARGIN_PX) / (high_x - low_x),
        (tallest_px - 2.0 * _MARGIN_PX) / (high_y - low_y),
    )
    margin_m = _MARGIN_PX / px_per_m
    return Frame(
        px_per_m=px_per_m,
        left_m=low_x - margin_m,
        top_m=high_y + margin_m,
        width_px=(high_x - low_x + 2.0 * margin_m) * px_per_m,
        height_px=(high_y - low_y + 2.0 * margin_m) * px_per_m,
    )


def _widened(values: Sequence[float]) -> tuple[float, float]:
    """Give the range of values, never a narrow one."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    missing = max(0.0, _SMALLEST_M - (high - low)) / 2.0
    return low - missing, high + missing


def _way(line: DiagramLine, marks: Sequence[DiagramMark], frame: Frame) -> Way:
    """Draw a way: rounded, ending before what it leads to, with an arrow."""
    whole = _evenly([frame.at(point) for point in _rounded(line.through_m)])
    course = _clear_of(whole, marks, frame)
    tip, before = course[-1], course[max(0, len(course) - 4)]
    angle = math.atan2(tip[1] - before[1], tip[0] - before[0])
    head = (
        tip,
        _moved(tip, angle + math.radians(155.0), 11.0),
        _moved(tip, angle - math.radians(155.0), 11.0),
    )
    stroke = course[:-2] if len(course) > len(head) else course
    return Way(line, course, _waved(stroke) if line.kind is LineKind.DRIBBLE else stroke, head)


def _rounded(points: Sequence[Point]) -> list[Point]:
    """Give points along a Catmull-Rom spline through some."""
    if len(points) == len(("start", "end")):
        return list(points)
    padded = [points[0], *points, points[-1]]
    drawn = [points[0]]
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(1, _SPLINE_STEPS + 1):
            u = step / _SPLINE_STEPS
            drawn.append((_spline(u, a[0], b[0], c[0], d[0]), _spline(u, a[1], b[1], c[1], d[1])))
    return drawn


def _spline(u: float, *knots: float) -> float:
    a, b, c, d = knots
    return 0.5 * (
        2.0 * b
        + (c - a) * u
        + (2.0 * a - 5.0 * b + 4.0 * c - d) * u**2
        + (3.0 * (b - c) + d - a) * u**3
    )


def _evenly(points: Sequence[Point]) -> list[Point]:
    """Give points every few pixels along a way."""
    even = [points[0]]
    for start, end in pairwise(points):
        steps = max(1, round(math.dist(start, end) / _STEP_PX))
        even += [
            (
                start[0] + (end[0] - start[0]) * step / steps,
                start[1] + (end[1] - start[1]) * step / steps,
            )
            for step in range(1, steps + 1)
        ]
    return even


def _clear_of(
    course: Sequence[Point], marks: Sequence[DiagramMark], frame: Frame
) -> tuple[Point, ...]:
    """Cut off the ends of a way that lie on things."""
    first, stop = 0, len(course)
    while first < stop - 2 and _on_a_mark(course[first], marks, frame):
        first += 1
    while stop > first + 2 and _on_a_mark(course[stop - 1], marks, frame):
        stop -= 1
    return tuple(course[first:stop])


def _on_a_mark(point: Point, marks: Sequence[DiagramMark], frame: Frame) -> bool:
    return any(
        _distance(point, *_ends(mark, frame)) < RADIUS_PX[mark.shape] + _CLEAR_PX for mark in marks
    )


def _ends(mark: DiagramMark, frame: Frame) -> tuple[Point, Point]:
    start = frame.at(mark.at_m)
    return start, start if mark.to_m is None else frame.at(mark.to_m)


def _distance(point: Point, start: Point, end: Point) -> float:
    """Give the distance from a point to a straight stretch."""
    length = math.dist(start, end)
    if length == 0.0:
        return math.dist(point, start)
    along = sum((p - s) * (e - s) for p, s, e in zip(point, start, end, strict=True)) / length**2
    along = min(1.0, max(0.0, along))
    nearest = (start[0] + along * (end[0] - start[0]), start[1] + along * (end[1] - start[1]))
    return math.dist(point, nearest)


def _moved(point: Point, angle: float, length: float) -> Point:
    return point[0] + length * math.cos(angle), point[1] + length * math.sin(angle)


def _waved(course: Sequence[Point]) -> tuple[Point, ...]:
    """Give a wave about a way, flat at both ends."""
    height, length = _WAVE_PX
    gone, total = 0.0, sum(math.dist(a, b) for a, b in pairwise(course))
    drawn = [course[0]]
    for before, here in pairwise(course):
        gone += math.dist(before, here)
        flat = min(1.0, min(gone, total - gone) / length)
        angle = math.atan2(here[1] - before[1], here[0] - before[0]) + math.pi / 2.0
        drawn.append(_moved(here, angle, height * flat * math.sin(2.0 * math.pi * gone / length)))
    return tuple(drawn)


def _labels(marks: Sequence[DiagramMark], ways: Sequence[Way], frame: Frame) -> Iterable[Label]:
    """Place the labels one after the other, each where it covers least."""
    taken = [_box_of(mark, frame) for mark in marks]
    points = np.array([point for way in ways for point in (*way.course, *way.head)]).reshape(-1, 2)
    wanted = [(mark.label, _beside(mark, frame)) for mark in marks if mark.label]
    wanted += [(way.line.label, _along(way)) for way in ways if way.line.label]
    for text, anchors in wanted:
        width, height = len(text) * FONT_PX * _LETTER_RATIO, FONT_PX * _LINE_RATIO
        boxes = [_box_at(anchor, direction, (width, height)) for anchor, direction in anchors]
        costs = [_cost(box, taken, points, frame) + order for order, box in enumerate(boxes)]
        best = boxes[costs.index(min(costs))]
        taken.append(_widened_box(best))
        yield Label(text, best)


def _widened_box(box: Box) -> Box:
    """Give a box with the room that letters need around them."""
    return Box(box.left - _APART_PX, box.top, box.right + _APART_PX, box.bottom)


def _box_of(mark: DiagramMark, frame: Frame) -> Box:
    """Give what a thing covers."""
    start, end = _ends(mark, frame)
    radius = RADIUS_PX[mark.shape]
    return Box(
        min(start[0], end[0]) - radius,
        min(start[1], end[1]) - radius,
        max(start[0], end[0]) + radius,
        max(start[1], end[1]) + radius,
    )


_AROUND: Final = tuple(
    math.radians(angle) for angle in (90, -90, 0, 180, 45, 135, -45, -135, 20, 160, -20, -160)
)


def _beside(mark: DiagramMark, frame: Frame) -> list[tuple[Point, Point]]:
    """Give places around a thing, and the direction in which a label leaves each."""
    start, end = _ends(mark, frame)
    middle = ((start[0] + end[0]) / 2.0, (start[1] + end[1]) / 2.0)
    places = []
    for further in (0.0, 10.0, 22.0):
        for angle in _AROUND:
            reach = RADIUS_PX[mark.shape] + 3.0 + further
            centre = middle
            if mark.to_m is not None and abs(math.cos(angle)) > 0.3:  # noqa: PLR2004 - to the side
                centre = max(
                    (start, end), key=lambda one: one[0] * math.copysign(1.0, math.cos(angle))
                )
            places.append((_moved(centre, angle, reach), (math.cos(angle), math.sin(angle))))
    return places


def _along(way: Way) -> list[tuple[Point, Point]]:
    """Give places on both sides of a way, from its middle outwards."""
    places = []
    for share in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74):
        at = min(len(way.course) - 2, round(share * (len(way.course) - 1)))
        here, following = way.course[max(0, at)], way.course[at + 1]
        along = math.atan2(following[1] - here[1], following[0] - here[0])
        for side in (-math.pi / 2.0, math.pi / 2.0):
            angle = along + side
            places.append((_moved(here, angle, 7.0), (math.cos(angle), math.sin(angle))))
    return places


def _box_at(anchor: Point, direction: Point, size: Point) -> Box:
    """Give the box of a label that leaves a place in a direction."""
    x = anchor[0] + direction[0] * size[0] / 2.0
    y = anchor[1] + direction[1] * size[1] / 2.0
    return Box(x - size[0] / 2.0, y - size[1] / 2.0, x + size[0] / 2.0, y + size[1] / 2.0)


def _cost(box: Box, taken: Sequence[Box], points: FloatArray, frame: Frame) -> float:
    """Say how bad a place is."""
    inside = Box(3.0, 3.0, frame.width_px - 3.0, frame.height_px - 3.0)
    area = (box.right - box.left) * (box.bottom - box.top)
    outside = _WORST * (1.0 - box.shared(inside) / area)
    covered = 40.0 * sum(box.shared(other) for other in taken)
    low = np.array([box.left, box.top]) - _LINE_MARGIN_PX
    high = np.array([box.right, box.bottom]) + _LINE_MARGIN_PX
    crossed = np.count_nonzero(np.all((points >= low) & (points <= high), axis=1))
    return outside + covered + 60.0 * float(crossed)
