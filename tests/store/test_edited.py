"""Values that are edited, each a document of its own."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kicksense.errors import StoreError
from kicksense.store.folder import DataFolder
from kicksense.store.notes import new_note, note_path, read_notes, write_note
from kicksense.store.plans import new_plan, plan_path, plans_for, write_plan


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def test_a_copy_under_another_name_is_named_and_the_rest_is_read(folder: DataFolder) -> None:
    note = write_note(folder, new_note("s1", 1.0, "coach"))
    shutil.copy(note_path(folder, "s1", note.id), note_path(folder, "s1", "0" * 16))
    plan = write_plan(folder, new_plan("p1", "partner_pass"))
    shutil.copy(plan_path(folder, "p1", plan.id), plan_path(folder, "p1", "0" * 12))
    notes, plans = read_notes(folder, "s1"), plans_for(folder, "p1")
    assert (notes.notes, plans.plans) == ((note,), (plan,))
    assert "speaks of another note than its name" in notes.troubles[0]
    assert "speaks of another plan of a drill than its name" in plans.troubles[0]


def test_what_breaks_the_form_is_refused_in_one_sentence_and_not_kept(folder: DataFolder) -> None:
    plan = write_plan(folder, new_plan("p1", "partner_pass"))
    said = r"^The plan of a drill could not be kept \(made_by: "
    with pytest.raises(StoreError, match=said) as error:
        write_plan(folder, replace(plan, made_by="x" * 65))
    assert "\n" not in str(error.value)
    assert plans_for(folder, "p1").plans == (plan,)
