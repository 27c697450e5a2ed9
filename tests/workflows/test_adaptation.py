"""Adapting to a player learns what it should from a session, stores it and forgets it."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from kicksense.coaching.ball_roll import surface_named
from kicksense.coaching.known_balls import KnownBallSettings, ball_that_stopped, wall_echo
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import (
    ContactKind,
    ContactReport,
    Estimate,
    KickReport,
    SessionReport,
    Technique,
)
from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet
from kicksense.errors import UsageError
from kicksense.exchange.report_document import document_json
from kicksense.inference.adaptation import Adaptation, adapted_estimate
from kicksense.store.adaptations import EvidenceKind, read_evidence, write_evidence
from kicksense.store.labels import write_labels
from kicksense.workflows.adaptation import (
    adapt_by_labels,
    adapt_by_mark,
    adapt_by_wall,
)
from kicksense.workflows.adaptation_evidence import (
    MarkRequest,
    WallRequest,
    seen_echoes,
    seen_labels,
    seen_marks,
)
from kicksense.workflows.adaptation_memory import forget, learn_again, shown
from kicksense.workflows.adaptation_wording import known_lines, outcome_lines
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.player_adaptation import adapted_remark, learnt_from
from tests.cli.reports_made import empty_report, kick_report
from tests.played import demo_kicks
from tests.workflows.adaptable import PLAYER, demo_labels, stored_demo
from tests.workflows.looked import report_of


def kick_at(t_s: float, technique: Technique = Technique.HEEL, ball_mps: float = 8.0) -> KickReport:
    ball = Estimate(ball_mps, 0.7 * ball_mps, 1.4 * ball_mps)
    return replace(kick_report(1, technique, None), t_s=t_s, ball_speed_mps=ball)


def report_with(*kicks: KickReport, others: tuple[ContactReport, ...] = ()) -> SessionReport:
    return replace(empty_report(), kicks=kicks, other_contacts=others)


def labels_of(*events: LabelledEvent) -> LabelSet:
    return replace(demo_labels(), events=events)


def test_labels_belong_to_the_nearest_kick_and_to_one_alone() -> None:
    report = report_with(kick_at(1.0), kick_at(5.0), kick_at(9.0))
    said = labels_of(
        LabelledEvent(0.95, EventKind.KICK, Technique.INSTEP),
        LabelledEvent(1.01, EventKind.KICK, Technique.HEEL),
        LabelledEvent(5.3, EventKind.KICK, Technique.INSTEP),
        LabelledEvent(9.4, EventKind.KICK, Technique.INSIDE_FOOT, within_s=0.5),
        LabelledEvent(9.0, EventKind.TOUCH),
    )
    seen = seen_labels(report, [said])
    assert [kick.technique for kick in seen.named] == [Technique.HEEL, Technique.INSIDE_FOOT]
    assert seen.pairs == ()
    assert seen.remarks == ("The analysis does not find 2 kicks of the labelled ones.",)


def test_labellers_who_disagree_teach_nothing_about_that_kick() -> None:
    report = report_with(kick_at(1.0), kick_at(5.0))
    first = labels_of(
        LabelledEvent(1.0, EventKind.KICK, Technique.HEEL),
        LabelledEvent(5.0, EventKind.KICK, Technique.HEEL),
    )
    second = labels_of(
        LabelledEvent(1.0, EventKind.KICK, Technique.HEEL),
        LabelledEvent(5.0, EventKind.KICK, Technique.INSTEP),
    )
    seen = seen_labels(report, [first, second])
    assert [kick.technique for kick in seen.named] == [Technique.HEEL]
    assert any("disagree about 1 kick" in remark for remark in seen.remarks)


def test_labelled_speeds_of_foot_and_ball_are_learnt_from() -> None:
    event = LabelledEvent(
        1.0, EventKind.KICK, Technique.HEEL, foot_speed_mps=9.0, ball_speed_mps=10.0
    )
    seen = seen_labels(report_with(kick_at(1.0)), [labels_of(event)])
    assert [(pair.is_foot, pair.reference_mps) for pair in seen.pairs] == [
        (False, 10.0),
        (True, 9.0),
    ]
    assert seen.pairs[0].log_ratio == pytest.approx(math.log(10.0 / 8.0))


def test_a_labelled_speed_that_cannot_be_this_ball_is_left_out() -> None:
    event = LabelledEvent(1.0, EventKind.KICK, Technique.HEEL, ball_speed_mps=80.0)
    seen = seen_labels(report_with(kick_at(1.0)), [labels_of(event)])
    assert seen.pairs == ()
    assert "off by more than 3 times" in seen.remarks[0]


def test_each_ball_may_have_its_own_mark() -> None:
    kicks = (kick_at(1.0), kick_at(5.0))
    grass = surface_named("short_grass")
    far = seen_marks(kicks, MarkRequest((12.0,)), grass).pairs
    own = seen_marks(kicks, MarkRequest((12.0, 8.0)), grass).pairs
    launch = [ball_that_stopped(way_m, grass, KnownBallSettings()) for way_m in (12.0, 8.0)]
    assert [pair.reference_mps for pair in far] == [launch[0].speed_mps] * 2
    assert [pair.reference_mps for pair in own] == [ball.speed_mps for ball in launch]
    assert own[0].group == own[1].group
    assert own[0].shared_spread > 0.0


def test_the_next_contact_is_the_ball_that_comes_back() -> None:
    indoor = surface_named("indoor")
    kicks = tuple(kick_at(t_s) for t_s in (10.0, 20.0, 30.0))
    others = (
        ContactReport(11.4, ContactKind.TRAP),
        ContactReport(20.5, ContactKind.AIR_KICK),
        ContactReport(21.5, ContactKind.TOUCH),
    )
    report = report_with(*kicks, others=others)
    seen = seen_echoes(report, kicks, WallRequest(4.0, "indoor"), indoor)
    assert len(seen.pairs) == 2
    for pair, lasts_s in zip(seen.pairs, (1.4, 1.5), strict=True):
        ball = wall_echo(lasts_s, 4.0, indoor, KnownBallSettings())
        assert ball is not None
        assert pair.reference_mps == pytest.approx(ball.speed_mps)
    assert seen.remarks == ("After 1 kick no contact follows when a ball could be back.",)


def test_labels_teach_and_are_stored(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path)
    outcome = adapt_by_labels(sessions, PLAYER, row.id)
    assert outcome.before.adaptation.learnt_from == ()
    ((kind, count),) = outcome.after.adaptation.learnt_from
    assert (kind, count) == ("labels", outcome.used)
    assert outcome.used >= len(demo_kicks()) - 4
    (known,) = shown(sessions, PLAYER, None)
    assert known.adaptation == outcome.after.adaptation
    assert shown(sessions, PLAYER, row.worn_side) == (known,)
    assert f"player p-1 ({count} labelled kicks)" in adapted_remark(PLAYER, known.adaptation)


def test_a_remark_says_whether_anything_was_changed() -> None:
    nothing = Adaptation(learnt_from=(("labels", 1),))
    assert adapted_remark(PLAYER, nothing) == (
        "What is known of player p-1 (1 labelled kick) changes nothing yet."
    )
    shifted = Adaptation((0.2, -0.2, 0.0), learnt_from=(("labels", 8), ("wall", 5)))
    assert adapted_remark(PLAYER, shifted) == (
        "Adapted to player p-1 (8 labelled kicks, 5 wall echoes)."
    )


def test_the_same_lesson_twice_counts_once(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path)
    first = adapt_by_labels(sessions, PLAYER, row.id)
    again = adapt_by_labels(sessions, PLAYER, row.name)
    assert again.after.adaptation == first.after.adaptation


def test_marks_move_the_speed_and_never_widen_the_interval(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path, labelled=False)
    chosen = (5, 6, 7, 9, 10)
    general = adapt_by_mark(sessions, PLAYER, row.id, MarkRequest((8.0,), kicks=chosen))
    assert general.used == 5
    assert general.width_after <= general.width_before * (1.0 + 1e-9)
    assert any(general.after.adaptation.ball.log_means)
    assert general.after.adaptation.learnt_from == (("mark", 5),)
    far = adapt_by_mark(sessions, PLAYER, row.id, MarkRequest((8.0,), stopped=False, kicks=chosen))
    assert len(far.after.current) == 1


def test_sources_are_learnt_from_together(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path)
    adapt_by_labels(sessions, PLAYER, row.id)
    both = adapt_by_mark(sessions, PLAYER, row.id, MarkRequest((6.0,), kicks=(1, 2)))
    assert [kind for kind, _ in both.after.adaptation.learnt_from] == ["labels", "mark"]
    text = "\n".join(outcome_lines(both))
    assert "labelled kicks, 2 balls to a mark" in text
    assert "simulated" in text
    assert "Technique:" in text
    assert "Ball speed:" in text


def test_lessons_of_another_analysis_no_longer_count(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path)
    outcome = adapt_by_labels(sessions, PLAYER, row.id)
    evidence = read_evidence(sessions.folder, PLAYER, row.worn_side)
    later = learnt_from(evidence, "another analysis")
    assert later.adaptation.learnt_from == ()
    assert later.outdated == outcome.after.current
    assert any("no longer count" in line for line in known_lines(later))


def test_what_was_learnt_can_be_forgotten(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path)
    adapt_by_labels(sessions, PLAYER, row.id)
    other = Side.LEFT if row.worn_side is Side.RIGHT else Side.RIGHT
    assert forget(sessions, PLAYER, other) == ()
    assert forget(sessions, PLAYER, None) == (row.worn_side,)
    assert shown(sessions, PLAYER, None) == ()


def test_another_players_session_is_refused(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path)
    with pytest.raises(UsageError, match="is player p-1's and not p-2's"):
        adapt_by_labels(sessions, "p-2", row.id)
    assert not (sessions.folder.root / "adaptations").exists()


def test_a_session_without_a_player_is_learnt_from_and_says_so(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path, player_id=None)
    outcome = adapt_by_labels(sessions, PLAYER, row.id)
    assert any("names no player" in remark for remark in outcome.remarks)


def test_a_session_without_labels_says_how_to_get_some(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path, labelled=False)
    with pytest.raises(UsageError, match="kicksense label import"):
        adapt_by_labels(sessions, PLAYER, row.id)


def test_labels_that_fit_no_kick_teach_nothing_and_leave_nothing_behind(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path, labelled=False)
    labels = demo_labels()
    moved = tuple(replace(event, t_s=event.t_s + 1000.0) for event in labels.events)
    write_labels(sessions.folder, replace(labels, events=moved))
    with pytest.raises(UsageError, match="nothing can be learnt"):
        adapt_by_labels(sessions, PLAYER, row.id)
    assert shown(sessions, PLAYER, None) == ()


def test_a_wall_that_the_contacts_do_not_fit_is_refused(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path)
    with pytest.raises(UsageError, match="check the distance"):
        adapt_by_wall(sessions, PLAYER, row.id, WallRequest(25.0, "long_or_wet_grass"))


@pytest.mark.parametrize(
    ("request_made", "complaint"),
    [
        (MarkRequest(()), "name the distance"),
        (MarkRequest((0.0,)), "0 m away"),
        (MarkRequest((-3.0,)), "-3 m away"),
        (MarkRequest((math.nan,)), "nan m away"),
        (MarkRequest((500.0,)), "500 m away"),
        (MarkRequest((6.0, 7.0)), "2 distances do not fit"),
        (MarkRequest((6.0,), kicks=(0,)), "no kick 0"),
        (MarkRequest((6.0,), kicks=(999,)), "no kick 999"),
        (MarkRequest((6.0,), surface="moon"), "no surface called"),
    ],
)
def test_a_mark_that_makes_no_sense_is_refused(
    tmp_path: Path, request_made: MarkRequest, complaint: str
) -> None:
    sessions, row = stored_demo(tmp_path, labelled=False)
    with pytest.raises(UsageError, match=complaint):
        adapt_by_mark(sessions, PLAYER, row.id, request_made)


@pytest.mark.parametrize("player_id", ["", "../p", "a b", "x" * 65])
def test_an_id_that_is_none_is_refused(tmp_path: Path, player_id: str) -> None:
    sessions, row = stored_demo(tmp_path)
    with pytest.raises(UsageError, match="no player id"):
        adapt_by_labels(sessions, player_id, row.id)
    with pytest.raises(UsageError, match="no player id"):
        shown(sessions, player_id, None)


def test_systematically_wrong_labels_move_the_odds_no_further_than_the_limit(
    tmp_path: Path,
) -> None:
    sessions, row = stored_demo(tmp_path, labelled=False)
    write_labels(sessions.folder, demo_labels(heel=Technique.INSTEP))
    outcome = adapt_by_labels(sessions, PLAYER, row.id)
    assert all(abs(shift) <= 2.0 for shift in outcome.after.adaptation.technique_log_odds)
    evidence = read_evidence(sessions.folder, PLAYER, row.worn_side)
    assert evidence.lessons[0].kind is EvidenceKind.LABELS
    write_evidence(sessions.folder, evidence)
    assert read_evidence(sessions.folder, PLAYER, row.worn_side) == evidence


def test_a_session_is_analyzed_with_what_is_known_of_its_player(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path)
    general = report_of(sessions, row.id, AnalysisRequest())
    outcome = adapt_by_mark(sessions, PLAYER, row.id, MarkRequest((20.0,), kicks=(1, 2, 3, 5, 6)))
    adaptation = outcome.after.adaptation
    adapted = report_of(sessions, row.id, AnalysisRequest())
    assert adapted.learnt_from == (("mark", 5),)
    assert adapted.quality.remarks[-1] == "Adapted to player p-1 (5 balls to a mark)."
    for before, after in zip(general.kicks, adapted.kicks, strict=True):
        assert after.ball_speed_mps == adapted_estimate(
            before.ball_speed_mps, after.technique, adaptation.ball
        )
    forget(sessions, PLAYER, None)
    again = report_of(sessions, row.id, AnalysisRequest())
    assert document_json(again) == document_json(general)


def test_a_report_says_which_lessons_no_longer_count(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path)
    adapt_by_labels(sessions, PLAYER, row.id)
    evidence = read_evidence(sessions.folder, PLAYER, row.worn_side)
    older = tuple(replace(lesson, basis="older") for lesson in evidence.lessons)
    write_evidence(sessions.folder, replace(evidence, lessons=older))
    report = report_of(sessions, row.id, AnalysisRequest())
    assert report.learnt_from == ()
    assert "no longer counts" in report.quality.remarks[-1]
    known, remarks = learn_again(sessions, PLAYER, None)
    assert remarks == ()
    assert known[0].outdated == ()
    assert report_of(sessions, row.id, AnalysisRequest()).learnt_from != ()


def test_learning_again_gives_what_was_learnt_first(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path)
    adapt_by_labels(sessions, PLAYER, row.id)
    mark = MarkRequest((6.0, 7.0, 5.0), stopped=False, kicks=(2, 4, 5))
    first = adapt_by_mark(sessions, PLAYER, row.id, mark).after
    (again,), remarks = learn_again(sessions, PLAYER, row.worn_side)
    assert remarks == ()
    assert again.adaptation == first.adaptation
    assert [lesson.asked for lesson in again.current] == [one.asked for one in first.current]


def test_what_cannot_be_learnt_again_stays_and_is_said(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path)
    adapt_by_mark(sessions, PLAYER, row.id, MarkRequest((6.0,), kicks=(1, 2)))
    evidence = read_evidence(sessions.folder, PLAYER, row.worn_side)
    (lesson,) = evidence.lessons
    gone = replace(lesson, session_id="nowhere")
    late = replace(lesson, asked=replace(lesson.asked, times_s=(1e6, 2e6)))
    write_evidence(sessions.folder, replace(evidence, lessons=(gone, late)))
    _, remarks = learn_again(sessions, PLAYER, None)
    assert "no session 'nowhere'" in remarks[0]
    assert "finds none of the kicks" in remarks[1]
    assert read_evidence(sessions.folder, PLAYER, row.worn_side).lessons == (gone, late)
