"""The pages' own files and the list of sessions: kept while nothing changes, and no longer."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from dashboard import stored
from dashboard.components import ROUTE, assets_version
from dashboard.server import asset_routes
from kicksense.workflows.sessions import import_recording, open_sessions
from tests.dashboard import fakes

WRITER = """
import sys
from pathlib import Path
from kicksense.workflows.sessions import import_recording, open_sessions
from tests.dashboard import fakes
import_recording(open_sessions(Path(sys.argv[1])), fakes.recording())
"""


def got(path: str) -> tuple[int, dict[str, str]]:
    """Give the status and the headers with which a file is answered."""
    answers: list[Message] = []
    asked: list[str] = []

    async def receive() -> Message:
        # The browser asks, and then waits for as long as the answer takes.
        if asked:
            await asyncio.Event().wait()
        asked.append(path)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        answers.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [],
        "root_path": "",
    }
    asyncio.run(Starlette(routes=list(asset_routes()))(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in answers[0]["headers"]}
    return answers[0]["status"], headers


@pytest.mark.parametrize("name", ["trace.js", "shared.js", "uplot.js", "phone.css"])
def test_a_file_asked_for_by_its_version_is_never_asked_for_again(name: str) -> None:
    status, headers = got(f"{ROUTE}/{assets_version()}/{name}")
    assert status == 200
    assert "immutable" in headers["cache-control"]


@pytest.mark.parametrize("version", ["", "/0123456789ab", "/.."])
def test_a_file_of_no_or_another_version_is_asked_for_again(version: str) -> None:
    status, headers = got(f"{ROUTE}{version}/trace.js")
    assert status == 200
    assert headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["server.py", "..", "trace.js.map", "style.css%00"])
def test_no_version_leads_to_a_file_that_is_not_on_the_list(name: str) -> None:
    assert got(f"{ROUTE}/{assets_version()}/{name}")[0] == 404


def test_the_list_of_sessions_is_read_once_while_nothing_changes(empty_store: Path) -> None:
    import_recording(open_sessions(empty_store), fakes.recording())
    first = stored.session_rows()
    with stored.sessions().library.catalogue.reading():
        again = stored.session_rows()
    assert len(first) == 1
    assert again is first
    assert stored.session_rows() is first


def test_the_list_of_sessions_is_read_again_when_another_process_adds_one(
    empty_store: Path,
) -> None:
    assert stored.session_rows() == ()
    subprocess.run([sys.executable, "-c", WRITER, str(empty_store)], check=True)
    assert len(stored.session_rows()) == 1
