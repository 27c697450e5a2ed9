"""What a user gives with a recording: cues and hits, put on its clock, and other sensors' files."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kicksense.domain.live import Marker, MarkerKind
from kicksense.domain.signals import Recording
from kicksense.errors import UsageError
from kicksense.exchange.marker_text import MOST_MARKERS, read_markers_of
from kicksense.workflows.player_adaptation import check_player_id

CLOCK_OF_ITS_OWN_S: Final = 100_000.0
"""A recording that starts later than this counts from some day long ago, not from its start."""

_SLACK_S: Final = 5.0
_TEXT_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class OtherFile:
    """What another sensor recorded at the same time, on the same clock.

    Attributes
    ----------
    path
        The file.
    player_id
        Whose; the same player's is the other leg. None for another player.
    """

    path: Path
    player_id: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What a user gives with a file.

    Attributes
    ----------
    markers
        Cues, hits and notes, as `on_clock_of` takes them.
    others
        Other sensors' files.
    """

    markers: tuple[Marker, ...] = ()
    others: tuple[OtherFile, ...] = ()


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
    if not _is_there(path):
        raise UsageError(
            f"cues are seconds with commas between, like 12.4,30.1, or a label file; there is no "
            f"file '{text[:_TEXT_SHOWN]}'."
        )
    return read_markers_of(path)


def other_files(written: Sequence[str]) -> tuple[OtherFile, ...]:
    """Give the other sensors' files that an option names, ``FILE`` or ``ID=FILE``.

    Parameters
    ----------
    written
        As typed.

    Returns
    -------
    files
        A file that is called so is meant before anything else.
    """
    files = []
    for each in written:
        player_id, _, path = each.rpartition("=")
        if player_id and not _is_there(Path(each)):
            check_player_id(player_id)
            files.append(OtherFile(Path(path), player_id))
        else:
            files.append(OtherFile(Path(each)))
    return tuple(files)


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
        # Adding zero takes the sign from a zero.
        raise UsageError(
            f"no cue lies within the recording, which goes from {round(start_s, 1) + 0.0:.1f} to "
            f"{stop_s:.1f} s on its own clock; the first cue is at {placed[0].t_s:.1f} s."
        )
    return placed


def _is_there(path: Path) -> bool:
    """Tell whether something has that name; what is too long for a name has not."""
    try:
        return path.exists()
    except OSError:
        return False
