"""A recording as it goes on, or the form that starts one."""

from typing import Final

import streamlit as st

from dashboard import components, manner, stored
from dashboard.door import spaced, this_door
from dashboard.error_words import say_error
from dashboard.formats import plain
from dashboard.gate import REMOTE_HEADER
from dashboard.live_page_words import live_page_words
from dashboard.live_route import LIVE_ROUTE, page_key
from dashboard.views import live_start, start
from kicksense.errors import KicksenseError
from kicksense.workflows.dashboard import addresses_of_this_machine
from kicksense.workflows.language import speech, tr
from kicksense.workflows.live import RunningSession

_KEY: Final = "live"


def show() -> None:
    """Show the recording that the address names, else the newest, else the way to start one."""
    if st.context.headers.get(REMOTE_HEADER) is not None:
        _not_from_here()
        return
    try:
        running = stored.running()
        secret = page_key()
    except KicksenseError as error:
        st.title(tr("Live"))
        st.error(plain(say_error(error)), icon=":material/error:")
        return
    watched = _watched(running)
    if watched is None:
        st.title(tr("Record live"))
        live_start.show()
        start.wearing()
    else:
        st.title(tr("Live"))
        _choice(running, watched)
        asked = {
            "socket": LIVE_ROUTE,
            "key": secret,
            "session": watched,
            "unit": speech().speed_unit.value,
            "words": live_page_words(),
        }
        components.live(asked, key=f"{_KEY}-{watched}", on_again=_again)
    _phones()


def _watched(running: tuple[RunningSession, ...]) -> str | None:
    """Give the session to show; one that is shown stays until another one is asked for.

    A recording that has ended, or whose process is gone, is still on the page that showed it.
    """
    known = [session.session_id for session in running]
    wanted = st.query_params.get("live")
    if wanted is None or (wanted not in known and wanted != st.session_state.get(_KEY)):
        wanted = known[0] if known else None
    if wanted is None:
        st.query_params.pop("live", None)
    else:
        st.query_params["live"] = wanted
    st.session_state[_KEY] = wanted
    return wanted


def _again() -> None:
    """Leave a session that has ended."""
    st.session_state[_KEY] = None
    st.query_params.pop("live", None)


def _choice(running: tuple[RunningSession, ...], watched: str) -> None:
    """Offer the others where more than one recording is running."""
    known = [session.session_id for session in running]
    if len(known) < 2 and watched in known:  # noqa: PLR2004 - one is no choice
        return
    others = [each for each in known if each != watched]
    for other in others:
        if st.button(tr("Watch recording {session}", session=other), icon=":material/visibility:"):
            st.query_params["live"] = other
            st.rerun()


def _not_from_here() -> None:
    st.title(tr("Live"))
    st.info(
        tr(
            "Recordings are started and watched on the computer that records. To watch one on a "
            "phone, start kicksense there with `kicksense dashboard --phone`."
        ),
        icon=":material/lock:",
    )


def _phones() -> None:
    """Show how a phone gets in, where that was switched on."""
    door = this_door()
    if door is None:
        return
    with st.expander(tr("Watch on a phone"), icon=":material/smartphone:"):
        _code()


@st.fragment(run_every=5.0)
def _code() -> None:
    """Show the code that works now; after it was used there is another one."""
    manner.adopt()  # a fragment that reruns by itself runs nothing else
    door = this_door()
    if door is None:
        return
    host = st.context.headers.get("host", "")
    port = host.rsplit(":", 1)[-1] if ":" in host else "80"
    for address in addresses_of_this_machine():
        st.markdown(
            tr(
                "Open **`{address}`** on the phone, in the same network.",
                address=f"http://{address}:{port}",
            )
        )
    st.markdown(
        tr(
            "The code is **{code}**. It works once; then there is another one.",
            code=spaced(door.code),
        )
    )
