"""What the pages read and write, each in one call; remembered while the server runs.

The values are frozen and their arrays read-only, so every page may be given the same ones: that
is why they are kept as resources and not copied at each rerun.
"""

import os
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import streamlit as st

from kicksense.domain.kick import SessionReport
from kicksense.domain.signals import Recording
from kicksense.errors import KicksenseError, RecordingFileError, StoreError
from kicksense.exchange.options import ReadOptions
from kicksense.store.adaptations import evidence_stamps
from kicksense.store.removed_kicks import removed_stamp
from kicksense.store.surfaces import surfaces_stamp
from kicksense.workflows.consent import Scope, allowed_players
from kicksense.workflows.demo import ensure_demo
from kicksense.workflows.live import RunningSession, running_sessions
from kicksense.workflows.live_starting import StartRequest, start_recording
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.practice_history import PractisedSession, card_of_session
from kicksense.workflows.practising import played_drill
from kicksense.workflows.sensors import PairedSensor, paired_sensors
from kicksense.workflows.session_requests import request_of_session
from kicksense.workflows.sessions import (
    FilePreview,
    SessionRow,
    Sessions,
    import_file,
    list_sessions,
    open_sessions,
    preview_file,
    recording_of,
)
from kicksense.workflows.surfaces import known_surfaces
from kicksense.workflows.traces import Trace, session_trace
from kicksense.workflows.wording import SURFACE_WORDS

_KEPT: Final = 8
_MOST_JOURNALS: Final = 20
_starting: Final = threading.Lock()
_LONGEST_NAME: Final = 80
_UNSAFE: Final = re.compile(r"[^\w.+ -]+")


@st.cache_resource(max_entries=1, show_spinner=False)
def sessions() -> Sessions:
    """Open the store in the data folder that `serve_dashboard` named."""
    return open_sessions(None)


def session_rows() -> tuple[SessionRow, ...]:
    """Give the stored sessions, newest first; read again when the catalogue has changed."""
    return _session_rows(sessions().folder.root, catalogue_stamp())


@st.cache_resource(max_entries=2, show_spinner=False)
def _session_rows(root: Path, stamp: tuple[int, ...]) -> tuple[SessionRow, ...]:
    """Read them; a page asks for them again and again."""
    del root, stamp
    return list_sessions(sessions())


def open_to_coach() -> frozenset[str]:
    """Give the players whose sessions and kicks a coach may see."""
    return allowed_players(sessions(), Scope.COACH, session_rows())


def catalogue_stamp() -> tuple[int, ...]:
    """Give numbers that change whenever any process writes to the catalogue."""
    path = sessions().folder.catalogue_path
    return (*_written(path), *_written(path.with_name(f"{path.name}-wal")))


def _written(path: Path) -> tuple[int, int]:
    """Give when a file was written and its size; readers make an empty log, which tells nothing."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return (found.st_mtime_ns, found.st_size) if found.st_size else (0, 0)


# A spinner of the cache's own would speak English to everybody: the pages show theirs.
@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def recording(session_id: str) -> Recording:
    """Give a stored recording."""
    return recording_of(sessions(), session_id)


def practised(session_id: str, request: AnalysisRequest) -> PractisedSession:
    """Give what a stored session came to, against the player's own earlier ones."""
    return _practised(session_id, request, _known(session_id, request))


def report(session_id: str, request: AnalysisRequest) -> SessionReport:
    """Give what is found in a stored recording, adapted to its player."""
    return practised(session_id, request).practised.report


def trace(session_id: str, request: AnalysisRequest) -> Trace:
    """Give the signals of a stored recording as its page draws them."""
    return _trace(session_id, request, _known(session_id, request))


def _known(session_id: str, request: AnalysisRequest) -> tuple[str, ...]:
    """Give what changes when more is known of a player, or a drill or a surface is another."""
    row = next((row for row in session_rows() if row.id == session_id), None)
    if row is None:
        return ()
    asked = request_of_session(row, request, sessions().folder.root)
    stamps = () if asked.player_id is None else evidence_stamps(sessions().folder, asked.player_id)
    try:
        plan = repr(played_drill(asked))
    except KicksenseError:
        plan = ""
    removed = removed_stamp(sessions().folder, session_id)
    return (*map(str, stamps), plan, str(surfaces_stamp(sessions().folder)), str(removed))


def surface_names() -> tuple[str, ...]:
    """Give the surfaces that can be named: those that ship, and the user's own where readable."""
    try:
        known = known_surfaces(sessions().folder.root)
    except StoreError:
        return tuple(SURFACE_WORDS)
    return tuple(one.surface.name for one in known)


@st.cache_resource(max_entries=4 * _KEPT, show_spinner=False)
def _practised(
    session_id: str, request: AnalysisRequest, known: tuple[str, ...]
) -> PractisedSession:
    """Analyze; what is known of player and drill is part of what is remembered."""
    del known
    return card_of_session(sessions(), session_id, request)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _trace(session_id: str, request: AnalysisRequest, known: tuple[str, ...]) -> Trace:
    """Draw the signals of a report."""
    return session_trace(
        recording(session_id), _practised(session_id, request, known).practised.report
    )


def running() -> tuple[RunningSession, ...]:
    """Find the recordings that are running on this machine, the newest first."""
    return running_sessions(sessions().folder)


def begin(request: StartRequest) -> RunningSession:
    """Start a recording that goes on by itself; pressed twice, the button starts one."""
    with _starting:
        found = running()
        return found[0] if found else start_recording(request, sessions().folder)


def paired() -> tuple[PairedSensor, ...]:
    """Give the sensors that are remembered."""
    return paired_sensors(sessions())


def journals() -> tuple[Path, ...]:
    """Give the journals that can be played again, the newest first."""
    folder = sessions().folder.journals_path
    return tuple(sorted(folder.glob("*.journal"), key=_age, reverse=True)[:_MOST_JOURNALS])


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def try_demo() -> SessionRow:
    """Import the demo session that ships with kicksense."""
    return ensure_demo(sessions())


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def preview(file_id: str, name: str, options: ReadOptions, _content: bytes) -> FilePreview:
    """Guess what a dropped file holds; asked once for each file and choice.

    Parameters
    ----------
    file_id
        Tells dropped files apart.
    name
        What the sender calls it.
    options
        What the user chose.
    _content
        The bytes.
    """
    del file_id
    with _on_disk(name, _content) as path:
        guess = preview_file(path, options)
        problem = None if guess.problem is None else _without_folder(guess.problem, path)
        return replace(guess, problem=problem)


def accept(name: str, options: ReadOptions, content: bytes) -> SessionRow:
    """Import a dropped file.

    Raises
    ------
    KicksenseError
        If it holds no recording that can be read honestly.
    """
    with _on_disk(name, content) as path:
        try:
            return import_file(sessions(), path, options)
        except (RecordingFileError, StoreError) as error:
            raise type(error)(_without_folder(str(error), path)) from error


def _without_folder(sentence: str, path: Path) -> str:
    """Leave out where a dropped file lay for a moment: nobody can go there."""
    return sentence.replace(f"{path.parent}{os.sep}", "")


def file_name(name: str) -> str:
    """Give a name that is safe on disk and still says what the file is called.

    The sender's name may hold a path, markup, or nothing at all.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = _UNSAFE.sub("_", last).strip(". _")
    return kept[-_LONGEST_NAME:] or "recording.csv"


@contextmanager
def _on_disk(name: str, content: bytes) -> Iterator[Path]:
    """Put bytes into a file that only its owner can read, and remove it afterwards.

    Raises
    ------
    StoreError
        If there is no room for it.
    """
    with tempfile.TemporaryDirectory(prefix="kicksense-") as folder:
        path = Path(folder) / file_name(name)
        try:
            path.touch(mode=0o600)
            path.write_bytes(content)
        except OSError as error:
            raise StoreError(
                f"The file could not be put aside to look at it ({error.strerror}). "
                "Make room on this computer's disk for temporary files."
            ) from error
        yield path
