"""Adapt the analysis to a player."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kicksense.cli.options import DataDir
from kicksense.cli.speaking import complain, say, say_lines, spoken, working
from kicksense.domain.anatomy import Side
from kicksense.errors import UsageError

if TYPE_CHECKING:
    from kicksense.workflows.adaptation import AdaptationOutcome
    from kicksense.workflows.sessions import Sessions

_SURFACE: Final = "short_grass"
_LEARNING: Final = ("--labels", "--mark", "--wall", "--wall-drill", "--radar")
_MOST_KICKS: Final = 10_000


class SpeedUnit(StrEnum):
    """What a radar shows."""

    KMH = "kmh"
    MPS = "mps"
    MPH = "mph"


_MPS: Final = {SpeedUnit.KMH: 1.0 / 3.6, SpeedUnit.MPS: 1.0, SpeedUnit.MPH: 0.44704}


@dataclass(frozen=True, slots=True)
class _Way:
    """What was measured of the balls, whichever way it was."""

    mark: str | None
    stopped: bool | None
    wall_m: float | None
    speeds_mps: tuple[float, ...]


@spoken
def adapt(
    player: Annotated[
        str, typer.Argument(metavar="PLAYER", help="Whose leg it is: an id, never a name.")
    ],
    *,
    session: Annotated[
        str | None,
        typer.Option(
            "--session",
            metavar="SESSION",
            help="The stored session to learn from: id, beginning of an id, or name.",
            show_default=False,
        ),
    ] = None,
    labels: Annotated[
        bool, typer.Option("--labels", help="Learn from the labels stored with the session.")
    ] = False,
    mark: Annotated[
        str | None,
        typer.Option(
            "--mark",
            metavar="M",
            help="Learn from balls to a mark this many metres away; one distance for all balls, "
            "or one for each: 12,11.5,12.",
            show_default=False,
        ),
    ] = None,
    stopped: Annotated[
        bool | None,
        typer.Option(
            "--stopped/--arrived",
            help="Whether the balls lay still at the mark (the surer way) or arrived there as a "
            "good pass does.",
            show_default=False,
        ),
    ] = None,
    wall: Annotated[
        float | None,
        typer.Option(
            "--wall",
            metavar="M",
            help="Learn from balls that came back from a wall this many metres away.",
            show_default=False,
        ),
    ] = None,
    wall_drill: Annotated[
        bool,
        typer.Option(
            "--wall-drill",
            help="Learn from a session recorded with a drill that has a wall; the drill says how "
            "far it was and on what surface.",
        ),
    ] = False,
    radar: Annotated[
        str | None,
        typer.Option(
            "--radar",
            metavar="V,V",
            help="Learn from speeds that a radar read, one for each kick: 7.4,6.9,8.1.",
            show_default=False,
        ),
    ] = None,
    unit: Annotated[
        SpeedUnit | None,
        typer.Option(
            "--unit",
            case_sensitive=False,
            help="What the radar's speeds are in. Default: mps.",
            show_default=False,
        ),
    ] = None,
    surface: Annotated[
        str | None,
        typer.Option(
            "--surface",
            metavar="NAME",
            help="What the balls rolled on: indoor, fast_3g, short_grass, long_or_wet_grass, or "
            "one of your own (`kicksense surface`). Default: short_grass.",
            show_default=False,
        ),
    ] = None,
    kicks: Annotated[
        str | None,
        typer.Option(
            "--kicks",
            metavar="N,N-N",
            help="Which kicks went to the mark, the wall or past the radar, as `kicksense show` "
            "numbers them: 1-5,8. Default: all.",
            show_default=False,
        ),
    ] = None,
    side: Annotated[
        Side | None,
        typer.Option(
            "--side",
            case_sensitive=False,
            help="The leg to show, forget or take a lesson back of. Default: both.",
            show_default=False,
        ),
    ] = None,
    show: Annotated[bool, typer.Option("--show", help="Say what is known of the player.")] = False,
    forget: Annotated[
        bool,
        typer.Option(
            "--forget", help="Delete what was learnt of the player; recordings and labels stay."
        ),
    ] = False,
    undo: Annotated[
        int | None,
        typer.Option(
            "--undo",
            metavar="N",
            help="Take lesson N back, as --show numbers them; 0 for the last one. It is kept.",
            show_default=False,
        ),
    ] = None,
    redo: Annotated[
        bool, typer.Option("--redo", help="Let the lesson count again that was taken back last.")
    ] = False,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help="Learn everything again from the stored sessions, after the analysis or its "
            "model has changed.",
        ),
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Learn what is particular to a player from a few of their kicks.

    Stored sessions of the player are then analyzed with it. It moves the general model no further
    than the player's kicks can show, and only as far as it helps on kicks that were left out.
    """
    kind = _one_of(
        {
            "--labels": labels,
            "--mark": mark is not None,
            "--wall": wall is not None,
            "--wall-drill": wall_drill,
            "--radar": radar is not None,
            "--show": show,
            "--undo": undo is not None,
            "--redo": redo,
            "--forget": forget,
            "--again": again,
        },
        has_session=session is not None,
    )
    _refuse_strays(
        kind,
        {
            "--stopped/--arrived": (stopped is not None, ("--mark",)),
            "--surface": (surface is not None, ("--mark", "--wall")),
            "--unit": (unit is not None, ("--radar",)),
            "--kicks": (kicks is not None, ("--mark", "--wall", "--wall-drill", "--radar")),
            "--session": (session is not None, _LEARNING),
            "--side": (side is not None, ("--show", "--undo", "--redo", "--forget", "--again")),
        },
    )
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - late for --help

    store = open_sessions(data_dir)
    if kind == "--show":
        _show(store, player, side)
    elif kind == "--forget":
        _forget(store, player, side)
    elif kind == "--again":
        _learn_again(store, player, side)
    elif kind in ("--undo", "--redo"):
        _reverse(store, player, side, number=undo)
    else:
        numbers = _numbers_of(kicks)
        with working(f"learning from session {session}"):
            outcome = _learn(
                store,
                player,
                str(session),
                kind=kind,
                way=_Way(mark, stopped, wall, _speeds_of(radar, unit or SpeedUnit.MPS)),
                surface=surface or _SURFACE,
                numbers=numbers,
            )
        from kicksense.workflows.adaptation_wording import outcome_lines  # noqa: PLC0415 - late

        say_lines(outcome_lines(outcome))


def _one_of(given: dict[str, bool], *, has_session: bool) -> str:
    """Give the only thing that was asked for; showing where nothing was."""
    named = [option for option, is_given in given.items() if is_given]
    if len(named) > 1:
        raise UsageError(f"{' and '.join(named)} cannot go together; give one at a time.")
    if not named and has_session:
        raise UsageError(
            "say what is known of the session's kicks: --labels, --mark M, --wall M, --wall-drill "
            "or --radar V,V."
        )
    kind = named[0] if named else "--show"
    if kind in _LEARNING and not has_session:
        raise UsageError(
            f"{kind} needs --session; `kicksense sessions` lists those that there are."
        )
    return kind


def _refuse_strays(kind: str, given: dict[str, tuple[bool, tuple[str, ...]]]) -> None:
    """Refuse options that do not belong to what was asked for."""
    for option, (is_given, belongs_to) in given.items():
        if is_given and kind not in belongs_to:
            *others, last = belongs_to
            places = f"{', '.join(others)} or {last}" if others else last
            raise UsageError(f"{option} goes with {places}; leave it out of {kind}.")


def _learn(
    store: "Sessions",
    player: str,
    session: str,
    *,
    kind: str,
    way: "_Way",
    surface: str,
    numbers: tuple[int, ...],
) -> "AdaptationOutcome":
    """Call the workflow that was asked for."""
    from kicksense.workflows import adaptation  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.adaptation_evidence import (  # noqa: PLC0415 - the same
        MarkRequest,
        RadarRequest,
        WallRequest,
    )
    from kicksense.workflows.adaptation_sessions import WallDrill  # noqa: PLC0415 - the same

    if kind == "--radar":
        read = RadarRequest(way.speeds_mps, kicks=numbers)
        return adaptation.adapt_by_radar(store, player, session, read)
    if kind == "--mark":
        if way.stopped is None:
            raise UsageError(
                "say whether the balls lay still at the mark or arrived there as a good pass does: "
                "--stopped or --arrived."
            )
        metres = _metres_of(way.mark or "")
        asked = MarkRequest(metres, surface, stopped=way.stopped, kicks=numbers)
        return adaptation.adapt_by_mark(store, player, session, asked)
    if kind in ("--wall", "--wall-drill"):
        wall = (
            WallDrill(numbers)
            if way.wall_m is None
            else WallRequest(way.wall_m, surface, kicks=numbers)
        )
        return adaptation.adapt_by_wall(store, player, session, wall)
    return adaptation.adapt_by_labels(store, player, session)


def _metres_of(text: str) -> tuple[float, ...]:
    """Read distances from ``12`` or ``12,11.5``."""
    try:
        metres = tuple(float(part) for part in text.split(","))
    except ValueError:
        metres = (math.nan,)
    if not all(math.isfinite(one) for one in metres):
        raise UsageError(f"--mark takes metres, like 12 or 12,11.5,13; got '{text}'.")
    return metres


def _speeds_of(text: str | None, unit: SpeedUnit) -> tuple[float, ...]:
    """Read speeds from ``7.4,6.9``, in metres a second."""
    if text is None:
        return ()
    try:
        speeds = tuple(float(part) for part in text.split(","))
    except ValueError:
        speeds = (math.nan,)
    if not all(math.isfinite(one) for one in speeds):
        raise UsageError(f"--radar takes speeds, like 7.4 or 7.4,6.9,8.1; got '{text}'.")
    return tuple(one * _MPS[unit] for one in speeds)


def _numbers_of(text: str | None) -> tuple[int, ...]:
    """Read numbers of kicks from ``1-5,8``."""
    if text is None:
        return ()
    numbers: list[int] = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if not (first.isascii() and first.isdigit() and len(first) < len(str(_MOST_KICKS))):
            raise UsageError(f"--kicks takes numbers of kicks, like 1-5,8; got '{text}'.")
        if last and not (last.isascii() and last.isdigit() and len(last) < len(str(_MOST_KICKS))):
            raise UsageError(f"--kicks takes numbers of kicks, like 1-5,8; got '{text}'.")
        span = range(int(first), int(last or first) + 1)
        if not span:
            raise UsageError(f"--kicks takes the smaller number first, like 1-5; got '{text}'.")
        numbers += span
    return tuple(numbers)


def _show(store: "Sessions", player: str, side: Side | None) -> None:
    """Print what is known of a player."""
    from kicksense.workflows.adaptation_memory import shown  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.adaptation_wording import known_lines  # noqa: PLC0415 - the same

    known = shown(store, player, side)
    if not known:
        say(
            f"Nothing is known of player {player} yet. `kicksense adapt {player} --session ID` "
            "with --labels, --mark M, --wall M or --radar V,V learns from a stored session."
        )
    for leg in known:
        say_lines(known_lines(leg))


def _learn_again(store: "Sessions", player: str, side: Side | None) -> None:
    """Learn everything again, and print what is known then."""
    from kicksense.workflows.adaptation_memory import learn_again  # noqa: PLC0415 - late
    from kicksense.workflows.adaptation_wording import known_lines  # noqa: PLC0415 - late

    with working(f"learning again about {player}"):
        known, remarks = learn_again(store, player, side)
    for remark in remarks:
        complain(remark)
    if not known:
        complain(f"nothing is known of player {player} that could be learnt again.")
    for leg in known:
        say_lines(known_lines(leg))


def _reverse(store: "Sessions", player: str, side: Side | None, *, number: int | None) -> None:
    """Take a lesson back, or let one count again where no number is given."""
    from kicksense.workflows import adaptation_memory as memory  # noqa: PLC0415 - late
    from kicksense.workflows import adaptation_wording as wording  # noqa: PLC0415 - late

    if number is None:
        say_lines(wording.redone_lines(memory.redo(store, player, side)))
        return
    reversal = memory.undo(store, player, side, number=number or None)
    say_lines(wording.undone_lines(reversal))


def _forget(store: "Sessions", player: str, side: Side | None) -> None:
    """Delete what was learnt of a player."""
    from kicksense.workflows.adaptation_memory import forget  # noqa: PLC0415 - late for a fast --help

    legs = forget(store, player, side)
    if not legs:
        complain(f"nothing was known of player {player}.")
    for leg in legs:
        say(f"Forgot what was learnt of player {player}, {leg} leg.")
