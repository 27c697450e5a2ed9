"""The pages and the way between them."""

from pathlib import Path

import streamlit as st

from dashboard.views import import_page, live, session

# A named icon would be fetched from a font server; this one comes with the pages.
icon = str(Path(__file__).resolve().parent / "assets" / "icon.svg")
st.set_page_config(page_title="kicksense", page_icon=icon, layout="wide")
st.logo(icon, size="large")
pages = [
    st.Page(session.show, title="Session", icon=":material/show_chart:", default=True),
    st.Page(live.show, title="Live", icon=":material/sensors:", url_path="live"),
    st.Page(import_page.show, title="Import", icon=":material/upload_file:", url_path="import"),
]
names = ("session_page", "live_page", "import_page")
st.session_state.update(zip(names, pages, strict=True))
st.navigation(pages, position="top").run()
