"""Examples with a known answer, for tests of training."""

from dataclasses import replace

import numpy as np

from kicksense.inference.training_examples import TrainingExamples
from kicksense.inference.training_families import Family, FamilySettings
from kicksense.inference.training_rows import Rows, TrainingSettings

SMALL = TrainingSettings(
    families=(Family.LINEAR, Family.BOOSTING),
    folds=3,
    compared_folds=3,
    compared_rows=600,
    fewest_kicks=40,
    family_settings=FamilySettings(
        boost_rounds=8, boost_rate=0.35, boost_leaves=5, boost_least_rows=5, trees=15, tree_depth=7
    ),
)
"""Few and small fits."""


def rows_made(
    classes: np.ndarray, players: np.ndarray, rng: np.random.Generator, apart: float = 1.5
) -> Rows:
    """Give rows whose first two columns tell the class, not without error."""
    numbers = rng.normal(size=(len(classes), 5))
    numbers[:, 0] += apart * classes
    numbers[:, 1] += 2.0 * (classes % 2)
    numbers[rng.random(numbers.shape) < 0.03] = np.nan
    sources = np.where(np.char.startswith(players, "real"), "suit", "simulated")
    return Rows(tuple(f"n{k}" for k in range(5)), numbers, players, sources)


def player_ids(count: int, each: int) -> np.ndarray:
    """Give ids of players, a quarter of them real."""
    names = [f"{'real' if k % 4 == 0 else 'sim'}-{k}" for k in range(count)]
    return np.repeat(np.array(names), each)


def examples_made(players: int = 9, each: int = 60, seed: int = 1) -> TrainingExamples:
    """Give contacts and kicks; the ball is 1.2 times as fast as physics says, with some noise."""
    rng = np.random.default_rng(seed)
    whose = player_ids(players, each)
    classes = rng.choice(5, size=len(whose), p=[0.5, 0.1, 0.1, 0.2, 0.1])
    whose_kicks = player_ids(players, each)
    techniques = rng.integers(0, 3, size=len(whose_kicks))
    kicks = rows_made(techniques, whose_kicks, rng, apart=4.0)
    physics = rng.normal(2.0, 0.3, size=(len(whose_kicks), 2))
    noise = rng.normal(size=physics.shape) * np.array([0.08, 0.12])
    noise *= (1.0 + 0.5 * techniques)[:, None]
    return TrainingExamples(
        contacts=rows_made(classes, whose, rng),
        contact_classes=classes,
        kicks=kicks,
        techniques=np.where(kicks.sources == "suit", -1, techniques),
        physics_logs=physics,
        true_logs=physics + np.log([1.0, 1.2]) + noise,
    )


def told_by_player(examples: TrainingExamples) -> TrainingExamples:
    """Give examples where only the player tells the class, and a column tells the player."""
    rng = np.random.default_rng(5)
    names, whose = np.unique(examples.contacts.players, return_inverse=True)
    of_player = rng.permutation(len(names)) % 5
    numbers = np.stack([whose.astype(float), rng.normal(size=len(whose))], axis=1)
    rows = Rows(("id", "noise"), numbers, examples.contacts.players, examples.contacts.sources)
    return replace(examples, contacts=rows, contact_classes=of_player[whose])
