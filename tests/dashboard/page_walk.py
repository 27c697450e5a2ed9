"""A walk through every page in a real browser: both languages, desk and phone, light and dark.

One server, one browser and one tab for all pages of a store. Pictures of them lie in
``artifacts/dashboard/pages``, for people to look at.
"""

import functools
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    WebSocket,
    expect,
    sync_playwright,
)

from dashboard.error_words import ErrorPattern, pattern_of
from dashboard.languages import translations_of
from tests.dashboard.test_browser import DESKTOP, FLAGS, PHONE, SHOTS, chromium, serving

SCHEMES: Final[dict[tuple[str, str], Any]] = {
    ("empty", "en"): "light",
    ("empty", "de"): "dark",
    ("full", "en"): "dark",
    ("full", "de"): "light",
}
SEEN_BADLY: Final = frozenset({"serious", "critical"})
LEAST_LETTERS: Final = 12
"""Shorter words may be the same in both languages, or a player's."""

BLAME_STREAMLIT: Final = frozenset[str]()
"""Rules that Streamlit's own widgets break and that no page can mend."""

_TEXTS: Final = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim();
    const parent = walk.currentNode.parentElement;
    if (text && !parent.closest('script, style, noscript, code, pre')) found.push(text);
  }
  for (const each of document.querySelectorAll('[aria-label], [alt], [title], [placeholder]'))
    for (const name of ['aria-label', 'alt', 'title', 'placeholder'])
      if (each.getAttribute(name)) found.push(each.getAttribute(name).trim());
  return found;
}"""
_NAMELESS: Final = """() => [...document.querySelectorAll('img, canvas, video, svg[role=img]')]
  .filter(each => each.checkVisibility() && !each.closest('[aria-hidden=true], [role=img], figure')
    && !each.closest('[data-testid=stHeader], [data-testid=stDataFrame]')
    && each.getAttribute('alt') === null && !each.getAttribute('aria-label'))
  .map(each => each.outerHTML.slice(0, 200))"""
_WIDE: Final = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const wide = [...main.querySelectorAll('*')].filter(each => {
    const box = each.getBoundingClientRect();
    return box.width > 0 && box.right > innerWidth + 1;
  });
  return main.scrollWidth <= main.clientWidth + 1 ? [] :
    wide.slice(0, 5).map(each => each.outerHTML.slice(0, 160));
}"""

_AXE: Final = """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
  .map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ html }) => ({ html })) }))"""


@dataclass
class Walk:
    """One tab, and everything it complained of since it was last asked."""

    page: Page
    address: str
    session: str = ""
    complaints: list[str] = field(default_factory=list)

    def query(self, name: str, store: str, language: str) -> str:
        """Give what the address of a page names, as a link on another page would."""
        asked = {"lang": language}
        if store == "full" and name in {"session", "label"}:
            asked |= {"session": self.session, "kick": "1"}
        if store == "full" and name in {"player", "today", "progress"}:
            asked |= {"player": "player-01"}
        return urlencode(asked)

    def open(self, name: str, store: str, language: str) -> None:
        """Open a page and wait until it has been drawn."""
        self.page.emulate_media(color_scheme=SCHEMES[store, language])
        self.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        path = "" if name == "start" else name
        self.page.goto(f"{self.address}/{path}?{self.query(name, store, language)}")
        expect(self.page.locator("h1").first).to_be_visible(timeout=30_000)
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run, and nothing is left that stands for what is to come."""
        app = self.page.locator("[data-testid=stApp]")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)
        expect(self.page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=30_000)

    def note(self, request: Request | WebSocket) -> None:
        own = re.escape(self.address.removeprefix("http://"))
        if not re.match(rf"(data|blob):|(http|ws)://({own})/", request.url):
            self.complaints.append(f"a request to {request.url}")

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def heard(self) -> list[str]:
        """Give what was complained of, and forget it."""
        said, self.complaints = self.complaints, []
        return said


@contextmanager
def walking(folder: Path, session: str = "") -> Iterator[Walk]:
    """Serve a data folder, and give a tab that looks at it.

    Parameters
    ----------
    folder
        The data folder.
    session
        Which one is opened where a page is about a session.
    """
    kicksense = str(Path(sys.executable).with_name("kicksense"))
    command = (kicksense, "dashboard", "--no-browser", "--data-dir", str(folder))
    with serving(*command) as address, sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        page = browser.new_page()
        page.set_default_timeout(20_000)
        walk = Walk(page, address, session)
        page.on("request", walk.note)
        page.on("websocket", walk.note)
        page.on("pageerror", lambda error: walk.complaints.append(str(error)))
        page.on("console", walk.hear)
        yield walk
        browser.close()


@functools.cache
def forgotten() -> tuple[ErrorPattern, ...]:
    """Give what finds English that has a German of its own."""
    single, plural = translations_of("de")
    both = single | {one: forms[0] for one, forms in plural.items()}
    return tuple(
        pattern_of(english, german)
        for english, german in both.items()
        if english != german and len(re.sub(r"\{\w*\}", "", english)) >= LEAST_LETTERS
    )


@functools.cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def check(walk: Walk, where: str) -> list[str]:
    """Give what is wrong with the page that is shown."""
    page = walk.page
    wrong = [f"{where}: {said}" for said in walk.heard()]
    if page.locator("[data-testid=stException]").count():
        wrong.append(f"{where}: {page.locator('[data-testid=stException]').first.inner_text()}")
    if page.locator("h1:visible").count() == 0:
        wrong.append(f"{where}: no heading")
    wrong += [f"{where}: nothing says what this shows: {html}" for html in page.evaluate(_NAMELESS)]
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    for violation in page.evaluate(_AXE):
        if violation["impact"] in SEEN_BADLY and violation["id"] not in BLAME_STREAMLIT:
            nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
            wrong.append(f"{where}: {violation['id']} ({violation['impact']}): {nodes}")
    SHOTS.joinpath("pages").mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / "pages" / f"{where}.png")
    return wrong


def problems(walk: Walk, name: str, store: str) -> list[str]:
    """Give what is wrong with a page, in both languages, at a desk and on a phone."""
    wrong: list[str] = []
    for language in ("en", "de"):
        walk.open(name, store, language)
        where = f"{name}-{store}-{language}"
        wrong += check(walk, f"{where}-desktop")
        assert walk.page.locator("html").get_attribute("lang") == language
        if language == "de":
            texts = set(walk.page.evaluate(_TEXTS))
            wrong += [
                f"{where}: not translated: {text[:80]}"
                for text in texts
                if len(text) >= LEAST_LETTERS
                and any(each.pattern.fullmatch(text) for each in forgotten())
            ]
        walk.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        walk.settle()
        wrong += check(walk, f"{where}-phone")
        wrong += [f"{where}-phone: too wide: {html}" for html in walk.page.evaluate(_WIDE)]
    return wrong
