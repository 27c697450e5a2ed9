import json
import threading
from pathlib import Path

import pytest

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind, MovementSpan
from kicksense.errors import KicksenseError, StoreError, UsageError
from kicksense.store.session_row import SessionRow
from kicksense.workflows.label_candidates import ANSWER_WORDS, ANSWERS, SUGGESTED
from kicksense.workflows.label_steps import LabelConflictError, Press
from kicksense.workflows.labelling import (
    add_span,
    finish,
    name_player,
    open_desk,
    press,
    redo,
    remove_span,
    undo,
)
from kicksense.workflows.labels import LabelOptions, import_labels, label_sets_of
from kicksense.workflows.sessions import Sessions, find_session, open_sessions
from tests.store.recordings_made import counted_recording

FIRST_S, SECOND_S = 12.5, 13.5
"""The recording lasts from 12.125 to 15.13 s on its own clock."""


@pytest.fixture
def stored(tmp_path: Path) -> tuple[Sessions, SessionRow]:
    store = open_sessions(tmp_path / "data")
    return store, store.library.store(counted_recording(), "p1").row


def test_an_answer_is_a_label_at_once(stored: tuple[Sessions, SessionRow]) -> None:
    desk = press(*stored, "ann", Press(FIRST_S, "heel", 0))
    (labels,) = label_sets_of(*stored)
    (event,) = labels.events
    assert (event.t_s, event.kind, event.technique) == (FIRST_S, EventKind.KICK, Technique.HEEL)
    assert not labels.complete
    assert desk.answer_at(FIRST_S) == "heel"
    assert open_desk(*stored, "ann") == desk


@pytest.mark.parametrize("answer", sorted(ANSWERS))
def test_every_answer_is_written_and_read_back(
    stored: tuple[Sessions, SessionRow], answer: str
) -> None:
    press(*stored, "ann", Press(FIRST_S, answer, 0))
    assert open_desk(*stored, "ann").answer_at(FIRST_S) == answer
    assert ANSWER_WORDS[answer]


def test_steps_are_taken_back_and_done_again_also_after_everything_was_closed(
    stored: tuple[Sessions, SessionRow], tmp_path: Path
) -> None:
    press(*stored, "ann", Press(FIRST_S, "heel", 0))
    last = press(*stored, "ann", Press(FIRST_S, "instep", 1))
    assert last.next_undo == ("instep", FIRST_S)
    again = open_sessions(tmp_path / "data")
    row = find_session(again, stored[1].id)
    assert undo(again, row, "ann").answer_at(FIRST_S) == "heel"
    empty = undo(again, row, "ann")
    assert (empty.events, empty.next_undo) == ((), None)
    assert label_sets_of(again, row) == ()
    assert undo(again, row, "ann").events == ()
    assert redo(again, row, "ann").answer_at(FIRST_S) == "heel"
    assert redo(again, row, "ann").events == last.events
    assert redo(again, row, "ann").next_redo is None


def test_another_answer_after_undo_forgets_what_was_taken_back(
    stored: tuple[Sessions, SessionRow],
) -> None:
    press(*stored, "ann", Press(FIRST_S, "heel", 0))
    undo(*stored, "ann")
    desk = press(*stored, "ann", Press(SECOND_S, "touch", 2))
    assert desk.next_redo is None
    assert [event.t_s for event in redo(*stored, "ann").events] == [SECOND_S]


def test_a_moment_that_is_moved_keeps_one_label(stored: tuple[Sessions, SessionRow]) -> None:
    press(*stored, "ann", Press(FIRST_S, "heel", 0))
    desk = press(*stored, "ann", Press(FIRST_S + 0.05, "heel", 1, was_s=FIRST_S))
    assert [event.t_s for event in desk.events] == [pytest.approx(FIRST_S + 0.05)]
    assert desk.answer_at(FIRST_S) == "heel"
    assert undo(*stored, "ann").events[0].t_s == FIRST_S


def test_taking_a_name_away_leaves_the_others(stored: tuple[Sessions, SessionRow]) -> None:
    press(*stored, "ann", Press(FIRST_S, "heel", 0))
    press(*stored, "ann", Press(SECOND_S, "trap", 1))
    desk = press(*stored, "ann", Press(FIRST_S, "", 2))
    assert [event.t_s for event in desk.events] == [SECOND_S]


def test_what_else_was_said_of_a_moment_stays_when_it_is_named_anew(
    stored: tuple[Sessions, SessionRow], tmp_path: Path
) -> None:
    path = tmp_path / "labels.txt"
    path.write_text(f'{FIRST_S}\t{FIRST_S}\tkick {{"ball_speed_mps": 21.5}}\n')
    import_labels(*stored, path, LabelOptions("ann"))
    (event,) = press(*stored, "ann", Press(FIRST_S, "instep", 9)).events
    assert (event.technique, event.ball_speed_mps) == (Technique.INSTEP, 21.5)


def test_two_windows_may_name_different_moments(stored: tuple[Sessions, SessionRow]) -> None:
    press(*stored, "ann", Press(FIRST_S, "heel", 0))
    desk = press(*stored, "ann", Press(SECOND_S, "touch", 0))
    assert [desk.answer_at(t_s) for t_s in (FIRST_S, SECOND_S)] == ["heel", "touch"]


def test_two_windows_that_name_one_moment_are_told_and_nothing_is_lost(
    stored: tuple[Sessions, SessionRow],
) -> None:
    press(*stored, "ann", Press(FIRST_S, "heel", 0))
    with pytest.raises(LabelConflictError, match="'heel' meanwhile, so 'instep'") as told:
        press(*stored, "ann", Press(FIRST_S, "instep", 0))
    assert (told.value.theirs, told.value.mine.answer) == ("heel", "instep")
    assert open_desk(*stored, "ann").answer_at(FIRST_S) == "heel"
    again = Press(FIRST_S, "instep", told.value.revision)
    assert press(*stored, "ann", again).answer_at(FIRST_S) == "instep"
    assert undo(*stored, "ann").answer_at(FIRST_S) == "heel"


def test_two_windows_that_say_the_same_agree(stored: tuple[Sessions, SessionRow]) -> None:
    press(*stored, "ann", Press(FIRST_S, "heel", 0))
    assert press(*stored, "ann", Press(FIRST_S, "heel", 0)).answer_at(FIRST_S) == "heel"


def test_many_at_once_lose_no_answer(stored: tuple[Sessions, SessionRow]) -> None:
    times_s = [12.2 + 0.25 * number for number in range(8)]
    threads = [
        threading.Thread(target=press, args=(*stored, "ann", Press(t_s, "touch", 0)))
        for t_s in times_s
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    desk = open_desk(*stored, "ann")
    assert [event.t_s for event in desk.events] == times_s
    assert desk.revision == len(times_s)


def test_each_labeller_has_a_desk_and_hears_only_who_else_is_there(
    stored: tuple[Sessions, SessionRow],
) -> None:
    press(*stored, "ann", Press(FIRST_S, "heel", 0))
    bob = open_desk(*stored, "bob")
    assert bob.events == ()
    assert bob.others == (("ann", False),)
    finish(*stored, "ann", complete=True)
    assert open_desk(*stored, "bob").others == (("ann", True),)


def test_done_and_complete_are_said_and_taken_back(stored: tuple[Sessions, SessionRow]) -> None:
    desk = finish(*stored, "ann", complete=True)
    assert (desk.finished, desk.complete) == (True, True)
    (labels,) = label_sets_of(*stored)
    assert labels.complete
    back = undo(*stored, "ann")
    assert (back.finished, back.complete) == (False, False)
    assert label_sets_of(*stored) == ()


def test_going_on_after_being_done_is_no_longer_done(stored: tuple[Sessions, SessionRow]) -> None:
    finish(*stored, "ann", complete=False)
    assert not press(*stored, "ann", Press(FIRST_S, "heel", 1)).finished


def test_labels_that_were_imported_since_are_one_more_step(
    stored: tuple[Sessions, SessionRow], tmp_path: Path
) -> None:
    press(*stored, "ann", Press(FIRST_S, "heel", 0))
    path = tmp_path / "labels.txt"
    path.write_text(f"{SECOND_S}\t{SECOND_S}\tinstep\n")
    import_labels(*stored, path, LabelOptions("ann"))
    desk = open_desk(*stored, "ann")
    assert [event.t_s for event in desk.events] == [SECOND_S]
    assert desk.complete
    assert undo(*stored, "ann").answer_at(FIRST_S) == "heel"
    assert len(list((tmp_path / "data" / "labels").rglob("*.replaced"))) >= 1


def test_a_hundred_answers_leave_one_file_of_labels(
    stored: tuple[Sessions, SessionRow], tmp_path: Path
) -> None:
    for number in range(100):
        press(*stored, "ann", Press(FIRST_S, SUGGESTED[number % 3], number))
    files = [path for path in (tmp_path / "data" / "labels").rglob("*") if path.is_file()]
    assert len(files) == 1


def test_stretches_of_time_are_kept_and_do_not_overlap(
    stored: tuple[Sessions, SessionRow],
) -> None:
    walk = MovementSpan(12.5, 13.0, "walk")
    assert add_span(*stored, "ann", walk).spans == (walk,)
    with pytest.raises(UsageError, match="overlaps"):
        add_span(*stored, "ann", MovementSpan(12.9, 14.0, "jog"))
    with pytest.raises(UsageError, match="does not lie inside"):
        add_span(*stored, "ann", MovementSpan(14.0, 13.9, "jog"))
    assert remove_span(*stored, "ann", walk).spans == ()
    assert undo(*stored, "ann").spans == (walk,)


@pytest.mark.parametrize(
    ("pressed", "why"),
    [
        (Press(99.0, "heel", 0), "inside the recording"),
        (Press(float("nan"), "heel", 0), "inside the recording"),
        (Press(FIRST_S, "../../etc", 0), "no answer"),
    ],
)
def test_what_makes_no_sense_is_refused(
    stored: tuple[Sessions, SessionRow], pressed: Press, why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        press(*stored, "ann", pressed)
    assert label_sets_of(*stored) == ()


@pytest.mark.parametrize("labeller", ["", "../x", "Ann Other", "simulation", "a" * 65])
def test_a_labeller_is_an_id(stored: tuple[Sessions, SessionRow], labeller: str) -> None:
    with pytest.raises(UsageError):
        open_desk(*stored, labeller)


def test_labels_need_a_player_who_can_be_named(tmp_path: Path) -> None:
    store = open_sessions(tmp_path / "data")
    row = store.library.store(counted_recording()).row
    with pytest.raises(UsageError, match="whose leg"):
        press(store, row, "ann", Press(FIRST_S, "heel", 0))
    name_player(store, row, "p2")
    row = find_session(store, row.id)
    assert press(store, row, "ann", Press(FIRST_S, "heel", 0)).player_id == "p2"
    with pytest.raises(UsageError):
        name_player(store, row, "p3")


def test_a_full_disk_leaves_everything_as_it_was(
    stored: tuple[Sessions, SessionRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = press(*stored, "ann", Press(FIRST_S, "heel", 0))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("kicksense.store.atomic.publish", full)
        with pytest.raises(StoreError, match="disk is full"):
            press(*stored, "ann", Press(SECOND_S, "touch", 1))
    assert open_desk(*stored, "ann").events == before.events


def test_a_damaged_file_of_steps_is_said_and_the_labels_stay(
    stored: tuple[Sessions, SessionRow], tmp_path: Path
) -> None:
    press(*stored, "ann", Press(FIRST_S, "heel", 0))
    (path,) = (tmp_path / "data" / "labelling").rglob("*.json")
    assert json.loads(path.read_text())["format"] == 1
    path.write_text("{")
    with pytest.raises(KicksenseError, match="file of labelling"):
        open_desk(*stored, "ann")
    assert len(label_sets_of(*stored)) == 1
