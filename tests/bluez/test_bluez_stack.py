"""The collector on the real Linux Bluetooth stack: kernel, bluetoothd, D-Bus, bleak.

Nothing is said here about loss above a hundred notifications a second, nor about delays: the
emulated machine is slow, and how slow depends on what else this one does. Names are short, so that
they fit beside the service into one advertisement: the simulated radio knows no second one.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kicksense.collect.ble import BleSettings
from kicksense.collect.ble_source import BleSource
from kicksense.collect.source import LinkState
from kicksense.domain.arrays import FloatArray
from kicksense.protocol.codec import Family, StreamOptions
from kicksense.protocol.families import FAMILIES
from tests.bluez.conftest import Range
from tests.collect.hearing import Hearing, hear

pytestmark = pytest.mark.bluez

WITHIN_S = 60.0
PROGRAM = str(Path(sys.executable).with_name("kicksense"))


def listened(
    enough: Callable[[Hearing], bool], *targets: str, rate_hz: float | None = 200.0
) -> Hearing:
    """Stream sensors through bleak and BlueZ until enough has come."""
    source = BleSource(
        targets,
        StreamOptions(rate_hz=rate_hz),
        settings=BleSettings(scan_s=10.0),
    )
    return asyncio.run(hear(source, enough, within_s=WITHIN_S))


def has_packets(n: int) -> Callable[[Hearing], bool]:
    return lambda heard: all(heard.packets(sensor) >= n for sensor in heard.sensors)


def kicksense(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    command = [PROGRAM, *arguments, "--data-dir", str(data)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@dataclass
class Swaying:
    """Samples of a leg that sways, so that they make a recording."""

    rate_hz: float
    taken: int = 0

    async def take(self, n: int) -> tuple[FloatArray, FloatArray]:
        turn = 0.5 * 2.0 * np.pi * (self.taken + np.arange(n)) / self.rate_hz
        self.taken += n
        swing = np.sin(turn)
        acc = np.column_stack([2.0 * swing, np.full(n, 9.7), np.cos(turn)])
        return acc, np.column_stack([0.1 * np.cos(turn), 0.2 * swing, 3.0 * swing])

    async def close(self) -> None:
        """Nothing is held."""


def recorded_with_a_cut(radio_range: Range, command: list[str]) -> list[dict[str, Any]]:
    """Run a recording, lose every link once on the way, and give all it said."""
    said: list[dict[str, Any]] = []
    cut = False
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as recording:
        for line in recording.stdout or ():
            said.append(json.loads(line))
            for sensor in said[-1].get("sensors", ()):
                if sensor["packets"] > 50 and not cut:
                    cut = True
                    radio_range.cut()
    assert recording.returncode == 0, said[-1]
    return said


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_family_streams_over_the_real_stack(radio_range: Range, family: Family) -> None:
    name = f"{family.name[:5].upper()}-1"
    with radio_range.sensor(name, family):
        heard = listened(has_packets(5), name, rate_hz=None)
    assert heard.states == [LinkState.CONNECTED]
    assert not heard.senseless
    assert heard.repeated() == 0
    # The first may be from before the sensor took the rate it was asked for.
    numbers = heard.numbers()[-4:]
    assert numbers == sorted(numbers)
    # The coarsest family counts in thousandths of g, which are two counts of the ramp.
    assert 2 <= numbers[-1] - numbers[0] <= 4


def test_the_stack_agrees_on_room_for_whole_packets(radio_range: Range) -> None:
    with radio_range.sensor("ROOMY"):
        heard = listened(has_packets(3), "ROOMY")
    facts = heard.links[0].facts
    assert int(str(facts["mtu"])) > 100
    assert facts["notify_path"]


def test_withheld_packets_are_counted_exactly(radio_range: Range) -> None:
    with radio_range.sensor("HOLDS") as sensor:

        def enough(heard: Hearing) -> bool:
            if heard.packets() == 10 and not sensor.sent.withheld:
                sensor.withhold(7)
            return heard.packets() >= 50

        heard = listened(enough, "HOLDS")
    assert heard.lost() == 7
    assert heard.repeated() == 0


def test_a_lost_link_comes_back_in_the_same_stream_without_doubles(radio_range: Range) -> None:
    with radio_range.sensor("WALKS"):
        cuts = 0

        def enough(heard: Hearing) -> bool:
            nonlocal cuts
            if heard.packets() >= 15 * (cuts + 1) and cuts < 2:
                cuts += 1
                radio_range.cut()
            return heard.states.count(LinkState.RECONNECTED) == 2 and heard.packets() >= 60

        heard = listened(enough, "WALKS")
    lost_and_back = [LinkState.LOST, LinkState.RECONNECTED]
    assert heard.states == [LinkState.CONNECTED, *lost_and_back, *lost_and_back]
    # After a link that went without being closed, BlueZ would deliver everything twice.
    payloads = [n.payload for n in heard.notifications if n.payload[:1] == b"\x10"]
    assert len(set(payloads)) == len(payloads)
    assert heard.repeated() == 0


def test_two_sensors_stream_at_once_without_a_loss(radio_range: Range) -> None:
    with radio_range.sensor("LEFT"), radio_range.sensor("RIGHT"):
        heard = listened(has_packets(60), "LEFT", "RIGHT")
    assert len(heard.sensors) == 2
    for sensor in heard.sensors:
        assert heard.lost(sensor) == 0
        assert heard.repeated(sensor) == 0


def test_a_scan_names_what_is_in_range(radio_range: Range, tmp_path: Path) -> None:
    with radio_range.sensor("KICK-7"):
        said = kicksense("scan", "--seconds", "4", "--json", data=tmp_path)
    assert said.returncode == 0, said.stderr
    found = {one["name"]: one for one in json.loads(said.stdout)["sensors"]}
    assert found["KICK-7"]["family"] == "ksp"


def test_a_session_is_recorded_through_a_lost_link_and_stored(
    radio_range: Range, tmp_path: Path
) -> None:
    with radio_range.sensor("SHIN", samples=Swaying):
        paired = kicksense("pair", "SHIN", "--player", "p1", "--leg", "left", data=tmp_path)
        assert paired.returncode == 0, paired.stderr
        asked = ["--no-guide", "--seconds", "12", "--json-lines", "--data-dir", str(tmp_path)]
        said = recorded_with_a_cut(radio_range, [PROGRAM, "record", "ble:SHIN", *asked])
    health = [one for one in said if one.get("kind") == "health"][-1]["sensors"][0]
    assert health["reconnects"] == 1
    assert health["repeated_packets"] == 0
    assert health["side"] == "left"
    assert health["lost_ratio"] > 0.0
    (sealed,) = [one for one in said if one["kind"] == "sealed"]
    shown = kicksense("show", sealed["session_ids"][0], data=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "left leg" in shown.stdout
