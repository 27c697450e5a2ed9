"""Serve the pages on sessions whose kicks are known: ``python -m`` this, then a data folder.

The server, the store, the import and the pages are the real ones; only the analysis is replaced,
so that what is clicked in the browser does not depend on what the analysis finds.
"""

import sys
from pathlib import Path
from unittest.mock import patch

from dashboard import stored
from kicksense.workflows.dashboard import serve_dashboard
from kicksense.workflows.options import AnalysisRequest, requested_target
from kicksense.workflows.practice_history import PractisedSession
from kicksense.workflows.sessions import (
    Sessions,
    import_recording,
    list_sessions,
    open_sessions,
)
from tests.dashboard import fakes


def known_session(store: Sessions, session_id: str, request: AnalysisRequest) -> PractisedSession:
    """Give the six kicks that every recording of the fakes holds."""
    row = next(row for row in list_sessions(store) if row.id == session_id)
    said = fakes.report(target=requested_target(request), simulated=row.simulated)
    return fakes.practised(row, request, said=said)


if __name__ == "__main__":
    data_dir = Path(sys.argv[1])
    sessions = open_sessions(data_dir)
    import_recording(sessions, fakes.recording(duration_s=1800.0, fingerprint="e" * 64))
    import_recording(sessions, fakes.recording())
    with patch.object(stored, "card_of_session", known_session):
        serve_dashboard(data_dir=data_dir)
