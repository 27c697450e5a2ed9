"""Text in cells that a spreadsheet program must not take for a formula."""

from typing import Final

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
"""What makes a spreadsheet program calculate (OWASP, CSV injection), and the mark itself."""


def guarded(text: str) -> str:
    """Give a text as a cell that is shown and never calculated.

    Parameters
    ----------
    text
        Anything.

    Returns
    -------
    cell
        The text, behind an apostrophe where it would begin a formula.
    """
    return f"'{text}" if text.startswith(_STARTS) else text


def unguarded(cell: str) -> str:
    """Give the text of a cell that `guarded` made.

    Parameters
    ----------
    cell
        As read.

    Returns
    -------
    text
        Without the apostrophe that only guards.
    """
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_STARTS) else cell
