"""Simulated rows on a uniform grid."""

import numpy as np

from kicksense.domain.signals import Quality, Recording, SampleTable


def recording_of(table: SampleTable) -> Recording:
    """Give the recording of rows whose spacing is known to be even but for what is missing.

    Parameters
    ----------
    table
        Simulated rows; the nominal rate is the true one.

    Returns
    -------
    recording
        Missing samples bridged by straight lines and marked as not measured.
    """
    rate_hz = table.nominal_rate_hz or 1.0
    start_s = float(table.time_s[0])
    positions = np.rint((table.time_s - start_s) * rate_hz).astype(np.intp)
    grid = np.arange(int(positions.max()) + 1)
    measured = np.isin(grid, positions)
    order = np.argsort(positions, kind="stable")
    at = positions[order].astype(np.float64)
    acc, gyr = (
        np.column_stack([np.interp(grid, at, values[order, axis]) for axis in range(3)])
        for values in (table.acc_mps2, table.gyr_radps)
    )
    acc_limit = table.acc_full_scale_mps2 or np.inf
    gyr_limit = table.gyr_full_scale_radps or np.inf
    full_acc = (np.abs(acc) >= 0.999 * acc_limit).any(axis=1)
    full_gyr = (np.abs(gyr) >= 0.999 * gyr_limit).any(axis=1)
    quality = Quality(
        rows=len(table.time_s),
        duration_s=len(grid) / rate_hz,
        nominal_rate_hz=rate_hz,
        measured_rate_hz=rate_hz,
        lost_ratio=float(1.0 - measured.mean()),
        gaps=int(np.count_nonzero(np.diff(measured.astype(np.int8)) < 0)),
        longest_gap_s=0.0,
        duplicate_times=0,
        repeated_rows=0,
        unsorted_rows=0,
        clipped_ratio=float((full_acc | full_gyr).mean()),
        clipped_acc_samples=int(full_acc.sum()),
        clipped_gyr_samples=int(full_gyr.sum()),
        acc_at_rest_mps2=None,
    )
    return Recording(
        sampling_rate_hz=rate_hz,
        start_time_s=start_s,
        acc_mps2=acc,
        gyr_radps=gyr,
        measured=measured,
        clipped=full_acc | full_gyr,
        placement=table.placement,
        source=table.source,
        quality=quality,
        nominal_rate_hz=rate_hz,
        acc_full_scale_mps2=table.acc_full_scale_mps2,
        gyr_full_scale_radps=table.gyr_full_scale_radps,
    )
