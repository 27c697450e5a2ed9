"""The document that every page is drawn in."""

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from dashboard.front import Front, first_page

BROWSER = "text/html,application/xhtml+xml"
BEHIND = "behind"


async def behind(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": BEHIND.encode()})


def asked(
    path: str, *, accept: str = BROWSER, method: str = "GET", query: str = ""
) -> tuple[str, dict[bytes, bytes]]:
    """Give the text and the headers of the answer, on a computer whose language is German."""
    answers: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        answers.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"accept", accept.encode())],
    }
    asyncio.run(Front(behind, lambda: "de")(scope, receive, send))
    return answers[1]["body"].decode(), dict(answers[0]["headers"])


@pytest.mark.parametrize("path", ["/", "/live", "/datasets"])
def test_a_browser_gets_a_page_that_knows_where_its_server_is(path: str) -> None:
    text, headers = asked(path)
    assert "BACKEND_BASE_URL: window.location.origin" in text
    assert text.index("BACKEND_BASE_URL") < text.index('type="module"')
    assert "<title>kicksense</title>" in text
    assert headers[b"cache-control"] == b"no-cache"


def test_the_page_says_in_which_language_it_is() -> None:
    assert '<html lang="de">' in asked("/")[0]
    assert '<html lang="en">' in asked("/team", query="player=x&lang=en")[0]
    assert '<html lang="de">' in asked("/team", query="lang=%3Cscript%3E")[0]
    assert '<html lang="en">' in first_page('"><script>alert(1)</script>')


@pytest.mark.parametrize(
    ("query", "place"),
    [("", b"/"), ("lang=de", b"/?lang=de"), ("a=//evil.example", b"/?a=//evil.example")],
)
def test_the_first_page_is_found_by_its_name_too(query: str, place: bytes) -> None:
    assert asked("/start", query=query)[1][b"location"] == place


@pytest.mark.parametrize(
    "path",
    [
        "/static/js/x.js",
        "/favicon.png",
        "/_stcore/health",
        "/kicksense-code",
        "/live/x",
        "//evil.example",
        "/..",
    ],
)
def test_everything_else_is_passed_on(path: str) -> None:
    assert asked(path)[0] == BEHIND


def test_what_is_no_browser_that_opens_a_page_is_passed_on() -> None:
    assert asked("/live", accept="*/*")[0] == BEHIND
    assert asked("/live", method="POST")[0] == BEHIND
