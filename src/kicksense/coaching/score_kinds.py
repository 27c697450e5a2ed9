"""What a score card can count and measure, by name."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kicksense.errors import UsageError


class Unit(StrEnum):
    """The unit of a score."""

    COUNT = "count"
    RATIO = "ratio"
    SECONDS = "s"
    METRES_A_SECOND = "mps"
    HERTZ = "hz"
    RADIANS = "rad"
    RADIANS_A_SECOND = "radps"
    METRES_A_SECOND_SQUARED = "mps2"
    NEWTON_SECONDS = "ns"


class Better(StrEnum):
    """Which way a score improves."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class ScoreKind:
    """One score.

    Attributes
    ----------
    name
        Quantity, with its unit where it has one.
    unit
        Of its value.
    better
        Which way it improves.
    proxy
        True where it stands for something the sensor does not see itself.
    """

    name: str
    unit: Unit
    better: Better
    proxy: bool = False


_ALL: Final = (
    # repetitions
    ScoreKind("repetitions", Unit.COUNT, Better.NEITHER),
    ScoreKind("as_asked_ratio", Unit.RATIO, Better.MORE),
    ScoreKind("longest_streak", Unit.COUNT, Better.MORE),
    ScoreKind("rhythm_s", Unit.SECONDS, Better.NEITHER),
    ScoreKind("rhythm_spread_ratio", Unit.RATIO, Better.LESS),
    # the weight of the ball
    ScoreKind("in_band_ratio", Unit.RATIO, Better.MORE),
    ScoreKind("too_hard_ratio", Unit.RATIO, Better.LESS),
    ScoreKind("under_hit_ratio", Unit.RATIO, Better.LESS),
    ScoreKind("ball_speed_mps", Unit.METRES_A_SECOND, Better.NEITHER),
    ScoreKind("arrival_speed_mps", Unit.METRES_A_SECOND, Better.NEITHER),
    ScoreKind("weight_spread_ratio", Unit.RATIO, Better.LESS),
    ScoreKind("echo_ball_speed_mps", Unit.METRES_A_SECOND, Better.NEITHER),
    ScoreKind("echoes", Unit.COUNT, Better.MORE),
    ScoreKind("hit_ratio", Unit.RATIO, Better.MORE),
    # with the ball
    ScoreKind("heel_ratio", Unit.RATIO, Better.NEITHER),
    ScoreKind("touches", Unit.COUNT, Better.NEITHER),
    ScoreKind("one_touch_ratio", Unit.RATIO, Better.MORE),
    ScoreKind("contacts_per_turn", Unit.COUNT, Better.LESS),
    ScoreKind("first_touch_jolt_mps2", Unit.METRES_A_SECOND_SQUARED, Better.LESS),
    ScoreKind("touch_to_release_s", Unit.SECONDS, Better.LESS),
    ScoreKind("possessions", Unit.COUNT, Better.NEITHER),
    ScoreKind("long_possession_ratio", Unit.RATIO, Better.NEITHER),
    ScoreKind("carries", Unit.COUNT, Better.MORE),
    ScoreKind("carry_cadence_rise_ratio", Unit.RATIO, Better.MORE),
    ScoreKind("switches", Unit.COUNT, Better.MORE, proxy=True),
    ScoreKind("heading_change_rad", Unit.RADIANS, Better.NEITHER, proxy=True),
    ScoreKind("longest_chain", Unit.COUNT, Better.MORE, proxy=True),
    ScoreKind("chain_tempo_s", Unit.SECONDS, Better.LESS),
    ScoreKind("team_longest_chain", Unit.COUNT, Better.MORE),
    ScoreKind("step_after_s", Unit.SECONDS, Better.LESS),
    # with cues
    ScoreKind("reaction_s", Unit.SECONDS, Better.LESS),
    ScoreKind("cue_to_release_s", Unit.SECONDS, Better.LESS),
    ScoreKind("onset_s", Unit.SECONDS, Better.NEITHER),
    ScoreKind("onset_spread_s", Unit.SECONDS, Better.LESS),
    ScoreKind("on_time_ratio", Unit.RATIO, Better.MORE),
    ScoreKind("second_cue_latency_s", Unit.SECONDS, Better.LESS, proxy=True),
    ScoreKind("shadow_gap_s", Unit.SECONDS, Better.MORE),
    # runs
    ScoreKind("sprints", Unit.COUNT, Better.NEITHER),
    ScoreKind("sprint_cadence_hz", Unit.HERTZ, Better.MORE),
    ScoreKind("sprint_peak_radps", Unit.RADIANS_A_SECOND, Better.MORE),
    ScoreKind("sprint_effort_ratio", Unit.RATIO, Better.MORE),
    ScoreKind("second_effort_ratio", Unit.RATIO, Better.MORE),
    ScoreKind("waiting_step_rate_hz", Unit.HERTZ, Better.MORE, proxy=True),
    ScoreKind("one_contact_finish_ratio", Unit.RATIO, Better.MORE),
    # load
    ScoreKind("kick_load_ns", Unit.NEWTON_SECONDS, Better.NEITHER),
)

SCORE_KINDS: Final = MappingProxyType({kind.name: kind for kind in _ALL})
"""Every score there is, by name."""


def score_kind_named(name: str) -> ScoreKind:
    """Give the score of a name.

    Raises
    ------
    UsageError
        If there is none; the message lists the names.
    """
    if name not in SCORE_KINDS:
        raise UsageError(
            f"There is no score called '{name}'. Choose one of: {', '.join(SCORE_KINDS)}."
        )
    return SCORE_KINDS[name]
