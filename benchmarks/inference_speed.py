"""Measure how long a trained model takes to load, and to judge one kick.

    python benchmarks/inference_speed.py [--model NAME] [--repeats N]

The kicks are those of a simulated session at 200 Hz. A kick alone is judged from the few seconds
around it, as when it has just come in: the measures of its contact and the first head; the window
and the features; technique and both speeds. In a recording all contacts are measured at once. Times
are CPU times of this process. Loading is measured in fresh processes, apart from the imports that
it needs. Beside it stands what the same takes without a model, and scikit-learn's own answer to one
row where it is installed. The exit code is 1 where a limit was missed.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Rejection
from kicksense.domain.signals import SegmentRecording
from kicksense.errors import KicksenseError
from kicksense.inference.model import KickModel
from kicksense.inference.verdict import Knowledge
from kicksense.kicks.contacts import jolts, measure_contacts
from kicksense.kicks.windows import window_around
from kicksense.scene import Scene, scene_of
from kicksense.settings import AnalysisSettings
from kicksense.simulation.plans import drill_plan
from kicksense.simulation.player import Player
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import simulate_session
from kicksense.store.folder import data_folder
from kicksense.store.model_files import load_estimators, load_model
from kicksense.survey import survey, weighed_kick
from kicksense.workflows.model_choice import DEFAULT_MODEL, model_folder

LOAD_LIMIT_S = 0.3
KICK_LIMIT_MS = 1.0
SEED = 11
KICKS = 24
AROUND_S = 2.0
LOADING = """
import json, sys, time
from pathlib import Path
begun = time.perf_counter()
from kicksense.store.model_files import load_model
imported = time.perf_counter()
load_model(Path(sys.argv[1]))
loaded = time.perf_counter()
print(json.dumps({"import_s": imported - begun, "load_s": loaded - imported,
                  "sklearn": "sklearn" in sys.modules}))
"""


@dataclass(frozen=True)
class Steps:
    """CPU time of the steps of every judged kick, ms, shape (n,)."""

    contact: FloatArray
    features: FloatArray
    heads: FloatArray

    @property
    def total(self) -> FloatArray:
        """All steps together."""
        return np.asarray(self.contact + self.features + self.heads)


def timed(work: Callable[[], object]) -> float:
    """Give the CPU time of some work, ms."""
    start_s = time.process_time()
    work()
    return 1e3 * (time.process_time() - start_s)


def simulated_kicks() -> tuple[Scene, list[int]]:
    """Give a session and the positions of its kicks, found by the rules."""
    plan = drill_plan("free_play", KICKS, np.random.default_rng(SEED))
    recording = simulate_session(plan, Player(), Device(rate_hz=200.0), SEED).recording
    settings = AnalysisSettings()
    scene = scene_of(recording, settings, target=None, drill=None, spans=None)
    contacts = survey(recording, settings).contacts
    likely = contacts.positions[contacts.probabilities[:, 3] > 0.5].tolist()
    kept = [
        position
        for position in likely
        if not isinstance(
            window_around(scene.signals, scene.attitude, position, settings.windows), Rejection
        )
    ]
    return scene, kept


def around(signals: SegmentRecording, position: int) -> tuple[SegmentRecording, int]:
    """Give the seconds around a contact, and its position in them."""
    reach = round(AROUND_S * signals.sampling_rate_hz)
    start = max(0, position - reach)
    return signals.stretch(start, position + reach), position - start


def judge_contact(knowledge: Knowledge, near: SegmentRecording, position: int) -> None:
    """Measure one contact and say what it is."""
    here, jolt = np.array([position]), jolts(near)
    knowledge.judge(near, jolt, here, measure_contacts(near, jolt, here))


def contacts_at_once_ms(scene: Scene, positions: list[int], knowledge: Knowledge) -> float:
    """Give the time that each contact takes where all are judged at once, as in a recording."""
    jolt, here = jolts(scene.signals), np.array(positions)

    def judge() -> None:
        """Measure and judge all."""
        measures = measure_contacts(scene.signals, jolt, here)
        knowledge.judge(scene.signals, jolt, here, measures)

    return min(timed(judge) for _ in range(10)) / len(positions)


def judged(scene: Scene, positions: list[int], knowledge: Knowledge, repeats: int) -> Steps:
    """Judge every kick again and again, each from its own samples alone."""
    times: list[tuple[float, float, float]] = []
    settings = scene.settings
    for _ in range(repeats + 1):
        for position in positions:
            near, here = around(scene.signals, position)
            contact_ms = timed(partial(judge_contact, knowledge, near, here))
            start_s = time.process_time()
            cut = window_around(scene.signals, scene.attitude, position, settings.windows)
            if isinstance(cut, Rejection):
                raise TypeError("a kick that was looked at before has no window")
            kick = weighed_kick(scene, *cut, since_s=1.0)
            features_ms = 1e3 * (time.process_time() - start_s)
            judge = partial(
                knowledge.verdict, kick.evidence, kick.rule, kick.physics, settings.technique
            )
            times.append((contact_ms, features_ms, timed(judge)))
    return Steps(*np.array(times[len(positions) :]).T)


def loading(folder: Path, repeats: int) -> dict[str, float]:
    """Load the model in fresh processes and give the least times, s."""
    runs = []
    for _ in range(repeats):
        run = subprocess.run(
            [sys.executable, "-c", LOADING, str(folder)], capture_output=True, text=True, check=True
        )
        runs.append(json.loads(run.stdout))
    if any(run["sklearn"] for run in runs):
        raise RuntimeError("loading a model imported scikit-learn")
    return {name: min(run[name] for run in runs) for name in ("import_s", "load_s")}


def one_row_ms(model: KickModel, folder: Path, row: np.ndarray) -> tuple[float, float | None]:
    """Give the median time to name one kick: plain arrays, and scikit-learn where installed."""
    plain = [timed(lambda: model.technique.probabilities(row)) for _ in range(200)]
    try:
        estimator = load_estimators(folder)["technique"]
    except KicksenseError as error:
        print(f"  scikit-learn was not asked: {error}")
        return float(np.median(plain)), None
    theirs = [timed(lambda: estimator.predict_proba(row)) for _ in range(30)]
    return float(np.median(plain)), float(np.median(theirs))


def show(name: str, times_ms: np.ndarray) -> None:
    """Print the middle and the slow end of some times."""
    middle, slow = np.quantile(times_ms, [0.5, 0.99])
    print(f"  {name:<44}{middle:>8.3f} / {slow:.3f} ms")


def verdict(name: str, value: float, limit: float, unit: str) -> bool:
    """Print a figure and its share of the limit, and tell whether it keeps it."""
    kept = value < limit
    words = "kept" if kept else "MISSED"
    share = f"{value / limit:.2f} of the limit {limit:g} {unit}"
    print(f"  {name:<44}{value:>8.3f} {unit:<3} {share}: {words}")
    return kept


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default=DEFAULT_MODEL, metavar="NAME")
    parser.add_argument("--repeats", type=int, default=20)
    return parser.parse_args()


def main() -> int:
    """Measure and print."""
    options = arguments()
    try:
        folder = model_folder(options.model, data_folder(None))
        model = load_model(folder)
    except KicksenseError as error:
        print(error, file=sys.stderr)
        return 2
    scene, positions = simulated_kicks()
    steps = judged(scene, positions, Knowledge(model), options.repeats)
    rules = judged(scene, positions, Knowledge(), options.repeats)
    spent = loading(folder, 5)
    size_mb = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    print(f"{model.name}: {size_mb:.1f} MB, {len(positions)} simulated kicks, p50 / p99 CPU")
    for name in ("contact", "features", "heads", "total"):
        show(f"{name}, with the model", getattr(steps, name))
    show("total, by the rules alone", rules.total)
    together_ms = contacts_at_once_ms(scene, positions, Knowledge(model))
    print(f"  {'contact, of all in a recording at once':<44}{together_ms:>8.3f} ms")
    row = np.zeros((1, len(model.kick_names)))
    plain_ms, theirs_ms = one_row_ms(model, folder, row)
    print(f"  {'technique of one row, plain arrays':<44}{plain_ms:>8.3f} ms")
    if theirs_ms is not None:
        ratio = theirs_ms / plain_ms
        print(f"  {'  the same by scikit-learn':<44}{theirs_ms:>8.3f} ms, {ratio:.0f} times that")
    print(f"  imports before the first model: {spent['import_s']:.2f} s")
    middle_ms = float(np.median(steps.total))
    print(f"  model over rules, one kick: {middle_ms / float(np.median(rules.total)):.2f}")
    in_recording_ms = together_ms + float(np.median(steps.features + steps.heads))
    kept = [
        verdict("loading the model", spent["load_s"], LOAD_LIMIT_S, "s"),
        verdict("a kick alone, features and three heads", middle_ms, KICK_LIMIT_MS, "ms"),
        verdict("a kick in a recording, the same", in_recording_ms, KICK_LIMIT_MS, "ms"),
        verdict("size", size_mb, 10.0, "MB"),
    ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
