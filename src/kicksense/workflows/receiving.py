"""Opening what somebody else has shared, and taking it in."""

import math
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from kicksense.coaching.finding_kinds import FINDING_KINDS
from kicksense.coaching.score_kinds import SCORE_KINDS
from kicksense.domain.kick import Estimate, Finding
from kicksense.domain.score_card import Score
from kicksense.errors import KicksenseError, RecordingFileError, SourceError, UsageError
from kicksense.exchange.document_parts import EstimatePart
from kicksense.exchange.options import ReadOptions
from kicksense.exchange.report_document import KickPart
from kicksense.exchange.score_card_document import ScorePart
from kicksense.exchange.share_file import (
    MAX_SHARE_BYTES,
    SharedSession,
    looks_shared,
    opened,
)
from kicksense.store.atomic import read_trouble
from kicksense.store.kick_lines import KickLine
from kicksense.store.notes import new_note, write_note
from kicksense.store.recording_notes import LiveNote
from kicksense.store.session_row import SessionRow
from kicksense.workflows.analysis import load_recording
from kicksense.workflows.player_adaptation import check_player_id
from kicksense.workflows.sessions import Sessions

_WORD: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_FARTHEST_M: Final = 120.0


@dataclass(frozen=True, slots=True)
class Received:
    """A shared session that was taken in.

    Attributes
    ----------
    row
        As it is stored here.
    is_new
        False where the same samples were there already.
    notes
        How many notes came with it.
    """

    row: SessionRow
    is_new: bool
    notes: int


def is_share_file(path: Path) -> bool:
    """Tell whether a file may be a share file, by what it holds and not by its name."""
    try:
        if path.is_dir() or path.stat().st_size > MAX_SHARE_BYTES:
            return False
        return looks_shared(path.read_bytes())
    except OSError:
        return False


def is_share(content: bytes) -> bool:
    """Tell whether content may be a share file, locked or open."""
    return looks_shared(content)


def open_share(content: bytes, passphrase: str | None = None) -> SharedSession:
    """Read the content of a share file from anybody.

    Raises
    ------
    LockedFileError
        If it is locked and does not open.
    SourceError
        If it is no share file that can be read honestly.
    """
    return opened(content, passphrase)


def read_share(path: Path, passphrase: str | None = None) -> SharedSession:
    """Read a share file from anybody.

    Raises
    ------
    LockedFileError
        If it is locked and does not open.
    SourceError
        If it is no share file that can be read honestly.
    StoreError
        If the file cannot be read at all.
    """
    try:
        if path.stat().st_size > MAX_SHARE_BYTES:
            raise SourceError(f"{path.name} is too large for a share file.")
        content = path.read_bytes()
    except OSError as error:
        raise read_trouble(error, path) from error
    return opened(content, passphrase)


def take_in(sessions: Sessions, shared: SharedSession, *, player_id: str | None = None) -> Received:
    """Store a shared session here: its samples, which are looked at anew, and its notes.

    Parameters
    ----------
    sessions
        The store.
    shared
        As it was opened.
    player_id
        Whose it is here; None leaves that open, since an id elsewhere may be somebody else's here.

    Raises
    ------
    UsageError
        If the samples are not in it.
    KicksenseError
        If they cannot be read honestly or stored.
    """
    if player_id is not None:
        check_player_id(player_id)
    if shared.recording is None:
        raise UsageError(
            "The sender has left the samples out of this share file, so it can be looked at and "
            "not imported; ask for one with the samples."
        )
    with TemporaryDirectory(prefix="kicksense-") as folder:
        path = Path(folder) / "recording.parquet"
        path.touch(mode=0o600)
        path.write_bytes(shared.recording)
        try:
            recording = load_recording(path, ReadOptions())
        except KicksenseError as error:
            raise RecordingFileError(
                "The samples in this share file cannot be read; ask whoever sent it for a new one."
            ) from error
    stored = sessions.library.store(recording, player_id, _live_note(shared))
    notes = _notes_taken_in(sessions, stored.row.id, shared) if stored.is_new else 0
    return Received(stored.row, stored.is_new, notes)


def _live_note(shared: SharedSession) -> LiveNote:
    """Give when and as what the session was played, as far as that can be believed."""
    document, card = shared.document, shared.document.score_card
    target = document.target
    drill = document.drill if document.drill is not None and _is_word(document.drill) else None
    distance_m = None
    if target is not None and math.isfinite(target.distance_m):
        distance_m = target.distance_m if 0.0 < target.distance_m <= _FARTHEST_M else None
    return LiveNote(
        group_id=f"share-{shared.manifest.share_id}",
        started_utc=min(shared.manifest.started_utc, datetime.now(UTC)),
        sensor=f"share-{shared.manifest.share_id}",
        drill=drill,
        target_distance_m=distance_m,
        surface=target.surface if target is not None and _is_word(target.surface) else None,
        level=None if card is None or drill is None else card.level,
    )


def _is_word(text: str) -> bool:
    return _WORD.fullmatch(text) is not None


def _notes_taken_in(sessions: Sessions, session_id: str, shared: SharedSession) -> int:
    """Keep the notes that came with a session, as notes of a coach."""
    for note in shared.notes.notes:
        made = replace(new_note(session_id, note.t_s, "coach"), text=note.text, kick=note.kick)
        write_note(sessions.folder, made)
    return len(shared.notes.notes)


def kicks_shared(shared: SharedSession) -> tuple[KickLine, ...]:
    """Give the kicks of a shared session as lists show them."""
    return tuple(
        KickLine(
            session_id=shared.manifest.session_id,
            number=number,
            t_s=kick.t_s,
            technique=kick.technique,
            probability=max(0.0, min(1.0, _likeliest(kick))),
            foot_speed_mps=_estimate(kick.foot_speed_mps),
            ball_speed_mps=_estimate(kick.ball_speed_mps),
            power=kick.power,
            clipped=kick.clipped,
        )
        for number, kick in enumerate(shared.document.kicks, start=1)
    )


def scores_shared(shared: SharedSession) -> tuple[Score, ...]:
    """Give the scores of a shared session; those that this kicksense does not know are left out."""
    card = shared.document.score_card
    if card is None:
        return ()
    return tuple(
        Score(
            name=part.name,
            value=part.value,
            interval=_interval(part),
            count=part.count,
            least=part.least,
            most=part.most,
            met=part.met,
            missing=part.missing,
        )
        for part in card.scores
        if part.name in SCORE_KINDS
    )


def lesson_shared(shared: SharedSession) -> Finding | None:
    """Give the one thing to work on of a shared session, None where there is none known here."""
    card = shared.document.score_card
    if card is None or card.work_on is None or card.work_on.finding.code not in FINDING_KINDS:
        return None
    part = card.work_on.finding
    evidence = tuple((name, value) for name, value in part.evidence.items() if value is not None)
    return Finding(part.code, part.severity, evidence, part.drill)


def _likeliest(kick: KickPart) -> float:
    return float(getattr(kick.probability, kick.technique.value, 0.0))


def _estimate(part: EstimatePart) -> Estimate:
    """Give an estimate whatever a stranger wrote into its bounds."""
    high = part.value if part.high is None else part.high
    return Estimate(part.value, min(part.low, part.value), max(high, part.value))


def _interval(part: ScorePart) -> tuple[float, float] | None:
    if part.interval is None:
        return None
    low, high = part.interval
    return None if low is None or high is None else (low, high)
