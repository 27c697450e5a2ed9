"""A clip drawn from a recording shows what the sensor felt, when it felt it."""

import sys
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import SessionReport
from kicksense.domain.signals import Recording
from kicksense.errors import StoreError, UsageError
from kicksense.workflows.clip_figure import HEIGHT_PX, WIDTH_PX
from kicksense.workflows.clip_rendering import FRAMES_A_SECOND, render_clip
from tests.dashboard import fakes
from tests.tapped import tapped

LASTS_S = 14.0


@pytest.fixture(scope="module")
def leg() -> tuple[Recording, SessionReport]:
    """Give fourteen seconds: three taps at 2 s, a kick at 12 s."""
    whole = tapped(fakes.recording(), at_s=2.0)
    count = int(LASTS_S * fakes.RATE_HZ)
    arrays = {
        name: getattr(whole, name)[:count]
        for name in ("acc_mps2", "gyr_radps", "measured", "clipped")
    }
    report = fakes.report()
    return replace(whole, **arrays), replace(report, kicks=report.kicks[:1], duration_s=LASTS_S)


def pictures(path: Path) -> FloatArray:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (WIDTH_PX, HEIGHT_PX)
        assert float(stream.average_rate or 0) == FRAMES_A_SECOND
        frames = [f.to_ndarray(format="rgb24") for f in container.decode(stream)]
    shown: FloatArray = np.array(frames, dtype=np.float64)
    return shown


def orange(frames: FloatArray) -> FloatArray:
    """Count the pixels of the sensor, and of the ring around it while it is tapped."""
    red, green, blue = (frames[..., colour] for colour in range(3))
    counted: FloatArray = np.sum((red > 170) & (green < 150) & (blue < 70), axis=(1, 2)) * 1.0
    return counted


def test_taps_and_kicks_are_seen_when_offset_and_drift_say(
    leg: tuple[Recording, SessionReport], tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    made = render_clip(
        *leg,
        tmp_path / "leg.mp4",
        offset_s=1.5,
        drift_ratio=0.01,
        progress=lambda done, count: told.append((done, count)),
    )
    frames = pictures(made.path)
    assert len(frames) == made.frames == told[-1][0] == told[-1][1]
    assert made.duration_s == pytest.approx(1.01 * LASTS_S + 1.5 + 1.0, abs=0.04)
    ringed = np.flatnonzero(orange(frames) > 1.5 * np.median(orange(frames)))
    starts = ringed[np.flatnonzero(np.diff(ringed, prepend=-9) > 1)] / FRAMES_A_SECOND
    taps = [1.01 * (2.0 + 0.28 * tap) + 1.5 for tap in range(3)]
    assert starts == pytest.approx(taps, abs=1.5 / FRAMES_A_SECOND)
    words = frames[:, 60:85, 280:480].min(axis=(1, 2, 3)) < 60
    seen = np.flatnonzero(words)
    assert seen[0] / FRAMES_A_SECOND == pytest.approx(1.01 * 12.0 + 1.5, abs=1.5 / FRAMES_A_SECOND)


def test_the_same_recording_is_drawn_alike_as_webm(
    leg: tuple[Recording, SessionReport], tmp_path: Path
) -> None:
    made = render_clip(*leg, tmp_path / "leg.webm", offset_s=-9.0)
    assert made.codec == "libvpx-vp9"
    assert len(pictures(made.path)) == made.frames == 6 * FRAMES_A_SECOND


def test_a_clip_of_another_kind_is_refused_before_anything_is_drawn(
    leg: tuple[Recording, SessionReport], tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=r"\.mp4 or \.webm"):
        render_clip(*leg, tmp_path / "leg.gif")
    with pytest.raises(UsageError, match="one second to three hours"):
        render_clip(*leg, tmp_path / "leg.mp4", offset_s=1e6)
    with pytest.raises(UsageError, match="one second to three hours"):
        render_clip(*leg, tmp_path / "leg.mp4", offset_s=-50.0)
    assert list(tmp_path.iterdir()) == []


def test_a_clip_that_cannot_be_written_leaves_nothing(
    leg: tuple[Recording, SessionReport], tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="could not be written"):
        render_clip(*leg, tmp_path / "missing" / "leg.mp4")
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_one_sentence_names_it(
    leg: tuple[Recording, SessionReport], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(UsageError, match=r"pip install 'kicksense\[video\]'"):
        render_clip(*leg, tmp_path / "leg.mp4")
