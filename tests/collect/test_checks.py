from dataclasses import replace

import numpy as np
import pytest

from kicksense.collect.checks import (
    CheckSettings,
    Outcome,
    check_battery,
    check_clock,
    check_connection,
    check_duplicates,
    check_loss,
    check_radio,
    check_range,
    check_rate,
    check_room,
    check_swapped,
)
from kicksense.collect.signal_checks import (
    check_axes,
    check_rest,
    check_small_range,
    check_upside,
)
from kicksense.domain.arrays import FloatArray
from kicksense.domain.live import ClockState, SensorHealth
from kicksense.protocol.codec import StreamOptions
from kicksense.protocol.families import family_named
from kicksense.units import GRAVITY_MPS2, radps

SETTINGS = CheckSettings()
GOOD = SensorHealth(
    "a",
    "KICK-1",
    "ksp",
    connected=True,
    battery_ratio=0.8,
    rssi_dbm=-60,
    nominal_rate_hz=200.0,
    measured_rate_hz=200.0,
    packets=100,
    samples=800,
)


def at_rest(
    up: tuple[float, float, float] = (0.0, 1.0, 0.0), scale: float = 1.0
) -> tuple[FloatArray, FloatArray]:
    rng = np.random.default_rng(4)
    acc = scale * GRAVITY_MPS2 * np.array(up) + rng.normal(0.0, 0.03, (400, 3))
    return acc, rng.normal(0.0, 0.01, (400, 3))


def test_a_good_sensor_passes_everything() -> None:
    acc, gyr = at_rest()
    checks = [
        check_connection(GOOD),
        check_rate(GOOD, SETTINGS),
        check_loss(GOOD, SETTINGS),
        check_duplicates(GOOD, SETTINGS),
        check_battery(GOOD, SETTINGS),
        check_radio(GOOD, SETTINGS),
        check_clock(GOOD, SETTINGS),
        check_room("KICK-1", 244, SETTINGS),
        check_range("KICK-1", StreamOptions(), family_named("ksp"), SETTINGS),
        check_small_range("KICK-1", acc, SETTINGS),
        check_axes("KICK-1", acc, gyr, SETTINGS),
        check_rest("KICK-1", acc, gyr, SETTINGS),
        check_upside("KICK-1", acc, (0.0, 1.0, 0.0), SETTINGS),
        check_swapped([], ["right"]),
    ]
    assert {check.outcome for check in checks} == {Outcome.OK}


@pytest.mark.parametrize("changed", [{"connected": False}, {"samples": 0}])
def test_without_samples_there_is_no_session(changed: dict[str, bool]) -> None:
    assert check_connection(replace(GOOD, **changed)).outcome is Outcome.STOP  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measured_hz", "nominal_hz", "outcome"),
    [
        (200.0, 200.0, Outcome.OK),
        (209.0, 200.0, Outcome.OK),
        (211.0, 200.0, Outcome.WARN),
        (100.0, 200.0, Outcome.WARN),
        (60.0, 60.0, Outcome.WARN),
        (30.0, 60.0, Outcome.STOP),
        (10.0, 200.0, Outcome.STOP),
        (49.0, None, Outcome.STOP),
        (51.0, None, Outcome.WARN),
        (None, 200.0, Outcome.WARN),
    ],
)
def test_rates_that_are_wrong_or_too_low_are_said(
    measured_hz: float | None, nominal_hz: float | None, outcome: Outcome
) -> None:
    health = replace(GOOD, measured_rate_hz=measured_hz, nominal_rate_hz=nominal_hz)
    assert check_rate(health, SETTINGS).outcome is outcome


def test_a_rate_code_that_was_not_taken_is_named_with_both_numbers() -> None:
    words = check_rate(replace(GOOD, measured_rate_hz=10.0), SETTINGS).sentence
    assert "10" in words
    assert "200" in words


@pytest.mark.parametrize(
    ("lost", "outcome"),
    [(0.009, Outcome.OK), (0.011, Outcome.WARN), (0.19, Outcome.WARN), (0.21, Outcome.STOP)],
)
def test_loss_is_said_and_much_of_it_stops(lost: float, outcome: Outcome) -> None:
    assert check_loss(replace(GOOD, recent_lost_ratio=lost), SETTINGS).outcome is outcome


@pytest.mark.parametrize(("repeated", "outcome"), [(2, Outcome.OK), (3, Outcome.WARN)])
def test_messages_that_come_twice_are_said(repeated: int, outcome: Outcome) -> None:
    assert check_duplicates(replace(GOOD, repeated_packets=repeated), SETTINGS).outcome is outcome


@pytest.mark.parametrize(
    ("left", "outcome"), [(None, Outcome.OK), (0.2, Outcome.OK), (0.19, Outcome.WARN)]
)
def test_an_empty_battery_is_said(left: float | None, outcome: Outcome) -> None:
    assert check_battery(replace(GOOD, battery_ratio=left), SETTINGS).outcome is outcome


@pytest.mark.parametrize(
    ("heard", "outcome"), [(None, Outcome.OK), (-85, Outcome.OK), (-86, Outcome.WARN)]
)
def test_a_faint_sensor_is_said(heard: int | None, outcome: Outcome) -> None:
    assert check_radio(replace(GOOD, rssi_dbm=heard), SETTINGS).outcome is outcome


@pytest.mark.parametrize(
    ("room", "outcome"), [(None, Outcome.OK), (21, Outcome.OK), (20, Outcome.WARN)]
)
def test_a_link_of_short_messages_is_said(room: int | None, outcome: Outcome) -> None:
    assert check_room("KICK-1", room, SETTINGS).outcome is outcome


@pytest.mark.parametrize(
    ("clock", "outcome"),
    [
        (ClockState(299.0, 0.029), Outcome.OK),
        (ClockState(-301.0, 0.01), Outcome.WARN),
        (ClockState(0.0, 0.031), Outcome.WARN),
    ],
)
def test_a_clock_that_cannot_be_read_is_said(clock: ClockState, outcome: Outcome) -> None:
    assert check_clock(replace(GOOD, clock=clock), SETTINGS).outcome is outcome


@pytest.mark.parametrize(
    ("options", "outcome"),
    [
        (StreamOptions(acc_range_g=16.0, gyr_range_dps=2000.0), Outcome.OK),
        (StreamOptions(acc_range_g=8.0), Outcome.WARN),
        (StreamOptions(gyr_range_dps=1000.0), Outcome.WARN),
    ],
)
def test_ranges_too_small_for_kicks_are_said(options: StreamOptions, outcome: Outcome) -> None:
    assert check_range("K", options, family_named("ksp"), SETTINGS).outcome is outcome


@pytest.mark.parametrize("small_g", [2.0, 4.0, 8.0])
def test_a_board_that_stays_at_a_small_range_is_found_in_its_samples(small_g: float) -> None:
    acc, _ = at_rest()
    acc[200:206, 0] = -small_g * GRAVITY_MPS2
    check = check_small_range("KICK-1", acc, SETTINGS)
    assert check.outcome is Outcome.STOP
    assert f"{small_g:g} g" in check.sentence


def test_a_full_swing_at_the_right_range_is_no_small_range() -> None:
    acc, _ = at_rest()
    acc[200:206, 0] = 16.0 * GRAVITY_MPS2
    acc[300:306, 1] = np.array([3.7, 4.0, 4.02, 3.9, 3.8, 3.0]) * GRAVITY_MPS2
    assert check_small_range("KICK-1", acc, SETTINGS).outcome is Outcome.OK


def test_three_equal_readings_are_chance() -> None:
    acc, _ = at_rest()
    acc[200:203, 0] = 4.0 * GRAVITY_MPS2
    assert check_small_range("KICK-1", acc, SETTINGS).outcome is Outcome.OK
    assert check_small_range("KICK-1", np.empty((0, 3)), SETTINGS).outcome is Outcome.OK


@pytest.mark.parametrize(
    ("scale", "outcome"),
    [(1.05, Outcome.OK), (1.08, Outcome.WARN), (2.0, Outcome.STOP), (0.5, Outcome.STOP)],
)
def test_gravity_tells_a_wrong_scale(scale: float, outcome: Outcome) -> None:
    acc, gyr = at_rest(scale=scale)
    assert check_rest("KICK-1", acc, gyr, SETTINGS).outcome is outcome


@pytest.mark.parametrize(("bias_dps", "outcome"), [(3.8, Outcome.OK), (4.2, Outcome.WARN)])
def test_turning_at_rest_is_said(bias_dps: float, outcome: Outcome) -> None:
    acc, gyr = at_rest()
    shifted = gyr + np.array([radps(bias_dps), 0.0, 0.0])
    assert check_rest("KICK-1", acc, shifted, SETTINGS).outcome is outcome


def test_a_dead_axis_is_named() -> None:
    acc, gyr = at_rest()
    gyr[:, 2] = 0.25
    check = check_axes("KICK-1", acc, gyr, SETTINGS)
    assert check.outcome is Outcome.STOP
    assert "turning Z" in check.sentence
    assert "acceleration" not in check.sentence


def test_a_frozen_sensor_is_told_from_a_dead_axis() -> None:
    frozen = np.ones((300, 3))
    assert "over and over" in check_axes("KICK-1", frozen, frozen, SETTINGS).sentence


def test_a_few_samples_prove_no_dead_axis() -> None:
    short = np.ones((99, 3))
    assert check_axes("KICK-1", short, short, SETTINGS).outcome is Outcome.OK


@pytest.mark.parametrize(
    ("up", "outcome"),
    [
        ((0.0, 1.0, 0.0), Outcome.OK),
        ((1.0, 0.0, 0.0), Outcome.OK),
        ((0.0, -1.0, 0.0), Outcome.WARN),
    ],
)
def test_a_sensor_worn_upside_down_is_noticed(
    up: tuple[float, float, float], outcome: Outcome
) -> None:
    acc, _ = at_rest(up)
    assert check_upside("KICK-1", acc, (0.0, 1.0, 0.0), SETTINGS).outcome is outcome


def test_where_nothing_is_known_of_before_any_way_up_is_fine() -> None:
    acc, _ = at_rest((0.0, -1.0, 0.0))
    assert check_upside("KICK-1", acc, None, SETTINGS).outcome is Outcome.OK


def test_sentences_name_the_sensor_and_end_like_sentences() -> None:
    acc, gyr = at_rest(scale=0.5)
    checks = [
        check_connection(replace(GOOD, connected=False)),
        check_rate(replace(GOOD, measured_rate_hz=30.0), SETTINGS),
        check_loss(replace(GOOD, recent_lost_ratio=0.5), SETTINGS),
        check_battery(replace(GOOD, battery_ratio=0.05), SETTINGS),
        check_radio(replace(GOOD, rssi_dbm=-95), SETTINGS),
        check_rest("KICK-1", acc, gyr, SETTINGS),
        check_room("KICK-1", 20, SETTINGS),
        check_swapped(["KICK-1"], ["right"]),
    ]
    for check in checks:
        assert "KICK-1" in check.sentence
        assert check.sentence.endswith(".")
        assert len(check.sentence) < 220
