"""What a player does on Today, Progress and Drills, in a real browser at both sizes."""

import re
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.dashboard.test_browser import DESKTOP, FLAGS, PHONE, SHOTS, chromium, serving, watching

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("player")
    with serving(sys.executable, "-m", "tests.dashboard.served_player", str(folder)) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, address: str, size: tuple[int, int]) -> Iterator[Page]:
    with watching(browser, address, {}, size) as seen:
        yield seen.page


def opened(page: Page, address: str, path: str, heading: str) -> Page:
    page.goto(f"{address}/{path}")
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible(timeout=30_000)
    return page


def settled(page: Page, name: str) -> None:
    """Keep a picture of the whole page; nothing of it may lie beside the screen."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    main = "document.querySelector('[data-testid=stMain]')"
    size = page.viewport_size
    assert size is not None
    assert page.evaluate(f"{main}.scrollWidth") <= size["width"]
    tall = max(int(page.evaluate(f"{main}.scrollHeight")), size["height"])
    page.set_viewport_size({"width": size["width"], "height": tall})
    kind = "phone" if size["width"] == PHONE[0] else "desktop"
    page.screenshot(path=SHOTS / f"{name}-{kind}.png")
    page.set_viewport_size(size)


@SIZES
def test_today_says_one_thing_shows_every_kick_and_leads_to_one(page: Page, address: str) -> None:
    opened(page, address, "today", "Today")
    expect(page.get_by_text("One thing to work on")).to_be_visible()
    expect(page.get_by_text("Simulated").first).to_be_visible()
    rows = page.get_by_role("table", name=re.compile("Choose a row")).locator("tbody tr")
    expect(rows).to_have_count(6, timeout=20_000)
    settled(page, "today")
    page.get_by_role("button", name="Why?").first.click()
    expect(page.get_by_text("what shows most often")).to_be_visible()
    page.keyboard.press("Escape")
    rows.nth(2).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/session\?.*kick=3"), timeout=20_000)
    expect(page.get_by_text("Kick 3").first).to_be_visible(timeout=30_000)
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible()


@SIZES
def test_today_starts_the_drill_that_trains_the_thing_to_work_on(page: Page, address: str) -> None:
    opened(page, address, "today", "Today")
    page.get_by_role("button", name="Start: Backheel against the wall").click()
    expect(page.get_by_role("heading", level=1, name="Record live")).to_be_visible()
    expect(page.get_by_label("Player").first).to_have_value("p-1")
    drill = page.get_by_role("combobox", name="Drill", exact=True)
    expect(drill).to_have_value("Backheel against the wall")


@SIZES
def test_the_other_session_of_the_day_is_kept_in_the_address(page: Page, address: str) -> None:
    opened(page, address, "today", "Today")
    page.get_by_role("radio", name=re.compile("right leg")).click()
    expect(page.get_by_role("img", name="right leg").first).to_be_visible()
    expect(page).to_have_url(re.compile("session="))
    page.reload()
    expect(page.get_by_role("img", name="right leg").first).to_be_visible()


@SIZES
def test_progress_draws_the_way_and_says_it_in_words(page: Page, address: str) -> None:
    opened(page, address, "progress?drill=backheel_wall_pass&score=in_band_ratio", "Progress")
    expect(page.get_by_text("Right leg: better. On the line it went up")).to_be_visible()
    expect(page.get_by_text("With your right leg it is higher than with your left")).to_be_visible()
    chart = page.get_by_role("img", name=re.compile("Right weight over time"))
    expect(chart).to_be_visible()
    expect(page.locator("canvas").first).to_be_visible()
    settled(page, "progress")
    page.get_by_text("The sessions as a table").click()
    expect(page.get_by_role("table").first.locator("tbody tr")).to_have_count(14)
    page.get_by_role("radio", name="Left leg").click()
    expect(page).to_have_url(re.compile("leg=left"))
    expect(page.get_by_text("Right leg: better.")).to_be_hidden()
    page.reload()
    expect(page.get_by_text("Left leg: better.")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("Right leg: better.")).to_be_hidden()


@SIZES
def test_a_drill_is_found_looked_at_and_started(page: Page, address: str) -> None:
    opened(page, address, "drills", "Drills")
    expect(page.get_by_text("Planned for you")).to_be_visible()
    settled(page, "drills")
    page.get_by_role("button", name="Firm pass into the line").last.click()
    expect(page.get_by_role("heading", level=1, name="Firm pass into the line")).to_be_visible()
    picture = page.locator("img[alt*='Firm pass into the line']")
    expect(picture).to_be_visible()
    settled(page, "drill")
    page.get_by_role("button", name="Start this drill").click()
    expect(page.get_by_role("heading", level=1, name="Record live")).to_be_visible()
    expect(page).to_have_url(re.compile("drill=firm_line_pass"))
    expect(page.get_by_label("Player").first).to_have_value("p-1")


@SIZES
def test_the_pages_speak_german_and_other_units(page: Page, address: str) -> None:
    opened(page, address, "today?lang=de", "Heute")
    expect(page.get_by_text("Daran arbeitest du")).to_be_visible()
    opened(page, address, "progress?lang=de&drill=backheel_wall_pass", "Fortschritt")
    expect(page.get_by_text("Bestleistungen")).to_be_visible()
    opened(page, address, "drills?lang=de", "Übungen")
    expect(page.get_by_text("Für dich geplant")).to_be_visible()
