"""Every page on a folder with nothing in it, in a real browser."""

from collections.abc import Iterator

import pytest

from dashboard.pages import PAGES
from tests.dashboard.page_walk import Walk, problems, walking


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with walking(tmp_path_factory.mktemp("pages") / "empty") as walk:
        yield walk


@pytest.mark.parametrize("name", [entry.name for entry in PAGES])
def test_a_page_with_nothing_stored_is_sound_in_both_languages_on_desk_and_phone(
    walk: Walk, name: str
) -> None:
    wrong = problems(walk, name, "empty")
    assert wrong == [], "\n".join(wrong)
