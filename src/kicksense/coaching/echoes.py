"""Balls that come back from the wall, and what they say about the kick."""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from kicksense.coaching.ball_roll import surface_named, surface_of
from kicksense.coaching.known_balls import KnownBall, wall_echo
from kicksense.coaching.other_players import contact_times, other_leg
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.domain.drill import Drill
from kicksense.domain.kick import Estimate, KickReport
from kicksense.domain.score_card import Echo, Practice
from kicksense.units import NINE_IN_TEN_Z


def echoes_of(
    practice: Practice, drill: Drill, others: Sequence[Practice], settings: ScoreSettings
) -> Mapping[int, Echo]:
    """Give the echoes of a practice by the kick that they belong to.

    The next contact after a kick tells how long the ball was away, and so how fast it left
    (`kicksense.coaching.known_balls.wall_echo`). Where the other leg wears a sensor, too, its
    contacts count. An echo is left out where no ball comes back after that time, and where it
    contradicts what the sensor says of the kick: then somebody else met that ball, or the other
    leg did.

    Parameters
    ----------
    practice
        Kicks and contacts.
    drill
        Says whether there is a wall; it stands at the target's distance, or the drill's.
    others
        Practices on the same clock, of which those of the other leg are read.
    settings
        Wall, pitch, and how far an echo and the sensor may disagree.

    Returns
    -------
    echoes
        By place of the kick in the report; empty without a wall.
    """
    target = practice.report.target
    wall_m = drill.target_distance_m if target is None else target.distance_m
    if not drill.wall or wall_m is None:
        return {}
    surface = surface_named(drill.surface) if target is None else surface_of(target)
    legs = (practice, *other_leg(practice, others, drill))
    contacts = contact_times(leg.report for leg in legs)
    found: dict[int, Echo] = {}
    for index, kick in enumerate(practice.report.kicks):
        at = bisect_right(contacts, kick.t_s + settings.same_moment_s)
        if at == len(contacts):
            break
        after_s = contacts[at] - kick.t_s
        ball = wall_echo(after_s, wall_m, surface, settings.known_balls)
        if ball is not None and _agree(kick, ball, settings.echo_agreement):
            found[index] = Echo(index, after_s, _interval(ball))
    return found


def _agree(kick: KickReport, ball: KnownBall, within: float) -> bool:
    """Tell whether an echo and the sensor speak of the same ball."""
    speed = kick.ball_speed_mps
    if not speed.low > 0.0:
        return False
    own = math.log(speed.high / speed.low) / (2.0 * NINE_IN_TEN_Z)
    spread = math.hypot(own, ball.spread, ball.shared_spread)
    return abs(math.log(ball.speed_mps / speed.value)) <= within * spread


def _interval(ball: KnownBall) -> Estimate:
    factor = math.exp(NINE_IN_TEN_Z * math.hypot(ball.spread, ball.shared_spread))
    return Estimate(ball.speed_mps, ball.speed_mps / factor, ball.speed_mps * factor)
