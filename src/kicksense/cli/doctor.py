"""What is wrong on this machine, in plain words."""

from typing import Annotated, Final

import typer

from kicksense.cli.options import DataDir
from kicksense.cli.speaking import FAILED, say, spoken

_SIGNS: Final = {"good": "ok  ", "note": "note", "bad": "BAD "}


@spoken
def doctor(
    *,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help="Set a damaged catalogue aside and build a new one from the recordings.",
        ),
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Look for what is wrong on this machine, and say what to do."""
    from kicksense.store.folder import data_folder  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.bluetooth import check_bluetooth  # noqa: PLC0415 - the same
    from kicksense.workflows.doctor import (  # noqa: PLC0415 - the same
        Condition,
        examine,
        repair_catalogue,
    )

    folder = data_folder(data_dir)
    if repair:
        say(repair_catalogue(folder))
    checks = (*examine(folder), check_bluetooth())
    for check in checks:
        say(f"{_SIGNS[check.condition]}  {check.name}: {check.words}")
    if any(check.condition is Condition.BAD for check in checks):
        raise typer.Exit(FAILED)
