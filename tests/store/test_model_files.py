import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import skops.io
from sklearn.svm import SVC

from kicksense.errors import ModelError, StoreError
from kicksense.store.model_arrays import MOST_BYTES, packed, unpacked
from kicksense.store.model_files import (
    load_check_rows,
    load_estimators,
    load_model,
    save_model,
)
from kicksense.store.model_folder import load_card, require_name
from kicksense.store.model_parts import PARTS, parts_of
from tests.store.model_contents_made import contents_made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_model(tmp_path / "small", contents_made())
    return tmp_path / "small"


def sealed(folder: Path, name: str, content: bytes) -> None:
    """Put another file in the folder, and its digest on the card, as a forger would."""
    (folder / name).write_bytes(content)
    card = json.loads((folder / "card.json").read_text())
    card["files"][name] = {"size": len(content), "sha256": sha256(content).hexdigest()}
    (folder / "card.json").write_text(json.dumps(card))


def with_arrays(folder: Path, change: Callable[[dict[str, np.ndarray]], None]) -> None:
    arrays = {name: a.copy() for name, a in unpacked((folder / "arrays.npz").read_bytes()).items()}
    change(arrays)
    sealed(folder, "arrays.npz", packed(arrays))


def with_card(folder: Path, **changes: object) -> None:
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps({**card, **changes}))


def test_a_model_read_back_answers_as_it_did_before_it_was_written(folder: Path) -> None:
    before, after = contents_made().model, load_model(folder)
    contacts, kicks = load_check_rows(folder)
    assert len(contacts) == len(kicks) == 20
    apart = before.contacts.probabilities(contacts) - after.contacts.probabilities(contacts)
    assert np.abs(apart).max() < 1e-6
    shares = after.technique.probabilities(kicks)
    apart = before.power.foot.bounds(kicks, shares) - after.power.foot.bounds(kicks, shares)
    assert np.abs(apart).max() < 1e-6
    assert (after.name, after.kick_probability, after.abstain_below) == ("small", 0.6, 0.45)


def test_estimators_read_back_say_what_the_plain_arrays_say(folder: Path) -> None:
    estimators, parts = load_estimators(folder), parts_of(load_model(folder))
    contacts, _ = load_check_rows(folder)
    assert set(estimators) == set(parts) == set(PARTS)
    said = parts_of(load_model(folder))["contacts"]
    apart = estimators["contacts"].predict_proba(contacts) - said.probabilities(contacts)  # type: ignore[union-attr]
    assert np.abs(apart).max() < 1e-6


def test_reading_a_model_imports_neither_scikit_learn_nor_skops(folder: Path) -> None:
    code = (
        "import sys, pathlib\nfrom kicksense.store.model_files import load_model\n"
        f"load_model(pathlib.Path({str(folder)!r}))\n"
        "print([name for name in ('sklearn', 'skops', 'pandas') if name in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.strip() == "[]"


def test_the_same_model_is_written_as_the_same_arrays(folder: Path, tmp_path: Path) -> None:
    save_model(tmp_path / "again" / "small", contents_made())
    again = tmp_path / "again" / "small" / "arrays.npz"
    assert again.read_bytes() == (folder / "arrays.npz").read_bytes()


def test_writing_again_replaces_the_old_model_and_leaves_nothing_beside_it(folder: Path) -> None:
    save_model(folder, contents_made(seed=7))
    assert load_card(folder).seed == 7
    assert [path.name for path in folder.parent.iterdir()] == ["small"]
    assert {path.name for path in folder.iterdir()} == {
        "CARD.md", "arrays.npz", "card.json", "model.skops", "reliability.png",
    }  # fmt: skip


def test_a_model_that_cannot_be_written_leaves_the_old_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreError, match="disk is full"):
        save_model(folder, contents_made(seed=7))
    monkeypatch.undo()
    assert load_card(folder).seed == 1
    assert [path.name for path in folder.parent.iterdir()] == ["small"]


@pytest.mark.parametrize("name", ["../up", "Big", "a b", "", ".", "..", "x" * 65, "a\n", "-a"])
def test_a_name_that_could_lead_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(ModelError, match="no name for a model"):
        require_name(name)


def refused(folder: Path, words: str) -> None:
    with pytest.raises(ModelError, match=words) as error:
        load_model(folder)
    assert "kicksense train --model-name small" in str(error.value)


def test_a_model_that_is_not_there_names_the_command_that_makes_it(tmp_path: Path) -> None:
    refused(tmp_path / "small", "there is no")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"schema_version": 999}, "features of version 999"),
        ({"contact_names": ["a"]}, "other numbers of a contact"),
        ({"kick_names": ["a"]}, "other numbers of a kick"),
        ({"format_version": 2}, "format_version"),
        ({"name": "other"}, "card is that of the model 'other'"),
        ({"surprise": 1}, "surprise"),
        ({"kick_probability": 1.5}, "kick_probability"),
        ({"kick_probability": float("nan")}, "kick_probability"),
        ({"bodies": {}}, "does not name the parts"),
        ({"files": {}}, "not the file"),
    ],
)
def test_a_card_that_does_not_fit_is_refused(
    folder: Path, changes: dict[str, object], words: str
) -> None:
    with_card(folder, **changes)
    refused(folder, words)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000, "\x00\xff"])
def test_a_card_that_is_no_card_is_refused(folder: Path, text: str) -> None:
    (folder / "card.json").write_text(text)
    refused(folder, "not one of ours")


def test_a_card_without_end_is_refused(folder: Path) -> None:
    with (folder / "card.json").open("wb") as stream:
        stream.truncate(2**40)
    refused(folder, "larger than")


def test_arrays_other_than_those_of_the_card_are_refused(folder: Path) -> None:
    content = (folder / "arrays.npz").read_bytes()
    (folder / "arrays.npz").write_bytes(content[:-1])
    refused(folder, "not the file")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes with names are POSIX")
def test_a_pipe_in_place_of_a_file_is_not_waited_for(folder: Path) -> None:
    (folder / "arrays.npz").unlink()
    os.mkfifo(folder / "arrays.npz")
    refused(folder, "there is no")


def test_arrays_cut_short_are_refused(folder: Path) -> None:
    sealed(folder, "arrays.npz", (folder / "arrays.npz").read_bytes()[:1000])
    refused(folder, "cannot be read")


def npz(member: bytes, name: str = "contacts.bias.npy") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, member)
    return content.getvalue()


def test_pickled_objects_among_the_arrays_are_never_loaded(folder: Path) -> None:
    member = io.BytesIO()
    np.lib.format.write_array(member, np.array([print], dtype=object), allow_pickle=True)
    sealed(folder, "arrays.npz", npz(member.getvalue()))
    refused(folder, "not plain numbers")


def test_an_array_that_claims_to_be_huge_is_refused(folder: Path) -> None:
    member = io.BytesIO()
    header = {"descr": "<f8", "fortran_order": False, "shape": (10**12,)}
    np.lib.format.write_array_header_1_0(member, header)
    sealed(folder, "arrays.npz", npz(member.getvalue() + b"12345678"))
    refused(folder, "not as large as it says")


def test_an_archive_that_unpacks_without_end_is_refused(folder: Path) -> None:
    content = io.BytesIO()
    archive = zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED)
    with archive, archive.open("a.npy", "w") as stream:
        for _ in range(MOST_BYTES // 2**20 + 1):
            stream.write(bytes(2**20))
    sealed(folder, "arrays.npz", content.getvalue())
    refused(folder, "unpacks to more than")
    sealed(folder, "model.skops", content.getvalue())
    with pytest.raises(ModelError, match="unpacks to more than"):
        load_estimators(folder)


def test_other_files_among_the_arrays_are_refused(folder: Path) -> None:
    sealed(folder, "arrays.npz", npz(b"x", "../../outside.txt"))
    refused(folder, "is no array")


def test_a_number_that_is_not_finite_is_refused(folder: Path) -> None:
    for name in ("contacts.values", "contacts.baseline", "foot.margins", "technique.offsets"):
        original = (folder / "arrays.npz").read_bytes()

        def spoil(arrays: dict[str, np.ndarray], name: str = name) -> None:
            arrays[name].ravel()[0] = np.nan

        with_arrays(folder, spoil)
        refused(folder, "not finite")
        sealed(folder, "arrays.npz", original)
    load_model(folder)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("child", 0),
        ("child", -5),
        ("child", 10**6),
        ("feature", -1),
        ("feature", 999),
        ("roots", -1),
    ],
)
def test_trees_whose_nodes_lead_astray_are_refused(folder: Path, name: str, value: int) -> None:
    def spoil(arrays: dict[str, np.ndarray]) -> None:
        wide = arrays[f"contacts.{name}"].astype(np.int64)
        wide[1 if name == "child" else 0] = value
        arrays[f"contacts.{name}"] = wide

    with_arrays(folder, spoil)
    refused(folder, "'contacts' is damaged")


def test_a_missing_array_is_named(folder: Path) -> None:
    def lose(arrays: dict[str, np.ndarray]) -> None:
        del arrays["foot_low.roots"]

    with_arrays(folder, lose)
    refused(folder, "foot_low.roots")


class Surprise:
    """A type that no model holds."""


def test_estimators_of_a_type_that_is_not_listed_are_refused_by_name(folder: Path) -> None:
    sealed(folder, "model.skops", skops.io.dumps({"contacts": Surprise()}))
    with pytest.raises(ModelError, match="Surprise"):
        load_estimators(folder)


def test_even_a_type_that_skops_trusts_is_refused_if_it_is_not_listed(folder: Path) -> None:
    content = skops.io.dumps({"contacts": SVC()})
    assert skops.io.get_untrusted_types(data=content) == []
    sealed(folder, "model.skops", content)
    with pytest.raises(ModelError, match=r"sklearn\.svm"):
        load_estimators(folder)


def test_a_pickle_in_place_of_the_estimators_is_never_loaded(folder: Path) -> None:
    sealed(folder, "model.skops", b"cos\nsystem\n(S'exit 1'\ntR.")
    with pytest.raises(ModelError, match="damaged"):
        load_estimators(folder)


def test_estimators_of_another_scikit_learn_are_refused(folder: Path) -> None:
    with_card(folder, versions={"scikit-learn": "0.1"})
    with pytest.raises(ModelError, match=r"made with scikit-learn 0\.1.*kicksense train"):
        load_estimators(folder)
