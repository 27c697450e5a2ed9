"""Kicks that two calibrations see are told apart and put together."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from kicksense.domain.kick import CalibrationReport, ContactKind, ContactReport, Estimate, Technique
from kicksense.track import TrackedKick, differs, moved, paired, unlike
from tests.played import report


def _kicks(*times_s: float) -> list[TrackedKick]:
    kick = report().kicks[0]
    return [TrackedKick(round(100 * t), 1.0, replace(kick, t_s=t)) for t in times_s]


def _pairs(before: list[TrackedKick], now: list[TrackedKick]) -> list[tuple[float, float | None]]:
    return [(a.time_s, None if b is None else b.time_s) for a, b in paired(before, now)]


def test_the_same_kicks_are_put_together() -> None:
    assert _pairs(_kicks(1.0, 3.0), _kicks(1.01, 2.0, 2.99)) == [(1.0, 1.01), (3.0, 2.99)]


def test_a_kick_that_is_not_there_any_more_has_no_partner() -> None:
    assert _pairs(_kicks(1.0, 2.0, 3.0), _kicks(1.0, 3.1)) == [(1.0, 1.0), (2.0, None), (3.0, 3.1)]
    assert _pairs(_kicks(1.0), []) == [(1.0, None)]
    assert _pairs([], _kicks(1.0)) == []


def test_the_nearest_kick_is_taken_and_none_twice() -> None:
    assert _pairs(_kicks(1.0), _kicks(0.8, 0.95, 1.2)) == [(1.0, 0.95)]
    assert _pairs(_kicks(1.0, 1.1), _kicks(1.05)) == [(1.0, 1.05), (1.1, None)]


def test_contacts_of_another_kind_or_far_apart_are_unlike() -> None:
    known = [ContactReport(1.0, ContactKind.TOUCH), ContactReport(5.0, ContactKind.TRAP)]
    new = [
        ContactReport(1.1, ContactKind.TOUCH),
        ContactReport(1.3, ContactKind.TOUCH),
        ContactReport(5.0, ContactKind.TOUCH),
        ContactReport(4.9, ContactKind.TRAP),
    ]
    assert unlike(new, known) == [new[1], new[2]]
    assert unlike(new, []) == new


def _turned(calibration: CalibrationReport, angle_rad: float) -> CalibrationReport:
    turn = Rotation.from_euler("y", angle_rad).as_matrix() @ np.array(calibration.rotation)
    rows = tuple((float(row[0]), float(row[1]), float(row[2])) for row in turn)
    return replace(calibration, rotation=rows)


def test_a_calibration_has_moved_where_kicks_would_be_judged_otherwise() -> None:
    calibration = report().calibration
    assert calibration.sensor_to_ankle_m is not None
    further = replace(calibration, sensor_to_ankle_m=calibration.sensor_to_ankle_m + 0.02)
    assert moved(None, calibration)
    assert not moved(calibration, calibration)
    assert not moved(calibration, _turned(calibration, 0.005))
    assert moved(calibration, _turned(calibration, 0.02))
    assert moved(calibration, _turned(calibration, np.pi))
    assert moved(calibration, further)
    assert moved(calibration, replace(calibration, forward_known=False))
    assert moved(calibration, replace(calibration, swing_span_s=None))


@pytest.mark.parametrize(("factor", "told"), [(1.01, False), (1.05, True)])
def test_a_speed_that_changed_a_little_is_not_told_again(factor: float, told: bool) -> None:
    kick = report().kicks[0]
    ball = kick.ball_speed_mps
    faster = Estimate(ball.value * factor, ball.low * factor, ball.high * factor)
    assert differs(kick, replace(kick, ball_speed_mps=faster)) is told


def test_a_kick_is_told_again_where_it_reads_otherwise() -> None:
    kick = report().kicks[0]
    assert differs(None, kick)
    assert not differs(kick, kick)
    assert differs(kick, replace(kick, technique=Technique.UNSURE))
    assert differs(kick, replace(kick, t_s=kick.t_s + 0.02))
    assert differs(kick, replace(kick, findings=()))
