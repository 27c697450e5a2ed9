import math
from collections.abc import Sequence

import pytest

from kicksense.coaching.given_cues import given_cues
from kicksense.coaching.measured import Material, Measured
from kicksense.coaching.reps import reps_of
from kicksense.coaching.runs import runs_of
from kicksense.coaching.score_kinds import SCORE_KINDS, Unit
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.coaching.scores import SCORE_FUNCTIONS, is_met
from kicksense.domain.drill import Asked, CuePlan, Drill, RepUnit
from kicksense.domain.kick import ContactKind, Estimate, PowerBand, Target, Technique
from kicksense.domain.locomotion import Carry, Gait, KickSurroundings, Step, TouchFeel, Turn
from kicksense.domain.score_card import History, Missing, Practice
from tests.practices import bout, cue, drill, hit, kick, kicks_at, practice, touch, trap

SETTINGS = ScoreSettings()
CUED = drill(rep=RepUnit.CUE)
TURNS = drill(rep=RepUnit.TURN)
PLAIN = drill()


def measured(
    name: str, played: Practice, asked: Drill = PLAIN, *, others: Sequence[Practice] = ()
) -> Measured:
    return SCORE_FUNCTIONS[name](
        Material(
            practice=played,
            drill=asked,
            reps=reps_of(played, asked, others, settings=SETTINGS),
            cues=given_cues(played, asked, others, SETTINGS),
            runs=runs_of(played.activity.bouts),
            others=tuple(others),
            history=History(),
            settings=SETTINGS,
        )
    )


def value(
    name: str, played: Practice, asked: Drill = PLAIN, *, others: Sequence[Practice] = ()
) -> float:
    found = measured(name, played, asked, others=others)
    assert found.value is not None, found.missing
    return found.value


def missing(
    name: str, played: Practice, asked: Drill = PLAIN, *, others: Sequence[Practice] = ()
) -> Missing | None:
    found = measured(name, played, asked, others=others)
    assert found.value is None
    return found.missing


def cued_runs(*onsets_s: float, spacing_s: float = 15.0) -> Practice:
    """Give a practice with a cue every so often and a start so long after each."""
    cues = [10.0 + spacing_s * number for number in range(len(onsets_s))]
    return practice(
        runs=[
            (at_s + onset_s, at_s + onset_s + 3.0, Gait.SPRINTING)
            for at_s, onset_s in zip(cues, onsets_s, strict=True)
        ],
        markers=[cue(at_s) for at_s in cues],
        duration_s=30.0 + spacing_s * len(onsets_s),
    )


def test_every_score_kind_has_a_function_and_every_function_a_kind() -> None:
    assert set(SCORE_FUNCTIONS) == set(SCORE_KINDS)


@pytest.mark.parametrize("name", SCORE_KINDS)
@pytest.mark.parametrize("unit", RepUnit)
def test_an_empty_practice_has_a_count_of_nothing_or_a_reason(name: str, unit: RepUnit) -> None:
    found = measured(name, practice(), drill(rep=unit, wall=True))
    assert (found.value is None) == (found.missing is not None)
    if found.value is not None:
        assert found.value == 0.0
        assert SCORE_KINDS[name].unit in (Unit.COUNT, Unit.NEWTON_SECONDS)


def test_repetitions_are_counted() -> None:
    assert value("repetitions", practice(kicks_at(1.0, 2.0, 3.0))) == 3.0


def test_a_cue_that_nobody_answered_is_no_repetition() -> None:
    played = practice(kicks_at(12.0), markers=[cue(10.0), cue(30.0)])
    assert value("repetitions", played, CUED) == 1.0


def test_the_share_as_asked_leaves_unsure_kicks_out() -> None:
    played = practice(
        [kick(1.0), kick(2.0), kick(3.0, Technique.INSTEP), kick(4.0, Technique.UNSURE)]
    )
    found = measured("as_asked_ratio", played)
    assert found.value == pytest.approx(2.0 / 3.0)
    assert found.count == 3


def test_where_anything_goes_nothing_is_as_asked() -> None:
    asked = drill(techniques=())
    assert missing("as_asked_ratio", practice(kicks_at(1.0)), asked) is Missing.NOT_MEASURED


@pytest.mark.parametrize(
    ("breaker", "streak"),
    [
        ({}, 5.0),
        ({"power": PowerBand.HEAVY}, 2.0),
        ({"power": PowerBand.UNDER_HIT}, 2.0),
        ({"technique": Technique.INSTEP}, 2.0),
        ({"technique": Technique.UNSURE}, 5.0),
        ({"power": None}, 5.0),
    ],
)
def test_a_streak_lasts_until_something_is_wrong(breaker: dict[str, object], streak: float) -> None:
    kicks = [*kicks_at(2.0, 4.0), *kicks_at(6.0, **breaker), *kicks_at(8.0, 10.0)]
    assert value("longest_streak", practice(kicks)) == streak


@pytest.mark.parametrize(("pause_s", "streak"), [(11.9, 3.0), (12.1, 2.0)])
def test_a_long_pause_breaks_a_streak(pause_s: float, streak: float) -> None:
    played = practice(kicks_at(2.0, 4.0, 4.0 + pause_s))
    assert value("longest_streak", played) == streak


def test_a_second_touch_breaks_a_one_touch_streak_only() -> None:
    played = practice(kicks_at(2.0, 6.0, 10.0), contacts=[touch(5.0)])
    assert value("longest_streak", played) == 3.0
    assert value("longest_streak", played, drill(one_touch=True)) == 1.0


def test_the_rhythm_leaves_breaks_out() -> None:
    times = [2.0, 5.0, 8.0, 40.0, 43.5, 46.0]
    assert value("rhythm_s", practice(kicks_at(*times))) == pytest.approx(3.0)


def test_two_intervals_are_no_rhythm() -> None:
    assert missing("rhythm_s", practice(kicks_at(2.0, 4.0, 6.0))) is Missing.TOO_FEW


def test_an_even_rhythm_has_no_spread_and_an_uneven_one_has() -> None:
    even = practice(kicks_at(*(3.0 * number for number in range(8))))
    gaps = [2.0, 4.0, 2.5, 3.5, 3.0, 5.0, 2.0]
    uneven = practice(kicks_at(*(sum(gaps[:number]) for number in range(8))))
    assert value("rhythm_spread_ratio", even) == pytest.approx(0.0, abs=1e-9)
    assert value("rhythm_spread_ratio", uneven) > 0.2


def test_the_bands_are_counted_as_they_were_judged() -> None:
    bands = [PowerBand.GOOD] * 5 + [PowerBand.HEAVY] * 2 + [PowerBand.EXCESS, PowerBand.UNDER_HIT]
    played = practice([kick(2.0 * at, power=band) for at, band in enumerate(bands, start=1)])
    assert value("in_band_ratio", played) == pytest.approx(5.0 / 9.0)
    assert value("too_hard_ratio", played) == pytest.approx(3.0 / 9.0)
    assert value("under_hit_ratio", played) == pytest.approx(1.0 / 9.0)


@pytest.mark.parametrize(
    "name", ["in_band_ratio", "too_hard_ratio", "under_hit_ratio", "arrival_speed_mps"]
)
def test_without_a_target_nothing_is_said_of_weight(name: str) -> None:
    played = practice(kicks_at(2.0, power=None), target=None)
    assert missing(name, played) is Missing.NO_TARGET


def test_speeds_are_medians_that_stay_as_unsure_as_one_kick() -> None:
    played = practice([kick(float(at), ball_mps=4.0 + 0.1 * at) for at in range(1, 12)])
    found = measured("ball_speed_mps", played)
    assert found.value == pytest.approx(4.6)
    assert found.interval == pytest.approx((4.6 / 1.2, 4.6 * 1.2))


def test_the_arrival_is_the_median_at_the_target() -> None:
    arrivals = [Estimate(2.0, 1.0, 3.0), Estimate(0.0, 0.0, 1.0), Estimate(3.0, 2.0, 4.0)]
    played = practice([kick(float(at), arrival=one) for at, one in enumerate(arrivals, start=1)])
    assert value("arrival_speed_mps", played) == 2.0


def test_the_spread_of_weight_is_that_of_the_technique_used_most() -> None:
    even = [kick(2.0 * at, ball_mps=5.0) for at in range(1, 8)]
    shots = [kick(50.0 + at, Technique.INSTEP, ball_mps=10.0 + 4.0 * at) for at in range(5)]
    assert value("weight_spread_ratio", practice([*even, *shots])) == pytest.approx(0.0)


@pytest.mark.parametrize(("kicks", "told"), [(4, False), (5, True)])
def test_four_balls_have_no_spread(kicks: int, told: bool) -> None:
    played = practice(kicks_at(*(2.0 * at for at in range(1, kicks + 1))))
    assert (measured("weight_spread_ratio", played).value is not None) == told


def test_echoes_are_counted_where_there_is_a_wall() -> None:
    wall = Target(4.0, "indoor", (3.0, 6.0))
    back_s = (1.9, 2.4, 3.0, 60.0)
    kicks = [kick(10.0 * at, ball_mps=6.5) for at in range(1, 5)]
    traps = [trap(10.0 * at + after) for at, after in enumerate(back_s, start=1)]
    played = practice(kicks, contacts=traps, target=wall)
    asked = drill(wall=True)
    assert value("echoes", played, asked) == 3.0
    found = measured("echo_ball_speed_mps", played, asked)
    assert found.value is not None
    assert found.interval is not None
    assert found.interval[0] < found.value < found.interval[1]
    assert missing("echoes", played) is Missing.NO_WALL
    assert missing("echo_ball_speed_mps", practice(kicks, target=wall), asked) is Missing.NO_ECHO


def test_hits_are_counted_and_have_no_interval() -> None:
    found = measured(
        "hit_ratio", practice(kicks_at(10.0, 20.0, 30.0, 40.0), markers=[hit(11.5), hit(41.5)])
    )
    assert (found.value, found.interval, found.count) == (0.5, None, 4)


def test_without_a_mark_there_is_no_share_of_hits() -> None:
    assert missing("hit_ratio", practice(kicks_at(10.0))) is Missing.NO_MARKS


def test_the_load_is_what_all_balls_took_with_them() -> None:
    found = measured("kick_load_ns", practice(kicks_at(1.0, 2.0, ball_mps=10.0)))
    assert found.value == pytest.approx(0.43 * 20.0)
    assert found.interval == pytest.approx((0.43 * 20.0 / 1.2, 0.43 * 20.0 * 1.2))


def test_the_share_of_heel_kicks_is_of_the_sure_ones() -> None:
    played = practice([kick(1.0), kick(2.0, Technique.INSIDE_FOOT), kick(3.0, Technique.UNSURE)])
    assert value("heel_ratio", played) == 0.5


def test_touches_are_all_contacts_but_no_air_kicks() -> None:
    played = practice(
        kicks_at(1.0, 5.0), contacts=[trap(4.0), touch(8.0), touch(9.0, ContactKind.AIR_KICK)]
    )
    assert value("touches", played) == 4.0


def test_one_touch_shares_and_contacts_count_turns() -> None:
    played = practice(kicks_at(5.0, 15.0, 25.0), contacts=[trap(14.0), touch(40.0)])
    assert value("one_touch_ratio", played) == pytest.approx(2.0 / 3.0)
    assert value("contacts_per_turn", played) == pytest.approx(4.0 / 3.0)
    assert value("one_touch_ratio", played, TURNS) == pytest.approx(2.0 / 3.0)
    assert value("contacts_per_turn", played, TURNS) == pytest.approx(4.0 / 3.0)


def test_the_first_touch_is_felt_and_not_the_second() -> None:
    traps = [10.0, 20.0, 30.0]
    played = practice(
        kicks_at(*(at + 1.6 for at in traps)),
        contacts=[one for at in traps for one in (trap(at), touch(at + 0.8))],
        touches=[
            feel
            for at, jolt in zip(traps, (20.0, 30.0, 90.0), strict=True)
            for feel in (TouchFeel(at, jolt, 0.1), TouchFeel(at + 0.8, 5.0, 0.1))
        ],
    )
    assert value("first_touch_jolt_mps2", played, TURNS) == 30.0


def test_a_clipped_first_touch_is_left_out() -> None:
    played = practice(contacts=[trap(10.0)], touches=[TouchFeel(10.0, math.nan, 0.1)])
    assert missing("first_touch_jolt_mps2", played) is Missing.NO_REPS


def test_touch_to_release_leaves_one_touch_balls_out() -> None:
    played = practice(
        kicks_at(11.0, 21.2, 31.4, 50.0), contacts=[trap(10.0), trap(20.0), trap(30.0)]
    )
    assert value("touch_to_release_s", played) == pytest.approx(1.2)


def test_possessions_are_counted_and_long_ones_shared() -> None:
    played = practice(kicks_at(11.0, 22.0, 40.0), contacts=[trap(10.0), trap(20.2)])
    assert value("possessions", played) == 3.0
    assert value("long_possession_ratio", played) == pytest.approx(1.0 / 3.0)


def test_drives_are_counted_with_the_rise_of_their_steps() -> None:
    rises = (1.3, 0.9, 1.2, None)
    played = practice(
        carries=[
            Carry(10.0 * at, 10.0 * at + 3.0, 4, rise) for at, rise in enumerate(rises, start=1)
        ]
    )
    assert value("carries", played) == 4.0
    assert value("carry_cadence_rise_ratio", played) == pytest.approx(1.2)


@pytest.mark.parametrize(
    ("angle_rad", "power", "count"),
    [
        (1.1, PowerBand.GOOD, 1.0),
        (-1.1, PowerBand.GOOD, 1.0),
        (1.0, PowerBand.GOOD, 0.0),
        (1.1, PowerBand.UNDER_HIT, 0.0),
    ],
)
def test_a_switch_turns_far_and_arrives(angle_rad: float, power: PowerBand, count: float) -> None:
    played = practice(
        kicks_at(12.0, power=power),
        contacts=[trap(10.5)],
        heading=[(10.0, 0.0), (11.3, angle_rad), (13.0, angle_rad)],
    )
    assert value("switches", played) == count


def test_a_heading_that_is_unsure_gives_no_switches() -> None:
    played = practice(kicks_at(12.0), contacts=[trap(10.5)], heading_drift_radps=1.0)
    assert missing("switches", played) is Missing.HEADING_UNSURE
    assert missing("heading_change_rad", played) is Missing.HEADING_UNSURE


def test_chains_count_own_passes_and_their_tempo() -> None:
    played = practice(kicks_at(10.0, 13.0, 16.5, 19.5, 40.0))
    assert value("longest_chain", played) == 4.0
    assert value("chain_tempo_s", played) == pytest.approx(3.0)


def test_a_team_needs_another_players_sensor() -> None:
    own = practice(kicks_at(10.0))
    assert missing("team_longest_chain", own) is Missing.NO_OTHER_SENSOR
    partner = practice(contacts=[trap(11.2)], player_id="p2")
    assert value("team_longest_chain", own, others=[partner]) == 1.0


def test_the_next_step_is_read_after_the_kicks_of_repetitions() -> None:
    waits = (0.5, 0.7, math.nan, 0.9)
    around = [
        KickSurroundings(2.0 * at, 0.0, 0.0, 2.0, 0.0, wait_s, 0.4)
        for at, wait_s in enumerate(waits, start=1)
    ]
    played = practice(kicks_at(2.0, 4.0, 6.0, 8.0), surroundings=around)
    assert value("step_after_s", played) == pytest.approx(0.7)


def test_starts_after_cues_have_median_spread_and_share_on_time() -> None:
    played = cued_runs(-0.3, -0.1, 0.2, 0.3, 0.4, 0.7)
    assert value("onset_s", played, CUED) == pytest.approx(0.25)
    assert value("on_time_ratio", played, CUED) == pytest.approx(4.0 / 6.0)
    assert value("onset_spread_s", played, CUED) == pytest.approx(1.4826 * 0.25)


@pytest.mark.parametrize(
    ("onset_s", "on_time"), [(-0.21, 0.0), (-0.19, 1.0), (0.59, 1.0), (0.61, 0.0)]
)
def test_a_start_is_on_time_within_the_coaches_window(onset_s: float, on_time: float) -> None:
    assert value("on_time_ratio", cued_runs(onset_s), CUED) == on_time


def test_a_reaction_is_neither_an_early_start_nor_a_lucky_one() -> None:
    played = cued_runs(-0.3, 0.05, 0.3, 0.4, 0.5)
    assert value("reaction_s", played, CUED) == pytest.approx(0.4)
    assert measured("reaction_s", played, CUED).count == 3


def test_a_reaction_without_a_run_is_the_start_of_the_swing() -> None:
    asked = drill(rep=RepUnit.TURN, cues=CuePlan(wait_s=(3.0, 6.0)))
    cues = [10.0, 20.0, 30.0]
    played = practice(kicks_at(*(at + 0.9 for at in cues)), markers=[cue(at) for at in cues])
    assert value("reaction_s", played, asked) == pytest.approx(0.55)
    assert value("cue_to_release_s", played, asked) == pytest.approx(0.9)


@pytest.mark.parametrize(
    "name",
    ["reaction_s", "onset_s", "on_time_ratio", "cue_to_release_s", "second_effort_ratio"],
)
def test_without_cues_nothing_answers_them(name: str) -> None:
    played = practice(kicks_at(12.0), runs=[(10.0, 12.0, Gait.RUNNING)])
    assert missing(name, played, CUED) is Missing.NO_CUES


def test_adjusting_to_a_second_cue_is_the_next_turn_or_start_after_it() -> None:
    asked = drill(rep=RepUnit.CUE, cues=CuePlan(wait_s=(5.0, 8.0), second_after_s=1.5))
    firsts = [10.0, 30.0, 50.0, 70.0]
    played = practice(
        runs=[(50.3, 51.0, Gait.RUNNING), (52.1, 54.0, Gait.RUNNING)],
        turns=[Turn(11.9, 12.4, 0.8, 0.1), Turn(32.0, 32.4, 0.8, 0.1), Turn(90.0, 91.0, 1.0, 0.1)],
        markers=[cue(at + after) for at in firsts for after in (0.0, 1.5)],
    )
    assert value("second_cue_latency_s", played, asked) == pytest.approx(0.5)
    assert missing("second_cue_latency_s", cued_runs(0.3), CUED) is Missing.NO_CUES


def test_the_gap_to_a_defender_is_their_start_after_the_players() -> None:
    played = cued_runs(0.3, 0.3, 0.3)
    defender = practice(
        runs=[
            (10.3 + 15.0 * at + gap, 13.0 + 15.0 * at + gap, Gait.RUNNING)
            for at, gap in enumerate((0.4, -0.2, 0.6))
        ],
        player_id="p2",
    )
    asked = drill(rep=RepUnit.CUE, sensors=2)
    assert value("shadow_gap_s", played, asked, others=[defender]) == pytest.approx(0.4)
    assert missing("shadow_gap_s", played, asked) is Missing.NO_OTHER_SENSOR


def test_sprints_are_counted_with_cadence_and_best_swing() -> None:
    played = practice(
        bouts=[
            bout(0.0, 5.0, Gait.WAITING),
            bout(5.0, 8.0, Gait.SPRINTING, peak_radps=15.0),
            bout(8.0, 12.0, Gait.WALKING),
            bout(12.0, 15.0, Gait.SPRINTING, peak_radps=17.0),
            bout(15.0, 20.0, Gait.RUNNING, peak_radps=18.0),
            bout(20.0, 21.0, Gait.SPRINTING, peak_radps=16.0),
        ]
    )
    assert value("sprints", played) == 3.0
    assert value("sprint_cadence_hz", played) == pytest.approx(4.0)
    assert value("sprint_peak_radps", played) == 17.0


def test_what_needs_no_cue_is_told_where_nobody_gave_any() -> None:
    played = practice(
        kicks_at(12.0, 32.0, 52.0, ball_mps=15.0), runs=[(10.0, 12.0, Gait.SPRINTING)]
    )
    assert value("ball_speed_mps", played, CUED) == 15.0
    assert value("sprint_peak_radps", played, CUED) == 14.0


def test_a_run_that_no_cue_asked_for_is_no_sprint_of_the_drill() -> None:
    played = practice(
        bouts=[
            bout(10.3, 12.0, Gait.RUNNING, peak_radps=11.0),
            bout(12.0, 20.0, Gait.WAITING),
            bout(20.0, 22.0, Gait.SPRINTING, peak_radps=16.0),
        ],
        markers=[cue(10.0)],
    )
    assert value("sprint_peak_radps", played, CUED) == 11.0


def test_the_effort_needs_an_earlier_best() -> None:
    assert missing("sprint_effort_ratio", cued_runs(0.3), CUED) is Missing.NO_HISTORY


def test_second_efforts_are_shared_over_the_runs_that_answer_cues() -> None:
    played = practice(
        runs=[
            (10.3, 12.0, Gait.RUNNING),
            (13.0, 14.0, Gait.RUNNING),
            (30.3, 32.0, Gait.RUNNING),
            (34.5, 36.0, Gait.RUNNING),
        ],
        markers=[cue(10.0), cue(30.0)],
    )
    assert value("second_effort_ratio", played, CUED) == 0.5


def test_without_cues_a_second_effort_is_no_first_one() -> None:
    played = practice(
        runs=[(10.0, 12.0, Gait.RUNNING), (13.0, 14.0, Gait.RUNNING), (40.0, 42.0, Gait.RUNNING)]
    )
    assert value("second_effort_ratio", played) == 0.5


def test_light_feet_are_counted_before_the_cue_and_not_in_the_run() -> None:
    played = practice(
        runs=[(at + 0.4, at + 3.0, Gait.SPRINTING) for at in (10.0, 25.0, 40.0)],
        steps=[Step(0.25 * number, 3.0, 20.0) for number in range(48)],
        markers=[cue(at) for at in (10.0, 25.0, 40.0)],
    )
    found = measured("waiting_step_rate_hz", played, CUED)
    # Four steps of one leg a second before the first cue, none before the others.
    assert found.value == 0.0
    assert found.count == 3


def test_light_feet_count_both_legs() -> None:
    played = practice(
        steps=[Step(0.5 * number, 3.0, 20.0) for number in range(200)],
        markers=[cue(at) for at in (10.0, 25.0, 40.0)],
    )
    assert value("waiting_step_rate_hz", played, CUED) == pytest.approx(4.0)


def test_a_finish_is_one_contact_that_is_a_kick() -> None:
    played = practice(
        kicks_at(13.0, 33.0),
        contacts=[trap(32.0), trap(52.0)],
        markers=[cue(at) for at in (10.0, 30.0, 50.0, 70.0)],
    )
    found = measured("one_contact_finish_ratio", played, CUED)
    assert found.value == pytest.approx(1.0 / 3.0)
    assert found.count == 3


def _share(yes: int, of: int) -> Measured:
    bands = [PowerBand.GOOD] * yes + [PowerBand.HEAVY] * (of - yes)
    played = practice([kick(2.0 * at, power=band) for at, band in enumerate(bands, start=1)])
    return measured("in_band_ratio", played)


@pytest.mark.parametrize(
    ("yes", "met"), [(10, True), (8, True), (7, None), (6, None), (5, False), (0, False)]
)
def test_a_share_is_too_close_to_call_where_one_repetition_decides(
    yes: int, met: bool | None
) -> None:
    assert is_met(_share(yes, 10), Asked("in_band_ratio", least=0.7)) is met


@pytest.mark.parametrize(("yes", "met"), [(0, True), (1, True), (2, None), (3, None), (4, False)])
def test_a_share_that_should_be_small_is_judged_alike(yes: int, met: bool | None) -> None:
    assert is_met(_share(yes, 10), Asked("in_band_ratio", most=0.2)) is met


def test_all_of_all_is_enough_whatever_is_asked() -> None:
    assert is_met(_share(6, 6), Asked("in_band_ratio", least=1.0)) is True


def test_a_count_is_judged_as_it_is() -> None:
    asked = Asked("repetitions", least=3.0)
    assert is_met(measured("repetitions", practice(kicks_at(1.0, 2.0, 3.0))), asked) is True
    assert is_met(measured("repetitions", practice(kicks_at(1.0, 2.0))), asked) is False


def test_three_numbers_decide_only_where_all_agree() -> None:
    asked = Asked("onset_s", most=0.6)
    assert is_met(measured("onset_s", cued_runs(0.3, 0.4, 0.5), CUED), asked) is True
    assert is_met(measured("onset_s", cued_runs(0.3, 0.4, 0.7), CUED), asked) is None
    assert is_met(measured("onset_s", cued_runs(0.7, 0.8, 0.9), CUED), asked) is False


def test_nothing_asked_and_nothing_measured_are_not_judged() -> None:
    assert is_met(Measured(1.0), Asked("repetitions")) is None
    assert is_met(Measured(None, missing=Missing.NO_REPS), Asked("onset_s", most=1.0)) is None


def test_a_score_between_two_bounds_must_keep_both() -> None:
    asked = Asked("onset_s", least=-0.2, most=0.6)
    assert is_met(Measured(0.1, margin=(0.0, 0.3)), asked) is True
    assert is_met(Measured(0.5, margin=(0.3, 0.8)), asked) is None
    assert is_met(Measured(0.9, margin=(0.7, 1.1)), asked) is False
    assert is_met(Measured(-0.4, margin=(-0.5, -0.3)), asked) is False


def test_without_any_cue_nobody_is_told_that_no_repetition_was_played() -> None:
    played = practice(kicks_at(20.0, 40.0))
    assert missing("repetitions", played, CUED) is Missing.NO_CUES
    assert missing("longest_streak", played, CUED) is Missing.NO_CUES
    cued = practice(kicks_at(20.0, 40.0), markers=[cue(19.0), cue(39.0)])
    assert value("repetitions", cued, CUED) == 2
