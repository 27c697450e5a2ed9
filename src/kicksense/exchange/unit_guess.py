"""Units of acceleration and angular rate: stated, guessed from the values, and checked.

Gravity weighs the accelerometer: at rest it reads 1 in g, 9.81 in m/s2, 1000 in mg. The
gyroscope is judged by what a leg can do: no leg turns at 60 rad/s, and none walks or kicks without
passing 60 deg/s.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.assembly.quality import quietest_norm
from kicksense.domain.arrays import FloatArray
from kicksense.errors import RecordingFileError
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

ACC_SCALE: Final = {"g": GRAVITY_MPS2, "mps2": 1.0, "mg": GRAVITY_MPS2 / 1000.0}
"""m/s2 in one of each unit."""

GYR_SCALE: Final = {"dps": RADPS_PER_DPS, "radps": 1.0, "mdps": RADPS_PER_DPS / 1000.0}
"""rad/s in one of each unit."""

UNIT_NAMES: Final = {
    "g": "g", "mps2": "m/s2", "mg": "mg", "dps": "deg/s", "radps": "rad/s", "mdps": "mdeg/s",
}  # fmt: skip
"""Units as people write them."""

_REST_BAND_MPS2: Final = (7.0, 13.0)
_NO_GRAVITY_MPS2: Final = 0.5
_MOVING_FACTOR: Final = 3.0
_LEG_LIMIT: Final = 60.0
_SENSOR_LIMIT_RADPS: Final = 80.0
_MDPS_LIMIT: Final = 6000.0
_SLOW_RADPS: Final = 1.0
_ACTIVE_MPS2: Final = 10.0
_TURN_BLOCK_S: Final = 0.1
_TURN_MIN_BLOCKS: Final = 5
_TURN_MIN_CORRELATION: Final = 0.6
_TURN_FACTOR: Final = 6.0
_NOISE_RADPS: Final = 0.012
_NOISE_DPS: Final = 0.03
_COUNTS_PEAK: Final = 50.0


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit and where it comes from.

    Attributes
    ----------
    unit
        As options name it.
    reason
        In a few words.
    guessed
        True where neither an option nor the header said it.
    """

    unit: str
    reason: str
    guessed: bool


def acc_unit_of(acc: FloatArray, rate_hz: float, stated: str, option: str | None) -> UnitChoice:
    """Give the unit of accelerations, refusing one that gravity contradicts.

    Parameters
    ----------
    acc
        Shape (n, 3), as in the file, finite.
    rate_hz
        Rate of the rows, roughly.
    stated
        Unit in the header, or an empty string.
    option
        Unit that the user says, or None.

    Raises
    ------
    RecordingFileError
        If gravity contradicts the unit, or no unit fits.
    """
    rest = quietest_norm(acc, rate_hz)
    norm = float(np.median(np.linalg.norm(acc, axis=1))) if rest is None else rest
    where = "on average" if rest is None else "at rest"
    unit = option or stated
    if unit:
        _check_gravity(norm, unit, where, moving=rest is None)
        return UnitChoice(unit, "said by --acc-unit" if option else "in the header", guessed=False)
    _refuse_counts(acc, "--acc-unit g, mps2 or mg", "accelerations")
    for candidate, scale in ACC_SCALE.items():
        if _is_gravity(norm * scale, moving=rest is None):
            reason = f"the norm {where} is {norm:.4g}"
            return UnitChoice(candidate, reason, guessed=True)
    raise RecordingFileError(
        f"The norm of the acceleration {where} is {norm:.3g}, which is gravity in none of g, "
        "m/s2 and mg; give the unit with --acc-unit, and export with gravity included."
    )


def gyr_unit_of(
    gyr: FloatArray, acc_mps2: FloatArray, rate_hz: float, stated: str, option: str | None
) -> UnitChoice:
    """Give the unit of angular rates, refusing one that no leg could reach.

    Parameters
    ----------
    gyr
        Shape (n, 3), as in the file, finite.
    acc_mps2
        Shape (n, 3), of the same rows.
    rate_hz
        Rate of the rows, roughly.
    stated
        Unit in the header, or an empty string.
    option
        Unit that the user says, or None.

    Raises
    ------
    RecordingFileError
        If the unit is impossible or cannot be told.
    """
    peak = float(np.quantile(np.abs(gyr).max(axis=1), 0.999))
    norm = np.linalg.norm(acc_mps2, axis=1)
    active = float(np.quantile(np.abs(norm - GRAVITY_MPS2), 0.999)) > _ACTIVE_MPS2
    unit = option or stated
    if unit:
        _check_leg(peak, unit, active=active)
        return UnitChoice(unit, "said by --gyr-unit" if option else "in the header", guessed=False)
    _refuse_counts(gyr, "--gyr-unit dps, radps or mdps", "angular rates")
    if peak > _MDPS_LIMIT:
        return UnitChoice("mdps", f"no leg reaches {peak:.0f} deg/s", guessed=True)
    if peak > _LEG_LIMIT:
        return UnitChoice("dps", f"no leg reaches {peak:.0f} rad/s", guessed=True)
    if active:
        reason = f"the leg moves and peaks at {peak:.2g}, too little for deg/s"
        return UnitChoice("radps", reason, guessed=True)
    return _quiet_gyr_unit(gyr, acc_mps2, rate_hz)


def _check_gravity(norm: float, unit: str, where: str, *, moving: bool) -> None:
    norm_mps2 = norm * ACC_SCALE[unit]
    if _is_gravity(norm_mps2, moving=moving):
        return
    if unit == "mps2" and norm < _NO_GRAVITY_MPS2:
        raise RecordingFileError(
            f"The accelerometer reads {norm:.2g} m/s2 {where}: gravity was taken out; export "
            "its own reading, gravity included."
        )
    better = [u for u, scale in ACC_SCALE.items() if _is_gravity(norm * scale, moving=moving)]
    advice = "export the accelerometer's own reading, gravity included"
    if better:
        advice = f"they are probably in {UNIT_NAMES[better[0]]}: --acc-unit {better[0]}"
    raise RecordingFileError(
        f"Read in {UNIT_NAMES[unit]}, the accelerations {where} are {norm_mps2:.3g} m/s2 instead "
        f"of 9.81; {advice}."
    )


def _is_gravity(norm_mps2: float, *, moving: bool) -> bool:
    low, high = _REST_BAND_MPS2
    if moving:
        low, high = GRAVITY_MPS2 / _MOVING_FACTOR, GRAVITY_MPS2 * _MOVING_FACTOR
    return low <= norm_mps2 <= high


def _check_leg(peak: float, unit: str, *, active: bool) -> None:
    peak_radps = peak * GYR_SCALE[unit]
    if peak_radps > _SENSOR_LIMIT_RADPS:
        raise RecordingFileError(
            f"Read in {UNIT_NAMES[unit]}, the angular rates reach {peak_radps:.0f} rad/s, which "
            "no sensor can say; they are probably in deg/s: --gyr-unit dps."
        )
    if active and peak_radps < _SLOW_RADPS:
        better = "radps" if unit == "dps" else "dps"
        raise RecordingFileError(
            f"Read in {UNIT_NAMES[unit]}, the leg turns at {peak_radps:.2g} rad/s at most while it "
            f"is shaken; the rates are probably in {UNIT_NAMES[better]}: --gyr-unit {better}."
        )


def _refuse_counts(values: FloatArray, advice: str, what: str) -> None:
    """Refuse whole numbers: counts of the converter, whose scale is not in the file."""
    some = values[:5000]
    if np.abs(some).max() > _COUNTS_PEAK and np.array_equal(some, np.rint(some)):
        raise RecordingFileError(
            f"The {what} are whole numbers without a unit, as a sensor counts them; convert them "
            f"or, if they are in a unit, say so with {advice}."
        )


def _quiet_gyr_unit(gyr: FloatArray, acc_mps2: FloatArray, rate_hz: float) -> UnitChoice:
    """Judge slow rates by how gravity turns with them, else by their noise."""
    scale = turn_scale(gyr, acc_mps2, rate_hz)
    for unit in ("radps", "dps"):
        if scale is not None and 1 / _TURN_FACTOR < scale / GYR_SCALE[unit] < _TURN_FACTOR:
            return UnitChoice(unit, "gravity turns as fast as these rates say", guessed=True)
    noise = _noise_of(gyr, rate_hz)
    if 0.0 < noise < _NOISE_RADPS:
        return UnitChoice("radps", f"the noise at rest is {noise:.2g}", guessed=True)
    if noise > _NOISE_DPS:
        return UnitChoice("dps", f"the noise at rest is {noise:.2g}", guessed=True)
    raise RecordingFileError(
        "The unit of the angular rates can be told neither from the header nor from their size; "
        "give it with --gyr-unit dps or --gyr-unit radps."
    )


def turn_scale(gyr: FloatArray, acc_mps2: FloatArray, rate_hz: float) -> float | None:
    """Give the factor to rad/s at which the rates explain how gravity turns in the sensor frame.

    Compares the change of the mean specific force over 0.2 s with its turn by the mean rate,
    where the norm stays near gravity; None where they have too little to do with each other.
    """
    span = max(1, round(_TURN_BLOCK_S * rate_hz))
    count = len(gyr) // span
    acc = acc_mps2[: count * span].reshape(count, span, 3).mean(axis=1)
    rate = gyr[: count * span].reshape(count, span, 3).mean(axis=1)
    near = np.abs(np.linalg.norm(acc, axis=1) - GRAVITY_MPS2) < 0.15 * GRAVITY_MPS2
    used = near[2:] & near[1:-1] & near[:-2]
    if np.count_nonzero(used) < _TURN_MIN_BLOCKS:
        return None
    turned = -np.cross(rate[1:-1], acc[1:-1])[used] * (2 * span / rate_hz)
    change = (acc[2:] - acc[:-2])[used]
    together, own, other = (turned * change).sum(), (turned**2).sum(), (change**2).sum()
    if own == 0.0 or other == 0.0 or together / np.sqrt(own * other) < _TURN_MIN_CORRELATION:
        return None
    return float(together / own)


def _noise_of(gyr: FloatArray, rate_hz: float) -> float:
    """Give the spread of the rates in their quietest half second."""
    span = max(4, round(0.5 * rate_hz))
    count = len(gyr) // span
    if count == 0:
        return 0.0
    spread = gyr[: count * span].reshape(count, span, 3).std(axis=1)
    return float(np.linalg.norm(spread, axis=1).min())
