"""Samples of a simulated leg, made ahead while others are sent."""

import asyncio
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.simulation.endless import Piece, endless_session, unlimited_device
from kicksense.simulation.player import random_player
from kicksense.simulation.truth import TrueEvent

_EVENTS_KEPT: Final = 10_000


@dataclass(frozen=True, slots=True)
class LegRequest:
    """Which leg plays what.

    Attributes
    ----------
    drill
        Name of the plan.
    side
        Which leg.
    seed, number
        Of every chance; ``number`` tells the legs of one session apart.
    rounds
        Simulate only so many rounds and repeat them; None for new ones for ever.
    stand_s
        Stands so long before anything else.
    """

    drill: str
    side: Side = Side.RIGHT
    seed: int = 1
    number: int = 0
    rounds: int | None = None
    stand_s: float = 0.0

    def pieces(self, rate_hz: float) -> Iterator[Piece]:
        """Give the samples of the leg, piece by piece."""
        rng = np.random.default_rng([self.seed, self.number])
        player = random_player(rng, side=self.side)
        device = unlimited_device(rate_hz, rng)
        seed = int(rng.integers(2**31))
        return endless_session(
            self.drill, player, device, seed=seed, rounds=self.rounds, stand_s=self.stand_s
        )


class Leg:
    """Samples of a simulated leg, taken as a sensor takes them; made ahead in another thread.

    Parameters
    ----------
    pieces
        Its samples.
    """

    def __init__(self, pieces: Iterator[Piece]) -> None:
        self._pieces = pieces
        self._acc: FloatArray = np.empty((0, 3))
        self._gyr: FloatArray = np.empty((0, 3))
        self._next: asyncio.Task[Piece] | None = None
        self.truth: deque[TrueEvent] = deque(maxlen=_EVENTS_KEPT)

    @property
    def waiting(self) -> int:
        """Samples that were made and not taken yet."""
        return len(self._acc)

    async def prepare(self) -> None:
        """Make the first samples, so that nothing waits for them later."""
        if not self.waiting:
            self._keep(await self._piece())

    async def take(self, n: int) -> tuple[FloatArray, FloatArray]:
        """Give the next samples.

        Parameters
        ----------
        n
            How many.

        Returns
        -------
        acc_mps2, gyr_radps
            Shape (n, 3), sensor frame.
        """
        while len(self._acc) < n:
            self._keep(await self._piece())
        acc, self._acc = self._acc[:n], self._acc[n:]
        gyr, self._gyr = self._gyr[:n], self._gyr[n:]
        return acc, gyr

    async def close(self) -> None:
        """Stop making samples."""
        task, self._next = self._next, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _keep(self, piece: Piece) -> None:
        self._acc = np.concatenate([self._acc, piece.acc_mps2])
        self._gyr = np.concatenate([self._gyr, piece.gyr_radps])
        self.truth.extend(piece.truth)

    async def _piece(self) -> Piece:
        """Give the next piece and begin with the one after it."""
        task = self._next or self._made_ahead()
        self._next = None
        piece = await task
        self._next = self._made_ahead()
        return piece

    def _made_ahead(self) -> asyncio.Task[Piece]:
        return asyncio.create_task(asyncio.to_thread(next, self._pieces))
