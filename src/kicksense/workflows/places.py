"""Where the chart library's files and the letters lie that pages, clips and reports show."""

from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from kicksense.errors import StoreError


def uplot_script() -> Path:
    """Give the chart library's script, which comes with the package uplot-python.

    Raises
    ------
    StoreError
        If it is not installed.
    """
    spec = find_spec("uplot")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        script = Path(folder) / "static" / "uPlot.iife.js"
        if script.is_file():
            return script
    raise StoreError(
        "The chart library uPlot is missing. Install it with 'pip install uplot-python'."
    )


def uplot_style() -> Path:
    """Give the chart library's style sheet, which lies beside its script."""
    return uplot_script().with_name("uPlot.min.css")


def font_file(style: Literal["Sans", "Sans-Bold"] = "Sans") -> Path:
    """Give a file of the letters DejaVu, which come with matplotlib.

    They are found without importing it, which takes a second.

    Parameters
    ----------
    style
        Upright, or upright and bold.

    Raises
    ------
    StoreError
        If they are not installed.
    """
    spec = find_spec("matplotlib")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        font = Path(folder) / "mpl-data" / "fonts" / "ttf" / f"DejaVu{style}.ttf"
        if font.is_file():
            return font
    raise StoreError("The letters DejaVu are missing. Install them with 'pip install matplotlib'.")
