"""The surfaces there are, and surfaces of one's own."""

import math
from typing import Annotated

import typer

from kicksense.cli.options import DataDir
from kicksense.cli.speaking import say, say_lines, spoken
from kicksense.errors import UsageError

surfaces = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="List what a ball may roll on, and measure a pitch of your own with a rolled ball.",
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the surface is called.")]


@surfaces.command("list")
@spoken
def list_surfaces(*, data_dir: DataDir = None) -> None:
    """List the surfaces that kicksense brings, and your own."""
    from kicksense.workflows.surface_wording import surface_line  # noqa: PLC0415 - late for --help
    from kicksense.workflows.surfaces import known_surfaces  # noqa: PLC0415 - the same

    for known in known_surfaces(data_dir):
        say(surface_line(known))


@surfaces.command("show")
@spoken
def show_surface(name: Name, *, data_dir: DataDir = None) -> None:
    """Say what is known of a surface, and from what."""
    from kicksense.workflows.surface_wording import surface_lines  # noqa: PLC0415 - late for --help
    from kicksense.workflows.surfaces import known_surface  # noqa: PLC0415 - the same

    say_lines(surface_lines(known_surface(name, data_dir)))


@surfaces.command("add")
@spoken
def add(
    name: Name,
    *,
    like: Annotated[
        str | None,
        typer.Option(
            "--like",
            metavar="NAME",
            help="The surface it is most like: indoor, fast_3g, short_grass or "
            "long_or_wet_grass. Default: what was said before, else short_grass.",
            show_default=False,
        ),
    ] = None,
    ramp_roll: Annotated[
        float | None,
        typer.Option(
            "--ramp-roll",
            metavar="M",
            help="How far a ball rolled that was let go at the top of a ramp 1 m high.",
            show_default=False,
        ),
    ] = None,
    rolled: Annotated[
        float | None,
        typer.Option(
            "--rolled",
            metavar="M",
            help="How far a ball rolled that you rolled by hand; with --seconds.",
            show_default=False,
        ),
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(
            "--seconds",
            metavar="S",
            help="How long it rolled, from your hand until it lay still.",
            show_default=False,
        ),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Describe a surface of your own, or roll one more ball over it.

    Afterwards --surface NAME works wherever a surface is named.
    """
    from kicksense.coaching.surface_rolls import SurfaceRoll  # noqa: PLC0415 - late for --help
    from kicksense.workflows.surface_wording import surface_lines  # noqa: PLC0415 - the same
    from kicksense.workflows.surfaces import add_surface  # noqa: PLC0415 - the same

    if (rolled is None) != (seconds is None):
        raise UsageError("--rolled M and --seconds S belong together; give both.")
    if ramp_roll is not None and rolled is not None:
        raise UsageError(
            "--ramp-roll and --rolled are two ways to roll one ball; give one at a time."
        )
    for metres_or_seconds in (ramp_roll, rolled, seconds):
        if metres_or_seconds is not None and not 0.0 < metres_or_seconds < math.inf:
            raise UsageError(
                f"no ball rolls for {metres_or_seconds:g}; give metres and seconds above zero."
            )
    way_m = ramp_roll if ramp_roll is not None else rolled
    roll = None if way_m is None else SurfaceRoll(way_m, seconds)
    say_lines(surface_lines(add_surface(name, like=like, roll=roll, data_dir=data_dir)))


@surfaces.command("forget")
@spoken
def forget_surface(name: Name, *, data_dir: DataDir = None) -> None:
    """Remove a surface of your own."""
    from kicksense.workflows.surfaces import forget_surface as forget  # noqa: PLC0415 - late

    gone = forget(name, data_dir)
    say(f"Forgot the surface {gone.name}; sessions recorded on it need another --surface now.")
