"""The coach's pages in a real browser, on a laptop and on a phone."""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kicksense.exchange.share_locking import LOCKED_MAGIC
from kicksense.store.plans import all_plans
from kicksense.store.preferences import Preferences, write_preferences
from kicksense.workflows.sessions import open_sessions
from tests.dashboard.test_browser import DESKTOP, PHONE, SHOTS, Watched, browser, serving, watching
from tests.teams_made import MadeTeam, stored_team
from tests.workflows.practices_stored import keep, note

__all__ = ["browser"]

PLAYER = "player-00"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A team, and one session with its samples, which was not looked at yet."""
    place = tmp_path_factory.mktemp("coach")
    sessions = stored_team(place, MadeTeam(newest=datetime.now(UTC) - timedelta(days=1)))
    keep(sessions, 1, player_id="p-1", live=note(1))
    write_preferences(sessions.folder, Preferences(role="coach"))
    return place


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    program = str(Path(sys.executable).with_name("kicksense"))
    with serving(program, "dashboard", "--no-browser", "--data-dir", str(folder)) as served:
        yield served


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Watched]:
    with watching(browser, address, {}, DESKTOP) as watched:
        yield watched


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Watched]:
    with watching(browser, address, {}, PHONE) as watched:
        yield watched


def go(watched: Watched, way: str) -> Page:
    watched.page.goto(f"{watched.address}/{way}")
    expect(watched.page.locator("h1")).to_be_visible(timeout=30_000)
    return watched.page


def picture(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"coach-{name}.png", full_page=True)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def players_in_order(page: Page) -> list[str]:
    expect(page.locator("button.player").first).to_be_visible()
    return page.locator("button.player").all_inner_texts()


def test_the_team_is_ordered_by_attention_sorted_on_wish_and_brought_up_to_date(
    desk: Watched,
) -> None:
    page = go(desk, "team")
    first = players_in_order(page)
    assert "p-1" in first
    page.get_by_role("button", name="Bring up to date").click()
    expect(page.get_by_role("button", name="Bring up to date")).to_have_count(0, timeout=60_000)
    page.get_by_role("columnheader", name="Player").get_by_role("button").click()
    assert players_in_order(page) == sorted(first)
    expect(page).to_have_url(re.compile("order=player"))
    page.reload()
    expect(page.locator("h1")).to_be_visible()
    assert players_in_order(page) == sorted(first)
    picture(page, "team")


def test_why_says_the_share_and_how_sure_it_is_and_can_be_reached_by_keyboard(
    desk: Watched,
) -> None:
    page = go(desk, "team")
    why = page.get_by_role("button", name=f"Why? {PLAYER}")
    why.focus()
    page.keyboard.press("Enter")
    reasons = page.locator("tr.reasons")
    expect(reasons).to_contain_text("It showed in 6 of 20, which is 30 %")
    expect(why).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(reasons).to_have_count(0)


def test_numbers_are_beside_each_other_only_on_wish_and_with_a_warning(desk: Watched) -> None:
    page = go(desk, "team")
    expect(page.get_by_role("columnheader", name="Good weight")).to_have_count(0)
    page.get_by_text("Compare numbers").click()
    expect(page.get_by_role("columnheader", name="Good weight")).to_be_visible()
    expect(page.get_by_text("say little about who is better")).to_be_visible()


def test_a_player_is_opened_planned_for_and_nothing_typed_is_lost(
    desk: Watched, folder: Path
) -> None:
    page = go(desk, "team")
    page.get_by_role("button", name=PLAYER, exact=True).click()
    expect(page.get_by_role("heading", name="What goes well")).to_be_visible(timeout=30_000)
    expect(page).to_have_url(re.compile(f"player={PLAYER}"))
    page.get_by_role("button", name="Plan what trains it").click()
    field = page.get_by_label("To the player")
    field.fill("Let it *roll*")
    page.reload()
    expect(page.get_by_label("To the player")).to_have_value("Let it *roll*")
    page.get_by_label("To the player").fill("Let it *roll*, <b>do not</b> push")
    expect(page.get_by_role("status").filter(has_text="Kept.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("To the player")).to_have_value("Let it *roll*, <b>do not</b> push")
    plans = [each for each in all_plans(open_sessions(folder).folder).plans if each.note]
    assert [(plan.player_id, plan.code) for plan in plans] == [(PLAYER, "too_much_power")]
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_text("Let it *roll*, <b>do not</b> push")).to_be_visible()
    picture(page, "player")


def test_two_tabs_that_edit_one_plan_lose_neither_version(
    desk: Watched, browser: Browser, folder: Path
) -> None:
    page = go(desk, "plans")
    page.get_by_role("button", name="Plan a drill").click()
    page.get_by_role("combobox", name="For whom?").click()
    page.get_by_role("option", name="player-02").click()
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_label("To the player")).to_be_visible()
    with watching(browser, desk.address, {}, DESKTOP) as other:
        second = go(other, page.url.removeprefix(f"{desk.address}/"))
        theirs = second.get_by_label("To the player")
        expect(theirs).to_be_visible()
        mine = page.get_by_label("To the player")
        mine.fill("mine")
        expect(page.get_by_role("status").filter(has_text="Kept.")).to_be_visible()
        theirs.fill("theirs")
        expect(second.get_by_text("changed elsewhere")).to_be_visible()
        expect(second.get_by_text("mine", exact=True)).to_be_visible()
        expect(second.get_by_label("To the player")).to_have_value("theirs")
        second.get_by_role("button", name="Keep mine").click()
        expect(second.get_by_text("changed elsewhere")).to_have_count(0)
    notes = [plan.note for plan in all_plans(open_sessions(folder).folder).plans]
    assert "theirs" in notes


def test_a_plan_goes_to_the_bin_only_after_a_question(desk: Watched) -> None:
    page = go(desk, "plans")
    page.get_by_role("button", name="Plan a drill").click()
    page.get_by_role("combobox", name="For whom?").click()
    page.get_by_role("option", name="player-03").click()
    page.get_by_role("button", name="Plan it").click()
    card = page.locator("[class*='st-key-plan-']").filter(has_text="player-03").last
    card.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("restored there for 30 days")).to_be_visible()
    page.get_by_role("button", name="Yes, put it into the bin").click()
    expect(page.locator("[class*='st-key-plan-']").filter(has_text="player-03")).to_have_count(0)
    picture(page, "plans")


def test_two_sessions_stand_side_by_side_and_two_players_only_on_purpose(desk: Watched) -> None:
    page = go(desk, f"player?player={PLAYER}")
    page.get_by_text("Two sessions side by side").click()
    expect(page.locator("table.ks-beside").first).to_contain_text("May be chance")
    page.reload()
    expect(page.locator("table.ks-beside").first).to_contain_text("May be chance", timeout=30_000)
    page.get_by_text("Beside another player").click()
    expect(page.get_by_text("no reason to rank them")).to_be_visible()


def test_a_session_is_shared_with_a_name_and_opened_again(desk: Watched, tmp_path: Path) -> None:
    page = go(desk, "team")
    page.get_by_role("button", name="p-1", exact=True).click()
    expect(page.get_by_role("heading", name="Sessions", exact=True)).to_be_visible()
    page.locator("table[aria-label='The sessions of this player'] button.player").first.click()
    page.get_by_role("button", name="Share", exact=True).click(timeout=60_000)
    names = page.get_by_label("For whom? One name a line")
    names.fill("Mia's <i>father</i>")
    names.blur()
    page.get_by_role("button", name="Make the share file").click()
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="Save the share file").click(timeout=60_000)
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.suffix == ".kicksense"
    go(desk, "import")
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text("For Mia's <i>father</i> alone.")).to_be_visible()
    expect(page.get_by_text("The sender left the samples out")).to_be_visible()
    picture(page, "shared")


def test_a_share_file_is_locked_though_its_passphrase_was_left_with_tab(
    desk: Watched, tmp_path: Path
) -> None:
    page = go(desk, "player?player=p-1")
    page.locator("table[aria-label='The sessions of this player'] button.player").first.click()
    page.get_by_role("button", name="Share", exact=True).click(timeout=60_000)
    page.get_by_label("For whom? One name a line").fill("Mia")
    page.get_by_role("textbox", name="Passphrase").fill("three tall trees")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Make the share file").click()
    expect(page.get_by_text("It is locked")).to_be_visible(timeout=60_000)
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="Save the share file").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.read_bytes().startswith(LOCKED_MAGIC)

    go(desk, "import")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("textbox", name="Passphrase").fill("three tall trees")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_text("For Mia alone.")).to_be_visible()


@pytest.mark.parametrize("way", ["team", f"player?player={PLAYER}", "plans"])
def test_a_phone_never_scrolls_sideways(phone: Watched, way: str) -> None:
    page = go(phone, way)
    page.wait_for_load_state("networkidle")
    expect(page.get_by_test_id("stSpinner")).to_have_count(0, timeout=30_000)
    assert fits(page)
    picture(page, f"phone-{way.split('?')[0]}")


def test_nonsense_in_the_address_shows_a_page(desk: Watched) -> None:
    for way in ("team", "player", "plans"):
        page = go(desk, f"{way}?player=../x&a=%00&b=<b>&plan=zz&order=x&weeks=9e9&theme=!")
        expect(page.get_by_test_id("stException")).to_have_count(0)
