"""What can be heard of a cue."""

import io
import shutil
import stat
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from kicksense.domain.live import (
    BEEP,
    CueNews,
    Marker,
    MarkerKind,
    MarkerNews,
    News,
    StageNews,
)
from kicksense.domain.live import Stage as SessionStage
from kicksense.workflows.sounds import Sound, Sounder, system_player, tone_wav

CUE = CueNews(1, "softer", 880.0)


def samples_of(content: bytes) -> tuple[int, np.ndarray[tuple[int], np.dtype[np.int16]]]:
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


@pytest.mark.parametrize(
    ("asked_hz", "heard_hz"),
    [(440.0, 440.0), (880.0, 880.0), (5.0, 100.0), (1e9, 4000.0), (float("nan"), 100.0)],
)
def test_a_tone_has_the_height_that_was_asked_for_within_what_people_hear(
    asked_hz: float, heard_hz: float
) -> None:
    rate_hz, samples = samples_of(tone_wav(asked_hz, duration_s=1.0))
    loudest = int(np.argmax(np.abs(np.fft.rfft(samples.astype(float)))))
    assert loudest * rate_hz / len(samples) == pytest.approx(heard_hz, abs=2.0)


def test_a_tone_begins_and_ends_softly() -> None:
    _, samples = samples_of(tone_wav(440.0))
    assert abs(int(samples[0])) < 50
    assert abs(int(samples[-1])) < 1000
    assert 10_000 < np.abs(samples.astype(int)).max() < 20_000


def heard(sound: Sound, *cues: News, works: bool = True) -> tuple[list[float], int]:
    """Give the tones that were played and how often the bell rang."""
    tones: list[float] = []
    bells: list[None] = []

    def play(tone_hz: float) -> bool:
        tones.append(tone_hz)
        return works

    sounder = Sounder(sound, lambda: bells.append(None), play=play)
    with sounder.listening():
        sounder(StageNews(SessionStage.RECORDING, "s"))
        for cue in cues:
            sounder(cue)
    return tones, len(bells)


def test_each_choice_sounds_as_it_says() -> None:
    assert heard(Sound.TONE, CUE) == ([880.0], 0)
    assert heard(Sound.BELL, CUE) == ([], 1)
    assert heard(Sound.OFF, CUE) == ([], 0)


def test_a_beep_is_heard_above_all_verdicts_and_other_marks_are_silent() -> None:
    beep, tap = (
        MarkerNews(Marker(1.0, MarkerKind.CUE, origin=origin)) for origin in (BEEP, "keyboard")
    )
    assert heard(Sound.TONE, beep, tap) == ([2200.0], 0)
    assert heard(Sound.BELL, beep, tap) == ([], 1)
    assert heard(Sound.OFF, beep, tap) == ([], 0)


def test_a_cue_without_a_tone_makes_none() -> None:
    assert heard(Sound.TONE, CueNews(1, "not sure")) == ([], 0)


def test_a_tone_that_cannot_be_played_becomes_the_bell() -> None:
    assert heard(Sound.TONE, CUE, works=False) == ([880.0], 1)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for the player")
@pytest.mark.parametrize(("code", "worked"), [(0, True), (1, False)])
def test_the_first_player_of_the_system_is_given_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, worked: bool
) -> None:
    player = tmp_path / "aplay"
    player.write_text(f'#!/bin/sh\ncp "$2" {tmp_path}/played.wav\nexit {code}\n')
    player.chmod(player.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with system_player() as play:
        assert play is not None
        assert play(440.0) is worked
    assert (tmp_path / "played.wav").read_bytes() == tone_wav(440.0)


def test_a_machine_without_a_player_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(sys, "platform", "linux")
    with system_player() as play:
        assert play is None
