"""Journals for the tests of the store."""

from pathlib import Path

from kicksense.domain.anatomy import Side
from kicksense.domain.notifications import Notification
from kicksense.protocol.codec import StreamOptions
from kicksense.store.journal import JournalHeader, JournalSensor, JournalWriter

CHANNEL = "00002a19-0000-1000-8000-00805f9b34fb"
HEADER = JournalHeader(
    session_id="20250301-093000-k7m2",
    started_utc_ns=1_740_821_400_000_000_000,
    started_ns=5_000_000_000,
    sensors=(
        JournalSensor("AA:BB:CC:DD:EE:01", "KICK-1", "ksp", StreamOptions(), "p1", Side.LEFT),
        JournalSensor("AA:BB:CC:DD:EE:02", "Bein ü", "polar", StreamOptions(rate_hz=208.0)),
    ),
    drill="wall_pass",
    target_distance_m=7.5,
    surface="short_grass",
    simulated=True,
    host="kicksense 1.0 on a test",
)


def notification(number: int, sensor: int = 0) -> Notification:
    return Notification(
        sensor=HEADER.sensors[sensor].sensor,
        channel=CHANNEL,
        arrived_ns=HEADER.started_ns + 20_000_000 * number,
        utc_ns=HEADER.started_utc_ns + 20_000_000 * number,
        payload=bytes([number % 256]) * (number % 7),
    )


def written_journal(path: Path, count: int) -> Path:
    with JournalWriter.create(path, HEADER) as writer:
        for number in range(count):
            writer.append(notification(number, number % 2))
    return path
