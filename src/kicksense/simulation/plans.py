"""Sequences of movements as players do them in drills."""

from collections.abc import Callable
from typing import Final

import numpy as np

from kicksense.domain.kick import Technique
from kicksense.errors import UsageError
from kicksense.simulation.field_mix import field_mix
from kicksense.simulation.gestures import (
    DragBack,
    Fidget,
    JumpLanding,
    OtherLegKick,
    Stamp,
    Trap,
)
from kicksense.simulation.movements import (
    Dribble,
    HandHeld,
    Jog,
    Kick,
    Movement,
    Still,
    Walk,
    WearingProtocol,
)
from kicksense.simulation.running import Shuffle, Sprint, TurnOnSpot

FIELD_MIX: Final = "field_mix"
_SOFT_EFFORT: Final = (0.75, 1.1)


def opening() -> tuple[Movement, ...]:
    """Give what every session begins with: the wearing protocol and a few steps."""
    return (Still(0.5), WearingProtocol(), Still(1.0), Walk(6, turn_deg=60.0), Still(0.8))


def _effort(rng: np.random.Generator) -> float:
    return float(rng.uniform(*_SOFT_EFFORT))


def _backheel_wall_pass(rng: np.random.Generator) -> tuple[Movement, ...]:
    kick = Kick(Technique.HEEL, effort=_effort(rng), approach=int(rng.integers(0, 2)))
    return kick, Still(0.8), Trap(), Fidget(2.5)


def _partner_pass(rng: np.random.Generator) -> tuple[Movement, ...]:
    kick = Kick(Technique.INSIDE_FOOT, effort=_effort(rng))
    return kick, Still(0.6), Trap(), Walk(1)


def _one_touch_circle(rng: np.random.Generator) -> tuple[Movement, ...]:
    technique = Technique.HEEL if rng.integers(2) else Technique.INSIDE_FOOT
    return Kick(technique, effort=_effort(rng), approach=int(rng.integers(0, 2))), Fidget(2.2)


def _build_out(rng: np.random.Generator) -> tuple[Movement, ...]:
    kick = Kick(Technique.INSIDE_FOOT, effort=float(rng.uniform(0.9, 1.35)), approach=2)
    return Trap(), Dribble(3), kick, Still(0.6)


def _back_post_run(rng: np.random.Generator) -> tuple[Movement, ...]:
    technique = Technique.INSTEP if rng.integers(2) else Technique.INSIDE_FOOT
    return Jog(5), Kick(technique, effort=_effort(rng), approach=2, running=True), Walk(3, 120.0)


def _free_play(rng: np.random.Generator) -> tuple[Movement, ...]:
    techniques = (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)
    running = bool(rng.integers(2))
    technique = techniques[int(rng.integers(3))]
    kick = Kick(technique, effort=_effort(rng), approach=1 + int(running), running=running)
    fillers: tuple[Movement, ...] = (
        Walk(3, 90.0), Jog(5, -60.0), Dribble(4), Trap(), DragBack(), Stamp(), JumpLanding(),
        OtherLegKick(), Fidget(3.0), Jog(5, heel_flick_ratio=1.25),
        Kick(technique, misses=True, effort=0.9),
    )  # fmt: skip
    chosen = rng.choice(len(fillers), size=3, replace=False)
    return (*(fillers[int(index)] for index in chosen), kick, Still(0.6))


def _passed_on(rng: np.random.Generator) -> tuple[Movement, ...]:
    kick = Kick(Technique.INSIDE_FOOT, effort=float(rng.uniform(0.9, 1.4)), approach=1)
    return Trap(), kick, Walk(1), Still(0.6)


def _switch_play(rng: np.random.Generator) -> tuple[Movement, ...]:
    side = 1.0 if rng.integers(2) else -1.0
    technique = Technique.INSTEP if rng.integers(3) == 0 else Technique.INSIDE_FOOT
    kick = Kick(technique, effort=float(rng.uniform(1.1, 1.5)), approach=1)
    return Trap(), TurnOnSpot(side * float(rng.uniform(75.0, 120.0))), kick, Still(0.8)


def _drive_and_release(rng: np.random.Generator) -> tuple[Movement, ...]:
    kick = Kick(Technique.INSIDE_FOOT, effort=_effort(rng), approach=1, running=True)
    return Trap(), Dribble(int(rng.integers(4, 7))), kick, Walk(2, 180.0)


def _quick_start(rng: np.random.Generator) -> tuple[Movement, ...]:
    kick = Kick(Technique.INSIDE_FOOT, effort=float(rng.uniform(0.9, 1.3)), running=True)
    return Fidget(3.0), kick, Walk(2, 180.0)


def _second_effort(rng: np.random.Generator) -> tuple[Movement, ...]:
    kick = Kick(Technique.INSIDE_FOOT, effort=_effort(rng), approach=2, running=True)
    return Fidget(2.5), Sprint(4), Still(0.4), kick, Walk(3, 180.0)


def _light_feet(rng: np.random.Generator) -> tuple[Movement, ...]:
    return Shuffle(int(rng.integers(6, 12))), *_back_post_run(rng)


_ROUNDS: Final[dict[str, Callable[[np.random.Generator], tuple[Movement, ...]]]] = {
    "backheel_wall_pass": _backheel_wall_pass,
    "partner_pass": _partner_pass,
    "one_touch_circle": _one_touch_circle,
    "small_sided": _free_play,
    "build_out": _build_out,
    "back_post_run": _back_post_run,
    "free_play": _free_play,
    "backheel_partner_gate": _backheel_wall_pass,
    "open_body_two_touch": _passed_on,
    "first_touch_pass": _passed_on,
    "firm_line_pass": _passed_on,
    "passing_chain": _passed_on,
    "switch_play": _switch_play,
    "drive_and_release": _drive_and_release,
    "quick_start": _quick_start,
    "shadow_defender": _back_post_run,
    "set_piece_run": _back_post_run,
    "second_effort": _second_effort,
    "light_feet": _light_feet,
}
"""One round of each, with one kick; `drill_scripts` plays the same drills to the clock."""


_PROTOCOL_SHARE: Final = 0.6
"""Share of the sessions on the pitch that begin with the wearing protocol."""

_HAND_SHARE: Final = 0.4


def drill_names() -> tuple[str, ...]:
    """Give the names that `drill_plan` knows."""
    return (*_ROUNDS, FIELD_MIX)


def drill_plan(name: str, n: int, rng: np.random.Generator) -> tuple[Movement, ...]:
    """Give the movements of a drill.

    Parameters
    ----------
    name
        As in `kicksense.coaching.drills`, or ``field_mix``.
    n
        Rounds; each holds one kick.
    rng
        Source of chance.

    Returns
    -------
    plan
        The wearing protocol, a few steps, then the rounds. A ``field_mix`` may start without.

    Raises
    ------
    UsageError
        If the drill is not known.
    """
    if name == FIELD_MIX:
        return (*_pitch_opening(rng), *field_mix(n, rng), Still(1.0))
    if name not in _ROUNDS:
        raise UsageError(f"there is no drill '{name}'; choose one of {', '.join(drill_names())}")
    rounds = [movement for _ in range(n) for movement in _ROUNDS[name](rng)]
    return (*opening(), *rounds, Still(1.0))


def _pitch_opening(rng: np.random.Generator) -> tuple[Movement, ...]:
    """Give how a recording on the pitch starts: strapped on and calibrated, or in play."""
    hand: tuple[Movement, ...] = ()
    if rng.random() < _HAND_SHARE:
        hand = (HandHeld(float(rng.uniform(4.0, 12.0))), Still(0.6))
    if rng.random() < _PROTOCOL_SHARE:
        return (*hand, *opening())
    return (*hand, Still(float(rng.uniform(0.3, 1.0))))


def demo_plan() -> tuple[Movement, ...]:
    """Give the plan of the demo session: about four minutes around the backheel wall pass.

    Returns
    -------
    plan
        12 backheels, three of them too hard and one telegraphed, 8 inside-foot passes, 2 instep
        shots, an air kick, and what players do between them.
    """
    heel_efforts = (0.75, 0.85, 0.8, 2.05, 0.9, 0.85, 0.7, 2.0, 0.95, 0.8, 2.45, 0.85)
    heels: list[Movement] = []
    for number, effort in enumerate(heel_efforts):
        kick = Kick(
            Technique.HEEL,
            effort=effort,
            approach=number % 2,
            pause_s=0.65 if number == 5 else 0.0,  # noqa: PLR2004 - one telegraphed kick
            solid_ratio=0.55 if number == 8 else 1.0,  # noqa: PLR2004 - one thin contact
        )
        heels += [kick, Still(0.7), Trap(), Fidget(2.2)]
    passes: list[Movement] = []
    for effort in (0.8, 0.95, 0.9, 1.1, 0.75, 1.0, 1.3, 0.85):
        passes += [Kick(Technique.INSIDE_FOOT, effort=effort), Still(0.6), Trap(), Walk(1)]
    shots: tuple[Movement, ...] = (
        Dribble(5),
        Kick(Technique.INSTEP, effort=0.95, approach=2, running=True),
        Walk(4, turn_deg=180.0),
        Kick(Technique.INSTEP, effort=0.7, misses=True),
        Walk(3, turn_deg=-90.0),
        Kick(Technique.INSTEP, effort=1.1, approach=2, running=True),
    )
    return (
        HandHeld(6.0), Still(0.6), *opening(), *heels, Jog(8, turn_deg=120.0), Still(1.0),
        *passes, DragBack(), Walk(2), *shots, Still(0.8), Jog(10, heel_flick_ratio=1.2),
        JumpLanding(), OtherLegKick(), Still(2.0),
    )  # fmt: skip
