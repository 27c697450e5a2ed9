"""Letters five lines high, to be read from the other end of a garden."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_LINES: Final = 5
_SPACE: Final = 2

_SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "A": ".##. #..# #### #..# #..#",
        "B": "###. #..# ###. #..# ###.",
        "C": ".### #... #... #... .###",
        "D": "###. #..# #..# #..# ###.",
        "E": "#### #... ###. #... ####",
        "F": "#### #... ###. #... #...",
        "G": ".### #... #.## #..# .###",
        "H": "#..# #..# #### #..# #..#",
        "I": "# # # # #",
        "J": "..## ...# ...# #..# .##.",
        "K": "#..# #.#. ##.. #.#. #..#",
        "L": "#... #... #... #... ####",
        "M": "#...# ##.## #.#.# #...# #...#",
        "N": "#...# ##..# #.#.# #..## #...#",
        "O": ".##. #..# #..# #..# .##.",
        "P": "###. #..# ###. #... #...",
        "Q": ".##. #..# #..# #.#. .#.#",
        "R": "###. #..# ###. #.#. #..#",
        "S": ".### #... .##. ...# ###.",
        "T": "##### ..#.. ..#.. ..#.. ..#..",
        "U": "#..# #..# #..# #..# .##.",
        "V": "#...# #...# .#.#. .#.#. ..#..",
        "W": "#...# #...# #.#.# ##.## #...#",
        "X": "#...# .#.#. ..#.. .#.#. #...#",
        "Y": "#...# .#.#. ..#.. ..#.. ..#..",
        "Z": "#### ...# .##. #... ####",
        "0": ".##. #..# #..# #..# .##.",
        "1": ".# ## .# .# .#",
        "2": "###. ...# .##. #... ####",
        "3": "###. ...# .##. ...# ###.",
        "4": "#..# #..# #### ...# ...#",
        "5": "#### #... ###. ...# ###.",
        "6": ".##. #... ###. #..# .##.",
        "7": "#### ...# ..#. .#.. .#..",
        "8": ".##. #..# .##. #..# .##.",
        "9": ".##. #..# .### ...# .##.",
        "'": "# # . . .",
        ":": ". # . # .",
        ",": ". . . # #",
        ".": ". . . . #",
        "!": "# # # . #",
        "?": "##. ..# .#. ... .#.",
        "-": "... ... ### ... ...",
    }
)


def big(words: str, width: int, *, ink: str = "█") -> tuple[str, ...]:
    """Give words in letters five lines high, broken between words.

    Parameters
    ----------
    words
        Any text; a character without a shape becomes a question mark.
    width
        Columns there are.
    ink
        What letters are drawn with; one column wide.

    Returns
    -------
    lines
        None wider than ``width``: where a single word does not fit, the words come back in
        capitals as they are, cut where they must be.
    """
    rows: list[str] = []
    for word in words.upper().split():
        if rows and _width_of(f"{rows[-1]} {word}") <= width:
            rows[-1] = f"{rows[-1]} {word}"
        else:
            rows.append(word)
    if any(_width_of(row) > width for row in rows):
        return (words.upper()[: max(width, 1)],)
    lines: list[str] = []
    for row in rows:
        if lines:
            lines.append("")
        lines += _drawn(row, ink)
    return tuple(lines)


def _shape_of(character: str) -> tuple[str, ...]:
    return tuple(_SHAPES.get(character, _SHAPES["?"]).split())


def _width_of(row: str) -> int:
    """Give the columns that a row of words takes."""
    widths = [_SPACE if c == " " else len(_shape_of(c)[0]) for c in row]
    return sum(widths) + len(widths) - 1


def _drawn(row: str, ink: str) -> list[str]:
    shapes = [("." * _SPACE,) * _LINES if c == " " else _shape_of(c) for c in row]
    lines = (".".join(shape[k] for shape in shapes) for k in range(_LINES))
    return [line.replace(".", " ").replace("#", ink).rstrip() for line in lines]
