"""Payloads of a sensor as samples, line by line."""

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from kicksense.cli.speaking import complain, spoken
from kicksense.errors import SourceError, UsageError


@spoken
def decode(
    family: Annotated[
        str,
        typer.Argument(
            metavar="FAMILY",
            help="ksp, movesense, polar, witmotion, metamotion, bluest or dot.",
        ),
    ],
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help="Hex payloads, one a line. Default, and -: standard input.",
            show_default=False,
        ),
    ] = None,
    *,
    stream: Annotated[
        str,
        typer.Option(
            "--stream",
            metavar="imu|acc|gyr",
            help="What a notification holds, where its bytes do not say.",
        ),
    ] = "imu",
    acc_range: Annotated[
        float | None,
        typer.Option(
            "--acc-range",
            metavar="G",
            help="Full scale of the accelerometer, where its bytes do not say.",
            show_default=False,
        ),
    ] = None,
    gyr_range: Annotated[
        float | None,
        typer.Option(
            "--gyr-range",
            metavar="DPS",
            help="Full scale of the gyroscope, degrees a second, where its bytes do not say.",
            show_default=False,
        ),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(
            "--rate",
            metavar="HZ",
            help="Samples a second, where its bytes do not say.",
            show_default=False,
        ),
    ] = None,
    channel: Annotated[
        str | None,
        typer.Option(
            "--channel",
            metavar="UUID",
            help="Characteristic the payloads come from: UUID, its first group, or data, control, "
            "info, battery. Default: data.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Decode what a sensor sends: one hex payload a line in, one JSON document a line out.

    A line is the whole notification as received. Blank lines and # remarks are passed over. What a
    family cannot understand is said in "problems"; what is no hex ends the command with 1.
    """
    from kicksense.workflows.decoding import (  # noqa: PLC0415 - imported late to keep --help fast
        decoded_lines,
        requested_decoding,
    )

    request = requested_decoding(
        family.lower(),
        stream=stream.lower(),
        rate_hz=rate,
        acc_range_g=acc_range,
        gyr_range_dps=gyr_range,
        channel=channel,
    )
    lines = not_hex = 0
    with _opened(file) as source:
        for line in decoded_lines(source, request):
            print(line.document, flush=True)
            lines += 1
            not_hex += not line.was_hex
    if not_hex:
        raise SourceError(
            f"{not_hex} of {lines} lines were no hex payloads; give two digits a byte, like "
            "10 02 ff, one notification a line."
        )


def _opened(file: Path | None) -> AbstractContextManager[BinaryIO]:
    """Give where lines come from; leaving it closes a file, and leaves standard input open."""
    if file is not None and str(file) != "-":
        return file.open("rb")
    if sys.stdin is None:
        raise UsageError("standard input is closed; name a file, or pipe hex payloads in.")
    if sys.stdin.isatty():
        complain("type hex payloads, one a line; an end of file (Ctrl-D) ends.")
    return nullcontext(sys.stdin.buffer)
