"""A player's personal bests, from what is kept in the catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kicksense.coaching.bests import BestMark, PersonalBest, personal_best
from kicksense.coaching.score_kinds import SCORE_KINDS, Better
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Technique
from kicksense.store.tables import utc_text
from kicksense.workflows.progress import BALL_SPEED, Measure, PlayerProgress

_TECHNIQUES: Final = (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)


@dataclass(frozen=True, slots=True)
class BestLine:
    """A personal best in one thing.

    Attributes
    ----------
    measure
        What: a score of a drill, or the fastest ball with one part of the foot.
    drill, level
        Of the score; None for a fastest ball, which may come in any drill.
    side
        The leg that holds it.
    best
        The mark that holds, and what may be better.
    """

    measure: Measure
    drill: str | None
    level: int | None
    side: Side
    best: PersonalBest


def fastest_balls(progress: PlayerProgress) -> tuple[BestLine, ...]:
    """Give the fastest ball with each part of the foot.

    Parameters
    ----------
    progress
        Of a player.

    Returns
    -------
    bests
        Of each session the kick whose interval has the highest lower end. One of a later session
        beats it where that end is faster than the value that stands
        (`kicksense.coaching.bests.personal_best`).
    """
    sides = {one.row.id: one.row.worn_side for one in progress.sessions}
    found = []
    for technique in _TECHNIQUES:
        best = personal_best(tuple(_kick_marks(progress, technique)), more=True)
        if best is not None:
            measure = Measure(BALL_SPEED, technique)
            found.append(BestLine(measure, None, None, sides[best.mark.session_id], best))
    return tuple(found)


def drill_bests(progress: PlayerProgress, drill: str) -> tuple[BestLine, ...]:
    """Give the bests in a drill, level by level: each level asks for something else.

    Parameters
    ----------
    progress
        Of a player.
    drill
        Its name.

    Returns
    -------
    bests
        Of the scores that have a better and a worse, the highest level first.
    """
    marks: dict[tuple[int, str], list[tuple[BestMark, Side]]] = {}
    for one in progress.sessions:
        card = None if one.card is None else one.card.past.card
        if card is None or card.drill != drill:
            continue
        for score in card.scores:
            kind = SCORE_KINDS.get(score.name)
            if score.value is None or kind is None or kind.better is Better.NEITHER:
                continue
            mark = BestMark(one.row.id, utc_text(one.started), score.value, score.interval)
            marks.setdefault((card.level, score.name), []).append((mark, card.side))
    found = []
    for (level, name), of_score in marks.items():
        more = SCORE_KINDS[name].better is Better.MORE
        best = personal_best([mark for mark, _ in of_score], more=more)
        if best is not None:
            side = next(side for mark, side in of_score if mark == best.mark)
            found.append(BestLine(Measure(name), drill, level, side, best))
    return tuple(sorted(found, key=lambda line: -(line.level or 0)))


def _kick_marks(progress: PlayerProgress, technique: Technique) -> Iterator[BestMark]:
    """Give one kick a session: the fastest even if its reading flatters."""
    for one in progress.sessions:
        kicks = [k for k in progress.kicks.get(one.row.id, ()) if k.technique is technique]
        if kicks:
            best = max(kicks, key=lambda kick: kick.ball_speed_mps.low)
            ball = best.ball_speed_mps
            interval = (ball.low, ball.high)
            yield BestMark(one.row.id, utc_text(one.started), ball.value, interval, best.number)
