"""Who is let through to what, asked of the middleware itself."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from dashboard.door import PhoneDoor
from dashboard.gate import CODE_PATH, PHONE_PATH, REMOTE_HEADER, VISITOR, Gate, is_same_origin
from dashboard.phone import PHONE_PATHS

Headers = Sequence[tuple[str, str]]
HERE, PHONE = "127.0.0.1", "192.168.1.23"


class Behind:
    """Stands where the server would, and remembers who came through."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        self.scopes.append(scope)
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})


def ask(
    gate: Gate,
    path: str,
    *,
    host: str | None = "127.0.0.1:8501",
    client: str = HERE,
    kind: str = "http",
    headers: Headers = (),
) -> Message:
    """Give the first thing that is answered."""
    named = [] if host is None else [("host", host)]
    scope: dict[str, Any] = {
        "type": kind,
        "method": "GET",
        "path": path,
        "query_string": b"",
        "client": (client, 50_000),
        "headers": [(name.encode(), value.encode()) for name, value in [*named, *headers]],
    }
    answers: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        answers.append(message)

    asyncio.run(gate(scope, receive, send))
    return answers[0] if answers else {"type": "passed"}


def status_of(gate: Gate, path: str, **asked: Any) -> int:  # noqa: ANN401 - as `ask` takes it
    return int(ask(gate, path, **asked)["status"])


@pytest.fixture
def behind() -> Behind:
    return Behind()


@pytest.fixture
def private(behind: Behind) -> Gate:
    return Gate(behind, host=HERE, door=None, phone_paths=PHONE_PATHS)


@pytest.fixture
def door() -> PhoneDoor:
    return PhoneDoor(lambda _code: None)


@pytest.fixture
def with_phones(behind: Behind, door: PhoneDoor) -> Gate:
    return Gate(behind, host="0.0.0.0", door=door, phone_paths=PHONE_PATHS)


def cookie(door: PhoneDoor) -> Headers:
    return [("cookie", f"other=1; kicksense_phone={door.cookie_for(door.code)}")]


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost", "LOCALHOST:8501", "[::1]:8501"])
def test_a_browser_on_this_machine_sees_everything(private: Gate, host: str) -> None:
    assert status_of(private, "/_stcore/health", host=host) == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example:8501", "127.0.0.1.evil.example", "", "a b", "1.2.3.4"],
)
@pytest.mark.parametrize("path", ["/", "/_stcore/stream", "/kicksense-live", "/kicksense-assets/x"])
def test_a_name_that_was_made_to_lead_here_is_refused(
    private: Gate, with_phones: Gate, behind: Behind, host: str, path: str
) -> None:
    assert status_of(private, path, host=host) == 403
    if host != "1.2.3.4":
        assert status_of(with_phones, path, host=host) == 403
    assert ask(private, path, host=host, kind="websocket")["type"] == "websocket.close"
    assert behind.scopes == []


def test_a_request_with_two_hosts_or_none_is_refused(private: Gate) -> None:
    assert status_of(private, "/", host=None) == 403
    assert status_of(private, "/", headers=[("Host", "evil.example")]) == 403


STREAMLIT = [
    "/",
    "/live",
    "/import",
    "/_stcore/stream",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/upload_file/a/b",
    "/_stcore/bidi-components/x",
    "/static/js/index.js",
    "/media/abc.png",
    "/component/x",
    "/auth/login",
    "/favicon.png",
    "/kicksense-code/",
    "/kicksense-code/../_stcore/health",
    "//kicksense-code",
    "/KICKSENSE-CODE",
]


@pytest.mark.parametrize("path", [*STREAMLIT, PHONE_PATH, "/kicksense-live", "/kicksense-assets/x"])
def test_without_the_code_nothing_but_its_page_is_answered(
    with_phones: Gate, behind: Behind, path: str
) -> None:
    asked: dict[str, Any] = {"host": "192.168.1.7:8501", "client": PHONE}
    assert status_of(with_phones, path, **asked) == 401
    assert ask(with_phones, path, kind="websocket", **asked)["type"] == "websocket.close"
    assert behind.scopes == []
    assert status_of(with_phones, CODE_PATH, **asked) == 200


@pytest.mark.parametrize("path", STREAMLIT)
def test_with_the_code_a_phone_sees_the_live_page_and_no_other(
    with_phones: Gate, behind: Behind, door: PhoneDoor, path: str
) -> None:
    asked: dict[str, Any] = {"host": "192.168.1.7:8501", "client": PHONE, "headers": cookie(door)}
    assert status_of(with_phones, path, **asked) == 404
    assert ask(with_phones, path, kind="websocket", **asked)["type"] == "websocket.close"
    assert behind.scopes == []


@pytest.mark.parametrize("path", [PHONE_PATH, "/kicksense-live", "/kicksense-assets/live.js"])
def test_with_the_code_a_phone_gets_what_the_live_page_needs(
    with_phones: Gate, behind: Behind, door: PhoneDoor, path: str
) -> None:
    asked: dict[str, Any] = {"host": "192.168.1.7:8501", "client": PHONE, "headers": cookie(door)}
    assert status_of(with_phones, path, **asked) == 200
    assert behind.scopes[0][VISITOR] == "phone"


def test_people_are_led_to_the_page_they_may_see(with_phones: Gate, door: PhoneDoor) -> None:
    asked: dict[str, Any] = {"host": "192.168.1.7:8501", "client": PHONE}
    page = ("accept", "text/html,*/*")
    for headers, where in ([page], CODE_PATH), ([page, *cookie(door)], PHONE_PATH):
        answer = ask(with_phones, "/", headers=headers, **asked)
        assert answer["status"] == 303
        assert (b"location", where.encode()) in answer["headers"]


@pytest.mark.parametrize(
    "headers",
    [
        [("x-forwarded-for", "127.0.0.1")],
        [(VISITOR, "local")],
        [(REMOTE_HEADER, "0")],
        [("cookie", "kicksense_phone=")],
        [("cookie", "kicksense_phone=\x00;;;=,")],
        [("cookie", "kicksense_phone=x"), ("cookie", "kicksense_phone=y")],
    ],
)
def test_no_header_makes_a_stranger_a_friend(
    with_phones: Gate, behind: Behind, headers: Headers
) -> None:
    asked: dict[str, Any] = {"host": "192.168.1.7:8501", "client": PHONE, "headers": headers}
    assert status_of(with_phones, "/", **asked) == 401
    assert behind.scopes == []


def test_a_stranger_who_calls_this_machine_by_its_own_name_stays_one(with_phones: Gate) -> None:
    assert status_of(with_phones, "/", host="localhost:8501", client=PHONE) == 401


@pytest.fixture
def with_guests(behind: Behind, door: PhoneDoor) -> Gate:
    return Gate(behind, host="0.0.0.0", door=door, phone_paths=None)


def test_a_page_is_told_who_asks_and_not_by_the_visitor(
    behind: Behind, with_guests: Gate, door: PhoneDoor
) -> None:
    marker = REMOTE_HEADER.encode()
    ask(with_guests, "/", host="server.club.example", client=PHONE, headers=cookie(door))
    ask(with_guests, "/", host="localhost", headers=[(REMOTE_HEADER, "1")])
    away, here = behind.scopes
    assert (away[VISITOR], here[VISITOR]) == ("guest", "local")
    assert (marker, b"1") in away["headers"]
    assert marker not in [name for name, _ in here["headers"]]


@pytest.mark.parametrize("path", ["/", "/team", "/_stcore/stream", "/media/x", "/_stcore/health"])
def test_nobody_from_elsewhere_sees_a_page_without_the_code(
    with_guests: Gate, behind: Behind, path: str
) -> None:
    asked: dict[str, Any] = {"host": "192.168.1.7:8501", "client": PHONE}
    assert status_of(with_guests, path, **asked) == 401
    assert ask(with_guests, path, kind="websocket", **asked)["type"] == "websocket.close"
    assert behind.scopes == []
    assert status_of(with_guests, CODE_PATH, **asked) == 200


def test_with_the_code_a_guest_sees_every_page(with_guests: Gate, door: PhoneDoor) -> None:
    asked: dict[str, Any] = {"host": "laptop.local:8501", "client": PHONE, "headers": cookie(door)}
    assert status_of(with_guests, "/team", **asked) == 200
    assert ask(with_guests, "/_stcore/stream", kind="websocket", **asked)["type"] == "passed"


def test_without_a_door_nobody_from_elsewhere_comes_in(behind: Behind) -> None:
    gate = Gate(behind, host="0.0.0.0", door=None, phone_paths=None)
    assert status_of(gate, "/", host="192.168.1.7:8501", client=PHONE) == 403
    assert status_of(gate, "/", host="localhost:8501", client=PHONE) == 403


@pytest.mark.parametrize(
    ("origin", "same"),
    [
        ("http://127.0.0.1:8501", True),
        ("https://127.0.0.1:8501", True),
        ("http://127.0.0.1:9999", False),
        ("http://localhost:8501", False),
        ("http://evil.example", False),
        ("null", False),
        (None, False),
    ],
)
def test_only_a_page_of_this_server_is_of_the_same_origin(origin: str | None, same: bool) -> None:
    headers = [(b"host", b"127.0.0.1:8501")]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    assert is_same_origin({"type": "websocket", "headers": headers}) is same
