"""Serve the pages on a player whose cards are known: ``python -m`` this, then a data folder.

The server, the store, the catalogue and the pages are the real ones. The cards are put in by hand
and taken to hold, and a session that is opened has the kicks of the fakes.
"""

import sys
from pathlib import Path
from unittest.mock import patch

from dashboard import freshness, stored
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import PowerBand, Technique
from kicksense.domain.score_card import Score, WorkOn
from kicksense.store.plans import new_plan, write_plan
from kicksense.store.preferences import Preferences, write_preferences
from kicksense.workflows.dashboard import serve_dashboard
from kicksense.workflows.freshness import Freshness
from kicksense.workflows.sessions import Sessions, open_sessions
from tests.dashboard.served_known_kicks import known_session
from tests.score_cards_made import TOO_HARD
from tests.workflows.cards_kept import keep_card, line, ratio, speed
from tests.workflows.practices_stored import PLAYER

SHARES = (0.30, 0.36, 0.41, 0.48, 0.55, 0.60, 0.66)


def fill(sessions: Sessions) -> None:
    """Give a player seven sessions with either leg and a plan."""
    for at, share in enumerate(SHARES):
        for side, less in ((Side.RIGHT, 0.0), (Side.LEFT, 0.2)):
            scores = [Score("repetitions", 6.0, count=6), ratio(share - less, 0.08)]
            kicks = [
                line(number, speed(4.0 + 0.2 * number + 0.1 * at), power=PowerBand.GOOD)
                for number in range(1, 6)
            ]
            kicks.append(line(6, speed(14.0), Technique.INSTEP, power=PowerBand.EXCESS))
            keep_card(
                sessions,
                4 * at,
                minutes=30 if side is Side.LEFT else 0,
                scores=scores,
                kicks=kicks,
                side=side,
                work_on=WorkOn(TOO_HARD, 2.0),
                level_met=at > 4,
                simulated=True,
            )
    write_plan(sessions.folder, new_plan(PLAYER, "firm_line_pass", 2))
    write_preferences(sessions.folder, Preferences(role="player", player_id=PLAYER))


if __name__ == "__main__":
    data_dir = Path(sys.argv[1])
    fill(open_sessions(data_dir))
    holds = Freshness(frozenset(), frozenset())
    with (
        patch.object(stored, "card_of_session", known_session),
        patch.object(freshness, "freshness", lambda: holds),
    ):
        serve_dashboard(data_dir=data_dir)
