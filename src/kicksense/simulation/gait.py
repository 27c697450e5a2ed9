"""Walking and running of one leg, as joint angles over the gait cycle."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.interpolate import CubicSpline, PchipInterpolator

from kicksense.domain.arrays import FloatArray
from kicksense.domain.labels import EventKind
from kicksense.simulation.player import Player
from kicksense.simulation.profiles import min_jerk
from kicksense.simulation.stretch import INTERNAL_RATE_HZ, Joint, Shock, Stretch


@dataclass(frozen=True, slots=True)
class Gait:
    """One way to move on two legs.

    Phases count from one foot strike (0) to the next (1) of this leg.

    Attributes
    ----------
    cycle_s
        Length of a cycle, two steps.
    toe_off, heel_off
        Phases at which the foot leaves the ground and at which its heel begins to rise.
    hip_deg, knee_deg
        Flexion at phases: pairs.
    heel_rise_m
        Forward and upward way of the ankle from heel-off to toe-off.
    speed_mps
        Of the body.
    strike_mps2
        Median peak that a foot strike adds.
    """

    cycle_s: float
    toe_off: float
    heel_off: float
    hip_deg: tuple[tuple[float, float], ...]
    knee_deg: tuple[tuple[float, float], ...]
    heel_rise_m: tuple[float, float]
    strike_mps2: float
    speed_mps: float


WALK: Final = Gait(
    cycle_s=1.15,
    toe_off=0.62,
    heel_off=0.38,
    hip_deg=(
        (0.0, 26), (0.1, 23), (0.2, 15), (0.3, 6), (0.4, -3), (0.5, -9),
        (0.55, -10), (0.62, -6), (0.7, 6), (0.8, 21), (0.9, 28),
    ),
    knee_deg=(
        (0.0, 6), (0.1, 14), (0.16, 16), (0.25, 12), (0.35, 8), (0.43, 9), (0.5, 14),
        (0.56, 25), (0.62, 40), (0.70, 56), (0.78, 52), (0.86, 31), (0.94, 12),
    ),
    heel_rise_m=(0.11, 0.09),
    strike_mps2=11.0,
    speed_mps=1.25,
)  # fmt: skip
"""Joint angles drawn after textbook curves (Winter), to give the rates of FIELD.md section 3."""

JOG: Final = Gait(
    cycle_s=0.72,
    toe_off=0.37,
    heel_off=0.16,
    hip_deg=(
        (0.0, 32), (0.1, 25), (0.2, 10), (0.3, -5), (0.37, -11), (0.43, -11),
        (0.52, 0), (0.62, 18), (0.72, 33), (0.82, 40), (0.91, 38),
    ),
    knee_deg=(
        (0.0, 16), (0.1, 32), (0.16, 36), (0.24, 31), (0.32, 22), (0.37, 22), (0.44, 42),
        (0.52, 70), (0.60, 88), (0.68, 86), (0.76, 64), (0.85, 32), (0.93, 15),
    ),
    heel_rise_m=(0.07, 0.07),
    strike_mps2=125.0,
    speed_mps=2.7,
)  # fmt: skip
"""Drawn like `WALK`, for slow running."""

SPRINT: Final = Gait(
    cycle_s=0.52,
    toe_off=0.30,
    heel_off=0.12,
    hip_deg=(
        (0.0, 38), (0.1, 24), (0.2, 4), (0.3, -13), (0.38, -16), (0.48, 2), (0.6, 34),
        (0.72, 60), (0.84, 60), (0.93, 48),
    ),
    knee_deg=(
        (0.0, 20), (0.08, 32), (0.14, 34), (0.22, 26), (0.30, 22), (0.38, 50), (0.47, 92),
        (0.55, 112), (0.63, 110), (0.73, 84), (0.84, 44), (0.93, 20),
    ),
    heel_rise_m=(0.06, 0.06),
    strike_mps2=170.0,
    speed_mps=6.0,
)  # fmt: skip
"""Drawn like `WALK`, for shank rates of some +700 to 1000 and -600 to -900 deg/s."""

STAIRS: Final = Gait(
    cycle_s=1.30,
    toe_off=0.64,
    heel_off=0.45,
    hip_deg=(
        (0.0, 55), (0.12, 46), (0.25, 28), (0.4, 10), (0.5, 2), (0.6, 4), (0.7, 30), (0.82, 60),
        (0.92, 62),
    ),
    knee_deg=(
        (0.0, 58), (0.12, 48), (0.25, 28), (0.4, 12), (0.5, 12), (0.6, 36), (0.7, 78), (0.8, 92),
        (0.9, 76),
    ),
    heel_rise_m=(0.09, 0.09),
    strike_mps2=30.0,
    speed_mps=0.6,
)  # fmt: skip
"""Drawn like `WALK`, for steps upward."""

_START_BEFORE_TOE_OFF: Final = 0.22
_START_SPAN: Final = 0.50
_STOP_SPAN: Final = 0.60
_REFERENCE_HEIGHT_M: Final = 1.75
_STRIKE_DIRECTION: Final = (0.45, 1.0, 0.2)
_STRIKE_SPREAD: Final = 0.5
_LOADING_S: Final = (0.020, 0.040)
_LOADING_DIRECTION: Final = (-0.3, 1.0, -0.1)
"""The weight comes onto the leg a moment after the heel."""


@dataclass(frozen=True, slots=True)
class Stride:
    """How a bout of gait differs from the plain one.

    Attributes
    ----------
    count
        Swings of this leg.
    turn_rad
        Change of heading over the bout, positive to the left.
    heel_flick_ratio
        Scales the knee flexion of the swing; above one the heels fly up behind.
    to_take_off
        True to end at the last toe-off, ready to kick, instead of standing.
    take_off_ratio
        Scales the joint angles at that toe-off.
    pace_ratio
        Above one, the steps come faster and reach farther.
    quickening_ratio
        How much quicker the last step is than the first.
    """

    count: int
    turn_rad: float = 0.0
    heel_flick_ratio: float = 1.0
    to_take_off: bool = False
    take_off_ratio: float = 1.0
    pace_ratio: float = 1.0
    quickening_ratio: float = 1.0


def gait_stretch(
    gait: Gait, stride: Stride, player: Player, rng: np.random.Generator
) -> tuple[Stretch, FloatArray]:
    """Give a bout of gait that starts in standing.

    Parameters
    ----------
    gait
        Walking or running.
    stride
        How many, and which way.
    player
        Tempo and reach.
    rng
        Source of chance: strides differ by a few percent.

    Returns
    -------
    stretch
        The bout; its end is standing, or the last toe-off.
    phase
        Cycles since the first foot strike minus one, shape (n,): whole at each foot strike.
    """
    phase = _phases(gait, stride, player, rng)
    cycle = phase % 1.0
    share = _envelope(phase, stride)
    reached = math.sqrt(stride.pace_ratio)
    scale = player.gait_ratio * reached * share
    joints = np.zeros((len(phase), 4))
    sway = rng.normal(0.0, 1.0, 4)
    joints[:, Joint.HIP_FLEXION] = scale * _periodic(gait.hip_deg)(cycle)
    joints[:, Joint.KNEE_FLEXION] = (
        scale * _periodic(gait.knee_deg)(cycle) * _flick(cycle, gait, stride.heel_flick_ratio)
    )
    circle = 2.0 * math.pi * cycle
    joints[:, Joint.HIP_ADDUCTION] = share * np.radians(
        (3.0 + sway[0]) * np.sin(circle + 0.3) + (1.5 + sway[1]) * np.sin(2.0 * circle)
    )
    joints[:, Joint.HIP_ROTATION] = share * np.radians(
        (4.0 + sway[2]) * np.sin(circle + 2.0) + (1.5 + sway[3]) * np.sin(2.0 * circle + 1.0)
    )
    planted = (cycle < gait.toe_off) | (phase > stride.count)
    raised = (cycle - gait.heel_off) / (gait.toe_off - gait.heel_off)
    raised = np.where(planted & (phase < stride.count - 0.1), np.clip(raised, 0.0, 1.0), 0.0)
    rise = share[:, np.newaxis] * np.column_stack([raised**3, raised**2 * (1.4 - 0.4 * raised)])
    time_s = np.arange(len(phase)) / INTERNAL_RATE_HZ
    reach = player.height_m / _REFERENCE_HEIGHT_M
    speed_mps = (
        stride.pace_ratio * gait.speed_mps * reach * player.gait_ratio * player.tempo_ratio * share
    )
    stretch = Stretch(
        joints=joints,
        yaw_rad=stride.turn_rad * min_jerk(time_s, 0.0, float(time_s[-1])),
        planted=planted,
        lift_m=rise * np.array(gait.heel_rise_m) * reach,
        push_m=np.column_stack([np.cumsum(speed_mps) / INTERNAL_RATE_HZ, np.zeros(len(phase))]),
        shocks=_foot_strikes(gait, stride, phase, player, rng),
    )
    return stretch, phase


def _periodic(keys_deg: tuple[tuple[float, float], ...]) -> CubicSpline:
    keys = np.array([*keys_deg, (1.0, keys_deg[0][1])])
    return CubicSpline(keys[:, 0], np.radians(keys[:, 1]), bc_type="periodic")


def _phases(gait: Gait, stride: Stride, player: Player, rng: np.random.Generator) -> FloatArray:
    """Give the gait phase at internal samples, with strides of slightly different length."""
    last = stride.count - 1 + gait.toe_off if stride.to_take_off else stride.count + _STOP_SPAN
    marks = np.arange(gait.toe_off - _START_BEFORE_TOE_OFF, last + 1.0, 0.5)
    lengths = (
        gait.cycle_s
        / (player.tempo_ratio * math.sqrt(stride.pace_ratio))
        * 0.5
        * rng.normal(1.0, 0.02, len(marks) - 1)
        / np.linspace(1.0, stride.quickening_ratio, len(marks) - 1)
    )
    mark_s = np.concatenate([[0.0], np.cumsum(lengths)])
    phase_at = PchipInterpolator(mark_s, marks)
    time_s = np.arange(int(mark_s[-1] * INTERNAL_RATE_HZ)) / INTERNAL_RATE_HZ
    phase: FloatArray = np.asarray(phase_at(time_s))
    return phase[phase < last]


def _envelope(phase: FloatArray, stride: Stride) -> FloatArray:
    last = float(phase[-1])
    share = min_jerk(phase, float(phase[0]), _START_SPAN)
    if stride.to_take_off:
        return share * (1.0 - (1.0 - stride.take_off_ratio) * min_jerk(phase, last - 0.6, 0.75))
    return share - min_jerk(phase, stride.count - 0.05, _STOP_SPAN)


def _flick(cycle: FloatArray, gait: Gait, ratio: float) -> FloatArray:
    middle = 0.5 * (gait.toe_off + 1.0)
    raised = min_jerk(cycle, gait.toe_off - 0.05, middle - gait.toe_off)
    lowered = min_jerk(cycle, middle, 0.92 - middle)
    flicked: FloatArray = 1.0 + (ratio - 1.0) * (raised - lowered)
    return flicked


def _foot_strikes(
    gait: Gait, stride: Stride, phase: FloatArray, player: Player, rng: np.random.Generator
) -> tuple[Shock, ...]:
    shocks = []
    usual_mps2 = gait.strike_mps2 * stride.pace_ratio * player.impact_ratio
    for number in range(1, stride.count + 1):
        index = int(np.searchsorted(phase, number))
        if index < len(phase):
            peak = usual_mps2 * float(np.exp(rng.normal(0.0, _STRIKE_SPREAD)))
            time_s = index / INTERNAL_RATE_HZ
            shocks.append(Shock(time_s, EventKind.FOOT_STRIKE, peak, _STRIKE_DIRECTION))
            loaded_s = time_s + float(rng.uniform(*_LOADING_S))
            loading = peak * float(rng.uniform(0.3, 0.7))
            shocks.append(Shock(loaded_s, EventKind.FOOT_STRIKE, loading, _LOADING_DIRECTION))
    return tuple(shocks)
