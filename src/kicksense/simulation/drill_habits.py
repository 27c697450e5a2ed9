"""How a simulated player does a drill: how evenly, how quickly, and with which one fault."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from kicksense.domain.drill import Drill, RepUnit

_SHOWN_SHARE: Final = (0.75, 1.0)
"""A fault is shown in so many of the repetitions."""

_STRIKE: Final = ("too_much_power", "follow_through_too_long", "swing_too_big", "telegraphed")

_FAULTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "backheel_wall_pass": (*_STRIKE, "thin_contact", "air_kick"),
        "backheel_partner_gate": (*_STRIKE, "target_missed"),
        "small_sided": ("telegraphed", "stood_still_after", "air_kick"),
        "one_touch_circle": ("extra_touch", "telegraphed", "too_much_power"),
        "partner_pass": (
            "too_much_power", "under_hit", "uneven_weight", "air_kick",
        ),
        "free_play": ("telegraphed", "air_kick"),
        "build_out": ("hard_first_touch", "slow_release"),
        "open_body_two_touch": ("hard_first_touch", "slow_release", "telegraphed"),
        "first_touch_pass": ("hard_first_touch", "slow_release"),
        "firm_line_pass": ("under_hit", "too_much_power", "uneven_weight"),
        "switch_play": ("not_switched", "switch_too_short", "hard_first_touch"),
        "drive_and_release": ("no_carry", "carry_without_pace"),
        "passing_chain": ("weight_fades", "tempo_drops"),
        "quick_start": ("slow_after_turnover",),
        "back_post_run": ("late_start", "early_start", "air_kick"),
        "shadow_defender": ("defender_kept_up", "late_start"),
        "set_piece_run": ("uneven_start", "late_start"),
        "second_effort": ("no_second_effort", "late_start"),
        "light_feet": ("flat_feet", "late_start"),
    }
)  # fmt: skip
"""Codes of findings, as `kicksense.coaching.finding_kinds` has them, by drill."""

_BY_UNIT: Final[Mapping[RepUnit, tuple[str, ...]]] = MappingProxyType(
    {
        RepUnit.KICK: ("telegraphed", "air_kick"),
        RepUnit.TURN: ("hard_first_touch", "slow_release"),
        RepUnit.CUE: ("late_start", "early_start"),
        RepUnit.CARRY: ("no_carry",),
    }
)
"""For drills that users have written."""


def faults_of(drill: Drill) -> tuple[str, ...]:
    """Give the faults that can be put into a drill.

    Parameters
    ----------
    drill
        Any; of one that does not ship, what its repetitions are decides.

    Returns
    -------
    codes
        Of findings.
    """
    return _FAULTS.get(drill.name, _BY_UNIT[drill.rep])


@dataclass(frozen=True, slots=True)
class Habits:
    """What a player always does, well or badly.

    Attributes
    ----------
    weight_spread
        Standard deviation of the launch speed about what is wanted, log units.
    reaction_s, reaction_spread_s
        From a cue to the first move.
    step_rate_hz
        Steps of both legs a second while waiting on the toes.
    softness_ratio
        Of the first touch.
    rest_s
        From one repetition to the next, beyond what the ball needs.
    rest_spread
        Log units.
    shown_share
        Share of the repetitions that show the fault, where there is one.
    """

    weight_spread: float
    reaction_s: float
    reaction_spread_s: float
    step_rate_hz: float
    softness_ratio: float
    rest_s: float
    rest_spread: float
    shown_share: float


def random_habits(rng: np.random.Generator) -> Habits:
    """Draw habits: a poor player strays farther in everything, and has no fault for all that."""
    poor = float(rng.uniform(0.0, 1.0))
    return Habits(
        weight_spread=0.03 + 0.06 * poor,
        reaction_s=float(rng.uniform(0.24, 0.38)),
        reaction_spread_s=0.025 + 0.045 * poor,
        step_rate_hz=float(rng.uniform(2.6, 4.0)),
        softness_ratio=1.0 - 0.25 * poor,
        rest_s=float(rng.uniform(0.5, 1.2)),
        rest_spread=0.06 + 0.09 * poor,
        shown_share=float(rng.uniform(*_SHOWN_SHARE)),
    )
