"""What single kicks showed, counted over a practice: the rules of `kicksense.coaching.findings`."""

import math
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from kicksense.coaching.baseline import feature
from kicksense.coaching.habits import Judged, Played, Trial, habit
from kicksense.coaching.power import enough_launch_mps, excess_launch_mps
from kicksense.coaching.practice_settings import PracticeSettings
from kicksense.coaching.shares import chance_above
from kicksense.domain.kick import (
    ContactKind,
    KickReport,
    PowerBand,
    Target,
    Technique,
)

_PASSES: Final = frozenset({Technique.HEEL, Technique.INSIDE_FOOT})
_HEEL: Final = frozenset({Technique.HEEL})
_STRAIGHT: Final = frozenset({Technique.HEEL, Technique.INSTEP})
"""An inside pass turns about two axes; a quarter of clean simulated ones look thin on one."""

_POWER: Final = MappingProxyType(
    {
        "too_much_power": PowerBand.EXCESS,
        "slightly_too_hard": PowerBand.HEAVY,
        "under_hit": PowerBand.UNDER_HIT,
    }
)
_READ_FROM: Final = MappingProxyType(
    {
        "follow_through_too_long": ("follow_through_angle_rad", _PASSES),
        "swing_too_big": ("swing_angle_rad", _HEEL),
        "swing_not_smooth": ("swing_smoothness_index", _PASSES),
        "telegraphed": ("swing_pause_s", _PASSES),
        "slow_to_move_on": ("time_to_next_step_s", _PASSES),
        "thin_contact": ("strike_rate_change_radps", _STRAIGHT),
    }
)
"""Code, the number it needs, the techniques it speaks of."""

_LONG_IN_THE_AIR_S: Final = 0.35
"""A foot that goes on for longer lands late; that is told by the angle it goes on for."""

_FOLLOW_FROM_POWER: Final = frozenset({"swing_too_big", "follow_through_too_long"})
"""A ball that is struck too hard takes a big swing: one fault is told of it, not three."""


def kick_habits(played: Played) -> Iterable[Judged]:
    """Judge which faults of single kicks are habits.

    A kick that could not have shown a fault (no target, another technique, a number that could
    not be measured) is not counted for it.
    """
    for code in _POWER:
        yield _weight_habit(played, code)
    for code in _READ_FROM:
        if played.moves_on or code != "slow_to_move_on":
            yield _measured_habit(played, code)
    yield _extra_touch(played)
    yield _air_kick(played)


def chance_of(code: str, kick: KickReport, target: Target | None) -> float:
    """Give how likely it is that a kick really has the fault it is said to have.

    Parameters
    ----------
    code
        One of `kicksense.coaching.finding_kinds.KICK_CODES`.
    kick
        As reported.
    target
        What it was played to, or None.

    Returns
    -------
    probability
        For the weight of the ball: that its speed lies beyond the line, normal in logarithms
        within its interval. For the others, which speak of a technique: its probability; how
        reliable their measures are, `FindingKind.reliability_ratio` says.
    """
    if code in _POWER:
        return 0.0 if target is None else _weight_chance(code, kick, target)
    return kick.probability.of(kick.technique)


def _weight_chance(code: str, kick: KickReport, target: Target) -> float:
    """Give the probability that the ball was really too hard, or too soft."""
    arrival, lower_mps = kick.arrival_speed_mps, target.arrival_band_mps[0]
    if code == "under_hit":
        return 1.0 - chance_above(kick.ball_speed_mps, enough_launch_mps(target))
    if code == "too_much_power":
        return chance_above(kick.ball_speed_mps, excess_launch_mps(target))
    upper_mps = target.arrival_band_mps[1]
    if arrival is None or upper_mps <= lower_mps:
        return 0.0
    return chance_above(arrival, upper_mps)


def _weight_habit(played: Played, code: str) -> Judged:
    """Count the balls that were surely beyond a line of the target."""
    target = played.practice.report.target
    aimed = [kick for _, kick in played.kicks if kick.power is not None]
    trials = [
        Trial(
            kick.power is _POWER[code],
            chance_of(code, kick, target),
            _bound_mps(code, kick),
        )
        for kick in aimed
    ]
    said = "switch_too_short" if code == "under_hit" and played.asks("switches") else code
    name = "ball_speed_high_mps" if code == "under_hit" else "ball_speed_low_mps"
    told = () if target is None else _target_evidence(target)
    return habit(said, trials, played.settings, measure=name, extra=told)


def _target_evidence(target: Target) -> tuple[tuple[str, float], ...]:
    """Give what was needed."""
    return (
        ("enough_ball_speed_mps", enough_launch_mps(target)),
        ("target_distance_m", target.distance_m),
    )


def _bound_mps(code: str, kick: KickReport) -> float:
    """Give the end of the interval that speaks best for a ball."""
    return kick.ball_speed_mps.high if code == "under_hit" else kick.ball_speed_mps.low


def _measured_habit(played: Played, code: str) -> Judged:
    """Count the kicks whose report states a fault, of those that could have."""
    name, techniques = _READ_FROM[code]
    target = played.practice.report.target
    trials = [
        Trial(
            _states(code, kick, played.settings),
            chance_of(code, kick, target),
            feature(kick, name),
        )
        for _, kick in played.kicks
        if kick.technique in techniques
        and math.isfinite(feature(kick, name))
        and not _follows_from_another(code, kick, target)
    ]
    drill = _own_drill(code, [kick for _, kick in played.kicks])
    return habit(code, trials, played.settings, measure=name, drill=drill)


def _states(code: str, kick: KickReport, settings: PracticeSettings) -> bool:
    """Tell whether a kick states a fault, clearly enough for a habit."""
    if code == "swing_too_big" and not feature(kick, "swing_angle_rad") > settings.clear_swing_rad:
        return False
    if code == "slow_to_move_on":
        air_s = feature(kick, "follow_through_duration_s")
        wait_s = feature(kick, "time_to_next_step_s") - air_s
        if wait_s <= settings.max_wait_after_s:
            return False
    return any(finding.code == code for finding in kick.findings)


def _follows_from_another(code: str, kick: KickReport, target: Target | None) -> bool:
    """Tell whether another fault of the kick, told by itself, would bring this one along."""
    if code == "slow_to_move_on":
        return feature(kick, "follow_through_duration_s") > _LONG_IN_THE_AIR_S
    return code in _FOLLOW_FROM_POWER and _is_hard(kick, target)


def follows_through(kick: KickReport) -> bool:
    """Tell whether the foot went on so long after a kick that the next step had to wait."""
    return any(finding.code == "follow_through_too_long" for finding in kick.findings)


def _is_hard(kick: KickReport, target: Target | None) -> bool:
    """Tell whether a ball probably arrived above the good band."""
    arrival = kick.arrival_speed_mps
    return target is not None and arrival is not None and arrival.value > target.arrival_band_mps[1]


def _own_drill(code: str, kicks: list[KickReport]) -> str | None:
    """Give the drill that most of the kicks' own findings name."""
    drills = [one.drill for kick in kicks for one in kick.findings if one.code == code]
    named = [drill for drill in drills if drill is not None]
    return max(named, key=named.count) if named else None


def _extra_touch(played: Played) -> Judged:
    """Count the turns of a one-touch drill that took more than one contact."""
    if played.drill is None or not played.drill.one_touch:
        return habit("extra_touch", (), played.settings)
    trials = [Trial(rep.contacts > 1) for rep in played.reps if rep.contacts > 0]
    return habit("extra_touch", trials, played.settings)


def _air_kick(played: Played) -> Judged:
    """Count the swings that met no ball, of all swings, where an impact cannot have been missed."""
    if played.practice.report.sampling_rate_hz < played.settings.min_impact_rate_hz:
        return habit("air_kick", (), played.settings)
    missed = sum(
        contact.kind is ContactKind.AIR_KICK for contact in played.practice.report.other_contacts
    )
    trials = [*(Trial(False) for _ in played.kicks), *(Trial(True) for _ in range(missed))]
    return habit("air_kick", trials, played.settings)
