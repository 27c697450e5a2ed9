"""One session: the whole trace, its kicks, and each kick looked at closely."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from dashboard import charts, components, manner, share_panel, stored
from dashboard.cards import finding_card
from dashboard.consent_gate import may_look, visible
from dashboard.error_words import say_error
from dashboard.formats import (
    capitalised,
    duration_words,
    interval_words,
    moment_words,
    plain,
    speed_words,
)
from dashboard.session_words import session_lines
from dashboard.views import (
    kick,
    notes,
    panels,
    review,
    score_card,
    session_tools,
    start,
    target,
    video,
)
from dashboard.wording import contact_words, side_words, technique_words
from kicksense.domain.kick import Estimate, SessionReport, Technique
from kicksense.errors import KicksenseError
from kicksense.workflows.ball_speeds import fastest_ball, typical_ball
from kicksense.workflows.language import number, tr
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.session_titles import session_title
from kicksense.workflows.sessions import SessionRow
from kicksense.workflows.told_sentences import spoken_told

_MOST_FINDINGS: Final = 3


def show() -> None:
    """Show the session that the address names, or the newest."""
    try:
        rows = stored.session_rows()
        seen = visible(rows)
    except KicksenseError as error:
        st.title(tr("Session"))
        st.error(plain(say_error(error)), icon=":material/error:")
        return
    if not rows:
        start.show()
        return
    row = _chosen(rows, seen)
    if row not in seen:
        st.title(tr("Session"))
        may_look(row.player_id, simulated=row.simulated)
        return
    try:
        request = _header(seen, row)
        with st.spinner(tr("Looking for kicks")):
            found = stored.practised(row.id, request)
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")
        return
    for trouble in found.troubles:
        st.warning(plain(capitalised(spoken_told(trouble))), icon=":material/warning:")
    report = found.practised.report
    if found.is_drill:
        score_card.show(found)
    _overview(report, advised=found.is_drill)
    with st.container(horizontal=True):
        with st.container(width="content"):
            session_tools.show(row.id, request)
        with st.container(width="content"):
            share_panel.show(row)
    if report.kicks or report.other_contacts:
        _board(row.id, request)
    else:
        _nothing_found(row.id, request)
    notes.show(row.id, report, _selected(report))
    video.show(row, request)
    panels.show(report)


def _header(rows: Sequence[SessionRow], row: SessionRow) -> AnalysisRequest:
    """Show which session it is; give what the user asks of it."""
    name, tools = st.columns([3, 2], vertical_alignment="bottom")
    with tools, st.container(horizontal=True, horizontal_alignment="right", key="pickers"):
        # A browser lays out every line of a list: it does so once the list is opened, and not for
        # hundreds of sessions before the page is there.
        with st.popover(tr("Another session"), icon=":material/folder_open:"):
            chosen = st.selectbox(
                tr("Session"),
                [each.id for each in rows],
                index=[each.id for each in rows].index(row.id),
                format_func=session_lines(rows).__getitem__,
                width=320,
            )
        if chosen != row.id:
            st.query_params.clear()
            st.query_params["session"] = chosen
            st.rerun()
        request = target.pickers(row)
    with name:
        st.title(plain(session_title(row)))
        _facts(row, request)
    return request


def _chosen(rows: Sequence[SessionRow], seen: Sequence[SessionRow]) -> SessionRow:
    """Give the session that the address names, or the newest that may be seen."""
    wanted = st.query_params.get("session")
    named = next((row for row in rows if row.id == wanted), None)
    return named or next(iter(seen), rows[0])


def _facts(row: SessionRow, request: AnalysisRequest) -> None:
    side = request.side or row.side
    leg = side_words(side) if side else tr("leg not named, right assumed")
    with st.container(horizontal=True, vertical_alignment="center"):
        if row.simulated:
            st.badge(tr("Simulated"), icon=":material/science:", color="violet")
        words = (
            *(() if row.player_id is None else (row.player_id,)),
            _when(row),
            duration_words(row.duration_s),
            leg,
            f"{number(row.sampling_rate_hz)} Hz",
        )
        # All of it plain: a day such as "21. Nov." at the beginning would be a list of one line.
        st.caption(plain(" · ".join(words)))


def _when(row: SessionRow) -> str:
    """Say when it was played; of a file only its import is known."""
    if row.live is None:
        return tr("imported {moment}", moment=moment_words(row.imported_utc))
    return moment_words(started_of(row))


def _overview(report: SessionReport, *, advised: bool) -> None:
    """Show the session in a few numbers, and what to work on where no score card says it."""
    with st.container(horizontal=True):
        st.metric(
            tr("Kicks"), len(report.kicks), border=True, help=_split(report), height="stretch"
        )
        _speed(tr("Typical ball speed"), typical_ball(report.kicks))
        _speed(tr("Fastest ball speed"), fastest_ball(report.kicks))
        contacts = len(report.other_contacts)
        st.metric(
            tr("Other contacts"), contacts, border=True, help=_contacts(report), height="stretch"
        )
    if advised:
        return
    if report.session_findings:
        st.markdown(f"**{tr('What to work on first')}**")
    for finding in report.session_findings[:_MOST_FINDINGS]:
        finding_card(finding)


def _speed(title: str, speed: Estimate | None) -> None:
    """Show a speed with the range that holds the true one nine times in ten."""
    if speed is None:
        return
    st.metric(
        title,
        speed_words(speed.value),
        delta=interval_words(speed),
        delta_color="off",
        delta_arrow="off",
        border=True,
        help=tr("Nine in ten true values lie within the range below."),
    )


@manner.fragment
def _board(session_id: str, request: AnalysisRequest) -> None:
    """Show trace, table and kick; choosing a kick reruns this alone."""
    report = stored.report(session_id, request)
    trace_key, table_key = f"trace-{session_id}", f"kicks-{session_id}"
    selected = _selected(report)
    components.trace(
        charts.trace_payload(
            stored.trace(session_id, request),
            report,
            selected=selected,
            window_s=_window(trace_key),
            session_id=session_id,
            notes=notes.marks(session_id, report),
        ),
        key=trace_key,
        on_kick=lambda: _choose(trace_key),
    )
    if selected is None:
        return
    table, details = st.columns([5, 7], gap="large")
    with table:
        st.subheader(tr("Kicks"), anchor=False)
        components.kicks_table(
            charts.kick_rows(report, selected=selected),
            key=table_key,
            on_kick=lambda: _choose(table_key),
        )
    with details:
        kick.show(session_id, request, selected)
    review.swing(session_id, request, selected)


def _selected(report: SessionReport) -> int | None:
    """Give the number of the kick in the address, the first one where it names none."""
    wanted = st.query_params.get("kick", "1")
    number = int(wanted) if wanted.isdecimal() else 1
    if not report.kicks:
        return None
    return number if 1 <= number <= len(report.kicks) else 1


def _choose(key: str) -> None:
    """Keep the kick that was chosen in a component in the address."""
    number = st.session_state[key].get("kick")
    if isinstance(number, int):
        st.query_params["kick"] = str(number)


def _window(key: str) -> tuple[float, float] | None:
    """Give the stretch that was zoomed into; what a browser sends is looked at twice."""
    match st.session_state.get(key, {}).get("window"):
        case [int() | float() as start_s, int() | float() as stop_s] if start_s < stop_s:
            return float(start_s), float(stop_s)
        case _:
            return None


def _nothing_found(session_id: str, request: AnalysisRequest) -> None:
    report = stored.report(session_id, request)
    st.info(
        tr(
            "No kick and no other contact was found. The panel below says how good the recording "
            "is and what was not taken for a kick."
        ),
        icon=":material/search_off:",
    )
    components.trace(
        charts.trace_payload(
            stored.trace(session_id, request),
            report,
            session_id=session_id,
            notes=notes.marks(session_id, report),
        ),
        key=f"trace-{session_id}",
        on_kick=lambda: None,
    )


def _split(report: SessionReport) -> str | None:
    parts = [
        f"{capitalised(technique_words(technique))}: {count}"
        for technique in Technique
        if (count := sum(each.technique is technique for each in report.kicks))
    ]
    return "; ".join(parts) or None


def _contacts(report: SessionReport) -> str | None:
    kinds = [contact.kind for contact in report.other_contacts]
    return (
        "; ".join(
            f"{capitalised(contact_words(k))}: {kinds.count(k)}" for k in dict.fromkeys(kinds)
        )
        or None
    )
