"""A sensor that is none, on the air: for demos, and to try what a recording does."""

import math
from typing import Annotated

import typer

from kicksense.cli.speaking import say, spoken
from kicksense.domain.anatomy import Side
from kicksense.errors import UsageError

_FULL = 100


@spoken
def virtual_sensor(
    *,
    transport: Annotated[
        str,
        typer.Option(
            "--transport",
            metavar="RADIO",
            help="Bluetooth controller that becomes the sensor: usb:0, hci-socket:0, "
            "tcp-client:HOST:PORT, unix-client:PATH. Not the one that records: a radio does not "
            "hear itself.",
        ),
    ],
    family: Annotated[
        str,
        typer.Option(
            "--family",
            metavar="NAME",
            help="What it speaks: ksp, movesense, polar, witmotion, metamotion, bluest or dot.",
        ),
    ] = "ksp",
    name: Annotated[
        str, typer.Option("--name", metavar="TEXT", help="What it calls itself.")
    ] = "KICK-1",
    address: Annotated[
        str, typer.Option("--address", metavar="ADDRESS", help="Its random static address.")
    ] = "F0:F1:F2:F3:F4:F5",
    drill: Annotated[
        str, typer.Option("--drill", metavar="NAME", help="What the simulated leg plays.")
    ] = "backheel_wall_pass",
    leg: Annotated[
        Side, typer.Option("--leg", case_sensitive=False, help="Which leg wears it.")
    ] = Side.RIGHT,
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", min=0, help="The same seed gives the same leg.")
    ] = 1,
    drift_ppm: Annotated[
        float, typer.Option("--drift-ppm", metavar="N", help="By how much its clock runs fast.")
    ] = 0.0,
    battery: Annotated[
        int, typer.Option("--battery", metavar="PERCENT", help="What it says of its battery.")
    ] = 90,
    seconds: Annotated[
        float | None,
        typer.Option(
            "--seconds", metavar="N", help="Switch it off after so long.", show_default=False
        ),
    ] = None,
) -> None:
    """Advertise a simulated leg as a Bluetooth sensor, until Ctrl-C.

    It sends what a real sensor of the family sends, so that another computer, or an emulated one,
    can scan for it and record it. Needs the developer's extra: pip install 'kicksense[dev]'.
    """
    from kicksense.workflows.virtual_sensing import (  # noqa: PLC0415 - late for a fast --help
        VirtualSensorRequest,
        serve,
    )

    if not 0 <= battery <= _FULL:
        raise UsageError(f"--battery takes 0 to 100 per cent, not {battery}.")
    if seconds is not None and not 0.0 < seconds < math.inf:
        raise UsageError(f"--seconds takes a number above 0, not {seconds:g}.")
    if not math.isfinite(drift_ppm):
        raise UsageError("--drift-ppm takes a number, like 40.")
    request = VirtualSensorRequest(
        transport=transport,
        family=family,
        name=name,
        address=address,
        drill=drill,
        side=leg,
        seed=seed,
        drift_ppm=drift_ppm,
        battery_ratio=battery / _FULL,
        duration_s=seconds,
    )
    serve(request, say)
