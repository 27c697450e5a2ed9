from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from dashboard import stored
from kicksense.domain.kick import SessionReport
from kicksense.domain.signals import Recording
from kicksense.workflows.options import AnalysisRequest, requested_target
from kicksense.workflows.sessions import SessionRow, import_recording, open_sessions
from tests.dashboard import fakes


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

    def known_report(recording: Recording, request: AnalysisRequest) -> SessionReport:
        assert len(recording) > 0
        return fakes.report(target=requested_target(request))

    monkeypatch.setattr(stored, "analyze_recording", known_report)
    sessions = open_sessions(empty_store)
    return import_recording(sessions, fakes.recording()).row
