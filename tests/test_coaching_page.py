"""The map of the coaching texts names what there is, and all of it."""

import re
from pathlib import Path

import pytest

from kicksense.coaching.findings import FINDING_CODES, PROXY_CODES, FindingSettings
from kicksense.coaching.score_kinds import SCORE_KINDS
from kicksense.domain.drill import Extra
from kicksense.store.drills import shipped_drills
from kicksense.workflows.score_titles import SCORE_WORDS

PAGE = (Path(__file__).parents[1] / "docs" / "coaching.md").read_text(encoding="utf-8")
MAP = PAGE.split("## 1. The map")[1].split("## 2. ")[0]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in MAP.splitlines()
    if line.startswith("| ") and not line.startswith(("| the text", "| what is"))
]
DRILLS = {drill.name: drill for drill in shipped_drills().drills}
EXTRAS = set(Extra)


def names_in(cell: str) -> list[str]:
    return re.findall(r"`([a-z_0-9]+)`", cell)


def is_proxy(name: str) -> bool:
    return name in PROXY_CODES or (name in SCORE_KINDS and SCORE_KINDS[name].proxy)


def test_the_map_has_a_row_for_each_sentence() -> None:
    assert len(ROWS) > 70
    assert all(len(row) == 4 for row in ROWS)
    assert len({row[0] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_a_row_names_what_there_is(row: list[str]) -> None:
    _, kind, where, drills = row
    assert kind in {"M", "P", "N"}
    assert names_in(where)
    assert names_in(drills)
    assert set(names_in(drills)) <= DRILLS.keys()
    if kind == "N":
        assert where.startswith("cannot see: ")
        assert set(names_in(where)) <= EXTRAS
    else:
        assert set(names_in(where)) <= {*FINDING_CODES, *SCORE_KINDS}


@pytest.mark.parametrize("row", [row for row in ROWS if row[1] != "N"], ids=lambda row: row[0][:40])
def test_what_a_row_names_is_found_or_scored_in_its_drills(row: list[str]) -> None:
    scored = {asked.score for name in names_in(row[3]) for asked in DRILLS[name].scores}
    for name in names_in(row[2]):
        assert name in FINDING_CODES or name in scored, name


@pytest.mark.parametrize("row", [row for row in ROWS if row[1] == "P"], ids=lambda row: row[0][:40])
def test_a_sign_rests_on_something_that_is_marked_as_one(row: list[str]) -> None:
    assert any(is_proxy(name) for name in names_in(row[2]))


@pytest.mark.parametrize("row", [row for row in ROWS if row[1] == "N"], ids=lambda row: row[0][:40])
def test_what_cannot_be_seen_is_said_in_the_drill_too(row: list[str]) -> None:
    for name in names_in(row[3]):
        extras = {unseen.extra for unseen in DRILLS[name].unseen}
        assert set(names_in(row[2])) <= extras, name


@pytest.mark.parametrize("code", FINDING_CODES)
def test_every_finding_is_in_the_map(code: str) -> None:
    assert f"`{code}`" in MAP


@pytest.mark.parametrize("name", [kind.name for kind in SCORE_KINDS.values()])
def test_every_score_is_in_the_map(name: str) -> None:
    assert f"`{name}`" in MAP
    assert name in SCORE_WORDS


@pytest.mark.parametrize("name", sorted(DRILLS))
def test_every_drill_is_in_the_map(name: str) -> None:
    assert f"`{name}`" in MAP


def test_the_page_quotes_the_settings_as_they_are() -> None:
    rules = FindingSettings().practice
    assert f"at least {rules.min_reps_count} repetitions *could*" in PAGE
    assert f"weighs less than {rules.min_work_on_weight:g} is told" in PAGE
    assert f"more than {rules.kept_weight_ratio:g} times" in PAGE
    assert f"in at least {rules.min_reps_count} repetitions and" in PAGE
    assert rules.habit_share_ratio == pytest.approx(1.0 / 5.0)
