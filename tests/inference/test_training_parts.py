import numpy as np
import pytest

from kicksense.inference.plain import PlainRegressor
from kicksense.inference.training_calibration import (
    abstention_threshold,
    calibration_of,
    crossed,
    threshold_of_most_f1,
)
from kicksense.inference.training_families import (
    Family,
    FamilySettings,
    FitJob,
    coarsened,
    fitted,
)
from kicksense.inference.training_intervals import Promise, conformal_quantile, margins_of
from kicksense.inference.training_rows import balanced_weights, folds_by_player, thinned
from kicksense.inference.training_tasks import simplest_within_one_error


def said_and_true(sureness: float, count: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Give probabilities that are too sure (over 1) or not sure enough, and what came true."""
    rng = np.random.default_rng(1)
    logs = rng.normal(size=(count, 3)) * 2.0
    fair = np.exp(logs) / np.exp(logs).sum(axis=1, keepdims=True)
    true = (rng.random(count)[:, None] > np.cumsum(fair, axis=1)).sum(axis=1)
    said = np.exp(sureness * logs)
    return said / said.sum(axis=1, keepdims=True), true


@pytest.mark.parametrize("sureness", [0.5, 1.0, 2.0])
def test_the_temperature_undoes_how_sure_an_estimator_is(sureness: float) -> None:
    said, true = said_and_true(sureness)
    calibration = calibration_of(said, true, np.ones(len(true)))
    assert calibration.temperature == pytest.approx(sureness, rel=0.1)
    assert np.abs(calibration.offsets).max() < 0.15


def test_offsets_undo_what_weighing_up_a_rare_class_did() -> None:
    said, true = said_and_true(1.0)
    raised = said * np.array([1.0, 1.0, 8.0])
    raised /= raised.sum(axis=1, keepdims=True)
    fair = calibration_of(raised, true, np.ones(len(true))).applied(raised)
    assert fair.mean(axis=0) == pytest.approx(np.bincount(true) / len(true), abs=0.02)


def test_a_calibration_never_sees_the_fold_that_it_is_applied_to() -> None:
    said, true = said_and_true(2.0, 600)
    folds = np.arange(600) % 3
    before = crossed(said, true, np.ones(600), folds)
    other = true.copy()
    other[folds == 0] = (other[folds == 0] + 1) % 3
    after = crossed(said, other, np.ones(600), folds)
    assert np.array_equal(before[folds == 0], after[folds == 0])
    assert not np.array_equal(before[folds == 1], after[folds == 1])


def test_the_threshold_of_most_f1_is_the_best_of_all() -> None:
    rng = np.random.default_rng(2)
    true = rng.random(500) < 0.2
    probability = np.clip(rng.normal(0.3 + 0.3 * true, 0.15), 0.0, 1.0).round(2)

    def f1_at(threshold: float) -> float:
        said = probability >= threshold
        return float(2 * (said & true).sum() / (said.sum() + true.sum()))

    best = max(f1_at(threshold) for threshold in np.unique(probability))
    assert f1_at(threshold_of_most_f1(probability, true)) >= best - 0.002


def test_where_any_threshold_is_right_the_middle_is_chosen() -> None:
    probability = np.array([0.99, 0.98, 0.02, 0.01])
    true = np.array([True, True, False, False])
    assert threshold_of_most_f1(probability, true) == pytest.approx(0.5)
    assert threshold_of_most_f1(probability, np.zeros(4, dtype=bool)) == 0.5


def test_few_kicks_are_left_open_and_none_that_is_likely() -> None:
    rng = np.random.default_rng(3)
    said = rng.dirichlet([0.3, 0.3, 0.3], size=2000)
    threshold = abstention_threshold(said, 0.04, 0.6)
    assert np.mean(said.max(axis=1) < threshold) <= 0.04
    assert abstention_threshold(np.full((10, 3), [0.9, 0.05, 0.05]), 0.04, 0.6) == 0.6


def test_conformal_margins_hold_what_they_promise_for_each_technique() -> None:
    rng = np.random.default_rng(4)
    techniques = rng.integers(0, 3, size=6000)
    truth = rng.normal(size=6000) * np.array([0.1, 0.2, 0.4])[techniques]
    bounds = np.tile([-0.2, 0.0, 0.2], (6000, 1))
    margins = margins_of(bounds[:3000], truth[:3000], techniques[:3000], Promise(0.9, 50))
    low, high = -0.2 - margins[techniques, 0], 0.2 + margins[techniques, 1]
    inside = ((low <= truth) & (truth <= high))[3000:]
    for technique in range(3):
        assert inside[techniques[3000:] == technique].mean() == pytest.approx(0.9, abs=0.03)
    assert margins[0].max() < 0.0 < margins[2].min()


def test_a_technique_with_few_kicks_takes_the_margins_of_all() -> None:
    rng = np.random.default_rng(5)
    techniques = np.array([0] * 500 + [1] * 500 + [2] * 5)
    truth = rng.normal(size=len(techniques))
    bounds = np.zeros((len(techniques), 3))
    margins = margins_of(bounds, truth, techniques, Promise(0.9, 60))
    all_alike = margins_of(bounds, truth, np.zeros_like(techniques), Promise(0.9, 60))
    assert np.array_equal(margins[2], all_alike[0])


def test_conformal_quantiles_are_on_the_safe_side_with_few_scores() -> None:
    assert conformal_quantile(np.array([1.0, 2.0, 3.0]), 0.95) == 3.0
    assert conformal_quantile(np.arange(1.0, 101.0), 0.95) == 96.0
    assert conformal_quantile(np.empty(0), 0.95) == 0.0


def test_folds_keep_players_whole_and_spread_sources() -> None:
    players = np.repeat([f"real-{k}" for k in range(6)] + [f"sim-{k}" for k in range(20)], 7)
    sources = np.where(np.char.startswith(players, "real"), "suit", "simulated")
    folds = folds_by_player(players, sources, 4, 1)
    for player in np.unique(players):
        assert len(np.unique(folds[players == player])) == 1
    for fold in range(4):
        assert len(np.unique(players[(folds == fold) & (sources == "suit")])) in {1, 2}
        assert len(np.unique(players[(folds == fold) & (sources == "simulated")])) == 5


def test_balanced_weights_make_rare_rows_count() -> None:
    classes = np.array([0] * 90 + [1] * 10)
    sources = np.array(["a"] * 100)
    even = balanced_weights(classes, sources, 1.0)
    assert even[classes == 0].sum() == pytest.approx(even[classes == 1].sum())
    assert np.allclose(balanced_weights(classes, sources, 0.0), 1.0)


def test_thinning_keeps_rare_classes_and_every_player() -> None:
    rng = np.random.default_rng(6)
    classes = np.where(rng.random(5000) < 0.02, 1, 0)
    players = rng.integers(0, 50, size=5000).astype(str)
    rows = thinned(classes, players, 600, 1)
    assert len(rows) == 600
    assert (classes[rows] == 1).sum() == (classes == 1).sum()
    assert len(np.unique(players[rows])) == 50
    assert np.array_equal(thinned(classes[:10], players[:10], 600, 1), np.arange(10))


def test_the_simplest_family_that_chance_cannot_tell_from_the_best_is_used() -> None:
    rng = np.random.default_rng(7)
    shared = rng.normal(1.0, 0.5, size=30)
    alike = np.stack([shared + rng.normal(0.0, 0.1, size=30) for _ in range(2)])
    assert simplest_within_one_error(alike, np.array([10, 1000])) == 0
    worse = np.stack([shared + 0.05, shared])
    # Players differ by more than the families, but each of them is served better by the second.
    assert simplest_within_one_error(worse, np.array([10, 1000])) == 1


@pytest.mark.parametrize("family", list(Family))
def test_every_family_fits_classes_and_numbers_and_its_plain_form_answers_alike(
    family: Family,
) -> None:
    rng = np.random.default_rng(8)
    rows = rng.normal(size=(300, 4))
    rows[rng.random(rows.shape) < 0.05] = np.nan
    truth = np.nan_to_num(rows[:, 0]) + 0.2 * rng.normal(size=300)
    sizes = FamilySettings(boost_rounds=20, boost_least_rows=5, trees=20)
    for classes, targets in ((("a", "b"), (truth > 0).astype(int)), ((), truth)):
        job = FitJob(
            family, tuple("wxyz"), classes, rows, targets, np.ones(300),
            np.repeat(["p", "q", "r"], 100), rows[:50], 1, sizes, kept=True,
        )  # fmt: skip
        fit = fitted(job)
        regresses = isinstance(fit.plain, PlainRegressor)
        ask = fit.estimator.predict if regresses else fit.estimator.predict_proba
        expected = np.asarray(ask(rows[:50])).reshape(50, -1)
        assert np.abs(fit.predictions - expected).max() < 1e-6
        error = fit.predictions[:, -1] - targets[:50]
        assert np.abs(error).mean() < 0.85 * np.abs(targets - targets.mean()).mean()


@pytest.mark.parametrize("family", list(Family))
def test_a_single_class_is_all_that_is_ever_said(family: Family) -> None:
    rows = np.random.default_rng(9).normal(size=(60, 3))
    job = FitJob(
        family, tuple("xyz"), ("a", "b"), rows, np.ones(60, dtype=int), np.ones(60),
        np.repeat(["p", "q", "r"], 20), rows[:5], 1, FamilySettings(boost_rounds=3, trees=3),
    )  # fmt: skip
    assert fitted(job).predictions[:, 1].min() > 0.99


@pytest.mark.parametrize("family", list(Family))
@pytest.mark.parametrize("knows", ["", "p", "q", "r", "s", "t"])
def test_a_number_that_one_player_or_nobody_has_is_no_hindrance(family: Family, knows: str) -> None:
    rng = np.random.default_rng(11)
    players = np.repeat(list("pqrst"), 30)
    rows = rng.normal(size=(150, 3))
    rows[players != knows, 1] = np.nan
    targets = (rows[:, 0] > 0.0).astype(int)
    sizes = FamilySettings(boost_rounds=20, boost_least_rows=5, trees=20)
    for rounds in (None, 10):
        job = FitJob(
            family, tuple("xyz"), ("a", "b"), rows, targets, np.ones(150), players, rows, 1, sizes,
            rounds=rounds,
        )  # fmt: skip
        assert np.mean(fitted(job).predictions.argmax(axis=1) == targets) > 0.8


def test_coarsening_keeps_order_and_holes_and_spends_values_where_the_weight_is() -> None:
    rng = np.random.default_rng(10)
    rows = rng.normal(size=(5000, 2))
    rows[::10, 0] = np.nan
    weights = np.where(rows[:, 1] > 2.0, 40.0, 1.0)
    coarse = coarsened(rows, weights)
    assert np.array_equal(np.isnan(coarse), np.isnan(rows))
    assert len(np.unique(coarse[:, 1])) <= 255
    order = np.argsort(rows[:, 1])
    assert np.all(np.diff(coarse[order, 1]) >= 0.0)
    assert np.abs(coarse[:, 1] - rows[:, 1]).mean() < 0.02
    heavy, light = (len(np.unique(coarse[rows[:, 1] * sign > 2.0, 1])) for sign in (1.0, -1.0))
    assert heavy > 5 * light
