"""A recording observed: the report as ever, and the activity around it."""

from dataclasses import replace

import numpy as np
import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Technique
from kicksense.domain.locomotion import Activity, Gait
from kicksense.domain.signals import Recording
from kicksense.exchange.options import ReadOptions
from kicksense.pipeline import Observed, analyze, ball_contacts, observed
from kicksense.settings import AnalysisSettings
from kicksense.simulation.gestures import Trap
from kicksense.simulation.movements import Jog, Kick, Still, Walk, WearingProtocol
from kicksense.workflows.analysis import load_recording
from tests.builders import session_of
from tests.reports_alike import differences
from tests.shared_recordings import shared_recording

SETTINGS = AnalysisSettings()
PLAN = (
    Still(0.5), WearingProtocol(), Still(1.0), Walk(5), Still(1.0), Trap(),
    Kick(Technique.INSIDE_FOOT, approach=0), Still(1.5), Jog(5), Still(1.0),
    Kick(Technique.HEEL, approach=0), Still(2.0),
)  # fmt: skip


@pytest.fixture(scope="module")
def recording() -> Recording:
    """Give a short practice."""
    return session_of(*PLAN).recording


@pytest.fixture(scope="module")
def seen(recording: Recording) -> Observed:
    """Give what is seen in it."""
    return observed(recording, SETTINGS)


def _gaits(activity: Activity) -> list[Gait]:
    return [bout.gait for bout in activity.bouts if bout.gait is not Gait.WAITING]


def test_the_report_is_that_of_the_analysis(recording: Recording, seen: Observed) -> None:
    assert differences(seen.report, analyze(recording, SETTINGS)) == []


def test_there_are_surroundings_for_every_kick_and_a_feel_for_every_touch(seen: Observed) -> None:
    report, activity = seen.report, seen.activity
    assert len(report.kicks) == 2
    assert [around.t_s for around in activity.surroundings] == [kick.t_s for kick in report.kicks]
    contacts = ball_contacts(report)
    assert [contact.t_s for contact in contacts] == sorted(contact.t_s for contact in contacts)
    taken = [contact.t_s for contact in contacts if contact.kind in ("touch", "trap")]
    assert [touch.t_s for touch in activity.touches] == pytest.approx(taken)


def test_a_walk_and_a_run_are_seen_and_the_leg_swings_before_them_are_no_steps(
    recording: Recording, seen: Observed
) -> None:
    assert _gaits(seen.activity)[:2] == [Gait.WALKING, Gait.RUNNING]
    protocol_s = recording.start_time_s + 6.5
    assert all(step.t_s > protocol_s for step in seen.activity.steps)


def test_a_recording_that_starts_later_shifts_every_time(
    recording: Recording, seen: Observed
) -> None:
    later = observed(
        replace(recording, start_time_s=recording.start_time_s + 1000.0), SETTINGS
    ).activity
    activity = seen.activity
    assert [step.t_s - 1000.0 for step in later.steps] == pytest.approx(
        [step.t_s for step in activity.steps]
    )
    assert [bout.start_s - 1000.0 for bout in later.bouts] == pytest.approx(
        [bout.start_s for bout in activity.bouts]
    )
    assert later.heading_t_s - 1000.0 == pytest.approx(activity.heading_t_s)
    assert later.heading_rad == pytest.approx(activity.heading_rad)


def test_a_sensor_turned_on_the_leg_sees_the_same(recording: Recording, seen: Observed) -> None:
    turn = np.array([[0.0, 0.0, 1.0], [0.0, -1.0, 0.0], [1.0, 0.0, 0.0]])
    turned = replace(
        recording,
        acc_mps2=recording.acc_mps2 @ turn.T,
        gyr_radps=recording.gyr_radps @ turn.T,
    )
    activity = observed(turned, SETTINGS).activity
    assert [step.t_s for step in activity.steps] == pytest.approx(
        [step.t_s for step in seen.activity.steps], abs=0.011
    )
    assert _gaits(activity) == _gaits(seen.activity)
    assert activity.heading_rad == pytest.approx(seen.activity.heading_rad, abs=0.02)


def test_lost_samples_and_full_scale_are_endured(recording: Recording) -> None:
    measured, clipped = recording.measured.copy(), recording.clipped.copy()
    acc = recording.acc_mps2.copy()
    n = len(measured)
    measured[n // 2 : n // 2 + 100] = False
    acc[n // 2 : n // 2 + 100] = acc[n // 2]
    clipped[n // 3 : n // 3 + 20] = True
    torn = replace(recording, acc_mps2=acc, measured=measured, clipped=clipped)
    activity = observed(torn, SETTINGS).activity
    assert np.isfinite(activity.heading_rad).all()
    assert _gaits(activity)[:1] == [Gait.WALKING]


@pytest.mark.parametrize(
    ("name", "options", "counted"),
    [
        ("vendor_exports/walking_xsens_lowerLeg.txt", ReadOptions(), 20),
        ("xio/long_walk.csv", ReadOptions(), 37),
        ("xio/short_walk.csv", ReadOptions(), 16),
        (
            "gaitmap/imu_sample.csv",
            ReadOptions(side=Side.LEFT, acc_unit="mps2", gyr_unit="dps", rate_hz=204.8),
            32,
        ),
    ],
)
def test_real_steps_agree_with_those_counted_by_hand(
    name: str, options: ReadOptions, counted: int
) -> None:
    walked = load_recording(shared_recording(name), options)
    assert len(observed(walked, SETTINGS).activity.steps) == pytest.approx(counted, rel=0.05)
