"""No recording, however short, slow, wild or empty, breaks the analysis."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kicksense.assembly.settings import AssemblySettings
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import CalibrationMethod, SessionReport, Target
from kicksense.errors import KicksenseError
from kicksense.exchange.report_document import document_json
from tests.played import analyzed, part_of, report, session, with_signals

RATES_HZ = (AssemblySettings().min_rate_hz, 33.0, 49.9, 50.0, 100.0, 120.0, 204.8, 400.0, 1000.0)


def _assert_sound(said: SessionReport) -> None:
    """The report holds together and can be written down."""
    rotation = np.array(said.calibration.rotation)
    assert rotation @ rotation.T == pytest.approx(np.eye(3), abs=1e-6)
    assert 0.0 <= said.calibration.quality_ratio <= 1.0
    for kick in said.kicks:
        assert np.isfinite(kick.foot_speed_mps.high)
        assert said.start_time_s <= kick.t_s <= said.start_time_s + said.duration_s
    assert document_json(said)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 8000),
    st.floats(0.5, 6.0),
    st.sampled_from(RATES_HZ),
)
def test_a_clip_of_any_length_at_any_rate_is_analyzed(
    start: int, seconds: float, rate_hz: float
) -> None:
    whole = session().recording
    part = part_of(whole, start, start + max(2, round(seconds * rate_hz)))
    clip = with_signals(part, part.acc_mps2, part.gyr_radps, rate_hz)
    _assert_sound(analyzed(clip, target=Target(8.0)))


@pytest.mark.parametrize("length", [*range(13), 17, 33, 50, 99, 101])
@pytest.mark.parametrize("rate_hz", [50.0, 200.0, 1000.0])
def test_a_handful_of_samples_holds_nothing_and_breaks_nothing(length: int, rate_hz: float) -> None:
    part = part_of(session().recording, 5600, 5600 + length)
    clip = with_signals(part, part.acc_mps2, part.gyr_radps, rate_hz)
    said = analyzed(clip)
    _assert_sound(said)
    assert said.duration_s == pytest.approx(length / rate_hz)


def test_the_slowest_rate_that_is_let_in_is_analyzed() -> None:
    part = part_of(session().recording, 4000, 8000)
    clip = with_signals(part, part.acc_mps2, part.gyr_radps, AssemblySettings().min_rate_hz)
    said = analyzed(clip)
    assert sum(said.rejected.values()) + len(said.kicks) > 0
    _assert_sound(said)


def test_a_kick_seen_at_less_than_50_hz_has_a_push_of_the_ball() -> None:
    kicks = report(Side.RIGHT, 45.0).kicks
    assert len(kicks) >= 4
    for kick in kicks:
        assert np.isfinite(kick.features["anterior_impulse_mps"])
        assert np.isfinite(kick.features["medial_impulse_mps"])


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 900),
    st.sampled_from(RATES_HZ),
    st.sampled_from([0.0, 0.1, 10.0, 300.0]),
    st.sampled_from([0.0, 0.1, 5.0, 60.0]),
)
def test_noise_of_any_size_is_analyzed(
    seed: int, length: int, rate_hz: float, acc_mps2: float, gyr_radps: float
) -> None:
    rng = np.random.default_rng(seed)
    noise = with_signals(
        session().recording,
        rng.normal(0.0, 1.0, (length, 3)) * acc_mps2,
        rng.normal(0.0, 1.0, (length, 3)) * gyr_radps,
        rate_hz,
    )
    try:
        _assert_sound(analyzed(noise))
    except KicksenseError as trouble:
        pytest.fail(f"the core refused what an importer let through: {trouble}")


@pytest.mark.parametrize("gravity_mps2", [0.0, 9.81])
def test_a_sensor_that_reads_constants_gives_nothing_to_calibrate_on(gravity_mps2: float) -> None:
    acc = np.tile([0.0, gravity_mps2, 0.0], (2000, 1))
    said = analyzed(with_signals(session().recording, acc, np.zeros((2000, 3)), 200.0))
    assert said.calibration.method is CalibrationMethod.NONE
    assert said.kicks == ()
    assert said.other_contacts == ()
    _assert_sound(said)
