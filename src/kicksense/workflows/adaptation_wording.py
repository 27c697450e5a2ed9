"""What an adaptation does, in words."""

import math
from typing import Final

from kicksense.domain.kick import Estimate, Technique
from kicksense.inference.adaptation import TECHNIQUES, Adaptation
from kicksense.inference.adaptation_power import PowerLesson
from kicksense.inference.adaptation_technique import TechniqueLesson
from kicksense.store.adaptations import EvidenceKind, Lesson
from kicksense.units import counted
from kicksense.workflows.adaptation import AdaptationOutcome
from kicksense.workflows.adaptation_memory import Reversal
from kicksense.workflows.player_adaptation import (
    PlayerAdaptation,
    evidence_words,
    gains_by_lesson,
    kicks_in,
    outdated_remark,
)
from kicksense.workflows.wording import TECHNIQUE_WORDS

_FAINT_LOG_ODDS: Final = 0.05
_FAINT_LOG: Final = 0.005
_COLUMNS: Final = 49
_MARKS: Final = (0.5, 0.7, 1.0, 1.4, 2.0)


def outcome_lines(outcome: AdaptationOutcome) -> list[str]:
    """Say what a session taught, and what that changes.

    Parameters
    ----------
    outcome
        As the workflow gives it.

    Returns
    -------
    lines
        In plain words, with how good it is on kicks that were left out.
    """
    after, row = outcome.after, outcome.session
    simulated = ", simulated" if row.simulated else ""
    lines = [
        f"Session {row.id} ({row.name}{simulated}): learnt from {outcome.used} of "
        f"{outcome.kicks_found} kicks, {after.side} leg of player {after.player_id}.",
        *outcome.remarks,
        "",
        *known_lines(after),
    ]
    general, own = outcome.width_before, outcome.width_after
    if math.isfinite(general) and math.isfinite(own):
        said = f"Interval:   the ball speed of this session's kicks is said {_plus_minus(general)}"
        if _plus_minus(own) == _plus_minus(general):
            lines.append(f"{said}, of this player as of anybody: that much single kicks differ.")
        else:
            lines.append(f"{said} in general and {_plus_minus(own)} for this player.")
    return lines


def known_lines(known: PlayerAdaptation) -> list[str]:
    """Say what is known of a player's leg.

    Parameters
    ----------
    known
        As it was learnt.

    Returns
    -------
    lines
        Evidence, technique, speed.
    """
    words = evidence_words(known.adaptation) or "nothing yet"
    lines = [f"Player {known.player_id}, {known.side} leg, adapted by {words}."]
    gains = gains_by_lesson(known)
    for number, (lesson, gain) in enumerate(zip(known.lessons, gains, strict=True), start=1):
        lines.append(f"  {number}. {_lesson_words(lesson)}{_gain_change(gain)}")
    if known.undone:
        last = known.undone[-1]
        lines.append(
            f"  Taken back: {counted(len(known.undone), 'lesson')}, last {_lesson_words(last)}; "
            f"`kicksense adapt {known.player_id} --redo` lets it count again."
        )
    if known.outdated:
        lines.append(f"  {outdated_remark(known)}")
    named = sum(len(lesson.named) for lesson in known.current)
    paired = sum(len(lesson.pairs) for lesson in known.current)
    if named:
        lines += _technique_lines(known.technique, named)
    if paired:
        lines += _gain_lines(known.power)
        lines += _power_lines(known.power, known.adaptation, paired)
    return lines


def undone_lines(reversal: Reversal) -> list[str]:
    """Say what was taken back, and what is known without it.

    Parameters
    ----------
    reversal
        As the workflow gives it.

    Returns
    -------
    lines
        With the way back.
    """
    known = reversal.after
    return [
        f"Taken back: {_lesson_words(reversal.lesson)}. "
        f"`kicksense adapt {known.player_id} --redo` lets it count again.",
        _ball_change(reversal),
        "",
        *known_lines(known),
    ]


def redone_lines(reversal: Reversal) -> list[str]:
    """Say which lesson counts again, and what is known with it.

    Parameters
    ----------
    reversal
        As the workflow gives it.

    Returns
    -------
    lines
        In the same form as of one taken back.
    """
    return [
        f"Counts again: {_lesson_words(reversal.lesson)}.",
        _ball_change(reversal),
        "",
        *known_lines(reversal.after),
    ]


def _ball_change(reversal: Reversal) -> str:
    """Say how the gain of the ball moved."""
    before, after = reversal.before.power.gain_after, reversal.after.power.gain_after
    return f"The ball is now {_times(after)} what the general model says; it was {_times(before)}."


def _gain_change(gain: tuple[Estimate, Estimate] | None) -> str:
    """Say what one lesson did to the gain of the ball."""
    if gain is None:
        return ""
    return f"; ball x {_interval(gain[0])} -> x {_interval(gain[1])}"


def _gain_lines(lesson: PowerLesson) -> list[str]:
    """Say and draw how sure the gain of the ball has become."""
    before, after = lesson.gain_before, lesson.gain_after
    tail = "" if after.low <= 1.0 <= after.high else " This player differs from most."
    return [
        f"Ball speed: this player's balls are {_times(after)} what the general model says; of a "
        f"player nobody knows that is {_interval(before)}.{tail}",
        f"            anybody     {_bar(before)}",
        f"            this player {_bar(after)}",
        f"                        {_scale()}",
    ]


def _times(gain: Estimate) -> str:
    """Give a gain with its interval, as in "1.18 times (1.09 to 1.28)"."""
    return f"{gain.value:.2f} times ({gain.low:.2f} to {gain.high:.2f})"


def _interval(gain: Estimate) -> str:
    return f"{gain.value:.2f} ({gain.low:.2f} to {gain.high:.2f})"


def _bar(gain: Estimate) -> str:
    """Draw an interval on a line from half to twice, the middle as a bar."""
    low, value, high = (_place(one) for one in (gain.low, gain.value, gain.high))
    return "".join(
        "|" if column == value else "=" if low <= column <= high else "."
        for column in range(_COLUMNS)
    )


def _scale() -> str:
    """Give the numbers under the bars."""
    line = [" "] * (_COLUMNS + 3)
    for mark in _MARKS:
        words, place = f"{mark:g}", _place(mark)
        line[place : place + len(words)] = words
    return "".join(line).rstrip()


def _place(gain: float) -> int:
    """Give the column of a gain."""
    low, high = math.log(_MARKS[0]), math.log(_MARKS[-1])
    share = (math.log(gain) - low) / (high - low)
    return round(min(max(share, 0.0), 1.0) * (_COLUMNS - 1))


def _lesson_words(lesson: Lesson) -> str:
    """Give a lesson in a line."""
    said = _asked_words(lesson)
    day = lesson.learnt_utc.astimezone().date().isoformat()
    return f"session {lesson.session_id}, {said}: {counted(kicks_in(lesson), 'kick')} ({day})"


def _asked_words(lesson: Lesson) -> str:
    """Give what the user said of the kicks."""
    asked = lesson.asked
    if lesson.kind is EvidenceKind.RADAR:
        return "radar"
    if lesson.kind is EvidenceKind.LABELS or not asked.distances_m:
        return "labels"
    shortest, longest = min(asked.distances_m), max(asked.distances_m)
    metres = f"{shortest:g}" if shortest == longest else f"{shortest:g} to {longest:g}"
    if lesson.kind is EvidenceKind.WALL:
        return f"wall at {metres} m on {asked.surface}"
    return f"{'stopped' if asked.stopped else 'arrived'} at {metres} m on {asked.surface}"


def _technique_lines(lesson: TechniqueLesson, count: int) -> list[str]:
    """Say what was learnt about technique, and how it served kicks left out."""
    if count < 2:  # noqa: PLR2004 - one kick leaves nothing to check on
        return ["Technique:  one labelled kick is too few to check on; nothing is changed."]
    right = (
        f"Technique:  of {count} labelled kicks the general model names {lesson.right_before} right"
    )
    if lesson.kept_ratio == 0.0:
        return [f"{right}; what the others teach helps none that is left out, so nothing changes."]
    return [
        f"{right}; taught by the other kicks it names {lesson.right_after} right.",
        f"            From now on {_shift_words(lesson.log_odds)}.",
    ]


def _shift_words(log_odds: tuple[float, float, float]) -> str:
    """Say which techniques become likelier."""
    said = []
    for technique, shift in zip(TECHNIQUES, log_odds, strict=True):
        if abs(shift) >= _FAINT_LOG_ODDS:
            way = "likelier" if shift > 0.0 else "less likely"
            said.append(f"{TECHNIQUE_WORDS[technique]} is {way} (odds x {math.exp(shift):.2f})")
    return ", ".join(said) or "the odds change by less than a twentieth"


def _power_lines(lesson: PowerLesson, adaptation: Adaptation, count: int) -> list[str]:
    """Say what was learnt about speed, and how it served kicks left out."""
    if count < 2:  # noqa: PLR2004 - one kick leaves nothing to check on
        return ["            One known speed is too few to check on; nothing is changed."]
    before = (
        f"            The general model is off by {_percent(lesson.error_before)} "
        f"(median of {count} known speeds)"
    )
    if lesson.kept_ratio == 0.0:
        return [f"{before}; what the others teach does not bring one left out nearer, so nothing "
                "changes."]  # fmt: skip
    mean = adaptation.ball.of(Technique.UNSURE)[0]
    way = "about as the general model says"
    if abs(mean) >= _FAINT_LOG:
        direction = "above" if mean > 0.0 else "below"
        way = f"{_percent(abs(mean))} {direction} what the general model says"
    return [
        f"{before}; taught by the others by {_percent(lesson.error_after)}.",
        f"            From now on the ball is {way}, more or less by technique.",
    ]


def _percent(log_size: float) -> str:
    """Give the size of a log difference as a ratio."""
    return f"{100.0 * math.expm1(log_size):.0f} %"


def _plus_minus(half: float) -> str:
    """Give half the width of an interval, as people say it."""
    return f"-{100.0 * -math.expm1(-half):.0f} to +{100.0 * math.expm1(half):.0f} %"
