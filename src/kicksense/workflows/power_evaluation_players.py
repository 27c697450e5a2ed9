"""Simulated players whose power nobody knows: what they do, what is learnt of them, what is said.

What is not known of a real player is put in: by how much their balls are faster or slower than the
simulated leg would give (their gain), how rough the pitch is, how lively the wall, which echoes the
worn leg misses. What the program makes of it is its own: the analysis of a simulated sensor, the
reading of echoes, marks and a radar, and what is then believed.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kicksense.coaching.ball_roll import Surface, arrival_speed, launch_speed_for
from kicksense.coaching.known_balls import KnownBallSettings
from kicksense.coaching.power import power_band
from kicksense.coaching.surface_rolls import SurfaceRollSettings, rolled_surface
from kicksense.domain.kick import (
    ContactKind,
    ContactReport,
    Estimate,
    KickReport,
    PowerBand,
    SessionReport,
    Target,
    Technique,
)
from kicksense.inference.adaptation import adapted_estimate
from kicksense.inference.adaptation_power import (
    PowerLesson,
    PowerLessonSettings,
    SpeedPair,
    learn_power,
)
from kicksense.simulation.cohort import SessionDraw
from kicksense.simulation.movements import Kick, Movement, Still
from kicksense.simulation.plans import opening
from kicksense.simulation.session import kicks_in, simulate_session
from kicksense.workflows.adaptation_evidence import (
    MATCH_S,
    RADAR_SHARED_SPREAD,
    RADAR_SPREAD,
    MarkRequest,
    RadarRequest,
    WallRequest,
    seen_echoes,
    seen_marks,
    seen_radar,
)
from kicksense.workflows.analysis import analyze_recording
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.power_evaluation_world import (
    World,
    drawn_world,
    rolled,
    rolled_by_hand,
    stops_at_m,
)
from kicksense.workflows.surfaces import target_on

WALL_KICKS: Final = 20
KNOWN_KICKS: Final = 5
"""Balls to a mark, and balls past a radar."""

WAYS: Final = ("before", "wall", "wall, rolled", "marks", "radar", "wall and radar")
"""What is known of the player; "rolled" where one ball was rolled over the ground of the wall."""

TEST_KICKS: Final = 24
_ARRIVALS_MPS: Final = ((1.2, 3.8), (4.2, 5.8), (6.3, 9.5))
_SHARES: Final = (0.5, 0.25, 0.25)
"""A good, a heavy and an excessive ball: what the player makes of the target, and how often."""

_WALL_MPS: Final = (6.0, 10.0)
_TARGET_M: Final = (3.0, 15.0)
_FASTEST_MPS: Final = {Technique.INSIDE_FOOT: 18.0, Technique.HEEL: 11.0}
_MISSED_RATIO: Final = 0.25
"""Share of the echoes that the worn leg does not meet."""

_LATE_S: Final = 0.03
"""Spread of how much later than the ball touches the foot the contact is found."""

_REST_S: Final = 3.5


@dataclass(frozen=True, slots=True)
class JudgedKick:
    """One ball to a target, and what was said of it.

    Attributes
    ----------
    true_mps
        Launch speed.
    excess
        True where the ball truly arrives too hard.
    said
        Launch speed and band, in the order of `WAYS`.
    """

    true_mps: float
    excess: bool
    said: tuple[tuple[Estimate, PowerBand], ...]


@dataclass(frozen=True, slots=True)
class JudgedPlayer:
    """One simulated player.

    Attributes
    ----------
    gain
        True balls over what the simulated leg would have given.
    lessons
        In the order of `WAYS`.
    taught
        Known balls that they were learnt from.
    kicks
        Those that nothing was learnt from.
    """

    gain: float
    lessons: tuple[PowerLesson, ...]
    taught: tuple[int, ...]
    kicks: tuple[JudgedKick, ...]


def judged_player(draws: tuple[SessionDraw, SessionDraw, int]) -> JudgedPlayer:
    """Let a player practise with known balls and play to targets, and judge the latter.

    Parameters
    ----------
    draws
        Body and sensor of two sessions, and the seed of the rest.

    Returns
    -------
    player
        Judged in every way.
    """
    practice, test, seed = draws
    rng = np.random.default_rng(seed)
    world = drawn_world(rng)
    pairs = _known_pairs(practice, world, rng)
    lessons = tuple(learn_power(one, PowerLessonSettings()) for one in pairs)
    return JudgedPlayer(
        world.gain,
        lessons,
        tuple(len(one) for one in pairs),
        _judged_kicks(test, world, lessons, rng),
    )


def _known_pairs(
    draw: SessionDraw, world: World, rng: np.random.Generator
) -> tuple[list[SpeedPair], ...]:
    """Give known balls in the order of `WAYS`."""
    wanted = [
        (_technique(rng), float(rng.uniform(*_WALL_MPS))) for _ in range(WALL_KICKS + KNOWN_KICKS)
    ]
    report, truth = _played(draw, wanted, world)
    known = [(kick, truth[row][1]) for row, kick in enumerate(report.kicks) if row in truth]
    kicks = [kick for kick, _ in known[:WALL_KICKS]]
    heard = _with_echoes(report, known[:WALL_KICKS], world, rng)
    wall = WallRequest(world.wall_m, world.yard_named.name)
    rolled_yard = rolled_surface(
        "yard",
        world.yard_named,
        [rolled_by_hand(world.yard, rng)],
        settings=SurfaceRollSettings(),
        known=KnownBallSettings(),
    )
    echoes, surer = (
        list(seen_echoes(heard, kicks, wall, surface).pairs)
        for surface in (world.yard_named, rolled_yard)
    )
    others = known[WALL_KICKS:]
    radar = _radar(others, rng)
    return [], echoes, surer, _marks(others, world, rng), radar, echoes + radar


def _technique(rng: np.random.Generator) -> Technique:
    return Technique.INSIDE_FOOT if rng.random() < 0.5 else Technique.HEEL  # noqa: PLR2004 - a coin


def _played(
    draw: SessionDraw, wanted: Sequence[tuple[Technique, float]], world: World
) -> tuple[SessionReport, dict[int, tuple[int, float]]]:
    """Play balls of wanted speeds; give the general report and what its kicks truly were.

    By the place of a kick in the report: its number among the wanted ones, and its true speed.
    """
    plan: list[Movement] = []
    for technique, launch_mps in wanted:
        plan += [Kick(technique, launch_mps=launch_mps / world.gain), Still(_REST_S)]
    made = simulate_session((*opening(), *plan), draw.player, draw.device, draw.seed)
    report = analyze_recording(made.recording, AnalysisRequest())
    truth = {}
    for number, event in enumerate(kicks_in(made.truth)):
        near = [(abs(kick.t_s - event.time_s), row) for row, kick in enumerate(report.kicks)]
        away_s, row = min(near, default=(math.inf, 0))
        if away_s <= MATCH_S and event.ball_speed_mps > 0.0:
            truth[row] = (number, event.ball_speed_mps * world.gain)
    return report, truth


def _with_echoes(
    report: SessionReport,
    known: Sequence[tuple[KickReport, float]],
    world: World,
    rng: np.random.Generator,
) -> SessionReport:
    """Let the balls come back from the wall; the worn leg meets three in four."""
    met = []
    for kick, true_mps in known:
        step_m = float(rng.normal(0.0, KnownBallSettings().step_m))
        there_s, at_wall_mps = rolled(true_mps, world.wall_m, world.yard)
        back_m = max(0.3, world.wall_m - step_m)
        back_s, _ = rolled(world.rebound * at_wall_mps, back_m, world.yard)
        back_at_s = kick.t_s + there_s + back_s + abs(float(rng.normal(0.0, _LATE_S)))
        if rng.random() >= _MISSED_RATIO and math.isfinite(back_at_s):
            met.append(ContactReport(back_at_s, ContactKind.TRAP))
    contacts = sorted((*report.other_contacts, *met), key=lambda one: one.t_s)
    return replace(report, other_contacts=tuple(contacts))


def _marks(
    known: Sequence[tuple[KickReport, float]], world: World, rng: np.random.Generator
) -> list[SpeedPair]:
    """Give balls that stopped, with the mark judged by eye."""
    spread_m = KnownBallSettings().mark_spread_m
    ways_m = tuple(
        max(0.5, stops_at_m(true_mps, world.pitch) + float(rng.normal(0.0, spread_m)))
        for _, true_mps in known
    )
    if not ways_m:
        return []
    asked = MarkRequest(ways_m, world.named.name, stopped=True)
    return list(seen_marks([kick for kick, _ in known], asked, world.named).pairs)


def _radar(known: Sequence[tuple[KickReport, float]], rng: np.random.Generator) -> list[SpeedPair]:
    """Give balls that a radar read, from where it stands."""
    stands = float(rng.normal(0.0, RADAR_SHARED_SPREAD))
    speeds = tuple(
        true_mps * math.exp(stands + float(rng.normal(0.0, RADAR_SPREAD))) for _, true_mps in known
    )
    return list(seen_radar([kick for kick, _ in known], RadarRequest(speeds)).pairs)


def _judged_kicks(
    draw: SessionDraw, world: World, lessons: Sequence[PowerLesson], rng: np.random.Generator
) -> tuple[JudgedKick, ...]:
    """Play balls to targets, and judge each as it is judged for players."""
    wanted, targets = [], []
    for _ in range(TEST_KICKS):
        distance_m = float(rng.uniform(*_TARGET_M))
        arrivals_mps = _ARRIVALS_MPS[int(rng.choice(len(_SHARES), p=_SHARES))]
        technique = _technique(rng)
        launch_mps = launch_speed_for(float(rng.uniform(*arrivals_mps)), distance_m, world.pitch)
        wanted.append((technique, min(launch_mps, _FASTEST_MPS[technique])))
        targets.append(Target(distance_m, world.named.name))
    report, truth = _played(draw, wanted, world)
    judged = []
    for row, (number, true_mps) in sorted(truth.items()):
        kick, target = report.kicks[row], targets[number]
        said = []
        for lesson in lessons:
            estimate = adapted_estimate(kick.ball_speed_mps, kick.technique, lesson.ball)
            said.append((estimate, _band(estimate, target, world.named)))
        ball = Estimate(true_mps, true_mps, true_mps)
        true_band = _band(ball, target_on(target, world.pitch), world.pitch)
        judged.append(JudgedKick(true_mps, true_band is PowerBand.EXCESS, tuple(said)))
    return tuple(judged)


def _band(ball: Estimate, target: Target, surface: Surface) -> PowerBand:
    """Roll a ball to a target and judge how it arrives."""
    arrival = arrival_speed(ball, distance_m=target.distance_m, surface=surface)
    return power_band(ball, arrival, target)
