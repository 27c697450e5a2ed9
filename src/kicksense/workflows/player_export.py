"""Everything that is kept of a player, as one ZIP file that needs no kicksense to be read."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

import numpy as np

from kicksense import __version__
from kicksense.domain.live import Marker
from kicksense.domain.signals import Recording
from kicksense.errors import KicksenseError, UsageError
from kicksense.exchange.report_document import document_json
from kicksense.exchange.score_card_document import card_document_of
from kicksense.exchange.spreadsheet import guarded
from kicksense.store.atomic import publish, staged, write_trouble
from kicksense.store.holdings import player_paths, session_paths
from kicksense.store.session_row import SessionRow
from kicksense.workflows.consent import player_record
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.practice_history import card_of_session
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.sessions import Sessions, list_sessions, markers_of, recording_of

Progress = Callable[[int, int], None]
"""Told how many sessions are done, and of how many."""

COLUMNS: Final = (
    "t_s",
    "acc_x_mps2",
    "acc_y_mps2",
    "acc_z_mps2",
    "gyr_x_radps",
    "gyr_y_radps",
    "gyr_z_radps",
    "measured",
    "clipped",
)
"""Of a recording as CSV, sensor frame."""

_ROWS_AT_ONCE: Final = 100_000
_LINES_LEFT_OUT: Final = frozenset({"recordings", "journals", "markers"})
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_OWNER_ONLY: Final = 0o600

README: Final = """Everything that kicksense {version} keeps of player {player} on this computer
Made on {made} (UTC).

sessions.csv                 the sessions, one a line
consents.json                birth year, and what was consented to and withdrawn, with dates
sessions/ID/recording.parquet  the samples as they are stored
sessions/ID/recording.csv    the same as text: seconds, m/s2, rad/s, in the sensor's own axes;
                             measured is 0 where samples were lost, clipped is 1 at full scale
sessions/ID/report.json      every kick, with the range of each number
sessions/ID/score_card.json  what the session came to
sessions/ID/markers.json     moments that were marked
sessions/ID/notes, clips, labels ...  what people wrote, filmed and named, as it is kept
player/                      plans, and what the analysis has learnt of this player
troubles.txt                 what could not be read, if anything

Nothing of other players is in here. Where several players were recorded together, the words of
marks are left out, since they may speak of somebody else, and so is what the sensors sent as it
came. Times are on the clock of each recording. Simulated sessions say so.
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was exported.

    Attributes
    ----------
    path
        The ZIP file.
    sessions
        How many are in it.
    troubles
        Sentences about what could not be read.
    """

    path: Path
    sessions: int
    troubles: tuple[str, ...]


def export_name(player_id: str) -> str:
    """Give a name for a player's file that every system takes."""
    return f"kicksense-{_UNSAFE.sub('_', player_id).strip('._') or 'player'}.zip"


def export_player(
    sessions: Sessions, player_id: str, path: Path, progress: Progress | None = None
) -> Exported:
    """Write everything that is kept of a player into a ZIP file, there completely or not at all.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Who.
    path
        The file; readable by its owner alone.
    progress
        Told how far it is.

    Returns
    -------
    exported
        What is in it.

    Raises
    ------
    UsageError
        If nothing is kept of this player.
    StoreError
        If the file cannot be written.
    """
    every = list_sessions(sessions)
    rows = sorted(
        (row for row in every if row.player_id == player_id),
        key=lambda row: (started_of(row), row.id),
    )
    theirs = player_paths(sessions.folder, player_id)
    if not rows and not theirs:
        raise UsageError(
            f"nothing is kept of a player '{player_id[:64]}'; `kicksense player list` shows who "
            "there is."
        )
    try:
        with staged(path) as part:
            part.touch(mode=_OWNER_ONLY)
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
                writer = _Writer(sessions, archive, every)
                for done, row in enumerate(rows):
                    _tell(progress, done, len(rows))
                    writer.session(row)
                writer.player(player_id, rows, theirs)
                _tell(progress, len(rows), len(rows))
            publish(part, path)
    except OSError as error:
        raise write_trouble(error, path) from error
    return Exported(path, len(rows), tuple(writer.troubles))


@dataclass(slots=True)
class _Writer:
    """Fills the archive."""

    sessions: Sessions
    archive: zipfile.ZipFile
    every: Sequence[SessionRow]
    troubles: list[str] = field(default_factory=list)

    def session(self, row: SessionRow) -> None:
        """Write a session; what of it cannot be read is said, and the rest goes on."""
        place = f"sessions/{row.id}"
        for write in (self._recording, self._said, self._beside):
            try:
                write(row, place)
            except KicksenseError as error:
                self.troubles.append(f"session {row.id}: {error}")

    def player(self, player_id: str, rows: Sequence[SessionRow], paths: Sequence[Path]) -> None:
        """Write what belongs to no session."""
        try:
            record = player_record(self.sessions, player_id)
            self.archive.writestr("consents.json", record.model_dump_json(indent=1))
        except KicksenseError as error:
            self.troubles.append(str(error))
        for path in paths:
            self._tree(path, f"player/{path.parent.name}/{path.name}")
        self.archive.writestr("sessions.csv", _sessions_csv(rows))
        words = README.format(
            version=__version__,
            player=player_id,
            made=f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
        )
        self.archive.writestr("README.txt", words)
        if self.troubles:
            self.archive.writestr("troubles.txt", "\n".join(self.troubles) + "\n")

    def _recording(self, row: SessionRow, place: str) -> None:
        recording = recording_of(self.sessions, row.id)
        path = self.sessions.folder.recording_path(row.id)
        self.archive.write(path, f"{place}/recording.parquet")
        with self.archive.open(f"{place}/recording.csv", "w", force_zip64=True) as stream:
            _write_csv(recording, stream)

    def _said(self, row: SessionRow, place: str) -> None:
        found = card_of_session(self.sessions, row.id, AnalysisRequest())
        markers = self._own_markers(row)
        done = found.practised
        card = done.card if found.is_drill else None
        report = document_json(
            done.report, markers, activity=done.practice.activity, card=card, indent=2
        )
        self.archive.writestr(f"{place}/report.json", report)
        score_card = card_document_of(
            done.card, session_id=row.id, source_name=done.report.source.name
        )
        self.archive.writestr(f"{place}/score_card.json", score_card.model_dump_json(indent=2))
        lines = [
            {"t_s": one.t_s, "kind": one.kind.value, "text": one.text, "origin": one.origin}
            for one in markers
        ]
        self.archive.writestr(f"{place}/markers.json", json.dumps(lines, indent=1))

    def _own_markers(self, row: SessionRow) -> tuple[Marker, ...]:
        """Give the marks of a session; without words where another player was recorded too."""
        markers = markers_of(self.sessions, row.id)
        group = None if row.live is None else row.live.group_id
        alone = group is None or all(
            other.player_id == row.player_id
            for other in self.every
            if other.live is not None and other.live.group_id == group
        )
        if alone:
            return markers
        return tuple(Marker(one.t_s, one.kind, "", "") for one in markers)

    def _beside(self, row: SessionRow, place: str) -> None:
        others = [other for other in self.every if other.player_id != row.player_id]
        for path in session_paths(self.sessions.folder, [row], others):
            kind = path.parent.name
            if kind not in _LINES_LEFT_OUT:
                self._tree(path, f"{place}/{kind}/{path.name}")

    def _tree(self, path: Path, name: str) -> None:
        """Copy a file, or a folder with all that is in it; links are not followed."""
        if path.is_symlink():
            return
        if path.is_dir():
            for one in sorted(path.iterdir()):
                self._tree(one, f"{name}/{one.name}")
        elif path.is_file():
            self.archive.write(path, name)


def _write_csv(recording: Recording, stream: IO[bytes]) -> None:
    """Write samples as text, a stretch at a time."""
    import pyarrow as pa  # noqa: PLC0415 - imported late to keep --help fast
    from pyarrow import csv as arrow_csv  # noqa: PLC0415 - the same

    for begin in range(0, max(len(recording), 1), _ROWS_AT_ONCE):
        part = slice(begin, begin + _ROWS_AT_ONCE)
        acc, gyr = recording.acc_mps2[part], recording.gyr_radps[part]
        at = np.arange(begin, begin + len(acc))
        values = [
            recording.start_time_s + at / recording.sampling_rate_hz,
            *acc.T,
            *gyr.T,
            recording.measured[part].astype(np.int8),
            recording.clipped[part].astype(np.int8),
        ]
        table = pa.table(dict(zip(COLUMNS, values, strict=True)))
        options = arrow_csv.WriteOptions(include_header=begin == 0)
        arrow_csv.write_csv(table, stream, options)


def _sessions_csv(rows: Sequence[SessionRow]) -> str:
    """List sessions as a table that no spreadsheet program calculates with."""
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(("session", "name", "began_utc", "duration_s", "leg", "drill", "simulated"))
    table.writerows(_cells(row) for row in rows)
    return written.getvalue()


def _cells(row: SessionRow) -> Iterator[str]:
    drill = "" if row.live is None or row.live.drill is None else row.live.drill
    yield row.id
    yield guarded(row.name)
    yield started_of(row).isoformat(timespec="seconds")
    yield f"{row.duration_s:.1f}"
    yield "" if row.side is None else str(row.side)
    yield guarded(drill)
    yield "yes" if row.simulated else "no"


def _tell(progress: Progress | None, done: int, count: int) -> None:
    if progress is not None:
        progress(done, count)
