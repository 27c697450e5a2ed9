"""Small JSON files, each of one form: read without trusting them, written whole or not at all."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from kicksense.errors import StoreError
from kicksense.store.atomic import read_trouble, write_atomically, write_trouble
from kicksense.store.folder import DataFolder

PlayerId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
"""An id of a player as files hold it, never a name."""

_FOLDER_MODE: Final = 0o700
_REASON_LETTERS: Final = 160
_MEGABYTE: Final = 1024**2


class Part(BaseModel):
    """A document or a part of one; refuses fields it does not name, infinity and NaN."""

    model_config = ConfigDict(
        frozen=True, from_attributes=True, allow_inf_nan=False, extra="forbid"
    )


AnyDocument = TypeVar("AnyDocument", bound=Part)


@dataclass(frozen=True, slots=True)
class Form(Generic[AnyDocument]):
    """What the files of one kind are like, and what is said of one that is damaged.

    Attributes
    ----------
    document
        What such a file holds; its field ``format`` is the version of the form.
    version
        The one that this kicksense reads.
    title
        What such a file is, as in "a file of labels".
    cure
        What to do about a damaged one.
    max_bytes
        A longer file is refused unread.
    """

    document: type[AnyDocument]
    version: int
    title: str
    cure: str
    max_bytes: int

    def read(self, path: Path) -> AnyDocument | None:
        """Read a file, None where there is none.

        Parameters
        ----------
        path
            The file.

        Raises
        ------
        StoreError
            If it is damaged, of another version, or cannot be read.
        """
        try:
            if path.stat().st_size > self.max_bytes:
                raise self.damaged(path, f"it is larger than {self.max_bytes // _MEGABYTE} MB")
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise read_trouble(error, path) from error
        try:
            return self.document.model_validate_json(content)
        except ValidationError as error:
            raise self._refused(path, error) from error

    def write(self, folder: DataFolder, path: Path, document: AnyDocument) -> None:
        """Write a file, completely or not at all.

        Parameters
        ----------
        folder
            The data folder; made where it is missing.
        path
            The file, somewhere in it.
        document
            All of its content; what is as usual is left out.

        Raises
        ------
        StoreError
            If it could not be written; an older file is then untouched.
        """
        folder.create()
        places = [place for place in path.parents if folder.root in place.parents]
        for place in reversed(places):
            try:
                place.mkdir(mode=_FOLDER_MODE, exist_ok=True)
            except OSError as error:
                raise write_trouble(error, place) from error
        content = document.model_dump_json(indent=1, exclude_defaults=True) + "\n"
        write_atomically(path, content.encode())

    def damaged(self, path: Path, reason: str) -> StoreError:
        """Give what is said of a damaged file, to be raised by the caller."""
        return StoreError(f"{path} is no sound {self.title} ({reason}); {self.cure}.")

    def _refused(self, path: Path, error: ValidationError) -> StoreError:
        """Say in one sentence why a file is not of this form."""
        first = error.errors(include_url=False)[0]
        if first["loc"] == ("format",) and first["type"] != "missing":
            return StoreError(
                f"{path} has format {str(first['input'])[:20]}, and this kicksense reads format "
                f"{self.version}; upgrade kicksense."
            )
        return self.damaged(path, first_flaw(error))


def first_flaw(error: ValidationError) -> str:
    """Give where the first flaw of a document is and what, in one line of bounded length.

    Parameters
    ----------
    error
        What was found.
    """
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    reason = first["msg"].splitlines()[0][:_REASON_LETTERS]
    return f"{where}: {reason}" if where else reason
