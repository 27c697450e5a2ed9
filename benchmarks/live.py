"""Measure the analysis of a recording that grows: its cost, its delay, its memory, its constancy.

    python benchmarks/live.py [--hours H] [--sensors N]

Simulated drills (seeded) at 400 Hz in packets of eight samples, as a radio would give them, judged
by the model that ships. Times are CPU time of the one thread that works. The delay is in signal
time, from the impact to the packet with which the kick was said. Hours of signal are the drills
again and again, fed as fast as they are taken.
"""

import argparse
import gc
import resource
import sys
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from kicksense.domain.kick import SessionReport
from kicksense.domain.signals import GridBlock, Recording
from kicksense.inference.model import KickModel
from kicksense.live import KickSaid, KickWithdrawn, LiveAnalysis, LiveEvent
from kicksense.settings import AnalysisSettings
from kicksense.simulation.movements import Movement, Still, Walk, WearingProtocol
from kicksense.simulation.plans import drill_plan
from kicksense.simulation.player import Player
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import simulate_session
from kicksense.store.places import place_of
from kicksense.store.recordings import read_recording
from kicksense.workflows.demo import demo_recording_path
from kicksense.workflows.model_choice import DEFAULT_MODEL, loaded_model

RATE_HZ = 400.0
PACKET = 8
SEED = 7
OPENING: tuple[Movement, ...] = (Still(0.5), WearingProtocol(), Still(1.0), Walk(4), Still(1.0))
ROUNDS = {"partner_pass": 40, "one_touch_circle": 40, "backheel_wall_pass": 20, "free_play": 8}
"""Rounds of each drill: about 110 kicks in a quarter of an hour."""

SPEED_RATIO = 0.02
KICK_LIMIT_MS = 5.0
APPEND_LIMIT_US = 20.0
DELAY_LIMIT_S = 0.9
SHARE_LIMIT = 0.5
GROWTH_LIMIT_MB = 50.0


def drills(
    rounds: dict[str, int], device: Device, seed: int, *, protocol: bool = True
) -> Recording:
    """Give simulated drills, after the wearing protocol or without it."""
    rng = np.random.default_rng(seed)
    plan = [movement for name, n in rounds.items() for movement in drill_plan(name, n, rng)]
    if not protocol:
        plan = [movement for movement in plan if not isinstance(movement, WearingProtocol)]
    before = OPENING if protocol else ()
    return simulate_session((*before, *plan), Player(), device, seed).recording


def blocks_of(recording: Recording, size: int, first: int = 0) -> Iterator[GridBlock]:
    """Cut a recording into packets, on a grid on which it begins at a sample."""
    for start in range(0, len(recording), size):
        part = slice(start, start + size)
        yield GridBlock(
            start_index=first + start,
            acc_mps2=recording.acc_mps2[part],
            gyr_radps=recording.gyr_radps[part],
            measured=recording.measured[part],
            clipped=recording.clipped[part],
        )


def begun(
    recording: Recording, model: KickModel, settings: AnalysisSettings | None = None
) -> LiveAnalysis:
    """Begin to analyze a recording."""
    return LiveAnalysis(
        recording.sampling_rate_hz,
        recording.start_time_s,
        recording.placement,
        recording.source,
        settings or AnalysisSettings(),
        model=model,
    )


@dataclass
class Costs:
    """What the calls of one session cost and said."""

    keep_us: list[float] = field(default_factory=list)
    step_us: list[float] = field(default_factory=list)
    kick_ms: list[float] = field(default_factory=list)
    delay_s: list[float] = field(default_factory=list)
    said: dict[int, list[KickSaid]] = field(default_factory=dict)
    withdrawn: int = 0


def played(recording: Recording, model: KickModel, packet: int = PACKET) -> Costs:
    """Feed a recording and note each call."""
    analysis, costs = begun(recording, model), Costs()
    working = analysis.steps
    for block in blocks_of(recording, packet):
        start_ns = time.thread_time_ns()
        events = analysis.advance(block)
        spent_us = (time.thread_time_ns() - start_ns) / 1e3
        (costs.keep_us if analysis.steps == working else costs.step_us).append(spent_us)
        working = analysis.steps
        come_s = recording.time_of(block.start_index + len(block))
        new = noted(costs, events)
        costs.delay_s.extend(come_s - event.report.t_s for event in new)
        if new:
            costs.kick_ms.append(spent_us / 1e3)
    analysis.finish(recording.quality)
    noted(costs, analysis.last_events)
    return costs


def noted(costs: Costs, events: tuple[LiveEvent, ...]) -> list[KickSaid]:
    """Keep what was said of kicks, and give those that are new."""
    new = []
    for event in events:
        if isinstance(event, KickSaid):
            if event.key not in costs.said:
                new.append(event)
            costs.said.setdefault(event.key, []).append(event)
        elif isinstance(event, KickWithdrawn):
            costs.withdrawn += 1
    return new


def ten_at_once(recording: Recording, model: KickModel, sensors: int) -> float:
    """Give the share of one core that several sensors take, packet by packet in turn."""
    analyses = [begun(recording, model) for _ in range(sensors)]
    blocks = list(blocks_of(recording, PACKET))
    start_s = time.process_time()
    for block in blocks:
        for analysis in analyses:
            analysis.advance(block)
    return (time.process_time() - start_s) / (len(recording) / recording.sampling_rate_hz)


@dataclass
class Hours:
    """What hours of signal leave in memory."""

    report: SessionReport
    traced_mb: float
    resident_mb: float
    cpu_s: float


def resident_mb() -> float:
    """Give the memory that the process has, MB; its peak where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * resource.getpagesize() / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def hours_long(recording: Recording, model: KickModel, hours: float) -> Hours:
    """Feed a recording again and again; growth is counted after the first half hour."""
    analysis = begun(recording, model)
    length_s = len(recording) / recording.sampling_rate_hz
    turns = max(2, round(3600.0 * hours / length_s))
    settled = max(1, min(turns - 1, round(1800.0 / length_s)))
    start_s, before = time.process_time(), (0.0, 0.0)
    for turn in range(turns):
        if turn == settled:
            gc.collect()
            tracemalloc.start()
            before = (tracemalloc.get_traced_memory()[0] / 1e6, resident_mb())
        for block in blocks_of(recording, 40, turn * len(recording)):
            analysis.advance(block)
    gc.collect()
    traced, resident = tracemalloc.get_traced_memory()[0] / 1e6, resident_mb()
    tracemalloc.stop()
    cpu_s = time.process_time() - start_s
    return Hours(analysis.finish(), traced - before[0], resident - before[1], cpu_s)


def changes(costs: list[Costs]) -> str:
    """Say how many verdicts that were told at once were changed later, and in what."""
    ended = [said for one in costs for said in one.said.values() if said[-1].settled]
    pairs = [(said[0].report, said[-1].report) for said in ended]
    named = sum(first.technique is not last.technique for first, last in pairs)
    off = [abs(first.ball_speed_mps.value / last.ball_speed_mps.value - 1) for first, last in pairs]
    said_late = [
        {f.code for f in first.findings} ^ {f.code for f in last.findings} for first, last in pairs
    ]
    moving_on = sum(codes == {"slow_to_move_on"} for codes in said_late)
    return (
        f"{len(ended):>4} kicks: {named} named otherwise, "
        f"{sum(one > SPEED_RATIO for one in off)} with another speed by over 2 % (at most "
        f"{max(off):.1%}), {moving_on} with the finding about the next step alone, "
        f"{sum(map(bool, said_late)) - moving_on} with other findings; "
        f"{sum(one.withdrawn for one in costs)} withdrawn"
    )


def percentiles(values: list[float]) -> str:
    """Give mean, median, 99th percentile and the largest in one line."""
    low, high = np.percentile(values, [50, 99])
    return (
        f"{np.mean(values):9.2f} mean {low:9.2f} p50 {high:9.2f} p99 {max(values):9.2f} max"
        f"   ({len(values)})"
    )


def verdict(name: str, value: float, limit: float) -> bool:
    """Print a figure beside its limit, and tell whether it keeps it."""
    kept = value <= limit
    print(f"  {name:<44}{value:>9.3f}   limit {limit:g}: {'kept' if kept else 'MISSED'}")
    return kept


def show_changes(model: KickModel) -> None:
    """Print how often a verdict that was told at once was changed later."""
    device = Device(rate_hz=100.0)
    few = dict.fromkeys(ROUNDS, 8)
    sessions = {
        "demo": [played(read_recording(demo_recording_path()), model)],
        "drills, with the wearing protocol": [
            played(drills(few, device, seed), model) for seed in (1, 2, 3)
        ],
        "drills, without it": [
            played(drills(few, device, seed, protocol=False), model) for seed in (1, 2, 3)
        ],
    }
    print("\nverdicts told at once and what became of them")
    for name, costs in sessions.items():
        print(f"  {name:<36}{changes(costs)}")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--sensors", type=int, default=10)
    return parser.parse_args()


def main() -> int:
    """Measure and print; the exit code is 1 where a limit was missed."""
    options = arguments()
    model = loaded_model(place_of("models") / DEFAULT_MODEL)
    recording = drills(ROUNDS, Device(rate_hz=RATE_HZ), SEED)
    costs = played(recording, model)
    length_s = len(recording) / RATE_HZ
    print(f"{length_s:.0f} s at {RATE_HZ:g} Hz, packets of {PACKET}; CPU time of the thread")
    print(f"  packets only kept, us  {percentiles(costs.keep_us)}")
    print(f"  packets worked on, us  {percentiles(costs.step_us)}")
    print(f"  any packet, us         {percentiles(costs.keep_us + costs.step_us)}")
    print(f"  with a kick to say, ms {percentiles(costs.kick_ms)}")
    print(f"  impact to said, s      {percentiles(costs.delay_s)}")
    show_changes(model)
    tenth = beginning_of(recording, round(120.0 * RATE_HZ))
    share = ten_at_once(tenth, model, options.sensors)
    slow = drills(ROUNDS, Device(rate_hz=100.0), SEED)
    long = hours_long(slow, model, options.hours)
    said = len(long.report.kicks) + len(long.report.other_contacts)
    print(
        f"\n{options.hours:g} h at 100 Hz in {long.cpu_s:.0f} s of CPU (memory traced), "
        f"{len(long.report.kicks)} kicks and {said - len(long.report.kicks)} other contacts: "
        f"{long.traced_mb:+.1f} MB traced, {long.resident_mb:+.1f} MB resident after half an hour"
        f"; {1e3 * long.traced_mb / max(1, said):.1f} kB a kick or contact"
    )
    print("\nthe limits")
    kept = [
        verdict("packet only kept, p99, us", p99(costs.keep_us), APPEND_LIMIT_US),
        verdict("with a kick to say, p99, ms", p99(costs.kick_ms), KICK_LIMIT_MS),
        verdict("impact to said, longest, s", max(costs.delay_s), DELAY_LIMIT_S + PACKET / RATE_HZ),
        verdict(f"{options.sensors} sensors, share of a core", share, SHARE_LIMIT),
        verdict("growth over the hours, MB", long.traced_mb, GROWTH_LIMIT_MB),
    ]
    return 0 if all(kept) else 1


def p99(values: list[float]) -> float:
    """Give the 99th percentile."""
    return float(np.percentile(values, 99))


def beginning_of(recording: Recording, samples: int) -> Recording:
    """Give the beginning of a recording."""
    return replace(
        recording,
        acc_mps2=recording.acc_mps2[:samples],
        gyr_radps=recording.gyr_radps[:samples],
        measured=recording.measured[:samples],
        clipped=recording.clipped[:samples],
    )


if __name__ == "__main__":
    sys.exit(main())
