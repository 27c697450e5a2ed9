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
        Name of the drill that trains it, unless the technique tells a better one.
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


def _sign(code: str, drill: str, severity: Severity = Severity.ADVICE) -> FindingKind:
    """Give a statement that is a sign only."""
    return FindingKind(code, severity, drill, reliability_ratio=0.6, proxy=True)


_INFO: Final = Severity.INFO
_ADVICE: Final = Severity.ADVICE
_WARNING: Final = Severity.WARNING

_KICKS: Final = (
    FindingKind("too_much_power", _WARNING, "partner_pass"),
    FindingKind("slightly_too_hard", _INFO, "partner_pass"),
    FindingKind("under_hit", _ADVICE, "firm_line_pass"),
    FindingKind("follow_through_too_long", _ADVICE, "backheel_wall_pass"),
    FindingKind("swing_too_big", _ADVICE, "backheel_wall_pass"),
    FindingKind("swing_not_smooth", _INFO, "backheel_wall_pass"),
    _sign("telegraphed", "one_touch_circle"),
    FindingKind("slow_to_move_on", _ADVICE, "small_sided", reliability_ratio=0.8),
    _sign("thin_contact", "backheel_wall_pass"),
    FindingKind("extra_touch", _ADVICE, "one_touch_circle"),
)
_SESSIONS: Final = (
    FindingKind("air_kick", _ADVICE, "partner_pass", reliability_ratio=0.8),
    FindingKind("uneven_weight", _ADVICE, "partner_pass"),
)
_STRIKES: Final = (
    FindingKind("not_as_asked", _ADVICE, "backheel_wall_pass"),
    FindingKind("not_lifted_back", _ADVICE, "backheel_wall_pass", reliability_ratio=0.8),
    _sign("not_straight", "backheel_wall_pass"),
    _sign("slow_flick", "backheel_wall_pass"),
    _sign("off_centre", "backheel_wall_pass"),
    _sign("swing_cut_short", "backheel_wall_pass"),
    _sign("swing_overreached", "backheel_wall_pass"),
    _sign("sway_after", "backheel_partner_gate"),
    FindingKind("lost_momentum", _ADVICE, "small_sided", reliability_ratio=0.8),
    FindingKind("stood_still_after", _ADVICE, "small_sided", reliability_ratio=0.8),
    _sign("not_facing_away", "backheel_partner_gate"),
    FindingKind("target_missed", _ADVICE, "backheel_partner_gate"),
)
_WITH_THE_BALL: Final = (
    FindingKind("hard_first_touch", _ADVICE, "first_touch_pass", reliability_ratio=0.8),
    FindingKind("slow_release", _ADVICE, "first_touch_pass"),
    FindingKind("held_too_long", _ADVICE, "open_body_two_touch", reliability_ratio=0.8),
    FindingKind("no_carry", _ADVICE, "drive_and_release", reliability_ratio=0.8),
    FindingKind("carry_without_pace", _ADVICE, "drive_and_release", reliability_ratio=0.8),
    _sign("not_switched", "switch_play"),
    _sign("switch_too_short", "switch_play"),
    FindingKind("weight_fades", _ADVICE, "passing_chain"),
    FindingKind("tempo_drops", _ADVICE, "passing_chain"),
    FindingKind("uneven_timing", _ADVICE, "passing_chain"),
)
_AFTER_CUES: Final = (
    FindingKind("slow_after_turnover", _ADVICE, "quick_start", reliability_ratio=0.8),
    FindingKind("slow_reaction", _ADVICE, "one_touch_circle", reliability_ratio=0.8),
    FindingKind("early_start", _ADVICE, "back_post_run", reliability_ratio=0.8),
    FindingKind("late_start", _ADVICE, "back_post_run", reliability_ratio=0.8),
    FindingKind("uneven_start", _ADVICE, "set_piece_run", reliability_ratio=0.8),
    FindingKind("slow_sprint", _ADVICE, "back_post_run", reliability_ratio=0.8),
    FindingKind("no_second_effort", _ADVICE, "second_effort", reliability_ratio=0.8),
    _sign("slow_to_adjust", "second_effort"),
    _sign("flat_feet", "light_feet"),
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
