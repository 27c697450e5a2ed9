"""Videos of a session: looked at, kept, marked, and laid beside the recording."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kicksense.errors import KicksenseError, UsageError
from kicksense.store.bin import Erasure, put_in_bin
from kicksense.store.bin_manifest import BinKind
from kicksense.store.clips import (
    Clip,
    ClipMark,
    KeptClips,
    clip_path,
    new_clip_id,
    put_clip,
    read_clip,
    shown_name,
    video_path,
    write_clip,
)
from kicksense.store.clips import clips_of as stored_clips
from kicksense.store.editing import StaleEditError
from kicksense.workflows.clip_probe import media_of, video_facts
from kicksense.workflows.clip_sync import (
    MOST_MARKS,
    USUAL_FRAME_S,
    ClipSync,
    SyncMark,
    synchronised,
)
from kicksense.workflows.consent import Scope, allows
from kicksense.workflows.language import tr
from kicksense.workflows.sessions import SessionRow, Sessions, find_session, list_sessions

BEFORE_KICK_S: Final = 1.5
"""What is shown before a kick."""

AFTER_KICK_S: Final = 1.0
"""What is shown after it."""

_TRIES: Final = 5


def may_keep_video(sessions: Sessions, row: SessionRow) -> bool:
    """Tell whether videos of a session may be kept and shown: its player agreed, or is none.

    Raises
    ------
    StoreError
        If what the player agreed to cannot be read.
    """
    return row.simulated or allows(sessions, row.player_id, Scope.VIDEO)


def keep_clip(
    sessions: Sessions, session_id: str, path: Path, *, name: str = "", simulated: bool = False
) -> Clip:
    """Look at a video and keep it with a session.

    Parameters
    ----------
    sessions
        The store.
    session_id
        Of the session.
    path
        The file, a stranger's; it is left untouched.
    name
        What its sender calls it; the file's own name where that is empty.
    simulated
        True where it was drawn and nobody was filmed; so is every video of a simulated session.

    Returns
    -------
    clip
        Without marks.

    Raises
    ------
    UsageError
        If there is no such session, or its player has not agreed to videos.
    ClipFileError
        If browsers will not play it.
    StoreError
        If it cannot be kept; nothing of it then is.
    """
    row = find_session(sessions, session_id)
    if not simulated and not may_keep_video(sessions, row):
        raise UsageError(
            f"The player of session {row.id} has not agreed to videos; ask, and say so on the page "
            "My data, before one is added."
        )
    media = media_of(path)
    facts = video_facts(path)
    clip = Clip(
        id=new_clip_id(),
        session_id=row.id,
        name=shown_name(name or path.name),
        media=media,
        size_bytes=0,
        sha256="",
        added_utc=datetime.now(UTC),
        simulated=simulated or row.simulated,
    )
    if facts is not None:
        clip = replace(
            clip,
            codec=facts.codec,
            width_px=facts.width_px,
            height_px=facts.height_px,
            duration_s=facts.duration_s,
            frame_s=facts.frame_s,
        )
    return put_clip(sessions.folder, clip, path)


def clips_of(sessions: Sessions, session_id: str) -> KeptClips:
    """Give the videos of a session, the oldest first, and sentences about damaged ones."""
    return stored_clips(sessions.folder, session_id)


def mark_clip(sessions: Sessions, session_id: str, clip_id: str, mark: SyncMark) -> Clip:
    """Keep that a moment of the recording is seen in a video; an earlier mark of it is replaced.

    Parameters
    ----------
    sessions
        The store.
    session_id, clip_id
        Of the video.
    mark
        What was seen, and when.

    Returns
    -------
    clip
        With the mark; what others marked meanwhile stays.

    Raises
    ------
    UsageError
        If the mark is no moment of the video, or the marks no longer fit a video at the speed of
        life.
    StoreError
        If it cannot be kept.
    """

    def marked(clip: Clip) -> tuple[ClipMark, ...]:
        lasts_s = clip.duration_s
        if mark.video_s < 0.0 or (lasts_s is not None and mark.video_s > lasts_s + 1.0):
            raise UsageError(
                f"The video has no moment {mark.video_s:.2f} s; mark one that it shows."
            )
        others = [each for each in clip.marks if each.name != mark.name]
        if len(others) >= MOST_MARKS:
            raise UsageError(f"A video takes up to {MOST_MARKS} marks; take some away first.")
        synchronised([*_marks_of(others), mark], frame_s=clip.frame_s or USUAL_FRAME_S)
        new = ClipMark(name=mark.name, since_s=mark.since_s, video_s=mark.video_s)
        return tuple(sorted((*others, new), key=lambda each: (each.since_s, each.name)))

    return _changed(sessions, session_id, clip_id, marked)


def unmark_clip(sessions: Sessions, session_id: str, clip_id: str, name: str) -> Clip:
    """Take a mark away; one that is gone already is no trouble.

    Raises
    ------
    StoreError
        If that cannot be kept.
    """
    return _changed(
        sessions,
        session_id,
        clip_id,
        lambda clip: tuple(each for each in clip.marks if each.name != name),
    )


def delete_clip(sessions: Sessions, session_id: str, clip_id: str) -> bool:
    """Put a video and its marks into the bin, and tell whether it was there.

    Raises
    ------
    StoreError
        If it could not be moved; it is then where it was.
    """
    clip = read_clip(sessions.folder, session_id, clip_id)
    if clip is None:
        return False
    row = next((each for each in list_sessions(sessions) if each.id == session_id), None)
    erasure = Erasure(
        kind=BinKind.FILES,
        title=tr("Video {name} of session {session}", name=clip.name, session=session_id),
        paths=(clip_path(sessions.folder, session_id, clip_id), video_path(sessions.folder, clip)),
        player_id=None if row is None else row.player_id,
    )
    put_in_bin(sessions.folder, sessions.library.catalogue, erasure)
    return True


def sync_of(clip: Clip) -> ClipSync | None:
    """Give a video's time beside the recording's; None while nothing is marked.

    Raises
    ------
    UsageError
        If the marks make no sense together.
    """
    return synchronised(_marks_of(clip.marks), frame_s=clip.frame_s or USUAL_FRAME_S)


def shown_video(sessions: Sessions, session_id: str, clip_id: str) -> tuple[Path, Clip] | None:
    """Give the file of a video that may be shown; None where there is none, or nobody agreed.

    Parameters
    ----------
    sessions
        The store.
    session_id, clip_id
        As somebody asked for them; they may be anything.
    """
    try:
        clip = read_clip(sessions.folder, session_id, clip_id)
        row = next((each for each in list_sessions(sessions) if each.id == session_id), None)
        if clip is None or row is None:
            return None
        if not clip.simulated and not may_keep_video(sessions, row):
            return None
    except KicksenseError:
        return None
    path = video_path(sessions.folder, clip)
    return (path, clip) if path.is_file() else None


def _marks_of(marks: tuple[ClipMark, ...] | list[ClipMark]) -> list[SyncMark]:
    return [SyncMark(mark.name, mark.since_s, mark.video_s) for mark in marks]


def _changed(
    sessions: Sessions,
    session_id: str,
    clip_id: str,
    marks_after: Callable[[Clip], tuple[ClipMark, ...]],
) -> Clip:
    """Change the marks of a video on top of whatever others have marked meanwhile."""

    def change() -> Clip:
        clip = read_clip(sessions.folder, session_id, clip_id)
        if clip is None:
            raise UsageError("This video was deleted elsewhere; restore it from the bin.")
        return write_clip(sessions.folder, replace(clip, marks=marks_after(clip)))

    for _ in range(_TRIES):
        with contextlib.suppress(StaleEditError):
            return change()
    return change()
