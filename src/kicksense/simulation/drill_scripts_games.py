"""How games are played: a little of everything, in no order."""

from typing import Final

from kicksense.domain.kick import Technique
from kicksense.simulation.drill_moves import FirstTouch
from kicksense.simulation.drill_moves import Run as Running
from kicksense.simulation.drill_play import starts_s
from kicksense.simulation.drill_scripts_build_out import driven, taken
from kicksense.simulation.drill_stage import Draft, Stage
from kicksense.simulation.drill_truth import TrueRun
from kicksense.simulation.movements import Walk

_ANY: Final = (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)
_HEEL_GAMES: Final = "small_sided"


def games(stage: Stage) -> None:
    """Play one-touch passes, short and long possessions, drives and runs off the ball."""
    for _ in range(stage.repetitions):
        stage.begin()
        technique = _played(stage)
        if stage.shows("air_kick"):
            stage.air_kick(technique)
            stage.play.wait_until(stage.play.now_s + 0.3)
        kind = int(stage.rng.choice(4, p=(0.3, 0.4, 0.15, 0.15)))
        (_one_touch, _two_touch, _held, _driven)[kind](stage, technique)
        _off_the_ball(stage)


def _played(stage: Stage) -> Technique:
    """Draw the part of the foot; a small-sided game after backheels has many of them."""
    if stage.drill.techniques:
        return stage.technique()
    heel = 0.4 if stage.drill.name == _HEEL_GAMES else 0.25
    shares = (heel, 0.8 - heel, 0.2)
    return _ANY[int(stage.rng.choice(3, p=shares))]


def _one_touch(stage: Stage, technique: Technique) -> None:
    """Play a ball that rolls in straight on."""
    stage.play.wait_until(stage.play.now_s + stage.rest_s(usual_s=0.8))
    ready = stage.kick(
        technique,
        incoming_mps=stage.uniform(1.5, 3.5),
        approach=0 if technique is Technique.HEEL else 1,
        strides_on=1,
    )
    done = stage.play.do(ready)
    stage.log(Draft(kick=done.contact, contacts=done.contacts))


def _two_touch(stage: Stage, technique: Technique) -> None:
    """Take the ball and pass it on; now and then with a turn to the far side."""
    far = technique is not Technique.HEEL and stage.chance(0.3)
    turn_deg = stage.uniform(80.0, 115.0) * (1.0 if stage.chance(0.5) else -1.0) if far else 0.0
    first = taken(stage, turn_deg=turn_deg)
    if stage.shows("slow_release"):
        stage.play.wait_until(stage.play.now_s + stage.uniform(1.5, 2.6))
    done = stage.play.do(stage.kick(technique, settle_s=0.06, strides_on=1))
    stage.log(Draft(kick=done.contact, contacts=(*first.contacts, *done.contacts)))


def _held(stage: Stage, technique: Technique) -> None:
    """Keep the ball for a few touches before it is passed."""
    if stage.shows("slow_release", "hard_first_touch"):
        _two_touch(stage, technique)
        return
    contacts = list(taken(stage, stops=True).contacts)
    for _ in range(int(stage.rng.integers(1, 3))):
        touch = FirstTouch(ball_mps=1.2, stops=False, softness_ratio=stage.habits.softness_ratio)
        contacts += stage.play.do(touch).contacts
    done = stage.play.do(stage.kick(technique, settle_s=0.06, strides_on=1))
    stage.log(Draft(kick=done.contact, contacts=(*contacts, *done.contacts)))


def _driven(stage: Stage, technique: Technique) -> None:
    """Drive the ball into space and pass it."""
    if technique is Technique.HEEL or stage.shows("slow_release", "hard_first_touch"):
        _two_touch(stage, technique)
        return
    first = taken(stage, stops=False)
    driven(stage, first, technique, quickening_ratio=stage.uniform(1.12, 1.28))


def _off_the_ball(stage: Stage) -> None:
    """Move without the ball: run, walk or wait."""
    kind = int(stage.rng.integers(3))
    if kind == 0:
        sprint = stage.chance(0.4)
        ready = stage.play.ready(Running(int(stage.rng.integers(3, 6)), sprint, turn_deg=40.0))
        done = stage.play.do(ready)
        last_s = max(shock.time_s for shock in ready.stretch.shocks)
        onset_s = done.start_s + starts_s(ready.stretch, stage.player)
        stage.runs.append(TrueRun(onset_s, done.start_s + last_s, sprint))
    elif kind == 1:
        stage.play.do(Walk(int(stage.rng.integers(2, 4)), turn_deg=stage.uniform(-90.0, 90.0)))
    stage.play.wait_until(stage.play.now_s + stage.rest_s(usual_s=0.5))
