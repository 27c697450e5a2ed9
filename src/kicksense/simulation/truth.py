"""What really happened in a simulated session."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Phases, Technique
from kicksense.domain.labels import EventKind
from kicksense.simulation.contact import Struck
from kicksense.simulation.leg import LegMotion
from kicksense.simulation.player import Player
from kicksense.simulation.stretch import INTERNAL_RATE_HZ
from kicksense.units import BALL_MASS_KG

_LOOK_BACK_S: Final = 0.9
_LOOK_AHEAD_S: Final = 0.7
_AXIS_SPAN_S: Final = 0.04
_REST_RADPS: Final = 1.0


@dataclass(frozen=True, slots=True)
class TrueEvent:
    """One thing that happened.

    Attributes
    ----------
    time_s
        First contact (or closest approach of a miss) on the recording's own clock.
    kind, technique, side
        What, with which part of the foot (``unsure`` where no ball is struck), on which leg.
    foot_speed_mps
        Of the contact point just before; NaN where nothing is swung.
    ball_speed_mps
        Of the ball just after; zero for a miss, NaN where it does not follow from the foot.
    phases
        Of a kick or air kick, on the recording's clock; None elsewhere.
    strike_rate_radps
        Rate about the strike axis just before.
    rate_change_radps
        Drop of that rate that the ball causes.
    impulse_ns
        Of the foot on the ball, N s; NaN where no ball is met.
    off_centre_m
        How far the line of the foot passes the ball's middle; NaN where no ball is met or where
        the engine does not tell.
    target_distance_m, intent
        What the player was after; NaN and empty where nothing was aimed at.
    contact_s
        Length of the contact; NaN where no ball is met.
    """

    time_s: float
    kind: EventKind
    technique: Technique
    side: Side
    foot_speed_mps: float
    ball_speed_mps: float
    phases: Phases | None
    strike_rate_radps: float = 0.0
    rate_change_radps: float = 0.0
    impulse_ns: float = math.nan
    off_centre_m: float = math.nan
    target_distance_m: float = math.nan
    intent: str = ""
    contact_s: float = math.nan

    def on_clock(self, clock_s: Callable[[float], float]) -> "TrueEvent":
        """Give the same event as another clock tells it."""
        phases = self.phases
        if phases is not None:
            phases = Phases(
                backswing_s=clock_s(phases.backswing_s),
                swing_reversal_s=clock_s(phases.swing_reversal_s),
                impact_s=clock_s(phases.impact_s),
                follow_through_end_s=clock_s(phases.follow_through_end_s),
            )
        return replace(self, time_s=clock_s(self.time_s), phases=phases)


@dataclass(frozen=True, slots=True, eq=False)
class SensorMotion:
    """How the sensor of a right leg really moved, and what struck that leg.

    Attributes
    ----------
    rotation
        Sensor's segment to world at the internal rate, shape (n, 3, 3).
    position_m
        Of the sensor in the world, shape (n, 3).
    events
        Blows of balls, timed from the start of the motion.
    """

    rotation: FloatArray
    position_m: FloatArray
    events: tuple[TrueEvent, ...]


def event_of(struck: Struck, motion: LegMotion, player: Player) -> TrueEvent:
    """Give the truth about one blow of a ball.

    Parameters
    ----------
    struck
        What the blow did.
    motion
        The leg as it really moved.
    player
        Whose leg it is.

    Returns
    -------
    event
        Timed from the start of the motion; with phases where it is a kick or a miss.
    """
    blow = struck.blow
    swung = blow.kind in (EventKind.KICK, EventKind.AIR_KICK)
    swing = swing_of(motion.shank, struck.index)
    passed_on_mps = struck.ball_speed_mps or blow.ball_change_mps * blow.solid_ratio
    met = passed_on_mps > 0.0
    return TrueEvent(
        time_s=struck.index / INTERNAL_RATE_HZ,
        kind=blow.kind,
        technique=blow.technique,
        side=player.side,
        foot_speed_mps=struck.foot_speed_mps,
        ball_speed_mps=struck.ball_speed_mps if swung else math.nan,
        phases=swing.phases if swung else None,
        strike_rate_radps=swing.strike_rate_radps,
        rate_change_radps=-float(struck.rate_change @ swing.axis),
        impulse_ns=BALL_MASS_KG * passed_on_mps if met else math.nan,
        target_distance_m=blow.target_distance_m,
        intent=blow.intent,
        contact_s=blow.contact_s if met else math.nan,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Swing:
    """What the shank did around a blow.

    Attributes
    ----------
    phases
        From the start of the motion.
    axis
        The strike axis, segment frame, unit length, shape (3,).
    strike_rate_radps
        Rate about it just before the blow.
    """

    phases: Phases
    axis: FloatArray
    strike_rate_radps: float


def swing_of(shank: FloatArray, index: int) -> Swing:
    """Read the swing that leads to a blow off the motion of the shank.

    Parameters
    ----------
    shank
        Segment to world at the internal rate, shape (n, 3, 3).
    index
        Internal sample of the blow.

    Returns
    -------
    swing
        Its events as ARCHITECTURE.md section 5 defines them.
    """
    first = max(0, index - round(_LOOK_BACK_S * INTERNAL_RATE_HZ))
    last = min(len(shank) - 1, index + round(_LOOK_AHEAD_S * INTERNAL_RATE_HZ))
    rates = swing_rates(shank[first : last + 1])
    impact = index - first
    axis = rates[impact - round(_AXIS_SPAN_S * INTERNAL_RATE_HZ) : impact].mean(axis=0)
    axis /= max(float(np.linalg.norm(axis)), 1e-9)
    rate = rates @ axis
    phases = _phases(rate, impact, first / INTERNAL_RATE_HZ)
    return Swing(phases=phases, axis=axis, strike_rate_radps=float(rate[impact - 1]))


def swing_rates(shank: FloatArray) -> FloatArray:
    """Give the angular rate across the long axis.

    Parameters
    ----------
    shank
        Segment to world at the internal rate, shape (n, 3, 3).

    Returns
    -------
    rates
        Segment frame, rad/s, shape (n - 1, 3).
    """
    turns = Rotation.from_matrix(np.swapaxes(shank[:-1], 1, 2) @ shank[1:]).as_rotvec()
    rates: FloatArray = turns * INTERNAL_RATE_HZ
    rates[:, 1] = 0.0
    return rates


def _phases(rate: FloatArray, impact: int, first_s: float) -> Phases:
    """Read the events on the strike rate, as ARCHITECTURE.md section 5 defines them."""
    away = np.flatnonzero(rate[:impact] <= -_REST_RADPS)
    reversal = int(away[-1]) + 1 if len(away) else int(np.argmin(rate[:impact]))
    forward = np.flatnonzero(rate[:reversal] > -_REST_RADPS)
    earlier = forward[forward < reversal - 1]
    onset = int(earlier[-1]) if len(earlier) else 0
    stopped = np.flatnonzero(rate[impact:] < _REST_RADPS)
    end = impact + (int(stopped[0]) if len(stopped) else len(rate) - impact - 1)
    times_s = [first_s + index / INTERNAL_RATE_HZ for index in (onset, reversal, impact, end)]
    return Phases(*times_s)
