"""A video beside its trace in a real browser: added, marked, one cursor both ways."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from kicksense.workflows.clip_rendering import render_clip
from kicksense.workflows.sessions import list_sessions, open_sessions
from tests.dashboard import fakes
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

OFFSET_S = 2.4
DRIFT = 0.002
FRAME_S = 1.0 / 30.0


def seen_at(since_s: float) -> float:
    """Give when the clip shows a moment of the recording."""
    return (1.0 + DRIFT) * since_s + OFFSET_S


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "garden <b>x.mp4"
    render_clip(fakes.recording(), fakes.report(), path, offset_s=OFFSET_S, drift_ratio=DRIFT)
    return path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("served")
    with serving(
        sys.executable, "-m", "tests.dashboard.served_known_kicks", str(folder)
    ) as address:
        rows = list_sessions(open_sessions(folder))
        yield address, {"long" if row.duration_s > 100 else "short": row.id for row in rows}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def watched(
    browser: Browser, served: tuple[str, dict[str, str]], request: pytest.FixtureRequest
) -> Iterator[Watched]:
    with watching(browser, *served, getattr(request, "param", DESKTOP)) as seen:
        yield seen


def desk(page: Page) -> Locator:
    """Give the component, once its video can be shown."""
    found = page.locator(".ks:has(video)")
    expect(found).to_have_count(1)
    page.wait_for_function(
        "() => { const find = (at) => { for (const each of at.querySelectorAll('*')) {"
        " if (each.tagName === 'VIDEO') return each;"
        " const inner = each.shadowRoot && find(each.shadowRoot); if (inner) return inner; }"
        " return null; }; const video = find(document); return video && video.readyState >= 2; }"
    )
    return found


def stop_at(found: Locator, video_s: float) -> None:
    """Stop at the first picture that shows a moment, and wait until it is the one that is shown."""
    first = -int(-video_s // FRAME_S)
    middle_s = (first + 0.5) * FRAME_S
    found.locator("video").evaluate("(video, at) => { video.currentTime = at; }", middle_s)
    expect(found).to_have_attribute("data-picture", re.compile(r"\d"))
    found.page.wait_for_function(
        "([root, at]) => Math.abs(Number(root.dataset.picture) - at) < 0.005",
        arg=[found.element_handle(), first * FRAME_S],
    )


def mark(found: Locator, number: int, video_s: float) -> None:
    stop_at(found, video_s)
    found.get_by_label("This picture shows").select_option(f"kick-{number}")
    found.get_by_role("button", name="Mark it").click()


def picture_s(found: Locator) -> float:
    return float(found.get_attribute("data-picture") or "nan")


def time_s(found: Locator) -> float:
    return float(found.get_attribute("data-time") or "nan")


def keep(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.locator(".ks:has(video)").scroll_into_view_if_needed()
    page.screenshot(path=SHOTS / f"{name}.png")


def test_a_video_is_added_marked_twice_and_moves_with_the_trace(
    watched: Watched, film: Path
) -> None:
    page = watched.open()
    page.get_by_text("Add a video").click()
    page.locator("input[type=file]").set_input_files(film)
    found = desk(page)
    expect(found).to_have_attribute("data-synced", "false")
    expect(page.get_by_text("do not know each other yet")).to_be_visible()
    expect(page.locator("[data-testid=stMain] b", has_text="x")).to_have_count(0)

    mark(found, 1, seen_at(fakes.KICK_TIMES_S[0]))
    expect(found).to_have_attribute("data-synced", "true")
    expect(page.get_by_text("too few to check")).to_be_visible()
    mark(found, 6, seen_at(fakes.KICK_TIMES_S[5]))
    expect(found.locator(".marks li")).to_have_count(2)
    mark(found, 4, seen_at(fakes.KICK_TIMES_S[3]))
    expect(found.locator(".marks li")).to_have_count(3)
    expect(
        page.get_by_text(re.compile(r"3 marks lie \d+ ms from one line: better than one"))
    ).to_be_visible()
    keep(page, "video-desktop")

    # From the trace to the video: a kick nobody marked.
    found.get_by_role("button", name="Kick 3:").click()
    expected = seen_at(fakes.KICK_TIMES_S[2])
    page.wait_for_function(
        "([root, from, to]) => Number(root.dataset.picture) > from && "
        "Number(root.dataset.picture) < to",
        arg=[found.element_handle(), expected - 1.6, expected + 1.2],
    )
    found.get_by_role("button", name="Pause").click()

    # From the video to the trace.
    stop_at(found, expected)
    assert time_s(found) == pytest.approx(fakes.KICK_TIMES_S[2], abs=1.5 * FRAME_S)
    before = picture_s(found)
    found.get_by_role("button", name="One picture on").click()
    page.wait_for_function(
        "([root, from]) => Number(root.dataset.picture) > from",
        arg=[found.element_handle(), before],
    )
    assert picture_s(found) - before == pytest.approx(FRAME_S, abs=0.02)

    # What somebody says the picture shows stays said while they look for the picture.
    shows = found.get_by_label("This picture shows")
    expect(shows).to_have_value("kick-3")
    shows.select_option("kick-2")
    shows.blur()
    found.get_by_role("button", name="One picture on").click()
    page.wait_for_function(
        "([root, from]) => Number(root.dataset.picture) > from",
        arg=[found.element_handle(), before + 1.5 * FRAME_S],
    )
    expect(shows).to_have_value("kick-2")


def test_the_cursor_moves_while_the_video_plays_and_a_click_on_the_strip_moves_the_video(
    watched: Watched,
) -> None:
    page = watched.open()
    found = desk(page)
    expect(found).to_have_attribute("data-synced", "true")
    page.locator(".ks:not(:has(video)) .mark[data-kick='2']").first.click()
    page.wait_for_function(
        "([root, at]) => Math.abs(Number(root.dataset.picture) - at) < 0.1",
        arg=[found.element_handle(), seen_at(fakes.KICK_TIMES_S[1])],
    )
    start = found.locator(".now").evaluate("line => line.style.left")
    found.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "([root, from]) => Number(root.dataset.picture) > from + 0.5",
        arg=[found.element_handle(), picture_s(found)],
    )
    found.get_by_role("button", name="Pause").click()
    assert found.locator(".now").evaluate("line => line.style.left") != start
    over = found.locator(".u-over")
    box = over.bounding_box()
    assert box is not None
    over.click(position={"x": box["width"] * 41.5 / 60.0, "y": 30})
    expected = seen_at(41.5)
    page.wait_for_function(
        "([root, at]) => Math.abs(Number(root.dataset.picture) - at) < 0.3",
        arg=[found.element_handle(), expected],
    )
    assert time_s(found) == pytest.approx(41.5, abs=0.2)


def test_a_mark_is_taken_away_and_a_reload_keeps_the_others(watched: Watched) -> None:
    page = watched.open()
    found = desk(page)
    expect(found.locator(".marks li")).to_have_count(3)
    found.get_by_role("button", name="Take away: Kick 4").click()
    expect(found.locator(".marks li")).to_have_count(2)
    page.reload()
    expect(desk(page).locator(".marks li")).to_have_count(2)


@pytest.mark.parametrize("watched", [PHONE], indirect=True)
def test_a_phone_shows_the_video_without_scrolling_sideways(watched: Watched) -> None:
    page = watched.open()
    found = desk(page)
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
    wide = found.locator("video").evaluate("video => video.getBoundingClientRect().width")
    assert 300 < wide <= 390
    found.get_by_role("group", name=re.compile("Shock at the shin")).focus()
    before = picture_s(found)
    page.keyboard.press("PageDown")
    page.wait_for_function(
        "([root, from]) => Number(root.dataset.picture) > from + 0.2",
        arg=[found.element_handle(), before],
    )
    keep(page, "video-phone")


def test_a_file_that_is_no_video_is_refused_in_one_sentence(
    watched: Watched, tmp_path: Path
) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"<html><script>alert(1)</script></html>")
    page = watched.open(session="long")
    page.get_by_text("Add a video").click()
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text("no video that a browser plays")).to_be_visible()
    expect(page.locator(".ks:has(video)")).to_have_count(0)


def test_the_video_comes_in_pieces_and_to_own_pages_alone(watched: Watched) -> None:
    page = watched.open()
    address = str(desk(page).locator("video").get_attribute("src"))
    piece = page.request.get(address, headers={"Range": "bytes=4-11"})
    assert (piece.status, len(piece.body()), piece.body()[:4]) == (206, 8, b"ftyp")
    assert piece.headers["content-type"] == "video/mp4"
    assert piece.headers["x-content-type-options"] == "nosniff"
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.example"}):
        assert page.request.get(address, headers=headers).status == 403
    for wrong in ("../../catalogue.sqlite", "0" * 12, "%2e%2e%2fx", "a" * 500):
        other = address.rsplit("/", 1)[0] + "/" + wrong
        assert page.request.get(other).status in {200, 400, 404}
        assert b"SQLite" not in page.request.get(other).body()


def test_the_page_of_a_session_comes_in_the_readers_language(watched: Watched) -> None:
    page = watched.open("lang=de")
    page.get_by_role("button", name="Eine Seite zum Drucken").click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Seite erstellen").click()
    content = Path(coming.value.path()).read_bytes()
    assert content.startswith(b"%PDF")
    assert b"/Lang (de)" in content
    assert coming.value.suggested_filename.endswith(".pdf")
    assert "<" not in coming.value.suggested_filename
