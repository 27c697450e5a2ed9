"""Journals of sensors that send real packets, with a known truth."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.notifications import Notification
from kicksense.protocol.codec import Family, Message, StreamOptions
from kicksense.protocol.families import family_named
from kicksense.store.journal import JournalHeader, JournalSensor, JournalWriter

STARTED_NS = 7_000_000_000
STARTED_UTC_NS = 1_740_821_400_000_000_000
ROOM = 244
INTERVAL_S = 0.015


@dataclass(frozen=True, eq=False)
class Worn:
    """A sensor of a journal and what its leg does."""

    sensor: str
    family: str
    acc_mps2: FloatArray
    gyr_radps: FloatArray
    options: StreamOptions = field(default_factory=StreamOptions)
    player_id: str | None = None
    side: Side | None = None

    @property
    def kind(self) -> Family:
        return family_named(self.family)

    @property
    def rate_hz(self) -> float:
        return self.options.rate_hz or self.kind.rate_hz


def swaying(
    family: str, length_s: float, *, seed: int = 1, sensor: str = "AA:01", **more: object
) -> Worn:
    """Give a sensor on a leg that sways, at the family's usual rate."""
    rate_hz = family_named(family).rate_hz
    rng = np.random.default_rng(seed)
    time_s = np.arange(int(length_s * rate_hz)) / rate_hz
    phase = rng.uniform(0, 6.28, 6)
    waves = np.sin(2.0 * np.pi * rng.uniform(0.3, 2.0, 6) * time_s[:, None] + phase)
    acc, gyr = 5.0 * waves[:, :3] + np.array([0.0, 9.81, 0.0]), 4.0 * waves[:, 3:]
    side = more.get("side")
    player_id = more.get("player_id")
    return Worn(
        sensor,
        family,
        acc,
        gyr,
        player_id=player_id if isinstance(player_id, str) else None,
        side=side if isinstance(side, Side) else None,
    )


def header_of(*legs: Worn, session_id: str = "20250301-0930") -> JournalHeader:
    return JournalHeader(
        session_id=session_id,
        started_utc_ns=STARTED_UTC_NS,
        started_ns=STARTED_NS,
        sensors=tuple(
            JournalSensor(leg.sensor, f"KICK-{n}", leg.family, leg.options, leg.player_id, leg.side)
            for n, leg in enumerate(legs, 1)
        ),
        drill="wall_pass",
        target_distance_m=7.5,
        surface="short_grass",
        level=3,
        simulated=True,
        host="kicksense on a test",
    )


def notifications_of(
    leg: Worn, *, begins_s: float = 1.0, drift_ppm: float = 0.0
) -> Iterator[Notification]:
    """Give what a sensor sends, its answers first; a burst each connection interval."""
    family = leg.kind
    peripheral = family.peripheral(leg.options)
    said: list[bytes] = []
    at_s = begins_s - 0.5
    for step in family.opening(leg.options):
        answers: tuple[Message, ...] = ()
        if step.subscribe or not step.applies(said):
            continue
        if step.payload is not None:
            answers, peripheral = peripheral.heard(Message(step.channel, step.payload))
        elif read := peripheral.read(step.channel):
            answers = (Message(step.channel, read),)
        said += [answer.payload for answer in answers]
        for answer in answers:
            at_s += 0.001
            yield _notification(leg, answer, at_s)
    n = max(1, peripheral.samples_per_packet)
    for start in range(0, len(leg.acc_mps2) - n + 1, n):
        rows = slice(start, start + n)
        messages, peripheral = peripheral.sent(
            start / leg.rate_hz, leg.acc_mps2[rows], leg.gyr_radps[rows], ROOM
        )
        taken_s = begins_s + (start + n - 1) / leg.rate_hz / (1.0 + 1e-6 * drift_ppm)
        at_s = max(at_s + 1e-5, np.ceil((taken_s + 0.002) / INTERVAL_S) * INTERVAL_S)
        for message in messages:
            at_s += 1e-5
            yield _notification(leg, message, at_s)


def _notification(leg: Worn, message: Message, at_s: float) -> Notification:
    at_ns = round(at_s * 1e9)
    return Notification(
        sensor=leg.sensor,
        channel=message.channel,
        arrived_ns=STARTED_NS + at_ns,
        utc_ns=STARTED_UTC_NS + at_ns,
        payload=message.payload,
    )


def journal_of(path: Path, *legs: Worn, drift_ppm: float = 0.0, closed: bool = True) -> Path:
    """Write the journal of a session; one that was not closed ends without a footer."""
    entries = [one for leg in legs for one in notifications_of(leg, drift_ppm=drift_ppm)]
    writer = JournalWriter.create(path, header_of(*legs, session_id=path.stem))
    for entry in sorted(entries, key=lambda one: one.arrived_ns):
        writer.append(entry)
    writer.flush()
    if closed:
        writer.close()
    else:
        writer.abandon()
    return path
