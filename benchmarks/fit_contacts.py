"""Fit and check the model that tells kicks, touches and traps from other contacts.

    python benchmarks/fit_contacts.py [--players N] [--recordings DIR] [--check-only]

Data: `recordings/lmd` (real kicks; the standing leg and the run-up as other contacts), the real
walking recordings (other contacts), and simulated players (kicks, touches, traps and what is none
of them). The check leaves out one real player, one walking recording, or a quarter of the simulated
players at a time, and counts kicks by the rules of `kicksense.kicks.detect`. The fit uses all of
them and writes `kicksense.kicks.contact_weights`.
"""

import argparse
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Technique
from kicksense.domain.signals import Recording
from kicksense.exchange.options import ReadOptions
from kicksense.frames.calibration import CalibrationSettings, calibrate
from kicksense.frames.coarse import CoarseSettings, coarse
from kicksense.frames.orientation import orientation_quaternions, upward
from kicksense.frames.segment import to_segment_frame
from kicksense.kicks.contact_model import ContactClass, terms_of
from kicksense.kicks.contacts import (
    LOOK_AHEAD_S,
    LOOK_BACK_S,
    ContactSettings,
    Measure,
    candidate_contacts,
    evidence,
    jolts,
    measure_contacts,
)
from kicksense.kicks.detect import Contacts, DetectionSettings, select_kicks, touches
from kicksense.simulation.gestures import DragBack, Fidget, JumpLanding, OtherLegKick, Stamp, Trap
from kicksense.simulation.movements import (
    Dribble,
    HandHeld,
    Jog,
    Kick,
    Movement,
    Walk,
    WearingProtocol,
)
from kicksense.simulation.player import random_player
from kicksense.simulation.sensor import random_device
from kicksense.simulation.session import simulate_session
from kicksense.workflows.analysis import load_recording
from kicksense.workflows.suite_recordings import foot_speed_peak_s, kick_trials, walking_files

UNLABELLED = -1
SLOWER = (0.7, 0.5, 0.35)
"""Real kicks are hard ones; the same swing done slower stands for soft ones in the fit."""

_SCALING = {
    Measure.STRIKE_RATE: 1.0,
    Measure.PEAK_RATE: 1.0,
    Measure.JOLT_ACC: 1.0,
    Measure.JOLT_GYR: 1.0,
    Measure.RATE_DROP: 1.0,
    Measure.RATE_AFTER: 1.0,
    Measure.UNREST_AFTER: 1.0,
    Measure.LONG_AXIS_RATE: 1.0,
    Measure.JOLT: 1.0,
    Measure.FOLLOW_RATE: 1.0,
    Measure.RATE_RISE: 1.0,
    Measure.ACC_SPREAD_AFTER: 1.0,
    Measure.SWING_ANGLE: 0.8,
    Measure.REST_AFTER: 0.7,
}


@dataclass(frozen=True)
class Leg:
    """The contacts of one recording with their labels."""

    name: str
    group: str
    source: str
    rate_hz: float
    positions: np.ndarray
    time_s: np.ndarray
    measures: np.ndarray
    labels: np.ndarray
    kicks_s: tuple[float, ...]
    kinds: tuple[str, ...]


def contacts_of(recording: Recording) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """Give grid rate, positions, times and measures of the contacts of a recording."""
    grid = coarse(recording, CoarseSettings())
    quaternions = orientation_quaternions(grid)
    up = upward(quaternions)
    report = calibrate(grid, up, CalibrationSettings(), start_time_s=recording.start_time_s)
    signals = to_segment_frame(grid, up, report, recording.placement)
    jolt = jolts(signals)
    positions = candidate_contacts(jolt, signals.sampling_rate_hz, ContactSettings())
    back = round(LOOK_BACK_S * signals.sampling_rate_hz)
    ahead = round(LOOK_AHEAD_S * signals.sampling_rate_hz) + 2
    positions = positions[(positions >= back) & (positions < len(signals) - ahead)]
    time_s = recording.start_time_s + positions * grid.factor / recording.sampling_rate_hz
    return signals.sampling_rate_hz, positions, time_s, measure_contacts(signals, jolt, positions)


def strength(measures: np.ndarray) -> np.ndarray:
    """Rank contacts as `select_kicks` does."""
    return measures[:, Measure.STRIKE_RATE] * np.sqrt(measures[:, Measure.JOLT])


def real_legs(folder: Path) -> list[Leg]:
    """Read kick trials (both legs) and walking."""
    legs = []
    for trial in kick_trials(folder):
        peak_s = foot_speed_peak_s(trial)
        for side in Side:
            recording = load_recording(trial.path, ReadOptions(side=side))
            rate_hz, positions, time_s, measures = contacts_of(recording)
            labels = np.full(len(time_s), ContactClass.OTHER)
            kicks: tuple[float, ...] = ()
            if side is trial.kicking_side:
                kicks = (peak_s,)
                labels[time_s > peak_s - 0.25] = UNLABELLED
                near = np.flatnonzero(np.abs(time_s - peak_s) < 0.15)
                if len(near):
                    labels[near[strength(measures[near]).argmax()]] = ContactClass.KICK
            legs.append(
                Leg(f"{trial.name}-{side}", f"lmd-{trial.player}", "lmd", rate_hz, positions,
                    time_s, measures, labels, kicks, ("other",) * len(time_s))
            )  # fmt: skip
    for name, path, options in walking_files(folder):
        rate_hz, positions, time_s, measures = contacts_of(load_recording(path, options))
        labels = np.full(len(time_s), ContactClass.OTHER)
        legs.append(
            Leg(name, name, "walking", rate_hz, positions, time_s, measures, labels, (),
                ("walking",) * len(time_s))
        )  # fmt: skip
    return legs


def plan(rng: np.random.Generator) -> tuple[Movement, ...]:
    """Draw what one simulated player does, in any order."""

    def effort() -> float:
        return float(rng.uniform(0.35, 1.4))

    passes = (Technique.HEEL, Technique.INSIDE_FOOT)
    moves: list[Movement] = [
        Kick(technique, effort(), int(rng.integers(0, 3)), bool(rng.random() < 0.25))
        for technique in passes
        for _ in range(12)
    ]
    moves += [Kick(Technique.INSTEP, effort(), int(rng.integers(0, 3)), True) for _ in range(5)]
    moves += [Kick(t, effort(), 1, misses=True) for t in (*passes, Technique.INSTEP)]
    moves += [Walk(int(rng.integers(3, 9)), float(rng.uniform(-120, 120))) for _ in range(7)]
    moves += [
        Jog(int(rng.integers(4, 12)), float(rng.uniform(-90, 90)), float(rng.uniform(0.7, 1.5)))
        for _ in range(5)
    ]
    moves += [Dribble(int(rng.integers(4, 8)), 1, bool(rng.random() < 0.6)) for _ in range(3)]
    moves += [Trap() for _ in range(6)] + [DragBack() for _ in range(3)]
    moves += [OtherLegKick() for _ in range(4)]
    moves += [Stamp(), Stamp(), JumpLanding(), JumpLanding(), Fidget()]
    order = rng.permutation(len(moves))
    before: list[Movement] = [HandHeld(5.0)] if rng.random() < 0.4 else []
    before += [WearingProtocol()] if rng.random() < 0.8 else []
    return (*before, *(moves[k] for k in order))


def simulated_legs(players: int) -> list[Leg]:
    """Simulate players, each with a device of its own."""
    legs = []
    classes = {
        "kick": ContactClass.KICK,
        "touch": ContactClass.TOUCH,
        "trap": ContactClass.TRAP,
        "air_kick": ContactClass.MISS,
    }
    for seed in range(1000, 1000 + players):
        rng = np.random.default_rng(seed)
        player, device = random_player(rng), random_device(rng)
        session = simulate_session(plan(rng), player, device, seed)
        rate_hz, positions, time_s, measures = contacts_of(session.recording)
        times = np.array([event.time_s for event in session.truth])
        kinds = [str(event.kind) for event in session.truth]
        nearest = np.abs(times[None, :] - time_s[:, None]).argmin(axis=1)
        late = time_s - times[nearest]
        labels = np.full(len(time_s), ContactClass.OTHER)
        for kind, label in classes.items():
            of_kind = np.array([kinds[k] == kind for k in nearest])
            labels[of_kind & (np.abs(late) < 0.3)] = UNLABELLED
            for event in np.unique(nearest[of_kind]):
                near = np.flatnonzero((nearest == event) & (late > -0.03) & (late < 0.06))
                if len(near):
                    labels[near[strength(measures[near]).argmax()]] = label
        kicks = tuple(t for t, kind in zip(times, kinds, strict=True) if kind == "kick")
        seen = tuple(
            kinds[k] if abs(d) < 0.1 else "none" for k, d in zip(nearest, late, strict=True)
        )
        legs.append(
            Leg(str(seed), f"sim-{seed % 4}", "simulated", rate_hz, positions, time_s, measures,
                labels, kicks, seen)
        )  # fmt: skip
        print(f"simulated {seed}: {device.rate_hz:.0f} Hz, {len(time_s)} contacts", flush=True)
    return legs


def slowed(measures: np.ndarray, factor: float) -> np.ndarray:
    """Give the measures of the same kicks done slower."""
    slow = measures.copy()
    for column, power in _SCALING.items():
        slow[:, column] *= factor**power
    for column in (Measure.ACC_AFTER, Measure.ACC_BEFORE):
        slow[:, column] = 1.0 + (slow[:, column] - 1.0) * factor**2
    return slow


@dataclass(frozen=True)
class Model:
    """A fitted model."""

    centre: np.ndarray
    spread: np.ndarray
    weights: np.ndarray
    bias: np.ndarray

    def probabilities(self, measures: np.ndarray) -> np.ndarray:
        """Give the class probabilities of contacts."""
        terms = terms_of(evidence(measures), self.centre, self.spread)
        score = terms @ self.weights.T + self.bias
        odds = np.exp(score - score.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def fit(legs: list[Leg]) -> Model:
    """Fit to all labelled contacts; sources and classes weigh the same."""
    parts: list[tuple[np.ndarray, np.ndarray, str]] = []
    for leg in legs:
        known = leg.labels != UNLABELLED
        parts.append((leg.measures[known], leg.labels[known], leg.source))
        if leg.source == "lmd":
            struck = leg.labels == ContactClass.KICK
            parts += [
                (slowed(leg.measures[struck], factor), leg.labels[struck], leg.source)
                for factor in SLOWER
            ]
    numbers = evidence(np.concatenate([part[0] for part in parts]))
    labels = np.concatenate([part[1] for part in parts])
    sources = np.concatenate([np.full(len(part[1]), part[2]) for part in parts])
    centre, spread = numbers.mean(axis=0), numbers.std(axis=0)
    weights = np.ones(len(labels))
    for source in np.unique(sources):
        for label in np.unique(labels):
            chosen = (sources == source) & (labels == label)
            if chosen.any():
                weights[chosen] = 1000.0 / chosen.sum()
    model = LogisticRegression(C=0.05, max_iter=3000, solver="newton-cholesky")
    model.fit(terms_of(numbers, centre, spread), labels, sample_weight=weights)
    return Model(centre, spread, model.coef_, model.intercept_)


def judged_unseen(legs: list[Leg]) -> list[np.ndarray]:
    """Give each leg's class probabilities by a model that has not seen its group."""
    unseen: dict[int, np.ndarray] = {}
    for group in sorted({leg.group for leg in legs}):
        model = fit([leg for leg in legs if leg.group != group])
        for number, leg in enumerate(legs):
            if leg.group == group:
                unseen[number] = model.probabilities(leg.measures)
        print(f"left out {group}", flush=True)
    return [unseen[number] for number in range(len(legs))]


def check(legs: list[Leg], unseen: list[np.ndarray], settings: DetectionSettings) -> None:
    """Print how often a model was right about groups it had not seen."""
    count: Counter[str] = Counter()
    for leg, probabilities in zip(legs, unseen, strict=True):
        contacts = Contacts(leg.positions, leg.measures, probabilities)
        rows = select_kicks(contacts, leg.rate_hz, settings)
        times = leg.time_s[rows]
        hits = sum(bool(np.any(np.abs(times - kick) < 0.15)) for kick in leg.kicks_s)
        if leg.source == "lmd":
            role = "kicking" if leg.kicks_s else "standing"
            count[f"lmd {role} legs"] += 1
            count[f"lmd {role} legs with a kick"] += len(rows) > 0
            count[f"lmd {role} legs with a second kick"] += len(rows) > 1
            count["lmd kicks found"] += hits
            continue
        count[f"{leg.source} kicks"] += len(leg.kicks_s)
        count[f"{leg.source} kicks found"] += hits
        for row in rows:
            count[f"{leg.source} called kick: {leg.kinds[row]}"] += 1
        played = np.flatnonzero(touches(contacts, settings))
        for row in played:
            count[f"{leg.source} called touch or trap: {leg.kinds[row]}"] += 1
    for name, number in sorted(count.items()):
        print(f"{number:7d}  {name}")


def write(model: Model, path: Path) -> None:
    """Write the weights as the module that the package imports."""

    def numbers(values: np.ndarray) -> str:
        words = [f"{value:.3g}," for value in values]
        rows = [" ".join(words[k : k + 10]) for k in range(0, len(words), 10)]
        return "(\n" + "".join(f"    {row}\n" for row in rows) + ")"

    weights = "(\n" + "".join(f"{numbers(row)},\n" for row in model.weights) + ")"
    path.write_text(
        '"""Weights of `kicksense.kicks.contact_model`.\n\n'
        "Written by ``python benchmarks/fit_contacts.py``; not for editing.\n"
        '"""\n\n'
        "# fmt: off\n\n"
        "from typing import Final\n\n"
        f"CENTRE: Final = {numbers(model.centre)}\n\n"
        f"SPREAD: Final = {numbers(model.spread)}\n\n"
        f"BIAS: Final = {numbers(model.bias)}\n\n"
        f"WEIGHTS: Final = {weights}\n",
        encoding="utf-8",
    )


def main() -> None:
    """Fit, check, write."""
    root = Path(__file__).resolve().parents[1]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--players", type=int, default=40)
    parser.add_argument("--recordings", type=Path, default=root.parent / "shared" / "recordings")
    parser.add_argument("--check-only", action="store_true")
    options = parser.parse_args()
    legs = real_legs(options.recordings) + simulated_legs(options.players)
    if not options.check_only:
        write(fit(legs), root / "src" / "kicksense" / "kicks" / "contact_weights.py")
    unseen = judged_unseen(legs)
    for threshold in (0.8, 0.85, 0.9):
        print(f"--- kick_probability {threshold}")
        check(legs, unseen, replace(DetectionSettings(), kick_probability=threshold))


if __name__ == "__main__":
    main()
