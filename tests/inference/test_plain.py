import numpy as np
import pytest
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
)

from kicksense.inference.plain import Linear, PlainClassifier, PlainRegressor, Trees
from kicksense.inference.training_plain import plain_classifier, plain_regressor

NAMES = tuple("abcdef")
CLASSES = ("low", "middle", "high")


def rows_with_holes(count: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(count, len(NAMES))) * 3.0
    rows[rng.random(rows.shape) < 0.1] = np.nan
    return rows


def classes_of(rows: np.ndarray) -> np.ndarray:
    filled = np.nan_to_num(rows, nan=1.0)
    score = filled[:, 0] + 0.3 * filled[:, 1] * filled[:, 2]
    return np.asarray(np.digitize(score, [-1.0, 2.0]))


CLASSIFIERS = {
    "boosting": HistGradientBoostingClassifier(max_iter=20, max_depth=6, random_state=0),
    "extra trees": ExtraTreesClassifier(20, max_depth=9, random_state=0),
    "random forest": RandomForestClassifier(20, max_depth=9, random_state=0),
}
REGRESSORS = {
    "boosting": HistGradientBoostingRegressor(max_iter=20, random_state=0),
    "quantile": HistGradientBoostingRegressor(
        loss="quantile", quantile=0.05, max_iter=20, random_state=0
    ),
    "extra trees": ExtraTreesRegressor(20, max_depth=9, random_state=0),
}


@pytest.mark.parametrize("family", list(CLASSIFIERS))
def test_flattened_trees_answer_as_scikit_learn_does_also_with_numbers_missing(
    family: str,
) -> None:
    rows = rows_with_holes(600, 1)
    estimator = CLASSIFIERS[family].fit(rows, classes_of(rows))
    plain = plain_classifier(estimator, NAMES, CLASSES)
    unseen = rows_with_holes(2000, 2)
    expected = estimator.predict_proba(unseen)
    assert np.abs(plain.probabilities(unseen) - expected).max() < 1e-6
    alone = np.concatenate([plain.probabilities(row[None, :]) for row in unseen[:50]])
    assert np.abs(alone - expected[:50]).max() < 1e-6


@pytest.mark.parametrize("family", list(REGRESSORS))
def test_flattened_regressors_answer_as_scikit_learn_does(family: str) -> None:
    rows = rows_with_holes(600, 3)
    target = np.nan_to_num(rows[:, 0]) + 0.1 * np.nan_to_num(rows[:, 3]) ** 2
    estimator = REGRESSORS[family].fit(rows, target)
    plain = plain_regressor(estimator, NAMES)
    unseen = rows_with_holes(2000, 4)
    assert np.abs(plain.values(unseen) - estimator.predict(unseen)).max() < 1e-6


def test_a_number_right_on_a_threshold_goes_the_way_of_scikit_learn() -> None:
    rng = np.random.default_rng(5)
    rows = rng.integers(0, 4, size=(400, len(NAMES))).astype(float)
    for estimator in CLASSIFIERS.values():
        estimator.fit(rows, classes_of(rows - 1.5))
        plain = plain_classifier(estimator, NAMES, CLASSES)
        halves = rng.integers(0, 8, size=(500, len(NAMES))) / 2.0
        apart = np.abs(plain.probabilities(halves) - estimator.predict_proba(halves))
        assert apart.max() < 1e-6


@pytest.mark.parametrize("family", list(CLASSIFIERS))
def test_a_class_that_training_never_saw_gets_next_to_no_probability(family: str) -> None:
    rows = rows_with_holes(400, 6)
    seen = classes_of(rows) > 1
    estimator = CLASSIFIERS[family].fit(rows, np.where(seen, 2, 0))
    plain = plain_classifier(estimator, NAMES, CLASSES)
    probabilities = plain.probabilities(rows)
    assert probabilities[:, 1].max() < 1e-6
    assert np.abs(probabilities[:, [0, 2]] - estimator.predict_proba(rows)).max() < 1e-5


def test_no_rows_give_no_probabilities() -> None:
    rows = rows_with_holes(300, 7)
    for estimator in CLASSIFIERS.values():
        plain = plain_classifier(estimator.fit(rows, classes_of(rows)), NAMES, CLASSES)
        assert plain.probabilities(rows[:0]).shape == (0, 3)


def test_infinite_numbers_count_as_missing() -> None:
    rows = rows_with_holes(300, 8)
    plain = plain_classifier(CLASSIFIERS["extra trees"].fit(rows, classes_of(rows)), NAMES, CLASSES)
    endless = np.where(np.isnan(rows), np.inf, rows)
    assert np.array_equal(plain.probabilities(rows), plain.probabilities(endless))


def test_a_higher_temperature_makes_answers_less_sure_and_keeps_their_order() -> None:
    rows = rows_with_holes(300, 9)
    plain = plain_classifier(CLASSIFIERS["boosting"].fit(rows, classes_of(rows)), NAMES, CLASSES)
    cooler = PlainClassifier(NAMES, CLASSES, plain.body, 2.0, np.zeros(3))
    before, after = plain.probabilities(rows), cooler.probabilities(rows)
    assert np.array_equal(before.argmax(axis=1), after.argmax(axis=1))
    assert np.all(after.max(axis=1) <= before.max(axis=1))


def test_rows_of_another_width_are_a_mistake() -> None:
    body = Linear(np.zeros(6), np.ones(6), np.zeros((1, 6)), np.zeros(1))
    with pytest.raises(ValueError, match="expected"):
        PlainRegressor(NAMES, body).values(np.zeros((2, 5)))


def one_split(**changes: object) -> Trees:
    parts: dict[str, object] = {
        "feature": np.array([0, 0, 0]),
        "threshold": np.array([0.5, np.nan, np.nan]),
        "child": np.array([1, 1, 2]),
        "values": np.array([[0.0, 10.0, 20.0]]),
        "roots": np.array([0]),
        "baseline": np.zeros(1),
        "row_length": 1,
        "averaged": False,
    }
    return Trees(**{**parts, **changes})  # type: ignore[arg-type]


def test_a_tree_by_hand_says_what_its_leaves_say() -> None:
    said = one_split().scores(np.array([[0.4], [0.5], [0.6], [np.nan]]))[:, 0]
    assert said.tolist() == [20.0, 20.0, 10.0, 10.0]
    to_the_left = one_split(feature=np.array([1, 0, 0]))
    assert to_the_left.scores(np.array([[np.nan]])).item() == 20.0


@pytest.mark.parametrize(
    "changes",
    [
        {"child": np.array([0, 1, 2])},
        {"child": np.array([1, 0, 2])},
        {"child": np.array([2, 1, 2])},
        {"child": np.array([-1, 1, 2])},
        {"child": np.array([9, 1, 2])},
        {"feature": np.array([2, 0, 0])},
        {"feature": np.array([-1, 0, 0])},
        {"roots": np.array([3])},
        {"roots": np.array([], dtype=np.intp)},
        {"threshold": np.array([np.nan, np.nan, np.nan])},
        {"threshold": np.array([0.5, 0.5, np.nan])},
        {"values": np.zeros((2, 3))},
        {"values": np.zeros((1, 2))},
        {"baseline": np.zeros(2)},
    ],
)
def test_trees_that_point_outside_or_back_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        one_split(**changes)


def test_a_tree_without_end_is_refused() -> None:
    levels = 100
    inner = np.arange(0, 2 * levels, 2)
    child = np.arange(2 * levels + 1)
    child[inner] = inner + 1
    # The second child of each is the next split: a chain of a hundred.
    threshold = np.full(2 * levels + 1, np.nan)
    threshold[inner] = 0.5
    with pytest.raises(ValueError, match="deeper"):
        one_split(
            feature=np.zeros(2 * levels + 1, dtype=np.intp),
            threshold=threshold,
            child=child,
            values=np.zeros((1, 2 * levels + 1)),
        )
