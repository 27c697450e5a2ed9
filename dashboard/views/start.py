"""Where everybody comes in: how the pages are to be, and three ways to begin."""

from typing import Final

import streamlit as st

from dashboard import flash, frame, manner, stored
from dashboard.consent_gate import visible
from dashboard.formats import moment_words, plain
from dashboard.team_words import day_words
from dashboard.ways import page_named
from dashboard.wording import drill_title
from kicksense.errors import KicksenseError
from kicksense.store.plans import plans_for
from kicksense.store.session_row import SessionRow
from kicksense.workflows.language import marked, tr
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.session_titles import session_title

_STEPS: Final = (
    (
        ":material/straighten:",
        marked("Strap it on"),
        marked("The sensor sits on the shin, any way up, tight enough not to slip."),
    ),
    (
        ":material/accessibility_new:",
        marked("Stand still"),
        marked("Three seconds on both feet: that tells which way is up."),
    ),
    (
        ":material/swap_horiz:",
        marked("Swing three times"),
        marked("From the hip, the **first swing forwards**: that tells which way is forward."),
    ),
    (
        ":material/sports_soccer:",
        marked("Then play"),
        marked("Record live, or import a recording afterwards."),
    ),
)


def show() -> None:
    """Show the choices to a newcomer, what is next to everybody else, and the ways to begin."""
    if "session" in st.query_params:  # an address as earlier versions gave it
        st.switch_page(page_named("session"), query_params=st.query_params.to_dict())
    chosen = manner.chosen()
    st.title(tr("Find out how you strike the ball"))
    if chosen.role is None:
        st.markdown(
            tr(
                "A motion sensor on your shin finds every kick, names the technique, "
                "estimates how hard the ball was struck, and says what to work on."
            )
        )
        with st.container(border=True, key="start-choices"):
            with st.container(horizontal=True, gap="large"):
                frame.choices("start")
            st.caption(tr("You can change this at any time under *Settings*."))
    else:
        _next_steps(chosen.role)
    _ways()
    wearing()


def wearing() -> None:
    """Show how to wear the sensor."""
    st.subheader(tr("How to wear the sensor"))
    columns = st.columns(len(_STEPS))
    for number, (column, (icon, title, text)) in enumerate(
        zip(columns, _STEPS, strict=True), start=1
    ):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"{icon} **{number}. {tr(title)}**")
            st.markdown(tr(text))


def _ways() -> None:
    """Offer the three ways to begin, their buttons in one line."""
    demo, sensor, file = st.columns(3)
    with demo, st.container(border=True, height="stretch", vertical_alignment="distribute"):
        with st.container():
            st.markdown("### :material/play_circle: " + tr("See an example"))
            words = tr("A session with every kind of kick, ready to look at. Nothing is needed.")
            st.markdown(words)
            st.caption(tr("It is simulated: no player ever did it."))
        if st.button(
            tr("Try the demo"), type="primary", icon=":material/play_arrow:", width="stretch"
        ):
            _open_demo()
    with sensor, st.container(border=True, height="stretch", vertical_alignment="distribute"):
        with st.container():
            st.markdown("### :material/sensors: " + tr("Use a sensor"))
            st.markdown(tr("Step by step: strap it on, find it, test its signal, and play."))
            st.caption(tr("No sensor at hand? A simulated leg can take its place."))
        if st.button(tr("Connect a sensor"), icon=":material/bluetooth:", width="stretch"):
            st.switch_page(page_named("connect"))
    with file, st.container(border=True, height="stretch", vertical_alignment="distribute"):
        with st.container():
            st.markdown("### :material/upload_file: " + tr("Bring a file"))
            st.markdown(tr("A recording that another app or another computer has made."))
            words = tr("CSV, Parquet and the exports of common sensors; the file stays as it is.")
            st.caption(words)
        if st.button(tr("Import a recording"), icon=":material/upload_file:", width="stretch"):
            st.switch_page(page_named("import"))


def _next_steps(role: str) -> None:
    """Say to somebody who comes back what there is to go on with."""
    try:
        every = stored.session_rows()
        rows = visible(every)
    except KicksenseError as error:
        flash.complain(error)
        return
    player_id = manner.chosen().player_id
    if role == "player" and player_id is not None:
        rows = tuple(row for row in rows if row.player_id == player_id) or rows
    with st.container(border=True, key="start-next"):
        st.markdown("**" + tr("Where you left off") + "**")
        if every and not rows:
            st.markdown(
                ":material/lock: "
                + tr("No player has agreed to be shown to the coach yet. Ask them on My data.")
            )
            return
        if not rows:
            st.markdown(tr("Nothing is recorded yet. Begin with one of the three ways below."))
            return
        last = max(rows, key=lambda row: (started_of(row), row.id))
        st.page_link(
            page_named("session"),
            label=_row_words(last),
            icon=":material/show_chart:",
            query_params={"session": last.id},
        )
        if role == "player" and player_id is not None:
            _next_plan(player_id)
        _pages_of(role)


def _next_plan(player_id: str) -> None:
    """Link what is planned for the player next."""
    plans = [
        plan
        for plan in plans_for(stored.sessions().folder, player_id).plans
        if plan.done_utc is None
    ]
    if not plans:
        return
    words = tr("Planned for you: {drill}", drill=plain(drill_title(plans[0].drill)))
    if plans[0].due is not None:
        words += " · " + tr("until {day}", day=day_words(plans[0].due))
    st.page_link(
        page_named("drills"),
        label=words,
        icon=":material/event_note:",
        query_params={"drill": plans[0].drill},
    )


def _pages_of(role: str) -> None:
    """Link what a role opens most."""
    ways = {
        "player": (
            ("today", marked("What came out of it today"), ":material/today:"),
            ("drills", marked("Choose the next drill"), ":material/sports_soccer:"),
            ("live", marked("Record live"), ":material/sensors:"),
        ),
        "coach": (
            ("team", marked("See who needs what"), ":material/groups:"),
            ("plans", marked("Plan a drill for a player"), ":material/event_note:"),
            ("live", marked("Record live"), ":material/sensors:"),
        ),
        "researcher": (
            ("label", marked("Go on labelling"), ":material/label:"),
            ("evaluate", marked("See how good the models are"), ":material/grid_on:"),
        ),
    }
    with st.container(horizontal=True):
        for name, title, icon in ways[role]:
            st.page_link(page_named(name), label=tr(title), icon=icon)


def _row_words(row: SessionRow) -> str:
    """Name a session in a line."""
    words = tr(
        "Last session: {name}, {when}", name=plain(session_title(row)), when=plain(_when(row))
    )
    return f"{words} · {tr('Simulated')}" if row.simulated else words


def _when(row: SessionRow) -> str:
    return moment_words(started_of(row))


def _open_demo() -> None:
    try:
        with st.spinner(tr("Opening the demo")):
            row = stored.try_demo()
    except KicksenseError as error:
        flash.complain(error)
    else:
        st.switch_page(page_named("session"), query_params={"session": row.id})
