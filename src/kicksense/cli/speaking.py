"""How commands talk: to standard output, to standard error, and by their exit code."""

import contextlib
import functools
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final, ParamSpec

import typer

from kicksense.errors import KicksenseError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

FAILED: Final = 1
WRONG_USE: Final = 2
INTERRUPTED: Final = 130
READER_GONE: Final = 141

_Arguments = ParamSpec("_Arguments")


def plain(text: str) -> str:
    """Give a text that does nothing to a terminal: control characters become question marks.

    Parameters
    ----------
    text
        May come from a hostile file.

    Returns
    -------
    safe
        Printable characters, spaces and line ends.
    """
    return "".join(c if c.isprintable() or c == "\n" else "?" for c in text)


def say(text: str = "") -> None:
    """Print a line to standard output."""
    print(plain(text))


def say_lines(lines: Iterable[str]) -> None:
    """Print lines to standard output."""
    for line in lines:
        say(line)


def complain(sentence: str) -> None:
    """Print a sentence about something that went wrong to standard error."""
    print(f"kicksense: {plain(sentence)}", file=sys.stderr)


def console(*, error: bool = False) -> "Console":
    """Give a console that takes no text for mark-up.

    Parameters
    ----------
    error
        Write to standard error instead of standard output.

    Returns
    -------
    console
        As wide as the terminal; 80 columns where there is none.
    """
    from rich.console import Console  # noqa: PLC0415 - imported late to keep --help fast

    return Console(stderr=error, markup=False, highlight=False, emoji=False)


@contextlib.contextmanager
def working(words: str) -> Iterator[None]:
    """Show on a terminal that something is being done.

    Parameters
    ----------
    words
        What is being done.

    Yields
    ------
    nothing
        While it is being done.
    """
    if not sys.stderr.isatty():
        yield
        return
    with console(error=True).status(plain(words)):
        yield


def spoken(command: Callable[_Arguments, None]) -> Callable[_Arguments, None]:
    """Make a command end every trouble with one sentence and an exit code, never a traceback.

    Parameters
    ----------
    command
        What Typer calls.

    Returns
    -------
    command
        The same, for Typer to call.
    """

    @functools.wraps(command)
    def speaking(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> None:
        try:
            command(*args, **kwargs)
            _flush_standard_output()
        except UsageError as error:
            complain(str(error))
            raise typer.Exit(WRONG_USE) from error
        except KicksenseError as error:
            complain(str(error))
            raise typer.Exit(FAILED) from error
        except KeyboardInterrupt as error:
            raise typer.Exit(INTERRUPTED) from error
        except BrokenPipeError as error:
            _forget_standard_output()
            raise typer.Exit(READER_GONE) from error
        except OSError as error:
            complain(_words_of(error))
            raise typer.Exit(FAILED) from error
        except MemoryError as error:
            complain("memory ran out; split the recording or close other programs.")
            raise typer.Exit(FAILED) from error

    return speaking


def _flush_standard_output() -> None:
    """Write what is left; there is no output where whoever called has closed it."""
    if sys.stdout is not None:
        sys.stdout.flush()


def _words_of(error: OSError) -> str:
    """Give what the system said as a sentence."""
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}." if error.filename is not None else f"{reason}."


def _forget_standard_output() -> None:
    """Keep the interpreter from writing what is left to a reader that is gone."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
