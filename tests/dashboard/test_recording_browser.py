"""A player's first evening in a real browser: connect, record live, stop, look at it, see Today.

The recorder is the real one, in a process of its own; its sensor is simulated, packet by packet.
"""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from kicksense.store.folder import DataFolder
from kicksense.workflows.live import running_sessions
from kicksense.workflows.sessions import list_sessions, open_sessions
from tests.dashboard.test_browser import DESKTOP, PHONE, browser, watching
from tests.dashboard.test_live_browser import dashboard, shot

__all__ = ["browser"]

PATIENCE_MS = 60_000


def connect(page: Page, address: str) -> None:
    """Say who plays, try the simulated leg and go on to Live."""
    page.goto(address)
    expect(page.locator("h1")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_text("Player", exact=True).first.click()
    expect(page.get_by_text("Where you left off")).to_be_visible()
    page.get_by_role("button", name="Connect a sensor").click()
    page.get_by_text("No sensor: simulate a leg").click()
    page.get_by_role("button", name="Listen for five seconds").click()
    expect(page.get_by_text("Signal: good")).to_be_visible(timeout=PATIENCE_MS)
    player = page.get_by_role("textbox", name="Player")
    player.fill("p07")
    player.press("Tab")
    page.get_by_role("button", name="Go to Live").click()
    expect(page.get_by_role("heading", level=1, name="Record live")).to_be_visible()
    expect(page.get_by_role("textbox", name="Player")).to_have_value("p07")


def record(page: Page) -> None:
    """Record until the first ball has been judged, mark something, stop and store."""
    page.get_by_text("Lead me through standing still").click()
    page.get_by_role("button", name="Start recording").click()
    expect(page.locator(".ks.live")).to_have_attribute("data-state", "live", timeout=PATIENCE_MS)
    expect(page.get_by_text("Simulated", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator(".big:not(.waiting)")).to_be_visible(timeout=PATIENCE_MS)
    page.keyboard.press("x")
    expect(page.get_by_text(re.compile(r"^Cross at"))).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Stop and store").click()
    page.get_by_role("link", name="Open the stored session").click(timeout=PATIENCE_MS)


def test_a_player_connects_records_stores_and_sees_the_session_and_today(
    browser: Browser, tmp_path: Path
) -> None:
    with dashboard(tmp_path) as served, watching(browser, served.address, {}, DESKTOP) as seen:
        page = seen.page
        connect(page, served.address)
        record(page)
        expect(page).to_have_url(re.compile(r"/session\?session="), timeout=PATIENCE_MS)
        expect(page.get_by_text("p07", exact=False).first).to_be_visible(timeout=PATIENCE_MS)
        expect(page.locator(".mark").first).to_be_visible(timeout=PATIENCE_MS)
        shot(page, "recorded-session")

        (row,) = list_sessions(open_sessions(tmp_path))
        assert row.player_id == "p07"
        assert row.simulated
        assert row.live is not None
        assert running_sessions(DataFolder(tmp_path)) == ()

        page.goto(f"{served.address}/today")
        expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible()
        expect(page.get_by_text("One thing to work on")).to_be_visible(timeout=PATIENCE_MS)
        table = page.get_by_role("table", name=re.compile("look at the kick"))
        expect(table.locator("tbody tr").first).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_text("Simulated").first).to_be_visible()
        shot(page, "recorded-today")
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        expect(table.locator("tbody tr").first).to_be_visible()
        main = page.locator("[data-testid=stMain]")
        assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
        shot(page, "recorded-today-phone")
