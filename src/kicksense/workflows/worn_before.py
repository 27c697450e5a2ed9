"""How a sensor was worn the last time, so that it is noticed when it sits the other way up."""

from dataclasses import replace
from typing import Final

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import CalibrationMethod
from kicksense.domain.signals import Recording
from kicksense.errors import StoreError
from kicksense.frames.calibration import CalibrationSettings, calibrate
from kicksense.frames.coarse import CoarseSettings, coarse
from kicksense.frames.orientation import orientation_quaternions, upward
from kicksense.store.library import Library
from kicksense.units import samples_in

_LOOKED_AT_S: Final = 180.0
"""Stance and swings come first; the rest of a long session tells nothing more of this."""

Direction = tuple[float, float, float]


def usual_up(library: Library, sensor: str, side: Side | None) -> Direction | None:
    """Give where up was in a sensor's own frame when it was worn the last time.

    Parameters
    ----------
    library
        The user's recordings.
    sensor
        Its address or identifier.
    side
        The leg that is to wear it; only sessions of that leg count, where it is known.

    Returns
    -------
    up
        Unit vector, sensor frame, while the player stood; None where nothing is known.
    """
    sessions = [
        (row.live.started_utc, row)
        for row in library.catalogue.sessions()
        if row.live is not None
        and row.live.sensor == sensor
        and (side is None or row.worn_side is side)
    ]
    if not sessions:
        return None
    last = max(sessions, key=lambda pair: pair[0])[1]
    try:
        return up_at_stance(library.read(last.id))
    except StoreError:
        return None


def up_at_stance(recording: Recording) -> Direction | None:
    """Give where up is in the sensor's frame while the player stands, at the recording's begin.

    Parameters
    ----------
    recording
        One shank sensor.

    Returns
    -------
    up
        Unit vector, sensor frame; None where the recording does not tell.
    """
    stop = samples_in(_LOOKED_AT_S, recording.sampling_rate_hz)
    begin = replace(
        recording,
        acc_mps2=recording.acc_mps2[:stop],
        gyr_radps=recording.gyr_radps[:stop],
        measured=recording.measured[:stop],
        clipped=recording.clipped[:stop],
    )
    grid = coarse(begin, CoarseSettings())
    if len(grid) < samples_in(1.0, grid.sampling_rate_hz):
        return None
    up = upward(orientation_quaternions(grid))
    found = calibrate(grid, up, CalibrationSettings(), start_time_s=recording.start_time_s)
    return None if found.method is CalibrationMethod.NONE else found.rotation[1]
