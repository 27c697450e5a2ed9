import time
from dataclasses import replace

import pytest

from kicksense.coaching.comparison import comparable, compared
from kicksense.coaching.drills import at_level
from kicksense.coaching.score_card import score_card
from kicksense.coaching.score_kinds import SCORE_KINDS
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.domain.anatomy import Side
from kicksense.domain.drill import Asked, Level, RepUnit
from kicksense.domain.kick import Finding, PowerBand, Severity
from kicksense.domain.locomotion import Gait
from kicksense.domain.score_card import (
    History,
    PastSession,
    Score,
    ScoreCard,
    SessionMeasures,
    WorkOn,
)
from kicksense.errors import UsageError
from tests.practices import bout, cue, drill, kick, kicks_at, practice, trap

SETTINGS = ScoreSettings()
IN_BAND = drill(Asked("in_band_ratio", least=0.6), repetitions=5)


def past(session_id: str = "old", **changed: object) -> PastSession:
    """Give an earlier session of the same player, leg, analysis and drill, with changes."""
    card = ScoreCard(
        drill="built_by_hand",
        level=1,
        player_id="p1",
        side=Side.RIGHT,
        repetitions_asked=5,
        reps=(),
        scores=(),
        findings=(),
        work_on=None,
        level_met=None,
        analysis_version=3,
        model_name="rules",
        simulated=True,
    )
    card = replace(card, **changed)  # type: ignore[arg-type]
    return PastSession(session_id, "2026-01-01T10:00:00Z", card, SessionMeasures(()))


def scored(name: str, *values: float | None) -> tuple[PastSession, ...]:
    """Give earlier sessions that came to these values."""
    return tuple(
        past(f"old-{number}", scores=(Score(name, value),)) for number, value in enumerate(values)
    )


def test_a_card_says_which_drill_whose_leg_and_what_from() -> None:
    card = score_card(practice(kicks_at(2.0), side=Side.LEFT, simulated=False), drill())
    assert (card.drill, card.level, card.player_id, card.side) == (
        "built_by_hand",
        1,
        "p1",
        Side.LEFT,
    )
    assert (card.analysis_version, card.model_name, card.simulated) == (3, "rules", False)
    assert card.repetitions_asked == 10


def test_scores_come_in_the_drills_order_with_what_was_asked() -> None:
    asked = drill(Asked("too_hard_ratio", most=0.2), "repetitions", Asked("hit_ratio", least=0.5))
    card = score_card(practice(kicks_at(2.0)), asked)
    assert [(one.name, one.least, one.most) for one in card.scores] == [
        ("too_hard_ratio", None, 0.2),
        ("repetitions", None, None),
        ("hit_ratio", 0.5, None),
    ]


def test_the_level_is_met_where_everything_asked_was_reached() -> None:
    assert score_card(practice(kicks_at(2.0, 4.0, 6.0, 8.0, 10.0)), IN_BAND).level_met is True


def test_a_repetition_too_few_does_not_meet_the_level() -> None:
    assert score_card(practice(kicks_at(2.0, 4.0, 6.0, 8.0)), IN_BAND).level_met is False


def test_a_score_that_was_missed_does_not_meet_the_level() -> None:
    played = practice(kicks_at(2.0, 4.0, 6.0, 8.0, 10.0, power=PowerBand.EXCESS))
    assert score_card(played, IN_BAND).level_met is False


def test_a_score_too_close_to_call_leaves_the_level_open() -> None:
    played = practice([*kicks_at(2.0, 4.0, 6.0), *kicks_at(8.0, 10.0, power=PowerBand.EXCESS)])
    assert score_card(played, IN_BAND).level_met is None


def test_a_score_that_cannot_be_told_leaves_the_level_open() -> None:
    played = practice(kicks_at(2.0, 4.0, 6.0, 8.0, 10.0, power=None), target=None)
    assert score_card(played, IN_BAND).level_met is None


def test_what_is_only_shown_does_not_decide_the_level() -> None:
    asked = drill("hit_ratio", "onset_s", repetitions=2)
    assert score_card(practice(kicks_at(2.0, 4.0)), asked).level_met is True


def test_a_higher_level_asks_for_its_own_repetitions() -> None:
    asked = drill("repetitions", levels=(Level("first", 2), Level("second", 3)), rep=RepUnit.KICK)
    played = practice(kicks_at(2.0, 4.0))
    first = score_card(played, at_level(asked, 1), level=1)
    second = score_card(played, at_level(asked, 2), level=2)
    assert (first.repetitions_asked, first.level_met) == (2, True)
    assert (second.repetitions_asked, second.level_met) == (3, False)
    assert second.scores[0].met is False


@pytest.mark.parametrize("level", [0, 2, -1])
def test_a_level_that_is_not_there_is_refused(level: int) -> None:
    with pytest.raises(UsageError, match="no level"):
        score_card(practice(), drill(), level=level)


def test_a_habit_becomes_the_thing_to_work_on() -> None:
    fault = Finding(
        "too_much_power",
        Severity.WARNING,
        (("ball_speed_low_mps", 9.0), ("enough_ball_speed_mps", 5.0), ("arrival_speed_low_mps", 7)),
        drill="backheel_wall_pass",
    )
    played = practice(
        [
            kick(3.0 * at, ball_mps=12.0, power=PowerBand.EXCESS, findings=[fault])
            for at in range(1, 16)
        ]
    )
    card = score_card(played, drill("in_band_ratio"))
    assert card.work_on is not None
    assert card.work_on.finding.code == "too_much_power"
    assert card.findings[0].code == "too_much_power"


def test_a_session_with_nothing_in_it_keeps_what_there_was_to_work_on() -> None:
    before = WorkOn(Finding("under_hit", Severity.ADVICE), 1.0)
    history = History((past(work_on=before),))
    card = score_card(practice(), drill(), history=history)
    assert card.work_on is not None
    assert (card.work_on.finding.code, card.work_on.kept) == ("under_hit", True)


def test_the_thing_before_is_that_of_this_drill_or_else_of_the_last_session() -> None:
    hard = WorkOn(Finding("too_much_power", Severity.WARNING), 2.0)
    soft = WorkOn(Finding("under_hit", Severity.ADVICE), 1.0)
    same, other = past("a", work_on=hard), past("b", drill="partner_pass", work_on=soft)
    here = score_card(practice(), drill(), history=History((same, other))).work_on
    there = score_card(practice(), drill(), history=History((other,))).work_on
    assert here is not None
    assert here.finding.code == "too_much_power"
    assert there is not None
    assert there.finding.code == "under_hit"


@pytest.mark.parametrize(
    "changed",
    [
        {"player_id": "p2"},
        {"side": Side.LEFT},
        {"analysis_version": 2},
        {"model_name": "other"},
        {"simulated": False},
    ],
)
def test_what_is_not_alike_is_not_compared(changed: dict[str, object]) -> None:
    assert comparable(History((past("old", **changed),)), practice()) == History()


def test_a_session_is_not_put_beside_itself() -> None:
    history = History((past("s1"), past("s0")))
    assert [one.session_id for one in comparable(history, practice()).sessions] == ["s0"]


def test_files_have_no_session_to_be_told_apart_by() -> None:
    history = History((past(""),))
    assert comparable(history, practice(session_id="")) == history


@pytest.mark.parametrize(
    ("value", "better"), [(0.75, True), (0.70, None), (0.55, None), (0.45, False)]
)
def test_a_score_is_better_by_more_than_the_spread(value: float, better: bool | None) -> None:
    # Median 0.6, spread 1.48 x 0.1.
    before = scored("in_band_ratio", 0.5, 0.6, 0.7, 0.5, 0.7)
    found = compared("in_band_ratio", value, before, SETTINGS)
    assert found is not None
    assert (found.median, found.sessions, found.better) == (0.6, 5, better)


@pytest.mark.parametrize(("value", "better"), [(0.15, True), (0.45, False)])
def test_less_is_better_where_less_is_asked(value: float, better: bool) -> None:
    before = scored("too_hard_ratio", 0.3, 0.3, 0.3)
    found = compared("too_hard_ratio", value, before, SETTINGS)
    assert found is not None
    assert (found.better, found.best) == (better, better)


def test_a_hairs_breadth_is_no_progress_after_equal_sessions() -> None:
    found = compared("in_band_ratio", 0.61, scored("in_band_ratio", 0.6, 0.6), SETTINGS)
    assert found is not None
    assert found.better is None
    assert found.best


def test_a_shorter_session_is_not_called_worse() -> None:
    found = compared("repetitions", 10.0, scored("repetitions", 20.0, 20.0, 20.0), SETTINGS)
    assert found is not None
    assert (found.better, found.best) == (None, False)


def test_what_is_neither_better_nor_worse_is_only_shown() -> None:
    found = compared("ball_speed_mps", 9.0, scored("ball_speed_mps", 5.0, 5.0, 5.0), SETTINGS)
    assert found is not None
    assert (found.better, found.best) == (None, False)


@pytest.mark.parametrize("values", [(), (0.5,), (0.5, None)])
def test_one_earlier_session_is_no_usual(values: tuple[float | None, ...]) -> None:
    assert compared("in_band_ratio", 0.5, scored("in_band_ratio", *values), SETTINGS) is None


def test_other_drills_are_not_compared() -> None:
    sessions = scored("in_band_ratio", 0.5, 0.5, 0.5)
    elsewhere = tuple(
        replace(one, card=replace(one.card, drill="partner_pass")) for one in sessions
    )
    played = practice(kicks_at(2.0, 4.0, 6.0, 8.0, 10.0))
    here = score_card(played, IN_BAND, history=History(sessions)).scores[0].compared
    there = score_card(played, IN_BAND, history=History(elsewhere)).scores[0].compared
    assert here is not None
    assert here.better is True
    assert there is None


def test_sprints_are_measured_against_the_best_of_any_drill() -> None:
    best = past("fast", drill="second_effort", scores=(Score("sprint_peak_radps", 20.0),))
    played = practice(
        bouts=[bout(10.0 * at, 10.0 * at + 3.0, Gait.SPRINTING, peak_radps=15.0) for at in range(4)]
    )
    asked = drill("sprint_effort_ratio")
    score = score_card(played, asked, history=History((best,))).scores[0]
    assert score.value == pytest.approx(0.75)


def test_nobody_runs_at_more_than_their_best() -> None:
    best = past("slow", scores=(Score("sprint_peak_radps", 10.0),))
    played = practice(
        bouts=[bout(10.0 * at, 10.0 * at + 3.0, Gait.SPRINTING, peak_radps=15.0) for at in range(4)]
    )
    score = score_card(played, drill("sprint_effort_ratio"), history=History((best,))).scores[0]
    assert score.value == 1.0


def test_the_card_of_a_long_day_is_made_quickly() -> None:
    times = [2.0 * number for number in range(3000)]
    played = practice(
        kicks_at(*times, ball_mps=5.7),
        contacts=[trap(t_s + 1.0) for t_s in times],
        runs=[(12.0 * at + 0.5, 12.0 * at + 3.0, Gait.RUNNING) for at in range(500)],
        markers=[cue(12.0 * at) for at in range(500)],
        duration_s=6002.0,
    )
    asked = drill(*SCORE_KINDS, rep=RepUnit.CUE, wall=True)
    score_card(practice(kicks_at(2.0)), asked)
    started = time.process_time()
    score_card(played, asked)
    assert time.process_time() - started < 1.5


def test_a_drill_with_cues_that_nobody_marked_leaves_the_level_open() -> None:
    asked = drill("repetitions", repetitions=2, rep=RepUnit.CUE)
    assert score_card(practice(kicks_at(2.0, 4.0)), asked).level_met is None
