"""Thresholds of the way from rows to a uniform grid."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class AssemblySettings:
    """When rows make an honest recording, and what counts as a repair.

    Attributes
    ----------
    min_rate_hz
        Slowest recording accepted. A strike swing lasts 0.12-0.22 s and the contact 10 ms
        (field notes, sections 3 and 4): below 25 Hz a swing has fewer than four samples.
    max_rate_hz
        Fastest recording believed; no shin sensor samples faster, a wrong time unit does.
    min_duration_s
        Shortest recording accepted; the backswing alone takes up to 0.28 s.
    max_missing_ratio
        Share of rows without six numbers above which a file is refused.
    max_bridged_factor, max_bridged_s
        A grid may have this many times more places than there are samples, and may bridge this
        long in any case; beyond that a time stamp is wrong.
    max_samples
        Most places of a grid, so that one wrong time stamp cannot fill the memory.
    gap_steps
        A step this many times the sample period is a gap.
    whole_step_ratio
        Samples this close to their place on the grid, in sample periods, are put there as they
        are. Interpolating would shave the peaks: at 5 % of a period it costs more than it gains.
    whole_drift_s
        The clocks of sensor and receiver may part by as much without a sample being moved: less
        than the contact with the ball lasts (field notes, section 4).
    burst_share_ratio
        Share of rows that arrive together with others above which times are arrival times.
    polled_ratio
        Share of repeated rows, while the leg moves, above which the source polls a sensor faster
        than it updates (about 2 rows in 10 in one public set, 4 in 5 in another).
    moving_radps
        The leg moves: at this rate six identical numbers in a row are no coincidence.
    hold_s
        A repeated row within a rest as short as this, between rows that agree, is a sample.
    acc_clip_ratio
        Share of the full scale from which an acceleration is taken as clipped.
    gyr_clip_ratio
        The same for angular rates. Offset removal in the sensor moves the limit: the suit's
        +-2000 deg/s reads 1984-2062 (public set of six players).
    """

    min_rate_hz: float = 25.0
    max_rate_hz: float = 10_000.0
    min_duration_s: float = 0.5
    max_missing_ratio: float = 0.5
    max_bridged_factor: float = 10.0
    max_bridged_s: float = 60.0
    max_samples: int = 40_000_000
    gap_steps: float = 1.75
    whole_step_ratio: float = 0.05
    whole_drift_s: float = 0.01
    burst_share_ratio: float = 0.02
    polled_ratio: float = 0.05
    moving_radps: float = 1.0
    hold_s: float = 0.25
    acc_clip_ratio: float = 0.999
    gyr_clip_ratio: float = 0.98


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """How the packets of a live sensor become a uniform grid.

    Attributes
    ----------
    settle_s
        Samples are held back as long at the start of each piece of the sensor's clock, until its
        rate, or its place in the session, is known.
    slip_samples, slip_s
        Where no packet was lost, times may be off by as much (the larger counts) without that
        being a gap: sensors stamp packets when they get round to it.
    phase_gain, period_gain
        How fast the expected time of the next sample follows the times sent, and how fast the
        sample period does (critically damped: a quarter of the square).
    early_s, early_ratio
        A sample cannot come before it was taken. One that seems to have, by more than this and
        this share of the time since the last, comes from a clock that began anew.
    late_s, late_after_break_s
        One that seems to have waited longer than this, with a time that does not go on, too; the
        second where the link was lost just before. Longest backlog met: 2 s.
    longest_gap_s, longest_gap_samples
        A longer gap is not bridged; what comes after it is left out, and counted. The second so
        that no claimed rate can fill the memory.
    join_wait_s
        Angular rates in packets of their own are waited for as long.
    join_steps
        A sample of theirs as close to a place on the grid, in sample periods, is put there as it
        is.
    acc_clip_ratio, gyr_clip_ratio
        Share of the full scale that counts as reaching it, as in `AssemblySettings`.
    block_samples
        Most samples in one block; longer gaps are bridged in several.
    """

    settle_s: float = 0.5
    slip_samples: float = 1.5
    slip_s: float = 0.01
    phase_gain: float = 0.1
    period_gain: float = 0.0025
    early_s: float = 0.1
    early_ratio: float = 0.001
    late_s: float = 4.0
    late_after_break_s: float = 2.5
    longest_gap_s: float = 3600.0
    longest_gap_samples: int = 4_000_000
    join_wait_s: float = 1.0
    join_steps: float = 0.1
    acc_clip_ratio: float = 0.999
    gyr_clip_ratio: float = 0.98
    block_samples: int = 65_536


DEFAULT_SETTINGS: Final = AssemblySettings()
"""Settings where nobody gave others."""

DEFAULT_STREAM_SETTINGS: Final = StreamSettings()
"""The same for live sensors."""
