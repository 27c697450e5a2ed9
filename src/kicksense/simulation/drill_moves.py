"""Movements with a time to keep: kicks in a manner, first touches, light feet, runs."""

import math
from dataclasses import dataclass, replace
from typing import ClassVar, Final

import numpy as np

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind
from kicksense.simulation.approach import Approach
from kicksense.simulation.gait import JOG, SPRINT, WALK, Stride, gait_stretch
from kicksense.simulation.gestures import Turn, between, gesture
from kicksense.simulation.movements import Kick
from kicksense.simulation.player import Player
from kicksense.simulation.profiles import min_jerk
from kicksense.simulation.stretch import (
    INTERNAL_RATE_HZ,
    Blow,
    Joint,
    Shock,
    Stretch,
    clock,
    standing,
)
from kicksense.simulation.strokes import Stroke

_TOUCH_PHASE: Final = 0.90
_LACES_SHARE: Final = 0.6
_LIGHT_TOUCH_MPS: Final = (1.2, 2.4)
_SET_OFF_PACE: Final = 0.85
_LEAST_STEP_HZ: Final = 0.5
_TAKE_OFF_RATIO: Final = 0.75
_HURRIED_S: Final = 0.08
_HURRIED_RATIO: Final = 0.8
"""Who hardly stands before a kick has taken the weight off the leg already."""

_MOVES_ON_RATIO: Final = 0.7
"""Who moves on at once puts the foot down sooner."""

_BACK_S: Final = 0.38
_TURN_AFTER_S: Final = 0.08
_TURN_LEAST_S: Final = 0.25
_TURN_DPS: Final = 250.0
"""Nobody turns quicker with a ball."""


@dataclass(frozen=True, slots=True)
class DrilledKick(Kick):
    """A kick whose manner a drill says.

    Attributes
    ----------
    approach
        As in `Kick`, but none unless asked for.
    settle_s
        Stands so long before a kick on the spot.
    swing_ratio, follow_ratio
        Scale the length of the swing to the ball and of the follow-through beyond what is drawn.
    strides_on
        Strides right after the kick; without any, the player stands.
    stand_s
        For so long.
    touches
        Light touches of a drive that ends in the kick, one a stride; none without a drive.
    quickening_ratio
        How much quicker the last step of the drive is than the first.
    """

    approach: int = 0
    settle_s: float = 0.1
    swing_ratio: float = 1.0
    follow_ratio: float = 1.0
    strides_on: int = 0
    stand_s: float = 0.05
    touches: int = 0
    quickening_ratio: float = 1.2

    def approach_of(self, player: Player, rng: np.random.Generator) -> Approach:
        """Give the way to the swing: from standing, out of steps, or out of a drive."""
        if self.touches > 0:
            return self._drive(player, rng)
        if self.approach == 0:
            return Approach(standing(self.settle_s))
        return Kick.approach_of(self, player, rng)

    def _drive(self, player: Player, rng: np.random.Generator) -> Approach:
        """Give a run whose swings touch the ball just before the foot comes down."""
        stride = Stride(
            self.touches + 1,
            to_take_off=True,
            take_off_ratio=_TAKE_OFF_RATIO,
            pace_ratio=_SET_OFF_PACE,
            quickening_ratio=self.quickening_ratio,
        )
        stretch, phase = gait_stretch(JOG, stride, player, rng)
        blows = []
        for number in range(1, self.touches + 1):
            index = int(np.searchsorted(phase, number - 1 + _TOUCH_PHASE))
            technique = Technique.INSTEP if rng.random() < _LACES_SHARE else Technique.INSIDE_FOOT
            blows.append(
                Blow(
                    index / INTERNAL_RATE_HZ,
                    EventKind.TOUCH,
                    technique,
                    ball_change_mps=float(rng.uniform(*_LIGHT_TOUCH_MPS)),
                    contact_s=0.014,
                    yield_s=0.05,
                )
            )
        return _arrived(replace(stretch, blows=tuple(blows)))

    def stroke_of(self, player: Player, rng: np.random.Generator) -> Stroke:
        """Draw the swing, as long and as far after the ball as asked for."""
        stroke = Kick.stroke_of(self, player, rng)
        shape = replace(
            stroke.shape,
            time_ratio=stroke.shape.time_ratio * self.swing_ratio,
            follow_ratio=stroke.shape.follow_ratio * self.follow_ratio,
            return_ratio=_MOVES_ON_RATIO if self.strides_on > 0 else 1.0,
        )
        lead_s = stroke.lead_s * max(1.0, shape.time_ratio) / max(1.0, stroke.shape.time_ratio)
        if self.approach == 0 and self.touches == 0 and self.settle_s < _HURRIED_S:
            lead_s *= _HURRIED_RATIO
        return replace(stroke, shape=shape, lead_s=lead_s)

    def run_out_of(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give steps that follow at once, or standing."""
        if self.strides_on == 0:
            return standing(self.stand_s)
        gait = JOG if self.running else WALK
        return gait_stretch(gait, Stride(self.strides_on), player, rng)[0]


def _arrived(stretch: Stretch) -> Approach:
    """Give a run up to its take-off, with the speed it has there."""
    last_m = stretch.push_m[-2:, 0]
    return Approach(stretch, float(last_m[1] - last_m[0]) * INTERNAL_RATE_HZ)


@dataclass(frozen=True, slots=True)
class _Course:
    """Turns of the joints around a first touch, when it meets the ball, and when all is back."""

    meet_s: float
    back_s: float
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class FirstTouch:
    """Take a ball that rolls in: let it die, or push it on; the body may open up with it.

    The ways of the foot and what the ball does to it lie within those of
    `kicksense.simulation.gestures.Trap` and `kicksense.simulation.tricks.Touch`; here it is said
    when, how softly, and where the body turns to.

    Attributes
    ----------
    ball_mps
        Speed of the ball that comes.
    stops
        True to let it die, False to push it on.
    softness_ratio
        1: the foot goes far with the ball; 0: the ball bounces off.
    turn_deg
        Change of heading after the contact, positive to the left.
    """

    ball_mps: float = 2.5
    stops: bool = True
    softness_ratio: float = 1.0
    turn_deg: float = 0.0

    @property
    def name(self) -> str:
        """``trap`` or ``touch``."""
        return "trap" if self.stops else "touch"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give a foot that meets the ball and comes back."""
        course = (self._stopping if self.stops else self._pushing)(player, rng)
        turn_at_s = course.meet_s + _TURN_AFTER_S
        lasts_s = (_TURN_LEAST_S + abs(self.turn_deg) / _TURN_DPS) / player.tempo_ratio
        time_s = clock(max(course.back_s, turn_at_s + lasts_s) + 0.03)
        off = between(time_s, course.turns[0][2] - 0.02, float(time_s[-1]) - 0.02)
        stretch = gesture(time_s, course.turns, flying=off)
        yaw_rad = math.radians(self.turn_deg) * min_jerk(time_s, turn_at_s, lasts_s)
        return replace(stretch, yaw_rad=yaw_rad, blows=(self._blow(course.meet_s, rng),))

    def _stopping(self, player: Player, rng: np.random.Generator) -> _Course:
        """Give a foot that is held out, goes with the ball, and comes back."""
        soft = self.softness_ratio
        reach_s = float(rng.uniform(0.24, 0.45)) / player.tempo_ratio
        meet_s = 0.06 + reach_s
        with_s = float(rng.uniform(0.14, 0.20)) + 0.10 * soft
        reach_deg, open_deg = float(rng.uniform(10.0, 32.0)), float(rng.uniform(25.0, 72.0))
        given_deg = float(rng.uniform(0.0, 4.0)) + 8.0 * soft
        early_s = float(rng.uniform(-0.04, 0.0)) + 0.06 * soft
        end_s = meet_s + with_s + 0.06
        return _Course(
            meet_s,
            end_s + _BACK_S,
            (
                (Joint.HIP_FLEXION, reach_deg, 0.06, reach_s),
                (Joint.KNEE_FLEXION, 12.0, 0.06, reach_s),
                (Joint.HIP_ROTATION, -open_deg, 0.03, reach_s),
                (Joint.HIP_FLEXION, -reach_deg - given_deg, meet_s - early_s, with_s),
                (Joint.KNEE_FLEXION, given_deg, meet_s - early_s, with_s),
                (Joint.HIP_FLEXION, given_deg, end_s, _BACK_S),
                (Joint.KNEE_FLEXION, -12.0 - given_deg, end_s, _BACK_S),
                (Joint.HIP_ROTATION, open_deg, end_s, _BACK_S),
            ),
        )

    def _pushing(self, player: Player, rng: np.random.Generator) -> _Course:
        """Give a short swing of the foot into the ball."""
        swing_s = float(rng.uniform(0.16, 0.30)) / player.tempo_ratio
        back_deg, reach_deg = float(rng.uniform(0.0, 12.0)), float(rng.uniform(16.0, 34.0))
        open_deg, bent_deg = float(rng.uniform(30.0, 75.0)), float(rng.uniform(8.0, 26.0))
        on_s = 0.36
        meet_s = on_s + swing_s * float(rng.uniform(0.5, 0.75))
        end_s = on_s + swing_s + 0.05
        return _Course(
            meet_s,
            end_s + _BACK_S,
            (
                (Joint.HIP_FLEXION, -back_deg, 0.04, 0.30),
                (Joint.KNEE_FLEXION, bent_deg, 0.04, 0.32),
                (Joint.HIP_ROTATION, -open_deg, 0.03, 0.33),
                (Joint.HIP_FLEXION, back_deg + reach_deg, on_s, swing_s),
                (Joint.KNEE_FLEXION, -0.5 * bent_deg, on_s, swing_s),
                (Joint.HIP_FLEXION, -reach_deg, end_s, _BACK_S),
                (Joint.KNEE_FLEXION, -0.5 * bent_deg, end_s, _BACK_S),
                (Joint.HIP_ROTATION, open_deg, end_s, _BACK_S),
            ),
        )

    def _blow(self, meet_s: float, rng: np.random.Generator) -> Blow:
        """Give what the ball does: a hard touch stops it in less time and throws it back."""
        soft = self.softness_ratio
        thrown = 1.0 + 0.35 * (1.0 - soft)
        pushed_mps = 0.0 if self.stops else float(rng.uniform(0.4, 1.2))
        return Blow(
            meet_s,
            EventKind.TRAP if self.stops else EventKind.TOUCH,
            Technique.INSIDE_FOOT,
            ball_change_mps=max(self.ball_mps * thrown + pushed_mps, 1.2),
            contact_s=float(rng.uniform(0.013, 0.016)) + (0.008 if self.stops else 0.003) * soft,
            yield_s=float(rng.uniform(0.06, 0.08)) + 0.06 * soft,
            intent="first touch",
            incoming_mps=(-self.ball_mps, 0.0, 0.0),
        )


@dataclass(frozen=True, slots=True)
class LightFeet:
    """Wait on the toes with small steps on the spot.

    Attributes
    ----------
    duration_s
        Exactly so long.
    step_rate_hz
        Steps of both legs a second; below one in two seconds, the player just stands.
    """

    duration_s: float
    step_rate_hz: float = 3.0

    name: ClassVar[str] = "light_feet"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give small lifts of the foot, every other step one; the last is down before the end."""
        time_s = clock(self.duration_s)
        turns: list[Turn] = []
        shocks: list[Shock] = []
        flying = np.zeros(len(time_s), dtype=np.bool_)
        period_s = 2.0 / max(self.step_rate_hz, _LEAST_STEP_HZ)
        lifts = int((self.duration_s - 0.08) / period_s)
        for number in range(lifts if self.step_rate_hz >= _LEAST_STEP_HZ else 0):
            at_s = 0.03 + number * period_s
            half_s = min(0.4 * period_s, 0.22) * float(rng.uniform(0.85, 1.0))
            lift_deg = float(rng.uniform(10.0, 22.0))
            for joint, share in ((Joint.HIP_FLEXION, 0.5), (Joint.KNEE_FLEXION, 1.0)):
                turns += [
                    (joint, share * lift_deg, at_s, half_s),
                    (joint, -share * lift_deg, at_s + half_s, half_s),
                ]
            flying |= between(time_s, at_s, at_s + 2.0 * half_s)
            peak_mps2 = float(rng.uniform(25.0, 80.0)) * player.impact_ratio
            shocks.append(
                Shock(at_s + 2.0 * half_s, EventKind.FOOT_STRIKE, peak_mps2, (0.15, 1.0, 0.1))
            )
        return replace(gesture(time_s, turns, flying=flying), shocks=tuple(shocks))


@dataclass(frozen=True, slots=True)
class Run:
    """Run a way, at a jog or as fast as it goes, and stop.

    Attributes
    ----------
    strides
        Of the leg that wears the sensor.
    sprints
        True for as fast as it goes.
    turn_deg
        Change of heading over the way, positive to the left.
    pace_ratio
        Above one, the steps come faster and reach farther.
    """

    strides: int = 4
    sprints: bool = True
    turn_deg: float = 0.0
    pace_ratio: float = 1.0

    @property
    def name(self) -> str:
        """``sprint`` or ``jog``."""
        return "sprint" if self.sprints else "jog"

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give a bout of running that ends in standing."""
        stride = Stride(self.strides, math.radians(self.turn_deg), pace_ratio=self.pace_ratio)
        return gait_stretch(SPRINT if self.sprints else JOG, stride, player, rng)[0]
