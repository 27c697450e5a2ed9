"""How well the analysis does: on labelled recordings, and on the real ones."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kicksense.cli.evaluation_suites import (
    DrillsAsked,
    evaluate_drills_suite,
    evaluate_power_suite,
    evaluate_recordings_suite,
    write_numbers,
)
from kicksense.cli.options import Consented, DataDir
from kicksense.cli.progress import counting
from kicksense.cli.speaking import console, say, say_lines, spoken
from kicksense.errors import UsageError

if TYPE_CHECKING:
    from kicksense.store.folder import DataFolder
    from kicksense.workflows.datasets import Dataset
    from kicksense.workflows.evaluated_models import ModelSystem
    from kicksense.workflows.model_evaluation import ModelEvaluation


class Suite(StrEnum):
    """What to evaluate on."""

    RECORDINGS = "recordings"
    DRILLS = "drills"
    POWER = "power"


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
            help="Instead of --data: the real recordings, by what is known of them; every drill "
            "simulated, score card beside truth; or 'too hard' on simulated players of unknown "
            "power.",
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
    players: Annotated[
        int, typer.Option("--players", metavar="N", help="With --suite drills: how many play.")
    ] = 20,
    seed: Annotated[
        int, typer.Option("--seed", help="With --suite drills: another seed, other players.")
    ] = 77,
    drills: Annotated[
        list[str] | None,
        typer.Option(
            "--drill",
            metavar="NAME",
            help="With --suite drills: this drill alone; may be given several times.",
            show_default=False,
        ),
    ] = None,
    level: Annotated[
        int, typer.Option("--level", metavar="N", help="With --suite drills: level of the drills.")
    ] = 1,
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            metavar="NAME",
            help="With --suite drills: what moves the legs: kinematic (fast), or physics (MuJoCo).",
        ),
    ] = "kinematic",
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
            help="Draw the figures; with --data or --suite drills.",
            show_default=False,
        ),
    ] = None,
    kicks: Annotated[
        Path | None,
        typer.Option(
            "--kicks",
            metavar="FILE",
            help="With --data: write every kick, what it was and what was said of it, as JSON.",
            show_default=False,
        ),
    ] = None,
    consented: Consented = False,
    data_dir: DataDir = None,
) -> None:
    """Measure models and rules on recordings whose truth is known.

    Shown beside two baselines: the rules that need no training, and a plain threshold.
    """
    asked = DrillsAsked(players, seed, tuple(drills or ()), engine, level)
    _check_choice(suite, data, asked, picture=picture)
    _check_places(out, picture)
    if suite is Suite.POWER:
        evaluate_power_suite(asked, models, as_json=as_json, out=out)
        return
    from kicksense.store.folder import data_folder  # noqa: PLC0415 - late for a fast --help

    systems = _systems(models, data_folder(data_dir))
    if suite is Suite.RECORDINGS:
        evaluate_recordings_suite(recordings, systems, as_json=as_json, out=out)
        return
    if suite is Suite.DRILLS:
        evaluate_drills_suite(asked, systems, as_json=as_json, out=out, picture=picture)
        return
    dataset = _dataset(
        data or [], systems, unseen=players_from is PlayersFrom.UNSEEN, consented=consented
    )
    evaluation = _evaluated(dataset, systems)
    if kicks is not None:
        from kicksense.workflows.evaluation_kicks import (  # noqa: PLC0415 - late
            kicks_document,
            write_kicks,
        )

        write_kicks(kicks_document(evaluation, dataset), kicks)
    _show(evaluation, as_json=as_json, out=out, picture=picture)


def _check_choice(
    suite: Suite | None, data: list[Path] | None, asked: DrillsAsked, *, picture: Path | None
) -> None:
    """Refuse options that do not go together."""
    if (suite is None) == (not data):
        raise UsageError(
            "say what to evaluate on: either --data DIR, a folder of labelled recordings, "
            "--suite recordings, --suite drills or --suite power."
        )
    simulated = suite in (Suite.DRILLS, Suite.POWER)
    if not simulated and asked != DrillsAsked():
        raise UsageError(
            "--players, --seed, --drill, --level and --engine say what is simulated; give them "
            "with --suite drills, or leave them out."
        )
    if suite in (Suite.RECORDINGS, Suite.POWER) and picture is not None:
        raise UsageError(
            "--picture draws what is measured with --data or --suite drills; leave it out here."
        )


def _check_places(out: Path | None, picture: Path | None) -> None:
    """Refuse files that could not be written, before anything is measured."""
    for path in (out, picture):
        if path is not None and not path.absolute().parent.is_dir():
            raise UsageError(f"{path.parent} is no folder; make it first, or name another.")
    if picture is not None:
        from kicksense.workflows.picture_files import check_picture  # noqa: PLC0415 - late

        check_picture(picture)


def _systems(models: list[str] | None, folder: "DataFolder") -> "list[ModelSystem]":
    """Read the models that are to be measured."""
    from kicksense.workflows.evaluated_models import (  # noqa: PLC0415 - late for a fast --help
        default_systems,
        open_systems,
    )

    return default_systems(folder) if models is None else open_systems(models, folder)


def _dataset(
    places: list[Path], systems: "list[ModelSystem]", *, unseen: bool, consented: bool
) -> "Dataset":
    """Open what is to be measured on."""
    from kicksense.workflows.data_places import consented_dataset  # noqa: PLC0415 - late
    from kicksense.workflows.evaluated_models import without_seen  # noqa: PLC0415 - the same

    dataset = consented_dataset(places, unasked=not consented)
    return without_seen(dataset, systems) if unseen else dataset


def _evaluated(dataset: "Dataset", systems: "list[ModelSystem]") -> "ModelEvaluation":
    """Measure models and baselines on labelled recordings."""
    from kicksense.workflows.baselines import (  # noqa: PLC0415 - late for a fast --help
        RuleSystem,
        ThresholdSystem,
    )
    from kicksense.workflows.evaluated_models import overlap_remarks  # noqa: PLC0415 - the same
    from kicksense.workflows.model_evaluation import evaluate as measure  # noqa: PLC0415 - the same

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
        write_numbers(out, evaluation_json(evaluation))
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
