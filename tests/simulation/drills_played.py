"""Short simulated drills, each played once for all tests of a module."""

from functools import cache
from typing import Final

from kicksense.simulation.drill_scripts import ScriptedSession, scripted_session
from kicksense.simulation.player import Player
from kicksense.simulation.sensor import Device
from kicksense.store.drills import shipped_drills

REPS: Final = 3
PLAIN: Final = Device(rate_hz=100.0)


@cache
def played(name: str, fault: str | None = None) -> ScriptedSession:
    """Give a session of three repetitions of a drill that ships."""
    drill = shipped_drills().named(name)
    return scripted_session(drill, Player(), PLAIN, 5, fault=fault, repetitions=REPS)
