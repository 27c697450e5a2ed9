"""How the sensor sits on the leg is found, whatever way it was strapped on."""

from functools import cache

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import CalibrationMethod, CalibrationReport
from kicksense.errors import CalibrationError, StanceTooShortError
from kicksense.frames.calibration import CalibrationSpans, calibrate
from kicksense.simulation.movements import HandHeld, Kick, Still, Walk, WearingProtocol
from kicksense.simulation.session import SimulatedSession
from kicksense.units import radps
from tests.builders import session_of, standing_leg, turned
from tests.played import (
    SETTINGS,
    TECHNIQUES,
    Stages,
    rotation_error_rad,
    session,
    stages,
    stages_of,
)

MOUNTINGS = {
    "as printed": (0.0, 0.0, 0.0),
    "upside down": (np.pi, 0.0, 0.0),
    "face to the bone": (0.0, np.pi, 0.0),
    "lying across": (0.0, 0.0, np.pi / 2),
    "askew": (0.9, -1.7, 0.6),
}


@cache
def _without_protocol() -> tuple[SimulatedSession, Stages]:
    """Give a session that nobody began with swings."""
    made = session_of(Still(2.0), Walk(12), Kick(TECHNIQUES[1]), Still(1.0), Walk(4))
    return made, stages_of(made.recording)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("name", MOUNTINGS)
def test_any_way_of_strapping_it_on_is_found(name: str, side: Side) -> None:
    rotation = Rotation.from_rotvec(MOUNTINGS[name])
    made = session(side)
    calibration = stages_of(turned(made.recording, rotation)).calibration
    truth = made.mounting @ rotation.as_matrix().T
    assert calibration.method is CalibrationMethod.STANCE_AND_SWINGS
    assert rotation_error_rad(calibration, truth) < radps(8.0)
    assert calibration.forward_known


def test_a_calibration_is_a_proper_rotation() -> None:
    rotation = np.array(stages().calibration.rotation)
    assert rotation @ rotation.T == pytest.approx(np.eye(3), abs=1e-9)
    assert float(np.linalg.det(rotation)) == pytest.approx(1.0)


def test_the_stance_is_told_on_the_clock_of_the_source() -> None:
    span = stages().calibration.still_span_s
    assert span is not None
    assert 0.0 <= span[0] < span[1] < session().spans[1].stop_s
    start_s = session().recording.start_time_s + 50.0
    later = calibrate(stages().grid, stages().up, SETTINGS.calibration, start_time_s=start_s)
    assert later.still_span_s == pytest.approx((span[0] + 50.0, span[1] + 50.0))


def test_without_swings_the_movement_tells_how_it_sits() -> None:
    made, found = _without_protocol()
    assert found.calibration.method is CalibrationMethod.WALKING
    assert found.calibration.quality_ratio < stages().calibration.quality_ratio
    assert rotation_error_rad(found.calibration, made.mounting) < radps(20.0)
    assert any("three leg swings" in remark for remark in found.calibration.remarks)


def test_a_short_clip_of_one_kick_is_said_to_be_less_sure() -> None:
    made = session_of(Still(0.3), Kick(TECHNIQUES[1]), Still(0.3))
    calibration = stages_of(made.recording).calibration
    assert calibration.method is CalibrationMethod.MOVEMENT
    assert calibration.quality_ratio < 0.6


def test_a_sensor_in_the_hand_first_does_not_mislead() -> None:
    made = session_of(
        HandHeld(), WearingProtocol(), Still(1.0), Walk(4), Kick(TECHNIQUES[1]), Still(1.0)
    )
    calibration = stages_of(made.recording).calibration
    assert calibration.method is CalibrationMethod.STANCE_AND_SWINGS
    assert rotation_error_rad(calibration, made.mounting) < radps(10.0)


def test_a_leg_that_never_moves_gives_nothing_to_calibrate_on() -> None:
    calibration = stages_of(standing_leg()).calibration
    assert calibration.method is CalibrationMethod.NONE
    assert calibration.quality_ratio == 0.0
    assert calibration.rotation == ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def _with_spans(still_s: tuple[float, float], swings_s: tuple[float, float]) -> CalibrationReport:
    made = stages()
    spans = CalibrationSpans(still_s, swings_s)
    return calibrate(made.grid, made.up, SETTINGS.calibration, spans=spans)


def test_spans_that_the_caller_knows_are_used() -> None:
    found = stages().calibration
    assert found.swing_span_s is not None
    calibration = _with_spans((0.5, 3.0), found.swing_span_s)
    assert calibration.still_span_s == pytest.approx((0.5, 3.0))
    assert rotation_error_rad(calibration, session().mounting) < radps(8.0)


def test_a_stance_too_short_is_refused_with_both_times() -> None:
    with pytest.raises(StanceTooShortError, match="Stand still") as caught:
        _with_spans((0.5, 1.2), (3.5, 6.5))
    assert caught.value.lasted_s == pytest.approx(0.7)
    assert caught.value.needed_s == pytest.approx(1.5)


def test_swings_in_which_nothing_swings_are_refused() -> None:
    with pytest.raises(CalibrationError, match="does not move"):
        _with_spans((0.5, 3.0), (0.5, 3.0))


def test_spans_outside_the_recording_are_refused() -> None:
    with pytest.raises(StanceTooShortError):
        _with_spans((5000.0, 5003.0), (5003.0, 5006.0))
    with pytest.raises(CalibrationError):
        _with_spans((0.5, 3.0), (5003.0, 5006.0))
