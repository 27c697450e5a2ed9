"""Simulated drills happen as their truth says."""

import numpy as np
import pytest

from kicksense.coaching.drills import at_level
from kicksense.coaching.finding_kinds import FINDING_KINDS
from kicksense.domain.drill import RepUnit, Theme
from kicksense.domain.kick import Technique
from kicksense.domain.locomotion import Gait
from kicksense.errors import UsageError
from kicksense.pipeline import observed
from kicksense.settings import AnalysisSettings
from kicksense.simulation.drill_habits import faults_of
from kicksense.simulation.drill_play import ONSET_DPS
from kicksense.simulation.drill_scripts import script_names, scripted_session
from kicksense.simulation.plans import drill_names
from kicksense.simulation.player import Player
from kicksense.simulation.sensor import IDEAL_DEVICE
from kicksense.store.drills import shipped_drills
from tests.simulation.drills_played import PLAIN, REPS, played

NAMES = script_names()
_RUNS = (Gait.RUNNING, Gait.SPRINTING)


def test_every_drill_that_ships_has_a_script_and_a_plan() -> None:
    assert set(NAMES) == set(shipped_drills().names)
    assert set(NAMES) <= set(drill_names())


@pytest.mark.parametrize("name", NAMES)
def test_every_repetition_is_told(name: str) -> None:
    script = played(name)
    truth = script.truth
    assert len(truth.reps) == REPS
    assert [rep.number for rep in truth.reps] == list(range(1, REPS + 1))
    assert sorted(rep.t_s for rep in truth.reps) == [rep.t_s for rep in truth.reps]
    assert truth.drill == at_level(shipped_drills().named(name), 1)
    assert len(script.sessions) == min(truth.drill.sensors, 3)
    lasts_s = len(script.sessions[0].recording) / PLAIN.rate_hz
    assert all(0.0 < marker.t_s < lasts_s for marker in truth.markers)


@pytest.mark.parametrize("name", NAMES)
def test_the_analysis_finds_the_repetitions(name: str) -> None:
    script = played(name)
    drill = script.truth.drill
    seen = observed(
        script.sessions[0].recording,
        AnalysisSettings(),
        model=None,
        adaptation=None,
        target=script.truth.target,
        drill=drill,
        spans=None,
    )
    true_s = [rep.kick_s for rep in script.truth.reps if rep.kick_s is not None]
    found = [
        moment for moment in true_s if any(abs(moment - k.t_s) < 0.1 for k in seen.report.kicks)
    ]
    assert len(found) >= len(true_s) - 1
    if drill.theme is Theme.BACK_POST:
        runs_s = [bout.start_s for bout in seen.activity.bouts if bout.gait in _RUNS]
        starts_s = [
            rep.cue_s + rep.onset_s
            for rep in script.truth.reps
            if rep.cue_s is not None and rep.onset_s is not None
        ]
        met = [start for start in starts_s if any(abs(start - run) < 0.25 for run in runs_s)]
        assert len(met) >= len(starts_s) - 1


@pytest.mark.parametrize("name", [n for n in NAMES if shipped_drills().named(n).rep is RepUnit.CUE])
def test_a_run_starts_when_the_leg_does(name: str) -> None:
    drill = shipped_drills().named(name)
    script = scripted_session(drill, Player(), IDEAL_DEVICE, 8, repetitions=2)
    ideal = script.sessions[0].ideal
    rate_dps = np.degrees(np.linalg.norm(ideal.gyr_radps, axis=1))
    for rep in script.truth.reps:
        assert rep.cue_s is not None
        assert rep.onset_s is not None
        at = int(np.searchsorted(ideal.time_s, rep.cue_s + rep.onset_s))
        assert rate_dps[at + 5 : at + 50].min() > 0.7 * ONSET_DPS
        assert rate_dps[at - 15 : at].max() < 1.6 * ONSET_DPS
        assert 0.0 < rep.onset_s < 0.6


def test_a_fault_that_makes_no_sense_is_refused_with_those_that_do() -> None:
    drill = shipped_drills().named("light_feet")
    with pytest.raises(UsageError, match="flat_feet"):
        scripted_session(drill, Player(), PLAIN, 1, fault="too_much_power")


@pytest.mark.parametrize("name", NAMES)
def test_faults_are_findings(name: str) -> None:
    faults = faults_of(shipped_drills().named(name))
    assert faults
    assert set(faults) <= set(FINDING_KINDS)


def test_heel_drills_are_played_with_the_heel() -> None:
    techniques = {rep.technique for rep in played("backheel_wall_pass").truth.reps}
    assert techniques == {Technique.HEEL}
