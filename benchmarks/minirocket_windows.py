"""Cut the windows around labelled contacts that ``benchmarks/minirocket.py`` compares models on.

    python benchmarks/minirocket_windows.py --data DIR [--data DIR ...] --out windows.npz

Windows are in the frame of the segment, at a fixed number of steps whatever the sampling rate.
"""

import argparse
from pathlib import Path

import numpy as np

from kicksense.domain.kick import Technique
from kicksense.kicks.contact_model import ContactClass
from kicksense.scene import scene_of
from kicksense.settings import AnalysisSettings
from kicksense.survey import survey
from kicksense.workflows.datasets import open_dataset
from kicksense.workflows.examples import matched_classes

SPAN_S = (-0.45, 0.33)
"""The window: the swing before a contact, and what its measures see after it."""

STEPS = 80
MOST_OTHER = 4
"""Contacts of no interest kept for each one with the ball, chosen at random."""


def cut(places: list[Path], out: Path, seed: int) -> None:
    """Write windows, evidence, truth and players of labelled recordings."""
    rng = np.random.default_rng(seed)
    dataset = open_dataset(tuple(places))
    parts: dict[str, list[np.ndarray]] = {
        name: [] for name in ("windows", "evidence", "classes", "techniques", "players")
    }
    named = [Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP]
    for done, entry in enumerate(dataset.entries, start=1):
        session = dataset.read(entry)
        seen = survey(session.recording, AnalysisSettings())
        classes, kicks = matched_classes(seen, session.labels)
        techniques = np.full(len(classes), -1)
        for event, row in kicks:
            if row is not None and event.technique in named:
                techniques[row] = named.index(event.technique)
        with_ball = np.flatnonzero(classes > ContactClass.OTHER)
        others = rng.permutation(np.flatnonzero(classes == ContactClass.OTHER))
        rows = np.sort(np.concatenate([with_ball, others[: MOST_OTHER * len(with_ball) + 20]]))
        scene = scene_of(session.recording, AnalysisSettings(), target=None, drill=None, spans=None)
        signals = scene.signals
        channels = np.concatenate([signals.acc_mps2, signals.gyr_radps], axis=1)
        times = np.linspace(*SPAN_S, STEPS) * signals.sampling_rate_hz
        places_of = seen.contacts.positions[rows][:, None] + times
        grid = np.arange(len(channels))
        windows = np.stack([np.interp(places_of, grid, axis) for axis in channels.T], axis=1)
        parts["windows"].append(windows.astype(np.float32))
        parts["evidence"].append(seen.evidence[rows].astype(np.float32))
        parts["classes"].append(classes[rows])
        parts["techniques"].append(techniques[rows])
        parts["players"].append(np.repeat(entry.player_id, len(rows)))
        print(f"{done} of {len(dataset.entries)}: {entry.session_id}, {len(rows)} windows")
    joined = {name: np.concatenate(arrays) for name, arrays in parts.items()}
    np.savez_compressed(out, **joined)
    print(f"{len(joined['classes'])} windows of {len(dataset.players)} players in {out}")


def main() -> None:
    """Cut."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, action="append", required=True)
    parser.add_argument("--out", type=Path, default=Path("windows.npz"))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    cut(options.data, options.out, options.seed)


if __name__ == "__main__":
    main()
