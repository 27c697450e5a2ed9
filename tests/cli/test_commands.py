import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from jsonschema import validate
from typer.testing import CliRunner

from kicksense import __version__
from kicksense.cli.app import app
from kicksense.coaching.ball_roll import SURFACES
from kicksense.domain.live import Marker, MarkerKind
from kicksense.errors import UsageError
from kicksense.exchange.options import ReadOptions
from kicksense.exchange.report_document import schema_text
from kicksense.store.markers import write_markers
from kicksense.store.recordings import write_recording
from kicksense.workflows.baselines import RuleSystem
from kicksense.workflows.sessions import import_file, open_sessions
from tests.store.recordings_made import counted_recording, simulated
from tests.workflows.files_made import write_csv

RUNNER = CliRunner()


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


def documents_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_version_is_printed() -> None:
    assert run("--version") == (0, f"kicksense {__version__}\n", "")


@pytest.mark.parametrize(
    "command",
    [[], ["analyze"], ["import"], ["sessions"], ["show"], ["demo"], ["dashboard"], ["doctor"]],
)
def test_every_command_explains_itself(command: list[str]) -> None:
    code, out, _ = run(*command, "--help")
    assert code == 0
    assert out.startswith("Usage: ")
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("command", ["analyze", "show"])
def test_the_help_says_where_drills_are_listed_and_names_every_surface(command: str) -> None:
    _, out, _ = run(command, "--help")
    assert "kicksense drills" in " ".join(out.split())
    for surface in SURFACES:
        assert surface.name in out


@pytest.mark.parametrize("option", ["--players", "--sessions"])
def test_numbers_of_a_season_are_refused_where_no_season_was_asked_for(
    tmp_path: Path, option: str
) -> None:
    code, out, err = run("demo", option, "3", "--no-serve", "--data-dir", tmp_path / "data")
    assert (code, out) == (2, "")
    assert f"{option} is of a season" in err
    assert "add --season" in err
    assert not (tmp_path / "data").exists()


def test_a_recording_is_analyzed_for_a_person(tmp_path: Path) -> None:
    code, out, err = run("analyze", write_csv(tmp_path / "a.csv"), "--side", "left")
    assert (code, err) == (0, "")
    assert out.startswith("a\nRecording: 12.0 s at 200.0 Hz, left leg\nSignal: ")
    assert max(map(len, out.splitlines())) <= 80


def test_an_assumed_leg_is_said_to_be_assumed(tmp_path: Path) -> None:
    _, out, _ = run("analyze", write_csv(tmp_path / "a.csv"))
    assert "right leg (assumed; --side says which)" in out


def test_a_simulated_recording_says_so(tmp_path: Path) -> None:
    write_recording(simulated(counted_recording()), tmp_path / "r.parquet")
    _, out, _ = run("analyze", tmp_path / "r.parquet")
    assert "SIMULATED" in out.splitlines()[0]


def test_the_document_of_one_recording_is_json_that_the_schema_knows(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv")
    code, out, _ = run("analyze", path, "--json", "--drill", "partner_pass")
    document = json.loads(out)
    validate(document, json.loads(schema_text()))
    assert (code, document["recording"]["name"], document["drill"]) == (0, "a", "partner_pass")


def test_documents_of_several_recordings_come_one_a_line(tmp_path: Path) -> None:
    paths = [write_csv(tmp_path / f"{name}.csv", seed=k) for k, name in enumerate("ab")]
    code, out, _ = run("analyze", *paths, "--json")
    documents = [json.loads(line) for line in out.splitlines()]
    assert (code, [document["recording"]["name"] for document in documents]) == (0, ["a", "b"])


def test_documents_are_written_beside_a_summary(tmp_path: Path) -> None:
    code, out, _ = run("analyze", write_csv(tmp_path / "a.csv"), "--out", tmp_path / "out")
    assert (code, documents_in(tmp_path / "out")) == (0, ["a.json"])
    assert out.startswith("a: 12.0 s, 0 kicks")


def test_documents_with_json_are_written_silently(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv")
    assert run("analyze", path, "--out", tmp_path / "out", "--json") == (0, "", "")
    assert documents_in(tmp_path / "out") == ["a.json"]


def test_one_bad_file_of_several_is_reported_and_fails_at_the_end(tmp_path: Path) -> None:
    good = write_csv(tmp_path / "good.csv")
    (tmp_path / "bad.csv").write_text("time_s,acc_x\n")
    code, out, err = run("analyze", tmp_path / "bad.csv", good, "--out", tmp_path / "out")
    assert (code, documents_in(tmp_path / "out")) == (1, ["good.json"])
    assert out.startswith("good: ")
    assert err.startswith(f"kicksense: {tmp_path / 'bad.csv'}: ")
    assert err.endswith("kicksense: 1 of 2 recordings could not be analyzed.\n")


def test_documents_that_would_overwrite_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    paths = [write_csv(tmp_path / "a.csv"), write_csv(tmp_path / "other" / "a.csv")]
    code, _, err = run("analyze", *paths, "--out", tmp_path / "out")
    assert (code, "would both be written" in err) == (2, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--drill", "nonsense"], "backheel_wall_pass"),
        (["--target-distance", "8", "--surface", "sand"], "short_grass"),
        (["--surface", "indoor"], "give --target-distance too"),
        (["--target-distance", "0"], "above 0"),
        (["--target-distance", "-2"], "above 0"),
        (["--target-distance", "1000"], "up to 120"),
        (["--target-distance", "nan"], "must be a number of metres"),
        (["--target-distance", "far"], "--target-distance"),
        (["--side", "middle"], "left"),
        (["--acc-unit", "stones"], "mps2"),
        (["--gyr-unit", "rpm"], "dps"),
        (["--time-unit", "years"], "ms"),
        (["--rate", "-5"], "positive"),
        (["--rate", "inf"], "positive"),
        (["--nonsense"], "No such option"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    options: list[str], words: str, tmp_path: Path
) -> None:
    code, out, err = run("analyze", write_csv(tmp_path / "a.csv", seconds=1.0), *options)
    assert (code, out) == (2, "")
    assert words in err


def bad_inputs(folder: Path) -> dict[str, Path]:
    """Inputs that hold no recording, by what is wrong with them."""
    paths = {
        "missing": folder / "gone.csv",
        "folder": folder / "folder",
        "empty": folder / "empty.csv",
        "header": folder / "header.csv",
        "binary": folder / "binary.csv",
        "parquet": folder / "cut.parquet",
        "gzip": folder / "cut.csv.gz",
    }
    paths["folder"].mkdir()
    paths["empty"].write_bytes(b"")
    paths["header"].write_text("time_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps\n")
    paths["binary"].write_bytes(bytes(range(256)) * 40)
    paths["parquet"].write_bytes(b"PAR1 and nothing more")
    paths["gzip"].write_bytes(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03abc")
    return paths


@pytest.mark.parametrize("command", ["analyze", "import"])
@pytest.mark.parametrize(
    "what", ["missing", "folder", "empty", "header", "binary", "parquet", "gzip"]
)
def test_bad_input_is_one_sentence_that_names_the_file(
    what: str, command: str, tmp_path: Path
) -> None:
    path = bad_inputs(tmp_path)[what]
    code, out, err = run(command, path)
    assert (code, out) == (1, "")
    assert err.startswith("kicksense: ")
    assert path.name in err
    assert len(err.splitlines()) == 1


def test_an_import_lists_and_shows(tmp_path: Path, data_dir: Path) -> None:
    path = write_csv(tmp_path / "a.csv")
    code, out, _ = run("import", path, "--side", "left", "--player", "p1")
    (row,) = open_sessions(data_dir).library.catalogue.sessions()
    assert (code, row.player_id) == (0, "p1")
    assert out == f"{path} imported as {row.id} (12.0 s at 200 Hz, left leg)\n"
    _, out, _ = run("import", path)
    assert out.startswith(f"{path} was imported before, as {row.id}")
    _, listed, _ = run("sessions")
    assert row.id in listed
    assert max(map(len, listed.splitlines())) <= 80
    _, shown, _ = run("show", row.id)
    assert shown.startswith("a\nRecording: 12.0 s at 200.0 Hz, left leg\n")
    _, document, _ = run("show", "a", "--json", "--target-distance", "8", "--surface", "indoor")
    assert json.loads(document)["target"]["surface"] == "indoor"


def test_what_was_marked_while_recording_is_shown(tmp_path: Path, data_dir: Path) -> None:
    run("import", write_csv(tmp_path / "a.csv"))
    store = open_sessions(data_dir)
    (row,) = store.library.catalogue.sessions()
    _, before, _ = run("show", "a")
    assert "Marked" not in before
    note = Marker(3.5, MarkerKind.NOTE, "new ball \x1b[31m", "keyboard")
    path = write_markers(store.folder, row.id, (note, Marker(7.25, MarkerKind.TAP, "", "KICK-1")))
    _, shown, _ = run("show", "a")
    assert shown.startswith(before)
    assert "       3.50 s  note (keyboard): new ball ?[31m\n" in shown
    assert shown.endswith("       7.25 s  three taps (KICK-1)\n")
    _, document, _ = run("show", "a", "--json")
    assert [one["kind"] for one in json.loads(document)["markers"]] == ["note", "tap"]
    path.write_text("{}")
    code, shown, err = run("show", "a")
    assert (code, shown) == (0, before)
    assert "no sound file of markers" in err


def test_show_says_the_same_as_analyze(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv")
    run("import", path)
    assert run("show", "a") == run("analyze", path)


def test_an_option_names_another_data_folder(tmp_path: Path, data_dir: Path) -> None:
    run("import", write_csv(tmp_path / "a.csv"), "--data-dir", tmp_path / "other")
    assert not data_dir.exists()
    assert "a" in run("sessions", "--data-dir", tmp_path / "other")[1]


def test_one_bad_file_of_several_does_not_stop_the_import(tmp_path: Path) -> None:
    good = write_csv(tmp_path / "good.csv")
    code, out, err = run("import", tmp_path / "gone.csv", good)
    assert (code, "good.csv imported as" in out, "gone.csv" in err) == (1, True, True)
    assert err.endswith("kicksense: 1 of 2 recordings could not be imported.\n")


def test_an_empty_store_says_how_to_fill_it() -> None:
    code, out, _ = run("sessions")
    assert (code, "No recordings yet" in out) == (0, True)


def test_an_unknown_session_is_one_sentence() -> None:
    code, out, err = run("show", "nothing")
    assert (code, out) == (2, "")
    assert err == (
        "kicksense: there is no session 'nothing'; "
        "`kicksense sessions` lists those that there are.\n"
    )


@pytest.mark.parametrize("command", [["sessions"], ["show", "x"], ["import", "{csv}"]])
def test_a_damaged_catalogue_is_one_sentence_and_can_be_repaired(
    command: list[str], tmp_path: Path, data_dir: Path
) -> None:
    path = write_csv(tmp_path / "a.csv")
    row = import_file(open_sessions(data_dir), path, ReadOptions())
    (data_dir / "catalogue.sqlite").write_bytes(b"no database" * 1000)
    code, out, err = run(*(part.format(csv=path) for part in command))
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert "are safe: run `kicksense doctor --repair`" in err
    assert run("doctor")[0] == 1
    code, out, _ = run("doctor", "--repair")
    assert (code, "built a new catalogue with 1 session" in out) == (0, True)
    assert row.id in run("sessions")[1]


def test_a_rebuilt_catalogue_is_mentioned(tmp_path: Path, data_dir: Path) -> None:
    row = import_file(open_sessions(data_dir), write_csv(tmp_path / "a.csv"), ReadOptions())
    (data_dir / "catalogue.sqlite").unlink()
    _, out, err = run("sessions")
    assert row.id in out
    assert "entered 1 recording that the catalogue did not know" in err


def test_doctor_looks_at_everything() -> None:
    code, out, _ = run("doctor")
    assert code == 0
    for name in ("kicksense", "Python", "packages", "data folder", "catalogue", "Bluetooth"):
        assert f"  {name}: " in out


def test_the_dashboard_is_served_as_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[dict[str, object]] = []
    monkeypatch.setattr(
        "kicksense.workflows.dashboard.serve_dashboard", lambda **asked: served.append(asked)
    )
    assert run("dashboard", "--port", "8600", "--no-browser", "--data-dir", tmp_path)[0] == 0
    assert served == [
        {
            "data_dir": tmp_path,
            "host": "127.0.0.1",
            "port": 8600,
            "open_browser": False,
            "session_id": None,
            "phone": False,
        }
    ]
    assert run("dashboard", "--port", "0")[0] == 2


def test_a_dashboard_that_cannot_be_served_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(**_asked: object) -> None:
        raise UsageError("Port 80 is taken.")

    monkeypatch.setattr("kicksense.workflows.dashboard.serve_dashboard", refuse)
    assert run("dashboard") == (2, "", "kicksense: Port 80 is taken.\n")


def test_an_evaluation_without_recordings_says_where_to_name_them(tmp_path: Path) -> None:
    code, _, err = run("evaluate", "--suite", "recordings", "--recordings", tmp_path / "none")
    assert (code, "say with --recordings" in err) == (2, True)


@pytest.mark.parametrize(
    ("options", "expected"), [([], "found 99 %\n"), (["--json"], '{\n  "found_ratio": 0.99\n}\n')]
)
def test_an_evaluation_prints_its_numbers(
    options: list[str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Evaluation:
        def table_lines(self) -> list[str]:
            return ["found 99 %"]

        def to_dict(self) -> dict[str, float]:
            return {"found_ratio": 0.99}

    def evaluate_recordings(
        folder: Path, progress: Callable[[int, int], None], *, system: RuleSystem
    ) -> Evaluation:
        assert (folder, system.name) == (tmp_path, "rules")
        progress(0, 1)
        return Evaluation()

    module = ModuleType("kicksense.workflows.evaluation")
    module.__dict__["evaluate_recordings"] = evaluate_recordings
    monkeypatch.setitem(sys.modules, "kicksense.workflows.evaluation", module)
    asked = ["evaluate", "--suite", "recordings", "--recordings", str(tmp_path), *options]
    asked += ["--model", "none"]
    assert run(*asked) == (0, expected, "")


def test_a_file_name_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a\x1b[31m[bold]x.csv")
    _, out, _ = run("analyze", path)
    assert out.splitlines()[0] == "a?[31m[bold]x"
    (tmp_path / "b\x1b]0;x\x07.csv").write_text("")
    _, _, err = run("analyze", tmp_path / "b\x1b]0;x\x07.csv")
    assert "\x1b" not in err
