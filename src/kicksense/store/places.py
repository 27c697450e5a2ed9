"""Where the folders that ship with kicksense lie, installed or in a checkout."""

from pathlib import Path
from typing import Final

from kicksense.errors import StoreError

_IN_CHECKOUT: Final = {
    "dashboard": Path("dashboard"),
    "models": Path("models"),
    "demo": Path("data") / "demo",
    "drills": Path("data") / "drills",
}


def place_of(name: str) -> Path:
    """Give the folder of something that ships with kicksense.

    Parameters
    ----------
    name
        ``dashboard``, ``models``, ``demo`` or ``drills``.

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
