"""Sensors that are remembered: whose they are, and on which leg."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kicksense.domain.anatomy import Side
from kicksense.store.tables import SENSORS, utc_text


@dataclass(frozen=True, slots=True)
class PairedSensor:
    """A sensor that is remembered.

    Attributes
    ----------
    sensor
        Its address or identifier, as the radio names it.
    name
        For people.
    family
        Name of its family.
    player_id, side
        Whose leg; None where nobody said.
    paired_utc
        When it was remembered, in UTC.
    """

    sensor: str
    name: str
    family: str
    player_id: str | None
    side: Side | None
    paired_utc: datetime


def sensors_in(connection: sa.Connection) -> tuple[PairedSensor, ...]:
    """Give all sensors that are remembered, in the order of their names.

    Parameters
    ----------
    connection
        From `kicksense.store.catalogue.Catalogue.reading` or ``writing``.

    Returns
    -------
    sensors
        One for each.
    """
    query = sa.select(SENSORS).order_by(SENSORS.c.name, SENSORS.c.sensor)
    return tuple(_sensor(row) for row in connection.execute(query))


def put_sensor(connection: sa.Connection, paired: PairedSensor) -> None:
    """Remember a sensor; what was known of it before is replaced.

    Parameters
    ----------
    connection
        From `kicksense.store.catalogue.Catalogue.writing`; its player is there.
    paired
        What to remember.
    """
    drop_sensor(connection, paired.sensor)
    connection.execute(
        sa.insert(SENSORS).values(
            sensor=paired.sensor,
            name=paired.name,
            family=paired.family,
            player_id=paired.player_id,
            side=None if paired.side is None else str(paired.side),
            paired_utc=utc_text(paired.paired_utc),
        )
    )


def drop_sensor(connection: sa.Connection, sensor: str) -> bool:
    """Forget a sensor, and tell whether it was known.

    Parameters
    ----------
    connection
        From `kicksense.store.catalogue.Catalogue.writing`.
    sensor
        Its identifier.

    Returns
    -------
    was_known
        False where there was nothing to forget.
    """
    return connection.execute(sa.delete(SENSORS).where(SENSORS.c.sensor == sensor)).rowcount > 0


def _sensor(columns: sa.Row[Any]) -> PairedSensor:
    return PairedSensor(
        sensor=columns.sensor,
        name=columns.name,
        family=columns.family,
        player_id=columns.player_id,
        side=None if columns.side is None else Side(columns.side),
        paired_utc=datetime.fromisoformat(columns.paired_utc),
    )
