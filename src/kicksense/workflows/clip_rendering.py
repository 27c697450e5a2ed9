"""A clip drawn from a recording: a stick figure that moves as the sensor did.

It is no video of anybody, and every picture of it says so.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from kicksense.collect.taps import TapSettings
from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import SessionReport, Technique
from kicksense.domain.signals import Recording
from kicksense.errors import UsageError
from kicksense.frames.coarse import CoarseSettings, averaged, timeline_of
from kicksense.frames.orientation import orientation_quaternions, upward
from kicksense.frames.segment import to_segment_frame
from kicksense.store.atomic import publish, staged, write_trouble
from kicksense.workflows.clip_figure import HEIGHT_PX, WIDTH_PX, Captions, Pose, figure_of
from kicksense.workflows.clip_sync import anchors_of
from kicksense.workflows.language import number, tr
from kicksense.workflows.wording import technique_words

if TYPE_CHECKING:
    from av.video.stream import VideoStream

Progress = Callable[[int, int], None]
"""Told how many pictures are done, and of how many."""

FRAMES_A_SECOND: Final = 30
"""Pictures a second of a clip that is drawn."""

LONGEST_CLIP_S: Final = 3.0 * 3600.0
"""A longer clip is not drawn."""

_CODECS: Final = {
    ".mp4": ("mp4", ("libx264", "libopenh264", "libvpx-vp9")),
    ".webm": ("webm", ("libvpx-vp9",)),
}
_OPTIONS: Final = {
    "libx264": {"crf": "27", "preset": "veryfast"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8", "crf": "36", "b": "0"},
}
_KEY_FRAMES: Final = 15
"""Pictures from one that stands for itself to the next; a browser jumps quickly to any between."""

_TAP_SHOWN_S: Final = 0.09
_TAPS_APART_S: Final = TapSettings().apart_s
_KICK_SHOWN_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class RenderedClip:
    """A clip that was drawn.

    Attributes
    ----------
    path
        The file.
    codec
        How its pictures are written.
    frames, duration_s
        How many, and how long it lasts.
    """

    path: Path
    codec: str
    frames: int
    duration_s: float


def check_clip_path(path: Path) -> None:
    """Refuse a clip that could not be written, before anything is computed.

    Parameters
    ----------
    path
        The file to be written, ``.mp4`` or ``.webm``.

    Raises
    ------
    UsageError
        If it is called otherwise, or PyAV is not installed.
    """
    if path.suffix.lower() not in _CODECS:
        raise UsageError(f"{path} is no name of a clip; one that ends with .mp4 or .webm is.")
    if find_spec("av") is None:
        raise UsageError(
            "a clip needs PyAV, which is not installed. "
            "Install it with: pip install 'kicksense[video]'"
        )


def render_clip(
    recording: Recording,
    report: SessionReport,
    path: Path,
    *,
    offset_s: float = 0.0,
    drift_ratio: float = 0.0,
    progress: Progress | None = None,
) -> RenderedClip:
    """Draw a recording as a clip.

    Parameters
    ----------
    recording
        One shin sensor.
    report
        What was found in it: how the sensor sat, and the kicks.
    path
        The file, ``.mp4`` (H.264 where PyAV has it) or ``.webm`` (VP9); there completely or not at
        all.
    offset_s
        Where the first sample lies in the clip; negative for a clip that begins later.
    drift_ratio
        How much faster the clip's clock runs than the sensor's.
    progress
        Told how far it is.

    Returns
    -------
    clip
        A second longer than the recording, on the clip's clock.

    Raises
    ------
    UsageError
        If the file is called otherwise, PyAV is not installed, or the clip would be too long.
    StoreError
        If the file cannot be written.
    """
    check_clip_path(path)
    lasts_s = (1.0 + drift_ratio) * len(recording) / recording.sampling_rate_hz + offset_s + 1.0
    if not 1.0 < lasts_s <= LONGEST_CLIP_S or not -1.0 < drift_ratio < 1.0:
        raise UsageError(
            f"a clip of {lasts_s:.0f} s is not drawn; one second to three hours was expected."
        )
    frames = math.ceil(lasts_s * FRAMES_A_SECOND)
    film = _Film(recording, report)
    moments = (
        film.at((frame / FRAMES_A_SECOND - offset_s) / (1.0 + drift_ratio))
        for frame in range(frames)
    )
    try:
        with staged(path) as part:
            codec = _write(
                (part, path.suffix.lower()),
                film.captions(),
                moments,
                tell=lambda done: None if progress is None else progress(done, frames),
            )
            publish(part, path)
    except OSError as error:
        raise write_trouble(error, path) from error
    return RenderedClip(path, codec, frames, frames / FRAMES_A_SECOND)


class _Film:
    """The figure at any moment of a recording."""

    def __init__(self, recording: Recording, report: SessionReport) -> None:
        self._is_left = recording.placement.side is Side.LEFT
        self._since_s, self._forward_rad, self._inward_rad = _leans(recording, report)
        self._taps_s = _tap_times(recording, report)
        self._kicks = [
            (
                kick.t_s - recording.start_time_s,
                tr(
                    "Kick {number}: {technique}",
                    number=place,
                    technique=technique_words(kick.technique),
                ),
                kick.technique is Technique.HEEL,
            )
            for place, kick in enumerate(report.kicks, start=1)
        ]
        self._simulated = report.source.simulated

    def at(self, since_s: float) -> tuple[Pose, str]:
        """Give the figure, and the moment from the first sample in words."""
        # The nearest one: between two that lie on either side of upside down there is no mean.
        near = int(np.clip(np.searchsorted(self._since_s, since_s), 0, len(self._since_s) - 1))
        forward_rad, inward_rad = float(self._forward_rad[near]), float(self._inward_rad[near])
        kick, backward = next(
            (
                (words, heel)
                for t_s, words, heel in self._kicks
                if 0 <= since_s - t_s < _KICK_SHOWN_S
            ),
            ("", False),
        )
        tapped = any(0.0 <= since_s - t_s < _TAP_SHOWN_S for t_s in self._taps_s)
        clock = tr("Sensor: {seconds} s", seconds=number(since_s, 2))
        return Pose(forward_rad, inward_rad, self._is_left, tapped, kick, backward), clock

    def captions(self) -> Captions:
        """Give what is written into every picture."""
        drawn = tr("Drawn from the sensor, not filmed")
        return Captions(
            title=f"{tr('Simulated')} · {drawn}" if self._simulated else drawn,
            side=tr("From the side"),
            front=tr("From the front"),
            guessed=tr("Blue: the shin, as measured. Dashed: drawn to go with it."),
            tap=tr("Tap"),
        )


def _tap_times(recording: Recording, report: SessionReport) -> list[float]:
    """Give every single tap: the strongest samples near where each is due."""
    rate_hz = recording.sampling_rate_hz
    away = np.abs(np.diff(np.linalg.norm(recording.acc_mps2, axis=1), prepend=0.0))
    times: list[float] = []
    for anchor in anchors_of(recording, report):
        if not anchor.name.startswith("tap"):
            continue
        first = round(anchor.since_s * rate_hz)
        times.append(anchor.since_s)
        for _ in range(2):
            begin = first + round(_TAPS_APART_S[0] * rate_hz)
            later = away[begin : first + round(_TAPS_APART_S[1] * rate_hz)]
            first = begin + int(later.argmax()) if len(later) else first
            times.append(first / rate_hz)
    return times


def _leans(
    recording: Recording, report: SessionReport
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give the search grid's times from the first sample, and how the shin leans at each.

    Which way is up tells both leans; which way the player faces is not needed for either.
    """
    times = timeline_of(recording.sampling_rate_hz, recording.start_time_s, CoarseSettings())
    grid = averaged(recording, times)
    up = upward(orientation_quaternions(grid))
    leg = to_segment_frame(grid, up, report.calibration, recording.placement)
    since_s = np.array([times.time_on_grid(n) for n in (0.0, 1.0)]) - recording.start_time_s
    anterior, proximal, right = leg.up.T
    return (
        since_s[0] + (since_s[1] - since_s[0]) * np.arange(len(grid)),
        np.arctan2(-anterior, proximal),
        recording.placement.side.lateral_sign * np.arcsin(np.clip(right, -1.0, 1.0)),
    )


def _write(
    place: tuple[Path, str],
    captions: Captions,
    moments: Iterator[tuple[Pose, str]],
    *,
    tell: Callable[[int], None],
) -> str:
    """Write all pictures of a clip; give how they are written."""
    import av  # noqa: PLC0415 - an extra, and slow to import

    part, ending = place
    kind, names = _CODECS[ending]
    codec = next(name for name in names if name in av.codecs_available)
    # What a browser needs first comes first in the file.
    options = {"movflags": "faststart"} if kind == "mp4" else {}
    with av.open(str(part), "w", format=kind, container_options=options) as container:
        added = container.add_stream(codec, rate=FRAMES_A_SECOND, options=_OPTIONS.get(codec))
        stream = cast("VideoStream", added)
        stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuv420p"
        # No picture waits for a later one: the first one lies at zero in every player.
        stream.max_b_frames = 0
        stream.gop_size = _KEY_FRAMES
        for done, (pose, clock) in enumerate(moments, start=1):
            picture = np.asarray(figure_of(pose, captions, clock))
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            tell(done)
        container.mux(stream.encode(None))
    return codec
