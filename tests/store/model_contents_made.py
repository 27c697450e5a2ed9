"""A small trained model as it is written."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from kicksense.features.schema import SCHEMA_VERSION
from kicksense.inference.evidence import KICK_EVIDENCE
from kicksense.inference.model import (
    CONTACT_CLASSES,
    TECHNIQUES,
    KickModel,
    PowerModel,
    SpeedModel,
)
from kicksense.inference.training_plain import plain_classifier, plain_regressor
from kicksense.kicks.contact_evidence import CONTACT_EVIDENCE
from kicksense.pipeline import ANALYSIS_VERSION
from kicksense.store.model_card import ModelCard
from kicksense.store.model_files import ModelContents
from kicksense.store.model_parts import PARTS


@cache
def fitted() -> dict[str, Any]:
    """Fit every part to noise, with few and small trees."""
    rng = np.random.default_rng(1)
    contacts = rng.normal(size=(300, len(CONTACT_EVIDENCE)))
    kicks = rng.normal(size=(300, len(KICK_EVIDENCE)))
    few = {"max_iter": 4, "max_leaf_nodes": 6, "early_stopping": False, "random_state": 0}
    estimators = {
        "contacts": HistGradientBoostingClassifier(**few).fit(contacts, np.arange(300) % 5),
        "technique": HistGradientBoostingClassifier(**few).fit(kicks, np.arange(300) % 3),
    }
    for part in PARTS[2:]:
        regressor = HistGradientBoostingRegressor(**few)
        estimators[part] = regressor.fit(kicks, rng.normal(size=300) * 0.1)
    return estimators


def plain_model(name: str, estimators: dict[str, Any]) -> KickModel:
    """Flatten the parts."""
    margins = np.full((3, 2), 0.05)

    def speed(parts: tuple[str, ...]) -> SpeedModel:
        low, middle, high = (plain_regressor(estimators[part], KICK_EVIDENCE) for part in parts)
        return SpeedModel(low, middle, high, margins)

    return KickModel(
        name=name,
        schema_version=SCHEMA_VERSION,
        analysis_version=ANALYSIS_VERSION,
        contacts=plain_classifier(estimators["contacts"], CONTACT_EVIDENCE, CONTACT_CLASSES),
        technique=plain_classifier(estimators["technique"], KICK_EVIDENCE, TECHNIQUES),
        power=PowerModel(foot=speed(PARTS[2:5]), ball=speed(PARTS[5:8])),
        kick_probability=0.6,
        abstain_below=0.45,
    )


def card_of(name: str, **changes: object) -> ModelCard:
    """Give a card without files."""
    fields: dict[str, Any] = {
        "name": name,
        "created_utc": datetime(2025, 1, 2, tzinfo=UTC),
        "command": "kicksense train",
        "seed": 1,
        "schema_version": SCHEMA_VERSION,
        "analysis_version": ANALYSIS_VERSION,
        "analysis_settings": {},
        "training_settings": {},
        "contact_names": CONTACT_EVIDENCE,
        "kick_names": KICK_EVIDENCE,
        "bodies": {},
        "kick_probability": 0.6,
        "abstain_below": 0.45,
        "dataset_fingerprint": "f" * 64,
        "recordings": (),
        "players": ("one", "two"),
        "sources": (),
        "versions": {"scikit-learn": sklearn.__version__},
    }
    return ModelCard(**{**fields, **changes})


def contents_made(name: str = "small", **changes: object) -> ModelContents:
    """Give everything that is written of a small model."""
    estimators = fitted()
    rng = np.random.default_rng(2)
    return ModelContents(
        model=plain_model(name, estimators),
        estimators=estimators,
        card=card_of(name, **changes),
        text=lambda card: f"# {card.name}\n",
        check_contacts=rng.normal(size=(20, len(CONTACT_EVIDENCE))),
        check_kicks=rng.normal(size=(20, len(KICK_EVIDENCE))),
        pictures={"reliability.png": b"\x89PNG"},
    )
