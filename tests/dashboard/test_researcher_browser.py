"""A researcher's way in a real browser: label with the keyboard, train, evaluate."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet
from kicksense.store.labels import write_labels
from kicksense.workflows.labelling import open_desk
from kicksense.workflows.sessions import Sessions, find_session, import_recording, open_sessions
from tests import played
from tests.dashboard.test_browser import DESKTOP, PHONE, SHOTS, Watched, serving, watching
from tests.dashboard.test_browser import browser as browser

PLAYERS = ("sim-a", "sim-b", "sim-c", "sim-d")


def filled(folder: Path) -> Sessions:
    """Store a simulated session for each of four players, with its truth as labels."""
    store = open_sessions(folder)
    for number, player in enumerate(PLAYERS):
        made = played.session()
        source = replace(made.recording.source, fingerprint=f"{number:064x}", name=player)
        row = import_recording(store, replace(made.recording, source=source), player_id=player).row
        events = tuple(
            LabelledEvent(
                event.time_s,
                EventKind.KICK,
                event.technique,
                foot_speed_mps=event.foot_speed_mps,
                ball_speed_mps=event.ball_speed_mps,
            )
            for event in made.truth
            if event.kind is EventKind.KICK
        )
        write_labels(
            store.folder,
            LabelSet(
                fingerprint=row.fingerprint,
                labeller="simulation",
                labelled_utc=row.imported_utc,
                player_id=player,
                events=events,
                session_id=row.id,
            ),
        )
    return store


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Sessions]]:
    folder = tmp_path_factory.mktemp("research")
    store = filled(folder)
    kicksense = str(Path(sys.executable).with_name("kicksense"))
    with serving(kicksense, "dashboard", "--no-browser", "--data-dir", str(folder)) as address:
        yield address.rstrip("/"), store


@pytest.fixture
def watched(
    browser: Browser,
    served: tuple[str, Sessions],
    request: pytest.FixtureRequest,
) -> Iterator[Watched]:
    size = getattr(request, "param", DESKTOP)
    with watching(browser, served[0], {}, size) as seen:
        yield seen


def at(seen: Watched, path: str) -> Page:
    """Open a page and wait until it says what it is."""
    seen.page.goto(f"{seen.address}/{path}")
    expect(seen.page.locator("h1")).to_be_visible(timeout=30_000)
    return seen.page


def keep(page: Page, name: str) -> None:
    """Keep a picture of the whole page, for people to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def sideways(page: Page) -> bool:
    return bool(page.locator("[data-testid=stMain]").evaluate("m => m.scrollWidth > m.clientWidth"))


def test_moments_are_named_with_the_keyboard_alone(
    watched: Watched, served: tuple[str, Sessions]
) -> None:
    store = served[1]
    (row,) = [row for row in store.library.catalogue.sessions() if row.player_id == "sim-a"]
    page = at(watched, f"label?session={row.id}&by=ann&order=time")
    desk = page.locator(".desk")
    expect(desk).to_be_visible(timeout=30_000)
    expect(page.locator(".u-over")).to_have_count(2)
    total = int(str(page.get_by_role("progressbar").get_attribute("aria-valuemax")))
    assert total >= 6
    desk.focus()
    pressed = "hilktbanhi"[:total]
    for key in pressed:
        page.keyboard.press(key)
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", str(len(pressed)))
    page.keyboard.press("u")
    expect(page.get_by_role("progressbar")).to_have_attribute(
        "aria-valuenow", str(len(pressed) - 1)
    )
    page.keyboard.press("r")
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", str(len(pressed)))
    keep(page, "label-desktop")
    page.reload()
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", str(len(pressed)))
    events = open_desk(store, find_session(store, row.id), "ann").events
    assert len(events) == len(pressed)
    assert [str(event.technique) for event in events[:3]] == ["heel", "inside_foot", "instep"]


def test_two_windows_that_name_one_moment_are_told(
    watched: Watched, served: tuple[str, Sessions]
) -> None:
    store = served[1]
    (row,) = [row for row in store.library.catalogue.sessions() if row.player_id == "sim-b"]
    address = f"label?session={row.id}&by=bob&order=time"
    page = at(watched, address)
    expect(page.locator(".desk")).to_be_visible(timeout=30_000)
    other = page.context.new_page()
    other.goto(f"{watched.address}/{address}")
    expect(other.locator(".desk")).to_be_visible(timeout=30_000)
    other.locator(".answer[data-answer=heel]").click()
    expect(other.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "1")
    page.locator(".answer[data-answer=instep]").click()
    expect(page.get_by_text("Another window has named this moment")).to_be_visible()
    desk = open_desk(store, find_session(store, row.id), "bob")
    assert [str(event.technique) for event in desk.events] == ["heel"]
    page.get_by_role("button", name=re.compile("^Use mine")).click()
    expect(page.get_by_text("Another window has named this moment")).to_have_count(0)
    desk = open_desk(store, find_session(store, row.id), "bob")
    assert [str(event.technique) for event in desk.events] == ["instep"]
    assert desk.next_undo is not None


@pytest.mark.parametrize("watched", [PHONE], indirect=True)
def test_a_phone_names_moments_without_scrolling_sideways(watched: Watched) -> None:
    page = at(watched, "label?by=phone&lang=de")
    expect(page.locator(".desk")).to_be_visible(timeout=30_000)
    assert not sideways(page)
    page.get_by_role("button", name=re.compile("^Hacke")).click()
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "1")
    expect(page.get_by_role("button", name=re.compile("^Rückgängig: Hacke"))).to_be_visible()
    keep(page, "label-phone")
    for path in ("datasets", "train", "evaluate", "export"):
        at(watched, f"{path}?lang=de")
        expect(page.locator("[data-testid=stSpinner]")).to_have_count(0, timeout=30_000)
        assert not sideways(page), path


def test_a_model_is_trained_over_a_reload_evaluated_and_a_cell_looked_into(
    watched: Watched,
) -> None:
    page = at(watched, "train")
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_text(re.compile("Training of mine"))).to_be_visible()
    page.reload()
    done = page.locator("[data-testid=stMarkdown]", has_text=re.compile("done$"))
    expect(done.first).to_be_visible(timeout=150_000)
    expect(page.get_by_text("Compare two models")).to_be_visible()
    page = at(watched, "evaluate?models=mine,default")
    page.get_by_text("Only players that none").click()
    page.get_by_role("button", name="Evaluate", exact=True).click()
    expect(page.locator(".matrix-cell").first).to_be_visible(timeout=90_000)
    expect(page.get_by_text(re.compile("players were in the training data"))).to_be_visible()
    page.get_by_role("button", name=re.compile("^Was heel, said heel: [1-9]")).click()
    expect(page).to_have_url(re.compile("cell=heel.heel"))
    expect(page.get_by_text(re.compile("^Was heel, said heel: [1-9]"))).to_be_visible()
    keep(page, "evaluate-desktop")
    look = page.get_by_role("link", name="Look at it").first
    expect(look).to_be_visible()
    look.click()
    expect(page).to_have_url(re.compile("/session"), timeout=30_000)
