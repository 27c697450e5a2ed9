"""The book of drills as users meet it, and plans begun."""

import json
from pathlib import Path

import pytest

from kicksense.domain.anatomy import Side
from kicksense.errors import DrillFileError, StoreError, UsageError
from kicksense.store.drill_form import form_of
from kicksense.store.drills import read_drill, shipped_drills
from kicksense.workflows.drill_writing import new_plan
from kicksense.workflows.drills import (
    book_json,
    drill_json,
    drill_of,
    own_names,
    plan_troubles,
    write_drawing,
)
from kicksense.workflows.options import AnalysisRequest, requested_drill, requested_target

NAMES = shipped_drills().names


def test_the_template_can_be_played_as_it_is(tmp_path: Path) -> None:
    path = new_plan("my_pass", like=None, data_dir=tmp_path)
    assert path == tmp_path / "drills" / "my_pass.yaml"
    drill = drill_of("my_pass", tmp_path)
    assert drill.title == "My pass"
    assert own_names(tmp_path) == ("my_pass",)
    assert path.stat().st_mode & 0o777 in (0o600, 0o644)


def test_every_field_of_a_plan_is_in_the_template(tmp_path: Path) -> None:
    text = new_plan("my_pass", like=None, data_dir=tmp_path).read_text(encoding="utf-8")
    for field in type(form_of(drill_of("free_play", tmp_path))).model_fields:
        assert f"{field}:" in text


def test_the_remarks_of_the_template_are_true_too(tmp_path: Path) -> None:
    path = new_plan("my_pass", like=None, data_dir=tmp_path)
    text = path.read_text(encoding="utf-8")
    begin = text.index("# one_touch: true")
    remarks = [line.removeprefix("# ") for line in text[begin:].splitlines()]
    path.write_text(text[:begin] + "\n".join(remarks) + "\n", encoding="utf-8")
    drill = read_drill(path)
    assert (drill.one_touch, drill.wall, drill.sensors) == (True, True, 2)
    assert drill.cue is not None
    assert drill.cue.second_after_s == 2.0


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_is_the_other_drill_under_a_new_name(tmp_path: Path, name: str) -> None:
    path = new_plan("copied", like=name, data_dir=tmp_path)
    other, copied = drill_of(name, tmp_path), drill_of("copied", tmp_path)
    assert copied.levels == other.levels
    assert copied.diagram == other.diagram
    assert (copied.name, copied.title, copied.aliases) == ("copied", "Copied", ())
    # Remarks and form of the plan are kept.
    assert "\n  - {score: repetitions}\n" in path.read_text("utf-8") or name == "small_sided"


def test_a_copy_of_a_plan_that_is_written_as_json_is_made_too(tmp_path: Path) -> None:
    (tmp_path / "drills").mkdir()
    mine = json.loads(drill_json(drill_of("free_play", None)))
    mine |= {"name": "mine", "aliases": ["was_mine"]}
    (tmp_path / "drills" / "mine.yaml").write_text(json.dumps(mine), encoding="utf-8")
    new_plan("copied", like="was_mine", data_dir=tmp_path)
    assert drill_of("copied", tmp_path).scores == drill_of("mine", tmp_path).scores


def test_a_plan_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    path = new_plan("my_pass", like=None, data_dir=tmp_path)
    path.write_text("precious", encoding="utf-8")
    with pytest.raises(UsageError, match="not written over"):
        new_plan("my_pass", like=None, data_dir=tmp_path)
    assert path.read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("name", ["../x", "X", "a", "a b", "", "a" * 49, "1a", "é_pass", "a\n"])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name"):
        new_plan(name, like=None, data_dir=tmp_path)
    assert not list(tmp_path.rglob("*.yaml"))


def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "drills").write_text("a file", encoding="utf-8")
    with pytest.raises((StoreError, UsageError)):
        new_plan("my_pass", like=None, data_dir=tmp_path)


def test_the_book_as_json_says_which_are_ones_own_and_which_are_broken(tmp_path: Path) -> None:
    new_plan("my_pass", like=None, data_dir=tmp_path)
    (tmp_path / "drills" / "torn.yaml").write_text("[", encoding="utf-8")
    book = json.loads(book_json(tmp_path))
    assert {one["name"] for one in book["drills"] if one["own"]} == {"my_pass"}
    assert len(book["drills"]) == len(NAMES) + 1
    (broken,) = book["broken"]
    assert broken["name"] == "torn"
    assert "line 1" in broken["problem"]


def test_a_plan_is_checked_wherever_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "any name.txt"
    path.write_text(drill_json(drill_of("free_play", None)), encoding="utf-8")
    assert plan_troubles(path) == ("free_play", ())
    path.write_text("format: 1\nrep: kick\n", encoding="utf-8")
    name, troubles = plan_troubles(path)
    assert name == ""
    assert "line 1, column 1: the field 'title' is missing" in troubles
    with pytest.raises(DrillFileError):
        plan_troubles(tmp_path / "nowhere.yaml")


def test_a_drawing_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "drill.svg"
    write_drawing(drill_of("switch_play", None), path)
    assert path.read_text(encoding="utf-8").startswith("<svg ")
    with pytest.raises(StoreError):
        write_drawing(drill_of("switch_play", None), tmp_path / "no" / "drill.svg")


def test_a_request_is_judged_by_the_level_it_names() -> None:
    first = AnalysisRequest(side=Side.LEFT, drill="firm_line_pass")
    third = AnalysisRequest(drill="firm_line_pass", level=3)
    near, far = requested_target(first), requested_target(third)
    assert near is not None
    assert far is not None
    assert (near.distance_m, far.distance_m) == (12.0, 15.0)
    played = requested_drill(third)
    assert played is not None
    assert played.target_distance_m == 15.0


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (AnalysisRequest(drill="chess"), "no drill called 'chess'"),
        (AnalysisRequest(drill="free_play", level=2), "only level 1"),
        (AnalysisRequest(level=2), "name the --drill too"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(request_: AnalysisRequest, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        requested_target(request_)


def test_a_drill_of_ones_own_can_be_asked_for(tmp_path: Path) -> None:
    new_plan("my_pass", like="firm_line_pass", data_dir=tmp_path)
    target = requested_target(AnalysisRequest(drill="my_pass", data_dir=tmp_path))
    assert target is not None
    assert target.arrival_band_mps == (3.0, 5.0)
