"""What a recording is begun with: room on the disk, an id, and whose leg wears which sensor."""

import platform
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, TypeVar

import kicksense
from kicksense.collect.source import SourceSensor
from kicksense.collect.worn import Judging, Worn
from kicksense.domain.anatomy import Side
from kicksense.errors import SensorNotFoundError, StoreError, UsageError
from kicksense.inference.verdict import Knowledge
from kicksense.store.folder import DataFolder
from kicksense.store.library import Library
from kicksense.store.sensors import PairedSensor
from kicksense.workflows.player_adaptation import current_basis, known_of
from kicksense.workflows.worn_before import usual_up

LEAST_FREE_BYTES: Final = 50 * 1024**2
"""With less room on the disk nothing is begun: two sensors write so much in an hour."""

FREE_BYTES: Final = 500 * 1024**2
"""With less room it is said."""

_Said = TypeVar("_Said")


def new_session_id(now: datetime) -> str:
    """Give an id for a live session: when it began, and something that nobody else has.

    Parameters
    ----------
    now
        With its zone.

    Returns
    -------
    session_id
        Such as ``20261121T141502-9f3a``.
    """
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def check_room_on_disk(folder: DataFolder) -> str | None:
    """Look whether a session finds room.

    Parameters
    ----------
    folder
        The data folder; it exists.

    Returns
    -------
    warning
        A sentence where room is short, None where there is plenty.

    Raises
    ------
    StoreError
        If there is too little to begin with.
    """
    free = shutil.disk_usage(folder.root).free
    if free < LEAST_FREE_BYTES:
        raise StoreError(
            f"the disk of {folder.root} has {free / 1024**2:.0f} MB left, and a session needs "
            f"{LEAST_FREE_BYTES / 1024**2:.0f}; make room, or name another folder with --data-dir."
        )
    if free < FREE_BYTES:
        return f"The disk has {free / 1024**2:.0f} MB left: enough for a session, not for many."
    return None


def legs_of(
    sensors: Sequence[SourceSensor],
    player_ids: Sequence[str],
    sides: Sequence[Side],
    paired: Sequence[PairedSensor],
) -> tuple[SourceSensor, ...]:
    """Say of each sensor whose it is: as the user says, else as paired, else as the source does.

    Parameters
    ----------
    sensors
        As found.
    player_ids, sides
        What the user says: one for each sensor in their order; one player may be for all.
    paired
        The sensors that are remembered.

    Returns
    -------
    sensors
        With player and leg as far as known.

    Raises
    ------
    SensorNotFoundError
        If there are no sensors.
    UsageError
        If there are more players or legs than sensors, or too few to tell whose is whose.
    """
    if not sensors:
        raise SensorNotFoundError(
            "there are no sensors to record; `kicksense scan` lists those in range."
        )
    players = _one_each("players", player_ids, sensors, spread=True)
    legs = _one_each("legs", sides, sensors, spread=False)
    known = {one.sensor.casefold(): one for one in paired}
    worn = []
    for sensor, player, side in zip(sensors, players, legs, strict=True):
        remembered = known.get(sensor.sensor.casefold())
        usual_player = sensor.player_id if remembered is None else remembered.player_id
        usual_side = sensor.side if remembered is None else remembered.side
        worn.append(replace(sensor, player_id=player or usual_player, side=side or usual_side))
    return tuple(worn)


def worn_sensors(
    sensors: Sequence[SourceSensor], library: Library, judging: Judging
) -> tuple[Worn, ...]:
    """Say what the kicks of each leg are judged with: the same, and what is known of the player.

    Parameters
    ----------
    sensors
        With player and leg as far as known.
    library
        In which that is stored.
    judging
        What all have in common.

    Returns
    -------
    worn
        In the same order.

    Raises
    ------
    StoreError
        If what is stored of a player is damaged.
    """
    basis = current_basis(Knowledge(judging.model, None).model_name)
    worn = []
    for sensor in sensors:
        adaptation = None
        if sensor.player_id is not None and sensor.side is not None:
            known = known_of(library.folder, sensor.player_id, sensor.side, basis)
            adaptation = known.adaptation if known.current else None
        up = usual_up(library, sensor.sensor, sensor.side)
        theirs = replace(judging, adaptation=adaptation, usual_up=up)
        worn.append(Worn(sensor, sensor.player_id, sensor.side, theirs))
    return tuple(worn)


def host_words() -> str:
    """Give program, version and platform, for the journal."""
    return f"kicksense {kicksense.__version__}, {platform.platform()}"


def _one_each(
    what: str, said: Sequence[_Said], sensors: Sequence[SourceSensor], *, spread: bool
) -> Sequence[_Said | None]:
    """Give one of what was said for each sensor; what was said once may hold for all."""
    if not said:
        return [None] * len(sensors)
    if len(said) == len(sensors):
        return said
    if spread and len(said) == 1:
        return list(said) * len(sensors)
    raise UsageError(
        f"{len(said)} {what} were named and {len(sensors)} sensors found "
        f"({', '.join(sensor.name for sensor in sensors)}); name one for each, or pair the sensors "
        "first with `kicksense pair`."
    )
