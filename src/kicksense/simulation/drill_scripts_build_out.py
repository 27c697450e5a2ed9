"""How drills of building out of the back are played: first touch, pass, switch, drive, chain."""

import math
from itertools import pairwise
from typing import Any, Final

from kicksense.coaching.ball_roll import speed_after_mps, surface_named
from kicksense.domain.kick import Technique
from kicksense.simulation.drill_balls import rolling_time_s
from kicksense.simulation.drill_moves import FirstTouch
from kicksense.simulation.drill_play import Done, Play, Ready
from kicksense.simulation.drill_stage import Draft, Handover, Stage, run_at
from kicksense.simulation.drill_truth import TrueCarry, TrueRun
from kicksense.simulation.movements import Walk

_INCOMING_MPS: Final = (1.6, 2.6)
_HARD_MPS: Final = (3.4, 4.6)
_ONE_STEP_S: Final = 0.06
_CHAIN_PAUSE_S: Final = (8.5, 11.0)
_LOST_SHARE: Final = 0.05
_FADED: Final = 0.38
_DRAGGED: Final = 0.9
_RETURN_TIME_S: Final = 1.7
_HELD_S: Final = (0.45, 0.9)
_TEAM_DISTANCE_M: Final = 8.0


def received_passes(stage: Stage) -> None:
    """Take a ball, open up, and pass it on with the second touch."""
    opens = stage.drill.name == "open_body_two_touch"
    for _ in range(stage.repetitions):
        stage.begin()
        turn_deg = _side(stage) * stage.uniform(40.0, 85.0) if opens else stage.uniform(-15.0, 15.0)
        first = taken(stage, turn_deg=turn_deg)
        _released(stage, first, stage.technique(Technique.INSIDE_FOOT))
        _walked_back(stage, -turn_deg)


def line_passes(stage: Stage) -> None:
    """Play firm passes into the line from a ball that lies ready or was just stopped."""
    for number in range(stage.repetitions):
        stage.begin()
        technique = stage.technique(Technique.INSIDE_FOOT)
        if number % 2:
            _released(stage, taken(stage), technique)
        else:
            done = stage.play.do(stage.kick(technique, approach=1, strides_on=1))
            stage.log(Draft(kick=done.contact, contacts=done.contacts))
        stage.play.wait_until(stage.play.now_s + stage.rest_s(usual_s=1.6))


def switches(stage: Stage) -> None:
    """Take the ball on one side, turn, and play it to the far side."""
    for _ in range(stage.repetitions):
        stage.begin()
        turn_deg = _side(stage) * stage.uniform(82.0, 125.0)
        if stage.shows("not_switched"):
            turn_deg = stage.uniform(-22.0, 22.0)
        first = taken(stage, turn_deg=turn_deg)
        technique = stage.technique(Technique.INSIDE_FOOT, Technique.INSTEP)
        _released(stage, first, technique, approach=int(technique is Technique.INSTEP))
        _walked_back(stage, -turn_deg)


def drives(stage: Stage) -> None:
    """Take the ball, drive it into space, release it."""
    for _ in range(stage.repetitions):
        stage.begin()
        first = taken(stage, stops=False)
        technique = stage.technique(Technique.INSIDE_FOOT)
        if stage.shows("no_carry"):
            _released(stage, first, technique)
        else:
            quickening = stage.uniform(1.15, 1.28)
            if stage.shows("carry_without_pace"):
                quickening = stage.uniform(0.74, 0.86)
            driven(stage, first, technique, quickening_ratio=quickening)
        _walked_back(stage, 180.0)


def driven(stage: Stage, first: Done, technique: Technique, *, quickening_ratio: float) -> None:
    """Drive the ball after a first touch and release it on the run."""
    ready = stage.kick(
        technique,
        approach=1,
        running=True,
        strides_on=1,
        touches=int(stage.rng.integers(4, 7)),
        quickening_ratio=quickening_ratio,
    )
    done = stage.play.do(ready)
    *touches_s, kick_s = [done.start_s + blow.time_s for blow in ready.stretch.blows]
    steps_s = [step_s for step_s in _steps_s(ready, done) if step_s < kick_s]
    stage.runs.append(TrueRun(done.start_s, steps_s[-1], sprint=False))
    carry = TrueCarry(touches_s[0], touches_s[-1], len(touches_s), _cadence_rise(steps_s))
    stage.log(
        Draft(kick=done.contacts[-1], contacts=(*first.contacts, *done.contacts), carry=carry)
    )


def quick_starts(stage: Stage) -> None:
    """Play on at once after the cue of a turnover."""
    for _ in range(stage.repetitions):
        stage.begin()
        wait_s = (2.0, 4.0) if stage.drill.cue is None else stage.drill.cue.wait_s
        cue_s = stage.cue(
            stage.play.now_s + stage.uniform(min(wait_s[0], 3.0), min(wait_s[1], 5.0))
        )
        slow_s = stage.uniform(2.6, 3.6) if stage.shows("slow_after_turnover") else 0.0
        ready = stage.kick(
            stage.technique(Technique.INSIDE_FOOT), approach=1, running=True, strides_on=1
        )
        run = run_at(
            stage.play,
            ready,
            onset_at_s=cue_s + stage.reaction_s() + slow_s,
            step_rate_hz=stage.habits.step_rate_hz,
        )
        stage.log(
            Draft(
                kick=run.done.contact,
                contacts=run.done.contacts,
                cue_s=cue_s,
                onset_at_s=run.onset_at_s,
            )
        )
        _walked_back(stage, 180.0)


def chains(stage: Stage) -> None:
    """Pass to and fro without losing the ball: alone with partners, or all with sensors."""
    if stage.others:
        _team_chains(stage)
        return
    length = stage.drill.levels[stage.level - 1].repetitions
    first: tuple[int, ...] = ()
    for number in range(stage.repetitions):
        stage.begin()
        through = (number % length) / max(length - 1, 1)
        technique = stage.technique(Technique.INSIDE_FOOT)
        wanted = stage.launch_mps(technique)
        if stage.shows("weight_fades"):
            wanted *= 1.15 - _FADED * through
        ready = stage.kick(technique, launch_mps=wanted, settle_s=_ONE_STEP_S, strides_on=1)
        done = stage.play.do(ready)
        stage.log(Draft(kick=done.contact, contacts=(*first, *done.contacts)))
        slower = 1.0 + _DRAGGED * through if stage.fault == "tempo_drops" else 1.0
        back_s = slower * stage.rest_s(usual_s=_RETURN_TIME_S)
        lost = (number + 1) % length == 0 or stage.chance(_LOST_SHARE)
        if lost:
            back_s = stage.uniform(*_CHAIN_PAUSE_S)
        touch = FirstTouch(stage.uniform(*_INCOMING_MPS), softness_ratio=_softness(stage))
        taken_now = stage.play.meet(max(done.meets_s + back_s, stage.play.now_s + 0.5), touch)
        first = () if taken_now is None else taken_now.contacts


def _team_chains(stage: Stage) -> None:
    """Let the ball go round the players, each of whom wears a sensor."""
    plays = (stage.play, *stage.others)
    distance_m = _TEAM_DISTANCE_M if stage.target is None else stage.target.distance_m
    pitch = surface_named("short_grass" if stage.target is None else stage.target.surface)
    total = stage.repetitions * len(plays)
    giver = 0
    first: tuple[int, ...] = ()
    for number in range(total):
        through = number / max(total - 1, 1)
        kick = _team_kick(stage, giver, through)
        done = plays[giver].do(kick)
        if giver == 0:
            stage.log(Draft(kick=done.contact, contacts=(*first, *done.contacts)))
        way_s = rolling_time_s(done.ball_mps, distance_m, pitch)
        taker = (giver + 1) % len(plays)
        met = None
        if way_s is not None and not stage.chance(_LOST_SHARE):
            ball_mps = speed_after_mps(done.ball_mps, distance_m, pitch)
            touch = FirstTouch(min(ball_mps, _HARD_MPS[0]), softness_ratio=_softness(stage))
            met = plays[taker].meet(done.meets_s + way_s, touch)
        stage.handovers.append(
            Handover(giver, done.contact, *((None, None) if met is None else (taker, met.contact)))
        )
        held_s = stage.uniform(*_HELD_S)
        if stage.fault == "tempo_drops":
            held_s += 2.2 * through
        if met is None:
            plays[taker].wait_until(done.meets_s + stage.uniform(*_CHAIN_PAUSE_S))
        plays[taker].wait_until(plays[taker].now_s + held_s - _HELD_S[0])
        giver, first = taker, () if met is None else met.contacts
    _all_at(plays, max(play.now_s for play in plays) + 1.0)


def _team_kick(stage: Stage, giver: int, through: float) -> Ready:
    """Rehearse a pass within the chain; only the first player has the fault."""
    wanted = stage.launch_mps(Technique.INSIDE_FOOT)
    how: dict[str, Any] = {"settle_s": _ONE_STEP_S, "strides_on": 1}
    if giver > 0:
        play = stage.others[giver - 1]
        return stage.kick(Technique.INSIDE_FOOT, launch_mps=wanted, play=play, **how)
    stage.begin()
    if stage.shows("weight_fades"):
        wanted *= 1.15 - _FADED * through
    return stage.kick(Technique.INSIDE_FOOT, launch_mps=wanted, **how)


def _all_at(plays: tuple[Play, ...], t_s: float) -> None:
    for play in plays:
        play.wait_until(t_s)


def taken(stage: Stage, *, turn_deg: float = 0.0, stops: bool | None = None) -> Done:
    """Take a ball that is played in, softly or as the fault has it."""
    hard = stage.shows("hard_first_touch")
    touch = FirstTouch(
        ball_mps=stage.uniform(*(_HARD_MPS if hard else _INCOMING_MPS)),
        stops=stage.chance(0.6) if stops is None else stops,
        softness_ratio=0.0 if hard else _softness(stage),
        turn_deg=turn_deg,
    )
    stage.play.wait_until(stage.play.now_s + stage.rest_s(usual_s=0.6))
    return stage.play.do(touch)


def _released(stage: Stage, first: Done, technique: Technique, *, approach: int = 0) -> None:
    """Pass the ball on after the first touch."""
    if stage.shows("slow_release"):
        stage.play.wait_until(stage.play.now_s + stage.uniform(1.5, 2.6))
    ready = stage.kick(technique, approach=approach, settle_s=_ONE_STEP_S, strides_on=1)
    done = stage.play.do(ready)
    stage.log(Draft(kick=done.contact, contacts=(*first.contacts, *done.contacts)))


def _walked_back(stage: Stage, turn_deg: float) -> None:
    stage.play.do(Walk(2, turn_deg=turn_deg))
    stage.play.wait_until(stage.play.now_s + stage.rest_s())


def _softness(stage: Stage) -> float:
    return stage.habits.softness_ratio


def _side(stage: Stage) -> float:
    return 1.0 if stage.chance(0.5) else -1.0


def _steps_s(ready: Ready, done: Done) -> list[float]:
    """Give the foot strikes of a run, each once."""
    times_s = sorted(done.start_s + shock.time_s for shock in ready.stretch.shocks)
    kept = times_s[:1]
    for time_s in times_s[1:]:
        if time_s - kept[-1] > 0.1:  # noqa: PLR2004 - heel and weight are one step
            kept.append(time_s)
    return kept


def _cadence_rise(steps_s: list[float]) -> float:
    """Give the last step's rate over the first one's."""
    lengths_s = [after - before for before, after in pairwise(steps_s)]
    return lengths_s[0] / lengths_s[-1] if lengths_s else math.nan
