"""Every score's function by its name, and whether what was asked was reached."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from kicksense.coaching import scores_ball, scores_cues, scores_reps, scores_runs, scores_weight
from kicksense.coaching.measured import Material, Measured
from kicksense.domain.drill import Asked

_FUNCTIONS: Final = (
    scores_reps.repetitions,
    scores_reps.as_asked_ratio,
    scores_reps.longest_streak,
    scores_reps.rhythm_s,
    scores_reps.rhythm_spread_ratio,
    scores_weight.in_band_ratio,
    scores_weight.too_hard_ratio,
    scores_weight.under_hit_ratio,
    scores_weight.ball_speed_mps,
    scores_weight.arrival_speed_mps,
    scores_weight.weight_spread_ratio,
    scores_weight.echo_ball_speed_mps,
    scores_weight.echoes,
    scores_weight.hit_ratio,
    scores_ball.heel_ratio,
    scores_ball.touches,
    scores_ball.one_touch_ratio,
    scores_ball.contacts_per_turn,
    scores_ball.first_touch_jolt_mps2,
    scores_ball.touch_to_release_s,
    scores_ball.possessions,
    scores_ball.long_possession_ratio,
    scores_ball.carries,
    scores_ball.carry_cadence_rise_ratio,
    scores_ball.switches,
    scores_ball.heading_change_rad,
    scores_ball.longest_chain,
    scores_ball.chain_tempo_s,
    scores_ball.team_longest_chain,
    scores_ball.step_after_s,
    scores_cues.reaction_s,
    scores_cues.cue_to_release_s,
    scores_cues.onset_s,
    scores_cues.onset_spread_s,
    scores_cues.on_time_ratio,
    scores_cues.second_cue_latency_s,
    scores_cues.shadow_gap_s,
    scores_runs.sprints,
    scores_runs.sprint_cadence_hz,
    scores_runs.sprint_peak_radps,
    scores_runs.sprint_effort_ratio,
    scores_runs.second_effort_ratio,
    scores_runs.waiting_step_rate_hz,
    scores_runs.one_contact_finish_ratio,
    scores_weight.kick_load_ns,
)

SCORE_FUNCTIONS: Final[Mapping[str, Callable[[Material], Measured]]] = MappingProxyType(
    {function.__name__: function for function in _FUNCTIONS}
)
"""What measures each score of `kicksense.coaching.score_kinds.SCORE_KINDS`."""


def is_met(measured: Measured, asked: Asked) -> bool | None:
    """Tell whether what was asked was reached, and keep silent where it is too close to call.

    A count is judged as it is. What was inferred is judged by its margin: reached where all of it
    lies inside what was asked, not reached where all of it lies outside. The margin of a share is
    one repetition judged otherwise (more of many); of a median or a spread, its interval.

    Parameters
    ----------
    measured
        What was done.
    asked
        What was asked.

    Returns
    -------
    met
        None where nothing was asked, nothing could be measured, or the margin holds the line.
    """
    if measured.value is None or (asked.least is None and asked.most is None):
        return None
    low, high = measured.margin or (measured.value, measured.value)
    over = True if asked.least is None else _side(low >= asked.least, high < asked.least)
    under = True if asked.most is None else _side(high <= asked.most, low > asked.most)
    if over is False or under is False:
        return False
    return None if over is None or under is None else True


def _side(reached: bool, missed: bool) -> bool | None:
    return True if reached else False if missed else None
