"""A recording that never was, for pages to watch: ``python -m`` this, then a data folder.

The publisher, its socket and its lines are the real ones; only what is told is made up, so that
what a page shows can be compared with what was told. Kicks come every second and a half and
alternate in technique and weight; a stop is obeyed, marks and questions are answered.
"""

import argparse
import asyncio
import itertools
import sys
import time
from pathlib import Path
from typing import Final

from kicksense.collect.publishing import Publisher
from kicksense.domain.kick import PowerBand, Target, Technique
from kicksense.domain.live import (
    CueNews,
    GuessOrder,
    Light,
    Marker,
    MarkerNews,
    MarkOrder,
    Order,
    SealedNews,
    SkipOrder,
    Stage,
    StageNews,
    StopOrder,
    TellOrder,
)
from kicksense.exchange.live_greeting import SessionCard
from kicksense.store.folder import DataFolder
from tests.live_news import health, kick, trace

TRACE_EVERY_S: Final = 0.08
KICKS: Final = (
    (Technique.HEEL, PowerBand.EXCESS),
    (Technique.INSIDE_FOOT, PowerBand.GOOD),
    (Technique.INSTEP, PowerBand.HEAVY),
    (Technique.UNSURE, PowerBand.UNDER_HIT),
)


class FakeRecording:
    """Tells made-up news until it is stopped."""

    def __init__(self, publisher: Publisher, session_id: str, stored: str, name: str) -> None:
        self.tell = publisher
        self.name = name
        self.session_id = session_id
        self.stored = stored
        self.stopped = asyncio.Event()
        self.skipped = asyncio.Event()
        self.number = 0
        self.began_s = time.monotonic()

    @property
    def t_s(self) -> float:
        return time.monotonic() - self.began_s

    def obey(self, order: Order) -> None:
        match order:
            case MarkOrder(kind, text, origin):
                self.tell(MarkerNews(Marker(self.t_s, kind, text, origin)))
            case StopOrder():
                self.stopped.set()
            case SkipOrder():
                self.skipped.set()
            case TellOrder() | GuessOrder():
                self.tell(CueNews(self.number, "softer", 880.0))
        sys.stdout.write(f"{order}\n")
        sys.stdout.flush()

    async def prepare(self) -> None:
        """Ask to stand still until somebody skips that."""
        sentence = "Stand still with both feet on the ground."
        self.tell(StageNews(Stage.STAND_STILL, self.session_id, sentence, 3.0))
        self.tell(health(0.0, name=self.name))
        while not (self.skipped.is_set() or self.stopped.is_set()):
            self.tell(trace(self.t_s, rows=16))
            await asyncio.sleep(TRACE_EVERY_S)

    async def play(self, kick_every_s: float) -> None:
        """Play until somebody stops it."""
        self.tell(StageNews(Stage.RECORDING, self.session_id, "Recording. Play!"))
        choices = itertools.cycle(KICKS)
        for turn in itertools.count():
            if self.stopped.is_set():
                break
            self.tell(trace(self.t_s, rows=16))
            if turn % round(kick_every_s / TRACE_EVERY_S) == 0 and turn:
                self.number += 1
                technique, power = next(choices)
                self.tell(kick(self.number, t_s=self.t_s, technique=technique, power=power))
            if turn % 12 == 0:
                weak = self.number > 1
                self.tell(
                    health(
                        self.t_s,
                        name=self.name,
                        light=Light.YELLOW if weak else Light.GREEN,
                        remarks=("The radio is weak: come closer.",) if weak else (),
                    )
                )
            await asyncio.sleep(TRACE_EVERY_S)

    async def seal(self) -> None:
        """Say that all is stored."""
        self.tell(StageNews(Stage.SEALING, self.session_id, "Storing the session."))
        self.tell(SealedNews((self.stored,), f"{self.number} kicks are stored."))
        self.tell(StageNews(Stage.ENDED, self.session_id, "The session is stored."))


async def main(asked: argparse.Namespace) -> None:
    """Record what never was."""
    card = SessionCard(
        time.time_ns(),
        "synthetic:backheel_wall_pass",
        simulated=True,
        drill="backheel_wall_pass",
        target=Target(4.0),
        schedule=asked.schedule,
    )
    async with Publisher(DataFolder(Path(asked.folder)), card) as publisher:
        recording = FakeRecording(publisher, asked.session, asked.stored, asked.name)
        publisher.obey(recording.obey)
        if asked.guided:
            await recording.prepare()
        await recording.play(asked.kick_every)
        await recording.seal()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--session", default="k7m2qx")
    parser.add_argument("--stored", default="k7m2qx")
    parser.add_argument("--name", default="KICK-1")
    parser.add_argument("--schedule", default="every_kick")
    parser.add_argument("--kick-every", type=float, default=1.5)
    parser.add_argument("--guided", action="store_true")
    asyncio.run(main(parser.parse_args()))
