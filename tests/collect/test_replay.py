import asyncio
import time
from itertools import pairwise
from pathlib import Path

import pytest

from kicksense.collect.replay import ReplaySource
from kicksense.collect.source import Arrival, LinkChange, LinkState, open_source
from kicksense.domain.anatomy import Side
from kicksense.domain.notifications import Notification
from kicksense.errors import StoreError
from kicksense.protocol.codec import StreamOptions
from kicksense.protocol.ksp_packet import KSP_DATA
from kicksense.store.journal import JournalHeader, JournalSensor, JournalWriter

S = 1_000_000_000
STARTED_NS = 500 * S


def written(
    path: Path,
    *,
    simulated: bool = False,
    linked: bool = True,
    sensors: tuple[str, ...] = ("a",),
    closed: bool = True,
    every_s: float = 0.1,
) -> Path:
    header = JournalHeader(
        session_id="live-1",
        started_utc_ns=1_700_000_000 * S,
        started_ns=STARTED_NS,
        sensors=tuple(
            JournalSensor(
                name, f"KICK-{name}", "ksp", StreamOptions(rate_hz=100.0), "ida", Side.LEFT
            )
            for name in sensors
        ),
        drill=None,
        target_distance_m=None,
        surface=None,
        simulated=simulated,
        host="test",
    )
    writer = JournalWriter.create(path, header)
    if linked:
        writer.note("link", {"sensor": "a", "state": "connected", "detail": "hello"}, STARTED_NS)
        writer.note("configured", {"sensor": "a", "mtu": 185, "notify_path": "x"}, STARTED_NS)
    for number in range(10):
        at_ns = STARTED_NS + round((1 + number) * every_s * S)
        for name in sensors:
            writer.append(Notification(name, KSP_DATA, at_ns, 17 * S + at_ns, bytes([number])))
        if number == 4:
            writer.note("marker", {"t_s": 0.5, "kind": "cue"}, at_ns)
            if linked:
                writer.note("link", {"sensor": "a", "state": "lost", "detail": "gone"}, at_ns)
                writer.note("link", {"sensor": "a", "state": "reconnected"}, at_ns + 10)
                writer.note("link", {"sensor": "a", "state": "sideways"}, at_ns + 20)
    if closed:
        writer.close()
    else:
        writer.flush()
        writer.abandon()
    return path


def replayed(path: Path, speed: float = 0.0) -> list[Arrival]:
    async def scenario() -> list[Arrival]:
        source = ReplaySource(path, speed)
        await source.sensors()
        async with source.stream() as arrivals:
            return [arrival async for arrival in arrivals]

    return asyncio.run(scenario())


def test_bytes_channels_and_spacing_are_the_journals_and_the_clock_is_now(tmp_path: Path) -> None:
    before_ns = time.monotonic_ns()
    arrivals = replayed(written(tmp_path / "one.journal"))
    heard = [one for one in arrivals if isinstance(one, Notification)]
    assert [one.payload for one in heard] == [bytes([number]) for number in range(10)]
    assert {one.channel for one in heard} == {KSP_DATA}
    gaps_ns = [b.arrived_ns - a.arrived_ns for a, b in pairwise(heard)]
    assert gaps_ns == pytest.approx([S // 10] * 9, abs=2)
    assert [b.utc_ns - a.utc_ns for a, b in pairwise(heard)] == gaps_ns
    assert heard[0].arrived_ns - before_ns == pytest.approx(S // 10, abs=S)
    assert abs(heard[0].utc_ns - time.time_ns()) < 10 * S


def test_links_come_again_with_what_was_agreed(tmp_path: Path) -> None:
    arrivals = replayed(written(tmp_path / "one.journal"))
    links = [one for one in arrivals if isinstance(one, LinkChange)]
    assert [one.state for one in links] == [
        LinkState.CONNECTED,
        LinkState.LOST,
        LinkState.RECONNECTED,
    ]
    assert arrivals[0] is links[0]
    assert links[0].detail == "hello"
    assert links[0].facts == {"mtu": 185, "notify_path": "x"}
    assert isinstance(arrivals[arrivals.index(links[1]) - 1], Notification)


def test_a_journal_without_links_begins_with_one_for_every_sensor(tmp_path: Path) -> None:
    path = written(tmp_path / "one.journal", linked=False, sensors=("a", "b"))
    arrivals = replayed(path)
    links = [one for one in arrivals if isinstance(one, LinkChange)]
    assert [(one.sensor, one.state) for one in links] == [
        ("a", LinkState.CONNECTED),
        ("b", LinkState.CONNECTED),
    ]
    assert [one.sensor for one in arrivals[:4]] == ["a", "a", "b", "b"]


def test_the_sensors_are_those_of_the_header_with_their_legs(tmp_path: Path) -> None:
    source = open_source(f"replay:{written(tmp_path / 'one.journal')}?speed=0", StreamOptions())
    (sensor,) = asyncio.run(source.sensors())
    assert (sensor.name, sensor.family.name) == ("KICK-a", "ksp")
    assert (sensor.player_id, sensor.side) == ("ida", Side.LEFT)
    assert sensor.options.rate_hz == 100.0
    assert not source.simulated
    assert source.overflowed == {}


def test_simulated_stays_simulated(tmp_path: Path) -> None:
    source = ReplaySource(written(tmp_path / "one.journal", simulated=True), 0.0)
    assert source.simulated
    asyncio.run(source.sensors())
    assert source.simulated


@pytest.mark.parametrize(("speed", "lasts_s"), [(1.0, 0.5), (10.0, 0.05)])
def test_it_takes_its_time(tmp_path: Path, speed: float, lasts_s: float) -> None:
    path = written(tmp_path / "one.journal", every_s=0.05)
    began_s = time.monotonic()
    assert len(replayed(path, speed)) == 13
    assert lasts_s <= time.monotonic() - began_s < lasts_s + 0.5


def test_a_journal_that_was_torn_off_is_replayed_as_far_as_it_is_whole(tmp_path: Path) -> None:
    path = written(tmp_path / "one.journal", closed=False)
    path.write_bytes(path.read_bytes()[:-7])
    assert len([one for one in replayed(path) if isinstance(one, Notification)]) == 9


def test_no_journal_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        replayed(tmp_path / "none.journal")
