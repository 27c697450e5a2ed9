"""A kicking leg with known truth, moved by joint angles (not by forces).

Acceleration and angular rate come from one motion of one rigid body, so that integrating the
signals gives the motion back.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from kicksense.assembly.recording import assemble
from kicksense.domain.anatomy import Placement, Segment, Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind
from kicksense.domain.signals import Recording, SampleTable, SegmentRecording, SourceNote
from kicksense.simulation.contact import Struck, give_of, ring_of_blow, ring_of_shock, strike
from kicksense.simulation.leg import LegMotion, move_leg
from kicksense.simulation.movements import Movement, joined
from kicksense.simulation.player import Player
from kicksense.simulation.profiles import wander
from kicksense.simulation.sensor import Device, IdealSignals, ideal_signals, sample
from kicksense.simulation.stretch import INTERNAL_RATE_HZ, Joint, Stretch
from kicksense.simulation.truth import TrueEvent, event_of

_MIRROR = np.array([1.0, 1.0, -1.0])
"""Reflection in the sagittal plane; rotation vectors turn with its negative."""


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
        Begin and end of each movement on the recording's clock, s, in the order of the plan.
    """

    recording: Recording
    truth: tuple[TrueEvent, ...]
    table: SampleTable
    mounting: FloatArray
    ideal: IdealSignals
    spans: tuple[tuple[float, float], ...]

    @property
    def segment(self) -> SegmentRecording:
        """The recording turned by the true mounting, with the true upward direction."""
        recording = self.recording
        clock_s = recording.start_time_s + np.arange(len(recording)) / recording.sampling_rate_hz
        start_s = self.spans[0][0]
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


def simulate_session(
    plan: tuple[Movement, ...], player: Player, device: Device, seed: int
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

    Returns
    -------
    session
        Recording and truth. A left leg does exactly what the right leg does in a mirror.
    """
    rng = np.random.default_rng(seed)
    stretches = tuple(movement.perform(player, rng) for movement in plan)
    body = _swaying(joined(stretches), player, rng)
    motion, strikes = _struck_motion(body, player, rng)
    position, rotation = _sensor_path(body, motion, strikes, player=player, rng=rng)
    ideal = _mirrored(ideal_signals(rotation, position, device.rate_hz), player.side)
    source = SourceNote(name=f"simulated-{seed}", kind="simulated", simulated=True)
    table = sample(
        ideal,
        player.mounting,
        device,
        placement=Placement(player.side, Segment.SHANK),
        source=source,
        rng=rng,
    )
    events = _events(body, motion, strikes, player=player, start_s=device.start_time_s)
    ends = np.cumsum([stretch.duration_s for stretch in stretches]) + device.start_time_s
    starts = [device.start_time_s, *ends[:-1].tolist()]
    return SimulatedSession(
        recording=assemble(table),
        truth=events,
        table=table,
        mounting=player.mounting,
        ideal=ideal,
        spans=tuple(zip(starts, ends.tolist(), strict=True)),
    )


def _swaying(body: Stretch, player: Player, rng: np.random.Generator) -> Stretch:
    """Add postural sway to every moment."""
    joints = body.joints.copy()
    for joint, share in ((Joint.HIP_FLEXION, 1.0), (Joint.HIP_ADDUCTION, 0.6)):
        sway = wander(len(body), rng, slowest_hz=0.08, fastest_hz=0.7, terms=9)
        joints[:, joint] += share * player.sway_rad * sway
    return Stretch(
        joints=joints,
        yaw_rad=body.yaw_rad,
        planted=body.planted,
        lift_m=body.lift_m,
        push_m=body.push_m,
        blows=body.blows,
        shocks=body.shocks,
        loose=body.loose,
    )


def _struck_motion(
    body: Stretch, player: Player, rng: np.random.Generator
) -> tuple[LegMotion, tuple[Struck, ...]]:
    """Move the leg without the ball, work out what the ball does, and move it again."""
    give = np.zeros((len(body), 3))
    free = _moved(body, player, give)
    strikes = tuple(strike(blow, free, player, rng) for blow in body.blows)
    for struck in strikes:
        give += give_of(struck, len(body))
    return _moved(body, player, give), strikes


def _moved(body: Stretch, player: Player, give_rotvec: FloatArray) -> LegMotion:
    return move_leg(
        player,
        body.joints,
        body.yaw_rad,
        planted=body.planted,
        lift_m=body.lift_m,
        push_m=body.push_m,
        give_rotvec=give_rotvec,
    )


def _sensor_path(
    body: Stretch,
    motion: LegMotion,
    strikes: tuple[Struck, ...],
    *,
    player: Player,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """Give position and orientation of the sensor, which rings and may not be strapped on yet."""
    n = len(body)
    way, turn = np.zeros((n, 3)), np.zeros((n, 3))
    if body.loose is not None:
        turn += body.loose[:, :3]
    rings = [(struck.index, ring_of_blow(struck, player, rng)) for struck in strikes]
    for shock in body.shocks:
        start = round(shock.time_s * INTERNAL_RATE_HZ)
        rings.append((start, ring_of_shock(shock, player, rng)))
    for start, (ring_way, ring_turn) in rings:
        stop = min(n, start + len(ring_way))
        way[start:stop] += ring_way[: stop - start]
        turn[start:stop] += ring_turn[: stop - start]
    position = motion.point_m(player.sensor_m) + np.einsum("nij,nj->ni", motion.shank, way)
    if body.loose is not None:
        position += body.loose[:, 3:]
    rotation = motion.shank @ Rotation.from_rotvec(turn).as_matrix()
    return position, rotation


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
    body: Stretch,
    motion: LegMotion,
    strikes: tuple[Struck, ...],
    *,
    player: Player,
    start_s: float,
) -> tuple[TrueEvent, ...]:
    events = [event_of(struck, motion, player, start_s) for struck in strikes]
    events += [
        TrueEvent(
            time_s=start_s + shock.time_s,
            kind=shock.kind,
            technique=Technique.UNSURE,
            side=player.side,
            foot_speed_mps=math.nan,
            ball_speed_mps=math.nan,
            phases=None,
        )
        for shock in body.shocks
    ]
    return tuple(sorted(events, key=lambda event: event.time_s))


def kicks_in(truth: tuple[TrueEvent, ...]) -> tuple[TrueEvent, ...]:
    """Give the events that are kicks."""
    return tuple(event for event in truth if event.kind is EventKind.KICK)
