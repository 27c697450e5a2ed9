"""The close look at a kick and the notes of a session, clicked through in a real browser."""

import contextlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as TooLateError

from kicksense.store.bin import bin_entries
from kicksense.store.folder import DataFolder
from kicksense.workflows.sessions import list_sessions, open_sessions
from tests.dashboard.test_browser import (
    DESKTOP,
    FLAGS,
    PHONE,
    Watched,
    chromium,
    save,
    serving,
    watching,
)

_MICROPHONE: Final = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str], Path]]:
    folder = tmp_path_factory.mktemp("served")
    with serving(sys.executable, "-m", "tests.dashboard.served_review", str(folder)) as address:
        rows = list_sessions(open_sessions(folder))
        ids = {row.name.rsplit(maxsplit=1)[-1]: row.id for row in rows}
        yield address, {**ids, "short": ids["2"]}, folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        flags = [*FLAGS, *_MICROPHONE]
        running = playwright.chromium.launch(executable_path=chromium(), args=flags)
        yield running
        running.close()


@pytest.fixture
def watched(
    browser: Browser,
    served: tuple[str, dict[str, str], Path],
    request: pytest.FixtureRequest,
) -> Iterator[Watched]:
    size = getattr(request, "param", DESKTOP)
    with watching(browser, served[0], served[1], size) as seen:
        yield seen


def at_rest(page: Page) -> None:
    """Wait until the page's script has run to its end: a list that opens before then may close."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)


def opened(watched: Watched, query: str = "kick=2") -> Page:
    page = watched.open(query)
    expect(page.get_by_label("Moment of the kick")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name="Write a note at")).to_be_visible(timeout=30_000)
    at_rest(page)
    return page


def kept_notes(served: tuple[str, dict[str, str], Path]) -> list[dict[str, Any]]:
    folder = served[2] / "notes" / served[1]["short"]
    return [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]


def note_boxes(page: Page) -> Locator:
    return page.locator(".note textarea")


def options_of(page: Page, label: str) -> Locator:
    """Open one of Streamlit's lists; it closes again when something above it changes its height."""
    at_rest(page)
    options = page.get_by_role("option")
    box = page.get_by_role("combobox", name=label)
    for _ in range(5):
        # In the middle of the window, so that the whole list lies within it.
        box.evaluate("box => box.scrollIntoView({ block: 'center' })")
        box.click()
        with contextlib.suppress(TooLateError):
            options.first.wait_for(timeout=1500)
            return options
    pytest.fail(f"The list '{label}' does not open.")


def choose(page: Page, label: str, option: str) -> None:
    for _ in range(5):
        wanted = options_of(page, label).filter(has_text=re.compile(option)).first
        with contextlib.suppress(TooLateError):
            wanted.click(timeout=3000)
            return
    pytest.fail(f"'{option}' cannot be chosen in the list '{label}'.")


@pytest.mark.parametrize("watched", [DESKTOP, PHONE], indirect=True)
def test_a_kick_is_laid_upon_the_players_best_and_told_apart_in_words(watched: Watched) -> None:
    page = opened(watched)
    expect(page.get_by_role("figure", name=re.compile("Behind it, dashed"))).to_have_count(0)
    choose(page, "Compare with", "^Best of all sessions")
    expect(
        page.get_by_role("figure", name=re.compile("Behind it, dashed: best kick"))
    ).to_be_visible()
    expect(page.get_by_role("rowheader", name="Speed of the ball")).to_be_visible()
    expect(page).to_have_url(re.compile(r"ghost=best"))
    page.reload()
    expect(
        page.get_by_role("figure", name=re.compile("Behind it, dashed: best kick"))
    ).to_be_visible()
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
    save(page, f"review-{page.viewport_size['width'] if page.viewport_size else ''}")


def test_another_kick_of_the_same_session_can_stand_beside_one(watched: Watched) -> None:
    page = opened(watched)
    choose(page, "Compare with", "^Another kick")
    expect(page).to_have_url(re.compile(r"ghost=kick\.\w+\.1"))
    expect(page.get_by_role("columnheader", name="kick 1")).to_be_visible()


def test_a_players_pages_show_no_team_mate_whatever_the_address_says(
    watched: Watched, served: tuple[str, dict[str, str], Path]
) -> None:
    page = opened(watched, f"kick=2&ghost=kick.{served[1]['3']}.1")
    offered = options_of(page, "Compare with")
    expect(offered.filter(has_text="No other kick")).to_have_count(1)
    expect(offered.filter(has_text="ben")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("figure", name=re.compile("Behind it"))).to_have_count(0)


def test_one_cursor_moves_leg_and_curves_from_the_keyboard(watched: Watched) -> None:
    page = opened(watched)
    slider = page.get_by_label("Moment of the kick")
    slider.focus()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^-60 ms from the impact"))
    expect(page.get_by_text(re.compile(r"^-\d+ ms from the impact\s+Strike rate"))).to_be_visible()
    expect(page.get_by_role("button", name="Write a note at")).to_be_visible()


def test_the_leg_plays_in_slow_motion_and_stops(watched: Watched) -> None:
    page = opened(watched)
    slider = page.get_by_label("Moment of the kick")
    slider.focus()
    page.keyboard.press("Home")
    start = int(slider.input_value())
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.wait_for_function(
        "([box, start]) => Number(box.value) > start + 20", arg=[slider.element_handle(), start]
    )
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_pointing_at_the_curves_moves_the_leg(watched: Watched) -> None:
    page = opened(watched)
    figure = page.get_by_role("figure", name=re.compile("around the impact"))
    over = figure.locator(".u-over").first
    over.scroll_into_view_if_needed()
    box = over.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 20)
    expect(page.get_by_label("Moment of the kick")).to_have_attribute(
        "aria-valuetext", re.compile(r"^-\d{2,} ms from the impact")
    )


def test_a_note_is_kept_as_it_is_typed_and_survives_a_reload(
    watched: Watched, served: tuple[str, dict[str, str], Path]
) -> None:
    page = opened(watched)
    before = note_boxes(page).count()
    page.get_by_role("button", name="Write a note at").click()
    hostile = '<img src=x onerror="alert(1)"> **bold**'
    page.keyboard.type(hostile)
    expect(page.locator(".note .state", has_text="Kept.")).to_be_visible()
    assert hostile in [note["text"] for note in kept_notes(served)]
    # A reload right after a key, before anything was sent.
    page.keyboard.type("!")
    page.reload()
    expect(note_boxes(page)).to_have_count(before + 1)
    values = [box.input_value() for box in note_boxes(page).all()]
    assert f"{hostile}!" in values
    expect(page.locator(".noted .mark").first).to_have_attribute(
        "aria-label", re.compile("Note at .*<img")
    )
    expect(page.locator("[data-testid=stMain] img[src=x]")).to_have_count(0)


def test_a_note_that_is_full_says_so_and_shows_what_it_holds(watched: Watched) -> None:
    page = opened(watched)
    page.get_by_role("button", name="Write a note at").click()
    box = page.locator(".note textarea:focus")
    short_px = box.bounding_box()
    box.fill("far too long a story " * 500)
    expect(page.get_by_text("This note is full: it holds 2000 letters")).to_be_visible()
    long_px = page.locator(".note textarea:focus").bounding_box()
    assert short_px is not None
    assert long_px is not None
    assert long_px["height"] > 3 * short_px["height"]


def test_two_windows_that_edit_one_note_keep_both_versions_and_say_so(watched: Watched) -> None:
    page = opened(watched)
    page.get_by_role("button", name="Write a note at").click()
    page.keyboard.type("shared")
    expect(page.locator(".note .state", has_text="Kept.")).to_be_visible()
    mine = page.locator(".note", has=page.locator(":focus"))
    note_id = str(mine.get_attribute("data-note"))
    other = page.context.new_page()
    other.goto(page.url)
    theirs = other.locator(f'[data-note="{note_id}"]')
    theirs.locator("textarea").fill("from the other window")
    expect(theirs.locator(".state")).to_have_text("Kept.")
    other.close()
    page.keyboard.type(" and mine")
    expect(page.get_by_text("Both versions are kept")).to_be_visible()
    page.reload()
    expect(page.locator(f'[data-note="{note_id}"] textarea')).to_have_value("from the other window")
    values = [box.input_value() for box in note_boxes(page).all()]
    assert "shared and mine" in values


def test_deleting_a_note_asks_and_puts_it_into_the_bin(
    watched: Watched, served: tuple[str, dict[str, str], Path]
) -> None:
    page = opened(watched)
    page.get_by_role("button", name="Write a note at").click()
    page.keyboard.type("to be deleted")
    expect(page.locator(".note .state", has_text="Kept.")).to_be_visible()
    note_id = str(page.locator(".note", has=page.locator(":focus")).get_attribute("data-note"))
    line = page.locator(f'[data-note="{note_id}"]')
    line.get_by_role("button", name="Delete").click()
    line.get_by_role("button", name="Keep it").click()
    expect(line).to_have_count(1)
    line.get_by_role("button", name="Delete").click()
    line.get_by_role("button", name="Yes, into the bin").click()
    expect(line).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name="Write a note at")).to_be_visible()
    expect(page.locator(f'[data-note="{note_id}"]')).to_have_count(0)
    binned = [moved for entry in bin_entries(DataFolder(served[2])) for moved in entry.moved]
    assert any(note_id in str(moved) for moved in binned)


def test_a_note_is_spoken_kept_and_played_back(
    watched: Watched, served: tuple[str, dict[str, str], Path]
) -> None:
    page = opened(watched)
    page.get_by_role("button", name="Record", exact=True).click()
    clock = page.get_by_test_id("stAudioInputWaveformTimeCode")
    expect(clock).to_have_text(re.compile(r"00:0[1-9]"))
    page.get_by_role("button", name="Stop recording", exact=True).click()
    expect(page.get_by_text("Spoken at")).to_be_visible()
    expect(page.locator("audio").first).to_be_attached()
    voices = [note for note in kept_notes(served) if note.get("voice") == "wav"]
    assert len(voices) == 1


@pytest.mark.parametrize("watched", [DESKTOP, PHONE], indirect=True)
def test_the_close_look_has_no_serious_barrier(watched: Watched) -> None:
    page = opened(watched, "kick=2&ghost=best")
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    serious = [
        (each["id"], [node["html"][:120] for node in each["nodes"]])
        for each in found.response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == []
