"""A kicking leg moved by joint angles, not by forces: fast, and exact in what it says.

Acceleration and angular rate come from one motion of one rigid body, so that integrating the
signals gives the motion back.
"""

import numpy as np
from scipy.spatial.transform import Rotation

from kicksense.domain.arrays import FloatArray
from kicksense.simulation.contact import Struck, give_of, ring_of_blow, ring_of_shock, strike
from kicksense.simulation.leg import LegMotion, move_leg
from kicksense.simulation.player import Player
from kicksense.simulation.stretch import INTERNAL_RATE_HZ, Stretch
from kicksense.simulation.truth import SensorMotion, event_of


def kinematic_motion(body: Stretch, player: Player, rng: np.random.Generator) -> SensorMotion:
    """Move the leg as planned and add what balls and the ground do to it.

    Parameters
    ----------
    body
        The whole session.
    player
        Whose leg it is.
    rng
        Source of chance.

    Returns
    -------
    motion
        Of the sensor, and what balls did.
    """
    motion, strikes = _struck_motion(body, player, rng)
    position, rotation = _sensor_path(body, motion, strikes, player=player, rng=rng)
    events = tuple(event_of(struck, motion, player) for struck in strikes)
    return SensorMotion(rotation=rotation, position_m=position, events=events)


def _struck_motion(
    body: Stretch, player: Player, rng: np.random.Generator
) -> tuple[LegMotion, tuple[Struck, ...]]:
    """Move the leg without the ball, work out what the ball does, and move it again."""
    give = np.zeros((len(body), 3))
    free = move_leg(player, body, give_rotvec=give)
    strikes = tuple(strike(blow, free, player, rng) for blow in body.blows)
    for struck in strikes:
        give += give_of(struck, len(body))
    return move_leg(player, body, give_rotvec=give), strikes


def _sensor_path(
    body: Stretch,
    motion: LegMotion,
    strikes: tuple[Struck, ...],
    *,
    player: Player,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """Give position and orientation of the sensor, which rings on its soft tissue."""
    n = len(body)
    way, turn = np.zeros((n, 3)), np.zeros((n, 3))
    rings = [(struck.index, ring_of_blow(struck, player, rng)) for struck in strikes]
    for shock in body.shocks:
        start = round(shock.time_s * INTERNAL_RATE_HZ)
        rings.append((start, ring_of_shock(shock, player, rng)))
    for start, (ring_way, ring_turn) in rings:
        stop = min(n, start + len(ring_way))
        way[start:stop] += ring_way[: stop - start]
        turn[start:stop] += ring_turn[: stop - start]
    position = motion.point_m(player.sensor_m) + np.einsum("nij,nj->ni", motion.shank, way)
    return position, motion.shank @ Rotation.from_rotvec(turn).as_matrix()
