"""The folder of a model: read with suspicion, written whole or not at all."""

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from kicksense.errors import ModelError
from kicksense.store.atomic import PART_SUFFIX, sync_folder, write_trouble
from kicksense.store.documents import first_flaw
from kicksense.store.model_arrays import MOST_BYTES
from kicksense.store.model_card import ModelCard, is_name

CARD_FILE: Final = "card.json"
ARRAYS_FILE: Final = "arrays.npz"
ESTIMATORS_FILE: Final = "model.skops"
TEXT_FILE: Final = "CARD.md"

_MOST_CARD_BYTES: Final = 16 * 1024 * 1024


def load_card(folder: Path) -> ModelCard:
    """Read the card of a model.

    Parameters
    ----------
    folder
        Of the model.

    Returns
    -------
    card
        Checked in form; not yet whether this program can use the model.

    Raises
    ------
    ModelError
        If there is none, or it is damaged or of another format.
    """
    require_name(folder.name)
    with curable(folder.name):
        text = _content(folder, CARD_FILE, _MOST_CARD_BYTES)
        try:
            card = ModelCard.model_validate_json(text)
        except ValidationError as error:
            raise ModelError(f"its card is not one of ours ({first_flaw(error)})") from error
        if card.name != folder.name:
            raise ModelError(f"its card is that of the model '{card.name}'")
    return card


def require_name(name: str) -> None:
    """Refuse what is no name of a model, so that no name leads out of the folder of models.

    Raises
    ------
    ModelError
        If it is none.
    """
    if not is_name(name):
        raise ModelError(
            f"'{name}' is no name for a model; use up to 64 small letters, digits, '-' and '_', "
            "like my-team_2."
        )


@contextlib.contextmanager
def curable(name: str) -> Iterator[None]:
    """Add to what is wrong with a model which model it is, and the command that cures it.

    Parameters
    ----------
    name
        Of the model.

    Yields
    ------
    nothing
        While the model is read.
    """
    try:
        yield
    except ModelError as error:
        raise ModelError(
            f"the model '{name}' cannot be used: {error}; make it anew with "
            f"'kicksense train --model-name {name} --data DIR', or choose another with "
            "'kicksense models list'."
        ) from error


def checked_content(folder: Path, card: ModelCard, name: str) -> bytes:
    """Read a file of a model that must be the one its card speaks of.

    Parameters
    ----------
    folder
        Of the model.
    card
        Its card.
    name
        Of the file.

    Returns
    -------
    content
        All of it.

    Raises
    ------
    ModelError
        If it is missing, too large, or another file.
    """
    content = _content(folder, name, MOST_BYTES)
    noted = card.files.get(name)
    if noted is None or sha256(content).hexdigest() != noted.sha256:
        raise ModelError(f"{name} is not the file that its card was written for")
    return content


def _content(folder: Path, name: str, most: int) -> bytes:
    """Read a regular file of bearable size."""
    path = folder / name
    try:
        # What is no regular file, like a pipe or a device, might never end.
        if not path.is_file():
            raise ModelError(f"there is no {path}")
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror or error})") from error
    if len(content) > most:
        raise ModelError(f"{path} is larger than {most} bytes")
    return content


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder beside its place and put it there; what was there before goes away whole.

    Parameters
    ----------
    folder
        To be made or replaced.
    files
        Contents by name.

    Raises
    ------
    StoreError
        If it cannot be written; an older folder of the name is then still there.
    """
    stamp = secrets.token_hex(4)
    part = folder.with_name(f".{folder.name}.{stamp}{PART_SUFFIX}")
    old = folder.with_name(f".{folder.name}.{stamp}.old{PART_SUFFIX}")
    try:
        part.mkdir(parents=True)
        for name, content in files.items():
            _write(part / name, content)
        sync_folder(part)
        _put(part, folder, old)
        sync_folder(folder.parent)
    except OSError as error:
        raise write_trouble(error, folder) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _put(part: Path, folder: Path, old: Path) -> None:
    """Exchange an old folder for a new one, and back again if that fails."""
    if not folder.exists():
        part.rename(folder)
        return
    folder.rename(old)
    try:
        part.rename(folder)
    except BaseException:
        old.rename(folder)
        raise


def _write(path: Path, content: bytes) -> None:
    """Write a file down to the disk."""
    with path.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
