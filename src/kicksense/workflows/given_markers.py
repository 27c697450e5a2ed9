"""Cues and hits that a user gives with a recording, put on its clock."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from kicksense.domain.live import Marker, MarkerKind
from kicksense.domain.signals import Recording
from kicksense.errors import UsageError
from kicksense.exchange.marker_text import MOST_MARKERS, read_markers_of

CLOCK_OF_ITS_OWN_S: Final = 100_000.0
"""A recording that starts later than this counts from some day long ago, not from its start."""

_SLACK_S: Final = 5.0
_TEXT_SHOWN: Final = 40


def markers_given(text: str) -> tuple[Marker, ...]:
    """Give the markers that an option names: times of cues, or a label file.

    Parameters
    ----------
    text
        Seconds with commas between, such as ``12.4,30.1``; or the path of a label file.

    Returns
    -------
    markers
        In order of time.

    Raises
    ------
    UsageError
        If it is neither.
    LabelFileError
        If it is a file without cues.
    """
    parts = [part for part in re.split(r"[,;\s]+", text.strip()) if part]
    try:
        times = sorted(float(part) for part in parts)
    except ValueError:
        times = []
    if times and all(map(math.isfinite, times)) and len(times) <= MOST_MARKERS:
        return tuple(Marker(t_s, MarkerKind.CUE, origin="option") for t_s in times)
    path = Path(text).expanduser()
    if not path.exists():
        raise UsageError(
            f"cues are seconds with commas between, like 12.4,30.1, or a label file; there is no "
            f"file '{text[:_TEXT_SHOWN]}'."
        )
    return read_markers_of(path)


def on_clock_of(markers: Sequence[Marker], recording: Recording) -> tuple[Marker, ...]:
    """Put markers on a recording's clock.

    Parameters
    ----------
    markers
        As the report of the recording shows times: on the recording's clock, or after its start
        where that clock counts from long ago.
    recording
        Any.

    Returns
    -------
    markers
        On the recording's clock.

    Raises
    ------
    UsageError
        If none of them lies within the recording.
    """
    start_s = recording.start_time_s
    stop_s = start_s + len(recording) / recording.sampling_rate_hz
    placed = tuple(
        replace(marker, t_s=marker.t_s + start_s)
        if start_s > CLOCK_OF_ITS_OWN_S and marker.t_s < CLOCK_OF_ITS_OWN_S
        else marker
        for marker in markers
    )
    if placed and not any(start_s - _SLACK_S <= each.t_s <= stop_s + _SLACK_S for each in placed):
        raise UsageError(
            f"none of the {len(placed)} cues lies within the recording, which goes from "
            f"{start_s:.1f} to {stop_s:.1f} s on its own clock; the first cue is at "
            f"{placed[0].t_s:.1f} s."
        )
    return placed
