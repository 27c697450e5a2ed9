"""Simulated recordings with known truth."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kicksense.cli.progress import counting
from kicksense.cli.speaking import complain, say, spoken
from kicksense.errors import UsageError

if TYPE_CHECKING:
    from kicksense.workflows.simulating import SimulationSummary


@spoken
def simulate(
    *,
    players: Annotated[int, typer.Option("--players", metavar="N", help="How many players.")],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Data folder to fill; other commands take it with --data-dir or --data.",
        ),
    ],
    drill: Annotated[
        str,
        typer.Option(
            "--drill",
            metavar="NAME",
            help="What they play: field_mix (everything, and hard), or a drill such as "
            "backheel_wall_pass, partner_pass or free_play.",
        ),
    ] = "field_mix",
    seed: Annotated[
        int,
        typer.Option("--seed", metavar="S", help="The same seed gives the same recordings."),
    ] = 1,
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            metavar="NAME",
            help="What moves the leg: kinematic (fast), or physics (forces in MuJoCo).",
        ),
    ] = "kinematic",
    sessions_per_player: Annotated[
        int, typer.Option("--sessions-per-player", metavar="K", help="How many sessions each.")
    ] = 1,
) -> None:
    """Simulate players, and store their recordings with labels.

    Stopped in the middle, the same command goes on where it was: what is complete is kept. No
    player ever did what is in these recordings, and every report of them says so.
    """
    from kicksense.simulation.session import Engine  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.simulating import (  # noqa: PLC0415 - the same
        SimulationRequest,
        simulate_library,
    )

    if engine not in set(Engine):
        raise UsageError(f"there is no engine '{engine}'; choose {' or '.join(Engine)}.")
    request = SimulationRequest(players, drill, seed, Engine(engine), sessions_per_player)
    try:
        with counting("simulating") as count:
            summary = simulate_library(request, out, count)
    except KeyboardInterrupt:
        complain(f"stopped; what is complete was kept in {out}, and the same command goes on.")
        raise
    say(_sentence(summary, out))
    for name, trouble in summary.left_out:
        complain(f"{name} was left out: {trouble}")


def _sentence(summary: "SimulationSummary", out: Path) -> str:
    """Say what there is now."""
    there = f"{summary.recordings} simulated recordings in {out}"
    if summary.recordings == 0:
        return f"{there}."
    if summary.kept == summary.recordings:
        return f"{there}, all of them there before."
    before = f" ({summary.kept} of them there before)" if summary.kept else ""
    new = "new: " if summary.kept else ""
    return (
        f"{there}{before}; {new}{summary.minutes:.1f} minutes and {summary.kicks} kicks, simulated "
        f"at {summary.real_time_factor:.0f} times real time a processor."
    )
