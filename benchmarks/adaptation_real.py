"""What adapting to a player is worth on real kicks: foot speed, six players.

    python benchmarks/adaptation_real.py RECORDINGS/lmd [--draws N]

Foot speeds of 8 of a player's kicks, as the motion suit gives them, are learnt from; the player's
other kicks are judged. Repeated with other draws of the 8. The suit's own speed is an estimate too,
and these players only shoot; nothing here speaks of heel kicks, balls or technique.
"""

import argparse
import math
from collections import defaultdict
from pathlib import Path
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.inference.adaptation import adapted_estimate
from kicksense.inference.adaptation_power import PowerLessonSettings, SpeedPair, learn_power
from kicksense.workflows.adaptation_evidence import kicks_labelled, seen_labels
from kicksense.workflows.analysis import analyze_recording
from kicksense.workflows.datasets import open_dataset
from kicksense.workflows.options import AnalysisRequest

LEARNT: Final = 8


def pairs_by_player(place: Path) -> dict[str, list[SpeedPair]]:
    """Analyze the kick trials; give the suit's foot speeds beside the estimates."""
    dataset = open_dataset((place,))
    found: dict[str, list[SpeedPair]] = defaultdict(list)
    for entry in dataset.entries:
        session = dataset.read(entry)
        if kicks_labelled(session.labels):
            report = analyze_recording(session.recording, AnalysisRequest())
            seen = seen_labels(report, [session.labels])
            found[session.player_id] += [pair for pair in seen.pairs if pair.is_foot]
    return found


def judged(pairs: list[SpeedPair], draws: int, rng: np.random.Generator) -> FloatArray:
    """Give error, whether the interval holds, and half width, before and after, per kick left."""
    rows = []
    for _ in range(draws):
        order = [pairs[int(row)] for row in rng.permutation(len(pairs))]
        factor = learn_power(order[:LEARNT], PowerLessonSettings()).foot
        for pair in order[LEARNT:]:
            own = adapted_estimate(pair.estimate, pair.technique, factor)
            for said in (pair.estimate, own):
                truth = pair.reference_mps
                rows.append(
                    (
                        abs(math.log(truth / said.value)),
                        float(said.low <= truth <= said.high),
                        0.5 * math.log(said.high / said.low),
                    )
                )
    return np.array(rows).reshape(-1, 2, 3)


def main() -> None:
    """Analyze, adapt, compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("place", type=Path)
    parser.add_argument("--draws", type=int, default=50)
    asked = parser.parse_args()
    rng = np.random.default_rng(8)
    table = pairs_by_player(asked.place)
    everybody = []
    for player, pairs in sorted(table.items()):
        if len(pairs) <= LEARNT:
            print(f"{player}: only {len(pairs)} kicks found")
            continue
        rows = judged(pairs, asked.draws, rng)
        everybody.append([np.median(rows[:, :, 0], axis=0), rows[:, :, 1].mean(axis=0),
                          np.median(rows[:, :, 2], axis=0)])  # fmt: skip
        (e0, e1), (c0, c1), (w0, w1) = everybody[-1]
        print(
            f"{player}: {len(pairs)} kicks; median error {e0:.1%} -> {e1:.1%}; "
            f"90 % interval holds {c0:.0%} -> {c1:.0%}; half width x{math.exp(w0):.2f} -> "
            f"x{math.exp(w1):.2f}"
        )
    means = np.array(everybody).mean(axis=0)
    print(
        f"mean of {len(everybody)} players: median error {means[0][0]:.1%} -> {means[0][1]:.1%}; "
        f"90 % interval holds {means[1][0]:.0%} -> {means[1][1]:.0%}"
    )


if __name__ == "__main__":
    main()
