"""How likely a contact is a kick, a touch, a trap, a near miss or nothing with a ball."""

from enum import IntEnum
from typing import Protocol

import numpy as np

from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.domain.signals import SegmentRecording
from kicksense.kicks.contact_weights import BIAS, CENTRE, SPREAD, WEIGHTS
from kicksense.kicks.contacts import evidence
from kicksense.units import samples_in

_CENTRE = np.array(CENTRE)
_SPREAD = np.array(SPREAD)
_WEIGHTS = np.array(WEIGHTS)
_BIAS = np.array(BIAS)
_LIMIT = 4.0
_CUT_OFF_S = 0.03
"""A jolt is cut off if a sensor was at full scale this near to it."""


class ContactClass(IntEnum):
    """Columns of the probabilities of a contact."""

    OTHER = 0
    TOUCH = 1
    TRAP = 2
    KICK = 3
    MISS = 4


class ContactJudge(Protocol):
    """Whatever says how likely each contact belongs to each class."""

    def __call__(
        self,
        signals: SegmentRecording,
        jolt: FloatArray,
        positions: IntArray,
        measures: FloatArray,
    ) -> FloatArray:
        """Give probabilities, shape (k, 5), columns as in `ContactClass`."""
        ...


def judge_by_rule(
    signals: SegmentRecording, jolt: FloatArray, positions: IntArray, measures: FloatArray
) -> FloatArray:
    """Judge contacts without a trained model: by `class_probabilities` of their evidence.

    Near misses at full scale count as kicks: a cut-off jolt cannot show that none was there.
    """
    del jolt
    probabilities = class_probabilities(evidence(measures))
    reach = samples_in(_CUT_OFF_S, signals.sampling_rate_hz)
    around = np.clip(positions[:, None] + np.arange(-reach, reach + 1), 0, len(signals) - 1)
    cut_off = signals.clipped[around].any(axis=1)
    probabilities[cut_off, ContactClass.KICK] += probabilities[cut_off, ContactClass.MISS]
    probabilities[cut_off, ContactClass.MISS] = 0.0
    return probabilities


def terms_of(evidence: FloatArray, centre: FloatArray, spread: FloatArray) -> FloatArray:
    """Give the terms that the model weighs: each number, and each product of two.

    Parameters
    ----------
    evidence
        Shape (k, m).
    centre, spread
        Of the evidence in the fit, shape (m,).

    Returns
    -------
    terms
        Shape (k, m + m(m+1)/2). Numbers are taken relative to the centre and spread of the fit
        and held within four spreads, so that no contact is judged by a far extrapolation.
    """
    scaled = np.clip((evidence - centre) / spread, -_LIMIT, _LIMIT)
    rows, columns = np.triu_indices(evidence.shape[1])
    return np.concatenate([scaled, scaled[:, rows] * scaled[:, columns]], axis=1)


def class_probabilities(evidence: FloatArray) -> FloatArray:
    """Give the probability of each class of contact.

    A multinomial logistic model of second order, fitted by ``benchmarks/fit_contacts.py`` to
    `recordings/lmd`, the walking recordings and simulated players; the weights stand in
    `kicksense.kicks.contact_weights`. A trained model takes its place behind this function.

    Parameters
    ----------
    evidence
        Shape (k, m), from `kicksense.kicks.contacts.evidence`.

    Returns
    -------
    probabilities
        Shape (k, 5), columns as in `ContactClass`; rows add up to one.
    """
    score = terms_of(evidence, _CENTRE, _SPREAD) @ _WEIGHTS.T + _BIAS
    score -= score.max(axis=1, keepdims=True)
    odds = np.exp(score)
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
