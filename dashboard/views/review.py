"""The close look at a kick: its phases, its curves and its leg, beside another kick."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from dashboard import components, manner, stored, stored_people, stored_review
from dashboard.error_words import say_error
from dashboard.formats import capitalised, plain, rate_words, shock_words
from dashboard.review_charts import (
    Drawn,
    difference_rows,
    leg_payload,
    phase_bars,
    swing_payload,
)
from dashboard.review_words import ghost_name, ghost_words, leg_caveats, leg_lines
from dashboard.session_words import session_lines
from kicksense.domain.kick import KickReport
from kicksense.errors import KicksenseError
from kicksense.store.session_row import SessionRow
from kicksense.workflows.ghost_choice import Ghost, chosen_key, kick_named, may_be_compared
from kicksense.workflows.ghosts import differences, phase_spans
from kicksense.workflows.kick_course import KickCourse
from kicksense.workflows.language import tr
from kicksense.workflows.options import AnalysisRequest

_NOBODY: Final = "nobody"
_ANOTHER: Final = "another"


def swing(session_id: str, request: AnalysisRequest, number: int) -> None:
    """Show how a kick went in time, and another one behind it where that is wanted.

    Parameters
    ----------
    session_id, request
        The session and what is asked of it.
    number
        The kick, from 1.
    """
    report = stored.report(session_id, request)
    course = stored_review.course(session_id, request, number)
    if course is None:
        return
    drawn = Drawn(session_id, number, report, course)
    st.subheader(tr("How kick {number} went", number=number), anchor=False)
    drawn = _with_ghost(drawn, _chosen(session_id, number))
    curves, leg = st.columns([7, 5], gap="large")
    with curves:
        _curves(drawn)
    with leg:
        _leg(drawn)
    if drawn.ghost is not None:
        _beside(drawn, drawn.ghost)
    _no_kick(session_id, course.kick)


def _no_kick(session_id: str, kick: KickReport) -> None:
    """Let a kick be taken out that was none; it is asked first, and can be brought back."""
    with st.popover(tr("This was no kick"), icon=":material/delete:"):
        st.markdown(
            tr(
                "Leave this kick out of the session? Lists, score cards and progress then do "
                "without it. *My data* brings it back."
            )
        )
        if not st.button(tr("Yes, leave it out"), key=f"no-kick-{session_id}-{kick.t_s}"):
            return
        try:
            stored_people.take_out(session_id, kick.t_s)
        except KicksenseError as error:
            st.error(plain(say_error(error)), icon=":material/error:")
            return
        st.rerun()


def _curves(drawn: Drawn) -> None:
    """Show the phases, and the signals sample by sample."""
    course = drawn.course
    st.markdown(f"**{tr('Phases')}**")
    st.html(phase_bars(phase_spans(drawn.report, course.kick), course.kick.technique))
    st.markdown(f"**{tr('The swing, sample by sample')}**")
    components.swing(swing_payload(drawn), key=f"swing-{drawn.session_id}-{drawn.number}")
    st.caption(
        tr(
            "Fastest turn toward the ball {rate}, largest shock {shock}",
            rate=rate_words(float(course.strip.strike_rate_radps.max())),
            shock=shock_words(float(course.strip.acc_mps2.max())),
        )
    )


def _leg(drawn: Drawn) -> None:
    """Show the leg in slow motion, and say what of it is guessed."""
    course = drawn.course
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{tr('The leg in slow motion')}**", width="content")
        with st.popover(tr("Why?"), width="content"):
            st.markdown("\n".join(f"- {line}" for line in leg_caveats(course.leg)))
        with st.popover(tr("In words"), width="content"):
            st.markdown("\n".join(f"- {line}" for line in leg_lines(course.leg, course.kick)))
    components.leg(leg_payload(drawn), key=f"leg-{drawn.session_id}-{drawn.number}")


def _beside(drawn: Drawn, ghost: KickCourse) -> None:
    """Say in what the two kicks differ."""
    st.markdown(f"**{tr('Side by side')}**")
    found = differences(drawn.course, ghost, drawn.report)
    st.html(difference_rows(found, drawn.ghost_name))
    if drawn.course.kick.clipped or ghost.kick.clipped:
        st.caption(
            ":material/warning: "
            + tr("A sensor was at its limit in one of the two: its true peak is higher than told.")
        )
    if drawn.course.kick.technique is not ghost.kick.technique:
        st.caption(
            tr("The two are struck with different parts of the foot, so they have to differ.")
        )
    with st.popover(tr("Why?")):
        st.markdown(
            tr(
                "Both kicks are laid upon each other where the ball is struck. The small numbers "
                "hold the true value nine times in ten. A difference counts as more than measuring "
                "makes when chance alone makes it less than one time in ten. What these kicks "
                "usually differ by is told from the kicks of the same kind in this session."
            )
        )


def _with_ghost(drawn: Drawn, ghost: Ghost | None) -> Drawn:
    """Add the other kick; where it cannot be read, say so and go on without it."""
    if ghost is None:
        return drawn
    line = ghost.line
    try:
        other = stored_review.course(line.session_id, stored_review.NO_REQUEST, line.number)
    except KicksenseError as error:
        st.warning(plain(say_error(error)), icon=":material/warning:")
        return drawn
    if other is None:
        st.warning(
            tr("That kick is no longer found in its session; choose another one."),
            icon=":material/warning:",
        )
        return drawn
    return replace(drawn, ghost=other, ghost_name=ghost_name(ghost))


def _chosen(session_id: str, number: int) -> Ghost | None:
    """Let another kick be chosen; the address keeps it."""
    rows = {row.id: row for row in stored.session_rows()}
    row = rows[session_id]
    coach = manner.chosen().role == "coach"
    mates = stored.open_to_coach() if coach else frozenset()
    offered = {ghost.key: ghost for ghost in stored_review.ghosts(session_id, number, mates)}
    wanted = st.query_params.get("ghost", _NOBODY)
    named = _named(row, wanted, mates)
    at = wanted if wanted in offered else _ANOTHER if named is not None else _NOBODY
    words = {
        _NOBODY: tr("No other kick"),
        _ANOTHER: tr("Another kick\N{HORIZONTAL ELLIPSIS}"),
        **{key: capitalised(ghost_words(ghost, row)) for key, ghost in offered.items()},
    }
    options = [_NOBODY, *offered, _ANOTHER]
    picked = st.selectbox(
        tr("Compare with"),
        options,
        index=options.index(at),
        format_func=words.__getitem__,
        key=f"ghost-{session_id}-{number}-{len(options)}",
    )
    if picked == _ANOTHER:
        others = [each for each in rows.values() if may_be_compared(row, each, mates)]
        return _another(row, number, others, named=named, mates=mates)
    _keep(None if picked == _NOBODY else picked)
    return offered.get(picked)


def _named(row: SessionRow, key: str, mates: frozenset[str]) -> Ghost | None:
    """Give the kick that the address names, where it may be shown."""
    match kick_named(key):
        case (session_id, number):
            return stored_review.chosen_ghost(row, session_id, number, mates)
        case _:
            return None


def _another(
    row: SessionRow,
    number: int,
    others: Sequence[SessionRow],
    *,
    named: Ghost | None,
    mates: frozenset[str],
) -> Ghost | None:
    """Let a kick of a session be chosen."""
    ids = [each.id for each in others]
    names = session_lines(others)
    first = row.id if named is None else named.row.id
    where, which = st.columns([3, 2])
    chosen_id = where.selectbox(
        tr("Session of the other kick"),
        ids,
        index=ids.index(first),
        format_func=names.__getitem__,
        key=f"ghost-session-{row.id}-{number}",
    )
    kicks = [
        each
        for each in stored_review.kick_numbers(chosen_id)
        if (chosen_id, each) != (row.id, number)
    ]
    if not kicks:
        which.caption(tr("No other kick is kept of this session yet; open it once."))
        _keep(None)
        return None
    at = kicks.index(named.line.number) if named and named.line.number in kicks else 0
    other = which.selectbox(
        tr("Kick"), kicks, index=at, key=f"ghost-kick-{row.id}-{number}-{chosen_id}"
    )
    _keep(chosen_key(chosen_id, other))
    return stored_review.chosen_ghost(row, chosen_id, other, mates)


def _keep(key: str | None) -> None:
    """Keep the choice in the address."""
    if key is None:
        st.query_params.pop("ghost", None)
    elif st.query_params.get("ghost") != key:
        st.query_params["ghost"] = key
