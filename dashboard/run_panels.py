"""Runs as pages show them: how far they are, what they said, and how to stop them."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from dashboard import manner, stored_research
from dashboard.error_words import say_error
from dashboard.formats import duration_words, moment_words, plain
from kicksense.errors import KicksenseError
from kicksense.store.runs import RunKind
from kicksense.workflows.language import marked, tr
from kicksense.workflows.runs import Run, RunState

_EVERY_S: Final = 1.0
_SHOWN: Final = 20
_TROUBLE: Final = "run-trouble"

_STATES: Final = {
    RunState.STARTING: (marked("starting"), ":material/hourglass_top:", "gray"),
    RunState.WAITING: (marked("waits for another run"), ":material/hourglass_top:", "gray"),
    RunState.RUNNING: (marked("in progress"), ":material/play_circle:", "blue"),
    RunState.DONE: (marked("done"), ":material/check_circle:", "green"),
    RunState.FAILED: (marked("failed"), ":material/error:", "red"),
    RunState.CANCELLED: (marked("stopped"), ":material/stop_circle:", "gray"),
    RunState.VANISHED: (marked("ended without a word"), ":material/help:", "orange"),
}

_STAGES: Final = {
    "": marked("Beginning"),
    "waiting": marked("Waiting until another run has ended"),
    "reading recordings": marked("Reading recordings"),
    "training": marked("Training"),
    "evaluating": marked("Evaluating"),
    "analyzing": marked("Looking for kicks"),
    "simulating": marked("Simulating players"),
}

_TITLES: Final[dict[RunKind, str]] = {
    "train": marked("Training of {title}"),
    "evaluate": marked("Evaluation of {title}"),
    "simulate": marked("Simulation {title}"),
    "export": marked("Export"),
}


def show(kinds: Sequence[RunKind]) -> None:
    """Show the runs of some kinds; while one goes on, this part draws itself anew each second."""
    going = any(not run.state.is_over for run in stored_research.runs(*kinds))
    st.fragment(_list, run_every=_EVERY_S if going else None)(tuple(kinds), going=going)


def title_of(run: Run) -> str:
    """Say which run it is."""
    return tr(_TITLES[run.kind], title=run.title)


def _list(kinds: tuple[RunKind, ...], *, going: bool) -> None:
    """Draw the list; once nothing goes on any more, the whole page, with what came of it."""
    manner.adopt()
    show_trouble()
    try:
        found = stored_research.runs(*kinds)
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")
        return
    for run in found[:_SHOWN]:
        _run(run)
    if not found:
        st.caption(tr("Nothing has been started yet."))
    if len(found) > _SHOWN:
        st.caption(tr("Older runs are not shown; delete some to see them."))
    if going and all(run.state.is_over for run in found):
        st.rerun()


def _run(run: Run) -> None:
    """Draw one run."""
    words, icon, colour = _STATES[run.state]
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(title_of(run))}**", width="content")
            st.badge(tr(words), icon=icon, color=colour)  # type: ignore[arg-type]
            st.caption(plain(_when(run)), width="content")
        if run.state in (RunState.RUNNING, RunState.WAITING, RunState.STARTING):
            st.progress(run.done_ratio, _how_far(run))
        _tools(run)


def _how_far(run: Run) -> str:
    """Say what it does and how far that is."""
    stage = tr(_STAGES.get(run.stage, run.stage))
    if run.stopping:
        return tr("Stopping")
    if not run.total:
        return stage
    return tr("{stage}: {done} of {total}", stage=stage, done=run.done, total=run.total)


def _when(run: Run) -> str:
    began = moment_words(run.asked_utc)
    if run.ended_utc is None:
        return began
    lasted = duration_words((run.ended_utc - run.asked_utc).total_seconds())
    return tr("{moment}, took {duration}", moment=began, duration=lasted)


def _tools(run: Run) -> None:
    """Offer what can be done with a run."""
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover(tr("Log"), icon=":material/subject:", key=f"log-{run.run_id}"):
            _log(run)
        if not run.state.is_over:
            st.button(
                tr("Stop"),
                key=f"stop-{run.run_id}",
                icon=":material/stop:",
                on_click=_tried,
                args=("cancel", run.run_id),
                disabled=run.stopping,
            )
            return
        with st.popover(tr("Delete"), icon=":material/delete:", key=f"delete-{run.run_id}"):
            st.markdown(tr("It goes into the bin and can be brought back for 30 days."))
            st.button(
                tr("Delete this run"),
                key=f"really-{run.run_id}",
                type="primary",
                on_click=_tried,
                args=("delete", run.run_id),
            )
    if run.state in (RunState.FAILED, RunState.VANISHED):
        said = stored_research.log_lines(run.run_id)
        words = said[-1] if said else tr("It said nothing. Is the disk full?")
        st.error(plain(say_error(words.removeprefix("kicksense: "))), icon=":material/error:")


def _log(run: Run) -> None:
    said = stored_research.log_lines(run.run_id)
    if said:
        st.code("\n".join(said), language=None, wrap_lines=True)
    else:
        st.caption(tr("It has said nothing yet."))


def _tried(act: str, run_id: str) -> None:
    """Do what a button asks; trouble is said when the list is drawn."""
    try:
        if act == "cancel":
            stored_research.cancel(run_id)
        else:
            stored_research.delete_run(run_id)
    except KicksenseError as error:
        remember_trouble(error)


def remember_trouble(error: KicksenseError) -> None:
    """Keep what went wrong behind a button until the page is drawn, in the reader's language."""
    st.session_state[_TROUBLE] = error


def show_trouble() -> None:
    """Say what went wrong behind a button, once."""
    error = st.session_state.pop(_TROUBLE, None)
    if error is not None:
        st.error(plain(say_error(error)), icon=":material/error:")
