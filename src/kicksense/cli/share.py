"""A session as a share file for named people; shared sessions taken in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kicksense.cli.options import DataDir
from kicksense.cli.progress import counting
from kicksense.cli.speaking import say, spoken
from kicksense.errors import UsageError

if TYPE_CHECKING:
    from kicksense.exchange.share_file import SharedSession
    from kicksense.workflows.sessions import Sessions

_MOST_PASSPHRASE_BYTES = 4096

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help="Its first line locks or opens a share file; it stays off the command line.",
        show_default=False,
    ),
]
"""Where a passphrase is read from."""


@spoken
def share(
    session: Annotated[
        str,
        typer.Argument(metavar="SESSION", help="Id, beginning of an id, or name of a session."),
    ],
    *,
    names: Annotated[
        list[str],
        typer.Option("--for", metavar="NAME", help="Somebody it is for; may be given often."),
    ],
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE", help="The file to be written, .kicksense."),
    ],
    sender: Annotated[
        str, typer.Option("--from", metavar="NAME", help="Who shares it.", show_default=False)
    ] = "",
    samples: Annotated[
        bool,
        typer.Option("--samples", help="With the samples, so that it can be imported."),
    ] = False,
    passphrase_file: PassphraseFile = None,
    data_dir: DataDir = None,
) -> None:
    """Put a session into one file for named people.

    It holds what was found, the score card and a drawing of the signals, never a video, and the
    names of those it is for. The player has to have agreed; for whom it was made is written down.

    For example: `kicksense share SESSION --for Ada --out session.kicksense`. Whoever gets it opens
    it with `kicksense import session.kicksense`.
    """
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - late for --help
    from kicksense.workflows.sharing import (  # noqa: PLC0415 - the same
        ShareRequest,
        share_session,
        write_share,
    )

    if out.exists():
        raise UsageError(f"{out} is there already; name another file with --out.")
    request = ShareRequest(
        session_id=session,
        for_names=tuple(names),
        from_name=sender,
        samples=samples,
        passphrase=passphrase_in(passphrase_file),
    )
    store = open_sessions(data_dir)
    with counting("looking for kicks") as count:
        made = share_session(store, request, count)
    write_share(made, out)
    how = "locked" if made.share.locked else "open to whoever has the file"
    say(f"{out}: session {made.share.session_id} for {', '.join(made.share.for_names)}, {how}.")


def passphrase_in(path: Path | None) -> str | None:
    """Give the first line of a file; None where no file is named.

    Raises
    ------
    UsageError
        If it cannot be read, or its first line is empty.
    """
    if path is None:
        return None
    try:
        with path.open("rb") as stream:
            line = stream.readline(_MOST_PASSPHRASE_BYTES).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"the passphrase in {path} cannot be read; put it into the first line of a text file."
        ) from error
    if not line:
        raise UsageError(f"the first line of {path} is empty; put the passphrase there.")
    return line


def import_share(
    store: "Sessions", path: Path, *, player: str | None, passphrase: str | None
) -> None:
    """Take a shared session in, and say for whom it is; one without samples is told alone.

    Parameters
    ----------
    store
        The store.
    path
        The share file.
    player
        Whose session it is here, or None.
    passphrase
        That opens it, or None.
    """
    from kicksense.workflows.receiving import read_share, take_in  # noqa: PLC0415 - late likewise

    shared = read_share(path, passphrase)
    say(_who(shared))
    if shared.recording is None:
        say(
            f"{path} holds {len(shared.document.kicks)} kicks and no samples, so that it can be "
            "looked at on the Import page and is not stored."
        )
        return
    received = take_in(store, shared, player_id=player)
    said = "imported as" if received.is_new else "was imported before, as"
    say(f"{path} {said} {received.row.id}, with {received.notes} notes.")


def _who(shared: "SharedSession") -> str:
    names = ", ".join(shared.manifest.for_names)
    sender = f", from {shared.manifest.from_name}" if shared.manifest.from_name else ""
    return f"Shared with {names} alone{sender}; please do not pass it on."
