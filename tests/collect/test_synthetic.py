import asyncio
import itertools
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from kicksense.collect import simulated_leg
from kicksense.collect.simulated_sensor import SimulatedSensor
from kicksense.collect.source import LinkState, SensorSource, open_source
from kicksense.collect.synthetic import SyntheticSource
from kicksense.domain.anatomy import Side
from kicksense.domain.labels import EventKind
from kicksense.errors import UsageError
from kicksense.protocol.codec import BATTERY_LEVEL, StreamOptions
from kicksense.protocol.families import FAMILIES
from kicksense.simulation.endless import Piece, endless_session
from kicksense.simulation.player import Player
from kicksense.simulation.sensor import Device
from kicksense.units import GRAVITY_MPS2
from tests.collect.hearing import Hearing, hear

FIRST = "simulated-1"
_MADE: dict[str, list[Piece]] = {}


@pytest.fixture(autouse=True)
def _legs_are_simulated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tests that ask for the same leg share its first pieces."""

    def remembered(
        drill: str,
        player: Player,
        device: Device,
        **asked: Any,  # noqa: ANN401 - whatever the leg asks for
    ) -> Iterator[Piece]:
        made = _MADE.setdefault(repr((drill, player, device, asked)), [])
        yield from made
        pieces = endless_session(drill, player, device, **asked)
        for piece in itertools.islice(pieces, len(made), None):
            if len(made) < 4:
                made.append(piece)
            yield piece

    monkeypatch.setattr(simulated_leg, "endless_session", remembered)


def heard_of(wishes: str, drill: str = "backheel_wall_pass") -> tuple[Hearing, SimulatedSensor]:
    source = open_source(f"synthetic:{drill}?speed=0&rounds=1&{wishes}", StreamOptions())
    assert isinstance(source, SyntheticSource)
    hearing = asyncio.run(hear(source))
    return hearing, source.streaming[FIRST]


@pytest.mark.parametrize("family", [family.name for family in FAMILIES])
def test_every_family_is_simulated_in_its_own_bytes(family: str) -> None:
    heard, sensor = heard_of(f"seconds=8&family={family}")
    assert heard.states == [LinkState.CONNECTED]
    assert not heard.senseless
    assert heard.lost() == 0
    both = [block for block in heard.blocks[FIRST] if block.acc_mps2 is not None]
    acc = np.concatenate([block.acc_mps2 for block in both if block.acc_mps2 is not None])
    assert np.median(np.linalg.norm(acc, axis=1)) == pytest.approx(GRAVITY_MPS2, rel=0.03)
    assert len(acc) == pytest.approx(8 * sensor.rate_hz, rel=0.1)


def test_the_leg_kicks_when_the_truth_says_so() -> None:
    heard, sensor = heard_of("seconds=24&drift_ppm=200")
    kick = next(event for event in sensor.truth if event.kind is EventKind.KICK)
    notified = {n.payload: n.arrived_ns for n in heard.notifications}
    start_ns = heard.links[0].at_ns
    assert notified
    blocks = [block for block in heard.blocks[FIRST] if len(block)]
    arrived_s = [
        (n.arrived_ns - start_ns) * 1e-9 for n in heard.notifications if n.payload[:1] == b"\x10"
    ]
    swing = [
        float(np.linalg.norm(block.gyr_radps, axis=1).max())
        for block in blocks
        if block.gyr_radps is not None
    ]
    near = [
        rate for at_s, rate in zip(arrived_s, swing, strict=True) if abs(at_s - kick.time_s) < 0.2
    ]
    assert max(near) > 5.0


def test_the_same_seed_gives_the_same_bytes_and_another_one_others() -> None:
    def bytes_of(wishes: str) -> list[bytes]:
        return [n.payload for n in heard_of(wishes)[0].notifications]

    assert bytes_of("seconds=3&seed=4&loss=0.1") == bytes_of("seconds=3&seed=4&loss=0.1")
    assert bytes_of("seconds=3&seed=4") != bytes_of("seconds=3&seed=5")


def test_what_is_lost_repeated_swapped_and_senseless_is_counted_alike_at_both_ends() -> None:
    heard, sensor = heard_of("seconds=30&loss=0.03&repeat=0.03&garbage=0.02")
    sent = sensor.sent
    assert sent.withheld > 5
    assert heard.lost() == pytest.approx(sent.withheld, abs=1)
    assert heard.repeated() + len(heard.senseless) >= sent.repeated
    assert len(heard.senseless) >= 0.5 * sent.garbage > 0
    swapped, sensor = heard_of("seconds=10&swap=0.05")
    late = [b for b in swapped.blocks[FIRST] if b.problems]
    assert sensor.sent.swapped - 1 <= len(late) <= sensor.sent.swapped


def test_the_link_is_cut_and_comes_back_while_leg_and_clock_go_on() -> None:
    heard, sensor = heard_of("seconds=12&cut_s=4&cut_for_s=2")
    states = [LinkState.CONNECTED, LinkState.LOST, LinkState.RECONNECTED]
    assert heard.states == [*states, LinkState.LOST, LinkState.RECONNECTED][: len(heard.states)]
    lost, back = heard.links[1], heard.links[2]
    assert (back.at_ns - lost.at_ns) * 1e-9 == pytest.approx(2.0)
    assert not [n for n in heard.notifications if lost.at_ns < n.arrived_ns < back.at_ns]
    gaps_s = np.diff(heard.times_s())
    assert max(gaps_s) == pytest.approx(2.0, abs=0.1)
    assert sensor.sent.cuts >= 1


def test_a_sensor_that_reboots_counts_anew() -> None:
    heard, _ = heard_of("seconds=8&cut_s=4&cut_for_s=1&reboot=1")
    back_ns = heard.links[2].at_ns
    packets = [n for n in heard.notifications if n.payload[:1] == b"\x10"]
    first = next(n for n in packets if n.arrived_ns > back_ns)
    assert int.from_bytes(first.payload[2:4], "little") == 0
    assert int.from_bytes(first.payload[4:8], "little") < 100_000


def test_clock_and_counter_wrap_around_on_request() -> None:
    heard, _ = heard_of("seconds=8&wrap=1")
    packets = [n.payload for n in heard.notifications if n.payload[:1] == b"\x10"]
    counters = [int.from_bytes(payload[2:4], "little") for payload in packets]
    clocks = [int.from_bytes(payload[4:8], "little") for payload in packets]
    assert min(np.diff(counters)) == -0xFFFF
    assert min(np.diff(clocks)) < -(2**31)
    assert heard.lost() == 0


def test_notifications_come_in_bursts_one_each_connection_interval() -> None:
    heard, _ = heard_of("seconds=4&interval_s=0.2")
    at_ms = [n.arrived_ns / 1e6 for n in heard.notifications if n.payload[:1] == b"\x10"]
    gaps_ms = np.diff(at_ms)
    assert np.median(gaps_ms) < 1.0
    assert max(gaps_ms) == pytest.approx(200.0, abs=5.0)


def test_a_clock_that_runs_fast_shows_in_the_stamps() -> None:
    heard, _ = heard_of("seconds=20&drift_ppm=1000&interval_s=0")
    packets = [n for n in heard.notifications if n.payload[:1] == b"\x10"]
    host_s = (packets[-1].arrived_ns - packets[0].arrived_ns) * 1e-9
    sensor_s = heard.times_s()[-1] - heard.times_s()[0]
    assert (sensor_s / host_s - 1.0) * 1e6 == pytest.approx(1000.0, abs=20.0)


def test_a_sensor_may_end_at_4_g_whatever_it_claims_and_send_at_another_rate() -> None:
    heard, sensor = heard_of("seconds=24&clip_g=1.2")
    acc = [block.acc_mps2 for block in heard.blocks[FIRST] if block.acc_mps2 is not None]
    assert np.abs(np.concatenate(acc)).max() <= 1.201 * GRAVITY_MPS2
    heard, sensor = heard_of("seconds=10&true_rate=60")
    assert sensor.rate_hz == 60.0
    assert heard.samples() == pytest.approx(600, abs=16)


def test_the_battery_says_what_was_asked_for() -> None:
    heard, _ = heard_of("seconds=130&battery=0.12&rate=50")
    levels = [n.payload for n in heard.notifications if n.channel == BATTERY_LEVEL]
    assert levels == [bytes([12])] * 3


def test_two_players_with_two_sensors_each_are_four_sensors_in_order_of_time() -> None:
    source = open_source(
        "synthetic:?speed=0&seconds=3&players=2&sensors=2&rounds=1", StreamOptions()
    )
    sensors = asyncio.run(source.sensors())
    assert [one.side for one in sensors] == [Side.LEFT, Side.RIGHT] * 2
    assert len({one.player_id for one in sensors}) == 2
    heard = asyncio.run(hear(source))
    at_ns = [n.arrived_ns for n in heard.notifications]
    assert at_ns == sorted(at_ns)
    assert all(heard.samples(one.sensor) > 200 for one in sensors)
    payloads = {one.sensor: heard.blocks[one.sensor][20].acc_mps2 for one in sensors}
    for one, other in itertools.combinations(payloads.values(), 2):
        assert one is not None
        assert other is not None
        assert not np.array_equal(one, other)


@pytest.mark.parametrize(("speed", "lasts_s"), [(1.0, 1.0), (4.0, 0.25)])
def test_the_pace_is_that_of_the_host_times_the_speed(speed: float, lasts_s: float) -> None:
    async def scenario(source: SensorSource) -> float:
        async with source.stream() as arrivals:
            await anext(arrivals)
            began_s = time.monotonic()
            async for _ in arrivals:
                pass
            return time.monotonic() - began_s

    source = open_source(f"synthetic:?speed={speed}&seconds=1", StreamOptions())
    assert asyncio.run(scenario(source)) == pytest.approx(lasts_s, abs=0.2 + 0.3 * lasts_s)


def test_a_long_session_streams_with_flat_memory() -> None:
    source = open_source("synthetic:?speed=0&seconds=1200&rounds=2&rate=25", StreamOptions())
    assert isinstance(source, SyntheticSource)

    async def scenario() -> int:
        count, most_waiting = 0, 0
        async with source.stream() as arrivals:
            async for _ in arrivals:
                count += 1
                leg = source.streaming[FIRST].leg
                most_waiting = max(most_waiting, leg.waiting)
        assert count > 3700
        return most_waiting

    assert asyncio.run(scenario()) < 60 * 25


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("synthetic:juggling", "no drill 'juggling'"),
        ("synthetic:?family=sonar", "no sensor family"),
        ("synthetic:?loss=2", "from 0 to 1"),
        ("synthetic:?loss=nan", "from 0 to 1"),
        ("synthetic:?players=1.5", "a whole number"),
        ("synthetic:?players=0", "from 1 to 30"),
        ("synthetic:?side=middle", "left or right"),
        ("synthetic:?colour=red", "does not understand 'colour='"),
        ("synthetic:?speed=fast", "takes a number"),
        ("sonar:5", "names no source"),
        ("KICK-1", "names no source"),
        ("ble:KICK-1?notify=loud", "start or acquire"),
        ("ble:KICK-1?loss=0.1", "does not understand 'loss='"),
        ("ble:KICK-1?family=sonar", "no sensor family"),
        ("replay:", "takes the path"),
        ("replay:x.journal?speed=-1", "of 0|from 0"),
    ],
)
def test_a_name_that_makes_no_sense_is_refused_with_what_would(address: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        open_source(address, StreamOptions())
