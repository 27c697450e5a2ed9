"""Cues that can be heard where the recording runs: a tone, or the bell of the terminal."""

import contextlib
import importlib
import io
import math
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import wave
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np

from kicksense.domain.live import BEEP, CueNews, MarkerNews, News

_SAMPLES_HZ: Final = 22_050
_TONE_S: Final = 0.3
_FADE_S: Final = 0.02
_LOUDNESS_RATIO: Final = 0.5
_LOWEST_HZ: Final = 100.0
_HIGHEST_HZ: Final = 4000.0
_PATIENCE_S: Final = 3.0
_WAITING: Final = 2
_BEEP_HZ: Final = 2200.0
"""Above all tones of verdicts, so that nobody takes one for the other."""
_PLAYERS: Final = (("paplay",), ("pw-play",), ("aplay", "-q"), ("afplay",))

Play = Callable[[float], bool]
"""Sounds a tone and tells whether that worked."""


class Sound(StrEnum):
    """How a cue sounds."""

    BELL = "bell"
    TONE = "tone"
    OFF = "off"


class Sounder:
    """Makes cues heard without keeping anybody waiting.

    Listens like any other listener of the recording. A tone that cannot be played becomes the
    bell; while one sounds at most two wait, and more are dropped: a tone that comes late is
    taken for the next kick.

    Parameters
    ----------
    sound
        What was chosen.
    bell
        Rings the terminal's bell.
    play
        Sounds a tone; the system's own player unless given, None where there is none.
    """

    def __init__(self, sound: Sound, bell: Callable[[], None], *, play: Play | None = None) -> None:
        self._sound = sound
        self._bell = bell
        self._play = play
        self._tones: queue.Queue[float | None] = queue.Queue(_WAITING)

    def __call__(self, news: News) -> None:
        """Listen to what the recording tells."""
        if isinstance(news, CueNews):
            self._heard(news.tone_hz)
        elif isinstance(news, MarkerNews) and news.marker.origin == BEEP:
            self._heard(_BEEP_HZ)

    def _heard(self, tone_hz: float | None) -> None:
        """Ring the bell, or sound a tone where there is one."""
        if self._sound is Sound.BELL:
            self._bell()
        elif self._sound is Sound.TONE and tone_hz is not None:
            with contextlib.suppress(queue.Full):
                self._tones.put_nowait(tone_hz)

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Sound what is put in until the block ends.

        Yields
        ------
        nothing
            While a thread of its own plays the tones.
        """
        if self._sound is not Sound.TONE:
            yield
            return
        thread = threading.Thread(target=self._sound_all, name="sounds", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._tones.put(None)
            thread.join()

    def _sound_all(self) -> None:
        with contextlib.ExitStack() as stack:
            play = self._play or stack.enter_context(system_player())
            while (tone_hz := self._tones.get()) is not None:
                if play is None or not play(tone_hz):
                    self._bell()


@contextlib.contextmanager
def system_player() -> Iterator[Play | None]:
    """Give what sounds tones on this machine.

    Yields
    ------
    play
        None where nothing is there that could.
    """
    if sys.platform == "win32":
        yield _beep
        return
    command = next(
        ((path, *words[1:]) for words in _PLAYERS if (path := shutil.which(words[0]))), None
    )
    if command is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="kicksense-tones-") as folder:
        yield lambda tone_hz: _play_file(command, Path(folder), tone_hz)


def tone_wav(tone_hz: float, duration_s: float = _TONE_S) -> bytes:
    """Give a tone as a WAV file: 16 bits, one channel, faded in and out so that it does not click.

    Parameters
    ----------
    tone_hz
        Limited to 100 to 4000 Hz.
    duration_s
        How long.

    Returns
    -------
    content
        Of the file.
    """
    tone_hz = _audible(tone_hz)
    at_s = np.arange(round(duration_s * _SAMPLES_HZ)) / _SAMPLES_HZ
    fade = np.minimum(1.0, np.minimum(at_s, duration_s - at_s) / _FADE_S)
    wanted = np.sin(2.0 * math.pi * tone_hz * at_s) * fade * _LOUDNESS_RATIO
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_SAMPLES_HZ)
        file.writeframes((wanted * np.iinfo(np.int16).max).astype("<i2").tobytes())
    return buffer.getvalue()


def _audible(tone_hz: float) -> float:
    return min(max(tone_hz, _LOWEST_HZ), _HIGHEST_HZ) if math.isfinite(tone_hz) else _LOWEST_HZ


def _play_file(command: tuple[str, ...], folder: Path, tone_hz: float) -> bool:
    """Play a tone with a program of the system."""
    path = folder / f"{_audible(tone_hz):.0f}.wav"
    try:
        if not path.exists():
            path.write_bytes(tone_wav(tone_hz))
        played = subprocess.run(
            [*command, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return played.returncode == 0


def _beep(tone_hz: float) -> bool:
    """Sound a tone on Windows, which has a call for it."""
    try:
        importlib.import_module("winsound").Beep(round(_audible(tone_hz)), round(1000 * _TONE_S))
    except (ImportError, RuntimeError):
        return False
    return True
