"""The models there are, what is on their cards, and whether their two forms agree."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.errors import KicksenseError, ModelError
from kicksense.inference.plain import PlainClassifier, PlainRegressor
from kicksense.store.folder import DataFolder
from kicksense.store.model_card import ModelCard, is_name
from kicksense.store.model_files import load_check_rows, load_estimators, load_model
from kicksense.store.model_folder import CARD_FILE, load_card
from kicksense.store.model_parts import parts_of
from kicksense.store.places import place_of
from kicksense.workflows.model_choice import model_folder

AGREEMENT: Final = 1e-6
"""Both forms of a model answer alike to this."""


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model in one of the folders of models.

    Attributes
    ----------
    name, folder
        Which, and where.
    ships
        True for one that came with kicksense.
    card
        None where it cannot be used.
    trouble
        Why it cannot be used; empty where it can.
    """

    name: str
    folder: Path
    ships: bool
    card: ModelCard | None
    trouble: str = ""


def models_of(data: DataFolder) -> Path:
    """Give the folder of a user's own models."""
    return data.root / "models"


def found_models(data: DataFolder) -> list[FoundModel]:
    """List the user's models and those that ship.

    Parameters
    ----------
    data
        The user's data folder.

    Returns
    -------
    models
        By name; a user's model hides one of the same name that ships.
    """
    found: dict[str, FoundModel] = {}
    for places, ships in ((_shipped(), True), ([models_of(data)], False)):
        for place in places:
            for folder in sorted(place.iterdir()) if place.is_dir() else ():
                if is_name(folder.name) and (folder / CARD_FILE).exists():
                    found[folder.name] = _looked_at(folder, ships=ships)
    return [found[name] for name in sorted(found)]


def _shipped() -> Iterator[Path]:
    """Give the folder of models that ship, if there is one."""
    try:
        yield place_of("models")
    except KicksenseError:
        return


def _looked_at(folder: Path, *, ships: bool) -> FoundModel:
    """Say whether a model can be used."""
    try:
        load_model(folder)
        return FoundModel(folder.name, folder, ships, load_card(folder))
    except ModelError as error:
        return FoundModel(folder.name, folder, ships, None, str(error))


def card_named(name: str, data: DataFolder) -> ModelCard:
    """Give the card of a model.

    Parameters
    ----------
    name
        Of a model, or its folder.
    data
        The user's data folder.

    Returns
    -------
    card
        As written.

    Raises
    ------
    ModelError
        If there is no such model, or its card is damaged.
    """
    return load_card(model_folder(name, data))


def verified(name: str, data: DataFolder) -> float:
    """Compare the estimators of a model with its plain arrays.

    The estimators are read under the list of allowed types, turned into plain arrays, which finds
    trees that lead astray, and only then asked for answers.

    Parameters
    ----------
    name
        Of a model, or its folder.
    data
        The user's data folder.

    Returns
    -------
    apart
        The largest difference of any answer on the rows that lie with the model.

    Raises
    ------
    ModelError
        If a file is damaged or holds what it must not, or the answers differ by more than
        `AGREEMENT`.
    """
    folder = model_folder(name, data)
    model = load_model(folder)
    contacts, kicks = load_check_rows(folder)
    estimators = load_estimators(folder)
    apart = 0.0
    for part, plain in parts_of(model).items():
        rows = contacts if part == "contacts" else kicks
        try:
            own, flattened, said = _answers(plain, estimators[part], rows)
        except (ValueError, TypeError, IndexError, KeyError, AttributeError) as error:
            raise _differs(folder, f"its part '{part}' is damaged: {error}") from error
        largest = max(float(np.abs(own - other).max(initial=0.0)) for other in (flattened, said))
        if not largest <= AGREEMENT:
            raise _differs(folder, f"the two forms of '{part}' differ by {largest:.2g}")
        apart = max(apart, largest)
    return apart


def _answers(
    plain: PlainClassifier | PlainRegressor,
    estimator: Any,  # noqa: ANN401 - scikit-learn has no types
    rows: FloatArray,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Ask the plain part, the estimator turned into one anew, and the estimator itself."""
    from kicksense.inference.training_plain import (  # noqa: PLC0415 - imports scikit-learn
        plain_classifier,
        plain_regressor,
    )

    if isinstance(plain, PlainRegressor):
        again = plain_regressor(estimator, plain.names)
        said = np.asarray(estimator.predict(rows))
        return plain.values(rows), again.values(rows), said
    anew = plain_classifier(estimator, plain.names, plain.classes)
    raw = PlainClassifier(plain.names, plain.classes, plain.body, 1.0, np.zeros_like(plain.offsets))
    seen = np.asarray(estimator.classes_, dtype=np.intp)
    said = np.zeros((len(rows), len(plain.classes)))
    said[:, seen] = estimator.predict_proba(rows)
    return raw.probabilities(rows), anew.probabilities(rows), said


def _differs(folder: Path, why: str) -> ModelError:
    """Say that a model is not what it claims to be."""
    return ModelError(
        f"the model '{folder.name}' does not agree with itself: {why}; make it anew with "
        f"'kicksense train --model-name {folder.name} --data DIR'."
    )
