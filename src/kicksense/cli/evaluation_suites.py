"""What `kicksense evaluate` measures without a folder of labelled recordings."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kicksense.cli.progress import counting
from kicksense.cli.speaking import console, say, say_lines
from kicksense.errors import UsageError

if TYPE_CHECKING:
    from kicksense.workflows.evaluated_models import ModelSystem


@dataclass(frozen=True, slots=True)
class DrillsAsked:
    """What was asked for with ``--suite drills``, unchecked."""

    players: int = 20
    seed: int = 77
    drills: tuple[str, ...] = ()
    engine: str = "kinematic"
    level: int = 1


def evaluate_recordings_suite(
    recordings: Path, systems: "list[ModelSystem]", *, as_json: bool, out: Path | None
) -> None:
    """Measure one model, or the rules, on the real recordings.

    Parameters
    ----------
    recordings
        Their folder.
    systems
        The model, or nothing for the rules.
    as_json, out
        Whether to print JSON, and where to write it.

    Raises
    ------
    UsageError
        If there is no such folder, or several models were named.
    """
    if not recordings.is_dir():
        raise UsageError(
            f"{recordings} is no folder; say with --recordings where the real recordings lie."
        )
    _refuse_several(systems)
    import json  # noqa: PLC0415 - late for a fast --help

    from kicksense.workflows.baselines import RuleSystem  # noqa: PLC0415 - the same
    from kicksense.workflows.evaluation import evaluate_recordings  # noqa: PLC0415 - the same

    with counting("evaluating") as count:
        evaluation = evaluate_recordings(
            recordings, count, system=systems[0] if systems else RuleSystem()
        )
    numbers = json.dumps(evaluation.to_dict(), indent=2)
    if out is not None:
        write_numbers(out, numbers)
    if as_json:
        print(numbers)
        return
    for line in evaluation.table_lines():
        say(line)


def evaluate_drills_suite(
    asked: DrillsAsked,
    systems: "list[ModelSystem]",
    *,
    as_json: bool,
    out: Path | None,
    picture: Path | None,
) -> None:
    """Measure score cards of simulated drills against their truth.

    Parameters
    ----------
    asked
        Players, seed, drills, engine and level.
    systems
        The model that judges the kicks, or nothing for the rules.
    as_json, out, picture
        Whether to print JSON, where to write it, and where to draw.

    Raises
    ------
    UsageError
        If something asked for is not there, or several models were named.
    """
    _refuse_several(systems)
    from kicksense.simulation.session import Engine  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.drill_evaluation import (  # noqa: PLC0415 - the same
        DrillsRequest,
        evaluate_drills,
    )
    from kicksense.workflows.drill_evaluation_document import (  # noqa: PLC0415 - the same
        drill_evaluation_json,
    )

    if asked.engine not in set(Engine):
        raise UsageError(f"there is no engine '{asked.engine}'; choose {' or '.join(Engine)}.")
    request = DrillsRequest(
        players=asked.players,
        seed=asked.seed,
        drills=asked.drills,
        engine=Engine(asked.engine),
        level=asked.level,
    )
    with counting("evaluating") as count:
        evaluation = evaluate_drills(request, count, judge=systems[0] if systems else None)
    if out is not None:
        write_numbers(out, drill_evaluation_json(evaluation))
    if picture is not None:
        from kicksense.workflows.drill_evaluation_picture import (  # noqa: PLC0415 - the same
            write_drill_picture,
        )

        write_drill_picture(evaluation, picture)
    if as_json:
        print(drill_evaluation_json(evaluation))
        return
    from kicksense.cli.drill_evaluation_text import (  # noqa: PLC0415 - the same
        drill_heading_lines,
        drill_tables_of,
    )

    say_lines(drill_heading_lines(evaluation))
    terminal = console()
    for table in drill_tables_of(evaluation):
        say()
        terminal.print(table)


def evaluate_power_suite(
    asked: DrillsAsked, models: list[str] | None, *, as_json: bool, out: Path | None
) -> None:
    """Measure how often "too hard" is right before and after a player is known.

    Parameters
    ----------
    asked
        Players and seed.
    models
        Must be None: the suite measures what players get, the model that ships.
    as_json, out
        Whether to print JSON, and where to write it.

    Raises
    ------
    UsageError
        If something was asked for that the suite has not.
    """
    plain = DrillsAsked(players=asked.players, seed=asked.seed)
    if models is not None or asked != plain:
        raise UsageError(
            "--suite power takes --players and --seed alone, and measures the model that ships; "
            "leave out --model, --drill, --level and --engine."
        )
    import json  # noqa: PLC0415 - late for a fast --help

    from kicksense.workflows.power_evaluation import (  # noqa: PLC0415 - the same
        power_lines,
        power_suite,
    )

    with counting("evaluating") as count:
        evaluation = power_suite(asked.players, asked.seed, count)
    numbers = json.dumps(evaluation.to_dict(), indent=2, allow_nan=False)
    if out is not None:
        write_numbers(out, numbers)
    if as_json:
        print(numbers)
        return
    say_lines(power_lines(evaluation))


def write_numbers(path: Path, text: str) -> None:
    """Write a document, whole or not at all."""
    from kicksense.store.atomic import write_atomically  # noqa: PLC0415 - late for a fast --help

    write_atomically(path, (text + "\n").encode())


def _refuse_several(systems: "list[ModelSystem]") -> None:
    if len(systems) > 1:
        raise UsageError("--suite measures one model at a time; name one --model.")
