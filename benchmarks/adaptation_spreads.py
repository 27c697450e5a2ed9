"""How much simulated players differ in speed and technique, for `benchmarks/adaptation.py`."""

import math
from collections.abc import Sequence

import numpy as np

from benchmarks.adaptation import LABELLED, Kick
from kicksense.inference.adaptation import TECHNIQUES, Adaptation, adapted_probability
from kicksense.inference.adaptation_technique import (
    NamedKick,
    TechniqueLessonSettings,
    learn_technique,
)


def spreads(players: Sequence[Sequence[Kick]]) -> None:
    """Print how much players differ in speed, and which prior spread of technique serves best."""
    logs = {
        "foot": [
            [(kick.truth, math.log(kick.true_foot_mps / kick.foot[0])) for kick in kicks]
            for kicks in players
        ],
        "ball": [
            [(kick.truth, math.log(kick.true_ball_mps / kick.ball[0])) for kick in kicks]
            for kicks in players
        ],
    }
    means = {}
    for what, table in logs.items():
        bias = {name: _median([x for kicks in table for t, x in kicks if t is name])
                for name in TECHNIQUES}  # fmt: skip
        cells = [
            [np.array([x - bias[name] for t, x in kicks if t is name]) for name in TECHNIQUES]
            for kicks in table
        ]
        inner = [cell - np.median(cell) for row in cells for cell in row if len(cell) > 3]
        within = _robust(np.concatenate(inner))
        own = [_median(np.concatenate(row)) for row in cells]
        means[what] = own
        apart = [
            float(np.median(cell)) - mine
            for row, mine in zip(cells, own, strict=True)
            for cell in row
            if len(cell) > 3
        ]
        kicks_each = float(np.mean([sum(len(cell) for cell in row) for row in cells]))
        cell_each = float(np.mean([len(cell) for row in cells for cell in row if len(cell) > 3]))
        noise = 1.57 * within**2
        print(
            f"{what}: bias {[f'{bias[name]:+.3f}' for name in TECHNIQUES]}, within {within:.3f}, "
            f"between {math.sqrt(max(0.0, _robust(own) ** 2 - noise / kicks_each)):.3f}, technique "
            f"{math.sqrt(max(0.0, _robust(apart) ** 2 - noise / cell_each)):.3f}"
        )
    print(f"correlation of foot and ball: {np.corrcoef(means['foot'], means['ball'])[0, 1]:.2f}")
    for spread in (0.0001, 0.2, 0.4, 0.6, 0.8, 1.2):
        settings = TechniqueLessonSettings(spread=spread)
        losses = [_left_loss(kicks, settings) for kicks in players if len(kicks) > 2 * LABELLED]
        print(f"technique spread {spread:.1f}: loss on other kicks {np.mean(losses):.4f}")


def _median(values: Sequence[float] | np.ndarray) -> float:
    return float(np.median(values)) if len(values) else 0.0


def _robust(values: Sequence[float] | np.ndarray) -> float:
    """Give a standard deviation that outliers hardly move."""
    apart = np.abs(np.asarray(values) - np.median(values))
    return float(1.4826 * np.median(apart))


def _left_loss(kicks: Sequence[Kick], settings: TechniqueLessonSettings) -> float:
    """Give the logarithmic loss on the kicks after the labelled ones."""
    named = [NamedKick(kick.probability, kick.truth) for kick in kicks[:LABELLED]]
    own = Adaptation(technique_log_odds=learn_technique(named, settings).log_odds)
    shares = [
        adapted_probability(kick.probability, own).of(kick.truth) for kick in kicks[LABELLED:]
    ]
    return float(-np.log(np.maximum(shares, settings.floor_probability)).mean())
