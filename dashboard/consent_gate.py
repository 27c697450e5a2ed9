"""What stands before everything that needs a player's consent."""

from collections.abc import Sequence

import streamlit as st

from dashboard import flash, manner, stored
from dashboard.formats import plain
from dashboard.ways import page_named
from kicksense.errors import KicksenseError
from kicksense.store.session_row import SessionRow
from kicksense.workflows.consent import CONSENT_TEXTS, Scope, allows
from kicksense.workflows.language import tr


def may(scope: Scope | str, player_id: str | None, *, simulated: bool = False) -> bool:
    """Tell whether something may be done; where not, say so in its place and what to do.

    Parameters
    ----------
    scope
        ``store``, ``coach``, ``video`` or ``train``.
    player_id
        Whose it is about; None where nobody was named.
    simulated
        True for a session that no player did: nobody has to be asked.

    Returns
    -------
    allowed
        False where the page is to stop here.
    """
    wanted = Scope(scope)
    if simulated:
        return True
    try:
        allowed = allows(stored.sessions(), player_id, wanted)
    except KicksenseError as error:
        flash.complain(error)
        return False
    if not allowed:
        _no_consent(wanted, player_id)
    return allowed


def may_look(player_id: str | None, *, simulated: bool = False) -> bool:
    """Tell whether who reads may see a player's sessions; a coach has to be allowed to.

    Players and researchers see what lies on their own computer; what a player did not agree to
    is left out of training and export where these are made. Recordings of nobody are nobody's
    secret.

    Parameters
    ----------
    player_id
        Whose sessions they are; None where nobody was named.
    simulated
        True for a session that no player did.

    Returns
    -------
    allowed
        False where the page is to stop here; it has been said why.
    """
    if player_id is None or manner.chosen().role != "coach":
        return True
    return may(Scope.COACH, player_id, simulated=simulated)


def is_open(player_id: str | None) -> bool:
    """Tell the same without a word.

    Parameters
    ----------
    player_id
        Whose sessions they are; None where nobody was named.

    Raises
    ------
    StoreError
        If what is kept of the player is damaged.
    """
    if player_id is None or manner.chosen().role != "coach":
        return True
    return allows(stored.sessions(), player_id, Scope.COACH)


def visible(rows: Sequence[SessionRow]) -> tuple[SessionRow, ...]:
    """Give the sessions that who reads may see, in their order."""
    if manner.chosen().role != "coach":
        return tuple(rows)
    allowed = stored.open_to_coach()
    return tuple(
        row for row in rows if row.simulated or row.player_id is None or row.player_id in allowed
    )


def _no_consent(scope: Scope, player_id: str | None) -> None:
    """Say what is missing, why, and where to give it."""
    text = CONSENT_TEXTS[scope]
    with st.container(border=True):
        if player_id is None:
            st.markdown(
                ":material/lock: "
                + tr("Nobody is named as the player of this recording, so nobody can be asked.")
            )
            words = tr("Say whose recording it is on *My data*, then ask that player.")
        else:
            st.markdown(
                ":material/lock: "
                + tr(
                    "Player {player} has not agreed to this: **{consent}**.",
                    player=plain(player_id),
                    consent=tr(text.title),
                )
            )
            words = tr(text.without)
        st.caption(words)
        with st.popover(tr("Why?")):
            st.markdown(tr(text.meaning))
            st.markdown(
                tr(
                    "Whoever may be under 16 needs a parent or guardian who agrees. "
                    "A consent can be withdrawn at any time."
                )
            )
        st.page_link(
            page_named("mydata"),
            label=tr("Open My data"),
            icon=":material/lock_person:",
            query_params={} if player_id is None else {"player": player_id},
        )
