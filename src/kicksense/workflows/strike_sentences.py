"""What is said of strikes: of single kicks, and of how the ball is struck over a practice."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kicksense.workflows.finding_words import FindingWords

_KICKS: Final[Mapping[str, FindingWords]] = {
    "too_much_power": FindingWords(
        (
            "{kicks_count} of {of_kicks_count} balls were too hard for their target.",
            "Too hard for {target_distance_m}: the ball left with {ball_speed_low_mps} or more, "
            "and {enough_ball_speed_mps} is enough.",
            "The ball was too hard for the target.",
        ),
        (
            "The hard balls left with {ball_speed_low_mps} or more; for {target_distance_m} about "
            "{enough_ball_speed_mps} is enough.",
        ),
        "Let it die at your team-mate's feet.",
    ),
    "slightly_too_hard": FindingWords(
        (
            "{kicks_count} of {of_kicks_count} balls arrived a little too hard.",
            "A little too hard for {target_distance_m}: the ball left with {ball_speed_low_mps} or "
            "more, and {enough_ball_speed_mps} is enough.",
            "The ball was a little too hard for the target.",
        ),
        (
            "Those balls left with {ball_speed_low_mps} or more; for {target_distance_m} about "
            "{enough_ball_speed_mps} is enough.",
        ),
        "Make the ball easy to stop with one touch.",
    ),
    "under_hit": FindingWords(
        (
            "{kicks_count} of {of_kicks_count} balls were too soft for their target.",
            "Too soft for {target_distance_m}: the ball left with {ball_speed_high_mps} at most, "
            "and it takes about {enough_ball_speed_mps}.",
            "The ball was too soft for the target.",
        ),
        (
            "The soft balls left with {ball_speed_high_mps} at most; {target_distance_m} takes "
            "about {enough_ball_speed_mps}.",
        ),
        "Send the ball as if the target stood one big step farther away.",
    ),
    "follow_through_too_long": FindingWords(
        (
            "After {kicks_count} of {of_kicks_count} passes the foot went on a long way.",
            "The foot went on for {follow_through_angle_rad} after the ball had gone "
            "({most_angle_rad} is plenty for a pass).",
            "The foot went on a long way after the ball had gone.",
        ),
        ("After those passes the swing went on for about {follow_through_angle_rad}.",),
        "Tap the ball and leave it to roll.",
    ),
    "swing_too_big": FindingWords(
        (
            "{kicks_count} of {of_kicks_count} heel passes had a big swing.",
            "A big swing for a heel pass: {swing_angle_rad}, and {most_angle_rad} is plenty.",
            "A big swing for a heel pass.",
        ),
        ("The big swings turned through about {swing_angle_rad} before the ball.",),
        "Flick the ball from close by: nobody sees it coming.",
    ),
    "swing_not_smooth": FindingWords(
        (
            "{kicks_count} of {of_kicks_count} passes were jerky.",
            "The way to the ball was jerky.",
        ),
        (),
        "Sweep the ball away in one even movement.",
    ),
    "telegraphed": FindingWords(
        (
            "A sign that {kicks_count} of {of_kicks_count} passes could be seen coming: the swing "
            "stopped or went back and forth.",
            "A sign that everybody saw this ball coming: the swing stopped for {swing_pause_s}.",
            "A sign that everybody saw this ball coming: the swing went back and forth before it.",
        ),
        (),
        "Play the ball the moment you decide.",
    ),
    "slow_to_move_on": FindingWords(
        (
            "After {kicks_count} of {of_kicks_count} passes you watched the ball go.",
            "You watched the ball for {time_to_next_step_s} before the next step.",
            "You watched the ball before the next step.",
        ),
        ("The next step came about {time_to_next_step_s} after those balls.",),
        "Play the ball and move at once to where you can get it back.",
    ),
    "thin_contact": FindingWords(
        (
            "A sign that {kicks_count} of {of_kicks_count} balls were hit off their middle.",
            "A sign that the ball was not hit full: it took only about {contact_ratio} of what a "
            "full hit gives it.",
            "A sign that the ball was not hit full.",
        ),
        ("Those balls hardly slowed the swing: a ball that is hit full slows it a lot more.",),
        "Send the ball away through its middle.",
    ),
    "extra_touch": FindingWords(
        (
            "{kicks_count} of {of_kicks_count} balls took a second touch.",
            "The ball took a second touch, {time_since_last_contact_s} after the first.",
            "The ball took a second touch.",
        ),
        (),
        "Send the ball on with your first touch.",
    ),
}

_STRIKES: Final[Mapping[str, FindingWords]] = {
    "air_kick": FindingWords(
        (
            "{kicks_count} of {of_kicks_count} swings met no ball.",
            "A swing met no ball.",
        ),
        (),
        "Watch the ball until it has left.",
    ),
    "uneven_weight": FindingWords(
        (
            "To the same target the balls left at anything from {slowest_ball_speed_mps} to "
            "{fastest_ball_speed_mps}.",
            "To the same target the balls left at very different speeds.",
        ),
        ("From ball to ball the speed went up and down by {ball_speed_spread_ratio}.",),
        "Find one weight for the ball and repeat it.",
    ),
    "not_as_asked": FindingWords(
        (
            "{kicks_count} of {of_kicks_count} balls were played with another part of the foot "
            "than this drill trains.",
            "The ball was played with another part of the foot than this drill trains.",
        ),
        (),
        "Play the next ball the way the drill says, softly at first.",
    ),
    "not_lifted_back": FindingWords(
        (
            "In {kicks_count} of {of_kicks_count} heel passes the ball was met too far forward.",
            "The ball was met too far forward for a heel pass.",
        ),
        (
            "There the foot was only about {backward_tilt_at_impact_rad} behind; it takes at least "
            "{limit_backward_tilt_at_impact_rad}.",
        ),
        "Let the ball come past you first, then flick it back.",
    ),
    "not_straight": FindingWords(
        (
            "A sign that {kicks_count} of {of_kicks_count} heel passes went across the ball.",
            "A sign that the heel went across the ball.",
        ),
        ("Those strikes pointed about {swing_plane_angle_rad} away from straight back.",),
        "Send the ball back along a straight line behind you.",
    ),
    "slow_flick": FindingWords(
        (
            "A sign that {kicks_count} of {of_kicks_count} heel passes were pushed, not flicked.",
            "A sign that the ball was pushed, not flicked.",
        ),
        (
            "The way to the ball took about {swing_duration_s}; a flick takes "
            "{limit_swing_duration_s} or less.",
        ),
        "Give the ball one short tap, as if it were hot.",
    ),
    "off_centre": FindingWords(
        (
            "A sign that {kicks_count} of {of_kicks_count} balls were met beside their middle.",
            "A sign that the ball was met beside its middle.",
        ),
        ("Those balls twisted the foot away with about {twist_radps}.",),
        "Aim at the valve of a ball that lies still, then at a rolling one.",
    ),
    "swing_cut_short": FindingWords(
        (
            "A sign that you stood too close in {kicks_count} of {of_kicks_count} passes: the way "
            "to the ball was short.",
            "A sign that you stood too close: the way to the ball was short.",
        ),
        ("There the swing was only {of_own_swing_ratio} of your usual one.",),
        "Leave the ball a little more room before you play it.",
    ),
    "swing_overreached": FindingWords(
        (
            "A sign that you reached for the ball in {kicks_count} of {of_kicks_count} passes.",
            "A sign that you reached for the ball.",
        ),
        ("There the swing was {of_own_swing_ratio} of your usual one.",),
        "Take one more small step to the ball before you play it.",
    ),
    "sway_after": FindingWords(
        (
            "A sign that {kicks_count} of {of_kicks_count} balls were played off balance.",
            "A sign that the ball was played off balance.",
        ),
        ("After those balls you swayed by about {sway_rad}.",),
        "Play the ball so that you could stand and watch it roll.",
    ),
    "lost_momentum": FindingWords(
        (
            "Before {kicks_count} of {of_kicks_count} heel passes you slowed down to wait for the "
            "ball.",
            "You slowed down before you played the ball.",
        ),
        ("Only {kept_cadence_ratio} of your step rhythm was left just before the ball.",),
        "Play the ball in your stride and run on.",
    ),
    "stood_still_after": FindingWords(
        (
            "After {kicks_count} of {of_kicks_count} passes you stayed where you were while the "
            "ball rolled.",
            "You stayed where you were while the ball rolled.",
        ),
        ("The second step came about {step_after_s} after those balls.",),
        "Race your own pass: be somewhere new before the ball arrives.",
    ),
    "not_facing_away": FindingWords(
        (
            "A sign that you faced the target in {kicks_count} of {of_kicks_count} heel passes, "
            "so everybody knew where the ball goes.",
            "A sign that you faced the target before the ball went there.",
        ),
        ("You looked about {from_target_rad} away from the marked target.",),
        "Turn your back to the target before the ball comes.",
    ),
    "target_missed": FindingWords(
        (
            "{kicks_count} of {of_kicks_count} balls did not hit the target.",
            "The ball did not hit the target.",
        ),
        (),
        "Come one step closer, hit it with five balls, then step back again.",
    ),
}

STRIKE_WORDS: Final[Mapping[str, FindingWords]] = MappingProxyType({**_KICKS, **_STRIKES})
"""Words by code."""
