from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kicksense.errors import StoreError
from kicksense.store.editing import StaleEditError
from kicksense.store.folder import DataFolder
from kicksense.store.plans import (
    PlannedDrill,
    all_plans,
    new_plan,
    plan_path,
    plans_for,
    read_plan,
    write_plan,
)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "store")


def test_a_plan_comes_back_as_it_was_written(folder: DataFolder) -> None:
    plan = PlannedDrill(
        id="0123456789ab",
        player_id="p-1",
        drill="partner_pass",
        level=2,
        created_utc=datetime(2026, 3, 1, 17, tzinfo=UTC),
        repetitions=30,
        due=date(2026, 3, 8),
        note="Firm, <b>not</b> hard. \N{SOCCER BALL}",
        code="under_hit",
        made_by="Coach K.",
    )
    written = write_plan(folder, plan)
    assert written == replace(plan, revision=1)
    assert plans_for(folder, "p-1").plans == (written,)
    assert read_plan(folder, "p-1", plan.id) == written


def test_a_plan_that_somebody_else_changed_is_not_written_over(folder: DataFolder) -> None:
    opened = write_plan(folder, new_plan("p-1", "partner_pass"))
    theirs = write_plan(folder, replace(opened, note="theirs"))
    with pytest.raises(StaleEditError, match="changed elsewhere"):
        write_plan(folder, replace(opened, note="mine"))
    assert plans_for(folder, "p-1").plans == (theirs,)


def test_a_plan_that_somebody_else_deleted_does_not_come_back_by_itself(folder: DataFolder) -> None:
    opened = write_plan(folder, new_plan("p-1", "partner_pass"))
    plan_path(folder, "p-1", opened.id).unlink()
    with pytest.raises(StaleEditError, match="deleted elsewhere"):
        write_plan(folder, replace(opened, note="mine"))
    assert plans_for(folder, "p-1").plans == ()


def test_of_many_who_save_at_once_exactly_one_is_heard(folder: DataFolder) -> None:
    opened = write_plan(folder, new_plan("p-1", "partner_pass"))

    def saved(number: int) -> bool:
        try:
            write_plan(folder, replace(opened, note=str(number)))
        except StaleEditError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(saved, range(16))) == 1


def test_plans_with_a_day_come_first_and_the_soonest_of_them(folder: DataFolder) -> None:
    for drill, due in (
        ("free_play", None),
        ("light_feet", date(2026, 5, 2)),
        ("partner_pass", date(2026, 5, 1)),
    ):
        write_plan(folder, replace(new_plan("p-1", drill), due=due))
    write_plan(folder, replace(new_plan("p-2", "switch_play"), due=date(2026, 4, 1)))
    drills = [plan.drill for plan in all_plans(folder).plans]
    assert drills == ["switch_play", "partner_pass", "light_feet", "free_play"]


def test_a_damaged_plan_is_told_and_hides_no_other(folder: DataFolder) -> None:
    good = write_plan(folder, new_plan("p-1", "partner_pass"))
    bad = write_plan(folder, new_plan("p-1", "light_feet"))
    plan_path(folder, "p-1", bad.id).write_text('{"format": 1, "id": "zzz"}')
    found = plans_for(folder, "p-1")
    assert found.plans == (good,)
    assert len(found.troubles) == 1
    assert bad.id in found.troubles[0]


def test_a_plan_put_under_another_players_name_is_not_believed(folder: DataFolder) -> None:
    plan = write_plan(folder, new_plan("p-1", "partner_pass"))
    write_plan(folder, new_plan("p-2", "partner_pass"))
    moved = plan_path(folder, "p-2", plan.id)
    plan_path(folder, "p-1", plan.id).rename(moved)
    assert [each.player_id for each in plans_for(folder, "p-2").plans] == ["p-2"]
    assert len(plans_for(folder, "p-2").troubles) == 1


@pytest.mark.parametrize("player_id", ["..", ".", "../p", "a/b", "", "p\0", "x" * 65, "p\n"])
def test_an_id_from_outside_is_never_a_way_out_of_the_folder(
    folder: DataFolder, player_id: str
) -> None:
    assert plans_for(folder, player_id).plans == ()
    with pytest.raises(StoreError):
        write_plan(folder, new_plan(player_id, "partner_pass"))
    assert not folder.root.exists()


def test_what_breaks_the_form_is_never_written(folder: DataFolder) -> None:
    with pytest.raises(StoreError, match="note"):
        write_plan(folder, replace(new_plan("p-1", "partner_pass"), note="x" * 1001))
    assert plans_for(folder, "p-1").plans == ()
