"""Stored sessions: import, list, show."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kicksense.cli.options import (
    AccUnit,
    AsJson,
    DataDir,
    DrillOption,
    GyrUnit,
    LevelOption,
    ModelOption,
    Rate,
    SideOption,
    StillSpan,
    SurfaceOption,
    SwingSpan,
    TargetOption,
    TimeUnit,
    read_options_of,
    request_of,
)
from kicksense.cli.practice_output import (
    PictureOption,
    card_lines,
    check_picture,
    draw,
    practice_lines,
    practised_session,
)
from kicksense.cli.progress import counting
from kicksense.cli.share import PassphraseFile, import_share, passphrase_in
from kicksense.cli.speaking import FAILED, complain, say, say_lines, spoken
from kicksense.errors import KicksenseError

if TYPE_CHECKING:
    from kicksense.exchange.options import ReadOptions
    from kicksense.store.session_row import SessionRow
    from kicksense.workflows.practice_history import PractisedSession
    from kicksense.workflows.sessions import Sessions


@spoken
def import_recordings(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH", help="Recordings: CSV (also .gz), vendor exports, Parquet."),
    ],
    *,
    side: SideOption = None,
    acc_unit: AccUnit = None,
    gyr_unit: GyrUnit = None,
    time_unit: TimeUnit = None,
    rate: Rate = None,
    player: Annotated[
        str | None,
        typer.Option(
            "--player",
            metavar="ID",
            help="Whose recording it is: an id, never a name.",
            show_default=False,
        ),
    ] = None,
    passphrase_file: PassphraseFile = None,
    data_dir: DataDir = None,
) -> None:
    """Store recordings for later, and sessions that others have shared. The originals stay.

    Importing the same content again gives the same session. Of many files a bad one is reported
    and the rest goes on; the exit code is then 1.
    """
    read_options = read_options_of(
        side, acc_unit=acc_unit, gyr_unit=gyr_unit, time_unit=time_unit, rate_hz=rate
    )
    from kicksense.workflows.receiving import is_share_file  # noqa: PLC0415 - late for --help

    store, passphrase = _opened(data_dir), passphrase_in(passphrase_file)
    failed = 0
    with counting("importing") as count:
        for done, path in enumerate(paths, start=1):
            try:
                if is_share_file(path):
                    import_share(store, path, player=player, passphrase=passphrase)
                else:
                    _import_one(store, path, read_options, player=player)
            except KicksenseError as error:
                if len(paths) == 1:
                    raise
                failed += 1
                complain(str(error))
            count(done, len(paths))
    if failed:
        complain(f"{failed} of {len(paths)} recordings could not be imported.")
        raise typer.Exit(FAILED)


def _import_one(
    store: "Sessions", path: Path, read_options: "ReadOptions", *, player: str | None
) -> None:
    """Store one recording, and say as what."""
    from kicksense.workflows.analysis import load_recording  # noqa: PLC0415 - late for --help
    from kicksense.workflows.sessions import import_recording  # noqa: PLC0415 - the same

    stored = import_recording(store, load_recording(path, read_options), player_id=player)
    said = "imported as" if stored.is_new else "was imported before, as"
    say(f"{path} {said} {stored.row.id} ({_line_of(stored.row)})")


@spoken
def sessions(*, data_dir: DataDir = None) -> None:
    """List the stored recordings, the newest import first."""
    from kicksense.workflows.sessions import list_sessions  # noqa: PLC0415 - late for --help

    _store_leftovers(data_dir)
    store = _opened(data_dir)
    rows = list_sessions(store)
    if not rows:
        say("No recordings yet. `kicksense import FILE` stores one, `kicksense demo` shows how.")
        return
    say_lines(_row_lines(rows, _reached(store)))


@spoken
def show(
    session: Annotated[
        str,
        typer.Argument(metavar="SESSION", help="Id, beginning of an id, or name of a session."),
    ],
    *,
    side: SideOption = None,
    drill: DrillOption = None,
    level: LevelOption = 1,
    target_distance: TargetOption = None,
    surface: SurfaceOption = None,
    still: StillSpan = None,
    swings: SwingSpan = None,
    model: ModelOption = None,
    card: Annotated[
        bool,
        typer.Option("--card", help="Print the score card alone."),
    ] = False,
    picture: PictureOption = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Find the kicks in a stored recording, and say what to work on.

    With a drill, named now or while recording, a score card follows, against the player's own
    earlier sessions.
    """
    from kicksense.workflows.sessions import find_session  # noqa: PLC0415 - late for a fast --help

    check_picture(picture)
    _store_leftovers(data_dir)
    store = _opened(data_dir)
    row = find_session(store, session)
    if row.live is not None and (level != 1 or surface is not None):
        # What was recorded says what level and surface belong to.
        drill, target_distance = drill or row.live.drill, target_distance or _distance(row, drill)
    request = request_of(
        side,
        drill=drill,
        level=level,
        target_distance_m=target_distance,
        surface=surface,
        still=still,
        swings=swings,
        model=model,
        data_dir=data_dir,
    )
    found = practised_session(store, row.id, request)
    if as_json:
        print(_document_of(found, card_only=card))
    elif card:
        say_lines(card_lines(found.practised.report, found.practised.card, found.practised.drill))
    else:
        done, shown = found.practised, found.practised.card if found.is_drill else None
        say_lines(practice_lines(done.report, shown, done.drill, done.practice.markers))
    draw(found.practised, picture)


def _document_of(found: "PractisedSession", *, card_only: bool) -> str:
    """Give a session, or its score card alone, as JSON."""
    from kicksense.exchange.report_document import document_json  # noqa: PLC0415 - late for --help
    from kicksense.exchange.score_card_document import card_document_of  # noqa: PLC0415 - the same

    done, practice = found.practised, found.practised.practice
    if card_only:
        document = card_document_of(
            done.card, session_id=found.row.id, source_name=done.report.source.name
        )
        return document.model_dump_json(indent=2)
    card = done.card if found.is_drill else None
    return document_json(
        done.report, practice.markers, activity=practice.activity, card=card, indent=2
    )


def _distance(row: "SessionRow", drill: str | None) -> float | None:
    """Give the distance that was recorded; another drill has its own."""
    if row.live is None or drill not in (None, row.live.drill):
        return None
    return row.live.target_distance_m


def _store_leftovers(data_dir: Path | None) -> None:
    """Store what was recorded live and never stored, and say so."""
    from kicksense.store.folder import data_folder  # noqa: PLC0415 - late for --help
    from kicksense.workflows.recovery import recover  # noqa: PLC0415 - the same

    try:
        with counting("storing what was recorded") as count:
            recovered = recover(
                data_folder(data_dir), lambda _, share: count(int(100 * share), 100)
            )
    except KicksenseError as error:
        complain(str(error))
        return
    for one in recovered:
        complain(one.sentence)


def _opened(data_dir: Path | None) -> "Sessions":
    """Open the store, and say what was found in its folder."""
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - late for --help

    store = open_sessions(data_dir)
    if adopted := store.adoption.adopted:
        complain(
            f"entered {len(adopted)} recording{'s' if len(adopted) > 1 else ''} that the catalogue "
            "did not know: "
            f"{', '.join(adopted[:10])}{' ...' if len(adopted) > 10 else ''}."  # noqa: PLR2004 - a line
        )
    for _, sentence in store.adoption.unreadable:
        complain(sentence)
    return store


def _line_of(row: "SessionRow") -> str:
    """Give what matters of a session in a few words."""
    side = f"{row.side} leg" if row.side is not None else "leg not named, right assumed"
    said = [f"{row.duration_s:.1f} s at {row.sampling_rate_hz:.0f} Hz", side]
    if row.simulated:
        said.append("simulated")
    return ", ".join(said)


def _reached(store: "Sessions") -> dict[tuple[str, str], bool | None]:
    """Give of sessions and drills that were looked at whether the level was reached."""
    lines = store.library.score_card_lines()
    return {(line.session_id, line.drill): line.level_met for line in lines}


def _drill_words(row: "SessionRow", reached: Mapping[tuple[str, str], bool | None]) -> str:
    """Give the drill that was recorded, its level, and whether that was reached."""
    if row.live is None or row.live.drill is None:
        return ""
    level = f", level {row.live.level}" if row.live.level is not None else ""
    done = ", reached" if reached.get((row.id, row.live.drill)) else ""
    return f"  [{row.live.drill}{level}{done}]"


def _row_lines(
    rows: Sequence["SessionRow"], reached: Mapping[tuple[str, str], bool | None]
) -> list[str]:
    """Give one line for each session; the name comes last, since it may be long."""
    width = max(len(row.id) for row in rows)
    lines = [f"{'id':<{width}}  {'imported':<16}  {'length':>8}  {'rate':>7}  {'leg':<7}  name"]
    for row in rows:
        minutes, seconds = divmod(round(row.duration_s), 60)
        imported = row.imported_utc.astimezone().strftime("%Y-%m-%d %H:%M")
        leg = str(row.side) if row.side is not None else "right ?"
        simulated = " (simulated)" if row.simulated else ""
        lines.append(
            f"{row.id:<{width}}  {imported}  {f'{minutes}:{seconds:02d}':>8}  "
            f"{row.sampling_rate_hz:>4.0f} Hz  {leg:<7}  {row.name}{simulated}"
            f"{_drill_words(row, reached)}"
        )
    return lines
