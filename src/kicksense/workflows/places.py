"""Where the folders that ship with kicksense lie, installed or in a checkout."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from kicksense.errors import StoreError

_IN_CHECKOUT: Final = {
    "dashboard": Path("dashboard"),
    "models": Path("models"),
    "demo": Path("data") / "demo",
}


def place_of(name: str) -> Path:
    """Give the folder of something that ships with kicksense.

    Parameters
    ----------
    name
        ``dashboard``, ``models`` or ``demo``.

    Returns
    -------
    folder
        ``_name`` inside the installed package where that exists, the checkout's folder otherwise.

    Raises
    ------
    StoreError
        If neither is there.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / f"_{name}", package.parents[1] / _IN_CHECKOUT[name]):
        if folder.is_dir():
            return folder
    raise StoreError(
        f"The folder '{name}' that ships with kicksense is missing from {package}. "
        "Install kicksense again."
    )


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
