"""What is asked of a stored session: what the user says, and what was noted while recording."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from kicksense.store.library import Library
from kicksense.store.score_cards import StoredCard
from kicksense.store.session_row import SessionRow
from kicksense.workflows.options import AnalysisRequest


def request_of_session(
    row: SessionRow, request: AnalysisRequest, data_dir: Path
) -> AnalysisRequest:
    """Complete a request by what is known of a session: its player, and what was played.

    What the user names goes before what was noted while recording. Another drill than the one
    recorded has its own target.

    Parameters
    ----------
    row
        The session.
    request
        What the user asks.
    data_dir
        The data folder.

    Returns
    -------
    request
        With player, drill, level, distance and surface as far as they are known.
    """
    completed = replace(request, data_dir=data_dir)
    if completed.player_id is None:
        completed = replace(completed, player_id=row.player_id)
    if row.live is None or request.drill not in (None, row.live.drill):
        return completed
    live = row.live
    level = live.level or 1 if request.drill is None and request.level == 1 else request.level
    return replace(
        completed,
        drill=live.drill,
        level=level if live.drill is not None else request.level,
        target_distance_m=request.target_distance_m or live.target_distance_m,
        surface=request.surface or live.surface,
    )


def started_of(row: SessionRow) -> datetime:
    """Give when a session was played; of an imported one only its import is known."""
    return row.imported_utc if row.live is None else row.live.started_utc


def is_plain(row: SessionRow, request: AnalysisRequest) -> bool:
    """Tell whether a session is asked for as it is, and not for a try of something else.

    Parameters
    ----------
    row
        The session.
    request
        What the user asks.
    """
    return (
        request.calibration_spans is None
        and request.model_name is None
        and request.side in (None, row.worn_side)
        and request.player_id in (None, row.player_id)
    )


def asked_before(row: SessionRow, cards: Sequence[StoredCard]) -> AnalysisRequest:
    """Give what a session counts as: what was recorded, else the drill it was last shown in.

    Parameters
    ----------
    row
        The session.
    cards
        Its score cards, the newest last.
    """
    if row.live is not None and row.live.drill is not None:
        return AnalysisRequest()
    named = [card.asked for card in cards if card.asked.drill is not None]
    if not named:
        return AnalysisRequest()
    asked = named[-1]
    return AnalysisRequest(
        drill=asked.drill,
        level=asked.level,
        target_distance_m=asked.target_distance_m,
        surface=asked.surface,
    )


def cards_by_session(library: Library, rows: Sequence[SessionRow]) -> dict[str, list[StoredCard]]:
    """Give the cards that are kept of sessions, by session.

    Parameters
    ----------
    library
        Where they are kept.
    rows
        The sessions.
    """
    kept: dict[str, list[StoredCard]] = {}
    for card in library.score_cards([row.id for row in rows]):
        kept.setdefault(card.past.session_id, []).append(card)
    return kept


def by_group(rows: Iterable[SessionRow]) -> dict[str, list[SessionRow]]:
    """Give the sessions that were recorded live together, in the order of their sensors.

    Parameters
    ----------
    rows
        All sessions that are looked at; imported ones belong to no group.
    """
    groups: dict[str, list[SessionRow]] = {}
    for row in rows:
        if row.live is not None:
            groups.setdefault(row.live.group_id, []).append(row)
    for group in groups.values():
        group.sort(key=lambda row: "" if row.live is None else row.live.sensor)
    return groups
