"""A team in words: what asks for attention, what to work on, where a score goes."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Final

from dashboard.formats import date_words, interval_words, percent_words, speed_words
from dashboard.wording import drill_title, side_words, what_of, why_of
from kicksense.domain.kick import Estimate
from kicksense.workflows.language import marked, tr, tr_count
from kicksense.workflows.planning import PlanState, Standing
from kicksense.workflows.score_wording import score_title
from kicksense.workflows.team_values import (
    LevelReached,
    Need,
    Reason,
    SignalTrouble,
    TeamLine,
    TeamNumbers,
    TeamTrend,
)

REASON_WORDS: Final[Mapping[Reason, str]] = {
    Reason.PLAN_OVERDUE: marked("Plan overdue"),
    Reason.SIGNAL: marked("Look at the sensor"),
    Reason.WORK_ON: marked("Something to work on"),
    Reason.LEVEL_DUE: marked("Ready for the next level"),
    Reason.AWAY: marked("Has not played for a while"),
    Reason.NOTHING: marked("Nothing in particular"),
    Reason.NO_CONSENT: marked("Has not agreed to be shown"),
}
"""What asks for attention."""

SIGNAL_WORDS: Final[Mapping[SignalTrouble, str]] = {
    SignalTrouble.RATE_LOW: marked("measures too seldom"),
    SignalTrouble.SIDE_UNKNOWN: marked("leg not named"),
    SignalTrouble.CLIPPED: marked("often at its limit"),
    SignalTrouble.UNSURE: marked("technique often unsure"),
    SignalTrouble.NOTHING_FOUND: marked("no kick found"),
}
"""What is wrong with a signal, in a few words."""

_SIGNAL_SENTENCES: Final[Mapping[SignalTrouble, str]] = {
    SignalTrouble.RATE_LOW: marked(
        "The sensor measured fewer than 95 times a second, so an impact falls between two "
        "readings. Set it to 100 or more."
    ),
    SignalTrouble.SIDE_UNKNOWN: marked(
        "Nobody said which leg the sensor was on. Name it before the next recording."
    ),
    SignalTrouble.CLIPPED: marked(
        "In a quarter of the kicks or more the sensor was at its limit: speeds are less sure. "
        "Choose its widest range."
    ),
    SignalTrouble.UNSURE: marked(
        "In a quarter of the kicks or more the technique stayed open. Stand still, then swing the "
        "leg three times before playing."
    ),
    SignalTrouble.NOTHING_FOUND: marked(
        "No kick was found in the newest session. See whether the sensor sat on the kicking shin."
    ),
}

STATE_WORDS: Final[Mapping[PlanState, str]] = {
    PlanState.OVERDUE: marked("overdue"),
    PlanState.DUE: marked("due"),
    PlanState.OPEN: marked("open"),
    PlanState.DONE: marked("done"),
}
"""What has become of a plan."""

STATE_SIGNS: Final[Mapping[PlanState, str]] = {
    PlanState.OVERDUE: "\N{BLACK UP-POINTING TRIANGLE}",
    PlanState.DUE: "\N{BLACK CIRCLE}",
    PlanState.OPEN: "\N{WHITE CIRCLE}",
    PlanState.DONE: "\N{CHECK MARK}",
}
"""Stands beside the word."""


def share_words(share: Estimate) -> str:
    """Give a share with the interval that holds it nine times in ten: ``40 % (24-58 %)``."""
    low, high = percent_words(share.low), percent_words(share.high)
    return tr("{share} ({low} to {high})", share=percent_words(share.value), low=low, high=high)


def need_words(need: Need | None) -> str:
    """Give the one thing to work on, in one sentence; empty for none."""
    return "" if need is None else what_of(need.finding)


def need_small(need: Need | None) -> str:
    """Give how sure that is; empty for nothing that is counted."""
    if need is None or need.share_ratio is None:
        return ""
    return share_words(need.share_ratio)


def trend_words(trend: TeamTrend | None) -> str:
    """Give where a score goes, as a sign and a word; empty where nothing is scored."""
    if trend is None:
        return ""
    if trend.line is None:
        return tr("too few sessions")
    if trend.better is None:
        return "\N{RIGHTWARDS ARROW} " + tr("no sure change")
    if trend.better:
        return "\N{NORTH EAST ARROW} " + tr("getting better")
    return "\N{SOUTH EAST ARROW} " + tr("slipping")


def trend_small(trend: TeamTrend | None) -> str:
    """Give of which score that is said; empty for none."""
    return "" if trend is None else score_title(trend.score)


def level_words(level: LevelReached | None) -> str:
    """Give how far a player has come: ``2 of 4``; empty for nothing played."""
    if level is None:
        return ""
    if not level.met:
        return tr("level 1 open")
    return tr("{met} of {levels}", met=level.met, levels=level.levels)


def plan_words(standing: Standing | None) -> str:
    """Give what has become of a plan, as a sign and a word with its day; empty for none."""
    if standing is None:
        return ""
    words = f"{STATE_SIGNS[standing.state]} {tr(STATE_WORDS[standing.state])}"
    due = standing.plan.due
    return words if due is None else f"{words}, {day_words(due)}"


def day_words(day: date) -> str:
    """Give a day of the calendar: ``21 Nov 2026``."""
    return date_words(datetime.combine(day, time(12)).astimezone())


def weight_words(numbers: TeamNumbers | None) -> str:
    """Give the share of balls of good weight with its interval; empty where none was judged."""
    if numbers is None or numbers.good_ratio is None:
        return ""
    return share_words(numbers.good_ratio)


def ball_words(numbers: TeamNumbers | None) -> str:
    """Give the typical ball speed with its interval; empty without a kick."""
    if numbers is None or numbers.ball_speed_mps is None:
        return ""
    speed = numbers.ball_speed_mps
    return f"{speed_words(speed.value)} ({interval_words(speed)})"


def reason_sentences(line: TeamLine) -> list[tuple[str, str | None]]:
    """Say why a player asks for attention, each sentence with the session it was seen in or None.

    Parameters
    ----------
    line
        Of a player who may be shown.
    """
    said: list[tuple[str, str | None]] = []
    if line.plan is not None:
        said.append((plan_sentence(line.plan), line.plan.session_id))
    said += [(tr(_SIGNAL_SENTENCES[each]), None) for each in line.troubles]
    if line.need is not None:
        said += _need_sentences(line.need)
    if line.trend is not None:
        said.append((trend_sentence(line.trend), None))
    if line.level is not None:
        said.append((_level_sentence(line.level), None))
    if Reason.AWAY in line.reasons and line.last is not None:
        said.append((tr("Last played on {day}.", day=date_words(line.last)), None))
    return said


def plan_sentence(standing: Standing) -> str:
    """Say what was planned, and how far that is."""
    plan = standing.plan
    drill = tr("{drill}, level {level}", drill=drill_title(plan.drill), level=plan.level)
    if standing.state is PlanState.DONE:
        return tr("Planned: {drill}. It is done.", drill=drill)
    played = tr_count(
        "Most played in one session: {most} of {count} repetition.",
        "Most played in one session: {most} of {count} repetitions.",
        standing.asked,
        most=standing.most,
    )
    if plan.due is None:
        return tr("Planned: {drill}. {played}", drill=drill, played=played)
    return tr(
        "Planned until {day}: {drill}. {played}",
        day=day_words(plan.due),
        drill=drill,
        played=played,
    )


def trend_sentence(trend: TeamTrend) -> str:
    """Say where a score goes, and how sure that is."""
    score = score_title(trend.score)
    drill = tr(
        "{drill} (level {level}, {leg})",
        drill=drill_title(trend.drill),
        level=trend.level,
        leg=side_words(trend.side),
    )
    if trend.line is None:
        return tr_count(
            "{score} in {drill}: {count} session is too few to see where it goes.",
            "{score} in {drill}: {count} sessions are too few to see where it goes.",
            trend.sessions,
            score=score,
            drill=drill,
        )
    how = {
        True: marked("{score} in {drill} gets better over {count} sessions, by more than chance."),
        False: marked("{score} in {drill} gets worse over {count} sessions, by more than chance."),
        None: marked("{score} in {drill} over {count} sessions: what moves may be chance."),
    }[trend.better]
    return tr(how, score=score, drill=drill, count=trend.sessions)


def _level_sentence(level: LevelReached) -> str:
    drill = drill_title(level.drill)
    if not level.met:
        return tr("{drill}: level 1 is not reached yet.", drill=drill)
    if level.met == level.levels:
        return tr("{drill}: the last level is reached.", drill=drill)
    return tr(
        "{drill}: level {met} of {levels} is reached, so the next one can be played.",
        drill=drill,
        met=level.met,
        levels=level.levels,
    )


def _need_sentences(need: Need) -> list[tuple[str, str | None]]:
    said: list[tuple[str, str | None]] = []
    if need.share_ratio is not None and need.of is not None and need.shown is not None:
        words = tr(
            "It showed in {shown} of {of}, which is {share}: nine times in ten the true share lies "
            "between the two.",
            shown=need.shown,
            of=need.of,
            share=share_words(need.share_ratio),
        )
        said.append((words, None))
    said.append((why_of(need.finding), need.session_id))
    where = tr(
        "Seen on {day} in {drill}.", day=date_words(need.started), drill=drill_title(need.drill)
    )
    if need.kept:
        where = f"{where} {tr('It was the thing to work on before, too.')}"
    said.append((where, None))
    return said
