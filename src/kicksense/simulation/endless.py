"""A simulated session without an end, made piece by piece: for sensors that never stop sending."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.simulation.field_mix import field_mix
from kicksense.simulation.movements import Movement, Still
from kicksense.simulation.plans import FIELD_MIX, drill_names, drill_plan, opening
from kicksense.simulation.player import Player
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import simulate_rows
from kicksense.simulation.truth import TrueEvent

_UNLIMITED_G: Final = 1000.0
_UNLIMITED_DPS: Final = 20_000.0
_BREATH_S: Final = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """The next samples of an endless session.

    Attributes
    ----------
    start_index
        Of the first sample, counted from the start of the session.
    acc_mps2, gyr_radps
        Shape (n, 3), sensor frame, with noise and bias, neither limited nor rounded: that is for
        the sensor that sends them.
    truth
        What happened, timed from the start of the session.
    """

    start_index: int
    acc_mps2: FloatArray
    gyr_radps: FloatArray
    truth: tuple[TrueEvent, ...]

    def __len__(self) -> int:
        """Give the number of samples."""
        return len(self.acc_mps2)


def unlimited_device(rate_hz: float, rng: np.random.Generator) -> Device:
    """Give electronics with usual noise and bias whose limits somebody else applies.

    Parameters
    ----------
    rate_hz
        Samples per second.
    rng
        Source of chance for the bias.

    Returns
    -------
    device
        It never clips and does not round.
    """
    acc, gyr = rng.normal(0.0, 0.05, 3).tolist(), rng.normal(0.0, 0.005, 3).tolist()
    return Device(
        rate_hz=rate_hz,
        acc_full_scale_g=_UNLIMITED_G,
        gyr_full_scale_dps=_UNLIMITED_DPS,
        acc_bias_mps2=(acc[0], acc[1], acc[2]),
        gyr_bias_radps=(gyr[0], gyr[1], gyr[2]),
        bits=None,
    )


def endless_session(
    drill: str,
    player: Player,
    device: Device,
    *,
    seed: int,
    rounds: int | None = None,
    stand_s: float = 0.0,
) -> Iterator[Piece]:
    """Play a drill for ever: the wearing protocol, then one round after the other.

    Every piece begins and ends in quiet standing, so that one follows the other without a jump
    larger than the sway of a standing player; only one is in memory at a time.

    Parameters
    ----------
    drill
        Name of the plan, as in `kicksense.simulation.plans.drill_names`.
    player, device
        Who plays with which sensor.
    seed
        Of every chance.
    rounds
        Simulate only so many rounds and play them again and again; None for new ones for ever.
        Eight hours are then made in seconds.
    stand_s
        Stands so long before anything else, for whoever needs time to look.

    Yields
    ------
    piece
        The first holds the wearing protocol and one round, the others one round each.

    Raises
    ------
    UsageError
        If the drill is not known.
    """
    index = 0
    for piece in _rounds(drill, player, device, seed=seed, rounds=rounds, stand_s=stand_s):
        start_s = index / device.rate_hz
        yield Piece(
            start_index=index,
            acc_mps2=piece.acc_mps2,
            gyr_radps=piece.gyr_radps,
            truth=tuple(_later(event, start_s) for event in piece.truth),
        )
        index += len(piece)


def _rounds(
    drill: str, player: Player, device: Device, *, seed: int, rounds: int | None, stand_s: float
) -> Iterator[Piece]:
    """Give the pieces, each timed from its own start."""

    def made(number: int) -> Piece:
        rng = np.random.default_rng([seed, number])
        plan = _plan_of(drill, number, rng)
        if number == 0 and stand_s > 0.0:
            plan = (Still(stand_s), *plan)
        rows = simulate_rows(plan, player, device, int(rng.integers(2**31)))
        return Piece(0, rows.table.acc_mps2, rows.table.gyr_radps, rows.truth)

    if drill not in drill_names():
        drill_plan(drill, 1, np.random.default_rng(seed))
    yield made(0)
    number = 1
    if rounds is not None:
        kept = tuple(map(made, range(1, 1 + max(1, rounds))))
        yield from cycle(kept)
    while True:
        yield made(number)
        number += 1


def _plan_of(drill: str, number: int, rng: np.random.Generator) -> tuple[Movement, ...]:
    """Give the movements of a round; those of the first begin with the wearing protocol."""
    first = number == 0
    if drill == FIELD_MIX:
        # The plan of a recording may begin with the sensor in the hand: not in mid-session.
        return (*(opening() if first else (Still(_BREATH_S),)), *field_mix(1, rng), Still(1.0))
    plan = drill_plan(drill, 1, rng)
    return plan if first else tuple(islice(plan, len(opening()), None))


def _later(event: TrueEvent, by_s: float) -> TrueEvent:
    """Give an event on a clock that began earlier."""
    return replace(event.on_clock(lambda at_s: at_s + by_s))
