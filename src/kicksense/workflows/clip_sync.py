"""When a moment of a recording is seen in a clip: one straight line through what somebody marked.

A camera and a sensor have a clock each. ``t_video = (1 + drift) * t_sensor + offset``, where
``t_sensor`` counts from the first sample and ``t_video`` from the first picture.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.collect.taps import TapSettings, triple_taps
from kicksense.domain.kick import SessionReport
from kicksense.domain.live import Marker, MarkerKind
from kicksense.domain.signals import Recording
from kicksense.errors import UsageError

MOST_MARKS: Final = 200
"""More than anybody sets in a clip."""

MOST_DRIFT_RATIO: Final = 0.02
"""A clip whose clock runs faster or slower than this was slowed down, speeded up or cut."""

USUAL_FRAME_S: Final = 1.0 / 30.0
"""Time from picture to picture, where it is not known."""

_MARK_FRAMES: Final = 0.6
"""How far a careful mark lies from the moment, in pictures: half a picture, and a little doubt."""

_CLOCKS_RATIO: Final = 1e-4
"""How far a camera's and a sensor's clocks differ as a rule (two crystals of 50 ppm)."""

_SURE_ERRORS: Final = 2.0
_TO_DRAW_A_LINE: Final = 2
_LONGEST_S: Final = 1e6
_SAME_TAPS_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Anchor:
    """A moment of the recording that can be seen in a clip.

    Attributes
    ----------
    name
        ``kick-3``, the third kick; ``tap-1``, the first three taps on the sensor.
    since_s
        From the first sample.
    """

    name: str
    since_s: float


@dataclass(frozen=True, slots=True)
class SyncMark:
    """An anchor, and when somebody saw it in the clip.

    Attributes
    ----------
    name
        Of the anchor.
    since_s
        From the first sample.
    video_s
        From the first picture.
    """

    name: str
    since_s: float
    video_s: float


@dataclass(frozen=True, slots=True)
class ClipSync:
    """A clip's time beside a recording's.

    Attributes
    ----------
    offset_s
        Where the first sample lies in the clip.
    drift_ratio
        How much faster the clip's clock runs.
    drift_known
        False where the marks do not tell it and the clocks are taken to run alike.
    residual_s
        How far a mark lies from the line, root mean square with the degrees of freedom taken off;
        None where there are as many marks as unknowns.
    off_s
        How far each mark lies from the line, in the order of the marks.
    middle_s, spread_s2
        Mean of the marks on the recording, and the sum of their squared distances from it.
    mark_error_s
        How far one mark is expected to be off.
    """

    offset_s: float
    drift_ratio: float
    drift_known: bool
    residual_s: float | None
    off_s: tuple[float, ...]
    middle_s: float
    spread_s2: float
    mark_error_s: float

    def video_s(self, since_s: float) -> float:
        """Give when a moment of the recording is seen."""
        return (1.0 + self.drift_ratio) * since_s + self.offset_s

    def since_s(self, video_s: float) -> float:
        """Give which moment of the recording a picture shows."""
        return (video_s - self.offset_s) / (1.0 + self.drift_ratio)

    def error_s(self, since_s: float) -> float:
        """Give how far off a moment may be seen, two standard errors.

        Away from the marks the doubt about the clocks adds up.
        """
        single_s = max(self.residual_s or 0.0, self.mark_error_s)
        away_s = since_s - self.middle_s
        drift = single_s**2 / self.spread_s2 if self.drift_known else _CLOCKS_RATIO**2
        return 2.0 * math.sqrt(single_s**2 / len(self.off_s) + drift * away_s**2)


def synchronised(marks: Sequence[SyncMark], *, frame_s: float = USUAL_FRAME_S) -> ClipSync | None:
    """Lay a line through marks, by least squares.

    One mark tells the offset. Two or more tell how fast the clocks run against each other, where
    that is more than careful marks may be off by chance; otherwise they are taken to run alike.

    Parameters
    ----------
    marks
        Of one clip.
    frame_s
        From picture to picture.

    Returns
    -------
    sync
        None without marks.

    Raises
    ------
    UsageError
        If a mark is no moment, if there are more than `MOST_MARKS`, or if the clip cannot have
        been taken at the speed of life.
    """
    if not marks:
        return None
    _check(marks)
    since = np.array([mark.since_s for mark in marks])
    video = np.array([mark.video_s for mark in marks])
    error_s = _MARK_FRAMES * frame_s
    middle_s = float(since.mean())
    spread_s2 = float(np.sum((since - middle_s) ** 2))
    drift = 0.0
    if spread_s2 > 0.0:
        drift = float(np.sum((since - middle_s) * (video - since))) / spread_s2
    drift_known = abs(drift) * math.sqrt(spread_s2) > _SURE_ERRORS * error_s
    if drift_known and abs(drift) > MOST_DRIFT_RATIO:
        raise UsageError(
            f"These marks say that the clip runs at {1.0 + drift:.2f} times the speed of life; "
            "take away a mark that sits on the wrong kick, or use a clip that is neither slow "
            "motion nor cut."
        )
    drift = drift if drift_known else 0.0
    offset_s = float(np.mean(video - (1.0 + drift) * since))
    off_s = video - (1.0 + drift) * since - offset_s
    free = len(marks) - (_TO_DRAW_A_LINE if drift_known else 1)
    return ClipSync(
        offset_s=offset_s,
        drift_ratio=drift,
        drift_known=drift_known,
        residual_s=float(np.sqrt(np.sum(off_s**2) / free)) if free > 0 else None,
        off_s=tuple(off_s.tolist()),
        middle_s=middle_s,
        spread_s2=spread_s2,
        mark_error_s=error_s,
    )


def _check(marks: Sequence[SyncMark]) -> None:
    """Refuse what is no moment."""
    if len(marks) > MOST_MARKS:
        raise UsageError(f"A clip takes up to {MOST_MARKS} marks; take some away first.")
    for mark in marks:
        for moment_s in (mark.since_s, mark.video_s):
            if not math.isfinite(moment_s) or abs(moment_s) > _LONGEST_S:
                raise UsageError(
                    f"The mark '{mark.name}' is no moment of the clip; take it away and mark again."
                )


def anchors_of(
    recording: Recording, report: SessionReport, markers: Sequence[Marker] = ()
) -> tuple[Anchor, ...]:
    """Give what can be marked: every kick, and every time the sensor was tapped three times.

    Parameters
    ----------
    recording
        One sensor.
    report
        What was found in it.
    markers
        What was marked while it was recorded; taps found then count.

    Returns
    -------
    anchors
        In order of time.
    """
    start_s = recording.start_time_s
    kicks = [
        Anchor(f"kick-{number}", kick.t_s - start_s)
        for number, kick in enumerate(report.kicks, start=1)
    ]
    taps = [
        Anchor(f"tap-{number}", since_s)
        for number, since_s in enumerate(_taps_since_s(recording, markers), start=1)
    ]
    return tuple(sorted((*kicks, *taps), key=lambda anchor: anchor.since_s))


def _taps_since_s(recording: Recording, markers: Sequence[Marker]) -> list[float]:
    """Give when the sensor was tapped, first of three; what the signal shows goes before markers.

    A marker was set by a look at a growing recording, and possibly at another sensor's.
    """
    found = [
        position / recording.sampling_rate_hz
        for position in triple_taps(
            recording.acc_mps2,
            recording.gyr_radps,
            recording.measured,
            rate_hz=recording.sampling_rate_hz,
            settings=TapSettings(),
        )
    ]
    for marker in markers:
        since_s = marker.t_s - recording.start_time_s
        if marker.kind is MarkerKind.TAP and all(abs(since_s - s) > _SAME_TAPS_S for s in found):
            found.append(since_s)
    return sorted(found)
