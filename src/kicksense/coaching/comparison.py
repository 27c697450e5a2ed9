"""A score beside the player's own earlier ones."""

from collections.abc import Sequence
from typing import Final

from kicksense.coaching.score_kinds import SCORE_KINDS, Better
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.coaching.shares import spread_of
from kicksense.domain.score_card import Comparison, History, PastSession, Practice

_FEWEST: Final = 2


def comparable(history: History, practice: Practice) -> History:
    """Leave out what a practice cannot be put beside.

    Parameters
    ----------
    history
        The player's earlier sessions.
    practice
        This one.

    Returns
    -------
    history
        Sessions of the same player and leg by the same analysis and model; simulated ones only
        beside a simulated one. Never the practice itself.
    """
    report = practice.report
    wanted = (
        practice.player_id,
        practice.side,
        report.analysis_version,
        report.model_name,
        report.source.simulated,
    )
    return History(
        tuple(
            past for past in history.sessions if _key(past) == wanted and _is_other(past, practice)
        )
    )


def compared(
    name: str, value: float | None, earlier: Sequence[PastSession], settings: ScoreSettings
) -> Comparison | None:
    """Put a score beside earlier ones of the same drill.

    Parameters
    ----------
    name
        Of the score.
    value
        Now.
    earlier
        Sessions of the same drill.
    settings
        How much must change at least to be better or worse.

    Returns
    -------
    comparison
        None where there is no value now, or fewer than two before.
    """
    before = [
        score.value
        for past in earlier
        for score in past.card.scores
        if score.name == name and score.value is not None
    ]
    if value is None or len(before) < _FEWEST:
        return None
    usual = spread_of(before)
    better = SCORE_KINDS[name].better
    if better is Better.NEITHER:
        return Comparison(usual.median, usual.spread, len(before), None)
    gain = value - usual.median if better is Better.MORE else usual.median - value
    least = max(usual.spread, settings.least_change_ratio * abs(usual.median))
    is_best = value > max(before) if better is Better.MORE else value < min(before)
    verdict = True if gain > least else False if -gain > least else None
    return Comparison(usual.median, usual.spread, len(before), verdict, is_best)


def _key(past: PastSession) -> tuple[object, ...]:
    card = past.card
    return card.player_id, card.side, card.analysis_version, card.model_name, card.simulated


def _is_other(past: PastSession, practice: Practice) -> bool:
    return not practice.session_id or past.session_id != practice.session_id
