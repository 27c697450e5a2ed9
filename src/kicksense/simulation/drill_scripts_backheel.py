"""How the drills with the heel, the passes to a partner and the circle are played."""

from typing import Final

from kicksense.coaching.ball_roll import Surface, surface_named
from kicksense.domain.kick import Technique
from kicksense.domain.live import MarkerKind
from kicksense.simulation.drill_balls import returned, rolling_time_s
from kicksense.simulation.drill_moves import FirstTouch
from kicksense.simulation.drill_play import Done
from kicksense.simulation.drill_stage import Draft, Handover, Stage
from kicksense.simulation.movements import Walk

_STEPPED_M: Final = 0.2
"""Standard deviation of how much nearer or farther than he struck it a player meets the ball."""

_HURRIED_S: Final = 0.06
_UNMET_SHARE: Final = 0.06
_HIT_SHARE: Final = 0.88
_MARKED_LATE_S: Final = (0.12, 0.45)
_GATE_M: Final = 4.0
_PARTNER_S: Final = (1.2, 1.9)
_SOFT_PASS_MPS: Final = (3.0, 4.5)
_BACK_MPS: Final = 2.5


def wall_passes(stage: Stage) -> None:
    """Play to a wall, meet what comes back, and fetch what does not."""
    first: tuple[int, ...] = ()
    for _ in range(stage.repetitions):
        stage.begin()
        technique = stage.technique(Technique.HEEL)
        if stage.shows("air_kick"):
            stage.air_kick(technique)
        done = stage.play.do(stage.kick(technique, approach=int(stage.chance(0.3))))
        met = _met_again(stage, done)
        stage.log(
            Draft(
                kick=done.contact,
                contacts=(*first, *done.contacts),
                echo=None if met is None else met.contact,
            )
        )
        first = () if met is None else met.contacts
        if met is None:
            stage.play.do(Walk(2, turn_deg=180.0))
            stage.play.do(Walk(2, turn_deg=-180.0))
        stage.play.wait_until(stage.play.now_s + stage.rest_s(usual_s=0.4))


def _met_again(stage: Stage, kick: Done) -> Done | None:
    """Take the ball that comes back from the wall, where it does."""
    if stage.wall is None or stage.chance(_UNMET_SHARE):
        return None
    stepped_m = float(stage.rng.normal(0.0, _STEPPED_M))
    back = returned(kick.ball_mps, stage.wall, stepped_m=stepped_m)
    if back is None:
        return None
    touch = FirstTouch(
        ball_mps=back.speed_mps,
        stops=stage.chance(0.75),
        softness_ratio=stage.habits.softness_ratio,
    )
    return stage.play.meet(kick.meets_s + back.after_s, touch)


def partner_passes(stage: Stage) -> None:
    """Play to a partner, take the ball that he plays back, play again."""
    first: tuple[int, ...] = ()
    for _ in range(stage.repetitions):
        stage.begin()
        technique = stage.technique(Technique.INSIDE_FOOT)
        if stage.shows("air_kick"):
            stage.air_kick(technique)
        done = stage.play.do(stage.kick(technique, settle_s=_HURRIED_S))
        stage.log(Draft(kick=done.contact, contacts=(*first, *done.contacts)))
        first = _taken_back(stage, done)


def _taken_back(stage: Stage, kick: Done) -> tuple[int, ...]:
    """Take the ball that a partner without a sensor plays back."""
    way_s = rolling_time_s(kick.ball_mps, _distance_m(stage), _surface(stage)) or 4.0
    back_at_s = kick.meets_s + way_s + stage.uniform(*_PARTNER_S) + 1.5 + stage.rest_s()
    touch = FirstTouch(
        ball_mps=stage.uniform(1.5, 3.5),
        stops=stage.chance(0.8),
        softness_ratio=stage.habits.softness_ratio,
    )
    taken = stage.play.meet(max(back_at_s, stage.play.now_s + 0.8), touch)
    return () if taken is None else taken.contacts


def gate_passes(stage: Stage) -> None:
    """Play through a gate to a partner; hits are marked, or the partner's own sensor tells."""
    partner = stage.others[0] if stage.others else None
    first: tuple[int, ...] = ()
    for _ in range(stage.repetitions):
        stage.begin()
        technique = stage.technique(Technique.HEEL)
        done = stage.play.do(stage.kick(technique))
        way_s = rolling_time_s(done.ball_mps, _distance_m(stage), _surface(stage))
        straight = stage.chance(0.25 if stage.shows("target_missed") else _HIT_SHARE)
        hit = straight and way_s is not None
        stage.log(Draft(kick=done.contact, contacts=(*first, *done.contacts), hit=hit))
        arrives_s = done.meets_s + (way_s or 4.0)
        if hit and partner is None:
            late_s = stage.uniform(*_MARKED_LATE_S)
            stage.cue(arrives_s + late_s, kind=MarkerKind.TARGET_HIT, origin="keyboard")
        if partner is None:
            first = _taken_back(stage, done)
        else:
            first = _played_back(stage, done, arrives_s if hit else None)


def _played_back(stage: Stage, kick: Done, arrives_s: float | None) -> tuple[int, ...]:
    """Let a partner with a sensor take the ball and play it back, or fetch another one."""
    partner = stage.others[0]
    taken = None
    if arrives_s is not None:
        taken = partner.meet(arrives_s, FirstTouch(ball_mps=_BACK_MPS))
    stage.handovers.append(
        Handover(0, kick.contact, *((None, None) if taken is None else (1, taken.contact)))
    )
    if taken is None:
        late_s = max(arrives_s or 0.0, kick.meets_s + 4.0)
        partner.do(Walk(2, turn_deg=180.0))
        partner.do(Walk(2, turn_deg=-180.0))
        partner.wait_until(late_s + 1.5)
    partner.wait_until(partner.now_s + 0.4)
    wanted_mps = stage.uniform(*_SOFT_PASS_MPS)
    back = partner.do(stage.kick(Technique.INSIDE_FOOT, launch_mps=wanted_mps, play=partner))
    way_s = rolling_time_s(back.ball_mps, _distance_m(stage), _surface(stage))
    met = None
    if way_s is not None:
        met = stage.play.meet(back.meets_s + way_s, FirstTouch(ball_mps=_BACK_MPS))
    stage.handovers.append(
        Handover(1, back.contact, *((None, None) if met is None else (0, met.contact)))
    )
    later_s = max(partner.now_s, stage.play.now_s)
    stage.play.wait_until(later_s + stage.rest_s())
    partner.wait_until(stage.play.now_s)
    return () if met is None else met.contacts


def circle_passes(stage: Stage) -> None:
    """Play every ball that comes in on with one touch; with a cue where the drill gives one."""
    for _ in range(stage.repetitions):
        stage.begin()
        technique = stage.technique(Technique.INSIDE_FOOT, Technique.HEEL)
        comes_s = stage.play.now_s + stage.rest_s(usual_s=1.6)
        ball_mps = stage.uniform(2.0, 4.0)
        contacts: tuple[int, ...] = ()
        cue_s = None
        if stage.shows("extra_touch"):
            first = stage.play.meet(comes_s, FirstTouch(ball_mps=ball_mps), late_s=3.0)
            contacts = () if first is None else first.contacts
            ball_mps, comes_s = 0.0, stage.play.now_s
        ready = stage.kick(technique, incoming_mps=ball_mps, settle_s=0.05, strides_on=1)
        start_s = max(comes_s - ready.meets_s, stage.play.now_s)
        if stage.drill.cue is not None and not contacts:
            cue_s = stage.cue(max(stage.play.now_s, start_s - stage.reaction_s()))
        stage.play.wait_until(start_s)
        done = stage.play.do(ready)
        stage.log(Draft(kick=done.contact, contacts=(*contacts, *done.contacts), cue_s=cue_s))


def _distance_m(stage: Stage) -> float:
    return _GATE_M if stage.target is None else stage.target.distance_m


def _surface(stage: Stage) -> Surface:
    return surface_named("short_grass" if stage.target is None else stage.target.surface)
