"""A player who plays a drill: every movement is rehearsed, so that balls come when they come.

What a movement does is known before it is done: when it meets the ball, how fast that flies, and
when the leg starts to move. So the next movement can be put where the ball really is.
"""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from kicksense.domain.arrays import FloatArray
from kicksense.domain.labels import EventKind
from kicksense.simulation.contact import strike
from kicksense.simulation.drill_moves import DrilledKick, LightFeet
from kicksense.simulation.gestures import Fidget
from kicksense.simulation.leg import LegMotion, move_leg
from kicksense.simulation.movements import Movement, Still
from kicksense.simulation.player import Player
from kicksense.simulation.stretch import INTERNAL_RATE_HZ, Stretch
from kicksense.units import RADPS_PER_DPS

ONSET_DPS: Final = 20.0
"""A leg that turns faster than this has started to move; quiet standing sways by less than 3."""

_SUSTAINED_S: Final = 0.05
_AIMING_ROUNDS: Final = 3
_AIMED_WITHIN: Final = 0.01
_EFFORT_LIMITS: Final = (0.12, 2.8)
_SHORTEST_S: Final = 0.002
_FIDGETS_FROM_S: Final = 1.9


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A movement that is done the same way every time.

    Attributes
    ----------
    movement
        What is done.
    seed
        Of its chances.
    """

    movement: Movement
    seed: tuple[int, ...]

    @property
    def name(self) -> str:
        """That of the movement."""
        return self.movement.name

    def perform(self, player: Player, rng: np.random.Generator) -> Stretch:
        """Give the movement with its own chances instead of those of the session."""
        del rng
        return self.movement.perform(player, np.random.default_rng(self.seed))


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A movement rehearsed, timed from its own start.

    Attributes
    ----------
    rehearsed
        To be done.
    stretch
        What it does.
    ball_mps
        Speed at which the first ball struck flies off; NaN where none is.
    """

    rehearsed: Rehearsed
    stretch: Stretch
    ball_mps: float

    @property
    def meets_s(self) -> float:
        """Moment of its first contact with the ball; of its end where there is none."""
        blows = self.stretch.blows
        return blows[0].time_s if blows else self.stretch.duration_s


@dataclass(frozen=True, slots=True)
class Done:
    """A movement that was done, timed from the start of the session.

    Attributes
    ----------
    start_s, stop_s
        Its ends.
    meets_s
        First contact with the ball; the end where there is none.
    contacts
        Positions of its contacts among all of the session.
    ball_mps
        As in `Ready`.
    """

    start_s: float
    stop_s: float
    meets_s: float
    contacts: tuple[int, ...]
    ball_mps: float

    @property
    def contact(self) -> int:
        """The first of its contacts."""
        return self.contacts[0]


class Play:
    """One player's session in the making.

    Parameters
    ----------
    player
        Who.
    seed
        Of every chance; movements are numbered under it.
    known_balls_mps
        Ball speeds of the session's contacts where they are known from having played it before,
        in place of rehearsed ones.
    """

    def __init__(
        self, player: Player, seed: tuple[int, ...], *, known_balls_mps: tuple[float, ...] = ()
    ) -> None:
        self.player = player
        self.now_s = 0.0
        self._yaw_rad = 0.0
        self._seed = seed
        self._known = known_balls_mps
        self._count = 0
        self._movements: list[Rehearsed] = []
        self._headings_rad: list[float] = []

    @property
    def plan(self) -> tuple[Movement, ...]:
        """What was done so far."""
        return tuple(self._movements)

    @property
    def headings_rad(self) -> tuple[float, ...]:
        """Where the player faced at each contact so far, of a right leg, positive to the left."""
        return tuple(self._headings_rad)

    def ready(self, movement: Movement, *, ball_mps: float | None = None) -> Ready:
        """Rehearse the next movement.

        Parameters
        ----------
        movement
            What; its chances are the same at every call until something was done.
        ball_mps
            Speed at which a kick is to send the ball off; its effort is found by trying. Where the
            leg cannot, it is as near as it gets.

        Returns
        -------
        ready
            To be done.
        """
        if ball_mps is None or not isinstance(movement, DrilledKick):
            return self._tried(movement)
        low, high = _EFFORT_LIMITS
        kick = replace(movement, launch_mps=None)
        tried = self._tried(kick)
        for _ in range(_AIMING_ROUNDS):
            if abs(math.log(max(tried.ball_mps, 0.1) / ball_mps)) < _AIMED_WITHIN:
                break
            effort = kick.effort * ball_mps / max(tried.ball_mps, 0.1)
            kick = replace(kick, effort=float(np.clip(effort, low, high)))
            tried = self._tried(kick)
        return tried

    def do(self, what: Movement | Ready) -> Done:
        """Do a movement, now."""
        ready = what if isinstance(what, Ready) else self._tried(what)
        stretch = ready.stretch
        start_s, first = self.now_s, len(self._headings_rad)
        at = [round(blow.time_s * INTERNAL_RATE_HZ) for blow in stretch.blows]
        self._movements.append(ready.rehearsed)
        self._headings_rad += [self._yaw_rad + float(stretch.yaw_rad[index]) for index in at]
        self._count += 1
        self._yaw_rad += float(stretch.yaw_rad[-1])
        self.now_s = start_s + stretch.duration_s
        known_mps = self._known[first] if at and first < len(self._known) else math.nan
        return Done(
            start_s=start_s,
            stop_s=self.now_s,
            meets_s=start_s + ready.meets_s,
            contacts=tuple(range(first, len(self._headings_rad))),
            ball_mps=known_mps if math.isfinite(known_mps) else ready.ball_mps,
        )

    def wait_until(self, t_s: float, *, step_rate_hz: float | None = None) -> None:
        """Stand until a moment; nothing where it has passed.

        Parameters
        ----------
        t_s
            From the start of the session.
        step_rate_hz
            Steps on the spot meanwhile; None for standing about.
        """
        left_s = t_s - self.now_s
        if left_s < _SHORTEST_S:
            return
        if step_rate_hz is not None:
            self.do(LightFeet(left_s, step_rate_hz))
        elif left_s > _FIDGETS_FROM_S:
            self.do(Fidget(left_s))
        else:
            self.do(Still(left_s))

    def meet(self, t_s: float, what: Movement | Ready, *, late_s: float = 0.0) -> Done | None:
        """Do a movement so that it meets the ball at a moment.

        Parameters
        ----------
        t_s
            When the ball is there, from the start of the session.
        what
            The movement.
        late_s
            How late it may be begun and still meet the ball, which has come so much nearer.

        Returns
        -------
        done
            None where the ball is there before the player can be; nothing was done then.
        """
        ready = what if isinstance(what, Ready) else self._tried(what)
        start_s = t_s - ready.meets_s
        if start_s < self.now_s - late_s:
            return None
        self.wait_until(start_s)
        return self.do(ready)

    def _tried(self, movement: Movement) -> Ready:
        rehearsed = Rehearsed(movement, (*self._seed, self._count))
        stretch = rehearsed.perform(self.player, np.random.default_rng(0))
        return Ready(rehearsed, stretch, _ball_mps(stretch, self.player))


def _ball_mps(stretch: Stretch, player: Player) -> float:
    """Give the speed of the first ball that a movement strikes, as the kinematic engine has it."""
    struck = [blow for blow in stretch.blows if blow.kind is EventKind.KICK]
    if not struck:
        return math.nan
    motion = _motion(stretch, player)
    return strike(struck[0], motion, player, np.random.default_rng(0)).ball_speed_mps


def _motion(stretch: Stretch, player: Player) -> LegMotion:
    return move_leg(player, stretch, give_rotvec=np.zeros((len(stretch), 3)))


def starts_s(stretch: Stretch, player: Player) -> float:
    """Give when the leg starts to move, from the start of a movement.

    Parameters
    ----------
    stretch
        Begins in standing.
    player
        Whose leg it is.

    Returns
    -------
    onset_s
        The first moment from which the shank turns faster than `ONSET_DPS` for 50 ms; the end
        where it never does. Read off the motion itself, without sway, noise or ringing.
    """
    shank = _motion(stretch, player).shank
    over = _rates_dps(shank) > ONSET_DPS
    span = round(_SUSTAINED_S * INTERNAL_RATE_HZ)
    counts = np.concatenate([[0], np.cumsum(over)])
    held = np.flatnonzero(counts[span:] - counts[:-span] == span)
    return (float(held[0]) if len(held) else len(stretch)) / INTERNAL_RATE_HZ


def _rates_dps(shank: FloatArray) -> FloatArray:
    """Give the size of the angular rate between neighbouring samples."""
    turns = Rotation.from_matrix(np.swapaxes(shank[:-1], 1, 2) @ shank[1:]).magnitude()
    rates_dps: FloatArray = turns * (INTERNAL_RATE_HZ / RADPS_PER_DPS)
    return rates_dps
