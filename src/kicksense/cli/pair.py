"""Sensors that are remembered: whose they are, and on which leg."""

from pathlib import Path
from typing import Annotated

import typer

from kicksense.cli.options import DataDir
from kicksense.cli.scan import table_lines, whose_words
from kicksense.cli.speaking import say, say_lines, spoken, working
from kicksense.domain.anatomy import Side
from kicksense.errors import UsageError

_SECONDS = 5.0

_Sensor = Annotated[
    str, typer.Argument(metavar="SENSOR", help="Name, address, or the beginning of one.")
]


@spoken
def pair(
    sensor: Annotated[
        str | None,
        typer.Argument(
            metavar="[SENSOR]",
            help="Name, address, or the beginning of one; nothing lists what is remembered.",
            show_default=False,
        ),
    ] = None,
    *,
    player: Annotated[
        str | None,
        typer.Option(
            "--player", metavar="ID", help="Whose: an id, never a name.", show_default=False
        ),
    ] = None,
    leg: Annotated[
        Side | None,
        typer.Option(
            "--leg",
            "--side",
            case_sensitive=False,
            help="The leg it is worn on.",
            show_default=False,
        ),
    ] = None,
    family: Annotated[
        str | None,
        typer.Option(
            "--family",
            metavar="NAME",
            help="What kind of sensor it is, where it does not say: ksp, movesense, polar, "
            "witmotion, metamotion, bluest or dot.",
            show_default=False,
        ),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Remember whose a sensor is and which leg it is worn on.

    `kicksense record` then finds it by itself. Pairing it again changes player or leg.
    """
    if sensor is None:
        if player is not None or leg is not None or family is not None:
            raise UsageError("name the sensor to pair; `kicksense scan` lists those in range.")
        _list(data_dir)
        return
    if player is None or leg is None:
        raise UsageError(
            f"say whose '{sensor}' is and which leg wears it: --player ID --leg left or right."
        )
    from kicksense.workflows.sensors import pair_sensor, scanned  # noqa: PLC0415 - for --help
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - late for --help

    with working(f"looking for {sensor}"):
        paired = pair_sensor(
            open_sessions(data_dir),
            sensor,
            player_id=player,
            side=leg,
            family=family,
            look=lambda: scanned(_SECONDS),
        )
    say(
        f"{paired.name} ({paired.sensor}) is on the {paired.side} leg of {paired.player_id}. "
        f"`kicksense record --player {paired.player_id}` records with it."
    )


@spoken
def forget(sensor: _Sensor, *, data_dir: DataDir = None) -> None:
    """Forget whose a sensor is. Recordings made with it stay."""
    from kicksense.workflows.sensors import forget_sensor  # noqa: PLC0415 - late for --help
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - the same

    paired = forget_sensor(open_sessions(data_dir), sensor)
    say(f"{paired.name} ({paired.sensor}) is forgotten.")


@spoken
def sensors(*, data_dir: DataDir = None) -> None:
    """List the sensors that are remembered."""
    _list(data_dir)


def _list(data_dir: Path | None) -> None:
    from kicksense.workflows.sensors import paired_sensors  # noqa: PLC0415 - late for --help
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - the same

    known = paired_sensors(open_sessions(data_dir))
    if not known:
        say(
            "No sensor is remembered. `kicksense scan` lists those in range; "
            "`kicksense pair SENSOR --player ID --leg right` remembers one."
        )
        return
    rows = [("name", "family", "whose", "address")]
    rows += [
        (one.name, one.family, whose_words(one.player_id, one.side), one.sensor) for one in known
    ]
    say_lines(table_lines(rows))
