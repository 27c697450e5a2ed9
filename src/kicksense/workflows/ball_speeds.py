"""The ball speeds of a session in two numbers, each with its interval."""

from collections.abc import Sequence

from kicksense.coaching.shares import median_estimate
from kicksense.domain.kick import Estimate, KickReport


def typical_ball(kicks: Sequence[KickReport]) -> Estimate | None:
    """Give the middle ball speed of kicks, m/s, as score cards give it; None without a kick."""
    return median_estimate([kick.ball_speed_mps for kick in kicks])


def fastest_ball(kicks: Sequence[KickReport]) -> Estimate | None:
    """Give the largest ball speed of kicks, m/s; None without a kick."""
    balls = (kick.ball_speed_mps for kick in kicks)
    return max(balls, key=lambda ball: ball.value, default=None)
