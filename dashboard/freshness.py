"""Whether what lists show of sessions still holds, and the button that makes it hold again."""

from collections.abc import Collection

import streamlit as st

from dashboard import stored
from dashboard.error_words import say_error
from dashboard.formats import plain
from kicksense.errors import KicksenseError
from kicksense.workflows.freshness import Freshness, freshness_of
from kicksense.workflows.language import tr, tr_count
from kicksense.workflows.practice_history import refresh_cards

_TROUBLES = "kicksense_refresh_troubles"
_MOST_TOLD = 5
_REMEMBERED_S = 600


def notice(session_ids: Collection[str] | None = None, *, key: str = "bring-up-to-date") -> None:
    """Say that sessions are missing from a page, and offer to look at them; nothing where none is.

    Parameters
    ----------
    session_ids
        Those that the page shows; None for all there are.
    key
        Of the button, where a page has two.
    """
    _tell_troubles()
    try:
        stale = freshness().stale
    except KicksenseError as error:
        st.warning(plain(say_error(error)), icon=":material/warning:")
        return
    missing = len(stale if session_ids is None else stale.intersection(session_ids))
    if not missing:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            ":material/update: "
            + tr_count(
                "{count} session was not looked at yet, or something about it has changed since. "
                "What stands here of it may be missing or out of date.",
                "{count} sessions were not looked at yet, or something about them has changed "
                "since. What stands here of them may be missing or out of date.",
                missing,
            ),
            width="stretch",
        )
        pressed = st.button(
            tr("Bring up to date"), key=key, type="primary", icon=":material/refresh:"
        )
    if pressed:
        _refresh()
        st.rerun()


def freshness() -> Freshness:
    """Give of which sessions what is kept still holds; looked at again when the catalogue moves.

    Raises
    ------
    KicksenseError
        If the catalogue or the model that judges cannot be read.
    """
    return _freshness(stored.catalogue_stamp())


@st.cache_resource(max_entries=2, ttl=_REMEMBERED_S, show_spinner=False)
def _freshness(stamp: tuple[int, ...]) -> Freshness:
    """Compare keys; a drill or what is known of a player may change without the catalogue."""
    del stamp
    return freshness_of(stored.sessions())


def _refresh() -> None:
    """Look at every session whose card does not hold, and show how far it is."""
    bar = st.progress(0.0, tr("Looking at the sessions"))

    def tell(done: int, count: int) -> None:
        bar.progress(done / max(count, 1), tr("Session {done} of {count}", done=done, count=count))

    try:
        st.session_state[_TROUBLES] = refresh_cards(stored.sessions(), tell)
    except KicksenseError as error:
        st.session_state[_TROUBLES] = (str(error),)
    _freshness.clear()


def _tell_troubles() -> None:
    """Say once what could not be looked at."""
    troubles: tuple[str, ...] = st.session_state.pop(_TROUBLES, ())
    for trouble in troubles[:_MOST_TOLD]:
        st.warning(plain(say_error(trouble)), icon=":material/warning:")
    if len(troubles) > _MOST_TOLD:
        st.caption(
            tr_count("And {count} session more.", "And {count} more.", len(troubles) - _MOST_TOLD)
        )
