"""Training a model on labelled recordings."""

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kicksense.cli.options import Consented, DataDir
from kicksense.cli.progress import counting
from kicksense.cli.speaking import say, say_lines, spoken
from kicksense.errors import UsageError

if TYPE_CHECKING:
    from kicksense.store.model_card import ModelCard

_NEEDED: Final = ("sklearn", "skops", "matplotlib")


@spoken
def train(
    *,
    places: Annotated[
        list[Path],
        typer.Option(
            "--data",
            metavar="DIR",
            help="Folder with labelled recordings: a data folder (yours, or one made by 'kicksense "
            "simulate'), or the shared real recordings. May be given several times.",
        ),
    ],
    model_name: Annotated[
        str, typer.Option("--model-name", metavar="NAME", help="What the model is called.")
    ] = "mine",
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", help="The same seed gives the same model.")
    ] = 1,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Folder of models to write to. Default: 'models' in your data folder.",
            show_default=False,
        ),
    ] = None,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="One family of estimators, small and fast: to try things."),
    ] = False,
    leave_out: Annotated[
        list[str] | None,
        typer.Option(
            "--leave-out",
            metavar="PLAYER",
            help="A player that the model must not see. May be given several times.",
            show_default=False,
        ),
    ] = None,
    consented: Consented = False,
    data_dir: DataDir = None,
) -> None:
    """Train a model on labelled recordings and write it with its card.

    Compares kinds of estimators on players left out, calibrates probabilities, widens intervals
    until they hold nine in ten, and says how good all of it is. Stopped in the middle, it writes
    nothing. Needs pip install 'kicksense[train]'.
    """
    _refuse_without_extra()
    from kicksense.inference.training_rows import (  # noqa: PLC0415 - late for a fast --help
        TrainingSettings,
    )
    from kicksense.store.folder import data_folder  # noqa: PLC0415 - the same
    from kicksense.workflows.models import models_of  # noqa: PLC0415 - the same
    from kicksense.workflows.training import (  # noqa: PLC0415 - the same
        QUICK,
        TrainingRequest,
        gather,
        train_model,
    )

    left_out = tuple(leave_out or ())
    request = TrainingRequest(
        places=tuple(places),
        name=model_name,
        seed=seed,
        models=models_of(data_folder(data_dir)) if out is None else out,
        command=_command(places, model_name, seed, left_out=left_out, quick=quick),
        left_out=left_out,
        settings=QUICK if quick else TrainingSettings(),
        only_consented=consented,
    )
    with counting("reading recordings") as count:
        gathered = gather(request, count)
    say_lines(gathered.dataset.remarks)
    with counting("training") as count:
        folder, card = train_model(request, gathered, count)
    say_lines(summary_lines(card))
    say(f"The model '{card.name}' is in {folder}; its card for people is CARD.md there.")


def _refuse_without_extra() -> None:
    """Say what to install, before anything long is begun."""
    from importlib.util import find_spec  # noqa: PLC0415 - late for a fast --help

    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"training needs {', '.join(missing)}; install it with pip install 'kicksense[train]'."
        )


def _command(
    places: Iterable[Path], name: str, seed: int, *, left_out: Iterable[str], quick: bool
) -> str:
    """Give the command for the card, without where on this machine the folders lie."""
    words = ["kicksense", "train"]
    for place in places:
        words += ["--data", place.name if place.is_absolute() else str(place)]
    words += ["--model-name", name, "--seed", str(seed)]
    words += [word for player in left_out for word in ("--leave-out", player)]
    return shlex.join([*words, *(["--quick"] if quick else [])])


def summary_lines(card: "ModelCard") -> Iterator[str]:
    """Give what is worth knowing of a model, line by line.

    Parameters
    ----------
    card
        Its card.

    Yields
    ------
    line
        The comparison of families, then the figures on players left out.
    """
    from kicksense.workflows.model_card_text import (  # noqa: PLC0415 - late for a fast --help
        score_value,
        score_words,
    )

    if card.families:
        yield "Loss on players left out (smaller is better; * is used):"
        for family in card.families:
            mark = "*" if family.chosen else " "
            yield (
                f"  {mark} {family.task:12} {family.family:14} {family.loss:8.4f} "
                f"+- {family.standard_error:.4f}"
            )
    yield "On players that the model has not seen (in brackets: 19 in 20 draws of players):"
    for score in card.scores:
        yield f"    {score_words(score.name):52} {score_value(score):>28}  n={score.count}"
    yield (
        f"A kick from a probability of {card.kick_probability:.3f} on; technique left open below "
        f"{card.abstain_below:.3f}."
    )
