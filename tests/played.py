"""Simulated sessions that many tests look at, made and analyzed once."""

import json
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.drill import Drill
from kicksense.domain.kick import CalibrationReport, KickReport, SessionReport, Target, Technique
from kicksense.domain.signals import Recording, SegmentRecording
from kicksense.frames.calibration import CalibrationSpans, calibrate
from kicksense.frames.coarse import CoarseRecording, coarse
from kicksense.frames.orientation import orientation_quaternions, upward
from kicksense.frames.segment import Attitude, to_segment_frame
from kicksense.pipeline import analyze
from kicksense.settings import AnalysisSettings
from kicksense.simulation.movements import Kick, Movement, Still, Walk, WearingProtocol
from kicksense.simulation.player import Player
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import SimulatedSession, kicks_in, simulate_session
from kicksense.simulation.truth import TrueEvent
from kicksense.store.places import place_of
from kicksense.store.recordings import read_recording
from kicksense.workflows.demo import demo_recording_path
from kicksense.workflows.model_choice import DEFAULT_MODEL, loaded_model
from tests.builders import WIDE_DEVICE

SETTINGS: Final = AnalysisSettings()
TECHNIQUES: Final = (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)
OPENING: Final[tuple[Movement, ...]] = (
    Still(0.5),
    WearingProtocol(),
    Still(1.0),
    Walk(4),
    Still(1.0),
)
PLAN: Final = OPENING + tuple(
    movement for name in TECHNIQUES * 2 for movement in (Kick(name), Still(1.0))
)


def analyzed(
    recording: Recording,
    *,
    target: Target | None = None,
    drill: Drill | None = None,
    spans: CalibrationSpans | None = None,
) -> SessionReport:
    """Analyze with the model that ships, as a user's recording would be."""
    model = loaded_model(place_of("models") / DEFAULT_MODEL)
    return analyze(recording, SETTINGS, model=model, target=target, drill=drill, spans=spans)


@cache
def session(side: Side = Side.RIGHT, rate_hz: float = 200.0) -> SimulatedSession:
    """Give the wearing protocol, a walk and two kicks of each technique."""
    return simulate_session(PLAN, Player(side=side), replace(WIDE_DEVICE, rate_hz=rate_hz), 7)


@cache
def clipping_session() -> SimulatedSession:
    """Give the same movements, seen by a sensor that is too small for them."""
    small = Device(acc_full_scale_g=8.0, gyr_full_scale_dps=500.0)
    return simulate_session(PLAN, Player(), small, 7)


@cache
def report(side: Side = Side.RIGHT, rate_hz: float = 200.0) -> SessionReport:
    """Give what the pipeline says of `session`."""
    return analyzed(session(side, rate_hz).recording)


@dataclass(frozen=True, slots=True, eq=False)
class Stages:
    """What the stages up to the segment frame make of a recording."""

    grid: CoarseRecording
    up: FloatArray
    calibration: CalibrationReport
    signals: SegmentRecording
    attitude: Attitude


def stages_of(recording: Recording) -> Stages:
    """Run the stages up to the segment frame."""
    grid = coarse(recording, SETTINGS.coarse)
    quaternions = orientation_quaternions(grid)
    up = upward(quaternions)
    calibration = calibrate(grid, up, SETTINGS.calibration, start_time_s=recording.start_time_s)
    return Stages(
        grid=grid,
        up=up,
        calibration=calibration,
        signals=to_segment_frame(grid, up, calibration, recording.placement),
        attitude=Attitude(quaternions, np.array(calibration.rotation).T),
    )


@cache
def stages() -> Stages:
    """Give the stages of the right leg's session at 200 Hz."""
    return stages_of(session().recording)


def pairs_of(
    made: SimulatedSession, said: SessionReport, within_s: float = 0.06
) -> list[tuple[TrueEvent, KickReport]]:
    """Give each true kick that was found, with what was said of it."""
    return [
        (event, kick)
        for event in kicks_in(made.truth)
        for kick in said.kicks
        if abs(kick.t_s - event.time_s) < within_s
    ]


def rotation_error_rad(calibration: CalibrationReport, true_rotation: FloatArray) -> float:
    """Give the angle of the turn between a calibration and the true mounting."""
    apart = np.array(calibration.rotation) @ true_rotation.T
    return float(np.arccos(np.clip((np.trace(apart) - 1.0) / 2.0, -1.0, 1.0)))


def part_of(recording: Recording, start: int, stop: int) -> Recording:
    """Give a stretch of a recording, on the same clock."""
    return replace(
        recording,
        start_time_s=recording.time_of(start),
        acc_mps2=recording.acc_mps2[start:stop],
        gyr_radps=recording.gyr_radps[start:stop],
        measured=recording.measured[start:stop],
        clipped=recording.clipped[start:stop],
    )


def with_signals(
    recording: Recording, acc_mps2: FloatArray, gyr_radps: FloatArray, rate_hz: float
) -> Recording:
    """Give a recording of other samples at another rate, all of them measured."""
    n = len(acc_mps2)
    return replace(
        recording,
        sampling_rate_hz=rate_hz,
        acc_mps2=acc_mps2,
        gyr_radps=gyr_radps,
        measured=np.ones(n, dtype=np.bool_),
        clipped=np.zeros(n, dtype=np.bool_),
    )


@cache
def demo_recording() -> Recording:
    """Give the demo recording that ships with the program."""
    return read_recording(demo_recording_path())


@cache
def demo_report() -> SessionReport:
    """Give what the pipeline says of the demo."""
    return analyzed(demo_recording())


@cache
def demo_kicks() -> tuple[tuple[float, Technique], ...]:
    """Give time and technique of every true kick of the demo."""
    truth = json.loads(demo_recording_path().with_name("truth.json").read_text(encoding="utf-8"))
    return tuple(
        (event["time_s"], Technique(event["technique"]))
        for event in truth["events"]
        if event["kind"] == "kick"
    )
