import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import remark_words
from dashboard.evaluation_charts import confusion_cells
from dashboard.label_presses import heard
from dashboard.languages import speech_in
from kicksense.store.session_row import SessionRow
from kicksense.workflows.dataset_entries import entries_in
from kicksense.workflows.evaluation_kicks import EvaluatedKick, SystemKicks
from kicksense.workflows.label_steps import Press
from kicksense.workflows.labelling import finish, open_desk, press
from kicksense.workflows.language import SpeedUnit, spoken
from kicksense.workflows.sessions import list_sessions, open_sessions
from tests.workflows.labelled_folder import labelled_folder
from tests.workflows.practices_stored import keep, note

PAGES = ("label", "data_sets", "training", "evaluate", "export")


def page_of(module: str, **address: str) -> AppTest:
    """Give one page as a researcher finds it."""
    script = (
        "from dashboard import manner, pages\n"
        "manner.adopt()\n"
        "pages.navigation('researcher')\n"
        f"from dashboard.views import {module}\n"
        f"{module}.show()\n"
    )
    page = AppTest.from_string(script, default_timeout=60)
    page.query_params.update(address)
    return page


def words_on(page: AppTest) -> str:
    kinds = (page.title, page.subheader, page.markdown, page.caption, page.info, page.error)
    said = [str(each.value) for kind in kinds for each in kind]
    return "\n".join([*said, *(str(each.value) for each in (*page.warning, *page.success))])


@pytest.mark.usefixtures("empty_store")
@pytest.mark.parametrize("module", PAGES)
def test_every_page_opens_on_an_empty_store_and_says_what_to_do(module: str) -> None:
    page = page_of(module).run()
    assert not page.exception
    assert len(page.title) == 1
    assert len(page.info) >= 1


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("module", PAGES)
def test_every_page_opens_on_labelled_sessions(
    module: str, language: str, empty_store: Path
) -> None:
    labelled_folder(empty_store)
    page = page_of(module, lang=language).run()
    assert not page.exception
    assert not page.error


NONSENSE = ("../../etc", "\x00", "1e400", "-1", "<b>x</b>", "9" * 400)


@pytest.mark.parametrize("nonsense", NONSENSE)
@pytest.mark.parametrize("module", PAGES)
def test_no_address_breaks_a_page(module: str, nonsense: str, empty_store: Path) -> None:
    labelled_folder(empty_store)
    names = ("session", "by", "order", "at", "suggest", "data", "run", "cell", "model", "models")
    page = page_of(module, **dict.fromkeys(names, nonsense)).run()
    assert not page.exception
    assert "<b>x" not in words_on(page).replace("\\<b\\>x", "")


def first(store: Path) -> SessionRow:
    return list_sessions(open_sessions(store))[0]


def test_a_labeller_sees_what_others_said_only_when_done(empty_store: Path) -> None:
    labelled_folder(empty_store)
    row = first(empty_store)
    address = {"session": row.id, "by": "ann"}
    page = page_of("label", **address).run()
    assert "is shown when you are done" in words_on(page)
    assert not page.dataframe
    finish(open_sessions(empty_store), row, "ann", complete=True)
    page = page_of("label", **address).run()
    assert "You said: done, and every kick is labelled." in words_on(page)
    (agreement,) = page.dataframe
    assert "the truth of the simulation" in str(agreement.value)


def test_being_done_is_one_press_and_names_what_is_open(empty_store: Path) -> None:
    labelled_folder(empty_store)
    row = first(empty_store)
    page = page_of("label", session=row.id, by="ann").run()
    assert "no name yet" in words_on(page)
    next(each for each in page.button if each.label == "Some kicks are not labelled").click().run()
    desk = open_desk(open_sessions(empty_store), row, "ann")
    assert (desk.finished, desk.complete) == (True, False)


def test_a_moment_added_by_hand_waits_for_its_name(empty_store: Path) -> None:
    labelled_folder(empty_store)
    row = first(empty_store)
    page = page_of("label", session=row.id, by="ann").run()
    page.number_input[0].set_value(1.0)
    next(each for each in page.button if each.label == "Look at this moment").click().run()
    assert not page.exception
    assert open_desk(open_sessions(empty_store), row, "ann").events == ()


def test_data_of_a_player_who_has_not_agreed_are_not_counted(empty_store: Path) -> None:
    from tests.workflows.test_experiments import real_folder  # noqa: PLC0415 - used once

    real_folder(empty_store)
    page = page_of("data_sets").run()
    assert "no player has agreed" in words_on(page)
    page = page_of("export").run()
    assert "No player has agreed" in words_on(page)


def test_a_data_set_shows_its_players_its_fingerprint_and_that_it_is_simulated(
    empty_store: Path,
) -> None:
    labelled_folder(empty_store)
    page = page_of("data_sets").run()
    assert [metric.value for metric in page.metric] == ["2", "2", "12"]
    assert "2 recordings are simulated" in words_on(page)
    players = page.dataframe[1].value
    assert list(players["Player"]) == ["anna", "ben"]
    assert sorted(players["Part"]) == [1, 2]


def test_a_bad_name_is_said_beside_the_form_and_starts_nothing(empty_store: Path) -> None:
    labelled_folder(empty_store)
    page = page_of("training").run()
    page.text_input[0].set_value("../x")
    next(each for each in page.button if each.label == "Start training").click().run()
    assert "no name for a model" in words_on(page)
    assert not (empty_store / "runs").exists()


def test_presses_are_looked_at_before_they_are_believed() -> None:
    good = {"sequence": 1, "act": "press", "t_s": 2.5, "answer": "heel", "revision": 0}
    bad = [
        None, 3, "x", {}, {**good, "t_s": float("inf")}, {**good, "t_s": True},
        {**good, "answer": "x"}, {**good, "revision": -1}, {**good, "sequence": 1.5},
        {**good, "act": "drop"},
    ]  # fmt: skip
    told = heard({"nonce": "n", "at": 4, "presses": [{**good, "sequence": 2}, *bad, good]})
    assert told.presses == ((1, Press(2.5, "heel", 0)), (2, Press(2.5, "heel", 0)))
    assert told.at == 4
    senseless: tuple[object, ...] = (None, [], {"nonce": 1, "presses": []}, {"nonce": "n"})
    for nothing in senseless:
        assert heard(nothing).presses == ()
    assert heard({"nonce": "n", "at": True, "presses": []}).at is None


def test_the_matrix_counts_every_kick_once() -> None:
    def kick(true: str, said: str) -> EvaluatedKick:
        return EvaluatedKick(
            session_id="s", player_id="p", source="simulated", place="/", t_s=1.0, true=true,
            said=said,
        )  # fmt: skip

    kicks = (kick("heel", "heel"), kick("heel", "missed"), kick("none", "instep"))
    table, truths = confusion_cells(SystemKicks(name="x", kicks=kicks), ("heel", "missed"))
    assert truths == ("heel", "none")
    counts = [[None if c is None else c["count"] for c in row["cells"]] for row in table["rows"]]
    assert counts == [[1, 0, 0, 0, 1], [0, 0, 1, 0, None]]
    chosen = [c["alt"] for row in table["rows"] for c in row["cells"] if c and c["chosen"]]
    assert chosen == ["Was heel, said not found: 1"]


def test_remarks_on_data_are_said_in_german(empty_store: Path) -> None:
    labelled_folder(empty_store)
    store = open_sessions(empty_store)
    row = first(empty_store)
    press(store, row, "ann", Press(5.0, "heel", 0))
    (empty_store / "recordings" / f"{row.id}.parquet").unlink()
    store.library.catalogue.path.unlink()
    _, remarks = entries_in(empty_store)
    with spoken(speech_in("de", SpeedUnit.KMH)):
        said = [remark_words.say_remark(remark) for remark in remarks]
    assert said
    assert all("außen vor" in one for one in said)


def test_a_day_at_the_beginning_of_a_line_is_no_list(empty_store: Path) -> None:
    row = keep(open_sessions(empty_store), 1, player_id=None, live=note(1))
    page = page_of("session", session=row.id, lang="de").run()
    assert not page.exception
    (facts,) = (str(each.value) for each in page.caption if str(each.value).endswith("Hz"))
    assert re.match(r"\d+\\\. ", facts)
