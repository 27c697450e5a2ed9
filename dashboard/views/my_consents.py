"""Consents: each with its meaning, given and withdrawn with one press; part of My data."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from dashboard import flash, stored, stored_people
from dashboard.formats import moment_words
from kicksense.errors import KicksenseError
from kicksense.workflows import consent
from kicksense.workflows.consent import (
    CONSENT_TEXTS,
    Consent,
    Giver,
    PlayerRecord,
    Scope,
)
from kicksense.workflows.language import marked, tr

_BY: Final[Mapping[Giver, str]] = {
    Giver.SELF: marked("the player"),
    Giver.GUARDIAN: marked("a parent or guardian"),
}


def show(player_id: str) -> None:
    """Show what a player has agreed to, and let it be changed."""
    st.subheader(tr("Who may use it"))
    record = stored_people.record(player_id)
    if consent.is_simulated(stored.sessions(), player_id):
        st.caption(tr("This player is simulated: nobody has to be asked."))
    _born(record)
    with st.container():  # as many elements for a child as for a grown-up, so what follows stays
        giver = _giver(record)
    for scope in CONSENT_TEXTS:
        _scope(record, scope, giver)
    _history(record)


def _born(record: PlayerRecord) -> None:
    """Ask for the year of birth; it may stay open."""
    year = st.number_input(
        tr("Year of birth (only the year; open counts as under 16)"),
        min_value=consent.EARLIEST_BIRTH_YEAR,
        max_value=datetime.now(UTC).year,
        value=record.birth_year,
        step=1,
        placeholder=tr("not said"),
        key=f"born-{record.player_id}-{record.birth_year}",
        width=420,
    )
    if year != record.birth_year:
        try:
            consent.set_birth_year(stored.sessions(), record.player_id, year)
        except KicksenseError as error:
            flash.complain(error)
            return
        st.rerun()


def _giver(record: PlayerRecord) -> Giver | None:
    """Ask who agrees; a parent or guardian where the player may be under 16."""
    if not consent.needs_guardian(record):
        guardian = st.toggle(
            tr("I am a parent or guardian and agree for this player"),
            key=f"guardian-{record.player_id}",
        )
        return Giver.GUARDIAN if guardian else Giver.SELF
    agreed = st.checkbox(
        tr("I am a parent or guardian of this player"), key=f"parent-{record.player_id}"
    )
    st.caption(
        tr("Say the year of birth above, or a parent or guardian has to agree.")
        if record.birth_year is None
        else tr("This player may be under 16, so a parent or guardian has to agree.")
    )
    return Giver.GUARDIAN if agreed else None


def _scope(record: PlayerRecord, scope: Scope, giver: Giver | None) -> None:
    """Show one consent with its state and its button."""
    text = CONSENT_TEXTS[scope]
    last = next((each for each in reversed(record.consents) if each.scope is scope), None)
    held = consent.holding(record, scope)
    holds = held is not None
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch"):
            st.markdown(f"**{tr(text.title)}**")
            st.caption(_state(record, held or last))
        with st.popover(tr("Why?")):
            st.markdown(tr(text.meaning))
            st.markdown(tr("Without it: {words}", words=tr(text.without)))
        pressed = st.button(
            tr("Withdraw") if holds else tr("Agree"),
            key=f"consent-{scope}-{record.player_id}",
            icon=":material/undo:" if holds else ":material/check:",
            disabled=not holds and giver is None,
        )
    if pressed:
        _change(record.player_id, scope, None if holds else giver)


def _change(player_id: str, scope: Scope, giver: Giver | None) -> None:
    try:
        if giver is None:
            consent.withdraw(stored.sessions(), player_id, scope)
        else:
            consent.give(stored.sessions(), player_id, scope, giver)
    except KicksenseError as error:
        flash.complain(error)
        return
    st.rerun()


def _state(record: PlayerRecord, last: Consent | None) -> str:
    """Say how it stands, with a sign of its own for each state."""
    if last is None:
        return ":material/radio_button_unchecked: " + tr("Not agreed")
    if consent.holding(record, last.scope) is last:
        return ":material/check_circle: " + tr(
            "Agreed by {giver}, {when}",
            giver=tr(_BY[last.given_by]),
            when=moment_words(last.given_utc),
        )
    if last.holds and consent.is_given_too_young(record, last):
        return ":material/help: " + tr(
            "The player agreed alone and may be under 16; a parent or guardian has to agree."
        )
    if last.withdrawn_utc is None:
        return ":material/help: " + tr("The text has changed since; please read it again.")
    return ":material/cancel: " + tr("Withdrawn {when}", when=moment_words(last.withdrawn_utc))


def _history(record: PlayerRecord) -> None:
    """List everything that was ever agreed to."""
    if not record.consents:
        return
    with st.expander(tr("All that was agreed and withdrawn")):
        st.dataframe(
            [
                {
                    tr("What"): tr(CONSENT_TEXTS[each.scope].title),
                    tr("Agreed"): moment_words(each.given_utc),
                    tr("By"): tr(_BY[each.given_by]),
                    tr("Withdrawn"): ""
                    if each.withdrawn_utc is None
                    else moment_words(each.withdrawn_utc),
                    tr("Text"): each.text_version,
                }
                for each in record.consents
            ],
            hide_index=True,
            width="stretch",
        )
