"""The page about scores lists every score as the program has it."""

import re
from pathlib import Path

from kicksense.coaching.score_kinds import SCORE_KINDS
from kicksense.domain.drill import RepUnit

PAGE = (Path(__file__).parents[1] / "docs" / "scores.md").read_text(encoding="utf-8")
ROWS = {
    cells[0].strip("` "): [cell.strip() for cell in cells[1:]]
    for line in PAGE.split("## The scores")[1].splitlines()
    if line.startswith("| `")
    for cells in [line.strip("|").split("|")]
}


def test_every_score_has_a_row_in_the_programs_order() -> None:
    assert list(ROWS) == list(SCORE_KINDS)


def test_rows_say_unit_and_direction_as_the_program_does() -> None:
    told = {name: (row[0], row[1]) for name, row in ROWS.items()}
    assert told == {name: (kind.unit, kind.better) for name, kind in SCORE_KINDS.items()}


def test_signs_are_called_signs_and_nothing_else_is() -> None:
    signs = {name for name, row in ROWS.items() if row[2].startswith("sign: ")}
    assert signs == {name for name, kind in SCORE_KINDS.items() if kind.proxy}


def test_the_page_names_every_unit_of_repetition() -> None:
    assert set(re.findall(r"^\| `([a-z]+)` \| every", PAGE, re.MULTILINE)) == set(RepUnit)
