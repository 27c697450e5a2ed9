"""The simulated electronics."""

import numpy as np
import pytest

from kicksense.domain.kick import Technique
from kicksense.simulation.movements import Kick, Still, Walk
from kicksense.simulation.player import Player
from kicksense.simulation.sensor import Device, faults_of, random_device
from kicksense.simulation.session import simulate_session
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

PLAN = (Still(0.5), Walk(2), Kick(Technique.INSTEP), Still(0.5))


@pytest.mark.parametrize("rate_hz", [50.0, 102.4, 200.0, 1000.0])
def test_a_movement_looks_the_same_at_every_rate(rate_hz: float) -> None:
    device = Device(rate_hz=rate_hz, acc_full_scale_g=200.0, gyr_full_scale_dps=8000.0)
    session = simulate_session(PLAN, Player(), device, 2)
    assert session.recording.sampling_rate_hz == pytest.approx(rate_hz, rel=0.01)
    turned_rad = session.ideal.gyr_radps.sum(axis=0) / rate_hz
    reference = simulate_session(PLAN, Player(), Device(rate_hz=400.0), 2).ideal
    assert turned_rad == pytest.approx(reference.gyr_radps.sum(axis=0) / 400.0, abs=0.02)


def test_full_scale_clips_and_is_declared() -> None:
    session = simulate_session(PLAN, Player(), Device(acc_full_scale_g=8.0), 2)
    table = session.table
    limit = 8.0 * GRAVITY_MPS2
    assert table.acc_full_scale_mps2 == pytest.approx(limit)
    assert np.abs(table.acc_mps2).max() <= limit
    assert session.recording.clipped.any()


def test_counts_are_whole_sixteenths_of_a_bit() -> None:
    table = simulate_session(PLAN, Player(), Device(), 2).table
    counts = table.gyr_radps / (2000.0 * RADPS_PER_DPS / 32768)
    assert counts == pytest.approx(np.rint(counts), abs=1e-6)


def test_lost_samples_are_missing_rows_and_unmeasured_grid() -> None:
    whole = simulate_session(PLAN, Player(), Device(), 2)
    torn = simulate_session(PLAN, Player(), Device(loss_ratio=0.1), 2)
    assert len(torn.table.time_s) < 0.97 * len(whole.table.time_s)
    assert not torn.recording.measured.all()
    assert len(torn.recording) == pytest.approx(len(whole.recording), abs=2)


def test_a_fast_poll_repeats_rows_that_assembly_takes_out() -> None:
    device = Device(rate_hz=96.0, poll_rate_hz=120.0)
    session = simulate_session((Still(0.5), Walk(8), Still(0.5)), Player(), device, 2)
    table = session.table
    repeated = np.all(np.diff(table.gyr_radps, axis=0) == 0.0, axis=1)
    assert 0.15 < repeated.mean() < 0.25
    assert session.recording.quality.repeated_rows > 0


def test_jitter_moves_times_but_not_samples() -> None:
    even = simulate_session(PLAN, Player(), Device(), 2).table
    shaky = simulate_session(PLAN, Player(), Device(jitter_s=0.0005), 2).table
    assert np.std(np.diff(shaky.time_s)) > 3.0 * np.std(np.diff(even.time_s))


def test_drawn_devices_stay_within_what_is_sold() -> None:
    rng = np.random.default_rng(1)
    for _ in range(30):
        device = random_device(rng)
        assert 50.0 <= device.rate_hz <= 1000.0
        assert 4.0 <= device.acc_full_scale_g <= 32.0


def test_packets_get_the_time_at_which_they_arrive() -> None:
    table = simulate_session(PLAN, Player(), Device(rows_per_stamp=5), 2).table
    whole = simulate_session(PLAN, Player(), Device(), 2)
    groups = np.flatnonzero(np.diff(table.time_s) > 0.0) + 1
    assert np.bincount(np.diff(groups)).argmax() == 5
    late_s = table.time_s - whole.ideal.time_s[: len(table.time_s)]
    assert late_s.min() >= -1e-9
    again = simulate_session(PLAN, Player(), Device(rows_per_stamp=5), 2).recording
    assert again.sampling_rate_hz == pytest.approx(200.0, rel=0.01)


def test_duplicates_and_long_gaps_are_found_and_said() -> None:
    twice = simulate_session(PLAN, Player(), Device(duplicate_ratio=0.1), 2).recording
    assert twice.quality.duplicate_times > 0
    assert len(twice) == pytest.approx(
        len(simulate_session(PLAN, Player(), Device(), 2).recording), abs=2
    )
    gaps = simulate_session(PLAN, Player(), Device(long_gaps=2), 2).recording
    assert gaps.quality.longest_gap_s > 0.09


def test_coarse_counts_have_fewer_values() -> None:
    fine = simulate_session(PLAN, Player(), Device(), 2).table
    coarse = simulate_session(PLAN, Player(), Device(bits=9), 2).table
    assert len(np.unique(coarse.acc_mps2)) < 0.3 * len(np.unique(fine.acc_mps2))


def test_a_clock_that_runs_fast_moves_truth_and_samples_alike() -> None:
    plain = simulate_session(PLAN, Player(), Device(), 2)
    fast = simulate_session(PLAN, Player(), Device(clock_drift_ratio=0.01), 2)
    assert fast.truth[-1].time_s == pytest.approx(1.01 * plain.truth[-1].time_s)
    assert fast.table.time_s[-1] == pytest.approx(1.01 * plain.table.time_s[-1])


def test_a_drifting_bias_is_zero_in_the_middle() -> None:
    drift = Device(gyr_drift_radps_per_min=(0.1, 0.0, 0.0))
    plain = simulate_session(PLAN, Player(), Device(), 2).table.gyr_radps
    moved = simulate_session(PLAN, Player(), drift, 2).table.gyr_radps - plain
    assert moved[0, 0] < -0.001 < 0.001 < moved[-1, 0]
    assert np.abs(moved[:, 1:]).max() == 0.0


def test_every_fault_has_a_name_and_a_sound_device_none() -> None:
    assert faults_of(Device()) == ()
    assert faults_of(random_device(np.random.default_rng(3), faulty=True))
    assert faults_of(random_device(np.random.default_rng(3), faulty=False)) == ()
