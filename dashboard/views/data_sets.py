"""Data sets: what is labelled, how it is balanced and split, and what is left out."""

import streamlit as st

from dashboard import run_panels, stored_research
from dashboard.data_choice import chosen_places, with_titles
from dashboard.error_words import say_error
from dashboard.formats import plain
from dashboard.remark_words import say_remark
from dashboard.ways import page_named
from dashboard.wording import technique_words
from kicksense.domain.kick import Technique
from kicksense.errors import KicksenseError
from kicksense.workflows.dataset_overview import DatasetOverview
from kicksense.workflows.experiments import MOST_SIMULATED
from kicksense.workflows.label_candidates import ANSWER_WORDS, answer_words
from kicksense.workflows.language import marked, tr, tr_count

SOURCES = {
    "recorded": marked("recorded"),
    "simulated": marked("simulated"),
    "suit": marked("motion suit"),
    "walking": marked("walking"),
}


def show() -> None:
    """Show the data that the address names."""
    st.title(tr("Data sets"))
    try:
        chosen = chosen_places("data-places")
        if chosen:
            _overview(chosen)
        _more()
        run_panels.show(("simulate",))
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")


def _overview(chosen: tuple[object, ...]) -> None:
    """Show what is in the chosen folders together."""
    folds, seed = _split_choice()
    bar = st.empty()

    def tell(done: int, total: int) -> None:
        bar.progress(
            done / max(total, 1), tr("Recording {done} of {total}", done=done, total=total)
        )

    try:
        found = stored_research.overview(chosen, tell, folds=folds, seed=seed)  # type: ignore[arg-type]
    except KicksenseError as error:
        bar.empty()
        st.error(plain(say_error(error)), icon=":material/error:")
        st.page_link(page_named("mydata"), label=tr("Open My data"), icon=":material/lock_person:")
        return
    bar.empty()
    _facts(found)
    for remark in found.remarks:
        st.warning(plain(say_remark(with_titles(remark))), icon=":material/info:")
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(tr("Balance"), anchor=False)
        st.dataframe(_balance_rows(found), hide_index=True, key="balance")
    with right:
        st.subheader(tr("Players and split"), anchor=False)
        st.caption(
            tr("All recordings of a player are in one part: no model is judged on its own players.")
        )
        st.dataframe(_player_rows(found), hide_index=True, key="players")


def _split_choice() -> tuple[int, int]:
    """Let somebody choose how players are split."""
    with st.expander(tr("Split"), icon=":material/call_split:"), st.container(horizontal=True):
        folds = st.number_input(tr("Parts"), 2, 20, 5, key="folds", width=140)
        seed = st.number_input(tr("Seed"), 0, 2**31 - 1, 1, key="seed", width=180)
    return int(folds), int(seed)


def _facts(found: DatasetOverview) -> None:
    with st.container(horizontal=True):
        st.metric(tr("Players"), len(found.players), border=True)
        st.metric(tr("Recordings"), found.sessions, border=True)
        st.metric(tr("Labelled kicks"), found.kicks, border=True)
    with st.container(horizontal=True, vertical_alignment="center"):
        if found.sources.get("simulated"):
            words = tr_count(
                "{count} recording is simulated", "{count} recordings are simulated",
                found.sources["simulated"],
            )  # fmt: skip
            st.badge(words, icon=":material/science:", color="violet")
        words = tr("Fingerprint {fingerprint}", fingerprint=found.fingerprint[:16])
        st.caption(words, width="content")
        with st.popover(tr("Why a fingerprint?")):
            st.markdown(
                tr(
                    "It is made of what the recordings hold and what the labels say, wherever they "
                    "lie. The same fingerprint is the same data; a model's card names its own."
                )
            )
            st.code(found.fingerprint, language=None)


def label_words(name: str) -> str:
    """Give what a label names: a technique, or another event."""
    if name in ANSWER_WORDS:
        return answer_words(name)
    return technique_words(Technique(name)) if name in set(Technique) else plain(name)


def _balance_rows(found: DatasetOverview) -> list[dict[str, object]]:
    sources = sorted(found.sources)
    return [
        {
            tr("What happened"): tr("kick, technique not said")
            if line.name == Technique.UNSURE
            else label_words(line.name),
            tr("All"): line.count,
            tr("Left"): line.by_side.get("left", 0),
            tr("Right"): line.by_side.get("right", 0),
            **{tr(SOURCES[source]): line.by_source.get(source, 0) for source in sources},
        }
        for line in found.balance
    ]


def _player_rows(found: DatasetOverview) -> list[dict[str, object]]:
    return [
        {
            tr("Player"): line.player_id,
            tr("Part"): line.fold,
            tr("Source"): ", ".join(tr(SOURCES[source]) for source in line.sources),
            tr("Recordings"): line.sessions,
            tr("Every kick labelled"): line.complete,
            tr("Heel"): line.kicks.get("heel", 0),
            tr("Inside"): line.kicks.get("inside_foot", 0),
            tr("Laces"): line.kicks.get("instep", 0),
            tr("Not said"): line.kicks.get("unsure", 0),
            tr("Other events"): line.others,
        }
        for line in found.players
    ]


def _more() -> None:
    """Let somebody add data: simulated players, or another folder."""
    left, right = st.columns(2)
    with left, st.expander(tr("Simulate players"), icon=":material/science:"):
        _simulate()
    with right, st.expander(tr("Use another folder"), icon=":material/create_new_folder:"):
        _folders()


def _simulate() -> None:
    st.caption(tr("No player ever does what is simulated, and everything made of it says so."))
    with st.form("simulate", border=False):
        players = st.number_input(tr("Players"), 1, MOST_SIMULATED, 12)
        drill = st.selectbox(tr("What they play"), stored_research.drills())
        seed = st.number_input(tr("Seed"), 0, 2**31 - 1, 1, key="simulate-seed")
        if st.form_submit_button(tr("Simulate")):
            stored_research.simulate(int(players), str(drill), int(seed))
            st.rerun()


def _folders() -> None:
    """Add and forget folders; nothing in them is changed."""
    with st.form("folder", border=False, clear_on_submit=True):
        path = st.text_input(
            tr("Whole path of a data folder with labels"), placeholder="/home/me/recordings"
        )
        if st.form_submit_button(tr("Use this folder")):
            stored_research.add_place(path)
            st.rerun()
    for place, _ in stored_research.places():
        if place.kind != "added":
            continue
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(str(place.path)), width="stretch")
            if st.button(tr("Do not use it any more"), key=f"drop-{place.place_id}"):
                stored_research.drop_place(place.place_id)
                st.rerun()
