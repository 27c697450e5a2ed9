"""Serves the pages on a store with a player's demo session, for tests in a browser."""

import sys
from dataclasses import replace
from pathlib import Path

from kicksense.workflows.dashboard import serve_dashboard
from kicksense.workflows.demo import ensure_demo
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.practice_history import card_of_session
from kicksense.workflows.sessions import import_recording, open_sessions, recording_of

if __name__ == "__main__":
    data_dir = Path(sys.argv[1])
    sessions = open_sessions(data_dir)
    recording = recording_of(sessions, ensure_demo(sessions).id)
    source = replace(recording.source, name="Tuesday <b>wall</b>", fingerprint="a" * 64)
    row = import_recording(
        sessions, replace(recording, source=replace(source, simulated=False)), player_id="p07"
    ).row
    card_of_session(sessions, row.id, AnalysisRequest())
    serve_dashboard(data_dir=data_dir)
