"""What a score card was made from, as a key: a card of another key no longer holds."""

import hashlib
from collections.abc import Sequence
from typing import Final

from kicksense.coaching.findings import FindingSettings
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.domain.drill import Drill
from kicksense.domain.kick import Target
from kicksense.domain.live import Marker
from kicksense.features.schema import SCHEMA_VERSION
from kicksense.inference.adaptation import Adaptation
from kicksense.inference.model import KickModel
from kicksense.pipeline import ANALYSIS_VERSION
from kicksense.settings import AnalysisSettings
from kicksense.store.score_cards import CARD_FORMAT
from kicksense.store.session_row import SessionRow

SCORING_VERSION: Final = 1
"""Rises whenever the same practice would give another score card."""


def card_key(
    row: SessionRow,
    drill: Drill,
    *,
    target: Target | None,
    model: KickModel | None,
    adaptation: Adaptation,
    markers: Sequence[Marker],
    others: Sequence[SessionRow],
    removed_s: Sequence[float] = (),
) -> str:
    """Give the key of a session's score card.

    Parameters
    ----------
    row
        The session: its samples, leg and player.
    drill
        At its level: its plan as it is now.
    target
        What the ball is played to; carries what the surface takes from it.
    model
        That judges; None for the rules.
    adaptation
        What is known of the player.
    markers
        Cues, hits and notes.
    others
        Sessions that were recorded together with it.
    removed_s
        When the kicks were that somebody took out of it.

    Returns
    -------
    key
        SHA-256, hex. Two cards have one key where all of this is the same.
    """
    judge = "rules" if model is None else f"{model.name} {model.digest}"
    parts = (
        CARD_FORMAT,
        SCORING_VERSION,
        ANALYSIS_VERSION,
        SCHEMA_VERSION,
        (AnalysisSettings(), ScoreSettings(), FindingSettings()),
        judge,
        (row.id, row.fingerprint, row.worn_side, row.player_id),
        drill,
        target,
        adaptation,
        tuple(markers),
        tuple((other.id, other.fingerprint, other.worn_side, other.player_id) for other in others),
        *(() if not removed_s else (tuple(removed_s),)),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()
