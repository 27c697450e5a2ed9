"""Analyze files."""

from collections.abc import Callable, Sequence
from dataclasses import replace
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
    check_picture,
    draw,
    given_with,
    practice_lines,
)
from kicksense.cli.progress import counting
from kicksense.cli.speaking import FAILED, complain, say, say_lines, spoken, working
from kicksense.errors import UsageError

if TYPE_CHECKING:
    from kicksense.domain.score_card import History
    from kicksense.domain.signals import Recording
    from kicksense.exchange.options import ReadOptions
    from kicksense.workflows.batch import FileOutcome
    from kicksense.workflows.given_markers import Given
    from kicksense.workflows.options import AnalysisRequest
    from kicksense.workflows.practising import Practised


@spoken
def analyze(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH", help="Recordings: CSV (also .gz), vendor exports, Parquet."),
    ],
    *,
    side: SideOption = None,
    drill: DrillOption = None,
    level: LevelOption = 1,
    cues: Annotated[
        str | None,
        typer.Option(
            "--cues",
            metavar="TIMES",
            help="When the drill's cues came: seconds like 12.4,30.1, or a file of labels "
            "(Audacity or CSV) that say cue, cross, hit or tap.",
            show_default=False,
        ),
    ] = None,
    with_files: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="FILE",
            help="What another sensor recorded at the same time on the same clock, such as the "
            "crosser's or a defender's; ID=FILE says whose. May be repeated.",
            show_default=False,
        ),
    ] = None,
    target_distance: TargetOption = None,
    surface: SurfaceOption = None,
    still: StillSpan = None,
    swings: SwingSpan = None,
    model: ModelOption = None,
    acc_unit: AccUnit = None,
    gyr_unit: GyrUnit = None,
    time_unit: TimeUnit = None,
    rate: Rate = None,
    picture: PictureOption = None,
    as_json: AsJson = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Write a JSON document of each recording to DIR, named after the file: "
            "P1_S01.json for P1_S01.csv.gz.",
            show_default=False,
        ),
    ] = None,
    player: Annotated[
        str | None,
        typer.Option(
            "--player",
            metavar="ID",
            help="Whose leg it is: the analysis is adapted to what `kicksense adapt` has learnt.",
            show_default=False,
        ),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Find the kicks in recordings, and say what to work on.

    With --drill a score card follows: what was asked, what was done, one thing to work on.
    Nothing is stored and the files stay as they are. Of many files a bad one is reported and the
    rest goes on; the exit code is then 1.
    """
    read_options = read_options_of(
        side, acc_unit=acc_unit, gyr_unit=gyr_unit, time_unit=time_unit, rate_hz=rate
    )
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
    given = given_with(cues, with_files or [], drill)
    if player is not None:
        request = _for_player(request, player, data_dir)
    if len(paths) == 1 and out is None:
        check_picture(picture)
        done = _analyze_one(paths[0], read_options, request, given=given, as_json=as_json)
        draw(done, picture)
        return
    if given.markers or given.others or picture is not None:
        raise UsageError(
            "--cues, --with and --picture belong to one recording; analyze them one by one."
        )
    if not _analyze_many(paths, read_options, request, as_json=as_json, out_dir=out):
        raise typer.Exit(FAILED)


def _for_player(
    request: "AnalysisRequest", player: str, data_dir: Path | None
) -> "AnalysisRequest":
    """Ask for an analysis adapted to a player, and say where nothing is known of them."""
    from kicksense.workflows.adaptation_memory import shown  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - the same

    if not shown(open_sessions(data_dir), player, None):
        complain(
            f"nothing is known of player {player} yet, so the analysis is the general one; "
            f"`kicksense adapt {player}` says how to change that."
        )
    return replace(request, player_id=player, data_dir=data_dir)


def _analyze_one(
    path: Path,
    read_options: "ReadOptions",
    request: "AnalysisRequest",
    *,
    given: "Given",
    as_json: bool,
) -> "Practised":
    """Analyze one file and print what was found."""
    from kicksense.exchange.report_document import document_json  # noqa: PLC0415 - late for --help
    from kicksense.workflows.practising import practised_file  # noqa: PLC0415 - the same

    with working(f"analyzing {path.name}"):
        done = practised_file(
            path, read_options, request, given=given, history_for=_history_for(request)
        )
    card = None if request.drill is None else done.card
    practice = done.practice
    if as_json:
        print(
            document_json(
                done.report, practice.markers, activity=practice.activity, card=card, indent=2
            )
        )
    else:
        say_lines(practice_lines(done.report, card, done.drill, practice.markers))
    return done


def _history_for(request: "AnalysisRequest") -> "Callable[[Recording], History] | None":
    """Give how to find what the player came to before, where a player and a drill are named."""
    player_id = request.player_id
    if player_id is None or request.drill is None:
        return None

    def history_for(recording: "Recording") -> "History":
        from kicksense.workflows.practice_history import Leg, history_of  # noqa: PLC0415 - late
        from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - the same

        leg = Leg(player_id, recording.placement.side, recording.source.simulated)
        store = open_sessions(request.data_dir)
        history, troubles = history_of(store, leg, but=recording.source.fingerprint)
        for sentence in troubles:
            complain(sentence)
        return history

    return history_for


def _analyze_many(
    paths: Sequence[Path],
    read_options: "ReadOptions",
    request: "AnalysisRequest",
    *,
    as_json: bool,
    out_dir: Path | None,
) -> bool:
    """Analyze files one after the other; tell whether all went well."""
    from kicksense.workflows.batch import analyze_files  # noqa: PLC0415 - late for a fast --help

    failed = 0
    with counting("analyzing") as count:
        outcomes = analyze_files(paths, read_options, request, out_dir=out_dir)
        for done, outcome in enumerate(outcomes, start=1):
            if outcome.problem is not None:
                failed += 1
                complain(outcome.problem)
            elif out_dir is None or not as_json:
                _print_outcome(outcome, as_json=as_json)
            count(done, len(paths))
    if failed:
        complain(f"{failed} of {len(paths)} recordings could not be analyzed.")
    return failed == 0


def _print_outcome(outcome: "FileOutcome", *, as_json: bool) -> None:
    """Print what was found in one file of several."""
    from kicksense.cli.report_text import summary_of  # noqa: PLC0415 - late for a fast --help

    if outcome.report is None:
        return
    if as_json:
        from kicksense.exchange.report_document import document_json  # noqa: PLC0415 - late

        print(document_json(outcome.report, activity=outcome.activity, card=outcome.card))
    elif outcome.document_path is None:
        say_lines(practice_lines(outcome.report, outcome.card, outcome.drill))
        say()
    else:
        say(f"{summary_of(outcome.report)}  -> {outcome.document_path}")
