"""Measure how much faster than real time each engine makes whole sessions.

Everything counts: movements, forces, the sensor with its faults, and the truth. Prints a line for
each engine with process time of one core::

    OPENBLAS_NUM_THREADS=1 python benchmarks/simulation_speed.py [--sessions 3] [--drill free_play]
"""

import argparse
import time

import numpy as np

from kicksense.simulation.plans import drill_plan
from kicksense.simulation.player import random_player
from kicksense.simulation.sensor import random_device
from kicksense.simulation.session import Engine, simulate_session


def real_time_factor(engine: Engine, drill: str, sessions: int, rounds: int) -> float:
    """Give simulated seconds over seconds of one core.

    Parameters
    ----------
    engine
        What moves the leg.
    drill
        Name of the plan.
    sessions, rounds
        How many, and how long.

    Returns
    -------
    factor
        Above one: faster than real time.
    """
    played_s, worked_s = 0.0, 0.0
    for seed in range(sessions):
        rng = np.random.default_rng(seed)
        player, device = random_player(rng), random_device(rng)
        started_s = time.process_time()
        plan = drill_plan(drill, rounds, rng)
        session = simulate_session(plan, player, device, seed, engine=engine)
        worked_s += time.process_time() - started_s
        played_s += session.spans[-1].stop_s - session.spans[0].start_s
    return played_s / worked_s


def main() -> None:
    """Print the factor of each engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--drill", default="free_play")
    asked = parser.parse_args()
    for engine in Engine:
        real_time_factor(engine, asked.drill, 1, 2)  # imports do not count
        factor = real_time_factor(engine, asked.drill, asked.sessions, asked.rounds)
        print(f"{engine}: {factor:.1f} times real time on one core")


if __name__ == "__main__":
    main()
