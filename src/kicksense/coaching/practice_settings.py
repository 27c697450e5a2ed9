"""Thresholds of what is said about a practice as a whole."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PracticeSettings:
    """Thresholds of the findings about a practice.

    Field notes, section 7, are the source of what coaching texts ask for. Where a drill asks for a
    bound of its own, that bound takes the place of the one here.

    Attributes
    ----------
    min_reps_count
        Repetitions, or kicks, that could have shown a fault before it may be called a habit.
        Assumed.
    habit_share_ratio
        A fault is a habit where the lower bound of its share lies above this. Assumed.
    confidence_z
        How many standard deviations that bound, and every other, lies from the middle: 1.645
        leaves out one in twenty.
    kept_weight_ratio
        The one thing to work on stays until another weighs so many times as much. Assumed.
    min_work_on_weight
        What weighs less than this is told and not put first. Assumed: a half-sure advice that
        shows in every second repetition.
    min_impact_rate_hz
        An impact lasts about 20 ms at the shin (field notes, section 3), so that it may fall
        between the samples of a slower recording, and the kick look like a swing without a ball.
    clear_swing_rad
        A swing before a heel contact that is too big as a habit: 10 deg more than what is said of
        a single kick, since players differ in how they swing. Assumed.
    min_backward_tilt_rad
        Lean of the shank at a heel contact; the text asks for the leg lifted slightly backward, so
        that less than this is not lifted at all. Assumed.
    max_heel_plane_rad
        Angle of a heel strike to straight back; beyond it more goes sideways than back. By
        geometry: 45 deg.
    max_flick_s
        Strike swing of a heel pass; 120 to 220 ms are light heel kicks (field notes, section 3),
        plus 30 ms for where the reversal is placed.
    min_twist_radps, min_twist_ratio
        Spike about the long axis at the contact, as a rate and over the change of the strike
        rate, that a ball met in its middle hardly makes. Real passes spike up to 1100 deg/s (field
        notes, section 3), so that only the largest count. Assumed.
    swing_spreads, swing_change_ratio
        A swing differs from the player's own where it is so many spreads, and such a share of the
        median, away from it. Assumed.
    max_sway_rad
        Root mean square tilt of the shank from 0.5 to 1.5 s after the ball. Assumed.
    max_moving_rad
        Tilt beyond which the leg has not come to rest, which says nothing of balance. Assumed.
    momentum_ratio, min_moving_cadence_hz
        Momentum is lost where a player who came with at least this cadence slows to less than this
        share of it before the ball. Assumed.
    moving_span_s
        Over which cadence before the ball is compared with what was before that.
    max_wait_after_s
        From the end of the follow-through to the next step, as a habit (field notes: 0.8 s from
        the ball).
    max_second_step_s
        From the ball to the landing and one more step of the same leg; field notes ask for the
        next step within 0.8 s, a slow walker's stride takes 1.2 s more.
    facing_rad
        Who faces closer than this to the target does not face away from it. Assumed.
    facing_error_rad
        How far the heading may be off when it is marked, besides its drift. Assumed.
    missed_share_ratio
        The lower bound of the share of missed targets must lie above this. Assumed: a gate is
        meant to be missed now and then.
    max_first_touch_mps2
        Jolt of a first touch; a trap that takes the ball with it shows 2 to 6 g (field notes).
    hard_touch_share_ratio
        The lower bound of the share of hard first touches must lie above this: a ball that comes
        fast jolts every foot. Assumed.
    longest_kept_s
        A touch longer before a pass belongs to another turn. Assumed.
    max_long_share_ratio
        Share of long possessions where a drill asks for short ones. Assumed.
    min_drive_s
        A possession in which the player ran for so long is a drive, whose touches may have been
        too soft to be found. Two strides of a run; assumed.
    carry_before_s
        A carry that ended so shortly before a release belongs to it. Assumed.
    drive_span_s, max_stray_touches_count
        A release had no drive where so long before it no more than so many touches were seen;
        with more of them, some of a drive may have been missed. Assumed.
    min_cadence_rise_ratio
        Cadence at the end of a carry over that at its beginning: driving into space means speeding
        up (field notes), and one per cent in three steps is not seen.
    min_switch_rad, switch_span_s
        A switch turns the body by more than 60 deg (field notes), so long before the ball. Assumed.
    max_weight_spread_ratio
        As in `kicksense.coaching.findings.FindingSettings`: a sensor on one player repeats within
        about 12 to 15 %.
    max_timing_spread_ratio
        Spread over median of the time from one repetition to the next. Assumed.
    fade_ratio
        Change of speed, or of tempo, from the first pass of a chain to its last. Assumed.
    chain_gap_s, min_chain_count
        The player's own passes with shorter gaps belong to one chain, and so many make one; a
        chain goes through the others in between. Assumed.
    max_turnover_s
        From the turnover's cue to the first release. Assumed: a look, a step and a pass.
    max_reaction_s
        From a cue to the ball. Assumed.
    onset_early_s, onset_late_s
        A run starts within these of its cue (field notes: -0.2 to +0.6 s).
    onset_margin_s
        How far a start that the sensor saw may be off.
    mistimed_share_ratio
        The lower bound of the share of runs that start early, or late, must lie above this: fewer
        of them belong to the spread. Assumed.
    both_sides_ratio
        Starts that miss their time are uneven, not late, where at least this share of them miss
        to the other side. Assumed.
    max_onset_spread_s
        Spread of the starts where a drill scores it and names no bound. Assumed.
    slow_sprint_ratio
        Fastest leg swing of a run over the player's own best. Assumed.
    second_effort_s
        A second effort begins so soon after the first ends (field notes: 2 s).
    waiting_span_s, shortest_waiting_s, min_waiting_rate_hz
        Waiting before the cue that is looked at, the least of it that tells, and the steps of both
        legs a second that are light feet. Assumed.
    max_adjust_s
        From the second cue to the answer. Assumed: a choice reaction and a stride.
    min_shadow_gap_s
        A defender who starts less than this after the player has not lost them. Assumed.
    leg_speed_ratio
        Median ball speed of the weaker leg over the stronger one's; two sensors may differ by 15 %
        (field notes, section 4), twice that cannot come from them.
    min_leg_count
        Kicks of one technique that each leg must have.
    min_change_count
        Kicks of one technique before the end of a session is held against its beginning.
    change_ratio
        Change of the median speed from the first third to the last. Assumed.
    uneven_end_ratio
        Spread of the last third over that of the first. Assumed.
    load_ratio, min_load_sessions_count
        Load over the player's own usual, and sessions that make a usual. Assumed.
    """

    min_reps_count: int = 6
    habit_share_ratio: float = 0.2
    confidence_z: float = 1.645
    kept_weight_ratio: float = 1.25
    min_work_on_weight: float = 0.3
    min_impact_rate_hz: float = 55.0
    clear_swing_rad: float = math.radians(65.0)
    min_backward_tilt_rad: float = math.radians(5.0)
    max_heel_plane_rad: float = math.radians(45.0)
    max_flick_s: float = 0.25
    min_twist_radps: float = math.radians(1000.0)
    min_twist_ratio: float = 1.5
    swing_spreads: float = 2.5
    swing_change_ratio: float = 0.3
    max_sway_rad: float = math.radians(8.0)
    max_moving_rad: float = math.radians(12.0)
    momentum_ratio: float = 0.5
    min_moving_cadence_hz: float = 1.5
    moving_span_s: float = 2.0
    max_wait_after_s: float = 0.8
    max_second_step_s: float = 2.0
    facing_rad: float = math.radians(60.0)
    facing_error_rad: float = math.radians(10.0)
    missed_share_ratio: float = 0.3
    max_first_touch_mps2: float = 59.0
    hard_touch_share_ratio: float = 0.35
    longest_kept_s: float = 6.0
    max_long_share_ratio: float = 0.4
    min_drive_s: float = 1.2
    carry_before_s: float = 3.0
    drive_span_s: float = 5.0
    max_stray_touches_count: int = 1
    min_cadence_rise_ratio: float = 1.01
    min_switch_rad: float = math.radians(60.0)
    switch_span_s: float = 3.0
    max_weight_spread_ratio: float = 0.3
    max_timing_spread_ratio: float = 0.35
    fade_ratio: float = 0.15
    chain_gap_s: float = 40.0
    min_chain_count: int = 5
    max_turnover_s: float = 3.0
    max_reaction_s: float = 2.0
    onset_early_s: float = -0.2
    onset_late_s: float = 0.6
    onset_margin_s: float = 0.1
    mistimed_share_ratio: float = 0.35
    both_sides_ratio: float = 0.2
    max_onset_spread_s: float = 0.3
    slow_sprint_ratio: float = 0.85
    second_effort_s: float = 2.0
    waiting_span_s: float = 4.0
    shortest_waiting_s: float = 2.0
    min_waiting_rate_hz: float = 1.0
    max_adjust_s: float = 1.0
    min_shadow_gap_s: float = 0.2
    leg_speed_ratio: float = 0.7
    min_leg_count: int = 8
    min_change_count: int = 15
    change_ratio: float = 0.85
    uneven_end_ratio: float = 1.6
    load_ratio: float = 1.5
    min_load_sessions_count: int = 3
