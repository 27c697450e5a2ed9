"""Every page in a real browser: both stores, both languages, desk and phone, light and dark.

One server for each store, one browser and one tab for all. Pictures of every page lie in
``artifacts/dashboard/pages``, for people to look at.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pytest
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
from dashboard.pages import PAGES
from kicksense.store.folder import DataFolder
from kicksense.store.preferences import Preferences, write_preferences
from kicksense.workflows.season import ensure_season
from kicksense.workflows.sessions import list_sessions, open_sessions
from tests.dashboard.test_browser import DESKTOP, FLAGS, PHONE, SHOTS, chromium, serving

PLAYERS, SESSIONS = 2, 4
TODAY: Final = date(2026, 5, 2)
STORES: Final = ("empty", "full")
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
    addresses: dict[str, str]
    session: str
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
        self.page.goto(f"{self.addresses[store]}/{path}?{self.query(name, store, language)}")
        expect(self.page.locator("h1").first).to_be_visible(timeout=30_000)
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run, and nothing is left that stands for what is to come."""
        app = self.page.locator("[data-testid=stApp]")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)
        expect(self.page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=30_000)

    def note(self, request: Request | WebSocket) -> None:
        own = "|".join(re.escape(each.removeprefix("http://")) for each in self.addresses.values())
        if not re.match(rf"(data|blob):|(http|ws)://({own})/", request.url):
            self.complaints.append(f"a request to {request.url}")

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def heard(self) -> list[str]:
        """Give what was complained of, and forget it."""
        said, self.complaints = self.complaints, []
        return said


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Make a small season, for a coach, and a folder with nothing in it."""
    root = tmp_path_factory.mktemp("pages")
    folder = DataFolder(root / "full", "--data-dir")
    summary = ensure_season(
        folder, lambda *_: None, players=PLAYERS, sessions=SESSIONS, today=TODAY
    )
    assert summary.troubles == ()
    write_preferences(folder, Preferences(role="coach", player_id="player-01"))
    return {"empty": root / "empty", "full": root / "full"}


@pytest.fixture(scope="module")
def walk(stores: dict[str, Path]) -> Iterator[Walk]:
    kicksense = str(Path(sys.executable).with_name("kicksense"))
    rows = list_sessions(open_sessions(stores["full"]))
    session = next(row.id for row in rows if row.live and row.live.drill == "backheel_wall_pass")
    with ExitStack() as stack:
        addresses = {
            name: stack.enter_context(
                serving(kicksense, "dashboard", "--no-browser", "--data-dir", str(path))
            )
            for name, path in stores.items()
        }
        playwright = stack.enter_context(sync_playwright())
        browser: Browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        page = browser.new_page()
        page.set_default_timeout(20_000)
        walk = Walk(page, addresses, session)
        page.on("request", walk.note)
        page.on("websocket", walk.note)
        page.on("pageerror", lambda error: walk.complaints.append(str(error)))
        page.on("console", walk.hear)
        yield walk
        browser.close()


@pytest.fixture(scope="module")
def forgotten() -> tuple[ErrorPattern, ...]:
    """Give what finds English that has a German of its own."""
    single, plural = translations_of("de")
    both = single | {one: forms[0] for one, forms in plural.items()}
    return tuple(
        pattern_of(english, german)
        for english, german in both.items()
        if english != german and len(re.sub(r"\{\w*\}", "", english)) >= LEAST_LETTERS
    )


def check(walk: Walk, where: str) -> list[str]:
    """Give what is wrong with the page that is shown."""
    page = walk.page
    wrong = [f"{where}: {said}" for said in walk.heard()]
    if page.locator("[data-testid=stException]").count():
        wrong.append(f"{where}: {page.locator('[data-testid=stException]').first.inner_text()}")
    if page.locator("h1:visible").count() == 0:
        wrong.append(f"{where}: no heading")
    wrong += [f"{where}: nothing says what this shows: {html}" for html in page.evaluate(_NAMELESS)]
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    for violation in page.evaluate(_AXE):
        if violation["impact"] in SEEN_BADLY and violation["id"] not in BLAME_STREAMLIT:
            nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
            wrong.append(f"{where}: {violation['id']} ({violation['impact']}): {nodes}")
    SHOTS.joinpath("pages").mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / "pages" / f"{where}.png")
    return wrong


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("name", [entry.name for entry in PAGES])
def test_a_page_is_sound_in_both_languages_on_desk_and_phone(
    walk: Walk, forgotten: tuple[ErrorPattern, ...], name: str, store: str
) -> None:
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
                and any(each.pattern.fullmatch(text) for each in forgotten)
            ]
        walk.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        walk.settle()
        wrong += check(walk, f"{where}-phone")
        wrong += [f"{where}-phone: too wide: {html}" for html in walk.page.evaluate(_WIDE)]
    assert wrong == [], "\n".join(wrong)
