"""Every drill can be played with every fault that makes sense in it, and shows it."""

from dataclasses import replace

import pytest

from kicksense.simulation.drill_habits import faults_of
from kicksense.simulation.drill_scripts import scripted_session
from kicksense.simulation.player import Player
from kicksense.simulation.sensor import Device
from kicksense.store.drills import shipped_drills

CASES = [(drill.name, fault) for drill in shipped_drills().drills for fault in faults_of(drill)]


@pytest.mark.parametrize(("name", "fault"), CASES, ids=[f"{name}-{fault}" for name, fault in CASES])
def test_a_drill_is_played_with_a_fault(name: str, fault: str) -> None:
    drill = shipped_drills().named(name)
    sensors = drill.sensors if fault == "defender_kept_up" else 1
    script = scripted_session(
        replace(drill, sensors=sensors),
        Player(),
        Device(rate_hz=50.0),
        11,
        fault=fault,
        repetitions=2,
    )
    assert script.truth.fault == fault
    if fault != "no_carry":
        assert any(fault in rep.faults for rep in script.truth.reps)
