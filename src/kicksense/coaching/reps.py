"""A drill's repetitions, found in what a player did."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kicksense.coaching.echoes import echoes_of
from kicksense.coaching.given_cues import GivenCue, given_cues
from kicksense.coaching.runs import Run, runs_of, runs_of_cues, walk_starts_s
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.coaching.target_hits import target_hits
from kicksense.domain.drill import Drill, RepUnit
from kicksense.domain.kick import KickReport, Technique
from kicksense.domain.locomotion import Activity, Carry, Possession, PossessionKind
from kicksense.domain.score_card import Echo, Practice, Rep


@dataclass(frozen=True, slots=True)
class _Found:
    """What repetitions are put together from."""

    practice: Practice
    drill: Drill
    cues: tuple[GivenCue, ...]
    runs: tuple[Run, ...]
    echoes: Mapping[int, Echo]
    hits: Mapping[int, bool]
    held: Sequence[Possession | None]
    """The possession that each kick lies in."""

    settings: ScoreSettings

    @property
    def kicks(self) -> Sequence[KickReport]:
        return self.practice.report.kicks

    @property
    def activity(self) -> Activity:
        return self.practice.activity


def reps_of(
    practice: Practice, drill: Drill, others: Sequence[Practice] = (), *, settings: ScoreSettings
) -> tuple[Rep, ...]:
    """Give the repetitions of a practice, in order of time.

    What one is, the drill says: every kick; every turn on the ball, from the first contact to the
    kick that plays it away (in a one-touch drill a single softer contact plays it away, too); every
    cue with the run and the kick that follow before the next one; every drive with the kick that
    ends it.

    Parameters
    ----------
    practice
        Report, activity and markers.
    drill
        At its level.
    others
        Practices on the same clock: the other leg, team-mates, the crosser.
    settings
        What belongs together.

    Returns
    -------
    reps
        Numbered from 1. Contacts are those of the worn leg.
    """
    found = _Found(
        practice=practice,
        drill=drill,
        cues=given_cues(practice, drill, others, settings),
        runs=runs_of(practice.activity.bouts),
        echoes=echoes_of(practice, drill, others, settings),
        hits=target_hits(practice, drill, others, settings),
        held=_possessions_of_kicks(practice, settings),
        settings=settings,
    )
    found_reps = {
        RepUnit.KICK: _kicks,
        RepUnit.TURN: _turns,
        RepUnit.CUE: _cues,
        RepUnit.CARRY: _carries,
    }[drill.rep](found)
    if drill.rep is not RepUnit.CUE:
        found_reps = _with_cues(found, found_reps)
    return tuple(replace(rep, number=at) for at, rep in enumerate(found_reps, start=1))


def _kicks(found: _Found) -> list[Rep]:
    """Make every kick a repetition."""
    return _of_kicks(found, range(len(found.kicks)))


def _turns(found: _Found) -> list[Rep]:
    """Make every turn on the ball one; a kick outside every possession is a turn of its own."""
    reps = _of_kicks(found, _releases(found))
    if found.drill.one_touch:
        reps.extend(
            Rep(number=0, t_s=one.start_s, contacts=1, touch_to_release_s=0.0)
            for one in found.activity.possessions
            if one.kind is PossessionKind.ONE_TOUCH and not one.released
        )
        reps.sort(key=lambda rep: rep.t_s)
    return reps


def _releases(found: _Found) -> Iterable[int]:
    """Give the kicks after which the ball is away: the last of each possession."""
    for index, owner in enumerate(found.held):
        is_last = index + 1 == len(found.held) or found.held[index + 1] is not owner
        if owner is None or is_last:
            yield index


def _cues(found: _Found) -> list[Rep]:
    """Make every cue one, with the run and the kick, or the contact, that answer it."""
    answers = _kicks_of_cues(found)
    built = {
        rep.kick_index: rep
        for rep in _of_kicks(found, [index for index in answers if index is not None])
    }
    onsets, walks_s = _onsets(found), walk_starts_s(found.activity.bouts)
    reps = []
    for number, (given, index) in enumerate(zip(found.cues, answers, strict=True)):
        onset_s = onsets[number]
        if index is None:
            rep = Rep(number=0, t_s=given.t_s, contacts=_contacts_after(found, number))
        else:
            kick_s = found.kicks[index].t_s
            rep = replace(built[index], release_s=kick_s - given.t_s)
            if onset_s is None:
                onset_s = _step_off_s(found, walks_s, given.t_s, kick_s)
        reps.append(replace(rep, cue_s=given.t_s, onset_s=onset_s))
    return reps


def _step_off_s(
    found: _Found, walks_s: Sequence[float], cue_s: float, kick_s: float
) -> float | None:
    """Give when a player who need not run to the ball steps off after a cue, s from it.

    Only on the way to a kick: somebody who strolls back to the start answers nothing.
    """
    if found.drill.cue is None:
        return None
    at = bisect_left(walks_s, cue_s)
    last_s = min(kick_s, cue_s + found.drill.cue.within_s[1])
    return walks_s[at] - cue_s if at < len(walks_s) and walks_s[at] <= last_s else None


def _kicks_of_cues(found: _Found) -> list[int | None]:
    """Give the first kick after each cue, before the next one and soon enough."""
    times = [kick.t_s for kick in found.kicks]
    answers: list[int | None] = []
    for number, given in enumerate(found.cues):
        at = bisect_right(times, given.t_s)
        answers.append(at if at < len(times) and times[at] < _until_s(found, number) else None)
    return answers


def _contacts_after(found: _Found, number: int) -> int:
    """Count the contacts of the first possession that begins after a cue without a kick."""
    possessions = found.activity.possessions
    at = bisect_left(possessions, found.cues[number].t_s, key=lambda one: one.start_s)
    if at == len(possessions) or possessions[at].start_s >= _until_s(found, number):
        return 0
    return possessions[at].contacts


def _until_s(found: _Found, number: int) -> float:
    """Give the moment until which a cue can be answered."""
    last_s = found.cues[number].t_s + found.settings.answer_s
    if number + 1 < len(found.cues):
        return min(last_s, found.cues[number + 1].t_s)
    return last_s


def _onsets(found: _Found) -> list[float | None]:
    """Give the start of the run after each cue, s from the cue."""
    if found.drill.cue is None:
        return [None] * len(found.cues)
    cues_s = [given.t_s for given in found.cues]
    runs = runs_of_cues(found.runs, cues_s, found.drill.cue.within_s)
    return [
        None if at is None else found.runs[at].start_s - cue_s
        for at, cue_s in zip(runs, cues_s, strict=True)
    ]


def _carries(found: _Found) -> list[Rep]:
    """Make every drive one, with the kick that ends it."""
    built = _of_kicks(found, range(len(found.kicks)))
    times = [kick.t_s for kick in found.kicks]
    carries = found.activity.carries
    reps = []
    for number, carry in enumerate(carries):
        at = bisect_left(times, carry.stop_s - found.settings.same_moment_s)
        before_s = carries[number + 1].start_s if number + 1 < len(carries) else math.inf
        if at == len(times) or times[at] >= before_s or not _releases_carry(found, at, carry):
            reps.append(Rep(number=0, t_s=carry.start_s, contacts=carry.touches))
            continue
        is_its_last_touch = times[at] <= carry.stop_s + found.settings.same_moment_s
        rep = replace(
            built[at],
            contacts=carry.touches + (not is_its_last_touch),
            touch_to_release_s=times[at] - carry.start_s,
        )
        reps.append(rep)
    return reps


def _releases_carry(found: _Found, index: int, carry: Carry) -> bool:
    """Tell whether a kick ends a drive: the ball stayed with the player, or it follows soon."""
    held = found.held[index]
    if held is not None and held.start_s <= carry.stop_s:
        return True
    return found.kicks[index].t_s - carry.stop_s <= found.settings.carry_release_s


def _with_cues(found: _Found, reps: Sequence[Rep]) -> list[Rep]:
    """Say which cue each repetition answers: the first one after it, soon enough."""
    onsets = _onsets(found)
    times = [rep.t_s for rep in reps]
    answered = list(reps)
    for number, given in enumerate(found.cues):
        at = bisect_right(times, given.t_s)
        if at == len(times) or times[at] >= _until_s(found, number):
            continue
        answered[at] = replace(
            reps[at],
            cue_s=given.t_s,
            onset_s=onsets[number],
            release_s=None if reps[at].kick_index is None else times[at] - given.t_s,
        )
    return answered


def _of_kicks(found: _Found, indices: Iterable[int]) -> list[Rep]:
    """Give what is known of repetitions that end with these kicks."""
    chosen = list(indices)
    spans = [_span(found.kicks[index], found.held[index]) for index in chosen]
    turned = _heading_changes(found, chosen, [span[0] for span in spans])
    reps = []
    for index, (start_s, stop_s, contacts), change_rad in zip(chosen, spans, turned, strict=True):
        kick = found.kicks[index]
        reps.append(
            Rep(
                number=0,
                t_s=kick.t_s,
                kick_index=index,
                technique=kick.technique,
                power=kick.power,
                as_asked=_as_asked(kick.technique, found.drill.techniques),
                contacts=contacts,
                touch_to_release_s=stop_s - start_s,
                echo=found.echoes.get(index),
                hit=found.hits.get(index),
                heading_change_rad=change_rad,
            )
        )
    return reps


def _span(kick: KickReport, possession: Possession | None) -> tuple[float, float, int]:
    """Give first contact, kick and number of contacts."""
    if possession is None:
        return kick.t_s, kick.t_s, 1
    return min(possession.start_s, kick.t_s), kick.t_s, possession.contacts


def _as_asked(technique: Technique, asked: Sequence[Technique]) -> bool | None:
    if not asked or technique is Technique.UNSURE:
        return None
    return technique in asked


def _possessions_of_kicks(
    practice: Practice, settings: ScoreSettings
) -> Sequence[Possession | None]:
    """Give the possession that each kick lies in."""
    possessions, slack_s = practice.activity.possessions, settings.same_moment_s
    starts = [one.start_s - slack_s for one in possessions]
    held: list[Possession | None] = []
    for kick in practice.report.kicks:
        at = bisect_right(starts, kick.t_s) - 1
        inside = at >= 0 and kick.t_s <= possessions[at].stop_s + slack_s
        held.append(possessions[at] if inside else None)
    return held


def _heading_changes(
    found: _Found, indices: Sequence[int], first_contacts_s: Sequence[float]
) -> list[float | None]:
    """Give by how much the player turned with the ball, None where that is unsure.

    From where they faced before the ball came to where they face before they swing at it: in
    between the leg is turned out to meet the ball, and not the player. Softly taken balls often go
    unseen, so that a kick without a first contact is looked at from a usual time before it.
    """
    settings, activity = found.settings, found.activity
    around = activity.surroundings
    if found.drill.one_touch or not len(activity.heading_t_s):
        return [None] * len(indices)
    kicks_s = np.array([found.kicks[index].t_s for index in indices])
    first_s = np.array(first_contacts_s)
    from_s = np.where(
        first_s < kicks_s, first_s - settings.before_touch_s, kicks_s - settings.with_ball_s
    )
    faced_rad = np.interp(from_s, activity.heading_t_s, activity.heading_rad)
    facing_rad = [around[at].heading_rad if at < len(around) else math.nan for at in indices]
    changes = np.array(facing_rad) - faced_rad
    spreads_rad = activity.heading_drift_radps * (kicks_s - from_s)
    known = (
        np.isfinite(changes)
        & (from_s >= activity.start_s)
        & (spreads_rad <= settings.most_heading_spread_rad)
    )
    return [float(change) if ok else None for change, ok in zip(changes, known, strict=True)]
