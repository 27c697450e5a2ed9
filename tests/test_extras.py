"""What needs an extra says so in one sentence, and the rest does without."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kicksense.cli.app import app
from kicksense.errors import KicksenseError
from kicksense.store.model_files import save_model
from kicksense.workflows.demo import demo_recording_path
from kicksense.workflows.model_card_picture import reliability_picture
from tests.store.model_contents_made import contents_made
from tests.workflows.labelled_folder import labelled_folder

EXTRAS = ("av", "mujoco", "skops", "sklearn")
ROOT = Path(__file__).parents[1]

# None in sys.modules looks like a package that is not installed, to import and to find_spec.
WITHOUT_EXTRAS = (
    f"import sys; sys.modules.update(dict.fromkeys({EXTRAS!r}))\n"
    "from kicksense.cli.app import main; main()"
)
COUNTING_EXTRAS = (
    "import atexit, sys\n"
    f"loaded = lambda: [name for name in {(*EXTRAS, 'matplotlib')!r} if name in sys.modules]\n"
    "atexit.register(lambda: print(loaded(), file=sys.stderr))\n"
    "from kicksense.cli.app import main; main()"
)


def run(code: str, *arguments: object, data_dir: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "KICKSENSE_DATA": str(data_dir)},
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder with two labelled sessions and a model."""
    root = labelled_folder(tmp_path_factory.mktemp("data"))
    save_model(root / "models" / "small", contents_made())
    return root


def test_an_analysis_loads_no_extra(tmp_path: Path) -> None:
    outcome = run(COUNTING_EXTRAS, "analyze", demo_recording_path(), "--json", data_dir=tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    assert json.loads(outcome.stdout)["kicks"]
    assert outcome.stderr.splitlines()[-1] == "[]"


def test_an_evaluation_loads_no_extra(data: Path) -> None:
    asked = ("evaluate", "--data", data, "--model", "small", "--json")
    outcome = run(COUNTING_EXTRAS, *asked, data_dir=data)
    assert outcome.returncode == 0, outcome.stderr
    assert json.loads(outcome.stdout)["systems"][0]["name"] == "small"
    assert outcome.stderr.splitlines()[-1] == "[]"


def test_models_are_listed_and_shown_without_extras(data: Path) -> None:
    assert "small" in run(WITHOUT_EXTRAS, "models", "list", data_dir=data).stdout
    shown = run(WITHOUT_EXTRAS, "models", "show", "small", data_dir=data)
    assert (shown.returncode, shown.stderr) == (0, "")


@pytest.mark.parametrize(
    ("extra", "arguments"),
    [
        ("train", ["train", "--data", "DATA", "--out", "OUT"]),
        ("train", ["models", "verify", "small"]),
        ("video", ["clip", "SESSION", "--out", "OUT.mp4"]),
        ("sim", ["simulate", "--players", "1", "--engine", "physics", "--out", "OUT"]),
    ],
)
def test_what_needs_an_extra_names_it_in_one_sentence(
    extra: str, arguments: list[str], data: Path, tmp_path: Path
) -> None:
    words = [
        word.replace("DATA", str(data)).replace("OUT", str(tmp_path / "out")) for word in arguments
    ]
    outcome = run(WITHOUT_EXTRAS, *words, data_dir=data)
    assert outcome.returncode in {1, 2}
    assert outcome.stdout == ""
    assert outcome.stderr.startswith("kicksense: ")
    assert f"pip install 'kicksense[{extra}]'" in " ".join(outcome.stderr.split())
    assert "Traceback" not in outcome.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_model_card_without_matplotlib_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(KicksenseError, match=r"pip install 'kicksense\[train\]'"):
        reliability_picture({})


def test_extras_that_are_named_are_extras_that_exist() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    source = "".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    named = {part.partition("]")[0] for part in source.split("kicksense[")[1:]}
    assert {"dev", "sim", "train", "video"} <= named
    assert named <= set(project["optional-dependencies"])


def test_every_group_of_commands_explains_itself_without_extras(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in EXTRAS:
        monkeypatch.setitem(sys.modules, name, None)
    for command in ("adapt", "analyze", "evaluate", "label", "models", "simulate", "train"):
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0
