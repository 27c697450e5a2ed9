"""The page about journals describes those that the program writes."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kicksense.domain.notifications import Notification
from kicksense.store.journal import JournalWriter
from kicksense.store.journal_framing import MAGIC, MARK, MAX_BODY_BYTES, RecordKind
from tests.store.journals_made import HEADER, notification

PAGE = (Path(__file__).parents[2] / "docs" / "journal.md").read_text(encoding="utf-8")
Reader = Callable[[bytes], Iterator[tuple[str, str, float, bytes]]]


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Give the reader that the page shows."""
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, "docs/journal.md", "exec"), names)
    read: Reader = names["notifications"]
    return read


def content_of(tmp_path: Path, *sent: Notification) -> bytes:
    with JournalWriter.create(tmp_path / "a.journal", HEADER) as writer:
        for one in sent:
            writer.append(one)
            writer.note("marker", {"t_s": 1.0, "kind": "cue"}, one.arrived_ns)
    return (tmp_path / "a.journal").read_bytes()


def seen(one: Notification) -> tuple[str, str, float, bytes]:
    return one.sensor, one.channel, (one.arrived_ns - HEADER.started_ns) / 1e9, one.payload


def test_the_page_s_reader_reads_every_notification(reader: Reader, tmp_path: Path) -> None:
    sent = [notification(number, number % 2) for number in range(20)]
    sent.append(Notification("somebody else", "no uuid ü", 9, 9, b"\xa5\x4b\x02"))
    assert list(reader(content_of(tmp_path, *sent))) == [seen(one) for one in sent]


def test_the_page_s_reader_survives_damage(reader: Reader, tmp_path: Path) -> None:
    sent = [notification(number) for number in range(1, 9)]
    content = content_of(tmp_path, *sent)
    start = content.rindex(bytes([4]) * 4)
    broken = content[:start] + b"\x00" + content[start + 1 :]
    assert list(reader(broken)) == [seen(one) for one in sent if one != sent[3]]
    assert list(reader(content[: start - 1])) == [seen(one) for one in sent[:3]]


def test_the_page_names_the_bytes_and_numbers_of_the_form() -> None:
    assert MAGIC.hex(" ").upper() in PAGE
    assert f"`{MARK.hex(' ').upper()}`" in PAGE
    assert str(MAX_BODY_BYTES) in PAGE
    for kind in RecordKind:
        assert f"{kind.value} {kind.name.lower()}" in PAGE
