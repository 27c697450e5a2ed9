"""Score cards on the command line: of files, of stored sessions, after a recording."""

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import validate
from typer.testing import CliRunner

from kicksense.cli.app import app
from kicksense.cli.practice_output import say_cards_of
from kicksense.domain.anatomy import Placement, Side
from kicksense.domain.live import Marker, MarkerKind
from kicksense.domain.signals import Recording
from kicksense.exchange.options import ReadOptions
from kicksense.store.markers import write_markers
from kicksense.store.recordings import write_recording
from kicksense.store.session_row import SessionRow
from kicksense.workflows.sessions import Sessions
from tests.played import demo_recording
from tests.workflows.practices_stored import DRILL, keep, note, opened

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KICKSENSE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def demo_file(tmp_path: Path) -> Path:
    path = tmp_path / "demo.parquet"
    write_recording(demo_recording(), path)
    return path


@pytest.fixture
def sessions(data_dir: Path) -> Sessions:
    return opened(data_dir)


def run(*arguments: object) -> tuple[int, str, str]:
    """Run a command; a traceback would fail the test."""
    outcome = RUNNER.invoke(app, [str(argument) for argument in arguments])
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit), outcome.exception
    assert "Traceback" not in outcome.output
    return outcome.exit_code, outcome.stdout, outcome.stderr


def joined(text: str) -> str:
    """Give a text without its line ends."""
    return " ".join(text.split())


def schema(name: str) -> dict[str, Any]:
    text = files("kicksense").joinpath(f"schemas/{name}.json").read_text("utf-8")
    read: dict[str, Any] = json.loads(text)
    return read


def test_a_file_of_a_drill_ends_in_its_score_card(demo_file: Path) -> None:
    code, out, err = run("analyze", demo_file, "--drill", DRILL)
    assert (code, err) == (0, "")
    assert "Score card (SIMULATED, no player did this): Backheel against the wall" in out
    assert out.index("struck with") < out.index("Score card") < out.index("One thing to work on")
    assert "What to work on" not in out.replace("One thing to work on", "")
    assert max(len(line) for line in out.splitlines()) <= 80


def test_without_a_drill_there_is_no_score_card(demo_file: Path) -> None:
    _, out, _ = run("analyze", demo_file)
    assert "Score card" not in out


def test_a_level_asks_for_more(demo_file: Path) -> None:
    first, third = (
        run("analyze", demo_file, "--drill", DRILL, "--level", level)[1] for level in (1, 3)
    )
    assert "level 1 of" in joined(first)
    assert "level 3 of" in joined(third)
    assert first[first.index("Asked:") :] != third[third.index("Asked:") :]


@pytest.mark.parametrize("level", ["0", "-1", "99"])
def test_a_level_that_is_none_is_one_sentence(level: str, demo_file: Path) -> None:
    code, out, err = run("analyze", demo_file, "--drill", DRILL, "--level", level)
    assert (code, out) == (2, "")
    assert "level" in err


def test_the_document_of_an_analysis_carries_activity_and_score_card(demo_file: Path) -> None:
    _, out, _ = run("analyze", demo_file, "--drill", DRILL, "--json", "--cues", "30,60")
    document = json.loads(out)
    validate(document, schema("analysis-1"))
    assert document["score_card"]["drill"] == DRILL
    assert document["activity"]["steps"] > 0
    assert [marker["t_s"] for marker in document["markers"]] == [30.0, 60.0]
    _, out, _ = run("analyze", demo_file, "--json")
    plain = json.loads(out)
    assert plain["score_card"] is None
    assert plain["activity"]["bouts"]


def test_cues_from_a_file_of_labels_start_repetitions(demo_file: Path, tmp_path: Path) -> None:
    labels = tmp_path / "cues.txt"
    labels.write_text("40\t40\tcross\n80\t80\t\n90\t90\twindy\n")
    _, out, _ = run("analyze", demo_file, "--drill", "back_post_run", "--cues", labels)
    assert "Done: 2 cues" in out
    assert "windy" in out


def test_many_files_each_get_their_score_card(demo_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.parquet"
    write_recording(demo_recording(), other)
    _, out, _ = run("analyze", demo_file, other, "--drill", DRILL)
    assert out.count("Score card") == 2
    run("analyze", demo_file, other, "--drill", DRILL, "--out", tmp_path / "out")
    for name in ("demo", "other"):
        document = json.loads((tmp_path / "out" / f"{name}.json").read_text())
        assert document["score_card"]["drill"] == DRILL


def test_another_players_sensor_is_taken_into_account(demo_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "defender.parquet"
    demo = demo_recording()
    write_recording(replace(demo, start_time_s=demo.start_time_s + 0.4), other)
    arguments = ("analyze", demo_file, "--drill", "shadow_defender", "--cues", "40,80,120,160")
    alone, together = run(*arguments)[1], run(*arguments, "--with", other)[1]
    assert "one sensor only" in alone
    assert "one sensor only" not in together


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--cues", "12.4"], "name it with --drill"),
        (["--with", "x.csv"], "name it with --drill"),
        (["--drill", DRILL, "--cues", "soon"], "cues are seconds"),
        (
            ["--drill", DRILL, "--cues", "9999"],
            "no cue lies within the recording, which goes from 0.0 to",
        ),
        (["--drill", DRILL, "--with", "nowhere.csv"], "nowhere.csv"),
        (["--drill", DRILL, "--with", "no id=nowhere.csv"], "is no player id"),
        (["--level", "2"], "name the --drill"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(
    options: list[str], complaint: str, demo_file: Path
) -> None:
    code, out, err = run("analyze", demo_file, *options)
    assert code in {1, 2}
    assert out == ""
    assert complaint in err
    assert err.count("\n") == 1


def test_a_sensor_of_another_day_is_refused(demo_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "late.parquet"
    write_recording(replace(demo_recording(), start_time_s=90_000.0), other)
    code, _, err = run("analyze", demo_file, "--drill", DRILL, "--with", other)
    assert code == 2
    assert "no moment in common" in err


def test_a_player_is_not_their_own_defender(demo_file: Path, tmp_path: Path) -> None:
    copied, other = tmp_path / "copied.parquet", tmp_path / "defender.parquet"
    copied.write_bytes(demo_file.read_bytes())
    demo = demo_recording()
    write_recording(replace(demo, start_time_s=demo.start_time_s + 0.4), other)
    asked = ("analyze", demo_file, "--drill", "shadow_defender")
    for given in (["--with", copied], ["--with", other, "--with", f"p2={other}"]):
        code, out, err = run(*asked, *given)
        assert (code, out) == (2, "")
        assert "holds the same samples as" in err


def test_cues_belong_to_one_recording(demo_file: Path) -> None:
    code, _, err = run("analyze", demo_file, demo_file, "--drill", DRILL, "--cues", "12")
    assert code == 2
    assert "one by one" in err


def test_a_players_file_is_compared_with_their_stored_sessions(
    demo_file: Path, sessions: Sessions
) -> None:
    keep(sessions, 1)
    keep(sessions, 2)
    side = ("--side", "right", "--drill", DRILL)
    _, alone, _ = run("analyze", demo_file, *side)
    _, known, _ = run("analyze", demo_file, *side, "--player", "p-1")
    assert "usual" not in alone
    assert "usual" in known


@pytest.fixture
def stored(sessions: Sessions) -> SessionRow:
    for day in (1, 2):
        keep(sessions, day)
    return keep(sessions, 3, live=replace(note(3), level=2))


def test_a_stored_session_is_shown_with_card_and_history(
    stored: SessionRow, sessions: Sessions
) -> None:
    write_markers(sessions.folder, stored.id, (Marker(12.0, MarkerKind.NOTE, "windy"),))
    code, out, err = run("show", stored.id)
    assert (code, err) == (0, "")
    assert "level 2 of" in joined(out)
    assert "usual" in out
    assert "windy" in out
    _, card, _ = run("show", stored.id, "--card")
    assert out.endswith(card)
    assert card.startswith("Score card")


def test_what_was_recorded_may_be_looked_at_otherwise(stored: SessionRow) -> None:
    assert "level 3 of" in joined(run("show", stored.id, "--card", "--level", "3")[1])
    assert "indoor floor" in run("show", stored.id, "--card", "--surface", "indoor")[1]
    assert "Pass with a partner" in run("show", stored.id, "--card", "--drill", "partner_pass")[1]
    code, _, err = run("show", stored.id, "--drill", "nothing")
    assert code == 2
    assert "no drill called" in err


def test_the_score_card_alone_is_a_document(stored: SessionRow) -> None:
    _, out, _ = run("show", stored.id, "--card", "--json")
    document = json.loads(out)
    validate(document, schema("score-card-1"))
    assert document["session"] == stored.id
    assert document["score_card"]["level"] == 2
    _, whole, _ = run("show", stored.id, "--json")
    assert json.loads(whole)["score_card"] == document["score_card"]


def test_sessions_are_listed_with_their_drills(stored: SessionRow) -> None:
    _, out, _ = run("sessions")
    (line,) = (line for line in out.splitlines() if line.startswith(stored.id))
    assert line.endswith(f"[{DRILL}, level 2]")
    assert len(out.splitlines()) == 4


def test_cards_of_what_was_just_recorded_are_printed(
    stored: SessionRow, sessions: Sessions, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = keep(sessions, 4, live=note(4, drill=None))
    say_cards_of(sessions, (stored.id, plain.id, "gone"))
    out, err = capsys.readouterr()
    assert out.count("Score card") == 1
    assert "there is no score card of session gone" in err
    say_cards_of(sessions, (stored.id,))
    assert capsys.readouterr().out.lstrip().startswith("Score card")


def test_both_legs_of_one_file_may_be_looked_at_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Side | None] = []

    def reading(_path: Path, options: ReadOptions) -> Recording:
        asked.append(options.side)
        demo, other_leg = demo_recording(), options.side is Side.RIGHT
        return replace(
            demo,
            placement=Placement(options.side or Side.RIGHT),
            start_time_s=demo.start_time_s + (0.4 if other_leg else 0.0),
        )

    monkeypatch.setattr("kicksense.workflows.practising.load_recording", reading)
    both = tmp_path / "both.csv"
    both.write_text("")
    code, out, _ = run(
        "analyze", both, "--side", "left", "--drill", DRILL, "--player", "p-1", "--with",
        f"p-1={both}",
    )  # fmt: skip
    assert code == 0
    assert asked == [Side.LEFT, Side.RIGHT]
    assert "Score card" in out


def test_a_picture_is_drawn_where_it_is_asked_for(
    demo_file: Path, stored: SessionRow, tmp_path: Path
) -> None:
    code, out, err = run("analyze", demo_file, "--drill", DRILL, "--picture", tmp_path / "a.svg")
    assert code == 0
    assert "Score card" in out
    assert err == f"kicksense: the picture is in {tmp_path / 'a.svg'}.\n"
    run("show", stored.id, "--card", "--picture", tmp_path / "b.png")
    assert (tmp_path / "b.png").stat().st_size > 5000
    for command in (("analyze", demo_file), ("show", stored.id)):
        code, out, err = run(*command, "--picture", tmp_path / "c.gif")
        assert (code, out) == (2, "")
        assert "no name of a picture" in err
    code, _, err = run("analyze", demo_file, demo_file, "--picture", tmp_path / "d.png")
    assert code == 2
    assert "one by one" in err
