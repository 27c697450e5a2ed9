"""The models there are."""

from typing import Annotated

import typer

from kicksense.cli.options import DataDir
from kicksense.cli.speaking import complain, say, say_lines, spoken, working

models = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="List trained models, show their cards, and check them.",
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of a model, or its folder.")]


@models.command("list")
@spoken
def list_models(*, data_dir: DataDir = None) -> None:
    """List your models and those that ship, and say which cannot be used."""
    from kicksense.store.folder import data_folder  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.models import found_models  # noqa: PLC0415 - the same

    found = found_models(data_folder(data_dir))
    if not found:
        say("There is no model yet; 'kicksense train --data DIR' makes one.")
    for model in found:
        whose = "ships" if model.ships else "yours"
        if model.card is None:
            say(f"{model.name:20} {whose}  cannot be used")
            complain(model.trouble)
        else:
            kicks = sum(source.kicks for source in model.card.sources)
            say(
                f"{model.name:20} {whose}  {model.card.created_utc:%Y-%m-%d}  "
                f"{len(model.card.players)} players, {kicks} kicks"
            )


@models.command("show")
@spoken
def show_model(
    name: Name,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the card as JSON.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Show what a model was made of and how good it is."""
    from kicksense.cli.train import summary_lines  # noqa: PLC0415 - late for a fast --help
    from kicksense.store.folder import data_folder  # noqa: PLC0415 - the same
    from kicksense.workflows.models import card_named  # noqa: PLC0415 - the same

    card = card_named(name, data_folder(data_dir))
    if as_json:
        print(card.to_json().decode())
        return
    say(f"{card.name}, made {card.created_utc:%Y-%m-%d} by: {card.command}")
    for source in card.sources:
        kind = "simulated" if source.simulated else "real"
        say(
            f"    {source.name} ({kind}): {source.players} players, {source.recordings} "
            f"recordings, {source.contacts} contacts, {source.kicks} kicks"
        )
    say_lines(summary_lines(card))


@models.command("verify")
@spoken
def verify_model(name: Name, *, data_dir: DataDir = None) -> None:
    """Check that a model is whole, holds nothing dangerous, and that both its forms agree.

    Needs pip install 'kicksense[train]', in the version that the model was made with.
    """
    from kicksense.store.folder import data_folder  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.models import verified  # noqa: PLC0415 - the same

    with working("verifying"):
        apart = verified(name, data_folder(data_dir))
    say(f"{name}: whole; scikit-learn and the plain arrays agree to {max(apart, 1e-16):.0e}.")
