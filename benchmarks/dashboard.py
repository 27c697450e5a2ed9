"""Measure the pages in headless Chromium on a store of a club: how long they take to be there.

    python -m benchmarks.dashboard [--store FOLDER] [--tries N] [--json FILE] [--only PAGE ...]

The store that is built has 50 players and 200 sessions whose recordings, score cards and labels are
real ones of simulated players (four drills, each stored fifty times under other players, days and
fingerprints), and 50,000 kicks: the lines of kicks are written straight to the catalogue, 250 a
session, because nobody needs their samples to look at lists. Cold is the first visit of a browser
that has nothing in store; warm is the next visit of the same page in the same tab. Its main content
is there at the last change in the first window, before anybody scrolls; all of it when its script
has run, every chart, trace and table is drawn, and nothing stands for what is still to come. The
limits are on the main content; the time for all of it stands beside.
Live: made-up news at 10 traces a second into the real publisher, one page that draws, then 25
viewers at once.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, WebSocket, expect, sync_playwright
from websockets.asyncio.client import connect
from websockets.typing import Origin

from dashboard.pages import PAGES
from kicksense.domain.kick import Estimate, Technique
from kicksense.store.folder import DataFolder
from kicksense.store.kick_lines import KickLine
from kicksense.store.library import Library
from kicksense.store.preferences import Preferences, write_preferences
from kicksense.store.recording_notes import LiveNote
from kicksense.workflows.practice_history import refresh_cards
from kicksense.workflows.season import ensure_season
from kicksense.workflows.sessions import list_sessions, open_sessions, recording_of
from tests.dashboard.test_browser import DESKTOP, FLAGS, chromium
from tests.dashboard.test_live_browser import (
    Dashboard,
    cpu_s,
    dashboard,
    drawn,
    drawn_per_s,
    fake_recording,
)

PLAYERS, SESSIONS, KICKS = 50, 200, 50_000
VIEWERS = 25
VIEWERS_ALONE = "viewers"
COLD_S, WARM_S = 2.0, 0.7
LEAST_DRAWN_HZ, MOST_UPDATE_S = 10.0, 0.003
LEAST_VIEWER_HZ = 1.0
LIVE_S = 6.0
SEED = 11

IS_THERE = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  const all = (name) => [...main.querySelectorAll(`[data-testid=${name}]`)];
  const full = (each) => each?.childElementCount > 0;
  return main?.querySelector("h1")
    && document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]")
    && !all("stSkeleton").length
    && all("stBidiComponentIsolated").every((each) => full(each.shadowRoot?.querySelector(".ks")))
    && all("stEChartsChart").every((each) => each.querySelector("canvas, svg"));
}"""
"""Tells whether all of a page is there: the drawn parts too, not only their places."""

WATCH = """() => {
  const seen = (window.kicksenseSeen = []);
  const watch = new MutationObserver((changes) => {
    const at = performance.now();
    for (const { target, addedNodes } of changes)
      for (const node of addedNodes.length ? addedNodes : [target]) seen.push([node, at]);
  });
  const asked = { subtree: true, childList: true, characterData: true };
  watch.observe(document, asked);
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (how) {
    const root = attach.call(this, how);
    watch.observe(root, asked);
    return root;
  };
}"""
"""Notes every change of a page, without asking where it is: that would lay the page out."""

MAIN_AT = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  const within = (node) => {
    const host = node.getRootNode().host ?? node;
    const box = (node.nodeType === 1 ? node : node.parentElement)?.getBoundingClientRect();
    return box && main.contains(host) && box.height > 0 && box.top < innerHeight && box.bottom > 0;
  };
  const times = window.kicksenseSeen.filter(([node]) => node.isConnected && within(node));
  return (performance.timeOrigin + Math.max(...times.map(([, at]) => at))) / 1000;
}"""
"""Gives the moment, on the clock, of the last change in the first window."""


@dataclass(frozen=True)
class Row:
    """One thing that was measured, beside what is asked of it."""

    what: str
    value: float
    limit: float
    unit: str
    most: bool = True
    whole: float | None = None

    @property
    def met(self) -> bool:
        """True where the limit is kept."""
        return self.value <= self.limit if self.most else self.value >= self.limit


def built(root: Path) -> None:
    """Fill a data folder with a club's season."""
    with tempfile.TemporaryDirectory() as folder:
        source = DataFolder(Path(folder) / "season", "--data-dir")
        ensure_season(source, lambda *_: None, players=2, sessions=4, today=date(2026, 5, 2))
        played = open_sessions(source.root)
        originals = [
            (row, recording_of(played, row.id)) for row in list_sessions(played) if row.live
        ]
    sessions = open_sessions(root)
    began = datetime(2026, 1, 5, 17, tzinfo=UTC)
    for number in range(SESSIONS):
        row, recording = originals[number % len(originals)]
        digest = f"{number:064x}"
        note = replace(recording.source, name=f"Club {number:03d}", fingerprint=digest)
        live = row.live or LiveNote("", began, "")
        sessions.library.store(
            replace(recording, source=note),
            f"player-{number % PLAYERS:02d}",
            replace(live, group_id=digest[-8:], started_utc=began + timedelta(hours=13 * number)),
        )
    for trouble in refresh_cards(sessions):
        sys.stdout.write(f"{trouble}\n")
    put_kicks(sessions.library)
    write_preferences(sessions.folder, Preferences(role="coach", player_id="player-01"))


def put_kicks(library: Library) -> None:
    """Put as many kicks into the catalogue as a club strikes, under the keys that hold."""
    rng = np.random.default_rng(SEED)
    techniques = list(Technique)
    for made in library.kick_lists():
        lines = []
        for number in range(1, KICKS // SESSIONS + 1):
            foot, ball = rng.uniform(4.0, 16.0), rng.uniform(5.0, 22.0)
            lines.append(
                KickLine(
                    session_id=made.session_id,
                    number=number,
                    t_s=3.0 * number,
                    technique=techniques[int(rng.integers(len(techniques)))],
                    probability=float(rng.uniform(0.4, 1.0)),
                    foot_speed_mps=Estimate(foot, 0.85 * foot, 1.15 * foot),
                    ball_speed_mps=Estimate(ball, 0.8 * ball, 1.2 * ball),
                    power=None,
                    clipped=False,
                )
            )
        library.keep_kicks(made, tuple(lines))


def queries(root: Path) -> dict[str, str]:
    """Give what the address of a page names beside the page."""
    session = list_sessions(open_sessions(root))[0].id
    player = "?player=player-01"
    return {
        "session": f"?session={session}",
        "label": f"?session={session}",
        **dict.fromkeys(("player", "today", "progress", "mydata"), player),
    }


def seconds_until_there(page: Page, address: str) -> tuple[float, float]:
    """Open a page and give how long its main content takes, and all of it."""
    begun_s, on_clock_s = time.perf_counter(), datetime.now(UTC).timestamp()
    page.goto(address, wait_until="commit")
    page.wait_for_function(IS_THERE, polling=20)
    whole_s = time.perf_counter() - begun_s
    return float(page.evaluate(MAIN_AT)) - on_clock_s, whole_s


def of_page(what: str, taken_s: Sequence[tuple[float, float]], limit_s: float) -> Row:
    """Give what was measured of a page."""
    main_s, whole_s = (statistics.median(each) for each in zip(*taken_s, strict=True))
    return Row(what, main_s, limit_s, "s", whole=whole_s)


def measured_pages(
    browser: Browser, served: Dashboard, root: Path, *, tries: int, only: Sequence[str]
) -> list[Row]:
    """Measure every page, cold and warm."""
    asked = queries(root)
    rows = []
    for entry in PAGES:
        if only and entry.name not in only:
            continue
        name = "" if entry.name == "start" else entry.name
        address = f"{served.address}/{name}{asked.get(entry.name, '')}"
        cold_s, warm_s = [], []
        for _ in range(tries):
            context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
            context.set_default_timeout(60_000)
            page = context.new_page()
            page.add_init_script(f"({WATCH})()")
            cold_s.append(seconds_until_there(page, address))
            warm_s.append(seconds_until_there(page, address))
            context.close()
        rows.append(of_page(f"{entry.name}, cold", cold_s, COLD_S))
        rows.append(of_page(f"{entry.name}, warm", warm_s, WARM_S))
        say(rows[-2:])
    return rows


def measured_live(browser: Browser, served: Dashboard, root: Path) -> list[Row]:
    """Measure a live page that draws, and many viewers."""
    sockets: list[str] = []

    def seen(socket: WebSocket) -> None:
        if "/kicksense-live" in socket.url:
            sockets.append(socket.url)

    with fake_recording(root, "--kick-every", "1"):
        page = browser.new_page()
        page.on("websocket", seen)
        page.goto(f"{served.address}/live")
        expect(page.locator(".big:not(.waiting)")).to_be_visible(timeout=60_000)
        page.wait_for_timeout(1000)
        drawn_hz = drawn_per_s(page, LIVE_S)
        worked_s, before = cpu_s(served.process.pid), drawn(page)
        page.wait_for_timeout(1000 * LIVE_S)
        update_s = (cpu_s(served.process.pid) - worked_s) / (drawn(page) - before)
        page.close()
        # The browser has an event loop of its own in this thread.
        with ThreadPoolExecutor(1) as pool:
            slowest_hz, busy = pool.submit(asyncio.run, viewers(sockets[-1], served)).result()
    rows = [
        Row("live page, traces drawn", drawn_hz, LEAST_DRAWN_HZ, "1/s", most=False),
        Row("live page, server CPU an update", 1000 * update_s, 1000 * MOST_UPDATE_S, "ms"),
        Row(
            f"{VIEWERS} viewers, news to the slowest",
            slowest_hz,
            LEAST_VIEWER_HZ,
            "1/s",
            most=False,
        ),
        Row(f"{VIEWERS} viewers, server CPU", busy, 1.0, "cores"),
    ]
    say(rows)
    return rows


async def viewers(url: str, served: Dashboard) -> tuple[float, float]:
    """Let many watch at once; give how often the slowest hears, and how busy the server is."""
    counts = [0] * VIEWERS
    ready = asyncio.Event()

    async def watch(number: int) -> None:
        async with connect(url, origin=Origin(served.address), max_size=None) as socket:
            async for _ in socket:
                counts[number] += ready.is_set()

    watching = [asyncio.create_task(watch(number)) for number in range(VIEWERS)]
    await asyncio.sleep(3.0)
    worked_s = cpu_s(served.process.pid)
    ready.set()
    await asyncio.sleep(LIVE_S)
    busy = (cpu_s(served.process.pid) - worked_s) / LIVE_S
    for task in watching:
        task.cancel()
    await asyncio.gather(*watching, return_exceptions=True)
    return min(counts) / LIVE_S, busy


def say(rows: Sequence[Row]) -> None:
    """Print what was measured."""
    for row in rows:
        sign = "<=" if row.most else ">="
        verdict = "met" if row.met else "NOT MET"
        whole = "" if row.whole is None else f" (all of it {row.whole:.2f} s)"
        sys.stdout.write(
            f"{row.what:36s} {row.value:8.2f} {sign} {row.limit:g} {row.unit:6s} {verdict}{whole}\n"
        )
    sys.stdout.flush()


def main() -> None:
    """Build or take a store, measure, and say what is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", type=Path, help="take this data folder, or build it here")
    parser.add_argument("--tries", type=int, default=5)
    parser.add_argument("--only", nargs="*", default=[], help="names of pages, or viewers")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    root = asked.store or Path(tempfile.mkdtemp(prefix="kicksense-club-"))
    if not (root / "catalogue.sqlite").is_file():
        begun_s = time.perf_counter()
        built(root)
        sys.stdout.write(f"built {root} in {time.perf_counter() - begun_s:.0f} s\n")
    library = open_sessions(root).library
    ids = [row.id for row in library.catalogue.sessions()]
    players = {row.player_id for row in library.catalogue.sessions()}
    sys.stdout.write(
        f"{len(players)} players, {len(ids)} sessions, {len(library.kick_lines(ids))} kicks; "
        f"median of {asked.tries}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n"
    )
    with dashboard(root) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        rows = measured_pages(browser, served, root, tries=asked.tries, only=asked.only)
        if not asked.only or VIEWERS_ALONE in asked.only:
            rows += measured_live(browser, served, root)
        browser.close()
    met = sum(row.met for row in rows)
    sys.stdout.write(f"{met} of {len(rows)} limits are met\n")
    if asked.json is not None:
        document = [asdict(row) | {"met": row.met} for row in rows]
        asked.json.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    if asked.store is None:
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
