"""A progress bar for work on many files."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kicksense.cli.speaking import console


@contextmanager
def progress(words: str, total: int) -> Iterator[Callable[[], None]]:
    """Show a progress bar on standard error, where that is a terminal.

    Parameters
    ----------
    words
        What is being done.
    total
        Number of steps.

    Yields
    ------
    step
        To be called after each step.
    """
    if total <= 1 or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.progress import Progress  # noqa: PLC0415 - imported late to keep --help fast

    # Lines for a terminal are drawn above the bar; lines for a file or a pipe are left alone.
    above = sys.stdout.isatty()
    with Progress(console=console(error=True), transient=True, redirect_stdout=above) as bar:
        task = bar.add_task(words, total=total)
        yield lambda: bar.advance(task)
