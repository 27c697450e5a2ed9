"""What is said of a session, put on its clock and thinned to be drawn."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Phases
from kicksense.live import ContactSaid, KickSaid, LiveEvent


def moved_event(event: LiveEvent, moved: Callable[[float], float]) -> LiveEvent:
    """Give an event with its times on another clock.

    Parameters
    ----------
    event
        Said by a live analysis.
    moved
        Gives the other clock's time of a time.

    Returns
    -------
    event
        A withdrawal has no times and stays as it is.
    """
    if isinstance(event, ContactSaid):
        return ContactSaid(replace(event.report, t_s=moved(event.report.t_s)))
    if not isinstance(event, KickSaid):
        return event
    report = event.report
    phases = Phases(
        backswing_s=moved(report.phases.backswing_s),
        swing_reversal_s=moved(report.phases.swing_reversal_s),
        impact_s=moved(report.phases.impact_s),
        follow_through_end_s=moved(report.phases.follow_through_end_s),
    )
    return replace(event, report=replace(report, t_s=moved(report.t_s), phases=phases))


def thinned(times: FloatArray, values: FloatArray, most: int) -> tuple[FloatArray, FloatArray]:
    """Thin rows to the minima and maxima of each column in even stretches.

    Parameters
    ----------
    times
        Shape (n,).
    values
        Shape (n, k).
    most
        Rows that may remain.

    Returns
    -------
    times, values
        The same where there are few enough; else two rows for each stretch, at its first time and
        in its middle.
    """
    count = len(times)
    if count <= most:
        return times, values
    edges = np.linspace(0, count, most // 2 + 1).astype(np.intp)
    starts = edges[:-1]
    lows = np.minimum.reduceat(values, starts)
    highs = np.maximum.reduceat(values, starts)
    rows = np.empty((2 * len(starts), values.shape[1]))
    rows[0::2], rows[1::2] = lows, highs
    middles = (starts + edges[1:]) // 2
    return np.column_stack([times[starts], times[middles]]).ravel(), rows
