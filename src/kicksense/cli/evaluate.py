"""How well the analysis does: on labelled recordings, and on the real ones."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kicksense.cli.options import DataDir
from kicksense.cli.progress import counting
from kicksense.cli.speaking import console, say, say_lines, spoken
from kicksense.errors import UsageError

if TYPE_CHECKING:
    from kicksense.store.folder import DataFolder
    from kicksense.workflows.evaluated_models import ModelSystem
    from kicksense.workflows.model_evaluation import ModelEvaluation


class Suite(StrEnum):
    """What to evaluate on."""

    RECORDINGS = "recordings"


class PlayersFrom(StrEnum):
    """Whose recordings to evaluate on."""

    ALL = "all"
    UNSEEN = "unseen"


@spoken
def evaluate(
    *,
    models: Annotated[
        list[str] | None,
        typer.Option(
            "--model",
            metavar="NAME",
            help="Model to measure, or its folder; may be given several times. Names with commas "
            "between them are versions of one model: each player is judged by the first that was "
            "not trained on them. 'none' measures the rules alone. Default: the model that ships, "
            "else none.",
            show_default=False,
        ),
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data",
            metavar="DIR",
            help="Folder with labelled recordings (kicksense simulate or label import fill one); "
            "may be given several times.",
            show_default=False,
        ),
    ] = None,
    suite: Annotated[
        Suite | None,
        typer.Option(
            "--suite",
            help="Instead of --data: the real recordings, by what is known of them.",
            show_default=False,
        ),
    ] = None,
    recordings: Annotated[
        Path,
        typer.Option(
            "--recordings",
            metavar="DIR",
            help="Folder of the real recordings.",
        ),
    ] = Path("../shared/recordings"),
    players_from: Annotated[
        PlayersFrom,
        typer.Option(
            "--players-from",
            help="Evaluate on all players, or on those that no model was trained on.",
        ),
    ] = PlayersFrom.ALL,
    as_json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Write the numbers as JSON to FILE.", show_default=False
        ),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture",
            metavar="FILE.png",
            help="Draw the figures (needs the extra 'plot'); with --data.",
            show_default=False,
        ),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Measure models and rules on recordings whose truth is known.

    Shown beside two baselines: the rules that need no training, and a plain threshold.
    """
    if (suite is None) == (not data):
        raise UsageError(
            "say what to evaluate on: either --data DIR, a folder of labelled recordings, or "
            "--suite recordings."
        )
    if suite is not None and picture is not None:
        raise UsageError("--picture draws what is measured with --data; leave it out here.")
    for path in (out, picture):
        if path is not None and not path.absolute().parent.is_dir():
            raise UsageError(f"{path.parent} is no folder; make it first, or name another.")
    if picture is not None:
        from kicksense.workflows.evaluation_picture import check_picture  # noqa: PLC0415 - late

        check_picture(picture)
    from kicksense.store.folder import data_folder  # noqa: PLC0415 - late for a fast --help

    systems = _systems(models, data_folder(data_dir))
    if suite is not None:
        _evaluate_suite(recordings, systems, as_json=as_json, out=out)
        return
    evaluation = _evaluated(data or [], systems, unseen=players_from is PlayersFrom.UNSEEN)
    _show(evaluation, as_json=as_json, out=out, picture=picture)


def _systems(models: list[str] | None, folder: "DataFolder") -> "list[ModelSystem]":
    """Read the models that are to be measured."""
    from kicksense.workflows.evaluated_models import (  # noqa: PLC0415 - late for a fast --help
        default_systems,
        open_systems,
    )

    return default_systems(folder) if models is None else open_systems(models, folder)


def _evaluated(
    places: list[Path], systems: "list[ModelSystem]", *, unseen: bool
) -> "ModelEvaluation":
    """Measure models and baselines on labelled recordings."""
    from kicksense.workflows.baselines import (  # noqa: PLC0415 - late for a fast --help
        RuleSystem,
        ThresholdSystem,
    )
    from kicksense.workflows.datasets import open_dataset  # noqa: PLC0415 - the same
    from kicksense.workflows.evaluated_models import (  # noqa: PLC0415 - the same
        overlap_remarks,
        without_seen,
    )
    from kicksense.workflows.model_evaluation import evaluate as measure  # noqa: PLC0415 - the same

    dataset = open_dataset(places)
    if unseen:
        dataset = without_seen(dataset, systems)
    remarks = [remark for system in systems for remark in overlap_remarks(system, dataset)]
    threshold = ThresholdSystem()
    with counting("evaluating") as count:
        return measure(
            dataset,
            (*systems, RuleSystem(), threshold),
            count,
            alike=(threshold.name,),
            remarks=(*dataset.remarks, *remarks),
        )


def _show(
    evaluation: "ModelEvaluation", *, as_json: bool, out: Path | None, picture: Path | None
) -> None:
    """Print the figures, and write and draw them where that is asked for."""
    from kicksense.workflows.evaluation_document import evaluation_json  # noqa: PLC0415 - late

    if out is not None:
        _write(out, evaluation_json(evaluation))
    if picture is not None:
        from kicksense.workflows.evaluation_picture import write_picture  # noqa: PLC0415 - late

        write_picture(evaluation, picture)
    if as_json:
        print(evaluation_json(evaluation))
        return
    from kicksense.cli.evaluation_text import heading_lines, tables_of  # noqa: PLC0415 - late

    say_lines(heading_lines(evaluation))
    terminal = console()
    for table in tables_of(evaluation):
        say()
        terminal.print(table)


def _evaluate_suite(
    recordings: Path, systems: "list[ModelSystem]", *, as_json: bool, out: Path | None
) -> None:
    """Measure one model, or the rules, on the real recordings."""
    if not recordings.is_dir():
        raise UsageError(
            f"{recordings} is no folder; say with --recordings where the real recordings lie."
        )
    if len(systems) > 1:
        raise UsageError("--suite measures one model at a time; name one --model.")
    import json  # noqa: PLC0415 - late for a fast --help

    from kicksense.workflows.baselines import RuleSystem  # noqa: PLC0415 - the same
    from kicksense.workflows.evaluation import evaluate_recordings  # noqa: PLC0415 - the same

    with counting("evaluating") as count:
        evaluation = evaluate_recordings(
            recordings, count, system=systems[0] if systems else RuleSystem()
        )
    numbers = json.dumps(evaluation.to_dict(), indent=2)
    if out is not None:
        _write(out, numbers)
    if as_json:
        print(numbers)
        return
    for line in evaluation.table_lines():
        say(line)


def _write(path: Path, text: str) -> None:
    """Write a document, whole or not at all."""
    from kicksense.store.atomic import write_atomically  # noqa: PLC0415 - late for a fast --help

    write_atomically(path, (text + "\n").encode())
