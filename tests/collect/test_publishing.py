import asyncio
import json
import os
import stat
import threading
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from kicksense.coaching.cues import Weight
from kicksense.collect import publishing
from kicksense.collect.live_history import MOST_KICKS, MOST_TRACES, History
from kicksense.collect.publishing import Publisher, live_path
from kicksense.domain.kick import PowerBand, Target, Technique
from kicksense.domain.live import (
    CueNews,
    GuessOrder,
    KickNews,
    Marker,
    MarkerKind,
    MarkerNews,
    MarkOrder,
    News,
    Order,
    Stage,
    StageNews,
    StopOrder,
    TraceNews,
    TroubleNews,
    WithdrawnNews,
)
from kicksense.errors import SourceError, StoreError
from kicksense.exchange.live_document import news_line, news_of
from kicksense.exchange.live_greeting import SessionCard, hello_line
from kicksense.store.folder import DataFolder
from kicksense.workflows.live import (
    Attachment,
    RunningSession,
    attached,
    order,
    running_sessions,
    watching_key,
)
from tests.live_news import SENSOR, health, kick, trace

CARD = SessionCard(1_700_000_000_000_000_000, "synthetic:x", simulated=True, target=Target(8.0))
RECORDING = StageNews(Stage.RECORDING, "k7m2qx", "Play.")


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 20.0))


@asynccontextmanager
async def publishing_to(path: Path) -> AsyncIterator[tuple[Publisher, list[Order], DataFolder]]:
    folder = DataFolder(path)
    orders: list[Order] = []
    async with Publisher(folder, CARD) as publisher:
        publisher.obey(orders.append)
        publisher(RECORDING)
        yield publisher, orders, folder


async def the_one(folder: DataFolder) -> RunningSession:
    (session,) = await asyncio.to_thread(running_sessions, folder)
    return session


async def news_until_current(attachment: Attachment) -> list[News]:
    found: list[News] = []
    async for line in attachment:
        if json.loads(line)["kind"] == "current":
            return found
        found.append(news_of(line))
    pytest.fail("the recording went away")


def test_a_watcher_is_told_what_was_and_then_what_comes(tmp_path: Path) -> None:
    async def watch() -> None:
        async with publishing_to(tmp_path) as (publisher, _, folder):
            past: list[News] = [
                health(1.0),
                kick(1),
                kick(2),
                MarkerNews(Marker(3.0, MarkerKind.CROSS)),
            ]
            for news in past:
                publisher(news)
            async with attached(await the_one(folder)) as attachment:
                assert attachment.greeting.session_id == "k7m2qx"
                assert attachment.greeting.card == CARD
                told = await news_until_current(attachment)
                assert [news_line(news) for news in told] == [
                    news_line(news) for news in [RECORDING, *past]
                ]
                publisher(CueNews(2, "softer"))
                publisher(trace(4.0))
                assert news_of(await anext(attachment)) == CueNews(2, "softer")
                assert isinstance(news_of(await anext(attachment)), TraceNews)

    run(watch())


def test_two_watchers_are_told_the_same(tmp_path: Path) -> None:
    async def watch() -> None:
        async with publishing_to(tmp_path) as (publisher, _, folder):
            publisher(kick(1))
            session = await the_one(folder)
            async with attached(session) as one, attached(session) as other:
                first = await news_until_current(one)
                second = await news_until_current(other)
                assert [news_line(n) for n in first] == [news_line(n) for n in second]
                publisher(CueNews(1, "softer"))
                assert await anext(one) == await anext(other)

    run(watch())


def test_the_announcement_is_for_its_owner_alone_and_goes_with_the_recording(
    tmp_path: Path,
) -> None:
    async def watch() -> None:
        async with publishing_to(tmp_path) as (publisher, _, folder):
            path = live_path(folder) / "k7m2qx.json"
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
            assert json.loads(path.read_text())["port"] == publisher.port
        assert not path.exists()
        assert running_sessions(folder) == ()

    run(watch())


def test_nothing_is_announced_before_the_session_has_a_name(tmp_path: Path) -> None:
    async def watch() -> None:
        async with Publisher(DataFolder(tmp_path), CARD) as publisher:
            publisher(health(0.0))
            assert not live_path(DataFolder(tmp_path)).exists()

    run(watch())


def test_orders_of_watchers_arrive(tmp_path: Path) -> None:
    async def watch() -> None:
        async with publishing_to(tmp_path) as (_, orders, folder):
            session = await the_one(folder)
            async with attached(session) as attachment:
                await attachment.give(MarkOrder(MarkerKind.NOTE, "wind", "dashboard"))
                await attachment.give(GuessOrder("softer"))
            await asyncio.to_thread(order, session, StopOrder())
            assert orders == [
                MarkOrder(MarkerKind.NOTE, "wind", "dashboard"),
                GuessOrder("softer"),
                StopOrder(),
            ]

    run(watch())


@pytest.mark.parametrize(
    "said",
    [
        hello_line("wrong") + "\n" + '{"v":1,"kind":"stop"}\n',
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        '{"v":1,"kind":"stop"}\n',
        "x" * 100_000,
        "\n",
    ],
    ids=["wrong secret", "browser", "no secret", "endless", "nothing"],
)
def test_a_stranger_is_told_nothing_and_obeyed_in_nothing(tmp_path: Path, said: str) -> None:
    async def watch() -> None:
        async with publishing_to(tmp_path) as (publisher, orders, _):
            reader, writer = await asyncio.open_connection("127.0.0.1", publisher.port)
            writer.write(said.encode())
            try:
                answer = await reader.read()
            except ConnectionResetError:
                answer = b""
            assert answer == b""
            assert orders == []
            writer.close()

    run(watch())


def test_a_silent_stranger_is_turned_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "HELLO_S", 0.02)

    async def watch() -> None:
        async with publishing_to(tmp_path) as (publisher, _, _):
            reader, writer = await asyncio.open_connection("127.0.0.1", publisher.port)
            assert await reader.read() == b""
            writer.close()

    run(watch())


@pytest.mark.parametrize(
    "said", ["no order\n", '{"v":1,"kind":"stop","x":1}\n', '{"v":1,"kind":"tell"}\n' * 40]
)
def test_a_watcher_that_sends_nonsense_or_too_much_is_turned_away(
    tmp_path: Path, said: str
) -> None:
    async def watch() -> None:
        async with publishing_to(tmp_path) as (_, orders, folder):
            session = await the_one(folder)
            reader, writer = await asyncio.open_connection("127.0.0.1", session.port)
            writer.write(f"{hello_line(session.token)}\n{said}".encode())
            await reader.read()
            assert len(orders) <= publishing.ORDERS_PER_S
            writer.close()

    run(watch())


def test_a_watcher_that_does_not_read_never_holds_up_the_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "LOST_BYTES", 100_000)

    async def watch() -> None:
        async with publishing_to(tmp_path) as (publisher, _, folder):
            session = await the_one(folder)
            idle, idle_writer = await asyncio.open_connection("127.0.0.1", session.port, limit=1024)
            idle_writer.write(hello_line(session.token).encode() + b"\n")
            await idle.readline()
            async with attached(session) as keen:
                await news_until_current(keen)
                assert publisher.watchers == 2
                longest_s = 0.0
                for number in range(10_000):
                    before_s = time.perf_counter()
                    publisher(TroubleNews(f"{number} {'x' * 1900}"))
                    longest_s = max(longest_s, time.perf_counter() - before_s)
                    await anext(keen)
                assert longest_s < 0.5
                assert publisher.watchers == 1
            idle_writer.close()

    run(watch())


def test_a_watcher_that_is_behind_misses_traces_and_no_kick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "BEHIND_BYTES", 10_000)

    async def watch() -> None:
        async with publishing_to(tmp_path) as (publisher, _, folder):
            async with attached(await the_one(folder)) as attachment:
                await news_until_current(attachment)
                for number in range(1, 3000):
                    publisher(trace(float(number), rows=200))
                    if number % 30 == 0:
                        publisher(kick(number // 30))
                publisher(TroubleNews("the end"))
                told: list[News] = []
                while TroubleNews("the end") not in told:
                    told = [*told[-400:], news_of(await anext(attachment))]
                    await asyncio.sleep(0)
            kicks = [news.number for news in told if isinstance(news, KickNews)]
            assert kicks[-20:] == list(range(80, 100))

    run(watch())


def test_news_may_come_from_another_thread(tmp_path: Path) -> None:
    async def watch() -> None:
        async with (
            publishing_to(tmp_path) as (publisher, _, folder),
            attached(await the_one(folder)) as attachment,
        ):
            await news_until_current(attachment)
            teller = threading.Thread(target=publisher, args=(CueNews(1, "softer"),))
            teller.start()
            assert news_of(await anext(attachment)) == CueNews(1, "softer")
            teller.join()

    run(watch())


def test_a_number_that_is_none_is_not_told_and_stops_nothing(tmp_path: Path) -> None:
    async def watch() -> None:
        async with publishing_to(tmp_path) as (publisher, _, folder):
            publisher(CueNews(1, "softer", float("nan")))
            publisher(CueNews(2, "harder"))
            assert publisher.trouble is not None
            async with attached(await the_one(folder)) as attachment:
                assert CueNews(2, "harder") in await news_until_current(attachment)

    run(watch())


def test_a_recording_goes_on_where_it_cannot_be_announced(tmp_path: Path) -> None:
    (tmp_path / "live").write_text("a file is in the way")

    async def watch() -> None:
        async with publishing_to(tmp_path) as (publisher, _, _):
            publisher(kick(1))
            assert "nobody can watch" in str(publisher.trouble)

    run(watch())


def test_what_a_dead_recording_left_is_removed(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    live_path(folder).mkdir()
    here = {"version": 1, "token": "t", "started_utc_ns": 1, "port": 9}
    dead = live_path(folder) / "dead.json"
    dead.write_text(json.dumps(here | {"session_id": "dead", "pid": 2**22 + 1}))
    deaf = live_path(folder) / "deaf.json"
    deaf.write_text(json.dumps(here | {"session_id": "deaf", "pid": os.getpid()}))
    assert running_sessions(folder) == ()
    assert not dead.exists()
    assert not deaf.exists()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"version": 1}',
        '{"version":1,"session_id":"../x","pid":1,"port":80,"token":"t","started_utc_ns":1}',
        '{"version":1,"session_id":"x","pid":-1,"port":80,"token":"t","started_utc_ns":1}',
        '{"version":1,"session_id":"x","pid":1,"port":99999,"token":"t","started_utc_ns":1}',
        "x" * 5000,
    ],
)
def test_what_is_no_announcement_is_passed_over(tmp_path: Path, content: str) -> None:
    folder = DataFolder(tmp_path)
    live_path(folder).mkdir()
    (live_path(folder) / "x.json").write_text(content)
    assert running_sessions(folder) == ()


def test_something_else_that_answers_where_a_recording_was_is_not_believed() -> None:
    async def meet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        writer.close()

    async def watch() -> None:
        async with await asyncio.start_server(meet, "127.0.0.1", 0) as server:
            port = int(server.sockets[0].getsockname()[1])
            session = RunningSession("x", os.getpid(), port, "t", 1)
            with pytest.raises(SourceError, match="no longer"):
                async with attached(session):
                    pytest.fail("it was believed")

    run(watch())


def test_an_order_to_a_recording_that_has_ended_is_an_error(tmp_path: Path) -> None:
    sessions: list[RunningSession] = []

    async def watch() -> None:
        async with publishing_to(tmp_path) as (_, _, folder):
            sessions.append(await the_one(folder))

    run(watch())
    with pytest.raises(SourceError, match="no longer"):
        order(sessions[0], StopOrder())


def test_the_secret_is_in_no_text_of_a_session() -> None:
    assert "s3cret" not in repr(RunningSession("x", 1, 2, "s3cret", 3))


def test_a_long_session_counts_its_older_kicks_and_tells_the_newest() -> None:
    history = History(Target(4.0))
    for number in range(1, MOST_KICKS + 51):
        technique = Technique.HEEL if number % 2 else Technique.INSTEP
        history.add(kick(number, technique=technique, power=PowerBand.EXCESS, settled=False))
        history.add(kick(number, technique=technique, power=PowerBand.EXCESS))
    told = [news_of(line) for line in history.lines()]
    assert [news.number for news in told if isinstance(news, KickNews)] == list(
        range(51, MOST_KICKS + 51)
    )
    assert history.older_techniques == {Technique.HEEL: 25, Technique.INSTEP: 25}
    assert history.older_weights == {Weight.TOO_HARD: 50}


def test_a_kick_taken_back_is_not_told_again() -> None:
    history = History()
    history.add(kick(1))
    history.add(kick(2))
    history.add(WithdrawnNews(SENSOR, 1, "That was a step."))
    told = [news_of(line) for line in history.lines()]
    assert [news.number for news in told if isinstance(news, KickNews)] == [2]


def test_only_the_last_ten_seconds_of_traces_are_kept() -> None:
    history = History()
    for number in range(500):
        history.add(trace(0.1 * number))
    assert len(list(history.lines())) == MOST_TRACES


def test_the_secret_of_the_pages_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    key = watching_key(folder)
    assert watching_key(folder) == key
    path = live_path(folder) / "page.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("spoilt")
    assert watching_key(folder) not in (key, "spoilt")


def test_a_secret_that_cannot_be_kept_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "live").write_text("a file is in the way")
    with pytest.raises(StoreError, match="could not be written"):
        watching_key(DataFolder(tmp_path))
