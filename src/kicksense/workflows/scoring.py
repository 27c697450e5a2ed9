"""What was said of one recording beside what happened in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np

from kicksense.domain.arrays import BoolArray
from kicksense.domain.kick import (
    ContactKind,
    Estimate,
    SessionReport,
    Technique,
    TechniqueProbability,
)
from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet, MovementSpan
from kicksense.domain.signals import Recording
from kicksense.units import samples_in
from kicksense.workflows.scoring_matching import match_times, nearest_rows

FOUND_WITHIN_S: Final = 0.10
"""A kick is found if it is said to be within this time of when it was, or within what the label
itself may be off."""

NEAR_S: Final = 0.30
"""A false kick is put down to the event nearest to it within this time; a strike swing lasts
0.1-0.3 s."""

NOTHING: Final = "nothing"
"""What a false kick really was where nothing near it is labelled."""

UNNAMED: Final = "unnamed"
"""The movement of a labelled recording that names none."""

_BEFORE_S: Final = 0.15
_AFTER_S: Final = 0.05
_WITH_BALL: Final = frozenset(
    {
        EventKind.KICK,
        EventKind.AIR_KICK,
        EventKind.TOUCH,
        EventKind.TRAP,
        EventKind.DRAG_BACK,
        EventKind.OTHER_LEG_KICK,
    }
)


class SpanContent(StrEnum):
    """What a stretch of movement holds."""

    KICK = "kick"
    BALL = "ball"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SaidKick:
    """One kick as a system reports it."""

    t_s: float
    technique: Technique
    probability: TechniqueProbability
    foot_mps: Estimate
    ball_mps: Estimate


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything a system says of one recording."""

    kicks: tuple[SaidKick, ...]
    air_kicks_s: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class KickScore:
    """One true kick and what was said of it.

    Attributes
    ----------
    event
        The truth.
    said
        None where the kick was missed.
    counted
        True where a false kick beside it would have been counted, so that it counts for precision.
    clipped
        True where the sensor was at full scale around the impact.
    """

    event: LabelledEvent
    said: SaidKick | None
    counted: bool
    clipped: bool


@dataclass(frozen=True, slots=True)
class FalseKick:
    """One kick that was none: what it really was, and in which movement."""

    t_s: float
    technique: Technique
    really: str
    movement: str
    content: SpanContent


@dataclass(frozen=True, slots=True)
class OtherEvent:
    """One event that is no kick; was it called one, and (an air kick) was it found as such."""

    kind: EventKind
    called_kick: bool
    found: bool


@dataclass(frozen=True, slots=True)
class Exposure:
    """A stretch of movement in which every kick is labelled."""

    movement: str
    duration_s: float
    content: SpanContent


@dataclass(frozen=True, slots=True)
class SessionScore:
    """One recording, scored.

    Attributes
    ----------
    session_id, player_id, source
        As in the dataset.
    groups
        What scores are given by.
    kicks
        Every labelled kick.
    false_kicks
        Where every kick is labelled; others are not judged.
    others
        Labelled events that are no kick.
    exposures
        Stretches in which every kick is labelled.
    """

    session_id: str
    player_id: str
    source: str
    groups: Mapping[str, str] = field(default_factory=dict)
    kicks: tuple[KickScore, ...] = ()
    false_kicks: tuple[FalseKick, ...] = ()
    others: tuple[OtherEvent, ...] = ()
    exposures: tuple[Exposure, ...] = ()


def answer_of(report: SessionReport) -> Answer:
    """Give what the analysis says of a recording as an answer to be scored.

    Parameters
    ----------
    report
        From `kicksense.pipeline.analyze`.

    Returns
    -------
    answer
        Kicks and air kicks.
    """
    kicks = tuple(
        SaidKick(
            kick.t_s, kick.technique, kick.probability, kick.foot_speed_mps, kick.ball_speed_mps
        )
        for kick in report.kicks
    )
    missed = (c.t_s for c in report.other_contacts if c.kind is ContactKind.AIR_KICK)
    return Answer(kicks, tuple(missed))


def clipped_at(recording: Recording, times_s: Sequence[float]) -> BoolArray:
    """Tell at which moments the sensor was at full scale, from 150 ms before to 50 ms after.

    Parameters
    ----------
    recording
        Sensor frame, any rate.
    times_s
        On the recording's own clock, shape (n,).

    Returns
    -------
    clipped
        Shape (n,).
    """
    rate_hz = recording.sampling_rate_hz
    back, ahead = samples_in(_BEFORE_S, rate_hz), samples_in(_AFTER_S, rate_hz)
    found = np.zeros(len(times_s), dtype=np.bool_)
    for row, t_s in enumerate(times_s):
        middle = round((t_s - recording.start_time_s) * rate_hz)
        around = slice(max(0, middle - back), max(0, middle + ahead + 1))
        found[row] = recording.clipped[around].any()
    return found


def score_answer(
    labels: LabelSet, answer: Answer, recording: Recording
) -> tuple[tuple[KickScore, ...], tuple[FalseKick, ...], tuple[OtherEvent, ...]]:
    """Compare what was said of a recording with what is labelled.

    Kicks are matched one to one within `FOUND_WITHIN_S`. What is left over is a false kick where
    the labels claim to be complete, and is put down to an air kick within `NEAR_S`, else to the
    nearest event within it: ``kick`` there means a second or a badly timed detection.

    Parameters
    ----------
    labels
        The truth.
    answer
        What a system says.
    recording
        The recording that both speak of.

    Returns
    -------
    kicks, false_kicks, others
        As in `SessionScore`.
    """
    kicks = [event for event in labels.events if event.kind is EventKind.KICK]
    rest = [event for event in labels.events if event.kind is not EventKind.KICK]
    within_s = [max(FOUND_WITHIN_S, event.within_s) for event in kicks]
    true_rows, said_rows = match_times(
        [event.t_s for event in kicks], [kick.t_s for kick in answer.kicks], within_s
    )
    said = {int(true): answer.kicks[row] for true, row in zip(true_rows, said_rows, strict=True)}
    matched = set(said_rows.tolist())
    left = [kick for row, kick in enumerate(answer.kicks) if row not in matched]
    spans = judged_spans(labels, recording)
    false_kicks, really = _false_kicks(left, spans, [*kicks, *rest])
    clipped = clipped_at(recording, [event.t_s for event in kicks])
    scored = tuple(
        KickScore(event, said.get(row), _span_at(spans, event.t_s) is not None, bool(clipped[row]))
        for row, event in enumerate(kicks)
    )
    called = {row - len(kicks) for row in really if row >= len(kicks)}
    found = _air_kicks_found(rest, answer)
    others = tuple(
        OtherEvent(event.kind, row in called, row in found) for row, event in enumerate(rest)
    )
    return scored, false_kicks, others


def judged_spans(labels: LabelSet, recording: Recording) -> tuple[MovementSpan, ...]:
    """Give the stretches in which every kick is labelled, in order and without overlap.

    Parameters
    ----------
    labels
        The truth.
    recording
        What it speaks of; nothing outside it is judged.

    Returns
    -------
    spans
        None where the labels do not claim to be complete; the whole recording, `UNNAMED`, where
        they claim it and name no spans.
    """
    start_s = recording.start_time_s
    stop_s = start_s + len(recording) / recording.sampling_rate_hz
    if not labels.complete:
        return ()
    named = labels.spans or (MovementSpan(start_s, stop_s, UNNAMED),)
    spans: list[MovementSpan] = []
    for span in sorted(named, key=lambda span: (span.start_s, span.stop_s)):
        first_s = max(span.start_s, spans[-1].stop_s if spans else start_s)
        last_s = min(span.stop_s, stop_s)
        if first_s < last_s:
            spans.append(MovementSpan(first_s, last_s, span.movement))
    return tuple(spans)


def exposures_of(labels: LabelSet, recording: Recording) -> tuple[Exposure, ...]:
    """Give how long was judged in which movement.

    Parameters
    ----------
    labels
        The truth.
    recording
        What it speaks of.

    Returns
    -------
    exposures
        One for each of `judged_spans`.
    """
    return tuple(
        Exposure(span.movement, span.stop_s - span.start_s, _content(span, labels.events))
        for span in judged_spans(labels, recording)
    )


def _false_kicks(
    left: Sequence[SaidKick], spans: Sequence[MovementSpan], events: Sequence[LabelledEvent]
) -> tuple[tuple[FalseKick, ...], list[int]]:
    """Give the false kicks, and for each the row of the event that it really was, or -1."""
    judged = [(kick, span) for kick in left if (span := _span_at(spans, kick.t_s)) is not None]
    rows = _causes([kick.t_s for kick, _ in judged], events)
    false_kicks = tuple(
        FalseKick(
            t_s=kick.t_s,
            technique=kick.technique,
            really=NOTHING if row < 0 else events[row].kind.value,
            movement=span.movement,
            content=_content(span, events),
        )
        for (kick, span), row in zip(judged, rows, strict=True)
    )
    return false_kicks, rows


def _causes(times_s: Sequence[float], events: Sequence[LabelledEvent]) -> list[int]:
    """Give the row of the event that each false kick is put down to, or -1.

    Air kicks come first: the foot strike that follows may lie nearer to where the kick was said to
    be, but it is the swing that was taken for one.
    """
    rows: list[int] = nearest_rows(times_s, [event.t_s for event in events], NEAR_S).tolist()
    swings = [row for row, event in enumerate(events) if event.kind is EventKind.AIR_KICK]
    near = match_times([events[row].t_s for row in swings], times_s, NEAR_S)
    for swing, moment in zip(*(rows_.tolist() for rows_ in near), strict=True):
        rows[moment] = swings[swing]
    return rows


def _air_kicks_found(events: Sequence[LabelledEvent], answer: Answer) -> set[int]:
    """Give the rows of the air kicks that were reported as such."""
    rows = [row for row, event in enumerate(events) if event.kind is EventKind.AIR_KICK]
    found, _ = match_times([events[row].t_s for row in rows], answer.air_kicks_s, NEAR_S)
    return {rows[index] for index in found}


def _span_at(spans: Sequence[MovementSpan], t_s: float) -> MovementSpan | None:
    """Give the span that holds a moment."""
    return next((span for span in spans if span.start_s <= t_s < span.stop_s), None)


def _content(span: MovementSpan, events: Sequence[LabelledEvent]) -> SpanContent:
    """Say what a stretch holds."""
    kinds = {event.kind for event in events if span.start_s <= event.t_s < span.stop_s}
    if EventKind.KICK in kinds:
        return SpanContent.KICK
    return SpanContent.BALL if kinds & _WITH_BALL else SpanContent.NONE
