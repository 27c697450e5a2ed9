"""Pictures as files: refused before anything is measured, written completely or not at all."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from kicksense.errors import UsageError
from kicksense.store.atomic import write_atomically

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DOTS_PER_INCH = 110


def check_picture(path: Path, endings: tuple[str, ...] = (".png",)) -> None:
    """Refuse a picture that could not be drawn, before anything is measured.

    Parameters
    ----------
    path
        The file to be written.
    endings
        Of the forms that it may have.

    Raises
    ------
    UsageError
        If the file is called otherwise.
    """
    if path.suffix.lower() not in endings:
        named = " or ".join(endings)
        raise UsageError(
            f"{path} is no name of a picture; one that ends with {named} was expected."
        )


def write_drawing(drawing: "Figure", path: Path) -> None:
    """Write a picture in the form that the end of its name says.

    Parameters
    ----------
    drawing
        A matplotlib figure.
    path
        The file; it is there completely or not at all.

    Raises
    ------
    StoreError
        If the file cannot be written.
    """
    content = io.BytesIO()
    ending = path.suffix.lower().removeprefix(".")
    # Nothing in the file says when it was made: the same figures are the same picture.
    when = {"Date": None} if ending == "svg" else None
    drawing.savefig(content, format=ending, dpi=_DOTS_PER_INCH, metadata=when)
    write_atomically(path, content.getvalue())
