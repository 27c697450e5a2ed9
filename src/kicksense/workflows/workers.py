"""Many independent pieces of work, done by a few processes, given back in order."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Final, TypeVar

_QUEUED_PER_WORKER: Final = 4
"""Pieces handed to the workers ahead, so that what they give back does not pile up."""

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


def worker_count() -> int:
    """Give how many processes this machine keeps busy."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def pooled(
    function: Callable[[Task], Outcome], tasks: Iterable[Task], workers: int
) -> Iterator[Outcome]:
    """Apply a function to every task in a pool of processes.

    Ctrl-C is the caller's business: what runs comes to its end, and what waits is dropped. Workers
    end with the process that called, however it ends.

    Parameters
    ----------
    function
        Of a module, so that another process finds it.
    tasks
        Taken as workers become free; must be picklable, as what comes back.
    workers
        Processes.

    Yields
    ------
    outcome
        In the order of the tasks.

    Raises
    ------
    concurrent.futures.process.BrokenProcessPool
        If a worker dies.
    """
    queued: deque[Future[Outcome]] = deque()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_settle) as pool:
        try:
            for task in tasks:
                queued.append(pool.submit(function, task))
                if len(queued) >= workers * _QUEUED_PER_WORKER:
                    yield queued.popleft().result()
            while queued:
                yield queued.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _settle() -> None:
    """Prepare a worker: Ctrl-C goes to the parent alone, and the parent's end is its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait until the parent is gone, and go; a killed one leaves its workers waiting for work."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
