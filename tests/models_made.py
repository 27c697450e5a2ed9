"""Small models that answer without training, for tests of what uses a model."""

import numpy as np

from kicksense.features.schema import SCHEMA_VERSION
from kicksense.inference.evidence import KICK_EVIDENCE
from kicksense.inference.model import (
    CONTACT_CLASSES,
    TECHNIQUES,
    KickModel,
    PowerModel,
    SpeedModel,
)
from kicksense.inference.plain import Linear, PlainClassifier, PlainRegressor
from kicksense.kicks.contact_evidence import CONTACT_EVIDENCE
from kicksense.pipeline import ANALYSIS_VERSION


def linear(columns: int, weights: np.ndarray, bias: np.ndarray) -> Linear:
    """Give a linear model of the first order with centre 0 and spread 1."""
    return Linear(np.zeros(columns), np.ones(columns), weights, bias)


def classifier(
    names: tuple[str, ...], classes: tuple[str, ...], rng: np.random.Generator
) -> PlainClassifier:
    """Give a linear classifier with random weights."""
    weights = rng.normal(size=(len(classes), len(names)))
    body = linear(len(names), weights, np.zeros(len(classes)))
    return PlainClassifier(names, classes, body, 1.0, np.zeros(len(classes)))


def constant(names: tuple[str, ...], value: float) -> PlainRegressor:
    """Give a regressor that always says the same."""
    return PlainRegressor(names, linear(len(names), np.zeros((1, len(names))), np.array([value])))


def small_model(name: str = "small", seed: int = 1) -> KickModel:
    """Give a model whose speeds are those of physics, 20 % either way."""
    rng = np.random.default_rng(seed)
    low, middle, high = (constant(KICK_EVIDENCE, log) for log in (-0.2, 0.0, 0.2))
    speed = SpeedModel(low, middle, high, np.zeros((3, 2)))
    return KickModel(
        name=name,
        schema_version=SCHEMA_VERSION,
        analysis_version=ANALYSIS_VERSION,
        contacts=classifier(CONTACT_EVIDENCE, CONTACT_CLASSES, rng),
        technique=classifier(KICK_EVIDENCE, TECHNIQUES, rng),
        power=PowerModel(foot=speed, ball=speed),
        kick_probability=0.5,
        abstain_below=0.5,
    )
