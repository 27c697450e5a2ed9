import csv
import io
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from kicksense.cli.app import app
from kicksense.cli.label import export_labels
from kicksense.store.places import place_of

RUNNER = CliRunner()
DEMO = place_of("demo") / "demo.parquet"
TEXT = "9.5\t9.5\theel\n12.5\t12.7\tinside foot, thin\n20\t40\twalk\n"


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KICKSENSE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def run(*arguments: object) -> tuple[int, str, str]:
    """Run a command; a traceback would fail the test."""
    outcome = RUNNER.invoke(app, [str(argument) for argument in arguments])
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit)
    assert "Traceback" not in outcome.output
    return outcome.exit_code, outcome.stdout, outcome.stderr


def labels_file(folder: Path, text: str = TEXT) -> Path:
    path = folder / "labels.txt"
    path.write_text(text)
    return path


@pytest.mark.parametrize("command", ["", "import", "export", "show", "agreement", "table", "index"])
def test_every_label_command_explains_itself(command: str) -> None:
    code, out, _ = run("label", *command.split(), "--help")
    assert code == 0
    assert out.startswith("Usage: ")
    assert max(map(len, out.splitlines())) <= 80


def test_labels_come_in_are_shown_and_go_out(tmp_path: Path) -> None:
    run("import", DEMO)
    code, out, err = run("label", "import", "demo", labels_file(tmp_path), "--player", "p1")
    assert (code, err) == (0, "")
    assert "player p1" in out
    assert "1  kick:heel" in out
    code, out, _ = run("label", "show", "demo")
    assert (code, "by me, " in out, "20s walk" in out) == (0, True, True)
    code, out, _ = run("label", "export", "demo")
    assert (code, out.splitlines()[0]) == (0, "9.5\t9.5\tkick:heel")
    code, out, _ = run("label", "export", "demo", "--format", "csv", "--out", tmp_path / "l.csv")
    assert (code, out) == (0, f"2 events and 1 stretches -> {tmp_path / 'l.csv'}\n")
    again = run("label", "import", "demo", tmp_path / "l.csv", "--labeller", "bob")
    assert again[0] == 0
    first, second = (run("label", "export", "demo", "--labeller", who)[1] for who in ("me", "bob"))
    assert first == second


def test_an_id_or_a_name_of_a_session_and_another_folder_may_be_given(tmp_path: Path) -> None:
    other = tmp_path / "other"
    run("import", DEMO, "--data-dir", other, "--player", "p1")
    path = labels_file(tmp_path)
    assert run("label", "import", "demo", path, "--data-dir", other)[0] == 0
    assert run("label", "show", "demo", "--data", other)[0] == 0
    code, _, err = run("label", "show", "demo")
    assert (code, "there is no session 'demo'" in err) == (2, True)


def test_replacing_labels_says_so(tmp_path: Path) -> None:
    run("import", DEMO, "--player", "p1")
    path = labels_file(tmp_path)
    run("label", "import", "demo", path)
    _, _, err = run("label", "import", "demo", path, "--partial")
    assert "2 earlier labels by me were replaced; they are kept in" in err


def test_columns_that_are_not_read_are_named(tmp_path: Path) -> None:
    run("import", DEMO, "--player", "p1")
    path = labels_file(tmp_path, "t_s,label,wea\x1b[31mther\n9.5,heel,rain\n")
    code, _, err = run("label", "import", "demo", path)
    assert code == 0
    assert "columns that mean nothing here were not read: wea?[31mther." in err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["import", "demo", "labels.txt"], 2, "say it with --player"),
        (["import", "gone", "labels.txt"], 2, "there is no session 'gone'"),
        (["import", "demo", "gone.txt", "--player", "p1"], 1, "there is no such file"),
        (["import", "demo", "labels.txt", "--player", "Jane Doe"], 2, "no real name"),
        (["import", "demo", "labels.txt", "--labeller", "simulation"], 2, "another --labeller"),
        (["import", "demo", "labels.txt", "--within", "nan"], 2, "--within takes seconds"),
        (["import", "demo", "labels.txt", "--player", "p1", "--offset", "500"], 2, "outside"),
        (["export", "demo"], 2, "has no labels"),
        (["agreement"], 2, "labelled by two labellers"),
        (["agreement", "demo"], 2, "labelled by two labellers"),
        (["table", "--data", ".", "--out", "k.xlsx"], 2, "must end in .parquet or .csv"),
        (["index", "--data", "nowhere"], 1, "holds no labelled recordings"),
        (["table", "--data", "nowhere", "--out", "k.csv"], 1, "holds no labelled recordings"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    arguments: list[str], code: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    labels_file(tmp_path)
    run("import", DEMO)
    got, out, err = run("label", *arguments)
    assert (got, out, len(err.splitlines())) == (code, "", 1)
    assert words in err
    assert err.startswith("kicksense: ")


def test_an_unlabelled_session_says_how_to_label_it() -> None:
    run("import", DEMO)
    code, out, _ = run("label", "show", "demo")
    assert (code, "no labels yet; kicksense label import" in out) == (0, True)


def test_labellers_are_compared_and_the_rule_is_said(tmp_path: Path) -> None:
    run("import", DEMO, "--player", "p1")
    for who, text in (
        ("ann", TEXT),
        ("bob", TEXT.replace("9.5", "9.6")),
        ("cem", TEXT.replace("heel", "touch")),
    ):
        run("label", "import", "demo", labels_file(tmp_path, text), "--labeller", who)
    code, out, _ = run("label", "agreement")
    assert code == 0
    assert "ann and bob, 1 session\n  events both have         2  (100% of what either has)" in out
    assert "apart in time            50 ms (median)" in out
    assert "Krippendorff's alpha" in out
    assert run("label", "agreement", "demo")[1] == out
    _, out, _ = run("label", "show", "demo")
    assert "training and scoring use the consensus: 2 events" in out
    assert "An event counts if more than half" in out


def test_a_table_of_kicks_is_written(tmp_path: Path, data_dir: Path) -> None:
    run("import", DEMO, "--player", "p1")
    run("label", "import", "demo", labels_file(tmp_path))
    code, out, err = run("label", "table", "--data", data_dir, "--out", tmp_path / "k.parquet")
    assert (code, err) == (0, "")
    rows = pq.read_table(tmp_path / "k.parquet").to_pylist()
    assert out.startswith(f"{len(rows)} kicks of 1 recordings and 1 players (")


def test_the_index_of_a_data_set_is_said_and_written(tmp_path: Path, data_dir: Path) -> None:
    run("import", DEMO, "--player", "p1")
    text = TEXT + '15\t15\tkick:heel {"quality": "=1+1", "ball_speed_mps": 7.5}\n16\t16\ttouch\n'
    run("label", "import", "demo", labels_file(tmp_path, text))
    code, out, err = run("label", "index", "--data", data_dir, "--out", tmp_path / "i.csv")
    assert (code, err) == (0, "")
    first, second, third = out.splitlines()
    assert first.startswith("data set ")
    assert first.endswith(": 1 players, 1 sessions, 3 kicks")
    assert " ".join(second.split()) == (
        "simulated 1 players 1 sessions, kicks: 2 heel, 1 inside foot; 1 other events"
    )
    assert third == f"3 kicks -> {tmp_path / 'i.csv'}"
    rows = list(csv.DictReader(io.StringIO((tmp_path / "i.csv").read_text(), newline="")))
    assert [(row["player"], row["kick"], row["time_s"]) for row in rows] == [
        ("p1", "1", "9.5"),
        ("p1", "2", "12.6"),
        ("p1", "3", "15.0"),
    ]
    assert (rows[2]["quality"], rows[2]["ball_speed_mps"]) == ("'=1+1", "7.5")
    assert rows[0]["ball_speed_mps"] == ""


def test_labels_that_are_printed_cannot_steer_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run("import", DEMO, "--player", "p1")
    run("label", "import", "demo", labels_file(tmp_path, "9.5\t9.5\theel, a\x1b[31mb\n"))
    assert "a\x1b[31mb" in run("label", "export", "demo", "--format", "csv")[1]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    export_labels("demo", style="csv")
    assert capsys.readouterr().out.splitlines()[1].endswith(",a?[31mb,")
    export_labels("demo", style="audacity")
    assert capsys.readouterr().out.startswith("9.5\t9.5\tkick:heel {")
