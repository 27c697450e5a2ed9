"""The parts of a model: its arrays and how its card describes them, there and back."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.errors import ModelError
from kicksense.features.schema import SCHEMA_VERSION
from kicksense.inference.evidence import KICK_EVIDENCE
from kicksense.inference.model import (
    CONTACT_CLASSES,
    TECHNIQUES,
    KickModel,
    PowerModel,
    SpeedModel,
)
from kicksense.inference.plain import PlainClassifier, PlainRegressor, Trees
from kicksense.kicks.contact_evidence import CONTACT_EVIDENCE
from kicksense.store.model_arrays import AnyArray, arrays_of, body_of
from kicksense.store.model_card import BodyCard, ModelCard
from kicksense.store.model_folder import ARRAYS_FILE

_SPEEDS: Final = ("foot", "ball")
_QUANTILES: Final = ("low", "middle", "high")
PARTS: Final = (
    "contacts",
    "technique",
    *(f"{speed}_{quantile}" for speed in _SPEEDS for quantile in _QUANTILES),
)
"""Names of the parts of a model, in ``arrays.npz`` and in ``model.skops``."""


def parts_of(model: KickModel) -> dict[str, PlainClassifier | PlainRegressor]:
    """Give the parts of a model by the names in `PARTS`."""
    parts: dict[str, PlainClassifier | PlainRegressor] = {
        "contacts": model.contacts,
        "technique": model.technique,
    }
    for name in _SPEEDS:
        speed: SpeedModel = getattr(model.power, name)
        for quantile in _QUANTILES:
            parts[f"{name}_{quantile}"] = getattr(speed, quantile)
    return parts


def arrays_of_model(model: KickModel) -> dict[str, AnyArray]:
    """Give all arrays of a model, by part and name."""
    arrays: dict[str, AnyArray] = {}
    for name, part in parts_of(model).items():
        arrays |= arrays_of(name, part.body)
        if isinstance(part, PlainClassifier):
            arrays[f"{name}.offsets"] = part.offsets
    for name in _SPEEDS:
        arrays[f"{name}.margins"] = getattr(model.power, name).margins
    return arrays


def body_cards(model: KickModel) -> dict[str, BodyCard]:
    """Describe the parts of a model, by the names in `PARTS`."""
    return {name: _body_card(part) for name, part in parts_of(model).items()}


def refuse_other_features(card: ModelCard) -> None:
    """Refuse a model that reads other numbers than this program measures.

    Raises
    ------
    ModelError
        With what differs.
    """
    if card.schema_version != SCHEMA_VERSION:
        raise ModelError(
            f"it reads features of version {card.schema_version}, and this program measures "
            f"version {SCHEMA_VERSION}"
        )
    for what, made_for, measured in (
        ("contact", card.contact_names, CONTACT_EVIDENCE),
        ("kick", card.kick_names, KICK_EVIDENCE),
    ):
        if made_for != measured:
            raise ModelError(f"it reads other numbers of a {what} than this program measures")
    if set(card.bodies) != set(PARTS):
        raise ModelError("its card does not name the parts of a model")


def model_of(card: ModelCard, arrays: Mapping[str, AnyArray]) -> KickModel:
    """Put the parts of a model together.

    Parameters
    ----------
    card
        Of the model; it fits this program.
    arrays
        As `arrays_of_model` gave them.

    Returns
    -------
    model
        The whole.

    Raises
    ------
    KeyError, ValueError
        If they do not fit together.
    """

    def numbers(name: str) -> FloatArray:
        array = np.array(arrays[name], dtype=np.float64)
        if not np.isfinite(array).all():
            raise ValueError(f"{name} is not finite")
        return array

    def classifier(name: str, names: tuple[str, ...], classes: tuple[str, ...]) -> PlainClassifier:
        body = body_of(name, card.bodies[name], arrays)
        temperature = card.bodies[name].temperature
        return PlainClassifier(names, classes, body, temperature, numbers(f"{name}.offsets"))

    def speed(name: str) -> SpeedModel:
        low, middle, high = (
            PlainRegressor(card.kick_names, body_of(part, card.bodies[part], arrays))
            for part in (f"{name}_{quantile}" for quantile in _QUANTILES)
        )
        return SpeedModel(low, middle, high, numbers(f"{name}.margins"))

    return KickModel(
        name=card.name,
        schema_version=card.schema_version,
        analysis_version=card.analysis_version,
        contacts=classifier("contacts", card.contact_names, CONTACT_CLASSES),
        technique=classifier("technique", card.kick_names, TECHNIQUES),
        power=PowerModel(foot=speed("foot"), ball=speed("ball")),
        kick_probability=card.kick_probability,
        abstain_below=card.abstain_below,
        digest=card.files[ARRAYS_FILE].sha256,
    )


def _body_card(part: PlainClassifier | PlainRegressor) -> BodyCard:
    """Describe one part."""
    return BodyCard(
        kind="trees" if isinstance(part.body, Trees) else "linear",
        row_length=part.body.row_length,
        averaged=isinstance(part.body, Trees) and part.body.averaged,
        temperature=part.temperature if isinstance(part, PlainClassifier) else 1.0,
    )
