"""A progress bar for work on many files."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kicksense.cli.speaking import console


@contextmanager
def counting(words: str) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on standard error, where that is a terminal.

    A run that a page started notes its progress for that page instead.

    Parameters
    ----------
    words
        What is being done.

    Yields
    ------
    count
        To be called with the number of steps done and the number of all steps.
    """
    if os.environ.get("KICKSENSE_RUN"):
        from kicksense.workflows.run_process import progress_teller  # noqa: PLC0415 - late for --help

        yield progress_teller(words) or _nobody
        return
    if not sys.stderr.isatty():
        yield _nobody
        return
    from rich.progress import Progress  # noqa: PLC0415 - imported late to keep --help fast

    # Lines for a terminal are drawn above the bar; lines for a file or a pipe are left alone.
    above = sys.stdout.isatty()
    with Progress(console=console(error=True), transient=True, redirect_stdout=above) as bar:
        task = bar.add_task(words, total=None)

        def count(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield count


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


@contextmanager
def counting_steps() -> Iterator[Callable[[str, int, int], None]]:
    """Show one progress bar after the other on standard error, where that is a terminal.

    Yields
    ------
    tell
        To be called with what is being done, the number of steps done and the number of all.
    """
    if not sys.stderr.isatty():
        yield lambda _words, _done, _total: None
        return
    from rich.progress import Progress, TaskID  # noqa: PLC0415 - late to keep --help fast

    with Progress(console=console(error=True)) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(words: str, done: int, total: int) -> None:
            if words not in tasks:
                tasks[words] = bar.add_task(words, total=None)
            bar.update(tasks[words], completed=done, total=total)

        yield tell
