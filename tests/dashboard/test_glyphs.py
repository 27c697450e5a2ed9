import re
from pathlib import Path

import pytest

from dashboard import glyphs
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import ContactKind, PowerBand, Technique

SHARED = Path(glyphs.__file__).parent / "assets" / "shared.js"
KINDS = [kind.value for kind in (*Technique, *ContactKind)]


def block(name: str) -> dict[str, str]:
    """Give the pairs of a table in the browser's script."""
    script = SHARED.read_text("utf-8")
    found = re.search(rf"{name}[:=\s]*\{{(.*?)\}}", script, re.DOTALL)
    assert found is not None
    return dict(re.findall(r'(\w+): "([^"]+)"', found[1]))


def test_python_and_the_browser_draw_the_same_shapes() -> None:
    assert block("const SHAPES = ") == dict(glyphs.SHAPES)
    outlined = re.search(r"OUTLINED = new Set\(\[(.*?)\]\)", SHARED.read_text("utf-8"))
    assert outlined is not None
    assert set(re.findall(r'"(\w+)"', outlined[1])) == glyphs.OUTLINED


@pytest.mark.parametrize(
    ("ground", "colours"), [("light", glyphs.LIGHT_COLOURS), ("dark", glyphs.DARK_COLOURS)]
)
def test_python_and_the_browser_use_the_same_colours(ground: str, colours: dict[str, str]) -> None:
    drawn = block(f"{ground}: ")
    assert {kind: drawn[kind] for kind in colours} == dict(colours)


@pytest.mark.parametrize("kind", KINDS)
def test_every_technique_and_contact_has_a_sign_of_its_own(kind: str) -> None:
    others = {glyphs.SHAPES[other] for other in KINDS if other != kind}
    assert glyphs.SHAPES[kind] not in others
    assert f".ks-glyph.{kind} " in glyphs.glyph_style()


def test_what_nobody_knows_is_drawn_as_unsure_and_puts_nothing_into_the_page() -> None:
    assert glyphs.glyph_html('"><script>') == glyphs.glyph_html("unsure")
    assert glyphs.colour_of("x", is_dark=True) == glyphs.colour_of("unsure", is_dark=True)


def test_the_legs_differ_by_letter_and_shape() -> None:
    left, right = glyphs.side_html(Side.LEFT), glyphs.side_html(Side.RIGHT)
    for badge, letter, words in ((left, "L", "left leg"), (right, "R", "right leg")):
        assert f">{letter}<" in badge
        assert f'aria-label="{words}"' in badge
    assert glyphs.side_letter(Side.LEFT) == "L"


def test_a_weight_is_told_by_sign_and_words() -> None:
    signs = {glyphs.power_sign(power) for power in PowerBand}
    assert len(signs) == len(PowerBand)
    assert "Good weight" in glyphs.power_html(PowerBand.GOOD)
    assert glyphs.power_html(None) == ""


def test_a_technique_is_told_by_sign_and_word() -> None:
    said = glyphs.technique_html(Technique.HEEL)
    assert "ks-glyph heel" in said
    assert "Heel" in said
