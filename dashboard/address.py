"""Choices that a page keeps in its address, so that a reload or a link brings them back.

What an address holds may be anything: each value is looked at before it is used.
"""

import math
from collections.abc import Sequence

import streamlit as st


def asked_option(name: str, options: Sequence[str], usual: str | None) -> str | None:
    """Give the choice that the address names.

    Parameters
    ----------
    name
        In the address.
    options
        What can be chosen.
    usual
        Where it names none of them.
    """
    wanted = st.query_params.get(name)
    return wanted if wanted is not None and wanted in options else usual


def asked_number(name: str, least: float, most: float) -> float | None:
    """Give the number that the address names; None where it is none, or out of bounds."""
    try:
        wanted = float(st.query_params.get(name, ""))
    except ValueError:
        return None
    return wanted if math.isfinite(wanted) and least <= wanted <= most else None


def keep(name: str, chosen: str | None, usual: str | None = None) -> None:
    """Put a choice into the address; take it out where it is the usual one.

    Parameters
    ----------
    name
        In the address.
    chosen
        What was chosen, None for nothing.
    usual
        What a page without it shows.
    """
    if chosen is None or chosen == usual:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != chosen:
        st.query_params[name] = chosen
