"""Below the desk of a labeller: moments added by hand, stretches of time, being done, agreement."""

from typing import Final

import streamlit as st

from dashboard import stored, stored_labelling
from dashboard.error_words import say_error
from dashboard.formats import clock_words, duration_words, milliseconds_words, percent_words, plain
from kicksense.domain.labels import MovementSpan
from kicksense.errors import KicksenseError
from kicksense.workflows.label_agreement import Agreement, PairAgreement
from kicksense.workflows.label_choice import SIMULATION
from kicksense.workflows.label_steps import SPAN_WORDS, Desk
from kicksense.workflows.language import marked, number, tr, tr_count
from kicksense.workflows.sessions import SessionRow

_MOVEMENTS: Final = {
    "walk": marked("walking"), "jog": marked("jogging"), "run": marked("running"),
    "sprint": marked("sprinting"), "cut": marked("cutting"), "jump": marked("jumping"),
    "shuffle": marked("shuffling"), "turn": marked("turning"), "stairs": marked("stairs"),
    "still": marked("standing still"), "sit": marked("sitting"), "rest": marked("resting"),
    "play": marked("playing"), "dribble": marked("dribbling"), "juggle": marked("juggling"),
    "warm_up": marked("warming up"),
}  # fmt: skip

_KAPPA_WORDS: Final = (
    (0.0, marked("no better than chance")),
    (0.2, marked("slight")),
    (0.4, marked("fair")),
    (0.6, marked("moderate")),
    (0.8, marked("substantial")),
    (1.01, marked("almost perfect")),
)


def added_key(row: SessionRow, labeller: str) -> str:
    """Give the key of the session state under which moments added by hand wait for a name."""
    return f"label-added-{row.id}-{labeller}"


def kappa_words(kappa: float) -> str:
    """Give an agreement beyond chance in words (Landis and Koch 1977)."""
    return tr(next(words for below, words in _KAPPA_WORDS if kappa <= below))


def name_player(row: SessionRow) -> None:
    """Ask whose leg a session shows; labels need that."""
    st.info(
        tr(
            "Nobody has said whose leg this is. Labels need a player's id, so that no player is "
            "both trained on and tested on."
        ),
        icon=":material/person_search:",
    )
    with (
        st.form("label-player", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        player = st.text_input(tr("Player's id (no real name)"), width=240)
        if st.form_submit_button(tr("Keep")):
            stored_labelling.name_player(row, player.strip())
            st.rerun()


def show(row: SessionRow, desk: Desk, moments: int, offset_s: float) -> None:
    """Show everything below the desk.

    Parameters
    ----------
    row, desk
        The session, and what was said of it.
    moments
        How many there are to name.
    offset_s
        What to take off the recording's clock.
    """
    left, right = st.columns(2)
    with left, st.expander(tr("Add a moment by hand"), icon=":material/add_location:"):
        _guarded(_add_moment, row, desk, offset_s)
    title = tr_count("{count} stretch of time", "{count} stretches of time", len(desk.spans))
    with right, st.expander(title, icon=":material/timeline:"):
        _guarded(_spans, row, desk, offset_s)
    _guarded(_done, row, desk, moments)
    _others(row, desk)


def _guarded(draw: object, row: SessionRow, desk: Desk, value: float) -> None:
    """Draw a part; trouble in it is said there and leaves the rest as it is."""
    try:
        draw(row, desk, value)  # type: ignore[operator]
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")


def _reach(row: SessionRow, offset_s: float) -> tuple[float, float]:
    recording = stored.recording(row.id)
    return recording.start_time_s - offset_s, recording.time_of(len(recording) - 1) - offset_s


def _add_moment(row: SessionRow, desk: Desk, offset_s: float) -> None:
    """Let somebody look at any moment."""
    start_s, stop_s = _reach(row, offset_s)
    with st.form(f"label-add-{row.id}", border=False):
        at_s = st.number_input(
            tr("Seconds from the start of the clock"), start_s, stop_s, start_s, 0.01, "%.2f"
        )
        if st.form_submit_button(tr("Look at this moment")):
            key = added_key(row, desk.labeller)
            t_s = float(at_s) + offset_s
            st.session_state[key] = [*st.session_state.get(key, []), t_s]
            st.session_state["label-go-to"] = t_s
            st.rerun()


def _spans(row: SessionRow, desk: Desk, offset_s: float) -> None:
    """Let somebody say what was done for a while."""
    start_s, stop_s = _reach(row, offset_s)
    for span in desk.spans:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{_movement(span.movement)}** {clock_words(span.start_s - offset_s)} "
                f"\N{EN DASH} {clock_words(span.stop_s - offset_s)} "
                f"({duration_words(span.stop_s - span.start_s)})",
                width="stretch",
            )
            if st.button(
                tr("Remove"), key=f"span-{span.start_s}-{row.id}", icon=":material/close:"
            ):
                stored_labelling.remove_span(row, desk.labeller, span)
                st.rerun()
    with st.form(f"label-span-{row.id}", border=False):
        movement = st.selectbox(tr("What"), list(SPAN_WORDS), format_func=_movement)
        from_s = st.number_input(tr("From, s"), start_s, stop_s, start_s, 0.1, "%.2f")
        to_s = st.number_input(tr("To, s"), start_s, stop_s, stop_s, 0.1, "%.2f")
        if st.form_submit_button(tr("Keep the stretch")):
            span = MovementSpan(float(from_s) + offset_s, float(to_s) + offset_s, movement)
            stored_labelling.add_span(row, desk.labeller, span)
            st.rerun()
    st.caption(tr("Where there are stretches, “every kick is labelled” holds inside them alone."))


def _movement(name: str) -> str:
    return tr(_MOVEMENTS[name]) if name in _MOVEMENTS else plain(name)


def _done(row: SessionRow, desk: Desk, moments: float) -> None:
    """Let somebody say that the work is done."""
    named = len(desk.events)
    if desk.finished:
        claim = (
            tr("You said: done, and every kick is labelled.")
            if desk.complete
            else tr("You said: done, but not every kick is labelled.")
        )
        st.success(claim, icon=":material/task_alt:")
        if st.button(tr("Go on labelling"), key=f"again-{row.id}"):
            stored_labelling.finish(row, desk.labeller, complete=False, finished=False)
            st.rerun()
        return
    missing = int(moments) - named
    with st.popover(tr("I am done"), icon=":material/task_alt:"):
        if missing > 0:
            st.warning(
                tr_count(
                    "{count} moment has no name yet. A kick among those that nobody named would "
                    "count as none.",
                    "{count} moments have no name yet. A kick among those that nobody named would "
                    "count as none.",
                    missing,
                )
            )
        if st.button(tr("Every kick is labelled"), type="primary", key=f"complete-{row.id}"):
            stored_labelling.finish(row, desk.labeller, complete=True, finished=True)
            st.rerun()
        if st.button(tr("Some kicks are not labelled"), key=f"partial-{row.id}"):
            stored_labelling.finish(row, desk.labeller, complete=False, finished=True)
            st.rerun()


def _others(row: SessionRow, desk: Desk) -> None:
    """Say who else labelled, and how far all agree once this labeller is done."""
    if not desk.others:
        return
    names = ", ".join(_labeller(name) for name, _ in desk.others)
    st.subheader(tr("Second opinion"), anchor=False)
    if not desk.finished:
        st.caption(
            tr(
                "{others} labelled this session too. What they said is shown when you are done, "
                "so that your opinion is your own.",
                others=names,
            )
        )
        return
    found = stored_labelling.agreement(row)
    if found is None:
        st.caption(tr("{others} has not written a label yet.", others=names))
        return
    _agreement(found, desk)


def _labeller(name: str) -> str:
    return tr("the truth of the simulation") if name == SIMULATION else plain(name)


def _agreement(found: Agreement, desk: Desk) -> None:
    """Show every pair that this labeller is part of, then the others."""
    pairs = sorted(found.pairs, key=lambda pair: desk.labeller not in (pair.first, pair.second))
    st.dataframe(
        [_pair_row(pair) for pair in pairs], hide_index=True, key=f"agree-{desk.session_id}"
    )
    with st.popover(tr("What do these numbers mean?")):
        st.markdown(
            tr(
                "Kappa compares how often two people give a moment the same name with how often "
                "that would happen by chance: 1 is always, 0 is chance. Moments that only one of "
                "them has count where the other looked too."
            )
        )


def _pair_row(pair: PairAgreement) -> dict[str, str]:
    share = pair.seen_by_both_ratio
    kappa = tr("not defined")
    if pair.kappa is not None:
        kappa = f"{number(pair.kappa, 2)} ({kappa_words(pair.kappa)})"
    return {
        tr("Labellers"): f"{_labeller(pair.first)} / {_labeller(pair.second)}",
        tr("Both have"): f"{pair.both}" + ("" if share is None else f" ({percent_words(share)})"),
        tr("Only the first"): str(pair.only_first),
        tr("Only the second"): str(pair.only_second),
        tr("Same name"): str(pair.same_name),
        tr("Kappa"): kappa,
        tr("Apart in time"): ""
        if pair.difference_s is None
        else milliseconds_words(pair.difference_s),
    }
