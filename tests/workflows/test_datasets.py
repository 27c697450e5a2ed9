import shutil
from dataclasses import replace
from itertools import combinations
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind
from kicksense.errors import SourceError, StoreError, UsageError
from kicksense.store.folder import DataFolder
from kicksense.store.labels import write_labels
from kicksense.store.library import open_library
from kicksense.workflows.datasets import (
    RECORDED,
    SIMULATED,
    SUIT,
    WALKING,
    open_dataset,
    player_folds,
    read_entry,
    read_labels_of,
)
from kicksense.workflows.label_choice import CONSENSUS
from kicksense.workflows.suite_recordings import foot_speed_peak_s
from tests.shared_recordings import RECORDINGS, shared_recording
from tests.store.labels_made import kick_at, labels_by
from tests.store.recordings_made import counted_recording, simulated

PRINTS = [f"{k:02x}" * 32 for k in range(1, 9)]


def put(
    place: Path,
    number: int,
    player: str | None = "p1",
    *,
    labellers: tuple[str, ...] = ("ann",),
    said_player: str | None = None,
    side: Side = Side.RIGHT,
    is_simulated: bool = False,
) -> str:
    """Store recording number so-and-so with labels; give its session."""
    library = open_library(DataFolder(place))
    recording = counted_recording(seed=number, fingerprint=PRINTS[number], side=side)
    row = library.store(simulated(recording) if is_simulated else recording, player).row
    for labeller in labellers:
        said = kick_at(12.5 + number / 100, Technique.HEEL)
        labels = labels_by(
            labeller,
            said,
            fingerprint=PRINTS[number],
            player=said_player or player or "p1",
            session_id=row.id,
        )
        write_labels(library.folder, labels)
    return row.id


def test_a_labelled_session_is_read_with_its_labels(tmp_path: Path) -> None:
    session_id = put(tmp_path, 1, "p7")
    dataset = open_dataset((tmp_path,))
    (entry,) = dataset.entries
    session = dataset.read(entry)
    assert (session.session_id, session.player_id, session.source) == (session_id, "p7", RECORDED)
    assert [event.technique for event in session.labels.events] == [Technique.HEEL]
    assert len(session.recording) == 600
    assert session.labels.groups == {"side": "right", "rate": "200", "acc_range": "16"}
    assert read_labels_of(entry).events == session.labels.events
    assert (dataset.players, entry.labellers, dataset.remarks) == (("p7",), ("ann",), ())


def test_simulated_sessions_are_called_simulated(tmp_path: Path) -> None:
    put(tmp_path, 1, labellers=("simulation",), is_simulated=True)
    assert [entry.source for entry in open_dataset((tmp_path,)).entries] == [SIMULATED]


def test_entries_travel_between_processes(tmp_path: Path) -> None:
    put(tmp_path, 1)
    dataset = open_dataset((tmp_path,))
    again = ForkingPickler.loads(ForkingPickler.dumps(dataset))
    assert again == dataset
    assert read_entry(again.entries[0]).labels == dataset.read(dataset.entries[0]).labels


def test_several_labellers_become_one_answer(tmp_path: Path) -> None:
    put(tmp_path, 1, labellers=("ann", "bob", "cem"))
    (entry,) = open_dataset((tmp_path,)).entries
    assert sorted(entry.labellers) == ["ann", "bob", "cem"]
    assert read_entry(entry).labels.labeller == CONSENSUS


def test_both_legs_of_one_file_are_two_sessions_with_labels_of_their_own(tmp_path: Path) -> None:
    library = open_library(DataFolder(tmp_path))
    for side, t_s in ((Side.LEFT, 12.5), (Side.RIGHT, 13.5)):
        recording = counted_recording(seed=len(side), fingerprint=PRINTS[0], side=side)
        row = library.store(recording, "p1").row
        labels = labels_by("ann", kick_at(t_s), fingerprint=PRINTS[0], session_id=row.id)
        write_labels(library.folder, labels)
    sessions = [read_entry(entry) for entry in open_dataset((tmp_path,)).entries]
    heard = {s.recording.placement.side: s.labels.events[0].t_s for s in sessions}
    assert heard == {Side.LEFT: 12.5, Side.RIGHT: 13.5}


def test_what_has_no_labels_is_left_out_and_said(tmp_path: Path) -> None:
    put(tmp_path, 1)
    put(tmp_path, 2, labellers=())
    library = open_library(DataFolder(tmp_path))
    write_labels(library.folder, labels_by("ann", fingerprint=PRINTS[3]))
    dataset = open_dataset((tmp_path,))
    assert len(dataset.entries) == 1
    assert [remark.split(": ", 1)[1] for remark in dataset.remarks] == [
        "1 of 2 recordings have no labels; left out.",
        "labels of 1 recordings that are not there; left out.",
    ]


def test_the_fingerprint_knows_content_and_labels_and_not_order_or_place(tmp_path: Path) -> None:
    one, two, all_of_them = tmp_path / "one", tmp_path / "two", tmp_path / "all"
    put(one, 1, "p1")
    put(two, 2, "p2")
    put(all_of_them, 2, "p2")
    put(all_of_them, 1, "p1")
    dataset = open_dataset((one, two))
    assert dataset.fingerprint == open_dataset((two, one)).fingerprint
    assert dataset.fingerprint == open_dataset((all_of_them,)).fingerprint
    assert dataset.fingerprint == replace(dataset, entries=dataset.entries[::-1]).fingerprint
    assert dataset.only(["p1"]).fingerprint == open_dataset((one,)).fingerprint
    put(one, 1, "p1", labellers=("bob",))
    assert open_dataset((one, two)).fingerprint != dataset.fingerprint


def test_the_same_recording_in_two_folders_counts_once_and_that_is_said(tmp_path: Path) -> None:
    put(tmp_path / "one", 1)
    put(tmp_path / "one", 2)
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    dataset = open_dataset((tmp_path / "one", tmp_path / "copy", tmp_path / "one"))
    assert (len(dataset.entries), len(dataset.remarks)) == (2, 2)
    assert "the same recording as" in dataset.remarks[0]


def test_one_recording_of_two_players_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "one", 1, "p1")
    put(tmp_path / "two", 1, "p2")
    with pytest.raises(StoreError, match=r"of player p1 in .* and of player p2"):
        open_dataset((tmp_path / "one", tmp_path / "two"))


def test_labels_that_name_two_players_are_refused_until_the_session_says_whose_it_is(
    tmp_path: Path,
) -> None:
    put(tmp_path, 1, None, said_player="p1")
    put(tmp_path, 1, None, said_player="p2", labellers=("bob",))
    with pytest.raises(StoreError, match="different players: p1, p2"):
        open_dataset((tmp_path,))
    put(tmp_path, 1, "p3", labellers=())
    dataset = open_dataset((tmp_path,))
    assert dataset.players == ("p3",)
    assert dataset.read(dataset.entries[0]).labels.player_id == "p3"


def test_labels_that_change_while_they_are_used_are_noticed(tmp_path: Path) -> None:
    put(tmp_path, 1)
    (entry,) = open_dataset((tmp_path,)).entries
    put(tmp_path, 1, labellers=("bob",))
    with pytest.raises(StoreError, match="was changed while it was used; start again"):
        read_entry(entry)


@pytest.mark.parametrize("made", ["nothing", "empty", "file", "unlabelled", "text", "foreign"])
def test_a_folder_that_holds_nothing_labelled_is_one_sentence(made: str, tmp_path: Path) -> None:
    place = tmp_path / "place"
    if made == "file":
        place.write_text("x")
    elif made != "nothing":
        place.mkdir()
    if made == "foreign":
        (place / "recordings").mkdir()
        (place / "recordings" / "song.mp3").write_text("x")
    if made == "unlabelled":
        put(place, 1, labellers=())
    if made == "text":
        (place / "notes.txt").write_text("x")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(SourceError, match="kicksense label import") as caught:
        open_dataset((place,))
    assert str(place) in str(caught.value)
    if made != "unlabelled":
        assert sorted(tmp_path.rglob("*")) == before


def test_no_folder_at_all_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="name at least one folder"):
        open_dataset(())


def test_damaged_labels_are_not_passed_over(tmp_path: Path) -> None:
    put(tmp_path, 1)
    (path,) = (tmp_path / "labels").rglob("*.json")
    path.write_text("{")
    with pytest.raises(StoreError, match="no sound file of labels"):
        open_dataset((tmp_path,))


@given(
    st.lists(st.text("abc", min_size=1, max_size=3), min_size=1, max_size=30),
    st.integers(1, 8),
    st.integers(0, 5),
)
def test_players_are_split_into_groups_that_share_nobody(
    players: list[str], folds: int, seed: int
) -> None:
    each = set(players)
    if folds > len(each):
        with pytest.raises(UsageError, match="cannot be split"):
            player_folds(players, folds, seed)
        return
    groups = player_folds(players, folds, seed)
    assert len(groups) == folds
    assert set().union(*groups) == each
    assert all(not (a & b) for a, b in combinations(groups, 2))
    sizes = [len(group) for group in groups]
    assert max(sizes) - min(sizes) <= 1
    assert groups == player_folds(players[::-1] * 2, folds, seed)


def test_another_seed_splits_otherwise() -> None:
    players = [f"p{k}" for k in range(20)]
    assert len({player_folds(players, 4, seed) for seed in range(5)}) == 5


def test_no_groups_are_refused() -> None:
    with pytest.raises(UsageError, match="cannot be split into 0"):
        player_folds(["a"], 0, 1)


def test_a_kick_trial_of_the_suit_is_two_legs_and_one_kick() -> None:
    dataset = open_dataset((shared_recording("lmd"),))
    assert {entry.source for entry in dataset.entries} == {SUIT}
    assert len(dataset.entries) == 2 * 120
    assert dataset.players == ("lmd-1", "lmd-2", "lmd-4", "lmd-5", "lmd-6", "lmd-7")
    by_name = {entry.session_id: entry for entry in dataset.entries}
    for name, side, other in (("P1_S07", "right", "left"), ("P5_S07", "left", "right")):
        kicking = dataset.read(by_name[f"{name}-{side}"])
        (kick,) = kicking.labels.events
        trial = by_name[f"{name}-{side}"].trial
        assert trial is not None
        assert (kick.kind, kick.technique) == (EventKind.KICK, Technique.UNSURE)
        assert kick.t_s == foot_speed_peak_s(trial)
        assert kick.within_s == 0.15
        assert kick.foot_speed_mps == pytest.approx(15.0, abs=7.0)
        (span,) = kicking.labels.spans
        assert span.stop_s == pytest.approx(kick.t_s + 0.25)
        assert kicking.recording.placement.side == side
        standing = dataset.read(by_name[f"{name}-{other}"])
        assert (standing.labels.events, standing.labels.complete) == ((), True)
        assert standing.labels.spans[0].stop_s == pytest.approx(
            standing.recording.time_of(len(standing.recording))
        )


def test_walking_recordings_hold_no_kick_and_players_that_may_be_one_stay_together() -> None:
    shared_recording("gaitmap")
    dataset = open_dataset((RECORDINGS,))
    walking = [entry for entry in dataset.entries if entry.source == WALKING]
    assert {entry.player_id for entry in walking} == {
        "walk-gaitmap",
        "walk-gaitmap-ms",
        "walk-xio",
        "walk-xsens",
    }
    assert read_labels_of(walking[0]) == dataset.read(walking[0]).labels
    for entry in walking:
        session = dataset.read(entry)
        assert (session.labels.events, session.labels.complete) == ((), True)
        assert session.labels.spans[0].movement == (
            "stairs" if "stair" in entry.place.name else "walk"
        )
    assert len({entry.session_id for entry in dataset.entries}) == len(dataset.entries)
