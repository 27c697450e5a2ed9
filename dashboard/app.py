"""The pages and the way between them."""

from pathlib import Path

import streamlit as st

from dashboard import frame, manner, offline, pages

# A named icon would be fetched from a font server; this one comes with the pages.
icon = str(Path(__file__).resolve().parent / "assets" / "icon.svg")
st.set_page_config(page_title="kicksense", page_icon=icon, layout="wide")
st.logo(icon, size="large")
chosen = manner.adopt()
page = pages.navigation(chosen.role)
frame.top()
offline.show()
page.run()
