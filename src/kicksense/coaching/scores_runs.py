"""Scores of runs, of waiting on light feet, and of the finish after a run."""

from collections.abc import Iterable

from kicksense.coaching.measured import Material, Measured, absent, counted, middle, share
from kicksense.coaching.runs import run_of_rep, second_efforts, waiting_rate_hz
from kicksense.domain.drill import RepUnit
from kicksense.domain.locomotion import Bout, Gait
from kicksense.domain.score_card import Missing


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
        asked = [run_of_rep(material.runs, rep) for rep in material.reps]
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


def _step_rates_hz(material: Material, spans: Iterable[tuple[float, float]]) -> list[float]:
    """Give the step rate in each span; too short ones left out."""
    activity, least_s = material.practice.activity, material.settings.shortest_waiting_s
    rates = (waiting_rate_hz(activity, material.runs, span, least_s=least_s) for span in spans)
    return [rate for rate in rates if rate is not None]


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
        asked = [run_of_rep(material.runs, rep) for rep in material.reps]
        peaks = [material.runs[at].peak_swing_radps for at in asked if at is not None]
    else:
        peaks = [bout.peak_swing_radps for bout in _sprints(material)]
    return [peak for peak in peaks if peak > 0.0]
