"""What a recording costs, and how soon it speaks.

python benchmarks/recording.py packets     the way of a packet, step by step, in microseconds of CPU
python benchmarks/recording.py latency     from impact to verdict in real time, by the host's clock
python benchmarks/recording.py crowd       ten sensors at 400 Hz for a while: lag, CPU, loss
python benchmarks/recording.py soak 8      so many hours of one sensor as fast as possible: memory
"""

import asyncio
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from kicksense.assembly.sensor_stream import SensorStream
from kicksense.collect.recorder import Recorder
from kicksense.collect.session_plan import SessionPlan
from kicksense.collect.source import open_source
from kicksense.collect.worn import Judging, Worn
from kicksense.domain.live import HealthNews, KickNews, News, TraceNews
from kicksense.domain.notifications import Notification
from kicksense.protocol.codec import StreamOptions
from kicksense.store.folder import DataFolder
from kicksense.store.journal import JournalHeader, JournalWriter, read_journal
from kicksense.workflows.model_choice import chosen_model

DRILL = "synthetic:backheel_wall_pass"


async def recorded(
    address: str, folder: Path, listeners: Sequence[Callable[[News], None]] = ()
) -> tuple[Path, float]:
    """Record from a source to its end; give the journal and the CPU seconds it took."""
    source = open_source(address, StreamOptions())
    judging = Judging(chosen_model(None, DataFolder(folder)))
    sensors = tuple(Worn(one, one.player_id, one.side, judging) for one in await source.sensors())
    path = folder / f"bench-{time.monotonic_ns()}.journal"
    recorder = Recorder(source, SessionPlan(path.stem, path, sensors), listeners=listeners)
    before_s = time.process_time()
    await recorder.run()
    recorder.close()
    return path, time.process_time() - before_s


def said(name: str, micros: Sequence[float]) -> None:
    """Print how long a step took."""
    half, most = np.percentile(micros, [50, 99])
    print(f"  {name:28} p50 {half:6.1f} us   p99 {most:6.1f} us   n={len(micros)}")


def packets(folder: Path) -> None:
    """Time every step on the way of a packet, on packets of a recorded session."""
    path, _ = asyncio.run(recorded(f"{DRILL}?speed=0&seconds=120&rounds=1", folder))
    journal = read_journal(path)
    sensor = journal.header.sensors[0]
    arrived = [one for one in journal.entries if isinstance(one, Notification)]
    family = next(one for one in asyncio.run(open_source(DRILL, StreamOptions()).sensors())).family
    stream = SensorStream(family, sensor.options)
    header = JournalHeader("bench", 1, journal.header.started_ns, (sensor,))
    steps: dict[str, list[float]] = defaultdict(list)
    with JournalWriter.create(folder / "again.journal", header) as writer:
        for one in arrived:
            begun = time.thread_time_ns()
            stamped = Notification(
                one.sensor, one.channel, time.monotonic_ns(), time.time_ns(), one.payload
            )
            queued = time.thread_time_ns()
            writer.append(stamped)
            written = time.thread_time_ns()
            at_s = (one.arrived_ns - header.started_ns) / 1e9
            stream.add(one.channel, one.payload, at_s)
            placed = time.thread_time_ns()
            steps["stamp"].append((queued - begun) / 1e3)
            steps["journal record"].append((written - queued) / 1e3)
            steps["decode and grid"].append((placed - written) / 1e3)
            steps["all of a packet"].append((placed - begun) / 1e3)
    print(f"way of a packet ({len(arrived)} packets of 8 samples, KSP):")
    for name, micros in steps.items():
        said(name, micros)
    per_sample = path.stat().st_size / len(arrived) / 8
    print(f"  journal: {per_sample:.1f} bytes a sample")


def latency(folder: Path) -> None:
    """Record in real time and see when each kick is told."""
    delays: dict[int, float] = {}
    lags: list[float] = []

    def hear(news: News) -> None:
        if isinstance(news, KickNews):
            delays.setdefault(news.number, news.delay_s)
        elif isinstance(news, HealthNews):
            lags.append(news.loop_lag_s)

    asyncio.run(recorded(f"{DRILL}?seconds=90&rounds=1", folder, (hear,)))
    if not delays:
        raise SystemExit("no kick was told, so there is no latency to print")
    told = ", ".join(f"{delay:.2f}" for delay in delays.values())
    print(f"from impact to verdict, real time: {told} s")
    # The simulated leg is made in the first seconds, in this process; no radio does that.
    lag_ms = 1e3 * max(lags[4:-1])
    most_s = max(delays.values())
    print(f"  most {most_s:.2f} s; loop lag {lag_ms:.1f} ms at most")
    if most_s > 1.0:
        raise SystemExit("a verdict came later than a second after the impact")


def crowd(folder: Path) -> None:
    """Record ten sensors at 400 Hz in real time."""
    healths: list[HealthNews] = []
    traces = [0]

    def hear(news: News) -> None:
        if isinstance(news, HealthNews):
            healths.append(news)
        traces[0] += isinstance(news, TraceNews)

    seconds = 40
    address = f"{DRILL}?seconds={seconds}&rounds=1&players=5&sensors=2&rate=400"
    source_only = asyncio.run(_source_cost(f"{address}&speed=0"))
    _, cpu_s = asyncio.run(recorded(address, folder, (hear,)))
    lags = [1e3 * one.loop_lag_s for one in healths[8:-1]]
    lost = max(sensor.lost_ratio for sensor in healths[-1].sensors)
    print(f"ten sensors at 400 Hz, {seconds} s of real time:")
    print(f"  CPU {cpu_s / seconds:.0%} of one core, {source_only / seconds:.0%} of it simulating")
    print(f"  loop lag p50 {np.median(lags):.1f} ms, most {max(lags):.1f} ms; lost {lost:.2%}")
    print(f"  deepest queue {max(one.queue_depth for one in healths)}; {traces[0]} traces")


async def _source_cost(address: str) -> float:
    """Give the CPU seconds that simulating alone takes."""
    before_s = time.process_time()
    async with open_source(address, StreamOptions()).stream() as arrivals:
        async for _ in arrivals:
            pass
    return time.process_time() - before_s


def soak(folder: Path, hours: float) -> None:
    """Record hours as fast as possible and print how much memory is held on the way."""
    held: list[tuple[float, float]] = []

    def hear(news: News) -> None:
        if isinstance(news, HealthNews):
            held.append((news.t_s / 3600.0, held_mb()))

    begun_s = time.monotonic()
    address = f"{DRILL}?speed=0&rounds=1&rate=100&seconds={hours * 3600:.0f}"
    path, _ = asyncio.run(recorded(address, folder, (hear,)))
    told_h, told_mb = np.array(held).T
    marks = np.interp(np.linspace(0.0, hours, 9), told_h, told_mb)
    print(f"{hours:g} h at 100 Hz in {time.monotonic() - begun_s:.0f} s:")
    print(f"  journal {path.stat().st_size / 1e6:.1f} MB")
    print("  memory at each eighth: " + ", ".join(f"{mark:.0f}" for mark in marks) + " MB")
    print(f"  peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def held_mb() -> float:
    """Give the memory this process holds now, MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    """Run what is asked for."""
    asked = sys.argv[1:] or ["packets", "latency", "crowd"]
    if asked[0] not in {"packets", "latency", "crowd", "soak"}:
        sys.exit("usage: recording.py [packets] [latency] [crowd] | recording.py soak [HOURS]")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked[0] == "soak":
            soak(folder, float(asked[1]) if len(asked) > 1 else 1.0)
            return
        for one in asked:
            {"packets": packets, "latency": latency, "crowd": crowd}[one](folder)


if __name__ == "__main__":
    main()
