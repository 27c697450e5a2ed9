"""The command line: what each command is called."""

import os
import sys
from typing import Annotated

import typer

from kicksense import __version__
from kicksense.cli.adapt import adapt
from kicksense.cli.analyze import analyze
from kicksense.cli.clip import clip
from kicksense.cli.dashboard import dashboard, demo
from kicksense.cli.decode import decode
from kicksense.cli.doctor import doctor
from kicksense.cli.drills import drills_app
from kicksense.cli.evaluate import evaluate
from kicksense.cli.label import label_app
from kicksense.cli.models import models
from kicksense.cli.pair import forget, pair, sensors
from kicksense.cli.people import bin_app, player
from kicksense.cli.record import record
from kicksense.cli.report import report
from kicksense.cli.scan import scan
from kicksense.cli.sessions import import_recordings, sessions, show
from kicksense.cli.share import share
from kicksense.cli.simulate import simulate
from kicksense.cli.surfaces import surfaces
from kicksense.cli.train import train
from kicksense.cli.virtual_sensor import virtual_sensor

app = typer.Typer(
    name="kicksense",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("analyze")(analyze)
app.command("import")(import_recordings)
app.command("sessions")(sessions)
app.command("show")(show)
app.command("report")(report)
app.command("clip")(clip)
app.command("share")(share)
app.command("demo")(demo)
app.command("dashboard")(dashboard)
app.command("doctor")(doctor)
app.command("record")(record)
app.command("scan")(scan)
app.command("pair")(pair)
app.command("forget")(forget)
app.command("sensors")(sensors)
app.command("decode")(decode)
app.command("evaluate")(evaluate)
app.command("simulate")(simulate)
app.command("virtual-sensor")(virtual_sensor)
app.add_typer(drills_app)
app.add_typer(label_app)
app.command("adapt")(adapt)
app.command("train")(train)
app.add_typer(models, name="models")
app.add_typer(surfaces, name="surface")
app.add_typer(player, name="player")
app.add_typer(bin_app, name="bin")


def _print_version(*, wanted: bool) -> None:
    if wanted:
        print(f"kicksense {__version__}")
        raise typer.Exit


@app.callback()
def kicksense(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=lambda wanted: _print_version(wanted=wanted),
            is_eager=True,
            help="Print the version.",
        ),
    ] = False,
) -> None:
    """Find, name, weigh and judge the kicks in the signal of a shin-worn sensor.

    New here? `kicksense demo` opens the dashboard on a simulated session, no sensor needed.

    Every command ends with 0 when done, 1 when something failed, 2 when it was asked wrongly, and
    130 when stopped with Ctrl-C; trouble is one sentence on standard error.
    """
    del version


def main() -> None:
    """Run the command line."""
    # The arrays here are long and three wide; threads of the linear algebra library only wait.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    app(prog_name="kicksense")
