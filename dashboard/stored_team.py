"""What the coach's pages read, in one call each; remembered while nothing changes in the store."""

from datetime import datetime

import streamlit as st

from dashboard import stored
from kicksense.workflows.consent import known_players
from kicksense.workflows.player_overview import PlayerOverview, overview_of
from kicksense.workflows.progress import PlayerProgress, progress_of
from kicksense.workflows.side_by_side import SideBySide, side_by_side
from kicksense.workflows.team import team_of
from kicksense.workflows.team_values import Team, TeamQuery

_KEPT = 8


def team(query: TeamQuery, now: datetime) -> Team:
    """Say who of the team needs what; looked at again when anything in the store has changed.

    Parameters
    ----------
    query
        Which sessions are looked at.
    now
        The moment it is; the hour of it counts.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    return _team(query, hour, now, _stamp())


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _team(query: TeamQuery, hour: datetime, _now: datetime, stamp: tuple[int, ...]) -> Team:
    del hour, stamp
    return team_of(stored.sessions(), query, now=_now)


def overview(player_id: str, now: datetime) -> PlayerOverview:
    """Give what is kept of a player; whoever calls has asked for the player's consent.

    Parameters
    ----------
    player_id
        Who.
    now
        The moment it is; the hour of it counts.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    return _overview(player_id, hour, now, (*_stamp(), folder_stamp("notes")))


@st.cache_resource(max_entries=4 * _KEPT, show_spinner=False)
def _overview(
    player_id: str, hour: datetime, _now: datetime, stamp: tuple[int, ...]
) -> PlayerOverview:
    del hour, stamp
    return overview_of(stored.sessions(), player_id, now=_now)


def players() -> tuple[str, ...]:
    """Give the ids of all players there are."""
    return _players(_stamp())


@st.cache_resource(max_entries=1, show_spinner=False)
def _players(stamp: tuple[int, ...]) -> tuple[str, ...]:
    del stamp
    return known_players(stored.sessions())


def progress(player_id: str | None) -> PlayerProgress:
    """Give what can be followed of a player.

    Parameters
    ----------
    player_id
        Whose; None for the sessions of which nobody said whose they are.
    """
    return _progress(player_id, _stamp())


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _progress(player_id: str | None, stamp: tuple[int, ...]) -> PlayerProgress:
    del stamp
    return progress_of(stored.sessions(), player_id)


def beside(first_id: str, second_id: str) -> SideBySide:
    """Put two sessions side by side; whoever calls has asked for the consent of both players."""
    return _beside(first_id, second_id, _stamp())


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _beside(first_id: str, second_id: str, stamp: tuple[int, ...]) -> SideBySide:
    del stamp
    return side_by_side(stored.sessions(), first_id, second_id)


def _stamp() -> tuple[int, ...]:
    """Give numbers that change with sessions, plans, consents and drills."""
    return (
        *stored.catalogue_stamp(),
        *(folder_stamp(name) for name in ("plans", "players", "drills")),
    )


def folder_stamp(name: str) -> int:
    """Give a number that changes whenever a file in a folder of the store is written or removed.

    Parameters
    ----------
    name
        Of the folder; its own folders are looked at too. Files are replaced there and never
        written into, so that the folders' own times tell.
    """
    place = stored.sessions().folder.root / name
    try:
        return max(
            place.stat().st_mtime_ns,
            *(each.stat().st_mtime_ns for each in place.iterdir() if each.is_dir()),
            0,
        )
    except OSError:
        return 0
