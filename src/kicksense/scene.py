"""A recording, or a stretch of one, in the frame of the leg: what every kick is judged with."""

import math
from dataclasses import dataclass, replace

import numpy as np

from kicksense.domain.anatomy import Placement
from kicksense.domain.arrays import FloatArray
from kicksense.domain.drill import Drill
from kicksense.domain.kick import CalibrationReport, KickWindow, Rejection, Target
from kicksense.domain.signals import Recording, SegmentRecording
from kicksense.frames.calibration import CalibrationSpans, calibrate
from kicksense.frames.coarse import CoarseRecording, Timeline, averaged, timeline_of
from kicksense.frames.lever import ankle_lever, hip_lever
from kicksense.frames.orientation import orientation_quaternions, upward
from kicksense.frames.prefix import Prefix, looked_further
from kicksense.frames.segment import Attitude, to_segment_frame
from kicksense.inference.power import sized_to
from kicksense.kicks.windows import window_around
from kicksense.settings import AnalysisSettings


@dataclass(frozen=True, slots=True)
class Setup:
    """What is known of a recording before its samples are.

    Attributes
    ----------
    settings
        Settings of all stages.
    times
        Where its samples lie on the source's own clock.
    placement
        Where the sensor is worn.
    target, drill
        What the kicks are judged by.
    spans
        Stance and leg swings, where the caller knows them.
    """

    settings: AnalysisSettings
    times: Timeline
    placement: Placement
    target: Target | None = None
    drill: Drill | None = None
    spans: CalibrationSpans | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What every kick of a recording, or of a stretch of it, is judged with.

    Attributes
    ----------
    signals
        Segment frame on the search grid.
    attitude
        How the segment is held.
    calibration
        How the sensor sits on the leg.
    settings, target, drill
        What the kicks are judged by; settings are those for this leg.
    times
        Where samples lie on the source's own clock.
    first
        Position of the first sample here on the search grid of the whole recording.
    """

    signals: SegmentRecording
    attitude: Attitude
    calibration: CalibrationReport
    settings: AnalysisSettings
    target: Target | None
    drill: Drill | None
    times: Timeline
    first: int = 0

    def time_of(self, position: float) -> float:
        """Give the time of a position on the search grid, on the source's own clock."""
        return self.times.time_on_grid(position)

    def window_at(self, position: int) -> tuple[KickWindow, int] | Rejection:
        """Cut out a kick, given the position of its impact on the search grid, or say why not."""
        here = position - self.first
        cut = window_around(self.signals, self.attitude, here, self.settings.windows)
        if isinstance(cut, Rejection):
            return replace(cut, index=position)
        return cut[0], cut[1] + self.first


def scene_of(
    recording: Recording,
    settings: AnalysisSettings,
    *,
    target: Target | None,
    drill: Drill | None,
    spans: CalibrationSpans | None,
) -> Scene:
    """Calibrate and turn a recording into the frame of the leg.

    Parameters
    ----------
    recording
        One shank sensor, sensor frame.
    settings
        Settings of all stages.
    target, drill
        What the kicks are judged by.
    spans
        Stance and leg swings, where the caller knows them.

    Returns
    -------
    scene
        With the search grid in the segment frame.
    """
    setup = Setup(
        settings=settings,
        times=timeline_of(recording.sampling_rate_hz, recording.start_time_s, settings.coarse),
        placement=recording.placement,
        target=target,
        drill=drill,
        spans=spans,
    )
    grid = averaged(recording, setup.times)
    quaternions = orientation_quaternions(grid)
    up = upward(quaternions)
    beginning = looked_on(Prefix(), grid.gyr_radps, setup)
    stop = beginning_stop(beginning, setup, len(grid))
    stop = len(grid) if stop is None else stop
    calibration = calibrated(setup, grid.stretch(0, stop), up[:stop])
    return scene_on(setup, calibration, grid, quaternions, up=up)


def looked_on(beginning: Prefix, gyr_radps: FloatArray, setup: Setup) -> Prefix:
    """Look on for the end of the beginning that is calibrated on.

    Parameters
    ----------
    beginning
        As far as was looked.
    gyr_radps
        Search grid, from there on, shape (n, 3).
    setup
        Of the recording.

    Returns
    -------
    beginning
        To look on from.
    """
    calibration = setup.settings.calibration
    return looked_further(
        beginning,
        gyr_radps,
        setup.times.grid_rate_hz,
        stance=calibration.stance,
        settings=calibration.prefix,
    )


def beginning_stop(beginning: Prefix, setup: Setup, length: int) -> int | None:
    """Give where the beginning ends that is calibrated on, or None while it has not come.

    It holds the spans that the caller knows, wherever they are.

    Parameters
    ----------
    beginning
        From `looked_on`.
    setup
        Of the recording.
    length
        Samples of the search grid that have come.

    Returns
    -------
    stop
        Position on the search grid.
    """
    if beginning.stop is None:
        return None
    stop = max(beginning.stop, spans_stop(setup))
    return stop if stop <= length else None


def spans_stop(setup: Setup) -> int:
    """Give the position on the search grid after the spans that the caller knows; 0 for none."""
    if setup.spans is None:
        return 0
    last_s = max(setup.spans.still_s[1], setup.spans.swings_s[1])
    return math.ceil((last_s - setup.times.start_time_s) * setup.times.grid_rate_hz) + 1


def calibrated(setup: Setup, beginning: CoarseRecording, up: FloatArray) -> CalibrationReport:
    """Find how the sensor sits on the leg: its rotation and its place.

    Parameters
    ----------
    setup
        Of the recording.
    beginning
        The search grid up to where `beginning_stop` says, sensor frame.
    up
        Upward direction of each sample, sensor frame, shape (n, 3).

    Returns
    -------
    calibration
        What all kicks are judged with.
    """
    settings, start_time_s = setup.settings, setup.times.start_time_s
    calibration = calibrate(
        beginning, up, settings.calibration, start_time_s=start_time_s, spans=setup.spans
    )
    # The place is read from this much after the swings; the rest need not be turned.
    stop = worn_from(calibration, start_time_s, beginning.sampling_rate_hz)
    stop = min(len(beginning), stop + settings.lever.longest_samples)
    signals = to_segment_frame(beginning.stretch(0, stop), up[:stop], calibration, setup.placement)
    return _measured_leg(signals, calibration, start_time_s, settings)


def scene_on(
    setup: Setup,
    calibration: CalibrationReport,
    grid: CoarseRecording,
    quaternions: FloatArray,
    *,
    up: FloatArray | None = None,
    first: int = 0,
) -> Scene:
    """Turn a stretch of a recording into the frame of the leg.

    Parameters
    ----------
    setup
        Of the recording.
    calibration
        From `calibrated`.
    grid
        The stretch on the search grid, sensor frame.
    quaternions
        Orientation of its samples, shape (n, 4).
    up
        Upward direction of its samples, shape (n, 3); None to have it computed.
    first
        Position of its first sample on the search grid of the whole recording.

    Returns
    -------
    scene
        In which kicks can be judged.
    """
    up = upward(quaternions) if up is None else up
    settings = setup.settings
    return Scene(
        signals=to_segment_frame(grid, up, calibration, setup.placement),
        attitude=Attitude(quaternions, np.array(calibration.rotation).T),
        calibration=calibration,
        settings=replace(settings, power=sized_to(settings.power, calibration)),
        target=setup.target,
        drill=setup.drill,
        times=setup.times,
        first=first,
    )


def _measured_leg(
    signals: SegmentRecording,
    calibration: CalibrationReport,
    start_time_s: float,
    settings: AnalysisSettings,
) -> CalibrationReport:
    """Add to a calibration where on the leg the sensor sits."""
    rate_hz = signals.sampling_rate_hz
    ankle = ankle_lever(
        signals,
        settings.lever,
        forward_known=calibration.forward_known,
        worn_from=worn_from(calibration, start_time_s, rate_hz),
    )
    leg_length_m = None
    if calibration.swing_span_s is not None:
        first, last = (round((at_s - start_time_s) * rate_hz) for at_s in calibration.swing_span_s)
        hip = hip_lever(signals, settings.lever, (first, last))
        if hip.spread_m < settings.lever.sure_spread_m:
            leg_length_m = ankle.distance_m + hip.distance_m
    return replace(
        calibration,
        sensor_to_ankle_m=ankle.distance_m,
        sensor_to_ankle_spread_m=ankle.spread_m,
        leg_length_m=leg_length_m,
    )


def worn_from(calibration: CalibrationReport, start_time_s: float, rate_hz: float) -> int:
    """Give the position from which the sensor is known to sit on the leg as calibrated.

    After the calibration swings where there are any: what came before was the sensor in the hand
    or being strapped on, and the swings themselves are no swings at a ball.

    Parameters
    ----------
    calibration
        May hold the swings.
    start_time_s, rate_hz
        Of the search grid.

    Returns
    -------
    position
        Sample on the search grid.
    """
    if calibration.swing_span_s is None:
        return 0
    return round((calibration.swing_span_s[1] - start_time_s) * rate_hz)
