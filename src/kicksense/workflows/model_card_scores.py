"""The figures on a model's card: what its training does on players that it has left out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray, IntArray
from kicksense.inference.model import CONTACT_CLASSES, TECHNIQUES, KickModel
from kicksense.inference.training import Judged
from kicksense.inference.training_examples import KICK, SPEEDS, TrainingExamples
from kicksense.store.model_card import GroupCard, ScoreCard, TableCard
from kicksense.workflows.scoring_players import Figure, PlayerBootstrap, per_player

UNSURE: Final = len(TECHNIQUES)
"""Column of kicks whose technique is left open."""

_BINS: Final = 10
_FEWEST_IN_GROUP: Final = 10
_Counted = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, slots=True, eq=False)
class JudgedRows:
    """What was said of contacts and kicks beside what is true.

    Attributes
    ----------
    contact_said
        Classes said, shape (n,).
    kick_probability
        Of each contact, shape (n,).
    contact_players, kick_players
        Numbers of the players, shape (n,) and (k,).
    technique_said
        Techniques said, `UNSURE` where left open, shape (k,).
    players
        How many there are.
    """

    examples: TrainingExamples
    judged: Judged
    contact_said: IntArray
    kick_probability: FloatArray
    contact_players: IntArray
    technique_said: IntArray
    kick_players: IntArray
    players: int


def judged_rows(examples: TrainingExamples, judged: Judged, model: KickModel) -> JudgedRows:
    """Put the thresholds of a model to what was said of players left out.

    Parameters
    ----------
    examples
        What is true.
    judged
        What was said.
    model
        Its thresholds.

    Returns
    -------
    rows
        Decisions beside truth.
    """
    kick = judged.contact_probabilities[:, KICK]
    others = judged.contact_probabilities.copy()
    others[:, KICK] = -1.0
    likeliest = judged.kick_probabilities.argmax(axis=1)
    sure = judged.kick_probabilities.max(axis=1, initial=0.0) >= model.abstain_below
    names = np.concatenate([examples.contacts.players, examples.kicks.players])
    unique, numbers = np.unique(names, return_inverse=True)
    count = len(examples.contacts.players)
    return JudgedRows(
        examples=examples,
        judged=judged,
        contact_said=np.where(kick >= model.kick_probability, KICK, others.argmax(axis=1)),
        kick_probability=kick,
        contact_players=numbers[:count],
        technique_said=np.where(sure, likeliest, UNSURE),
        kick_players=numbers[count:],
        players=len(unique),
    )


def scores_of(rows: JudgedRows, seed: int) -> tuple[ScoreCard, ...]:
    """Give all figures over all players.

    Parameters
    ----------
    rows
        Decisions beside truth.
    seed
        Of the draws of players.

    Returns
    -------
    scores
        Those for which there is anything to measure.
    """
    bootstrap = PlayerBootstrap.drawn(rows.players, seed)
    everyone = np.ones(len(rows.kick_players), dtype=np.bool_)
    figures = _contact_figures(rows, bootstrap, np.ones(len(rows.contact_players), dtype=np.bool_))
    figures |= _technique_figures(rows, bootstrap, everyone)
    for column, speed in enumerate(SPEEDS):
        figures |= _speed_figures(rows, bootstrap, everyone, column)
        for row, technique in enumerate(TECHNIQUES):
            part = rows.examples.techniques == row
            of_technique = _speed_figures(rows, bootstrap, part, column)
            name = f"{speed}_speed_coverage"
            figures[f"{name}_{technique}"] = of_technique[name]
    return _cards(figures)


def groups_of(
    rows: JudgedRows, groups: Mapping[str, np.ndarray], seed: int
) -> tuple[GroupCard, ...]:
    """Give the figures of each group of kicks.

    Parameters
    ----------
    rows
        Decisions beside truth.
    groups
        What each kick belongs to, by kind of group, each shape (k,).
    seed
        Of the draws of players.

    Returns
    -------
    cards
        Where examples came from first, with figures of their contacts too. Groups with too few
        kicks to say anything are left out.
    """
    bootstrap = PlayerBootstrap.drawn(rows.players, seed)
    cards = []
    for group, values in {"source": rows.examples.kicks.sources, **groups}.items():
        for value in np.unique(values):
            mask = np.asarray(values == value)
            if np.count_nonzero(mask) < _FEWEST_IN_GROUP:
                continue
            figures = _technique_figures(rows, bootstrap, mask)
            if group == "source":
                contacts = np.asarray(rows.examples.contacts.sources == value)
                figures |= _contact_figures(rows, bootstrap, contacts)
            for column in range(len(SPEEDS)):
                figures |= _speed_figures(rows, bootstrap, mask, column)
            cards.append(
                GroupCard(
                    group=group,
                    value=str(value),
                    kicks=int(np.count_nonzero(mask)),
                    scores=_cards(figures),
                )
            )
    return tuple(cards)


def confusions_of(rows: JudgedRows) -> dict[str, TableCard]:
    """Count contacts and kicks by what they are and what was said of them."""
    truth = rows.examples.techniques
    known = truth >= 0
    return {
        "contacts": _table(
            rows.examples.contact_classes, rows.contact_said, CONTACT_CLASSES, CONTACT_CLASSES
        ),
        "technique": _table(
            truth[known], rows.technique_said[known], TECHNIQUES, (*TECHNIQUES, "unsure")
        ),
    }


def reliabilities_of(rows: JudgedRows) -> dict[str, TableCard]:
    """Compare probabilities with how often they came true, in ten bins."""
    known = rows.examples.techniques >= 0
    said = rows.judged.kick_probabilities[known]
    right = said.argmax(axis=1) == rows.examples.techniques[known]
    is_kick = rows.examples.contact_classes == KICK
    return {
        "kick": _reliability(rows.kick_probability, is_kick),
        "technique": _reliability(said.max(axis=1, initial=0.0), right),
    }


def _contact_figures(
    rows: JudgedRows, bootstrap: PlayerBootstrap, mask: BoolArray
) -> dict[str, Figure]:
    """Precision, recall and F1 of calling some contacts kicks."""
    true = mask & (rows.examples.contact_classes == KICK)
    said = mask & (rows.contact_said == KICK)
    hits, called, real = (
        per_player(rows.contact_players[mask], rows.players) for mask in (true & said, said, true)
    )
    both = np.stack([hits, called + real], axis=1)
    return {
        "kick_contact_precision": bootstrap.of_ratio(hits, called),
        "kick_contact_recall": bootstrap.of_ratio(hits, real),
        "kick_contact_f1": bootstrap.of_counts(both, _doubled_share, real.sum()),
    }


def _doubled_share(counts: FloatArray) -> FloatArray:
    """Give twice the first over the second, NaN where there is nothing."""
    some = counts[:, 1] > 0.0
    return np.where(some, 2.0 * counts[:, 0] / np.where(some, counts[:, 1], 1.0), np.nan)


def _technique_figures(
    rows: JudgedRows, bootstrap: PlayerBootstrap, mask: BoolArray
) -> dict[str, Figure]:
    """Macro-F1 and abstention over some kicks."""
    truth, said, whose = rows.examples.techniques, rows.technique_said, rows.kick_players
    known = mask & (truth >= 0)
    counts = np.zeros((rows.players, len(TECHNIQUES), len(TECHNIQUES) + 1))
    np.add.at(counts, (whose[known], truth[known], said[known]), 1.0)
    left_open = per_player(whose[mask & (said == UNSURE)], rows.players)
    return {
        "technique_macro_f1": bootstrap.of_counts(counts, _macro_f1, known.sum()),
        "technique_abstention": bootstrap.of_ratio(
            left_open, per_player(whose[mask], rows.players)
        ),
    }


def _macro_f1(counts: FloatArray) -> FloatArray:
    """Average the F1 of the techniques that occur, shape (n,)."""
    named = len(TECHNIQUES)
    right = np.diagonal(counts[:, :, :named], axis1=1, axis2=2)
    total = counts.sum(axis=2) + counts[:, :, :named].sum(axis=1)
    occurs = counts.sum(axis=2) > 0.0
    f1 = np.where(occurs, 2.0 * right / np.where(total > 0.0, total, 1.0), 0.0)
    number = occurs.sum(axis=1)
    return np.where(number > 0, f1.sum(axis=1) / np.maximum(number, 1), np.nan)


def _speed_figures(
    rows: JudgedRows, bootstrap: PlayerBootstrap, mask: BoolArray, column: int
) -> dict[str, Figure]:
    """Median error, bias and coverage of one speed over some kicks."""
    logs = rows.judged.speed_logs[:, column]
    known = mask & np.isfinite(logs).all(axis=1)
    low, value, high = logs[known].T
    whose = rows.kick_players[known]
    inside = (low <= 0.0) & (high >= 0.0)
    error = np.exp(value) - 1.0
    name = f"{SPEEDS[column]}_speed"
    return {
        f"{name}_median_error": bootstrap.of_quantile(np.abs(error), whose, 0.5),
        f"{name}_bias": bootstrap.of_quantile(error, whose, 0.5),
        f"{name}_coverage": bootstrap.of_ratio(
            per_player(whose[inside], rows.players), per_player(whose, rows.players)
        ),
    }


def _cards(figures: Mapping[str, Figure]) -> tuple[ScoreCard, ...]:
    """Put figures on the card; a single player gives no interval."""
    return tuple(
        ScoreCard(
            name=name,
            value=figure.value,
            low=figure.low if np.isfinite(figure.low) else figure.value,
            high=figure.high if np.isfinite(figure.high) else figure.value,
            count=figure.count,
        )
        for name, figure in figures.items()
        if np.isfinite(figure.value)
    )


def _table(
    truth: IntArray, said: IntArray, names: tuple[str, ...], columns: tuple[str, ...]
) -> TableCard:
    """Count rows by truth and by what was said."""
    counts = np.zeros((len(names), len(columns)))
    np.add.at(counts, (truth, said), 1.0)
    return TableCard(rows=names, columns=columns, values=tuple(map(tuple, counts.tolist())))


def _reliability(said: FloatArray, true: BoolArray) -> TableCard:
    """Give, bin by bin, how many there are, the mean probability, and the share that came true."""
    bins = np.minimum((said * _BINS).astype(np.intp), _BINS - 1)
    rows, values = [], []
    for row in np.unique(bins):
        part = bins == row
        rows.append(f"{row / _BINS:.1f} to {(row + 1) / _BINS:.1f}")
        values.append((float(part.sum()), float(said[part].mean()), float(true[part].mean())))
    return TableCard(rows=tuple(rows), columns=("count", "said", "true"), values=tuple(values))
