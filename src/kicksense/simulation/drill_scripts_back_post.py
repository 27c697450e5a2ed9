"""How runs to the back post are played: wait, a cue, a sprint, and what follows it."""

from typing import Final

import numpy as np

from kicksense.domain.kick import Technique
from kicksense.domain.live import BEEP, MarkerKind
from kicksense.simulation.drill_moves import FirstTouch, LightFeet
from kicksense.simulation.drill_moves import Run as Running
from kicksense.simulation.drill_play import Done, Ready
from kicksense.simulation.drill_stage import Draft, Run, Stage, run_at
from kicksense.simulation.drill_truth import TrueRun
from kicksense.simulation.movements import Walk

_SETTLES_S: Final = 0.8
_LONGEST_WAIT_S: Final = 5.0
_USUAL_WAIT_S: Final = (2.0, 4.5)
_CONTROL_SHARE: Final = 0.2
_LATEST_SECOND: Final = 1.35
_COACH_SHARE: Final = 0.35
_FLAT_STEP_HZ: Final = 0.0


def back_post_runs(stage: Stage) -> None:
    """Hold the run, start with the cross, finish or control with one touch, walk back."""
    for _ in range(stage.repetitions):
        cue_s = _waited_for_cue(stage)
        if stage.shows("air_kick") or not stage.chance(_CONTROL_SHARE):
            _finish(stage, cue_s)
        else:
            _control(stage, cue_s)
        _back(stage)


def set_piece_runs(stage: Stage) -> None:
    """Make the same run to the same cue again and again."""
    for _ in range(stage.repetitions):
        cue_s = _waited_for_cue(stage)
        _finish(stage, cue_s)
        _back(stage)


def shadowed_runs(stage: Stage) -> None:
    """Lose a defender who starts when he sees the player start."""
    for _ in range(stage.repetitions):
        cue_s = _waited_for_cue(stage)
        run, finish = _finish(stage, cue_s, log=False)
        gap_s = stage.uniform(0.0, 0.12) if stage.shows("defender_kept_up") else None
        shadow = _shadowed(stage, run, gap_s)
        stage.log(
            Draft(
                kick=None if finish is None else finish.contact,
                contacts=() if finish is None else finish.contacts,
                cue_s=cue_s,
                onset_at_s=run.onset_at_s,
                shadow_at_s=shadow,
            )
        )
        _back(stage)
        for defender in stage.others:
            defender.wait_until(stage.play.now_s)


def second_efforts(stage: Stage) -> None:
    """Sprint, stop, and go again at once; some turn at a second cue."""
    for _ in range(stage.repetitions):
        cue_s = _waited_for_cue(stage)
        first = stage.run(
            Running(3),
            onset_at_s=cue_s + stage.reaction_s(),
            step_rate_hz=stage.habits.step_rate_hz,
        )
        _ran(stage, first, sprint=True)
        second_cue_s = None
        after = stage.play.now_s + stage.uniform(0.15, 0.7)
        if stage.drill.cue is not None and stage.drill.cue.second_after_s is not None:
            usual_s = stage.drill.cue.second_after_s
            later_s = first.last_step_s - 0.1 - cue_s
            second_cue_s = stage.cue(
                cue_s + float(np.clip(later_s, usual_s, _LATEST_SECOND * usual_s))
            )
            after = max(stage.play.now_s + 0.05, second_cue_s + stage.uniform(0.3, 0.55))
        if stage.shows("no_second_effort"):
            stage.log(Draft(cue_s=cue_s, onset_at_s=first.onset_at_s, second_cue_s=second_cue_s))
            stage.play.wait_until(stage.play.now_s + stage.uniform(2.4, 3.2))
            _back(stage)
            continue
        turn_deg = stage.uniform(25.0, 80.0) * (1.0 if stage.chance(0.5) else -1.0)
        again = stage.play.ready(Running(3, turn_deg=turn_deg))
        second = run_at(stage.play, again, onset_at_s=after, step_rate_hz=None)
        _ran(stage, second, sprint=True)
        struck: tuple[int, ...] = ()
        if stage.chance(0.5):
            technique = stage.technique(Technique.INSIDE_FOOT, Technique.INSTEP)
            struck = stage.play.do(_braked_kick(stage, technique)).contacts
        stage.log(
            Draft(
                kick=struck[0] if struck else None,
                contacts=struck,
                cue_s=cue_s,
                onset_at_s=first.onset_at_s,
                second_cue_s=second_cue_s,
                second_onset_at_s=None if second_cue_s is None else second.onset_at_s,
                second_effort_s=second.onset_at_s - first.last_step_s,
            )
        )
        _back(stage)


def light_feet(stage: Stage) -> None:
    """Stay on the toes until the cue, then sprint a few steps."""
    for _ in range(stage.repetitions):
        cue_s = _waited_for_cue(stage)
        run = stage.run(
            Running(int(stage.rng.integers(3, 5))),
            onset_at_s=cue_s + stage.reaction_s(),
            step_rate_hz=_step_rate_hz(stage),
        )
        _ran(stage, run, sprint=True)
        stage.log(Draft(cue_s=cue_s, onset_at_s=run.onset_at_s))
        _back(stage)


def _waited_for_cue(stage: Stage) -> float:
    """Begin a repetition: settle, and draw when the cue comes; give that moment."""
    stage.begin()
    stage.play.wait_until(stage.play.now_s + _SETTLES_S)
    wait_s = _USUAL_WAIT_S if stage.drill.cue is None else stage.drill.cue.wait_s
    least_s = min(wait_s[0], _LONGEST_WAIT_S)
    cue_s = stage.play.now_s + stage.uniform(least_s, min(wait_s[1], _LONGEST_WAIT_S)) + 0.5
    crossed = stage.fault is None and stage.level > 1 and stage.chance(_COACH_SHARE)
    if crossed:
        return stage.cue(cue_s, kind=MarkerKind.CROSS, origin="keyboard")
    return stage.cue(cue_s, kind=MarkerKind.CUE, origin=BEEP)


def _step_rate_hz(stage: Stage) -> float:
    """Give how light-footed the player waits."""
    return _FLAT_STEP_HZ if stage.shows("flat_feet") else stage.habits.step_rate_hz


def _onset_at_s(stage: Stage, cue_s: float) -> float:
    """Draw when the run starts, unevenly where that is the fault."""
    if stage.fault == "uneven_start":
        return cue_s + stage.uniform(-0.15, 1.4)
    return cue_s + stage.reaction_s()


def _finish(stage: Stage, cue_s: float, *, log: bool = True) -> tuple[Run, Done | None]:
    """Sprint to the ball and play it first time."""
    technique = stage.technique(Technique.INSTEP, Technique.INSIDE_FOOT)
    run = stage.run(
        Running(int(stage.rng.integers(2, 4))),
        onset_at_s=_onset_at_s(stage, cue_s),
        step_rate_hz=_step_rate_hz(stage),
    )
    _ran(stage, run, sprint=True)
    if stage.shows("air_kick"):
        stage.air_kick(technique, approach=1, running=True, strides_on=1)
        stage.log(Draft(cue_s=cue_s, onset_at_s=run.onset_at_s))
        return run, None
    finish = stage.play.do(_braked_kick(stage, technique))
    if log:
        stage.log(
            Draft(
                kick=finish.contact,
                contacts=finish.contacts,
                cue_s=cue_s,
                onset_at_s=run.onset_at_s,
            )
        )
    return run, finish


def _braked_kick(stage: Stage, technique: Technique) -> Ready:
    """Rehearse a finish: out of a sprint players brake for a stride before the ball."""
    return stage.kick(
        technique,
        approach=1,
        running=True,
        incoming_mps=stage.uniform(1.0, 4.0),
        strides_on=1,
    )


def _control(stage: Stage, cue_s: float) -> None:
    """Sprint to the ball and let it die with one touch."""
    run = stage.run(
        Running(int(stage.rng.integers(3, 5))),
        onset_at_s=_onset_at_s(stage, cue_s),
        step_rate_hz=_step_rate_hz(stage),
    )
    _ran(stage, run, sprint=True)
    touch = stage.play.do(FirstTouch(ball_mps=stage.uniform(2.0, 4.0)))
    stage.log(Draft(contacts=touch.contacts, cue_s=cue_s, onset_at_s=run.onset_at_s))


def _shadowed(stage: Stage, run: Run, gap_s: float | None) -> float | None:
    """Let the defender run after the player; give when he starts."""
    if not stage.others:
        return None
    defender = stage.others[0]
    later_s = stage.uniform(0.38, 0.75) if gap_s is None else gap_s
    ready = defender.ready(Running(4))
    after = run_at(defender, ready, onset_at_s=run.onset_at_s + later_s, step_rate_hz=3.0)
    defender.wait_until(defender.now_s + 0.3)
    defender.do(Walk(3, turn_deg=180.0))
    return after.onset_at_s


def _ran(stage: Stage, run: Run, *, sprint: bool) -> None:
    stage.runs.append(TrueRun(run.onset_at_s, run.last_step_s, sprint))


def _back(stage: Stage) -> None:
    """Walk back to the start."""
    stage.play.wait_until(stage.play.now_s + 0.3)
    stage.play.do(Walk(3, turn_deg=180.0))
    stage.play.do(LightFeet(0.4, 0.0))
