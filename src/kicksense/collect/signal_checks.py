"""What a few seconds of samples tell before a session: ranges, axes, rest, which way up."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from kicksense.collect.checks import Check, CheckSettings, Outcome
from kicksense.domain.arrays import FloatArray
from kicksense.dsp import angle_between, norms
from kicksense.units import GRAVITY_MPS2, dps

_AXES: Final = "XYZ"
_SMALL_RANGES_G: Final = (2.0, 4.0, 8.0)


def check_small_range(name: str, acc_mps2: FloatArray, settings: CheckSettings) -> Check:
    """Look for readings that are cut off flat at a small range, whatever was asked for.

    The stock libraries of many boards fix 4 g, and every kick is then cut off.

    Parameters
    ----------
    name
        Of the sensor.
    acc_mps2
        Sensor frame, shape (n, 3); tells something only once the leg was jolted.
    settings
        Thresholds.

    Returns
    -------
    check
        Stops where an axis is flat at 2, 4 or 8 g.
    """
    flat_g = _flat_top_g(acc_mps2, settings)
    if flat_g is None:
        return Check("small_range", Outcome.OK, f"{name} shows no cut-off readings.")
    return Check(
        "small_range",
        Outcome.STOP,
        f"{name} cuts everything off at {flat_g:g} g, so every kick would look the same; set its "
        f"range to {settings.acc_range_g:g} g (many boards stay at 4 g unless told).",
    )


def check_rest(
    name: str, acc_mps2: FloatArray, gyr_radps: FloatArray, settings: CheckSettings
) -> Check:
    """Look whether a still sensor feels gravity and no turning.

    Parameters
    ----------
    name
        Of the sensor.
    acc_mps2, gyr_radps
        Sensor frame, shape (n, 3), while the leg is still.
    settings
        Thresholds.

    Returns
    -------
    check
        Stops where gravity is off so far that a range or a unit must be wrong.
    """
    gravity = float(norms(acc_mps2.mean(axis=0)[None])[0])
    off = abs(gravity - GRAVITY_MPS2)
    if off > settings.gravity_mps2:
        # No sensor is a third off; a wrong scale is off by half or by two.
        wrong_scale = off > GRAVITY_MPS2 / 3.0
        return Check(
            "rest",
            Outcome.STOP if wrong_scale else Outcome.WARN,
            f"{name} feels {gravity / GRAVITY_MPS2:.2f} g while it is still, and 1 g was expected; "
            + ("its range is not the one it was told." if wrong_scale else "calibrate it."),
        )
    bias = float(norms(gyr_radps.mean(axis=0)[None])[0])
    if bias > settings.bias_radps:
        return Check(
            "rest",
            Outcome.WARN,
            f"{name} turns by {dps(bias):.1f} degrees a second while it is still; let it lie for "
            "some seconds and switch it off and on.",
        )
    return Check("rest", Outcome.OK, f"{name} feels 1 g and no turning at rest.")


def check_axes(
    name: str, acc_mps2: FloatArray, gyr_radps: FloatArray, settings: CheckSettings
) -> Check:
    """Look for an axis that never changes.

    Parameters
    ----------
    name
        Of the sensor.
    acc_mps2, gyr_radps
        Sensor frame, shape (n, 3).
    settings
        Thresholds.

    Returns
    -------
    check
        Stops where an axis is dead, or all are.
    """
    fixed = [
        f"{part} {_AXES[axis]}"
        for part, values in (("acceleration", acc_mps2), ("turning", gyr_radps))
        for axis in range(3)
        if len(values) >= settings.dead_samples and np.ptp(values[:, axis]) == 0.0
    ]
    if not fixed:
        return Check("axes", Outcome.OK, f"All axes of {name} are alive.")
    if len(fixed) == 2 * len(_AXES):
        return Check(
            "axes",
            Outcome.STOP,
            f"{name} sends the same numbers over and over; switch it off and on again.",
        )
    return Check(
        "axes",
        Outcome.STOP,
        f"{name} does not measure {' and '.join(fixed)}; switch it off and on, and if that does "
        "not help take another sensor.",
    )


def check_upside(
    name: str, acc_mps2: FloatArray, usual_up: Sequence[float] | None, settings: CheckSettings
) -> Check:
    """Look whether the sensor sits the same way up as before.

    Parameters
    ----------
    name
        Of the sensor.
    acc_mps2
        Sensor frame, shape (n, 3), while the player stands still.
    usual_up
        Where up was in the sensor's frame when it was worn before; None where nobody knows.
    settings
        Thresholds.

    Returns
    -------
    check
        Warns where it was strapped on another way round; the analysis finds its own way.
    """
    if usual_up is None:
        return Check("upside", Outcome.OK, f"{name} may be worn either way up.")
    if angle_between(acc_mps2.mean(axis=0), np.asarray(usual_up)) > settings.turned_rad:
        return Check(
            "upside",
            Outcome.WARN,
            f"{name} sits upside down compared with last time; if that was not meant, turn it "
            "round now and stand still again.",
        )
    return Check("upside", Outcome.OK, f"{name} sits as last time.")


def _flat_top_g(acc_mps2: FloatArray, settings: CheckSettings) -> float | None:
    """Give the small range at which an axis is flat, None where none is."""
    if len(acc_mps2) == 0:
        return None
    for axis in range(acc_mps2.shape[1]):
        for values in (acc_mps2[:, axis], -acc_mps2[:, axis]):
            top = float(values.max(initial=0.0))
            jolted = top > settings.jolt_ratio * abs(float(np.median(values)))
            if not jolted or np.count_nonzero(values == top) < settings.flat_samples:
                continue
            for small_g in _SMALL_RANGES_G:
                if abs(top / GRAVITY_MPS2 / small_g - 1.0) < settings.range_ratio:
                    return small_g
    return None
