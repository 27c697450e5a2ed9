"""The pages in a real browser: what is drawn, clicked and asked of the network."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Request, WebSocket, expect, sync_playwright

from kicksense.units import GRAVITY_MPS2
from kicksense.workflows.sessions import list_sessions, open_sessions
from tests.dashboard import fakes

CHECKOUT: Final = Path(__file__).resolve().parents[2]
SHOTS: Final = CHECKOUT / "artifacts" / "dashboard"
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP: Final = (1280, 900)
PHONE: Final = (390, 844)

# How long a state may take to come, for every test in a browser: on a machine that does other
# things too. A page that is as it should be is not waited for.
expect.set_options(timeout=20_000)


@dataclass
class Watched:
    """A page, with everything it complained of and every machine it asked."""

    page: Page
    address: str
    sessions: dict[str, str]
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def open(self, query: str = "", *, session: str = "short") -> Page:
        self.page.goto(f"{self.address}/session?session={self.sessions[session]}&{query}")
        expect(self.page.locator("h1")).to_be_visible(timeout=30_000)
        return self.page

    def note(self, request: Request | WebSocket) -> None:
        own = self.address.removeprefix("http://")
        if not re.match(rf"(data|blob):|(http|ws)://{re.escape(own)}/", request.url):
            self.strangers.append(request.url)


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if (found := shutil.which(os.environ.get("KICKSENSE_CHROMIUM", name))) is not None:
            return found
    pytest.fail(
        "Chromium is missing, and the dashboard can only be tested in a browser. "
        "Install it (Debian: apt-get install chromium), or name it in KICKSENSE_CHROMIUM."
    )


@contextmanager
def serving(*command: str) -> Iterator[str]:
    """Run a command that serves the dashboard; give the address it says."""
    with subprocess.Popen(
        command,
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        said: list[str] = []
        for line in server.stdout or ():
            said.append(line)
            if found := re.search(r"kicksense dashboard: (http://\S+)", line):
                yield found[1]
                break
        else:
            pytest.fail(f"The server stopped before it listened: {''.join(said)}")
        server.send_signal(signal.SIGINT)
        rest = server.communicate(timeout=20)[0]
        assert "Traceback" not in rest, rest


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """Serve sessions whose kicks are known; give the address and the sessions' ids."""
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


@contextmanager
def watching(
    browser: Browser, address: str, sessions: dict[str, str], size: tuple[int, int]
) -> Iterator[Watched]:
    """Give a page; a complaint of the browser or a request to the outside fails its test.

    Tests that follow each other share what the browser has loaded, which is half their time, and
    nothing else; two pages at once are two browsers.
    """
    idle = (each for each in browser.contexts if not each.pages)
    context = next(idle, None) or browser.new_context(
        viewport={"width": DESKTOP[0], "height": DESKTOP[1]}
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme="dark" if size is PHONE else "light")
    seen = Watched(page, address, sessions)
    page.on("request", seen.note)
    page.on("websocket", seen.note)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: seen.complaints.append(message.text) if message.type == "error" else None,
    )
    yield seen
    for each in context.pages:
        if each.url.startswith(address):
            each.evaluate("localStorage.clear()")
        each.close()
    context.clear_cookies()
    context.clear_permissions()
    assert seen.complaints == []
    assert seen.strangers == []


@pytest.fixture
def watched(
    browser: Browser, served: tuple[str, dict[str, str]], request: pytest.FixtureRequest
) -> Iterator[Watched]:
    with watching(browser, *served, getattr(request, "param", DESKTOP)) as seen:
        yield seen


def save(page: Page, name: str) -> None:
    """Keep a picture of the whole page, for people to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    size = page.viewport_size or {"width": DESKTOP[0], "height": DESKTOP[1]}
    page.set_viewport_size({"width": size["width"], "height": max(int(tall), size["height"])})
    expect(page.locator(".u-over").first).to_be_visible()
    page.screenshot(path=SHOTS / f"{name}.png")


def inked(page: Page) -> int:
    """Count the pixels of the trace's canvas that are drawn on."""
    return int(
        page.locator("canvas").first.evaluate(
            "c => c.getContext('2d').getImageData(0, 0, c.width, c.height)"
            ".data.filter((v, i) => i % 4 === 3 && v > 0).length"
        )
    )


def test_the_trace_is_drawn_with_a_mark_for_every_kick(watched: Watched) -> None:
    page = watched.open()
    expect(page.locator(".mark")).to_have_count(6)
    expect(page.get_by_text("Simulated", exact=True).first).to_be_visible()
    assert inked(page) > 5000
    save(page, "session-desktop")


def test_a_click_on_a_kick_shows_its_findings_and_its_row(watched: Watched) -> None:
    page = watched.open()
    page.get_by_role("button", name="Kick 3:").click()
    expect(page.get_by_role("heading", name="Kick 3: laces (instep)")).to_be_visible()
    expect(page.get_by_text("The foot went on for 69 degrees").last).to_be_visible()
    expect(page.locator('tr[data-kick="3"]')).to_have_attribute("aria-selected", "true")
    expect(page.locator('tr[data-kick="1"]')).to_have_attribute("aria-selected", "false")
    expect(page).to_have_url(re.compile(r"kick=3"))


def test_a_row_chosen_with_the_keyboard_chooses_the_mark(watched: Watched) -> None:
    page = watched.open()
    page.locator('tr[data-kick="1"]').focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Kick 2: inside of the foot")).to_be_visible()
    expect(page.locator('.mark[data-kick="2"]')).to_have_attribute("aria-pressed", "true")


def test_the_address_brings_the_same_kick_back(watched: Watched) -> None:
    page = watched.open("kick=5&drill=partner_pass")
    expect(page.get_by_role("heading", name="Kick 5: not sure")).to_be_visible()
    expect(page.get_by_text("Arriving after 8 m")).to_be_visible()
    expect(page.locator('.mark[data-kick="5"]')).to_have_attribute("aria-pressed", "true")
    save(page, "session-judged-desktop")


def test_zooming_into_a_long_recording_brings_every_sample(watched: Watched) -> None:
    page = watched.open(session="long")
    expect(page.get_by_text("30 min 00 s")).to_be_visible()
    page.get_by_role("button", name="Zoom to the chosen kick").click()
    figure = page.locator('.ks[data-slice="detail"]')
    expect(figure).to_have_count(1)
    page.get_by_role("button", name="Show the whole recording").click()
    expect(page.locator('.ks[data-slice="whole"]')).to_have_count(1)


def test_a_file_is_dropped_looked_at_and_imported(watched: Watched, tmp_path: Path) -> None:
    page = watched.open()
    page.get_by_role("link", name="Import").click()
    expect(page.get_by_role("heading", name="Import a recording")).to_be_visible()
    page.locator("input[type=file]").set_input_files(csv_of_a_leg(tmp_path))
    expect(page.get_by_text("At rest the accelerometer reads 9.81 m/s²")).to_be_visible()
    expect(page.get_by_text("Columns and units")).to_be_visible()
    page.get_by_text("Right leg", exact=True).click()
    page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, 0)")
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / "import-desktop.png")
    page.get_by_role("button", name="Import and find the kicks").click()
    expect(page.get_by_role("heading", name="lawn _b_ x")).to_be_visible()
    expect(page).to_have_url(re.compile(r"session=\w{6,}"))
    expect(page.locator(".mark")).to_have_count(6)
    expect(page.locator("[data-testid=stMain] b", has_text="x")).to_have_count(0)


def test_a_file_that_holds_no_recording_is_refused_in_one_sentence(
    watched: Watched, tmp_path: Path
) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("buy,milk\nand,bread\n")
    page = watched.open()
    page.get_by_role("link", name="Import").click()
    # The session's page takes files too, videos, until the other one stands in its place.
    expect(page.get_by_role("heading", name="Import a recording")).to_be_visible()
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("button", name="Import and find the kicks")).to_be_disabled()


@pytest.mark.parametrize("watched", [PHONE], indirect=True)
def test_a_phone_shows_everything_without_scrolling_sideways(watched: Watched) -> None:
    page = watched.open("kick=4&drill=partner_pass")
    expect(page.get_by_role("heading", name="Kick 4: heel")).to_be_visible()
    expect(page.locator(".u-over")).to_have_count(5)
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
    page.get_by_role("button", name="Kick 6:").click()
    expect(page.get_by_role("heading", name="Kick 6: inside of the foot")).to_be_visible()
    save(page, "session-phone")


def test_kicks_can_be_told_apart_without_colour(watched: Watched) -> None:
    page = watched.open()
    expect(page.locator(".mark")).to_have_count(6)
    shapes = page.locator(".mark path").evaluate_all("all => all.map(p => p.getAttribute('d'))")
    assert [shapes.index(shape) for shape in shapes] == [0, 1, 2, 0, 4, 1]


def test_charts_say_in_words_what_they_show(watched: Watched) -> None:
    page = watched.open()
    trace = page.get_by_role("figure", name=re.compile(r"Simulated recording\..*6 kicks: 2 heel"))
    expect(trace).to_be_visible()
    expect(page.get_by_role("figure", name=re.compile("Kick 1 around the impact"))).to_be_visible()
    expect(page.get_by_role("table", name=re.compile("6 kicks"))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile(r"^Ball: \d+ km"))).to_be_visible()


def test_the_demo_command_opens_a_simulated_session_whose_kicks_can_be_looked_at(
    browser: Browser, tmp_path: Path
) -> None:
    kicksense = str(Path(sys.executable).with_name("kicksense"))
    command = (kicksense, "demo", "--no-browser", "--data-dir", str(tmp_path))
    with serving(*command) as address:
        own, session = address.split("/session?session=")
        with watching(browser, own, {"short": session}, DESKTOP) as seen:
            page = seen.open()
            expect(page.get_by_text("Simulated", exact=True).first).to_be_visible()
            mark = page.get_by_role("button", name="Kick 2:")
            name = str(mark.get_attribute("aria-label")).split(",", maxsplit=1)[0]
            mark.click()
            expect(page.get_by_role("heading", name=name)).to_be_visible()
            expect(page.get_by_text("The swing, sample by sample")).to_be_visible()
            save(page, "demo-desktop")


def csv_of_a_leg(folder: Path) -> Path:
    """Write a recording as a sensor's export, under a name that tries to be markup."""
    leg = fakes.recording(simulated=False)
    time_s = np.arange(len(leg)) / leg.sampling_rate_hz
    columns = np.c_[time_s, leg.acc_mps2 / GRAVITY_MPS2, np.degrees(leg.gyr_radps)]
    path = folder / "lawn <b> x.csv"
    header = "time_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps"
    np.savetxt(path, columns, delimiter=",", fmt="%.5f", header=header, comments="")
    return path
