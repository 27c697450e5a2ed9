"""Evaluate: how good models are on labelled recordings, down to the single kick."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from dashboard import components, evaluation_charts, manner, run_panels, stored_research
from dashboard.data_choice import chosen_places, with_titles
from dashboard.error_words import say_error
from dashboard.formats import clock_words, moment_words, percent_words, plain
from dashboard.remark_words import WARNING, say_remark
from dashboard.ways import page_named
from kicksense.errors import KicksenseError
from kicksense.workflows.evaluation_document import EvaluationDocument
from kicksense.workflows.evaluation_kicks import (
    EvaluatedKick,
    KicksDocument,
    SystemKicks,
    difference_of,
    kicks_in_cell,
)
from kicksense.workflows.language import marked, number, tr, tr_count
from kicksense.workflows.runs import Run, RunState

_SHOWN: Final = 50
_FULL: Final = 10
_TALL_PX: Final = 460
"""More kicks than fill this height are scrolled in it, so that what follows stays in reach."""

_FEWEST_PLAYERS: Final = 5
"""Draws of fewer players say too little of how far chance reaches."""

_MEASURES: Final = {
    "found": marked("labelled kicks found"),
    "named": marked("techniques named right"),
    "true": marked("kicks called that are ones"),
}
_GROUPS: Final = {
    "age": marked("age"),
    "side": marked("leg"),
    "source": marked("source"),
    "rate": marked("samples a second"),
    "mount": marked("mount"),
    "acc_range": marked("range of the sensor"),
    "faults": marked("faults of the recorder"),
    "drill": marked("drill"),
    "engine": marked("engine of the simulation"),
}


def show() -> None:
    """Show what can be evaluated, what is going on, and what the chosen evaluation found."""
    st.title(tr("Evaluate"))
    try:
        _start()
        run_panels.show(("evaluate",))
        done = [run for run in stored_research.runs("evaluate") if run.state is RunState.DONE]
        if done:
            _found(done)
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")


def _start() -> None:
    """Let somebody start an evaluation."""
    chosen = chosen_places("evaluate-places")
    with st.spinner(tr("Reading the models")):
        usable = [model for model in stored_research.models() if model.card is not None]
    names = [model.name for model in usable]
    asked = [name for name in st.query_params.get("models", "").split(",") if name in names]
    default = [model.name for model in usable if model.is_default]
    with st.form("evaluate"):
        models = st.multiselect(
            tr("Models"), names, default=asked or default, placeholder=tr("The baselines alone")
        )
        unseen = st.toggle(tr("Only players that none of these models was trained on"), value=True)
        st.caption(
            tr(
                "Two baselines are measured beside them: the rules without a model, and a plain "
                "threshold."
            )
        )
        if st.form_submit_button(tr("Evaluate"), type="primary", disabled=not chosen):
            try:
                stored_research.evaluate(chosen, models, unseen=unseen)
            except KicksenseError as error:
                st.error(plain(say_error(error)), icon=":material/error:")
            else:
                st.rerun()


def _found(done: Sequence[Run]) -> None:
    """Show what one evaluation found; the address keeps which."""
    ids = [run.run_id for run in done]
    wanted = st.query_params.get("run")
    titles = {run.run_id: f"{run.title}, {moment_words(run.asked_utc)}" for run in done}
    chosen = st.selectbox(
        tr("Evaluation"),
        ids,
        index=ids.index(wanted) if wanted in ids else 0,
        format_func=titles.__getitem__,
    )
    if chosen != wanted:
        st.query_params["run"] = chosen
        st.query_params.pop("cell", None)
    with st.spinner(tr("Reading the evaluation")):
        document = stored_research.evaluation(chosen)
        kicks = stored_research.evaluated_kicks(chosen)
    _facts(document)
    st.dataframe(evaluation_charts.system_rows(document.systems), hide_index=True, key="systems")
    st.caption(tr("In brackets: 19 in 20 draws of players."))
    names = [system.name for system in document.systems]
    system = st.segmented_control(
        tr("Look closer at"), names, default=names[0], required=True, key=f"system-{chosen}"
    )
    place = names.index(system) if system in names else 0
    _closer(document, kicks, place, chosen)
    _differences(kicks, document.data.players)


def _facts(document: EvaluationDocument) -> None:
    """Say what was measured on, first of all what must be known."""
    parts = document.data
    with st.container(horizontal=True, vertical_alignment="center"):
        simulated = parts.sources.get("simulated", 0)
        if simulated:
            words = tr("Simulated") if simulated == parts.sessions else tr("partly simulated")
            st.badge(words, icon=":material/science:", color="violet")
        st.caption(
            tr(
                "{sessions} recordings of {players} players, data {fingerprint}",
                sessions=parts.sessions,
                players=parts.players,
                fingerprint=parts.fingerprint[:16],
            ),
            width="content",
        )
    for remark in document.remarks:
        seen = remark.startswith(WARNING)
        icon = ":material/visibility:" if seen else ":material/info:"
        (st.error if seen else st.info)(plain(with_titles(say_remark(remark))), icon=icon)


def _closer(document: EvaluationDocument, kicks: KicksDocument, place: int, run_id: str) -> None:
    """Show confusion, reliability and groups of one system."""
    system = document.systems[place]
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader(tr("What was said of the kicks"), anchor=False)
        _confusion(kicks.systems[place], f"{run_id}-{place}")
    with right:
        st.subheader(tr("Can the probability be believed?"), anchor=False)
        chart, words = evaluation_charts.reliability_chart([system])
        st.echarts_chart(chart, height=340, alt=words, key=f"reliability-{run_id}-{place}")
        st.caption(words)
    groups = sorted({line.group for line in system.groups})
    if groups:
        st.subheader(tr("By group"), anchor=False)
        group = st.segmented_control(
            tr("By"),
            groups,
            default=groups[0],
            required=True,
            format_func=lambda name: tr(_GROUPS[name]) if name in _GROUPS else plain(name),
            key=f"group-{run_id}",
        )
        rows = evaluation_charts.group_rows(system, group or groups[0])
        st.dataframe(rows, hide_index=True, key=f"groups-{run_id}-{place}")


@manner.fragment
def _confusion(system: SystemKicks, key: str) -> None:
    """Draw the matrix; choosing a cell reruns this alone and lists its kicks."""
    component = f"matrix-{key}"
    chosen = _cell_in_address()
    table, truths = evaluation_charts.confusion_cells(system, chosen)
    components.matrix(table, key=component, on_cell=lambda: _choose(component, truths))
    if chosen is None:
        st.caption(tr("Choose a cell to see its kicks."))
        return
    true, said = chosen
    found = kicks_in_cell(system, true, said)
    st.markdown(
        "**"
        + tr(
            "Was {true}, said {said}: {count}",
            true=evaluation_charts.truth_words(true),
            said=evaluation_charts.said_words(said),
            count=len(found),
        )
        + "**"
    )
    _kicks(found)


def _cell_in_address() -> tuple[str, str] | None:
    """Give the cell that the address names."""
    true, _, said = st.query_params.get("cell", "").partition(".")
    if true in evaluation_charts.TRUTHS and said in evaluation_charts.SAID:
        return true, said
    return None


def _choose(component: str, truths: Sequence[str]) -> None:
    """Keep the chosen cell in the address; what a browser sends is looked at first."""
    match st.session_state[component].get("cell"):
        case {"row": int(row), "column": int(column)} if 0 <= row < len(
            truths
        ) and 0 <= column < len(evaluation_charts.SAID):
            st.query_params["cell"] = f"{truths[row]}.{evaluation_charts.SAID[column]}"
        case _:
            return


def _kicks(found: Sequence[EvaluatedKick]) -> None:
    """List kicks, each with the way to its session."""
    shown = found[:_SHOWN]
    places = stored_research.places_in_sessions(shown)
    lines = st.container(height=_TALL_PX if len(shown) > _FULL else "content", border=False)
    for kick in shown:
        with lines, st.container(horizontal=True, vertical_alignment="center", gap="small"):
            words = tr(
                "{player}, {session}, {time}",
                player=kick.player_id,
                session=kick.session_id,
                time=clock_words(kick.t_s),
            )
            st.markdown(plain(words), width="content")
            if kick.probability is not None:
                st.caption(percent_words(kick.probability), width="content")
            if kick.source == "simulated":
                st.badge(tr("Simulated"), color="violet")
            where = (kick.session_id, kick.t_s)
            if where not in places:
                continue
            asked = {"session": kick.session_id}
            if places[where] is not None:
                asked["kick"] = str(places[where])
            st.page_link(
                page_named("session"),
                label=tr("Look at it"),
                icon=":material/show_chart:",
                query_params=asked,
            )
    if len(found) > _SHOWN:
        st.caption(tr_count("And {count} more.", "And {count} more.", len(found) - _SHOWN))


def _differences(kicks: KicksDocument, players: int) -> None:
    """Say whether two systems differ, on the same kicks of the same players."""
    names = [system.name for system in kicks.systems]
    st.subheader(tr("Different, or chance?"), anchor=False)
    with st.container(horizontal=True):
        first = st.selectbox(tr("First"), names, index=min(1, len(names) - 1), width=240)
        second = st.selectbox(tr("Second"), names, index=0, width=240)
    if first == second:
        st.caption(tr("Choose two different systems."))
        return
    found = difference_of(kicks.systems[names.index(first)], kicks.systems[names.index(second)])
    rows = []
    for name, figure in found.items():
        sure = players >= _FEWEST_PLAYERS and (figure.low > 0.0 or figure.high < 0.0)
        rows.append(
            {
                tr("Measure"): tr(_MEASURES[name]),
                tr("Second minus first, percentage points"): tr(
                    "{value} ({low} to {high})",
                    value=number(100.0 * figure.value, 1),
                    low=number(100.0 * figure.low, 1),
                    high=number(100.0 * figure.high, 1),
                ),
                tr("Verdict"): _judged(figure.value) if sure else tr("may be chance"),
            }
        )
    st.dataframe(rows, hide_index=True, key="differences")
    st.caption(tr("Both are asked about the same players; 19 in 20 draws of players in brackets."))
    if players < _FEWEST_PLAYERS:
        st.caption(tr("With fewer than five players no difference can be called sure."))


def _judged(value: float) -> str:
    return tr("the second is better") if value > 0.0 else tr("the first is better")
