"""Compare a MiniRocket-class model with ours on the same contacts and the same left-out players.

    python benchmarks/minirocket_windows.py --data DIR [--data DIR ...] --out windows.npz
    python -m venv /tmp/venv-aeon && /tmp/venv-aeon/bin/pip install aeon
    /tmp/venv-aeon/bin/python benchmarks/minirocket.py windows.npz

MiniRocket (Dempster, Schmidt and Webb, KDD 2021) sees the raw window around a contact, where our
models see numbers that people thought of. aeon, which has it, does not fit the numpy that kicksense
is tested with, so the windows are cut in our environment and compared in one that holds aeon alone.

Two questions are asked: which class a contact is (other, touch, trap, kick, miss), and which
technique a kick is. Folds keep players apart; F1 is the mean over classes, its spread that over
folds.
"""

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
from aeon.transformations.collection.convolution_based import MiniRocket
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, RidgeClassifierCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def folds_of(players: np.ndarray, folds: int, seed: int) -> np.ndarray:
    """Give the fold of each row; all rows of a player fall into one."""
    names, whose = np.unique(players, return_inverse=True)
    fold = np.random.default_rng(seed).permutation(len(names)) % folds
    return np.asarray(fold[whose])


def compare(path: Path, folds: int, seed: int) -> None:
    """Score MiniRocket on windows beside boosting and a linear model on our evidence."""
    with np.load(path, allow_pickle=False) as stored:
        rows = dict(stored.items())
    players = rows["players"]
    folds = min(folds, len(np.unique(players)))
    fold = folds_of(players, folds, seed)
    print(f"{len(players)} contacts of {len(np.unique(players))} players, {folds} folds")
    for question, truth in (("contact", rows["classes"]), ("technique", rows["techniques"])):
        known = truth >= 0
        for name in ("minirocket", "boosting", "linear"):
            numbers = rows["windows"] if name == "minirocket" else rows["evidence"]
            scores, fit_s, said_s = [], 0.0, 0.0
            for part in range(folds):
                train, test = known & (fold != part), known & (fold == part)
                if not test.any() or len(np.unique(truth[train])) == 1:
                    continue
                start = time.perf_counter()
                model = model_named(name, seed).fit(numbers[train], truth[train])
                middle = time.perf_counter()
                said = model.predict(numbers[test])
                said_s += (time.perf_counter() - middle) / test.sum()
                fit_s += middle - start
                scores.append(macro_f1(truth[test], said))
            if scores:
                print(
                    f"{question:10} {name:11} macro-F1 {np.mean(scores):.3f} "
                    f"+- {np.std(scores):.3f} over folds, fit {fit_s:.1f} s, "
                    f"{1e6 * said_s / len(scores):.0f} us a window",
                    flush=True,
                )


def model_named(name: str, seed: int) -> Any:  # noqa: ANN401 - scikit-learn has no types
    """Give an estimator, not yet fitted."""
    if name == "minirocket":
        scaled = StandardScaler(with_mean=False)
        alphas = np.logspace(-3, 3, 10)
        return make_pipeline(MiniRocket(random_state=seed), scaled, RidgeClassifierCV(alphas))
    if name == "boosting":
        return HistGradientBoostingClassifier(
            max_iter=150, max_leaf_nodes=16, early_stopping=False, random_state=seed
        )
    return make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression(max_iter=2000))


def macro_f1(truth: np.ndarray, said: np.ndarray) -> float:
    """Give the mean F1 over the classes that occur."""
    scores = []
    for label in np.unique(truth):
        right = np.count_nonzero((truth == label) & (said == label))
        total = np.count_nonzero(truth == label) + np.count_nonzero(said == label)
        scores.append(2.0 * right / total)
    return float(np.mean(scores))


def main() -> None:
    """Compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("windows", type=Path)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    compare(options.windows, options.folds, options.seed)


if __name__ == "__main__":
    main()
