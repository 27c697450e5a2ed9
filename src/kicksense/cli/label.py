"""Labels: bring them in, write them out, compare labellers, write tables."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kicksense.cli.progress import counting
from kicksense.cli.speaking import complain, plain, say, say_lines, spoken
from kicksense.errors import UsageError
from kicksense.units import counted

if TYPE_CHECKING:
    from kicksense.domain.labels import LabelSet
    from kicksense.store.session_row import SessionRow
    from kicksense.workflows.datasets import Dataset
    from kicksense.workflows.label_agreement import Agreement, PairAgreement
    from kicksense.workflows.sessions import Sessions

label_app = typer.Typer(
    name="label",
    help="Say what happened in recordings, and compare what people said.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Session = Annotated[
    str, typer.Argument(metavar="SESSION", help="Id, beginning of an id, or name of a session.")
]
_DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        "--data",
        metavar="DIR",
        help="Folder of your stored recordings. Default: $KICKSENSE_DATA, else the system's "
        "usual place (kicksense doctor shows it).",
        show_default=False,
    ),
]
_DataPlaces = Annotated[
    list[Path],
    typer.Option(
        "--data",
        metavar="DIR",
        help="Data folder with labels, or folder of the shared real recordings; may be given "
        "several times.",
    ),
]
_Labeller = Annotated[
    str | None,
    typer.Option(
        "--labeller",
        metavar="ID",
        help="Whose labels. Default: what training uses, all labellers together.",
        show_default=False,
    ),
]


@label_app.command("import")
@spoken
def import_labels(
    session: _Session,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Audacity label text, or CSV with a header.")
    ],
    *,
    labeller: Annotated[
        str, typer.Option("--labeller", metavar="ID", help="Who labelled: an id, never a name.")
    ] = "me",
    player: Annotated[
        str | None,
        typer.Option(
            "--player",
            metavar="ID",
            help="Whose leg it is, where the session does not say: an id, never a name.",
            show_default=False,
        ),
    ] = None,
    complete: Annotated[
        bool,
        typer.Option(
            "--complete/--partial",
            help="Whether every kick is labelled (inside the labelled stretches, if there are "
            "any), so that another one found there is a false one.",
        ),
    ] = True,
    within: Annotated[
        float | None,
        typer.Option(
            "--within",
            metavar="S",
            help="Seconds that moments may be off, like 0.5 for labels tapped live.",
            show_default=False,
        ),
    ] = None,
    offset: Annotated[
        float,
        typer.Option(
            "--offset", metavar="S", help="Seconds to add, where the labels count from elsewhere."
        ),
    ] = 0.0,
    data_dir: _DataDir = None,
) -> None:
    """Store what a label file says of a session.

    Words are those people use: heel, inside foot, instep, kick, air kick, touch, trap, drag back,
    ...; for stretches of time walk, jog, sprint, .... Importing again replaces the labels of the
    same labeller; the earlier ones are kept beside them.
    """
    from kicksense.workflows.labels import (  # noqa: PLC0415 - late for a fast --help
        LabelOptions,
        import_labels,
    )

    options = LabelOptions(labeller, player, complete, within, offset)
    store, row = _found(session, data_dir)
    imported = import_labels(store, row, file, options)
    say(f"{file}: labels of session {row.id} ({row.name}), player {imported.labels.player_id}")
    say_lines(_label_lines(imported.labels))
    if imported.not_read:
        complain(f"columns that mean nothing here were not read: {', '.join(imported.not_read)}.")
    if imported.replaced is not None:
        complain(
            f"{len(imported.replaced.events)} earlier labels by {labeller} were replaced; they are "
            f"kept in {imported.path.parent}."
        )


@label_app.command("export")
@spoken
def export_labels(
    session: _Session,
    *,
    style: Annotated[
        str, typer.Option("--format", metavar="NAME", help="audacity or csv.")
    ] = "audacity",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Default: print them.", show_default=False),
    ] = None,
    labeller: _Labeller = None,
    data_dir: _DataDir = None,
) -> None:
    """Write the labels of a session, to be read by Audacity or a spreadsheet."""
    from kicksense.workflows.labels import (  # noqa: PLC0415 - late for a fast --help
        export_labels,
        label_text_of,
        labels_said_by,
    )

    store, row = _found(session, data_dir)
    labels = labels_said_by(store, row, labeller)
    if out is None:
        print(_shown(label_text_of(labels, style)), end="")
    else:
        export_labels(labels, out, style)
        say(f"{len(labels.events)} events and {len(labels.spans)} stretches -> {out}")


@label_app.command("show")
@spoken
def show_labels(session: _Session, *, data_dir: _DataDir = None) -> None:
    """Say who labelled a session, and what."""
    from kicksense.workflows.label_choice import RULE, chosen_labels  # noqa: PLC0415 - late
    from kicksense.workflows.labels import label_sets_of  # noqa: PLC0415 - the same

    store, row = _found(session, data_dir)
    label_sets = label_sets_of(store, row)
    say(f"session {row.id} ({row.name}){' simulated' if row.simulated else ''}")
    if not label_sets:
        say("no labels yet; kicksense label import brings some in.")
        return
    for labels in label_sets:
        say_lines(_label_lines(labels))
    chosen = chosen_labels(label_sets)
    if len(label_sets) > 1:
        say()
        say(f"training and scoring use the {chosen.labeller}: {len(chosen.events)} events")
        say(RULE if chosen.labeller == "consensus" else "A simulation's truth is not overruled.")


@label_app.command("agreement")
@spoken
def agreement(
    session: Annotated[
        str | None,
        typer.Argument(metavar="[SESSION]", help="One session. Default: all.", show_default=False),
    ] = None,
    *,
    data_dir: _DataDir = None,
) -> None:
    """Say how far labellers of the same sessions agree."""
    from kicksense.workflows.label_agreement import agreement_of  # noqa: PLC0415 - late

    if session is None:
        store, wanted = _opened(data_dir), None
    else:
        store, row = _found(session, data_dir)
        wanted = [row.id]
    say_lines(_agreement_lines(agreement_of(store, wanted)))


@label_app.command("table")
@spoken
def table(
    *,
    data: _DataPlaces,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Ends in .parquet or .csv.")],
) -> None:
    """Write every kick, called or labelled, as a row: features, answers and labels."""
    from kicksense.workflows.label_table import write_kick_table  # noqa: PLC0415 - late

    if out.suffix.lower() not in (".parquet", ".csv"):
        raise UsageError(f"--out must end in .parquet or .csv; '{out.name}' does not.")
    dataset = _dataset(data)
    with counting("analyzing") as count:
        summary = write_kick_table(dataset, out, count)
    counts = ", ".join(f"{number} {name}" for name, number in summary.outcomes.items())
    say(
        f"{summary.rows} kicks of {summary.recordings} recordings and {len(dataset.players)} "
        f"players ({counts}) -> {out}"
    )


@label_app.command("index")
@spoken
def index(
    *,
    data: _DataPlaces,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Also write one line a kick, as CSV.", show_default=False
        ),
    ] = None,
) -> None:
    """Say what is in a data set: players, sessions, kicks, and its fingerprint."""
    from kicksense.workflows.dataset_index import (  # noqa: PLC0415 - late for a fast --help
        index_lines,
        index_of,
        write_index,
    )

    dataset = _dataset(data)
    with counting("reading") as count:
        sessions = index_of(dataset, count)
    say_lines(index_lines(dataset, sessions))
    if out is not None:
        write_index(sessions, out)
        say(f"{sum(len(session.kicks) for session in sessions)} kicks -> {out}")


@label_app.command("bundle")
@spoken
def bundle(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.zip", help="The archive to write.")],
    recordings: Annotated[
        bool, typer.Option("--recordings", help="With the samples, as Parquet.")
    ] = False,
    bids: Annotated[bool, typer.Option("--bids", help="With the samples, as Motion-BIDS.")] = False,
    data_dir: _DataDir = None,
) -> None:
    """Write kicks, labels and sessions of all players who agreed into one archive.

    A data dictionary lies beside them; nothing in it names a person.
    """
    from kicksense.store.folder import data_folder  # noqa: PLC0415 - late for a fast --help
    from kicksense.workflows.export_bundle import (  # noqa: PLC0415 - the same
        ExportRequest,
        write_bundle,
    )

    request = ExportRequest(data_folder(data_dir).root, out, recordings, bids)
    with counting("analyzing") as count:
        summary = write_bundle(request, count)
    say(
        f"{summary.sessions} sessions, {summary.kicks} kicks and {summary.labels} labels -> {out}; "
        f"{summary.left_out} sessions of players who have not agreed are left out."
    )


def _shown(text: str) -> str:
    """Give a text as it goes out: to the letter into a pipe, harmless to a terminal."""
    if not sys.stdout.isatty():
        return text
    shown = text.replace("\r\n", "\n").split("\t")
    return "\t".join(plain(part) for part in shown)


def _dataset(data: list[Path]) -> "Dataset":
    """Open a data set, and say what was left out of it."""
    from kicksense.workflows.datasets import open_dataset  # noqa: PLC0415 - late for --help

    dataset = open_dataset(tuple(data))
    for remark in dataset.remarks:
        complain(remark)
    return dataset


def _opened(data_dir: Path | None) -> "Sessions":
    from kicksense.workflows.sessions import open_sessions  # noqa: PLC0415 - late for --help

    return open_sessions(data_dir)


def _found(session: str, data_dir: Path | None) -> "tuple[Sessions, SessionRow]":
    from kicksense.workflows.sessions import find_session  # noqa: PLC0415 - late for --help

    store = _opened(data_dir)
    return store, find_session(store, session)


def _label_lines(labels: "LabelSet") -> list[str]:
    """Say what a labeller named, and how often."""
    from kicksense.workflows.labels import counts_of  # noqa: PLC0415 - late for a fast --help

    when = labels.labelled_utc.astimezone().strftime("%Y-%m-%d %H:%M")
    reach = "complete" if labels.complete else "not complete"
    if labels.complete and labels.spans:
        many = "es" if len(labels.spans) > 1 else ""
        reach = f"complete inside the {len(labels.spans)} stretch{many} of time"
    lines = [f"  by {labels.labeller}, {when}: {len(labels.events)} events, {reach}"]
    lines += [f"    {number:5d}  {name}" for name, number in counts_of(labels)]
    spans: dict[str, float] = {}
    for span in labels.spans:
        spans[span.movement] = spans.get(span.movement, 0.0) + span.stop_s - span.start_s
    lines += [f"    {seconds:5.0f}s {name}" for name, seconds in sorted(spans.items())]
    return lines


def _agreement_lines(agreement: "Agreement") -> list[str]:
    """Give the comparison of labellers as lines."""
    lines = [line for pair in agreement.pairs for line in _pair_lines(pair)]
    if len(agreement.pairs) > 1:
        lines += ["", f"all labellers, names of {agreement.moments} moments that two or more have"]
        lines.append(f"  Krippendorff's alpha     {_number(agreement.alpha)}")
    return lines


def _pair_lines(pair: "PairAgreement") -> list[str]:
    share = pair.seen_by_both_ratio
    lines = [
        f"{pair.first} and {pair.second}, {counted(pair.sessions, 'session')}",
        f"  events both have         {pair.both}"
        + ("" if share is None else f"  ({share:.0%} of what either has)"),
        f"  only {pair.first[:18]:<18}  {pair.only_first}",
        f"  only {pair.second[:18]:<18}  {pair.only_second}",
        f"  of both, named the same  {pair.same_name}",
        f"  Cohen's kappa of names   {_number(pair.kappa)}",
    ]
    if pair.difference_s is not None:
        lines.append(f"  apart in time            {pair.difference_s * 1000:.0f} ms (median)")
    return lines


def _number(value: float | None) -> str:
    return "not defined (one name alone, or none)" if value is None else f"{value:.2f}"
