"""What is done with the ball over a practice: first touch, release, carries, switches, chains."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import fmean

from kicksense.coaching.habits import Judged, Played, Trial, habit, whole
from kicksense.coaching.runs import runs_of
from kicksense.coaching.shares import (
    chance_mad_wider,
    chance_wider,
    normal_share,
    spread_of,
    spread_without_one,
)
from kicksense.domain.drill import RepUnit
from kicksense.domain.kick import ContactKind, KickReport, Technique
from kicksense.domain.locomotion import Possession, PossessionKind

_SAME_MOMENT_S = 0.03
_STRIKE_S = 0.1


def ball_habits(played: Played) -> Iterable[Judged]:
    """Judge what is done with the ball."""
    yield _hard_first_touch(played)
    yield _slow_release(played)
    yield _held_too_long(played)
    yield _no_carry(played)
    yield _carry_without_pace(played)
    yield _not_switched(played)
    yield _uneven_weight(played)
    yield _uneven_timing(played)
    yield from _fading(played)


def _trains(played: Played, score: str) -> bool:
    """Tell whether a drill trains what a score says, or nothing in particular is trained."""
    return played.drill is None or played.asks(score) is not None


def _hard_first_touch(played: Played) -> Judged:
    """Count first touches off which the ball jumps; a clipped one is at least as hard as it says.

    The first contact of a possession of several is a first touch; a contact that plays the ball
    away is none.
    """
    name = "first_touch_jolt_mps2"
    limit = played.most(name, played.settings.max_first_touch_mps2)
    if not _trains(played, name):
        return habit("hard_first_touch", (), played.settings)
    held = played.practice.activity.possessions
    starts = sorted(one.start_s for one in held if one.contacts > 1)
    trials = [
        Trial(touch.jolt_mps2 > limit, 1.0, touch.jolt_mps2)
        for touch in played.practice.activity.touches
        if math.isfinite(touch.jolt_mps2) and _is_near(touch.t_s, starts, _SAME_MOMENT_S)
    ]
    return habit(
        "hard_first_touch",
        trials,
        played.settings,
        measure=name,
        limit=limit,
        least_share_ratio=played.settings.hard_touch_share_ratio,
    )


def _is_near(t_s: float, times_s: Sequence[float], within_s: float) -> bool:
    """Tell whether one of some ordered times lies so close."""
    at = bisect_left(times_s, t_s - within_s)
    return at < len(times_s) and times_s[at] < t_s + within_s


def _slow_release(played: Played) -> Judged:
    """Count turns in which the pass came late after the first touch, where the drill says when.

    A game has its long possessions, and a drive takes its time.
    """
    settings, name = played.settings, "touch_to_release_s"
    limit = played.most(name, math.inf)
    drives = played.drill is not None and played.drill.rep is RepUnit.CARRY
    if drives or not math.isfinite(limit):
        return habit("slow_release", (), settings)
    kept_s = _times_kept(played)
    trials = [Trial(time_s > limit, 1.0, time_s) for time_s in kept_s]
    return habit("slow_release", trials, settings, measure=name, limit=limit)


def _times_kept(played: Played) -> list[float]:
    """Give from first touch to release: the turn's own, or since the first contact before it.

    A ball that lies still between touch and pass makes two possessions of one turn.
    """
    kicks = played.practice.report.kicks
    contacts_s = [
        one.t_s
        for one in played.practice.report.other_contacts
        if one.kind is not ContactKind.AIR_KICK
    ]
    kept = []
    for rep in played.reps:
        if rep.contacts > 1 and rep.touch_to_release_s is not None:
            kept.append(rep.touch_to_release_s)
        elif rep.kick_index is not None and rep.kick_index < len(kicks):
            kick_s = kicks[rep.kick_index].t_s
            since_s = kick_s - played.settings.longest_kept_s
            if rep.kick_index:
                since_s = max(since_s, kicks[rep.kick_index - 1].t_s)
            first = bisect_right(contacts_s, since_s)
            if first < len(contacts_s) and contacts_s[first] < kick_s:
                kept.append(kick_s - contacts_s[first])
    return kept


def _held_too_long(played: Played) -> Judged:
    """Count long possessions where the drill bounds their share; a drive takes its time."""
    if played.asks("long_possession_ratio") is None:
        return habit("held_too_long", (), played.settings)
    limit = played.most("long_possession_ratio", played.settings.max_long_share_ratio)
    possessions = played.practice.activity.possessions
    trials = [
        Trial(one.kind is PossessionKind.LONG, 1.0, one.stop_s - one.start_s)
        for one, ran_s in zip(possessions, _ran_s(played, possessions), strict=True)
        if ran_s < played.settings.min_drive_s
    ]
    return habit(
        "held_too_long",
        trials,
        played.settings,
        measure="possession_s",
        least_share_ratio=limit,
    )


def _ran_s(played: Played, possessions: Sequence[Possession]) -> list[float]:
    """Give for how long of each possession the player ran."""
    runs = runs_of(played.practice.activity.bouts)
    stops_s = [run.stop_s for run in runs]
    ran = []
    for one in possessions:
        total_s = 0.0
        for run in runs[bisect_right(stops_s, one.start_s) :]:
            if run.start_s >= one.stop_s:
                break
            total_s += min(run.stop_s, one.stop_s) - max(run.start_s, one.start_s)
        ran.append(total_s)
    return ran


def _no_carry(played: Played) -> Judged:
    """Count releases that no drive with the ball came before, where the drill asks for one."""
    if played.drill is None or played.drill.rep is not RepUnit.CARRY:
        return habit("no_carry", (), played.settings)
    stops_s = sorted(carry.stop_s for carry in played.practice.activity.carries)
    span_s = played.settings.carry_before_s
    touches_s = sorted(one.t_s for one in played.practice.report.other_contacts)
    trials = []
    for kick in played.practice.report.kicks:
        last = bisect_right(stops_s, kick.t_s) - 1
        driven = last >= 0 and kick.t_s - stops_s[last] <= span_s
        before_s = kick.t_s - played.settings.drive_span_s
        touches = bisect_left(touches_s, kick.t_s) - bisect_left(touches_s, before_s)
        if driven or touches <= played.settings.max_stray_touches_count:
            trials.append(Trial(not driven))
    return habit("no_carry", trials, played.settings)


def _carry_without_pace(played: Played) -> Judged:
    """Count drives in which the player did not speed up."""
    asked = played.asks("carry_cadence_rise_ratio") is not None
    if not asked and (played.drill is None or played.drill.rep is not RepUnit.CARRY):
        return habit("carry_without_pace", (), played.settings)
    limit = played.least("carry_cadence_rise_ratio", played.settings.min_cadence_rise_ratio)
    rises = [carry.cadence_rise_ratio for carry in played.practice.activity.carries]
    trials = [Trial(rise < limit, 1.0, rise) for rise in rises if rise is not None]
    return habit("carry_without_pace", trials, played.settings, measure="cadence_rise_ratio")


def _not_switched(played: Played) -> Judged:
    """Count passes before which the player hardly turned, where the drill asks for a switch.

    The shank turns with the swing, too, so its whole range before the ball is more than the body
    turned: where even that is less than a switch takes, there was none.
    """
    settings = played.settings
    if played.asks("switches") is None or played.asks("heading_change_rad") is None:
        return habit("not_switched", (), settings)
    limit = played.least("heading_change_rad", settings.min_switch_rad)
    activity, span_s = played.practice.activity, settings.switch_span_s
    drift = settings.confidence_z * activity.heading_drift_radps * span_s
    times_s, trials = activity.heading_t_s, []
    for _, kick in played.kicks:
        if kick.t_s - span_s < activity.start_s:
            continue
        # The strike itself turns the shank, whichever way the body faces.
        first, last = times_s.searchsorted([kick.t_s - span_s, kick.t_s - _STRIKE_S])
        heading = activity.heading_rad[first:last]
        turned = float(heading.max() - heading.min()) if last > first else math.nan
        if math.isfinite(turned):
            trials.append(Trial(turned + drift < limit, 1.0, turned))
    return habit("not_switched", trials, settings, measure="heading_change_rad", limit=limit)


def _same_technique(played: Played) -> list[KickReport]:
    """Give the aimed passes of the technique used most: only they were meant to be alike."""
    aimed = [kick for _, kick in played.kicks if kick.arrival_speed_mps is not None]
    groups = [
        [kick for kick in aimed if kick.technique is technique]
        for technique in (Technique.HEEL, Technique.INSIDE_FOOT)
    ]
    return max(groups, key=len)


def _uneven_weight(played: Played) -> Judged:
    """Say that passes to one target left at very different speeds.

    Launch speeds of one player and one sensor share their error, so their spread is surer than
    any one of them. The farthest one is left out, so that one mishit does not make it.
    """
    settings = played.settings
    speeds = [kick.ball_speed_mps.value for kick in _same_technique(played)]
    own = spread_without_one(speeds)
    if own.count < settings.min_reps_count or not own.median > 0.0:
        return whole("uneven_weight", own.count, settings, chance_ratio=0.0)
    ratio = own.spread / own.median
    chance = chance_wider(ratio, settings.max_weight_spread_ratio, own.count)
    evidence = (
        ("ball_speed_spread_ratio", ratio),
        ("slowest_ball_speed_mps", min(speeds)),
        ("fastest_ball_speed_mps", max(speeds)),
    )
    return whole(
        "uneven_weight",
        own.count,
        settings,
        chance_ratio=chance,
        evidence=evidence,
    )


def _uneven_timing(played: Played) -> Judged:
    """Say that repetitions follow each other unevenly, where the drill asks for a rhythm."""
    settings = played.settings
    if played.asks("rhythm_spread_ratio") is None:
        return whole("uneven_timing", 0, settings, chance_ratio=0.0)
    limit = played.most("rhythm_spread_ratio", settings.max_timing_spread_ratio)
    gaps = [after.t_s - before.t_s for before, after in pairwise(played.reps)]
    own = spread_of(gaps)
    if own.count < settings.min_reps_count or not own.median > 0.0:
        return whole("uneven_timing", own.count, settings, chance_ratio=0.0)
    ratio = own.spread / own.median
    chance = chance_mad_wider(ratio, limit, own.count)
    evidence = (("rhythm_spread_ratio", ratio), ("rhythm_s", own.median))
    return whole("uneven_timing", own.count, settings, chance_ratio=chance, evidence=evidence)


def _fading(played: Played) -> Iterable[Judged]:
    """Say that the weight or the tempo of a chain of passes does not last to its end."""
    settings = played.settings
    if played.asks("chain_tempo_s") is None:
        return
    chains = _chains([kick for _, kick in played.kicks], settings.chain_gap_s)
    long = [chain for chain in chains if len(chain) >= settings.min_chain_count]
    speeds = [
        [(at / (len(chain) - 1), kick.ball_speed_mps.value) for at, kick in enumerate(chain)]
        for chain in long
    ]
    yield _trend("weight_fades", speeds, -settings.fade_ratio, played)
    gaps = [
        [
            (at / (len(chain) - 2), after.t_s - before.t_s)
            for at, (before, after) in enumerate(pairwise(chain))
        ]
        for chain in long
    ]
    yield _trend("tempo_drops", gaps, settings.fade_ratio, played)


def _chains(kicks: Sequence[KickReport], gap_s: float) -> list[list[KickReport]]:
    """Cut kicks into chains at long pauses."""
    chains: list[list[KickReport]] = []
    for kick in kicks:
        if chains and kick.t_s - chains[-1][-1].t_s <= gap_s:
            chains[-1].append(kick)
        else:
            chains.append([kick])
    return chains


def _trend(
    code: str, chains: Sequence[Sequence[tuple[float, float]]], limit: float, played: Played
) -> Judged:
    """Judge the change of a positive number from the first of a chain to the last.

    One line through the logarithms, each chain with a middle of its own.
    """
    numbers = sum(len(chain) for chain in chains)
    points = [point for chain in chains for point in _centred(chain)]
    weight = sum(place**2 for place, _ in points)
    free = len(points) - len(chains) - 1
    if numbers < played.settings.min_reps_count or free <= 1 or weight <= 0.0:
        return whole(code, numbers, played.settings, chance_ratio=0.0)
    slope = sum(place * value for place, value in points) / weight
    left = sum((value - slope * place) ** 2 for place, value in points) / free
    beyond = (slope - math.log1p(limit)) * math.copysign(1.0, limit)
    error = math.sqrt(left / weight)
    chance = float(beyond > 0.0) if error <= 0.0 else normal_share(beyond / error)
    change = math.expm1(slope)
    evidence = (("fall_ratio", -change) if limit < 0.0 else ("growth_ratio", change),)
    return whole(code, numbers, played.settings, chance_ratio=chance, evidence=evidence)


def _centred(chain: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Give places and logarithms of a chain about their means; nothing where one has no log."""
    if not all(value > 0.0 for _, value in chain):
        return []
    places, logs = [at for at, _ in chain], [math.log(value) for _, value in chain]
    place, middle = fmean(places), fmean(logs)
    return [(at - place, value - middle) for at, value in zip(places, logs, strict=True)]
