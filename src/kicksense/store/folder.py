"""Where a user's recordings live."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kicksense.errors import StoreError
from kicksense.store.atomic import write_trouble

DATA_FOLDER_VARIABLE: Final = "KICKSENSE_DATA"
"""Environment variable that names the data folder."""

JOURNAL_SUFFIX: Final = ".journal"
"""Ends the name of every journal."""

_PRIVATE_MODE: Final = 0o700
"""Recordings of people are for their owner's eyes."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The user's data folder.

    Attributes
    ----------
    root
        The folder.
    chosen_by
        What named it: ``--data-dir``, the environment variable, or ``default``.
    """

    root: Path
    chosen_by: str = "default"

    @property
    def catalogue_path(self) -> Path:
        """The catalogue of sessions."""
        return self.root / "catalogue.sqlite"

    @property
    def recordings_path(self) -> Path:
        """The folder of recordings, one Parquet file each."""
        return self.root / "recordings"

    def recording_path(self, session_id: str) -> Path:
        """Give the file of one session's recording."""
        return self.recordings_path / f"{session_id}.parquet"

    @property
    def journals_path(self) -> Path:
        """The folder of journals, one file for each session that was recorded live."""
        return self.root / "journals"

    def journal_path(self, session_id: str) -> Path:
        """Give the journal of one live session."""
        return self.journals_path / f"{session_id}{JOURNAL_SUFFIX}"

    @property
    def in_use(self) -> bool:
        """Tell whether kicksense keeps recordings here; another program's folder is left alone."""
        return (
            self.catalogue_path.is_file()
            or any(self.recordings_path.glob("*.parquet"))
            or any(self.journals_path.glob(f"*{JOURNAL_SUFFIX}"))
        )

    def create(self) -> None:
        """Make the folder and the one for recordings, readable by their owner alone.

        Raises
        ------
        StoreError
            If they cannot be made or used.
        """
        for folder in (self.root, self.recordings_path):
            try:
                folder.mkdir(mode=_PRIVATE_MODE, parents=True, exist_ok=True)
            except FileExistsError as error:
                raise StoreError(
                    f"the data folder cannot be {folder}: a file of that name is there; "
                    "name another folder with --data-dir."
                ) from error
            except OSError as error:
                raise write_trouble(error, folder) from error


def data_folder(option: Path | None, environment: Mapping[str, str] | None = None) -> DataFolder:
    """Choose the data folder: the option, else the environment, else the system's usual place.

    Parameters
    ----------
    option
        What the user asked for with ``--data-dir``, or None.
    environment
        Environment variables; those of this process unless given.

    Returns
    -------
    folder
        The choice; nothing is made on disk yet.
    """
    variables = os.environ if environment is None else environment
    if option is not None:
        return DataFolder(option.expanduser().absolute(), "--data-dir")
    if named := variables.get(DATA_FOLDER_VARIABLE):
        return DataFolder(Path(named).expanduser().absolute(), DATA_FOLDER_VARIABLE)
    import platformdirs  # noqa: PLC0415 - imported late to keep --help fast

    return DataFolder(platformdirs.user_data_path("kicksense", appauthor=False))
