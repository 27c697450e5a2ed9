"""What follows a cue over a practice: starts, runs, second efforts, light feet."""

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from kicksense.coaching.baseline import FEWEST, SPRINT_PEAK
from kicksense.coaching.habits import Judged, Played, Trial, habit, whole
from kicksense.coaching.runs import changes_s, run_of_rep, runs_of, second_efforts, waiting_rate_hz
from kicksense.coaching.shares import chance_mad_wider, spread_of
from kicksense.domain.drill import Theme
from kicksense.domain.score_card import Practice

_FEWEST_RUNS = 3


def cue_habits(played: Played) -> Iterable[Judged]:
    """Judge what follows the cues."""
    yield from _slow_after_cue(played)
    yield from _starts(played)
    yield _slow_sprint(played)
    yield _no_second_effort(played)
    yield _slow_to_adjust(played)
    yield _flat_feet(played)
    yield _defender_kept_up(played)


def _theme(played: Played) -> Theme:
    return Theme.OPEN if played.drill is None else played.drill.theme


def _slow_after_cue(played: Played) -> Iterable[Judged]:
    """Count cues that were answered late with the ball; runs are judged by their start."""
    settings, theme = played.settings, _theme(played)
    if theme is Theme.BACK_POST:
        return
    turnover = theme is Theme.BUILD_OUT
    code = "slow_after_turnover" if turnover else "slow_reaction"
    usual_s = settings.max_turnover_s if turnover else settings.max_reaction_s
    limit = played.most("cue_to_release_s", usual_s)
    trials = [
        Trial(rep.release_s > limit, 1.0, rep.release_s)
        for rep in played.reps
        if rep.cue_s is not None and rep.release_s is not None
    ]
    yield habit(code, trials, settings, measure="cue_to_release_s", limit=limit)


def _onsets(played: Played) -> list[float]:
    """Give the starts after cues where runs are trained."""
    if _theme(played) is not Theme.BACK_POST:
        return []
    return [rep.onset_s for rep in played.reps if rep.onset_s is not None]


def _starts(played: Played) -> Iterable[Judged]:
    """Judge starts: early, late, or now the one and now the other; one of them is told.

    Runs that mostly start late, and else in time, scatter for that reason; starts that miss to
    both sides are uneven rather than late.
    """
    early, late = _early_start(played), _late_start(played)
    fewer, more = sorted((early.count.shown, late.count.shown))
    both_sides = fewer >= played.settings.both_sides_ratio * max(fewer + more, 1)
    one_sided = early.finding is not None or late.finding is not None
    uneven = _uneven_start(played)
    if one_sided and not both_sides:
        yield from (early, late)
        yield replace(uneven, finding=None)
    else:
        yield replace(early, finding=None if uneven.finding else early.finding)
        yield replace(late, finding=None if uneven.finding else late.finding)
        yield uneven


def _early_start(played: Played) -> Judged:
    """Count runs that surely began before their cue allowed."""
    settings = played.settings
    limit = played.least("onset_s", settings.onset_early_s)
    trials = [
        Trial(onset_s + settings.onset_margin_s < limit, 1.0, -onset_s)
        for onset_s in _onsets(played)
    ]
    least = settings.mistimed_share_ratio
    return habit("early_start", trials, settings, measure="before_cue_s", least_share_ratio=least)


def _late_start(played: Played) -> Judged:
    """Count runs that surely began later than their cue asks for."""
    settings = played.settings
    limit = played.most("onset_s", settings.onset_late_s)
    trials = [
        Trial(onset_s - settings.onset_margin_s > limit, 1.0, onset_s)
        for onset_s in _onsets(played)
    ]
    least = settings.mistimed_share_ratio
    return habit(
        "late_start", trials, settings, measure="onset_s", limit=limit, least_share_ratio=least
    )


def _uneven_start(played: Played) -> Judged:
    """Say that the starts of a repeated run scatter, where the drill scores that."""
    scored = played.asks("onset_spread_s") is not None
    settings, own = played.settings, spread_of(_onsets(played) if scored else [])
    limit = played.most("onset_spread_s", settings.max_onset_spread_s)
    if own.count < settings.min_reps_count:
        return whole("uneven_start", own.count, settings, chance_ratio=0.0)
    chance = chance_mad_wider(own.spread, limit, own.count)
    evidence = (("onset_spread_s", own.spread), ("onset_s", own.median))
    return whole("uneven_start", own.count, settings, chance_ratio=chance, evidence=evidence)


def _slow_sprint(played: Played) -> Judged:
    """Count runs well below the player's own best: earlier sessions', or else this one's."""
    settings, runs = played.settings, runs_of(played.practice.activity.bouts)
    if _theme(played) is not Theme.BACK_POST:
        return habit("slow_sprint", (), settings)
    own = played.baseline.of(SPRINT_PEAK)
    set_off = [runs[at] for rep in played.reps if (at := run_of_rep(runs, rep)) is not None]
    peaks = [run.peak_swing_radps for run in set_off if run.peak_swing_radps > 0.0]
    if own is not None and own.count >= FEWEST:
        best = own.median + own.spread
    else:
        best = sorted(peaks)[-2] if len(peaks) >= _FEWEST_RUNS else math.nan
    trials = [
        Trial(peak < settings.slow_sprint_ratio * best, 1.0, peak / best)
        for peak in peaks
        if math.isfinite(best)
    ]
    return habit("slow_sprint", trials, settings, measure="of_best_ratio")


def _no_second_effort(played: Played) -> Judged:
    """Count runs that no second one followed soon, where the drill asks for it."""
    settings, runs = played.settings, runs_of(played.practice.activity.bouts)
    if played.asks("second_effort_ratio") is None:
        return habit("no_second_effort", (), settings)
    followed = second_efforts(runs, settings.second_effort_s)
    set_off = [at for rep in played.reps if (at := run_of_rep(runs, rep)) is not None]
    trials = [Trial(not followed[at]) for at in set_off]
    return habit("no_second_effort", trials, settings)


def _slow_to_adjust(played: Played) -> Judged:
    """Count second cues that the leg answered late, by the next turn or start."""
    settings = played.settings
    if played.drill is None or played.drill.cue is None:
        return habit("slow_to_adjust", (), settings)
    activity = played.practice.activity
    starts_s = changes_s(activity, runs_of(activity.bouts))
    seconds_s = {one.t_s: one.second_s for one in played.cues}
    limit = played.most("second_cue_latency_s", settings.max_adjust_s)
    trials = []
    for rep in played.reps:
        second_s = None if rep.cue_s is None else seconds_s.get(rep.cue_s)
        if second_s is None:
            continue
        answer = bisect_right(starts_s, second_s)
        if answer < len(starts_s):
            latency_s = starts_s[answer] - second_s
            trials.append(Trial(latency_s > limit, 1.0, latency_s))
    return habit("slow_to_adjust", trials, settings, measure="second_cue_latency_s", limit=limit)


def _flat_feet(played: Played) -> Judged:
    """Count cues that the player waited for on flat feet, where the drill asks for light ones."""
    settings, name = played.settings, "waiting_step_rate_hz"
    if played.asks(name) is None:
        return habit("flat_feet", (), settings)
    limit = played.least(name, settings.min_waiting_rate_hz)
    activity = played.practice.activity
    runs = runs_of(activity.bouts)
    trials = []
    for rep in played.reps:
        if rep.cue_s is None:
            continue
        # Who starts early has moved out of the waiting before the cue.
        stop_s = rep.cue_s + min(0.0, rep.onset_s or 0.0)
        span_s = (stop_s - settings.waiting_span_s, stop_s)
        rate_hz = waiting_rate_hz(activity, runs, span_s, least_s=settings.shortest_waiting_s)
        if rate_hz is not None:
            trials.append(Trial(rate_hz < limit, 1.0, rate_hz))
    return habit("flat_feet", trials, settings, measure=name, limit=limit)


def _defender_kept_up(played: Played) -> Judged:
    """Count cues after which the defender started as soon as the player; needs their sensor."""
    settings = played.settings
    own = played.practice.player_id
    defenders = [other for other in played.others if other.player_id != own]
    if played.asks("shadow_gap_s") is None or not defenders:
        return habit("defender_kept_up", (), settings)
    limit = played.least("shadow_gap_s", settings.min_shadow_gap_s)
    trials = []
    for rep in played.reps:
        if rep.cue_s is None or rep.onset_s is None:
            continue
        gap_s = _gap_s(rep.cue_s + rep.onset_s, defenders)
        if gap_s is not None:
            trials.append(Trial(gap_s + settings.onset_margin_s < limit, 1.0, gap_s))
    return habit("defender_kept_up", trials, settings, measure="shadow_gap_s", limit=limit)


def _gap_s(start_s: float, defenders: list[Practice], reach_s: float = 3.0) -> float | None:
    """Give how long after the player the first defender started; None where none did."""
    starts = [
        run.start_s - start_s
        for defender in defenders
        for run in runs_of(defender.activity.bouts)
        if abs(run.start_s - start_s) <= reach_s
    ]
    return min(starts, key=abs) if starts else None
