"""Movements of everyday training: standing, the wearing protocol, walking, running, kicks."""

import math
from dataclasses import dataclass, replace
from typing import ClassVar, Final, Protocol

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind
from kicksense.simulation.approach import (
    Approach,
    drag_first,
    run_out,
    stand_first,
    step_up,
)
from kicksense.simulation.gait import JOG, WALK, Stride, gait_stretch
from kicksense.simulation.player import Player
from kicksense.simulation.profiles import bump, min_jerk, wander
from kicksense.simulation.stretch import (
    INTERNAL_RATE_HZ,
    Blow,
    Joint,
    Shock,
    Stretch,
    clock,
    standing,
)
from kicksense.simulation.strokes import Stroke, contact_time_s, stroke_joints
from kicksense.simulation.swings import Way, draw_stroke

_BALL_RATIO: Final = {
    Technique.INSTEP: (1.25, 0.05),
    Technique.INSIDE_FOOT: (1.15, 0.06),
    Technique.HEEL: (1.0, 0.07),
}
"""Ball speed over foot speed, median and spread, after FIELD.md section 4."""

_CONTACT_S: Final = {
    Technique.INSTEP: (0.0085, 0.0115),
    Technique.INSIDE_FOOT: (0.0080, 0.0105),
    Technique.HEEL: (0.0105, 0.0140),
}
_YIELD_S: Final = {
    Technique.INSTEP: 0.09,
    Technique.INSIDE_FOOT: 0.12,
    Technique.HEEL: 0.11,
}
_REFERENCE_HEIGHT_M: Final = 1.75
_USUAL_LAUNCH_MPS: Final = {
    Technique.INSTEP: 15.6,
    Technique.INSIDE_FOOT: 6.7,
    Technique.HEEL: 4.7,
}
"""Ball speed that an effort of 1 gives a player of 1.75 m."""

_MOST_EFFORT: Final = {
    Technique.INSTEP: 1.5,
    Technique.INSIDE_FOOT: 1.8,
    Technique.HEEL: 1.8,
}
"""No leg swings faster, so that children shoot as fast as they can and no faster."""

_LOOSE_FADE_S: Final = 1.5
_TOUCH_PHASE: Final = 0.90
_LANDED_S: Final = 0.06
_LACES_SHARE: Final = 0.6
_FLICKED: Final = 1.15


class Movement(Protocol):
    """Something a player does."""

    @property
    def name(self) -> str:
        """What it is called where scores are given by movement, such as ``walk``."""
        ...

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give the leg's course, of a right leg, from standing to standing."""
        ...


@dataclass(frozen=True, slots=True)
class Still:
    """Stand still."""

    name: ClassVar[str] = "still"

    duration_s: float = 3.0

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give neutral standing; the session adds sway."""
        del player, rng
        return standing(self.duration_s)


@dataclass(frozen=True, slots=True)
class HandHeld:
    """Hold the sensor in the hand, fiddle with it, strap it on."""

    name: ClassVar[str] = "hand_held"

    duration_s: float = 8.0

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give standing with a sensor that turns every way and ends on the shin."""
        del player
        time_s = clock(self.duration_s)
        end_s = self.duration_s - 0.1 * _LOOSE_FADE_S
        taken = min_jerk(time_s, 0.0, 0.5 * _LOOSE_FADE_S)
        fade = taken - min_jerk(time_s, end_s - 0.9 * _LOOSE_FADE_S, 0.9 * _LOOSE_FADE_S)
        turns = [1.3 * wander(len(time_s), rng, slowest_hz=0.1, fastest_hz=0.7) for _ in range(3)]
        ways = [0.12 * wander(len(time_s), rng, slowest_hz=0.1, fastest_hz=0.8) for _ in range(3)]
        loose = np.column_stack([*turns, *ways]) * fade[:, np.newaxis]
        return standing(self.duration_s, loose=loose)


@dataclass(frozen=True, slots=True)
class WearingProtocol:
    """Stand still, then swing the leg from the hip, the first swing forwards."""

    name: ClassVar[str] = "wearing_protocol"

    still_s: float = 3.2
    swings: int = 3
    swing_deg: float = 32.0

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give still stance, swings that die away, and a moment of standing."""
        period_s = float(rng.uniform(0.85, 1.15)) / player.tempo_ratio
        before_s = self.still_s
        time_s = clock(before_s + period_s * (self.swings + 0.5) + 1.0)
        joints = np.zeros((len(time_s), 4))
        swing = np.zeros(len(time_s))
        half_s, at_s = 0.5 * period_s, before_s
        reach = np.radians(self.swing_deg) * float(rng.uniform(0.85, 1.15))
        turns = [reach * (1.0 - 0.04 * turn) for turn in range(2 * self.swings)]
        sizes = [size if turn % 2 == 0 else -0.75 * size for turn, size in enumerate(turns)]
        before = 0.0
        for size in [*sizes, 0.0]:
            length_s = half_s * (0.65 if before == 0.0 or size == 0.0 else 1.0)
            swing += (size - before) * min_jerk(time_s, at_s, 1.25 * length_s)
            at_s += length_s
            before = size
        flying = (time_s >= before_s) & (time_s < at_s + 0.3 * half_s)
        joints[:, Joint.HIP_FLEXION] = swing
        bent = min_jerk(time_s, before_s, half_s) - min_jerk(time_s, at_s - half_s, half_s)
        joints[:, Joint.KNEE_FLEXION] = np.radians(rng.uniform(5.0, 14.0)) * bent
        joints[:, Joint.HIP_ADDUCTION] = float(rng.normal(0.0, 0.05)) * swing
        joints[:, Joint.HIP_ROTATION] = float(rng.normal(0.0, 0.05)) * swing
        return _blank(time_s, joints, planted=~flying)


@dataclass(frozen=True, slots=True)
class Walk:
    """Walk; every stride is one swing of the leg that wears the sensor."""

    name: ClassVar[str] = "walk"

    strides: int = 6
    turn_deg: float = 0.0
    pace_ratio: float = 1.0

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give a bout of walking that ends in standing."""
        stride = Stride(self.strides, np.radians(self.turn_deg), pace_ratio=self.pace_ratio)
        return gait_stretch(WALK, stride, player, rng)[0]


@dataclass(frozen=True, slots=True)
class Jog:
    """Run at an easy pace; with a flick the heels fly up behind."""

    strides: int = 8
    turn_deg: float = 0.0
    heel_flick_ratio: float = 1.0
    pace_ratio: float = 1.0

    @property
    def name(self) -> str:
        """``jog``, or ``heel_flick_run`` where the heels fly up."""
        return "heel_flick_run" if self.heel_flick_ratio > _FLICKED else "jog"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give a bout of running that ends in standing."""
        stride = Stride(
            self.strides,
            np.radians(self.turn_deg),
            self.heel_flick_ratio,
            pace_ratio=self.pace_ratio,
        )
        return gait_stretch(JOG, stride, player, rng)[0]


@dataclass(frozen=True, slots=True)
class Dribble:
    """Run or walk with the ball at the foot."""

    name: ClassVar[str] = "dribble"

    strides: int = 6
    touch_every: int = 1
    running: bool = True

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give gait whose swings touch the ball just before the foot comes down."""
        gait = JOG if self.running else WALK
        stretch, phase = gait_stretch(gait, Stride(self.strides), player, rng)
        blows = []
        for number in range(1, self.strides, self.touch_every):
            index = int(np.searchsorted(phase, number - 1 + _TOUCH_PHASE))
            technique = Technique.INSTEP if rng.random() < _LACES_SHARE else Technique.INSIDE_FOOT
            change_mps = float(rng.uniform(0.8, 2.2))
            blows.append(
                Blow(
                    index / INTERNAL_RATE_HZ, EventKind.TOUCH, technique,
                    ball_change_mps=change_mps, contact_s=0.014, yield_s=0.05,
                )
            )  # fmt: skip
        return replace(stretch, blows=tuple(blows))


@dataclass(frozen=True, slots=True)
class Kick:
    """Strike a ball, or swing at it and miss.

    Attributes
    ----------
    technique
        The part of the foot.
    effort
        1 is the median of real kicks of this kind.
    approach
        Strides before the strike; 0: from standing.
    running
        True for a run-up.
    misses
        True for an air kick.
    solid_ratio
        Less than one for a thin contact.
    pause_s
        Wait between backswing and strike.
    launch_mps
        Ball speed the player is after, in place of ``effort``; None where he is after none.
    target_m
        Way to the target; NaN where there is none.
    intent
        As in `Blow`.
    way
        Of a heel kick: straight back, sideways, behind the standing leg, or out of a drag-back.
    incoming_mps
        Speed at which the ball rolls toward the player, who plays it first time.
    """

    name: ClassVar[str] = "kick"

    technique: Technique
    effort: float = 1.0
    approach: int = 1
    running: bool = False
    misses: bool = False
    solid_ratio: float = 1.0
    pause_s: float = 0.0
    launch_mps: float | None = None
    target_m: float = math.nan
    intent: str = ""
    way: Way = Way.STRAIGHT
    incoming_mps: float = 0.0

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give the approach, the swing, and the way back to standing."""
        before = self.approach_of(player, rng)
        head = before.stretch
        stroke = self.stroke_of(player, rng)
        swing = stroke_joints(stroke, head.joints, player, rng)
        contact_s = contact_time_s(stroke)
        time_s = np.arange(len(swing)) / INTERNAL_RATE_HZ
        after = self.run_out_of(player, rng)
        flight_s = float(time_s[-1])
        gait = JOG if self.running else WALK
        step_mps2 = gait.strike_mps2 * player.impact_ratio * float(rng.uniform(0.5, 1.5))
        braked = before.speed_mps * (1.0 - min_jerk(time_s, 0.0, 1.5 * contact_s))
        driven = stroke.drive_mps * bump(time_s, 0.2 * contact_s, contact_s, 2.0 * contact_s)
        way_m = np.cumsum(braked + driven) / INTERNAL_RATE_HZ
        flying = Stretch(
            joints=swing,
            yaw_rad=np.zeros(len(swing)),
            planted=time_s > flight_s - _LANDED_S,
            lift_m=np.zeros((len(swing), 2)),
            push_m=np.column_stack([way_m, np.zeros(len(swing))]),
            shocks=(Shock(flight_s - _LANDED_S, EventKind.FOOT_STRIKE, step_mps2),),
        )
        blow = self._blow(head.duration_s + contact_s - 1.0 / INTERNAL_RATE_HZ, rng)
        return replace(joined((head, flying, after)), blows=(*head.blows, blow))

    def _blow(self, time_s: float, rng: np.random.Generator) -> Blow:
        ratio, spread = _BALL_RATIO[self.technique]
        ratio *= float(np.exp(rng.normal(0.0, spread)))
        return Blow(
            time_s,
            EventKind.AIR_KICK if self.misses else EventKind.KICK,
            self.technique,
            ball_ratio=0.0 if self.misses else ratio,
            solid_ratio=self.solid_ratio,
            contact_s=float(rng.uniform(*_CONTACT_S[self.technique])),
            yield_s=_YIELD_S[self.technique] * float(rng.uniform(0.75, 1.3)),
            target_distance_m=self.target_m,
            intent=self.intent,
            incoming_mps=(-self.incoming_mps, 0.0, 0.0),
        )

    def _effort_of(self, player: Player) -> float:
        """Give the effort with which this player gets the ball to, or towards, a speed."""
        if self.launch_mps is None:
            return self.effort
        reach = player.height_m / _REFERENCE_HEIGHT_M
        needed = self.launch_mps / (_USUAL_LAUNCH_MPS[self.technique] * reach)
        return min(needed, _MOST_EFFORT[self.technique]) / player.power_ratio

    def approach_of(self, player: Player, rng: np.random.Generator) -> Approach:
        """Give the way to the swing."""
        if self.way is Way.DRAGGED:
            return drag_first(player, rng)
        if self.approach == 0:
            return stand_first(rng)
        return step_up(self.technique, self.approach, player, rng, running=self.running)

    def stroke_of(self, player: Player, rng: np.random.Generator) -> Stroke:
        """Draw the swing."""
        effort = self._effort_of(player)
        plain = self.approach == 0
        stroke = draw_stroke(
            self.technique, effort, player, from_standing=plain, rng=rng, way=self.way
        )
        return replace(stroke, pause_s=self.pause_s)

    def run_out_of(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give what follows the swing."""
        return run_out(player, rng, running=self.running)


def joined(stretches: tuple[Stretch, ...]) -> Stretch:
    """Give stretches one after the other as one.

    Parameters
    ----------
    stretches
        In order; each goes on where the one before ends.

    Returns
    -------
    stretch
        With the blows and shocks of all, and headings added up.
    """
    blows: list[Blow] = []
    shocks = []
    yaws, pushes = [], []
    yaw_rad, push_m, before_s = 0.0, np.zeros(2), 0.0
    for stretch in stretches:
        blows += [replace(blow, time_s=blow.time_s + before_s) for blow in stretch.blows]
        shocks += [replace(shock, time_s=shock.time_s + before_s) for shock in stretch.shocks]
        yaws.append(stretch.yaw_rad + yaw_rad)
        pushes.append(stretch.push_m + push_m)
        yaw_rad, push_m = float(yaws[-1][-1]), pushes[-1][-1]
        before_s += stretch.duration_s
    loose = [
        np.zeros((len(stretch), 6)) if stretch.loose is None else stretch.loose
        for stretch in stretches
    ]
    return Stretch(
        joints=np.concatenate([stretch.joints for stretch in stretches]),
        yaw_rad=np.concatenate(yaws),
        planted=np.concatenate([stretch.planted for stretch in stretches]),
        lift_m=np.concatenate([stretch.lift_m for stretch in stretches]),
        push_m=np.concatenate(pushes),
        blows=tuple(blows),
        shocks=tuple(shocks),
        loose=np.concatenate(loose),
    )


def _blank(time_s: FloatArray, joints: FloatArray, *, planted: BoolArray) -> Stretch:
    """Give a stretch on the spot."""
    n = len(time_s)
    return Stretch(
        joints=joints,
        yaw_rad=np.zeros(n),
        planted=planted,
        lift_m=np.zeros((n, 2)),
        push_m=np.zeros((n, 2)),
    )
