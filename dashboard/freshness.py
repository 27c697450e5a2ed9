"""Whether what lists show of sessions still holds, and the button that makes it hold again."""

import streamlit as st

from dashboard import stored
from dashboard.formats import plain
from kicksense.errors import KicksenseError
from kicksense.workflows.language import tr, tr_count
from kicksense.workflows.practice_history import refresh_cards

_TROUBLES = "kicksense_refresh_troubles"
_MOST_TOLD = 5


def bring_up_to_date(stale: int, key: str) -> None:
    """Say that sessions are missing from a page, and offer to look at them; nothing where none is.

    Parameters
    ----------
    stale
        How many sessions have no score card, or one of an earlier analysis.
    key
        Of the button: one for each page.
    """
    _told_troubles()
    if not stale:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            ":material/update: "
            + tr_count(
                "{count} session has not been looked at yet, or was by an earlier version. "
                "It is missing here.",
                "{count} sessions have not been looked at yet, or were by an earlier version. "
                "They are missing here.",
                stale,
            ),
            width="stretch",
        )
        pressed = st.button(
            tr("Bring up to date"), key=key, type="primary", icon=":material/refresh:"
        )
    if pressed:
        _refresh()
        st.rerun()


def _refresh() -> None:
    """Look at every session whose card does not hold, and show how far it is."""
    bar = st.progress(0.0, tr("Looking at the sessions"))

    def tell(done: int, count: int) -> None:
        bar.progress(done / max(count, 1), tr("Session {done} of {count}", done=done, count=count))

    try:
        st.session_state[_TROUBLES] = refresh_cards(stored.sessions(), tell)
    except KicksenseError as error:
        st.session_state[_TROUBLES] = (str(error),)


def _told_troubles() -> None:
    """Say once what could not be looked at."""
    troubles: tuple[str, ...] = st.session_state.pop(_TROUBLES, ())
    for trouble in troubles[:_MOST_TOLD]:
        st.warning(plain(trouble), icon=":material/warning:")
    if len(troubles) > _MOST_TOLD:
        st.caption(
            tr_count(
                "And {count} session more.",
                "And {count} sessions more.",
                len(troubles) - _MOST_TOLD,
            )
        )
