"""Watches the engine of the physics: what goes wrong is seen, done again finer, or given up."""

from collections.abc import Callable
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.errors import SimulationError
from kicksense.simulation.physics_model import LegModel
from kicksense.simulation.stretch import INTERNAL_RATE_HZ

FINENESS: Final = (1, 2)
"""Steps of the engine for each internal sample, tried in this order."""

_FASTEST: Final = 1000.0
"""Nothing of a leg moves or turns this fast, m/s or rad/s; the engine complains much later."""

_BALL: Final = 6
"""Degrees of freedom of the ball, which are the last ones."""


def guarded(
    leg: LegModel, attempt: Callable[[int], tuple[FloatArray, FloatArray]], start: int
) -> tuple[FloatArray, FloatArray]:
    """Let the engine go through some samples; with half the step where it becomes unstable.

    Parameters
    ----------
    leg
        Its model is given the step, and its usual one afterwards.
    attempt
        Goes through the samples with so many steps a sample, from a state that it sets itself, and
        gives states after and sensors at each sample.
    start
        Internal sample of the first one.

    Returns
    -------
    states, read
        What the attempt gave that went well.

    Raises
    ------
    SimulationError
        If no attempt goes well.
    """
    for steps in FINENESS:
        leg.model.opt.timestep = 1.0 / (INTERNAL_RATE_HZ * steps)
        for warning in leg.data.warning:
            warning.number = 0
        try:
            states, read = attempt(steps)
        finally:
            leg.model.opt.timestep = 1.0 / INTERNAL_RATE_HZ
        if _sound(leg, states, read):
            return states, read
    raise SimulationError(
        f"the simulated leg became unstable after {start / INTERNAL_RATE_HZ:.1f} s, with half the "
        "step too; choose another seed, or the kinematic engine."
    )


def _sound(leg: LegModel, states: FloatArray, read: FloatArray) -> bool:
    """Say whether the engine complained of nothing and all numbers are those of a body."""
    if leg.data.warning.number.any() or not (np.isfinite(states).all() and np.isfinite(read).all()):
        return False
    moving = states[:, 1 + leg.model.nq :][:, : leg.model.nv - _BALL]
    return bool(np.abs(moving).max(initial=0.0) < _FASTEST)
