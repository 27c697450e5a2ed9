"""The data folder opened: recordings and the catalogue that lists them, kept in step."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from kicksense.domain.anatomy import Side
from kicksense.domain.signals import Recording
from kicksense.errors import StoreError
from kicksense.store.adoption import Adoption, adopt_recordings, remove_stale_parts
from kicksense.store.atomic import publish, staged, write_trouble
from kicksense.store.bin import settle_bin
from kicksense.store.catalogue import (
    Catalogue,
    open_catalogue,
    put_player,
    put_session,
    session_ids_in,
    sessions_of_content,
)
from kicksense.store.folder import DataFolder
from kicksense.store.journals import put_journal
from kicksense.store.kick_lines import KickLine, KickList, kick_lists_in, kicks_in, put_kicks
from kicksense.store.recording_notes import LiveNote, RecordingNotes, notes_of
from kicksense.store.recordings import read_recording, write_part
from kicksense.store.score_cards import CardLine, StoredCard, card_lines_in, cards_in, put_card
from kicksense.store.sensors import PairedSensor, drop_sensor, put_sensor, sensors_in
from kicksense.store.session_row import SessionRow, row_of, session_ids


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a recording that was to be stored.

    Attributes
    ----------
    row
        Its session.
    is_new
        False where the same content was there already.
    """

    row: SessionRow
    is_new: bool


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """The data folder opened.

    Attributes
    ----------
    folder, catalogue
        The two that are kept in step.
    adoption
        What was found in the folder when it was opened.
    """

    folder: DataFolder
    catalogue: Catalogue
    adoption: Adoption

    def read(self, session_id: str) -> Recording:
        """Read the recording of a session.

        Raises
        ------
        StoreError
            If its file is missing, damaged or of another version.
        """
        return read_recording(self.folder.recording_path(session_id))

    def store(
        self, recording: Recording, player_id: str | None = None, live: LiveNote | None = None
    ) -> Stored:
        """Store a recording: file and catalogue both, or neither.

        The same content worn on the same leg is the same session, also when two processes
        store it at once. The same samples under another leg correct the leg of the session,
        where the leg is said and not assumed.

        Parameters
        ----------
        recording
            With a fingerprint.
        player_id
            Whose it is, or None.
        live
            How it was made live; None for an imported one.

        Returns
        -------
        stored
            The session, and whether it is new.

        Raises
        ------
        StoreError
            If it cannot be stored; nothing of it then is.
        """
        notes = notes_of(recording, datetime.now(UTC), player_id, live)
        with self.catalogue.reading() as connection:
            known = self._same_session(connection, recording)
        if known is not None and not self._must_write(known, notes):
            return Stored(known, is_new=False)
        if known is not None:
            player_id = player_id or known.player_id
            live = live or known.live
            came = known.imported_utc
            notes = replace(notes, imported_utc=came, player_id=player_id, live=live)
        target = self.folder.recordings_path / f"{notes.source.fingerprint}.parquet"
        try:
            with staged(target) as part:
                write_part(recording, part, notes)
                return self._enter(recording, notes, part)
        except OSError as error:
            raise write_trouble(error, target) from error

    def _enter(self, recording: Recording, notes: RecordingNotes, part: Path) -> Stored:
        """Put a written part in its place and its session into the catalogue, as one step."""
        with self.catalogue.writing() as connection:
            known = self._same_session(connection, recording)
            if known is not None and not self._must_write(known, notes):
                return Stored(known, is_new=False)
            row = row_of(_free_id(connection, notes) if known is None else known.id, notes)
            path = self.folder.recording_path(row.id)
            with _undone_on_failure(path):
                publish(part, path)
                put_session(connection, row)
                connection.commit()
        return Stored(row, is_new=known is None)

    def _must_write(self, known: SessionRow, notes: RecordingNotes) -> bool:
        """Tell whether a session that is there needs its file or its line written again."""
        placement = notes.placement
        corrected = placement.side_known and placement.side is not known.side
        player_named = notes.player_id is not None and notes.player_id != known.player_id
        made_live = notes.live is not None and notes.live != known.live
        lacks_file = not self.folder.recording_path(known.id).is_file()
        return corrected or player_named or made_live or lacks_file

    def score_cards(self, session_ids: Collection[str]) -> tuple[StoredCard, ...]:
        """Give the score cards that are kept of sessions, the oldest session first."""
        with self.catalogue.reading() as connection:
            return cards_in(connection, session_ids)

    def score_card_lines(self) -> tuple[CardLine, ...]:
        """Give all score cards in one line each, the newest made first."""
        with self.catalogue.reading() as connection:
            return card_lines_in(connection)

    def keep_score_card(self, stored: StoredCard) -> bool:
        """Keep a score card, and tell whether its session is there.

        Raises
        ------
        StoreError
            If the catalogue cannot be written.
        """
        with self.catalogue.writing() as connection:
            return put_card(connection, stored)

    def kick_lists(self) -> tuple[KickList, ...]:
        """Give by what the kicks of each session were made."""
        with self.catalogue.reading() as connection:
            return kick_lists_in(connection)

    def kick_lines(self, session_ids: Collection[str]) -> tuple[KickLine, ...]:
        """Give the kicks that are kept of sessions, session by session in the order given."""
        with self.catalogue.reading() as connection:
            return kicks_in(connection, session_ids)

    def keep_kicks(self, made: KickList, lines: tuple[KickLine, ...]) -> None:
        """Keep the kicks of a session in place of earlier ones.

        Raises
        ------
        StoreError
            If the catalogue cannot be written.
        """
        with self.catalogue.writing() as connection:
            put_kicks(connection, made, lines)

    def mark_sealed(self, session_id: str, size_bytes: int) -> None:
        """Remember that a journal of this length was sealed.

        Raises
        ------
        StoreError
            If the catalogue cannot be written.
        """
        with self.catalogue.writing() as connection:
            put_journal(connection, session_id, size_bytes)

    def paired_sensors(self) -> tuple[PairedSensor, ...]:
        """Give all sensors that are remembered, in the order of their names."""
        with self.catalogue.reading() as connection:
            return sensors_in(connection)

    def pair_sensor(self, paired: PairedSensor) -> None:
        """Remember a sensor; what was known of it before is replaced.

        Raises
        ------
        StoreError
            If the catalogue cannot be written.
        """
        with self.catalogue.writing() as connection:
            put_player(connection, paired.player_id)
            put_sensor(connection, paired)

    def forget_sensor(self, sensor: str) -> bool:
        """Forget a sensor, and tell whether it was known.

        Raises
        ------
        StoreError
            If the catalogue cannot be written.
        """
        with self.catalogue.writing() as connection:
            return drop_sensor(connection, sensor)

    def _same_session(self, connection: sa.Connection, recording: Recording) -> SessionRow | None:
        """Find the session that this recording is, by its content and its leg."""
        rows = sessions_of_content(connection, recording.source.fingerprint)
        side = recording.placement.side
        for row in rows:
            if row.worn_side is side:
                return row
        return next((row for row in rows if self._has_samples_of(row, recording)), None)

    def _has_samples_of(self, row: SessionRow, recording: Recording) -> bool:
        """Tell whether a session holds these very samples, so that only the leg's name differs."""
        try:
            stored = self.read(row.id)
        except StoreError:
            return False
        return np.array_equal(stored.acc_mps2, recording.acc_mps2) and np.array_equal(
            stored.gyr_radps, recording.gyr_radps
        )


def open_library(folder: DataFolder) -> Library:
    """Open a data folder; make it where it is missing, and enter what its catalogue lacks.

    Parameters
    ----------
    folder
        The data folder.

    Returns
    -------
    library
        Ready for use.

    Raises
    ------
    StoreError
        If the folder cannot be made or used, or its catalogue is damaged.
    """
    folder.create()
    catalogue = open_catalogue(folder.catalogue_path)
    settle_bin(folder, catalogue)
    remove_stale_parts(folder)
    return Library(folder, catalogue, adopt_recordings(folder, catalogue))


def _free_id(connection: sa.Connection, notes: RecordingNotes) -> str:
    """Give the shortest id of this content that no other session has."""
    taken = session_ids_in(connection)
    side = Side(notes.placement.side)
    for session_id in session_ids(notes.source.fingerprint, side):
        if session_id not in taken:
            return session_id
    raise ValueError(f"all ids of {notes.source.fingerprint} are taken")


@contextmanager
def _undone_on_failure(path: Path) -> Iterator[None]:
    """Remove a file that was not there before, if the block does not come to its end."""
    was_there = path.exists()
    try:
        yield
    except BaseException:
        if not was_there:
            path.unlink(missing_ok=True)
        raise
