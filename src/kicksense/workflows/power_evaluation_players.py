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

from kicksense.coaching.ball_roll import SURFACES, Surface, arrival_speed, launch_speed_for
from kicksense.coaching.known_balls import KnownBallSettings
from kicksense.coaching.power import power_band
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
from kicksense.workflows.surfaces import target_on

WALL_KICKS: Final = 20
KNOWN_KICKS: Final = 5
"""Balls to a mark, and balls past a radar."""

WAYS: Final = ("before", "wall", "marks", "radar", "wall and radar")
"""What is known of the player."""

GAINS: Final = (0.65, 1.55)
"""Ends of the true gains, evenly drawn in logarithms: a standard deviation of 0.25."""

TEST_KICKS: Final = 24
_ARRIVALS_MPS: Final = ((1.2, 3.8), (4.2, 5.8), (6.3, 9.5))
_SHARES: Final = (0.5, 0.25, 0.25)
"""A good, a heavy and an excessive ball: what the player makes of the target, and how often."""

_WALL_M: Final = (3.0, 5.0)
_WALL_MPS: Final = (6.0, 10.0)
_TARGET_M: Final = (3.0, 15.0)
_FASTEST_MPS: Final = {Technique.INSIDE_FOOT: 18.0, Technique.HEEL: 11.0}
_MISSED_RATIO: Final = 0.25
"""Share of the echoes that the worn leg does not meet."""

_LATE_S: Final = 0.03
"""Spread of how much later than the ball touches the foot the contact is found."""

_REBOUND: Final = (0.3, 0.95)
_REST_S: Final = 3.5
_STEPS: Final = 60
_FARTHEST_M: Final = 500.0
_HALVINGS: Final = 40


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


@dataclass(frozen=True, slots=True)
class World:
    """What is true, and nobody knows.

    Attributes
    ----------
    gain
        Of the player.
    named, pitch
        The surface of the pitch as it is called, and as it is.
    yard_named, yard
        The same of the ground before the wall.
    wall_m, rebound
        How far the wall is, and speed after over before it.
    """

    gain: float
    named: Surface
    pitch: Surface
    yard_named: Surface
    yard: Surface
    wall_m: float
    rebound: float


def drawn_world(rng: np.random.Generator) -> World:
    """Draw what nobody knows of a player, a pitch and a wall.

    Parameters
    ----------
    rng
        Source of chance.

    Returns
    -------
    world
        Pitch and wall spread as `KnownBallSettings` assumes.
    """
    known = KnownBallSettings()
    named = SURFACES[int(rng.integers(len(SURFACES)))]
    # Nobody plays against a wall where the ball does not come back.
    yard_named = SURFACES[int(rng.integers(len(SURFACES) - 1))]
    return World(
        gain=math.exp(rng.uniform(math.log(GAINS[0]), math.log(GAINS[1]))),
        named=named,
        pitch=_really(named, rng),
        yard_named=yard_named,
        yard=_really(yard_named, rng),
        wall_m=float(rng.uniform(*_WALL_M)),
        rebound=float(np.clip(rng.normal(known.return_ratio, known.return_spread), *_REBOUND)),
    )


def _really(named: Surface, rng: np.random.Generator) -> Surface:
    """Give a surface as it is, which nobody knows to better than a quarter."""
    rougher = math.exp(rng.normal(0.0, KnownBallSettings().friction_spread))
    return replace(
        named,
        rolling_friction_ratio=named.rolling_friction_ratio * rougher,
        sliding_friction_ratio=named.sliding_friction_ratio * rougher,
        rolling_spread=0.0,
    )


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
    known = [(kick, truth[row]) for row, kick in enumerate(report.kicks) if row in truth]
    echoes = _echoes(report, known[:WALL_KICKS], world, rng)
    others = known[WALL_KICKS:]
    radar = _radar(others, rng)
    return [], echoes, _marks(others, world, rng), radar, echoes + radar


def _technique(rng: np.random.Generator) -> Technique:
    return Technique.INSIDE_FOOT if rng.random() < 0.5 else Technique.HEEL  # noqa: PLR2004 - a coin


def _played(
    draw: SessionDraw, wanted: Sequence[tuple[Technique, float]], world: World
) -> tuple[SessionReport, dict[int, float]]:
    """Play balls of wanted speeds; give the general report and the true speeds by its kicks."""
    plan: list[Movement] = []
    for technique, launch_mps in wanted:
        plan += [Kick(technique, launch_mps=launch_mps / world.gain), Still(_REST_S)]
    made = simulate_session((*opening(), *plan), draw.player, draw.device, draw.seed)
    report = analyze_recording(made.recording, AnalysisRequest())
    truth = {}
    for event in kicks_in(made.truth):
        near = [(abs(kick.t_s - event.time_s), row) for row, kick in enumerate(report.kicks)]
        away_s, row = min(near, default=(math.inf, 0))
        if away_s <= MATCH_S and event.ball_speed_mps > 0.0:
            truth[row] = event.ball_speed_mps * world.gain
    return report, truth


def _echoes(
    report: SessionReport,
    known: Sequence[tuple[KickReport, float]],
    world: World,
    rng: np.random.Generator,
) -> list[SpeedPair]:
    """Give what the wall tells: balls come back, and the worn leg meets three in four."""
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
    seen = seen_echoes(
        replace(report, other_contacts=tuple(contacts)),
        [kick for kick, _ in known],
        WallRequest(world.wall_m, world.yard_named.name),
        world.yard_named,
    )
    return list(seen.pairs)


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
    for row, target in zip(sorted(truth), targets, strict=False):
        kick, true_mps = report.kicks[row], truth[row]
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


def rolled(speed_mps: float, way_m: float, surface: Surface) -> tuple[float, float]:
    """Give the time a ball takes over a way, in many short steps, and its speed at the end.

    Parameters
    ----------
    speed_mps
        At the beginning.
    way_m
        Of the ball.
    surface
        What it rolls on.

    Returns
    -------
    lasts_s, end_mps
        Infinite and zero where it stops before.
    """
    end_mps = _slowed(speed_mps, way_m, surface)
    if not end_mps > 0.0:
        return math.inf, 0.0
    places_m = (np.arange(_STEPS) + 0.5) * way_m / _STEPS
    pace = sum(1.0 / _slowed(speed_mps, float(place_m), surface) for place_m in places_m)
    return pace * way_m / _STEPS, end_mps


def stops_at_m(speed_mps: float, surface: Surface) -> float:
    """Give how far a ball gets, by halving."""
    low, high = 0.0, _FARTHEST_M
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        gets_there = _slowed(speed_mps, middle, surface) > 0.0
        low, high = (middle, high) if gets_there else (low, middle)
    return low


def _slowed(speed_mps: float, way_m: float, surface: Surface) -> float:
    launch = Estimate(speed_mps, speed_mps, speed_mps)
    return arrival_speed(launch, distance_m=way_m, surface=surface).value
