"""A kicking leg moved by muscles in MuJoCo, which balls, ground and opponents really perturb."""

from dataclasses import dataclass, replace
from typing import Final

import mujoco
import numpy as np
from mujoco.rollout import Rollout
from scipy.spatial.transform import Rotation

from kicksense.domain.arrays import FloatArray
from kicksense.domain.labels import EventKind
from kicksense.simulation.leg import move_leg
from kicksense.simulation.physics_ball import Flight, flight_of, soften, surface_of
from kicksense.simulation.physics_contact import Meeting, Watch, turn_rates
from kicksense.simulation.physics_guard import guarded
from kicksense.simulation.physics_model import LegModel, build_leg, unreported
from kicksense.simulation.physics_reference import Reference, reference_of
from kicksense.simulation.player import Player
from kicksense.simulation.stretch import INTERNAL_RATE_HZ, Blow, Stretch
from kicksense.simulation.truth import SensorMotion, TrueEvent, swing_of
from kicksense.units import BALL_RADIUS_M

_STATE: Final = mujoco.mjtState.mjSTATE_FULLPHYSICS
_BLOCK: Final = 20000
"""Internal samples that are computed at once; bounds memory."""

_LEAST_STEPS: Final = 4
_BEFORE: Final = 80
_AFTER: Final = 90
"""Internal samples around a blow for which there is a ball."""

_READ: Final = 11
"""Numbers read off at each sample: turn of the sensor and of the shank, place of the sensor."""


def physics_motion(body: Stretch, player: Player, rng: np.random.Generator) -> SensorMotion:
    """Move the leg by forces: muscles that follow the plan, balls and blows that do not.

    Parameters
    ----------
    body
        The whole session.
    player
        Whose leg it is.
    rng
        Source of chance.

    Returns
    -------
    motion
        Of the sensor on its soft mount, and what balls did. Events are what happened: a kick that
        was planned and met no ball is an air kick.

    Raises
    ------
    SimulationError
        If the engine becomes unstable and half its step does not help.
    """
    leg = build_leg(player)
    plan = move_leg(player, body, give_rotvec=np.zeros((len(body), 3)))
    with unreported():
        run = _Run(leg, reference_of(leg, body, plan, rng))
        blows = sorted(body.blows, key=lambda blow: blow.time_s)
        outcomes = [run.through(blow, rng) for blow in blows]
        run.go_on_to(len(body))
    shank = _matrices(run.read[:, 4:8])
    events = (_event(outcome, shank, player) for outcome in outcomes if outcome is not None)
    return SensorMotion(
        rotation=_matrices(run.read[:, :4]),
        position_m=run.read[:, 8:],
        events=tuple(event for event in events if event is not None),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Outcome:
    """A blow that was planned, and what became of it.

    Attributes
    ----------
    blow, meeting
        The plan, and the contact if there was one.
    index
        Internal sample of the first contact, or of the planned one.
    swung_mps
        Speed of the surface at the planned moment had there been no ball.
    rate_change
        Change of the shank's rate that the ball caused, segment frame, rad/s, shape (3,).
    """

    blow: Blow
    meeting: Meeting | None
    index: int
    swung_mps: float
    rate_change: FloatArray


class _Run:
    """A session on its way through the engine.

    Parameters
    ----------
    leg
        The player's leg.
    reference
        What its muscles are told.

    Attributes
    ----------
    read
        The sensors at each internal sample so far, shape (n, 11).
    """

    def __init__(self, leg: LegModel, reference: Reference) -> None:
        n, driven = reference.drives.shape
        self.read = np.empty((n, leg.model.nsensordata))
        self._leg = leg
        self._controls = reference.controls
        self._rollout = Rollout(nthread=0)
        self._at = 0
        mujoco.mj_resetData(leg.model, leg.data)
        leg.data.qpos[:driven] = reference.drives[0]
        self._rest = leg.data.qpos[driven:].copy()
        self._state = self._kept()

    def go_on_to(self, stop: int) -> None:
        """Let the leg move without a ball."""
        while self._at < stop:
            block = slice(self._at, min(stop, self._at + _BLOCK))
            states, self.read[block] = self._free(block)
            self._state = states[-1]
            self._at = block.stop

    def through(self, blow: Blow, rng: np.random.Generator) -> _Outcome | None:
        """Let the leg meet, or miss, a ball; None where there was no time since the last one."""
        planned = round(blow.time_s * INTERNAL_RATE_HZ)
        stop = min(len(self.read), planned + _AFTER)
        start = max(self._at, planned - _BEFORE)
        if planned - start < _LEAST_STEPS or stop <= planned:
            return None
        self.go_on_to(start)
        window = slice(start, stop)
        states, free = self._free(window)
        self._set(states[planned - start - 1])
        mujoco.mj_forward(self._leg.model, self._leg.data)
        surface = surface_of(self._leg, blow, rng)
        flight = flight_of(blow, surface, rng)
        soften(self._leg, blow)
        since_s = (planned - start) / INTERNAL_RATE_HZ
        flight = replace(flight, middle_m=flight.middle_m - since_s * flight.velocity_mps)
        meeting = self._with_ball(window, flight)
        end = planned - start if meeting is None else meeting.last
        span = slice(min(end + 2, stop - start - 8), min(end + 10, stop - start))
        changed = [turn_rates(_matrices(read[span, 4:8])) for read in (self.read[window], free)]
        return _Outcome(
            blow=blow,
            meeting=meeting,
            index=planned if meeting is None else start + meeting.first,
            swung_mps=float(np.linalg.norm(surface.velocity_mps)),
            rate_change=changed[0].mean(axis=0) - changed[1].mean(axis=0),
        )

    def _with_ball(self, window: slice, flight: Flight) -> Meeting | None:
        """Let the leg move where there is a ball, and take the ball away again."""

        def attempt(steps: int) -> tuple[FloatArray, FloatArray]:
            self._set(self._state)
            self._put_ball(flight.middle_m, flight.velocity_mps)
            read = watch.step_through(self._controls[window], steps)
            return self._kept()[np.newaxis], read

        watch = Watch(self._leg)
        _, self.read[window] = guarded(self._leg, attempt, window.start)
        self._leg.data.qpos[-7:] = self._rest[-7:]
        self._leg.data.qvel[-6:] = 0.0
        self._state, self._at = self._kept(), window.stop
        return watch.meeting()

    def _free(self, window: slice) -> tuple[FloatArray, FloatArray]:
        """Let the leg move without a ball; give the states after and the sensors at each sample."""

        def attempt(steps: int) -> tuple[FloatArray, FloatArray]:
            controls = np.repeat(self._controls[window], steps, axis=0)
            states, read = self._rollout.rollout(
                self._leg.model, self._leg.data, self._state[np.newaxis], controls[np.newaxis]
            )
            return states[0, steps - 1 :: steps], read[0, ::steps]

        return guarded(self._leg, attempt, window.start)

    def _put_ball(self, where_m: FloatArray, velocity_mps: FloatArray) -> None:
        """Put the ball on its way; the ground is under it where the foot goes that deep."""
        data = self._leg.data
        ground = self._leg.geom("ground")
        self._leg.model.geom_pos[ground, 1] = min(0.0, float(where_m[1]) - BALL_RADIUS_M)
        data.qpos[-7:] = (*where_m, 1.0, 0.0, 0.0, 0.0)
        data.qvel[-6:] = (*velocity_mps, 0.0, 0.0, 0.0)

    def _kept(self) -> FloatArray:
        model, data = self._leg.model, self._leg.data
        state = np.empty(mujoco.mj_stateSize(model, _STATE))
        mujoco.mj_getState(model, data, state, _STATE)
        return state

    def _set(self, state: FloatArray) -> None:
        mujoco.mj_setState(self._leg.model, self._leg.data, state, _STATE)


def _matrices(quaternions: FloatArray) -> FloatArray:
    """Give rotation matrices of quaternions that begin with the scalar."""
    matrices: FloatArray = Rotation.from_quat(quaternions, scalar_first=True).as_matrix()
    return matrices


def _event(outcome: _Outcome, shank: FloatArray, player: Player) -> TrueEvent | None:
    """Say what happened; None for a touch that was planned and did not come about."""
    blow, meeting = outcome.blow, outcome.meeting
    swung = blow.kind in (EventKind.KICK, EventKind.AIR_KICK)
    if meeting is None and not swung:
        return None
    swing = swing_of(shank, outcome.index)
    event = TrueEvent(
        time_s=outcome.index / INTERNAL_RATE_HZ,
        kind=EventKind.AIR_KICK,
        technique=blow.technique,
        side=player.side,
        foot_speed_mps=outcome.swung_mps,
        ball_speed_mps=0.0,
        phases=swing.phases if swung else None,
        strike_rate_radps=swing.strike_rate_radps,
        target_distance_m=blow.target_distance_m,
        intent=blow.intent,
    )
    if meeting is None:
        return event
    return replace(
        event,
        kind=EventKind.KICK if swung else blow.kind,
        technique=meeting.technique,
        foot_speed_mps=meeting.foot_speed_mps,
        ball_speed_mps=meeting.ball_speed_mps,
        rate_change_radps=-float(outcome.rate_change @ swing.axis),
        impulse_ns=meeting.impulse_ns,
        off_centre_m=meeting.off_centre_m,
        contact_s=(meeting.last - meeting.first + 1) / INTERNAL_RATE_HZ,
    )
