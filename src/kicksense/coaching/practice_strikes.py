"""How the ball is struck, over a practice: the technique's steps that a shin sensor can see."""

import math
from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

from kicksense.coaching.baseline import FEWEST, SWAY, Baseline, feature
from kicksense.coaching.habits import Judged, Played, Trial, habit
from kicksense.coaching.practice_kicks import follows_through
from kicksense.coaching.shares import spread_of
from kicksense.domain.kick import KickReport, Technique
from kicksense.domain.live import MarkerKind
from kicksense.domain.locomotion import Activity
from kicksense.domain.score_card import Spread

FACING_NOTES: Final = frozenset({"target", "facing target", "facing the target"})
"""A note of one of these words, set while the player faces the target, marks its bearing."""

_PASSES: Final = frozenset({Technique.HEEL, Technique.INSIDE_FOOT})


def strike_habits(played: Played) -> Iterable[Judged]:
    """Judge how the ball is struck."""
    yield _not_as_asked(played)
    yield _not_lifted_back(played)
    yield _not_straight(played)
    yield _slow_flick(played)
    yield _off_centre(played)
    yield from _own_swing(played)
    yield _sway_after(played)
    yield _lost_momentum(played)
    yield _stood_still_after(played)
    yield _not_facing_away(played)
    yield _target_missed(played)


def _heel_kicks(played: Played) -> list[tuple[int, KickReport]]:
    """Give the kicks that were surely struck with the heel."""
    return [(at, kick) for at, kick in played.kicks if kick.technique is Technique.HEEL]


def _sure(kick: KickReport) -> float:
    """Give how sure the technique of a kick is."""
    return kick.probability.of(kick.technique)


def _not_as_asked(played: Played) -> Judged:
    """Count repetitions with another part of the foot than the drill asks for."""
    reported = played.practice.report.kicks
    trials = [
        Trial(
            not rep.as_asked,
            _sure(reported[rep.kick_index])
            if rep.kick_index is not None and rep.kick_index < len(reported)
            else 1.0,
        )
        for rep in played.reps
        if rep.as_asked is not None
    ]
    drill = None if played.drill is None else played.drill.name
    return habit("not_as_asked", trials, played.settings, drill=drill)


def _not_lifted_back(played: Played) -> Judged:
    """Count heel contacts with the lower leg upright, by more than up may be off."""
    limit = played.settings.min_backward_tilt_rad
    error = played.practice.report.calibration.tilt_error_rad
    name = "backward_tilt_at_impact_rad"
    trials = [
        Trial(
            feature(kick, name) + error < limit,
            _sure(kick),
            max(feature(kick, name), 0.0),
        )
        for _, kick in _heel_kicks(played)
        if math.isfinite(feature(kick, name))
    ]
    return habit("not_lifted_back", trials, played.settings, measure=name, limit=limit)


def _not_straight(played: Played) -> Judged:
    """Count heel strikes that go more sideways than back."""
    limit, name = played.settings.max_heel_plane_rad, "swing_plane_angle_rad"
    trials = [
        Trial(feature(kick, name) > limit, _sure(kick), feature(kick, name))
        for _, kick in _heel_kicks(played)
        if math.isfinite(feature(kick, name))
    ]
    return habit("not_straight", trials, played.settings, measure=name, limit=limit)


def _slow_flick(played: Played) -> Judged:
    """Count heel passes whose strike took longer than a flick.

    A swing that is too big, or stops on its way, takes long for that reason, which is told.
    """
    limit, name = played.settings.max_flick_s, "swing_duration_s"
    trials = [
        Trial(feature(kick, name) > limit, _sure(kick), feature(kick, name))
        for _, kick in _heel_kicks(played)
        if math.isfinite(feature(kick, name)) and not _takes_long(kick)
    ]
    return habit("slow_flick", trials, played.settings, measure=name, limit=limit)


def _takes_long(kick: KickReport) -> bool:
    """Tell whether another fault makes a strike long."""
    return any(one.code in ("swing_too_big", "telegraphed") for one in kick.findings)


def _off_centre(played: Played) -> Judged:
    """Count passes that twisted the leg as a ball met off its middle does."""
    settings = played.settings
    trials = []
    for at, kick in played.kicks:
        around, change = played.around(at), feature(kick, "strike_rate_change_radps")
        if around is None or kick.technique not in _PASSES or not change > 0.0:
            continue
        twist = around.twist_radps
        if math.isfinite(twist) and not kick.clipped:
            limit = max(settings.min_twist_radps, settings.min_twist_ratio * change)
            trials.append(Trial(twist > limit, _sure(kick), twist))
    return habit("off_centre", trials, settings, measure="twist_radps")


def _own_swing(played: Played) -> Iterable[Judged]:
    """Hold each swing against the player's own: cut short or reached for says where the foot was.

    Swings that are too big for anybody are told as such, and not again here.
    """
    settings, short, far = played.settings, [], []
    for technique in sorted(_PASSES):
        kicks = [kick for _, kick in played.kicks if kick.technique is technique]
        angles = [feature(kick, "swing_angle_rad") for kick in kicks]
        usual = _own("swing_angle_rad", technique, played.baseline) or _of_session(angles)
        for kick, angle in zip(kicks, angles, strict=True):
            if usual is None or not math.isfinite(angle):
                continue
            away = max(
                settings.swing_spreads * usual.spread, settings.swing_change_ratio * usual.median
            )
            too_big = any(one.code == "swing_too_big" for one in kick.findings)
            ratio = angle / usual.median if usual.median > 0.0 else math.nan
            short.append(Trial(angle < usual.median - away, _sure(kick), ratio))
            far.append(Trial(angle > usual.median + away and not too_big, _sure(kick), ratio))
    name = "of_own_swing_ratio"
    yield habit("swing_cut_short", short, settings, measure=name)
    yield habit("swing_overreached", far, settings, measure=name)


def _own(measure: str, technique: Technique, baseline: Baseline) -> Spread | None:
    """Give the player's own usual, where it rests on enough of their own numbers."""
    usual = baseline.of(measure, technique)
    return usual if usual is not None and usual.count >= FEWEST else None


def _of_session(values: list[float]) -> Spread | None:
    """Give what is usual in this session; one kick among others does not move a median."""
    usual = spread_of(values)
    return usual if usual.count > FEWEST else None


def _sway_after(played: Played) -> Judged:
    """Count passes after which the standing player swayed more than balance allows.

    Who moves on after the ball does not stand; only drills played from one spot tell.
    """
    trials: list[Trial] = []
    if played.drill is not None and not played.stays_put:
        return habit("sway_after", trials, played.settings)
    for at, kick in played.kicks:
        around = played.around(at)
        if around is None or kick.technique not in _PASSES:
            continue
        if not around.sway_rad <= played.settings.max_moving_rad:
            continue
        usual = _own(SWAY, kick.technique, played.baseline)
        own_limit = 0.0 if usual is None else usual.median + 2.0 * usual.spread
        limit = max(played.settings.max_sway_rad, own_limit)
        trials.append(Trial(around.sway_rad > limit, 1.0, around.sway_rad))
    return habit("sway_after", trials, played.settings, measure="sway_rad")


def _steps_between(activity: Activity, start_s: float, stop_s: float) -> int:
    """Count steps of the worn leg in a stretch."""
    steps = activity.steps
    first = bisect_left(steps, start_s, key=lambda step: step.t_s)
    return bisect_left(steps, stop_s, lo=first, key=lambda step: step.t_s) - first


def _lost_momentum(played: Played) -> Judged:
    """Count passes before which a moving player slowed down to strike."""
    settings = played.settings
    if played.stays_put:
        return habit("lost_momentum", (), settings)
    trials = []
    for at, kick in played.kicks:
        around, span_s = played.around(at), settings.moving_span_s
        if around is None or kick.technique is not Technique.HEEL:
            continue
        start_s = kick.t_s - 2.0 * span_s
        if start_s < played.practice.activity.start_s or not math.isfinite(
            around.cadence_before_hz
        ):
            continue
        strides = _steps_between(played.practice.activity, start_s, start_s + span_s)
        came_hz = 2.0 * strides / span_s
        if came_hz >= settings.min_moving_cadence_hz:
            kept = around.cadence_before_hz / came_hz
            trials.append(Trial(kept < settings.momentum_ratio, _sure(kick), kept))
    return habit("lost_momentum", trials, settings, measure="kept_cadence_ratio")


def _stood_still_after(played: Played) -> Judged:
    """Count passes after which the leg did not land and step on soon."""
    settings, activity = played.settings, played.practice.activity
    if not played.moves_on:
        return habit("stood_still_after", (), settings)
    trials = []
    for at, kick in played.kicks:
        around = played.around(at)
        if around is None or kick.technique not in _PASSES or follows_through(kick):
            continue
        after_s = around.step_after_s
        if math.isfinite(after_s):
            trials.append(Trial(after_s > settings.max_second_step_s, _sure(kick), after_s))
        elif _nothing_follows(activity, kick.t_s, settings.max_second_step_s):
            trials.append(Trial(True, _sure(kick)))
    return habit("stood_still_after", trials, settings, measure="step_after_s")


def _nothing_follows(activity: Activity, t_s: float, span_s: float) -> bool:
    """Tell whether the recording goes on and holds fewer than two steps for a while."""
    goes_on = activity.stop_s - t_s > span_s
    return goes_on and bool(activity.steps) and _steps_between(activity, t_s, t_s + span_s) <= 1


def _not_facing_away(played: Played) -> Judged:
    """Count heel passes of a player who faced the marked target; silent without a mark."""
    settings, practice = played.settings, played.practice
    marks = [
        marker.t_s
        for marker in practice.markers
        if marker.kind is MarkerKind.NOTE and marker.text.strip().lower() in FACING_NOTES
    ]
    track_s = practice.activity.heading_t_s
    if not marks or not len(track_s):
        return habit("not_facing_away", (), settings)
    bearing = _heading_at(practice.activity, marks[-1])
    trials = []
    for at, kick in _heel_kicks(played):
        around = played.around(at)
        if around is None or not math.isfinite(around.heading_rad):
            continue
        # The heading's spread grows from the mark on, not from the start; the drift says how fast.
        since_s = abs(kick.t_s - marks[-1])
        unsure = settings.confidence_z * (
            practice.activity.heading_drift_radps * since_s + settings.facing_error_rad
        )
        away = abs(math.remainder(around.heading_rad - bearing, math.tau))
        if unsure < settings.facing_rad:
            trials.append(Trial(away + unsure < settings.facing_rad, _sure(kick), away))
    return habit("not_facing_away", trials, settings, measure="from_target_rad")


def _heading_at(activity: Activity, t_s: float) -> float:
    """Give where the player faced at a moment: the last known before it."""
    place = int(activity.heading_t_s.searchsorted(t_s, side="right")) - 1
    return float(activity.heading_rad[max(place, 0)])


def _target_missed(played: Played) -> Judged:
    """Count repetitions whose target was not hit, where somebody or something marks hits."""
    trials = [Trial(not rep.hit) for rep in played.reps if rep.hit is not None]
    drill = None if played.drill is None else played.drill.name
    return habit(
        "target_missed",
        trials,
        played.settings,
        least_share_ratio=played.settings.missed_share_ratio,
        drill=drill,
    )
