"""Scores as the truth of a simulated session has them, worked out apart from the score cards."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import numpy as np

from kicksense.domain.drill import Drill, RepUnit
from kicksense.domain.kick import PowerBand, Technique
from kicksense.domain.locomotion import PossessionKind
from kicksense.simulation.drill_truth import DrillTruth, TrueRep

ON_TIME_S: Final = (-0.2, 0.6)
"""A start so long before or after its cue is on time (field notes, section 7)."""

SECOND_EFFORT_S: Final = 2.0
"""A second effort comes so soon after the first (field notes, section 7)."""

CHAIN_GAP_S: Final = 6.0
"""A chain of passes lives while the ball is away for less, times the others who may have it."""

_HARD: Final = frozenset({PowerBand.HEAVY, PowerBand.EXCESS})

_Number = Callable[[DrillTruth], float | None]


def true_scores(truth: DrillTruth, drill: Drill) -> Mapping[str, float]:
    """Give every score whose truth is known, by name.

    Parameters
    ----------
    truth
        Of a session.
    drill
        Whose scores are wanted, at the level played.

    Returns
    -------
    scores
        Those that the drill shows and that have a truth: a time after a cue where there was a cue,
        and so on. Counts are there even where they are zero.
    """
    known = {
        asked.score: _TRUE[asked.score](truth) for asked in drill.scores if asked.score in _TRUE
    }
    return MappingProxyType({name: value for name, value in known.items() if value is not None})


def done_reps(truth: DrillTruth) -> Sequence[TrueRep]:
    """Give the repetitions that were really done: a cue that nobody answered is none."""
    return [
        rep
        for rep in truth.reps
        if rep.cue_s is None or rep.contacts > 0 or rep.onset_s is not None
    ]


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.median(known)) if known else None


def _share(flags: Iterable[bool]) -> float | None:
    known = list(flags)
    return sum(known) / len(known) if known else None


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _turn_contacts(truth: DrillTruth) -> Sequence[float]:
    """Give the contacts of each turn on the ball that ends with it played away."""
    if truth.drill.rep is RepUnit.TURN:
        return [float(rep.contacts) for rep in truth.reps]
    return [float(one.contacts) for one in truth.possessions if one.released]


def _kicked(truth: DrillTruth) -> Sequence[TrueRep]:
    return [rep for rep in truth.reps if rep.technique is not None]


def _as_asked(truth: DrillTruth) -> float | None:
    asked = truth.drill.techniques
    return _share(rep.technique in asked for rep in _kicked(truth)) if asked else None


def _powers(truth: DrillTruth) -> list[PowerBand]:
    return [rep.power for rep in truth.reps if rep.power is not None]


def _onsets(truth: DrillTruth) -> list[float]:
    return [rep.onset_s for rep in truth.reps if rep.onset_s is not None]


def _echoed(truth: DrillTruth) -> list[TrueRep]:
    return [rep for rep in truth.reps if rep.echo_after_s is not None]


def _team_chain(truth: DrillTruth) -> float | None:
    return float(truth.longest_chain) if truth.passes else None


def _own_chain(truth: DrillTruth) -> float:
    """Give most passes in a row while the ball was never away for long."""
    gap_s = CHAIN_GAP_S * max(truth.drill.sensors - 1, 1)
    best = chain = int(truth.possessions[0].released) if truth.possessions else 0
    for before, after in pairwise(truth.possessions):
        alive = before.released and after.start_s - before.stop_s <= gap_s
        chain = (chain if alive else 0) + int(after.released)
        best = max(best, chain)
    return float(best)


def _second_efforts(truth: DrillTruth) -> float | None:
    """Give the share of the cues that were answered with a run and a second one soon after it."""
    return _share(
        rep.second_effort_s is not None and rep.second_effort_s <= SECOND_EFFORT_S
        for rep in truth.reps
        if rep.cue_s is not None and rep.onset_s is not None
    )


_TRUE: Final[Mapping[str, _Number]] = MappingProxyType(
    {
        "repetitions": lambda truth: float(len(done_reps(truth))),
        "as_asked_ratio": _as_asked,
        "heel_ratio": lambda truth: _share(
            rep.technique is Technique.HEEL for rep in _kicked(truth)
        ),
        "in_band_ratio": lambda truth: _share(power is PowerBand.GOOD for power in _powers(truth)),
        "too_hard_ratio": lambda truth: _share(power in _HARD for power in _powers(truth)),
        "under_hit_ratio": lambda truth: _share(
            power is PowerBand.UNDER_HIT for power in _powers(truth)
        ),
        "ball_speed_mps": lambda truth: _median(rep.ball_speed_mps for rep in truth.reps),
        "arrival_speed_mps": lambda truth: _median(rep.arrival_mps for rep in truth.reps),
        "echoes": lambda truth: None if truth.wall_m is None else float(len(_echoed(truth))),
        "echo_ball_speed_mps": lambda truth: _median(rep.ball_speed_mps for rep in _echoed(truth)),
        "hit_ratio": lambda truth: _share(rep.hit for rep in truth.reps if rep.hit is not None),
        "touches": lambda truth: float(sum(one.contacts for one in truth.possessions)),
        "one_touch_ratio": lambda truth: _share(n == 1.0 for n in _turn_contacts(truth)),
        "contacts_per_turn": lambda truth: _mean(_turn_contacts(truth)),
        "one_contact_finish_ratio": lambda truth: _share(
            rep.contacts == 1 and rep.kick_s is not None for rep in truth.reps if rep.contacts > 0
        ),
        "touch_to_release_s": lambda truth: _median(
            rep.touch_to_release_s for rep in truth.reps if rep.touch_to_release_s
        ),
        "possessions": lambda truth: float(len(truth.possessions)),
        "long_possession_ratio": lambda truth: _share(
            one.kind is PossessionKind.LONG for one in truth.possessions
        ),
        "carries": lambda truth: float(len(truth.carries)),
        "carry_cadence_rise_ratio": lambda truth: _median(
            carry.cadence_rise_ratio for carry in truth.carries
        ),
        "switches": lambda truth: float(truth.switches),
        "heading_change_rad": lambda truth: _median(
            abs(rep.heading_change_rad) for rep in truth.reps if rep.heading_change_rad is not None
        ),
        "longest_chain": _own_chain,
        "team_longest_chain": _team_chain,
        "onset_s": lambda truth: _median(_onsets(truth)),
        "on_time_ratio": lambda truth: _share(
            ON_TIME_S[0] <= onset_s <= ON_TIME_S[1] for onset_s in _onsets(truth)
        ),
        "cue_to_release_s": lambda truth: _median(rep.release_s for rep in truth.reps),
        "second_cue_latency_s": lambda truth: _median(rep.second_onset_s for rep in truth.reps),
        "shadow_gap_s": lambda truth: _median(rep.shadow_gap_s for rep in truth.reps),
        "sprints": lambda truth: float(sum(run.sprint for run in truth.runs)),
        "second_effort_ratio": _second_efforts,
        "waiting_step_rate_hz": lambda truth: truth.waiting_step_rate_hz,
    }
)
"""How each score follows from the truth; `None` where it was not there to be seen."""
