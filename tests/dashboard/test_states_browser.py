"""A page whose server is gone for a while, and a page that is loaded anew."""

import re
import socket
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.dashboard.test_browser import PHONE, SHOTS, browser, serving

__all__ = ["browser"]

_STRIP = "getComputedStyle(document.querySelector('.stApp'), '::after').content"
_TITLE = "getComputedStyle(document.querySelector('[role=dialog] h2'), '::after').content"


def free_port() -> str:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return str(asked.getsockname()[1])


def player(page: Page) -> str:
    return page.get_by_label("Spieler").first.input_value()


def test_nothing_typed_is_lost_while_the_server_is_gone_and_the_page_says_so_in_german(
    browser: Browser, tmp_path: Path
) -> None:
    program = str(Path(sys.executable).with_name("kicksense"))
    command = (program, "dashboard", "--no-browser", "--port", free_port(), "--data-dir")
    page = browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]})
    page.set_default_timeout(20_000)
    with serving(*command, str(tmp_path)) as address:
        page.goto(f"{address}/live?lang=de")
        expect(page.locator("h1")).to_have_text("Live aufnehmen", timeout=30_000)
        page.get_by_label("Spieler").first.fill("p07")
    app = page.locator("[data-testid=stApp]")
    expect(app).to_have_attribute("data-test-connection-state", "PINGING_SERVER")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate(_TITLE) == '"kicksense antwortet nicht"'
    assert "getippt ist, bleibt" in page.evaluate(_STRIP)
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / "gone.png")
    assert player(page) == "p07"
    with serving(*command, str(tmp_path)):
        expect(app).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=30_000)
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert page.evaluate(_STRIP) in ("none", "normal")
        assert player(page) == "p07"
        page.get_by_label("Spieler").first.press("Enter")
        expect(page).to_have_url(re.compile("player=p07"))
        page.reload()
        expect(page.get_by_label("Spieler").first).to_have_value("p07")
    page.close()
