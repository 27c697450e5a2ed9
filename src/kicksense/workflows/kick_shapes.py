"""The signs of kicks on paper: the same outlines and colours as on the pages."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kicksense.domain.kick import Technique

SHAPES: Final[Mapping[Technique, str]] = MappingProxyType(
    {
        Technique.INSTEP: "M6 0.8 L11.4 11 L0.6 11 Z",
        Technique.INSIDE_FOOT: "M1.2 1.2 H10.8 V10.8 H1.2 Z",
        Technique.HEEL: "M6 0.7 A5.3 5.3 0 1 0 6 11.3 A5.3 5.3 0 1 0 6 0.7 Z",
        Technique.UNSURE: "M6 0.6 L11.4 6 L6 11.4 L0.6 6 Z",
    }
)
"""Outlines in a square of 12 by 12."""

COLOURS: Final[Mapping[Technique, str]] = MappingProxyType(
    {
        Technique.INSTEP: "#0072b2",
        Technique.INSIDE_FOOT: "#c2570c",
        Technique.HEEL: "#00795a",
        Technique.UNSURE: "#5f6b70",
    }
)
"""Okabe and Ito's colours as they stand out on white."""

_SQUARE: Final = 12.0


def sign(technique: Technique, x: float, y: float, size: float) -> str:
    """Give the sign of a technique as SVG, centred on a point.

    Parameters
    ----------
    technique
        Of the kick.
    x, y, size
        In the units of the picture.
    """
    colour = COLOURS[technique]
    fill = "none" if technique is Technique.UNSURE else colour
    scale = size / _SQUARE
    return (
        f'<g transform="translate({x - size / 2:.3f} {y - size / 2:.3f}) scale({scale:.4f})">'
        f'<path d="{SHAPES[technique]}" fill="{fill}" stroke="{colour}" stroke-width="1.4"/></g>'
    )
