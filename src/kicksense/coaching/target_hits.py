"""Which kicks hit their target: marked by somebody, or met by a team-mate's sensor."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Final

from kicksense.coaching.ball_time import meeting_time
from kicksense.coaching.other_players import contact_times, other_players
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.domain.drill import Drill
from kicksense.domain.kick import KickReport
from kicksense.domain.live import MarkerKind
from kicksense.domain.score_card import Practice

_HITS: Final = frozenset({MarkerKind.TARGET_HIT, MarkerKind.TAP})


def target_hits(
    practice: Practice, drill: Drill, others: Sequence[Practice], settings: ScoreSettings
) -> Mapping[int, bool]:
    """Tell which kicks hit, by their place in the report.

    A mark belongs to the last kick before it whose ball can have come that far. Where nobody marks,
    the other players' sensors tell: a hit is a kick after which their next contact comes when the
    ball can be there. In a drill with cues, taps on a sensor are hits only where hits are scored.

    Parameters
    ----------
    practice
        With its markers.
    drill
        Says what taps mean, and whom the other sensors belong to.
    others
        Practices on the same clock.
    settings
        When a ball can have hit.

    Returns
    -------
    hits
        For every kick, or empty where neither a mark nor another sensor tells of a single one: that
        may as well mean that nobody looked.
    """
    kicks = practice.report.kicks
    counts_taps = drill.cue is None or any(asked.score == "hit_ratio" for asked in drill.scores)
    marks = sorted(
        marker.t_s
        for marker in practice.markers
        if marker.kind in _HITS and (counts_taps or marker.kind is not MarkerKind.TAP)
    )
    hit = _marked(practice, kicks, marks, settings)
    if not hit:
        hit = _met(practice, other_players(practice, others, drill), settings)
    return {index: index in hit for index in range(len(kicks))} if hit else {}


def _marked(
    practice: Practice, kicks: Sequence[KickReport], marks: Sequence[float], settings: ScoreSettings
) -> set[int]:
    """Give the kicks that marks belong to, one each."""
    times = [kick.t_s for kick in kicks]
    hit: set[int] = set()
    for mark_s in marks:
        at = bisect_left(times, mark_s) - 1
        if at < 0:
            continue
        if not _can_have_hit(practice, kicks[at], mark_s, settings):
            at -= 1
        if at >= 0 and at not in hit and mark_s - times[at] <= settings.hit_within_s:
            hit.add(at)
    return hit


def _can_have_hit(
    practice: Practice, kick: KickReport, mark_s: float, settings: ScoreSettings
) -> bool:
    target = practice.report.target
    if target is None:
        return True
    soonest_s = meeting_time(kick, target, settings).soonest_s
    return mark_s - kick.t_s >= settings.soonest_hit_ratio * soonest_s


def _met(practice: Practice, partners: Sequence[Practice], settings: ScoreSettings) -> set[int]:
    """Give the kicks whose ball another player met when it can have been there.

    A ball that is taken softly often goes unseen; a partner who plays it on soon has met it.
    """
    contacts = contact_times(partner.report for partner in partners)
    played_on = {kick.t_s for partner in partners for kick in partner.report.kicks}
    hit: set[int] = set()
    for index, kick in enumerate(practice.report.kicks):
        at = bisect_right(contacts, kick.t_s + settings.same_moment_s)
        if at == len(contacts):
            break
        time = meeting_time(kick, practice.report.target, settings)
        latest_s = time.latest_s
        if contacts[at] in played_on:
            latest_s = min(latest_s + settings.control_s, settings.longest_pass_s)
        if time.soonest_s <= contacts[at] - kick.t_s <= latest_s:
            hit.add(index)
    return hit
