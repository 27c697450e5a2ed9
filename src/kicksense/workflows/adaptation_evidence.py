"""What a session shows about its player: labels, marks and walls beside what was analyzed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from kicksense.coaching.ball_roll import Surface
from kicksense.coaching.known_balls import (
    KnownBall,
    KnownBallSettings,
    ball_that_arrived,
    ball_that_stopped,
    wall_echo,
)
from kicksense.coaching.other_players import contact_times
from kicksense.domain.kick import Estimate, KickReport, SessionReport, Technique
from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet
from kicksense.inference.adaptation_power import SpeedPair
from kicksense.inference.adaptation_technique import NamedKick
from kicksense.store.adaptations import Asked
from kicksense.units import counted

MATCH_S: Final = 0.1
"""A label belongs to a kick this near, or as near as the label itself is sure of."""

RADAR_SPREAD: Final = 0.03
"""Standard deviation of a labelled speed, log units: a radar's 1 km/h in 30."""

RADAR_SHARED_SPREAD: Final = 0.02
"""What all readings of one radar are off by together, log units: it stands some 10 degrees beside
the ball's way, of which it sees the cosine. Assumed."""

FAR_OFF_RATIO: Final = 3.0
"""A speed measured this much above or below the estimate belongs to something else."""


@dataclass(frozen=True, slots=True)
class MarkRequest:
    """What a player says of balls to a mark.

    Attributes
    ----------
    distances_m
        One for all balls, or one for each.
    surface
        What they rolled on.
    stopped
        True where they stopped there; False where they arrived there as a good pass does.
    kicks
        Numbers of the kicks, from 1 as reports count them; empty for all of the session.
    """

    distances_m: tuple[float, ...]
    surface: str = "short_grass"
    stopped: bool = True
    kicks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class WallRequest:
    """What a player says of balls against a wall.

    Attributes
    ----------
    distance_m
        From the kick to the wall.
    surface, kicks
        As in `MarkRequest`.
    """

    distance_m: float
    surface: str = "short_grass"
    kicks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RadarRequest:
    """What a radar said of some balls.

    Attributes
    ----------
    speeds_mps
        One for each ball.
    kicks
        As in `MarkRequest`.
    """

    speeds_mps: tuple[float, ...]
    kicks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a session shows.

    Attributes
    ----------
    asked
        What the user said of the kicks.
    named, pairs
        Techniques and speeds that are known.
    remarks
        Sentences: what was left out, and why.
    """

    asked: Asked = field(default_factory=Asked)
    named: tuple[NamedKick, ...] = ()
    pairs: tuple[SpeedPair, ...] = ()
    remarks: tuple[str, ...] = ()


def kicks_labelled(labels: LabelSet) -> tuple[LabelledEvent, ...]:
    """Give the events of a set of labels that are kicks of the leg."""
    return tuple(event for event in labels.events if event.kind is EventKind.KICK)


def seen_labels(report: SessionReport, label_sets: Sequence[LabelSet]) -> Seen:
    """Put labelled kicks beside the kicks that the analysis found.

    Where labellers disagree about a technique, that kick teaches nothing about technique.

    Parameters
    ----------
    report
        Of the general analysis.
    label_sets
        What has been said of the recording.

    Returns
    -------
    seen
        In order of time.
    """
    techniques: dict[int, set[Technique]] = {}
    pairs: dict[tuple[int, bool], SpeedPair] = {}
    missed = 0
    for labels in label_sets:
        events = kicks_labelled(labels)
        matches = _matches(events, report.kicks)
        missed = max(missed, len(events) - len(matches))
        for place, event in matches.items():
            if event.technique is not Technique.UNSURE:
                techniques.setdefault(place, set()).add(event.technique)
            for pair in _labelled_speeds(report.kicks[place], event):
                pairs.setdefault((place, pair.is_foot), pair)
    named = tuple(
        NamedKick(report.kicks[place].probability, min(said))
        for place, said in sorted(techniques.items())
        if len(said) == 1
    )
    remarks = []
    if missed:
        remarks.append(
            f"The analysis does not find {counted(missed, 'kick')} of the labelled ones."
        )
    if disputed := sum(len(said) > 1 for said in techniques.values()):
        remarks.append(f"Labellers disagree about {counted(disputed, 'kick')}; left out.")
    found = tuple(pair for _, pair in sorted(pairs.items()))
    return without_far_off(Seen(named=named, pairs=found, remarks=tuple(remarks)))


def _matches(
    events: Sequence[LabelledEvent], kicks: Sequence[KickReport]
) -> dict[int, LabelledEvent]:
    """Pair each event with one kick, the nearest first; by the place of the kick."""
    near = sorted(
        (abs(event.t_s - kick.t_s), place, row)
        for row, event in enumerate(events)
        for place, kick in enumerate(kicks)
        if abs(event.t_s - kick.t_s) <= max(MATCH_S, event.within_s)
    )
    found: dict[int, LabelledEvent] = {}
    used: set[int] = set()
    for _, place, row in near:
        if place not in found and row not in used:
            found[place] = events[row]
            used.add(row)
    return found


def _labelled_speeds(kick: KickReport, event: LabelledEvent) -> list[SpeedPair]:
    """Give the speeds that a label knows, beside the estimates."""
    technique = event.technique if event.technique is not Technique.UNSURE else kick.technique
    said = (
        (kick.foot_speed_mps, event.foot_speed_mps),
        (kick.ball_speed_mps, event.ball_speed_mps),
    )
    return [
        SpeedPair(estimate, technique, speed_mps, RADAR_SPREAD, is_foot=is_foot)
        for (estimate, speed_mps), is_foot in zip(said, (True, False), strict=True)
        if speed_mps is not None and speed_mps > 0.0 and estimate.low > 0.0
    ]


def seen_radar(kicks: Sequence[KickReport], radar: RadarRequest) -> Seen:
    """Put what a radar read beside what the analysis says of the same balls.

    Parameters
    ----------
    kicks
        As many as there are speeds, in the same order.
    radar
        What it read.

    Returns
    -------
    seen
        In the order of the kicks.
    """
    pairs = [
        _pair(kick, KnownBall(speed_mps, RADAR_SPREAD, RADAR_SHARED_SPREAD), "radar")
        for kick, speed_mps in zip(kicks, radar.speeds_mps, strict=True)
        if kick.ball_speed_mps.low > 0.0
    ]
    asked = Asked(tuple(kick.t_s for kick in kicks), speeds_mps=radar.speeds_mps)
    return without_far_off(Seen(asked, pairs=tuple(pairs)))


def seen_marks(kicks: Sequence[KickReport], mark: MarkRequest, surface: Surface) -> Seen:
    """Put balls whose way is known beside what the analysis says of them.

    Parameters
    ----------
    kicks
        As many as there are distances, unless there is one distance for all.
    mark
        Where the balls went.
    surface
        That of the mark's name.

    Returns
    -------
    seen
        In the order of the kicks.
    """
    alike = len(mark.distances_m) == 1
    distances = mark.distances_m * len(kicks) if alike else mark.distances_m
    launch = ball_that_stopped if mark.stopped else ball_that_arrived
    pairs = [
        _pair(kick, launch(distance_m, surface, KnownBallSettings()), f"mark {mark.surface}")
        for kick, distance_m in zip(kicks, distances, strict=True)
        if kick.ball_speed_mps.low > 0.0
    ]
    times = tuple(kick.t_s for kick in kicks)
    asked = Asked(times, tuple(distances), mark.surface, mark.stopped)
    return without_far_off(Seen(asked, pairs=tuple(pairs)))


def seen_echoes(
    report: SessionReport, kicks: Sequence[KickReport], wall: WallRequest, surface: Surface
) -> Seen:
    """Take the next contact of the leg after each kick for the ball that comes back.

    Where the other leg meets the ball, or nobody does, the next contact comes too late; such kicks
    give a speed far from what the analysis says, or none, and are left out.

    Parameters
    ----------
    report
        Of the general analysis; its kicks, touches and traps are the contacts.
    kicks
        Those played against the wall.
    wall
        Where it was.
    surface
        That of the wall's name.

    Returns
    -------
    seen
        In the order of the kicks.
    """
    contacts = contact_times([report])
    pairs = []
    for kick in kicks:
        ball = _echo_of(kick, contacts, wall, surface)
        if ball is not None and kick.ball_speed_mps.low > 0.0:
            pairs.append(_pair(kick, ball, f"wall {wall.surface}"))
    remarks: tuple[str, ...] = ()
    if silent := len(kicks) - len(pairs):
        remarks = (
            f"After {counted(silent, 'kick')} no contact follows when a ball could be back.",
        )
    asked = Asked(tuple(kick.t_s for kick in kicks), (wall.distance_m,), wall.surface)
    return without_far_off(Seen(asked, pairs=tuple(pairs), remarks=remarks))


def _echo_of(
    kick: KickReport, contacts: Sequence[float], wall: WallRequest, surface: Surface
) -> KnownBall | None:
    """Give the ball that the next contact tells of, None where there is none."""
    later = next((t_s for t_s in contacts if t_s > kick.t_s), None)
    if later is None:
        return None
    return wall_echo(later - kick.t_s, wall.distance_m, surface, KnownBallSettings())


def _pair(kick: KickReport, ball: KnownBall, group: str) -> SpeedPair:
    return SpeedPair(
        estimate=kick.ball_speed_mps,
        technique=kick.technique,
        reference_mps=ball.speed_mps,
        spread=ball.spread,
        group=group,
        shared_spread=ball.shared_spread,
    )


def without_far_off(seen: Seen) -> Seen:
    """Leave out speeds so far from the estimate that they belong to something else.

    Parameters
    ----------
    seen
        What a session shows.

    Returns
    -------
    seen
        With a remark where something was left out.
    """
    near = tuple(pair for pair in seen.pairs if abs(pair.log_ratio) <= math.log(FAR_OFF_RATIO))
    if len(near) == len(seen.pairs):
        return seen
    gone = counted(len(seen.pairs) - len(near), "kick")
    remark = f"Of {gone} the speed is off by more than {FAR_OFF_RATIO:g} times; left out."
    return replace(seen, pairs=near, remarks=(*seen.remarks, remark))


def half_width(estimate: Estimate) -> float:
    """Give half the width of an interval, log units; infinite where it reaches down to zero."""
    if not estimate.low > 0.0:
        return math.inf
    return 0.5 * math.log(estimate.high / estimate.low)
