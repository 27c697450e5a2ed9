"""The drills there are: list them, show one, begin a plan of one's own, check it."""

from pathlib import Path
from typing import Annotated

import typer

from kicksense.cli.options import DataDir
from kicksense.cli.speaking import FAILED, complain, say, say_lines, spoken
from kicksense.errors import DrillFileError, UsageError

drills_app = typer.Typer(
    name="drills",
    help="List the drills, show one, and write your own.",
    rich_markup_mode=None,
)

_MOST_TROUBLES = 40

_Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of a drill.")]
_AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@drills_app.callback(invoke_without_command=True)
@spoken
def drills(
    context: typer.Context,
    *,
    as_json: _AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List the drills, those that ship and your own; show one, write your own, check it."""
    if context.invoked_subcommand is not None:
        if as_json or data_dir is not None:
            raise UsageError(
                f"give options after the word {context.invoked_subcommand}, not before it."
            )
        return
    from kicksense.cli.drill_text import book_lines  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.drills import book_json, drill_book_of, own_names  # noqa: PLC0415 - late

    book = drill_book_of(data_dir)
    if as_json:
        print(book_json(data_dir))
        return
    say_lines(book_lines(book, own_names(data_dir)))
    for plan in book.broken[:_MOST_TROUBLES]:
        complain(plan.sentence)
    if len(book.broken) > _MOST_TROUBLES:
        complain(f"{len(book.broken) - _MOST_TROUBLES} more plans are not read, either.")


@drills_app.command("show")
@spoken
def show_drill(
    name: _Name,
    *,
    level: Annotated[
        int, typer.Option("--level", metavar="N", help="Show what this level asks.")
    ] = 1,
    as_json: _AsJson = False,
    svg: Annotated[
        Path | None,
        typer.Option(
            "--svg",
            metavar="FILE",
            help="Write the drawing to FILE, as a picture any browser shows.",
            show_default=False,
        ),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Show a drill: set-up, drawing, what is scored, levels, and what a sensor cannot see."""
    from kicksense.cli.drill_text import drill_lines  # noqa: PLC0415 - late for a fast --help
    from kicksense.coaching.drills import level_of  # noqa: PLC0415 - the same
    from kicksense.workflows.drills import drill_json, drill_of, write_drawing  # noqa: PLC0415 - late

    drill = drill_of(name, data_dir)
    level_of(drill, level)
    if svg is not None:
        write_drawing(drill, svg)
        complain(f"the drawing of {drill.name} was written to {svg}.")
    if as_json:
        print(drill_json(drill))
    elif svg is None:
        say_lines(drill_lines(drill, level))


@drills_app.command("new")
@spoken
def new_drill(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="Of the new drill: small letters, digits and underscores."
        ),
    ],
    *,
    like: Annotated[
        str | None,
        typer.Option(
            "--like",
            metavar="OTHER",
            help="Begin with a copy of another drill's plan instead of the commented template.",
            show_default=False,
        ),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Begin a plan of your own in your data folder. A plan that is there is never written over."""
    from kicksense.store.drills import shipped_drills  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.drill_writing import new_plan  # noqa: PLC0415 - the same

    path = new_plan(name, like=like, data_dir=data_dir)
    say(f"The plan was written to {path}")
    if name in shipped_drills().names:
        say("It hides the drill of that name that ships; delete the file, and that is back.")
    say("Change it in any text editor; then look at it with")
    say(f"    kicksense drills check {path}")
    say(f"    kicksense drills show {name}")


@drills_app.command("check")
@spoken
def check_plan(
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Plans of drills.", show_default=False)
    ],
) -> None:
    """Check plans of drills, and say line by line what is wrong. The exit code is then 1."""
    from kicksense.workflows.drills import plan_troubles  # noqa: PLC0415 - late for a fast --help

    failed = 0
    for path in paths:
        try:
            name, troubles = plan_troubles(path)
        except DrillFileError as error:
            complain(str(error))
            failed += 1
            continue
        failed += bool(troubles)
        for trouble in troubles[:_MOST_TROUBLES]:
            complain(f"{path}, {trouble}.")
        if len(troubles) > _MOST_TROUBLES:
            complain(f"{path}, and {len(troubles) - _MOST_TROUBLES} more.")
        if not troubles:
            say(f"{path}: the drill '{name}' can be played.")
    if failed:
        raise typer.Exit(FAILED)
