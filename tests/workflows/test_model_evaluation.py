"""Systems are asked about every recording, and their figures come out as table, JSON, picture."""

import dataclasses
import json
import math
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kicksense.cli.evaluation_text import heading_lines, tables_of
from kicksense.cli.speaking import console
from kicksense.domain.kick import Technique
from kicksense.errors import SourceError, UsageError
from kicksense.workflows.evaluation_document import (
    EvaluationDocument,
    evaluation_document,
    evaluation_json,
    evaluation_schema,
)
from kicksense.workflows.evaluation_picture import draw_evaluation, write_picture
from kicksense.workflows.model_evaluation import (
    ModelEvaluation,
    evaluate,
    scored_session,
)
from kicksense.workflows.picture_files import check_picture
from tests.workflows.scores_made import (
    MadeSession,
    MadeSessions,
    Oracle,
    labels_of,
    made_sessions,
    recording_of,
    said_at,
)

RIGHT = Oracle((said_at(5.01),))
WRONG = Oracle((said_at(5.0, Technique.INSTEP), said_at(15.0)), name="wrong")
MUTE = Oracle((), name="mute")


def _evaluated(sessions: MadeSessions, *systems: Oracle) -> ModelEvaluation:
    return evaluate(sessions, systems or (RIGHT, WRONG, MUTE), lambda *_: None)


def _empty() -> MadeSessions:
    """Give one recording in which nothing happens."""
    session = MadeSession("s", "p", "walking", recording_of(20.0), labels_of(player="p"))
    return MadeSessions((session,))


def test_each_system_gets_the_figures_of_what_it_said() -> None:
    right, wrong, mute = _evaluated(made_sessions(4)).systems
    assert (right.detection.f1.value, right.technique.macro_f1.value) == (1.0, 1.0)
    assert right.detection.timing_median_s.value == pytest.approx(0.01)
    assert (wrong.detection.precision.value, wrong.technique.macro_f1.value) == (0.5, 0.0)
    assert wrong.detection.by_movement[0].movement == "walk"
    assert wrong.detection.by_movement[0].false_kicks == 4
    assert mute.detection.recall.value == 0.0
    assert [group.value for group in right.groups] == ["plain", "upside_down"]
    assert right.foot[0].median_error.value == 0.0


@pytest.mark.slow
def test_many_recordings_are_scored_in_processes_with_the_same_figures() -> None:
    steps: list[tuple[int, int]] = []
    many = evaluate(made_sessions(9), (RIGHT, WRONG), lambda *step: steps.append(step))
    assert steps == [(done, 9) for done in range(1, 10)]
    assert many.systems[1].detection.false_kicks == 9
    assert (many.sessions, many.players, many.sources) == (9, 4, {"simulated": 9})


def test_a_recording_that_cannot_be_read_is_left_out_and_named() -> None:
    evaluation = _evaluated(made_sessions(3, unreadable=[1]), RIGHT)
    assert evaluation.sessions == 2
    assert evaluation.remarks[-1] == "left out: recording 1 is damaged."


def test_if_no_recording_can_be_read_the_first_trouble_is_said() -> None:
    with pytest.raises(SourceError, match=r"first trouble: recording 0 is damaged"):
        _evaluated(made_sessions(2, unreadable=[0, 1]), RIGHT)


def test_nothing_to_evaluate_on_is_said_with_what_to_do() -> None:
    with pytest.raises(SourceError, match="kicksense simulate"):
        _evaluated(MadeSessions(()), RIGHT)


def test_a_process_that_was_stopped_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(
        function: Callable[[object], object], tasks: list[object], _workers: int
    ) -> Iterator[object]:
        yield function(tasks[0])
        raise BrokenProcessPool

    monkeypatch.setattr("kicksense.workflows.model_evaluation.pooled", broken)
    with pytest.raises(SourceError, match="memory ran out"):
        _evaluated(made_sessions(9), RIGHT)


def test_side_rate_and_source_are_groups_even_if_the_labels_are_silent() -> None:
    score = scored_session(_empty().sessions[0], RIGHT)
    assert score.groups == {"source": "walking", "side": "right", "rate": "100"}


def test_recordings_without_kicks_say_so_and_count_false_ones() -> None:
    evaluation = _evaluated(_empty(), WRONG)
    assert any("no kick is labelled" in remark for remark in evaluation.remarks)
    assert any("one player" in remark for remark in evaluation.remarks)
    assert any("rules" in remark and "too good" in remark for remark in evaluation.remarks)
    assert evaluation.systems[0].detection.false_kicks == 2
    assert math.isnan(evaluation.systems[0].detection.f1.value)


# --- document -----------------------------------------------------------------------------------

EVALUATIONS = pytest.mark.parametrize(
    "sessions", [made_sessions(4), _empty()], ids=["full", "empty"]
)


def _shipped() -> dict[str, Any]:
    text = files("kicksense").joinpath("schemas/evaluation-1.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _parsed(evaluation: ModelEvaluation) -> dict[str, Any]:
    def refused(constant: str) -> None:
        raise AssertionError(f"{constant} in a JSON document")

    document: dict[str, Any] = json.loads(evaluation_json(evaluation), parse_constant=refused)
    return document


def test_the_schema_that_is_shipped_is_the_one_of_the_models() -> None:
    cure = (
        "write it again: python -c 'from kicksense.workflows.evaluation_document import "
        'evaluation_schema; print(evaluation_schema(), end="")\' '
        "> src/kicksense/schemas/evaluation-1.json"
    )
    assert _shipped() == json.loads(evaluation_schema()), cure
    jsonschema.Draft202012Validator.check_schema(_shipped())


@EVALUATIONS
def test_documents_obey_the_schema_and_are_read_back(sessions: MadeSessions) -> None:
    evaluation = _evaluated(sessions)
    document = _parsed(evaluation)
    jsonschema.Draft202012Validator(_shipped()).validate(document)
    assert EvaluationDocument.model_validate(document) == evaluation_document(evaluation)
    assert document["systems"][0]["name"] == "oracle"


def test_what_was_not_measured_is_null() -> None:
    document = _parsed(_evaluated(_empty(), MUTE))
    assert document["systems"][0]["detection"]["f1"] == {
        "value": None,
        "low": None,
        "high": None,
        "count": 0,
    }


def test_an_endless_interval_is_null_too() -> None:
    endless = dataclasses.replace(
        RIGHT, said=(said_at(5.0, foot=(10.0, 8.0, math.inf), ball=(12.0, 0.0, math.inf)),)
    )
    document = _parsed(_evaluated(made_sessions(2), endless))
    assert document["systems"][0]["foot"][0]["width"]["value"] is None


# --- words --------------------------------------------------------------------------------------


def _printed(evaluation: ModelEvaluation, capsys: pytest.CaptureFixture[str]) -> str:
    terminal = console()
    for table in tables_of(evaluation):
        terminal.print(table)
    return "\n".join(heading_lines(evaluation)) + "\n" + capsys.readouterr().out


def test_the_table_puts_systems_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    text = _printed(_evaluated(made_sessions(4)), capsys)
    lines = {line.split("  ")[0]: line for line in text.splitlines()}
    assert "4 recordings (4 simulated) of 4 players" in text
    assert lines["kicks found, %"].split()[3:] == [
        *("100", "(100..100)"),
        *("100", "(100..100)"),
        *("0.0", "(0.0..0.0)"),
    ]
    assert lines["technique, mean F1, %"].split()[4:] == [
        *("100", "(100..100)"),
        *("0.0", "(0.0..0.0)"),
        "-",
    ]
    assert lines["walk"].split()[1:] == [
        "0.01",
        *("0.0", "(0.0..0.0)"),
        *("360", "(360..360)"),
        *("0.0", "(0.0..0.0)"),
    ]
    assert lines["12 to 18 m/s"].split()[4] == "4"
    assert "mount plain" in text
    assert max(map(len, text.splitlines())) <= 80


def test_what_was_not_measured_is_a_dash(capsys: pytest.CaptureFixture[str]) -> None:
    text = _printed(_evaluated(_empty(), MUTE), capsys)
    found = next(line for line in text.splitlines() if line.startswith("kicks found"))
    assert found.split() == ["kicks", "found,", "%", "-"]
    assert "nan" not in text


# --- picture ------------------------------------------------------------------------------------


@EVALUATIONS
def test_the_picture_is_a_png_that_names_its_data(sessions: MadeSessions, tmp_path: Path) -> None:
    path = tmp_path / "figures.png"
    evaluation = _evaluated(sessions)
    write_picture(evaluation, path)
    assert path.read_bytes().startswith(b"\x89PNG")
    drawing = draw_evaluation(evaluation)
    assert len(drawing.axes) == 6
    title = drawing.get_suptitle()
    assert ("SIMULATED" in title) == (set(evaluation.sources) == {"simulated"})


def test_the_picture_shows_the_figures_that_were_measured() -> None:
    drawing = draw_evaluation(_evaluated(made_sessions(4), WRONG))
    heights = [round(bar.get_height(), 3) for bar in drawing.axes[0].patches]  # type: ignore[attr-defined]
    assert heights == [0.5, 1.0, 0.667, 0.0, 0.0]
    assert [text.get_text() for text in drawing.axes[1].texts][:5] == ["0", "0", "4", "0", "0"]


def test_a_picture_with_another_ending_is_refused_before_anything_is_measured() -> None:
    with pytest.raises(UsageError, match=r"\.png"):
        check_picture(Path("figures.jpg"))
