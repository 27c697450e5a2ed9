"""Two models' cards beside each other, and whether a difference may be chance."""

from dataclasses import dataclass
from enum import StrEnum

from kicksense.store.model_card import ModelCard, ScoreCard


class Judgement(StrEnum):
    """What can be said of two figures with intervals."""

    FIRST = "first"
    SECOND = "second"
    CHANCE = "chance"


@dataclass(frozen=True, slots=True)
class ComparedScore:
    """A figure of two models.

    Attributes
    ----------
    name
        As on the cards.
    first, second
        The figures.
    judgement
        Which is better where the intervals do not meet; chance where they do.
    """

    name: str
    first: ScoreCard
    second: ScoreCard
    judgement: Judgement


def compared_cards(first: ModelCard, second: ModelCard) -> tuple[ComparedScore, ...]:
    """Put the figures of two models side by side.

    They were measured on the players of each model's own training, left out in turns, so only
    intervals that do not meet at all count as a difference. An evaluation of both on the same data
    tells more (`kicksense.workflows.evaluation_kicks.difference_of`).

    Parameters
    ----------
    first, second
        Cards.

    Returns
    -------
    scores
        Those that both cards have, in the order of the first.
    """
    others = {score.name: score for score in second.scores}
    return tuple(
        ComparedScore(score.name, score, others[score.name], _judged(score, others[score.name]))
        for score in first.scores
        if score.name in others
    )


def smaller_is_better(name: str) -> bool:
    """Tell whether a figure is an error."""
    return "error" in name


def has_direction(name: str) -> bool:
    """Tell whether more, or less, of a figure is better.

    A bias and a coverage have an aim, and kicks that are left open are neither good nor bad.
    """
    return not any(part in name for part in ("bias", "coverage", "abstention"))


def _judged(first: ScoreCard, second: ScoreCard) -> Judgement:
    # With one player, or no case that differs between players, an interval has no width and says
    # nothing of how far chance reaches.
    says_nothing = any(score.low == score.high for score in (first, second))
    apart = first.low > second.high or second.low > first.high
    if says_nothing or not apart or not has_direction(first.name):
        return Judgement.CHANCE
    first_is_larger = first.value > second.value
    better = first_is_larger != smaller_is_better(first.name)
    return Judgement.FIRST if better else Judgement.SECOND
