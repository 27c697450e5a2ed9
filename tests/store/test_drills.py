"""Plans that ship, plans of users, and what is said of broken ones."""

import json
import os
import re
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kicksense.coaching.ball_roll import SURFACES
from kicksense.coaching.drills import at_level
from kicksense.coaching.score_kinds import SCORE_KINDS
from kicksense.domain.drill import Drill, Theme
from kicksense.errors import DrillFileError, UsageError
from kicksense.store.drill_form import DrillForm, form_of, schema_text
from kicksense.store.drill_text import plan_text
from kicksense.store.drills import (
    MAX_OWN_PLANS,
    MAX_PLAN_BYTES,
    checked_plan,
    drill_book,
    plan_path,
    read_drill,
    shipped_drills,
)
from kicksense.store.folder import DataFolder
from kicksense.store.places import place_of

SHIPPED = shipped_drills().drills
PLAN = (place_of("drills") / "partner_pass.yaml").read_text(encoding="utf-8")


def folder_with(tmp_path: Path, **plans: str) -> DataFolder:
    """Give a data folder with plans of these names."""
    (tmp_path / "drills").mkdir()
    for name, text in plans.items():
        (tmp_path / "drills" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return DataFolder(tmp_path)


def plan_named(name: str, text: str = PLAN) -> str:
    """Give the same plan under another name."""
    return text.replace("name: partner_pass", f"name: {name}")


def said_of(tmp_path: Path, text: str) -> list[str]:
    """Give what is wrong with a plan."""
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    checked = checked_plan(path)
    assert not isinstance(checked, Drill)
    return [str(trouble) for trouble in checked]


def test_all_that_the_coaching_texts_name_ships() -> None:
    by_theme = {theme: {drill.name for drill in SHIPPED if drill.theme is theme} for theme in Theme}
    assert by_theme == {
        Theme.BACKHEEL: {
            "backheel_wall_pass", "backheel_partner_gate", "small_sided", "one_touch_circle",
        },
        Theme.BUILD_OUT: {
            "build_out", "open_body_two_touch", "first_touch_pass", "firm_line_pass",
            "switch_play", "drive_and_release", "passing_chain", "quick_start",
        },
        Theme.BACK_POST: {
            "back_post_run", "shadow_defender", "set_piece_run", "second_effort", "light_feet",
        },
        Theme.OPEN: {"partner_pass", "free_play"},
    }  # fmt: skip


@pytest.mark.parametrize("drill", SHIPPED, ids=lambda drill: drill.name)
def test_a_plan_that_ships_says_everything(drill: Drill) -> None:
    assert (place_of("drills") / f"{drill.name}.yaml").is_file()
    assert drill.surface in {surface.name for surface in SURFACES}
    assert {asked.score for asked in drill.scores} <= set(SCORE_KINDS)
    assert drill.unseen
    assert len(drill.levels) >= (1 if drill.name == "free_play" else 3)
    assert len(drill.set_up) >= 2
    # A colon and what could show it follow.
    assert all(". " not in unseen.what for unseen in drill.unseen)
    assert drill.source.rstrip(".")
    assert re.search(r"[Aa]ssumed|[Nn]othing is asked", drill.source)
    for text in (drill.title, drill.purpose, *drill.set_up, drill.source):
        assert text[0].isupper()
    assert all(sentence.endswith((".", "!")) for sentence in (drill.purpose, *drill.set_up))


@pytest.mark.parametrize("drill", SHIPPED, ids=lambda drill: drill.name)
def test_the_set_up_names_the_way_to_the_target(drill: Drill) -> None:
    if drill.target_distance_m is not None:
        assert f"{drill.target_distance_m:g} m" in " ".join(drill.set_up)


@pytest.mark.parametrize("drill", SHIPPED, ids=lambda drill: drill.name)
def test_the_purpose_speaks_of_the_ball_and_not_of_the_body(drill: Drill) -> None:
    body = r"\b(ankle|knee|hip|leg|shin|thigh|toe|toes|arm|shoulder)s?\b"
    assert not re.search(body, drill.purpose)


@pytest.mark.parametrize("drill", SHIPPED, ids=lambda drill: drill.name)
def test_the_levels_lead_on(drill: Drill) -> None:
    played = [at_level(drill, number + 1) for number in range(len(drill.levels))]
    assert len(
        {
            (one.scores, one.target_distance_m, level.title)
            for one, level in zip(played, drill.levels, strict=True)
        }
    ) == len(played)
    repetitions = [level.repetitions for level in drill.levels]
    assert repetitions == sorted(repetitions)


@pytest.mark.parametrize("drill", SHIPPED, ids=lambda drill: drill.name)
def test_writing_a_plan_and_reading_it_gives_the_same_drill(drill: Drill, tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(form_of(drill).model_dump_json(indent=1), encoding="utf-8")
    assert read_drill(path) == drill


def test_the_schema_that_ships_is_that_of_the_form() -> None:
    shipped = files("kicksense").joinpath("schemas/drill-1.json").read_text("utf-8")
    assert shipped == schema_text(), (
        "write it anew: python -c 'from kicksense.store.drill_form import schema_text; "
        'print(schema_text(), end="")\' > src/kicksense/schemas/drill-1.json'
    )


def test_the_schema_takes_the_plans_that_ship_and_refuses_others() -> None:
    schema = json.loads(schema_text())
    for drill in SHIPPED:
        path = place_of("drills") / f"{drill.name}.yaml"
        jsonschema.validate(plan_text(path.read_bytes()).content, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plan_text(PLAN.replace("heel", "knee").encode()).content, schema)


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("purpose:", "purpos:", "5, column 1", "'purpos' here; perhaps 'purpose' is meant"),
        ("repetitions: 20}", "repetitons: 20}", "39, column 20", "perhaps 'repetitions' is meant"),
        ("format: 1\n", "", "1, column 1", "the field 'format' is missing"),
        ("format: 1", "format: 2", "1, column 9", "format: expected 1, found 2"),
        ("name: partner_pass", "name: ../../x", "2, column 7", "cannot be a name"),
        ("distance_m: 8\n", "distance_m: eight\n", "22, column 20", "a number, found 'eight'"),
        ("distance_m: 8\n", "distance_m: true\n", "22, column 20", "a number, found true"),
        ("distance_m: 8\n", "distance_m: 500\n", "22, column 20", "at most 120, found 500"),
        ("distance_m: 8\n", "distance_m: .nan\n", "22, column 20", "finite, found nan"),
        ("distance_m: 8\n", "distance_m: 1e999\n", "22, column 20", "finite, found inf"),
        ("surface: short_grass", "surface: short_gras", "23, column 10", "'short_grass' is meant"),
        ("[1, 4]", "[4, 1]", "24, column 19", "the slower speed first"),
        ("[1, 4]", "[1, 4, 5]", "24, column 19", "has 3 entries, and at most 2"),
        ("[1, 4]", "[1, .inf]", "24, column 23", "finite, found inf"),
        ("foot, heel]", "foot, heal]", "25, column 27", "'heal' is not known here; perhaps"),
        ("foot, heel]", "foot, inside_foot]", "25, column 27", "'inside_foot' is named"),
        ("rep: kick", "rep: kicks", "26, column 6", "perhaps 'kick' is meant"),
        ("{score: rhythm_s}", "{score: rythm_s}", "35, column 13", "called 'rythm_s'; per"),
        ("{score: rhythm_s}", "{score: reaction_s}", "35, column 13", "reaction_s needs a cue"),
        ("{score: rhythm_s}", "{score: echoes}", "35, column 13", "echoes needs wall: true"),
        ("{score: rhythm_s}", "{score: repetitions}", "35, column 13", "'repetitions' is named"),
        ("_ratio, least: 0.7}\n  - {score: in", "_ratio, least: 70}\n  - {score: in",
         "29, column 5", "60 % is 0.6"),
        ("most: 0.15}\n  - {score: u", "least: 0.5, most: 0.15}\n  - {score: u",
         "31, column 5", "least is above most"),
        ("repetitions: 20}", "repetitions: 0}", "39, column 33", "at least 1, found 0"),
        ("repetitions: 20}", "repetitions: 2.5}", "39, column 33", "whole number, found 2.5"),
        ("repetitions: 20}", "repetitions: 20, distance_m: 5}", "39, column 49", "there"),
        ("stays_put: true", "stays_put: yes", "57, column 12", "true or false, found 'yes'"),
        ("shape: ball, at_m: [0.5, 0.4]", "shape: gate, at_m: [0.5, 0.4]", "13, column 7",
         "a gate needs its other end (to_m)"),
        ("at_m: [0.5, 0.4]}", "at_m: [0.5]}", "13, column 27", "the field '1' is missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line_and_what_was_expected(
    tmp_path: Path, old: str, new: str, place: str, words: str
) -> None:
    assert old in PLAN
    said = said_of(tmp_path, PLAN.replace(old, new, 1))
    matching = [one for one in said if words in one]
    assert matching, said
    assert matching[0].startswith(f"line {place}: "), said


def test_ten_thousand_levels_are_refused_soon(tmp_path: Path) -> None:
    before, after = PLAN.split("levels:\n")[0], PLAN[PLAN.index("unseen:") :]
    levels = "".join(f"  - {{title: L{n}, repetitions: 1}}\n" for n in range(3500))
    (said,) = said_of(tmp_path, f"{before}levels:\n{levels}{after}")
    assert "levels: has" in said
    assert "at most 12" in said


def test_a_drill_file_error_names_the_first_line_and_counts_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN.replace("rep: kick", "rep: x").replace("format: 1", "format: 9"), "utf-8")
    with pytest.raises(DrillFileError) as caught:
        read_drill(path)
    assert str(caught.value).startswith(f"{path}, line 1, column 9: format: expected 1, found 9")
    assert "(1 more: 'kicksense drills check" in str(caught.value)


def test_text_that_would_do_something_to_a_page_is_only_text(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    title = "<script>alert(1)</script>"
    path.write_text(PLAN.replace("Pass with a partner", title), encoding="utf-8")
    assert read_drill(path).title == title
    for hidden in ("\\e[31m", "\\u202e", "\\0"):
        said = said_of(tmp_path, PLAN.replace("Pass with a partner", f'"Pass {hidden} on"'))
        assert "cannot be shown" in said[0]


@pytest.mark.parametrize("what", ["folder", "pipe", "missing", "no name", "large", "binary"])
def test_what_is_no_plan_at_all_is_refused_without_being_waited_for(
    tmp_path: Path, what: str
) -> None:
    path = tmp_path / "plan.yaml"
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "no name":
        path = Path("a\0b")
    elif what == "large":
        path.write_bytes(b"#" * (MAX_PLAN_BYTES + 1))
    elif what == "binary":
        path.write_bytes(bytes(range(256)) * 4)
    with pytest.raises(DrillFileError):
        read_drill(path)


@given(st.data())
def test_a_plan_with_anything_in_a_place_is_read_or_refused_with_a_line(
    data: st.DataObject,
) -> None:
    lines = PLAN.splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    lines[at] = data.draw(st.text(max_size=30)) if data.draw(st.booleans()) else ""
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"plan-{os.getpid()}.yaml"
    try:
        path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
        checked = checked_plan(path)
        assert isinstance(checked, Drill) or all("line " in str(one) for one in checked)
    finally:
        path.unlink(missing_ok=True)


def test_without_plans_of_ones_own_there_are_those_that_ship(tmp_path: Path) -> None:
    assert drill_book(DataFolder(tmp_path / "nowhere")) is shipped_drills()
    assert drill_book(folder_with(tmp_path)) is shipped_drills()


def test_a_plan_of_ones_own_joins_the_others_and_changes_are_seen(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, my_pass=plan_named("my_pass"))
    book = drill_book(folder)
    assert len(book.drills) == len(SHIPPED) + 1
    assert book.named("my_pass").title == "Pass with a partner"
    path = tmp_path / "drills" / "my_pass.yaml"
    path.write_text(plan_named("my_pass").replace("Pass with a partner", "Changed"), "utf-8")
    assert drill_book(folder).named("my_pass").title == "Changed"


def test_a_plan_of_ones_own_hides_the_one_that_ships(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, partner_pass=PLAN.replace("distance_m: 8", "distance_m: 9"))
    book = drill_book(folder)
    assert len(book.drills) == len(SHIPPED)
    assert book.named("partner_pass").target_distance_m == 9.0


def test_a_broken_plan_harms_only_who_asks_for_it(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, torn="format: 1\nname: torn\n", partner_pass="[")
    book = drill_book(folder)
    assert {plan.name for plan in book.broken} == {"torn", "partner_pass"}
    assert book.named("free_play").title == "Free play"
    with pytest.raises(DrillFileError, match=r"torn\.yaml, line 1, column 1: .* is missing"):
        book.named("torn")
    with pytest.raises(DrillFileError, match="not YAML"):
        book.named("partner_pass")
    with pytest.raises(UsageError):
        book.named("partner_pas")


def test_names_that_clash_are_refused(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path,
        a_pass=plan_named("a_pass") + "aliases: [free_play]\n",
        b_pass=plan_named("b_pass") + "aliases: [old_pass]\n",
        c_pass=plan_named("c_pass") + "aliases: [old_pass]\n",
        d_pass=plan_named("e_pass"),
    )
    book = drill_book(folder)
    said = {plan.name: plan.sentence for plan in book.broken}
    assert set(said) == {"a_pass", "c_pass", "d_pass"}
    assert "'free_play' is a name of the drill free_play" in said["a_pass"]
    assert "'old_pass' is a name of the drill b_pass" in said["c_pass"]
    assert "name the file e_pass.yaml" in said["d_pass"]
    assert book.named("old_pass").name == "b_pass"


def test_links_and_odd_names_are_not_read(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    secret = tmp_path / "secret.txt"
    secret.write_text("password: hunter2\n", encoding="utf-8")
    (tmp_path / "drills" / "linked.yaml").symlink_to(secret)
    (tmp_path / "drills" / "Odd Name.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "drills" / "partner_pass.yml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "drills" / "notes.txt").write_text("mine", encoding="utf-8")
    book = drill_book(folder)
    assert len(book.drills) == len(SHIPPED)
    sentences = " ".join(plan.sentence for plan in book.broken)
    assert len(book.broken) == 3
    assert "is a link" in sentences
    assert "hunter2" not in sentences


def test_of_very_many_plans_the_rest_is_not_read(tmp_path: Path) -> None:
    plans = {f"p{number:03d}": "[" for number in range(MAX_OWN_PLANS + 2)}
    broken = drill_book(folder_with(tmp_path, **plans)).broken
    assert len(broken) == MAX_OWN_PLANS + 2
    assert "more than" in broken[-1].sentence


def test_a_form_that_is_sound_makes_a_drill() -> None:
    form = DrillForm.model_validate_json(json.dumps(plan_text(PLAN.encode()).content))
    assert form.drill().name == "partner_pass"


def test_plans_in_a_folder_that_cannot_be_opened_do_not_hide_those_that_ship(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_with(tmp_path)

    def refusing(path: Path) -> bool:
        if path.is_relative_to(tmp_path):
            raise PermissionError(13, "Permission denied")
        return True

    monkeypatch.setattr(Path, "is_file", refusing)
    assert plan_path(folder, "partner_pass").parent == place_of("drills")
