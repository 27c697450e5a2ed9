"""What each score of the core is called, for a table and in a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class ScoreWords:
    """A score in words.

    Attributes
    ----------
    title
        At most 26 letters, for a table.
    meaning
        One sentence.
    """

    title: str
    meaning: str


SCORE_WORDS: Final[Mapping[str, ScoreWords]] = MappingProxyType(
    {
        "repetitions": ScoreWords("Repetitions", "How often it was played."),
        "as_asked_ratio": ScoreWords(
            "Struck as asked", "Share of the kicks with the part of the foot that the drill trains."
        ),
        "longest_streak": ScoreWords(
            "Longest streak", "Most repetitions in a row with the right strike and weight."
        ),
        "rhythm_s": ScoreWords("Time between balls", "From one ball to the next, typically."),
        "rhythm_spread_ratio": ScoreWords(
            "Change of rhythm", "How much the time between balls changes; less is steadier."
        ),
        "in_band_ratio": ScoreWords("Right weight", "Share of the balls that arrive well."),
        "too_hard_ratio": ScoreWords(
            "Too hard", "Share of the balls that are surely too hard for their target."
        ),
        "under_hit_ratio": ScoreWords(
            "Too soft", "Share of the balls that surely do not reach their target."
        ),
        "ball_speed_mps": ScoreWords("Speed off the foot", "How fast a ball leaves, typically."),
        "arrival_speed_mps": ScoreWords(
            "Speed at the target", "How fast a ball arrives, typically."
        ),
        "weight_spread_ratio": ScoreWords(
            "Change of weight", "How much the speed of the balls changes; less is steadier."
        ),
        "echo_ball_speed_mps": ScoreWords(
            "Speed told by the wall", "Speed of the ball from the time it takes to come back."
        ),
        "echoes": ScoreWords("Balls back from the wall", "Balls whose way back could be timed."),
        "hit_ratio": ScoreWords("Target hit", "Share of the balls that hit their target."),
        "heel_ratio": ScoreWords("Played with the heel", "Share of the kicks with the heel."),
        "touches": ScoreWords("Touches of the ball", "How often the ball was touched."),
        "one_touch_ratio": ScoreWords(
            "Played with one touch", "Share of the turns on the ball that are a single touch."
        ),
        "contacts_per_turn": ScoreWords(
            "Touches a turn", "How many touches a turn on the ball takes, typically."
        ),
        "first_touch_jolt_mps2": ScoreWords(
            "Jolt of the first touch", "How hard the first touch stops the ball; less is softer."
        ),
        "touch_to_release_s": ScoreWords(
            "First touch to pass", "From the first touch until the ball is on its way."
        ),
        "possessions": ScoreWords("Turns on the ball", "How often the ball came to the player."),
        "long_possession_ratio": ScoreWords(
            "Long turns on the ball", "Share of the turns of more than a second and a half."
        ),
        "carries": ScoreWords(
            "Drives with the ball", "Runs with three or more light touches of the ball."
        ),
        "carry_cadence_rise_ratio": ScoreWords(
            "Speeding up in a drive", "How much quicker the steps get from first to last touch."
        ),
        "switches": ScoreWords(
            "Switches of side", "Turns to the far side, followed by a long enough pass."
        ),
        "heading_change_rad": ScoreWords(
            "Turn before the pass", "How far the player turns from first touch to pass."
        ),
        "longest_chain": ScoreWords(
            "Longest chain of passes", "Most own passes in a row without losing the rhythm."
        ),
        "chain_tempo_s": ScoreWords("Time between passes", "From one pass of a chain to the next."),
        "team_longest_chain": ScoreWords(
            "Team's longest chain", "Most passes in a row between players who wear sensors."
        ),
        "step_after_s": ScoreWords(
            "Pass to the next step", "How soon the player moves on after a ball."
        ),
        "reaction_s": ScoreWords("Cue to first move", "From the cue until the player moves."),
        "cue_to_release_s": ScoreWords(
            "Cue to first pass", "From the cue until the ball is on its way."
        ),
        "onset_s": ScoreWords(
            "Start against the cue", "From the cue to the start of the run; minus is too early."
        ),
        "onset_spread_s": ScoreWords(
            "Change of the start", "How much the start of the run changes; less is steadier."
        ),
        "on_time_ratio": ScoreWords("Started on time", "Share of the runs that begin in time."),
        "second_cue_latency_s": ScoreWords(
            "Answer to a second cue", "From the second cue until the movement changes."
        ),
        "shadow_gap_s": ScoreWords(
            "Lead on the defender", "How much earlier the player starts than the defender."
        ),
        "sprints": ScoreWords("Sprints", "How often the player sprinted."),
        "sprint_cadence_hz": ScoreWords("Steps in a sprint", "Steps a second, both legs."),
        "sprint_peak_radps": ScoreWords(
            "Leg speed in a sprint", "The fastest forward swing of a sprint."
        ),
        "sprint_effort_ratio": ScoreWords(
            "Sprint against own best", "The sprints beside the player's fastest one."
        ),
        "second_effort_ratio": ScoreWords(
            "Second efforts", "Share of the runs that are followed by another within 2 seconds."
        ),
        "waiting_step_rate_hz": ScoreWords(
            "Light steps while waiting", "Steps a second before the cue comes."
        ),
        "one_contact_finish_ratio": ScoreWords(
            "Finished with one touch", "Share of the runs that end in a single touch of the ball."
        ),
        "kick_load_ns": ScoreWords(
            "Kick load", "All pushes given to balls, added up; how much was done, and nothing else."
        ),
    }
)
"""What each score is called."""
