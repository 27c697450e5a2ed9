"""A drill seen from above, as letters for a terminal."""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from kicksense.domain.drill import DiagramLine, DiagramMark, Drill, LineKind, MarkShape
from kicksense.workflows.drill_diagram import LINE_WORDS, MARK_WORDS

SIGNS: Final = {
    MarkShape.PLAYER: "@",
    MarkShape.TEAM_MATE: "O",
    MarkShape.DEFENDER: "X",
    MarkShape.BALL: "o",
    MarkShape.CONE: "*",
    MarkShape.GATE: "|",
    MarkShape.GOAL: "#",
    MarkShape.WALL: "=",
}
STROKES: Final = {LineKind.PASS: ".", LineKind.RUN: ":", LineKind.DRIBBLE: "~"}

_NARROWEST: Final = 20
_MOST_ROWS: Final = 22
_FEWEST_M: Final = 2.0
_TALL_RATIO: Final = 2.0
"""A letter is about twice as tall as it is wide."""

_Cell = tuple[int, int]


class _Canvas:
    """Letters in rows."""

    def __init__(self, columns: int, rows: int) -> None:
        self.cells = [[" "] * columns for _ in range(rows)]
        self.solid: set[_Cell] = set()

    def put(self, cell: _Cell, sign: str, *, solid: bool = False) -> None:
        """Draw one letter where nothing solid is."""
        row, column = cell
        if cell not in self.solid and self.inside(cell):
            self.cells[row][column] = sign
        if solid:
            self.solid.add(cell)

    def inside(self, cell: _Cell) -> bool:
        """Tell whether there is such a place."""
        return 0 <= cell[0] < len(self.cells) and 0 <= cell[1] < len(self.cells[0])

    def write(self, cell: _Cell, text: str) -> bool:
        """Write a text where it fits and covers nothing; tell whether that was so."""
        row, column = cell
        room = [(row, column + at) for at in range(-1, len(text) + 1)]
        edges = {room[0], room[-1]}
        for place in room:
            if place in edges and not self.inside(place):
                continue
            if not self.inside(place) or self.cells[place[0]][place[1]] != " ":
                return False
        for place, sign in zip(room[1:-1], text, strict=True):
            self.put(place, sign, solid=True)
        return True


def text_of(drill: Drill, width: int = 60) -> list[str]:
    """Draw a drill from above with letters.

    Parameters
    ----------
    drill
        Its diagram is drawn.
    width
        Columns there are.

    Returns
    -------
    lines
        The drawing, and what its letters mean; none for an empty diagram. Labels that have no
        room are left out.
    """
    columns = max(width, _NARROWEST)
    places = [*(mark.at_m for mark in drill.diagram.marks)]
    places += [mark.to_m for mark in drill.diagram.marks if mark.to_m is not None]
    places += [point for line in drill.diagram.lines for point in line.through_m]
    if not places:
        return []
    left, right = min(x for x, _ in places), max(x for x, _ in places)
    low, high = min(y for _, y in places), max(y for _, y in places)
    room = columns - 2 * _room_for_labels(drill)
    m_per_column = max(
        max(right - left, _FEWEST_M) / max(room, _NARROWEST // 2),
        max(high - low, _FEWEST_M) / _TALL_RATIO / (_MOST_ROWS - 3),
    )
    rows = round((high - low) / (m_per_column * _TALL_RATIO)) + 3
    middle = (left + right) / 2.0

    def cell_of(point: tuple[float, float]) -> _Cell:
        row = 1 + round((high - point[1]) / (m_per_column * _TALL_RATIO))
        return row, round((columns - 1) / 2.0 + (point[0] - middle) / m_per_column)

    canvas = _Canvas(columns, rows)
    for mark in drill.diagram.marks:
        ends = [cell_of(mark.at_m), cell_of(mark.at_m if mark.to_m is None else mark.to_m)]
        _draw_mark(canvas, mark, (ends[0], ends[1]))
    for line in drill.diagram.lines:
        _draw_line(canvas, line, [cell_of(point) for point in line.through_m])
    for mark in drill.diagram.marks:
        _label(canvas, mark.label, cell_of(mark.at_m))
    drawing = ["".join(row).rstrip() for row in canvas.cells]
    return [*_without_empty_rows(drawing), "", *_legend(drill, columns)]


def _room_for_labels(drill: Drill) -> int:
    """Give how many letters may have to stand beside the outermost things."""
    return min(12, max((len(mark.label) for mark in drill.diagram.marks), default=0)) + 2


def _draw_mark(canvas: _Canvas, mark: DiagramMark, ends: tuple[_Cell, _Cell]) -> None:
    """Draw a thing: one letter, or a row of them."""
    sign = SIGNS[mark.shape]
    cells = list(_straight(*ends))
    if mark.shape is MarkShape.GATE:
        for cell in cells[1:-1]:
            canvas.put(cell, "-")
        cells = [cells[0], cells[-1]]
    for cell in cells:
        canvas.put(cell, sign, solid=True)


def _draw_line(canvas: _Canvas, line: DiagramLine, corners: list[_Cell]) -> None:
    """Draw a way with an arrow at its end."""
    cells = [cell for start, end in pairwise(corners) for cell in _straight(start, end)]
    for cell in cells:
        canvas.put(cell, STROKES[line.kind])
    before = next((cell for cell in reversed(cells) if cell != cells[-1]), cells[-1])
    free = [cell for cell in cells if cell not in canvas.solid]
    if free:
        canvas.put(free[-1], _arrow(before, cells[-1]), solid=True)


def _arrow(start: _Cell, end: _Cell) -> str:
    """Give the letter that points the way."""
    down, across = (end[0] - start[0]) * _TALL_RATIO, end[1] - start[1]
    if abs(across) >= abs(down):
        return ">" if across > 0 else "<"
    return "v" if down > 0 else "^"


def _straight(start: _Cell, end: _Cell) -> Iterator[_Cell]:
    """Give the cells between two, both included."""
    steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
    for step in range(steps + 1):
        share = step / steps
        yield (
            math.floor(start[0] + share * (end[0] - start[0]) + 0.5),
            math.floor(start[1] + share * (end[1] - start[1]) + 0.5),
        )


def _label(canvas: _Canvas, text: str, cell: _Cell) -> None:
    """Write a label beside its thing, where it fits."""
    if not text:
        return
    row, column = cell
    half = len(text) // 2
    for place in (
        (row, column + 2), (row, column - len(text) - 1), (row + 1, column - half),
        (row - 1, column - half), (row + 1, column + 1), (row - 1, column + 1),
    ):  # fmt: skip
        if canvas.write(place, text):
            return


def _without_empty_rows(drawing: list[str]) -> list[str]:
    """Leave out the empty rows above and below."""
    filled = [number for number, row in enumerate(drawing) if row]
    return drawing[filled[0] : filled[-1] + 1] if filled else []


def _legend(drill: Drill, columns: int) -> list[str]:
    """Say what the letters mean."""
    shapes = {mark.shape for mark in drill.diagram.marks}
    kinds = {line.kind for line in drill.diagram.lines}
    meanings = [f"{SIGNS[one]} {MARK_WORDS[one]}" for one in MarkShape if one in shapes]
    meanings += [f"{STROKES[one]} {LINE_WORDS[one]}" for one in LineKind if one in kinds]
    lines = [""]
    for meaning in meanings:
        longer = f"{lines[-1]}   {meaning}" if lines[-1] else meaning
        if len(longer) <= columns:
            lines[-1] = longer
        else:
            lines.append(meaning)
    return lines
