"""My data in a real browser: consent, taking along, erasing, and back from the bin."""

import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from kicksense.workflows import consent
from kicksense.workflows.sessions import list_sessions, open_sessions
from tests.dashboard.test_browser import (
    DESKTOP,
    FLAGS,
    PHONE,
    Watched,
    chromium,
    serving,
    watching,
)
from tests.dashboard.test_start_browser import no_sideways, shoot


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Serve a store with the demo and a session of p07."""
    folder = tmp_path_factory.mktemp("people") / "data"
    with serving(sys.executable, "-m", "tests.dashboard.served_people", str(folder)) as address:
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


def opened(seen: Watched) -> Page:
    seen.page.goto(f"{seen.address}/mydata?player=p07")
    expect(seen.page.get_by_role("heading", name="What is stored")).to_be_visible(timeout=30_000)
    return seen.page


@pytest.mark.parametrize("seen", [DESKTOP, PHONE], indirect=True)
def test_the_page_fits_its_window_and_shows_no_markup_of_strangers(seen: Watched) -> None:
    page = opened(seen)
    session = page.get_by_role("combobox", name="A session")
    expect(session).to_have_value(re.compile(r"^Tuesday <b>wall</b>, "))
    assert no_sideways(page)
    size = page.viewport_size
    shoot(page, f"my-data-{'phone' if size and size['width'] < 500 else 'desktop'}")


def test_a_consent_is_given_with_the_keyboard_and_stays_after_a_reload(
    seen: Watched, served: tuple[str, Path]
) -> None:
    page = opened(seen)
    agree = page.locator(".st-key-consent-video-p07 button")
    expect(agree).to_be_disabled()
    page.get_by_role("spinbutton", name=re.compile("Year of birth")).fill("1990")
    page.keyboard.press("Enter")
    expect(agree).to_be_enabled()
    agree.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Agreed by the player")).to_be_visible()
    assert consent.allows(open_sessions(served[1]), "p07", "video")
    page.reload()
    expect(page.get_by_text("Agreed by the player")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text(re.compile(r"Withdrawn \d"))).to_be_visible()


def test_everything_is_taken_along_in_one_file(seen: Watched, tmp_path: Path) -> None:
    page = opened(seen)
    page.get_by_role("button", name="Make my file").click()
    save = page.get_by_role("button", name=re.compile("Save my file"))
    expect(save).to_be_visible(timeout=60_000)
    with page.expect_download(timeout=60_000) as waiting:
        save.click()
    assert waiting.value.suggested_filename == "kicksense-p07.zip"
    waiting.value.save_as(tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as archive:
        assert archive.testzip() is None
        assert any(name.endswith("report.json") for name in archive.namelist())


def test_a_kick_is_taken_out_after_a_question_and_put_back(seen: Watched) -> None:
    page = opened(seen)
    page.get_by_text("Take out a single kick").click()
    page.get_by_role("button", name="Take out this kick").click()
    page.get_by_role("dialog").get_by_role("button", name="Yes, do it").click()
    expect(page.get_by_text("The kick was taken out").first).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Put back").click()
    expect(page.get_by_text("The kick is back").first).to_be_visible(timeout=30_000)


def test_a_player_is_erased_after_a_question_and_comes_back(
    seen: Watched, served: tuple[str, Path]
) -> None:
    page = opened(seen)
    page.get_by_role("button", name="Erase everything of this player").click()
    page.get_by_role("dialog").get_by_role("button", name="No, keep it").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert len(list_sessions(open_sessions(served[1]))) == 2
    page.get_by_role("button", name="Erase everything of this player").click()
    page.get_by_role("dialog").get_by_role("button", name="Yes, do it").click()
    expect(page.get_by_text("It lies in the bin until").first).to_be_visible(timeout=30_000)
    assert len(list_sessions(open_sessions(served[1]))) == 1
    expect(page.get_by_text("30 days left")).to_be_visible()
    shoot(page, "my-data-bin")
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("It is back where it was").first).to_be_visible(timeout=30_000)
    assert len(list_sessions(open_sessions(served[1]))) == 2


def test_two_tabs_erase_one_session_once(
    seen: Watched, browser: Browser, served: tuple[str, Path]
) -> None:
    page = opened(seen)
    with watching(browser, served[0], {}, DESKTOP) as other:
        second = opened(other)
        for each in (page, second):
            each.get_by_role("button", name="Erase this session").click()
        page.get_by_role("dialog").get_by_role("button", name="Yes, do it").click()
        expect(page.get_by_text("It lies in the bin until").first).to_be_visible(timeout=30_000)
        second.get_by_role("dialog").get_by_role("button", name="Yes, do it").click()
        expect(second.get_by_text(re.compile("there is no session"))).to_be_visible()
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("It is back where it was").first).to_be_visible(timeout=30_000)
