"""Measure what is said of the leg between kicks: steps, runs, turns, carries.

Prints, as Markdown, step counts on real recordings beside references, and what simulated players
did beside what was said of it::

    python benchmarks/locomotion.py [--recordings FOLDER] [--players 12] [--seed 1]
                                    [--engine physics]

Real references are of two kinds. *Hand*: swings of the leg counted in a plot of the forward swing
rate and the force along the leg, before the program's count was looked at; single steps of a few
centimetres before and after the walk are the doubt. *Suit*: the suit's own speed of the foot,
smoothed over 60 ms; a step is a peak above 1.2 m/s after which the speed falls below half of it.
Walking sensors sit on the foot but for one on the shank; the suit's are on both shanks, of players
who dribble. Two files of walking patients are left out, because they do not say their rate.
"""

import argparse
import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import ContactKind, Technique
from kicksense.domain.labels import EventKind, MovementSpan
from kicksense.domain.locomotion import Activity, BallContact, Bout, Gait
from kicksense.domain.signals import SegmentRecording
from kicksense.dsp import local_maxima
from kicksense.exchange.options import ReadOptions
from kicksense.locomotion.activity import activity_of
from kicksense.locomotion.forward import turned_forward
from kicksense.locomotion.smoothing import smoothed
from kicksense.locomotion.steps import course_of
from kicksense.pipeline import observed
from kicksense.scene import Scene, scene_of, worn_from
from kicksense.settings import AnalysisSettings
from kicksense.simulation.drill_moves import LightFeet
from kicksense.simulation.gestures import Fidget, JumpLanding, Trap
from kicksense.simulation.movements import Dribble, Jog, Kick, Movement, Still, Walk, joined
from kicksense.simulation.plans import opening
from kicksense.simulation.player import Player, random_player
from kicksense.simulation.running import Shuffle, Sprint, TurnOnSpot
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import Engine, SimulatedSession, simulate_session
from kicksense.workflows.analysis import load_recording
from kicksense.workflows.suite_recordings import all_trials, foot_speed_mps, walking_files

HAND_COUNTS: Mapping[str, tuple[int, str]] = {
    "xsens/shank": (20, "29 s, shank; the last foot strike 50 ms before the end"),
    "xio/short_walk": (16, "42 s, foot; the last one a small closing step"),
    "xio/long_walk": (37, "71 s, foot; first and last are half steps"),
    "gaitmap/imu_sample-left": (32, "39 s, foot; closing step at 36 s counted"),
    "gaitmap/imu_sample-right": (31, "39 s, foot; a foot set straight at 35.5 s not counted"),
    "gaitmap/imu_sample_healthy_stair_down-left": (19, "22 s, foot, two flights downstairs"),
    "gaitmap/imu_sample_healthy_stair_down-right": (19, "22 s, foot"),
    "gaitmap/imu_sample_healthy_stair_up-left": (20, "25 s, foot; two small steps first"),
    "gaitmap/imu_sample_healthy_stair_up-right": (19, "25 s, foot; but for a tiny one at 3.2 s"),
}  # fmt: skip
"""Swings of the leg counted by eye, and what was doubtful."""

_SUIT_HZ = 120.0
_SUIT_GROUPS = {range(21, 25): "long dribbles", range(25, 33): "short dribbles"}
_ONSET_RADPS = np.radians(10.0)
_RUNS = (Gait.RUNNING, Gait.SPRINTING)
_KINDS = {
    EventKind.KICK: None,
    EventKind.AIR_KICK: ContactKind.AIR_KICK,
    EventKind.TOUCH: ContactKind.TOUCH,
    EventKind.TRAP: ContactKind.TRAP,
}


@dataclass(frozen=True)
class Told:
    """What was said of one simulated session beside its truth.

    Attributes
    ----------
    steps
        For each movement: true, found.
    onsets_s
        For each run: what it comes after, and found less true start.
    missed, invented
        Runs that were not found, and found where there is none.
    gaits
        For each run: what it is and what it was said to be.
    turns_rad
        True and found change of heading over walks, runs and turns on the spot.
    carries
        True and found.
    """

    steps: Counter[tuple[str, str]]
    onsets_s: tuple[tuple[str, float], ...]
    missed: int
    invented: int
    gaits: Counter[tuple[str, str]]
    turns_rad: tuple[tuple[float, float], ...]
    carries: tuple[int, int]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", type=Path, default=Path("../shared/recordings"))
    parser.add_argument("--players", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", type=Engine, choices=list(Engine), default=Engine.KINEMATIC)
    asked = parser.parse_args()
    if asked.recordings.is_dir():
        print_real(asked.recordings)
    else:
        print(f"no real recordings in {asked.recordings}: their steps are not counted\n")
    told = [told_of(asked.seed * 1000 + number, asked.engine) for number in range(asked.players)]
    print_simulated(told)
    print_speed()


def print_real(folder: Path) -> None:
    """Print step counts on real recordings."""
    print("| real recording | reference | counted | found | off |\n|---|---|---|---|---|")
    for name, path, options in walking_files(folder):
        if name in HAND_COUNTS:
            steps = len(observed(load_recording(path, options), AnalysisSettings()).activity.steps)
            counted = HAND_COUNTS[name][0]
            print(f"| {name} | hand | {counted} | {steps} | {steps / counted - 1.0:+.1%} |")
    for group, (counted, found, off) in suit_steps(folder).items():
        print(
            f"| lmd, {group}, both shanks | suit | {counted} | {found} | "
            f"{found / counted - 1.0:+.1%}; a recording {off:.1f} steps |"
        )
    agreed = forward_agreed(folder)
    print(
        f"\nforward read off the steps alone is the calibration's in {sum(agreed)} of "
        f"{len(agreed)} dribbles in which that knows it\n"
    )


def forward_agreed(folder: Path) -> list[bool]:
    """Tell for each dribble with known forward whether its steps alone would say the same."""
    settings = AnalysisSettings()
    agreed = []
    for trial in all_trials(folder):
        for side in Side if any(trial.number in span for span in _SUIT_GROUPS) else ():
            recording = load_recording(trial.path, ReadOptions(side=side))
            scene = scene_of(recording, settings, target=None, drill=None, spans=None)
            if scene.calibration.forward_known:
                course = course_of(scene.signals, settings.locomotion.steps)
                agreed.append(turned_forward(course, settings.locomotion.steps) is course)
    return agreed


def suit_steps(folder: Path) -> dict[str, tuple[int, int, float]]:
    """Give the suit's steps, those found and the mean absolute difference of a recording."""
    pairs: dict[str, list[tuple[int, int]]] = {}
    for trial in all_trials(folder):
        group = next((word for span, word in _SUIT_GROUPS.items() if trial.number in span), None)
        for side in Side if group else ():
            recording = load_recording(trial.path, ReadOptions(side=side))
            steps = len(observed(recording, AnalysisSettings()).activity.steps)
            speed_mps = smoothed(foot_speed_mps(trial, side), 7)
            pairs.setdefault(str(group), []).append((_swings(speed_mps), steps))
    return {
        group: (
            sum(counted for counted, _ in rows),
            sum(found for _, found in rows),
            float(np.mean([abs(counted - found) for counted, found in rows])),
        )
        for group, rows in pairs.items()
    }


def _swings(speed_mps: FloatArray) -> int:
    """Count the swings of a foot after which it stands."""
    peaks = local_maxima(speed_mps, above=1.2, reach=round(0.2 * _SUIT_HZ))
    edges = [*peaks.tolist(), len(speed_mps)]
    return sum(
        bool(speed_mps[peak:after].min() < 0.5 * speed_mps[peak]) for peak, after in pairwise(edges)
    )


def plan_of(rng: np.random.Generator) -> tuple[Movement, ...]:
    """Draw runs out of standing, shifting weight, light feet, walking and side steps."""
    plan: list[Movement] = [*opening()]
    for _ in range(12):
        before: tuple[Movement, ...] = (
            Still(float(rng.uniform(0.8, 3.0))),
            Fidget(float(rng.uniform(2.5, 6.0))),
            LightFeet(float(rng.uniform(1.5, 4.0)), float(rng.uniform(2.0, 4.0))),
            Walk(int(rng.integers(2, 6)), float(rng.uniform(-120.0, 120.0))),
            Shuffle(int(rng.integers(3, 8))),
        )
        runs: tuple[Movement, ...] = (
            Jog(int(rng.integers(4, 9)), float(rng.uniform(-150.0, 150.0))),
            Sprint(int(rng.integers(4, 9)), pace_ratio=float(rng.uniform(0.9, 1.15))),
        )
        plan += [before[int(rng.integers(len(before)))], runs[int(rng.integers(2))]]
        technique = (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)[int(rng.integers(3))]
        others: tuple[Movement, ...] = (
            Still(float(rng.uniform(0.6, 2.0))),
            TurnOnSpot(float(rng.choice([-180.0, -90.0, 90.0, 180.0]))),
            Dribble(int(rng.integers(4, 9))),
            Kick(technique, approach=int(rng.integers(2))),
            Trap(),
            JumpLanding(),
        )
        plan += [movement for movement in others if rng.random() < 0.3]
    return (*plan, Still(1.5))


def told_of(seed: int, engine: Engine) -> Told:
    """Simulate a session and compare what is said of it with what happened."""
    player = random_player(np.random.default_rng([seed, 1]))
    plan = plan_of(np.random.default_rng([seed, 2]))
    session = simulate_session(plan, player, Device(), seed, engine=engine)
    scene = scene_of(session.recording, AnalysisSettings(), target=None, drill=None, spans=None)
    said = activity_on(scene, contacts_in(session))
    onsets, gaits, missed = _runs_told(session, said)
    moving = [span for span in session.spans if span.movement in _MOVING]
    return Told(
        steps=_steps_told(session, said),
        onsets_s=tuple(onsets),
        missed=missed,
        invented=sum(
            bout.gait in _RUNS
            and not any(span.start_s - 0.3 < bout.start_s < span.stop_s for span in moving)
            for bout in said.bouts
        ),
        gaits=gaits,
        turns_rad=tuple(_turns_told(session, plan, player, seed, said)),
        carries=(
            sum(span.movement == "dribble" for span in session.spans),
            len(said.carries),
        ),
    )  # fmt: skip


_MOVING = ("jog", "sprint", "dribble", "kick")


def activity_on(scene: Scene, contacts: Sequence[BallContact]) -> Activity:
    """Give the activity of a scene, told of the true contacts with the ball."""
    times, calibration = scene.times, scene.calibration
    return activity_of(
        scene.signals,
        times,
        contacts,
        settings=scene.settings.locomotion,
        forward_known=calibration.forward_known,
        worn_from=worn_from(calibration, times.start_time_s, times.grid_rate_hz),
    )


def contacts_in(session: SimulatedSession) -> tuple[BallContact, ...]:
    """Give the true contacts with the ball."""
    return tuple(
        BallContact(event.time_s, _KINDS[event.kind])
        for event in session.truth
        if event.kind in _KINDS
    )


def _steps_told(session: SimulatedSession, said: Activity) -> Counter[tuple[str, str]]:
    strikes_s = np.array(
        [event.time_s for event in session.truth if event.kind is EventKind.FOOT_STRIKE]
    )
    # The weight comes onto the leg a moment after the heel: one step.
    true_s = strikes_s[np.diff(strikes_s, prepend=-1.0) > 0.12]
    found_s = np.array([step.t_s for step in said.steps])
    counts: Counter[tuple[str, str]] = Counter()
    for span in session.spans:
        for word, moments_s in (("true", true_s), ("found", found_s)):
            inside = (moments_s >= span.start_s - 0.02) & (moments_s < span.stop_s - 0.02)
            counts[span.movement, word] += int(inside.sum())
    return counts


def _runs_told(
    session: SimulatedSession, said: Activity
) -> tuple[list[tuple[str, float]], Counter[tuple[str, str]], int]:
    onsets: list[tuple[str, float]] = []
    gaits: Counter[tuple[str, str]] = Counter()
    missed = 0
    for before, span in zip(session.spans[:-1], session.spans[1:], strict=True):
        if span.movement not in ("jog", "sprint"):
            continue
        bout = _run_in(said, span)
        if bout is None:
            missed += 1
        else:
            onsets.append((before.movement, bout.start_s - true_onset_s(session, span)))
            gaits[span.movement, str(bout.gait)] += 1
    return onsets, gaits, missed


def _run_in(said: Activity, span: MovementSpan) -> Bout | None:
    inside = (
        bout
        for bout in said.bouts
        if bout.gait in _RUNS
        and bout.stop_s > span.start_s + 0.5
        and bout.start_s < span.stop_s - 0.5
    )
    return next(inside, None)


def true_onset_s(session: SimulatedSession, span: MovementSpan) -> float:
    """Give when the leg really begins to turn: 10 deg/s across its long axis, without noise."""
    gyr = session.ideal.gyr_radps
    time_s = session.ideal.time_s + session.spans[0].start_s
    first = int(np.searchsorted(time_s, span.start_s))
    moved = np.hypot(gyr[first:, 0], gyr[first:, 2]) > _ONSET_RADPS
    return float(time_s[first + int(moved.argmax())])


def _turns_told(
    session: SimulatedSession,
    plan: tuple[Movement, ...],
    player: Player,
    seed: int,
    said: Activity,
) -> list[tuple[float, float]]:
    """Compare with the yaw of the plan, which the same seed gives again."""
    rng = np.random.default_rng(seed)
    body = joined(tuple(movement.perform(player, rng) for movement in plan))
    yaw_rad = body.yaw_rad * (1.0 if player.side is Side.RIGHT else -1.0)
    first_s, last_s = session.spans[0].start_s, session.spans[-1].stop_s
    time_s = np.linspace(first_s, last_s, len(yaw_rad))
    pairs = []
    for span in session.spans:
        if span.movement in ("walk", "jog", "sprint", "turn"):
            edges = [span.start_s, span.stop_s]
            true = np.interp(edges, time_s, yaw_rad)
            found = np.interp(edges, said.heading_t_s, said.heading_rad)
            pairs.append((float(true[1] - true[0]), float(found[1] - found[0])))
    return pairs


def print_simulated(told: Sequence[Told]) -> None:
    """Print what was said of simulated sessions beside their truth."""
    steps = sum((one.steps for one in told), Counter())
    print("| simulated movement | true steps | found |\n|---|---|---|")
    for movement in sorted({name for name, _ in steps}):
        print(f"| {movement} | {steps[movement, 'true']} | {steps[movement, 'found']} |")
    errors = [pair for one in told for pair in one.onsets_s]
    print("\n| run after | runs | median error, ms | median size | 90 % below | within 80 ms |")
    print("|---|---|---|---|---|---|")
    for before in [*sorted({word for word, _ in errors}), "all"]:
        off = np.array([error for word, error in errors if before in (word, "all")]) * 1000.0
        size = np.abs(off)
        print(
            f"| {before} | {len(off)} | {np.median(off):+.0f} | {np.median(size):.0f} | "
            f"{np.percentile(size, 90):.0f} | {np.mean(size < 80.0):.1%} |"
        )
    print(f"\nruns missed {sum(one.missed for one in told)}, ", end="")
    print(f"invented {sum(one.invented for one in told)}; told as: ", end="")
    gaits = sum((one.gaits for one in told), Counter())
    print(", ".join(f"{true} as {said} {count}" for (true, said), count in sorted(gaits.items())))
    pairs = np.degrees([pair for one in told for pair in one.turns_rad])
    off = np.abs(pairs[:, 1] - pairs[:, 0])
    print(
        f"change of heading over {len(off)} movements: median error {np.median(off):.1f} deg, "
        f"90 % below {np.percentile(off, 90):.1f} deg"
    )
    print(
        f"carries: {sum(one.carries[0] for one in told)} true, "
        f"{sum(one.carries[1] for one in told)} found (told of the true touches)\n"
    )


def print_speed() -> None:
    """Print what an hour costs."""
    plan = plan_of(np.random.default_rng(3))
    player = random_player(np.random.default_rng(3))
    session = simulate_session(plan, player, Device(), 3)
    scene = scene_of(session.recording, AnalysisSettings(), target=None, drill=None, spans=None)
    contacts = contacts_in(session)
    lasts_s = len(scene.signals) / scene.signals.sampling_rate_hz
    times = round(3600.0 / lasts_s) + 1
    hour = replace(scene, signals=_repeated(scene.signals, times))
    all_contacts = [
        replace(contact, t_s=contact.t_s + number * lasts_s)
        for number in range(times)
        for contact in contacts
    ]
    spent_s = []
    for _ in range(3):
        before_s = time.process_time()
        activity_on(hour, all_contacts)
        spent_s.append(time.process_time() - before_s)
    per_hour = 3600.0 / (times * lasts_s)
    print(f"an hour on the search grid: {min(spent_s) * per_hour:.3f} s of one core")


def _repeated(signals: SegmentRecording, times: int) -> SegmentRecording:
    return replace(
        signals,
        acc_mps2=np.tile(signals.acc_mps2, (times, 1)),
        gyr_radps=np.tile(signals.gyr_radps, (times, 1)),
        up=np.tile(signals.up, (times, 1)),
        measured=np.tile(signals.measured, times),
        clipped=np.tile(signals.clipped, times),
    )


if __name__ == "__main__":
    main()
