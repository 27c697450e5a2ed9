"""Chains of passes as one player's sensor sees them."""

from bisect import bisect_right
from itertools import pairwise

from kicksense.coaching.other_players import contact_times
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.domain.drill import Drill
from kicksense.domain.kick import PowerBand
from kicksense.domain.live import MarkerKind
from kicksense.domain.score_card import Practice


def own_chains(
    practice: Practice, drill: Drill, settings: ScoreSettings
) -> tuple[tuple[float, ...], ...]:
    """Give the player's own passes, chain by chain.

    A sensor sees its player's part of a chain and not what happens in between: this stands for the
    team's chain. It lives while the player meets the ball again soon enough, however softly: the
    more players a drill is made for, the longer the ball is with the others. A pass that does not
    arrive ends it, and so does a note that the ball was lost.

    Parameters
    ----------
    practice
        Kicks, contacts and notes.
    drill
        Says for how many players it is.
    settings
        How far apart contacts of one chain may be, and how a note begins that ends one.

    Returns
    -------
    chains
        Times of the kicks of each.
    """
    contacts = contact_times([practice.report])
    lost_s = sorted(
        marker.t_s
        for marker in practice.markers
        if marker.kind is MarkerKind.NOTE
        and marker.text.strip().casefold().startswith(settings.lost_note)
    )
    breaks = _breaks(contacts, settings.chain_gap_s * max(drill.sensors - 1, 1))
    chains: list[list[float]] = []
    before: tuple[int, int] | None = None
    failed = False
    for kick in practice.report.kicks:
        place = (bisect_right(breaks, kick.t_s), bisect_right(lost_s, kick.t_s))
        if failed or place != before:
            chains.append([])
        chains[-1].append(kick.t_s)
        before, failed = place, kick.power is PowerBand.UNDER_HIT
    return tuple(map(tuple, chains))


def _breaks(contacts: list[float], gap_s: float) -> list[float]:
    """Give the contacts before which nothing happened for long."""
    return [later for earlier, later in pairwise(contacts) if later - earlier > gap_s]
