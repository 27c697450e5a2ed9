"""How the people at this computer want the pages: language, role, units, and who plays."""

import functools
from collections.abc import Callable
from typing import ParamSpec

import streamlit as st

from dashboard.languages import LANGUAGES, speech_in
from kicksense.errors import StoreError
from kicksense.store.folder import data_folder
from kicksense.store.preferences import Preferences, read_preferences, write_preferences
from kicksense.workflows.language import SpeedUnit, speak

_KEY = "manner"

Asked = ParamSpec("Asked")


def adopt() -> Preferences:
    """Speak to the reader of this tab as was chosen; called at the beginning of every run.

    Returns
    -------
    chosen
        A tab keeps its own choice; a new one begins with what was chosen last on this computer.
        A language in the address (``?lang=de``) goes before both.
    """
    chosen = _chosen()
    wanted = st.query_params.get("lang")
    if wanted in LANGUAGES and wanted != chosen.language:
        chosen = chosen.model_copy(update={"language": wanted})
        st.session_state[_KEY] = chosen
    speak(speech_in(chosen.language, SpeedUnit(chosen.speed_unit)))
    return chosen


def fragment(draw: Callable[Asked, None]) -> Callable[Asked, None]:
    """Make a part of a page that reruns alone, and speaks to the reader as the page does.

    A rerun of a part does not begin with the page's own script, so that nobody would have said in
    which language; every part of a page is made with this instead of `streamlit.fragment`.

    Parameters
    ----------
    draw
        Draws the part.
    """

    @functools.wraps(draw)
    def spoken(*args: Asked.args, **kwargs: Asked.kwargs) -> None:
        adopt()
        draw(*args, **kwargs)

    return st.fragment(spoken)


def chosen() -> Preferences:
    """Give what holds in this tab."""
    return _chosen()


def choose(**changed: str | None) -> None:
    """Change a choice, for this tab at once and for new ones from now on.

    Parameters
    ----------
    changed
        Fields of `Preferences`.

    Raises
    ------
    StoreError
        If it cannot be kept; for this tab it holds all the same.
    """
    new = Preferences.model_validate(_chosen().model_dump() | changed)
    st.session_state[_KEY] = new
    st.query_params.pop("lang", None)
    folder = data_folder(None)
    kept = read_preferences(folder)
    write_preferences(folder, kept.model_copy(update=changed))


def _chosen() -> Preferences:
    if _KEY not in st.session_state:
        try:
            # A damaged catalogue must not take the reader's language away, too.
            st.session_state[_KEY] = read_preferences(data_folder(None))
        except StoreError:
            return Preferences()
    kept: Preferences = st.session_state[_KEY]
    return kept
