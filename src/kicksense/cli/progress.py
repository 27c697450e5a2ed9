"""A progress bar for work on many files."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kicksense.cli.speaking import console


@contextmanager
def counting(words: str) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on standard error, where that is a terminal.

    Parameters
    ----------
    words
        What is being done.

    Yields
    ------
    count
        To be called with the number of steps done and the number of all steps.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.progress import Progress  # noqa: PLC0415 - imported late to keep --help fast

    # Lines for a terminal are drawn above the bar; lines for a file or a pipe are left alone.
    above = sys.stdout.isatty()
    with Progress(console=console(error=True), transient=True, redirect_stdout=above) as bar:
        task = bar.add_task(words, total=None)

        def count(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield count
