"""Analyze many files, each for itself: a bad one is reported and the rest goes on."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from kicksense.domain.drill import Drill
from kicksense.domain.kick import SessionReport
from kicksense.domain.locomotion import Activity
from kicksense.domain.score_card import ScoreCard
from kicksense.errors import KicksenseError, StoreError, UsageError
from kicksense.exchange.options import ReadOptions
from kicksense.exchange.report_document import document_json
from kicksense.store.atomic import write_atomically, write_trouble
from kicksense.workflows.options import AnalysisRequest, requested_target
from kicksense.workflows.practising import Practised, practised_file
from kicksense.workflows.workers import pooled, worker_count

_SERIAL_UP_TO_FILES: Final = 6
"""Starting another process costs about as much as analyzing a few recordings."""

_PACKINGS: Final = frozenset({".gz", ".bz2", ".xz", ".zst"})
"""Endings that wrap another ending."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file of many.

    Attributes
    ----------
    path
        The file.
    report
        What was found; None where it could not be analyzed.
    document_path
        Where the report was written as JSON; None where that was not asked for or failed.
    problem
        One sentence that says what is wrong; None where all is well.
    drill, card
        What it came to in the drill that was named; None where none was.
    activity
        What the leg did between the kicks.
    """

    path: Path
    report: SessionReport | None = None
    document_path: Path | None = None
    problem: str | None = None
    drill: Drill | None = None
    card: ScoreCard | None = None
    activity: Activity | None = field(default=None, compare=False)


def document_stem(path: Path) -> str:
    """Give the name of a file without its endings: ``P1_S01`` for ``P1_S01.csv.gz``.

    Parameters
    ----------
    path
        A file, or a folder that is one recording.

    Returns
    -------
    stem
        To name the document after.
    """
    if path.is_dir():
        return path.resolve().name
    bare = Path(path.name)
    if bare.suffix.lower() in _PACKINGS and Path(bare.stem).suffix:
        bare = Path(bare.stem)
    return bare.stem


def document_paths(paths: Sequence[Path], out_dir: Path) -> tuple[Path, ...]:
    """Give where the document of each file goes.

    Parameters
    ----------
    paths
        The files.
    out_dir
        The folder of the documents.

    Returns
    -------
    documents
        One for each file, in the same order.

    Raises
    ------
    UsageError
        If two would overwrite each other.
    """
    documents: dict[str, Path] = {}
    for path in paths:
        stem = document_stem(path)
        other = documents.setdefault(stem.casefold(), path)
        if other is not path:
            raise UsageError(
                f"{other} and {path} would both be written to {out_dir / stem}.json; "
                "analyze them one after the other, each into a folder of its own."
            )
    return tuple(out_dir / f"{document_stem(path)}.json" for path in paths)


def analyze_files(
    paths: Sequence[Path],
    read_options: ReadOptions,
    request: AnalysisRequest,
    *,
    out_dir: Path | None = None,
) -> Iterator[FileOutcome]:
    """Analyze files one after the other, several at a time where there are many.

    Parameters
    ----------
    paths
        The files.
    read_options
        What the user says about all of them.
    request
        What the user asks of all of them.
    out_dir
        Folder for a JSON document of each; made where it is missing.

    Yields
    ------
    outcome
        One for each file, in the same order, as soon as it is there.

    Raises
    ------
    UsageError
        Before the first file, if the request makes no sense or two documents would overwrite
        each other.
    StoreError
        Before the first file, if the folder cannot be made.
    """
    requested_target(request)
    documents: tuple[Path | None, ...] = (None,) * len(paths)
    if out_dir is not None:
        documents = document_paths(paths, out_dir)
        _make_folder(out_dir)
    tasks = [
        _Task(path, read_options, request, document)
        for path, document in zip(paths, documents, strict=True)
    ]
    workers = min(worker_count(), len(tasks))
    if len(tasks) <= _SERIAL_UP_TO_FILES or workers == 1:
        yield from map(_outcome_of, tasks)
    else:
        yield from _outcomes_in_parallel(tasks, workers)


@dataclass(frozen=True, slots=True)
class _Task:
    """One file to be analyzed."""

    path: Path
    read_options: ReadOptions
    request: AnalysisRequest
    document_path: Path | None


def _outcome_of(task: _Task) -> FileOutcome:
    """Analyze one file; give what is wrong with it as a sentence."""
    try:
        outcome = _outcome(task, practised_file(task.path, task.read_options, task.request))
        if task.document_path is not None and outcome.report is not None:
            said = document_json(outcome.report, activity=outcome.activity, card=outcome.card)
            content = said + "\n"
            write_atomically(task.document_path, content.encode())
    except KicksenseError as error:
        return FileOutcome(task.path, problem=str(error))
    except MemoryError:
        return FileOutcome(
            task.path,
            problem=f"{task.path} does not fit into the memory of this machine; split it.",
        )
    return outcome


def _outcome(task: _Task, practised: Practised) -> FileOutcome:
    named = task.request.drill is not None
    # A dictionary travels between processes; a read-only view of one does not.
    report = replace(practised.report, rejected=dict(practised.report.rejected))
    return FileOutcome(
        task.path,
        report,
        task.document_path,
        drill=practised.drill if named else None,
        card=practised.card if named else None,
        activity=practised.practice.activity,
    )


def _outcomes_in_parallel(tasks: Sequence[_Task], workers: int) -> Iterator[FileOutcome]:
    """Analyze files in several processes, in order; a worker that dies takes one file with it."""
    rest = deque(tasks)
    while rest:
        for outcome in _outcomes_of_pool(tuple(rest), workers):
            rest.popleft()
            yield outcome
        if rest:
            yield _outcome_alone(rest.popleft())


def _outcomes_of_pool(tasks: Sequence[_Task], workers: int) -> Iterator[FileOutcome]:
    """Give outcomes until all are there or a worker has died."""
    try:
        yield from pooled(_outcome_of, tasks, workers)
    except BrokenProcessPool:
        return


def _outcome_alone(task: _Task) -> FileOutcome:
    """Analyze a file in a process of its own, to see whether it is the one that kills it."""
    for outcome in _outcomes_of_pool((task,), 1):
        return outcome
    return FileOutcome(
        task.path,
        problem=f"the system stopped the analysis of {task.path}, most likely because memory "
        "ran out; split the recording or close other programs.",
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise StoreError(
            f"{folder} is a file, not a folder; name a folder for the documents."
        ) from error
    except OSError as error:
        raise write_trouble(error, folder) from error
