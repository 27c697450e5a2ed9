"""Every page on a small season in a real browser, for a coach."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.pages import PAGES
from kicksense.store.folder import DataFolder
from kicksense.store.preferences import Preferences, write_preferences
from kicksense.workflows.sessions import list_sessions, open_sessions
from tests.dashboard.page_walk import Walk, problems, walking


@pytest.fixture(scope="module")
def walk(season: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    root = shutil.copytree(season, tmp_path_factory.mktemp("pages") / "full")
    folder = DataFolder(root, "--data-dir")
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
