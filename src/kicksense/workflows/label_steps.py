"""The steps of labelling: what one is, how it is done, taken back and done again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from kicksense.domain.labels import LabelledEvent, MovementSpan
from kicksense.errors import StoreError
from kicksense.store.label_work import MOST_STEPS, LabelWork, StepPart
from kicksense.store.labels import EventPart, SpanPart
from kicksense.workflows.label_candidates import ANSWERS

NEAR_S: Final = 0.1
"""A label so near to a moment is that moment's."""

KNOWN_WITHIN_S: Final = 0.03
"""How far a moment may be off that the analysis found, and a person named."""


SPAN_WORDS: Final = (
    "walk", "jog", "run", "sprint", "cut", "jump", "shuffle", "turn", "stairs", "still", "sit",
    "rest", "play", "dribble", "juggle", "warm_up",
)  # fmt: skip
"""What can be said of a stretch of time."""


class LabelConflictError(StoreError):
    """The same moment was named elsewhere since this window was drawn."""

    def __init__(self, mine: "Press", theirs: str | None, revision: int) -> None:
        self.mine, self.theirs, self.revision = mine, theirs, revision
        super().__init__(
            f"another window has named the moment at {mine.t_s:.2f} s '{theirs or 'nothing'}' "
            f"meanwhile, so '{mine.answer}' was not written; look at it and choose one of the two."
        )


@dataclass(frozen=True, slots=True)
class Press:
    """One answer of a labeller.

    Attributes
    ----------
    t_s
        Which moment, on the recording's own clock.
    answer
        One of `ANSWERS`; empty to take the label of this moment away.
    revision
        Of the desk that the labeller was looking at.
    was_s
        Where the label of this moment was before it was moved; None where it was not.
    """

    t_s: float
    answer: str
    revision: int
    was_s: float | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What a labeller has said so far.

    Attributes
    ----------
    session_id, labeller, player_id
        Whose labels of what.
    revision
        Rises with everything that is written.
    events, spans
        In order of time.
    complete, finished
        Every kick is labelled; the labeller is done.
    next_undo, next_redo
        The answer that would be taken back or done again, and its time; None where there is none.
    others
        Labellers of the same session, and whether they are done.
    """

    session_id: str
    labeller: str
    player_id: str | None
    revision: int = 0
    events: tuple[LabelledEvent, ...] = ()
    spans: tuple[MovementSpan, ...] = ()
    complete: bool = False
    finished: bool = False
    next_undo: tuple[str, float | None] | None = None
    next_redo: tuple[str, float | None] | None = None
    others: tuple[tuple[str, bool], ...] = ()

    def answer_at(self, t_s: float) -> str | None:
        """Give how a moment was named; None where it was not."""
        event = nearest(self.events, t_s)
        return None if event is None else answer_of(event)


def answer_of(event: LabelledEvent) -> str:
    """Give the answer that an event stands for."""
    named = (event.kind, event.technique)
    found = next((answer for answer, means in ANSWERS.items() if means == named), None)
    return str(event.kind) if found is None else found


def nearest(events: Sequence[LabelledEvent], t_s: float) -> LabelledEvent | None:
    """Give the event within `NEAR_S` of a moment that is nearest to it."""
    near = [event for event in events if abs(event.t_s - t_s) <= NEAR_S]
    return min(near, key=lambda event: abs(event.t_s - t_s), default=None)


def named_event(pressed: Press, old: LabelledEvent | None) -> LabelledEvent | None:
    """Give the event of an answer; what else was said of the moment before stays."""
    if not pressed.answer:
        return None
    kind, technique = ANSWERS[pressed.answer]
    if old is not None:
        t_s = old.t_s if pressed.was_s is None else pressed.t_s
        return replace(old, kind=kind, technique=technique, t_s=t_s)
    return LabelledEvent(pressed.t_s, kind, technique, within_s=KNOWN_WITHIN_S)


def refuse_conflict(work: LabelWork, pressed: Press) -> None:
    """Refuse an answer about a moment that was named after this window was drawn."""
    since = work.revision - pressed.revision
    if since <= 0:
        return
    changed = [*work.done[-since:], *work.undone[-since:]]
    touched = any(
        abs(part.t_s - pressed.t_s) <= NEAR_S
        for step in changed
        for part in (*step.removed, *step.added)
    )
    if not touched:
        return
    theirs = nearest(tuple(part.event() for part in work.events), pressed.t_s)
    said = None if theirs is None else answer_of(theirs)
    if said != (pressed.answer or None):
        raise LabelConflictError(pressed, said, work.revision)


def press_step(work: LabelWork, pressed: Press) -> StepPart:
    """Give the step that an answer is: what was said of its moment goes, the answer comes."""
    events = tuple(part.event() for part in work.events)
    places = [pressed.t_s] if pressed.was_s is None else [pressed.t_s, pressed.was_s]
    gone = {id(old): old for at in places if (old := nearest(events, at)) is not None}
    added = named_event(pressed, next(iter(gone.values()), None))
    return StepPart(
        done_utc=datetime.now(UTC),
        answer=pressed.answer,
        t_s=pressed.t_s,
        removed=tuple(EventPart.model_validate(each) for each in gone.values()),
        added=() if added is None else (EventPart.model_validate(added),),
        was_complete=work.complete,
        complete=work.complete,
        was_finished=work.finished,
    )


def span_step(
    work: LabelWork, *, added: tuple[SpanPart, ...] = (), removed: tuple[SpanPart, ...] = ()
) -> StepPart:
    """Give the step that names stretches of time, or takes their names away."""
    return StepPart(
        done_utc=datetime.now(UTC),
        spans_added=added,
        spans_removed=removed,
        was_complete=work.complete,
        complete=work.complete,
        was_finished=work.finished,
    )


def turned(step: StepPart) -> StepPart:
    """Give the step that undoes a step."""
    return step.model_copy(
        update={
            "removed": step.added,
            "added": step.removed,
            "spans_removed": step.spans_added,
            "spans_added": step.spans_removed,
            "complete": step.was_complete,
            "finished": step.was_finished,
        }
    )


def applied(work: LabelWork, step: StepPart) -> LabelWork:
    """Give the work after a step, which is not yet among those done."""
    events = [event for event in work.events if event not in step.removed] + list(step.added)
    spans = [span for span in work.spans if span not in step.spans_removed]
    return work.model_copy(
        update={
            "events": tuple(sorted(events, key=lambda event: event.t_s)),
            "spans": tuple(sorted([*spans, *step.spans_added], key=lambda span: span.start_s)),
            "complete": step.complete,
            "finished": step.finished,
        }
    )


def stepped(work: LabelWork, step: StepPart) -> LabelWork:
    """Do a step; what was taken back before cannot be done again after it."""
    done = (*work.done, step)[-MOST_STEPS:]
    return applied(work, step).model_copy(update={"done": done, "undone": ()})


def last_answer(steps: Sequence[StepPart]) -> tuple[str, float | None] | None:
    """Give the answer and the time of the last step; None where there is none."""
    return (steps[-1].answer, steps[-1].t_s) if steps else None
