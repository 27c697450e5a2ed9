"""Label: say what happened in a session, moment by moment, with the keyboard."""

import re
from collections.abc import Sequence
from typing import Final

import streamlit as st

from dashboard import components, label_panels, manner, stored, stored_labelling
from dashboard.error_words import say_error
from dashboard.formats import LATEST_OWN_CLOCK_S, capitalised, plain
from dashboard.label_payload import Shown, desk_payload
from dashboard.label_presses import Heard, heard
from dashboard.session_words import session_lines
from dashboard.ways import page_named
from kicksense.errors import KicksenseError
from kicksense.workflows.label_candidates import (
    Candidate,
    answer_words,
    in_order,
    with_moments,
)
from kicksense.workflows.label_steps import NEAR_S, Desk, LabelConflictError, Press
from kicksense.workflows.labels import DEFAULT_LABELLER
from kicksense.workflows.language import tr
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.sessions import SessionRow

ORDERS: Final = ("hardest", "time")
_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_TROUBLE: Final = "label-trouble"


def show() -> None:
    """Show the session that the address names, or the newest, to be labelled."""
    st.title(tr("Label"))
    try:
        rows = stored.session_rows()
        if not rows:
            _empty()
            return
        row = _session(rows)
        labeller, order, suggests = _choices()
        if labeller is None:
            return
        _facts(row)
        if row.player_id is None:
            label_panels.name_player(row)
            return
        with st.spinner(tr("Looking for the moments to name")):
            stored_labelling.candidates(row.id)
        _board(row, labeller, order, suggests=suggests)
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")


def _empty() -> None:
    """Say what to do where nothing is stored."""
    st.info(
        tr("There is no session to label yet. Import a recording, or try the demo."),
        icon=":material/label_off:",
    )
    st.page_link(page_named("import"), label=tr("Import"), icon=":material/upload_file:")
    st.page_link(page_named("start"), label=tr("Start"), icon=":material/home:")


def _session(rows: Sequence[SessionRow]) -> SessionRow:
    """Let somebody choose the session; the address keeps it."""
    ids = [row.id for row in rows]
    wanted = st.query_params.get("session")
    names = session_lines(rows)
    chosen = st.selectbox(
        tr("Session"),
        ids,
        index=ids.index(wanted) if wanted in ids else 0,
        format_func=names.__getitem__,
    )
    if chosen != wanted:
        _keep(session=chosen, at=None)
    return rows[ids.index(chosen)]


def _choices() -> tuple[str | None, str, bool]:
    """Let somebody say who labels, in which order, and whether the model speaks."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.query_params.get("by", DEFAULT_LABELLER)
        labeller = st.text_input(
            tr("Labeller (an id, no name)"),
            by if _ID.fullmatch(by) else DEFAULT_LABELLER,
            width=220,
        ).strip()
        wanted = st.query_params.get("order")
        titles = {"hardest": tr("Hardest first"), "time": tr("In order of time")}
        order = st.segmented_control(
            tr("Order"),
            list(ORDERS),
            default=wanted if wanted in ORDERS else ORDERS[0],
            format_func=titles.__getitem__,
            required=True,
        )
        suggests = st.toggle(
            tr("Show what the model thinks"),
            value=st.query_params.get("suggest") != "no",
            help=tr("Without it nobody is led: a second opinion is worth most when it is its own."),
        )
    _keep(by=labeller, order=order or ORDERS[0], suggest=None if suggests else "no")
    if _ID.fullmatch(labeller) is None:
        st.error(
            tr("A labeller is an id of up to 64 letters, digits, dashes or dots, and no real name.")
        )
        return None, ORDERS[0], suggests
    return labeller, order or ORDERS[0], suggests


def _keep(**chosen: str | None) -> None:
    """Keep choices in the address."""
    for name, value in chosen.items():
        if value is None:
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != value:
            st.query_params[name] = value


def _facts(row: SessionRow) -> None:
    """Say whose it is, and that it is simulated where it is."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if row.simulated:
            st.badge(tr("Simulated"), icon=":material/science:", color="violet")
        if row.player_id is not None:
            st.caption(tr("Player {player}", player=plain(row.player_id)), width="content")
        st.page_link(
            page_named("session"),
            label=tr("Open the session"),
            icon=":material/show_chart:",
            query_params={"session": row.id},
        )


@manner.fragment
def _board(row: SessionRow, labeller: str, order: str, *, suggests: bool) -> None:
    """Show the desk; a press reruns this alone."""
    key = f"label-{row.id}-{labeller}"
    told = heard(_state(key))
    said, trouble = "", None
    try:
        said = _apply(row, labeller, key, told)
    except LabelConflictError as error:
        trouble = error
    later = st.session_state.pop(_TROUBLE, None)
    if later is not None:
        st.error(plain(say_error(later)), icon=":material/error:")
    desk = stored_labelling.desk(row, labeller)
    moments = _moments(row, desk)
    if not moments:
        st.info(tr("No moment of this session looks as if a ball had been met. Add one by hand."))
    else:
        _desk(row, desk, moments, key=key, told=told, order=order, suggests=suggests, said=said)
    if trouble is not None:
        _conflict(row, labeller, trouble)
    label_panels.show(row, desk, len(moments), _offset(row))


def _desk(
    row: SessionRow,
    desk: Desk,
    moments: Sequence[Candidate],
    *,
    key: str,
    told: Heard,
    order: str,
    suggests: bool,
    said: str,
) -> None:
    """Draw the component."""
    places = in_order(moments, order)
    at, moved = _at(desk, moments, places, told)
    st.query_params["at"] = str(at)
    shown = Shown(
        desk=desk,
        candidates=moments,
        order=places,
        at=at,
        offset_s=_offset(row),
        suggests=suggests,
        heard=st.session_state.get(f"{key}-heard"),
        moved=moved,
        said=said,
    )
    components.label_desk(desk_payload(shown, stored.trace(row.id, AnalysisRequest())), key=key)


def _state(key: str) -> object:
    """Give what the browser has told so far."""
    state = st.session_state.get(key)
    return None if state is None else state.get("desk")


def _moments(row: SessionRow, desk: Desk) -> tuple[Candidate, ...]:
    """Give the moments to name: those of the analysis, those named besides, and one added now."""
    added = [event.t_s for event in desk.events]
    added += st.session_state.get(label_panels.added_key(row, desk.labeller), [])
    return with_moments(stored_labelling.candidates(row.id), added, NEAR_S)


def _offset(row: SessionRow) -> float:
    """Give what to take off the recording's clock, as everywhere on the pages."""
    start_s = stored.recording(row.id).start_time_s
    return start_s if start_s >= LATEST_OWN_CLOCK_S else 0.0


def _at(
    desk: Desk, moments: Sequence[Candidate], places: Sequence[int], told: Heard
) -> tuple[int, bool]:
    """Give the moment to show, and whether the browser has to be sent there."""
    sent = st.session_state.pop("label-go-to", None)
    if isinstance(sent, float):
        return min(range(len(moments)), key=lambda at: abs(moments[at].t_s - sent)), True
    if told.at is not None and told.at < len(moments):
        return told.at, False
    wanted = st.query_params.get("at", "")
    if wanted.isdecimal() and int(wanted[:9]) < len(moments):
        return int(wanted[:9]), False
    still_open = (at for at in places if desk.answer_at(moments[at].t_s) is None)
    return next(still_open, places[0]), False


def _apply(row: SessionRow, labeller: str, key: str, told: Heard) -> str:
    """Do what was pressed and not done yet, each once; give the last step in words."""
    done = st.session_state.get(f"{key}-heard") or {}
    last = done["sequence"] if done.get("nonce") == told.nonce else 0
    own_revision = st.session_state.get(f"{key}-revision", 0)
    said = ""
    for number, pressed in told.presses:
        if number <= last:
            continue
        # Counted before it is tried: what is refused is refused once, and said.
        st.session_state[f"{key}-heard"] = {"nonce": told.nonce, "sequence": number}
        if isinstance(pressed, Press):
            seen = max(pressed.revision, own_revision)
            asked = Press(pressed.t_s, pressed.answer, seen, pressed.was_s)
            desk = stored_labelling.press(row, labeller, asked)
        elif pressed == "undo":
            desk, said = stored_labelling.undo(row, labeller), tr("Taken back.")
        else:
            desk, said = stored_labelling.redo(row, labeller), tr("Done again.")
        own_revision = desk.revision
        st.session_state[f"{key}-revision"] = own_revision
    return said


def _conflict(row: SessionRow, labeller: str, trouble: LabelConflictError) -> None:
    """Say that two windows named one moment, and let somebody choose."""
    mine = answer_words(trouble.mine.answer) if trouble.mine.answer else tr("no name")
    theirs = answer_words(trouble.theirs) if trouble.theirs else tr("no name")
    st.warning(
        tr(
            "Another window has named this moment meanwhile: {theirs}. Yours, {mine}, was not "
            "written.",
            theirs=theirs,
            mine=mine,
        ),
        icon=":material/call_split:",
    )
    asked = Press(trouble.mine.t_s, trouble.mine.answer, trouble.revision, trouble.mine.was_s)
    with st.container(horizontal=True):
        st.button(
            tr("Use mine: {answer}", answer=mine),
            on_click=_press_again,
            args=(row, labeller, asked),
        )
        st.button(tr("Leave it: {answer}", answer=capitalised(theirs)))


def _press_again(row: SessionRow, labeller: str, asked: Press) -> None:
    """Write an answer over that of another window; what that one said can be taken back to."""
    try:
        stored_labelling.press(row, labeller, asked)
    except KicksenseError as error:
        st.session_state[_TROUBLE] = error
