"""Scores of runs, of waiting on light feet, and of the finish after a run."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from kicksense.coaching.measured import Material, Measured, absent, counted, middle, share
from kicksense.coaching.runs import second_efforts
from kicksense.domain.drill import RepUnit
from kicksense.domain.locomotion import Bout, Gait
from kicksense.domain.score_card import Missing, Rep

_LEGS: Final = 2.0
_SAME_START_S: Final = 1e-6
"""What adding and taking away a cue's time does to a start."""


def sprints(material: Material) -> Measured:
    """Count sprints."""
    return counted(len(_sprints(material)))


def sprint_cadence_hz(material: Material) -> Measured:
    """Give the median cadence of sprints, both legs."""
    return middle([bout.cadence_hz for bout in _sprints(material)], material.settings)


def sprint_peak_radps(material: Material) -> Measured:
    """Give the fastest forward swing of all runs: the player's best in this session."""
    peaks = _peaks_radps(material)
    if not peaks:
        return absent(Missing.NO_REPS)
    return Measured(max(peaks), count=len(peaks))


def sprint_effort_ratio(material: Material) -> Measured:
    """Give the median of the runs' fastest swings over the player's best of all sessions."""
    best = max(
        (
            score.value
            for past in material.history.sessions
            for score in past.card.scores
            if score.name == "sprint_peak_radps" and score.value is not None
        ),
        default=None,
    )
    peaks = _peaks_radps(material)
    if not peaks:
        return absent(Missing.NO_REPS)
    if best is None:
        return absent(Missing.NO_HISTORY, len(peaks))
    best = max(best, *peaks)
    return middle([peak / best for peak in peaks], material.settings)


def second_effort_ratio(material: Material) -> Measured:
    """Give the share of runs after which a second effort follows within two seconds.

    Where there are cues, of the runs that answer them; otherwise of all runs that are not second
    efforts themselves.
    """
    followed = second_efforts(material.runs, material.settings.second_effort_s)
    if material.drill.cue is not None:
        starts = [run.start_s for run in material.runs]
        asked = [_run_at(starts, rep) for rep in material.reps]
        none = Missing.NO_REPS if material.cues else Missing.NO_CUES
        return share([followed[at] for at in asked if at is not None], material.settings, none=none)
    firsts = []
    is_second = False
    for is_followed in followed:
        if not is_second:
            firsts.append(is_followed)
        is_second = is_followed and not is_second
    return share(firsts, material.settings)


def waiting_step_rate_hz(material: Material) -> Measured:
    """Give the median rate of steps of both legs in the seconds before a cue: light feet.

    The sensor counts the steps of its own leg; the other makes about as many. What was run is left
    out, and who starts before the cue has stopped waiting. Without cues, all waiting counts.
    """
    if material.drill.cue is None:
        bouts = material.practice.activity.bouts
        waits = [(bout.start_s, bout.stop_s) for bout in bouts if bout.gait is Gait.WAITING]
        return middle(_step_rates_hz(material, waits), material.settings)
    before = [
        (rep.cue_s - material.settings.waiting_s, rep.cue_s + min(0.0, rep.onset_s or 0.0))
        for rep in material.reps
        if rep.cue_s is not None
    ]
    none = Missing.TOO_FEW if before else Missing.NO_CUES
    return middle(_step_rates_hz(material, before), material.settings, none=none)


def _step_rates_hz(material: Material, spans: Sequence[tuple[float, float]]) -> list[float]:
    """Give the step rate in each span, without what was run in it; too short ones left out."""
    steps_s = [step.t_s for step in material.practice.activity.steps]
    starts_s = [run.start_s for run in material.runs]
    rates_hz = []
    for first_s, stop_s in spans:
        run = bisect_left(starts_s, stop_s) - 1
        start_s = max(first_s, material.practice.activity.start_s)
        if run >= 0:
            start_s = max(start_s, material.runs[run].stop_s)
        if stop_s - start_s >= material.settings.shortest_waiting_s:
            strides = bisect_left(steps_s, stop_s) - bisect_left(steps_s, start_s)
            rates_hz.append(_LEGS * strides / (stop_s - start_s))
    return rates_hz


def one_contact_finish_ratio(material: Material) -> Measured:
    """Give the share of balls met after a cue that were played with a single contact."""
    if material.drill.rep is RepUnit.CUE and not material.cues:
        return absent(Missing.NO_CUES)
    return share(
        [
            rep.contacts == 1 and rep.kick_index is not None
            for rep in material.reps
            if rep.contacts > 0
        ],
        material.settings,
    )


def _sprints(material: Material) -> list[Bout]:
    return [bout for bout in material.practice.activity.bouts if bout.gait is Gait.SPRINTING]


def _peaks_radps(material: Material) -> list[float]:
    """Give the fastest swing of each run that should be a sprint.

    After cues, of the runs that answer them, however fast they are; otherwise of the sprints.
    """
    if material.cues:
        starts = [run.start_s for run in material.runs]
        asked = [_run_at(starts, rep) for rep in material.reps]
        peaks = [material.runs[at].peak_swing_radps for at in asked if at is not None]
    else:
        peaks = [bout.peak_swing_radps for bout in _sprints(material)]
    return [peak for peak in peaks if peak > 0.0]


def _run_at(starts: Sequence[float], rep: Rep) -> int | None:
    """Give the run with which a repetition answers its cue."""
    if rep.cue_s is None or rep.onset_s is None:
        return None
    start_s = rep.cue_s + rep.onset_s
    at = bisect_left(starts, start_s - _SAME_START_S)
    return at if at < len(starts) and starts[at] <= start_s + _SAME_START_S else None
