"""How rough a pitch is, from one ball that was rolled over it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kicksense.coaching.ball_roll import Surface, friction_of_roll, friction_of_timed_roll
from kicksense.coaching.known_balls import KnownBallSettings
from kicksense.units import GRAVITY_MPS2


@dataclass(frozen=True, slots=True)
class SurfaceRollSettings:
    """How a rolled ball is believed.

    Attributes
    ----------
    ramp_height_m
        From the ground to where the ball is let go on the ramp. 1 m: FIFA's ball-roll test, as
        the field notes tell it (section 5).
    ramp_loss_spread
        Standard deviation of the logarithm of the speed energy at the foot of the ramp, about that
        of a hollow sphere which rolls down without slipping (``v^2 = 6/5 g h``). The rails let a
        ball spin faster, the kink at their foot takes some; a home-made ramp is worse than a
        laboratory's. Assumed; the same for all rolls down this ramp.
    roll_spread
        Standard deviation of the logarithm of one roll's friction about that of the pitch: grain,
        dew, slope and wind. FIFA's test asks for the mean of several rolls in several directions.
        Assumed.
    watch_spread_s
        Standard deviation of a time stopped by hand. Assumed.
    tape_spread_m
        Standard deviation of a distance by tape or steps. Assumed.
    """

    ramp_height_m: float = 1.0
    ramp_loss_spread: float = 0.10
    roll_spread: float = 0.08
    watch_spread_s: float = 0.25
    tape_spread_m: float = 0.10


@dataclass(frozen=True, slots=True)
class SurfaceRoll:
    """One ball rolled over a pitch until it lay still.

    Attributes
    ----------
    distance_m
        From the foot of the ramp, or from the hand, to where it lay.
    lasts_s
        How long it rolled; None for a ball down the ramp, whose speed is known without.
    """

    distance_m: float
    lasts_s: float | None = None

    def __post_init__(self) -> None:
        if not 0.0 < self.distance_m < math.inf:
            raise ValueError(f"no ball rolls {self.distance_m} m")
        if self.lasts_s is not None and not 0.0 < self.lasts_s < math.inf:
            raise ValueError(f"no ball rolls for {self.lasts_s} s")


def rolling_friction(roll: SurfaceRoll, settings: SurfaceRollSettings) -> float:
    """Give the rolling friction that one roll tells, over gravity.

    Parameters
    ----------
    roll
        Down the ramp, or timed.
    settings
        How high the ramp is.

    Returns
    -------
    friction_ratio
        Above zero.
    """
    if roll.lasts_s is not None:
        return friction_of_timed_roll(roll.distance_m, roll.lasts_s)
    speed_mps = math.sqrt(1.2 * GRAVITY_MPS2 * settings.ramp_height_m)
    return friction_of_roll(speed_mps, roll.distance_m)


def rolled_surface(
    name: str,
    like: Surface,
    rolls: Sequence[SurfaceRoll],
    *,
    settings: SurfaceRollSettings,
    known: KnownBallSettings,
) -> Surface:
    """Give a surface as it is known after some rolls.

    The logarithm of the rolling friction is a bell curve about that of the surface's kind, as wide
    as pitches of one kind differ; every roll narrows it as a measurement with an error of its own
    and, down a ramp, one that all such rolls share. Conjugate, so nothing is approximated. Of
    sliding a rolled ball says nothing.

    Parameters
    ----------
    name
        How the user calls it.
    like
        The kind it is of.
    rolls
        In any order; may be empty.
    settings
        How far a roll is believed.
    known
        How far pitches of one kind differ.

    Returns
    -------
    surface
        With its spread.
    """
    middle, precision = math.log(like.rolling_friction_ratio), 1.0 / known.friction_spread**2
    for is_ramp in (True, False):
        logs, weights = [], []
        for roll in rolls:
            if (roll.lasts_s is None) is is_ramp:
                logs.append(math.log(rolling_friction(roll, settings)))
                weights.append(1.0 / _own_variance(roll, settings))
        if not logs:
            continue
        # The mean of the rolls is known to the sum of their own errors and the shared one.
        weight = sum(weights)
        mean = sum(log * one for log, one in zip(logs, weights, strict=True)) / weight
        shared = settings.ramp_loss_spread**2 if is_ramp else 0.0
        told = 1.0 / (1.0 / weight + shared)
        middle = (middle * precision + mean * told) / (precision + told)
        precision += told
    return Surface(
        name,
        math.exp(middle),
        like.sliding_friction_ratio,
        f"rolling measured with {len(rolls)} rolled; sliding as on {like.name}",
        1.0 / math.sqrt(precision),
    )


def _own_variance(roll: SurfaceRoll, settings: SurfaceRollSettings) -> float:
    """Give the variance of the logarithm of one roll's friction, but for what rolls share."""
    tape = settings.tape_spread_m / roll.distance_m
    watch = 0.0 if roll.lasts_s is None else 2.0 * settings.watch_spread_s / roll.lasts_s
    return settings.roll_spread**2 + tape**2 + watch**2
