"""Who else was recorded on the same clock: another player, or the same player's other leg."""

from collections.abc import Iterable, Sequence

from kicksense.domain.drill import Drill
from kicksense.domain.kick import ContactKind, SessionReport
from kicksense.domain.score_card import Practice


def other_players(
    practice: Practice, others: Sequence[Practice], drill: Drill
) -> tuple[Practice, ...]:
    """Give the practices of other players that overlap with one.

    Parameters
    ----------
    practice
        The player's own.
    others
        On the same clock.
    drill
        Decides where nobody said who wears a sensor: in a drill for several players' sensors it is
        another player, otherwise the same player's other leg.

    Returns
    -------
    practices
        In the order given.
    """
    return tuple(
        other
        for other in others
        if _overlaps(practice, other) and not _is_same_player(practice, other, drill)
    )


def other_leg(practice: Practice, others: Sequence[Practice], drill: Drill) -> tuple[Practice, ...]:
    """Give the practices of the same player's other leg that overlap with one.

    Parameters
    ----------
    practice, others, drill
        As in `other_players`.

    Returns
    -------
    practices
        In the order given; usually one or none.
    """
    return tuple(
        other
        for other in others
        if other.side is not practice.side
        and _overlaps(practice, other)
        and _is_same_player(practice, other, drill)
    )


def contact_times(reports: Iterable[SessionReport]) -> list[float]:
    """Give the moments of all contacts with the ball, air kicks left out, in order of time."""
    return sorted(
        t_s
        for report in reports
        for t_s in (
            *(kick.t_s for kick in report.kicks),
            *(
                contact.t_s
                for contact in report.other_contacts
                if contact.kind is not ContactKind.AIR_KICK
            ),
        )
    )


def _is_same_player(practice: Practice, other: Practice, drill: Drill) -> bool:
    if practice.player_id is None or other.player_id is None:
        return drill.sensors == 1
    return practice.player_id == other.player_id


def _overlaps(practice: Practice, other: Practice) -> bool:
    return (
        other.activity.start_s < practice.activity.stop_s
        and practice.activity.start_s < other.activity.stop_s
    )
