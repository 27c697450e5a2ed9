"""What a file of a video holds: looked at without trusting it, in a process of its own.

``python -m kicksense.workflows.clip_probe FILE`` prints it as JSON. A file that makes the decoder
crash, run wild or eat memory ends that process and nothing else.
"""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kicksense.errors import ClipFileError
from kicksense.store.atomic import read_trouble
from kicksense.store.clips import MAX_CLIP_BYTES, Media

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

LONGEST_VIDEO_S: Final = 3.0 * 3600.0
"""A longer video is refused."""

PLAYED_CODECS: Final = ("h264", "vp8", "vp9", "av1")
"""What browsers play, each on every system (H.264 and VP9), or on most."""

_PATIENCE_S: Final = 30.0
_MEMORY_BYTES: Final = 3 * 1024**3
_MOST_PIXELS: Final = 8192
_MOST_ANSWER_BYTES: Final = 4096
_FIRST_BYTES: Final = 64
_NEEDED: Final = "an .mp4 file with H.264, or a .webm file with VP9, was expected"
_DEEP_COLOURS: Final = ("p10", "p12", "422", "444")


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What a video is like.

    Attributes
    ----------
    codec
        How its pictures are written.
    width_px, height_px
        Of its pictures.
    duration_s
        How long it lasts.
    frame_s
        From picture to picture, on average; None where it is not told.
    """

    codec: str
    width_px: int
    height_px: int
    duration_s: float
    frame_s: float | None


def media_of(path: Path) -> Media:
    """Tell the container of a video by its first bytes, whatever the file is called.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    ClipFileError
        If it is neither MP4 nor WebM, is empty, or too large.
    StoreError
        If it cannot be read.
    """
    try:
        size_bytes = path.stat().st_size
        with path.open("rb") as file:
            first = file.read(_FIRST_BYTES)
    except OSError as error:
        raise read_trouble(error, path) from error
    if size_bytes > MAX_CLIP_BYTES:
        raise ClipFileError(
            f"The video is larger than {MAX_CLIP_BYTES // 1024**3} GB; cut it, or save it with a "
            "smaller picture."
        )
    if first[4:8] == b"ftyp":
        return "mp4"
    if first.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in first:
        return "webm"
    raise ClipFileError(f"This file is no video that a browser plays: {_NEEDED}.")


def video_facts(path: Path) -> VideoFacts | None:
    """Look into a video, in a process of its own.

    Parameters
    ----------
    path
        The file, of a container that `media_of` knows.

    Returns
    -------
    facts
        None where PyAV is not installed, so that nobody can look.

    Raises
    ------
    ClipFileError
        If browsers will not play it, or looking at it took too long.
    """
    if find_spec("av") is None:
        return None
    command = [sys.executable, "-m", "kicksense.workflows.clip_probe", str(path.absolute())]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE_S,
            check=False,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise ClipFileError(
            f"The video was looked at for {_PATIENCE_S:.0f} s without an end; save it again with "
            "another program, and try once more."
        ) from error
    answer = _answer_of(done.stdout)
    if done.returncode != 0 or answer is None:
        raise ClipFileError(f"The video is damaged, or not what its name says: {_NEEDED}.")
    if "refused" in answer:
        raise ClipFileError(str(answer["refused"]))
    return VideoFacts(**answer)


def _answer_of(said: bytes) -> dict[str, Any] | None:
    """Read what the other process said."""
    try:
        answer = json.loads(said) if len(said) <= _MOST_ANSWER_BYTES else None
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def looked_at(path: Path) -> VideoFacts:
    """Look into a video, here and now.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    ClipFileError
        If browsers will not play it.
    """
    import av  # noqa: PLC0415 - an extra, and slow to import

    try:
        # Nothing but this very file is opened, whatever its content points to.
        with av.open(
            str(path), metadata_errors="ignore", container_options={"protocol_whitelist": "file"}
        ) as container:
            return _facts_of(container)
    except (av.FFmpegError, ValueError, IndexError, MemoryError) as error:
        raise ClipFileError(f"The video cannot be read to its end: {_NEEDED}.") from error


def _facts_of(container: "InputContainer") -> VideoFacts:
    if not container.streams.video:
        raise ClipFileError(f"There is no picture in this file: {_NEEDED}.")
    stream = container.streams.video[0]
    codec, colours = stream.codec_context.name, stream.codec_context.pix_fmt or ""
    codec = {"libdav1d": "av1", "libvpx": "vp8", "libvpx-vp9": "vp9"}.get(codec, codec)
    if codec not in PLAYED_CODECS:
        raise ClipFileError(f"Browsers do not play {codec[:20]}: {_NEEDED}.")
    if any(deep in colours for deep in _DEEP_COLOURS):
        raise ClipFileError(
            f"Browsers do not play pictures of the kind {colours[:20]}; save the video again with "
            "usual colours (8 bits, yuv420p)."
        )
    first = next(container.decode(stream))
    if not 0 < max(first.width, first.height) <= _MOST_PIXELS:
        raise ClipFileError(f"The picture is larger than {_MOST_PIXELS} pixels; save it smaller.")
    duration_s = _duration_s(container, stream)
    if not 0.0 < duration_s <= LONGEST_VIDEO_S:
        raise ClipFileError(
            f"The video lasts {duration_s / 60.0:.0f} minutes; up to "
            f"{LONGEST_VIDEO_S / 60.0:.0f} are kept, so cut it."
        )
    rate = stream.average_rate
    frame_s = float(1 / rate) if rate else None
    usable = frame_s is not None and 0.0 < frame_s <= 1.0
    return VideoFacts(codec, first.width, first.height, duration_s, frame_s if usable else None)


def _duration_s(container: "InputContainer", stream: "VideoStream") -> float:
    """Give how long a video lasts; a browser's own recordings do not say it, so they are read."""
    if container.duration is not None and container.duration > 0:
        return container.duration / 1e6
    last_s = 0.0
    container.seek(0)
    for packet in container.demux(stream):
        if packet.pts is not None and packet.time_base is not None:
            last_s = max(last_s, float(packet.pts * packet.time_base))
            if last_s > LONGEST_VIDEO_S:
                break
    return last_s


def _keep_modest() -> None:
    """Take from this process the means to do harm, where the system can do that."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - there is none on Windows

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (int(_PATIENCE_S), int(_PATIENCE_S)))
        resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_ANSWER_BYTES, _MOST_ANSWER_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Print what the file named on the command line holds."""
    _keep_modest()
    answer: Mapping[str, Any]
    try:
        answer = asdict(looked_at(Path(sys.argv[1])))
    except ClipFileError as error:
        answer = {"refused": str(error)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
