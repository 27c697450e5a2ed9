"""Real recordings that lie beside the checkout; tests that need them skip where they are absent."""

from pathlib import Path

import pytest

RECORDINGS = Path(__file__).resolve().parents[1].parent / "shared" / "recordings"


def shared_recording(name: str) -> Path:
    """Give the path of a shared recording, or skip the test."""
    path = RECORDINGS / name
    if not path.exists():
        pytest.skip(f"needs the shared recording {name}, expected in {RECORDINGS}")
    return path


def shared_recordings(pattern: str) -> list[Path]:
    """Give the paths of all shared recordings that match, or skip the test."""
    paths = sorted(RECORDINGS.glob(pattern))
    if not paths:
        pytest.skip(f"needs the shared recordings {pattern}, expected in {RECORDINGS}")
    return paths
