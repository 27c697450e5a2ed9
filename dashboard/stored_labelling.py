"""What the labelling page reads and writes, each in one call."""

import streamlit as st

from dashboard import stored
from kicksense.domain.labels import MovementSpan
from kicksense.errors import UsageError
from kicksense.workflows import labelling
from kicksense.workflows.label_agreement import Agreement, agreement_of
from kicksense.workflows.label_candidates import Candidate, candidates_of
from kicksense.workflows.label_steps import Desk, Press
from kicksense.workflows.labels import label_sets_of
from kicksense.workflows.model_choice import chosen_model
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.sessions import SessionRow


def candidates(session_id: str) -> tuple[Candidate, ...]:
    """Give the moments of a session that somebody should name, in order of time."""
    model = chosen_model(None, stored.sessions().folder)
    return _candidates(session_id, "" if model is None else model.version)


@st.cache_resource(max_entries=8, show_spinner=False)
def _candidates(session_id: str, model_version: str) -> tuple[Candidate, ...]:
    """Look; another model is another question."""
    del model_version
    model = chosen_model(None, stored.sessions().folder)
    report = stored.report(session_id, AnalysisRequest())
    return candidates_of(stored.recording(session_id), report, model)


def desk(row: SessionRow, labeller: str) -> Desk:
    """Give what a labeller has said so far."""
    return labelling.open_desk(stored.sessions(), row, labeller)


def press(row: SessionRow, labeller: str, pressed: Press) -> Desk:
    """Name a moment."""
    return labelling.press(stored.sessions(), row, labeller, pressed)


def undo(row: SessionRow, labeller: str) -> Desk:
    """Take the last step back."""
    return labelling.undo(stored.sessions(), row, labeller)


def redo(row: SessionRow, labeller: str) -> Desk:
    """Do again what was taken back."""
    return labelling.redo(stored.sessions(), row, labeller)


def add_span(row: SessionRow, labeller: str, span: MovementSpan) -> Desk:
    """Name a stretch of time."""
    return labelling.add_span(stored.sessions(), row, labeller, span)


def remove_span(row: SessionRow, labeller: str, span: MovementSpan) -> Desk:
    """Take the name of a stretch away."""
    return labelling.remove_span(stored.sessions(), row, labeller, span)


def finish(row: SessionRow, labeller: str, *, complete: bool, finished: bool) -> Desk:
    """Say that the work is done, or go on with it."""
    return labelling.finish(stored.sessions(), row, labeller, complete=complete, finished=finished)


def name_player(row: SessionRow, player_id: str) -> None:
    """Say whose leg a session shows."""
    labelling.name_player(stored.sessions(), row, player_id)


def agreement(row: SessionRow) -> Agreement | None:
    """Compare the labellers of a session; None where there is only one."""
    if len(label_sets_of(stored.sessions(), row)) < 2:  # noqa: PLR2004 - a pair
        return None
    try:
        return agreement_of(stored.sessions(), [row.id])
    except UsageError:
        return None
