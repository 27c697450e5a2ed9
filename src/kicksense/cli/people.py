"""Players: what is kept of them, their consents, their data to take along or erase; and the bin."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kicksense.cli.options import DataDir
from kicksense.cli.progress import counting
from kicksense.cli.speaking import complain, say, say_lines, spoken
from kicksense.errors import UsageError
from kicksense.units import counted

if TYPE_CHECKING:
    from datetime import datetime

    from kicksense.store.players import PlayerRecord
    from kicksense.workflows.erasing import Erased, Manifest

player = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="See what is kept of players and what they consent to; export it or erase it.",
)
bin_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="List, restore or delete what was erased in the last 30 days.",
)

_BYTES_PER_MB = 1e6
_FILES = {"notes": "note in session", "plans": "plan"}

_Player = Annotated[str, typer.Argument(metavar="ID", help="Of the player.")]
_Yes = Annotated[bool, typer.Option("--yes", help="Do it without being asked.")]


class ScopeWord(StrEnum):
    """What can be consented to, as people type it."""

    STORE = "store"
    COACH = "coach"
    VIDEO = "video"
    TRAIN = "train"


@player.command("list")
@spoken
def list_players(*, data_dir: DataDir = None) -> None:
    """List the players there are, and what holds of each."""
    from kicksense.workflows.consent import (  # noqa: PLC0415 - late for --help
        Scope,
        holding,
        known_players,
        player_record,
    )
    from kicksense.workflows.freshness import freshness_of  # noqa: PLC0415 - the same
    from kicksense.workflows.kept_of_player import kept_of  # noqa: PLC0415 - late for --help
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - the same

    store = open_sessions(data_dir)
    ids = known_players(store)
    if not ids:
        say("No player is known yet; `kicksense import FILE --player ID` names one.")
    stale = freshness_of(store).stale if ids else frozenset()
    for player_id in ids:
        kept = kept_of(store, player_id)
        record = player_record(store, player_id)
        given = [str(scope) for scope in Scope if holding(record, scope) is not None]
        unseen = sum(row.id in stale for row in kept.rows)
        # What came back from the bin has no kicks until somebody looks at it again.
        again = f" ({counted(unseen, 'session')} to be looked at)" if unseen else ""
        say(
            f"{player_id:20} {counted(len(kept.rows), 'session')}, "
            f"{counted(kept.kicks, 'kick')}{again}, "
            f"{kept.size_bytes / _BYTES_PER_MB:.1f} MB; consents: {', '.join(given) or 'none'}"
        )


@player.command("consent")
@spoken
def consent(
    player_id: _Player,
    *,
    give: Annotated[
        list[ScopeWord] | None,
        typer.Option("--give", help="Agree to this: store, coach, video or train."),
    ] = None,
    withdraw: Annotated[
        list[ScopeWord] | None,
        typer.Option("--withdraw", help="Withdraw this; that it was given stays written."),
    ] = None,
    guardian: Annotated[
        bool,
        typer.Option("--guardian", help="A parent or guardian agrees (needed under 16)."),
    ] = False,
    born: Annotated[
        int | None,
        typer.Option("--born", metavar="YEAR", help="Year of birth.", show_default=False),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Show what a player has consented to; give it, or withdraw it.

    For example: `kicksense player consent p07 --born 2012 --give coach --guardian`.
    """
    from kicksense.workflows import consent as consents  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - the same

    both = set(give or ()) & set(withdraw or ())
    if both:
        raise UsageError(f"{min(both)} is to be given and withdrawn at once; name it once.")
    store = open_sessions(data_dir)
    if born is not None:
        consents.set_birth_year(store, player_id, born)
    giver = consents.Giver.GUARDIAN if guardian else consents.Giver.SELF
    for scope in give or ():
        consents.give(store, player_id, str(scope), giver)
    for scope in withdraw or ():
        consents.withdraw(store, player_id, str(scope))
    say_lines(_consent_lines(consents.player_record(store, player_id)))


@player.command("export")
@spoken
def export(
    player_id: _Player,
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="The ZIP file to write; here by the player's id unless named.",
            show_default=False,
        ),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Write everything that is kept of a player into a ZIP file; nothing of anybody else.

    For example: `kicksense player export p07 -o p07.zip`.
    """
    from kicksense.workflows.player_export import export_name, export_player  # noqa: PLC0415 - late
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - late for --help

    path = Path(export_name(player_id)) if output is None else output
    if path.exists():
        raise UsageError(f"{path} is there already; name another file with --output.")
    with counting("exporting") as count:
        exported = export_player(open_sessions(data_dir), player_id, path, count)
    for trouble in exported.troubles:
        complain(trouble)
    say(f"{exported.path}: {exported.sessions} sessions of {player_id}.")


@player.command("erase")
@spoken
def erase(
    player_id: _Player,
    *,
    session: Annotated[
        str | None,
        typer.Option("--session", metavar="ID", help="Only this session.", show_default=False),
    ] = None,
    yes: _Yes = False,
    data_dir: DataDir = None,
) -> None:
    """Put everything that is kept of a player, or one session, into the bin for 30 days.

    For example: `kicksense player erase p07 --session ID`; `kicksense bin restore` undoes it.
    """
    from kicksense.workflows.erasing import erase_player, erase_session  # noqa: PLC0415 - late
    from kicksense.workflows.sessions import find_session, open_sessions  # noqa: PLC0415 - late

    store = open_sessions(data_dir)
    if session is None:
        _sure(f"Erase everything of player {player_id}?", yes=yes)
        say_lines(_erased_lines(erase_player(store, player_id)))
        return
    row = find_session(store, session)
    if row.player_id != player_id:
        raise UsageError(f"session {row.id} is not of player '{player_id}'.")
    _sure(f"Erase session {row.id} ({row.name})?", yes=yes)
    say_lines(_erased_lines(erase_session(store, row.id)))


@bin_app.command("list")
@spoken
def list_bin(*, data_dir: DataDir = None) -> None:
    """List what can be restored, the newest first."""
    from kicksense.workflows.erasing import in_bin  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - the same

    entries = in_bin(open_sessions(data_dir))
    if not entries:
        say("The bin is empty.")
    say_lines(_entry_line(entry) for entry in entries)


@bin_app.command("restore")
@spoken
def restore(
    bin_id: Annotated[str, typer.Argument(metavar="ID", help="As `kicksense bin list` shows it.")],
    *,
    data_dir: DataDir = None,
) -> None:
    """Put something back exactly where it was.

    Its score cards are made anew when the session is next looked at, here or on its page.
    """
    from kicksense.workflows.erasing import restored  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - the same

    entry = restored(open_sessions(data_dir), bin_id)
    say(f"{_what(entry)} is back where it was.")


@bin_app.command("empty")
@spoken
def empty(
    bin_ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Only these; all unless named.", show_default=False),
    ] = None,
    *,
    yes: _Yes = False,
    data_dir: DataDir = None,
) -> None:
    """Delete what lies in the bin for good."""
    from kicksense.workflows import erasing  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - the same

    store = open_sessions(data_dir)
    meant = erasing.to_be_emptied(store, bin_ids or None)
    if not meant:
        say("The bin is empty.")
        return
    if not yes:
        say_lines(_entry_line(entry) for entry in meant)
    _sure("Delete it for good? It can never come back.", yes=yes)
    # What was seen, and nothing that came into the bin while the question stood there.
    ids = [entry.bin_id for entry in meant]
    say(f"{erasing.empty(store, ids)} deleted for good.")


def _sure(question: str, *, yes: bool) -> None:
    """Ask before anything is done."""
    if yes:
        return
    try:
        agreed = typer.confirm(question)
    except typer.Abort as error:
        raise UsageError("nothing was done; --yes does it without being asked.") from error
    if not agreed:
        raise UsageError("nothing was done.")


def _day(moment: "datetime") -> str:
    """Give the day of a moment on this machine's calendar."""
    return f"{moment.astimezone():%Y-%m-%d}"


def _consent_lines(record: "PlayerRecord") -> list[str]:
    born = "not said" if record.birth_year is None else str(record.birth_year)
    lines = [f"{record.player_id}, born: {born}"]
    for each in record.consents:
        ended = "" if each.withdrawn_utc is None else f", withdrawn {_day(each.withdrawn_utc)}"
        lines.append(
            f"    {each.scope}: given {_day(each.given_utc)} by {each.given_by}, "
            f"text {each.text_version}{ended}"
        )
    return lines if record.consents else [*lines, "    no consent was ever given"]


def _erased_lines(erased: "Erased") -> list[str]:
    entry = erased.manifest
    lines = [
        f"In the bin until {_day(erased.gone_utc)}: {_what(entry)}; "
        f"`kicksense bin restore {entry.bin_id}` brings it back."
    ]
    lines += [
        f"The model '{name}' was trained with it and cannot forget it; train it again."
        for name in erased.model_names
    ]
    return lines


def _entry_line(entry: "Manifest") -> str:
    held = f"{counted(len(entry.session_ids), 'session')}, " if entry.session_ids else ""
    return (
        f"{entry.bin_id}  {_day(entry.binned_utc)}  {_what(entry)}, "
        f"{held}{entry.size_bytes / _BYTES_PER_MB:.1f} MB"
    )


def _what(entry: "Manifest") -> str:
    """Say what lies in the bin; single files by the folder they lay in, or as their title says."""
    if entry.kind != "files":
        return f"{entry.kind} {entry.title}"
    folder = entry.moved[0].place.split("/")[0] if entry.moved else ""
    return f"{_FILES[folder]} {entry.title}" if folder in _FILES else entry.title
