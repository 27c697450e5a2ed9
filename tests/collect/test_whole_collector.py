"""The whole collector over the air: radio, journal, verdicts and stored recordings."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from kicksense.collect.recorder import Recorder
from kicksense.collect.session_plan import Recorded, SessionPlan
from kicksense.collect.source import LinkState
from kicksense.collect.virtual_sensor import Identity, VirtualSensor
from kicksense.collect.worn import Worn
from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.domain.live import HealthNews, KickNews, MarkerKind, MarkOrder, StopOrder
from kicksense.domain.notifications import Notification
from kicksense.protocol.ksp import KSP
from kicksense.protocol.ksp_packet import KSP_DATA
from kicksense.simulation.movements import Kick, Still
from kicksense.simulation.session import SimulatedSession
from kicksense.store.folder import DataFolder
from kicksense.store.journal import JournalNote, read_journal
from kicksense.store.library import open_library
from kicksense.workflows.sealing import Sealed, seal_journal
from tests.builders import session_of
from tests.collect.bench import Air, host_on
from tests.collect.scripted import Heard
from tests.collect.test_ble import ADDRESSES, QUICK, Field

RATE_HZ = 200.0


@cache
def one_kick() -> SimulatedSession:
    return session_of(Still(1.2), Kick(Technique.INSTEP), Still(2.0))


@dataclass
class Played:
    """A sensor on a leg that does what was simulated, and then stands still."""

    acc: FloatArray
    gyr: FloatArray
    place: int = 0

    async def take(self, n: int) -> tuple[FloatArray, FloatArray]:
        rows = np.minimum(self.place + np.arange(n), len(self.acc) - 1)
        self.place += n
        return self.acc[rows], self.gyr[rows]

    async def close(self) -> None:
        pass


def played(_rate_hz: float) -> Played:
    recording = one_kick().recording
    assert recording.sampling_rate_hz == pytest.approx(RATE_HZ, rel=1e-3)
    return Played(recording.acc_mps2, recording.gyr_radps)


@dataclass
class Session:
    """What became of a session over the air."""

    recorded: Recorded
    heard: Heard
    sensors: list[VirtualSensor]
    sealed: Sealed
    folder: DataFolder

    @property
    def payloads(self) -> dict[str, list[bytes]]:
        found: dict[str, list[bytes]] = {}
        for entry in read_journal(self.recorded.journal_path).entries:
            if isinstance(entry, Notification) and entry.channel == KSP_DATA:
                found.setdefault(entry.sensor, []).append(entry.payload)
        return found

    @property
    def links(self) -> list[tuple[str, str]]:
        notes = [
            entry
            for entry in read_journal(self.recorded.journal_path).entries
            if isinstance(entry, JournalNote) and entry.kind == "link"
        ]
        return [(str(note.document["sensor"]), str(note.document["state"])) for note in notes]


def recorded_over_the_air(
    folder: Path,
    meanwhile: Callable[[Field, Recorder], Coroutine[None, None, None]],
    *names: str,
) -> Session:
    """Record until what happens meanwhile is over."""
    data_folder = DataFolder(folder)

    async def scenario() -> tuple[Recorded, Heard, list[VirtualSensor]]:
        air = Air(0.015)
        async with host_on(air) as host:
            sensors = [
                VirtualSensor.on_link(air, KSP, samples=played, identity=Identity(name, address))
                for name, address in zip(names, ADDRESSES, strict=False)
            ]
            for sensor in sensors:
                await sensor.start()
            there = Field(air, host, sensors)
            source = there.source(*names, timings=QUICK)
            sides = (Side.RIGHT, Side.LEFT)
            found = await source.sensors()
            plan = SessionPlan(
                "live-1",
                data_folder.journal_path("live-1"),
                tuple(
                    Worn(one, f"player-{place}", sides[place]) for place, one in enumerate(found)
                ),
            )
            heard = Heard()
            recorder = Recorder(source, plan, listeners=(heard,))
            running = asyncio.create_task(recorder.run())
            await meanwhile(there, recorder)
            recorder.give(StopOrder())
            recorded = await asyncio.wait_for(running, 15.0)
            recorder.close()
            assert host.open_links == 0
            for sensor in sensors:
                await sensor.stop()
            return recorded, heard, sensors

    recorded, heard, sensors = asyncio.run(scenario())
    sealed = seal_journal(recorded.journal_path, open_library(data_folder))
    return Session(recorded, heard, sensors, sealed, data_folder)


async def sent(sensor: VirtualSensor, packets: int) -> None:
    while sensor.sent.packets < packets:  # noqa: ASYNC110 - the other end of the air
        await asyncio.sleep(0.01)


async def streams(sensor: VirtualSensor) -> None:
    while not sensor.streaming:  # noqa: ASYNC110 - the other end of the air
        await asyncio.sleep(0.01)


@pytest.mark.slow
def test_a_kick_over_the_air_is_told_stored_and_survives_loss_and_a_cut(tmp_path: Path) -> None:
    async def meanwhile(there: Field, recorder: Recorder) -> None:
        await sent(there.sensor, 20)
        recorder.give(MarkOrder(MarkerKind.CUE, origin="keyboard"))
        await sent(there.sensor, 130)
        there.sensor.withhold(3)
        await sent(there.sensor, 140)
        there.air.cut()
        await asyncio.sleep(0.2)
        await streams(there.sensor)
        await sent(there.sensor, there.sensor.sent.packets + 30)

    session = recorded_over_the_air(tmp_path, meanwhile, "KICK-1")
    assert session.recorded.whole
    address = ADDRESSES[0]
    assert session.links == [
        (address, LinkState.CONNECTED),
        (address, LinkState.LOST),
        (address, LinkState.RECONNECTED),
    ]
    packets = [payload for payload in session.payloads[address] if payload[:1] == b"\x10"]
    assert len(set(packets)) == len(packets)
    # What was in the air when the link broke, or when the session ended, nobody heard.
    missing = session.sensors[0].sent.packets - 3 - len(packets)
    assert 0 <= missing <= 8
    health = session.heard.of(HealthNews)[-1].sensors[0]
    assert health.reconnects == 1
    assert health.repeated_packets == 0
    assert health.undecodable_packets == 0
    kicks = session.heard.of(KickNews)
    assert {news.number for news in kicks} == {1}
    assert kicks[0].report.technique.value == "instep"
    (row,) = session.sealed.rows
    assert session.sealed.refusals == ()
    assert session.sealed.markers == 1
    recording = open_library(session.folder).read(row.id)
    assert recording.placement.side is Side.RIGHT
    assert recording.sampling_rate_hz == pytest.approx(RATE_HZ, rel=0.02)
    assert 0 < np.count_nonzero(~recording.measured) < 0.2 * len(recording)
    assert np.linalg.norm(recording.gyr_radps, axis=1).max() == pytest.approx(
        np.linalg.norm(one_kick().recording.gyr_radps, axis=1).max(), rel=0.02
    )


@pytest.mark.slow
def test_both_shins_are_recorded_on_one_clock_and_hostile_bytes_harm_nothing(
    tmp_path: Path,
) -> None:
    noise = np.random.default_rng(5)

    async def meanwhile(there: Field, _: Recorder) -> None:
        for sensor in there.sensors:
            await streams(sensor)
        there.sensors[1].spoil(lambda payload: noise.bytes(len(payload)), 5)
        there.sensors[1].spoil(lambda payload: payload[:-3], 5)
        there.sensors[1].spoil(lambda _: b"", 5)
        await sent(there.sensors[1], 60)

    session = recorded_over_the_air(tmp_path, meanwhile, "KICK-1", "KICK-2")
    assert session.recorded.whole
    assert [state for _, state in session.links] == [LinkState.CONNECTED] * 2
    health = {one.sensor: one for one in session.heard.of(HealthNews)[-1].sensors}
    assert health[ADDRESSES[0]].undecodable_packets == 0
    assert health[ADDRESSES[0]].lost_ratio == 0.0
    assert 10 <= health[ADDRESSES[1]].undecodable_packets <= 15
    assert len(session.payloads[ADDRESSES[1]]) >= 59
    rows = session.sealed.rows
    assert sorted(str(row.side) for row in rows) == ["left", "right"]
    assert len({row.player_id for row in rows}) == 2
