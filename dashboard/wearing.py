"""How the sensor is worn, as a picture."""

import base64
from html import escape
from typing import Final

from kicksense.workflows.language import tr

_GROUND: Final = "#f2f6ec"
_EDGE: Final = "#b9c7ae"
_INK: Final = "#1f2a24"
_SKIN: Final = "#e9c9a8"
_SOCK: Final = "#0072b2"
_SENSOR: Final = "#d55e00"
_SHOE: Final = "#3a4540"

WIDTH_PX: Final = 360
HEIGHT_PX: Final = 300


def wearing_picture() -> str:
    """Draw a leg from the front and from the side with the sensor on its shin, as SVG."""
    parts = (
        f'<rect width="{WIDTH_PX}" height="{HEIGHT_PX}" rx="10" fill="{_GROUND}" '
        f'stroke="{_EDGE}"/>',
        _front(95),
        _side(250),
        _words(95, 284, tr("from the front")),
        _words(250, 284, tr("from the side")),
        _pointer(),
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {HEIGHT_PX}" '
        f'width="{WIDTH_PX}" height="{HEIGHT_PX}" role="img">'
        f"<title>{escape(wearing_words())}</title>{''.join(parts)}</svg>"
    )


def wearing_uri() -> str:
    """Give the same picture as an address that carries it."""
    return f"data:image/svg+xml;base64,{base64.b64encode(wearing_picture().encode()).decode()}"


def wearing_words() -> str:
    """Say what the picture shows."""
    return tr(
        "A lower leg from the front and from the side. The sensor sits in the middle of the shin, "
        "under the sock or a strap, between knee and ankle."
    )


def _front(x: int) -> str:
    return (
        f'<path d="M{x - 27} 16h54l-6 66h-42z" fill="{_SKIN}"/>'
        f'<path d="M{x - 22} 80h44l-7 140h-30z" fill="{_SOCK}"/>'
        f'<path d="M{x - 16} 218h32l8 40q-24 12 -48 0z" fill="{_SHOE}"/>'
        f'<rect x="{x - 26}" y="134" width="52" height="14" fill="{_INK}" opacity="0.55"/>'
        f'<rect x="{x - 13}" y="124" width="26" height="34" rx="5" fill="{_SENSOR}" '
        'stroke="#fff" stroke-width="2"/>'
        f'<circle cx="{x}" cy="141" r="3.5" fill="#fff"/>'
    )


def _side(x: int) -> str:
    return (
        f'<path d="M{x - 22} 16h52l-8 66h-38z" fill="{_SKIN}"/>'
        f'<path d="M{x - 16} 80h38q10 40 -8 92l-4 50h-22q-4 -70 -4 -142z" fill="{_SOCK}"/>'
        f'<path d="M{x + 14} 218h-26l-42 26q-10 14 6 16h62z" fill="{_SHOE}"/>'
        f'<path d="M{x - 14} 134h37v14h-36z" fill="{_INK}" opacity="0.55"/>'
        f'<rect x="{x - 24}" y="124" width="11" height="34" rx="4" fill="{_SENSOR}" '
        'stroke="#fff" stroke-width="2"/>'
    )


def _pointer() -> str:
    return (
        f'<path d="M124 140h84" stroke="{_INK}" stroke-width="1.6" stroke-dasharray="4 4"/>'
        + _words(168, 128, tr("sensor"))
    )


def _words(x: int, y: int, text: str) -> str:
    return (
        f'<text x="{x}" y="{y}" text-anchor="middle" font-family="sans-serif" font-size="14" '
        f'fill="{_INK}">{escape(text)}</text>'
    )
