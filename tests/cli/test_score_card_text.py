from dataclasses import replace

import pytest

from kicksense.cli.score_card_text import score_card_lines
from kicksense.domain.drill import Drill
from kicksense.domain.kick import Target
from kicksense.domain.score_card import Score, ScoreCard, WorkOn
from kicksense.workflows.score_card_wording import card_words
from tests.score_cards_made import (
    CUE_DRILL,
    TOO_HARD,
    WALL_DRILL,
    empty_card,
    every_score_card,
    full_card,
)

TARGET = Target(4.0)


def lines_of(
    card: ScoreCard, drill: Drill = WALL_DRILL, target: Target | None = TARGET
) -> list[str]:
    return score_card_lines(card_words(card, drill, target))


def text_of(card: ScoreCard, drill: Drill = WALL_DRILL, target: Target | None = TARGET) -> str:
    return "\n".join(lines_of(card, drill, target))


@pytest.mark.parametrize(
    "card", [full_card(), empty_card(), every_score_card()], ids=["full", "empty", "every"]
)
@pytest.mark.parametrize("drill", [WALL_DRILL, CUE_DRILL], ids=["wall", "cue"])
def test_a_score_card_fits_on_80_columns(card: ScoreCard, drill: Drill) -> None:
    assert max(map(len, lines_of(card, drill))) <= 80


def test_what_was_asked_and_done_come_first() -> None:
    assert lines_of(full_card())[:4] == [
        "Score card (SIMULATED, no player did this): Backheel against the wall, level 1",
        "    of 2: Close to the wall",
        "Asked: 20 kicks, 4 m away on short grass",
        "Done: 18 kicks",
    ]


def test_a_cue_that_nobody_answered_is_not_done() -> None:
    answered = replace(full_card(), scores=(Score("repetitions", 5.0, least=20.0, met=False),))
    assert "Done: 5 kicks" in lines_of(answered)
    assert "Done: 18 kicks" in lines_of(replace(full_card(), scores=()))


def test_a_score_is_a_line_with_asked_done_reached_and_usual() -> None:
    assert "  Right weight        70 % or more  72 % (49-87)        ? open     61 %" in lines_of(
        full_card()
    )


def test_columns_that_nobody_needs_are_left_out() -> None:
    alone = replace(full_card(), scores=(Score("touches", 46.0),))
    text = text_of(alone)
    assert "  Touches of the ball  46" in text.splitlines()
    assert "usual" not in text
    assert "reached" not in text


def test_what_has_no_room_goes_on_a_line_of_its_own() -> None:
    usual = full_card().scores[1].compared
    wide = [replace(score, compared=usual) for score in every_score_card().scores]
    text = text_of(replace(every_score_card(), scores=tuple(wide)))
    assert "    usual 610 %" in text or "    usual 61 %" in text


def test_reasons_for_missing_scores_follow_the_table_once() -> None:
    scores = (*full_card().scores, replace(full_card().scores[3], name="echoes"))
    text = " ".join(text_of(replace(full_card(), scores=scores)).split())
    assert text.count("Nobody marked which balls hit the target") == 1
    assert "Target hit, Balls back from the wall: Nobody marked" in text


def test_one_thing_is_put_first_with_why_and_what_to_try() -> None:
    text = text_of(full_card())
    advice = text[text.index("One thing to work on") :]
    assert "7 of 20 balls were too hard" in advice
    assert "Why: " in advice
    assert "Try: " in advice
    assert "kicksense drills show backheel_wall_pass" in advice
    assert "It is the same thing as last time" in advice


def test_a_thing_of_an_earlier_session_is_told_as_such() -> None:
    kept = replace(full_card(), findings=(), work_on=WorkOn(TOO_HARD, 0.5, kept=True))
    assert "That was an earlier session" in text_of(kept)
    fresh = replace(full_card(), work_on=WorkOn(TOO_HARD, 0.5))
    assert "earlier" not in text_of(fresh)
    assert "last time" not in text_of(fresh)


def test_nothing_to_work_on_is_said_in_peace() -> None:
    assert "  Nothing stands out. Play on." in lines_of(replace(full_card(), work_on=None))


def test_nothing_is_praised_where_too_little_was_played_to_judge() -> None:
    card = replace(full_card(), work_on=None, reps=(), scores=())
    assert "  Too little was played to say. Play some more." in lines_of(card)
    assert "Nothing stands out" not in text_of(card)


@pytest.mark.parametrize(
    ("level", "met", "said"),
    [
        (1, True, "Next is level 2: One step farther."),
        (2, True, "All that was asked is reached, at the last level."),
        (1, False, None),
        (1, None, None),
    ],
)
def test_the_next_level_is_named_when_it_is_due(level: int, met: bool, said: str | None) -> None:
    text = text_of(replace(full_card(), level=level, level_met=met))
    if said is None:
        assert "All that was asked" not in text
    else:
        assert said in " ".join(text.split())


def test_what_is_better_than_usual_is_said_with_its_name() -> None:
    assert "Your best yet: Right weight." in lines_of(full_card())


def test_what_one_sensor_cannot_see_comes_last_with_what_could() -> None:
    text = " ".join(text_of(full_card()).split())
    assert text.endswith(
        "A sensor on one shin cannot see - Where the standing foot is. A second sensor on the "
        "standing leg would show it. - Where you look before the pass. A video would show it."
    )


def test_free_play_asks_for_nothing_and_reaches_nothing() -> None:
    plain = replace(
        full_card(),
        repetitions_asked=1,
        level_met=True,
        scores=(Score("repetitions", 22.0, least=0.0, met=True), Score("touches", 46.0)),
    )
    text = text_of(plain, replace(WALL_DRILL, levels=WALL_DRILL.levels[:1]), None)
    assert "Asked: nothing; everything is counted" in text
    assert "level" not in text
    assert "yes" not in text
    assert "All that was asked" not in text


def test_signs_that_are_no_measurements_are_marked() -> None:
    proxy = replace(full_card(), scores=(Score("switches", 3.0),))
    text = text_of(proxy)
    assert "Switches of side *" in text
    assert "* a sign of it, not a measurement." in text
    assert "*" not in text_of(full_card())
