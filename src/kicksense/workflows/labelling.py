"""Labelling a session moment by moment: every step is written at once and can be taken back."""

from datetime import UTC, datetime

from kicksense.domain.labels import LabelSet, MovementSpan
from kicksense.errors import UsageError
from kicksense.store.label_work import (
    LABEL_WORK_FORMAT,
    LabelWork,
    StepPart,
    label_turn,
    label_works,
    read_label_work,
    write_label_work,
)
from kicksense.store.labels import (
    EventPart,
    SpanPart,
    content_digest,
    drop_labels,
    labels_of_labeller,
    rewrite_labels,
)
from kicksense.store.session_row import SessionRow
from kicksense.workflows.label_candidates import ANSWERS
from kicksense.workflows.label_steps import (
    Desk,
    Press,
    applied,
    last_answer,
    press_step,
    refuse_conflict,
    span_step,
    stepped,
    turned,
)
from kicksense.workflows.labels import LabelOptions, label_sets_of
from kicksense.workflows.sessions import Sessions, recording_of


def open_desk(sessions: Sessions, row: SessionRow, labeller: str) -> Desk:
    """Give what a labeller has said of a session so far.

    Parameters
    ----------
    sessions
        The store.
    row
        The session.
    labeller
        Who: an id.

    Returns
    -------
    desk
        What others say is not in it.

    Raises
    ------
    UsageError
        If the labeller's id is none.
    StoreError
        If a file is damaged.
    """
    LabelOptions(labeller)
    return _desk_of(sessions, row, labeller, _current(sessions, row, labeller))


def press(sessions: Sessions, row: SessionRow, labeller: str, pressed: Press) -> Desk:
    """Name a moment, and write it at once.

    Parameters
    ----------
    sessions, row, labeller
        As for `open_desk`.
    pressed
        Which moment, and what it was.

    Returns
    -------
    desk
        With it.

    Raises
    ------
    LabelConflictError
        If another window has named this moment since; nothing is written then.
    KicksenseError
        If the answer is unknown, the moment lies outside the recording, nobody said whose leg it
        is, or it cannot be written.
    """
    _check_press(sessions, row, pressed)
    with label_turn(sessions.folder, row.fingerprint):
        work = _work(sessions, row, labeller)
        refuse_conflict(work, pressed)
        return _written(sessions, row, stepped(work, press_step(work, pressed)))


def undo(sessions: Sessions, row: SessionRow, labeller: str) -> Desk:
    """Take back the last step; as `press`. Nothing happens where there is none."""
    with label_turn(sessions.folder, row.fingerprint):
        work = _work(sessions, row, labeller)
        if not work.done:
            return _desk_of(sessions, row, labeller, work)
        step = work.done[-1]
        back = turned(step)
        taken = applied(work, back).model_copy(
            update={"done": work.done[:-1], "undone": (*work.undone, step)}
        )
        return _written(sessions, row, taken)


def redo(sessions: Sessions, row: SessionRow, labeller: str) -> Desk:
    """Do again what was taken back last; as `press`. Nothing happens where there is none."""
    with label_turn(sessions.folder, row.fingerprint):
        work = _work(sessions, row, labeller)
        if not work.undone:
            return _desk_of(sessions, row, labeller, work)
        step = work.undone[-1]
        again = applied(work, step).model_copy(
            update={"done": (*work.done, step), "undone": work.undone[:-1]}
        )
        return _written(sessions, row, again)


def add_span(sessions: Sessions, row: SessionRow, labeller: str, span: MovementSpan) -> Desk:
    """Name a stretch of time.

    Raises
    ------
    UsageError
        If it ends before it begins, lies outside the recording or overlaps another one.
    KicksenseError
        As for `press`.
    """
    start_s, stop_s = _reach(sessions, row)
    if not start_s <= span.start_s < span.stop_s <= stop_s:
        raise UsageError(
            f"the stretch from {span.start_s:.2f} to {span.stop_s:.2f} s does not lie inside the "
            f"recording, which lasts from {start_s:.2f} to {stop_s:.2f} s; correct its two times."
        )
    with label_turn(sessions.folder, row.fingerprint):
        work = _work(sessions, row, labeller)
        if any(span.start_s < each.stop_s and each.start_s < span.stop_s for each in work.spans):
            raise UsageError("the stretch overlaps another one; end that one first.")
        step = span_step(work, added=(SpanPart.model_validate(span),))
        return _written(sessions, row, stepped(work, step))


def remove_span(sessions: Sessions, row: SessionRow, labeller: str, span: MovementSpan) -> Desk:
    """Take the name of a stretch of time away; as `press`."""
    with label_turn(sessions.folder, row.fingerprint):
        work = _work(sessions, row, labeller)
        gone = tuple(each for each in work.spans if each.span() == span)
        if not gone:
            return _desk_of(sessions, row, labeller, work)
        return _written(sessions, row, stepped(work, span_step(work, removed=gone)))


def finish(
    sessions: Sessions, row: SessionRow, labeller: str, *, complete: bool, finished: bool = True
) -> Desk:
    """Say that the work is done, or go on with it.

    Parameters
    ----------
    sessions, row, labeller
        As for `open_desk`.
    complete
        Every kick is labelled, so that another one found there is a false one.
    finished
        False to go on.

    Returns
    -------
    desk
        From now on what others say may be shown.
    """
    with label_turn(sessions.folder, row.fingerprint):
        work = _work(sessions, row, labeller)
        step = StepPart(
            done_utc=datetime.now(UTC),
            was_complete=work.complete,
            complete=complete,
            was_finished=work.finished,
            finished=finished,
        )
        return _written(sessions, row, stepped(work, step))


def name_player(sessions: Sessions, row: SessionRow, player_id: str) -> None:
    """Say whose leg a session shows, where nobody has.

    Raises
    ------
    UsageError
        If it is no id, or the session is somebody else's.
    StoreError
        If it cannot be written.
    """
    LabelOptions(player_id=player_id)
    if row.player_id not in (None, player_id):
        raise UsageError(f"session {row.id} is of player {row.player_id}, not of {player_id}.")
    sessions.library.store(recording_of(sessions, row.id), player_id)


def _check_press(sessions: Sessions, row: SessionRow, pressed: Press) -> None:
    if pressed.answer and pressed.answer not in ANSWERS:
        raise UsageError(f"'{pressed.answer[:40]}' is no answer; known are {', '.join(ANSWERS)}.")
    start_s, stop_s = _reach(sessions, row)
    if not start_s <= pressed.t_s <= stop_s:
        raise UsageError(
            f"the moment does not lie inside the recording, which lasts from {start_s:.2f} to "
            f"{stop_s:.2f} s; choose another one."
        )


def _reach(sessions: Sessions, row: SessionRow) -> tuple[float, float]:
    """Give the first and the last moment of a recording, on its own clock."""
    recording = recording_of(sessions, row.id)
    return recording.start_time_s, recording.time_of(len(recording) - 1)


def _current(sessions: Sessions, row: SessionRow, labeller: str) -> LabelWork | None:
    """Read the work of a labeller, with what came from elsewhere as one more step."""
    work = read_label_work(sessions.folder, row.fingerprint, labeller, row.id)
    labels = labels_of_labeller(sessions.folder, row.fingerprint, labeller, row.id)
    if labels is None:
        return work
    if work is None:
        work = LabelWork(
            format=LABEL_WORK_FORMAT,
            fingerprint=row.fingerprint,
            session_id=row.id,
            labeller=labeller,
            player_id=row.player_id or labels.player_id,
        )
        finished = True
    elif content_digest(labels) == work.labels_digest:
        return work
    else:
        finished = work.finished
    step = StepPart(
        done_utc=labels.labelled_utc,
        answer="imported",
        removed=work.events,
        added=tuple(EventPart.model_validate(event) for event in labels.events),
        spans_removed=work.spans,
        spans_added=tuple(SpanPart.model_validate(span) for span in labels.spans),
        was_complete=work.complete,
        complete=labels.complete,
        was_finished=work.finished,
        finished=finished,
    )
    return stepped(work, step).model_copy(
        update={"labels_digest": content_digest(labels), "revision": work.revision + 1}
    )


def _work(sessions: Sessions, row: SessionRow, labeller: str) -> LabelWork:
    """Give the work to add to; a new one where there is none."""
    LabelOptions(labeller)
    found = _current(sessions, row, labeller)
    if found is not None:
        return found
    if row.player_id is None:
        raise UsageError(
            f"nobody has said whose leg session {row.id} shows; say it first, so that no player is "
            "both trained on and tested on."
        )
    return LabelWork(
        format=LABEL_WORK_FORMAT,
        fingerprint=row.fingerprint,
        session_id=row.id,
        labeller=labeller,
        player_id=row.player_id,
    )


def _written(sessions: Sessions, row: SessionRow, work: LabelWork) -> Desk:
    """Write labels, then the steps that led to them."""
    labels = LabelSet(
        fingerprint=work.fingerprint,
        labeller=work.labeller,
        labelled_utc=datetime.now(UTC),
        player_id=row.player_id or work.player_id,
        events=tuple(part.event() for part in work.events),
        spans=tuple(part.span() for part in work.spans),
        complete=work.complete,
        session_id=row.id,
    )
    says_something = bool(work.events or work.spans or work.finished)
    if says_something:
        rewrite_labels(sessions.folder, labels, work.labels_digest)
    else:
        drop_labels(sessions.folder, labels, work.labels_digest)
    kept = work.model_copy(
        update={
            "revision": work.revision + 1,
            "labels_digest": content_digest(labels) if says_something else "",
        }
    )
    write_label_work(sessions.folder, kept)
    return _desk_of(sessions, row, work.labeller, kept)


def _desk_of(sessions: Sessions, row: SessionRow, labeller: str, work: LabelWork | None) -> Desk:
    others = _others(sessions, row, labeller)
    if work is None:
        return Desk(row.id, labeller, row.player_id, others=others)
    return Desk(
        session_id=row.id,
        labeller=labeller,
        player_id=row.player_id or work.player_id,
        revision=work.revision,
        events=tuple(part.event() for part in work.events),
        spans=tuple(part.span() for part in work.spans),
        complete=work.complete,
        finished=work.finished,
        next_undo=last_answer(work.done),
        next_redo=last_answer(work.undone),
        others=others,
    )


def _others(sessions: Sessions, row: SessionRow, labeller: str) -> tuple[tuple[str, bool], ...]:
    """Give who else labelled a session, and whether they are done."""
    working = {
        work.labeller: work.finished
        for work in label_works(sessions.folder, row.fingerprint)
        if work.session_id == row.id
    }
    said = [labels.labeller for labels in label_sets_of(sessions, row)]
    names = sorted({*said, *(name for name, _ in working.items())} - {labeller})
    return tuple((name, working.get(name, True)) for name in names)
