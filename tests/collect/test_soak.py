import asyncio
import resource
import sys
from pathlib import Path

import numpy as np
import pytest

from kicksense.collect.recorder import Recorder
from kicksense.collect.session_plan import SessionPlan
from kicksense.collect.source import open_source
from kicksense.collect.worn import Worn
from kicksense.domain.live import HealthNews, News
from kicksense.protocol.codec import StreamOptions

HOURS = 1.0
EIGHT_HOURS = 8.0
MOST_GROWTH_MB = 40.0


def held_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_hours_of_recording_hold_no_more_memory_than_minutes(tmp_path: Path) -> None:
    held: list[tuple[float, float]] = []
    last: list[HealthNews] = []

    def hear(news: News) -> None:
        if isinstance(news, HealthNews):
            held.append((news.t_s / 3600.0, held_mb()))
            last[:] = [news]

    async def run() -> int:
        address = f"synthetic:backheel_wall_pass?speed=0&rounds=1&rate=100&seconds={HOURS * 3600}"
        source = open_source(address, StreamOptions())
        sensors = tuple(Worn(one, one.player_id, one.side) for one in await source.sensors())
        plan = SessionPlan("soak", tmp_path / "soak.journal", sensors)
        recorder = Recorder(source, plan, listeners=(hear,))
        await recorder.run()
        recorder.close()
        return plan.journal_path.stat().st_size

    size_bytes = asyncio.run(run())
    told_h, told_mb = np.array(held).T
    settled = told_h > HOURS / 4
    growth_mb_per_h = float(np.polyfit(told_h[settled], told_mb[settled], 1)[0])
    said = f"{size_bytes / 1e6:.1f} MB written, {told_mb[settled].max():.0f} MB held"
    print(f"\n{HOURS:g} h: {said}, {growth_mb_per_h:+.1f} MB an hour")  # noqa: T201 - to quote
    assert last[0].sensors[0].samples == pytest.approx(HOURS * 3600 * 100, rel=0.01)
    assert growth_mb_per_h * EIGHT_HOURS < MOST_GROWTH_MB
