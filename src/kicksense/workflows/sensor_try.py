"""Sensors looked for and tried out for a few seconds, each time in a process of its own.

A radio that misbehaves, or a system that ends whoever asks for Bluetooth without leave, then ends
that process and not the one that serves the pages. A try is a short recording into a folder that
is thrown away, so that what is said of the signal is what a recording would say.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kicksense.domain.anatomy import Side
from kicksense.domain.live import HealthNews, Light, MarkerKind, MarkerNews, SensorHealth
from kicksense.errors import ProtocolError, SourceError
from kicksense.exchange.live_document import news_of
from kicksense.protocol.families import family_named
from kicksense.store.folder import DataFolder
from kicksense.workflows.sensors import FAIR_DBM, WEAK_DBM

LOOK_S: Final = 5.0
TRY_S: Final = 6.0
"""The first second goes by until the rate can be told; five are then looked at."""

TAP_S: Final = 12.0
"""Time to walk to the right leg and tap the sensor three times."""

_PATIENCE_S: Final = 60.0
_PROGRAM: Final = "from kicksense.cli.app import main; main()"
_TOLD_BY: Final = "kicksense: "
_MOST_WORDS: Final = 500


@dataclass(frozen=True, slots=True)
class SensorInRange:
    """A sensor that the radio sees.

    Attributes
    ----------
    sensor
        Its address.
    name
        What it calls itself; anything.
    family
        Name of its family; None where it is none of ours.
    rssi_dbm
        How strong it comes in; None where that cannot be told.
    player_id, side
        Whose leg, where it is remembered.
    """

    sensor: str
    name: str
    family: str | None
    rssi_dbm: int | None
    player_id: str | None = None
    side: Side | None = None

    @property
    def light(self) -> Light:
        """How strong it comes in, in one colour."""
        return signal_light(self.rssi_dbm)

    @property
    def family_title(self) -> str | None:
        """The family as people call it."""
        return None if self.family is None else family_named(self.family).title


@dataclass(frozen=True, slots=True)
class SignalTry:
    """What a few seconds of a sensor's signal told.

    Attributes
    ----------
    health
        Counted and judged as in a recording.
    tapped
        True where somebody tapped it three times.
    """

    health: SensorHealth
    tapped: bool


def sensors_around(folder: DataFolder, seconds: float = LOOK_S) -> tuple[SensorInRange, ...]:
    """Look for sensors in range.

    Parameters
    ----------
    folder
        The data folder, for whose they are.
    seconds
        How long.

    Returns
    -------
    sensors
        Those of a known family, the strongest first.

    Raises
    ------
    SourceError
        If there is no radio, it is off, or this computer does not allow its use.
    """
    arguments = ["scan", "--json", f"--seconds={seconds:g}", f"--data-dir={folder.root}"]
    said = _said(arguments, within_s=seconds + _PATIENCE_S)
    try:
        listed = json.loads(said)["sensors"]
        found = [_sensor(each) for each in listed]
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(
            "What the radio found could not be read; run `kicksense scan` to see it."
        ) from error
    known = [each for each in found if each.family is not None]
    return tuple(sorted(known, key=lambda each: -(each.rssi_dbm or -1000)))


def try_signals(source: str, seconds: float = TRY_S) -> tuple[SignalTry, ...]:
    """Listen to sensors for some seconds.

    Parameters
    ----------
    source
        As a recording takes it: ``ble:ADDRESS,ADDRESS`` or ``synthetic:DRILL``.
    seconds
        How long.

    Returns
    -------
    tries
        One a sensor, in the order of the source.

    Raises
    ------
    SourceError
        If nothing could be heard; with what the recording said itself.
    """
    with tempfile.TemporaryDirectory(prefix="kicksense-try-") as place:
        arguments = [
            *("record", "--json-lines", "--no-guide", "--sound=off", "--model=none"),
            f"--seconds={seconds:g}",
            f"--data-dir={place}",
            *("--", source),
        ]
        said = _said(arguments, within_s=seconds + _PATIENCE_S)
    return tried(said.splitlines())


def tried(lines: Iterable[str]) -> tuple[SignalTry, ...]:
    """Give what the news of a short recording tell of its sensors.

    Parameters
    ----------
    lines
        News as lines; what is none is passed over.
    """
    last: dict[str, SensorHealth] = {}
    taps: set[str] = set()
    for line in lines:
        try:
            news = news_of(line)
        except ProtocolError:
            continue
        match news:
            case HealthNews():
                last |= {one.sensor: one for one in news.sensors}
            case MarkerNews() if news.marker.kind is MarkerKind.TAP:
                taps.add(news.marker.origin)
    return tuple(SignalTry(one, tapped=one.name in taps) for one in last.values())


def radio_source(sensors: Sequence[str]) -> str:
    """Name sensors as a recording takes them."""
    return f"ble:{','.join(sensors)}"


def signal_light(rssi_dbm: int | None) -> Light:
    """Say in one colour how strong a sensor comes in; yellow where that cannot be told."""
    if rssi_dbm is None:
        return Light.YELLOW
    if rssi_dbm >= FAIR_DBM:
        return Light.GREEN
    return Light.YELLOW if rssi_dbm >= WEAK_DBM else Light.RED


def _sensor(told: dict[str, Any]) -> SensorInRange:
    side = told["leg"]
    return SensorInRange(
        sensor=str(told["sensor"]),
        name=str(told["name"] or told["sensor"]),
        family=told["family"],
        rssi_dbm=told["rssi_dbm"],
        player_id=told["player"],
        side=None if side is None else Side(side),
    )


def _said(arguments: Sequence[str], *, within_s: float) -> str:
    """Run a command of kicksense and give what it prints."""
    try:
        ended = subprocess.run(
            [sys.executable, "-c", _PROGRAM, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=within_s,
            check=False,
            cwd=Path(tempfile.gettempdir()),
        )
    except subprocess.TimeoutExpired as error:
        raise SourceError(
            f"The radio did not answer within {within_s:.0f} seconds; switch Bluetooth off and on "
            "again, then try once more."
        ) from error
    if ended.returncode == 0:
        return ended.stdout
    raise SourceError(_last_words(ended.stderr, ended.returncode))


def _last_words(complaints: str, code: int) -> str:
    """Give what a command complained of last."""
    lines = [line.strip() for line in complaints.splitlines() if line.strip()]
    if code < 0 or not lines:
        # macOS ends a program that asks for Bluetooth without leave, without a word of its own.
        return (
            "This computer ended the program that asked for Bluetooth; allow Bluetooth for it in "
            "the system's privacy settings, then try once more."
        )
    said = lines[-1].removeprefix(_TOLD_BY)[:_MOST_WORDS]
    return said[:1].upper() + said[1:]
