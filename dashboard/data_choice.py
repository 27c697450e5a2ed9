"""Choosing the folders that a data set is made of."""

from collections.abc import Mapping

import streamlit as st

from dashboard import stored_research
from dashboard.error_words import say_error
from dashboard.formats import plain
from kicksense.workflows.data_places import OWN, DataPlace
from kicksense.workflows.language import tr


def chosen_places(key: str) -> tuple[DataPlace, ...]:
    """Let somebody choose data; the address keeps the choice.

    Parameters
    ----------
    key
        Of the widget: one for each page.

    Returns
    -------
    places
        Those that can be used; what is wrong with the others is said.
    """
    found = stored_research.places()
    usable = {place.place_id: place for place, trouble in found if not trouble}
    wanted = [one for one in st.query_params.get("data", "").split(",") if one in usable]
    chosen = _pills(usable, wanted, key) if usable else []
    if chosen:
        st.query_params["data"] = ",".join(chosen)
    else:
        st.query_params.pop("data", None)
    if not usable:
        st.info(
            tr(
                "There is nothing labelled yet. Label a session, or simulate players: their truth "
                "is known."
            ),
            icon=":material/label_off:",
        )
    for place, trouble in found:
        if trouble and place.place_id != OWN:
            st.warning(plain(say_error(trouble)), icon=":material/warning:")
    return tuple(usable[one] for one in chosen)


def _pills(usable: Mapping[str, DataPlace], wanted: list[str], key: str) -> list[str]:
    return st.pills(
        tr("Data"),
        list(usable),
        selection_mode="multi",
        default=wanted or list(usable)[:1],
        format_func=lambda one: place_title(usable[one]),
        key=key,
    )


def place_title(place: DataPlace) -> str:
    """Give what a folder is called on pages."""
    if place.place_id == OWN:
        return tr("My recordings")
    if place.kind == "simulated":
        return tr("Simulated: {name}", name=place.title)
    return place.title


def with_titles(remark: str) -> str:
    """Call folders what they are called on pages, not by where they lie.

    Parameters
    ----------
    remark
        A sentence about recordings, which may begin with their folder.
    """
    for place, _ in stored_research.places():
        remark = remark.replace(f"{place.path}: ", f"{place_title(place)}: ", 1)
    return remark
