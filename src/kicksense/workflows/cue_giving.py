"""The cues of a drill, given while a session is recorded."""

import threading
import time
from collections.abc import Callable

import numpy as np

from kicksense.coaching.cue_giving import advance, begun
from kicksense.domain.drill import CuePlan
from kicksense.domain.live import BEEP, MarkerKind, MarkOrder, News, Stage, StageNews


class CueGiver:
    """Gives cues after waits that nobody can foresee, from when the player may begin.

    Listens like any other listener of the recording. A cue is an order to mark this moment:
    whoever hears of the mark (terminal, page) sounds it, so the mark lies where the sound begins,
    but for what the loudspeaker needs.

    Parameters
    ----------
    plan
        The drill's; None to give none.
    give
        Takes the order, from any thread.
    seed
        Of the waits; chance of the system where None.
    """

    def __init__(
        self, plan: CuePlan | None, give: Callable[[MarkOrder], None], *, seed: int | None = None
    ) -> None:
        self._plan, self._give = plan, give
        self._rng = np.random.default_rng(seed)
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self, news: News) -> None:
        """Listen to what the recording tells."""
        if self._plan is None or not isinstance(news, StageNews):
            return
        if news.stage is Stage.RECORDING and self._thread is None:
            self._thread = threading.Thread(
                target=self._run, args=(self._plan,), name="cues", daemon=True
            )
            self._thread.start()
        elif news.stage in (Stage.SEALING, Stage.ENDED):
            self._stopped.set()

    def stop(self) -> None:
        """Give no more cues, whatever the recording tells; does not wait for the next one."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, plan: CuePlan) -> None:
        """Wait for what is due, and give it, until the session ends."""
        times = begun(plan, time.monotonic(), self._rng)
        while not self._stopped.wait(max(0.0, times.due_s - time.monotonic())):
            words, times = advance(plan, times, time.monotonic(), self._rng)
            if words is not None:
                self._give(MarkOrder(MarkerKind.CUE, words, BEEP))
