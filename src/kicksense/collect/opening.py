"""A family's steps done with a connected sensor, so that it streams, or stops."""

import asyncio
import time
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from kicksense.collect.radio import ChannelMissingError, Heard, Link, LinkTroubleError
from kicksense.collect.source import Fact
from kicksense.protocol.codec import Step

_T = TypeVar("_T")

_MOST_SAID: Final = 200
_SHOWN: Final = 12
"""Bytes shown of a command."""


@dataclass(slots=True)
class Conversation:
    """Steps done one after the other, and what came of them.

    Attributes
    ----------
    link
        To the sensor.
    heard
        Takes notifications, and what was read.
    step_s, answer_s
        How long a step may take, and its answer.
    said
        What the sensor has said since the first step, as far as steps may depend on it.
    asked, skipped
        What was written, and what could not be done and need not be, for the journal.
    """

    link: Link
    heard: Heard
    step_s: float
    answer_s: float
    said: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    _answers: dict[str, asyncio.Event] = field(default_factory=dict)
    _holding: bool = False

    @property
    def facts(self) -> dict[str, Fact]:
        """What was asked and what was left out, as one line each."""
        return {"asked": "; ".join(self.asked), "skipped": "; ".join(self.skipped)}

    async def hold(self, steps: Iterable[Step]) -> None:
        """Do the steps in order.

        Parameters
        ----------
        steps
            Of the family.

        Raises
        ------
        LinkTroubleError
            If one that is not optional fails or is not answered.
        """
        self._holding = True
        try:
            for step in steps:
                if step.applies(self.said):
                    await self._done_or_skipped(step)
        finally:
            self._holding = False

    async def _done_or_skipped(self, step: Step) -> None:
        try:
            await self._done(step)
        except LinkTroubleError as trouble:
            if not step.optional:
                raise
            self.skipped.append(f"{_words_of(step)}: {trouble}")

    async def _done(self, step: Step) -> None:
        """Do one step and wait for its answer."""
        if not self.link.has(step.channel):
            raise ChannelMissingError(step.channel)
        answer = self._answers.setdefault(step.answered_on or "", asyncio.Event())
        answer.clear()
        if step.subscribe:
            await self._within(self.link.subscribe(step.channel, self._hearing()), step)
        elif step.payload is None:
            read = await self._within(self.link.read(step.channel), step)
            self._note(step.channel, read)
            self.heard(step.channel, time.monotonic_ns(), time.time_ns(), read)
        else:
            write = self.link.write(step.channel, step.payload, with_response=step.with_response)
            self.asked.append(f"{step.channel[:8]} {step.payload.hex(' ')}")
            await self._within(write, step)
        if step.answered_on is not None:
            try:
                async with asyncio.timeout(self.answer_s):
                    await answer.wait()
            except TimeoutError as error:
                raise LinkTroubleError(
                    f"it does not answer ({_words_of(step)}); switch it off and on again"
                ) from error

    async def _within(self, doing: Awaitable[_T], step: Step) -> _T:
        try:
            async with asyncio.timeout(self.step_s):
                return await doing
        except TimeoutError as error:
            raise LinkTroubleError(
                f"it takes longer than {self.step_s:g} s ({_words_of(step)}); bring it nearer"
            ) from error

    def _hearing(self) -> Heard:
        """Give what takes notifications: it passes them on, and notes answers while asking."""
        heard = self.heard

        def hear(channel: str, at_ns: int, utc_ns: int, payload: bytes) -> None:
            heard(channel, at_ns, utc_ns, payload)
            if self._holding:
                self._note(channel, payload)

        return hear

    def _note(self, channel: str, payload: bytes) -> None:
        """Remember what was said, and that it was said."""
        if len(self.said) < _MOST_SAID:
            self.said.append(payload)
        answer = self._answers.get(channel)
        if answer is not None:
            answer.set()


def _words_of(step: Step) -> str:
    """Give a step in short."""
    if step.subscribe:
        return f"subscribe {step.channel[:8]}"
    if step.payload is None:
        return f"read {step.channel[:8]}"
    shown = step.payload[:_SHOWN].hex(" ") + (" ..." if len(step.payload) > _SHOWN else "")
    return f"write {step.channel[:8]} {shown}"
