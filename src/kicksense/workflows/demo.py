"""The demo session that ships with kicksense: simulated, and saying so."""

from pathlib import Path
from typing import Final

from kicksense.errors import StoreError
from kicksense.exchange.options import ReadOptions
from kicksense.store.places import place_of
from kicksense.workflows.sessions import SessionRow, Sessions, import_file

RECORDING_NAME: Final = "demo.parquet"


def demo_recording_path() -> Path:
    """Give the demo recording that ships with kicksense.

    Returns
    -------
    path
        Inside the installed package, or in the checkout's ``data/demo``.

    Raises
    ------
    StoreError
        If it is missing.
    """
    path = place_of("demo") / RECORDING_NAME
    if not path.is_file():
        raise StoreError(
            f"The demo recording is missing from {path.parent}. Install kicksense again, or make "
            "it with 'python -m kicksense.workflows.demo_building FOLDER'."
        )
    return path


def ensure_demo(sessions: Sessions) -> SessionRow:
    """Import the demo recording; where it already is, that session is given.

    Parameters
    ----------
    sessions
        The store.

    Returns
    -------
    row
        The session; marked as simulated.

    Raises
    ------
    StoreError
        If the demo is missing or the store cannot take it.
    """
    return import_file(sessions, demo_recording_path(), ReadOptions())
