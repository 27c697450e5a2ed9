"""What was written down while a drill was played, made into its truth on the recording's clock."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

import numpy as np

from kicksense.coaching.ball_roll import speed_after_mps, surface_named
from kicksense.coaching.power import power_band
from kicksense.domain.anatomy import Side
from kicksense.domain.drill import RepUnit
from kicksense.domain.kick import Estimate, PowerBand, Target
from kicksense.domain.labels import EventKind
from kicksense.domain.locomotion import PossessionKind
from kicksense.simulation.drill_stage import Draft, Stage
from kicksense.simulation.drill_truth import (
    DrillTruth,
    TrueCarry,
    TruePass,
    TruePossession,
    TrueRep,
    TrueRun,
)
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import SimulatedSession
from kicksense.simulation.truth import TrueEvent

BALL_KINDS: Final = frozenset({EventKind.KICK, EventKind.AIR_KICK, EventKind.TOUCH, EventKind.TRAP})
"""Events that a movement plans as meetings with the ball, in the order in which it does."""

SHORT_POSSESSION_S: Final = 1.5
"""Longer ones are long (field notes, section 7)."""

SWITCH_RAD: Final = np.deg2rad(60.0)
"""A switch turns by more (field notes, section 7)."""

_KEPT_S: Final = 3.5
"""A ball that is not met for longer was not at the feet."""

_ONE_STEP_S: Final = 0.1
_POWER_FAULTS: Final = {
    PowerBand.UNDER_HIT: "under_hit",
    PowerBand.HEAVY: "slightly_too_hard",
    PowerBand.EXCESS: "too_much_power",
}


@dataclass(frozen=True, slots=True)
class _Told:
    """What the recording holds, for one after another to read."""

    contacts: tuple[TrueEvent, ...]
    headings_rad: tuple[float, ...]
    clock_s: Callable[[float], float]
    target: Target | None

    def at(self, since_start_s: float | None) -> float | None:
        """Give a moment on the recording's clock."""
        return None if since_start_s is None else self.clock_s(since_start_s)


def truth_of(stage: Stage, sessions: Sequence[SimulatedSession], device: Device) -> DrillTruth:
    """Give the truth of a drill that was played.

    Parameters
    ----------
    stage
        With what was written down.
    sessions
        As they were recorded, the player's own first.
    device
        Whose clock the recording has.

    Returns
    -------
    truth
        Moments of contacts and ball speeds are those of the simulated events; starts of runs are
        read off the motion; headings of a left leg turn the other way, as its mirror does.
    """
    told = _told(stage, sessions[0], device)
    clock_s = told.clock_s
    reps = tuple(
        _rep(number, draft, stage, told)
        for number, draft in enumerate(_drafts(stage, told), start=1)
    )
    cues = [draft for draft in stage.drafts if draft.cue_s is not None]
    markers = (replace(marker, t_s=clock_s(marker.t_s)) for marker in stage.markers)
    return DrillTruth(
        drill=stage.drill,
        level=stage.level,
        fault=stage.fault,
        markers=tuple(sorted(markers, key=lambda marker: marker.t_s)),
        target=stage.target,
        wall_m=None if stage.wall is None else stage.wall.distance_m,
        wall=stage.wall,
        reps=reps,
        possessions=tuple(_possessions(told)),
        carries=tuple(
            TrueCarry(clock_s(carry.start_s), clock_s(carry.stop_s), carry.touches,
                      carry.cadence_rise_ratio)
            for draft in stage.drafts if (carry := draft.carry) is not None
        ),
        runs=tuple(TrueRun(clock_s(r.start_s), clock_s(r.stop_s), r.sprint) for r in stage.runs),
        switches=sum(_is_switch(rep) for rep in reps),
        steps=_steps(sessions[0]),
        air_kicks=tuple(e.time_s for e in told.contacts if e.kind is EventKind.AIR_KICK),
        passes=tuple(_passes(stage, sessions)),
        waiting_step_rate_hz=_waiting_rate_hz(stage) if cues else None,
    )  # fmt: skip


def _told(stage: Stage, session: SimulatedSession, device: Device) -> _Told:
    sign = -1.0 if stage.player.side is Side.LEFT else 1.0
    return _Told(
        contacts=_contacts(session),
        headings_rad=tuple(sign * heading for heading in stage.play.headings_rad),
        clock_s=lambda since_s: float(device.clock_s(np.array(since_s))),
        target=stage.target,
    )


def _contacts(session: SimulatedSession) -> tuple[TrueEvent, ...]:
    return tuple(event for event in session.truth if event.kind in BALL_KINDS)


def _drafts(stage: Stage, told: _Told) -> list[Draft]:
    """Give what counts as a repetition in this drill, in order of time."""
    unit = stage.drill.rep
    if unit is RepUnit.CUE:
        return [draft for draft in stage.drafts if draft.cue_s is not None]
    if unit is RepUnit.CARRY:
        return [draft for draft in stage.drafts if draft.carry is not None]
    by_kick = {draft.kick: draft for draft in stage.drafts if draft.kick is not None}
    kicks = [at for at, event in enumerate(told.contacts) if event.kind is EventKind.KICK]
    return [by_kick.get(at, Draft(kick=at, contacts=(at,))) for at in kicks]


def _rep(number: int, draft: Draft, stage: Stage, told: _Told) -> TrueRep:
    """Give one repetition."""
    met = [told.contacts[at] for at in draft.contacts]
    first_s = min((event.time_s for event in met), default=None)
    cue_s = told.at(draft.cue_s)
    kick = None if draft.kick is None else told.contacts[draft.kick]
    moments = (None if kick is None else kick.time_s, cue_s, first_s)
    rep = TrueRep(
        number=number,
        t_s=next((moment for moment in moments if moment is not None), 0.0),
        cue_s=cue_s,
        onset_s=_since(told.at(draft.onset_at_s), cue_s),
        second_cue_s=told.at(draft.second_cue_s),
        second_onset_s=_since(told.at(draft.second_onset_at_s), told.at(draft.second_cue_s)),
        second_effort_s=draft.second_effort_s,
        shadow_gap_s=_since(told.at(draft.shadow_at_s), told.at(draft.onset_at_s)),
        contacts=len(met),
        hit=draft.hit,
        faults=(stage.fault,) if draft.faulty and stage.fault is not None else (),
    )
    return rep if kick is None else _with_kick(rep, draft, kick, told)


def _with_kick(rep: TrueRep, draft: Draft, kick: TrueEvent, told: _Told) -> TrueRep:
    """Add what its kick came to."""
    arrival_mps, power = _arrival(kick.ball_speed_mps, told.target)
    echo_s = None if draft.echo is None else told.contacts[draft.echo].time_s
    heading_rad = None
    first_s = kick.time_s
    if draft.kick is not None and len(draft.contacts) > 1:
        first_s = told.contacts[draft.contacts[0]].time_s
        heading_rad = told.headings_rad[draft.kick] - told.headings_rad[draft.contacts[0]]
    follows = [] if power is None or power not in _POWER_FAULTS else [_POWER_FAULTS[power]]
    if kick.time_s - first_s > SHORT_POSSESSION_S and draft.carry is None:
        follows.append("slow_release")
    return replace(
        rep,
        technique=kick.technique,
        ball_speed_mps=kick.ball_speed_mps,
        arrival_mps=arrival_mps,
        power=power,
        kick_s=kick.time_s,
        release_s=_since(kick.time_s, rep.cue_s),
        touch_to_release_s=kick.time_s - first_s,
        echo_after_s=_since(echo_s, kick.time_s),
        heading_change_rad=heading_rad,
        faults=tuple(dict.fromkeys((*rep.faults, *follows))),
    )


def _arrival(ball_mps: float, target: Target | None) -> tuple[float | None, PowerBand | None]:
    """Give the arrival of a ball whose speed is known, and what that is."""
    if target is None:
        return None, None
    surface = surface_named(target.surface)
    there_mps = speed_after_mps(ball_mps, target.distance_m, surface)
    launch = Estimate(ball_mps, ball_mps, ball_mps)
    return there_mps, power_band(launch, Estimate(there_mps, there_mps, there_mps), target)


def _since(moment_s: float | None, start_s: float | None) -> float | None:
    return None if moment_s is None or start_s is None else moment_s - start_s


def _is_switch(rep: TrueRep) -> bool:
    turned = rep.heading_change_rad is not None and abs(rep.heading_change_rad) > SWITCH_RAD
    return turned and rep.power is not PowerBand.UNDER_HIT


def _possessions(told: _Told) -> Iterator[TruePossession]:
    """Put contacts together that follow each other with the ball at the feet."""
    group = 0
    groups: list[int] = []
    at_feet = [at for at, e in enumerate(told.contacts) if e.kind is not EventKind.AIR_KICK]
    for number, at in enumerate(at_feet):
        if number > 0:
            before = told.contacts[at_feet[number - 1]]
            apart = told.contacts[at].time_s - before.time_s > _KEPT_S
            group += int(before.kind is EventKind.KICK or apart)
        groups.append(group)
    for _, members in groupby(zip(groups, at_feet, strict=True), key=lambda pair: pair[0]):
        events = [told.contacts[at] for _, at in members]
        lasts_s = events[-1].time_s - events[0].time_s
        kind = PossessionKind.LONG if lasts_s >= SHORT_POSSESSION_S else PossessionKind.SHORT
        yield TruePossession(
            start_s=events[0].time_s,
            stop_s=events[-1].time_s,
            contacts=len(events),
            kind=PossessionKind.ONE_TOUCH if len(events) == 1 else kind,
            released=events[-1].kind is EventKind.KICK,
        )


def _steps(session: SimulatedSession) -> tuple[float, ...]:
    """Give the foot strikes, heel and weight as one."""
    kept: list[float] = []
    for event in session.truth:
        if event.kind is EventKind.FOOT_STRIKE and (
            not kept or event.time_s - kept[-1] > _ONE_STEP_S
        ):
            kept.append(event.time_s)
    return tuple(kept)


def _passes(stage: Stage, sessions: Sequence[SimulatedSession]) -> Iterator[TruePass]:
    contacts = [_contacts(session) for session in sessions]
    for one in stage.handovers:
        met_s = None
        if one.taker is not None and one.contact is not None:
            met_s = contacts[one.taker][one.contact].time_s
        yield TruePass(contacts[one.giver][one.kick].time_s, met_s, one.giver, one.taker)


def _waiting_rate_hz(stage: Stage) -> float:
    """Give the steps a second while waiting, over the repetitions."""
    flat = stage.fault == "flat_feet"
    shares = [0.0 if flat and draft.faulty else 1.0 for draft in stage.drafts]
    return stage.habits.step_rate_hz * float(np.mean(shares))
