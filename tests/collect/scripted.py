"""A source that delivers what a test has written down, such as a simulated session."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np

from kicksense.collect.recorder import Recorder
from kicksense.collect.session_plan import RecorderSettings, SessionPlan
from kicksense.collect.source import Arrival, LinkChange, LinkState, SourceSensor
from kicksense.collect.worn import Worn
from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.live import News
from kicksense.domain.notifications import Notification
from kicksense.domain.signals import Recording
from kicksense.protocol.codec import Message, StreamOptions
from kicksense.protocol.families import family_named

Kind = TypeVar("Kind")
ROOM = 244
NS = 1_000_000_000


@dataclass
class ScriptedSource:
    """Delivers arrivals with stamps relative to the start; without end where it is to stay."""

    found: tuple[SourceSensor, ...]
    script: Sequence[tuple[float, Arrival]]
    stays: bool = False
    slow_to_leave_s: float = 0.0
    overflowed: Mapping[str, int] = field(default_factory=dict)
    simulated: bool = True
    left: bool = False

    async def sensors(self) -> tuple[SourceSensor, ...]:
        return self.found

    @asynccontextmanager
    async def _stream(self) -> AsyncIterator[AsyncIterator[Arrival]]:
        try:
            yield self._arrivals()
        finally:
            await asyncio.sleep(self.slow_to_leave_s)
            self.left = True

    def stream(self) -> AbstractAsyncContextManager[AsyncIterator[Arrival]]:
        return self._stream()

    async def _arrivals(self) -> AsyncIterator[Arrival]:
        start_ns = time.monotonic_ns()
        for at_s, arrival in self.script:
            at_ns = start_ns + round(at_s * NS)
            if isinstance(arrival, LinkChange):
                yield LinkChange(
                    arrival.sensor, arrival.state, at_ns, arrival.detail, arrival.facts
                )
            else:
                yield Notification(arrival.sensor, arrival.channel, at_ns, at_ns, arrival.payload)
        if self.stays:
            await asyncio.Event().wait()


def sensor(name: str, side: Side | None = Side.RIGHT) -> SourceSensor:
    """Give a KSP sensor."""
    return SourceSensor(name, name.upper(), family_named("ksp"), StreamOptions(), side=side)


def link(name: str, state: LinkState, at_s: float) -> tuple[float, Arrival]:
    return at_s, LinkChange(name, state, 0)


def said(name: str, message: Message, at_s: float) -> tuple[float, Arrival]:
    return at_s, Notification(name, message.channel, 0, 0, message.payload)


def played(recording: Recording, name: str, *, from_s: float = 0.5) -> list[tuple[float, Arrival]]:
    """Give what a KSP sensor sends that measures a recording."""
    family = family_named("ksp")
    rate_hz = recording.sampling_rate_hz
    options = StreamOptions(rate_hz=rate_hz)
    peripheral = family.peripheral(options)
    script: list[tuple[float, Arrival]] = [link(name, LinkState.CONNECTED, 0.0)]
    for step in family.opening(options):
        if step.payload is not None:
            answers, peripheral = peripheral.heard(Message(step.channel, step.payload))
            script += [said(name, answer, 0.01) for answer in answers]
        elif not step.subscribe:
            answer = Message(step.channel, peripheral.read(step.channel))
            script.append(said(name, answer, 0.01))
    many = peripheral.samples_per_packet
    for start in range(0, len(recording) - many, many):
        rows = slice(start, start + many)
        messages, peripheral = peripheral.sent(
            start / rate_hz, recording.acc_mps2[rows], recording.gyr_radps[rows], ROOM
        )
        at_s = from_s + (start + many) / rate_hz
        script += [said(name, message, at_s) for message in messages]
    return script


def merged(*scripts: Sequence[tuple[float, Arrival]]) -> list[tuple[float, Arrival]]:
    """Give the arrivals of several sensors in the order of time."""
    return sorted((one for script in scripts for one in script), key=lambda pair: pair[0])


def resting(seconds: float, rate_hz: float = 200.0) -> tuple[FloatArray, FloatArray]:
    """Give a sensor that lies still."""
    rng = np.random.default_rng(8)
    n = round(seconds * rate_hz)
    acc = rng.normal(0.0, 0.03, (n, 3)) + np.array([0.0, 9.8, 0.0])
    return acc, rng.normal(0.0, 0.01, (n, 3))


class Heard:
    """A listener that keeps everything."""

    def __init__(self) -> None:
        self.news: list[News] = []

    def __call__(self, news: News) -> None:
        self.news.append(news)

    def of(self, kind: type[Kind]) -> list[Kind]:
        return [one for one in self.news if isinstance(one, kind)]


def plan_of(source: ScriptedSource, folder: Path, **more: object) -> SessionPlan:
    """Give a plan of a session that all sensors take part in."""
    sensors = tuple(Worn(one, one.player_id, one.side) for one in source.found)
    return SessionPlan("session-1", folder / "session-1.journal", sensors, **more)  # type: ignore[arg-type]


def recorder_of(
    source: ScriptedSource,
    folder: Path,
    *listeners: Heard,
    settings: RecorderSettings | None = None,
    **more: object,
) -> Recorder:
    """Give a recorder of a source."""
    plan = plan_of(source, folder, **more)
    return Recorder(source, plan, listeners=listeners, settings=settings)
