"""Which leg the sensor sits on."""

from dataclasses import replace

import numpy as np
import pytest

from kicksense.domain.anatomy import Placement, Side
from kicksense.domain.kick import SessionReport, Technique
from kicksense.domain.signals import Recording
from kicksense.simulation.movements import Kick, Movement, WearingProtocol
from kicksense.simulation.player import random_player
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import simulate_session
from tests.played import analyzed


@pytest.fixture(scope="module")
def left_passes() -> Recording:
    plan: tuple[Movement, ...] = (
        WearingProtocol(),
        *(Kick(Technique.INSIDE_FOOT) for _ in range(4)),
    )
    player = random_player(np.random.default_rng(11), side=Side.LEFT)
    return simulate_session(plan, player, Device(), seed=11).recording


def report_as(recording: Recording, placement: Placement) -> SessionReport:
    return analyzed(replace(recording, placement=placement))


def test_a_leg_that_nobody_named_does_not_hide_inside_kicks(left_passes: Recording) -> None:
    report = report_as(left_passes, Placement(Side.RIGHT, side_known=False))
    assert [kick.technique for kick in report.kicks] == [Technique.INSIDE_FOOT] * 4


def test_a_wrong_leg_is_noticed(left_passes: Recording) -> None:
    report = report_as(left_passes, Placement(Side.RIGHT))
    assert any("--side left" in remark for remark in report.calibration.remarks)


def test_the_right_leg_is_not_doubted(left_passes: Recording) -> None:
    report = report_as(left_passes, Placement(Side.LEFT))
    assert not any("--side" in remark for remark in report.calibration.remarks)
