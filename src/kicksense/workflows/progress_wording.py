"""What became of a player's numbers, in words: changed or chance, one leg or the other, bests."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from kicksense.coaching.bests import BestMark
from kicksense.coaching.score_kinds import SCORE_KINDS, Better, Unit
from kicksense.coaching.trends import FEWEST_EACH, FEWEST_POINTS, Change, Difference
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Technique
from kicksense.domain.score_card import Score
from kicksense.workflows.language import marked, number, tr, tr_count
from kicksense.workflows.progress import LegSeries, Measure, ProgressPoint, Series
from kicksense.workflows.score_titles import SCORE_WORDS
from kicksense.workflows.score_wording import (
    done_words,
    everyday_unit,
    everyday_value,
    score_title,
    value_words,
)
from kicksense.workflows.wording import side_words

_FASTEST: Final[Mapping[Technique, str]] = MappingProxyType(
    {
        Technique.HEEL: marked("Ball speed with the heel"),
        Technique.INSIDE_FOOT: marked("Ball speed with the inside of the foot"),
        Technique.INSTEP: marked("Ball speed with the laces"),
    }
)
_BALLS: Final[Mapping[Technique, str]] = MappingProxyType(
    {
        Technique.HEEL: marked("Fastest ball with the heel"),
        Technique.INSIDE_FOOT: marked("Fastest ball with the inside of the foot"),
        Technique.INSTEP: marked("Fastest ball with the laces"),
    }
)
_HIGHER: Final[Mapping[Change, str]] = MappingProxyType(
    {
        Change.ROSE: marked(
            "With your right leg it is higher than with your left, by {difference} (between {low} "
            "and {high}). That is hardly chance."
        ),
        Change.FELL: marked(
            "With your left leg it is higher than with your right, by {difference} (between {low} "
            "and {high}). That is hardly chance."
        ),
    }
)
_WHOLE_FROM: Final = 10.0
_TENTHS_FROM: Final = 1.0
_ROSE_BETTER: Final = marked(
    "{leg}: better. On the line it went up from {start} to {end}; that is hardly chance."
)
_FELL_BETTER: Final = marked(
    "{leg}: better. On the line it went down from {start} to {end}, and less is better here; that "
    "is hardly chance."
)
_ROSE_WORSE: Final = marked(
    "{leg}: it went up from {start} to {end} on the line, and less would be better. That is hardly "
    "chance."
)
_FELL_WORSE: Final = marked(
    "{leg}: it went down from {start} to {end} on the line. That is hardly chance."
)
_ROSE: Final = marked("{leg}: up from {start} to {end} on the line. That is hardly chance.")
_FELL: Final = marked("{leg}: down from {start} to {end} on the line. That is hardly chance.")
_CHANCE: Final = marked(
    "{leg}: up and down, but no clear way. Over this time it may have changed by anything from "
    "{low} to {high}: that can be chance."
)
_CHANGES: Final[Mapping[tuple[Change, Better], str]] = MappingProxyType(
    {
        (Change.ROSE, Better.MORE): _ROSE_BETTER,
        (Change.ROSE, Better.LESS): _ROSE_WORSE,
        (Change.ROSE, Better.NEITHER): _ROSE,
        (Change.FELL, Better.MORE): _FELL_WORSE,
        (Change.FELL, Better.LESS): _FELL_BETTER,
        (Change.FELL, Better.NEITHER): _FELL,
    }
)


def measure_title(measure: Measure) -> str:
    """Give what is followed, in a few words."""
    if measure.technique is not None:
        return tr(_FASTEST[measure.technique])
    return score_title(measure.score)


def measure_meaning(measure: Measure) -> str:
    """Say in a sentence what is followed."""
    if measure.technique is not None:
        return tr(
            "How fast the ball left the foot: the middle of a session's kicks, over all drills."
        )
    return tr(SCORE_WORDS[measure.score].meaning)


def point_words(measure: Measure, point: ProgressPoint) -> str:
    """Give what a session came to, with its interval: ``72 % (60-81)``."""
    return done_words(Score(measure.score, point.value, interval=point.interval, count=point.count))


def shown_value(measure: Measure, value: float) -> float:
    """Give a value in the unit in which the measure is shown."""
    return everyday_value(measure.score, value)


def shown_unit(measure: Measure) -> str:
    """Give the unit in which a measure is shown; empty for a count."""
    return everyday_unit(measure.score)


def change_sentence(measure: Measure, leg: LegSeries) -> str:
    """Say whether a leg's number has changed, or whether that may be chance.

    Parameters
    ----------
    measure
        What is followed.
    leg
        One leg's sessions.
    """
    words = _capitalised(side_words(leg.side))
    line = leg.line
    compared = leg.compared
    if line is None:
        return tr_count(
            "{leg}: {count} session so far. A line takes {least} on different days.",
            "{leg}: {count} sessions so far. A line takes {least} on different days.",
            len(compared),
            leg=words,
            least=FEWEST_POINTS,
        )
    if line.change is Change.CHANCE:
        _, low, high = leg.whole_change() or (0.0, 0.0, 0.0)
        return tr(
            _CHANCE,
            leg=words,
            low=difference_words(measure, low),
            high=difference_words(measure, high),
        )
    start, end = (leg.line_at(point.started) or (0.0,) for point in (compared[0], compared[-1]))
    return tr(
        _CHANGES[line.change, measure.better],
        leg=words,
        start=_line_words(measure, start[0]),
        end=_line_words(measure, end[0]),
    )


def change_meaning() -> str:
    """Say what "hardly chance" means."""
    return tr(
        "The line is the straight one that lies closest to the sessions; a session that is known "
        "badly pulls less. The band about it holds nine in ten such lines. If nothing had changed, "
        "a line as steep as one that is called hardly chance would come up in fewer than one of "
        "twenty looks. Only sessions of one level are compared, because each level asks for "
        "something else."
    )


def all_drills_sentence() -> str:
    """Say why nothing is concluded over all drills."""
    return tr(
        "Different drills ask for different balls, so no line is drawn through all of them. Choose "
        "a drill to see whether something has changed."
    )


def is_speed(measure: Measure) -> bool:
    """Tell whether a measure is a speed of the ball."""
    return SCORE_KINDS[measure.score].unit is Unit.METRES_A_SECOND


def speed_meaning() -> str:
    """Say what the intervals of a middle ball speed hold, and what they do not."""
    return tr(
        "The bars hold the true middle of a session's kicks nine times in ten. One sensor reads "
        "all of your kicks a little too fast or too slow alike, so the bars stay wide however many "
        "kicks there are, and only a large change shows."
    )


def legs_sentence(series: Series) -> str:
    """Say how the legs differ; empty where one leg alone was worn.

    Parameters
    ----------
    series
        Of both legs.
    """
    apart = series.legs_apart
    counts = {leg.side: len(leg.points) for leg in series.legs}
    if len(counts) < len(Side):
        return ""
    if series.followed.measure.technique is not None:
        return ""
    if apart is None:
        return tr(
            "To compare your legs it takes {least} sessions with each, played at the same level. "
            "So far: right {right}, left {left}.",
            least=FEWEST_EACH,
            right=counts[Side.RIGHT],
            left=counts[Side.LEFT],
        )
    return _apart_words(series.followed.measure, apart)


def difference_words(measure: Measure, difference: float) -> str:
    """Give how far two values lie apart, with its sign and unit: ``+12 percentage points``.

    Parameters
    ----------
    measure
        Of both values.
    difference
        In SI units.
    """
    name = measure.score
    shown = everyday_value(name, difference) - everyday_value(name, 0.0)
    unit = everyday_unit(name)
    if SCORE_KINDS[name].unit is Unit.RATIO:
        unit = tr("percentage points")
    digits = _digits(shown)
    text = number(shown, digits)
    if not float(f"{shown:.{digits}f}"):
        text = number(0.0, digits)
    sign = "+" if shown > 0.0 and float(f"{shown:.{digits}f}") else ""
    return f"{sign}{text} {unit}".replace("-", "\N{MINUS SIGN}").rstrip()


def best_title(measure: Measure) -> str:
    """Give what somebody holds a best in."""
    if measure.technique is not None:
        return tr(_BALLS[measure.technique])
    return score_title(measure.score)


def mark_words(measure: Measure, mark: BestMark) -> str:
    """Give the value of a best, or of what may be one, with its interval."""
    return done_words(Score(measure.score, mark.value, interval=mark.interval))


def mark_moment(mark: BestMark) -> datetime:
    """Give when the session of a best was."""
    return datetime.fromisoformat(mark.started_utc)


def bests_meaning() -> str:
    """Say when a best counts."""
    return tr(
        "A best is beaten only when the new one is better even if the sensor flatters: when the "
        "worse end of its range beats the value that stands. The largest of many readings is often "
        "a lucky one. What may be better, and is not surely, stands beside it."
    )


def _apart_words(measure: Measure, apart: Difference) -> str:
    low, high = (difference_words(measure, edge) for edge in (apart.low, apart.high))
    if apart.change is Change.CHANCE:
        return tr(
            "No difference between your legs that could not be chance: right less left lies "
            "between {low} and {high}.",
            low=low,
            high=high,
        )
    edges = sorted(abs(edge) for edge in (apart.low, apart.high))
    return tr(
        _HIGHER[apart.change],
        difference=difference_words(measure, abs(apart.value)),
        low=difference_words(measure, edges[0]),
        high=difference_words(measure, edges[1]),
    )


def _line_words(measure: Measure, value: float) -> str:
    """Give a value of the line; one that cannot be is drawn back to what can."""
    kind = SCORE_KINDS[measure.score]
    if kind.unit is Unit.RATIO and not measure.score.endswith("_rise_ratio"):
        value = min(max(value, 0.0), 1.0)
    elif kind.unit is Unit.COUNT:
        value = round(max(value, 0.0), 1)
    return value_words(measure.score, value)


def _digits(shown: float) -> int:
    """Give as many decimals as a difference needs to say something."""
    size = abs(shown)
    if size >= _WHOLE_FROM or size == 0.0:
        return 0
    return 1 if size >= _TENTHS_FROM else 2


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]
