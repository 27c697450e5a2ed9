"""Serve two sessions of one simulated player and one of another: ``python -m``, a data folder.

Everything is the real thing: simulated, analyzed, stored and served.
"""

import sys
from dataclasses import replace
from pathlib import Path

from kicksense.workflows.dashboard import serve_dashboard
from kicksense.workflows.practice_history import refresh_cards
from kicksense.workflows.sessions import import_recording, open_sessions
from tests.builders import kicking_session

PLAYERS = ("ada", "ada", "ben")


if __name__ == "__main__":
    data_dir = Path(sys.argv[1])
    sessions = open_sessions(data_dir)
    for number, player_id in enumerate(PLAYERS, start=1):
        recording = kicking_session("instep", kicks=3, seed=number).recording
        source = replace(recording.source, name=f"session {number}", fingerprint=f"{number}" * 64)
        import_recording(sessions, replace(recording, source=source), player_id=player_id)
    refresh_cards(sessions)
    serve_dashboard(data_dir=data_dir)
