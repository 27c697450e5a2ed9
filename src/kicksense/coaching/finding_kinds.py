"""Every statement there is about kicks and practices: how much it matters, how sure it is."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kicksense.domain.kick import Severity


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One statement.

    Attributes
    ----------
    code
        Its name.
    severity
        How much it matters in a practice; ``INFO`` is never the thing to work on.
    drill
        Name of the drill that trains it.
    also
        Names of others that do: whoever plays one of them stays with it.
    heel_drill
        The drill that trains it where the balls were played with the heel, if another.
    reliability_ratio
        How often the measure is right where it speaks, before intervals are looked at. Assumed,
        coarse on purpose: 0.9 measured, 0.8 measured with timing or heading in it, 0.6 a sign.
    proxy
        True where it is a sign of the fault, not a measurement of it.
    """

    code: str
    severity: Severity
    drill: str
    reliability_ratio: float = 0.9
    proxy: bool = False
    also: tuple[str, ...] = ()
    heel_drill: str | None = None


def _sign(code: str, drill: str, *, also: tuple[str, ...] = ()) -> FindingKind:
    """Give a statement that is a sign only."""
    return FindingKind(code, Severity.ADVICE, drill, reliability_ratio=0.6, proxy=True, also=also)


def _weight(code: str, severity: Severity, drill: str) -> FindingKind:
    """Give a statement about how hard the ball was played, which many drills train."""
    return FindingKind(code, severity, drill, also=_WEIGHT, heel_drill="backheel_wall_pass")


_HEEL: Final = ("backheel_wall_pass", "backheel_partner_gate")
_WEIGHT: Final = (
    *_HEEL,
    "partner_pass",
    "firm_line_pass",
    "first_touch_pass",
    "open_body_two_touch",
    "one_touch_circle",
    "passing_chain",
    "switch_play",
)
_RECEIVING: Final = ("first_touch_pass", "open_body_two_touch", "switch_play", "quick_start")
_RUNS: Final = (
    "back_post_run",
    "set_piece_run",
    "shadow_defender",
    "second_effort",
    "light_feet",
)
_INFO: Final = Severity.INFO
_ADVICE: Final = Severity.ADVICE
_WARNING: Final = Severity.WARNING

_KICKS: Final = (
    _weight("too_much_power", _WARNING, "partner_pass"),
    _weight("slightly_too_hard", _INFO, "partner_pass"),
    _weight("under_hit", _ADVICE, "firm_line_pass"),
    FindingKind("follow_through_too_long", _ADVICE, "backheel_wall_pass", also=_HEEL),
    FindingKind("swing_too_big", _ADVICE, "backheel_wall_pass", also=_HEEL),
    FindingKind("swing_not_smooth", _INFO, "backheel_wall_pass", also=_HEEL),
    _sign("telegraphed", "one_touch_circle", also=("small_sided",)),
    FindingKind(
        "slow_to_move_on", _ADVICE, "small_sided", reliability_ratio=0.8, also=("one_touch_circle",)
    ),
    _sign("thin_contact", "backheel_wall_pass", also=_HEEL),
    FindingKind("extra_touch", _ADVICE, "one_touch_circle", also=("small_sided",)),
)
_SESSIONS: Final = (
    FindingKind(
        "air_kick",
        _ADVICE,
        "partner_pass",
        reliability_ratio=0.8,
        also=(*_WEIGHT, *_RUNS),
        heel_drill="backheel_wall_pass",
    ),
    _weight("uneven_weight", _ADVICE, "partner_pass"),
)
_STRIKES: Final = (
    FindingKind("not_as_asked", _ADVICE, "backheel_wall_pass", also=_HEEL),
    FindingKind(
        "not_lifted_back", _ADVICE, "backheel_wall_pass", reliability_ratio=0.8, also=_HEEL
    ),
    _sign("not_straight", "backheel_wall_pass", also=_HEEL),
    _sign("slow_flick", "backheel_wall_pass", also=_HEEL),
    _sign("off_centre", "backheel_wall_pass", also=_HEEL),
    _sign("swing_cut_short", "backheel_wall_pass", also=_HEEL),
    _sign("swing_overreached", "backheel_wall_pass", also=_HEEL),
    _sign("sway_after", "backheel_partner_gate", also=_HEEL),
    FindingKind(
        "lost_momentum", _ADVICE, "small_sided", reliability_ratio=0.8, also=("one_touch_circle",)
    ),
    FindingKind(
        "stood_still_after",
        _ADVICE,
        "small_sided",
        reliability_ratio=0.8,
        also=("one_touch_circle",),
    ),
    _sign("not_facing_away", "backheel_partner_gate", also=_HEEL),
    FindingKind("target_missed", _ADVICE, "backheel_partner_gate", also=_HEEL),
)
_WITH_THE_BALL: Final = (
    FindingKind(
        "hard_first_touch", _ADVICE, "first_touch_pass", reliability_ratio=0.8, also=_RECEIVING
    ),
    FindingKind("slow_release", _ADVICE, "first_touch_pass", also=_RECEIVING),
    FindingKind(
        "held_too_long", _ADVICE, "open_body_two_touch", reliability_ratio=0.8, also=_RECEIVING
    ),
    FindingKind("no_carry", _ADVICE, "drive_and_release", reliability_ratio=0.8),
    FindingKind("carry_without_pace", _ADVICE, "drive_and_release", reliability_ratio=0.8),
    _sign("not_switched", "switch_play"),
    _sign("switch_too_short", "switch_play"),
    FindingKind("weight_fades", _ADVICE, "passing_chain"),
    FindingKind("tempo_drops", _ADVICE, "passing_chain"),
    FindingKind("uneven_timing", _ADVICE, "passing_chain", also=("backheel_wall_pass",)),
)
_AFTER_CUES: Final = (
    FindingKind("slow_after_turnover", _ADVICE, "quick_start", reliability_ratio=0.8),
    FindingKind("slow_reaction", _ADVICE, "one_touch_circle", reliability_ratio=0.8),
    FindingKind("early_start", _ADVICE, "back_post_run", reliability_ratio=0.8, also=_RUNS),
    FindingKind("late_start", _ADVICE, "back_post_run", reliability_ratio=0.8, also=_RUNS),
    FindingKind("uneven_start", _ADVICE, "set_piece_run", reliability_ratio=0.8, also=_RUNS),
    FindingKind("slow_sprint", _ADVICE, "back_post_run", reliability_ratio=0.8, also=_RUNS),
    FindingKind("no_second_effort", _ADVICE, "second_effort", reliability_ratio=0.8),
    _sign("slow_to_adjust", "second_effort"),
    _sign("flat_feet", "light_feet", also=("back_post_run", "shadow_defender")),
    FindingKind("defender_kept_up", _ADVICE, "shadow_defender", reliability_ratio=0.8),
)
_CHANGES: Final = (
    FindingKind("legs_differ", _ADVICE, "partner_pass", reliability_ratio=0.8),
    FindingKind("slower_at_end", _INFO, "free_play", reliability_ratio=0.8),
    FindingKind("uneven_at_end", _INFO, "free_play", reliability_ratio=0.8),
    FindingKind("load_above_usual", _INFO, "free_play", reliability_ratio=0.8),
)

FINDING_KINDS: Final = MappingProxyType(
    {
        kind.code: kind
        for kind in (
            *_KICKS,
            *_SESSIONS,
            *_STRIKES,
            *_WITH_THE_BALL,
            *_AFTER_CUES,
            *_CHANGES,
        )
    }
)
"""Every statement by its code: those about single kicks first, then those about practices."""

KICK_CODES: Final = tuple(kind.code for kind in _KICKS)
"""Codes that a single kick can show."""

BROUGHT_ALONG: Final = MappingProxyType(
    {
        "follow_through_too_long": ("slow_to_move_on", "stood_still_after", "sway_after"),
        "too_much_power": ("swing_too_big", "swing_overreached"),
        "late_start": ("defender_kept_up",),
        "telegraphed": ("slow_release",),
    }
)
"""What a fault brings along: where it is a habit, that is not told beside it."""
