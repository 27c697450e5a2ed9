import math
import time

import pytest

from kicksense.coaching.ball_roll import arrival_speed, surface_named
from kicksense.coaching.ball_time import rolling_time_s
from kicksense.coaching.reps import reps_of
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.domain.anatomy import Side
from kicksense.domain.drill import Asked, CuePlan, Drill, RepUnit
from kicksense.domain.kick import ContactKind, Estimate, KickReport, PowerBand, Target, Technique
from kicksense.domain.live import Marker, MarkerKind
from kicksense.domain.locomotion import Carry, Gait, Possession, PossessionKind
from kicksense.domain.score_card import Practice, Rep
from tests.practices import bout, cue, drill, hit, kick, kicks_at, practice, touch, trap

SETTINGS = ScoreSettings()
WALL = Target(distance_m=4.0, surface="indoor", arrival_band_mps=(3.0, 6.0))


def _back_after_s() -> float:
    """Give when a ball struck at 5.7 m/s is back from the wall, which keeps seven tenths of it."""
    hall = surface_named("indoor")
    at_wall = arrival_speed(Estimate(5.7, 5.7, 5.7), distance_m=4.0, surface=hall).value
    return sum(
        rolling_time_s(launch_mps, distance_m=4.0, surface=hall)
        for launch_mps in (5.7, 0.7 * at_wall)
    )


BACK_AFTER_S = _back_after_s()


def reps(played: Practice, asked: Drill, *others: Practice) -> tuple[Rep, ...]:
    return reps_of(played, asked, others, settings=SETTINGS)


def test_every_kick_is_a_repetition_with_its_technique_and_power() -> None:
    found = reps(
        practice([kick(10.0), kick(14.0, Technique.INSIDE_FOOT, power=PowerBand.HEAVY)]), drill()
    )
    assert [(rep.number, rep.t_s, rep.kick_index) for rep in found] == [(1, 10.0, 0), (2, 14.0, 1)]
    assert [rep.technique for rep in found] == [Technique.HEEL, Technique.INSIDE_FOOT]
    assert [rep.power for rep in found] == [PowerBand.GOOD, PowerBand.HEAVY]
    assert [rep.as_asked for rep in found] == [True, False]


def test_an_unsure_technique_is_neither_as_asked_nor_not() -> None:
    played = practice([kick(10.0, Technique.UNSURE)])
    assert reps(played, drill())[0].as_asked is None


def test_where_anything_goes_no_technique_is_judged() -> None:
    assert reps(practice([kick(10.0)]), drill(techniques=()))[0].as_asked is None


def test_a_kick_counts_the_contacts_since_the_ball_came() -> None:
    played = practice([kick(11.2), kick(20.0)], contacts=[trap(10.0), touch(10.7)])
    first, second = reps(played, drill())
    assert (first.contacts, second.contacts) == (3, 1)
    assert first.touch_to_release_s == pytest.approx(1.2)
    assert second.touch_to_release_s == 0.0


def test_a_turn_that_ends_in_no_kick_is_none_where_more_touches_are_allowed() -> None:
    played = practice([kick(11.0)], contacts=[trap(10.0), touch(30.0)])
    assert [rep.t_s for rep in reps(played, drill(rep=RepUnit.TURN))] == [11.0]


def test_a_single_soft_contact_is_a_turn_of_a_one_touch_drill() -> None:
    played = practice([kick(11.0)], contacts=[touch(30.0)])
    found = reps(played, drill(rep=RepUnit.TURN, one_touch=True))
    assert [(rep.t_s, rep.kick_index, rep.contacts) for rep in found] == [
        (11.0, 0, 1),
        (30.0, None, 1),
    ]


def test_a_kick_that_lies_in_no_possession_is_a_turn_all_the_same() -> None:
    played = practice([kick(11.0)], possessions=[])
    assert [rep.kick_index for rep in reps(played, drill(rep=RepUnit.TURN))] == [0]


def test_a_cue_is_answered_by_the_run_and_the_kick_after_it() -> None:
    played = practice(
        [kick(13.0)], runs=[(10.4, 12.9, Gait.SPRINTING)], markers=[cue(10.0), cue(40.0)]
    )
    first, second = reps(played, drill(rep=RepUnit.CUE))
    assert first.onset_s == pytest.approx(0.4)
    assert first.release_s == pytest.approx(3.0)
    assert (first.t_s, first.cue_s, first.kick_index) == (13.0, 10.0, 0)
    assert (second.t_s, second.cue_s, second.onset_s, second.kick_index) == (40.0, 40.0, None, None)


@pytest.mark.parametrize(("start_s", "onset_s"), [(9.1, -0.9), (8.9, None)])
def test_an_early_start_counts_within_the_window_of_the_cue(
    start_s: float, onset_s: float | None
) -> None:
    played = practice(runs=[(start_s, 12.0, Gait.RUNNING)], markers=[cue(10.0)])
    found = reps(played, drill(rep=RepUnit.CUE))[0].onset_s
    assert found == (None if onset_s is None else pytest.approx(onset_s))


@pytest.mark.parametrize(("start_s", "seen"), [(13.9, True), (14.1, False)])
def test_a_late_start_counts_within_the_window_of_the_cue(start_s: float, seen: bool) -> None:
    played = practice(runs=[(start_s, 18.0, Gait.RUNNING)], markers=[cue(10.0)])
    assert (reps(played, drill(rep=RepUnit.CUE))[0].onset_s is not None) == seen


def test_a_false_start_that_stopped_before_the_cue_is_no_answer() -> None:
    played = practice(
        runs=[(9.2, 9.7, Gait.RUNNING), (10.5, 13.0, Gait.RUNNING)], markers=[cue(10.0)]
    )
    assert reps(played, drill(rep=RepUnit.CUE))[0].onset_s == pytest.approx(0.5)


def _walking(start_s: float, kicks: tuple[KickReport, ...]) -> Practice:
    bouts = [
        bout(0.0, start_s, Gait.WAITING),
        bout(start_s, start_s + 2.0, Gait.WALKING),
        bout(start_s + 2.0, 120.0, Gait.WAITING),
    ]
    return practice(kicks, bouts=bouts, markers=[cue(10.0)])


@pytest.mark.parametrize(("start_s", "onset_s"), [(9.9, None), (10.3, 0.3), (11.9, None)])
def test_a_short_way_to_the_ball_may_be_walked(start_s: float, onset_s: float | None) -> None:
    found = reps(_walking(start_s, kicks_at(11.6)), drill(rep=RepUnit.CUE))[0].onset_s
    assert found == (None if onset_s is None else pytest.approx(onset_s))


def test_who_strolls_off_and_meets_no_ball_did_not_start() -> None:
    assert reps(_walking(10.3, ()), drill(rep=RepUnit.CUE))[0].onset_s is None


def test_a_run_answers_one_cue_only() -> None:
    played = practice(runs=[(10.5, 20.0, Gait.RUNNING)], markers=[cue(10.0), cue(11.0)])
    first, second = reps(played, drill(rep=RepUnit.CUE))
    assert first.onset_s == pytest.approx(0.5)
    assert second.onset_s is None


@pytest.mark.parametrize(("kick_s", "answers"), [(17.9, True), (18.1, False)])
def test_a_kick_long_after_a_cue_is_no_answer(kick_s: float, answers: bool) -> None:
    played = practice([kick(kick_s)], markers=[cue(10.0)])
    assert (reps(played, drill(rep=RepUnit.CUE))[0].kick_index is not None) == answers


def test_a_kick_before_its_cue_is_no_answer() -> None:
    played = practice([kick(9.9)], markers=[cue(10.0)])
    assert reps(played, drill(rep=RepUnit.CUE))[0].kick_index is None


def test_a_ball_that_is_controlled_after_a_cue_is_a_repetition_without_a_kick() -> None:
    played = practice(contacts=[trap(12.0)], markers=[cue(10.0)])
    (rep,) = reps(played, drill(rep=RepUnit.CUE))
    assert (rep.kick_index, rep.contacts, rep.t_s) == (None, 1, 10.0)


def test_cues_outside_the_recording_are_none() -> None:
    played = practice(markers=[cue(-3.0), cue(5.0), cue(121.0), cue(math.nan)])
    assert [rep.cue_s for rep in reps(played, drill(rep=RepUnit.CUE))] == [5.0]


@pytest.mark.parametrize(("apart_s", "count"), [(0.29, 1), (0.31, 2)])
def test_a_cue_that_was_given_twice_at_once_is_one(apart_s: float, count: int) -> None:
    played = practice(markers=[cue(10.0), cue(10.0 + apart_s)])
    assert len(reps(played, drill(rep=RepUnit.CUE))) == count


@pytest.mark.parametrize(("apart_s", "count"), [(3.9, 1), (4.1, 2)])
def test_a_second_cue_belongs_to_its_first(apart_s: float, count: int) -> None:
    plan = CuePlan(wait_s=(5.0, 8.0), second_after_s=2.0)
    played = practice(markers=[cue(10.0), cue(10.0 + apart_s)])
    assert len(reps(played, drill(rep=RepUnit.CUE, cues=plan))) == count


@pytest.mark.parametrize(("apart_s", "count"), [(2.9, 1), (3.1, 2)])
def test_a_cue_as_late_as_the_next_first_one_can_be_is_no_second(
    apart_s: float, count: int
) -> None:
    plan = CuePlan(wait_s=(3.0, 8.0), second_after_s=2.0)
    played = practice(markers=[cue(10.0), cue(10.0 + apart_s)])
    assert len(reps(played, drill(rep=RepUnit.CUE, cues=plan))) == count


def test_a_second_cue_does_not_cut_off_the_kick_after_it() -> None:
    plan = CuePlan(wait_s=(5.0, 8.0), second_after_s=1.0)
    played = practice([kick(13.0)], markers=[cue(10.0), cue(11.0)])
    (rep,) = reps(played, drill(rep=RepUnit.CUE, cues=plan))
    assert rep.release_s == pytest.approx(3.0)


def test_a_cross_is_a_cue_and_a_note_is_none() -> None:
    markers = [Marker(10.0, MarkerKind.CROSS), Marker(20.0, MarkerKind.NOTE, "nice")]
    played = practice(markers=markers)
    assert [rep.cue_s for rep in reps(played, drill(rep=RepUnit.CUE))] == [10.0]


def test_the_kick_of_the_crosser_is_the_cue_where_nobody_marks() -> None:
    crosser = practice(kicks_at(10.0, 30.0), player_id="p2")
    played = practice(kicks_at(12.5))
    found = reps(played, drill(rep=RepUnit.CUE), crosser)
    assert [rep.cue_s for rep in found] == [10.0, 30.0]
    assert found[0].release_s == pytest.approx(2.5)


def test_marks_come_before_the_kicks_of_others() -> None:
    crosser = practice(kicks_at(10.0), player_id="p2")
    played = practice(markers=[cue(20.0)])
    assert [rep.cue_s for rep in reps(played, drill(rep=RepUnit.CUE), crosser)] == [20.0]


def test_the_kick_of_the_players_own_other_leg_is_no_cue() -> None:
    other_leg = practice(kicks_at(10.0), side=Side.LEFT)
    assert not reps(practice(), drill(rep=RepUnit.CUE), other_leg)


def test_a_recording_of_another_time_gives_no_cues() -> None:
    crosser = practice(kicks_at(500.0), player_id="p2", start_s=490.0)
    assert not reps(practice(), drill(rep=RepUnit.CUE), crosser)


def test_three_taps_are_a_cue_unless_the_drill_counts_hits() -> None:
    played = practice(markers=[Marker(10.0, MarkerKind.TAP)])
    assert len(reps(played, drill(rep=RepUnit.CUE))) == 1
    assert not reps(played, drill("hit_ratio", rep=RepUnit.CUE))


def test_a_kick_drill_with_cues_says_which_cue_each_kick_answers() -> None:
    plan = CuePlan(wait_s=(3.0, 6.0))
    played = practice(kicks_at(11.0, 12.0, 40.0), markers=[cue(10.0), cue(20.0)])
    found = reps(played, drill(cues=plan))
    assert [rep.cue_s for rep in found] == [10.0, None, None]
    assert found[0].release_s == pytest.approx(1.0)


def test_a_drive_is_a_repetition_with_the_kick_that_ends_it() -> None:
    played = practice(
        [kick(14.0), kick(40.0)],
        carries=[Carry(10.0, 13.0, 4), Carry(30.0, 33.0, 3)],
    )
    first, second = reps(played, drill(rep=RepUnit.CARRY))
    assert (first.t_s, first.kick_index, first.contacts) == (14.0, 0, 5)
    assert first.touch_to_release_s == pytest.approx(4.0)
    assert (second.t_s, second.kick_index, second.contacts) == (30.0, None, 3)


@pytest.mark.parametrize(("after_s", "ends"), [(2.9, True), (3.1, False)])
def test_a_kick_long_after_a_drive_does_not_end_it(after_s: float, ends: bool) -> None:
    played = practice(kicks_at(13.0 + after_s), carries=[Carry(10.0, 13.0, 4)])
    (rep,) = reps(played, drill(rep=RepUnit.CARRY))
    assert (rep.kick_index is not None) == ends


def test_a_ball_that_stays_with_the_player_may_be_released_later() -> None:
    whole = Possession(10.0, 18.0, 7, PossessionKind.LONG, released=True)
    played = practice(kicks_at(18.0), carries=[Carry(10.0, 13.0, 4)], possessions=[whole])
    assert reps(played, drill(rep=RepUnit.CARRY))[0].kick_index == 0


def test_a_kick_ends_the_drive_right_before_it() -> None:
    played = practice(
        kicks_at(16.0), carries=[Carry(10.0, 13.5, 4), Carry(14.0, 15.5, 3)], possessions=[]
    )
    assert [rep.kick_index for rep in reps(played, drill(rep=RepUnit.CARRY))] == [None, 0]


@pytest.mark.parametrize(("marked_s", "hits"), [(11.5, [True, False]), (15.5, [False, True])])
def test_a_mark_belongs_to_the_last_kick_before_it(marked_s: float, hits: list[bool]) -> None:
    played = practice(kicks_at(10.0, 14.0), markers=[hit(marked_s)])
    assert [rep.hit for rep in reps(played, drill())] == hits


def test_a_mark_right_after_a_kick_belongs_to_the_kick_before() -> None:
    # A ball of 4.4 m/s has not come 5 m far within a tenth of a second.
    played = practice(kicks_at(10.0, 12.0), markers=[hit(12.1)])
    assert [rep.hit for rep in reps(played, drill())] == [True, False]


@pytest.mark.parametrize(("marked_s", "hits"), [(15.9, [True]), (16.1, [None])])
def test_a_mark_long_after_a_kick_belongs_to_none(marked_s: float, hits: list[bool | None]) -> None:
    played = practice(kicks_at(10.0), markers=[hit(marked_s)])
    assert [rep.hit for rep in reps(played, drill())] == hits


def test_without_marks_nobody_says_that_a_kick_missed() -> None:
    assert [rep.hit for rep in reps(practice(kicks_at(10.0, 14.0)), drill())] == [None, None]


def test_three_taps_mark_a_hit() -> None:
    played = practice(kicks_at(10.0), markers=[Marker(11.5, MarkerKind.TAP)])
    assert reps(played, drill())[0].hit is True


def test_the_partners_sensor_tells_which_balls_came_through() -> None:
    # 5 m over short grass at 4.4 m/s take about one and a half seconds.
    partner = practice(contacts=[trap(11.5), trap(39.0)], player_id="p2")
    found = reps(practice(kicks_at(10.0, 20.0, 30.0)), drill(), partner)
    assert [rep.hit for rep in found] == [True, False, False]


@pytest.mark.parametrize(("after_s", "met"), [(0.7, False), (0.9, True), (2.9, True), (3.1, False)])
def test_a_partner_meets_the_ball_about_when_its_speed_says(after_s: float, met: bool) -> None:
    partner = practice(contacts=[trap(11.5), trap(30.0 + after_s)], player_id="p2")
    assert reps(practice(kicks_at(10.0, 30.0)), drill(), partner)[1].hit is met


@pytest.mark.parametrize(("after_s", "met"), [(4.9, True), (5.1, False)])
def test_a_partner_who_plays_the_ball_on_has_met_it(after_s: float, met: bool) -> None:
    partner = practice(kicks_at(30.0 + after_s), contacts=[trap(11.5)], player_id="p2")
    assert reps(practice(kicks_at(10.0, 30.0)), drill(), partner)[1].hit is met


def test_a_ball_back_from_the_wall_tells_its_speed() -> None:
    played = practice([kick(10.0, ball_mps=5.7)], contacts=[trap(10.0 + BACK_AFTER_S)], target=WALL)
    echo = reps(played, drill(wall=True))[0].echo
    assert echo is not None
    assert echo.after_s == pytest.approx(BACK_AFTER_S)
    assert echo.ball_speed_mps.value == pytest.approx(5.7, rel=0.01)
    assert echo.ball_speed_mps.low < 0.9 * 5.7
    assert echo.ball_speed_mps.high > 1.1 * 5.7


@pytest.mark.parametrize("after_s", [0.3, 30.0])
def test_a_contact_when_no_ball_can_be_back_is_no_echo(after_s: float) -> None:
    played = practice([kick(10.0, ball_mps=5.7)], contacts=[trap(10.0 + after_s)], target=WALL)
    assert reps(played, drill(wall=True))[0].echo is None


def test_an_echo_that_contradicts_the_sensor_is_left_out() -> None:
    played = practice(
        [kick(10.0, ball_mps=19.0)], contacts=[trap(10.0 + BACK_AFTER_S)], target=WALL
    )
    assert reps(played, drill(wall=True))[0].echo is None


def test_without_a_wall_there_is_no_echo() -> None:
    played = practice([kick(10.0, ball_mps=5.7)], contacts=[trap(10.0 + BACK_AFTER_S)], target=WALL)
    assert reps(played, drill())[0].echo is None


def test_the_other_leg_may_meet_the_ball_that_comes_back() -> None:
    played = practice([kick(10.0, ball_mps=5.7), kick(20.0)], target=WALL)
    other = practice(contacts=[trap(10.0 + BACK_AFTER_S)], side=Side.LEFT)
    assert reps(played, drill(wall=True))[0].echo is None
    assert reps(played, drill(wall=True), other)[0].echo is not None


def test_an_air_kick_is_no_contact() -> None:
    played = practice(
        [kick(10.0, ball_mps=5.7)],
        contacts=[touch(10.0 + BACK_AFTER_S, ContactKind.AIR_KICK)],
        target=WALL,
    )
    assert reps(played, drill(wall=True))[0].echo is None


def test_the_change_of_heading_is_told_from_before_the_first_contact_to_before_the_swing() -> None:
    played = practice(
        [kick(12.0)], contacts=[trap(10.5)], heading=[(10.0, 0.3), (11.4, -0.9), (13.0, -0.9)]
    )
    (rep,) = reps(played, drill())
    assert rep.heading_change_rad == pytest.approx(-1.2, abs=0.02)


@pytest.mark.parametrize(("from_s", "turned"), [(9.6, True), (9.0, False)])
def test_a_kick_without_a_first_contact_is_looked_at_from_a_usual_time_before(
    from_s: float, turned: bool
) -> None:
    corners = [(from_s, 0.0), (from_s + 0.4, 1.2), (13.0, 1.2)]
    change = reps(practice(kicks_at(12.0), heading=corners), drill())[0].heading_change_rad
    assert change == pytest.approx(1.2 if turned else 0.0, abs=0.02)


def test_a_one_touch_ball_is_not_turned_with() -> None:
    played = practice(kicks_at(12.0), heading=[(9.6, 0.0), (10.0, 1.2), (13.0, 1.2)])
    assert reps(played, drill(one_touch=True))[0].heading_change_rad is None


def test_a_kick_at_the_very_beginning_has_no_change_of_heading() -> None:
    assert reps(practice(kicks_at(1.0)), drill())[0].heading_change_rad is None


@pytest.mark.parametrize(("drift_radps", "told"), [(0.12, True), (0.13, False)])
def test_a_heading_that_drifts_away_is_not_told(drift_radps: float, told: bool) -> None:
    played = practice([kick(12.0)], contacts=[trap(10.5)], heading_drift_radps=drift_radps)
    assert (reps(played, drill())[0].heading_change_rad is not None) == told


def test_kicks_at_the_same_time_are_all_repetitions() -> None:
    found = reps(practice(kicks_at(10.0, 10.0, 10.0), markers=[cue(9.0)]), drill())
    assert [rep.number for rep in found] == [1, 2, 3]


@pytest.mark.parametrize("unit", RepUnit)
def test_a_practice_without_anything_has_no_repetitions(unit: RepUnit) -> None:
    assert reps(practice(), drill(rep=unit, wall=True)) == ()


def test_a_long_session_is_cut_into_repetitions_quickly() -> None:
    times = [2.0 * number for number in range(3000)]
    played = practice(
        [kick(t_s, ball_mps=5.7) for t_s in times],
        contacts=[trap(t_s + 1.0) for t_s in times],
        runs=[(12.0 * number + 0.5, 12.0 * number + 3.0, Gait.RUNNING) for number in range(500)],
        markers=[cue(12.0 * number) for number in range(500)],
        target=WALL,
        duration_s=6002.0,
    )
    asked = drill(Asked("hit_ratio"), rep=RepUnit.CUE, wall=True)
    reps(practice([kick(10.0)], contacts=[trap(12.0)], target=WALL), asked)
    started = time.process_time()
    assert len(reps(played, asked)) == 500
    assert time.process_time() - started < 1.0
