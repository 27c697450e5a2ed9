from pathlib import Path

from kicksense.store.drills import own_plans
from kicksense.store.folder import data_folder
from kicksense.workflows.drill_writing import new_plan
from kicksense.workflows.player_drills import drills_of
from tests.workflows.cards_kept import keep_card
from tests.workflows.practices_stored import DRILL, PLAYER, opened


def test_what_was_reached_is_said_of_each_drill(tmp_path: Path) -> None:
    sessions = opened(tmp_path)
    keep_card(sessions, 1, level=1, level_met=True)
    keep_card(sessions, 3, level=2, level_met=True)
    last = keep_card(sessions, 5, level=2, level_met=False)
    keep_card(sessions, 6, player_id="other", level=4, level_met=True)
    keep_card(sessions, 8, level=5, level_met=True, simulated=True)
    drills = drills_of(sessions, PLAYER)
    line = drills.find(DRILL)
    assert line is not None
    assert line.reached is not None
    assert (line.reached.sessions, line.reached.highest_met) == (3, 2)
    assert (line.reached.level, line.reached.level_met) == (2, False)
    assert line.reached.last == last.live.started_utc if last.live else False
    assert line.level == 3
    untouched = drills.find("firm_line_pass")
    assert untouched is not None
    assert (untouched.reached, untouched.level) == (None, 1)


def test_who_has_met_the_last_level_plays_it_again(tmp_path: Path) -> None:
    sessions = opened(tmp_path)
    keep_card(sessions, 1, level=5, level_met=True)
    line = drills_of(sessions, PLAYER).find(DRILL)
    assert line is not None
    assert line.level == len(line.drill.levels)


def test_ones_own_drills_are_listed_also_those_that_are_broken(tmp_path: Path) -> None:
    sessions = opened(tmp_path)
    new_plan("my_pass", like=None, data_dir=tmp_path)
    (own_plans(data_folder(tmp_path)) / "torn_one.yaml").write_text("format: [", encoding="utf-8")
    drills = drills_of(sessions, None)
    mine = drills.find("my_pass")
    assert mine is not None
    assert mine.is_own
    assert [plan.name for plan in drills.broken] == ["torn_one"]
    assert drills.find(None) is None
    assert drills.find("../../etc/passwd") is None
