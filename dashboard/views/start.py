"""What a newcomer sees: what this is, how to wear the sensor, and three ways to begin."""

from typing import Final

import streamlit as st

from dashboard import stored
from dashboard.formats import plain
from dashboard.ways import page_named
from kicksense.errors import KicksenseError

_STEPS: Final = (
    (
        ":material/straighten:",
        "Strap it on",
        "The sensor sits on the shin, any way up, tight enough not to slip.",
    ),
    (
        ":material/accessibility_new:",
        "Stand still",
        "Three seconds on both feet: that tells which way is up.",
    ),
    (
        ":material/swap_horiz:",
        "Swing three times",
        "From the hip, the **first swing forwards**: that tells which way is forward.",
    ),
    (
        ":material/sports_soccer:",
        "Play",
        "Record live, or import a recording afterwards.",
    ),
)


def show() -> None:
    """Show the first steps; each button leaves for another page."""
    if "session" in st.query_params:  # an address as earlier versions gave it
        st.switch_page(page_named("session"), query_params=st.query_params.to_dict())
    st.title("Find out how you strike the ball")
    st.markdown(
        "A motion sensor on your shin finds every kick, names the technique, "
        "estimates how hard the ball was struck, and says what to work on."
    )
    with st.container(horizontal=True):
        if st.button("Try the demo", type="primary", icon=":material/play_arrow:"):
            _open_demo()
        if st.button("Record live", icon=":material/sensors:"):
            st.switch_page(page_named("live"))
        if st.button("Import a recording", icon=":material/upload_file:"):
            st.switch_page(page_named("import"))
    st.caption("The demo session is simulated: no player ever did it.")
    wearing()


def wearing() -> None:
    """Show how to wear the sensor."""
    st.subheader("How to wear the sensor")
    columns = st.columns(len(_STEPS))
    for number, (column, (icon, title, text)) in enumerate(
        zip(columns, _STEPS, strict=True), start=1
    ):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"{icon} **{number}. {title}**")
            st.markdown(text)


def _open_demo() -> None:
    try:
        row = stored.try_demo()
    except KicksenseError as error:
        st.error(plain(str(error)))
    else:
        st.switch_page(page_named("session"), query_params={"session": row.id})
