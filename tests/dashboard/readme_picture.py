"""Take the picture of the README: ``python -m tests.dashboard.readme_picture``.

The real dashboard on the demo session, in headless Chromium, judged against the drill that the demo
plays. Writes ``docs/images/session.png``.
"""

import re
import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import expect, sync_playwright

from tests.dashboard.test_browser import CHECKOUT, FLAGS, chromium, serving

PICTURE: Final = CHECKOUT / "docs" / "images" / "session.png"
KICK: Final = 8
"""A ball struck too hard, so that the picture shows what the program says about one."""

SIZE: Final = (1280, 1500)


def take(path: Path) -> None:
    """Serve the demo session, choose a kick and keep what the browser shows."""
    kicksense = str(Path(sys.executable).with_name("kicksense"))
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(kicksense, "demo", "--no-browser", "--data-dir", folder) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        page = browser.new_page(
            viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light"
        )
        page.goto(f"{address}&kick={KICK}&drill=backheel_wall_pass")
        heading = page.get_by_role("heading", name=re.compile(f"Kick {KICK}:"))
        expect(heading).to_be_visible(timeout=60_000)
        expect(page.get_by_text("Simulated", exact=True).first).to_be_visible()
        expect(page.locator(".u-over").nth(3)).to_be_visible()
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path)
        browser.close()


if __name__ == "__main__":
    take(PICTURE)
    sys.stdout.write(f"{PICTURE} ({PICTURE.stat().st_size / 1000:.0f} kB)\n")
