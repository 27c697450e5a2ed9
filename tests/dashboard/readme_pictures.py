"""Take the pictures of README and docs: ``python -m tests.dashboard.readme_pictures [STORE]``.

The real dashboard in headless Chromium, light, on a simulated season (made in a temporary folder
where none is named, which takes minutes; a season that lacks sessions is completed). Writes
``docs/images/*.png``. What the store remembers of its user is put back.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from playwright.sync_api import Page, expect, sync_playwright

from kicksense.store.folder import DataFolder
from kicksense.store.preferences import Preferences, Role, read_preferences, write_preferences
from kicksense.workflows.clips import clips_of
from kicksense.workflows.season import ensure_season
from kicksense.workflows.sessions import Sessions, list_sessions, open_sessions
from tests.dashboard.test_browser import CHECKOUT, FLAGS, chromium, serving

IMAGES: Final = CHECKOUT / "docs" / "images"
SIZE: Final = (1280, 900)
PLAYER: Final = "player-01"
TALL: Final = 1500
LARGEST_BYTES: Final = 200_000


@dataclass(frozen=True)
class Picture:
    """A page of somebody's.

    Attributes
    ----------
    name
        Of the file.
    page, query
        Where it is found.
    role
        Whose navigation is above it.
    height
        Of the window, px.
    curves
        How many panels of signals have to be drawn.
    """

    name: str
    page: str
    role: Role
    height: int = SIZE[1]
    query: tuple[tuple[str, str], ...] = ()
    curves: int = 0


def pictures(sessions: Sessions) -> tuple[Picture, ...]:
    """Give the pictures to be taken of a season."""
    rows = list_sessions(sessions)
    filmed = next((row.id for row in rows if clips_of(sessions, row.id).clips), rows[0].id)
    session = (("session", filmed), ("kick", "2"))
    return (
        Picture("today", "today", "player", query=(("player", PLAYER),)),
        Picture("progress", "progress", "player", query=(("player", PLAYER),)),
        Picture("team", "team", "coach"),
        Picture("session", "session", "coach", height=TALL, query=session, curves=2),
        Picture("label", "label", "researcher", query=(("session", filmed),), curves=2),
    )


def take(page: Page, address: str, picture: Picture) -> Path:
    """Open a page and keep what the browser shows."""
    page.set_viewport_size({"width": SIZE[0], "height": picture.height})
    page.goto(f"{address}/{picture.page}?{urlencode(picture.query)}")
    expect(page.locator("h1").first).to_be_visible(timeout=60_000)
    app = page.locator("[data-testid=stApp]")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=60_000)
    page.wait_for_load_state("networkidle")
    if picture.curves:
        expect(page.locator(".u-over").nth(picture.curves - 1)).to_be_visible(timeout=60_000)
    path = IMAGES / f"{picture.name}.png"
    page.screenshot(path=path, animations="disabled")
    return path


def main(store: Path) -> None:
    """Serve a season and take all pictures of it."""
    folder = DataFolder(store, "--data-dir")
    ensure_season(folder, lambda *_: None)
    IMAGES.mkdir(parents=True, exist_ok=True)
    kicksense = str(Path(sys.executable).with_name("kicksense"))
    command = (kicksense, "dashboard", "--no-browser", "--data-dir", str(store))
    with serving(*command) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        before = read_preferences(folder)
        for picture in pictures(open_sessions(store)):
            write_preferences(folder, Preferences(role=picture.role, player_id=PLAYER))
            page = browser.new_page(color_scheme="light")
            path = take(page, address, picture)
            page.close()
            large = path.stat().st_size
            sys.stdout.write(f"{path} ({large / 1000:.0f} kB)\n")
            assert large < LARGEST_BYTES, f"{path} is too large for a repository"
        write_preferences(folder, before)
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(Path(made) / "season")
