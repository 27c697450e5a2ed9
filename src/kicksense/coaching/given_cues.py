"""Which cues a player was given, whoever gave them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kicksense.coaching.other_players import other_players
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.domain.drill import CuePlan, Drill
from kicksense.domain.live import MarkerKind
from kicksense.domain.score_card import Practice

_CUES: Final = frozenset({MarkerKind.CUE, MarkerKind.CROSS})


@dataclass(frozen=True, slots=True)
class GivenCue:
    """A cue that begins a repetition.

    Attributes
    ----------
    t_s
        On the practice's clock.
    second_s
        The cue that changed it, or None.
    """

    t_s: float
    second_s: float | None = None


def given_cues(
    practice: Practice, drill: Drill, others: Sequence[Practice], settings: ScoreSettings
) -> tuple[GivenCue, ...]:
    """Give the cues of a practice.

    Marks of cues and crosses come first. Where nobody set any, the kicks of the other players are
    the cues (the crosser's own sensor), and where there are none of those either, three taps on a
    sensor, unless the drill counts taps as hits. What lies outside the recording is left out.

    Parameters
    ----------
    practice
        With its markers.
    drill
        Says whether there are cues at all, and second ones.
    others
        Practices on the same clock.
    settings
        What one cue is.

    Returns
    -------
    cues
        In order of time; empty where the drill has none.
    """
    if drill.cue is None:
        return ()
    marks = _marked(practice, _CUES)
    if not marks:
        marks = [
            kick.t_s
            for other in other_players(practice, others, drill)
            for kick in other.report.kicks
        ]
    if not marks and all(asked.score != "hit_ratio" for asked in drill.scores):
        marks = _marked(practice, {MarkerKind.TAP})
    start_s, stop_s = practice.activity.start_s, practice.activity.stop_s
    inside = sorted(t_s for t_s in marks if start_s <= t_s <= stop_s)
    return tuple(_paired(_apart(inside, settings.same_cue_s), drill.cue, settings))


def _marked(practice: Practice, kinds: Iterable[MarkerKind]) -> list[float]:
    return [marker.t_s for marker in practice.markers if marker.kind in kinds]


def _apart(times_s: Iterable[float], apart_s: float) -> list[float]:
    """Leave out what comes too soon after what was kept."""
    kept: list[float] = []
    for t_s in times_s:
        if not kept or t_s - kept[-1] > apart_s:
            kept.append(t_s)
    return kept


def _paired(times_s: Iterable[float], plan: CuePlan, settings: ScoreSettings) -> Iterable[GivenCue]:
    """Put second cues with their first."""
    second_s = plan.second_after_s
    within_s = 0.0 if second_s is None else settings.second_cue_ratio * second_s
    if second_s is not None and second_s < plan.wait_s[0]:
        # Sooner than this no first cue is given.
        within_s = min(within_s, plan.wait_s[0])
    waiting: float | None = None
    for t_s in times_s:
        if waiting is None:
            waiting = t_s
        elif t_s - waiting <= within_s:
            yield GivenCue(waiting, t_s)
            waiting = None
        else:
            yield GivenCue(waiting)
            waiting = t_s
    if waiting is not None:
        yield GivenCue(waiting)
