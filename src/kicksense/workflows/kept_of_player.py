"""What is kept of a player on this computer, counted and weighed, for the page that says so."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kicksense.errors import KicksenseError, UsageError
from kicksense.store.bin_moving import size_of
from kicksense.store.holdings import folders_of, player_paths, session_paths
from kicksense.store.model_folder import CARD_FILE, load_card
from kicksense.store.players import FOLDER_NAME as PLAYERS_FOLDER
from kicksense.store.sensors import PairedSensor
from kicksense.store.session_row import SessionRow
from kicksense.workflows.language import marked
from kicksense.workflows.models import models_of
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.sessions import Sessions, list_sessions

FOLDER_TITLES: Final = {
    "recordings": marked("Recordings"),
    "journals": marked("What the sensors sent, as it came"),
    "markers": marked("Marks set while recording"),
    "notes": marked("Notes"),
    "clips": marked("Videos"),
    "labels": marked("Labels"),
    "labelling": marked("Labels begun"),
    "removed": marked("Kicks taken out"),
    "adaptations": marked("What the analysis has learnt of the player"),
    "plans": marked("Plans of the coach"),
    "shares": marked("What was shared with whom"),
    PLAYERS_FOLDER: marked("Birth year and consents"),
}
"""What lies in which folder, in English."""


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """What is kept in one folder.

    Attributes
    ----------
    folder
        Its name.
    count
        Files and folders in it.
    size_bytes
        Together.
    """

    folder: str
    count: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class KeptOfPlayer:
    """What is kept of a player, or of nobody in particular.

    Attributes
    ----------
    player_id
        None for recordings that nobody was named for.
    rows
        The sessions, the newest first.
    kicks
        How many are kept in the lists.
    files
        By folder; only what is there.
    sensors
        That are remembered as this player's.
    model_names
        Of the user's own models that were trained with these recordings.
    """

    player_id: str | None
    rows: tuple[SessionRow, ...]
    kicks: int
    files: tuple[KeptFiles, ...]
    sensors: tuple[PairedSensor, ...]
    model_names: tuple[str, ...]

    @property
    def size_bytes(self) -> int:
        """Of all files."""
        return sum(each.size_bytes for each in self.files)

    @property
    def is_empty(self) -> bool:
        """True where nothing at all is kept."""
        return not (self.rows or self.files or self.sensors)


def kept_of(sessions: Sessions, player_id: str | None) -> KeptOfPlayer:
    """Say what is kept of a player.

    Parameters
    ----------
    sessions
        The store.
    player_id
        Who; None for the recordings of which nobody said whose they are.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    every = list_sessions(sessions)
    rows = tuple(row for row in every if row.player_id == player_id)
    others = tuple(row for row in every if row.player_id != player_id)
    paths = session_paths(sessions.folder, rows, others)
    sensors: tuple[PairedSensor, ...] = ()
    if player_id is not None:
        paths = tuple(dict.fromkeys((*paths, *player_paths(sessions.folder, player_id))))
        remembered = sessions.library.paired_sensors()
        sensors = tuple(one for one in remembered if one.player_id == player_id)
    return KeptOfPlayer(
        player_id=player_id,
        rows=tuple(sorted(rows, key=lambda row: (started_of(row), row.id), reverse=True)),
        kicks=len(sessions.library.kick_lines([row.id for row in rows])),
        files=_weighed(sessions, paths),
        sensors=sensors,
        model_names=models_with(sessions, rows, player_id),
    )


def models_with(
    sessions: Sessions, rows: tuple[SessionRow, ...], player_id: str | None = None
) -> tuple[str, ...]:
    """Give the user's own models that were trained with recordings or a player, by name.

    A model cannot unlearn. What ships was trained on nobody's data of this computer.

    Parameters
    ----------
    sessions
        The store.
    rows
        The recordings.
    player_id
        The player, or None.
    """
    wanted = {row.fingerprint for row in rows}
    place = models_of(sessions.folder)
    found = []
    for card_path in sorted(place.glob(f"*/{CARD_FILE}")):
        try:
            card = load_card(card_path.parent)
        except KicksenseError:
            continue
        if wanted & set(card.recordings) or player_id in card.players:
            found.append(card_path.parent.name)
    return tuple(found)


def claim_session(sessions: Sessions, session_id: str, player_id: str) -> SessionRow:
    """Say whose recording a session is that nobody was named for.

    Raises
    ------
    UsageError
        If there is no such session, or it has a player already.
    StoreError
        If it could not be kept.
    """
    row = next((row for row in list_sessions(sessions) if row.id == session_id), None)
    if row is None or row.player_id is not None:
        raise UsageError(
            f"there is no session '{session_id[:40]}' without a player; open the page again."
        )
    recording = sessions.library.read(session_id)
    return sessions.library.store(recording, player_id, row.live).row


def _weighed(sessions: Sessions, paths: tuple[Path, ...]) -> tuple[KeptFiles, ...]:
    return tuple(
        KeptFiles(name, len(inside), sum(size_of(path) for path in inside))
        for name, inside in folders_of(sessions.folder, paths).items()
    )
