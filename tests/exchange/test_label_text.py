import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind, LabelledEvent, MovementSpan
from kicksense.errors import LabelFileError
from kicksense.exchange.label_text import LABEL_TEXTS, audacity_text, marks_in, read_label_file
from kicksense.exchange.label_words import Marks
from kicksense.store.folder import DataFolder
from kicksense.store.labels import read_labels, write_labels
from tests.store.labels_made import labels_by
from tests.store.recordings_made import FINGERPRINT

HEEL, INSIDE, INSTEP, UNSURE = (
    Technique.HEEL,
    Technique.INSIDE_FOOT,
    Technique.INSTEP,
    Technique.UNSURE,
)
TEXTS = st.text(max_size=200)
TIMES = st.floats(-1e12, 1e12)
EVENTS = st.builds(
    LabelledEvent,
    t_s=TIMES,
    kind=st.sampled_from(EventKind),
    technique=st.sampled_from(Technique),
    within_s=st.floats(0.0, 10.0),
    quality=TEXTS,
    foot_speed_mps=st.none() | st.floats(0.0, 100.0),
    ball_speed_mps=st.none() | st.floats(0.0, 100.0),
    impulse_ns=st.none() | st.floats(0.0, 1000.0),
    off_centre_m=st.none() | st.floats(-10.0, 10.0),
    target_distance_m=st.none() | st.floats(0.0, 1000.0),
    intent=TEXTS,
)
MOVEMENTS = st.sampled_from(["walk", "kick", "heel_flick_run", "Walk", "still", "warm_up"]) | (
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=64)
)
SPANS = st.builds(
    lambda times, movement: MovementSpan(min(times), max(times), movement),
    st.lists(TIMES, min_size=2, max_size=2, unique=True),
    MOVEMENTS,
)


def marks_of(events: list[LabelledEvent], spans: list[MovementSpan]) -> Marks:
    return Marks(
        tuple(sorted(events, key=lambda event: event.t_s)),
        tuple(sorted(spans, key=lambda span: (span.start_s, span.stop_s))),
    )


@pytest.mark.parametrize("style", LABEL_TEXTS)
@given(st.lists(EVENTS, max_size=4), st.lists(SPANS, max_size=3))
def test_whatever_is_written_is_read_back_to_the_last_bit(
    style: str, events: list[LabelledEvent], spans: list[MovementSpan]
) -> None:
    marks = marks_of(events, spans)
    again = marks_in(LABEL_TEXTS[style](marks))
    assert sorted(again.events, key=repr) == sorted(marks.events, key=repr)
    assert sorted(again.spans, key=repr) == sorted(marks.spans, key=repr)


@pytest.mark.parametrize("style", LABEL_TEXTS)
@given(st.lists(EVENTS, max_size=4), st.lists(SPANS, max_size=3), st.booleans())
def test_windows_line_ends_and_byte_order_marks_change_nothing(
    style: str, events: list[LabelledEvent], spans: list[MovementSpan], marked: bool
) -> None:
    plain = [e for e in events if not set(e.quality + e.intent) & set("\r\n")]
    text = LABEL_TEXTS[style](marks_of(plain, spans))
    changed = text.replace("\n", "\r\n").encode("utf-8-sig" if marked else "utf-8", "replace")
    if "\ufffd" in changed.decode("utf-8-sig") or b"?" in changed:
        return
    assert marks_in(changed.decode("utf-8-sig")) == marks_in(text)


@given(st.lists(EVENTS, max_size=3), st.lists(SPANS, max_size=2))
def test_whatever_can_be_read_can_be_stored(
    tmp_path_factory: pytest.TempPathFactory,
    events: list[LabelledEvent],
    spans: list[MovementSpan],
) -> None:
    storable = [e for e in events if (e.quality + e.intent).isprintable()]
    read = marks_in(audacity_text(marks_of(storable, spans)))
    folder = DataFolder(tmp_path_factory.mktemp("data"))
    write_labels(folder, labels_by("ann", *read.events, spans=read.spans))
    assert read_labels(folder, FINGERPRINT)[0].events == read.events


@given(st.text(max_size=300))
def test_any_text_is_labels_or_one_sentence(text: str) -> None:
    try:
        marks_in(text)
    except LabelFileError as error:
        assert str(error).isprintable()  # noqa: PT017 - most texts are refused, some are labels


@given(st.lists(st.text(st.characters(exclude_characters="\n"), max_size=40), max_size=5))
def test_any_words_behind_times_are_labels_or_one_sentence(words: list[str]) -> None:
    text = "".join(f"{k}.5\t{k}.75\t{said}\n" for k, said in enumerate(words))
    try:
        marks_in(text)
    except LabelFileError as error:
        assert str(error).startswith("Line ")  # noqa: PT017 - as above
        assert str(error).isprintable()  # noqa: PT017 - as above


@pytest.mark.parametrize(
    ("words", "kind", "technique"),
    [
        ("heel", EventKind.KICK, HEEL),
        ("Heel Kick", EventKind.KICK, HEEL),
        ("kick:heel", EventKind.KICK, HEEL),
        ("back-heel", EventKind.KICK, HEEL),
        ("backheel pass", EventKind.KICK, HEEL),
        ("inside foot", EventKind.KICK, INSIDE),
        ("inside_foot", EventKind.KICK, INSIDE),
        ("INSIDE", EventKind.KICK, INSIDE),
        ("pass inside", EventKind.KICK, INSIDE),
        ("side foot pass", EventKind.KICK, INSIDE),
        ("laces", EventKind.KICK, INSTEP),
        ("instep shot", EventKind.KICK, INSTEP),
        ("kick", EventKind.KICK, UNSURE),
        ("kick:unsure", EventKind.KICK, UNSURE),
        ("air kick", EventKind.AIR_KICK, UNSURE),
        ("air kick:heel", EventKind.AIR_KICK, HEEL),
        ("missed heel", EventKind.AIR_KICK, HEEL),
        ("touch", EventKind.TOUCH, UNSURE),
        ("first touch", EventKind.TOUCH, UNSURE),
        ("trap", EventKind.TRAP, UNSURE),
        ("drag-back", EventKind.DRAG_BACK, UNSURE),
        ("other leg kick", EventKind.OTHER_LEG_KICK, UNSURE),
        ("shin clash", EventKind.CLASH, UNSURE),
        ("foot strike", EventKind.FOOT_STRIKE, UNSURE),
        ("other", EventKind.OTHER, UNSURE),
    ],
)
def test_words_that_people_use_are_understood(
    words: str, kind: EventKind, technique: Technique
) -> None:
    (event,) = marks_in(f"1.5\t1.5\t{words}\n").events
    assert (event.t_s, event.kind, event.technique) == (1.5, kind, technique)


def test_every_kind_and_every_technique_has_its_word() -> None:
    for kind in EventKind:
        for technique in Technique:
            text = f"1\t1\t{kind.value}:{technique.value}"
            (event,) = marks_in(text).events
            assert (event.kind, event.technique) == (kind, technique)


@pytest.mark.parametrize(
    ("words", "movement"),
    [
        ("walk", "walk"),
        ("Walking", "walk"),
        ("running", "run"),
        ("standing still", "still"),
        ("warm up", "warm_up"),
        ("span:kick", "kick"),
        ("span: My game", "My game"),
        ('span {"movement": "a/b"}', "a/b"),
    ],
)
def test_stretches_of_time_are_understood(words: str, movement: str) -> None:
    assert marks_in(f"2\t8.5\t{words}").spans == (MovementSpan(2.0, 8.5, movement),)


def test_audacity_lines_with_frequencies_and_empty_lines_are_passed_over() -> None:
    text = "1.0\t1.0\theel\n\\\t200.0\t3000.0\n\n2,5\t2,5\ttouch\n"
    assert [event.t_s for event in marks_in(text).events] == [1.0, 2.5]


def test_labels_come_in_order_of_time() -> None:
    marks = marks_in("5\t5\theel\n1\t9\twalk\n2\t2\ttouch\n0\t1\tjog\n")
    assert [event.t_s for event in marks.events] == [2.0, 5.0]
    assert [span.movement for span in marks.spans] == ["jog", "walk"]


def test_a_moment_marked_as_a_region_lies_in_its_middle() -> None:
    (event,) = marks_in("1.0\t1.5\theel").events
    assert (event.t_s, event.within_s) == (1.25, 0.25)


def test_how_far_moments_may_be_off_can_be_said_for_the_whole_file() -> None:
    text = '1\t1\theel\n2\t3\theel\n4\t4\theel {"within_s": 0.01}'
    events = marks_in(text, within_s=0.5).events
    assert [event.within_s for event in events] == [0.5, 0.5, 0.01]
    assert marks_in(text).events[0].within_s == LabelledEvent(0.0, EventKind.KICK).within_s


def test_quality_may_follow_a_comma() -> None:
    (event,) = marks_in("1\t1\theel, off centre").events
    assert (event.technique, event.quality) == (HEEL, "off centre")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1\t1\theel\n2\t2\thele\n", r"Line 2: 'hele' is no known label; did you mean 'heel'"),
        ("1\t1\theel\n2\tx\theel\n", r"Line 2: the time is no number"),
        ("1\t1\theel\nnan\t1\theel\n", r"Line 2: the time is no number"),
        ("1\t1\theel\n1e13\t1e13\theel\n", r"Line 2: the time is no number"),
        ("1\t1\theel\ninf\tinf\theel\n", r"Line 2: the time is no number"),
        ("1\t1\theel\n3\n", r"Line 2: begin, end and words were expected"),
        ("1\t1\t\n", r"Line 1: no word says what happened"),
        ("1\t1\n", r"Line 1: no word says what happened"),
        ("2\t1\theel\n", r"Line 1: it ends at 1 s, before it begins at 2 s"),
        ("1\t9\theel\n", r"Line 1: 'heel' lasts 8.0 s; mark the moment"),
        ("1\t1\twalk\n", r"Line 1: 'walk' is something done for a while"),
        ('1\t1\theel {"ball_speed_mps": "fast"}', r"ball_speed_mps must be a number from 0 to 100"),
        ('1\t1\theel {"ball_speed_mps": 1e400}', r"ball_speed_mps must be a number"),
        ('1\t1\theel {"ball_speed_mps": NaN}', r"ball_speed_mps must be a number"),
        ('1\t1\theel {"ball_speed_mps": true}', r"ball_speed_mps must be a number"),
        ('1\t1\theel {"ball_speed_mps": ' + "9" * 400 + "}", r"ball_speed_mps must be a number"),
        ('1\t1\theel {"quality": 5}', r"quality must be a text"),
        ('1\t1\theel {"quality": "' + "x" * 201 + '"}', r"quality must be a text of up to 200"),
        ('1\t1\theel {"colour": 5}', r"'colour' cannot be said of an event; known are within_s"),
        ("1\t1\theel {colour}", r"what stands in \{ \} is not understood"),
        ("1\t1\theel " + '{"a":' * 1_900, r"what stands in \{ \} is not understood"),
        ('1\t2\twalk {"ball_speed_mps": 5}', r"belong to events, and 'walk' is none"),
        ("1\t2\tspan:caf\u00e9\n", r"is no known label"),
        ("1\t1\t" + "a b " * 500_000, r"Line 1: it is longer than any label"),
        ("1\t1\theel {" + " " * 20_000 + "}", r"Line 1: it is longer than any label"),
        ("1\t1\ta b c d\n" * 2, r"Line 1: 'a b c d' is no known label"),
        ("hello", r"names no column for the time and the label"),
        ("a,b\n1,heel", r"names no column for the time and the label"),
        ("t_s,colour\n1,red", r"names no column for label"),
        ("label\nheel", r"names no column for start_s"),
        ("t_s,time,label\n1,1,heel", r"t_s and time both mean start_s"),
        ("t_s,label\n1,heel,extra", r"Line 2: it has 3 fields instead of 2"),
        ("t_s,label\n1,heel\n\n2", r"Line 4: it has 1 fields instead of 2"),
        ("t_s,label\nsoon,heel", r"Line 2: the time is no number"),
        ("t_s,label,technique\n1,kick,knee", r"Line 2: 'knee' is no known label"),
        ("t_s,label,technique\n1,heel,instep", r"Line 2: 'heel' and 'instep' are two techniques"),
        ("t_s,label,ball_speed_mps\n1,kick,fast", r"Line 2: ball_speed_mps must be a number"),
        ('t_s,label\n1,"heel', r"Line 2: it is no CSV"),
        ("t_s,label\n1," + "h" * 200_000, r"Line 2: it is no CSV"),
    ],
)
def test_what_is_not_understood_is_one_sentence_that_names_the_line(text: str, words: str) -> None:
    with pytest.raises(LabelFileError, match=words) as caught:
        marks_in(text)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 900


def test_more_labels_than_anybody_makes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kicksense.exchange.label_text.MOST_MARKS", 3)
    assert len(marks_in("1\t1\theel\n" * 3).events) == 3
    with pytest.raises(LabelFileError, match="Line 4: there are more than 3 labels; split"):
        marks_in("1\t1\theel\n" * 4)


def test_an_empty_file_holds_no_labels() -> None:
    assert marks_in("") == marks_in("\n\n") == Marks((), ())


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_whatever_its_separator_and_its_column_names(delimiter: str) -> None:
    rows = [
        ["Time", "Kind", "Technique", "Notes", "Ball_Speed_mps"],
        ["1.5", "kick", "heel", "windy", "7.5"],
        ["", "", "", "", ""],
        ["2.5", "touch", "", "", ""],
    ]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    marks = marks_in(text)
    assert [(e.t_s, e.kind, e.technique, e.ball_speed_mps) for e in marks.events] == [
        (1.5, EventKind.KICK, HEEL, 7.5),
        (2.5, EventKind.TOUCH, UNSURE, None),
    ]
    assert marks.not_read == ("Notes",)


def test_a_table_with_semicolons_may_have_decimal_commas() -> None:
    (event,) = marks_in("start;end;label;ball_speed_mps\n1,25;1,75;heel;7,5\n").events
    assert (event.t_s, event.within_s, event.ball_speed_mps) == (1.5, 0.25, 7.5)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "'", "'="])
def test_no_cell_begins_a_formula(start: str) -> None:
    remark = start + "cmd|' /C calc'!A0"
    event = LabelledEvent(-1.5, EventKind.KICK, quality=remark, intent=remark)
    text = LABEL_TEXTS["csv"](Marks((event,), ()))
    for row in list(csv.reader(io.StringIO(text, newline="")))[1:]:
        for cell in row:
            harmless = not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
            assert harmless or float(cell) == -1.5
    assert marks_in(text).events == (event,)


def test_a_file_is_read_from_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "labels.txt"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path.write_text("1.5\t1.5\theel, h\u00e4rter\n", encoding=encoding)
        (event,) = read_label_file(path).events
        assert event.quality == "h\u00e4rter"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no such file; check the path"),
        (b"\xff\xfa\x00heel", "is no UTF-8 text"),
        (b"\xff\xfe\x00", "is no UTF-8 text"),
        (b"PAR1\x00\x00\x00\x01", "binary file"),
        (b"1\t1\thele", "Line 1: 'hele'"),
    ],
)
def test_a_file_that_holds_no_labels_is_one_sentence_that_names_it(
    content: bytes | None, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "labels.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LabelFileError, match=words) as caught:
        read_label_file(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_a_folder_a_device_and_a_recording_are_no_label_files(tmp_path: Path) -> None:
    with pytest.raises(LabelFileError, match="no regular file"):
        read_label_file(tmp_path)
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as stream:
        stream.truncate(33 * 1024**2)
    with pytest.raises(LabelFileError, match="larger than 32 MB"):
        read_label_file(huge)
