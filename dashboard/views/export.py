"""Export: kicks, labels and samples of all players who agreed, with a data dictionary."""

import streamlit as st

from dashboard import run_panels, stored_research
from dashboard.error_words import say_error
from dashboard.formats import moment_words, number_words, plain
from dashboard.ways import page_named
from kicksense.errors import KicksenseError
from kicksense.workflows.experiments import EXPORT_FILE
from kicksense.workflows.export_dictionary import dictionary_text
from kicksense.workflows.language import marked, tr, tr_count
from kicksense.workflows.runs import Run, RunState

_MEGABYTE = 1_000_000
_FILES = {
    "kicks.csv, kicks.parquet": marked("Every kick that was called or labelled, with its numbers"),
    "labels.csv": marked("Everything that somebody labelled"),
    "sessions.csv": marked("Every recording, without names and dates"),
    "recordings/": marked("The samples as Parquet, where they were asked for"),
    "bids/": marked("The samples as Motion-BIDS, where they were asked for"),
    "DICTIONARY.md, README.txt": marked("What each column means, and what may be done with it"),
}


def show() -> None:
    """Show what an export would hold, and those that were made."""
    st.title(tr("Export"))
    try:
        with st.spinner(tr("Reading the sessions")):
            rows, left_out = stored_research.exported()
        if not rows:
            _nobody(left_out)
        else:
            _ask(len(rows), sum(row.simulated for row in rows), left_out)
        done = [run for run in stored_research.runs("export") if run.state is RunState.DONE]
        if done:
            _downloads(done)
        st.subheader(tr("Runs"), anchor=False)
        run_panels.show(("export",))
        with st.expander(tr("What is in the files"), icon=":material/menu_book:"):
            _contents()
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")


def _contents() -> None:
    """Say what each file is, and offer what each column means."""
    st.dataframe(
        [{tr("File"): name, tr("What it holds"): tr(words)} for name, words in _FILES.items()],
        hide_index=True,
        key="files",
    )
    st.download_button(
        tr("Download what each column means (in English)"),
        dictionary_text,
        file_name="DICTIONARY.md",
        mime="text/markdown",
        icon=":material/download:",
        on_click="ignore",
    )


def _nobody(left_out: int) -> None:
    """Say why there is nothing to export, and what to do."""
    if left_out:
        st.info(
            tr(
                "No player has agreed that their recordings train models, so nothing is exported. "
                "Ask them, and keep the answer on My data."
            ),
            icon=":material/lock:",
        )
        st.page_link(page_named("mydata"), label=tr("Open My data"), icon=":material/lock_person:")
    else:
        st.info(tr("There is nothing to export yet."), icon=":material/inbox:")
        st.page_link(page_named("import"), label=tr("Import"), icon=":material/upload_file:")


def _ask(sessions: int, simulated: int, left_out: int) -> None:
    """Let somebody choose and start."""
    with st.container(horizontal=True, vertical_alignment="center"):
        words = tr_count("{count} recording", "{count} recordings", sessions)
        st.markdown(f"**{words}**", width="content")
        if simulated:
            words = tr_count("{count} of them simulated", "{count} of them simulated", simulated)
            st.badge(words, icon=":material/science:", color="violet")
    if left_out:
        st.warning(
            tr_count(
                "{count} recording is left out, since its player has not agreed to this.",
                "{count} recordings are left out, since their players have not agreed to this.",
                left_out,
            ),
            icon=":material/lock:",
        )
    with st.form("export"):
        st.markdown(
            tr(
                "Kicks, labels and sessions as tables (CSV and Parquet), with a data dictionary. "
                "Players are ids; names, dates and file names stay here."
            )
        )
        recordings = st.checkbox(tr("With the samples, as Parquet"))
        bids = st.checkbox(tr("With the samples, as Motion-BIDS"))
        if st.form_submit_button(tr("Make the archive"), type="primary"):
            stored_research.export(recordings=recordings, bids=bids)
            st.rerun()


def _downloads(done: list[Run]) -> None:
    """Offer the archives that were made; their bytes are read when one is asked for."""
    st.subheader(tr("Archives"), anchor=False)
    for run in done[:5]:
        try:
            path = stored_research.export_path(run.run_id)
        except KicksenseError as error:
            st.caption(plain(say_error(error)))
            continue
        size = number_words(path.stat().st_size / _MEGABYTE, 1)
        st.download_button(
            tr("Download {moment} ({size} MB)", moment=moment_words(run.asked_utc), size=size),
            path.read_bytes,
            file_name=EXPORT_FILE,
            mime="application/zip",
            icon=":material/download:",
            key=f"download-{run.run_id}",
            on_click="ignore",
        )
