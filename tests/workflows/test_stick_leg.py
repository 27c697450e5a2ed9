import math

import numpy as np
import pytest

from kicksense.domain.kick import KickReport, SessionReport, Technique
from kicksense.domain.signals import Recording
from kicksense.workflows.stick_leg import (
    StickLeg,
    leg_course,
    orientation_of,
    stick_leg,
    strike_heading,
)
from tests import played
from tests.builders import later, mirrored

TECHNIQUES = (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)


def legs_of(recording: Recording, report: SessionReport) -> list[tuple[KickReport, StickLeg]]:
    orientation = orientation_of(recording)
    return [(kick, stick_leg(orientation, report, kick)) for kick in report.kicks]


@pytest.fixture(scope="module")
def legs() -> list[tuple[KickReport, StickLeg]]:
    found = legs_of(played.session().recording, played.report())
    assert {kick.technique for kick, _ in found} >= set(TECHNIQUES)
    return found


def test_the_shank_leans_as_it_did_in_the_simulation(
    legs: list[tuple[KickReport, StickLeg]],
) -> None:
    session = played.session()
    start_s = session.spans[0].start_s
    for kick, leg in legs:
        truth = np.column_stack(
            [
                np.interp(leg.times_s + kick.t_s - start_s, session.ideal.time_s, column)
                for column in session.ideal.up.T
            ]
        )
        upright = truth[:, 1] / np.linalg.norm(truth, axis=1)
        shank = leg.joints_m[:, 1] - leg.joints_m[:, 2]
        drawn = shank[:, 2] / np.linalg.norm(shank, axis=1)
        before = leg.times_s < 0.0
        apart = np.degrees(np.arccos(np.clip(drawn, -1, 1)) - np.arccos(np.clip(upright, -1, 1)))
        assert np.abs(apart[before]).max() < 8.0


def test_the_foot_strikes_to_the_right_of_the_picture_whatever_the_technique(
    legs: list[tuple[KickReport, StickLeg]],
) -> None:
    for _, leg in legs:
        strike = (leg.times_s > -0.05) & (leg.times_s <= 0.0)
        ankle = leg.joints_m[strike, 2] - leg.joints_m[strike, 1]
        forward, aside = (ankle[-1] - ankle[0])[:2]
        assert forward > 0.0
        assert abs(aside) < 0.35 * forward


def test_the_toes_point_to_the_ball_in_an_instep_kick_and_away_from_it_in_a_heel_kick(
    legs: list[tuple[KickReport, StickLeg]],
) -> None:
    for kick, leg in legs:
        at = int(np.abs(leg.times_s).argmin())
        toeward = leg.joints_m[at, 3, 0] - leg.joints_m[at, 2, 0]
        if kick.technique is Technique.INSTEP:
            assert toeward > 0.0
        if kick.technique is Technique.HEEL:
            assert toeward < 0.0


def test_bones_keep_their_length_and_the_knee_bends_one_way(
    legs: list[tuple[KickReport, StickLeg]],
) -> None:
    for _, leg in legs:
        bones = np.linalg.norm(np.diff(leg.joints_m, axis=1), axis=2)
        assert bones == pytest.approx(np.broadcast_to(bones[0], bones.shape), abs=1e-9)
        hip, knee, ankle, toe = (leg.joints_m[:, at] for at in range(4))
        front = np.einsum("ij,ij->i", toe - ankle, knee - ankle) / bones[:, 1] ** 2
        anterior = (toe - ankle) - front[:, None] * (knee - ankle)
        assert (np.einsum("ij,ij->i", hip - knee, anterior) <= 1e-9).all()


def test_the_length_of_the_leg_is_the_measured_one(
    legs: list[tuple[KickReport, StickLeg]],
) -> None:
    measured_m = played.report().calibration.leg_length_m
    assert measured_m is not None
    for _, leg in legs:
        bones = np.linalg.norm(np.diff(leg.joints_m[0], axis=0), axis=1)
        assert bones[:2].sum() == pytest.approx(measured_m)
        assert leg.length_measured


def test_a_left_leg_is_drawn_as_the_mirror_image_of_a_right_one() -> None:
    recording = played.session().recording
    report = played.report()
    reflected = mirrored(recording)
    ((_, right), *_) = legs_of(recording, report)
    ((_, left), *_) = legs_of(reflected, played.analyzed(reflected))
    assert left.lean_rad == pytest.approx(right.lean_rad, abs=0.02)
    assert left.joints_m * (1.0, -1.0, 1.0) == pytest.approx(right.joints_m, abs=0.02)


def test_a_session_that_starts_later_shows_the_same_leg() -> None:
    recording = played.session().recording
    moved = later(recording, 1000.0)
    first = legs_of(recording, played.report())[0][1]
    same = legs_of(moved, played.analyzed(moved))[0][1]
    assert same.times_s == pytest.approx(first.times_s, abs=1e-6)
    assert same.joints_m == pytest.approx(first.joints_m, abs=1e-9)


def test_a_stretch_beyond_the_recording_ends_with_it() -> None:
    recording, report = played.session().recording, played.report()
    orientation = orientation_of(recording)
    heading_rad = strike_heading(orientation, report, report.kicks[0].t_s)
    leg = leg_course(orientation, report, (-1e6, 1e6), heading_rad=heading_rad)
    assert len(leg.times_s) == len(orientation.quaternions)
    nothing = leg_course(orientation, report, (1e6, 1e6), heading_rad=math.nan)
    assert len(nothing.times_s) == 1
