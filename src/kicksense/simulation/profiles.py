"""Smooth courses of one quantity over time."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.interpolate import CubicHermiteSpline, PchipInterpolator

from kicksense.domain.arrays import FloatArray
from kicksense.simulation.stretch import INTERNAL_RATE_HZ

_RING_ONSET_CYCLES: Final = 0.3


def min_jerk(time_s: FloatArray, start_s: float, duration_s: float) -> FloatArray:
    """Give the minimum-jerk course from 0 to 1 (Flash and Hogan 1985).

    Parameters
    ----------
    time_s
        Times to evaluate.
    start_s, duration_s
        Begin and length of the transition.

    Returns
    -------
    course
        0 before, 1 after.
    """
    u = np.clip((time_s - start_s) / duration_s, 0.0, 1.0)
    course: FloatArray = u**3 * (10.0 - 15.0 * u + 6.0 * u**2)
    return course


def bump(time_s: FloatArray, start_s: float, peak_s: float, end_s: float) -> FloatArray:
    """Give a course that rises to 1 at the peak and falls back to 0."""
    rise = min_jerk(time_s, start_s, peak_s - start_s)
    return rise - min_jerk(time_s, peak_s, end_s - peak_s)


def end_state(course: FloatArray) -> tuple[float, float, float]:
    """Give value, rate and second derivative at the end of a course at the internal rate."""
    last = course[-4:]
    rate = (3.0 * last[3] - 4.0 * last[2] + last[1]) * INTERNAL_RATE_HZ / 2.0
    second = (2.0 * last[3] - 5.0 * last[2] + 4.0 * last[1] - last[0]) * INTERNAL_RATE_HZ**2
    return float(last[3]), float(rate), float(second)


def rate_track(
    time_s: FloatArray,
    start: tuple[float, float, float],
    keys: Sequence[tuple[float, float]],
    *,
    return_s: float,
) -> FloatArray:
    """Give an angle whose rate passes through given values and which then returns to zero.

    Parameters
    ----------
    time_s
        Times to evaluate, from zero.
    start
        Angle, rate and angular acceleration at time zero.
    keys
        Times (rising, above zero) and rates there; the last rate should be zero.
    return_s
        Length of the minimum-jerk return to zero after the last key.

    Returns
    -------
    angle
        Twice continuously differentiable from the start on.
    """
    key_s = np.array([0.0, *(key[0] for key in keys)])
    rates = np.array([start[1], *(key[1] for key in keys)])
    slopes = PchipInterpolator(key_s, rates).derivative()(key_s)
    slopes[0] = start[2]
    slopes[-1] = 0.0
    rate = CubicHermiteSpline(key_s, rates, slopes)
    way = rate.antiderivative()
    inside = np.minimum(time_s, key_s[-1])
    angle = start[0] + way(inside)
    final = start[0] + float(way(key_s[-1]))
    track: FloatArray = angle - final * min_jerk(time_s, float(key_s[-1]), return_s)
    return track


def ringing(since_s: FloatArray, frequency_hz: float, decay_s: float) -> FloatArray:
    """Give a decaying oscillation that starts smoothly at zero.

    Parameters
    ----------
    since_s
        Time since the blow; before it nothing moves.
    frequency_hz, decay_s
        Of the soft tissue.

    Returns
    -------
    course
        Starts and ends at zero, so that it adds neither speed nor way for good.
    """
    t = np.maximum(since_s, 0.0)
    onset = 1.0 - np.exp(-((t * frequency_hz / _RING_ONSET_CYCLES) ** 3))
    course: FloatArray = onset * np.exp(-t / decay_s) * np.sin(2.0 * np.pi * frequency_hz * t)
    return course


def wander(
    n: int, rng: np.random.Generator, *, slowest_hz: float, fastest_hz: float, terms: int = 6
) -> FloatArray:
    """Give a smooth random course of unit standard deviation at the internal rate.

    Parameters
    ----------
    n
        Number of internal samples.
    rng
        Source of chance.
    slowest_hz, fastest_hz
        Band of the sinusoids that make it up.
    terms
        How many of them.

    Returns
    -------
    course
        Shape (n,).
    """
    t = np.arange(n) / INTERNAL_RATE_HZ
    course = np.zeros(n)
    frequencies_hz = np.exp(rng.uniform(np.log(slowest_hz), np.log(fastest_hz), terms))
    phases_rad = rng.uniform(0.0, 2.0 * np.pi, terms)
    for frequency_hz, phase_rad in zip(frequencies_hz, phases_rad, strict=True):
        course += np.sin(2.0 * np.pi * frequency_hz * t + phase_rad)
    scaled: FloatArray = course * np.sqrt(2.0 / terms)
    return scaled
