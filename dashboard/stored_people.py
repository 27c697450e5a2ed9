"""Players, what is kept of them, and the bin, for the pages."""

import contextlib
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import streamlit as st

from dashboard import stored
from kicksense.errors import KicksenseError
from kicksense.store.atomic import write_trouble
from kicksense.store.kick_lines import KickLine
from kicksense.store.shares import Share
from kicksense.workflows import consent, erasing, kept_of_player, player_export, removed_kicks
from kicksense.workflows.consent import PlayerRecord
from kicksense.workflows.erasing import Erased, Manifest
from kicksense.workflows.kept_of_player import KeptOfPlayer
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.player_export import Exported, Progress
from kicksense.workflows.removed_kicks import RemovedKick
from kicksense.workflows.sharing import shares_about

_EXPORTS_KEPT: Final = timedelta(hours=1)


def kept(player_id: str | None) -> KeptOfPlayer:
    """Say what is kept of a player."""
    return kept_of_player.kept_of(stored.sessions(), player_id)


def record(player_id: str) -> PlayerRecord:
    """Give birth year and consents."""
    return consent.player_record(stored.sessions(), player_id)


def shares(kept_of: KeptOfPlayer) -> tuple[Share, ...]:
    """Give what was shared of a player, or of recordings of nobody, with whom and when."""
    return shares_about(stored.sessions(), kept_of.player_id, kept_of.rows)


def kicks(session_id: str) -> tuple[KickLine, ...]:
    """Give the kicks that are kept of a session."""
    return stored.sessions().library.kick_lines([session_id])


def removed(session_id: str) -> tuple[RemovedKick, ...]:
    """Give the kicks that were taken out of a session."""
    return removed_kicks.removed_kicks_of(stored.sessions(), session_id)


def take_out(session_id: str, t_s: float) -> None:
    """Take a kick out of a session, and make what is kept of it anew."""
    removed_kicks.remove_kick(stored.sessions(), session_id, t_s)
    stored.practised(session_id, AnalysisRequest())


def put_back(session_id: str, t_s: float) -> None:
    """Show a kick again."""
    removed_kicks.restore_kick(stored.sessions(), session_id, t_s)
    stored.practised(session_id, AnalysisRequest())


def claim(session_id: str, player_id: str) -> None:
    """Say whose recording a session is."""
    kept_of_player.claim_session(stored.sessions(), session_id, player_id)
    forget_answers()


def erase_player(player_id: str) -> Erased:
    """Put everything that is kept of a player into the bin."""
    erased = erasing.erase_player(stored.sessions(), player_id)
    forget_answers()
    return erased


def erase_session(session_id: str) -> Erased:
    """Put a session into the bin."""
    erased = erasing.erase_session(stored.sessions(), session_id)
    forget_answers()
    return erased


def bin_entries() -> tuple[Manifest, ...]:
    """Give what can be restored, the newest first."""
    return erasing.in_bin(stored.sessions())


def restore(bin_id: str, progress: Progress) -> Manifest:
    """Put something back where it was, and look at its sessions again.

    Score cards and kicks are not kept in the bin. Where a session cannot be looked at, it is back
    all the same, and the notice of the page says that something of it is missing.
    """
    manifest = erasing.restored(stored.sessions(), bin_id)
    forget_answers()
    for done, session_id in enumerate(manifest.session_ids):
        progress(done, len(manifest.session_ids))
        with contextlib.suppress(KicksenseError):
            stored.practised(session_id, AnalysisRequest())
    return manifest


def empty(wanted: tuple[str, ...] | None = None) -> int:
    """Delete things in the bin for good."""
    return erasing.empty(stored.sessions(), wanted)


def export(player_id: str, progress: Progress) -> Exported:
    """Write a player's file into a private folder; older ones there are removed.

    Raises
    ------
    KicksenseError
        If it could not be made.
    """
    place = stored.sessions().folder.root / "exports"
    try:
        place.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise write_trouble(error, place) from error
    remove_old_exports(place)
    path = place / f"{secrets.token_hex(8)}.zip"
    return player_export.export_player(stored.sessions(), player_id, path, progress)


def remove_old_exports(place: Path, now: datetime | None = None) -> None:
    """Remove files that were made for somebody to download long ago."""
    moment = datetime.now(UTC) if now is None else now
    for path in place.glob("*.zip"):
        with contextlib.suppress(OSError):
            if moment - datetime.fromtimestamp(path.stat().st_mtime, UTC) > _EXPORTS_KEPT:
                path.unlink()


def forget_answers() -> None:
    """Forget what was remembered of sessions: some are gone, or have come back."""
    st.cache_data.clear()
    st.cache_resource.clear()
