"""People, devices and plans drawn together: what a simulated data set is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kicksense.simulation.drill_scripts import script_names
from kicksense.simulation.movements import Movement
from kicksense.simulation.plans import drill_plan
from kicksense.simulation.player import Player, random_player, strapped_anew
from kicksense.simulation.sensor import Device, faults_of, random_device

_ROUNDS: dict[str, tuple[int, int]] = {"field_mix": (22, 30)}
_PLAIN_ROUNDS = (12, 20)
_SEED_LIMIT = 2**31


@dataclass(frozen=True, slots=True)
class SessionDraw:
    """Who plays what with which sensor.

    Attributes
    ----------
    player_id
        The same in all sessions of a player.
    player, device, plan, seed
        What `simulate_session` takes.
    drill
        Name of the plan.
    groups
        What scores are given by: ``side``, ``age``, ``mount``, ``rate`` (Hz, whole), ``acc_range``
        (g) and ``faults`` (names joined by ``+``, or ``none``).
    scripted
        True where `kicksense.simulation.drill_scripts` plays the drill in place of the plan.
    """

    player_id: str
    player: Player
    device: Device
    plan: tuple[Movement, ...]
    seed: int
    drill: str
    groups: Mapping[str, str]
    scripted: bool = False


def draw_sessions(
    players: int, drill: str, seed: int, *, sessions_per_player: int = 1
) -> tuple[SessionDraw, ...]:
    """Draw the sessions of some players.

    A player keeps body, leg and style; strap, device and plan are drawn anew for every session.

    Parameters
    ----------
    players
        How many.
    drill
        Name of the plan, as in `kicksense.simulation.plans.drill_names`.
    seed
        Of every chance. What a player is and does depends on the seed and the player's own number,
        not on how many players are asked for.
    sessions_per_player
        How many each.

    Returns
    -------
    draws
        Players in order, the sessions of one together.

    Raises
    ------
    UsageError
        If the drill is not known.
    """
    return tuple(
        draw
        for number in range(players)
        for draw in _sessions_of(number, drill, seed, sessions_per_player)
    )


def groups_of(player: Player, device: Device) -> Mapping[str, str]:
    """Give what scores are given by.

    Parameters
    ----------
    player
        Who, and how the sensor is worn.
    device
        Its rate, range and faults.

    Returns
    -------
    groups
        As in `SessionDraw`.
    """
    return {
        "side": str(player.side),
        "age": str(player.age),
        "mount": player.worn,
        "rate": f"{device.rate_hz:.0f}",
        "acc_range": f"{device.acc_full_scale_g:.0f}",
        "faults": "+".join(faults_of(device)) or "none",
    }


def _sessions_of(number: int, drill: str, seed: int, sessions: int) -> list[SessionDraw]:
    person = random_player(np.random.default_rng([seed, number]))
    draws = []
    for session in range(sessions):
        rng = np.random.default_rng([seed, number, session, 1])
        player = strapped_anew(person, rng)
        device = random_device(rng)
        rounds = int(rng.integers(*_ROUNDS.get(drill, _PLAIN_ROUNDS), endpoint=True))
        draws.append(
            SessionDraw(
                player_id=f"sim-{seed}-{number:03d}",
                player=player,
                device=device,
                plan=drill_plan(drill, rounds, rng),
                seed=int(rng.integers(_SEED_LIMIT)),
                drill=drill,
                groups=groups_of(player, device),
                scripted=drill in script_names(),
            )
        )
    return draws
