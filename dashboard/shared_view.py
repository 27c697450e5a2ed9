"""A shared session that somebody has dropped: looked at, and taken in where it can be."""

from html import escape
from typing import Any, Final

import streamlit as st

from dashboard import components, stored
from dashboard.error_words import say_error
from dashboard.formats import date_words, moment_words, plain
from dashboard.glyphs import on_dark_ground
from dashboard.kick_list import kick_line_rows
from dashboard.ways import page_named
from dashboard.wording import cure_of, drill_title, what_of
from kicksense.errors import KicksenseError
from kicksense.exchange.share_file import SharedSession
from kicksense.workflows.language import tr, tr_count
from kicksense.workflows.receiving import (
    kicks_shared,
    lesson_shared,
    open_share,
    scores_shared,
    take_in,
)
from kicksense.workflows.score_wording import done_words, met_words, score_title

_TEXT: Final = {True: "#e7eeea", False: "#1d2a26"}
_GRID: Final = {True: "#2d3a35", False: "#dbe1da"}
_LINE: Final = {True: "#b9d6e6", False: "#2b4a5e"}
_LONGEST_PASSPHRASE: Final = 200


def show(content: bytes) -> None:
    """Show a share file.

    Parameters
    ----------
    content
        Of the file, from anybody. The page for people without kicksense that is in it is not shown.
    """
    try:
        shared = _opened(content)
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")
        return
    if shared is None:
        return
    _for_whom(shared)
    _facts(shared)
    _taken_in(shared)
    _lesson(shared)
    _scores(shared)
    _trace(shared)
    kicks = kicks_shared(shared)
    if kicks:
        st.subheader(tr_count("{count} kick", "{count} kicks", len(kicks)), anchor=False)
        components.kicks_table(kick_line_rows(kicks), key="shared-kicks", on_kick=lambda: None)
    _notes(shared)


def _opened(content: bytes) -> SharedSession | None:
    """Open the file; ask for its passphrase where it has one."""
    if content.startswith(b"PK"):
        return open_share(content)
    st.info(
        tr("This share file is locked. Its sender knows the passphrase."), icon=":material/lock:"
    )
    # A form, because a field for a secret does not tell what was typed when Tab leaves it.
    with st.form("shared-secret-form", border=False):
        passphrase = st.text_input(
            tr("Passphrase"), type="password", key="shared-secret", max_chars=_LONGEST_PASSPHRASE
        )
        st.form_submit_button(tr("Open it"), type="primary", icon=":material/lock_open:")
    return open_share(content, passphrase) if passphrase else None


def _for_whom(shared: SharedSession) -> None:
    manifest = shared.manifest
    words = tr("For {names} alone.", names=", ".join(manifest.for_names))
    if manifest.from_name:
        words = f"{words} {tr('Shared by {name}.', name=manifest.from_name)}"
    st.warning(
        f"**{plain(words)}** "
        + tr(
            "It shows how a person moves. Please do not pass it on, and delete it when it is no "
            "longer needed."
        ),
        icon=":material/group:",
    )


def _facts(shared: SharedSession) -> None:
    manifest, document = shared.manifest, shared.document
    facts = [tr("played {day}", day=date_words(manifest.started_utc))]
    if manifest.player_id is not None:
        facts.insert(0, tr("player {player}", player=manifest.player_id))
    if document.drill is not None:
        facts.append(drill_title(document.drill))
    facts.append(tr("shared {moment}", moment=moment_words(manifest.made_utc)))
    with st.container(horizontal=True, vertical_alignment="center"):
        if document.recording.simulated:
            st.badge(tr("Simulated"), icon=":material/science:", color="violet")
        st.caption(plain(" · ".join(facts)))


def _taken_in(shared: SharedSession) -> None:
    """Offer to store it, where the samples are in it."""
    if shared.recording is None:
        st.caption(
            tr("The sender left the samples out, so this session can be looked at and not stored.")
        )
        return
    player = st.text_input(
        tr("Whose session is it here? An id, no name; may stay empty"),
        key="shared-player",
        max_chars=64,
    )
    if not st.button(tr("Store it here"), type="primary", icon=":material/check:"):
        return
    with st.spinner(tr("Importing")):
        try:
            received = take_in(stored.sessions(), shared, player_id=player.strip() or None)
        except KicksenseError as error:
            st.error(plain(say_error(error)), icon=":material/error:")
            return
    st.switch_page(page_named("session"), query_params={"session": received.row.id})


def _lesson(shared: SharedSession) -> None:
    finding = lesson_shared(shared)
    if finding is None:
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{tr('One thing to work on')}**")
        st.markdown(f":material/lightbulb: {plain(what_of(finding))}")
        st.markdown(f"{tr('Try:')} {plain(cure_of(finding))}")


def _scores(shared: SharedSession) -> None:
    """Show the scores as they were made: another version may say another thing of the samples."""
    scores = scores_shared(shared)
    if not scores:
        return
    heads = (tr("Score"), tr("Done"), tr("Reached"))
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(score_title(score.name))}</th>'
        f"<td>{escape(done_words(score))}</td><td>{escape(met_words(score))}</td></tr>"
        for score in scores
    )
    st.html(
        "<style>.ks-shared { width: 100%; border-collapse: collapse; }"
        ".ks-shared th, .ks-shared td { text-align: left; padding: 0.35rem 0.75rem 0.35rem 0;"
        " border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }</style>"
        f'<table class="ks-shared"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def _trace(shared: SharedSession) -> None:
    """Draw how the leg turned; every peak is kept."""
    trace = shared.trace
    if not trace.rate_radps:
        return
    st.echarts_chart(
        _chart(shared, is_dark=on_dark_ground()),
        height=220,
        key="shared-trace",
        alt=tr(
            "How fast the leg turns over the session, with {count} kicks as peaks.",
            count=len(shared.document.kicks),
        ),
    )


def _chart(shared: SharedSession, *, is_dark: bool) -> dict[str, Any]:
    trace, text = shared.trace, {"color": _TEXT[is_dark]}
    points = [
        [round(place * trace.step_s, 3), value] for place, value in enumerate(trace.rate_radps)
    ]
    return {
        "animation": False,
        "grid": {"left": 48, "right": 16, "top": 16, "bottom": 40},
        "xAxis": {
            "type": "value",
            "name": tr("seconds from the start"),
            "nameLocation": "middle",
            "nameGap": 24,
            "nameTextStyle": text,
            "axisLabel": text,
            "splitLine": {"show": False},
        },
        "yAxis": {
            "type": "value",
            "name": "rad/s",
            "nameTextStyle": text,
            "axisLabel": text,
            "splitLine": {"lineStyle": {"color": _GRID[is_dark]}},
        },
        "series": [
            {
                "type": "line",
                "data": points,
                "symbol": "none",
                "lineStyle": {"width": 1, "color": _LINE[is_dark]},
            }
        ],
    }


def _notes(shared: SharedSession) -> None:
    notes = [note for note in shared.notes.notes if note.text]
    if not notes:
        return
    st.subheader(tr("Notes"), anchor=False)
    for note in notes:
        st.markdown(f"- {plain(note.text)}")
