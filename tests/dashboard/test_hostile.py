"""What a stranger, a foreign page, a careless hand or a made-up address can do: nothing."""

import csv
import http.client
import io
import re
import shutil
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.clip_route import CLIP_ROUTE
from dashboard.components import ROUTE
from dashboard.gate import CODE_PATH, COOKIE
from dashboard.live_route import LIVE_ROUTE
from dashboard.pages import PAGES
from kicksense.domain.live import Marker, MarkerKind
from kicksense.domain.signals import Recording
from kicksense.store.markers import write_markers
from kicksense.store.places import place_of
from kicksense.workflows.player_export import export_player
from kicksense.workflows.sessions import (
    import_recording,
    list_sessions,
    open_sessions,
    recording_of,
)
from tests.dashboard import fakes
from tests.dashboard.test_browser import serving

KICKSENSE: Final = str(Path(sys.executable).with_name("kicksense"))
EVERY_ROUTE: Final = (
    "/",
    *(f"/{entry.name}" for entry in PAGES),
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/script-health-check",
    "/_stcore/metrics",
    "/_stcore/upload_file/a/b",
    "/_stcore/agent/openapi.json",
    "/_stcore/bidi-components/x/y.js",
    "/component/x/index.html",
    "/media/0123.png",
    "/app/static/x",
    "/static/js/index.js",
    "/favicon.png",
    f"{ROUTE}/trace.js",
    f"{CLIP_ROUTE}/abcd/0123456789ab",
    "/kicksense-phone",
)
SOCKETS: Final = ("/_stcore/stream", LIVE_ROUTE)
STRANGER: Final = {"Host": "192.168.1.7:8501"}
"""A request under a name that is not this machine's own counts as one from elsewhere."""

HOSTILE: Final = (
    "../../../etc/passwd",
    "\x00",
    "<img src=x onerror=alert(1)>",
    "-1",
    "1e400",
    "nan",
    "9" * 400,
    "a" * 5000,
    "'; drop table sessions; --",
    "%s{0.__class__}",
    "\u202e\U0001f600",
    ",,,|;:=",
)
NAMES_IN_ADDRESSES: Final = frozenset({
    "session", "kick", "player", "lang", "drill", "distance", "surface", "level", "live", "with",
    "clip", "ghost", "plan", "at", "by", "cell", "data", "family", "key", "model", "models",
    "numbers", "order", "run", "sensor", "suggest", "unit", "side", "source",
})  # fmt: skip
FORMULAS: Final = ("=1+1", "+1+cmd|' /C calc'!A0", "-1+1", "@SUM(1)", "\t=1", "\r=1", '"=1')


class Server:
    """Asks a server that listens on this machine whatever it is told to ask."""

    def __init__(self, address: str) -> None:
        self.port = int(address.rstrip("/").rpartition(":")[2])

    def ask(
        self,
        path: str,
        headers: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        body: bytes | None = None,
    ) -> tuple[int, bytes]:
        return self.answer(path, headers, method=method, body=body)[:2]

    def answer(
        self,
        path: str,
        headers: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        body: bytes | None = None,
    ) -> tuple[int, bytes, Mapping[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        named = {"Host": f"127.0.0.1:{self.port}"} | dict(headers or {})
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in named.items():
                connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body or b"")))
            connection.endheaders(body)
            answer = connection.getresponse()
            # A socket that was opened has no end to read up to.
            told = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, b"" if answer.status == 101 else answer.read(), told
        finally:
            connection.close()

    def open_socket(self, path: str, headers: Mapping[str, str] | None = None) -> int:
        asked = {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
        }
        return self.ask(path, asked | dict(headers or {}))[0]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve as usual: for this machine alone."""
    folder = str(tmp_path_factory.mktemp("own"))
    with serving(KICKSENSE, "dashboard", "--no-browser", "--data-dir", folder) as address:
        yield Server(address)


@pytest.fixture(scope="module")
def on_network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve on the network, where the code is asked for."""
    folder = str(tmp_path_factory.mktemp("network"))
    command = (KICKSENSE, "dashboard", "--host", "0.0.0.0", "--no-browser", "--data-dir", folder)
    with serving(*command) as address:
        yield Server(address)


@pytest.mark.parametrize("path", EVERY_ROUTE)
def test_no_route_answers_a_stranger_without_the_code(on_network: Server, path: str) -> None:
    for method in ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"):
        status, body = on_network.ask(path, STRANGER, method=method)
        assert status == 401, (method, path)
        assert body in {b"", b"Not here."}


@pytest.mark.parametrize("path", SOCKETS)
@pytest.mark.parametrize("origin", ["http://192.168.1.7:8501", "http://evil.example", None])
def test_no_socket_opens_for_a_stranger(on_network: Server, path: str, origin: str | None) -> None:
    headers = STRANGER | ({} if origin is None else {"Origin": origin})
    assert on_network.open_socket(path, headers) == 403


@pytest.mark.parametrize("cookie", ["", "x", "a" * 4000, "../..", "None", "0" * 43])
def test_a_made_up_cookie_opens_nothing(on_network: Server, cookie: str) -> None:
    headers = STRANGER | {"Cookie": f"{COOKIE}={cookie}"}
    assert on_network.ask("/", headers)[0] == 401
    assert on_network.open_socket("/_stcore/stream", headers) == 403


def test_the_code_is_asked_for_and_cannot_be_sent_from_another_site(on_network: Server) -> None:
    status, page = on_network.ask(CODE_PATH, STRANGER)
    assert status == 200
    assert b'name="code"' in page
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://evil.example"}
    status, page = on_network.ask(
        CODE_PATH, STRANGER | form, method="POST", body=b"code=<script>alert(1)</script>"
    )
    assert status == 403
    assert b"<script>alert" not in page


@pytest.mark.parametrize("path", [*EVERY_ROUTE, CODE_PATH])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8501", "192.168.1.7"])
def test_another_name_leads_nowhere(own: Server, path: str, host: str) -> None:
    assert own.ask(path, {"Host": host})[0] == 403


@pytest.mark.parametrize("path", [*EVERY_ROUTE, CODE_PATH])
def test_no_other_site_reads_or_frames_an_answer(own: Server, path: str) -> None:
    for method in ("GET", "OPTIONS", "POST"):
        asking = {"Origin": "http://evil.example", "Access-Control-Request-Method": "PUT"}
        _, _, told = own.answer(path, asking, method=method)
        assert told.get("access-control-allow-origin") not in {"*", "http://evil.example", "null"}
        assert told["x-frame-options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in told["content-security-policy"]
        assert told["x-content-type-options"] == "nosniff"
        assert told["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", SOCKETS)
@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "https://127.0.0.1.evil.example", "http://localhost.evil"],
)
def test_a_foreign_page_cannot_open_a_socket_here(own: Server, path: str, origin: str) -> None:
    assert own.open_socket(path, {"Origin": origin}) == 403


def test_a_page_of_this_server_can_open_the_socket_of_pages(own: Server) -> None:
    assert own.open_socket("/_stcore/stream", {"Origin": f"http://127.0.0.1:{own.port}"}) == 101


def test_the_live_socket_wants_the_key_of_the_page(own: Server) -> None:
    origin = {"Origin": f"http://127.0.0.1:{own.port}"}
    for key in ("", "x", "a" * 1000, "%00"):
        assert own.open_socket(f"{LIVE_ROUTE}?key={key}", origin) == 403


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_nothing_is_uploaded_without_a_page_that_asked_for_it(own: Server, method: str) -> None:
    status, _ = own.ask(
        "/_stcore/upload_file/none/none",
        {"Origin": "http://evil.example", "Content-Type": "text/plain"},
        method=method,
        body=b"x" * 1000,
    )
    assert status >= 400


@pytest.mark.parametrize("route", [ROUTE, CLIP_ROUTE, "/media", "/component", "/app/static"])
@pytest.mark.parametrize(
    "name",
    [
        "../server.py",
        "..%2f..%2fpyproject.toml",
        "%2e%2e/%2e%2e/pyproject.toml",
        "....//server.py",
        "/etc/passwd",
        "..\\..\\pyproject.toml",
        "%00",
        "a/../../../../etc/passwd",
        "x" * 3000,
    ],
)
def test_no_file_is_read_by_a_path(own: Server, route: str, name: str) -> None:
    status, body = own.ask(f"{route}/{quote(name, safe='/%')}")
    page = b"<!DOCTYPE html>" in body or b"<html" in body
    assert status >= 400 or page, (status, body[:80])
    assert b"root:" not in body
    assert b"[project]" not in body
    assert b"import" not in body[:200]


@pytest.fixture(scope="module")
def store(season: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the season that hostile addresses may write into."""
    return Path(shutil.copytree(season, tmp_path_factory.mktemp("hostile") / "store"))


def test_every_name_that_pages_look_for_in_addresses_is_tried() -> None:
    looked_for = set[str]()
    for path in place_of("dashboard").rglob("*.py"):
        found = re.findall(r'query_params(?:\.get\(|\.pop\(|\[)\s*"(\w+)"', path.read_text("utf-8"))
        looked_for.update(found)
    assert looked_for - NAMES_IN_ADDRESSES == set()


@pytest.mark.parametrize("name", [entry.name for entry in PAGES])
def test_no_address_breaks_a_page(name: str, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KICKSENSE_DATA", str(store))
    st.cache_resource.clear()
    st.cache_data.clear()
    script = (
        "from dashboard import manner, pages\n"
        "from dashboard.ways import remember_pages\n"
        "import streamlit as st\n"
        "manner.adopt()\n"
        "made = {e.name: st.Page(e.show, title=e.title, url_path=e.name) for e in pages.PAGES}\n"
        "remember_pages(made)\n"
        f"next(e for e in pages.PAGES if e.name == {name!r}).show()\n"
    )
    rows = list_sessions(open_sessions(store))
    try:
        for number, value in enumerate(HOSTILE):
            # Half of the time the session and the player exist, and only the rest is made up.
            known = {"session": rows[0].id, "player": "player-01"} if number % 2 else {}
            page = (
                AppTest.from_file(str(place_of("dashboard") / "app.py"), default_timeout=60)
                if name == "start"  # it leads on to others, which only the whole program can
                else AppTest.from_string(script, default_timeout=60)
            )
            page.query_params.update(dict.fromkeys(NAMES_IN_ADDRESSES, value) | known)
            page.run()
            assert not page.exception, (value[:40], [each.value for each in page.exception])
            said = " ".join(str(each.value) for each in (*page.markdown, *page.error))
            assert "<img src=x" not in said.replace("\\<", "")
    finally:
        st.cache_resource.clear()
        st.cache_data.clear()


def named(recording: Recording, name: str, number: int) -> Recording:
    source = replace(recording.source, name=name, fingerprint=f"{number:064x}", simulated=False)
    return replace(recording, source=source)


def cells_in(archive: Path) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(archive) as opened:
        for member in opened.namelist():
            if member.endswith((".csv", ".tsv")):
                text = opened.read(member).decode("utf-8-sig")
                delimiter = "\t" if member.endswith(".tsv") else ","
                for row in csv.reader(io.StringIO(text), delimiter=delimiter):
                    yield from ((member, cell) for cell in row)


def test_no_cell_of_a_players_export_is_a_formula(tmp_path: Path) -> None:
    sessions = open_sessions(tmp_path / "store")
    recording = fakes.recording(simulated=False)
    for number, formula in enumerate(FORMULAS):
        row = import_recording(sessions, named(recording, formula, number), player_id="p1").row
        write_markers(sessions.folder, row.id, (Marker(1.0, MarkerKind.NOTE, formula),))
        assert recording_of(sessions, row.id).source.name == formula
    archive = tmp_path / "p1.zip"
    export_player(sessions, "p1", archive)
    cells = list(cells_in(archive))
    assert len(cells) > len(FORMULAS)
    for member, cell in cells:
        if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}:
            float(cell)
            assert member
    with zipfile.ZipFile(archive) as opened:
        for member in opened.namelist():
            assert not member.startswith(("/", "\\"))
            assert ".." not in Path(member).parts
