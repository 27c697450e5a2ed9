"""A simulated session: a player does a plan, a sensor records it, and the truth is kept.

Two engines move the leg. The kinematic one follows the planned joint angles and adds what a ball
does by a formula; the physics one lets MuJoCo work out forces, contacts and the soft mount.
"""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from scipy.spatial.transform import Rotation

from kicksense.assembly.recording import assemble
from kicksense.domain.anatomy import Placement, Segment, Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind, MovementSpan
from kicksense.domain.signals import Recording, SampleTable, SegmentRecording, SourceNote
from kicksense.errors import SimulationError, UsageError
from kicksense.simulation.kinematic import kinematic_motion
from kicksense.simulation.movements import Movement, joined
from kicksense.simulation.player import Player
from kicksense.simulation.profiles import wander
from kicksense.simulation.sensor import Device, IdealSignals, ideal_signals, sample
from kicksense.simulation.stretch import Joint, Stretch
from kicksense.simulation.truth import SensorMotion, TrueEvent

_MIRROR = np.array([1.0, 1.0, -1.0])
"""Reflection in the sagittal plane; rotation vectors turn with its negative."""


class Engine(StrEnum):
    """What moves the leg: forces in MuJoCo, or joint angles and a formula."""

    PHYSICS = "physics"
    KINEMATIC = "kinematic"


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedSession:
    """A recording, and what really happened.

    Attributes
    ----------
    recording
        As the pipeline gets it.
    truth
        Every event, in order of time.
    table
        The rows before they were assembled.
    mounting
        True rotation from the sensor frame to the segment frame, shape (3, 3).
    ideal
        What a perfect sensor would have read at even times, segment frame.
    spans
        Begin, end and name of each movement on the recording's clock, in the order of the plan.
    """

    recording: Recording
    truth: tuple[TrueEvent, ...]
    table: SampleTable
    mounting: FloatArray
    ideal: IdealSignals
    spans: tuple[MovementSpan, ...]

    @property
    def segment(self) -> SegmentRecording:
        """The recording turned by the true mounting, with the true upward direction."""
        recording = self.recording
        clock_s = recording.start_time_s + np.arange(len(recording)) / recording.sampling_rate_hz
        start_s = self.spans[0].start_s
        up = np.column_stack(
            [
                np.interp(clock_s - start_s, self.ideal.time_s, self.ideal.up[:, axis])
                for axis in range(3)
            ]
        )
        return SegmentRecording(
            sampling_rate_hz=recording.sampling_rate_hz,
            acc_mps2=recording.acc_mps2 @ self.mounting.T,
            gyr_radps=recording.gyr_radps @ self.mounting.T,
            up=up / np.linalg.norm(up, axis=1, keepdims=True),
            measured=recording.measured,
            clipped=recording.clipped,
            placement=recording.placement,
        )


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedRows:
    """What a device wrote, and what really happened; as in `SimulatedSession`."""

    truth: tuple[TrueEvent, ...]
    table: SampleTable
    ideal: IdealSignals
    spans: tuple[MovementSpan, ...]


def simulate_session(
    plan: tuple[Movement, ...],
    player: Player,
    device: Device,
    seed: int,
    *,
    engine: Engine = Engine.KINEMATIC,
) -> SimulatedSession:
    """Let a player do a plan and record it.

    Parameters
    ----------
    plan
        Movements in order.
    player
        Who, which leg, and how the sensor is worn.
    device
        The sensor.
    seed
        Of every chance; the same seed gives the same session.
    engine
        What moves the leg. Both take the same plan and give events at the same moments, to a few
        hundredths of a second.

    Returns
    -------
    session
        Recording and truth. A left leg does exactly what the right leg does in a mirror.

    Raises
    ------
    UsageError
        If the physics engine is asked for and MuJoCo is not installed.
    SimulationError
        If the physics engine becomes unstable; the message names the seed.
    """
    rows = simulate_rows(plan, player, device, seed, engine=engine)
    return SimulatedSession(
        recording=assemble(rows.table),
        truth=rows.truth,
        table=rows.table,
        mounting=player.mounting,
        ideal=rows.ideal,
        spans=rows.spans,
    )


def simulate_rows(
    plan: tuple[Movement, ...],
    player: Player,
    device: Device,
    seed: int,
    *,
    engine: Engine = Engine.KINEMATIC,
) -> SimulatedRows:
    """Let a player do a plan and write down what a device says, at any rate, assembled by nobody.

    Parameters
    ----------
    plan, player, device, seed, engine
        As for `simulate_session`.

    Returns
    -------
    rows
        The rows and the truth.

    Raises
    ------
    UsageError, SimulationError
        As for `simulate_session`.
    """
    rng = np.random.default_rng(seed)
    stretches = tuple(movement.perform(player, rng) for movement in plan)
    body = _swaying(joined(stretches), player, rng)
    try:
        moved = _moved(body, player, rng, engine=engine)
    except SimulationError as error:
        raise SimulationError(f"seed {seed}: {error}") from error
    motion = _loosened(moved, body)
    signals = ideal_signals(motion.rotation, motion.position_m, device.rate_hz)
    ideal = _mirrored(signals, player.side)
    table = sample(
        ideal,
        player.mounting,
        device,
        placement=Placement(player.side, Segment.SHANK),
        source=SourceNote(name=f"simulated-{seed}", kind="simulated", simulated=True),
        rng=rng,
    )
    lengths_s = [stretch.duration_s for stretch in stretches]
    edges_s = device.clock_s(np.cumsum([0.0, *lengths_s])).tolist()
    return SimulatedRows(
        truth=_events(motion.events, body, player, device),
        table=table,
        ideal=ideal,
        spans=tuple(
            MovementSpan(start_s, stop_s, movement.name)
            for start_s, stop_s, movement in zip(edges_s[:-1], edges_s[1:], plan, strict=True)
        ),
    )


def kicks_in(truth: tuple[TrueEvent, ...]) -> tuple[TrueEvent, ...]:
    """Give the events that are kicks."""
    return tuple(event for event in truth if event.kind is EventKind.KICK)


def _moved(
    body: Stretch, player: Player, rng: np.random.Generator, *, engine: Engine
) -> SensorMotion:
    if engine is Engine.KINEMATIC:
        return kinematic_motion(body, player, rng)
    try:
        from kicksense.simulation.physics import physics_motion  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "mujoco":
            raise
        raise UsageError(
            "the physics engine needs MuJoCo, which is not installed; "
            "pip install 'kicksense[sim]', or choose the kinematic engine"
        ) from error
    return physics_motion(body, player, rng)


def _swaying(body: Stretch, player: Player, rng: np.random.Generator) -> Stretch:
    """Add postural sway to every moment."""
    joints = body.joints.copy()
    for joint, share in ((Joint.HIP_FLEXION, 1.0), (Joint.HIP_ADDUCTION, 0.6)):
        sway = wander(len(body), rng, slowest_hz=0.08, fastest_hz=0.7, terms=9)
        joints[:, joint] += share * player.sway_rad * sway
    return replace(body, joints=joints)


def _loosened(motion: SensorMotion, body: Stretch) -> SensorMotion:
    """Add the motion of a sensor in the hand."""
    if body.loose is None:
        return motion
    turned = Rotation.from_rotvec(body.loose[:, :3].copy()).as_matrix()
    return SensorMotion(
        rotation=motion.rotation @ turned,
        position_m=motion.position_m + body.loose[:, 3:],
        events=motion.events,
    )


def _mirrored(signals: IdealSignals, side: Side) -> IdealSignals:
    if side is Side.RIGHT:
        return signals
    return IdealSignals(
        time_s=signals.time_s,
        acc_mps2=signals.acc_mps2 * _MIRROR,
        gyr_radps=signals.gyr_radps * -_MIRROR,
        up=signals.up * _MIRROR,
    )


def _events(
    struck: tuple[TrueEvent, ...], body: Stretch, player: Player, device: Device
) -> tuple[TrueEvent, ...]:
    """Give all events on the recording's clock, in order of time."""

    def clock_s(since_start_s: float) -> float:
        return float(device.clock_s(np.array(since_start_s)))

    shocks = (
        TrueEvent(
            time_s=shock.time_s,
            kind=shock.kind,
            technique=Technique.UNSURE,
            side=player.side,
            foot_speed_mps=math.nan,
            ball_speed_mps=math.nan,
            phases=None,
        )
        for shock in body.shocks
    )
    told = (event.on_clock(clock_s) for event in (*struck, *shocks))
    return tuple(sorted(told, key=lambda event: event.time_s))
