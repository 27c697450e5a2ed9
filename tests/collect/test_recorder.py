import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from kicksense.collect.desk import DeskSettings
from kicksense.collect.following import Follower
from kicksense.collect.journaling import JournalingSettings
from kicksense.collect.session_plan import RecorderSettings
from kicksense.collect.sleeping import SleepWatch
from kicksense.collect.source import LinkState
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Technique
from kicksense.domain.live import (
    HealthNews,
    KickNews,
    Marker,
    MarkerKind,
    MarkerNews,
    MarkOrder,
    News,
    Order,
    SkipOrder,
    Stage,
    StageNews,
    StopOrder,
    TellOrder,
    TraceNews,
    TroubleNews,
)
from kicksense.domain.notifications import Notification
from kicksense.errors import StoreError
from kicksense.protocol.codec import BATTERY_LEVEL, Message
from kicksense.protocol.ksp_packet import KSP_DATA, KSP_INFO, KspSheet
from kicksense.simulation.movements import Kick, Movement, Still, Walk, WearingProtocol
from kicksense.simulation.session import SimulatedSession, kicks_in
from kicksense.store.journal import JournalNote, JournalWriter, read_journal
from tests.builders import session_of
from tests.collect.scripted import (
    Heard,
    ScriptedSource,
    link,
    merged,
    played,
    recorder_of,
    said,
    sensor,
)

KICKS: tuple[Movement, ...] = (
    Still(0.5),
    WearingProtocol(),
    Still(1.0),
    Walk(4),
    Still(1.0),
    Kick(Technique.INSTEP),
    Still(2.0),
    Kick(Technique.INSIDE_FOOT),
    Still(3.0),
)


@cache
def two_kicks() -> SimulatedSession:
    return session_of(*KICKS)


def source_of(session: SimulatedSession, **more: object) -> ScriptedSource:
    found = (sensor("a"),)
    return ScriptedSource(found, played(session.recording, "a"), **more)  # type: ignore[arg-type]


async def until(done: Callable[[], bool]) -> None:
    while not done():  # noqa: ASYNC110 - what is waited for happens in other threads
        await asyncio.sleep(0.01)


def notifications_in(folder: Path) -> list[Notification]:
    entries = read_journal(folder / "session-1.journal").entries
    return [entry for entry in entries if isinstance(entry, Notification)]


def notes_in(folder: Path, kind: str) -> list[JournalNote]:
    entries = read_journal(folder / "session-1.journal").entries
    return [one for one in entries if isinstance(one, JournalNote) and one.kind == kind]


def sent_by(source: ScriptedSource) -> list[bytes]:
    return [one.payload for _, one in source.script if isinstance(one, Notification)]


def test_a_session_is_journaled_byte_by_byte_and_its_kicks_are_told(tmp_path: Path) -> None:
    session = two_kicks()
    source, heard = source_of(session), Heard()
    recorder = recorder_of(source, tmp_path, heard)
    recorded = asyncio.run(recorder.run())
    recorder.close()
    assert recorded.whole
    assert source.left
    assert [one.payload for one in notifications_in(tmp_path)] == sent_by(source)
    journal = read_journal(recorded.journal_path)
    assert list(journal.entries)
    assert journal.closed
    kicks = {news.number: news for news in heard.of(KickNews)}
    assert [kicks[number].report.technique for number in sorted(kicks)] == [
        Technique.INSTEP,
        Technique.INSIDE_FOOT,
    ]
    truth_s = [event.time_s + 0.5 for event in kicks_in(session.truth)]
    told_s = [kicks[number].report.t_s for number in sorted(kicks)]
    assert told_s == pytest.approx(truth_s, abs=0.06)


def test_news_come_in_an_order_that_makes_sense(tmp_path: Path) -> None:
    source, heard = source_of(two_kicks()), Heard()
    recorder = recorder_of(source, tmp_path, heard)
    asyncio.run(recorder.run())
    recorder.close()
    assert [news.stage for news in heard.of(StageNews)] == [Stage.RECORDING]
    healths = heard.of(HealthNews)
    assert [health.t_s for health in healths] == sorted(health.t_s for health in healths)
    last = healths[-1].sensors[0]
    assert last.connected
    assert last.lost_ratio == 0.0
    assert last.measured_rate_hz == pytest.approx(200.0, rel=0.02)
    traces = heard.of(TraceNews)
    assert all(len(trace.t_s) <= 24 for trace in traces)
    assert len(traces) > 9 * healths[-1].t_s
    ends = [trace.t_s[-1] for trace in traces]
    assert ends == sorted(ends)


def test_a_listener_that_fails_harms_nobody_and_is_named(tmp_path: Path) -> None:
    def broken(news: News) -> None:
        raise RuntimeError(f"no screen for {type(news).__name__}")

    source, heard = source_of(two_kicks()), Heard()
    recorder = recorder_of(source, tmp_path, broken, heard)  # type: ignore[arg-type]
    assert asyncio.run(recorder.run()).whole
    recorder.close()
    assert len(heard.of(KickNews)) >= 2
    (trouble,) = [one for one in heard.of(TroubleNews) if "display" in one.sentence]
    assert "no screen" in trouble.sentence


def test_a_listener_that_never_returns_holds_nothing_up(tmp_path: Path) -> None:
    stuck = threading.Event()

    def slow(news: News) -> None:
        del news
        stuck.wait()

    source, heard = source_of(two_kicks()), Heard()
    recorder = recorder_of(source, tmp_path, slow, heard)  # type: ignore[arg-type]
    assert asyncio.run(recorder.run()).whole
    assert len(notifications_in(tmp_path)) == len(sent_by(source))
    stuck.set()
    recorder.close()


def test_a_fault_in_the_analysis_ends_the_analysis_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(self: Follower, *_: object) -> None:
        del self
        raise ZeroDivisionError("somebody made a mistake")

    monkeypatch.setattr(Follower, "_search_taps", wrong)
    source, heard = source_of(two_kicks()), Heard()
    recorder = recorder_of(source, tmp_path, heard)
    assert asyncio.run(recorder.run()).whole
    recorder.close()
    assert len(notifications_in(tmp_path)) == len(sent_by(source))
    (trouble,) = [one for one in heard.of(TroubleNews) if "not judged" in one.sentence]
    assert trouble.sensor == "a"
    assert heard.of(HealthNews)[-1].sensors[0].packets > 0


def test_orders_are_obeyed_on_the_session_clock(tmp_path: Path) -> None:
    source, heard, asked = source_of(two_kicks(), stays=True), Heard(), list[Order]()
    recorder = recorder_of(source, tmp_path, heard)
    recorder._order_listeners = (asked.append,)

    async def run() -> None:
        running = asyncio.create_task(recorder.run())
        recorder.give(MarkOrder(MarkerKind.TARGET_HIT, "top corner", "keyboard", 4.5))
        recorder.give(MarkOrder(MarkerKind.NOTE, "x" * 9000, "dashboard"))
        recorder.give(TellOrder())
        await until(lambda: len(heard.of(MarkerNews)) == 2 and bool(asked))
        threading.Thread(target=recorder.give, args=(StopOrder(),)).start()
        assert (await running).sentence == "The session was ended."

    asyncio.run(asyncio.wait_for(run(), 30.0))
    recorder.close()
    first, second = (news.marker for news in heard.of(MarkerNews))
    assert first == Marker(4.5, MarkerKind.TARGET_HIT, "top corner", "keyboard")
    assert len(second.text) == 500
    assert asked == [TellOrder()]
    assert [note.document["t_s"] for note in notes_in(tmp_path, "marker")] == [4.5, second.t_s]


def test_a_session_ends_after_the_time_that_was_asked_for(tmp_path: Path) -> None:
    source, heard = source_of(two_kicks(), stays=True), Heard()
    recorder = recorder_of(source, tmp_path, heard, seconds=5.0)
    recorded = asyncio.run(asyncio.wait_for(recorder.run(), 30.0))
    recorder.close()
    assert "over" in recorded.sentence


def test_two_sensors_share_one_clock_and_one_count_of_kicks(tmp_path: Path) -> None:
    right = two_kicks().recording
    script = merged(played(right, "a"), played(right, "b", from_s=1.25))
    source = ScriptedSource((sensor("a"), sensor("b", Side.LEFT)), script)
    heard = Heard()
    recorder = recorder_of(source, tmp_path, heard)
    asyncio.run(recorder.run())
    recorder.close()
    first = {news.number: news for news in reversed(heard.of(KickNews))}
    assert sorted(first) == [1, 2, 3, 4]
    by_sensor = {
        name: sorted(news.report.t_s for news in first.values() if news.sensor == name)
        for name in ("a", "b")
    }
    late = [b - a for a, b in zip(by_sensor["a"], by_sensor["b"], strict=True)]
    assert late == pytest.approx([0.75, 0.75], abs=0.03)
    assert {news.side for news in first.values()} == {Side.LEFT, Side.RIGHT}


def test_a_lost_link_is_noted_told_and_a_gap(tmp_path: Path) -> None:
    script = played(two_kicks().recording, "a")
    cut = [one for one in script if not 6.0 < one[0] < 9.0]
    links = [link("a", LinkState.LOST, 6.0), link("a", LinkState.RECONNECTED, 9.0)]
    source, heard = ScriptedSource((sensor("a"),), merged(cut, links)), Heard()
    recorder = recorder_of(source, tmp_path, heard)
    asyncio.run(recorder.run())
    recorder.close()
    states = [note.document["state"] for note in notes_in(tmp_path, "link")]
    assert states == ["connected", "lost", "reconnected"]
    words = [one.sentence for one in heard.of(TroubleNews)]
    assert any("out of reach" in one for one in words)
    assert any("is back" in one for one in words)
    last = heard.of(HealthNews)[-1].sensors[0]
    assert last.reconnects == 1
    assert last.lost_ratio == pytest.approx(3.0 / (len(two_kicks().recording) / 200.0), abs=0.03)


def test_a_session_ends_when_no_sensor_is_left(tmp_path: Path) -> None:
    script = [link("a", LinkState.CONNECTED, 0.0), link("a", LinkState.GIVEN_UP, 0.1)]
    source, heard = ScriptedSource((sensor("a"),), script, stays=True), Heard()
    recorder = recorder_of(source, tmp_path, heard)
    recorded = asyncio.run(asyncio.wait_for(recorder.run(), 10.0))
    recorder.close()
    assert "No sensor is left" in recorded.sentence
    assert any(one.fatal for one in heard.of(TroubleNews))


def test_nonsense_and_batteries_are_counted_and_kept(tmp_path: Path) -> None:
    script = [
        *played(session_of(Still(3.0)).recording, "a"),
        said("a", Message(BATTERY_LEVEL, bytes([55])), 1.0),
        said("a", Message("e54b0002-5d2c-4f4b-8f0a-1c8f8a2f7c01", b""), 1.1),
        *(said("a", Message(channel, b"\xff\x00nonsense"), 1.2) for channel in data_channels()),
        said("stranger", Message(BATTERY_LEVEL, bytes([1])), 1.3),
    ]
    source, heard = ScriptedSource((sensor("a"),), script), Heard()
    recorder = recorder_of(source, tmp_path, heard)
    asyncio.run(recorder.run())
    recorder.close()
    kept = [one.payload for one in notifications_in(tmp_path)]
    assert kept.count(b"\xff\x00nonsense") == len(data_channels())
    last = heard.of(HealthNews)[-1].sensors[0]
    assert last.battery_ratio == 0.55
    assert last.undecodable_packets >= 1


def test_what_a_sensor_refuses_is_told_once_and_stays_in_its_remarks(tmp_path: Path) -> None:
    refusal = Message(KSP_DATA, b"\x11\x04\x02")
    small = Message(KSP_INFO, KspSheet(acc_range_g=4, battery_ratio=0.3).written())
    script = [
        *played(session_of(Still(3.0)).recording, "a"),
        said("a", refusal, 3.6),
        said("a", small, 3.6),
        said("a", refusal, 3.7),
    ]
    heard = Heard()
    recorder = recorder_of(ScriptedSource((sensor("a"),), script), tmp_path, heard)
    asyncio.run(recorder.run())
    recorder.close()
    told = [one.sentence for one in heard.of(TroubleNews)]
    for words in ("A: the sensor refuses the ranges", "A: the accelerometer ends at 4 g"):
        assert sum(sentence.startswith(words) for sentence in told) == 1
    last = heard.of(HealthNews)[-1].sensors[0]
    assert last.battery_ratio == 0.3
    assert any("ends at 4 g" in remark for remark in last.remarks)


def data_channels() -> list[str]:
    family = sensor("a").family
    return [channel for channel, properties in family.channels if "notify" in properties]


def test_a_full_queue_is_counted_and_noted_and_the_rest_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    appended = JournalWriter.append

    def slowly(self: JournalWriter, notification: Notification) -> None:
        time.sleep(0.02)
        appended(self, notification)

    monkeypatch.setattr(JournalWriter, "append", slowly)
    # Stamps of the past do not wait for anybody, as those of a radio.
    script = [(at_s - 60.0, one) for at_s, one in played(session_of(Still(3.0)).recording, "a")]
    source, heard = ScriptedSource((sensor("a"),), script), Heard()
    settings = RecorderSettings(journaling=JournalingSettings(most_waiting=20))
    recorder = recorder_of(source, tmp_path, heard, settings=settings)
    recorded = asyncio.run(recorder.run())
    recorder.close()
    assert recorded.whole
    dropped = sum(int(str(note.document["dropped"])) for note in notes_in(tmp_path, "overflow"))
    kept = notifications_in(tmp_path)
    assert dropped > 0
    assert len(kept) + dropped == len(sent_by(source))


def test_a_disk_that_breaks_ends_the_session_and_what_was_written_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed = JournalWriter.flush
    times = iter(range(1000))

    def full(self: JournalWriter) -> None:
        if next(times) > 3:
            raise StoreError("the disk is full; make room.")
        flushed(self)

    monkeypatch.setattr(JournalWriter, "flush", full)
    source, heard = source_of(two_kicks(), stays=True), Heard()
    recorder = recorder_of(source, tmp_path, heard)
    recorded = asyncio.run(asyncio.wait_for(recorder.run(), 30.0))
    recorder.close()
    assert not recorded.whole
    fatal = [one for one in heard.of(TroubleNews) if one.fatal]
    assert "disk is full" in fatal[0].sentence
    assert source.left
    kept = [one.payload for one in notifications_in(tmp_path)]
    assert kept
    assert kept == sent_by(source)[: len(kept)]


def test_a_sensor_that_does_not_let_go_is_not_waited_for_when_there_is_hurry(
    tmp_path: Path,
) -> None:
    source = source_of(session_of(Still(3.0)), stays=True, slow_to_leave_s=30.0)
    recorder = recorder_of(source, tmp_path, Heard())

    async def run() -> None:
        running = asyncio.create_task(recorder.run())
        await asyncio.sleep(0.1)
        recorder.stop("enough")
        await asyncio.sleep(0.1)
        assert not running.done()
        recorder.hurry()
        assert (await asyncio.wait_for(running, 3.0)).whole

    asyncio.run(run())
    recorder.close()


def test_a_guided_player_is_led_by_their_own_leg_and_where_they_stood_is_noted(
    tmp_path: Path,
) -> None:
    obedient = session_of(
        Still(6.0), WearingProtocol(still_s=4.5), Still(5.0), Kick(Technique.INSTEP), Still(2.0)
    )
    source, heard = source_of(obedient), Heard()
    recorder = recorder_of(source, tmp_path, heard, guided=True)
    asyncio.run(recorder.run())
    recorder.close()
    stages = [news.stage for news in heard.of(StageNews)]
    assert list(dict.fromkeys(stages)) == [
        Stage.CONNECTING,
        Stage.CHECKING,
        Stage.STAND_STILL,
        Stage.SWING_LEG,
        Stage.COUNTDOWN,
        Stage.RECORDING,
    ]
    notes = [note.document for note in notes_in(tmp_path, "stage")]
    (spans,) = [document for document in notes if "swings_s" in document]
    assert spans["sensor"] == "a"
    assert 2.0 < np.ptp(np.asarray(spans["swings_s"])) < 9.0
    assert np.ptp(np.asarray(spans["still_s"])) == pytest.approx(3.0)


def test_a_player_may_skip_the_guide(tmp_path: Path) -> None:
    source, heard = source_of(two_kicks(), stays=True), Heard()
    recorder = recorder_of(source, tmp_path, heard, guided=True)

    async def run() -> None:
        running = asyncio.create_task(recorder.run())
        for _ in range(4):
            recorder.give(SkipOrder())
        await until(lambda: any(one.stage is Stage.RECORDING for one in heard.of(StageNews)))
        recorder.stop("enough")
        await running

    asyncio.run(asyncio.wait_for(run(), 20.0))
    recorder.close()


def test_a_recorder_told_to_stop_before_it_began_records_nothing(tmp_path: Path) -> None:
    source = source_of(two_kicks(), stays=True)
    recorder = recorder_of(source, tmp_path, Heard())
    recorder.stop("not today")
    recorded = asyncio.run(asyncio.wait_for(recorder.run(), 10.0))
    recorder.close()
    assert recorded.sentence == "not today"
    assert recorded.whole


def test_settings_reach_every_part() -> None:
    desk = replace(DeskSettings(), health_every_s=0.5)
    assert RecorderSettings(desk=desk).desk.health_every_s == 0.5


@pytest.mark.parametrize(("slept_s", "ends"), [(30.0, False), (700.0, True)])
def test_a_short_sleep_is_a_gap_and_a_long_one_ends_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slept_s: float, ends: bool
) -> None:
    naps = iter([slept_s])
    monkeypatch.setattr(SleepWatch, "slept_s", lambda _: next(naps, 0.0))
    source, heard = source_of(session_of(Still(3.0)), stays=True), Heard()
    recorder = recorder_of(source, tmp_path, heard)

    async def run() -> str:
        running = asyncio.create_task(recorder.run())
        await until(lambda: any("slept" in one.sentence for one in heard.of(TroubleNews)))
        if not ends:
            recorder.stop("enough")
        return (await running).sentence

    sentence = asyncio.run(asyncio.wait_for(run(), 20.0))
    recorder.close()
    assert ("slept" in sentence) is ends
    assert any(one.fatal for one in heard.of(TroubleNews)) is ends
