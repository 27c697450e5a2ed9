"""What happened between a foot and a ball, read off the engine step by step."""

from dataclasses import dataclass
from typing import Final

import mujoco
import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.simulation.physics_model import SURFACES, LegModel
from kicksense.simulation.stretch import INTERNAL_RATE_HZ

_DT_S: Final = 1.0 / INTERNAL_RATE_HZ
_PAUSE_STEPS: Final = 6
_LEAST_FORCE_N: Final = 1.0


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a ball and a foot did to each other.

    Attributes
    ----------
    first, last
        Internal samples of the first contact, counted from the start of the watch.
    technique
        The surface that gave the ball most of its impulse.
    foot_speed_mps
        Of the point of the foot that met the ball, just before.
    ball_speed_mps
        When the ball had left.
    impulse_ns
        Of the foot on the ball, absolute value.
    off_centre_m
        How far the line along which foot and ball closed in passes the ball's middle.
    """

    first: int
    last: int
    technique: Technique
    foot_speed_mps: float
    ball_speed_mps: float
    impulse_ns: float
    off_centre_m: float


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """One step in which a surface pushed the ball."""

    index: int
    surface: str
    push_ns: FloatArray
    foot_mps: FloatArray
    closing_mps: FloatArray
    lever_m: FloatArray
    ball_after_mps: FloatArray


class Watch:
    """Steps the engine while there is a ball, and notes every contact.

    Parameters
    ----------
    leg
        Its working copy is stepped on from the state it is in.
    """

    def __init__(self, leg: LegModel) -> None:
        self._leg = leg
        self._step_s = _DT_S
        self._surfaces = {leg.geom(name): name for name in SURFACES}
        self._foot = leg.body("foot")
        self._steps: list[_Step] = []

    def step_through(self, controls: FloatArray, steps: int = 1) -> FloatArray:
        """Let the engine take its steps for each row of controls; forget what was noted before.

        Parameters
        ----------
        controls
            Shape (n, 13).
        steps
            Of the engine for each row; its step is shorter by as much.

        Returns
        -------
        read
            The sensors before the first step of each row, shape (n, 11).
        """
        model, data = self._leg.model, self._leg.data
        read = np.empty((len(controls), model.nsensordata))
        self._steps = []
        self._step_s = _DT_S / steps
        for index, control in enumerate(controls):
            data.ctrl[:] = control
            for turn in range(steps):
                before = data.qvel.copy()
                mujoco.mj_step(model, data)
                if turn == 0:
                    read[index] = data.sensordata
                for number in range(data.ncon):
                    self._note(index, number, before)
        return read

    def meeting(self) -> Meeting | None:
        """Give what happened at the first contact; None where there was none."""
        pushes = [step for step in self._steps if self._size(step) > _LEAST_FORCE_N * self._step_s]
        if not pushes:
            return None
        bout = [pushes[0]]
        for step in pushes[1:]:
            if step.index - bout[-1].index > _PAUSE_STEPS:
                break
            bout.append(step)
        first, last = bout[0], bout[-1]
        shares = dict.fromkeys(SURFACES, 0.0)
        for step in bout:
            shares[step.surface] += self._size(step)
        closing = float(np.linalg.norm(first.closing_mps))
        passing = np.cross(first.lever_m, first.closing_mps) / max(closing, 1e-9)
        return Meeting(
            first=first.index,
            last=last.index,
            technique=SURFACES[max(shares, key=lambda name: shares[name])],
            foot_speed_mps=float(np.linalg.norm(first.foot_mps)),
            ball_speed_mps=float(np.linalg.norm(last.ball_after_mps)),
            impulse_ns=float(np.linalg.norm(np.sum([step.push_ns for step in bout], axis=0))),
            off_centre_m=float(np.linalg.norm(passing)),
        )

    @staticmethod
    def _size(step: _Step) -> float:
        return float(np.linalg.norm(step.push_ns))

    def _note(self, index: int, number: int, before: FloatArray) -> None:
        """Note one contact of the step that has just been taken."""
        model, data = self._leg.model, self._leg.data
        contact = data.contact[number]
        surface = self._surfaces.get(int(contact.geom[0])) or self._surfaces.get(
            int(contact.geom[1])
        )
        if surface is None:
            return
        force = np.zeros(6)
        mujoco.mj_contactForce(model, data, number, force)
        # The contact frame points from the first shape to the second, which is the ball.
        push = contact.frame.reshape(3, 3).T @ force[:3] * self._step_s
        where = contact.pos.copy()
        jacobian = np.zeros((3, model.nv))
        mujoco.mj_jac(model, data, jacobian, None, where, self._foot)
        foot = jacobian @ before
        ball = before[-6:-3]
        self._steps.append(
            _Step(
                index=index,
                surface=surface,
                push_ns=push,
                foot_mps=foot,
                closing_mps=foot - ball,
                lever_m=where - data.xpos[self._leg.body("ball")],
                ball_after_mps=data.qvel[-6:-3].copy(),
            )
        )


def turn_rates(rotation: FloatArray) -> FloatArray:
    """Give the angular rate of a course of rotations in its own frame, shape (n - 1, 3)."""
    turns = np.swapaxes(rotation[:-1], 1, 2) @ rotation[1:]
    skew = 0.5 * (turns - np.swapaxes(turns, 1, 2))
    rates: FloatArray = (
        np.column_stack([skew[:, 2, 1], skew[:, 0, 2], skew[:, 1, 0]]) * INTERNAL_RATE_HZ
    )
    return rates
