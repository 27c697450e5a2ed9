"""Where the chart library's files lie that pages show."""

from importlib.util import find_spec
from pathlib import Path

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
