"""Rows of every kind become recordings that say what was done to them."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kicksense.assembly.recording import assemble
from kicksense.assembly.settings import AssemblySettings
from kicksense.domain.signals import Recording
from kicksense.errors import RecordingFileError
from kicksense.units import GRAVITY_MPS2
from tests.assembly.signals import moving_leg, noisy_leg, table_of

rates = st.sampled_from([50.0, 96.0, 102.4, 120.0, 200.0, 204.8, 398.5, 1000.0])


def channels(recording: Recording) -> np.ndarray:
    return np.column_stack((recording.acc_mps2, recording.gyr_radps))


@settings(max_examples=30, deadline=None)
@given(rate_hz=rates, start_s=st.sampled_from([0.0, 12.5, 1.76e9]))
def test_even_samples_come_out_as_they_went_in(rate_hz: float, start_s: float) -> None:
    time_s, values = noisy_leg(rate_hz, 4.0)
    recording = assemble(table_of(time_s + start_s, values))
    assert recording.sampling_rate_hz == pytest.approx(rate_hz, rel=1e-6)
    assert recording.start_time_s == pytest.approx(start_s, abs=1e-6)
    assert recording.measured.all()
    assert not recording.clipped.any()
    assert np.array_equal(channels(recording), values)
    assert recording.quality.remarks == ()


@settings(max_examples=30, deadline=None)
@given(
    rate_hz=st.sampled_from([96.0, 120.0, 200.0, 400.0, 800.0]),
    digits=st.sampled_from([2, 3]),
)
def test_rounded_times_do_not_move_samples(rate_hz: float, digits: int) -> None:
    time_s, values = noisy_leg(rate_hz, 5.0)
    recording = assemble(table_of(np.round(time_s, digits), values))
    assert recording.sampling_rate_hz == pytest.approx(rate_hz, rel=2e-3)
    assert len(recording) == len(values)
    assert np.array_equal(channels(recording), values)
    assert recording.measured.all()


@settings(max_examples=30, deadline=None)
@given(rate_hz=rates, seed=st.integers(0, 10_000), lost_ratio=st.sampled_from([0.001, 0.05, 0.3]))
def test_lost_samples_are_marked_and_the_rest_is_untouched(
    rate_hz: float, seed: int, lost_ratio: float
) -> None:
    time_s, values = noisy_leg(rate_hz, 4.0)
    kept = np.random.default_rng(seed).random(len(time_s)) > lost_ratio
    kept[[0, 1, -1]] = True
    recording = assemble(table_of(time_s[kept], values[kept]))
    assert recording.sampling_rate_hz == pytest.approx(rate_hz, rel=1e-6)
    assert np.array_equal(recording.measured, kept)
    assert np.array_equal(channels(recording)[kept], values[kept])
    assert recording.quality.lost_ratio == pytest.approx(1.0 - kept.mean())
    bridged = channels(recording)[~kept, 2]
    straight = np.interp(time_s[~kept], time_s[kept], values[kept, 2])
    np.testing.assert_allclose(bridged, straight, atol=1e-6)


@settings(max_examples=30, deadline=None)
@given(rate_hz=st.sampled_from([100.0, 200.0, 398.5]), seed=st.integers(0, 10_000))
def test_truly_jittering_times_are_interpolated(rate_hz: float, seed: int) -> None:
    even_s = np.arange(round(rate_hz * 6.0)) / rate_hz
    jitter_s = np.random.default_rng(seed).uniform(-0.2, 0.2, len(even_s)) / rate_hz
    time_s = even_s + jitter_s
    recording = assemble(table_of(time_s, moving_leg(time_s)))
    assert recording.sampling_rate_hz == pytest.approx(rate_hz, rel=2e-3)
    assert recording.measured.all()
    grid_s = recording.start_time_s + np.arange(len(recording)) / recording.sampling_rate_hz
    np.testing.assert_allclose(channels(recording), moving_leg(grid_s), atol=0.08)
    assert any("jitter" in remark for remark in recording.quality.remarks)


def test_a_gap_in_jittering_times_is_marked() -> None:
    even_s = np.arange(1200) / 200.0
    time_s = even_s + np.random.default_rng(2).uniform(-0.001, 0.001, 1200)
    kept = (even_s < 3.0) | (even_s > 3.1)
    recording = assemble(table_of(time_s[kept], moving_leg(time_s[kept])))
    lost = ~recording.measured
    grid_s = recording.start_time_s + np.arange(len(recording)) / recording.sampling_rate_hz
    assert 15 <= np.count_nonzero(lost) <= 21
    assert grid_s[lost].min() > 2.99
    assert grid_s[lost].max() < 3.11
    assert recording.quality.gaps == 1


@settings(max_examples=30, deadline=None)
@given(
    burst=st.sampled_from([2, 3, 8, 19]),
    seed=st.integers(0, 10_000),
    same_stamp=st.booleans(),
)
def test_bursts_are_spread_evenly(burst: int, seed: int, same_stamp: bool) -> None:
    rng = np.random.default_rng(seed)
    time_s, values = noisy_leg(104.0, 20.0)
    packet = np.arange(len(time_s)) // burst
    sent_s = (packet + 1) * burst / 104.0
    arrival_s = sent_s + np.minimum(rng.exponential(0.002, packet[-1] + 1), 0.015)[packet]
    if not same_stamp:
        arrival_s = arrival_s + 1e-5 * (np.arange(len(time_s)) % burst)
    recording = assemble(table_of(arrival_s, values))
    assert recording.sampling_rate_hz == pytest.approx(104.0, rel=5e-3)
    assert len(recording) == len(values)
    assert np.array_equal(channels(recording), values)
    assert any("arrived" in remark for remark in recording.quality.remarks)


def test_a_packet_lost_among_bursts_leaves_a_gap() -> None:
    time_s, values = noisy_leg(104.0, 20.0)
    packet = np.arange(len(time_s)) // 8
    arrival_s = (packet + 1) * 8 / 104.0
    kept = ~np.isin(packet, [40, 41, 90])
    recording = assemble(table_of(arrival_s[kept], values[kept]))
    assert np.array_equal(recording.measured, kept)
    assert np.array_equal(channels(recording)[kept], values[kept])
    assert recording.quality.gaps == 2


@settings(max_examples=30, deadline=None)
@given(polls=st.integers(2, 6), start=st.integers(0, 5))
def test_a_poll_faster_than_the_sensor_gives_the_sensors_own_samples(
    polls: int, start: int
) -> None:
    sensor_hz = 60.0
    _time_s, values = noisy_leg(sensor_hz, 8.0)
    shown = np.repeat(values, polls, axis=0)[start:]
    time_s = np.arange(len(shown)) / (sensor_hz * polls)
    recording = assemble(table_of(time_s, shown))
    assert recording.sampling_rate_hz == pytest.approx(sensor_hz, rel=1e-6)
    assert recording.measured.all()
    assert np.array_equal(channels(recording), values[start // polls :])
    assert recording.quality.repeated_rows == len(shown) - len(recording)


def test_a_poll_at_an_odd_ratio_gives_the_sensors_own_samples() -> None:
    time_s, values = noisy_leg(73.1, 20.0)
    frame_s = np.arange(int(200.0 * time_s[-1])) / 200.0
    shown = values[np.searchsorted(time_s, frame_s, side="right") - 1]
    recording = assemble(table_of(frame_s, shown))
    assert recording.sampling_rate_hz == pytest.approx(73.1, rel=2e-3)
    assert recording.measured.mean() > 0.995
    rows = {tuple(row) for row in values}
    mine = [tuple(row) in rows for row in channels(recording)[recording.measured]]
    assert np.mean(mine) == 1.0


def test_a_leg_at_rest_may_say_the_same_twice() -> None:
    time_s = np.arange(800) / 200.0
    values = np.round(moving_leg(time_s), 2)
    recording = assemble(table_of(time_s, values))
    assert recording.sampling_rate_hz == pytest.approx(200.0)
    assert recording.measured.all()
    assert recording.quality.repeated_rows == 0


def test_a_repeated_row_in_a_swing_is_no_sample() -> None:
    time_s, values = noisy_leg(200.0, 4.0)
    held = values.copy()
    held[500] = held[499]
    recording = assemble(table_of(time_s, held))
    assert np.flatnonzero(~recording.measured).tolist() == [500]
    assert recording.quality.repeated_rows == 1


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_shuffled_rows_are_put_in_order_and_counted(seed: int) -> None:
    time_s, values = noisy_leg(200.0, 3.0)
    order = np.random.default_rng(seed).permutation(len(time_s))
    recording = assemble(table_of(time_s[order], values[order]))
    assert np.array_equal(channels(recording), values)
    assert recording.quality.unsorted_rows > 0


@pytest.mark.parametrize("swap", [(100, 101), (50, 300)])
def test_two_rows_swapped_are_put_in_order(swap: tuple[int, int]) -> None:
    time_s, values = noisy_leg(200.0, 3.0)
    order = np.arange(len(time_s))
    order[list(swap)] = order[list(reversed(swap))]
    recording = assemble(table_of(time_s[order], values[order]))
    assert np.array_equal(channels(recording), values)


def test_rows_written_twice_are_counted_once() -> None:
    time_s, values = noisy_leg(200.0, 3.0)
    recording = assemble(table_of(np.repeat(time_s, 2), np.repeat(values, 2, axis=0)))
    assert np.array_equal(channels(recording), values)
    assert recording.quality.duplicate_times == len(values)


def test_of_rows_that_share_a_time_the_first_is_kept() -> None:
    time_s, values = noisy_leg(200.0, 3.0)
    again = [100, 200, 350]
    recording = assemble(
        table_of(
            np.insert(time_s, np.add(again, 1), time_s[again]),
            np.insert(values, np.add(again, 1), values[again] + 1.0, axis=0),
        )
    )
    assert np.array_equal(channels(recording), values)
    assert recording.quality.duplicate_times == 3


@pytest.mark.parametrize("later_s", [0.0, 0.0023, -2.0])
def test_a_clock_set_back_is_refused(later_s: float) -> None:
    time_s, values = noisy_leg(200.0, 3.0)
    both_s = np.concatenate((time_s + 5.0, time_s + 5.0 + later_s))
    both = np.concatenate((values, noisy_leg(200.0, 3.0, seed=6)[1]))
    with pytest.raises(RecordingFileError, match="run backwards at sample 601"):
        assemble(table_of(both_s, both))


@pytest.mark.parametrize(("bits", "tick_s"), [(16, 1e-3), (32, 1e-6), (24, 1e-6), (32, 1e-9)])
def test_a_clock_that_wraps_is_continued(bits: int, tick_s: float) -> None:
    period_s = tick_s * 2**bits
    time_s, values = noisy_leg(200.0, 6.0)
    start_s = period_s - 2.0 if period_s > 6.0 else 0.0
    recording = assemble(table_of((time_s + start_s) % period_s, values))
    assert recording.sampling_rate_hz == pytest.approx(200.0, rel=1e-6)
    assert np.array_equal(channels(recording), values)
    assert any("wraps" in remark for remark in recording.quality.remarks)


def test_a_pause_of_some_seconds_is_bridged_and_marked() -> None:
    time_s, values = noisy_leg(200.0, 8.0)
    later_s = np.where(time_s > 4.0, time_s + 20.0, time_s)
    recording = assemble(table_of(later_s, values))
    assert recording.quality.longest_gap_s == pytest.approx(20.0, abs=0.01)
    assert recording.quality.gaps == 1
    assert recording.time_of(len(recording) - 1) == pytest.approx(later_s[-1])


def test_a_time_stamp_gone_wild_is_refused() -> None:
    time_s, values = noisy_leg(200.0, 8.0)
    time_s[700] = 1e12
    with pytest.raises(RecordingFileError, match="jump by"):
        assemble(table_of(np.sort(time_s), values))


def test_rows_with_a_hole_are_bridged_and_counted() -> None:
    time_s, values = noisy_leg(200.0, 4.0)
    values[100:150, 4] = np.nan
    values[400, 0] = np.inf
    recording = assemble(table_of(time_s, values))
    assert np.count_nonzero(~recording.measured) == 51
    assert any("51 rows lack a number" in remark for remark in recording.quality.remarks)
    assert np.isfinite(channels(recording)).all()


@pytest.mark.parametrize("full_scale_g", [8.0, 16.0])
@pytest.mark.parametrize("declared", [True, False])
def test_cut_off_peaks_are_marked(full_scale_g: float, declared: bool) -> None:
    time_s, values = noisy_leg(200.0, 4.0)
    full_scale_mps2 = full_scale_g * GRAVITY_MPS2
    values[:, 1] += 300.0 * np.exp(-(((time_s - 3.0) / 0.02) ** 2))
    above = values[:, 1] >= full_scale_mps2
    values[:, 1] = np.minimum(values[:, 1], full_scale_mps2)
    scale = full_scale_mps2 if declared else None
    recording = assemble(table_of(time_s, values, acc_full_scale_mps2=scale))
    assert np.array_equal(recording.clipped, above)
    assert recording.acc_full_scale_mps2 == pytest.approx(full_scale_mps2)
    assert recording.quality.clipped_acc_samples == np.count_nonzero(above)
    assert any("full scale" in remark for remark in recording.quality.remarks)


def test_the_norm_at_rest_is_told_and_a_scale_error_is_said() -> None:
    time_s, values = noisy_leg(200.0, 4.0)
    fine = assemble(table_of(time_s, values)).quality
    assert fine.acc_at_rest_mps2 == pytest.approx(GRAVITY_MPS2, abs=0.01)
    values[:, :3] *= 1.036
    off = assemble(table_of(time_s, values)).quality
    assert off.acc_at_rest_mps2 == pytest.approx(1.036 * GRAVITY_MPS2, abs=0.01)
    assert any("4 % too much" in remark for remark in off.remarks)


def test_a_claimed_rate_that_is_wrong_is_said() -> None:
    time_s, values = noisy_leg(200.0, 4.0)
    quality = assemble(table_of(time_s, values, nominal_rate_hz=250.0)).quality
    assert quality.nominal_rate_hz == 250.0
    assert quality.measured_rate_hz == pytest.approx(200.0)
    assert any("claims 250 Hz" in remark for remark in quality.remarks)


def test_a_dead_axis_is_said() -> None:
    time_s, values = noisy_leg(200.0, 4.0)
    values[:, 3] = 0.0
    remarks = assemble(table_of(time_s, values)).quality.remarks
    assert "The gyroscope never changes on axis x." in remarks


@pytest.mark.parametrize(
    ("rate_hz", "duration_s", "expected"),
    [(20.0, 10.0, "too slow"), (200.0, 0.4, "lasts 0.4"), (20_000.0, 1.0, "more than any")],
)
def test_recordings_too_slow_too_short_or_too_fast_are_refused(
    rate_hz: float, duration_s: float, expected: str
) -> None:
    with pytest.raises(RecordingFileError, match=expected):
        assemble(table_of(*noisy_leg(rate_hz, duration_s)))


@pytest.mark.parametrize("rows", [0, 1, 2, 5])
def test_a_handful_of_rows_is_refused(rows: int) -> None:
    time_s, values = noisy_leg(200.0, 1.0)
    with pytest.raises(RecordingFileError):
        assemble(table_of(time_s[:rows], values[:rows]))


def test_times_that_stand_still_are_refused() -> None:
    time_s, values = noisy_leg(200.0, 1.0)
    with pytest.raises(RecordingFileError, match="same time"):
        assemble(table_of(np.zeros(len(time_s)), values))


def test_the_limits_are_settings() -> None:
    time_s, values = noisy_leg(20.0, 10.0)
    recording = assemble(table_of(time_s, values), AssemblySettings(min_rate_hz=10.0))
    assert recording.sampling_rate_hz == pytest.approx(20.0)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.floats(-10, 10), st.sampled_from([0.0, 0.005, np.nan, np.inf])),
            st.one_of(st.floats(-50, 50), st.sampled_from([0.0, np.nan, -np.inf])),
        ),
        max_size=60,
    )
)
@example([(0.0, 0.0), (2.0, 0.0), (0.25, 1.0)])
def test_whatever_comes_is_a_recording_or_a_refusal(rows: list[tuple[float, float]]) -> None:
    time_s = np.array([row[0] for row in rows])
    values = np.array([[row[1]] * 6 for row in rows]).reshape(len(rows), 6)
    try:
        recording = assemble(table_of(time_s, values))
    except RecordingFileError:
        return
    assert np.isfinite(channels(recording)).all()
    assert recording.measured.any()


@settings(max_examples=150, deadline=None)
@given(
    steps=st.lists(
        st.sampled_from([0.0, 0.0001, 0.004, 0.005, 0.006, 0.01, 0.05, 0.1, 0.5, 1.0, -0.005, 7.0]),
        min_size=20,
        max_size=120,
    ),
    seed=st.integers(0, 1000),
)
def test_whatever_the_clock_does_is_a_recording_or_a_refusal(steps: list[float], seed: int) -> None:
    time_s = np.cumsum(steps)
    values = moving_leg(np.abs(time_s) + 1.0)
    values += np.random.default_rng(seed).normal(0.0, 0.01, values.shape)
    try:
        recording = assemble(table_of(time_s, values))
    except RecordingFileError:
        return
    assert np.isfinite(channels(recording)).all()
    assert recording.quality.lost_ratio == pytest.approx(1.0 - recording.measured.mean())
    assert 25.0 <= recording.sampling_rate_hz <= 10_000.0


@pytest.mark.parametrize("burst", [4, 8, 20])
def test_samples_lost_inside_bursts_do_not_shift_what_follows(burst: int) -> None:
    time_s, values = noisy_leg(200.0, 60.0)
    rng = np.random.default_rng(4)
    packet = np.arange(len(time_s)) // burst
    late_s = np.minimum(rng.exponential(0.002, packet[-1] + 1), 0.015)[packet]
    arrival_s = (packet + 1) * burst / 200.0 + late_s
    kept = rng.random(len(time_s)) > 0.02
    recording = assemble(table_of(arrival_s[kept], values[kept]))
    assert recording.sampling_rate_hz == pytest.approx(200.0, rel=2e-3)
    grid_s = recording.start_time_s + np.arange(len(recording)) / recording.sampling_rate_hz
    shown = channels(recording)[:, 3]
    lags_s = np.arange(-0.06, 0.0601, 0.002)
    for from_s in (5.0, 30.0, 52.0):
        part = (time_s > from_s) & (time_s < from_s + 5.0)
        misfit = [
            np.abs(np.interp(time_s[part] + lag_s, grid_s, shown) - values[part, 3]).mean()
            for lag_s in lags_s
        ]
        assert abs(lags_s[int(np.argmin(misfit))]) <= 0.016


def test_a_coarse_sensor_that_hardly_moves_keeps_its_times() -> None:
    """Its rows repeat each other while the leg moves slowly and stands; all of them are samples."""
    rate_hz, n = 500.0, 30_000
    time_s = np.arange(n) / rate_hz + 6e-5 * np.random.default_rng(3).standard_normal(n)
    swinging = np.sin(0.4 * np.pi * time_s) > 0.2
    rate_radps = 1.9 * np.sin(2.0 * np.pi * 0.8 * time_s) * swinging
    values = np.zeros((n, 6))
    values[:, 1] = GRAVITY_MPS2 + 2.0 * rate_radps**2
    values[:, 5] = rate_radps
    values[:, 0] = 3.0 * np.gradient(rate_radps, 1.0 / rate_hz)
    values[:, :3] = np.rint(values[:, :3] / 0.6) * 0.6
    values[:, 3:] = np.rint(values[:, 3:] / 0.27) * 0.27
    recording = assemble(table_of(time_s, values))
    assert recording.sampling_rate_hz == pytest.approx(rate_hz, rel=1e-3)
    assert len(recording) / recording.sampling_rate_hz == pytest.approx(n / rate_hz, abs=0.05)
    assert recording.measured.all()


def test_a_coarse_sensor_whose_rows_come_in_bursts_is_placed_by_its_arrivals() -> None:
    """Rows that repeat while the leg hardly moves, twenty of them with one stamp."""
    rate_hz, n = 1000.0, 30_000
    time_s = np.arange(n) / rate_hz
    rate_radps = 2.5 * np.sin(2.0 * np.pi * 0.8 * time_s) * (np.sin(0.4 * np.pi * time_s) > 0.2)
    values = np.zeros((n, 6))
    values[:, 1] = GRAVITY_MPS2 + 2.0 * rate_radps**2
    values[:, 5] = rate_radps
    values[:, :3] = np.rint(values[:, :3] / 0.3) * 0.3
    values[:, 3:] = np.rint(values[:, 3:] / 0.27) * 0.27
    recording = assemble(table_of(20 * (np.arange(n) // 20 + 1) / rate_hz, values))
    assert recording.sampling_rate_hz == pytest.approx(rate_hz, rel=2e-3)
    assert len(recording) == pytest.approx(n, abs=40)
