"""What the pages read and write of videos, each in one call."""

import os
import tempfile
from pathlib import Path
from typing import Final

import streamlit as st

from dashboard import stored
from kicksense.errors import StoreError
from kicksense.store.clips import Clip, KeptClips
from kicksense.workflows import clips
from kicksense.workflows.clip_sync import Anchor, SyncMark, anchors_of
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.sessions import markers_of

_KEPT: Final = 8
_PICTURES_LATE: Final = 0.5
"""A moment lies on average so many pictures before the first one that shows it."""


def of_session(session_id: str) -> KeptClips:
    """Give the videos of a session."""
    return clips.clips_of(stored.sessions(), session_id)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _taps(session_id: str, request: AnalysisRequest, known: str) -> tuple[Anchor, ...]:
    del known
    try:
        markers = markers_of(stored.sessions(), session_id)
    except StoreError:
        markers = ()
    return anchors_of(stored.recording(session_id), stored.report(session_id, request), markers)


def anchors(session_id: str, request: AnalysisRequest) -> tuple[Anchor, ...]:
    """Give what can be marked in a video of a session."""
    kicks = stored.report(session_id, request).kicks
    return _taps(session_id, request, str(tuple(kick.impact_index for kick in kicks)))


def add(session_id: str, name: str, content: bytes) -> Clip:
    """Look at a video that was dropped, and keep it.

    Raises
    ------
    KicksenseError
        If browsers will not play it, its player has not agreed, or it cannot be kept.
    """
    try:
        descriptor, place = tempfile.mkstemp(prefix="kicksense-")
        path = Path(place)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            return clips.keep_clip(stored.sessions(), session_id, path, name=name or "video")
        finally:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"The video could not be put aside to look at it ({error.strerror}). "
            "Make room on this computer's disk for temporary files."
        ) from error


def mark(clip: Clip, anchor: Anchor, picture_s: float) -> None:
    """Keep that a picture is the first that shows a moment of the recording.

    Raises
    ------
    KicksenseError
        If that makes no sense beside the other marks, or cannot be kept.
    """
    video_s = max(0.0, picture_s - _PICTURES_LATE * (clip.frame_s or 0.0))
    seen = SyncMark(anchor.name, anchor.since_s, video_s)
    clips.mark_clip(stored.sessions(), clip.session_id, clip.id, seen)


def unmark(clip: Clip, name: str) -> None:
    """Take a mark away.

    Raises
    ------
    KicksenseError
        If that cannot be kept.
    """
    clips.unmark_clip(stored.sessions(), clip.session_id, clip.id, name)


def delete(clip: Clip) -> None:
    """Put a video into the bin.

    Raises
    ------
    KicksenseError
        If it could not be moved.
    """
    clips.delete_clip(stored.sessions(), clip.session_id, clip.id)
