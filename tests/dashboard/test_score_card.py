"""The score card on a session's page."""

from dataclasses import replace
from pathlib import Path

import pytest

from dashboard import stored
from dashboard.score_table import score_table
from kicksense.domain.kick import Target
from kicksense.errors import StoreError
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.practice_history import PractisedSession, card_of_session
from kicksense.workflows.score_card_wording import ScoreRow, card_words
from kicksense.workflows.sessions import SessionRow, Sessions
from tests.dashboard import fakes
from tests.dashboard.test_pages import app, words_on
from tests.score_cards_made import WALL_DRILL, every_score_card, full_card
from tests.workflows.adaptable import stored_demo


def tables_on(page: object) -> str:
    return "".join(str(each.proto.body) for each in page.get("html"))  # type: ignore[attr-defined]


def test_a_session_of_a_drill_shows_its_score_card_first(full_store: SessionRow) -> None:
    page = app(session=full_store.id, drill="backheel_wall_pass").run()
    assert not page.exception
    said = words_on(page)
    assert page.subheader[0].value.startswith("Backheel against the wall, level 1 of")
    assert "7 of 20 balls were too hard" in said
    assert said.count("7 of 20 balls were too hard") == 1
    assert "**Try:**" in said
    assert "Right weight" in tables_on(page)
    assert "Asked: 20 kicks" in tables_on(page)
    labels = [expander.label for expander in page.expander]
    assert labels[:2] == ["How the drill is played", "What a sensor on one shin cannot see"]


def test_without_a_drill_there_is_no_score_card(full_store: SessionRow) -> None:
    page = app(session=full_store.id).run()
    assert "One thing to work on" not in words_on(page)
    assert "ks-scores" not in tables_on(page)
    assert "What to work on first" in words_on(page)


def test_the_level_is_chosen_kept_in_the_address_and_scored(full_store: SessionRow) -> None:
    page = app(session=full_store.id, drill="backheel_wall_pass").run()
    page.selectbox(key=f"level-{full_store.id}-backheel_wall_pass").select(2).run()
    assert not page.exception
    assert page.query_params["level"] == "2"
    assert page.subheader[0].value.startswith("Backheel against the wall, level 2 of")


@pytest.mark.parametrize("level", ["99", "-1", "0", "1.5", "<b>", ""])
def test_a_level_that_is_none_in_the_address_is_the_first(
    full_store: SessionRow, level: str
) -> None:
    page = app(session=full_store.id, drill="backheel_wall_pass", level=level).run()
    assert not page.exception
    assert page.subheader[0].value.startswith("Backheel against the wall, level 1 of")
    assert "level" not in page.query_params


def test_a_level_without_a_drill_is_dropped(full_store: SessionRow) -> None:
    page = app(session=full_store.id, level="2").run()
    assert not page.exception
    assert "level" not in page.query_params
    assert page.metric[0].value == "6"


def test_what_could_not_be_read_is_told_beside_the_card(
    full_store: SessionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def troubled(_sessions: object, _id: str, request: AnalysisRequest) -> object:
        found = fakes.practised(full_store, request, target=Target(4.0))
        return replace(found, troubles=("session <x> is not compared with: [a](b).",))

    monkeypatch.setattr(stored, "card_of_session", troubled)
    page = app(session=full_store.id, drill="backheel_wall_pass").run()
    assert not page.exception
    assert "is not compared with" in page.warning[0].value
    assert "[a](b)" not in page.warning[0].value


def test_a_session_that_cannot_be_looked_at_is_one_sentence(
    full_store: SessionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> object:
        raise StoreError("the recording is gone; restore it.")

    monkeypatch.setattr(stored, "card_of_session", refuse)
    page = app(session=full_store.id).run()
    assert not page.exception
    assert "the recording is gone" in page.error[0].value


def test_the_table_is_a_table_with_headings_and_nothing_of_it_is_markup() -> None:
    words = card_words(full_card(), WALL_DRILL, Target(4.0))
    hostile = ScoreRow("<img src=x>", "<b>", "</table>", "", "")
    html = score_table(replace(words, rows=(*words.rows, hostile)))
    assert "<img" not in html
    assert html.count("</table>") == 1
    assert '<th scope="row">Right weight</th><td>70 % or more</td>' in html
    assert '<th scope="col">Your usual</th>' in html


def test_whether_a_score_was_reached_is_a_sign_and_a_word_and_intervals_are_not_broken() -> None:
    words = card_words(full_card(), WALL_DRILL, Target(4.0))
    rows = (
        ScoreRow("Right weight", "60 % or more", "62 % (35-84)", "+ yes", "21 %"),
        ScoreRow("Too hard", "at most 20 %", "25 % (9-54)", "- not yet", ""),
        ScoreRow("Touches", "", "2.6 (1.0-4.2)", "? open", "3"),
    )
    html = score_table(replace(words, rows=rows))
    assert "<td>\N{CHECK MARK} yes</td><td><span>21 %</span></td>" in html
    assert "<td>\N{WHITE CIRCLE} not yet</td>" in html
    assert "<td>? open</td>" in html
    assert "<td><span>62 %</span> <span>(35-84)</span></td>" in html


def test_columns_without_content_are_left_out_of_the_table() -> None:
    html = score_table(card_words(every_score_card(), WALL_DRILL, None))
    assert "Your usual" not in html
    assert "Reached" in html


def test_a_stored_session_is_looked_at_once_for_page_report_and_trace(
    empty_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, row = stored_demo(empty_store, labelled=False)
    looked: list[str] = []

    def counted(sessions: Sessions, session_id: str, request: AnalysisRequest) -> PractisedSession:
        looked.append(session_id)
        return card_of_session(sessions, session_id, request)

    monkeypatch.setattr(stored, "card_of_session", counted)
    request = AnalysisRequest(drill="partner_pass")
    found = stored.practised(row.id, request)
    assert stored.report(row.id, request) is found.practised.report
    assert stored.trace(row.id, request) is not None
    assert looked == [row.id]
    assert found.practised.card.drill == "partner_pass"
