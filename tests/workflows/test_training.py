import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import skops.io

from kicksense.errors import ModelError, UsageError
from kicksense.inference.training_families import Fit, FitJob
from kicksense.store.folder import DataFolder
from kicksense.store.model_card import ModelCard
from kicksense.store.model_files import load_check_rows, load_estimators, load_model
from kicksense.workflows.models import card_named, found_models, verified
from kicksense.workflows.training import check_rows, gather, train_model, training_examples
from tests.store.test_model_files import sealed
from tests.workflows.trainings_made import PLAYERS, gathered_made, request_made


def in_this_process(function: Callable[[FitJob], Fit], jobs: Iterable[FitJob]) -> Iterator[Fit]:
    return map(function, jobs)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ModelCard]:
    root = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kicksense.workflows.training.run_in_pool", in_this_process)
        return train_model(request_made(root / "models"), gathered_made(), lambda *_: None)


def test_a_training_writes_a_model_that_can_be_used_and_verified(
    made: tuple[Path, ModelCard],
) -> None:
    folder, card = made
    data = DataFolder(folder.parents[1])
    assert load_model(folder).name == "made"
    assert verified("made", data) < 1e-6
    assert card_named("made", data) == card
    assert sum(file.size for file in card.files.values()) < 10e6


def test_the_card_names_everything_that_the_model_was_made_of(
    made: tuple[Path, ModelCard],
) -> None:
    _, card = made
    assert card.players == tuple(sorted(PLAYERS))
    assert len(card.recordings) == 6
    kinds = {source.name: (source.simulated, source.players) for source in card.sources}
    assert kinds == {"recorded": (False, 1), "simulated": (True, 5)}
    assert {"Python", "numpy", "scikit-learn", "skops", "kicksense"} <= set(card.versions)
    assert card.dataset_fingerprint == gathered_made().dataset.fingerprint
    assert card.command == "kicksense train --data nowhere"


def test_the_figures_on_the_card_fit_together(made: tuple[Path, ModelCard]) -> None:
    _, card = made
    scores = {score.name: score for score in card.scores}
    table = np.array(card.confusion["technique"].values)
    known = int((gathered_made().examples.techniques != "unsure").sum())
    assert table.sum() == known == scores["technique_macro_f1"].count
    assert scores["technique_macro_f1"].value > 0.6
    for score in card.scores:
        assert score.low <= score.value <= score.high
    contacts = np.array(card.confusion["contacts"].values)
    recall = contacts[3, 3] / contacts[3].sum()
    assert scores["kick_contact_recall"].value == pytest.approx(recall)
    curve = np.array(card.reliability["technique"].values)
    assert curve[:, 0].sum() == known
    assert {(group.group, group.value) for group in card.groups} == {
        ("side", "left"),
        ("side", "right"),
        ("source", "recorded"),
        ("source", "simulated"),
    }
    of_sides = [group for group in card.groups if group.group == "side"]
    assert sum(group.kicks for group in of_sides) == len(gathered_made().examples.kicks)


def test_the_page_says_what_is_simulated_and_shows_the_curve(
    made: tuple[Path, ModelCard],
) -> None:
    folder, _ = made
    text = (folder / "CARD.md").read_text()
    assert "simulated: no player ever did this" in text
    assert "![" in text
    assert "(reliability.png)" in text
    assert (folder / "reliability.png").read_bytes().startswith(b"\x89PNG")
    for heading in ("Made of", "players that it has not seen", "By group", "Limits"):
        assert heading in text
    assert "nan" not in text


def test_no_row_of_a_person_travels_with_the_model(made: tuple[Path, ModelCard]) -> None:
    folder, _ = made
    known = training_examples(gathered_made().examples)
    for rows, kept in zip((known.contacts, known.kicks), load_check_rows(folder), strict=True):
        real = rows.numbers[rows.players == "real-1"].astype(np.float32)
        assert len(kept) > 50
        for row in kept.astype(np.float32):
            assert not np.any(np.all(np.isclose(real, row, equal_nan=True), axis=1))


def test_where_no_player_is_simulated_check_rows_are_drawn() -> None:
    known = training_examples(gathered_made().examples)
    real = known.kicks.kept(known.kicks.players == "real-1")
    drawn = check_rows(real, 1)
    assert len(drawn) > 50
    assert not set(drawn[:, 0]) & set(real.numbers[:, 0])


def test_examples_become_numbers_and_what_is_unknown_stays_unknown() -> None:
    examples = gathered_made().examples
    known = training_examples(examples)
    assert np.array_equal(known.techniques < 0, examples.techniques == "unsure")
    assert np.array_equal(np.isnan(known.true_logs[:, 0]), np.isnan(examples.foot_mps))
    sure = ~np.isnan(examples.foot_mps)
    assert np.exp(known.true_logs[sure, 0]) == pytest.approx(examples.foot_mps[sure])
    assert np.abs(known.true_logs - known.physics_logs)[sure].max() < 0.6
    stopped = training_examples(replace(examples, ball_mps=np.zeros(len(examples.kicks))))
    assert np.isnan(stopped.true_logs[:, 1]).all()


def test_an_interrupted_training_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(function: Callable[[FitJob], Fit], jobs: Iterable[FitJob]) -> Iterator[Fit]:
        for number, job in enumerate(jobs):
            if number == 3:
                raise KeyboardInterrupt
            yield function(job)

    monkeypatch.setattr("kicksense.workflows.training.run_in_pool", interrupted)
    with pytest.raises(KeyboardInterrupt):
        train_model(request_made(tmp_path / "models"), gathered_made(), lambda *_: None)
    assert list(tmp_path.iterdir()) == []


def test_a_bad_name_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    request = request_made(tmp_path, name="../elsewhere")
    with pytest.raises(ModelError, match="no name for a model"):
        gather(request, lambda *_: None)


def test_a_player_to_leave_out_must_be_there_and_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "kicksense.workflows.training.consented_dataset",
        lambda *_, **__: gathered_made().dataset,
    )
    monkeypatch.setattr(
        "kicksense.workflows.training.examples_of", lambda *_: gathered_made().examples
    )
    request = replace(request_made(tmp_path), left_out=("sim-3",))
    assert "sim-3" not in gather(request, lambda *_: None).dataset.players
    with pytest.raises(UsageError, match="no player 'stranger'"):
        gather(replace(request, left_out=("stranger",)), lambda *_: None)


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_read(
    tmp_path: Path,
) -> None:
    (tmp_path / "models").write_text("a file")
    for models in (tmp_path / "models", tmp_path / "models" / "below"):
        with pytest.raises(UsageError, match="--out"):
            gather(request_made(models), lambda *_: None)


def test_models_are_found_and_a_damaged_one_is_said_to_be(
    made: tuple[Path, ModelCard], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = made
    monkeypatch.setattr("kicksense.workflows.models.place_of", lambda _: tmp_path)
    spoilt = tmp_path / "spoilt"
    spoilt.mkdir()
    (spoilt / "card.json").write_text("{}")
    (tmp_path / "No Name").mkdir()
    found = found_models(DataFolder(folder.parents[1]))
    assert [(model.name, model.ships) for model in found] == [("made", False), ("spoilt", True)]
    assert found[0].card is not None
    assert found[1].card is None
    assert "kicksense train" in found[1].trouble


def test_estimators_that_differ_from_the_plain_arrays_are_found_out(
    made: tuple[Path, ModelCard], tmp_path: Path
) -> None:
    folder, _ = made
    copy = tmp_path / "models" / "made"
    shutil.copytree(folder, copy)
    estimators = load_estimators(copy)
    estimators["foot_low"], estimators["foot_high"] = (
        estimators["foot_high"],
        estimators["foot_low"],
    )
    sealed(copy, "model.skops", skops.io.dumps(estimators))
    with pytest.raises(ModelError, match="'foot_low' differ"):
        verified("made", DataFolder(tmp_path))
