"""The start page in a real browser: from a newcomer's choices to each way to begin."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from kicksense.store.folder import DataFolder
from kicksense.store.preferences import read_preferences
from tests.dashboard.test_browser import (
    DESKTOP,
    FLAGS,
    PHONE,
    SHOTS,
    Watched,
    chromium,
    serving,
    watching,
)

PROGRAM = "from kicksense.cli.app import main; main()"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Serve an empty store."""
    folder = tmp_path_factory.mktemp("start") / "data"
    command = ("dashboard", "--no-browser", "--data-dir", str(folder))
    with serving(sys.executable, "-c", PROGRAM, *command) as address:
        yield address, folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def seen(
    browser: Browser, served: tuple[str, Path], request: pytest.FixtureRequest
) -> Iterator[Watched]:
    with watching(browser, served[0], {}, getattr(request, "param", DESKTOP)) as watched:
        yield watched


def begin(seen: Watched, path: str = "/") -> Page:
    seen.page.goto(f"{seen.address}{path}")
    expect(seen.page.locator("h1").first).to_be_visible(timeout=30_000)
    return seen.page


def shoot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def no_sideways(page: Page) -> bool:
    """Tell whether nothing is wider than the window."""
    wide = page.evaluate(
        "() => [document.querySelector('[data-testid=stMain]').scrollWidth, innerWidth]"
    )
    return bool(wide[0] <= wide[1])


@pytest.mark.parametrize("seen", [DESKTOP, PHONE], indirect=True)
def test_the_start_page_fits_its_window(seen: Watched) -> None:
    page = begin(seen)
    for label in ("Try the demo", "Connect a sensor", "Import a recording"):
        expect(page.get_by_role("button", name=label)).to_be_visible()
    assert no_sideways(page)
    width = page.viewport_size
    shoot(page, f"start-{'phone' if width and width['width'] < 500 else 'desktop'}")


def test_each_button_leads_its_way(seen: Watched) -> None:
    page = begin(seen)
    page.get_by_role("button", name="Import a recording").click()
    expect(page).to_have_url(re.compile(r"/import"))
    begin(seen).get_by_role("button", name="Connect a sensor").click()
    expect(page).to_have_url(re.compile(r"/connect"))
    expect(page.get_by_text("Step 1 of 5")).to_be_visible()
    begin(seen).get_by_role("button", name="Try the demo").click()
    expect(page).to_have_url(re.compile(r"/session\?session="), timeout=30_000)
    expect(page.get_by_text("Simulated", exact=True).first).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("seen", [DESKTOP, PHONE], indirect=True)
def test_a_simulated_leg_is_tried_and_leads_to_live(seen: Watched) -> None:
    page = begin(seen, "/connect")
    page.get_by_text("No sensor: simulate a leg").click()
    expect(page.get_by_alt_text(re.compile("A lower leg from the front"))).to_be_visible()
    page.reload()
    expect(page.get_by_text("The simulated leg is there")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Listen for five seconds").click()
    expect(page.get_by_text("Signal: good")).to_be_visible(timeout=60_000)
    assert no_sideways(page)
    page.get_by_role("textbox", name="Player").fill("p07")
    page.get_by_role("textbox", name="Player").press("Tab")
    page.get_by_role("button", name="Go to Live").click()
    expect(page).to_have_url(re.compile(r"/live\?.*player=p07"), timeout=30_000)
    expect(page.get_by_role("button", name="Start recording")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("combobox", name="Signal from")).to_have_value(
        "Simulated leg: no sensor needed"
    )


def test_role_and_language_hold_at_once_and_after_a_reload(
    seen: Watched, served: tuple[str, Path]
) -> None:
    page = begin(seen)
    page.get_by_role("radio", name="Player").first.or_(
        page.get_by_text("Player", exact=True).first
    ).first.click()
    expect(page.get_by_text("Where you left off")).to_be_visible()
    page.get_by_role("button", name="Settings").click()
    page.get_by_text("Deutsch", exact=True).click()
    expect(page.get_by_text("Finde heraus, wie du den Ball triffst")).to_be_visible()
    page.get_by_text("mph", exact=True).click()
    page.get_by_role("textbox", name="Wer hier spielt").fill("p07")
    page.get_by_role("textbox", name="Wer hier spielt").press("Enter")
    expect(page.get_by_role("link", name="Heute", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_text("Wo du aufgehört hast")).to_be_visible(timeout=30_000)
    assert page.evaluate("document.documentElement.lang") == "de"
    kept = read_preferences(DataFolder(served[1]))
    assert (kept.language, kept.role, kept.speed_unit, kept.player_id) == (
        "de",
        "player",
        "mph",
        "p07",
    )
