"""The way from one page to another; pages do not import each other for it."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

_REGISTER = "kicksense_pages"


def remember_pages(made: dict[str, StreamlitPage]) -> None:
    """Keep the pages of this run."""
    st.session_state[_REGISTER] = made


def page_named(name: str) -> StreamlitPage:
    """Give a page by the name in its address, for `streamlit.switch_page` and links."""
    page: StreamlitPage = st.session_state[_REGISTER][name]
    return page
