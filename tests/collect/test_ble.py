import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest

from kicksense.collect import simulated_sensor
from kicksense.collect.ble import BleSettings, scan
from kicksense.collect.ble_source import BleSource
from kicksense.collect.sensor_link import LinkTimings
from kicksense.collect.simulated_sensor import Faults
from kicksense.collect.source import LinkState
from kicksense.collect.virtual_sensor import Identity, VirtualSensor
from kicksense.errors import SensorNotFoundError, SourceError
from kicksense.protocol.codec import BATTERY_LEVEL, Family, StreamOptions
from kicksense.protocol.families import FAMILIES
from kicksense.protocol.ksp import KSP
from tests.collect.bench import Air, Host, Ramp, host_on
from tests.collect.hearing import Hearing, hear

QUICK = LinkTimings(
    connect_s=1.0,
    reconnect_s=1.0,
    step_s=0.5,
    answer_s=0.2,
    close_s=1.0,
    backoff_s=(0.02, 0.05),
    first_attempts=2,
    patience_s=0.3,
    rescan_after=3,
    rescan_s=0.2,
    silence_s=0.4,
    mtu_s=0.1,
)
ADDRESSES = ("F0:F1:F2:F3:F4:01", "F0:F1:F2:F3:F4:02", "F0:F1:F2:F3:F4:03")


@dataclass
class Field:
    """A pitch: an air, a computer and sensors on it."""

    air: Air
    host: Host
    sensors: list[VirtualSensor] = field(default_factory=list)

    @property
    def sensor(self) -> VirtualSensor:
        return self.sensors[0]

    def source(
        self,
        *targets: str,
        timings: LinkTimings = QUICK,
        most_waiting: int = 20_000,
        rate_hz: float | None = None,
        family: Family | None = None,
    ) -> BleSource:
        return BleSource(
            targets,
            StreamOptions(rate_hz=rate_hz),
            family=family,
            settings=BleSettings(scan_s=0.4, timings=timings, most_waiting=most_waiting),
            backend=self.host.backend,
        )

    async def hear(
        self, enough: Callable[[Hearing], bool], *targets: str, timings: LinkTimings = QUICK
    ) -> Hearing:
        source = self.source(*(targets or ("KICK-1",)), timings=timings, rate_hz=400.0)
        return await hear(source, enough)


@asynccontextmanager
async def pitch(
    *names: str,
    family: Family = KSP,
    faults: Faults | None = None,
    interval_s: float = 0.0,
    mtu: int = 247,
) -> AsyncIterator[Field]:
    air = Air(interval_s)
    async with host_on(air, mtu) as host:
        sensors = [
            VirtualSensor.on_link(
                air, family, samples=Ramp, identity=Identity(name, address), faults=faults
            )
            for name, address in zip(names or ("KICK-1",), ADDRESSES, strict=False)
        ]
        for sensor in sensors:
            await sensor.start()
        try:
            yield Field(air, host, sensors)
        finally:
            for sensor in sensors:
                await sensor.stop()


def has_packets(n: int) -> Callable[[Hearing], bool]:
    return lambda heard: all(heard.packets(sensor) >= n for sensor in heard.sensors)


def run(test: Callable[[], Coroutine[None, None, None]]) -> None:
    asyncio.run(test())


def test_a_scan_names_the_families_of_what_is_in_range() -> None:
    async def scenario() -> None:
        async with pitch("KICK-1", "KICK-2") as there:
            found = await scan(0.3, backend=there.host.backend)
            assert sorted((one.name, one.family and one.family.name) for one in found) == [
                ("KICK-1", "ksp"),
                ("KICK-2", "ksp"),
            ]
            assert all(one.rssi_dbm is not None for one in found)

    run(scenario)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_family_streams_what_the_sensor_measured(family: Family) -> None:
    async def scenario() -> None:
        async with pitch("SENSOR", family=family) as there:
            source = there.source("SENSOR")
            heard = await hear(source, has_packets(4))
            assert heard.states == [LinkState.CONNECTED]
            assert not heard.senseless
            assert heard.lost() == heard.repeated() == 0
            numbers = heard.numbers()
            # The coarsest family counts in thousandths of g, which are two counts of the ramp.
            assert all(abs(n - numbers[0] - place) <= 2 for place, n in enumerate(numbers))

    run(scenario)


def test_a_sensor_is_found_by_name_address_beginning_and_family() -> None:
    async def scenario() -> None:
        async with pitch("KICK-1", "OTHER-1") as there:
            for target in ("KICK-1", "kick-1", ADDRESSES[0].lower(), "KICK"):
                (sensor,) = await there.source(target).sensors()
                assert (sensor.sensor, sensor.name) == (ADDRESSES[0], "KICK-1")
            assert len(await there.source("ksp").sensors()) == 2

    run(scenario)


def test_without_a_name_the_only_sensor_is_taken_and_of_two_none() -> None:
    async def scenario() -> None:
        async with pitch("KICK-1") as there:
            (sensor,) = await there.source().sensors()
            assert sensor.name == "KICK-1"
        async with pitch("KICK-1", "KICK-2") as there:
            with pytest.raises(SourceError, match=r"2 sensors in range: KICK-1 .*KICK-2"):
                await there.source().sensors()

    run(scenario)


def test_a_sensor_that_is_not_there_is_told_with_what_was_seen() -> None:
    async def scenario() -> None:
        async with pitch("KICK-1") as there:
            with pytest.raises(SensorNotFoundError, match=r"no sensor 'KICK-9'.*seen were KICK-1"):
                await there.source("KICK-9").sensors()

    run(scenario)


def test_what_was_asked_and_agreed_is_told_with_the_link() -> None:
    async def scenario() -> None:
        async with pitch(mtu=185) as there:
            heard = await there.hear(has_packets(1))
            facts = heard.links[0].facts
            assert facts["mtu"] == 185
            assert "01 90 01 08" in str(facts["asked"])
            assert facts["rssi_dbm"] is not None

    run(scenario)


def test_the_battery_arrives_as_a_notification_of_its_channel() -> None:
    async def scenario() -> None:
        async with pitch(faults=Faults(battery_ratio=0.17)) as there:
            heard = await there.hear(has_packets(3))
            levels = [n.payload for n in heard.notifications if n.channel == BATTERY_LEVEL]
            assert levels == [bytes([17])]

    run(scenario)


def test_withheld_packets_are_counted_as_lost_and_no_others() -> None:
    async def scenario() -> None:
        async with pitch() as there:

            def enough(heard: Hearing) -> bool:
                if heard.packets() == 5 and not there.sensor.sent.withheld:
                    there.sensor.withhold(7)
                return heard.packets() >= 25

            heard = await there.hear(enough)
            assert there.sensor.sent.withheld == 7
            assert heard.lost() == 7
            steps = {b - a for a, b in pairwise(heard.numbers())}
            assert steps == {1, 7 * 8 + 1}

    run(scenario)


def test_counter_and_clock_wrap_around_without_a_loss_or_a_jump(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(simulated_sensor, "_NEAR_WRAP_S", 0.5)

    async def scenario() -> None:
        async with pitch(faults=Faults(near_wrap=True)) as there:
            source = there.source("KICK-1", rate_hz=4000.0)
            heard = await hear(source, lambda heard: heard.samples() > 4_000, within_s=8.0)
            sequences = [b.sequence for b in heard.blocks[ADDRESSES[0]] if len(b)]
            assert max(s for s in sequences if s is not None) == 0xFFFF
            assert 0 in sequences
            assert heard.lost() == heard.repeated() == 0
            times_s = heard.times_s()
            gaps_s = [b - a for a, b in pairwise(times_s)]
            assert max(gaps_s) < 0.0021
            assert min(gaps_s) > 0.0019

    run(scenario)


def test_a_clock_that_runs_fast_is_delivered_as_it_is() -> None:
    async def scenario() -> None:
        async with pitch(faults=Faults(drift_ppm=50_000.0)) as there:
            heard = await there.hear(has_packets(40))
            blocks = [n for n in heard.notifications if n.payload[:1] == b"\x10"]
            host_s = (blocks[-1].arrived_ns - blocks[0].arrived_ns) * 1e-9
            sensor_s = heard.times_s()[-1] - heard.times_s()[0]
            assert sensor_s / host_s == pytest.approx(1.05, abs=0.03)

    run(scenario)


def test_a_cut_link_comes_back_without_doubles_and_nothing_arrives_in_between() -> None:
    async def scenario() -> None:
        async with pitch() as there:
            cut = False

            def enough(heard: Hearing) -> bool:
                nonlocal cut
                if heard.packets() == 10 and not cut:
                    cut = True
                    there.air.cut()
                return heard.states.count(LinkState.RECONNECTED) == 1 and heard.packets() >= 30

            heard = await there.hear(enough)
            assert heard.states == [LinkState.CONNECTED, LinkState.LOST, LinkState.RECONNECTED]
            lost, back = heard.links[1], heard.links[2]
            between = heard.arrivals[heard.arrivals.index(lost) + 1 : heard.arrivals.index(back)]
            assert between == []
            assert heard.repeated() == 0
            numbers = heard.numbers()
            assert len(set(numbers)) == len(numbers)
            assert numbers == sorted(numbers)
            assert "01 90 01 08" in str(back.facts["asked"])
            assert lost.at_ns <= back.at_ns

    run(scenario)


def test_a_sensor_that_is_switched_off_for_a_while_comes_back() -> None:
    async def scenario() -> None:
        async with pitch() as there:
            patient = replace(QUICK, reconnect_s=0.15, patience_s=10.0)
            loop = asyncio.get_running_loop()
            cut = False

            def back() -> None:
                there.air.blanked = False

            def enough(heard: Hearing) -> bool:
                nonlocal cut
                if heard.packets() == 5 and not cut:
                    cut = True
                    there.air.cut()
                    there.air.blanked = True
                    loop.call_later(0.8, back)
                return LinkState.RECONNECTED in heard.states and heard.packets() >= 10

            heard = await there.hear(enough, timings=patient)
            assert heard.states == [LinkState.CONNECTED, LinkState.LOST, LinkState.RECONNECTED]
            assert int(str(heard.links[-1].facts["attempts"])) > 1

    run(scenario)


def test_a_sensor_that_never_comes_back_is_given_up_and_the_stream_ends() -> None:
    async def scenario() -> None:
        async with pitch() as there:
            hasty = replace(QUICK, reconnect_s=0.1, rescan_after=1)

            def enough(heard: Hearing) -> bool:
                if heard.packets() == 5 and not there.air.blanked:
                    there.air.cut()
                    there.air.blanked = True
                return False

            heard = await there.hear(enough, timings=hasty)
            assert heard.states == [LinkState.CONNECTED, LinkState.LOST, LinkState.GIVEN_UP]
            assert "switch it on" in heard.links[-1].detail

    run(scenario)


def test_a_link_over_which_nothing_comes_is_made_anew() -> None:
    async def scenario() -> None:
        async with pitch() as there:

            def enough(heard: Hearing) -> bool:
                if heard.packets() == 5:
                    there.sensor.withhold(10_000)
                if LinkState.LOST in heard.states:
                    there.sensor.heal()
                return LinkState.RECONNECTED in heard.states and heard.packets() > 10

            heard = await there.hear(enough)
            assert heard.states[:3] == [LinkState.CONNECTED, LinkState.LOST, LinkState.RECONNECTED]
            assert "nothing came" in heard.links[1].detail

    run(scenario)


def test_two_sensors_stream_side_by_side_and_connect_one_after_the_other() -> None:
    async def scenario() -> None:
        async with pitch("KICK-1", "KICK-2", interval_s=0.015) as there:
            heard = await there.hear(has_packets(20), "KICK-1", "KICK-2")
            assert [link.sensor for link in heard.links] == list(ADDRESSES[:2])
            for address in ADDRESSES[:2]:
                assert heard.lost(address) == heard.repeated(address) == 0
                numbers = heard.numbers(address)
                assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))

    run(scenario)


def test_one_sensor_out_of_two_may_be_cut_while_the_other_streams_on() -> None:
    async def scenario() -> None:
        async with pitch("KICK-1", "KICK-2") as there:
            cut = False

            def enough(heard: Hearing) -> bool:
                nonlocal cut
                if has_packets(5)(heard) and not cut:
                    cut = True
                    there.air.cut(ADDRESSES[0])
                return LinkState.RECONNECTED in heard.states and has_packets(20)(heard)

            heard = await there.hear(enough, "KICK-1", "KICK-2")
            lost = [link.sensor for link in heard.links if link.state is LinkState.LOST]
            assert lost == [ADDRESSES[0]]
            assert heard.lost(ADDRESSES[1]) == 0

    run(scenario)


@pytest.mark.parametrize(
    "spoiling",
    [
        lambda payload: payload[:-5],
        lambda payload: payload + b"\x00\x01\x02",
        lambda payload: payload[:1] + b"\xff" + payload[2:],
        lambda _: b"",
        lambda _: b"\xde\xad\xbe\xef" * 20,
    ],
    ids=["cut short", "too long", "lies about its length", "empty", "noise"],
)
def test_malformed_packets_are_delivered_as_they_came_and_harm_no_others(
    spoiling: Callable[[bytes], bytes],
) -> None:
    async def scenario() -> None:
        async with pitch() as there:

            def enough(heard: Hearing) -> bool:
                if heard.packets() == 5 and not there.sensor.sent.garbage:
                    there.sensor.spoil(spoiling, 3)
                return heard.packets() >= 15

            heard = await there.hear(enough)
            assert len(heard.senseless) == 3
            assert heard.lost() == 3
            assert heard.states == [LinkState.CONNECTED]

    run(scenario)


def test_a_sensor_that_never_answers_is_told_in_plain_words() -> None:
    async def scenario() -> None:
        async with pitch() as there:
            there.sensor.ignore()
            with pytest.raises(
                SensorNotFoundError, match="KICK-1 cannot be used: it does not answer"
            ):
                await there.hear(has_packets(1))
            assert there.host.open_links == 0

    run(scenario)


def test_a_sensor_of_another_family_is_told_at_once() -> None:
    async def scenario() -> None:
        other = next(family for family in FAMILIES if family is not KSP)
        async with pitch(family=other) as there:
            source = there.source("KICK-1", family=KSP)
            with pytest.raises(SensorNotFoundError, match="it has no characteristic 4b53"):
                await hear(source)
            assert there.host.connects == 1

    run(scenario)


def test_attempts_that_are_refused_are_tried_again() -> None:
    async def scenario() -> None:
        async with pitch() as there:
            there.host.refusals = 1
            heard = await there.hear(has_packets(2))
            assert heard.links[0].facts["attempts"] == 2

    run(scenario)


def test_a_sensor_that_the_system_has_forgotten_is_looked_for_again() -> None:
    async def scenario() -> None:
        async with pitch() as there:
            source = there.source("KICK-1")
            await source.sensors()
            there.host.forgotten = True
            heard = await hear(source, has_packets(2))
            assert heard.states == [LinkState.CONNECTED]
            assert heard.links[0].facts["attempts"] == 2

    run(scenario)


def test_refused_for_good_the_words_say_what_to_do() -> None:
    async def scenario() -> None:
        async with pitch() as there:
            there.host.refusals = 100
            with pytest.raises(SensorNotFoundError, match="close other programs and phones"):
                await there.hear(has_packets(1))

    run(scenario)


def test_leaving_asks_the_sensor_to_stop_and_disconnects() -> None:
    async def scenario() -> None:
        async with pitch() as there:
            await there.hear(has_packets(3))
            assert there.host.open_links == 0
            await asyncio.sleep(0.05)
            assert not there.sensor.connected
            assert not there.sensor.streaming

    run(scenario)


def test_cancelled_it_disconnects_all_the_same() -> None:
    async def scenario() -> None:
        async with pitch() as there:
            hearing = asyncio.create_task(there.hear(lambda _: False))
            while not there.sensor.streaming:  # noqa: ASYNC110 - the other end of the air
                await asyncio.sleep(0.01)
            hearing.cancel()
            with pytest.raises(asyncio.CancelledError):
                await hearing
            assert there.host.open_links == 0

    run(scenario)


def test_cancelled_while_connecting_it_leaves_no_link_behind() -> None:
    async def scenario() -> None:
        async with pitch() as there:
            there.sensor.ignore()
            hearing = asyncio.create_task(there.hear(lambda _: False))
            while not there.sensor.connected:  # noqa: ASYNC110 - the other end of the air
                await asyncio.sleep(0.005)
            hearing.cancel()
            with pytest.raises(asyncio.CancelledError):
                await hearing
            assert there.host.open_links == 0

    run(scenario)


def test_what_nobody_takes_is_dropped_in_the_end_and_counted() -> None:
    async def scenario() -> None:
        async with pitch() as there:
            source = there.source("KICK-1", most_waiting=10, rate_hz=800.0)
            async with source.stream() as arrivals:
                await asyncio.sleep(0.6)
                assert source.overflowed[ADDRESSES[0]] > 0
                first = await anext(arrivals)
                assert not hasattr(first, "payload")
            assert there.sensor.sent.packets >= source.overflowed[ADDRESSES[0]]

    run(scenario)


def test_a_smaller_mtu_only_makes_more_packets() -> None:
    async def scenario() -> None:
        async with pitch(mtu=23) as there:
            heard = await there.hear(lambda heard: heard.samples() > 100)
            assert all(len(block) <= 1 for block in heard.blocks[ADDRESSES[0]])
            numbers = heard.numbers()
            assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))

    run(scenario)
