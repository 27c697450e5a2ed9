"""How well the analysis does on real recordings."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kicksense.cli.progress import counting
from kicksense.cli.speaking import say, spoken
from kicksense.errors import UsageError


class Suite(StrEnum):
    """What to evaluate on."""

    RECORDINGS = "recordings"


@spoken
def evaluate(
    *,
    suite: Annotated[Suite, typer.Option("--suite", help="What to evaluate on.")],
    recordings: Annotated[
        Path,
        typer.Option(
            "--recordings",
            metavar="DIR",
            help="Folder of the real recordings.",
        ),
    ] = Path("../shared/recordings"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")] = False,
) -> None:
    """Measure the analysis against recordings whose truth is known."""
    del suite
    if not recordings.is_dir():
        raise UsageError(
            f"{recordings} is no folder; say with --recordings where the real recordings lie."
        )
    import json  # noqa: PLC0415 - late for a fast --help

    from kicksense.workflows.evaluation import evaluate_recordings  # noqa: PLC0415 - the same

    with counting("evaluating") as count:
        evaluation = evaluate_recordings(recordings, count)
    if as_json:
        print(json.dumps(evaluation.to_dict(), indent=2))
    else:
        for line in evaluation.table_lines():
            say(line)
