"""Which way is forward, where calibration could not tell."""

from dataclasses import replace
from typing import Final

import numpy as np

from kicksense.locomotion.smoothing import windows_at
from kicksense.locomotion.steps import LegCourse, StepSettings, strides_of
from kicksense.units import samples_in

_BACK_S: Final = 0.4


def turned_forward(course: LegCourse, settings: StepSettings) -> LegCourse:
    """Give the course of a leg with the likelier way as forward.

    The larger lobe of a stride is the forward swing (FIELD notes, section 2), and at its end the
    foot comes down. So steps are looked for both ways; that way is forward in which the swings of
    the steps found surpass the lobes before them by more, all together.

    Parameters
    ----------
    course
        Of a leg whose forward may be backward.
    settings
        What counts as a step.

    Returns
    -------
    course
        The same, or with the other sign of the forward swing.
    """
    other = replace(course, forward_radps=-course.forward_radps)
    return max(course, other, key=lambda tried: _surplus_radps(tried, settings))


def _surplus_radps(course: LegCourse, settings: StepSettings) -> float:
    """Give by how much forward lobes surpass the backward ones before them, added up."""
    strides = strides_of(course, (), settings)
    strides = strides.where(strides.peak_swing_radps > settings.least_swing_radps)
    if len(strides) == 0:
        return 0.0
    before = -samples_in(_BACK_S, course.rate_hz)
    back = -windows_at(course.forward_radps, strides.peak_index, (before, 0)).min(axis=1)
    return float(np.sum(strides.peak_swing_radps - np.maximum(back, 0.0)))
