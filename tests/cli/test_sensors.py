"""Scan, pair, forget: as a person types them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kicksense.collect.radio import FoundSensor
from kicksense.errors import SourceError
from kicksense.protocol.families import family_named
from kicksense.workflows import sensors
from tests.cli.test_commands import run

KSP = family_named("ksp")
FIRST = FoundSensor("AA:00:00:00:00:01", "KICK-1", KSP, -50)
HOSTILE = FoundSensor("AB:00:00:00:00:02", "\x1b[2J\x07[bold]", KSP, None)
STRANGER = FoundSensor("CC:00:00:00:00:03", "TV", None, -90)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KICKSENSE_DATA", str(tmp_path / "data"))


@pytest.fixture
def in_range(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def seen(*found: FoundSensor) -> None:
        async def scan(_seconds: float) -> tuple[FoundSensor, ...]:
            return found

        monkeypatch.setattr(sensors, "_radio_scan", lambda: scan)

    return seen


def test_a_scan_names_sensors_their_signal_and_whose_they_are(
    in_range: Callable[..., None],
) -> None:
    in_range(FIRST, STRANGER)
    run("pair", "KICK-1", "--player", "p07", "--leg", "LEFT")
    code, out, err = run("scan", "--seconds", "1")
    assert (code, err) == (0, "")
    heading, line, others = out.splitlines()
    assert heading.split() == ["name", "family", "signal", "whose", "address"]
    assert line.startswith(f"KICK-1  {KSP.title}")
    assert line.endswith("strong  p07, left leg  AA:00:00:00:00:01")
    assert others == "(1 other device in range, not known to be sensors; --all shows them.)"
    assert "TV" in run("scan", "--all")[1]


def test_a_scan_as_a_document_holds_everything(in_range: Callable[..., None]) -> None:
    in_range(FIRST, STRANGER)
    code, out, _ = run("scan", "--json")
    assert code == 0
    assert json.loads(out)["sensors"][1] == {
        "sensor": STRANGER.sensor, "name": "TV", "family": None, "rssi_dbm": -90, "player": None,
        "leg": None,
    }  # fmt: skip


def test_nothing_in_range_says_what_to_do(in_range: Callable[..., None]) -> None:
    in_range()
    assert run("scan")[1].startswith("No sensor in range. Switch it on")


def test_a_hostile_name_does_nothing_to_the_terminal(in_range: Callable[..., None]) -> None:
    in_range(HOSTILE)
    assert run("pair", "AB", "--player", "p", "--leg", "left")[0] == 0
    for command in ("scan", "sensors"):
        code, out, _ = run(command)
        assert code == 0
        assert "?[2J?[bold]" in out
        assert all(c.isprintable() or c == "\n" for c in out)


def test_a_machine_without_a_radio_gets_one_sentence_with_the_cure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scan(_seconds: float) -> tuple[FoundSensor, ...]:
        raise SourceError("it is broken.")

    monkeypatch.setattr(sensors, "_radio_scan", lambda: scan)
    monkeypatch.setattr(sensors, "bluetooth_trouble", lambda: "no adapter found; plug one in.")
    said = (1, "", "kicksense: Bluetooth: no adapter found; plug one in.\n")
    assert run("scan") == said
    assert run("pair", "KICK-1", "--player", "p", "--leg", "left") == said


def test_pairing_and_forgetting_come_round(in_range: Callable[..., None]) -> None:
    in_range(FIRST)
    assert run("sensors")[1].startswith("No sensor is remembered.")
    code, out, _ = run("pair", "KICK-1", "--player", "p07", "--leg", "right")
    assert (code, "KICK-1 (AA:00:00:00:00:01) is on the right leg of p07." in out) == (0, True)
    assert run("pair")[1] == run("sensors")[1]
    assert "p07, right leg" in run("sensors")[1]
    assert run("forget", "kick-1") == (0, "KICK-1 (AA:00:00:00:00:01) is forgotten.\n", "")
    assert run("forget", "kick-1")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["KICK-1"], "say whose"),
        (["KICK-1", "--player", "p"], "--leg left or right"),
        (["--player", "p"], "name the sensor"),
        (["KICK-1", "--player", "Anna Müller", "--leg", "left"], "no player id"),
        (["KICK-1", "--player", "p", "--leg", "left", "--family", "x"], "no sensor family"),
    ],
)
def test_pairing_half_way_says_what_is_missing(arguments: list[str], words: str) -> None:
    code, out, err = run("pair", *arguments)
    assert (code, out) == (2, "")
    assert words in err


@pytest.mark.parametrize("command", ["scan", "pair", "forget", "sensors"])
def test_commands_explain_themselves(command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
