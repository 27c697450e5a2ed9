"""The small signs of kicks, legs and verdicts, drawn the same wherever Python draws them.

The shapes and colours are those of ``assets/shared.js``, which draws them in the browser; a test
compares the two. A sign is never alone: a word stands beside it, or is said to who cannot see it.
Streamlit takes drawings out of the HTML it is given, so that a sign is a mask over a colour, which
follows the light and the dark theme by itself.
"""

from collections.abc import Mapping
from html import escape
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

import streamlit as st

from dashboard.formats import capitalised
from dashboard.wording import power_words, side_words, technique_words
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import PowerBand, Technique

SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "instep": "M6 0.8 L11.4 11 L0.6 11 Z",
        "inside_foot": "M1.2 1.2 H10.8 V10.8 H1.2 Z",
        "heel": "M6 0.7 A5.3 5.3 0 1 0 6 11.3 A5.3 5.3 0 1 0 6 0.7 Z",
        "unsure": "M6 0.6 L11.4 6 L6 11.4 L0.6 6 Z",
        "touch": "M6 3.4 A2.6 2.6 0 1 0 6 8.6 A2.6 2.6 0 1 0 6 3.4 Z",
        "trap": "M1.5 8 H10.5 M3 4 V8 M9 4 V8",
        "air_kick": "M2.5 2.5 L9.5 9.5 M9.5 2.5 L2.5 9.5",
    }
)
"""Outlines in a square of 12 by 12, by technique or kind of contact."""

OUTLINED: Final = frozenset({"unsure", "trap", "air_kick"})
"""Drawn as lines; the others are filled."""

LIGHT_COLOURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "instep": "#0072b2",
        "inside_foot": "#c2570c",
        "heel": "#00795a",
        "unsure": "#5f6b70",
        "touch": "#5f6b70",
        "trap": "#5f6b70",
        "air_kick": "#a4407a",
    }
)
"""Okabe and Ito's colours as they stand out on a light ground."""

DARK_COLOURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "instep": "#56b4e9",
        "inside_foot": "#e69f00",
        "heel": "#2fd0a3",
        "unsure": "#a7b2b6",
        "touch": "#a7b2b6",
        "trap": "#a7b2b6",
        "air_kick": "#e59ac6",
    }
)
"""The same on a dark ground."""

_POWER_SIGNS: Final[Mapping[PowerBand, str]] = MappingProxyType(
    {
        PowerBand.UNDER_HIT: "\N{BLACK DOWN-POINTING TRIANGLE}",
        PowerBand.GOOD: "\N{CHECK MARK}",
        PowerBand.HEAVY: "\N{BLACK UP-POINTING TRIANGLE}",
        PowerBand.EXCESS: "\N{BLACK UP-POINTING TRIANGLE}\N{BLACK UP-POINTING TRIANGLE}",
    }
)
_SYMBOLS: Final[Mapping[str, str]] = MappingProxyType(
    {"instep": "triangle", "inside_foot": "rect", "heel": "circle", "unsure": "diamond"}
)


def echarts_symbol(kind: str) -> str:
    """Give the symbol of ECharts that looks like the sign of a technique."""
    return _SYMBOLS.get(kind, "diamond")


def colour_of(kind: str, *, is_dark: bool) -> str:
    """Give the colour of a technique or contact on a light or a dark ground."""
    known = kind if kind in SHAPES else Technique.UNSURE.value
    return (DARK_COLOURS if is_dark else LIGHT_COLOURS)[known]


def on_dark_ground() -> bool:
    """Tell whether the reader of the page sees it dark, for charts that must be told."""
    return st.context.theme.type == "dark"


def glyph_style() -> str:
    """Give the style sheet that the HTML of this module needs; put it once before that."""
    return f"<style>{_STYLE}</style>"


def glyph_html(kind: str, *, size_px: int = 14) -> str:
    """Give the sign of a technique or a contact alone, as HTML; a word belongs beside it.

    Parameters
    ----------
    kind
        Value of a `Technique` or a `ContactKind`; any other is drawn as ``unsure``.
    size_px
        Width and height.
    """
    known = kind if kind in SHAPES else Technique.UNSURE.value
    return f'<i class="ks-glyph {known}" aria-hidden="true" style="--size:{size_px}px"></i>'


def technique_html(technique: Technique, *, size_px: int = 14) -> str:
    """Give a technique as its sign and its word, as HTML."""
    return _with_sign(technique.value, capitalised(technique_words(technique)), size_px)


def side_html(side: Side) -> str:
    """Give a leg as a badge: a letter in a shape of its own, the word said to who cannot see it."""
    words = side_words(side)
    return (
        f'<span class="ks-side {side.value}" role="img" aria-label="{escape(words)}" '
        f'title="{escape(words)}">{escape(side_letter(side))}</span>'
    )


def side_letter(side: Side) -> str:
    """Give the first letter of a leg in the reader's language, for places where no HTML is."""
    return side_words(side)[:1].upper()


def power_html(power: PowerBand | None) -> str:
    """Give how the ball was weighted as a chip: sign, colour and words; empty for no judgement."""
    if power is None:
        return ""
    sign = f'<b aria-hidden="true">{_POWER_SIGNS[power]}</b>'
    words = escape(capitalised(power_words(power)))
    return f'<span class="ks-power {power.value}">{sign}{words}</span>'


def power_sign(power: PowerBand) -> str:
    """Give the sign of a weight, for places where no HTML is."""
    return _POWER_SIGNS[power]


def _with_sign(kind: str, words: str, size_px: int) -> str:
    sign = glyph_html(kind, size_px=size_px)
    return f'<span class="ks-technique">{sign}{escape(words)}</span>'


def _svg(kind: str, colour: str) -> str:
    is_line = kind in OUTLINED
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12" aria-hidden="true">'
        f'<path d="{SHAPES[kind]}" fill="{"none" if is_line else colour}" stroke="{colour}" '
        f'stroke-width="{"1.8" if is_line else "0.8"}" stroke-linejoin="round" '
        'stroke-linecap="round"/></svg>'
    )


def _rule(kind: str) -> str:
    mask = f'url("data:image/svg+xml,{quote(_svg(kind, "#000"))}") center / contain no-repeat'
    return (
        f".ks-glyph.{kind} {{ -webkit-mask: {mask}; mask: {mask}; "
        f"background: {LIGHT_COLOURS[kind]}; "
        f"background: light-dark({LIGHT_COLOURS[kind]}, {DARK_COLOURS[kind]}); }}"
    )


_STYLE: Final = "\n".join(
    [
        ".ks-glyph { display: inline-block; flex: none; width: var(--size, 14px);"
        " height: var(--size, 14px); print-color-adjust: exact; forced-color-adjust: none; }",
        *(_rule(kind) for kind in SHAPES),
        ".ks-technique { display: inline-flex; align-items: center; gap: 0.45rem; }",
        # The left leg's badge is square, the right one's round.
        ".ks-side { display: inline-grid; place-items: center; width: 1.4rem; height: 1.4rem;"
        " font-size: 0.8rem; font-weight: 650; border: 1.5px solid currentColor; }",
        ".ks-side.left { border-radius: 3px; } .ks-side.right { border-radius: 50%; }",
        ".ks-power { display: inline-flex; align-items: center; gap: 0.3rem; padding: 0 0.5rem;"
        " border-radius: 1rem; font-size: 0.875rem; white-space: nowrap;"
        " border: 1.5px solid var(--tone); }",
        ".ks-power b { color: var(--tone); font-size: 0.8em; }",
        ".ks-power.good { --tone: light-dark(#00795a, #2fd0a3); }",
        ".ks-power.under_hit { --tone: light-dark(#0072b2, #56b4e9); }",
        ".ks-power.heavy { --tone: light-dark(#8a6100, #e69f00); }",
        ".ks-power.excess { --tone: light-dark(#b3400a, #f0803c); }",
    ]
)
