from dataclasses import replace

import numpy as np
import pytest

from kicksense.collect.health import HealthSettings, judged
from kicksense.collect.vitals import Vitals, vitals_of
from kicksense.domain.anatomy import Side
from kicksense.domain.live import ClockState, Light, SensorHealth
from kicksense.domain.notifications import SampleBlock, SensorWord

SETTINGS = HealthSettings()
GOOD = SensorHealth(
    "a",
    "KICK-1",
    "ksp",
    connected=True,
    battery_ratio=0.5,
    rssi_dbm=-60,
    nominal_rate_hz=200.0,
    measured_rate_hz=200.0,
)


def begun() -> Vitals:
    vitals = vitals_of(
        "a",
        "KICK-1",
        "ksp",
        player_id="p",
        side=Side.LEFT,
        rssi_dbm=-60,
        nominal_rate_hz=200.0,
        settings=SETTINGS,
    )
    vitals.link_up(0.0, again=False)
    return vitals


def packet(n: int = 8, *, lost: int = 0, repeated: bool = False) -> SampleBlock:
    rows = np.zeros((n, 3))
    return SampleBlock(acc_mps2=rows, gyr_radps=rows, lost_packets=lost, repeated=repeated)


def streamed(vitals: Vitals, from_s: float, to_s: float) -> None:
    for number in range(round((to_s - from_s) * 25)):
        vitals.packet(packet(), from_s + number / 25)


@pytest.mark.parametrize(
    ("changed", "light"),
    [
        ({}, Light.GREEN),
        ({"recent_lost_ratio": 0.009}, Light.GREEN),
        ({"recent_lost_ratio": 0.011}, Light.YELLOW),
        ({"recent_lost_ratio": 0.051}, Light.RED),
        ({"measured_rate_hz": 207.0}, Light.GREEN),
        ({"measured_rate_hz": 191.0}, Light.YELLOW),
        ({"measured_rate_hz": 100.0}, Light.RED),
        ({"battery_ratio": 0.2}, Light.GREEN),
        ({"battery_ratio": 0.19}, Light.YELLOW),
        ({"battery_ratio": 0.06}, Light.RED),
        ({"battery_ratio": None, "rssi_dbm": None, "measured_rate_hz": None}, Light.GREEN),
        ({"rssi_dbm": -86}, Light.YELLOW),
        ({"rssi_dbm": -99}, Light.YELLOW),
        ({"clipped_ratio": 0.03}, Light.YELLOW),
        ({"clipped_ratio": 0.11}, Light.RED),
        ({"clock": ClockState(drift_ppm=-301.0)}, Light.YELLOW),
        ({"clock": ClockState(residual_s=0.031)}, Light.YELLOW),
        ({"clock": ClockState(restarts=1)}, Light.YELLOW),
        ({"overflowed_packets": 1}, Light.RED),
        ({"undecodable_packets": 1}, Light.YELLOW),
        ({"connected": False}, Light.RED),
    ],
)
def test_the_light_shows_the_worst_on_either_side_of_each_threshold(
    changed: dict[str, object], light: Light
) -> None:
    health = replace(GOOD, **changed)  # type: ignore[arg-type]
    shown, remarks = judged(health, SETTINGS, silent_s=0.1)
    assert shown is light
    assert bool(remarks) is (light is not Light.GREEN)
    assert all(remark.endswith(".") for remark in remarks)


def test_red_remarks_come_first() -> None:
    health = replace(GOOD, battery_ratio=0.15, recent_lost_ratio=0.5)
    _, remarks = judged(health, SETTINGS, silent_s=0.1)
    assert "loses" in remarks[0]
    assert "battery" in remarks[1]


def test_silence_is_red_after_a_while() -> None:
    assert judged(GOOD, SETTINGS, silent_s=1.4)[0] is Light.GREEN
    assert judged(GOOD, SETTINGS, silent_s=1.6)[0] is Light.RED
    assert judged(GOOD, SETTINGS, silent_s=None)[0] is Light.RED


def test_a_steady_stream_is_counted_and_timed() -> None:
    vitals = begun()
    streamed(vitals, 0.0, 8.0)
    health = vitals.at(8.0)
    assert (health.packets, health.samples) == (200, 1600)
    assert health.measured_rate_hz == pytest.approx(200.0, rel=0.01)
    assert health.light is Light.GREEN
    assert (health.player_id, health.side) == ("p", Side.LEFT)


def test_bursts_do_not_change_the_rate() -> None:
    vitals = begun()
    for number in range(200):
        vitals.packet(packet(), 0.2 * (number // 5) + 0.00002 * (number % 5))
    assert vitals.at(8.0).measured_rate_hz == pytest.approx(200.0, rel=0.02)


def test_lost_packets_are_loss_and_no_wrong_rate() -> None:
    vitals = begun()
    for number in range(100):
        vitals.packet(packet(lost=1), 2 * number / 25)
    health = vitals.at(8.0)
    assert health.lost_ratio == pytest.approx(0.5)
    assert health.recent_lost_ratio == pytest.approx(0.5)
    assert health.measured_rate_hz == pytest.approx(200.0, rel=0.03)


def test_old_loss_is_forgotten_lately_and_remembered_overall() -> None:
    vitals = begun()
    vitals.packet(packet(lost=50), 0.0)
    streamed(vitals, 0.04, 20.0)
    health = vitals.at(20.0)
    assert health.recent_lost_ratio == 0.0
    assert health.lost_ratio == pytest.approx(400 / (400 + health.samples))


def test_time_without_a_link_is_loss_once_and_no_wrong_rate() -> None:
    vitals = begun()
    streamed(vitals, 0.0, 4.0)
    vitals.link_down(4.1, for_good=False)
    assert vitals.at(5.0).light is Light.RED
    assert "out of reach" in vitals.at(5.0).remarks[0]
    vitals.link_up(6.0, again=True)
    vitals.packet(packet(lost=50), 6.0)
    streamed(vitals, 6.04, 10.0)
    health = vitals.at(10.0)
    assert health.reconnects == 1
    assert health.lost_ratio == pytest.approx(0.2, abs=0.01)
    assert health.measured_rate_hz == pytest.approx(200.0, rel=0.02)


def test_repeats_and_nonsense_are_counted_apart() -> None:
    vitals = begun()
    vitals.packet(packet(), 0.0)
    vitals.packet(packet(repeated=True), 0.1)
    vitals.packet(SampleBlock(), 0.2)
    vitals.undecodable()
    vitals.overflowed(7)
    health = vitals.at(0.3)
    assert (health.packets, health.repeated_packets) == (1, 1)
    assert (health.undecodable_packets, health.overflowed_packets) == (1, 7)


def test_apart_streams_count_each_sample_once() -> None:
    vitals = begun()
    rows = np.zeros((8, 3))
    for number in range(100):
        vitals.packet(SampleBlock(acc_mps2=rows), number / 25)
        vitals.packet(SampleBlock(gyr_radps=rows), number / 25 + 0.001)
    health = vitals.at(4.0)
    assert health.samples == 800
    assert health.measured_rate_hz == pytest.approx(200.0, rel=0.02)


def test_a_sensor_that_was_given_up_is_said_to_be_gone() -> None:
    vitals = begun()
    vitals.link_down(1.0, for_good=True)
    assert "did not come back" in vitals.at(2.0).remarks[0]


def test_hours_of_packets_take_no_more_room() -> None:
    vitals = begun()
    streamed(vitals, 0.0, 400.0)
    assert len(vitals._recent) < 150


def test_what_either_of_two_streams_loses_is_loss_and_no_wrong_rate() -> None:
    vitals = begun()
    rows = np.zeros((8, 3))
    for number in range(100):
        vitals.packet(SampleBlock(acc_mps2=rows), number / 25)
        if number % 4 != 1:
            lost = int(number % 4 == 2)
            vitals.packet(SampleBlock(gyr_radps=rows, lost_packets=lost), number / 25 + 0.001)
    health = vitals.at(4.0)
    assert health.lost_ratio == pytest.approx(0.2, abs=0.01)
    assert health.measured_rate_hz == pytest.approx(200.0, rel=0.02)


def test_what_a_sensor_answers_is_remarked_once_and_what_a_packet_lacks_is_not() -> None:
    vitals = begun()
    refused = SampleBlock(problems=("it refuses.",), word=SensorWord(battery_ratio=0.4))
    for moment_s in (0.0, 0.1):
        vitals.packet(refused, moment_s)
        vitals.packet(SampleBlock(problems=(f"packet {moment_s} came late.",)), moment_s)
    streamed(vitals, 0.2, 2.0)
    health = vitals.at(2.0)
    assert health.battery_ratio == 0.4
    assert health.remarks == ("KICK-1: it refuses.",)


def test_endless_answers_do_not_fill_the_memory() -> None:
    vitals = begun()
    for number in range(1000):
        vitals.packet(SampleBlock(problems=(f"answer {number}.",), word=SensorWord()), 0.1)
    assert len(vitals.at(0.2).remarks) < 10
