"""What changes over a practice, between the legs, and against the player's own usual."""

import math
from collections.abc import Iterable, Sequence

from kicksense.coaching.baseline import KICK_LOAD, kick_load_ns
from kicksense.coaching.habits import Judged, Played, whole
from kicksense.coaching.shares import MAD_EFFICIENCY, normal_share, spread_of
from kicksense.domain.kick import KickReport, Technique
from kicksense.domain.score_card import Practice

_MEDIAN_COST = 1.2533
"""Standard error of a median over that of a mean, normal numbers."""


def change_findings(played: Played) -> Iterable[Judged]:
    """Judge what changes; statements of load and of the end of a session are information only."""
    yield _legs_differ(played)
    yield from _end_of_session(played)
    yield _load_above_usual(played)


def _log_speeds(kicks: Sequence[KickReport], technique: Technique) -> list[float]:
    """Give the logarithms of the launch speeds of one technique, in order of time."""
    return [
        math.log(kick.ball_speed_mps.value)
        for kick in kicks
        if kick.technique is technique and kick.ball_speed_mps.value > 0.0
    ]


def _legs_differ(played: Played) -> Judged:
    """Say that one leg plays the ball much more softly than the other, same part of the foot.

    Needs a recording of the other leg of the same player on the same clock.
    """
    settings, other = played.settings, _other_leg(played)
    found = whole("legs_differ", 0, settings, chance_ratio=0.0)
    if other is None:
        return found
    for technique in (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP):
        own = _log_speeds(played.practice.report.kicks, technique)
        theirs = _log_speeds(other.report.kicks, technique)
        count = min(len(own), len(theirs))
        if count < settings.min_leg_count:
            continue
        difference, error = _difference(own, theirs)
        # Only the weaker leg is told: it is the one to work with.
        chance = _beyond(difference, math.log(settings.leg_speed_ratio), error)
        evidence = (("of_other_leg_ratio", math.exp(difference)),)
        judged = whole("legs_differ", count, settings, chance_ratio=chance, evidence=evidence)
        if judged.finding is not None or count > found.count.of:
            found = judged
        if judged.finding is not None:
            break
    return found


def _other_leg(played: Played) -> Practice | None:
    """Give the recording of the same player's other leg, or None."""
    own = played.practice
    return next(
        (
            other
            for other in played.others
            if own.player_id is not None
            and other.player_id == own.player_id
            and other.side is not own.side
        ),
        None,
    )


def _difference(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    """Give median of the first minus that of the second, with its standard error."""
    one, two = spread_of(first), spread_of(second)
    error = _MEDIAN_COST * math.hypot(
        one.spread / math.sqrt(one.count), two.spread / math.sqrt(two.count)
    )
    return one.median - two.median, error


def _beyond(difference: float, limit: float, error: float) -> float:
    """Give the probability that a difference lies below a negative limit."""
    if error <= 0.0:
        return float(difference < limit)
    return normal_share((limit - difference) / error)


def _end_of_session(played: Played) -> Iterable[Judged]:
    """Hold the last third of the kicks against the first, for the technique used most."""
    settings = played.settings
    groups = [
        _log_speeds([kick for _, kick in played.kicks], technique)
        for technique in (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)
    ]
    speeds = max(groups, key=len)
    if len(speeds) < settings.min_change_count:
        return
    third = len(speeds) // 3
    first, last = speeds[:third], speeds[-third:]
    difference, error = _difference(last, first)
    chance = _beyond(difference, math.log(settings.change_ratio), error)
    yield whole(
        "slower_at_end",
        2 * third,
        settings,
        chance_ratio=chance,
        evidence=(("fall_ratio", -math.expm1(difference)),),
    )
    wide, narrow = spread_of(last).spread, spread_of(first).spread
    ratio = wide / narrow if narrow > 0.0 else math.nan
    # Two spreads from a third each: the logarithm of their ratio is unsure by both.
    unsure = math.sqrt(2.0 / (2.0 * MAD_EFFICIENCY * max(third - 1, 1)))
    chance = (
        normal_share(math.log(ratio / settings.uneven_end_ratio) / unsure) if ratio > 0.0 else 0.0
    )
    yield whole(
        "uneven_at_end",
        2 * third,
        settings,
        chance_ratio=chance,
        evidence=(("of_first_third_ratio", ratio),),
    )


def _load_above_usual(played: Played) -> Judged:
    """Say that this session's load is well above the player's own usual."""
    settings, kicks = played.settings, played.practice.report.kicks
    usual, load = played.baseline.of(KICK_LOAD), kick_load_ns(kicks)
    known = usual is not None and usual.count >= settings.min_load_sessions_count
    if usual is None or not known or not usual.median > 0.0:
        return whole("load_above_usual", len(kicks), settings, chance_ratio=0.0)
    above = load > max(settings.load_ratio * usual.median, usual.median + 2.0 * usual.spread)
    evidence = (("kick_load_ns", load), ("of_own_load_ratio", load / usual.median))
    return whole(
        "load_above_usual", len(kicks), settings, chance_ratio=float(above), evidence=evidence
    )
