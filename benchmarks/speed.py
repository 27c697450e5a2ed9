"""Measure how fast kicksense is, with what else could do the same, side by side in one run.

    python benchmarks/speed.py [--hours H] [--repeats N] [--profile] [--skdh-python PYTHON]

The recording is simulated (seeded): about ten minutes of drills at 200 Hz, repeated until it is
as long as wanted and stored as kicksense stores it (Parquet, int16 + scale). Times are CPU time
of the whole process (all its threads), the fastest of the repeats; one that says *wall* is not.
Memory is the peak of a fresh process that does nothing else. Trust ratios of two or more.

scikit-digital-health lives in its own environment: name that environment's Python to have its gait
pipeline measured on the same hour; without it the line says that it was not run.
"""

import argparse
import cProfile
import json
import os
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.signal import butter, find_peaks, sosfiltfilt
from vqf import VQF

from kicksense.domain.arrays import FloatArray
from kicksense.domain.signals import Recording
from kicksense.exchange.options import ReadOptions
from kicksense.exchange.report_document import document_json
from kicksense.frames.calibration import calibrate
from kicksense.frames.coarse import coarse
from kicksense.frames.orientation import orientation_quaternions, upward
from kicksense.frames.segment import to_segment_frame
from kicksense.kicks.air import air_kicks
from kicksense.kicks.detect import detect, select_kicks
from kicksense.pipeline import analyze
from kicksense.settings import AnalysisSettings
from kicksense.simulation.plans import drill_plan
from kicksense.simulation.player import Player
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import kicks_in, simulate_session
from kicksense.store.recordings import read_recording, write_recording
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.practising import practised_file

RATE_HZ = 200.0
SEED = 7
ROUNDS = {"partner_pass": 40, "one_touch_circle": 40, "backheel_wall_pass": 20, "free_play": 8}
"""Rounds of each drill in the piece that is repeated: about 110 kicks."""

BAND_HZ = 20.0
HOLD_SAMPLES = 60
PEAK_MPS2 = 60.0

CPU_LIMIT_S = 0.5
MEMORY_LIMIT_MB = 300.0
HELP_LIMIT_S = 0.3


@dataclass(frozen=True)
class Timing:
    """One line of the table."""

    name: str
    cpu_s: float
    note: str = ""


def simulated_piece() -> tuple[Recording, int]:
    """Give simulated drills, and how many kicks they hold."""
    rng = np.random.default_rng(SEED)
    plan = [movement for name, n in ROUNDS.items() for movement in drill_plan(name, n, rng)]
    session = simulate_session(tuple(plan), Player(), Device(rate_hz=RATE_HZ), SEED)
    return session.recording, len(kicks_in(session.truth))


def repeated(piece: Recording, hours: float) -> Recording:
    """Give a long session: the piece again and again."""
    n = round(hours * 3600.0 * RATE_HZ)
    times = -(-n // len(piece))
    return replace(
        piece,
        acc_mps2=np.tile(piece.acc_mps2, (times, 1))[:n],
        gyr_radps=np.tile(piece.gyr_radps, (times, 1))[:n],
        measured=np.tile(piece.measured, times)[:n],
        clipped=np.tile(piece.clipped, times)[:n],
        quality=replace(piece.quality, rows=n, duration_s=n / RATE_HZ),
    )


def fastest(task: Callable[[], object], repeats: int) -> float:
    """Give the least CPU time of some runs, s; one more, not counted, warms the caches."""
    task()
    spent_s = []
    for _ in range(repeats):
        start_s = time.process_time()
        task()
        spent_s.append(time.process_time() - start_s)
    return min(spent_s)


def whole(path: Path) -> str:
    """Go from the file to the report as JSON."""
    return document_json(practised_file(path, ReadOptions(), AnalysisRequest()).report)


def stage_timings(path: Path, repeats: int) -> list[Timing]:
    """Measure the stages one by one, each on what the one before made."""
    settings = AnalysisSettings()
    recording = read_recording(path)
    grid = coarse(recording, settings.coarse)
    quaternions = orientation_quaternions(grid)
    up = upward(quaternions)
    calibration = calibrate(grid, up, settings.calibration, start_time_s=recording.start_time_s)
    signals = to_segment_frame(grid, up, calibration, recording.placement)
    contacts = detect(signals, settings.detection)
    rows = select_kicks(contacts, signals.sampling_rate_hz, settings.detection)
    report = analyze(recording, settings)
    stages: list[tuple[str, Callable[[], object]]] = [
        ("read Parquet", lambda: read_recording(path)),
        ("search grid", lambda: coarse(recording, settings.coarse)),
        ("orientation (VQF)", lambda: upward(orientation_quaternions(grid))),
        ("calibrate", lambda: calibrate(grid, up, settings.calibration, start_time_s=0.0)),
        ("to segment frame",
         lambda: to_segment_frame(grid, up, calibration, recording.placement)),
        ("detect contacts", lambda: detect(signals, settings.detection)),
        ("select kicks",
         lambda: select_kicks(contacts, signals.sampling_rate_hz, settings.detection)),
        ("air kicks",
         lambda: air_kicks(signals, contacts.positions[rows], settings.air_kicks)),
        ("report as JSON", lambda: document_json(report)),
    ]  # fmt: skip
    timings = [Timing(name, fastest(task, repeats)) for name, task in stages]
    analysis_s = fastest(lambda: analyze(recording, settings), repeats)
    rest_s = analysis_s - sum(timing.cpu_s for timing in timings[1:-1])
    note = f"{len(report.kicks)} kicks, {len(report.other_contacts)} other contacts; by difference"
    timings.insert(-1, Timing("each kick and contact", rest_s, note))
    return timings


def scipy_peaks(acc_mps2: FloatArray) -> int:
    """Find peaks as the usual script does: norm, zero-phase filter, peaks."""
    norm = np.sqrt(np.einsum("ij,ij->i", acc_mps2, acc_mps2))
    smooth = sosfiltfilt(butter(4, BAND_HZ, fs=RATE_HZ, output="sos"), norm)
    peaks, _ = find_peaks(smooth, height=PEAK_MPS2, distance=HOLD_SAMPLES)
    return len(peaks)


def vqf_composition(path: Path) -> int:
    """Read, orient every sample with vqf, take gravity out, find peaks."""
    recording = read_recording(path)
    w, x, y, z = vqf_quaternions(recording).T
    up = np.column_stack([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)])
    return scipy_peaks(recording.acc_mps2 - 9.81 * up)


def vqf_quaternions(recording: Recording) -> FloatArray:
    """Orient every sample with vqf."""
    acc = np.ascontiguousarray(recording.acc_mps2)
    gyr = np.ascontiguousarray(recording.gyr_radps)
    quaternions: FloatArray = VQF(1.0 / RATE_HZ).updateBatch(gyr, acc)["quat6D"]
    return quaternions


def peer_timings(path: Path, repeats: int, skdh_python: str | None) -> list[Timing]:
    """Measure what else could do parts of the work."""
    recording = read_recording(path)
    acc = recording.acc_mps2
    timings = [
        Timing("scipy: norm, sosfiltfilt, find_peaks", fastest(lambda: scipy_peaks(acc), repeats),
               "finds peaks; tells no kick from a step"),
        Timing("vqf at 200 Hz", fastest(lambda: vqf_quaternions(recording), repeats),
               "orientation alone"),
        Timing("vqf composition, file to peaks", fastest(lambda: vqf_composition(path), repeats),
               "read, vqf, gravity, scipy peaks"),
    ]  # fmt: skip
    timings.append(skdh_timing(acc, skdh_python))
    return timings


def skdh_timing(acc_mps2: FloatArray, python: str | None) -> Timing:
    """Measure the gait pipeline of scikit-digital-health in its own environment."""
    name = "scikit-digital-health, gait"
    if python is None:
        return Timing(name, float("nan"), "not run: no --skdh-python given")
    script = (
        "import sys, time, warnings; import numpy as np; warnings.simplefilter('ignore');"
        "from skdh.gait import GaitLumbar; acc = np.load(sys.argv[1]) / 9.81;"
        f"t = np.arange(len(acc)) / {RATE_HZ}; start = time.process_time();"
        "GaitLumbar().predict(time=t, accel=acc, height=1.75);"
        "print(time.process_time() - start)"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "acc.npy"
        np.save(path, acc_mps2)
        run = subprocess.run(
            [python, "-c", script, str(path)], capture_output=True, text=True, check=False
        )
    if run.returncode != 0:
        reason = (run.stderr.strip().splitlines() or ["no message"])[-1]
        return Timing(name, float("nan"), f"not run: {reason}")
    return Timing(name, float(run.stdout.split()[-1]), "bouts of walking alone")


def in_fresh_process(path: Path | None, **environment: str) -> dict[str, float]:
    """Analyze a file (or only import what that needs) in a process that does nothing else."""
    given = [] if path is None else [str(path)]
    run = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("speed_once.py")), *given],
        capture_output=True, text=True, check=True, env={**os.environ, **environment},
    )  # fmt: skip
    figures: dict[str, float] = json.loads(run.stdout)
    return figures


def help_wall_s(repeats: int) -> float:
    """Give the least wall time of ``kicksense --help``, s."""
    command = [str(Path(sys.executable).with_name("kicksense")), "--help"]
    spent_s = []
    for _ in range(repeats + 2):
        start_s = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        spent_s.append(time.perf_counter() - start_s)
    return min(spent_s)


def show(title: str, timings: list[Timing]) -> None:
    """Print one part of the table."""
    print(f"\n{title}")
    for timing in timings:
        print(f"  {timing.name:<40}{timing.cpu_s * 1e3:>9.1f} ms   {timing.note}".rstrip())


def verdict(name: str, value: float, limit: float, *, unit: str) -> bool:
    """Print a figure beside its limit, and tell whether it keeps it."""
    kept = value <= limit
    print(f"  {name:<40}{value:>9.3f} {unit:<3} limit {limit:g}: {'kept' if kept else 'MISSED'}")
    return kept


def show_profile(path: Path) -> None:
    """Print where the time of a whole analysis goes."""
    profile = cProfile.Profile()
    profile.runcall(whole, path)
    statistics = pstats.Stats(profile, stream=sys.stdout).strip_dirs()
    statistics.sort_stats("tottime").print_stats(25)
    statistics.sort_stats("cumulative").print_stats(40)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--skdh-python", metavar="PYTHON")
    return parser.parse_args()


def main() -> int:
    """Measure and print; the exit code is 1 where a limit was missed."""
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        path, double = Path(folder) / "session.parquet", Path(folder) / "double.parquet"
        piece, kicks = simulated_piece()
        write_recording(repeated(piece, options.hours), path)
        print(
            f"{options.hours:g} h at {RATE_HZ:g} Hz, {path.stat().st_size / 1e6:.1f} MB Parquet, "
            f"about {kicks * options.hours * 3600.0 * RATE_HZ / len(piece):.0f} kicks"
        )
        if options.profile:
            show_profile(path)
            return 0
        end_to_end_s = fastest(lambda: whole(path), options.repeats)
        show("kicksense", stage_timings(path, options.repeats))
        peers = peer_timings(path, options.repeats, options.skdh_python)
        show("peers on the same samples", peers)
        write_recording(repeated(piece, 2.0 * options.hours), double)
        imports, once, twice = map(in_fresh_process, (None, path, double))
        alone = in_fresh_process(path, OPENBLAS_NUM_THREADS="1")
        print("\nthe limits")
        kept = [
            verdict("file to report, CPU", end_to_end_s, CPU_LIMIT_S * options.hours, unit="s"),
            verdict("peak memory, fresh process", once["peak_mb"], MEMORY_LIMIT_MB, unit="MB"),
            verdict("kicksense --help, wall", help_wall_s(options.repeats), HELP_LIMIT_S, unit="s"),
        ]
        print(
            f"  memory: {imports['peak_mb']:.0f} MB imports, {once['peak_mb']:.0f} MB with the "
            f"session, {twice['peak_mb']:.0f} MB with twice the session\n"
            f"  fresh process, first analysis: {once['cpu_s']:.2f} s CPU"
            f" after {once['import_cpu_s']:.2f} s CPU of imports; "
            f"{alone['cpu_s']:.2f} s with one BLAS thread\n"
            f"  real time over CPU time: {options.hours * 3600.0 / end_to_end_s:,.0f}; "
            f"vqf composition over kicksense: {peers[2].cpu_s / end_to_end_s:.2f}"
        )
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
