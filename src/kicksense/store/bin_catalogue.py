"""What the catalogue and the preferences know of things that go into the bin."""

from datetime import datetime
from typing import Final

import sqlalchemy as sa

from kicksense.domain.anatomy import Side
from kicksense.errors import StoreError
from kicksense.store.bin_manifest import BinnedSensor, Manifest
from kicksense.store.catalogue import put_player
from kicksense.store.folder import DataFolder
from kicksense.store.preferences import read_preferences, write_preferences
from kicksense.store.sensors import PairedSensor, drop_sensor, put_sensor
from kicksense.store.tables import PLAYERS, SENSORS, SESSIONS

_MOST_AT_ONCE: Final = 500


def forget(folder: DataFolder, connection: sa.Connection, manifest: Manifest) -> None:
    """Take what lies in the bin out of the catalogue and the preferences."""
    ids = manifest.session_ids
    for first in range(0, len(ids), _MOST_AT_ONCE):
        some = ids[first : first + _MOST_AT_ONCE]
        connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.id.in_(some)))
    for sensor in manifest.sensors:
        drop_sensor(connection, sensor.sensor)
    if manifest.player_id is not None:
        _drop_player(connection, manifest.player_id)
    if manifest.preferred and is_preferred(folder, manifest.player_id):
        changed = read_preferences(folder).model_copy(update={"player_id": None})
        write_preferences(folder, changed)


def remember_again(folder: DataFolder, connection: sa.Connection, manifest: Manifest) -> None:
    """Pair the sensors of what comes back again, and let its player play here again."""
    for sensor in manifest.sensors:
        taken = sa.select(SENSORS.c.sensor).where(SENSORS.c.sensor == sensor.sensor)
        if connection.scalar(taken) is None:
            put_player(connection, sensor.player_id)
            put_sensor(connection, _paired(sensor))
    if manifest.preferred:
        preferences = read_preferences(folder)
        if preferences.player_id is None:
            changed = preferences.model_copy(update={"player_id": manifest.player_id})
            write_preferences(folder, changed)


def sensors_of(connection: sa.Connection, player_id: str | None) -> tuple[BinnedSensor, ...]:
    """Give the sensors that are remembered as a player's."""
    query = sa.select(SENSORS).where(SENSORS.c.player_id == player_id)
    return tuple(
        BinnedSensor(
            sensor=row.sensor,
            name=row.name,
            family=row.family,
            player_id=row.player_id,
            side=row.side,
            paired_utc=datetime.fromisoformat(row.paired_utc),
        )
        for row in connection.execute(query)
    )


def is_preferred(folder: DataFolder, player_id: str | None) -> bool:
    """Tell whether somebody is the one who plays here, as far as that can be read."""
    if player_id is None:
        return False
    try:
        return read_preferences(folder).player_id == player_id
    except StoreError:
        return False


def _drop_player(connection: sa.Connection, player_id: str) -> None:
    """Forget an id that nothing in the catalogue belongs to any more."""
    for table in (SESSIONS, SENSORS):
        theirs = sa.select(table.c.player_id).where(table.c.player_id == player_id).limit(1)
        if connection.scalar(theirs) is not None:
            return
    connection.execute(sa.delete(PLAYERS).where(PLAYERS.c.id == player_id))


def _paired(sensor: BinnedSensor) -> PairedSensor:
    return PairedSensor(
        sensor.sensor,
        sensor.name,
        sensor.family,
        sensor.player_id,
        None if sensor.side is None else Side(sensor.side),
        sensor.paired_utc,
    )
