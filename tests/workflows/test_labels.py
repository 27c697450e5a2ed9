from pathlib import Path

import pytest

from kicksense.domain.kick import Technique
from kicksense.errors import LabelFileError, StoreError, UsageError
from kicksense.store.session_row import SessionRow
from kicksense.workflows.labels import (
    LabelOptions,
    counts_of,
    export_labels,
    import_labels,
    label_sets_of,
    label_text_of,
    labels_said_by,
)
from kicksense.workflows.sessions import Sessions, find_session, open_sessions
from tests.store.recordings_made import counted_recording

TEXT = "12.5\t12.5\theel\n13.0\t13.0\ttouch\n12.2\t14.0\tplay\n"
"""The recording lasts from 12.125 to 15.13 s on its own clock."""


def stored(folder: Path, player: str | None = "p1") -> tuple[Sessions, SessionRow]:
    store = open_sessions(folder / "data")
    return store, store.library.store(counted_recording(), player).row


def written(folder: Path, text: str = TEXT) -> Path:
    path = folder / "labels.txt"
    path.write_text(text)
    return path


def test_what_is_imported_is_stored(tmp_path: Path) -> None:
    store, row = stored(tmp_path)
    imported = import_labels(store, row, written(tmp_path), LabelOptions("ann"))
    (labels,) = label_sets_of(store, row)
    assert labels == imported.labels
    assert (labels.labeller, labels.player_id, labels.session_id) == ("ann", "p1", row.id)
    assert labels.complete
    assert counts_of(labels) == (("kick:heel", 1), ("touch", 1))
    assert imported.replaced is None


@pytest.mark.parametrize("style", ["audacity", "csv"])
def test_what_is_exported_can_be_imported(style: str, tmp_path: Path) -> None:
    store, row = stored(tmp_path)
    first = import_labels(store, row, written(tmp_path), LabelOptions("ann")).labels
    export_labels(first, tmp_path / "out", style)
    again = import_labels(store, row, tmp_path / "out", LabelOptions("bob")).labels
    assert (again.events, again.spans) == (first.events, first.spans)


def test_importing_again_replaces_the_labels_of_the_same_labeller_alone(tmp_path: Path) -> None:
    store, row = stored(tmp_path)
    for labeller in ("ann", "bob"):
        import_labels(store, row, written(tmp_path), LabelOptions(labeller))
    path = written(tmp_path, "12.5\t12.5\tinstep\n")
    imported = import_labels(store, row, path, LabelOptions("ann", complete=False))
    assert imported.replaced is not None
    assert len(imported.replaced.events) == 2
    assert labels_said_by(store, row, "ann").events[0].technique is Technique.INSTEP
    assert labels_said_by(store, row, "bob").events[0].technique is Technique.HEEL
    assert not labels_said_by(store, row, "ann").complete


def test_whose_leg_it_is_must_be_known_and_is_remembered(tmp_path: Path) -> None:
    store, row = stored(tmp_path, player=None)
    with pytest.raises(UsageError, match="say it with --player"):
        import_labels(store, row, written(tmp_path), LabelOptions())
    import_labels(store, row, written(tmp_path), LabelOptions(player_id="p5"))
    row = find_session(store, row.id)
    assert row.player_id == "p5"
    with pytest.raises(UsageError, match="is of player p5, not of p6"):
        import_labels(store, row, written(tmp_path), LabelOptions(player_id="p6"))
    assert len(label_sets_of(store, row)) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"labeller": "Jane Doe"}, "--labeller takes an id"),
        ({"labeller": ""}, "--labeller takes an id"),
        ({"labeller": "../x"}, "--labeller takes an id"),
        ({"labeller": "simulation"}, "another --labeller"),
        ({"player_id": "J\u00fcrgen"}, "--player takes an id"),
        ({"player_id": "p" * 65}, "--player takes an id"),
        ({"within_s": -0.1}, "--within takes seconds from 0 to 10"),
        ({"within_s": float("nan")}, "--within takes seconds from 0 to 10"),
        ({"offset_s": float("inf")}, "--offset takes a number"),
        ({"offset_s": float("nan")}, "--offset takes a number"),
    ],
)
def test_options_that_make_no_sense_are_refused(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        LabelOptions(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["30\t30\theel", "0\t0\theel", "12.5\t12.5\theel\n12\t99\twalk", "-5\t-5\theel"]
)
def test_labels_outside_the_recording_are_refused(text: str, tmp_path: Path) -> None:
    store, row = stored(tmp_path)
    with pytest.raises(UsageError, match=r"lie outside the recording, which lasts from 12\.12"):
        import_labels(store, row, written(tmp_path, text), LabelOptions())
    assert label_sets_of(store, row) == ()


def test_labels_that_count_from_elsewhere_are_moved(tmp_path: Path) -> None:
    store, row = stored(tmp_path)
    path = written(tmp_path, "0.5\t0.5\theel\n0\t2\tplay\n")
    labels = import_labels(store, row, path, LabelOptions(offset_s=12.125)).labels
    assert labels.events[0].t_s == 12.625
    assert (labels.spans[0].start_s, labels.spans[0].stop_s) == (12.125, 14.125)


def test_a_file_that_is_not_understood_changes_nothing(tmp_path: Path) -> None:
    store, row = stored(tmp_path, player=None)
    path = written(tmp_path, "12.5\t12.5\thele\n")
    with pytest.raises(LabelFileError, match=r"labels\.txt: Line 1"):
        import_labels(store, row, path, LabelOptions(player_id="p1"))
    assert find_session(store, row.id).player_id is None
    assert label_sets_of(store, row) == ()


def test_asking_for_labels_that_are_not_there_names_those_that_are(tmp_path: Path) -> None:
    store, row = stored(tmp_path)
    with pytest.raises(UsageError, match="has no labels; kicksense label import"):
        labels_said_by(store, row, None)
    import_labels(store, row, written(tmp_path), LabelOptions("ann"))
    with pytest.raises(UsageError, match=r"'bob' has not labelled .* there is ann"):
        labels_said_by(store, row, "bob")
    assert labels_said_by(store, row, None).labeller == "ann"


def test_an_unknown_format_or_place_is_one_sentence(tmp_path: Path) -> None:
    store, row = stored(tmp_path)
    labels = import_labels(store, row, written(tmp_path), LabelOptions()).labels
    with pytest.raises(UsageError, match="choose audacity or csv"):
        label_text_of(labels, "elan")
    with pytest.raises(StoreError, match="the folder does not exist; create it first"):
        export_labels(labels, tmp_path / "gone" / "l.txt", "csv")
