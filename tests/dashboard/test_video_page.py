"""The video's part of a session's page: who may, what is said, what a browser may send."""

import asyncio
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.types import Message
from streamlit.testing.v1 import AppTest

from dashboard import stored, stored_clips
from dashboard.clip_payload import ClipView, clip_payload, mark_words, sync_lines, with_header
from dashboard.clip_route import clip_address, clip_route
from dashboard.views import video
from dashboard.views.session_tools import file_stem
from kicksense.store.clips import Clip, ClipMark
from kicksense.store.session_row import SessionRow
from kicksense.workflows.clip_sync import Anchor
from kicksense.workflows.clips import clips_of, keep_clip, sync_of
from kicksense.workflows.consent import give, withdraw
from kicksense.workflows.sessions import Sessions, import_recording, open_sessions
from kicksense.workflows.traces import session_trace
from tests.dashboard import fakes
from tests.dashboard.test_pages import app, words_on
from tests.workflows.test_clips import video as film_of

TIMES_S = fakes.KICK_TIMES_S


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return film_of(tmp_path / "garden.mp4", seconds=2.0)


@pytest.fixture
def clip(full_store: SessionRow, empty_store: Path, film: Path) -> Clip:
    return keep_clip(open_sessions(empty_store), full_store.id, film, name="<b>x</b>.mp4")


def real_session(sessions: Sessions) -> SessionRow:
    leg = fakes.recording(simulated=False, fingerprint="d" * 64)
    return import_recording(sessions, leg, player_id="kim").row


def lines(clip: Clip) -> str:
    anchors = tuple(Anchor(f"kick-{n}", t_s) for n, t_s in enumerate(TIMES_S, start=1))
    return " ".join(sync_lines(ClipView(clip, sync_of(clip), anchors), fakes.report()))


@dataclass
class Answer:
    """What the server said."""

    status_code: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""


def ask(path: str, headers: dict[str, str] | None = None, method: str = "GET") -> Answer:
    """Ask the route, as a browser would."""
    answer = Answer()
    sent = [(key.lower().encode(), value.encode()) for key, value in (headers or {}).items()]
    scope = {
        "type": "http",
        "method": method,
        "path": unquote(path),
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), *sent],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    asked: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if not asked:  # the browser stays and says no more
            await asyncio.Event().wait()
        return asked.pop()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status_code = message["status"]
            answer.headers = {key.decode(): value.decode() for key, value in message["headers"]}
        elif message["type"] == "http.response.body":
            answer.content += message.get("body", b"")

    asyncio.run(Starlette(routes=[clip_route()])(scope, receive, send))
    return answer


def test_a_session_with_a_video_shows_it_with_its_name_as_plain_text(
    full_store: SessionRow, clip: Clip
) -> None:
    page = app(session=full_store.id).run()
    assert not page.exception
    assert "Video and trace" in words_on(page)
    assert "do not know each other yet" in words_on(page)
    assert r"\<b\>x" not in clip.name
    assert "<b>" not in words_on(page)


def test_without_consent_the_video_is_not_shown_and_the_page_says_what_to_do(
    empty_store: Path, film: Path
) -> None:
    sessions = open_sessions(empty_store)
    row = real_session(sessions)
    give(sessions, "kim", "video", "guardian")
    kept = keep_clip(sessions, row.id, film)
    assert ask(clip_address(kept)).status_code == 200
    withdraw(sessions, "kim", "video")
    page = app(session=row.id).run()
    assert not page.exception
    assert "has not agreed to this" in words_on(page)
    assert "do not know each other yet" not in words_on(page)
    assert ask(clip_address(kept)).status_code == 404


def test_a_video_is_deleted_only_after_asking(
    full_store: SessionRow, empty_store: Path, clip: Clip
) -> None:
    page = app(session=full_store.id, clip=clip.id).run()
    page.button(key=f"video-delete-{clip.id}").click().run()
    assert not page.exception
    assert clips_of(open_sessions(empty_store), full_store.id).clips == ()


@pytest.mark.parametrize(
    "asked", ["../../etc/passwd", "\0", "0" * 12, "<b>", "x" * 5000, "-1", "1e400"]
)
def test_a_video_in_the_address_that_is_none_opens_the_newest(
    full_store: SessionRow, clip: Clip, asked: str
) -> None:
    page = app(session=full_store.id, clip=asked).run()
    assert not page.exception
    assert clip.name.replace("<", "").replace(">", "")[:1] in words_on(page)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        5,
        [],
        {},
        {"name": 3, "picture_s": 1.0},
        {"name": "kick-1"},
        {"name": "kick-1", "picture_s": "1"},
        {"name": "kick-99", "picture_s": 1.0},
        {"name": "../x", "picture_s": 1.0},
        {"name": "kick-1", "picture_s": float("nan")},
        {"name": "kick-1", "picture_s": 1e300},
        {"name": "kick-1", "picture_s": -5.0},
    ],
)
def test_whatever_a_browser_sends_as_a_mark_breaks_nothing(
    full_store: SessionRow, empty_store: Path, clip: Clip, sent: object
) -> None:
    view = ClipView(clip, None, (Anchor("kick-1", 12.0),))
    video._mark(view, sent)
    video._unmark(clip, sent)
    kept = clips_of(open_sessions(empty_store), full_store.id).clips[0].marks
    assert all(mark.video_s == 0.0 for mark in kept)


def test_the_first_picture_that_shows_a_moment_is_half_a_picture_late(
    full_store: SessionRow, empty_store: Path, clip: Clip
) -> None:
    stored_clips.mark(clip, Anchor("kick-1", 12.0), 1.0)
    kept = clips_of(open_sessions(empty_store), full_store.id).clips[0]
    assert kept.marks[0].video_s == pytest.approx(1.0 - 0.5 * (kept.frame_s or 0.0))


def test_it_is_said_how_well_video_and_trace_agree(clip: Clip) -> None:
    def said(*video_s: float) -> str:
        marks = tuple(
            ClipMark(name=f"kick-{n}", since_s=100.0 * n, video_s=each)
            for n, each in enumerate(video_s, start=1)
        )
        return lines(replace(clip, marks=marks))

    assert "One mark is enough to begin with" in said()
    assert "too few to check" in said(101.0)
    assert "taken to run equally fast" in said(101.0)
    assert "lie 14 ms from one line: better than one picture (40 ms)" in said(101.0, 201.02)
    assert "lie 58 ms from one line: 1.4 pictures" in said(101.0, 201.1, 301.1, 401.0)
    doubtful = said(101.0, 201.0, 303.0, 401.0, 501.0)
    assert "they do not agree: “Kick 3: laces (instep)” is 1600 ms away" in doubtful


def test_drift_is_said_in_percent(clip: Clip) -> None:
    marks = tuple(
        ClipMark(name=f"kick-{n}", since_s=s, video_s=(1 + drift) * s)
        for n, (s, drift) in enumerate([(100.0, 0.001), (700.0, 0.001)], start=1)
    )
    assert "0.100 % faster" in lines(replace(clip, marks=marks))
    slower = tuple(mark.model_copy(update={"video_s": 0.999 * mark.since_s}) for mark in marks)
    assert "0.100 % slower" in lines(replace(clip, marks=slower))


def test_a_mark_of_a_kick_that_is_no_longer_found_keeps_its_number() -> None:
    assert mark_words("kick-44", fakes.report()) == "Kick 44"
    assert mark_words("tap-2", fakes.report()) == "First of three taps (2)"


def test_the_payload_keeps_its_samples_and_says_where_the_recording_begins(clip: Clip) -> None:
    report = fakes.report(start_time_s=1.7e9)
    recording = fakes.recording(start_time_s=1.7e9)
    payload = clip_payload(
        ClipView(clip, None, ()), session_trace(recording, report), report, "abc234"
    )
    length = int.from_bytes(payload[:4], "little")
    header = json.loads(payload[4 : 4 + length])
    assert length % 4 == 0
    assert header["start_s"] == 0.0
    assert header["sync"] is None
    assert header["address"] == f"/kicksense-clips/{clip.session_id}/{clip.id}"
    points = sum(part["points"] * len(part["series"]) for part in header["slices"])
    assert len(payload) == 4 + length + 4 * points
    assert with_header(payload, alt="other")[4:].endswith(payload[4 + length :])


def test_the_route_gives_pieces_to_own_pages_and_nothing_else(clip: Clip) -> None:
    address = clip_address(clip)
    whole = ask(address)
    assert whole.status_code == 200
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["cross-origin-resource-policy"] == "same-origin"
    piece = ask(address, headers={"Range": "bytes=10-19"})
    assert (piece.status_code, piece.content) == (206, whole.content[10:20])
    assert ask(address, headers={"Range": "bytes=999999999-"}).status_code == 416
    for site in ("cross-site", "same-site", "nonsense"):
        assert ask(address, headers={"Sec-Fetch-Site": site}).status_code == 403
    for method in ("POST", "PUT", "DELETE"):
        assert ask(address, method=method).status_code == 405


@pytest.mark.parametrize(
    "path",
    ["x/y", "abc234/000000000000", "..%2F../catalogue.sqlite", "abc234/%00", "a" * 3000 + "/b"],
)
@pytest.mark.usefixtures("full_store")
def test_the_route_knows_ids_alone(path: str) -> None:
    assert ask(f"/kicksense-clips/{path}").status_code == 404


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("a b", "a_b"),
        ("../../x", "x"),
        ("<b>\n", "b"),
        ("", "session"),
        ("ä ö", "ä_ö"),
        ("...", "session"),
    ],
)
def test_the_page_to_print_has_a_name_that_is_safe_on_any_disk(name: str, stem: str) -> None:
    assert file_stem(name) == stem


def test_the_page_to_print_is_offered(full_store: SessionRow) -> None:
    page: AppTest = app(session=full_store.id).run()
    assert not page.exception
    assert stored.session_rows()
    assert "A PDF for the wall" in words_on(page)
