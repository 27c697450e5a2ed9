"""A recording begun on the live page outlives the dashboard, and is stored when it is stopped."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kicksense.store.folder import DataFolder
from kicksense.workflows.live import running_sessions
from tests.dashboard.test_browser import DESKTOP, browser
from tests.dashboard.test_live_browser import LEAST_HZ, dashboard, drawn_per_s

__all__ = ["browser"]


@pytest.mark.slow
def test_a_session_is_started_outlives_the_dashboard_and_is_stored(
    browser: Browser, tmp_path: Path
) -> None:
    with dashboard(tmp_path) as served:
        context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
        page = context.new_page()
        page.set_default_timeout(40_000)
        page.goto(f"{served.address}/live")
        page.get_by_text("Lead me through standing still").click()
        page.get_by_role("button", name="Start recording").click()
        expect(page.locator(".ks.live")).to_have_attribute("data-state", "live", timeout=40_000)
        expect(page.get_by_text(re.compile("Recording 0:0[2-9]"))).to_be_visible(timeout=40_000)
        assert drawn_per_s(page, 5.0) >= LEAST_HZ
        page.keyboard.press("x")
        expect(page.get_by_text(re.compile(r"^Cross at"))).to_be_visible()
        (session,) = running_sessions(DataFolder(tmp_path))

        served.kill()
        expect(page.get_by_text("Connection to kicksense lost")).to_be_visible(timeout=20_000)
        os.kill(session.pid, 0)
        served.start()
        expect(page.locator(".ks.live")).to_have_attribute("data-state", "live", timeout=40_000)
        expect(page.get_by_text(re.compile(r"^Cross at"))).to_be_visible()
        expect(page.locator(".big:not(.waiting)")).to_be_visible(timeout=60_000)

        page.get_by_role("button", name="Stop").click()
        page.get_by_role("button", name="Stop and store").click()
        page.get_by_role("link", name="Open the stored session").click(timeout=60_000)
        expect(page.get_by_text("Simulated", exact=True).first).to_be_visible(timeout=40_000)
        expect(page.locator(".mark").first).to_be_visible(timeout=40_000)
        context.close()
    assert running_sessions(DataFolder(tmp_path)) == ()
    assert len(list((tmp_path / "journals").glob("*.journal"))) == 1
