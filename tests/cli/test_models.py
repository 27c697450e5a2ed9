import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kicksense.cli.app import app
from kicksense.store.model_files import save_model
from tests.store.model_contents_made import contents_made


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("data")
    save_model(root / "models" / "small", contents_made())
    return root


def asked(*words: object) -> tuple[int, str, str]:
    outcome = CliRunner().invoke(app, [str(word) for word in words])
    return outcome.exit_code, outcome.stdout, outcome.stderr


def test_models_are_listed_with_what_they_were_made_of(data: Path) -> None:
    code, said, _ = asked("models", "list", "--data-dir", data)
    assert code == 0
    line = next(line for line in said.splitlines() if line.startswith("small"))
    assert "yours  2025-01-02  2 players" in line


def test_a_model_is_shown_as_words_and_as_json(data: Path) -> None:
    code, said, _ = asked("models", "show", "small", "--data-dir", data)
    assert code == 0
    assert "made 2025-01-02 by: kicksense train" in said
    code, said, _ = asked("models", "show", "small", "--json", "--data-dir", data)
    assert (code, json.loads(said)["name"]) == (0, "small")


def test_a_model_is_verified(data: Path) -> None:
    code, said, trouble = asked("models", "verify", "small", "--data-dir", data)
    assert (code, trouble) == (0, "")
    assert "agree" in said


@pytest.mark.parametrize("command", ["show", "verify"])
@pytest.mark.parametrize("name", ["nobody", "../models", "", "a\nb"])
def test_a_model_that_is_not_there_is_one_sentence(data: Path, command: str, name: str) -> None:
    code, said, trouble = asked("models", command, name, "--data-dir", data)
    assert (code, said) == (1, "")
    assert trouble.startswith("kicksense: ")
    assert "Traceback" not in trouble


def test_training_on_nothing_says_what_was_expected(tmp_path: Path) -> None:
    code, said, trouble = asked("train", "--data", tmp_path / "missing", "--out", tmp_path)
    assert (code, said) in {(1, ""), (2, "")}
    assert str(tmp_path / "missing") in trouble
    assert list(tmp_path.iterdir()) == []


def test_training_without_its_extra_names_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kicksense.cli.train._NEEDED", ("sklearn", "no_such_package"))
    code, _, trouble = asked("train", "--data", tmp_path)
    assert code == 2
    assert "pip install 'kicksense[train]'" in trouble
    assert "no_such_package" in trouble
    assert "sklearn" not in trouble
