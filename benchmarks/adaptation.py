"""What adapting to a player is worth: simulated players that nothing was fitted to.

    python benchmarks/adaptation.py [--players N] [--seed S] [--workers N] [--kept FILE]
    python benchmarks/adaptation.py --spreads [...]

Every player plays two sessions of aimed kicks; strap, sensor, faults and rate are drawn anew for
the second. The analysis is the one that users get. An adaptation is learnt from the first kicks of
the first session and judged on the player's other kicks: the rest of that session, and the second
one.

Evidence: labels of the first 8 kicks; the same with a radar's ball speeds; 5 balls that stopped at
a mark on a pitch whose friction is not quite that of its name; 10 balls against a wall whose
rebound is not quite the assumed one, one in four of them met by nobody.

``--spreads`` prints how much players differ, which is what the settings of
`kicksense.inference.adaptation_technique` and `adaptation_power` quote. ``--kept`` keeps the
analyzed kicks in a file and takes them from there the next time.
"""

import argparse
import json
import math
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from kicksense.coaching.ball_roll import surface_named
from kicksense.coaching.known_balls import KnownBallSettings, ball_that_stopped, wall_echo
from kicksense.domain.kick import Estimate, Technique, TechniqueProbability
from kicksense.inference.adaptation import (
    TECHNIQUES,
    Adaptation,
    adapted_estimate,
    adapted_probability,
)
from kicksense.inference.adaptation_power import PowerLessonSettings, SpeedPair, learn_power
from kicksense.inference.adaptation_technique import (
    NamedKick,
    TechniqueLessonSettings,
    learn_technique,
)
from kicksense.inference.technique import TechniqueSettings
from kicksense.inference.verdict import likeliest
from kicksense.simulation.cohort import SessionDraw, draw_sessions
from kicksense.simulation.movements import Movement
from kicksense.simulation.session import kicks_in, simulate_session
from kicksense.store.model_files import load_model
from kicksense.store.places import place_of
from kicksense.workflows.analysis import analyze_recording
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.power_evaluation_world import really, rolled, stops_at_m

LABELLED: Final = 8
MARKED: Final = 5
ECHOES: Final = 10
RADAR_SPREAD: Final = 0.03
MISSED_RATIO: Final = 0.25
WALL_M: Final = 4.0
KEPT_MOVEMENTS: Final = ("kick", "still")
NEAR_S: Final = 0.1
TINY: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Kick:
    """One true kick and what the general analysis says of it."""

    player_id: str
    session: int
    technique: str
    shares: tuple[float, float, float]
    said: str
    foot: tuple[float, float, float]
    ball: tuple[float, float, float]
    true_foot_mps: float
    true_ball_mps: float
    sure: float = TechniqueSettings().sure_probability

    @property
    def truth(self) -> Technique:
        """The part of the foot."""
        return Technique(self.technique)

    @property
    def probability(self) -> TechniqueProbability:
        """Of the general analysis."""
        return TechniqueProbability(*self.shares)


def kicks_of(draw: tuple[int, SessionDraw]) -> list[Kick]:
    """Simulate and analyze one session; give the kicks that were found."""
    number, drawn = draw
    made = simulate_session(_mostly_kicks(drawn), drawn.player, drawn.device, drawn.seed)
    report = analyze_recording(made.recording, AnalysisRequest())
    found = []
    for event in kicks_in(made.truth):
        near = [kick for kick in report.kicks if abs(kick.t_s - event.time_s) <= NEAR_S]
        if not near or event.technique not in TECHNIQUES or not event.ball_speed_mps > 0.0:
            continue
        kick = min(near, key=lambda kick: abs(kick.t_s - event.time_s))
        foot, ball = kick.foot_speed_mps, kick.ball_speed_mps
        found.append(
            Kick(
                player_id=drawn.player_id,
                session=number,
                technique=event.technique,
                shares=(
                    float(kick.probability.heel),
                    float(kick.probability.inside_foot),
                    float(kick.probability.instep),
                ),
                said=kick.technique,
                foot=(float(foot.value), float(foot.low), float(foot.high)),
                ball=(float(ball.value), float(ball.low), float(ball.high)),
                true_foot_mps=event.foot_speed_mps,
                true_ball_mps=event.ball_speed_mps,
                sure=sure_from(report.model_name),
            )
        )
    return found


@cache
def sure_from(model_name: str) -> float:
    """Give the probability from which the analysis names a technique."""
    if model_name == "rules":
        return TechniqueSettings().sure_probability
    return load_model(place_of("models") / model_name.split("@")[0]).abstain_below


def _mostly_kicks(draw: SessionDraw) -> tuple[Movement, ...]:
    """Leave out of a plan what lies between its kicks, which costs time and tells nothing here."""
    first = next(row for row, move in enumerate(draw.plan) if move.name == "kick")
    return draw.plan[:first] + tuple(
        move for move in draw.plan[first:] if move.name in KEPT_MOVEMENTS
    )


def cohort(players: int, seed: int, workers: int) -> list[list[Kick]]:
    """Give the kicks of each player, first session first."""
    draws = draw_sessions(players, "field_mix", seed, sessions_per_player=2)
    numbered = [(row % 2, draw) for row, draw in enumerate(draws)]
    with ProcessPoolExecutor(workers) as pool:
        sessions = list(pool.map(kicks_of, numbered, chunksize=2))
    return [sessions[row] + sessions[row + 1] for row in range(0, len(sessions), 2)]


def macro_f1(kicks: Sequence[Kick], adaptation: Adaptation) -> float:
    """Give the mean F1 of the techniques that occur; a kick said to be unsure is a missed one."""
    said = [
        likeliest(adapted_probability(kick.probability, adaptation), kick.sure) for kick in kicks
    ]
    truth = [kick.truth for kick in kicks]
    scores = []
    for name in TECHNIQUES:
        pairs = list(zip(said, truth, strict=True))
        hits = sum(one is name and other is name for one, other in pairs)
        named, real = said.count(name), truth.count(name)
        if real:
            scores.append(2.0 * hits / (named + real))
    return float(np.mean(scores))


def pair_of(kick: Kick, reference_mps: float, spread: float, **fields: object) -> SpeedPair:
    """Put a known ball beside its estimate, under the technique that the analysis names."""
    return SpeedPair(
        Estimate(*kick.ball),
        Technique(kick.said),
        reference_mps,
        spread,
        **fields,  # type: ignore[arg-type]
    )


def radar(kicks: Sequence[Kick], rng: np.random.Generator) -> list[SpeedPair]:
    """Give the balls of the labelled kicks as a radar reads them."""
    return [
        pair_of(kick, kick.true_ball_mps * math.exp(rng.normal(0.0, RADAR_SPREAD)), RADAR_SPREAD)
        for kick in kicks[:LABELLED]
        if kick.true_ball_mps > 0.0
    ]


def marks(kicks: Sequence[Kick], rng: np.random.Generator) -> list[SpeedPair]:
    """Give balls that stopped, on a pitch that is not quite as its name says."""
    settings, named = KnownBallSettings(), surface_named("short_grass")
    real = really(named, rng)
    pairs = []
    for kick in kicks[:MARKED]:
        way_m = stops_at_m(kick.true_ball_mps, real) + rng.normal(0.0, settings.mark_spread_m)
        ball = ball_that_stopped(max(0.5, way_m), named, settings)
        group = {"group": "pitch", "shared_spread": ball.shared_spread}
        pairs.append(pair_of(kick, ball.speed_mps, ball.spread, **group))
    return _near(pairs)


def walls(kicks: Sequence[Kick], rng: np.random.Generator) -> list[SpeedPair]:
    """Give balls that came back, from a wall and over a pitch not quite as assumed."""
    settings, named = KnownBallSettings(), surface_named("indoor")
    real = really(named, rng)
    rebound = float(np.clip(rng.normal(settings.return_ratio, settings.return_spread), 0.3, 0.95))
    pairs = []
    for kick in kicks[:ECHOES]:
        step_m = rng.normal(0.0, settings.step_m)
        there_s, at_wall_mps = rolled(kick.true_ball_mps, WALL_M, real)
        back_s, _ = rolled(rebound * at_wall_mps, max(0.3, WALL_M - step_m), real)
        lasts_s = there_s + back_s
        if rng.random() < MISSED_RATIO or not math.isfinite(lasts_s):
            lasts_s = float(rng.uniform(1.0, 8.0))
        ball = wall_echo(lasts_s, WALL_M, named, settings)
        if ball is not None:
            group = {"group": "wall", "shared_spread": ball.shared_spread}
            pairs.append(pair_of(kick, ball.speed_mps, ball.spread, **group))
    return _near(pairs)


def _near(pairs: list[SpeedPair]) -> list[SpeedPair]:
    """Leave out what the program leaves out."""
    return [pair for pair in pairs if abs(pair.log_ratio) <= math.log(3.0)]


@dataclass(frozen=True, slots=True)
class SpeedScore:
    """Errors of a speed on the kicks of one player: before and after adapting."""

    errors: tuple[float, float]
    covered: tuple[float, float]
    widths: tuple[float, float]


def speed_score(kicks: Sequence[Kick], adaptation: Adaptation, *, is_foot: bool) -> SpeedScore:
    """Compare a speed with the truth, in general and adapted."""
    factor = adaptation.foot if is_foot else adaptation.ball
    errors, covered, widths = [], [], []
    for kick in kicks:
        general = Estimate(*(kick.foot if is_foot else kick.ball))
        own = adapted_estimate(general, Technique(kick.said), factor)
        truth = kick.true_foot_mps if is_foot else kick.true_ball_mps
        both = (general, own)
        errors.append([abs(math.log(truth / one.value)) for one in both])
        covered.append([one.low <= truth <= one.high for one in both])
        widths.append([math.log(one.high / one.low) / 2.0 for one in both])
    e, c, w = np.median(errors, axis=0), np.mean(covered, axis=0), np.median(widths, axis=0)
    return SpeedScore((e[0], e[1]), (c[0], c[1]), (w[0], w[1]))


def technique_table(players: Sequence[Sequence[Kick]]) -> None:
    """Print what eight labelled kicks do to technique."""
    for words, session, slips in (
        ("rest of the session", 0, 0),
        ("another session", 1, 0),
        ("another session, one label in eight wrong", 1, 1),
    ):
        before, after, changed = [], [], 0
        for kicks in players:
            first = [kick for kick in kicks if kick.session == 0]
            rest = first[LABELLED:] if session == 0 else [k for k in kicks if k.session == 1]
            if len(first) < LABELLED or not rest:
                continue
            lesson = learn_technique(labelled(first, slips), TechniqueLessonSettings())
            changed += lesson.kept_ratio > 0.0
            before.append(macro_f1(rest, Adaptation()))
            after.append(macro_f1(rest, Adaptation(technique_log_odds=lesson.log_odds)))
        gain = np.array(after) - np.array(before)
        print(
            f"technique, {LABELLED} labelled kicks, {words}: {len(gain)} players, "
            f"{changed} with a shift; macro-F1 {np.mean(before):.4f} -> {np.mean(after):.4f}; "
            f"rises for {np.mean(gain > TINY):.1%}, stays for {np.mean(abs(gain) <= TINY):.1%}, "
            f"falls for {np.mean(gain < -TINY):.1%} (by {max(0.0, -gain.min()):.3f} at most)"
        )


def labelled(kicks: Sequence[Kick], slips: int) -> list[NamedKick]:
    """Give the first kicks with their labels, the first few of them wrong."""
    return [
        NamedKick(
            kick.probability,
            TECHNIQUES[(TECHNIQUES.index(kick.truth) + (row < slips)) % len(TECHNIQUES)],
        )
        for row, kick in enumerate(kicks[:LABELLED])
    ]


Evidence = Callable[[Sequence[Kick], np.random.Generator], list[SpeedPair]]


def power_table(players: Sequence[Sequence[Kick]], seed: int) -> None:
    """Print what known balls do to speeds."""
    sources: tuple[tuple[str, Evidence], ...] = (
        (f"{LABELLED} radar speeds", radar),
        (f"{MARKED} balls to a mark", marks),
        (f"{ECHOES} balls to a wall", walls),
    )
    for words, evidence in sources:
        for is_foot in (False, True):
            scores = []
            for row, kicks in enumerate(players):
                first = [kick for kick in kicks if kick.session == 0]
                rest = first[ECHOES:] + [kick for kick in kicks if kick.session == 1]
                if len(first) < ECHOES or not rest:
                    continue
                pairs = evidence(first, np.random.default_rng([seed, row, 77]))
                lesson = learn_power(pairs, PowerLessonSettings())
                own = Adaptation(foot=lesson.foot, ball=lesson.ball)
                scores.append(speed_score(rest, own, is_foot=is_foot))
            _print_speeds(words, "foot" if is_foot else "ball", scores)


def _print_speeds(words: str, what: str, scores: Sequence[SpeedScore]) -> None:
    errors = np.array([score.errors for score in scores])
    covered = np.array([score.covered for score in scores]).mean(axis=0)
    widths = np.median([score.widths for score in scores], axis=0)
    better = np.mean(errors[:, 1] <= errors[:, 0] + 1e-12)
    typical = errors.mean(axis=0)
    print(
        f"{what} speed, {words}: {len(scores)} players; mean of their median errors "
        f"{typical[0]:.1%} -> "
        f"{typical[1]:.1%}, no worse for {better:.1%}; 90 % interval holds {covered[0]:.1%} -> "
        f"{covered[1]:.1%}; half width x{math.exp(widths[0]):.3f} -> x{math.exp(widths[1]):.3f}"
    )


def main() -> None:
    """Simulate, adapt, compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--players", type=int, default=60)
    parser.add_argument("--seed", type=int, default=88)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kept", type=Path)
    parser.add_argument("--spreads", action="store_true")
    asked = parser.parse_args()
    if asked.kept is not None and asked.kept.is_file():
        stored = json.loads(asked.kept.read_text(encoding="utf-8"))
        asked.seed = stored["seed"]
        players = [[Kick(**kick) for kick in kicks] for kicks in stored["players"]]
    else:
        players = cohort(asked.players, asked.seed, asked.workers)
        if asked.kept is not None:
            rows = [[asdict(kick) for kick in kicks] for kicks in players]
            text = json.dumps({"seed": asked.seed, "players": rows})
            asked.kept.write_text(text, encoding="utf-8")
    count = sum(len(kicks) for kicks in players)
    print(f"{len(players)} simulated players (seed {asked.seed}), {count} kicks found")
    if asked.spreads:
        sys.path.insert(0, str(Path(__file__).parents[1]))
        from benchmarks.adaptation_spreads import spreads  # noqa: PLC0415 - it imports this module

        spreads(players)
        return
    technique_table(players)
    power_table(players, asked.seed)


if __name__ == "__main__":
    main()
