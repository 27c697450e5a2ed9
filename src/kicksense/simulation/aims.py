"""What a player is after with a kick: how far the target is, and how hard that makes the ball."""

from typing import Any, Final

import numpy as np

from kicksense.coaching.ball_roll import SURFACES, launch_speed_for
from kicksense.domain.kick import Technique
from kicksense.simulation.movements import Kick

_DISTANCES_M: Final = {
    Technique.HEEL: (2.0, 12.0),
    Technique.INSIDE_FOOT: (3.0, 20.0),
    Technique.INSTEP: (6.0, 30.0),
}
_ARRIVAL_MPS: Final = (1.5, 3.0)
_SHOT_SHARE: Final = 0.55
_SHOT_MPS: Final = (10.0, 26.0)
_TOO_HARD: Final = (0.12, 1.35, 2.1)
_UNDER_HIT: Final = (0.10, 0.55, 0.85)
"""Share of the kicks, and ends of what the launch speed is multiplied by."""

_SOFT_SHARE: Final = 0.08
_SOFT_MPS: Final = (2.0, 3.2)
_LARGEST_MPS: Final = {Technique.HEEL: 11.0, Technique.INSIDE_FOOT: 18.0, Technique.INSTEP: 30.0}
_LEAST_MPS: Final = 2.0
_CHILD_MPS: Final = 4.5


def aimed_kick(
    technique: Technique,
    rng: np.random.Generator,
    *,
    strength_ratio: float = 1.0,
    **how: Any,  # noqa: ANN401 - the other fields of Kick, whatever their types
) -> Kick:
    """Give a kick whose launch speed follows from a target.

    The speed is that of `kicksense.coaching.ball_roll` for a ball that arrives at 1.5 to 3 m/s on
    a surface drawn; some are hit too hard, some under-hit, some played softly to nobody. Most
    instep kicks are shots, which are not meant to arrive at any speed.

    Parameters
    ----------
    technique
        The part of the foot.
    rng
        Source of chance.
    strength_ratio
        How far this player plays, over a grown one.
    **how
        Other fields of `Kick`.

    Returns
    -------
    kick
        With launch speed, target distance and intent.
    """
    low_m, high_m = _DISTANCES_M[technique]
    distance_m = float(rng.uniform(low_m, max(low_m + 1.0, high_m * strength_ratio)))
    surface = SURFACES[int(rng.integers(len(SURFACES)))]
    launch_mps = launch_speed_for(float(rng.uniform(*_ARRIVAL_MPS)), distance_m, surface)
    intent = "pass"
    chance = float(rng.random())
    if technique is Technique.INSTEP and rng.random() < _SHOT_SHARE:
        intent = "shot"
        launch_mps = float(rng.uniform(*_SHOT_MPS)) * strength_ratio
    elif chance < _SOFT_SHARE:
        intent, distance_m = "lay off", float(rng.uniform(1.0, 2.5))
        launch_mps = float(rng.uniform(*_SOFT_MPS))
    elif chance < _SOFT_SHARE + _TOO_HARD[0]:
        intent = "too hard"
        launch_mps *= float(rng.uniform(*_TOO_HARD[1:]))
    elif chance < _SOFT_SHARE + _TOO_HARD[0] + _UNDER_HIT[0]:
        intent = "under-hit"
        launch_mps *= float(rng.uniform(*_UNDER_HIT[1:]))
    most_mps = max(_CHILD_MPS, _LARGEST_MPS[technique] * strength_ratio)
    return Kick(
        technique,
        launch_mps=float(np.clip(launch_mps, _LEAST_MPS, most_mps)),
        target_m=distance_m,
        intent=intent,
        **how,
    )
