"""Every page there is, and whose it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard.views import (
    connect,
    data_sets,
    drills,
    evaluate,
    export,
    import_page,
    label,
    live,
    my_data,
    plans,
    player,
    progress,
    session,
    start,
    team,
    today,
    training,
)
from dashboard.ways import remember_pages
from kicksense.store.preferences import Role
from kicksense.workflows.language import marked, tr

ROLES: Final[tuple[Role, ...]] = ("player", "coach", "researcher")


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page.

    Attributes
    ----------
    name
        Part of its address; also its name in `page_named`.
    title
        In English.
    icon
        From the icons that come with Streamlit.
    show
        Draws it.
    roles
        Whose navigation lists it; every page can be reached by its address.
    """

    name: str
    title: str
    icon: str
    show: Callable[[], None]
    roles: tuple[Role, ...] = ROLES


PAGES: Final = (
    PageEntry("start", marked("Start"), ":material/home:", start.show),
    PageEntry("connect", marked("Connect a sensor"), ":material/bluetooth:", connect.show, ()),
    PageEntry("live", marked("Live"), ":material/sensors:", live.show, ("player", "coach")),
    PageEntry("today", marked("Today"), ":material/today:", today.show, ("player",)),
    PageEntry("progress", marked("Progress"), ":material/trending_up:", progress.show, ("player",)),
    PageEntry("drills", marked("Drills"), ":material/sports_soccer:", drills.show, ("player",)),
    PageEntry("team", marked("Team"), ":material/groups:", team.show, ("coach",)),
    PageEntry("player", marked("Player"), ":material/person:", player.show, ("coach",)),
    PageEntry("session", marked("Session"), ":material/show_chart:", session.show),
    PageEntry("plans", marked("Plans"), ":material/event_note:", plans.show, ("coach",)),
    PageEntry("label", marked("Label"), ":material/label:", label.show, ("researcher",)),
    PageEntry(
        "datasets", marked("Data sets"), ":material/dataset:", data_sets.show, ("researcher",)
    ),
    PageEntry(
        "train", marked("Train"), ":material/model_training:", training.show, ("researcher",)
    ),
    PageEntry("evaluate", marked("Evaluate"), ":material/grid_on:", evaluate.show, ("researcher",)),
    PageEntry("export", marked("Export"), ":material/download:", export.show, ("researcher",)),
    PageEntry("import", marked("Import"), ":material/upload_file:", import_page.show),
    PageEntry("mydata", marked("My data"), ":material/lock_person:", my_data.show),
)
"""In the order of the navigation."""


def navigation(role: Role | None) -> StreamlitPage:
    """Build the navigation of a role and give the page that was asked for.

    Parameters
    ----------
    role
        Whose pages are listed; a newcomer (None) sees those that are everybody's.

    Returns
    -------
    page
        To be run. All pages can be reached, whatever the role.
    """
    listed = set(ROLES) if role is None else {role}
    made = {
        entry.name: st.Page(
            entry.show,
            title=tr(entry.title),
            icon=entry.icon,
            url_path=entry.name,
            default=entry.name == "start",
            visibility="visible" if listed <= set(entry.roles) else "hidden",
        )
        for entry in PAGES
    }
    remember_pages(made)
    return st.navigation(list(made.values()), position="top")
