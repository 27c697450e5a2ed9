"""The command line of drills."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kicksense.cli.app import app
from kicksense.domain.drill import Drill
from kicksense.store.drills import shipped_drills
from kicksense.workflows.score_wording import score_title

DRILLS = shipped_drills().drills


def run(*arguments: object) -> tuple[int, str, str]:
    """Call ``kicksense drills``; give exit code, output and what was complained of."""
    outcome = CliRunner().invoke(app, ["drills", *map(str, arguments)])
    return outcome.exit_code, outcome.stdout, outcome.stderr


def test_the_drills_are_listed_by_theme_with_what_they_need(tmp_path: Path) -> None:
    code, out, err = run("--data-dir", tmp_path)
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 79
    lines = out.splitlines()
    assert all(any(line.split()[:1] == [drill.name] for line in lines) for drill in DRILLS)
    (wall,) = [line for line in lines if "backheel_wall_pass" in line]
    said = " ".join(wall.split())
    assert said == "backheel_wall_pass Backheel against the wall 3 m 10-20 wall"
    themes = [line for line in lines if line in {"Backheel", "For everybody"}]
    assert themes == ["Backheel", "For everybody"]


def test_broken_plans_are_named_and_the_others_listed(tmp_path: Path) -> None:
    run("new", "my_pass", "--data-dir", tmp_path)
    (tmp_path / "drills" / "torn.yaml").write_text("name: torn\n  x: y\n", encoding="utf-8")
    code, out, err = run("--data-dir", tmp_path)
    assert code == 0
    assert "My pass (yours)" in out
    assert f"{tmp_path}/drills/torn.yaml, line 2, column" in err


def test_a_very_long_name_is_shown_whole(tmp_path: Path) -> None:
    name = "a" * 48
    run("new", name, "--data-dir", tmp_path)
    _, out, _ = run("--data-dir", tmp_path)
    assert name in out
    assert max(map(len, out.splitlines())) <= 79


@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.name)
def test_a_drill_is_shown_whole(drill: Drill) -> None:
    for level in range(1, len(drill.levels) + 1):
        code, out, err = run("show", drill.name, "--level", level)
        assert (code, err) == (0, "")
        assert max(map(len, out.splitlines())) <= 79
        told = " ".join(out.split())
        for text in (
            drill.title,
            drill.purpose,
            *drill.set_up,
            *(one.title for one in drill.levels),
        ):
            assert text in told
        for unseen in drill.unseen:
            assert unseen.what.rstrip(".") in told
        assert f"> {level} {drill.levels[level - 1].title}" in told
        assert "@ you" in told


def test_what_is_asked_follows_the_level() -> None:
    own, team = score_title("longest_chain"), score_title("team_longest_chain")
    first = " ".join(run("show", "passing_chain")[1].split())
    assert f"{team} 5 or more {own} (a sign) 2 or more" in first
    fourth = " ".join(run("show", "passing_chain", "--level", 4)[1].split())
    assert f"{team} 30 or more {own} (a sign) 10 or more" in fourth
    assert f"{score_title('repetitions')} 15 or more" in fourth


def test_a_drill_as_json_is_a_plan_again(tmp_path: Path) -> None:
    _, out, _ = run("show", "back_post_run", "--json")
    path = tmp_path / "plan.yaml"
    path.write_text(out, encoding="utf-8")
    assert run("check", path) == (0, f"{path}: the drill 'back_post_run' can be played.\n", "")
    assert json.loads(run("--json")[1])["broken"] == []


def test_a_drawing_is_written_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    code, out, err = run("show", "switch_play", "--svg", path)
    assert (code, out) == (0, "")
    assert str(path) in err
    assert path.read_text(encoding="utf-8").startswith("<svg")


def test_plans_are_checked_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("format: 1\nname: x\nrep: kick\nrep: kick\n", encoding="utf-8")
    code, out, err = run("check", path)
    assert (code, out) == (1, "")
    assert f"{path}, line 4, column 1: the field 'rep' is there twice." in err
    path.write_text("format: 1\nname: x\n" + "".join(f"f{n}: 1\n" for n in range(90)), "utf-8")
    _, _, err = run("check", path)
    assert len(err.splitlines()) == 41
    assert err.splitlines()[-1].endswith(" more.")


def test_a_plan_is_begun_and_never_written_over(tmp_path: Path) -> None:
    code, out, _ = run("new", "my_wall", "--like", "backheel_wall_pass", "--data-dir", tmp_path)
    path = tmp_path / "drills" / "my_wall.yaml"
    assert code == 0
    assert str(path) in out
    assert run("check", path)[0] == 0
    assert run("show", "my_wall", "--data-dir", tmp_path)[0] == 0
    code, _, err = run("new", "my_wall", "--data-dir", tmp_path)
    assert code == 2
    assert "not written over" in err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("show", "bakheel_wall_pass"), 2, "did you mean 'backheel_wall_pass'?"),
        (("show", "free_play", "--level", 7), 2, "only level 1, and no level 7"),
        (("show", "switch_play", "--level", -1), 2, "levels 1 to 4, and no level -1"),
        (("new", "No Name"), 2, "cannot be the name"),
        (("check", "/nowhere.yaml"), 1, "cannot be read"),
        (("--json", "show", "free_play"), 2, "after the word show"),
    ],
)
def test_what_makes_no_sense_is_refused(
    arguments: tuple[object, ...], code: int, words: str
) -> None:
    got, _, err = run(*arguments)
    assert got == code
    assert words in err


def test_signs_that_would_do_something_to_a_terminal_do_nothing(tmp_path: Path) -> None:
    (tmp_path / "drills").mkdir()
    (tmp_path / "drills" / "e\x1b[31mvil.yaml").write_text("x", encoding="utf-8")
    _, out, err = run("--data-dir", tmp_path)
    assert "\x1b" not in out + err
    assert "e?[31mvil" in err


def test_a_plan_that_cannot_be_read_does_not_keep_the_others_from_being_checked(
    tmp_path: Path,
) -> None:
    run("new", "my_pass", "--data-dir", tmp_path)
    code, out, err = run("check", tmp_path, tmp_path / "drills" / "my_pass.yaml")
    assert code == 1
    assert "is no file" in err
    assert "'my_pass' can be played" in out


def test_a_file_where_plans_should_lie_is_said_and_not_taken_for_a_plan(tmp_path: Path) -> None:
    (tmp_path / "drills").write_text("", encoding="utf-8")
    code, out, err = run("--data-dir", tmp_path)
    assert code == 0
    assert "partner_pass" in out
    assert f"{tmp_path}/drills, where plans of your own lie, cannot be read" in err
    code, _, err = run("new", "my_pass", "--data-dir", tmp_path)
    assert code == 1
    assert f"{tmp_path}/drills is a file" in err


def test_hundreds_of_plans_that_are_not_read_are_not_all_named(tmp_path: Path) -> None:
    run("new", "my_pass", "--data-dir", tmp_path)
    for number in range(60):
        (tmp_path / "drills" / f"torn_{number}.yaml").write_text("name: torn\n", encoding="utf-8")
    _, _, err = run("--data-dir", tmp_path)
    assert len(err.splitlines()) < 50
    assert "20 more plans are not read, either." in err


def test_whoever_hides_a_drill_that_ships_is_told(tmp_path: Path) -> None:
    _, out, _ = run("new", "partner_pass", "--data-dir", tmp_path)
    assert "It hides the drill of that name that ships" in out
    _, out, _ = run("new", "my_pass", "--data-dir", tmp_path)
    assert "It hides" not in out


def test_a_name_of_many_lines_is_answered_in_one_short_line() -> None:
    code, _, err = run("show", "a\nb" * 5000)
    assert code == 2
    assert len(err.splitlines()) == 1
    assert len(err) < 700
