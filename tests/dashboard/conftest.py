import fcntl
import functools
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner

from dashboard import stored
from kicksense.store.folder import DataFolder
from kicksense.workflows.options import AnalysisRequest, requested_target
from kicksense.workflows.practice_history import PractisedSession
from kicksense.workflows.season import ensure_season
from kicksense.workflows.sessions import (
    SessionRow,
    Sessions,
    import_recording,
    list_sessions,
    open_sessions,
    recording_of,
)
from tests.dashboard import fakes


@pytest.fixture(scope="session", autouse=True)
def _packages_are_looked_through_once() -> Iterator[None]:
    """Let Streamlit search the installed packages for components once, not at every run of a page.

    It reads what every package says of itself, which takes longer than most pages do.
    """
    with pytest.MonkeyPatch.context() as patch:
        once = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture
def empty_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the pages a data folder with nothing in it."""
    monkeypatch.setenv("KICKSENSE_DATA", str(tmp_path / "data"))
    st.cache_resource.clear()
    st.cache_data.clear()
    yield tmp_path / "data"
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def full_store(empty_store: Path, monkeypatch: pytest.MonkeyPatch) -> SessionRow:
    """Give the pages a session with six known kicks, and one more without a name for its leg."""

    def known_session(
        sessions: Sessions, session_id: str, request: AnalysisRequest
    ) -> PractisedSession:
        assert len(recording_of(sessions, session_id)) > 0
        row = next(row for row in list_sessions(sessions) if row.id == session_id)
        return fakes.practised(row, request, target=requested_target(request))

    monkeypatch.setattr(stored, "card_of_session", known_session)
    sessions = open_sessions(empty_store)
    return import_recording(sessions, fakes.recording()).row


@pytest.fixture(scope="session")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a small season, made once for all workers of a run: copy it before it is changed."""
    own = tmp_path_factory.getbasetemp()
    place = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    root, made = place / "season", place / "season.made"
    with (place / "season.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Others may be copying what is there: once it is made nobody opens it again.
        if not made.exists():
            summary = ensure_season(
                DataFolder(root, "--data-dir"),
                lambda *_: None,
                players=2,
                sessions=4,
                today=date(2026, 5, 2),
            )
            assert summary.troubles == ()
            made.touch()
    return root
