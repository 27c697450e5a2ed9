"""What is known of a player comes back as it was written, and damage is refused with a cure."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Estimate, Technique, TechniqueProbability
from kicksense.errors import StoreError
from kicksense.inference.adaptation_power import SpeedPair
from kicksense.inference.adaptation_technique import NamedKick
from kicksense.store.adaptations import (
    Asked,
    EvidenceKind,
    Lesson,
    PlayerEvidence,
    evidence_stamps,
    forget_evidence,
    read_evidence,
    write_evidence,
)
from kicksense.store.folder import DataFolder

Document = dict[str, Any]

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
NAMED = NamedKick(TechniqueProbability(0.2, 0.7, 0.1), Technique.INSIDE_FOOT)
PAIR = SpeedPair(
    Estimate(8.0, 6.0, 10.0),
    Technique.UNSURE,
    9.0,
    0.05,
    group="abc short_grass",
    shared_spread=0.1,
)


ASKED = Asked((1.5, 2.5), (12.0, 11.5), "short_grass", stopped=True)


ASKED_BY = {
    EvidenceKind.LABELS: Asked(),
    EvidenceKind.MARK: ASKED,
    EvidenceKind.WALL: Asked((1.5, 2.5, 3.5), (4.0,), "indoor"),
    EvidenceKind.RADAR: Asked((1.5, 2.5), speeds_mps=(7.4, 6.9)),
}


def lesson(session_id: str = "abc", kind: EvidenceKind = EvidenceKind.LABELS) -> Lesson:
    return Lesson(session_id, kind, "analysis 1", NOON, ASKED_BY[kind], (NAMED,), (PAIR,))


def evidence(*lessons: Lesson, player_id: str = "p-7", side: Side = Side.LEFT) -> PlayerEvidence:
    return PlayerEvidence(player_id, side, lessons or (lesson(),))


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def test_evidence_comes_back_as_it_was_written(folder: DataFolder) -> None:
    write_evidence(folder, evidence(lesson(), *(lesson(kind=kind) for kind in EvidenceKind)))
    read = read_evidence(folder, "p-7", Side.LEFT)
    assert read == evidence(lesson(), *(lesson(kind=kind) for kind in EvidenceKind))


def test_of_a_stranger_nothing_is_known(folder: DataFolder) -> None:
    assert read_evidence(folder, "p-8", Side.LEFT) == PlayerEvidence("p-8", Side.LEFT)
    assert not folder.root.exists()


def test_the_legs_of_a_player_and_players_that_differ_in_case_are_kept_apart(
    folder: DataFolder,
) -> None:
    paths = {
        write_evidence(folder, evidence(player_id=player_id, side=side)).name.casefold()
        for player_id in ("Ann", "ann", "..", "con")
        for side in Side
    }
    assert len(paths) == 8
    assert all(path.parent == folder.root / "adaptations" for path in folder.root.rglob("*.json"))


def test_a_newer_lesson_of_the_same_session_replaces_the_older_one() -> None:
    newer = Lesson("abc", EvidenceKind.LABELS, "analysis 2", NOON, named=(NAMED, NAMED))
    known = evidence(lesson(), lesson("def")).with_lesson(newer)
    assert known.lessons == (lesson("def"), newer)
    assert len(known.with_lesson(lesson(kind=EvidenceKind.MARK)).lessons) == 3


def test_forgetting_deletes_the_file_and_says_whether_there_was_one(folder: DataFolder) -> None:
    path = write_evidence(folder, evidence())
    assert forget_evidence(folder, "p-7", Side.LEFT)
    assert not path.exists()
    assert not forget_evidence(folder, "p-7", Side.LEFT)


def test_stamps_change_with_what_is_known(folder: DataFolder) -> None:
    assert evidence_stamps(folder, "p-7") == (0, 0)
    path = write_evidence(folder, evidence())
    first = evidence_stamps(folder, "p-7")
    assert first[0] > 0
    assert first[1] == 0
    os.utime(path, ns=(1, first[0] + 1))
    assert evidence_stamps(folder, "p-7") == (first[0] + 1, 0)
    forget_evidence(folder, "p-7", Side.LEFT)
    assert evidence_stamps(folder, "p-7") == (0, 0)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_what_is_known_of_players_is_for_their_owners_eyes(folder: DataFolder) -> None:
    path = write_evidence(folder, evidence())
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("player_id", ["", "a/b", "x" * 65, "é", "a b"])
def test_an_id_that_is_none_is_not_written(folder: DataFolder, player_id: str) -> None:
    with pytest.raises(ValueError, match="player_id"):
        write_evidence(folder, evidence(player_id=player_id))
    assert not folder.root.exists()


def _without_interval(document: Document) -> None:
    document["lessons"][0]["pairs"][0]["estimate"]["low"] = 9.5


def _of_another(document: Document) -> None:
    document["player_id"] = "somebody"


def _with_unsure_label(document: Document) -> None:
    document["lessons"][0]["named"][0]["technique"] = "unsure"


def _with_a_stranger_field(document: Document) -> None:
    document["name"] = "Ann"


def _with_a_mark_too_many(document: Document) -> None:
    document["lessons"][0] |= {"kind": "mark"}
    document["lessons"][0]["asked"] |= {"times_s": [1.0], "distances_m": [5.0, 6.0]}


def _without_a_wall(document: Document) -> None:
    document["lessons"][0] |= {"kind": "wall"}


def _of_infinite_speed(document: Document) -> None:
    document["lessons"][0]["pairs"][0]["reference_mps"] = float("inf")


@pytest.mark.parametrize(
    "spoil",
    [
        _without_interval,
        _of_another,
        _with_unsure_label,
        _with_a_stranger_field,
        _of_infinite_speed,
        _with_a_mark_too_many,
        _without_a_wall,
    ],
)
def test_a_spoilt_file_is_refused_with_the_cure(
    folder: DataFolder, spoil: Callable[[Document], None]
) -> None:
    path = write_evidence(folder, evidence())
    document = json.loads(path.read_text(encoding="utf-8"))
    spoil(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(StoreError, match="delete it and adapt again"):
        read_evidence(folder, "p-7", Side.LEFT)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"null", b'{"format": 1}'])
def test_what_is_no_document_is_refused(folder: DataFolder, content: bytes) -> None:
    path = write_evidence(folder, evidence())
    path.write_bytes(content)
    with pytest.raises(StoreError, match="delete it and adapt again"):
        read_evidence(folder, "p-7", Side.LEFT)


def test_a_newer_form_asks_for_a_newer_program(folder: DataFolder) -> None:
    path = write_evidence(folder, evidence())
    path.write_text(path.read_text().replace('"format": 2', '"format": 3'), encoding="utf-8")
    with pytest.raises(StoreError, match="upgrade kicksense"):
        read_evidence(folder, "p-7", Side.LEFT)


def test_a_file_of_the_first_form_is_read(folder: DataFolder) -> None:
    path = write_evidence(folder, evidence())
    path.write_text(path.read_text().replace('"format": 2', '"format": 1'), encoding="utf-8")
    assert read_evidence(folder, "p-7", Side.LEFT) == evidence()


def test_lessons_taken_back_come_back_as_they_were_written(folder: DataFolder) -> None:
    both = evidence(lesson("a"), lesson("b", EvidenceKind.RADAR))
    less = both.without(1)
    write_evidence(folder, less)
    again = read_evidence(folder, "p-7", Side.LEFT)
    assert again == less
    assert [one.session_id for one in again.undone] == ["b"]
    assert again.with_undone() == both


def test_a_radar_lesson_without_its_speeds_is_refused(folder: DataFolder) -> None:
    write_evidence(folder, evidence(lesson(kind=EvidenceKind.RADAR)))
    path = write_evidence(folder, evidence(lesson(kind=EvidenceKind.RADAR)))
    document = json.loads(path.read_text())
    del document["lessons"][0]["asked"]["speeds_mps"]
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(StoreError, match="delete it and adapt again"):
        read_evidence(folder, "p-7", Side.LEFT)
