"""What really happened in a simulated session."""

from dataclasses import dataclass
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


def event_of(struck: Struck, motion: LegMotion, player: Player, start_s: float) -> TrueEvent:
    """Give the truth about one blow of a ball.

    Parameters
    ----------
    struck
        What the blow did.
    motion
        The leg as it really moved.
    player
        Whose leg it is.
    start_s
        The recording's clock at the start of the motion.

    Returns
    -------
    event
        With phases where it is a kick or a miss.
    """
    first = max(0, struck.index - round(_LOOK_BACK_S * INTERNAL_RATE_HZ))
    last = min(len(motion.shank) - 1, struck.index + round(_LOOK_AHEAD_S * INTERNAL_RATE_HZ))
    rates = _swing_rates(motion.shank[first : last + 1])
    impact = struck.index - first
    axis = rates[impact - round(_AXIS_SPAN_S * INTERNAL_RATE_HZ) : impact].mean(axis=0)
    axis /= max(float(np.linalg.norm(axis)), 1e-9)
    rate = rates @ axis
    swung = struck.blow.kind in (EventKind.KICK, EventKind.AIR_KICK)
    known = struck.blow.kind in (EventKind.KICK, EventKind.AIR_KICK)
    return TrueEvent(
        time_s=start_s + struck.index / INTERNAL_RATE_HZ,
        kind=struck.blow.kind,
        technique=struck.blow.technique,
        side=player.side,
        foot_speed_mps=struck.foot_speed_mps,
        ball_speed_mps=struck.ball_speed_mps if known else float("nan"),
        phases=_phases(rate, impact, start_s + first / INTERNAL_RATE_HZ) if swung else None,
        strike_rate_radps=float(rate[impact - 1]),
        rate_change_radps=-float(struck.rate_change @ axis),
    )


def _swing_rates(shank: FloatArray) -> FloatArray:
    """Give the angular rate across the long axis, segment frame, shape (n - 1, 3)."""
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
