"""What is said of a practice: with the ball, after cues, against the player's own usual."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kicksense.workflows.finding_words import FindingWords

_WITH_THE_BALL: Final[Mapping[str, FindingWords]] = {
    "hard_first_touch": FindingWords(
        (
            "The ball jumped off {kicks_count} of {of_kicks_count} first touches.",
            "The ball jumped off the first touch.",
        ),
        (
            "Those touches jolted by about {first_touch_jolt_mps2}; a soft one stays under "
            "{limit_first_touch_jolt_mps2}.",
        ),
        "Catch the ball as if it were an egg, and let it stop within one step.",
    ),
    "slow_release": FindingWords(
        (
            "In {kicks_count} of {of_kicks_count} turns the ball stayed with you for too long.",
            "The ball stayed with you for too long.",
        ),
        (
            "From touch to pass it took about {touch_to_release_s}; {limit_touch_to_release_s} is "
            "the time to beat.",
        ),
        "Know where the next ball goes before it reaches you.",
    ),
    "held_too_long": FindingWords(
        (
            "You kept {kicks_count} of {of_kicks_count} balls for a long time.",
            "You kept the ball for a long time.",
        ),
        ("Those balls stayed with you for about {possession_s}.",),
        "Make the ball run faster than the players: one or two touches, then on.",
    ),
    "no_carry": FindingWords(
        (
            "{kicks_count} of {of_kicks_count} balls were played on without driving into space.",
            "The ball was played on without driving into space.",
        ),
        (),
        "Take the ball along with three small touches before you pass.",
    ),
    "carry_without_pace": FindingWords(
        (
            "You did not speed up in {kicks_count} of {of_kicks_count} drives with the ball.",
            "You did not speed up on the drive with the ball.",
        ),
        ("At the end the steps came at {cadence_rise_ratio} of the pace at the start.",),
        "Push the ball ahead and chase it: every touch a little quicker.",
    ),
    "not_switched": FindingWords(
        (
            "A sign that {kicks_count} of {of_kicks_count} balls went back to the side they came "
            "from.",
            "A sign that the ball went back to the side it came from.",
        ),
        (
            "You turned by about {heading_change_rad}; a switch takes "
            "{limit_heading_change_rad} or more.",
        ),
        "Take the ball across you and send it to the far side.",
    ),
    "switch_too_short": FindingWords(
        (
            "A sign that {kicks_count} of {of_kicks_count} switches did not reach the far side: "
            "the ball was too soft.",
            "A sign that the switch did not reach the far side: the ball was too soft.",
        ),
        (
            "The soft balls left with {ball_speed_high_mps} at most; {target_distance_m} takes "
            "about {enough_ball_speed_mps}.",
        ),
        "Send the ball so that it would still cross the far line.",
    ),
    "weight_fades": FindingWords(
        ("Toward the end of the chain the balls got softer.",),
        ("From the first ball of a chain to its last the speed fell by {fall_ratio}.",),
        "Make the last ball of the chain as firm as the first.",
    ),
    "tempo_drops": FindingWords(
        ("Toward the end of the chain it took longer from ball to ball.",),
        ("From the first ball of a chain to its last the time between grew by {growth_ratio}.",),
        "Say the count aloud and keep the ball on the beat.",
    ),
    "uneven_timing": FindingWords(
        ("The time from ball to ball went up and down a lot.",),
        ("One ball came every {rhythm_s}, give or take {rhythm_spread_ratio} of that.",),
        "Find a beat and play every ball on it.",
    ),
}

_AFTER_CUES: Final[Mapping[str, FindingWords]] = {
    "slow_after_turnover": FindingWords(
        (
            "After {kicks_count} of {of_kicks_count} calls the first ball came late.",
            "The first ball came late after the call.",
        ),
        (
            "From the call to the pass it took about {cue_to_release_s}; "
            "{limit_cue_to_release_s} is the time to beat.",
        ),
        "Have the next pass ready before the ball is won.",
    ),
    "slow_reaction": FindingWords(
        (
            "After {kicks_count} of {of_kicks_count} signals the ball left late.",
            "The ball left late after the signal.",
        ),
        (
            "From the signal to the ball it took about {cue_to_release_s}; "
            "{limit_cue_to_release_s} is the time to beat.",
        ),
        "Decide where the ball goes while it is still on its way to you.",
    ),
    "early_start": FindingWords(
        (
            "{kicks_count} of {of_kicks_count} runs began before the ball was on its way.",
            "The run began before the ball was on its way.",
        ),
        ("Those runs began about {before_cue_s} before the signal.",),
        "Wait until you see the ball leave, then go with everything.",
    ),
    "late_start": FindingWords(
        (
            "{kicks_count} of {of_kicks_count} runs began late: the ball was there first.",
            "The run began late: the ball was there first.",
        ),
        (
            "Those runs began about {onset_s} after the signal; {limit_onset_s} is the time to "
            "beat.",
        ),
        "Go the moment the ball leaves the other foot.",
    ),
    "uneven_start": FindingWords(
        ("Sometimes you started early for the ball and sometimes late.",),
        ("From run to run the start went back and forth by {onset_spread_s}.",),
        "Take one sign to go by, the ball leaving the other foot, and always that.",
    ),
    "slow_sprint": FindingWords(
        (
            "{kicks_count} of {of_kicks_count} runs to the ball were slower than you can.",
            "The run to the ball was slower than you can.",
        ),
        ("Those runs came to {of_best_ratio} of your best.",),
        "Run as if the ball would be gone in a second.",
    ),
    "no_second_effort": FindingWords(
        (
            "After {kicks_count} of {of_kicks_count} runs you did not go again for the second "
            "ball.",
            "You did not go again for the second ball.",
        ),
        (),
        "Every run is two runs: the ball comes back, so go again at once.",
    ),
    "slow_to_adjust": FindingWords(
        (
            "A sign that you changed your run late after {kicks_count} of {of_kicks_count} second "
            "signals, so the ball was gone.",
            "A sign that you changed your run late and the ball was gone.",
        ),
        (
            "It took about {second_cue_latency_s}; {limit_second_cue_latency_s} is the time to "
            "beat.",
        ),
        "Keep an eye on the ball while you run, ready to turn.",
    ),
    "flat_feet": FindingWords(
        (
            "A sign that you waited on flat feet before {kicks_count} of {of_kicks_count} balls.",
            "A sign that you waited for the ball on flat feet.",
        ),
        (
            "There were about {waiting_step_rate_hz} while you waited; light feet make "
            "{limit_waiting_step_rate_hz} or more.",
        ),
        "Keep dancing on the spot until the ball comes.",
    ),
    "defender_kept_up": FindingWords(
        (
            "In {kicks_count} of {of_kicks_count} runs the defender left for the ball as soon as "
            "you.",
            "The defender left for the ball as soon as you.",
        ),
        ("They started about {shadow_gap_s} after you.",),
        "Stand still until the defender looks at the ball, then be gone.",
    ),
}

_CHANGES: Final[Mapping[str, FindingWords]] = {
    "legs_differ": FindingWords(
        ("Balls from this leg are softer than those from the other one.",),
        ("They leave with about {of_other_leg_ratio} of the other leg's speed.",),
        "Play the first ten balls of every practice with this leg.",
    ),
    "slower_at_end": FindingWords(
        ("Toward the end of the session the balls got softer.",),
        ("From the first third to the last the speed fell by {fall_ratio}.",),
        "Take a short break, then see whether the ball rolls as before.",
    ),
    "uneven_at_end": FindingWords(
        ("Toward the end of the session the balls differed more from each other.",),
        ("They went up and down by {of_first_third_ratio} of what they did at the start.",),
        "Take a short break, then find your weight for the ball again.",
    ),
    "load_above_usual": FindingWords(
        ("You struck more or harder balls today than you usually do.",),
        ("All balls together came to {of_own_load_ratio} of your usual session.",),
        "Nothing to mend: plan fewer balls for next time if you like.",
    ),
}

PRACTICE_WORDS: Final[Mapping[str, FindingWords]] = MappingProxyType(
    {**_WITH_THE_BALL, **_AFTER_CUES, **_CHANGES}
)
"""Words by code."""
