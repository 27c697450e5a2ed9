import errno
import os
import resource
import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kicksense.domain.notifications import Notification
from kicksense.errors import StoreError
from kicksense.store.journal import JournalNote, JournalWriter, read_journal
from kicksense.store.journal_framing import MAGIC, MARK, MAX_BODY_BYTES, RecordKind, framed
from kicksense.store.journal_lock import is_being_written
from tests.store.journals_made import CHANNEL, HEADER, notification, written_journal


def ends_of_records(content: bytes) -> list[int]:
    """Walk the records by their lengths alone, as docs/journal.md describes them."""
    at, ends = len(MAGIC), []
    while at < len(content):
        assert content[at : at + 2] == MARK
        (length,) = struct.unpack_from("<I", content, at + 3)
        at += 7 + length + 4
        ends.append(at)
    return ends


def with_bytes(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_what_was_written_reads_back_in_order(tmp_path: Path) -> None:
    path = tmp_path / "journals" / "a.journal"
    strange = Notification("another", "no uuid at all", 7, 8, b"")
    with JournalWriter.create(path, HEADER) as writer:
        writer.append(notification(0))
        writer.note("link", {"sensor": "x", "state": "lost", "detail": "ü"}, 99)
        writer.append(strange)
        writer.append(notification(1, 1))
    journal = read_journal(path)
    assert journal.header == HEADER
    assert list(journal.entries) == [
        notification(0),
        JournalNote("link", {"sensor": "x", "state": "lost", "detail": "ü"}, 99),
        strange,
        notification(1, 1),
    ]
    assert (journal.whole, journal.damaged_bytes, journal.closed) == (True, 0, True)


def test_a_journal_can_be_read_again_and_while_it_grows(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    writer = JournalWriter.create(path, HEADER)
    journal = read_journal(path)
    assert list(journal.entries) == []
    writer.append(notification(0))
    assert list(journal.entries) == []
    writer.flush()
    assert list(journal.entries) == [notification(0)]
    assert (journal.closed, journal.whole, journal.damaged_bytes) == (False, False, 0)
    writer.close()
    assert list(journal.entries) == [notification(0)]
    assert journal.whole


def test_only_the_owner_may_read_a_journal(tmp_path: Path) -> None:
    path = written_journal(tmp_path / "journals" / "a.journal", 1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_size_counts_what_still_waits_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    writer = JournalWriter.create(path, HEADER)
    assert writer.size_bytes == path.stat().st_size
    for number in range(10):
        writer.append(notification(number))
    assert path.stat().st_size < writer.size_bytes
    writer.flush()
    assert path.stat().st_size == writer.size_bytes
    writer.close()


def test_memory_does_not_fill_where_nobody_flushes(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    with JournalWriter.create(path, HEADER) as writer:
        for _ in range(100):
            writer.append(replace(notification(0), payload=bytes(100_000)))
            assert writer.size_bytes - path.stat().st_size < 1_200_000


def test_a_journal_is_never_written_over(tmp_path: Path) -> None:
    path = written_journal(tmp_path / "a.journal", 3)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="there already"):
        JournalWriter.create(path, HEADER)
    assert path.read_bytes() == before


def test_every_whole_record_is_read_wherever_the_journal_is_cut(tmp_path: Path) -> None:
    content = written_journal(tmp_path / "a.journal", 12).read_bytes()
    ends = ends_of_records(content)
    assert ends[-1] == len(content)
    for cut in range(ends[0], len(content)):
        journal = read_journal(with_bytes(tmp_path / "cut.journal", content[:cut]))
        whole = sum(end <= cut for end in ends) - 1
        assert list(journal.entries) == [notification(n, n % 2) for n in range(whole)]
        assert not journal.closed
        assert journal.damaged_bytes == cut - max(end for end in ends if end <= cut)


def test_a_journal_cut_within_its_header_is_refused_in_words(tmp_path: Path) -> None:
    content = written_journal(tmp_path / "a.journal", 1).read_bytes()
    for cut in range(ends_of_records(content)[0]):
        path = with_bytes(tmp_path / "cut.journal", content[:cut])
        with pytest.raises(StoreError, match=r"no readable beginning|no journal"):
            read_journal(path)


def test_damage_in_the_middle_costs_only_the_record_it_hits(tmp_path: Path) -> None:
    content = written_journal(tmp_path / "a.journal", 8).read_bytes()
    ends = ends_of_records(content)
    for at in range(ends[0], len(content)):
        broken = bytearray(content)
        broken[at] ^= 0x55
        journal = read_journal(with_bytes(tmp_path / "bad.journal", bytes(broken)))
        hit = sum(end <= at for end in ends) - 1
        expected = [notification(n, n % 2) for n in range(8) if n != hit]
        assert list(journal.entries) == expected
        assert not journal.whole
        assert journal.damaged_bytes == ends[hit + 1] - ends[hit]


def test_a_record_taken_out_cleanly_is_missed_by_the_footer(tmp_path: Path) -> None:
    content = written_journal(tmp_path / "a.journal", 8).read_bytes()
    ends = ends_of_records(content)
    shorter = content[: ends[2]] + content[ends[4] :]
    journal = read_journal(with_bytes(tmp_path / "bad.journal", shorter))
    assert len(list(journal.entries)) == 6
    assert (journal.closed, journal.whole, journal.missing_records) == (True, False, 2)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b"{" * 5000,
        b"[" * 200_000,
        b'{"session_id": "../../x", "started_utc_ns": 1, "started_ns": 1, "sensors": [], '
        b'"simulated": false}',
        b'{"session_id": "x", "started_utc_ns": "now", "started_ns": 1, "sensors": 7}',
        HEADER.to_json().replace('"ksp"', "9").encode(),
        HEADER.to_json().replace("7.5", "NaN").encode(),
        HEADER.to_json().replace("EE:02", "EE:01").encode(),
        HEADER.to_json().replace('"p1"', '"../p1"').encode(),
    ],
)
def test_a_header_that_makes_no_sense_is_refused_in_one_sentence(
    tmp_path: Path, body: bytes
) -> None:
    path = with_bytes(tmp_path / "a.journal", MAGIC + framed(RecordKind.HEADER, body))
    with pytest.raises(StoreError, match="says nothing sensible") as caught:
        read_journal(path)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600


def test_a_journal_of_a_later_form_is_refused(tmp_path: Path) -> None:
    body = HEADER.to_json().replace('"version": 1', '"version": 2').encode()
    path = with_bytes(tmp_path / "a.journal", MAGIC + framed(RecordKind.HEADER, body))
    with pytest.raises(StoreError, match="upgrade kicksense"):
        read_journal(path)


def test_records_of_a_later_kicksense_are_passed_over(tmp_path: Path) -> None:
    head = framed(RecordKind.HEADER, HEADER.to_json().encode())
    content = bytearray(framed(RecordKind.NOTE, b"x"))
    content[2] = 77
    content[-4:] = struct.pack("<I", zlib.crc32(content[2:-4]))
    journal = read_journal(with_bytes(tmp_path / "a.journal", MAGIC + head + bytes(content)))
    assert list(journal.entries) == []
    assert (journal.damaged_bytes, journal.undecodable_records) == (0, 0)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (RecordKind.NOTE, b""),
        (RecordKind.NOTE, bytes(8) + b"[" * 100_000),
        (RecordKind.NOTE, bytes(8) + b'{"kind": 1, "document": {}}'),
        (RecordKind.NOTE, bytes(8) + b"\xff"),
        (RecordKind.NOTIFICATION, b"\x00"),
        (RecordKind.NOTIFICATION, b"\x09" + bytes(60)),
        (RecordKind.NOTIFICATION, b"\xff\x00" + bytes(16) + b"\xff" + bytes(20)),
        (RecordKind.NOTIFICATION, b"\x00\x05" + bytes(16) + b"\xff\xff\xff\xff\xff"),
    ],
)
def test_a_whole_record_without_sense_is_counted(
    tmp_path: Path, kind: RecordKind, body: bytes
) -> None:
    head = framed(RecordKind.HEADER, HEADER.to_json().encode())
    journal = read_journal(with_bytes(tmp_path / "a.journal", MAGIC + head + framed(kind, body)))
    assert list(journal.entries) == []
    assert journal.undecodable_records == 1
    assert not journal.whole


def test_a_record_that_claims_a_huge_length_is_damage_and_takes_no_memory(tmp_path: Path) -> None:
    head = framed(RecordKind.HEADER, HEADER.to_json().encode())
    huge = MARK + bytes((RecordKind.NOTE,)) + struct.pack("<I", 2**32 - 1)
    tail = written_journal(tmp_path / "b.journal", 1).read_bytes()
    whole = tail[ends_of_records(tail)[0] : ends_of_records(tail)[1]]
    journal = read_journal(with_bytes(tmp_path / "a.journal", MAGIC + head + huge + whole))
    assert list(journal.entries) == [notification(0)]
    assert journal.damaged_bytes == len(huge)


def test_a_file_full_of_false_marks_is_given_up_soon(tmp_path: Path) -> None:
    head = framed(RecordKind.HEADER, HEADER.to_json().encode())
    trap = (MARK + b"\x02" + struct.pack("<I", 200_000)) * 300_000
    journal = read_journal(with_bytes(tmp_path / "a.journal", MAGIC + head + trap))
    assert list(journal.entries) == []
    assert journal.damaged_bytes == len(trap)


@settings(max_examples=60, deadline=None)
@given(noise=st.binary(max_size=600), at=st.integers(0, 400), rest=st.booleans())
def test_no_bytes_break_the_reader(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int, rest: bool
) -> None:
    folder = tmp_path_factory.mktemp("noise")
    content = written_journal(folder / "a.journal", 5).read_bytes()
    broken = content[:at] + noise + (content[at:] if rest else b"")
    with suppress(StoreError):
        list(read_journal(with_bytes(folder / "b.journal", broken)).entries)


def test_a_file_that_is_no_journal_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no journal"):
        read_journal(with_bytes(tmp_path / "a.journal", b"t,x,y\n1,2,3\n"))
    with pytest.raises(StoreError, match="cannot be read"):
        read_journal(tmp_path / "none.journal")
    with pytest.raises(StoreError, match="cannot be read"):
        read_journal(tmp_path)


def test_names_that_do_not_fit_are_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with JournalWriter.create(tmp_path / "a.journal", HEADER) as writer:
        with pytest.raises(ValueError, match="255 fit"):
            writer.append(replace(notification(0), sensor="x" * 300))
        with pytest.raises(ValueError, match="255 fit"):
            writer.append(replace(notification(0), channel=""))
        with pytest.raises(ValueError, match="at most"):
            writer.append(replace(notification(0), payload=bytes(MAX_BODY_BYTES)))
        writer.append(notification(0))
    assert list(read_journal(tmp_path / "a.journal").entries) == [notification(0)]


@contextmanager
def largest_file(size_bytes: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_said_and_costs_no_whole_record_that_found_room(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    writer = JournalWriter.create(path, HEADER)
    room = writer.size_bytes + 1000
    sent = [notification(number) for number in range(100)]
    with largest_file(room):
        for one in sent:
            writer.append(one)
        with pytest.raises(StoreError, match=r"grew larger.*is kept and readable"):
            writer.flush()
        with pytest.raises(StoreError, match="could not be written"):
            writer.append(sent[0])
        writer.close()
    journal = read_journal(path)
    kept = list(journal.entries)
    assert kept == sent[: len(kept)]
    assert len(kept) >= 18
    assert (journal.damaged_bytes, journal.closed) == (0, False)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_disk_that_fails_while_it_is_synced_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    writer = JournalWriter.create(tmp_path / "a.journal", HEADER)
    writer.append(notification(0))

    def fail(_descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fdatasync", fail)
    with pytest.raises(StoreError, match="could not be written"):
        writer.flush()
    writer.close()


def test_a_journal_that_cannot_be_begun_leaves_no_file(tmp_path: Path) -> None:
    with largest_file(20), pytest.raises(StoreError, match="could not be written"):
        JournalWriter.create(tmp_path / "a.journal", HEADER)
    assert list(tmp_path.iterdir()) == []


def test_a_journal_is_locked_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    assert not is_being_written(path)
    writer = JournalWriter.create(path, HEADER)
    assert is_being_written(path)
    writer.close()
    assert not is_being_written(path)


def test_a_writer_that_fails_leaves_what_came_and_no_footer(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    with suppress(ZeroDivisionError), JournalWriter.create(path, HEADER) as writer:
        writer.append(notification(0))
        raise ZeroDivisionError
    journal = read_journal(path)
    assert list(journal.entries) == [notification(0)]
    assert not journal.closed


def test_uuids_written_unlike_the_agreed_form_come_back_as_they_were(tmp_path: Path) -> None:
    shouting = replace(notification(0), channel=CHANNEL.upper())
    with JournalWriter.create(tmp_path / "a.journal", HEADER) as writer:
        writer.append(shouting)
    assert list(read_journal(tmp_path / "a.journal").entries) == [shouting]


@pytest.mark.skipif(os.name == "nt", reason="pipes with names are POSIX")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    os.mkfifo(path)
    with pytest.raises(StoreError, match="is a pipe"):
        read_journal(path)
