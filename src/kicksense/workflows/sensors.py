"""Sensors in range and sensors that are remembered: whose they are, and on which leg."""

import asyncio
import math
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from kicksense.collect.radio import FoundSensor
from kicksense.domain.anatomy import Side
from kicksense.errors import SensorNotFoundError, SourceError, UsageError
from kicksense.protocol.families import family_named
from kicksense.store.sensors import PairedSensor
from kicksense.workflows.bluetooth import bluetooth_trouble
from kicksense.workflows.player_adaptation import check_player_id
from kicksense.workflows.sessions import Sessions

__all__ = [
    "PairedSensor",
    "SeenSensor",
    "explained",
    "forget_sensor",
    "named_sensors",
    "pair_sensor",
    "paired_sensors",
    "ready_sensors",
    "scanned",
    "seen_sensors",
    "signal_words",
]

STRONG_DBM: Final = -65
FAIR_DBM: Final = -80
WEAK_DBM: Final = -90
_SHORTEST_SCAN_S: Final = 0.5
_LONGEST_SCAN_S: Final = 120.0
_ADDRESS: Final = re.compile(
    r"(?:[0-9A-F]{2}:){5}[0-9A-F]{2}|[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}", re.IGNORECASE
)
"""How addresses look: six pairs of digits, and on macOS an identifier of 36 letters."""

Scan = Callable[[float], Awaitable[Sequence[FoundSensor]]]
"""Looks for sensors for so many seconds."""


@dataclass(frozen=True, slots=True)
class SeenSensor:
    """A sensor in range, and what is remembered of it.

    Attributes
    ----------
    found
        What the radio says.
    paired
        What is remembered, or None.
    """

    found: FoundSensor
    paired: PairedSensor | None

    @property
    def family_title(self) -> str:
        """The family as people call it; ``unknown`` where it is none of ours."""
        return "unknown" if self.found.family is None else self.found.family.title


def scanned(seconds: float, *, scan: Scan | None = None) -> tuple[FoundSensor, ...]:
    """Look for sensors in radio range.

    Parameters
    ----------
    seconds
        How long.
    scan
        Looks; the radio of this machine unless given.

    Returns
    -------
    found
        As the radio orders them: known families first, the strongest signal first.

    Raises
    ------
    UsageError
        If the time makes no sense.
    SourceError
        If there is no radio, or it is off.
    """
    if not (math.isfinite(seconds) and _SHORTEST_SCAN_S <= seconds <= _LONGEST_SCAN_S):
        raise UsageError(
            f"a scan takes {_SHORTEST_SCAN_S:g} to {_LONGEST_SCAN_S:g} seconds, not {seconds:g}."
        )
    try:
        return tuple(asyncio.run(_looked(scan or _radio_scan(), seconds)))
    except SourceError as error:
        words = explained(error)
        if words is None:
            raise
        raise SourceError(words) from error


def explained(error: SourceError) -> str | None:
    """Say of a radio that failed what can be seen of it from outside.

    Parameters
    ----------
    error
        What the radio said.

    Returns
    -------
    words
        The cause and its cure; None where nothing is seen, or no radio is to blame.
    """
    if isinstance(error, SensorNotFoundError) or (trouble := bluetooth_trouble()) is None:
        return None
    return f"Bluetooth: {trouble}"


def seen_sensors(
    found: Sequence[FoundSensor], paired: Sequence[PairedSensor]
) -> tuple[SeenSensor, ...]:
    """Put what the radio sees beside what is remembered.

    Parameters
    ----------
    found
        In range.
    paired
        Remembered.

    Returns
    -------
    seen
        One for each that was found, in the same order.
    """
    known = {one.sensor.casefold(): one for one in paired}
    return tuple(SeenSensor(one, known.get(one.sensor.casefold())) for one in found)


def paired_sensors(sessions: Sessions) -> tuple[PairedSensor, ...]:
    """Give the sensors that are remembered, in the order of their names."""
    return sessions.library.paired_sensors()


def ready_sensors(sessions: Sessions, player_id: str | None) -> tuple[PairedSensor, ...]:
    """Give the remembered sensors that a recording is to use.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Whose; None for everybody's.

    Returns
    -------
    paired
        Empty where none is remembered, so that the only one in range is taken.

    Raises
    ------
    UsageError
        If sensors are remembered, but none of this player.
    """
    every = paired_sensors(sessions)
    if player_id is None or not every:
        return every
    theirs = tuple(one for one in every if one.player_id == player_id)
    if not theirs:
        raise UsageError(
            f"no sensor is paired with player '{player_id}'; `kicksense pair SENSOR --player "
            f"{player_id} --leg right` remembers one."
        )
    return theirs


def named_sensors(sessions: Sessions, keys: Sequence[str]) -> tuple[str, ...]:
    """Give how the radio calls the sensors that a user names.

    Parameters
    ----------
    sessions
        The store.
    keys
        Names, addresses, or beginnings of them.

    Returns
    -------
    names
        The address of each that is remembered; the others as they are.

    Raises
    ------
    UsageError
        If a key fits several of those remembered.
    """
    known = [(one.sensor, one.name) for one in paired_sensors(sessions)]
    fitting = [(key, _fitting(key, known)) for key in keys]
    return tuple(_only(key, fits) if fits else key for key, fits in fitting)


def pair_sensor(
    sessions: Sessions,
    key: str,
    *,
    player_id: str,
    side: Side,
    family: str | None = None,
    look: Callable[[], Sequence[FoundSensor]],
) -> PairedSensor:
    """Remember whose a sensor is, and on which leg.

    A sensor that is remembered already need not be in range; nor one whose address and family
    are both given.

    Parameters
    ----------
    sessions
        The store.
    key
        Name, address, or the beginning of one.
    player_id
        An id, never a name.
    side
        The leg it is worn on.
    family
        Name of its family, where that is not told by what it advertises.
    look
        Looks for sensors in range; only called where that is needed.

    Returns
    -------
    paired
        As it is remembered now.

    Raises
    ------
    UsageError
        If the key fits several sensors, or its family is not known.
    SensorNotFoundError
        If it fits none.
    """
    check_player_id(player_id)
    asked = None if family is None else family_named(family).name
    sensor, name, known = _chosen(sessions, key, asked, look)
    speaks = asked or known
    if speaks is None:
        raise UsageError(f"'{name}' does not say what kind of sensor it is; name it with --family.")
    paired = PairedSensor(sensor, name, speaks, player_id, side, datetime.now(UTC))
    sessions.library.pair_sensor(paired)
    return paired


def forget_sensor(sessions: Sessions, key: str) -> PairedSensor:
    """Forget a sensor.

    Parameters
    ----------
    sessions
        The store.
    key
        Name, address, or the beginning of one.

    Returns
    -------
    paired
        As it was remembered.

    Raises
    ------
    UsageError
        If it fits none or several of those remembered.
    """
    known = {one.sensor: one for one in paired_sensors(sessions)}
    fitting = _fitting(key, [(one.sensor, one.name) for one in known.values()])
    if not fitting:
        raise UsageError(
            f"no sensor '{key}' is remembered; `kicksense sensors` lists those that are."
        )
    sensor = _only(key, fitting)
    sessions.library.forget_sensor(sensor)
    return known[sensor]


def signal_words(rssi_dbm: int | None) -> str:
    """Give how strong a sensor comes in, in one word.

    Parameters
    ----------
    rssi_dbm
        As measured; None where that cannot be told.

    Returns
    -------
    words
        ``strong``, ``fair``, ``weak``, ``very weak`` or a question mark.
    """
    if rssi_dbm is None:
        return "?"
    limits = ((STRONG_DBM, "strong"), (FAIR_DBM, "fair"), (WEAK_DBM, "weak"))
    return next((words for least, words in limits if rssi_dbm >= least), "very weak")


def _chosen(
    sessions: Sessions,
    key: str,
    family: str | None,
    look: Callable[[], Sequence[FoundSensor]],
) -> tuple[str, str, str | None]:
    """Find the sensor that is meant: address, name, and family where that is known."""
    paired = {one.sensor: one for one in paired_sensors(sessions)}
    if fitting := _fitting(key, [(one.sensor, one.name) for one in paired.values()]):
        one = paired[_only(key, fitting)]
        return one.sensor, one.name, one.family
    if family is not None and _ADDRESS.fullmatch(key):
        return key.upper(), key.upper(), family
    found = {one.sensor: one for one in look()}
    fitting = _fitting(key, [(one.sensor, one.name) for one in found.values()])
    if not fitting:
        there = ", ".join(one.called for one in found.values() if one.family is not None)
        raise SensorNotFoundError(
            f"no sensor '{key}' is in range; switch it on, wake it and bring it close"
            + (f" (seen: {there})." if there else ".")
        )
    seen = found[_only(key, fitting)]
    return seen.sensor, seen.called, None if seen.family is None else seen.family.name


def _fitting(key: str, sensors: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give the sensors a key fits: by address, else by name, else by the beginning of either."""
    wanted = key.strip().casefold()
    if not wanted:
        return []
    for fits in (
        [one for one in sensors if one[0].casefold() == wanted],
        [one for one in sensors if one[1].casefold() == wanted],
        [one for one in sensors if any(part.casefold().startswith(wanted) for part in one)],
    ):
        if fits:
            return fits
    return []


def _only(key: str, fitting: Sequence[tuple[str, str]]) -> str:
    """Give the address of the only sensor that fits.

    Raises
    ------
    UsageError
        If several do.
    """
    if len(fitting) > 1:
        several = ", ".join(f"{name} ({sensor})" for sensor, name in fitting)
        raise UsageError(f"'{key}' fits several sensors: {several}; give the address.")
    return fitting[0][0]


async def _looked(scan: Scan, seconds: float) -> Sequence[FoundSensor]:
    return await scan(seconds)


def _radio_scan() -> Scan:
    from kicksense.collect.ble import scan  # noqa: PLC0415 - imported late: a radio

    return scan
