"""Sensors in range and remembered ones: which is meant, and what is known of it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from kicksense.collect.radio import FoundSensor
from kicksense.domain.anatomy import Side
from kicksense.errors import KicksenseError, SensorNotFoundError, SourceError, UsageError
from kicksense.protocol.families import family_named
from kicksense.workflows import sensors
from kicksense.workflows.sensors import (
    forget_sensor,
    pair_sensor,
    paired_sensors,
    ready_sensors,
    scanned,
    seen_sensors,
    signal_words,
)
from kicksense.workflows.sessions import Sessions, open_sessions

KSP = family_named("ksp")
FIRST = FoundSensor("AA:00:00:00:00:01", "KICK-1", KSP, -50)
SECOND = FoundSensor("AB:00:00:00:00:02", "KICK-2", KSP, -70)
STRANGER = FoundSensor("CC:00:00:00:00:03", "", None, -90)
IN_RANGE = (FIRST, SECOND, STRANGER)


@pytest.fixture
def store(tmp_path: Path) -> Sessions:
    return open_sessions(tmp_path / "data")


def paired(store: Sessions, key: str, **asked: str | None) -> str:
    one = pair_sensor(
        store,
        key,
        player_id=asked.get("player_id") or "p07",
        side=Side.RIGHT,
        family=asked.get("family"),
        look=lambda: IN_RANGE,
    )
    return one.sensor


def never() -> Sequence[FoundSensor]:
    raise AssertionError("nobody should look for sensors")


def test_what_was_paired_is_remembered_until_it_is_forgotten(store: Sessions) -> None:
    paired(store, "KICK-1")
    (known,) = paired_sensors(store)
    assert (known.sensor, known.name, known.family) == (FIRST.sensor, "KICK-1", "ksp")
    assert (known.player_id, known.side) == ("p07", Side.RIGHT)
    assert forget_sensor(store, "kick").sensor == FIRST.sensor
    assert paired_sensors(store) == ()


@pytest.mark.parametrize("key", ["KICK-2", "kick-2", "AB:00:00:00:00:02", "ab:", " KICK-2 "])
def test_a_sensor_goes_by_name_address_or_the_beginning_of_one(store: Sessions, key: str) -> None:
    assert paired(store, key) == SECOND.sensor


def test_a_beginning_that_fits_two_is_refused_and_lists_them(store: Sessions) -> None:
    with pytest.raises(UsageError, match=r"KICK-1 \(AA:.*KICK-2 \(AB:.*give the address"):
        paired(store, "KICK")


def test_an_exact_name_wins_over_a_longer_one(store: Sessions) -> None:
    longer = FoundSensor("DD:00:00:00:00:04", "KICK-12", KSP)
    one = pair_sensor(store, "KICK-1", player_id="p", side=Side.LEFT, look=lambda: (longer, FIRST))
    assert one.sensor == FIRST.sensor


@pytest.mark.parametrize("key", ["nobody", "", "   "])
def test_a_sensor_that_is_not_there_is_said_so_with_those_that_are(
    store: Sessions, key: str
) -> None:
    with pytest.raises(SensorNotFoundError, match=r"switch it on.*seen: KICK-1, KICK-2"):
        paired(store, key)


def test_a_stranger_needs_its_family_named(store: Sessions) -> None:
    with pytest.raises(UsageError, match="--family"):
        paired(store, STRANGER.sensor)
    assert paired(store, STRANGER.sensor, family="dot") == STRANGER.sensor
    assert paired_sensors(store)[0].family == "dot"


def test_an_address_with_a_family_need_not_be_in_range(store: Sessions) -> None:
    one = pair_sensor(
        store, "ee:00:00:00:00:05", player_id="p", side=Side.LEFT, family="dot", look=never
    )
    assert one.sensor == "EE:00:00:00:00:05"


def test_a_remembered_sensor_changes_legs_without_being_in_range(store: Sessions) -> None:
    paired(store, "KICK-1")
    again = pair_sensor(store, "KICK-1", player_id="p08", side=Side.LEFT, look=never)
    assert [again.sensor] == [one.sensor for one in paired_sensors(store)]
    assert (again.player_id, again.side, again.family) == ("p08", Side.LEFT, "ksp")


@pytest.mark.parametrize(
    ("key", "asked", "words"),
    [
        ("KICK-1", {"player_id": "Anna Müller"}, "no player id"),
        ("KICK-1", {"family": "fitbit"}, "no sensor family"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anybody_looks(
    store: Sessions, key: str, asked: dict[str, str], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        pair_sensor(
            store,
            key,
            player_id=asked.get("player_id", "p07"),
            side=Side.LEFT,
            family=asked.get("family"),
            look=never,
        )


def test_who_is_not_remembered_cannot_be_forgotten(store: Sessions) -> None:
    with pytest.raises(UsageError, match="kicksense sensors"):
        forget_sensor(store, "KICK-1")


def test_a_player_records_with_their_own_sensors(store: Sessions) -> None:
    assert ready_sensors(store, "p07") == ()
    paired(store, "KICK-1")
    paired(store, "KICK-2", player_id="p08")
    assert [one.name for one in ready_sensors(store, "p08")] == ["KICK-2"]
    assert [one.name for one in ready_sensors(store, None)] == ["KICK-1", "KICK-2"]
    with pytest.raises(UsageError, match="no sensor is paired with player 'p09'"):
        ready_sensors(store, "p09")


def test_what_is_in_range_stands_beside_what_is_remembered(store: Sessions) -> None:
    paired(store, "KICK-2")
    seen = seen_sensors(IN_RANGE, paired_sensors(store))
    assert [one.paired is not None for one in seen] == [False, True, False]
    assert [one.family_title for one in seen] == [KSP.title, KSP.title, "unknown"]


@pytest.mark.parametrize(
    ("rssi_dbm", "words"),
    [(-65, "strong"), (-66, "fair"), (-80, "fair"), (-81, "weak"), (-91, "very weak"), (None, "?")],
)
def test_a_signal_is_one_word(rssi_dbm: int | None, words: str) -> None:
    assert signal_words(rssi_dbm) == words


async def _all(_seconds: float) -> tuple[FoundSensor, ...]:
    return IN_RANGE


async def _no_radio(_seconds: float) -> tuple[FoundSensor, ...]:
    raise SourceError("the radio said 0x1f.")


def test_a_scan_gives_what_the_radio_finds() -> None:
    assert scanned(5.0, scan=_all) == IN_RANGE


@pytest.mark.parametrize("seconds", [0.0, -1.0, 1e9, float("nan"), float("inf")])
def test_a_scan_takes_a_time_that_makes_sense(seconds: float) -> None:
    with pytest.raises(UsageError, match="a scan takes"):
        scanned(seconds, scan=_all)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [("no adapter found; plug one in.", "Bluetooth: no adapter found"), (None, "0x1f")],
)
def test_a_radio_that_fails_is_explained_by_what_can_be_seen_of_it(
    monkeypatch: pytest.MonkeyPatch, trouble: str | None, words: str
) -> None:
    monkeypatch.setattr(sensors, "bluetooth_trouble", lambda: trouble)
    with pytest.raises(KicksenseError, match=words):
        scanned(1.0, scan=_no_radio)


def test_a_sensor_that_is_not_there_is_not_blamed_on_the_radio(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sensors, "bluetooth_trouble", lambda: "no adapter found; plug one in.")
    assert sensors.explained(SensorNotFoundError("KICK-1 is not in range.")) is None
