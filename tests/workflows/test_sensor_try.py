"""Sensors looked for and tried in a process of their own."""

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.live import (
    HealthNews,
    Light,
    Marker,
    MarkerKind,
    MarkerNews,
    News,
    SensorHealth,
)
from kicksense.errors import SourceError
from kicksense.exchange.live_document import news_line
from kicksense.store.folder import DataFolder
from kicksense.workflows.sensor_try import (
    radio_source,
    sensors_around,
    signal_light,
    tried,
    try_signals,
)

FOUND = {
    "sensors": [
        {"sensor": "AA", "name": "K-2", "family": "ksp", "rssi_dbm": -82, "player": None,
         "leg": None},
        {"sensor": "BB", "name": None, "family": "ksp", "rssi_dbm": -60, "player": "p07",
         "leg": "left"},
        {"sensor": "CC", "name": "TV", "family": None, "rssi_dbm": -40, "player": None,
         "leg": None},
        {"sensor": "DD", "name": "K-3", "family": "polar", "rssi_dbm": None, "player": None,
         "leg": None},
    ]
}  # fmt: skip

Ending = Callable[..., SimpleNamespace]


def ends(code: int, said: str = "", complaint: str = "") -> Ending:
    def run(*_given: object, **_named: object) -> SimpleNamespace:
        return SimpleNamespace(returncode=code, stdout=said, stderr=complaint)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def test_sensors_in_range_come_with_their_light_the_strongest_first(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", ends(0, json.dumps(FOUND)))
    seen = sensors_around(folder)
    assert [(one.sensor, one.name, one.light) for one in seen] == [
        ("BB", "BB", Light.GREEN),
        ("AA", "K-2", Light.YELLOW),
        ("DD", "K-3", Light.YELLOW),
    ]
    assert (seen[0].player_id, seen[0].side) == ("p07", Side.LEFT)
    assert seen[0].family_title


@pytest.mark.parametrize(
    ("rssi_dbm", "light"),
    [
        (None, Light.YELLOW),
        (-40, Light.GREEN),
        (-80, Light.GREEN),
        (-81, Light.YELLOW),
        (-90, Light.YELLOW),
        (-91, Light.RED),
    ],
)
def test_the_light_says_how_strong_a_sensor_comes_in(rssi_dbm: int | None, light: Light) -> None:
    assert signal_light(rssi_dbm) is light


def test_a_radio_that_is_off_is_told_in_its_own_words(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        subprocess,
        "run",
        ends(1, "", "noise\nkicksense: Bluetooth: no adapter found; plug one in."),
    )
    with pytest.raises(SourceError, match=r"^Bluetooth: no adapter found; plug one in\.$"):
        sensors_around(folder)


@pytest.mark.parametrize(("code", "complaint"), [(-6, "Abort trap: 6"), (1, "")])
def test_a_system_that_ends_who_asks_for_bluetooth_is_told_with_the_cure(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, code: int, complaint: str
) -> None:
    monkeypatch.setattr(subprocess, "run", ends(code, "", complaint))
    with pytest.raises(SourceError, match="allow Bluetooth for it"):
        sensors_around(folder)


def test_a_radio_that_does_not_answer_is_told(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_given: object, **_named: object) -> None:
        raise subprocess.TimeoutExpired("scan", 65.0)

    monkeypatch.setattr(subprocess, "run", never)
    with pytest.raises(SourceError, match="did not answer within 65 seconds"):
        sensors_around(folder)


@pytest.mark.parametrize("said", ["", "[]", '{"sensors": [{}]}', '{"sensors": 3}'])
def test_what_makes_no_sense_is_told(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setattr(subprocess, "run", ends(0, said))
    with pytest.raises(SourceError, match="kicksense scan"):
        sensors_around(folder)


def test_the_last_word_on_each_sensor_counts_and_a_tap_is_told() -> None:
    def health(name: str, light: Light) -> SensorHealth:
        return SensorHealth(name.lower(), name, "ksp", light=light)

    news: tuple[News, ...] = (
        HealthNews(1.0, (health("A", Light.RED), health("B", Light.RED))),
        MarkerNews(Marker(2.0, MarkerKind.TAP, "", "B")),
        MarkerNews(Marker(2.0, MarkerKind.NOTE, "A", "A")),
        HealthNews(3.0, (health("A", Light.GREEN), health("B", Light.YELLOW))),
    )
    lines = [*map(news_line, news), "no news", ""]
    found = tried(lines)
    assert [(one.health.name, one.health.light, one.tapped) for one in found] == [
        ("A", Light.GREEN, False),
        ("B", Light.YELLOW, True),
    ]


def test_sensors_are_named_as_a_recording_takes_them() -> None:
    assert radio_source(["AA:BB", "CC:DD"]) == "ble:AA:BB,CC:DD"


def test_a_simulated_leg_is_heard_for_real_and_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (one,) = try_signals("synthetic:free_play", 5.0)
    assert one.health.light is Light.GREEN
    assert one.health.samples > 100
    assert not one.tapped
    assert list(tmp_path.iterdir()) == []


def test_a_source_that_is_none_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(SourceError, match="no_such_drill"):
        try_signals("synthetic:no_such_drill", 1.0)
