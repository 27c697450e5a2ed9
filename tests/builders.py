"""Legs that kick with a known truth: thin wrappers around the simulator."""

from dataclasses import replace

import numpy as np
from scipy.spatial.transform import Rotation

from kicksense.domain.anatomy import Placement, Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.domain.signals import Recording
from kicksense.simulation.movements import (
    Jog,
    Kick,
    Movement,
    Still,
    Walk,
    WearingProtocol,
)
from kicksense.simulation.player import Player
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import SimulatedSession, simulate_session

WIDE_DEVICE = Device(acc_full_scale_g=100.0, gyr_full_scale_dps=6000.0)
"""A sensor that no kick drives to its full scale."""

_MIRROR = np.array([1.0, 1.0, -1.0])

TECHNIQUES = {
    "heel": Technique.HEEL,
    "inside": Technique.INSIDE_FOOT,
    "inside_foot": Technique.INSIDE_FOOT,
    "instep": Technique.INSTEP,
}


def session_of(
    *movements: Movement,
    player: Player | None = None,
    device: Device = WIDE_DEVICE,
    seed: int = 1,
) -> SimulatedSession:
    """Give a session of exactly these movements."""
    return simulate_session(movements, player or Player(), device, seed)


def kicking_session(
    technique: str | Technique,
    *,
    effort: float = 1.0,
    approach: int = 1,
    running: bool = False,
    misses: bool = False,
    solid_ratio: float = 1.0,
    pause_s: float = 0.0,
    kicks: int = 1,
    protocol: bool = True,
    player: Player | None = None,
    device: Device = WIDE_DEVICE,
    seed: int = 1,
) -> SimulatedSession:
    """Give a session with the wearing protocol (or a short stance) and some kicks."""
    named = TECHNIQUES[technique] if technique in TECHNIQUES else Technique(technique)
    kick = Kick(
        named,
        effort=effort,
        approach=approach,
        running=running,
        misses=misses,
        solid_ratio=solid_ratio,
        pause_s=pause_s,
    )
    before: tuple[Movement, ...] = (Still(0.5),)
    if protocol:
        before = (Still(0.5), WearingProtocol(), Still(1.0), Walk(4), Still(1.0))
    rounds = [movement for _ in range(kicks) for movement in (kick, Still(1.0))]
    return simulate_session((*before, *rounds), player or Player(), device, seed)


def kicking_leg(
    technique: str | Technique,
    *,
    effort: float = 1.0,
    protocol: bool = True,
    player: Player | None = None,
    seed: int = 1,
) -> Recording:
    """Give the recording of one kick."""
    return kicking_session(
        technique, effort=effort, protocol=protocol, player=player, seed=seed
    ).recording


def standing_leg(*, duration_s: float = 5.0, seed: int = 1) -> Recording:
    """Give the recording of a leg that stands still."""
    return session_of(Still(duration_s), seed=seed).recording


def walking_leg(*, strides: int = 10, running: bool = False, seed: int = 1) -> Recording:
    """Give the recording of a leg that walks or runs and strikes no ball."""
    gait: Movement = Jog(strides) if running else Walk(strides)
    return session_of(
        Still(0.5), WearingProtocol(), Still(1.0), gait, Still(1.0), seed=seed
    ).recording


def mirrored(recording: Recording) -> Recording:
    """Give what the other leg's sensor reads when it does the same in a mirror.

    The sensor is mirrored with the leg, about the plane of its own x and y axes.
    """
    placement = recording.placement
    other = Side.LEFT if placement.side is Side.RIGHT else Side.RIGHT
    return replace(
        recording,
        acc_mps2=recording.acc_mps2 * _MIRROR,
        gyr_radps=recording.gyr_radps * -_MIRROR,
        placement=Placement(other, placement.segment, placement.side_known),
    )


def turned(recording: Recording, rotation: Rotation) -> Recording:
    """Give what a sensor reads that is mounted turned by a rotation in its own frame."""
    matrix: FloatArray = rotation.as_matrix()
    return replace(
        recording,
        acc_mps2=recording.acc_mps2 @ matrix.T,
        gyr_radps=recording.gyr_radps @ matrix.T,
    )


def later(recording: Recording, shift_s: float) -> Recording:
    """Give the same recording on a clock that started earlier."""
    return replace(recording, start_time_s=recording.start_time_s + shift_s)


def with_gap(recording: Recording, start_index: int, stop_index: int) -> Recording:
    """Give the recording with samples lost in a stretch and bridged by straight lines."""
    measured = recording.measured.copy()
    measured[start_index:stop_index] = False
    grid = np.arange(len(recording))
    acc, gyr = (
        np.column_stack(
            [np.interp(grid, grid[measured], values[measured, axis]) for axis in range(3)]
        )
        for values in (recording.acc_mps2, recording.gyr_radps)
    )
    return replace(recording, acc_mps2=acc, gyr_radps=gyr, measured=measured)
