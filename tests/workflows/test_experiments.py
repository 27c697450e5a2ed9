import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from kicksense.cli.app import app
from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet
from kicksense.errors import KicksenseError, ModelError, UsageError
from kicksense.store.labels import write_labels
from kicksense.store.model_card import ScoreCard
from kicksense.workflows import experiments
from kicksense.workflows.card_comparison import Judgement, compared_cards
from kicksense.workflows.consent import Giver, Scope, give, withdraw
from kicksense.workflows.data_places import (
    OWN,
    add_place,
    consented_dataset,
    data_places,
    drop_place,
    places_called,
    usable_places,
)
from kicksense.workflows.dataset_overview import overview_of
from kicksense.workflows.datasets import open_dataset
from kicksense.workflows.evaluation_kicks import (
    MISSED,
    NOTHING,
    EvaluatedKick,
    SystemKicks,
    difference_of,
    kicks_document,
    kicks_in_cell,
    read_kicks,
    write_kicks,
)
from kicksense.workflows.experiments import TrainingAsk
from kicksense.workflows.export_bundle import ExportRequest, exported_rows, write_bundle
from kicksense.workflows.export_dictionary import kind_of, meaning_of, unit_of
from kicksense.workflows.label_table import COLUMNS
from kicksense.workflows.model_choice import choose_default_model, default_model
from kicksense.workflows.model_evaluation import evaluate
from kicksense.workflows.runs import Run
from kicksense.workflows.sessions import Sessions, list_sessions, open_sessions
from kicksense.workflows.training import gather
from tests.store.model_contents_made import card_of
from tests.store.recordings_made import counted_recording
from tests.workflows.labelled_folder import labelled_folder, save_small_model
from tests.workflows.trainings_made import request_made


def nobody(_done: int, _total: int) -> None:
    """Tell nobody."""


def real_folder(root: Path) -> Sessions:
    """Store one recording of a person who was not asked yet, labelled with a dangerous remark."""
    store = open_sessions(root)
    row = store.library.store(counted_recording(), "p1").row
    assert not row.simulated
    event = LabelledEvent(12.5, EventKind.KICK, Technique.HEEL, quality="=HYPERLINK(1)")
    labels = LabelSet(row.fingerprint, "+ann", datetime.now(UTC), "p1", (event,), session_id=row.id)
    write_labels(store.folder, labels)
    return store


def test_players_who_have_not_agreed_are_left_out_and_named(tmp_path: Path) -> None:
    store = real_folder(tmp_path / "real")
    simulated = labelled_folder(tmp_path / "simulated")
    places = [tmp_path / "real", simulated]
    dataset = consented_dataset(places)
    assert dataset.players == ("anna", "ben")
    assert "1 players have not agreed" in dataset.remarks[-1]
    assert "p1" in dataset.remarks[-1]
    give(store, "p1", Scope.TRAIN, Giver.GUARDIAN)
    assert consented_dataset(places).players == ("anna", "ben", "p1")
    withdraw(store, "p1", Scope.TRAIN)
    assert consented_dataset(places).players == ("anna", "ben")


def test_data_of_nobody_who_agreed_is_refused(tmp_path: Path) -> None:
    real_folder(tmp_path / "real")
    with pytest.raises(UsageError, match="no player has agreed"):
        consented_dataset([tmp_path / "real"])


def test_a_training_may_take_those_whose_consent_is_kept_elsewhere_but_nobody_who_withdrew(
    tmp_path: Path,
) -> None:
    store = real_folder(tmp_path / "real")
    asked = replace(request_made(tmp_path / "models"), places=(tmp_path / "real",))
    with pytest.raises(UsageError, match="no player has agreed"):
        gather(asked, nobody)
    asked = replace(asked, only_consented=False)
    assert gather(asked, nobody).dataset.players == ("p1",)
    give(store, "p1", Scope.TRAIN, Giver.GUARDIAN)
    assert gather(asked, nobody).dataset.players == ("p1",)
    withdraw(store, "p1", Scope.TRAIN)
    with pytest.raises(UsageError, match="no player has agreed"):
        gather(asked, nobody)


@pytest.mark.parametrize("asked", ["nobody", "withdrew"])
def test_the_command_line_trains_and_measures_on_nobody_who_has_not_agreed(
    tmp_path: Path, asked: str
) -> None:
    store = real_folder(tmp_path / "real")
    if asked == "withdrew":
        give(store, "p1", Scope.TRAIN, Giver.GUARDIAN)
        withdraw(store, "p1", Scope.TRAIN)
    data = [f"--data={tmp_path / 'real'}", *(["--consented"] if asked == "nobody" else [])]
    for command in (["train", f"--out={tmp_path / 'out'}"], ["evaluate", "--model=none"]):
        outcome = CliRunner().invoke(app, [*command, *data])
        assert outcome.exit_code != 0
        assert "no player has agreed" in " ".join(outcome.stderr.split())


def test_an_overview_counts_players_kicks_and_sides_and_splits_players(tmp_path: Path) -> None:
    dataset = open_dataset([labelled_folder(tmp_path)])
    seen: list[tuple[int, int]] = []
    found = overview_of(dataset, lambda done, total: seen.append((done, total)), folds=5)
    assert seen == [(1, 2), (2, 2)]
    assert (found.sessions, found.kicks, found.folds) == (2, 12, 2)
    assert {line.player_id for line in found.players} == {"anna", "ben"}
    assert sorted(line.fold for line in found.players) == [1, 2]
    assert sum(line.count for line in found.balance) == 12
    heel = next(line for line in found.balance if line.name == "heel")
    assert (dict(heel.by_side), dict(heel.by_source)) == ({"left": 2, "right": 2}, {"simulated": 4})


def test_folders_are_added_by_path_used_by_id_and_forgotten(tmp_path: Path) -> None:
    store = real_folder(tmp_path / "own")
    other = labelled_folder(tmp_path / "other")
    place = add_place(store.folder, f" {other} ")
    assert [each.place_id for each in data_places(store.folder)] == [OWN, place.place_id]
    assert places_called(store.folder, [place.place_id, OWN])[0].path == other
    assert [trouble for _, trouble in usable_places(store.folder)] == ["", ""]
    drop_place(store.folder, place.place_id)
    assert [each.place_id for each in data_places(store.folder)] == [OWN]
    assert (other / "labels").is_dir()


@pytest.mark.parametrize("path", ["", "relative", "/no/such/folder", "/etc/passwd"])
def test_what_is_no_folder_with_labels_is_refused(path: str, tmp_path: Path) -> None:
    store = open_sessions(tmp_path)
    with pytest.raises(UsageError, match="no such folder"):
        add_place(store.folder, path)
    with pytest.raises(KicksenseError):
        add_place(store.folder, "/tmp")
    with pytest.raises(UsageError, match="any more"):
        places_called(store.folder, ["../../etc"])


def test_a_data_folder_may_choose_its_model(tmp_path: Path) -> None:
    store = open_sessions(tmp_path)
    assert default_model(store.folder) == "default"
    save_small_model(tmp_path / "models" / "small")
    choose_default_model(store.folder, "small")
    assert default_model(store.folder) == "small"
    with pytest.raises(ModelError):
        choose_default_model(store.folder, "nowhere")
    pages = {page.name: page for page in experiments.model_pages(store.folder)}
    assert pages["small"].is_default
    assert not pages["default"].is_default
    experiments.delete_model(store, "small")
    assert default_model(store.folder) == "default"
    assert not (tmp_path / "models" / "small").exists()
    with pytest.raises(ModelError, match="one that ships stays"):
        experiments.delete_model(store, "default")
    with pytest.raises(ModelError):
        experiments.delete_model(store, "../recordings")


def test_a_training_is_the_command_that_a_person_would_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = real_folder(tmp_path)
    asked: list[list[str]] = []

    def started(_data: object, _kind: str, title: str, **how: object) -> Run:
        asked.append([title, *how["arguments"](None)])  # type: ignore[operator]
        raise UsageError("not here")

    monkeypatch.setattr(experiments, "start_run", started)
    (own,) = data_places(store.folder)
    ask = TrainingAsk((own,), "mine", seed=7, quick=True, left_out=("--out=/etc",))
    with pytest.raises(UsageError, match="not here"):
        experiments.start_training(store.folder, ask)
    (words,) = asked
    assert words[:2] == ["mine", "train"]
    assert {"--model-name=mine", "--seed=7", "--quick", "--consented"} < set(words)
    assert "--leave-out=--out=/etc" in words


@pytest.mark.parametrize("name", ["default", "../x", "-x", "", "A B", "mine/../../x"])
def test_a_bad_name_starts_no_training(name: str, tmp_path: Path) -> None:
    store = real_folder(tmp_path)
    (own,) = data_places(store.folder)
    with pytest.raises(ModelError):
        experiments.start_training(store.folder, TrainingAsk((own,), name))
    assert not (tmp_path / "runs").exists()


def test_a_name_that_is_taken_and_data_that_are_missing_start_no_training(tmp_path: Path) -> None:
    store = real_folder(tmp_path)
    save_small_model(tmp_path / "models" / "small")
    (own,) = data_places(store.folder)
    with pytest.raises(ModelError, match="already"):
        experiments.start_training(store.folder, TrainingAsk((own,), "small"))
    with pytest.raises(UsageError, match="choose the data"):
        experiments.start_training(store.folder, TrainingAsk((), "mine"))


def test_without_what_training_needs_nothing_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(experiments, "find_spec", lambda name: None if name == "skops" else name)
    store = real_folder(tmp_path)
    with pytest.raises(UsageError, match=r"kicksense\[train\]"):
        experiments.start_training(store.folder, TrainingAsk((), "mine"))


def test_simulations_are_asked_for_within_reason(tmp_path: Path) -> None:
    store = open_sessions(tmp_path)
    for players, drill, seed in ((0, "field_mix", 1), (9, "--out=/etc", 1), (9, "field_mix", -1)):
        with pytest.raises(UsageError):
            experiments.start_simulation(store.folder, players=players, drill=drill, seed=seed)


def kick(player: str, true: str, said: str, probability: float | None = 0.9) -> EvaluatedKick:
    return EvaluatedKick(
        session_id="s1", player_id=player, source="simulated", place="/x", t_s=1.0, true=true,
        said=said, probability=probability,
    )  # fmt: skip


def test_the_kicks_of_a_cell_are_listed_the_surest_first() -> None:
    kicks = (
        kick("a", "heel", "heel", 0.6),
        kick("a", "heel", "heel", 0.9),
        kick("a", "heel", MISSED, None),
    )
    system = SystemKicks(name="x", kicks=kicks)
    assert [one.probability for one in kicks_in_cell(system, "heel", "heel")] == [0.9, 0.6]
    assert len(kicks_in_cell(system, "heel", MISSED)) == 1


def test_two_systems_differ_where_every_player_says_so_and_not_by_chance() -> None:
    players = [f"p{number}" for number in range(8)]
    worse = tuple(kick(player, "heel", "instep") for player in players for _ in range(5))
    better = tuple(kick(player, "heel", "heel") for player in players for _ in range(5))
    first, second = SystemKicks(name="a", kicks=worse), SystemKicks(name="b", kicks=better)
    named = difference_of(first, second)["named"]
    assert (named.value, named.low, named.high, named.count) == (1.0, 1.0, 1.0, 40)
    assert difference_of(second, first)["named"].value == -1.0
    mixed = tuple(
        kick(player, "heel", "heel" if number % 2 else "instep")
        for number, player in enumerate(players)
    )
    other = tuple(
        kick(player, "heel", "instep" if number % 2 else "heel")
        for number, player in enumerate(players)
    )
    chance = difference_of(SystemKicks(name="a", kicks=mixed), SystemKicks(name="b", kicks=other))
    assert chance["named"].low < 0.0 < chance["named"].high
    assert np.isnan(difference_of(SystemKicks(name="a", kicks=()), first)["true"].value)


def test_an_evaluation_keeps_every_kick_of_its_figures(tmp_path: Path) -> None:
    from kicksense.workflows.baselines import RuleSystem, ThresholdSystem  # noqa: PLC0415 - here

    dataset = open_dataset([labelled_folder(tmp_path)])
    evaluation = evaluate(dataset, (RuleSystem(), ThresholdSystem()), nobody)
    document = kicks_document(evaluation, dataset)
    assert [system.name for system in document.systems] == ["rules", "threshold"]
    for system, figures in zip(document.systems, evaluation.systems, strict=True):
        labelled = [one for one in system.kicks if one.true != NOTHING]
        assert len(labelled) == figures.detection.kicks == 12
        assert sum(one.said != MISSED for one in labelled) == figures.detection.found
        assert len(system.kicks) - len(labelled) == figures.detection.false_kicks
        counts = [len(kicks_in_cell(system, "heel", said)) for said in ("heel", MISSED)]
        assert counts == [figures.technique.confusion[0][0], figures.technique.confusion[0][4]]
        assert {one.place for one in system.kicks} == {str(tmp_path.resolve())}
    path = tmp_path / "kicks.json"
    write_kicks(document, path)
    assert read_kicks(path) == document
    path.write_text("[]")
    with pytest.raises(KicksenseError, match="evaluate again"):
        read_kicks(path)


def score(name: str, value: float, reach: float) -> ScoreCard:
    return ScoreCard(name=name, value=value, low=value - reach, high=value + reach, count=9)


def test_only_intervals_that_do_not_meet_are_a_difference() -> None:
    first = card_of(
        "a",
        scores=(
            score("technique_macro_f1", 0.9, 0.02),
            score("foot_speed_median_error", 0.1, 0.01),
            score("kick_contact_f1", 0.9, 0.1),
            score("foot_speed_coverage", 0.99, 0.001),
            score("kick_contact_recall", 0.9, 0.0),
        ),
    )
    second = card_of(
        "b",
        scores=(
            score("technique_macro_f1", 0.8, 0.02),
            score("foot_speed_median_error", 0.05, 0.01),
            score("kick_contact_f1", 0.8, 0.1),
            score("foot_speed_coverage", 0.5, 0.001),
            score("kick_contact_recall", 0.5, 0.0),
        ),
    )
    judged = {each.name: each.judgement for each in compared_cards(first, second)}
    assert judged == {
        "technique_macro_f1": Judgement.FIRST,
        "foot_speed_median_error": Judgement.SECOND,
        "kick_contact_f1": Judgement.CHANCE,
        "foot_speed_coverage": Judgement.CHANCE,
        "kick_contact_recall": Judgement.CHANCE,
    }


def test_an_archive_holds_players_who_agreed_and_no_formula(tmp_path: Path) -> None:
    store = real_folder(tmp_path / "data")
    assert exported_rows(store) == ()
    request = ExportRequest(tmp_path / "data", tmp_path / "out.zip", recordings=True, bids=True)
    with pytest.raises(UsageError, match="nothing is simulated"):
        write_bundle(request, nobody)
    give(store, "p1", Scope.TRAIN, Giver.GUARDIAN)
    summary = write_bundle(request, nobody)
    assert (summary.sessions, summary.labels, summary.left_out) == (1, 1, 0)
    with zipfile.ZipFile(request.out) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        (labels,) = csv.DictReader(io.StringIO(archive.read("labels.csv").decode()))
        assert (labels["quality"], labels["labeller"]) == ("'=HYPERLINK(1)", "'+ann")
        kicks = list(csv.DictReader(io.StringIO(archive.read("kicks.csv").decode())))
        assert {row["simulated"] for row in kicks} == {"false"}
        assert pq.read_table(io.BytesIO(archive.read("kicks.parquet"))).num_rows == len(kicks)
        samples = next(name for name in names if name.startswith("recordings/"))
        recording = counted_recording()
        table = pq.read_table(io.BytesIO(archive.read(samples)))
        assert np.array_equal(table["acc_x"].to_numpy(), recording.acc_mps2[:, 0])
        source = recording.source.name.encode()
        assert not any(source in archive.read(name) for name in names if "recordings" not in name)
        motion = "bids/sub-001/ses-001/motion/sub-001_ses-001_task-football_tracksys-imu"
        rows = archive.read(f"{motion}_motion.tsv").decode().splitlines()
        assert len(rows) == len(recording)
        assert {len(row.split("\t")) for row in rows} == {6}
        channels = archive.read(f"{motion}_channels.tsv").decode().splitlines()
        assert channels[0].split("\t")[:5] == [
            "name",
            "component",
            "type",
            "tracked_point",
            "units",
        ]
        sidecar = json.loads(archive.read(f"{motion}_motion.json"))
        assert sidecar["SamplingFrequency"] == recording.sampling_rate_hz
        assert sidecar["MotionChannelCount"] == len(channels) - 1
        events = archive.read(
            "bids/sub-001/ses-001/motion/sub-001_ses-001_task-football_events.tsv"
        )
        assert events.decode().splitlines()[1].split("\t")[1:] == ["0.0000", "kick", "heel"]


def test_an_archive_names_nobody_but_the_players_who_agreed(tmp_path: Path) -> None:
    store = real_folder(tmp_path)
    (row,) = list_sessions(store)
    event = LabelledEvent(12.5, EventKind.KICK, Technique.HEEL)
    other = LabelSet(row.fingerprint, "bob", datetime.now(UTC), "p9", (event,), session_id=row.id)
    write_labels(store.folder, other)
    give(store, "p1", Scope.TRAIN, Giver.GUARDIAN)
    out = tmp_path / "out.zip"
    write_bundle(ExportRequest(tmp_path, out), nobody)
    with zipfile.ZipFile(out) as archive:
        labels = list(csv.DictReader(io.StringIO(archive.read("labels.csv").decode())))
        assert [line["player"] for line in labels if line["labeller"] == "bob"] == ["p1"]
        assert not any(b"p9" in archive.read(name) for name in archive.namelist())


def test_an_archive_is_a_zip_or_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.zip"):
        write_bundle(ExportRequest(tmp_path, tmp_path / "out.csv"), nobody)


@pytest.mark.parametrize("column", COLUMNS)
def test_the_dictionary_explains_every_column(column: str) -> None:
    assert len(meaning_of(column)) > 5
    assert kind_of(column) in ("text", "number", "true or false")
    if column.endswith("_mps"):
        assert unit_of(column) == "m/s"
