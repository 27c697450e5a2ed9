"""Sensors, for the pages that connect one."""

from dashboard import stored
from kicksense.domain.anatomy import Side
from kicksense.store.sensors import PairedSensor
from kicksense.workflows.bluetooth import bluetooth_trouble
from kicksense.workflows.sensor_try import (
    TAP_S,
    SensorInRange,
    SignalTry,
    radio_source,
    sensors_around,
    try_signals,
)
from kicksense.workflows.sensors import pair_sensor

SIMULATED_SOURCE = "synthetic:free_play"
"""What is tried where there is no sensor."""


def radio_trouble() -> str | None:
    """Say why there is no radio; None where nothing is seen to be wrong."""
    return bluetooth_trouble()


def look_around() -> tuple[SensorInRange, ...]:
    """Look for sensors for some seconds.

    Raises
    ------
    SourceError
        If there is no radio.
    """
    return sensors_around(stored.sessions().folder)


def listen_to(sensor: str | None) -> SignalTry | None:
    """Try the signal of a sensor, or of a simulated leg where there is None.

    Raises
    ------
    SourceError
        If nothing could be heard.
    """
    tries = try_signals(SIMULATED_SOURCE if sensor is None else radio_source([sensor]))
    return tries[0] if tries else None


def tapped_among(sensors: tuple[SensorInRange, ...]) -> SensorInRange | None:
    """Listen to several sensors and give the one that somebody tapped.

    Raises
    ------
    SourceError
        If nothing could be heard.
    """
    tries = try_signals(radio_source([one.sensor for one in sensors]), TAP_S)
    tapped = {one.health.sensor for one in tries if one.tapped}
    found = [one for one in sensors if one.sensor in tapped]
    return found[0] if len(found) == 1 else None


def remember(sensor: SensorInRange, player_id: str, side: Side) -> PairedSensor:
    """Remember whose leg wears a sensor.

    Raises
    ------
    KicksenseError
        If the id is none, or it cannot be kept.
    """
    return pair_sensor(
        stored.sessions(),
        sensor.sensor,
        player_id=player_id,
        side=side,
        family=sensor.family,
        look=lambda: (),
    )
