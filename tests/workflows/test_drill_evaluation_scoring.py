"""A score card is compared with the truth, repetition by repetition and score by score."""

from dataclasses import replace

import pytest

from kicksense.domain.drill import Drill, RepUnit
from kicksense.domain.kick import Estimate, Finding, PowerBand, Severity, Technique
from kicksense.domain.locomotion import PossessionKind
from kicksense.domain.score_card import Echo, Practice, Rep, Score, ScoreCard, WorkOn
from kicksense.simulation.drill_truth import DrillTruth, TrueCarry, TruePossession, TrueRep
from kicksense.workflows.drill_evaluation_rows import SessionRow
from kicksense.workflows.drill_evaluation_scoring import (
    KICK_WITHIN_S,
    REP_WITHIN_S,
    bands_reached,
    matched_reps,
    session_row,
)
from kicksense.workflows.drill_evaluation_truths import true_scores
from tests.practices import TARGET, drill, kick, practice

HEEL = Technique.HEEL
TELEGRAPHED = Finding("telegraphed", Severity.ADVICE)


def truth_of(plan: Drill, *reps: TrueRep, **given: object) -> DrillTruth:
    """Give the truth of a session without a fault."""
    known = {"level": 1, "fault": None, "markers": (), "target": TARGET, "wall_m": None}
    return DrillTruth(drill=plan, reps=reps, **{**known, **given})  # type: ignore[arg-type]


def card_of(session: Practice, *reps: Rep, scores: tuple[Score, ...] = ()) -> ScoreCard:
    """Give a card that says telegraphed first."""
    return ScoreCard(
        drill="built_by_hand", level=1, player_id="p1", side=session.side, repetitions_asked=10,
        reps=reps, scores=scores, findings=(TELEGRAPHED,), work_on=WorkOn(TELEGRAPHED, 1.0),
        level_met=None, analysis_version=1, model_name="rules", simulated=True,
    )  # fmt: skip


def scored(
    truth: DrillTruth, card: ScoreCard, session: Practice, plan: Drill | None = None
) -> SessionRow:
    """Compare them."""
    return session_row(
        truth, card, session, drill=truth.drill if plan is None else plan, player_id="p1", groups={}
    )


@pytest.mark.parametrize(
    ("unit", "within_s"), [(RepUnit.KICK, KICK_WITHIN_S), (RepUnit.TURN, REP_WITHIN_S)]
)
def test_a_repetition_is_found_where_it_was_and_not_elsewhere(
    unit: RepUnit, within_s: float
) -> None:
    done = [TrueRep(1, 10.0)]
    assert matched_reps(done, [Rep(1, 10.0 + within_s)], unit) == {0: 0}
    assert matched_reps(done, [Rep(1, 10.01 + within_s)], unit) == {}


def test_repetitions_after_a_cue_belong_to_that_cue_however_late_the_kick() -> None:
    done = [TrueRep(1, 12.0, cue_s=10.0), TrueRep(2, 20.0, cue_s=20.0)]
    said = [Rep(1, 10.0, cue_s=10.0), Rep(2, 22.5, cue_s=20.0)]
    assert matched_reps(done, said, RepUnit.CUE) == {0: 0, 1: 1}
    assert matched_reps(done, said, RepUnit.KICK) == {}


def test_what_was_said_of_a_repetition_stands_beside_what_it_was() -> None:
    session = practice([kick(10.0, ball_mps=5.0)])
    echo = Echo(0, 1.6, Estimate(5.5, 4.0, 7.0))
    said = Rep(1, 10.0, 0, HEEL, PowerBand.GOOD, onset_s=0.35, contacts=2, echo=echo, hit=True)
    done = TrueRep(
        1, 10.02, technique=HEEL, ball_speed_mps=6.0, power=PowerBand.HEAVY, onset_s=0.3,
        contacts=1, echo_after_s=1.5, hit=False,
    )  # fmt: skip
    row = scored(truth_of(drill(), done), card_of(session, said), session)
    (rep,) = row.reps
    assert (rep.found, rep.technique, rep.technique_said) == (True, HEEL, HEEL)
    assert (rep.power, rep.power_said) == (PowerBand.HEAVY, PowerBand.GOOD)
    assert (rep.onset_s, rep.onset_said_s) == (0.3, 0.35)
    assert (rep.ball_speed_mps, rep.ball_speed_said_mps) == (6.0, 5.0)
    assert (rep.echoed, rep.echo_said_mps) == (True, 5.5)
    assert (rep.contacts, rep.contacts_said, rep.hit, rep.hit_said) == (1, 2, False, True)
    assert (row.work_on, row.findings, row.fault) == ("telegraphed", ("telegraphed",), None)
    assert row.echoes_without_ball == 0


def test_a_missing_repetition_says_nothing_and_one_too_many_is_counted() -> None:
    session = practice([kick(30.0)])
    echo = Echo(0, 1.6, Estimate(5.5, 4.0, 7.0))
    row = scored(
        truth_of(drill(), TrueRep(1, 10.0, technique=HEEL)),
        card_of(session, Rep(1, 30.0, 0, HEEL, echo=echo), Rep(2, 40.0)),
        session,
    )
    assert (row.reps_done, row.reps_said, row.reps[0].found) == (1, 2, False)
    assert row.reps[0].technique_said is None
    assert row.echoes_without_ball == 1


def test_a_cue_that_nobody_answers_is_no_repetition_done() -> None:
    plan = drill("repetitions", rep=RepUnit.CUE)
    truth = truth_of(plan, TrueRep(1, 10.0, cue_s=10.0), TrueRep(2, 20.0, cue_s=20.0, onset_s=0.3))
    said = Rep(1, 10.0, cue_s=10.0), Rep(2, 20.0, cue_s=20.0), Rep(3, 30.0, cue_s=30.0, contacts=1)
    row = scored(truth, card_of(practice(), *said), practice())
    assert (row.reps_done, row.reps_said) == (1, 1)
    assert true_scores(truth, plan) == {"repetitions": 1.0}


def test_without_a_target_no_band_is_compared() -> None:
    session = practice([kick(10.0, power=None)], target=None)
    done = TrueRep(1, 10.0, technique=HEEL, power=PowerBand.GOOD)
    row = scored(
        truth_of(drill(), done, target=None), card_of(session, Rep(1, 10.0, 0, HEEL)), session
    )
    assert row.reps[0].power is None
    assert row.reps[0].power_reached == ()


def test_an_interval_reaches_every_band_between_its_ends() -> None:
    one = replace(
        kick(1.0),
        ball_speed_mps=Estimate(4.0, 3.0, 5.0),
        arrival_speed_mps=Estimate(2.0, 0.0, 5.0),
    )
    assert bands_reached(one, TARGET) == (PowerBand.UNDER_HIT, PowerBand.GOOD, PowerBand.HEAVY)
    sure = replace(one, arrival_speed_mps=Estimate(2.0, 1.5, 2.5))
    assert bands_reached(sure, TARGET) == (PowerBand.GOOD,)
    hard = replace(sure, ball_speed_mps=Estimate(9.0, 4.0, 11.0))
    assert bands_reached(hard, TARGET)[-1] is PowerBand.EXCESS
    assert bands_reached(replace(one, arrival_speed_mps=None), TARGET) == ()


def test_only_scores_that_the_card_shows_and_the_truth_knows_are_compared() -> None:
    plan = drill("repetitions", "carries", "rhythm_spread_ratio", "heel_ratio")
    session = practice()
    scores = (Score("repetitions", 3.0), Score("heel_ratio", None), Score("echoes", 2.0))
    truth = truth_of(
        plan,
        TrueRep(1, 1.0, technique=HEEL),
        TrueRep(2, 2.0, technique=Technique.INSTEP),
        carries=(TrueCarry(1.0, 2.0, 3, 1.2),),
    )
    row = scored(truth, card_of(session, scores=scores), session)
    assert [(score.name, score.true, score.said) for score in row.scores] == [
        ("repetitions", 2.0, 3.0),
        ("heel_ratio", 0.5, None),
    ]


def test_a_fault_truly_shows_from_a_fifth_of_the_repetitions_on() -> None:
    session = practice()
    reps = [TrueRep(n + 1, 10.0 * n, faults=("under_hit",) if n < 2 else ()) for n in range(10)]
    row = scored(truth_of(drill(), *reps, fault="telegraphed"), card_of(session), session)
    assert row.faults_shown == ("telegraphed", "under_hit")
    fewer = [replace(rep, faults=()) if rep.number == 2 else rep for rep in reps]
    assert scored(truth_of(drill(), *fewer), card_of(session), session).faults_shown == ()


def possession(start_s: float, *, released: bool = True) -> TruePossession:
    """Give half a second on the ball."""
    return TruePossession(start_s, start_s + 0.5, 2, PossessionKind.SHORT, released)


def test_true_scores_are_those_that_a_person_counts() -> None:
    names = (
        "repetitions", "as_asked_ratio", "too_hard_ratio", "in_band_ratio", "echoes", "possessions",
        "hit_ratio", "carries", "longest_chain", "team_longest_chain", "onset_s", "on_time_ratio",
        "second_effort_ratio", "shadow_gap_s", "longest_streak",
    )  # fmt: skip
    reps = (
        TrueRep(
            1, 1.0, HEEL, 5.0, 2.0, PowerBand.GOOD, cue_s=0.5, onset_s=0.2, hit=True,
            second_effort_s=1.0, echo_after_s=2.0,
        ),
        TrueRep(2, 9.0, Technique.INSTEP, 9.0, 5.0, PowerBand.HEAVY, hit=False),
        TrueRep(3, 20.0, None, cue_s=18.0, onset_s=0.9, shadow_gap_s=0.4),
        TrueRep(4, 30.0, HEEL, 12.0, 8.0, PowerBand.EXCESS),
    )  # fmt: skip
    truth = truth_of(
        drill(*names),
        *reps,
        wall_m=4.0,
        possessions=(
            possession(1.0),
            possession(3.0),
            possession(20.0),
            possession(22.0, released=False),
            possession(23.0),
        ),
    )
    assert dict(true_scores(truth, truth.drill)) == pytest.approx(
        {
            "repetitions": 4.0,
            "as_asked_ratio": 2 / 3,
            "too_hard_ratio": 2 / 3,
            "in_band_ratio": 1 / 3,
            "echoes": 1.0,
            "possessions": 5.0,
            "hit_ratio": 0.5,
            "carries": 0.0,
            "longest_chain": 2.0,
            "onset_s": 0.55,
            "on_time_ratio": 0.5,
            "second_effort_ratio": 0.5,
            "shadow_gap_s": 0.4,
        }
    )


def test_of_an_empty_session_only_counts_are_known() -> None:
    plan = drill("repetitions", "carries", "longest_chain", "onset_s", "heel_ratio", "echoes")
    assert dict(true_scores(truth_of(plan), plan)) == {
        "repetitions": 0.0,
        "carries": 0.0,
        "longest_chain": 0.0,
    }
