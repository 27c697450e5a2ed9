"""Record a session, guided in plain words."""

import math
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kicksense.cli.options import (
    DataDir,
    DrillOption,
    LevelOption,
    ModelOption,
    SurfaceOption,
    request_of,
)
from kicksense.cli.practice_output import say_cards_of
from kicksense.cli.speaking import FAILED, complain, say_lines, spoken
from kicksense.domain.anatomy import Side
from kicksense.errors import SourceError, UsageError

if TYPE_CHECKING:
    from kicksense.cli.record_output import Output
    from kicksense.coaching.schedule import ScheduleKind
    from kicksense.store.session_row import SessionRow
    from kicksense.workflows.recording_request import RecordRequest
    from kicksense.workflows.sounds import Sound

_RADIO: Final = "ble:"
_SCHEDULES: Final = "every_kick, outside_band, fading, on_request, guess_first or summary"


@spoken
def record(
    source: Annotated[
        str,
        typer.Argument(
            metavar="[SOURCE]",
            help="ble: for your sensors, synthetic:DRILL for a simulated leg, replay:FILE for a "
            "journal.",
        ),
    ] = _RADIO,
    *,
    player: Annotated[
        list[str] | None,
        typer.Option(
            "--player",
            metavar="ID",
            help="Who plays: an id, never a name. Records with the sensors paired with that "
            "player; may be given several times.",
            show_default=False,
        ),
    ] = None,
    sensor: Annotated[
        list[str] | None,
        typer.Option(
            "--sensor",
            metavar="NAME",
            help="Only this sensor: name, address, or the beginning of one; may be given several "
            "times. Default: the paired ones, else the only one in range.",
            show_default=False,
        ),
    ] = None,
    leg: Annotated[
        list[Side] | None,
        typer.Option(
            "--leg",
            "--side",
            case_sensitive=False,
            help="The leg that wears the sensor, where it is not paired; once for each sensor.",
            show_default=False,
        ),
    ] = None,
    drill: DrillOption = None,
    level: LevelOption = 1,
    target_distance: Annotated[
        float | None,
        typer.Option(
            "--target-distance",
            "--distance",
            metavar="M",
            help="Metres from the kick to the target; power is judged against it.",
            show_default=False,
        ),
    ] = None,
    surface: SurfaceOption = None,
    cues: Annotated[
        bool | None,
        typer.Option(
            "--cues/--no-cues",
            help="Call out the drill's cues at moments nobody can foresee; without, a coach's key "
            "or another player's kick is the cue. Default: yes where the drill has cues and real "
            "sensors are recorded.",
            show_default=False,
        ),
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(
            "--seconds",
            metavar="N",
            help="End by itself so long after the start. Default: q or Ctrl-C ends it.",
            show_default=False,
        ),
    ] = None,
    guide: Annotated[
        bool | None,
        typer.Option(
            "--guide/--no-guide",
            help="Lead through the start: check, stand still, swing the leg, countdown. Default: "
            "yes, but not for a journal.",
            show_default=False,
        ),
    ] = None,
    schedule: Annotated[
        str,
        typer.Option("--schedule", metavar="NAME", help=f"When verdicts are told: {_SCHEDULES}."),
    ] = "every_kick",
    sound: Annotated[
        str,
        typer.Option(
            "--sound", metavar="NAME", help="How a verdict sounds here: bell, tone or off."
        ),
    ] = "bell",
    headless: Annotated[
        bool,
        typer.Option(
            "--headless", help="Show nothing and read no keys; the dashboard shows it and stops it."
        ),
    ] = False,
    json_lines: Annotated[
        bool,
        typer.Option(
            "--json-lines", help="Print all that happens, one JSON document a line; read no keys."
        ),
    ] = False,
    model: ModelOption = None,
    data_dir: DataDir = None,
) -> None:
    """Record a session and judge every kick within about a second.

    Put the sensor on, start, do what the screen says, play. q or Ctrl-C stops and stores it.
    Nothing that has arrived is lost if the computer crashes: the next start stores it.

    Without a sensor: `kicksense record synthetic:partner_pass --seconds 60`.
    """
    if headless and json_lines:
        raise UsageError("--headless prints nothing and --json-lines everything; give one of them.")
    asked = request_of(
        None,
        drill=drill,
        level=level,
        target_distance_m=target_distance,
        surface=surface,
        model=model,
        data_dir=data_dir,
    )
    from kicksense.cli.record_output import Output, usual_output  # noqa: PLC0415 - for --help
    from kicksense.workflows.recording_request import RecordRequest  # noqa: PLC0415 - late for --help

    request = RecordRequest(
        source=_source_of(source, sensor or [], data_dir),
        player_ids=tuple(player or ()),
        sides=tuple(leg or ()),
        drill=asked.drill,
        level=asked.level,
        target_distance_m=asked.target_distance_m,
        surface=asked.surface,
        cues=cues,
        seconds=_positive(seconds),
        guided=not source.startswith("replay:") if guide is None else guide,
        schedule=_schedule_of(schedule),
        model_name=model,
        data_dir=data_dir,
    )
    quiet = Output.NOTHING if headless else Output.JSON
    output = quiet if headless or json_lines else usual_output()
    _run(request, output, sound=_sound_of("off" if headless or json_lines else sound))


def _run(request: "RecordRequest", output: "Output", *, sound: "Sound") -> None:
    """Record, show it, and say in the end what was stored."""
    from kicksense.cli.record_output import (  # noqa: PLC0415 - late for a fast --help
        FatalTroubles,
        OrderDesk,
        Output,
        ring,
        shown,
    )
    from kicksense.coaching.schedule import ScheduleKind  # noqa: PLC0415 - the same
    from kicksense.workflows.cues import ScoreKeeper, score_words  # noqa: PLC0415 - the same
    from kicksense.workflows.recording import record as recorded  # noqa: PLC0415 - the same
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - the same
    from kicksense.workflows.sounds import Sounder  # noqa: PLC0415 - the same

    desk, troubles = OrderDesk(), FatalTroubles()
    score, sounder = ScoreKeeper(request.target), Sounder(sound, ring)
    guessing = request.schedule is ScheduleKind.GUESS_FIRST
    with (
        sounder.listening(),
        shown(output, desk, target=request.target, guessing=guessing) as listeners,
    ):
        rows = _with_radio_words(
            request,
            lambda: recorded(
                request,
                (*listeners, score, sounder, troubles),
                on_started=lambda recorder: desk.open(recorder.give),
            ),
        )
    if not rows:
        complain(troubles.unstored)
    elif output in (Output.SCREEN, Output.LINES):
        say_lines(_ending_lines(rows, score_words(score.score), request))
        say_cards_of(open_sessions(request.data_dir), [row.id for row in rows])
    for sentence in troubles.sentences:
        complain(sentence)
    if troubles.sentences or not rows:
        raise typer.Exit(FAILED)


def _with_radio_words(
    request: "RecordRequest", recorded: "Callable[[], tuple[SessionRow, ...]]"
) -> "tuple[SessionRow, ...]":
    """Record, and say of a radio that fails what can be seen of it."""
    from kicksense.workflows.sensors import explained  # noqa: PLC0415 - late for --help

    try:
        return recorded()
    except SourceError as error:
        words = explained(error) if request.source.startswith(_RADIO) else None
        if words is None:
            raise
        raise SourceError(words) from error


def _ending_lines(rows: "Sequence[SessionRow]", score: str, request: "RecordRequest") -> list[str]:
    """Say what was stored, how it went, and how to look at it."""
    lines = [f"Stored as session {row.id}: {_row_words(row)}." for row in rows]
    where = "" if request.data_dir is None else f" --data-dir {shlex.quote(str(request.data_dir))}"
    return [
        *lines,
        score,
        f"Look at it: `kicksense show {rows[0].id}{where}`, or `kicksense dashboard{where}`.",
    ]


def _row_words(row: "SessionRow") -> str:
    minutes, seconds = divmod(round(row.duration_s), 60)
    words = [f"{minutes}:{seconds:02d} minutes", f"{row.sampling_rate_hz:.0f} Hz"]
    if row.side is not None:
        words.append(f"{row.side} leg")
    if row.player_id is not None:
        words.append(f"player {row.player_id}")
    if row.simulated:
        words.append("simulated")
    return ", ".join(words)


def _source_of(source: str, sensors: "Sequence[str]", data_dir: Path | None) -> str:
    """Give the source with the sensors that were named."""
    if not sensors:
        return source
    if source.strip().lower() not in (_RADIO, _RADIO.rstrip(":")):
        raise UsageError(f"--sensor names sensors in radio range; '{source}' has its own.")
    from kicksense.workflows.sensors import named_sensors  # noqa: PLC0415 - late for --help
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - the same

    return _RADIO + ",".join(named_sensors(open_sessions(data_dir), sensors))


def _positive(seconds: float | None) -> float | None:
    if seconds is not None and not 0.0 < seconds < math.inf:
        raise UsageError(f"--seconds takes a number of seconds above 0, not {seconds:g}.")
    return seconds


def _schedule_of(name: str) -> "ScheduleKind":
    from kicksense.coaching.schedule import ScheduleKind  # noqa: PLC0415 - late for --help

    if name not in set(ScheduleKind):
        raise UsageError(f"there is no schedule '{name}'; choose one of {_SCHEDULES}.")
    return ScheduleKind(name)


def _sound_of(name: str) -> "Sound":
    from kicksense.workflows.sounds import Sound  # noqa: PLC0415 - late for a fast --help

    if name not in set(Sound):
        raise UsageError(f"--sound is bell, tone or off, not '{name}'.")
    return Sound(name)
