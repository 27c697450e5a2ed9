"""Scores of what follows a cue."""

from bisect import bisect_left
from collections.abc import Callable

from kicksense.coaching.measured import Material, Measured, absent, middle, scatter, share
from kicksense.coaching.other_players import other_players
from kicksense.coaching.runs import changes_s, runs_of
from kicksense.domain.score_card import Missing, Rep


def reaction_s(material: Material) -> Measured:
    """Give the median time from a cue to the first thing the leg does about it.

    That is the start of the run or of the backswing, whichever comes first. Who moved before the
    cue, or sooner after it than anybody can react, did not react to it.
    """
    return _middle(material, lambda rep: _reaction_s(material, rep))


def cue_to_release_s(material: Material) -> Measured:
    """Give the median time from a cue to the kick."""
    return _middle(material, lambda rep: rep.release_s)


def onset_s(material: Material) -> Measured:
    """Give the median time from a cue to the start of the run; negative before the cue."""
    return _middle(material, lambda rep: rep.onset_s)


def onset_spread_s(material: Material) -> Measured:
    """Give the spread of that time."""
    return scatter(_onsets_s(material), material.settings, none=_nothing_seen(material))


def on_time_ratio(material: Material) -> Measured:
    """Give the share of starts on time, of those that were seen."""
    soonest_s, latest_s = material.settings.on_time_s
    return share(
        (soonest_s <= onset <= latest_s for onset in _onsets_s(material)),
        material.settings,
        none=_nothing_seen(material),
    )


def second_cue_latency_s(material: Material) -> Measured:
    """Give the median time from a second cue to the next turn or start: a sign of adjusting."""
    if not any(cue.second_s is not None for cue in material.cues):
        return absent(Missing.NO_CUES)
    changes = changes_s(material.practice.activity, material.runs)
    latencies = []
    for number, cue in enumerate(material.cues):
        if cue.second_s is None:
            continue
        at = bisect_left(changes, cue.second_s)
        if at < len(changes) and changes[at] < _until_s(material, number):
            latencies.append(changes[at] - cue.second_s)
    return middle(latencies, material.settings)


def shadow_gap_s(material: Material) -> Measured:
    """Give the median time from the player's start to that of whoever shadows them."""
    defenders = other_players(material.practice, material.others, material.drill)
    if not defenders:
        return absent(Missing.NO_OTHER_SENSOR)
    starts = sorted(
        run.start_s for defender in defenders for run in runs_of(defender.activity.bouts)
    )
    soonest_s, latest_s = material.settings.shadow_s
    gaps = []
    for rep in material.reps:
        if rep.cue_s is None or rep.onset_s is None:
            continue
        own_s = rep.cue_s + rep.onset_s
        at = bisect_left(starts, own_s + soonest_s)
        near = [start - own_s for start in starts[at : at + 2] if start - own_s <= latest_s]
        if near:
            gaps.append(min(near, key=abs))
    return middle(gaps, material.settings, none=_nothing_seen(material))


def _middle(material: Material, time_of: Callable[[Rep], float | None]) -> Measured:
    times_s = [time_of(rep) for rep in material.reps if rep.cue_s is not None]
    return middle(
        [time_s for time_s in times_s if time_s is not None],
        material.settings,
        none=_nothing_seen(material),
    )


def _reaction_s(material: Material, rep: Rep) -> float | None:
    """Give the first of start and backswing after a cue, None where neither answers it."""
    if rep.cue_s is None:
        return None
    moves = [] if rep.onset_s is None else [rep.onset_s]
    if rep.kick_index is not None:
        moves.append(material.kicks[rep.kick_index].phases.backswing_s - rep.cue_s)
    first_s = min(moves, default=None)
    return first_s if first_s is None or first_s >= material.settings.soonest_reaction_s else None


def _onsets_s(material: Material) -> list[float]:
    return [rep.onset_s for rep in material.reps if rep.onset_s is not None]


def _nothing_seen(material: Material) -> Missing:
    return Missing.NO_REPS if material.cues else Missing.NO_CUES


def _until_s(material: Material, number: int) -> float:
    """Give the moment until which a cue's repetition lasts."""
    last_s = material.cues[number].t_s + material.settings.answer_s
    if number + 1 < len(material.cues):
        return min(last_s, material.cues[number + 1].t_s)
    return last_s
