"""Which model judges, and where it lies."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from kicksense.errors import ModelError
from kicksense.inference.model import KickModel
from kicksense.store.data_places import read_choices, write_choices
from kicksense.store.folder import DataFolder
from kicksense.store.model_files import load_model
from kicksense.store.model_folder import CARD_FILE
from kicksense.store.places import place_of

NO_MODEL: Final = "none"
"""What is asked for to have the rules alone judge."""

DEFAULT_MODEL: Final = "default"
"""The model that ships."""

_LOADED: Final = 16


def chosen_model(name: str | None, data: DataFolder) -> KickModel | None:
    """Give the model that is to judge.

    Parameters
    ----------
    name
        Of a model or its folder; `NO_MODEL` for the rules alone, None for the one that was chosen
        for this data folder, else the one that ships.
    data
        The user's data folder; models trained there are looked for first.

    Returns
    -------
    model
        None where the rules alone judge.

    Raises
    ------
    ModelError
        If there is no such model, or it cannot be used.
    """
    if name == NO_MODEL:
        return None
    return loaded_model(model_folder(name or default_model(data), data))


def default_model(data: DataFolder) -> str:
    """Give the model that judges where nobody names one.

    Parameters
    ----------
    data
        The user's data folder, in which another than the one that ships may be chosen.

    Raises
    ------
    StoreError
        If the file of choices is damaged.
    """
    return read_choices(data).model or DEFAULT_MODEL


def choose_default_model(data: DataFolder, name: str | None) -> None:
    """Have a model judge where nobody names one; None for the one that ships.

    Raises
    ------
    ModelError
        If there is no such model, or it cannot be used.
    StoreError
        If the choice cannot be kept.
    """
    if name is not None:
        loaded_model(model_folder(name, data))
    choices = read_choices(data)
    kept = None if name == DEFAULT_MODEL else name
    write_choices(data, choices.model_copy(update={"model": kept}))


def loaded_model(folder: Path) -> KickModel:
    """Read a model, once a process as long as it stays as it is.

    Parameters
    ----------
    folder
        Holds a card.

    Returns
    -------
    model
        Ready to judge.

    Raises
    ------
    ModelError
        If it cannot be used.
    """
    try:
        written = (folder / CARD_FILE).stat().st_mtime_ns
    except OSError:
        written = 0
    return _loaded(folder, written)


@lru_cache(maxsize=_LOADED)
def _loaded(folder: Path, written: int) -> KickModel:
    """Read a model; one that was written anew is another."""
    del written
    return load_model(folder)


def model_folder(name: str, data: DataFolder) -> Path:
    """Give the folder of a model.

    Parameters
    ----------
    name
        Of a model in the data folder or of one that ships; or the folder itself, told from a name
        by a slash.
    data
        The user's data folder.

    Returns
    -------
    folder
        It holds a card.

    Raises
    ------
    ModelError
        If there is no such model.
    """
    if "/" in name or "\\" in name:
        places = [Path(name).expanduser().resolve()]
    else:
        places = [data.root / "models" / name, place_of("models") / name]
    for place in places:
        if (place / CARD_FILE).is_file():
            return place
    raise ModelError(
        f"there is no model '{name}' in {' or '.join(str(place.parent) for place in places)}; "
        "'kicksense models list' names those that there are, 'kicksense train' makes one, and "
        f"'--model {NO_MODEL}' measures the rules alone."
    )
