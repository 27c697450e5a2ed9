"""Drawings of drills: everything is in them, nothing covers anything, and text is only text."""

import math
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import pytest

from kicksense.domain.drill import Diagram, DiagramLine, DiagramMark, Drill, LineKind, MarkShape
from kicksense.store.drills import shipped_drills
from kicksense.workflows.drill_diagram import LINE_WORDS, MARK_WORDS, described, svg_of
from kicksense.workflows.drill_layout import RADIUS_PX, layout_of
from kicksense.workflows.drill_sketch import SIGNS, STROKES, text_of

DRILLS = shipped_drills().drills
SVG = "{http://www.w3.org/2000/svg}"


def drawn(*marks: DiagramMark, lines: tuple[DiagramLine, ...] = ()) -> Drill:
    """Give a drill that looks so."""
    return replace(DRILLS[0], diagram=Diagram(marks, lines))


def texts_of(svg: str) -> list[str]:
    """Give the words in a picture."""
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.name)
def test_a_picture_holds_every_label_and_explains_every_sign(drill: Drill) -> None:
    svg = svg_of(drill)
    words = texts_of(svg)
    assert {mark.label for mark in drill.diagram.marks if mark.label} <= set(words)
    assert {line.label for line in drill.diagram.lines if line.label} <= set(words)
    assert {MARK_WORDS[mark.shape] for mark in drill.diagram.marks} <= set(words)
    assert {LINE_WORDS[line.kind] for line in drill.diagram.lines} <= set(words)
    root = ElementTree.fromstring(svg)
    assert root.findtext(f"{SVG}title") == drill.title
    assert drill.purpose in (root.findtext(f"{SVG}desc") or "")


@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.name)
def test_no_label_covers_a_thing_or_another_label_or_leaves_the_picture(drill: Drill) -> None:
    layout = layout_of(drill.diagram)
    boxes = [label.box for label in layout.labels]
    for one, other in combinations(boxes, 2):
        assert one.shared(other) == 0.0
    for mark in drill.diagram.marks:
        if mark.to_m is None:
            x, y = layout.frame.at(mark.at_m)
            reach = RADIUS_PX[mark.shape] / math.sqrt(2.0)
            for box in boxes:
                assert not (
                    box.left < x + reach
                    and box.right > x - reach
                    and box.top < y + reach
                    and box.bottom > y - reach
                ), mark
    for box in boxes:
        assert box.left >= 0.0
        assert box.top >= 0.0
        assert box.right <= layout.frame.width_px
        assert box.bottom <= layout.frame.height_px


@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.name)
def test_a_way_leads_where_the_plan_says(drill: Drill) -> None:
    layout = layout_of(drill.diagram)
    for way in layout.ways:
        start, end = (layout.frame.at(way.line.through_m[at]) for at in (0, -1))
        assert math.dist(way.course[0], start) <= 30.0
        assert math.dist(way.head[0], end) <= 30.0
        assert math.dist(way.head[0], end) < math.dist(way.head[0], start)


def test_ahead_is_up_and_right_is_right() -> None:
    layout = layout_of(DRILLS[0].diagram)
    here, there = layout.frame.at((0.0, 0.0)), layout.frame.at((1.0, 2.0))
    assert there[0] - here[0] == pytest.approx(layout.frame.px_per_m)
    assert there[1] - here[1] == pytest.approx(-2.0 * layout.frame.px_per_m)


def test_text_in_a_picture_is_only_text() -> None:
    evil = '</text><script>alert("1")</script>\x1b[31m\u202e&'
    drill = replace(
        drawn(DiagramMark(MarkShape.PLAYER, (0.0, 0.0), label=evil)), title=evil, purpose=evil
    )
    svg = svg_of(drill)
    assert "<script" not in svg
    assert "\x1b" not in svg
    assert '</text><script>alert("1")</script>?[31m?&' in texts_of(svg)


def test_a_picture_fetches_nothing() -> None:
    for drill in DRILLS:
        svg = svg_of(drill).replace("http://www.w3.org/2000/svg", "")
        assert not any(word in svg for word in ("http", "href", "url(", "<style", "<image", "@"))


@pytest.mark.parametrize(
    "places",
    [
        ((0.0, 0.0),),
        ((0.0, 0.0), (0.0, 0.0)),
        ((-120.0, -120.0), (120.0, 120.0)),
        ((0.0, -120.0), (0.001, 120.0)),
        ((120.0, 120.0), (120.0, 119.999)),
    ],
)
def test_any_places_can_be_drawn(places: tuple[tuple[float, float], ...]) -> None:
    marks = [DiagramMark(MarkShape.CONE, place, label="A long label of the") for place in places]
    lines = (DiagramLine(LineKind.DRIBBLE, (places[0], (places[-1][0] + 1e-9, 0.5))),)
    drill = drawn(*marks, lines=lines)
    assert "nan" not in svg_of(drill)
    assert max(map(len, text_of(drill, 40))) <= 40


def test_an_empty_diagram_is_an_empty_picture() -> None:
    assert text_of(drawn()) == []
    assert svg_of(drawn()).count("<circle") == 0


def test_a_crowded_drawing_is_still_made_soon() -> None:
    marks = [DiagramMark(MarkShape.CONE, (n % 6, n // 6), label=f"label {n}") for n in range(30)]
    zigzag = tuple((float(n % 2) * 100.0, float(n) * 10.0) for n in range(8))
    lines = tuple(DiagramLine(LineKind.DRIBBLE, zigzag, f"way {n}") for n in range(24))
    assert svg_of(drawn(*marks, lines=lines)).count("</text>") > 54


def test_a_picture_is_told_to_who_cannot_see_it() -> None:
    drill = drawn(
        DiagramMark(MarkShape.PLAYER, (0.0, 0.0), label="You"),
        DiagramMark(MarkShape.TEAM_MATE, (-3.0, 5.0), label="A"),
        lines=(DiagramLine(LineKind.PASS, ((0.0, 0.0), (-3.0, 5.0)), "Firm"),),
    )
    assert list(described(drill)) == [
        "You at your place.",
        "Team-mate A 5 m ahead and 3 m to the left.",
        "Way of the ball (Firm) from at your place to 5 m ahead and 3 m to the left.",
    ]


@pytest.mark.parametrize("width", [40, 60, 76, 120])
@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.name)
def test_a_sketch_fits_and_shows_every_thing(drill: Drill, width: int) -> None:
    lines = text_of(drill, width)
    assert max(map(len, lines)) <= width
    assert len(lines) <= 30
    for mark in drill.diagram.marks:
        assert SIGNS[mark.shape] in "\n".join(lines)
    assert any(head in "".join(lines) for head in "<>^")
    assert all(line.isascii() for line in lines)
    for line in drill.diagram.lines:
        assert f"{STROKES[line.kind]} {LINE_WORDS[line.kind]}" in "\n".join(lines)


def test_a_sketch_shows_ahead_above() -> None:
    drill = drawn(
        DiagramMark(MarkShape.PLAYER, (0.0, 0.0)), DiagramMark(MarkShape.TEAM_MATE, (4.0, 8.0))
    )
    lines = text_of(drill, 40)
    (row_of_mate,) = [n for n, line in enumerate(lines) if "O" in line and "team" not in line]
    (row_of_player,) = [n for n, line in enumerate(lines) if "@" in line and "you" not in line]
    assert row_of_mate < row_of_player
    assert lines[row_of_mate].index("O") > lines[row_of_player].index("@")
