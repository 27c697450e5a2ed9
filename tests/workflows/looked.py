"""Reports of files and stored sessions, as the command line and the pages get them."""

from pathlib import Path

from kicksense.domain.kick import SessionReport
from kicksense.exchange.options import ReadOptions
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.practice_history import card_of_session
from kicksense.workflows.practising import practised_file
from kicksense.workflows.sessions import Sessions


def report_of(sessions: Sessions, session_id: str, request: AnalysisRequest) -> SessionReport:
    """Give what is found in a stored session."""
    return card_of_session(sessions, session_id, request).practised.report


def analyze_file(path: Path, read_options: ReadOptions, request: AnalysisRequest) -> SessionReport:
    """Give what is found in a file."""
    return practised_file(path, read_options, request).report
