"""Erasing: everything that belongs to a player or a session, and nothing of anybody else."""

from dataclasses import replace
from pathlib import Path

import pytest

from kicksense.domain.anatomy import Side
from kicksense.errors import StoreError, UsageError
from kicksense.store.adaptations import read_evidence, write_evidence
from kicksense.store.folder import DataFolder
from kicksense.store.model_files import save_model
from kicksense.store.preferences import Preferences, read_preferences, write_preferences
from kicksense.store.session_row import SessionRow
from kicksense.workflows import consent, erasing
from kicksense.workflows.kept_of_player import claim_session, kept_of, models_with
from kicksense.workflows.sessions import Sessions, list_sessions, open_sessions
from tests.people_made import GROUP, lesson, store_of_two, stored
from tests.store.model_contents_made import contents_made

Two = tuple[Sessions, dict[str, SessionRow]]


@pytest.fixture
def two(tmp_path: Path) -> Two:
    return store_of_two(tmp_path / "data")


def files(folder: DataFolder) -> dict[str, bytes]:
    """Give everything outside the bin and the catalogue."""
    return {
        str(path.relative_to(folder.root)): path.read_bytes()
        for path in folder.root.rglob("*")
        if path.is_file()
        and folder.root / "bin" not in path.parents
        and not path.name.startswith(("catalogue", "."))
    }


def mentions(folder: DataFolder, *words: str) -> list[str]:
    """Give the files outside the bin that hold or are called one of the words."""
    return [
        name
        for name, content in files(folder).items()
        if any(word in name or word.encode() in content for word in words)
    ]


def test_erasing_a_player_leaves_nothing_of_them_and_everything_of_the_others(two: Two) -> None:
    sessions, rows = two
    write_preferences(sessions.folder, Preferences(player_id="p07"))
    others = {
        name
        for name in files(sessions.folder)
        if rows["other"].id in name or rows["other"].fingerprint in name
    }
    assert len(others) == 5
    erased = erasing.erase_player(sessions, "p07")
    assert [row.id for row in list_sessions(sessions)] == [rows["other"].id]
    assert others <= set(files(sessions.folder))
    assert mentions(sessions.folder, "p07", rows["alone"].id, rows["shared"].id) == []
    assert consent.known_players(sessions) == ("p08",)
    assert read_preferences(sessions.folder).player_id is None
    assert kept_of(sessions, "p07").is_empty
    assert erased.model_names == ()
    assert set(erased.manifest.session_ids) == {rows["alone"].id, rows["shared"].id}


def test_a_player_comes_back_exactly_as_they_were(two: Two) -> None:
    sessions, _ = two
    write_preferences(sessions.folder, Preferences(player_id="p07"))
    before, listed = files(sessions.folder), list_sessions(sessions)
    sensors, kept = sessions.library.paired_sensors(), kept_of(sessions, "p07")
    manifest = erasing.erase_player(sessions, "p07").manifest
    erasing.restored(sessions, manifest.bin_id)
    assert files(sessions.folder) == before
    assert set(list_sessions(sessions)) == set(listed)
    assert sessions.library.paired_sensors() == sensors
    assert kept_of(sessions, "p07") == kept
    assert erasing.in_bin(sessions) == ()


def test_a_catalogue_built_again_does_not_bring_an_erased_player_back(two: Two) -> None:
    sessions, rows = two
    erasing.erase_player(sessions, "p07")
    for path in sessions.folder.root.glob("catalogue.sqlite*"):
        path.unlink()
    again = open_sessions(sessions.folder.root)
    assert [row.id for row in list_sessions(again)] == [rows["other"].id]
    assert not sessions.folder.journal_path(GROUP).exists()


def test_erasing_a_session_takes_what_was_learnt_from_it_along(two: Two) -> None:
    sessions, rows = two
    before = files(sessions.folder)
    manifest = erasing.erase_session(sessions, rows["alone"].id).manifest
    assert mentions(sessions.folder, rows["alone"].id, rows["alone"].fingerprint) == []
    left = read_evidence(sessions.folder, "p07", Side.RIGHT)
    assert [each.session_id for each in left.lessons] == [rows["shared"].id]
    assert kept_of(sessions, "p07").rows == (rows["shared"],)

    erasing.restored(sessions, manifest.bin_id)
    assert {row.id for row in list_sessions(sessions)} == {row.id for row in rows.values()}
    both = read_evidence(sessions.folder, "p07", Side.RIGHT)
    assert {each.session_id for each in both.lessons} == {rows["alone"].id, rows["shared"].id}
    assert {name for name in files(sessions.folder) if "adaptations" not in name} == {
        name for name in before if "adaptations" not in name
    }


def test_what_was_learnt_since_is_kept_when_a_session_comes_back(two: Two) -> None:
    sessions, rows = two
    manifest = erasing.erase_session(sessions, rows["alone"].id).manifest
    newer = read_evidence(sessions.folder, "p07", Side.RIGHT).with_lesson(lesson("new234", 9))
    write_evidence(sessions.folder, newer)
    erasing.restored(sessions, manifest.bin_id)
    known = read_evidence(sessions.folder, "p07", Side.RIGHT)
    assert {each.session_id for each in known.lessons} == {
        rows["alone"].id,
        rows["shared"].id,
        "new234",
    }


def test_content_shared_with_a_session_that_stays_keeps_its_labels(two: Two) -> None:
    sessions, rows = two
    recording = sessions.library.read(rows["alone"].id)
    turned = replace(recording.placement, side=Side.LEFT)
    moved = replace(recording, placement=turned, acc_mps2=recording.acc_mps2 + 1.0)
    other = sessions.library.store(moved, "p08").row
    assert (other.fingerprint, other.id != rows["alone"].id) == (rows["alone"].fingerprint, True)
    erasing.erase_session(sessions, rows["alone"].id)
    assert (sessions.folder.root / "labels" / other.fingerprint / "coach.json").is_file()


def test_a_player_who_is_being_recorded_is_not_erased(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions, rows = two
    before = files(sessions.folder)
    monkeypatch.setattr(erasing, "is_being_written", lambda path: path.stem == GROUP)
    with pytest.raises(UsageError, match="being recorded just now; stop the recording first"):
        erasing.erase_player(sessions, "p07")
    with pytest.raises(UsageError, match="being recorded just now"):
        erasing.erase_session(sessions, rows["shared"].id)
    assert files(sessions.folder) == before
    erasing.erase_session(sessions, rows["alone"].id)


@pytest.mark.parametrize("player_id", ["p99", "", "..", "../data", "p0", "P07"])
def test_a_player_nobody_knows_is_told(two: Two, player_id: str) -> None:
    sessions, _ = two
    before = files(sessions.folder)
    with pytest.raises(UsageError, match="nothing is kept of a player"):
        erasing.erase_player(sessions, player_id)
    assert files(sessions.folder) == before


def test_a_session_nobody_knows_is_told(two: Two) -> None:
    with pytest.raises(UsageError, match="there is no session"):
        erasing.erase_session(two[0], "../../etc")


def test_two_programs_erase_a_player_once(two: Two) -> None:
    sessions, _ = two
    other = open_sessions(sessions.folder.root)
    erasing.erase_player(sessions, "p07")
    with pytest.raises(UsageError, match="nothing is kept"):
        erasing.erase_player(other, "p07")
    assert len(erasing.in_bin(other)) == 1
    assert erasing.empty(other) == 1
    assert erasing.in_bin(sessions) == ()
    with pytest.raises(StoreError, match="there is no"):
        erasing.restored(sessions, "20260101T000000-00000000")


def test_a_model_that_knows_the_recordings_is_named(two: Two) -> None:
    sessions, rows = two
    contents = contents_made()
    known = (*contents.card.recordings, rows["alone"].fingerprint)
    card = contents.card.model_copy(update={"recordings": known})
    save_model(sessions.folder.root / "models" / "small", replace(contents, card=card))
    assert models_with(sessions, (rows["alone"],)) == ("small",)
    assert models_with(sessions, (rows["other"],)) == ()
    assert kept_of(sessions, "p07").model_names == ("small",)
    assert erasing.erase_player(sessions, "p07").model_names == ("small",)


def test_a_recording_of_nobody_can_be_claimed_once(two: Two) -> None:
    sessions, _ = two
    row = stored(sessions, None, "d", group=None)
    assert kept_of(sessions, None).rows == (row,)
    claimed = claim_session(sessions, row.id, "p09")
    assert (claimed.id, claimed.player_id) == (row.id, "p09")
    assert kept_of(sessions, None).rows == ()
    with pytest.raises(UsageError, match="without a player"):
        claim_session(sessions, row.id, "p08")


def test_what_is_kept_is_counted_by_kind(two: Two) -> None:
    sessions, _ = two
    kept = kept_of(sessions, "p07")
    counts = {each.folder: each.count for each in kept.files}
    assert counts == {
        "recordings": 2,
        "journals": 1,
        "markers": 2,
        "notes": 2,
        "clips": 2,
        "labels": 2,
        "adaptations": 1,
        "players": 1,
        "plans": 1,
    }
    assert kept.size_bytes == sum(each.size_bytes for each in kept.files) > 1000
    assert [sensor.player_id for sensor in kept.sensors] == ["p07"]
