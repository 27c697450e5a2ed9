"""Every page on a small season in a real browser, for a coach."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import pytest

from dashboard.pages import PAGES
from kicksense.store.folder import DataFolder
from kicksense.store.preferences import Preferences, write_preferences
from kicksense.workflows.season import ensure_season
from kicksense.workflows.sessions import list_sessions, open_sessions
from tests.dashboard.page_walk import Walk, problems, walking

PLAYERS, SESSIONS = 2, 4
TODAY: Final = date(2026, 5, 2)


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    folder = DataFolder(tmp_path_factory.mktemp("pages") / "full", "--data-dir")
    summary = ensure_season(
        folder, lambda *_: None, players=PLAYERS, sessions=SESSIONS, today=TODAY
    )
    assert summary.troubles == ()
    write_preferences(folder, Preferences(role="coach", player_id="player-01"))
    rows = list_sessions(open_sessions(folder.root))
    session = next(row.id for row in rows if row.live and row.live.drill == "backheel_wall_pass")
    with walking(folder.root, session) as walk:
        yield walk


@pytest.mark.parametrize("name", [entry.name for entry in PAGES])
def test_a_page_of_a_season_is_sound_in_both_languages_on_desk_and_phone(
    walk: Walk, name: str
) -> None:
    wrong = problems(walk, name, "full")
    assert wrong == [], "\n".join(wrong)
