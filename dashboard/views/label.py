"""Label."""

import streamlit as st

from kicksense.workflows.language import tr


def show() -> None:
    """Show the page."""
    st.title(tr("Label"))
