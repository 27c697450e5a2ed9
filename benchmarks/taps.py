"""How often something else is taken for three taps on the sensor, and how often taps are found.

    python benchmarks/taps.py [--recordings FOLDER]

False alarms: the real recordings (suit trials with kicks, dribbling and juggling; walking and
stairs) and the hard mix that models are trained on, simulated. Found: three taps of 2-6 g, put
where simulated players stand; each tap rings for 10 ms. The taps are ours, not
measured ones.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kicksense.collect.taps import TapSearch
from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.signals import GridBlock, Recording
from kicksense.dsp import norms
from kicksense.exchange.options import ReadOptions
from kicksense.simulation.field_mix import field_mix
from kicksense.simulation.movements import Still
from kicksense.simulation.player import random_player
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import simulate_session
from kicksense.units import GRAVITY_MPS2
from kicksense.workflows.analysis import load_recording
from kicksense.workflows.suite_recordings import all_trials, walking_files

SEED = 5
SESSIONS = 12
STILL_S = 3.0


def found_in(recording: Recording, acc_mps2: FloatArray | None = None) -> list[float]:
    """Give when three taps are found, s from the start."""
    acc = recording.acc_mps2 if acc_mps2 is None else acc_mps2
    search = TapSearch(recording.sampling_rate_hz)
    block = GridBlock(0, acc, recording.gyr_radps, recording.measured, recording.clipped)
    positions, _ = search.advance(block)
    return [position / recording.sampling_rate_hz for position in positions]


def real(folder: Path) -> Iterator[tuple[str, Recording]]:
    """Give the real recordings, with what is played in them."""
    for trial in all_trials(folder):
        kind = "suit: kick" if trial.holds_a_kick else "suit: dribbling and juggling"
        for side in Side:
            yield kind, load_recording(trial.path, ReadOptions(side=side))
    for name, path, options in walking_files(folder):
        yield f"walking: {name.split('/')[0]}", load_recording(path, options)


def simulated() -> Iterator[tuple[str, Recording]]:
    """Give the hard mix, simulated."""
    rng = np.random.default_rng(SEED)
    for number in range(SESSIONS):
        session = simulate_session(field_mix(25, rng), random_player(rng), Device(), SEED + number)
        yield "simulated: hard mix", session.recording


def false_alarms(recordings: Iterator[tuple[str, Recording]]) -> None:
    """Print how often taps are found where nobody tapped."""
    counted: dict[str, tuple[float, int]] = {}
    for kind, recording in recordings:
        seconds, alarms = counted.get(kind, (0.0, 0))
        seconds += len(recording) / recording.sampling_rate_hz
        counted[kind] = seconds, alarms + len(found_in(recording))
    print("taken for three taps though nobody tapped:")
    for kind, (seconds, alarms) in counted.items():
        print(f"  {kind:32} {alarms:3} in {seconds / 60:6.1f} min")


def still_spots(recording: Recording) -> Iterator[int]:
    """Give the begins of stretches in which the leg is still."""
    length = round(STILL_S * recording.sampling_rate_hz)
    turning = norms(recording.gyr_radps)
    for begin in range(0, len(recording) - length, length):
        if turning[begin : begin + length].max() < 0.3:
            yield begin


def sensitivity(rng: np.random.Generator) -> None:
    """Print how many of the taps that are put where players stand are found."""
    put = found = 0
    for number in range(SESSIONS):
        session = simulate_session((Still(45.0),), random_player(rng), Device(), number)
        recording = session.recording
        rate_hz = recording.sampling_rate_hz
        for begin in still_spots(recording):
            acc = np.array(recording.acc_mps2)
            first_s = begin / rate_hz + 0.8
            pause_s = rng.uniform(0.2, 0.4)
            for tap in range(3):
                moment_s = first_s + tap * pause_s * rng.uniform(0.9, 1.1)
                height = GRAVITY_MPS2 * rng.uniform(2.0, 6.0)
                direction = rng.normal(size=3)
                direction /= np.linalg.norm(direction)
                times = np.arange(len(acc)) / rate_hz - moment_s
                near = np.abs(times) < 0.05
                ring = np.exp(-np.abs(times[near]) / 0.004) * np.cos(2e3 * times[near])
                acc[near] += height * ring[:, None] * direction
            put += 1
            found += any(abs(at_s - first_s) < 0.1 for at_s in found_in(recording, acc))
    print(f"taps put where players stand: {found} of {put} found")


def main() -> None:
    """Count false alarms and taps found."""
    parser = argparse.ArgumentParser(description=__doc__)
    usual = Path(__file__).resolve().parents[2] / "shared" / "recordings"
    parser.add_argument("--recordings", type=Path, default=usual)
    folder = parser.parse_args().recordings
    if folder.is_dir():
        false_alarms(real(folder))
    else:
        print(f"no real recordings in {folder}: not counted")
    false_alarms(simulated())
    sensitivity(np.random.default_rng(SEED))


if __name__ == "__main__":
    main()
