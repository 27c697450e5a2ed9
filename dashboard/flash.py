"""A word about what was just done, shown once on the page that is drawn next."""

from typing import Final

import streamlit as st

from dashboard.error_words import say_error
from dashboard.formats import plain
from kicksense.errors import KicksenseError

_SAID: Final = "flash"


def say_next(sentence: str) -> None:
    """Keep a sentence for the next time the page is drawn."""
    st.session_state[_SAID] = sentence


def show() -> None:
    """Show what was kept, once."""
    if sentence := st.session_state.pop(_SAID, None):
        st.success(sentence, icon=":material/check:")
        # The page may be scrolled down to where the button was.
        st.toast(sentence, icon=":material/check:")


def complain(error: KicksenseError) -> None:
    """Show what went wrong."""
    st.error(plain(say_error(error)), icon=":material/error:")
