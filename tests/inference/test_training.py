from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from kicksense.errors import UsageError
from kicksense.inference.model import TECHNIQUES
from kicksense.inference.training import Trained, train
from kicksense.inference.training_examples import KICK, TrainingExamples
from kicksense.inference.training_families import Family, Fit, FitJob
from kicksense.inference.training_rows import TrainingSettings
from tests.inference.training_made import SMALL, examples_made, told_by_player

BOOSTING = replace(SMALL, families=(Family.BOOSTING,))
"""Where nothing is asked about the comparison."""


def trained_on(
    examples: TrainingExamples, settings: TrainingSettings = BOOSTING, seed: int = 3
) -> Trained:
    return train(
        examples,
        "made",
        settings,
        seed=seed,
        analysis_version=1,
        run=map,
        progress=lambda _done, _total: None,
    )


@cache
def made() -> Trained:
    return trained_on(examples_made(), SMALL)


def test_a_trained_model_tells_contacts_and_techniques_of_players_it_has_not_seen() -> None:
    model, unseen = made().model, examples_made(seed=2)
    said = model.contacts.probabilities(unseen.contacts.numbers).argmax(axis=1)
    assert np.mean(said == unseen.contact_classes) > 0.6
    known = unseen.techniques >= 0
    said = model.technique.probabilities(unseen.kicks.numbers[known]).argmax(axis=1)
    assert np.mean(said == unseen.techniques[known]) > 0.75


def test_probabilities_are_as_high_as_answers_are_right() -> None:
    unseen = examples_made(players=20, seed=4)
    probabilities = made().model.contacts.probabilities(unseen.contacts.numbers)
    right = probabilities.argmax(axis=1) == unseen.contact_classes
    assert probabilities.max(axis=1).mean() == pytest.approx(right.mean(), abs=0.04)
    kicks = unseen.contact_classes == KICK
    assert probabilities[:, KICK].mean() == pytest.approx(kicks.mean(), abs=0.03)


@pytest.mark.parametrize("column", [0, 1])
def test_intervals_hold_nine_in_ten_in_every_technique(column: int) -> None:
    unseen = examples_made(players=40, seed=6)
    model = made().model
    speed = (model.power.foot, model.power.ball)[column]
    shares = model.technique.probabilities(unseen.kicks.numbers)
    bounds = speed.bounds(unseen.kicks.numbers, shares)
    truth = (unseen.true_logs - unseen.physics_logs)[:, column]
    inside = (bounds[:, 0] <= truth) & (truth <= bounds[:, 2])
    for row, technique in enumerate(TECHNIQUES):
        held = inside[unseen.techniques == row].mean()
        assert 0.85 < held < 0.95, f"{technique}: {held:.3f}"
    assert np.median(bounds[:, 1]) == pytest.approx(np.log((1.0, 1.2)[column]), abs=0.03)


def test_what_was_learnt_of_a_player_does_not_flatter_the_scores() -> None:
    leaky = told_by_player(examples_made(players=15))
    judged = trained_on(leaky).judged
    said = judged.contact_probabilities.argmax(axis=1)
    # The column of the player would tell every contact, had any model seen the player.
    names, whose = np.unique(leaky.contacts.players, return_inverse=True)
    right = np.array([np.mean((said == leaky.contact_classes)[whose == k]) for k in range(15)])
    assert len(names) == 15
    assert right.mean() < 0.6


def test_no_fit_predicts_a_player_that_it_was_trained_on() -> None:
    examples = examples_made()
    contacts = {row.tobytes(): who for row, who in _numbered(examples)}
    seen: list[tuple[set[str], set[str]]] = []

    def watching(function: Callable[[FitJob], Fit], jobs: Iterable[FitJob]) -> Iterable[Fit]:
        for job in jobs:
            unseen = {contacts[row.tobytes()] for row in job.unseen}
            seen.append((set(job.players.tolist()), unseen))
            yield function(job)

    train(
        examples, "made", SMALL, seed=3, analysis_version=1, run=watching,
        progress=lambda _done, _total: None,
    )  # fmt: skip
    assert len(seen) > 50
    assert all(trained.isdisjoint(unseen) for trained, unseen in seen)


def _numbered(examples: TrainingExamples) -> list[tuple[np.ndarray, str]]:
    return [
        (row, str(who))
        for rows in (examples.contacts, examples.kicks)
        for row, who in zip(rows.numbers.astype(np.float32), rows.players, strict=True)
    ]


def test_the_same_seed_gives_the_same_model() -> None:
    rows = examples_made(seed=2)
    one, again, other = (trained_on(examples_made(), seed=seed).model for seed in (3, 3, 4))
    assert one.kick_probability == again.kick_probability
    said = one.contacts.probabilities(rows.contacts.numbers)
    assert np.array_equal(said, again.contacts.probabilities(rows.contacts.numbers))
    assert not np.array_equal(said, other.contacts.probabilities(rows.contacts.numbers))


def test_every_family_is_compared_and_one_is_chosen_for_each_task() -> None:
    scores = made().families
    for task in ("contacts", "technique", "foot_middle", "ball_middle"):
        of_task = [score for score in scores if score.task == task]
        assert {score.family for score in of_task} == {"linear", "boosting", "chosen inside"}
        assert [score.chosen for score in of_task].count(True) == 1
        assert all(np.isfinite(score.loss) and score.standard_error >= 0.0 for score in of_task)


def test_an_abstention_threshold_leaves_few_kicks_open() -> None:
    trained = made()
    sure = trained.judged.kick_probabilities.max(axis=1)
    assert np.mean(sure < trained.model.abstain_below) <= 0.05


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    train(
        examples_made(), "made", BOOSTING, seed=1, analysis_version=1, run=map,
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    ends = [done for done, total in told if done == total]
    assert len(ends) == 2
    assert told[-1][0] == told[-1][1] == len(told) - ends[0]


def test_kicks_whose_truth_nobody_knows_are_judged_and_not_learnt_from() -> None:
    examples = examples_made()
    judged = made().judged
    assert np.any(examples.techniques < 0)
    assert np.isfinite(judged.kick_probabilities).all()
    hidden = replace(examples, true_logs=examples.true_logs.copy())
    hidden.true_logs[::3] = np.nan
    logs = trained_on(hidden).judged.speed_logs
    assert np.isnan(logs[::3]).all()
    assert np.isfinite(logs[1::3]).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda e: _of_players(e, 2), "at least 3 players"),
        (lambda e: replace(e, contact_classes=np.zeros_like(e.contact_classes)), "20 kicks"),
        (lambda e: replace(e, techniques=np.full_like(e.techniques, -1)), "known technique"),
        (lambda e: replace(e, true_logs=np.full_like(e.true_logs, np.nan)), "known foot speed"),
    ],
)
def test_too_little_to_learn_from_is_said_with_what_to_do(
    change: Callable[[TrainingExamples], TrainingExamples], words: str
) -> None:
    with pytest.raises(UsageError, match=words) as error:
        trained_on(change(examples_made()))
    assert "kicksense simulate" in str(error.value)


def test_what_only_one_player_shows_cannot_be_checked_on_others() -> None:
    examples = examples_made()
    alone = examples.kicks.players == "sim-1"
    with pytest.raises(UsageError, match="too few players show 'technique'"):
        trained_on(replace(examples, techniques=np.where(alone, examples.techniques, -1)))


def _of_players(examples: TrainingExamples, count: int) -> TrainingExamples:
    few = np.unique(examples.contacts.players)[:count]
    rows = np.flatnonzero(np.isin(examples.contacts.players, few))
    return replace(
        examples,
        contacts=examples.contacts.kept(rows),
        contact_classes=examples.contact_classes[rows],
    )
