"""Stored sessions: import, list, find, read."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from kicksense.domain.live import Marker
from kicksense.domain.signals import Recording
from kicksense.errors import KicksenseError, UsageError
from kicksense.exchange.file_reading import ColumnGuess, FilePreview
from kicksense.exchange.options import ReadOptions
from kicksense.exchange.reading import preview
from kicksense.store.adoption import Adoption
from kicksense.store.folder import DataFolder, data_folder
from kicksense.store.library import Library, Stored, open_library
from kicksense.store.markers import read_markers
from kicksense.store.recordings import CHANNELS, is_stored_recording
from kicksense.store.session_row import SessionRow
from kicksense.workflows.analysis import load_recording

__all__ = [
    "FilePreview",
    "SessionRow",
    "Sessions",
    "find_session",
    "import_file",
    "import_recording",
    "list_sessions",
    "markers_of",
    "open_sessions",
    "preview_file",
    "recording_of",
]

STORED_KIND: Final = "kicksense"
"""What previews call the format of a recording that kicksense wrote."""

_ROWS_SHOWN: Final = 5
_UNITS: Final = {"acc": "mps2", "gyr": "radps"}
_PLAYER_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ID_SHOWN: Final = 65


@dataclass(frozen=True, slots=True, eq=False)
class Sessions:
    """The user's data folder, opened.

    Attributes
    ----------
    library
        Its recordings and their catalogue.
    """

    library: Library

    @property
    def folder(self) -> DataFolder:
        """Where everything lies."""
        return self.library.folder

    @property
    def adoption(self) -> Adoption:
        """What was found in the folder when it was opened."""
        return self.library.adoption


def open_sessions(data_dir: Path | None = None) -> Sessions:
    """Open the data folder; make it where it is missing.

    Parameters
    ----------
    data_dir
        The folder; None for the one that ``KICKSENSE_DATA`` names, or the system's usual place.

    Returns
    -------
    sessions
        Ready for use.

    Raises
    ------
    StoreError
        If the folder cannot be used or its catalogue is damaged.
    """
    return Sessions(open_library(data_folder(data_dir)))


def import_file(
    sessions: Sessions, path: Path, read_options: ReadOptions, *, player_id: str | None = None
) -> SessionRow:
    """Read a file and store it; the same content again is the same session.

    Parameters
    ----------
    sessions
        The store.
    path
        The original; it is left untouched.
    read_options
        What the user says about the file.
    player_id
        Whose it is; an id, never a name.

    Returns
    -------
    row
        The session.

    Raises
    ------
    KicksenseError
        If the file cannot be read honestly or cannot be stored; nothing of it then is.
    """
    recording = load_recording(path, read_options)
    return import_recording(sessions, recording, player_id=player_id).row


def import_recording(
    sessions: Sessions, recording: Recording, *, player_id: str | None = None
) -> Stored:
    """Store a recording that was read with `kicksense.workflows.analysis.load_recording`.

    Parameters
    ----------
    sessions
        The store.
    recording
        With a fingerprint.
    player_id
        Whose it is; an id, never a name.

    Returns
    -------
    stored
        The session, and whether it is new.

    Raises
    ------
    StoreError
        If it cannot be stored; nothing of it then is.
    UsageError
        If the player's id is none.
    """
    if player_id is not None and _PLAYER_ID.fullmatch(player_id) is None:
        raise UsageError(
            f"{player_id[:_ID_SHOWN]!r} is no player id; use up to 64 letters, digits, dashes or "
            "dots, and no real name."
        )
    return sessions.library.store(recording, player_id)


def list_sessions(sessions: Sessions) -> tuple[SessionRow, ...]:
    """Give all sessions, the newest import first.

    Parameters
    ----------
    sessions
        The store.

    Returns
    -------
    rows
        One for each session.
    """
    return sessions.library.catalogue.sessions()


def find_session(sessions: Sessions, key: str) -> SessionRow:
    """Find the session that a user means.

    Parameters
    ----------
    sessions
        The store.
    key
        An id, the beginning of one, or a name.

    Returns
    -------
    row
        The only session that fits.

    Raises
    ------
    UsageError
        If none fits, or several do.
    """
    rows = list_sessions(sessions)
    wanted = key.strip()
    for fitting in (
        [row for row in rows if row.id == wanted.lower()],
        [row for row in rows if row.name == wanted],
        [row for row in rows if wanted and row.id.startswith(wanted.lower())],
    ):
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            several = ", ".join(f"{row.id} ({row.name})" for row in fitting)
            raise UsageError(f"'{key}' fits several sessions: {several}; give the id.")
    raise UsageError(
        f"there is no session '{key}'; `kicksense sessions` lists those that there are."
    )


def recording_of(sessions: Sessions, session_id: str) -> Recording:
    """Read the recording of a session.

    Parameters
    ----------
    sessions
        The store.
    session_id
        Its id.

    Returns
    -------
    recording
        As it was imported.

    Raises
    ------
    StoreError
        If its file is missing, damaged or of another version.
    """
    return sessions.library.read(session_id)


def markers_of(sessions: Sessions, session_id: str) -> tuple[Marker, ...]:
    """Give what was marked while a stored session was recorded.

    Parameters
    ----------
    sessions
        The store.
    session_id
        Its id.

    Returns
    -------
    markers
        In order of time, on the recording's clock; none for what was imported.

    Raises
    ------
    StoreError
        If the file of the markers is damaged.
    """
    return read_markers(sessions.folder, session_id)


def preview_file(path: Path, read_options: ReadOptions) -> FilePreview:
    """Say what a file seems to hold, before it is imported.

    Parameters
    ----------
    path
        The original; it is left untouched.
    read_options
        What the user says about the file.

    Returns
    -------
    preview
        Columns, units and rate as they would be read; what is wrong as a sentence in it.
    """
    if not is_stored_recording(path):
        return preview(path, read_options)
    try:
        recording = load_recording(path, read_options)
    except KicksenseError as error:
        return FilePreview(path.name, STORED_KIND, problem=str(error))
    return _preview_of(path, recording)


def _preview_of(path: Path, recording: Recording) -> FilePreview:
    """Show a recording that kicksense wrote: nothing about it had to be guessed."""
    shown = slice(0, _ROWS_SHOWN)
    rows = np.hstack((recording.acc_mps2[shown], recording.gyr_radps[shown]))
    return FilePreview(
        path.name,
        STORED_KIND,
        header=CHANNELS,
        first_rows=tuple(tuple(f"{value:.4f}" for value in row) for row in rows),
        columns=tuple(
            ColumnGuess(name, name, _UNITS[name[:3]], "written by kicksense") for name in CHANNELS
        ),
        rate_hz=recording.sampling_rate_hz,
        rows=len(recording),
        acc_at_rest_mps2=recording.quality.acc_at_rest_mps2,
        remarks=(*recording.source.remarks, *recording.quality.remarks),
    )
