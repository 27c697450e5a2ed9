"""Of which stored sessions the score card and the kicks still hold: nothing is analyzed for it."""

from dataclasses import dataclass

from kicksense.workflows.practice_history import keys_of_cards
from kicksense.workflows.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Freshness:
    """What is kept of sessions, beside what would be kept today.

    Attributes
    ----------
    stale
        Sessions that were not looked at yet, or whose recording, drill, marks, player or model is
        another since.
    unusable
        Sessions that cannot be looked at: their drill has gone, or a file is damaged. Making
        everything anew says why.
    """

    stale: frozenset[str]
    unusable: frozenset[str]


def freshness_of(sessions: Sessions) -> Freshness:
    """Tell of which sessions the score card and the kicks still hold.

    Parameters
    ----------
    sessions
        The store.

    Raises
    ------
    KicksenseError
        If the catalogue or the model that judges cannot be read.
    """
    keys = keys_of_cards(sessions)
    cards = {(line.session_id, line.key) for line in sessions.library.score_card_lines()}
    lists = {(each.session_id, each.key) for each in sessions.library.kick_lists()}
    return Freshness(
        stale=frozenset(
            session_id
            for session_id, key in keys.items()
            if key is not None and not {(session_id, key)} <= (cards & lists)
        ),
        unusable=frozenset(session_id for session_id, key in keys.items() if key is None),
    )
