"""A phone at the pitch: what it is shown with the code, and what nobody is shown without.

127.0.0.2 stands for an address on the local network: the server takes nobody for a browser of
its own machine who does not call it by one of the machine's own names.
"""

import http.client
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.door import TRIES
from dashboard.gate import CODE_PATH, PHONE_PATH
from tests.dashboard.test_browser import PHONE, browser
from tests.dashboard.test_live_browser import (
    LEAST_HZ,
    Dashboard,
    dashboard,
    drawn_per_s,
    fake_recording,
    shot,
)

__all__ = ["browser"]

AWAY: Final = "127.0.0.2"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("phone")


@pytest.fixture(scope="module")
def served(data: Path) -> Iterator[Dashboard]:
    with dashboard(data, "--phone") as running:
        yield running


def port_of(served: Dashboard) -> int:
    return int(served.address.rpartition(":")[2])


def code_of(served: Dashboard) -> str:
    """Give the code that was said last; more may have been said since it listened."""
    codes = re.findall(r"Code for the next phone: (\d{3} \d{3})", "".join(served.said))
    return str(codes[-1])


def ask(
    served: Dashboard,
    method: str,
    path: str,
    *,
    body: str | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, str]:
    """Ask as a stranger on the network does."""
    port = port_of(served)
    connection = http.client.HTTPConnection(AWAY, port, timeout=20)
    usual = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
    connection.request(method, path, body=body, headers=usual | (headers or {}))
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, color_scheme="dark", has_touch=True
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    yield page
    context.close()
    assert complaints == []


def test_a_phone_with_the_code_watches_marks_and_comes_back(
    phone: Page, served: Dashboard, data: Path
) -> None:
    with fake_recording(data):
        phone.goto(f"http://{AWAY}:{port_of(served)}/")
        expect(phone.get_by_label("The code that the computer shows")).to_be_visible()
        shot(phone, "phone-code")
        phone.get_by_role("textbox").fill(code_of(served))
        phone.get_by_role("button", name="Open kicksense").click()
        expect(phone.locator(".big:not(.waiting)")).to_be_visible()
        assert phone.url.endswith(PHONE_PATH)
        assert phone.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        assert drawn_per_s(phone, 3.0) >= LEAST_HZ
        phone.get_by_role("button", name="Target hit").click()
        expect(phone.get_by_text(re.compile("^Target hit at"))).to_be_visible()
        shot(phone, "phone-live")
        phone.reload()
        expect(phone.locator(".big:not(.waiting)")).to_be_visible()
        expect(phone.get_by_text(re.compile("^Target hit at"))).to_be_visible()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/live",
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/allowed-message-origins",
        "/static/index.html",
        "/kicksense-assets/live.js",
        "/kicksense-live",
        PHONE_PATH,
        "/kicksense-code/..",
        "/%2e%2e/_stcore/health",
        "//_stcore/health",
        "/kicksense-code%2f..%2f_stcore/health",
    ],
)
def test_a_stranger_is_answered_nothing_but_the_page_for_the_code(
    served: Dashboard, path: str
) -> None:
    status, text = ask(served, "GET", path, headers={"X-Forwarded-For": "127.0.0.1"})
    assert status == 401
    assert text == "Not here."


@pytest.mark.parametrize("path", ["/_stcore/stream", "/kicksense-live"])
@pytest.mark.parametrize("origin", ["http://evil.example", None, "own"])
def test_a_stranger_gets_no_socket(served: Dashboard, path: str, origin: str | None) -> None:
    host = f"{AWAY}:{port_of(served)}"
    assert upgrade(AWAY, port_of(served), path, host=host, origin=origin) == 403


@pytest.mark.parametrize("origin", ["http://evil.example", None, "null", "http://localhost:1"])
def test_a_foreign_page_gets_no_socket_to_the_recording(
    served: Dashboard, origin: str | None
) -> None:
    port = port_of(served)
    host = f"127.0.0.1:{port}"
    assert upgrade("127.0.0.1", port, "/kicksense-live?key=x", host=host, origin=origin) == 403
    assert upgrade("127.0.0.1", port, "/kicksense-live", host=host, origin="own") == 403
    assert upgrade("127.0.0.1", port, "/kicksense-live", host="evil.example", origin="own") == 403


def upgrade(address: str, port: int, path: str, *, host: str, origin: str | None) -> int:
    """Ask for a socket; give the status that is answered, 101 if it becomes one."""
    named = f"http://{host}" if origin == "own" else origin
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *([] if named is None else [f"Origin: {named}"]),
    ]
    with socket.create_connection((address, port), timeout=20) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        answer = connection.recv(4096).decode("latin-1")
    return int(answer.split()[1])


def test_a_code_from_another_site_or_in_a_flood_of_bytes_is_not_looked_at(
    served: Dashboard,
) -> None:
    own = {"Origin": f"http://{AWAY}:{port_of(served)}"}
    right = urlencode({"code": code_of(served)})
    assert ask(served, "POST", CODE_PATH, body=right)[0] == 403
    foreign = {"Origin": "http://evil.example"}
    assert ask(served, "POST", CODE_PATH, body=right, headers=foreign)[0] == 403
    flood = "code=" + "1" * 100_000
    assert ask(served, "POST", CODE_PATH, body=flood, headers=own)[0] == 403
    assert ask(served, "POST", CODE_PATH, body="code=<b>", headers=own)[0] == 403


def test_guessing_is_stopped_after_a_few_tries(tmp_path: Path) -> None:
    with dashboard(tmp_path, "--phone") as served:
        own = {"Origin": f"http://{AWAY}:{port_of(served)}"}
        right = code_of(served)
        wrong = urlencode({"code": f"{(int(right.replace(' ', '')) + 1) % 1_000_000:06d}"})
        answers = [ask(served, "POST", CODE_PATH, body=wrong, headers=own)[0] for _ in range(TRIES)]
        assert answers == [403] * (TRIES - 1) + [429]
        late = ask(served, "POST", CODE_PATH, body=urlencode({"code": right}), headers=own)
        assert late[0] == 429
        assert "Too many wrong codes" in late[1]


def test_without_the_switch_nobody_on_the_network_reaches_the_server(tmp_path: Path) -> None:
    with dashboard(tmp_path) as served, pytest.raises(ConnectionRefusedError):
        ask(served, "GET", "/")


def test_the_computer_shows_the_code_and_the_next_one(browser: Browser, served: Dashboard) -> None:
    page = browser.new_page()
    page.goto(f"{served.address}/live")
    page.get_by_text("Watch on a phone").click()
    shown = page.get_by_text(re.compile(r"The code is \d{3} \d{3}"))
    expect(shown).to_be_visible()
    code = re.findall(r"\d{3} \d{3}", shown.inner_text())[0]
    own = {"Origin": f"http://{AWAY}:{port_of(served)}"}
    body = urlencode({"code": code})
    assert ask(served, "POST", CODE_PATH, body=body, headers=own)[0] == 303
    expect(page.get_by_text(f"The code is {code}")).to_have_count(0, timeout=15_000)
    assert ask(served, "POST", CODE_PATH, body=body, headers=own)[0] == 403
    page.close()
