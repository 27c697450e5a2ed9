"""Figures are those that a person counts by hand, and those of other libraries."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind
from kicksense.workflows.scoring import SessionScore
from kicksense.workflows.scoring_detection import detection_figures
from kicksense.workflows.scoring_groups import group_figures
from kicksense.workflows.scoring_players import Figure, PlayerBootstrap
from kicksense.workflows.scoring_speeds import ball_figures, band_figures, foot_figures
from kicksense.workflows.scoring_table import table_of
from kicksense.workflows.scoring_technique import reliability, technique_figures
from tests.workflows.scores_made import event_at, kick_at, labels_of, said_at, session_of

HEEL, INSIDE, INSTEP, UNSURE = (
    Technique.HEEL,
    Technique.INSIDE_FOOT,
    Technique.INSTEP,
    Technique.UNSURE,
)


def _same(first: Figure, second: Figure) -> bool:
    return all(
        a == b or (math.isnan(a) and math.isnan(b))
        for a, b in zip(
            (first.value, first.low, first.high, first.count),
            (second.value, second.low, second.high, second.count),
            strict=True,
        )
    )


# --- detection ---------------------------------------------------------------------------------


def test_precision_recall_and_f1_are_counted_over_all_recordings() -> None:
    sessions = [
        session_of(labels_of(kick_at(5.0), kick_at(9.0)), said_at(5.0), said_at(30.0)),
        session_of(labels_of(kick_at(5.0), kick_at(9.0), player="ben"), said_at(5.0), said_at(9.0)),
    ]
    figures = detection_figures(table_of(sessions))
    assert (figures.kicks, figures.found, figures.false_kicks) == (4, 3, 1)
    assert figures.precision.value == 0.75
    assert figures.recall.value == 0.75
    assert figures.f1.value == pytest.approx(0.75)
    assert 0.0 <= figures.f1.low <= 0.75 <= figures.f1.high <= 1.0


def test_of_no_recordings_nothing_is_claimed() -> None:
    figures = detection_figures(table_of([]))
    assert (figures.kicks, figures.found, figures.false_kicks, figures.hours) == (0, 0, 0, 0.0)
    for figure in (figures.precision, figures.recall, figures.f1, figures.timing_median_s):
        assert math.isnan(figure.value)
    assert figures.by_movement == ()
    assert technique_figures(table_of([])).confusion == ((0,) * 5,) * 3
    assert math.isnan(foot_figures(table_of([]))[0].median_error.value)
    assert group_figures([]) == ()


def test_who_misses_every_kick_has_an_f1_of_nothing() -> None:
    figures = detection_figures(table_of([session_of(labels_of(kick_at(5.0)))]))
    assert figures.recall.value == 0.0
    assert figures.f1.value == 0.0
    assert math.isnan(figures.precision.value)
    assert math.isnan(figures.timing_median_s.value)


def test_false_kicks_where_no_kick_is_cannot_make_an_f1() -> None:
    figures = detection_figures(table_of([session_of(labels_of(), said_at(5.0))]))
    assert figures.precision.value == 0.0
    assert math.isnan(figures.recall.value)
    assert math.isnan(figures.f1.value)


def test_where_not_every_kick_is_labelled_precision_is_not_judged() -> None:
    sessions = [
        session_of(labels_of(kick_at(5.0), complete=False), said_at(5.0), said_at(7.0)),
        session_of(labels_of(kick_at(5.0)), said_at(5.0), said_at(7.0)),
    ]
    figures = detection_figures(table_of(sessions))
    assert figures.recall.value == 1.0
    assert figures.precision.value == 0.5


def test_timing_is_the_time_between_said_and_true() -> None:
    labels = labels_of(*(kick_at(float(t)) for t in (5, 10, 15, 20)))
    said = (said_at(5.01), said_at(9.97), said_at(15.02), said_at(20.09))
    figures = detection_figures(table_of([session_of(labels, *said)]))
    offsets = [0.01, -0.03, 0.02, 0.09]
    assert figures.timing_median_s.value == pytest.approx(np.median(np.abs(offsets)))
    assert figures.timing_p95_s.value == pytest.approx(np.quantile(np.abs(offsets), 0.95))
    assert figures.timing_bias_s.value == pytest.approx(np.median(offsets))


def test_a_label_that_is_itself_unsure_says_nothing_of_timing() -> None:
    labels = labels_of(kick_at(5.0), kick_at(10.0, within_s=0.15))
    figures = detection_figures(table_of([session_of(labels, said_at(5.02), said_at(10.14))]))
    assert figures.found == 2
    assert figures.timing_median_s.value == pytest.approx(0.02)
    assert figures.timing_median_s.count == 1


def test_false_kicks_an_hour_are_those_of_movement_without_a_ball() -> None:
    labels = labels_of(
        kick_at(5.0),
        event_at(35.0, EventKind.TOUCH),
        spans=[(0.0, 10.0, "kick"), (10.0, 30.0, "walk"), (30.0, 40.0, "dribble"),
               (40.0, 60.0, "jog")],
    )  # fmt: skip
    said = (said_at(5.0), said_at(8.0), said_at(20.0), said_at(35.1), said_at(36.0))
    figures = detection_figures(table_of([session_of(labels, *said)]))
    assert figures.false_kicks == 4
    assert figures.hours_without_ball == pytest.approx(40.0 / 3600.0)
    assert figures.false_per_hour.value == pytest.approx(90.0)
    assert figures.false_per_hour.count == 1
    by_name = {m.movement: (m.false_kicks, round(m.hours * 3600.0)) for m in figures.by_movement}
    assert by_name == {"walk": (1, 20), "jog": (0, 20), "dribble": (2, 10)}
    assert figures.really == {"nothing": 3, "touch": 1}
    assert [(e.kind, e.events, e.called_ratio.value) for e in figures.by_event] == [
        ("touch", 1, 1.0)
    ]


def test_air_kicks_are_counted_as_called_and_as_found() -> None:
    events = [event_at(5.0 * n, EventKind.AIR_KICK) for n in range(1, 5)]
    score = session_of(labels_of(*events), said_at(5.1), air_kicks_s=(10.1, 15.0, 40.0))
    figures = detection_figures(table_of([score]))
    assert figures.air_kicks_called.value == 0.25
    assert figures.air_kicks_found.value == 0.5
    assert figures.air_kicks_called.count == 4


# --- technique ---------------------------------------------------------------------------------

_NAMES = ("heel", "inside_foot", "instep")
_pairs = st.lists(
    st.tuples(
        st.sampled_from((HEEL, INSIDE, INSTEP)),
        st.sampled_from((HEEL, INSIDE, INSTEP, UNSURE)),
    ),
    min_size=1,
    max_size=30,
)


def _named(pairs: list[tuple[Technique, Technique]]) -> list[SessionScore]:
    labels = labels_of(*(kick_at(1.0 + n, true) for n, (true, _) in enumerate(pairs)))
    return [session_of(labels, *(said_at(1.0 + n, said) for n, (_, said) in enumerate(pairs)))]


@settings(deadline=None, max_examples=30)
@given(pairs=_pairs)
def test_macro_f1_is_that_of_scikit_learn(pairs: list[tuple[Technique, Technique]]) -> None:
    true = [t.value for t, _ in pairs]
    said = [s.value for _, s in pairs]
    labelled = [name for name in _NAMES if name in true]
    figures = technique_figures(table_of(_named(pairs)))
    expected = f1_score(true, said, labels=labelled, average="macro", zero_division=0.0)
    assert figures.macro_f1.value == pytest.approx(expected)
    assert figures.end_to_end_f1.value == pytest.approx(expected)
    assert figures.accuracy.value == pytest.approx(np.mean([t == s for t, s in pairs]))
    assert figures.abstention.value == pytest.approx(np.mean([s is UNSURE for _, s in pairs]))


def test_a_missed_and_an_invented_kick_count_end_to_end_alone() -> None:
    labels = labels_of(kick_at(5.0, HEEL), kick_at(10.0, HEEL), kick_at(15.0, INSTEP))
    score = session_of(labels, said_at(5.0, HEEL), said_at(15.0, INSTEP), said_at(30.0, HEEL))
    figures = technique_figures(table_of([score]))
    assert figures.macro_f1.value == 1.0
    # Heel: one right, one missed, one invented. Instep: one right.
    assert figures.end_to_end_f1.value == pytest.approx((2 * 1 / (2 * 1 + 1 + 1) + 1.0) / 2)
    assert figures.confusion == ((1, 0, 0, 0, 1), (0, 0, 0, 0, 0), (0, 0, 1, 0, 0))


def test_a_technique_that_nobody_labelled_is_not_averaged_in() -> None:
    labels = labels_of(kick_at(5.0, HEEL), kick_at(10.0, INSTEP))
    score = session_of(labels, said_at(5.0, HEEL), said_at(10.0, INSTEP))
    figures = technique_figures(table_of([score]))
    assert figures.macro_f1.value == 1.0
    assert math.isnan(figures.f1[1].value)


def test_kicks_of_unknown_technique_are_judged_by_abstention_alone() -> None:
    labels = labels_of(kick_at(5.0, UNSURE), kick_at(10.0, UNSURE))
    score = session_of(labels, said_at(5.0, HEEL), said_at(10.0, UNSURE))
    figures = technique_figures(table_of([score]))
    assert figures.kicks == 0
    assert math.isnan(figures.macro_f1.value)
    assert math.isnan(figures.calibration_error)
    assert figures.abstention.value == 0.5


def test_reliability_compares_probability_with_how_often_it_was_right() -> None:
    probabilities = np.array([[0.95, 0.03, 0.02]] * 4 + [[0.3, 0.6, 0.1]] * 5 + [[1.0, 0.0, 0.0]])
    techniques = np.array([0, 0, 0, 1, 1, 1, 1, 0, 2, 0])
    bins, error = reliability(probabilities, techniques)
    assert [(b.low_ratio, b.kicks) for b in bins] == [(0.6, 5), (0.9, 5)]
    assert bins[0].said_ratio == pytest.approx(0.6)
    assert bins[0].right_ratio == pytest.approx(0.6)
    assert bins[1].said_ratio == pytest.approx(0.96)
    assert bins[1].right_ratio == pytest.approx(0.8)
    assert error == pytest.approx(0.5 * 0.16)


# --- speeds ------------------------------------------------------------------------------------


def test_speed_figures_are_those_of_a_known_error() -> None:
    labels = labels_of(
        kick_at(5.0, HEEL, foot=10.0, ball=12.0),
        kick_at(10.0, HEEL, foot=10.0),
        kick_at(15.0, INSTEP, foot=20.0),
        kick_at(20.0, INSTEP, foot=20.0),
        kick_at(25.0, INSTEP),
    )
    said = (
        said_at(5.0, foot=(11.0, 9.0, 12.0)),
        said_at(10.0, foot=(12.0, 11.0, 13.0)),
        said_at(15.0, foot=(16.0, 15.0, 20.0)),
        said_at(25.0),
    )
    table = table_of([session_of(labels, *said)])
    foot = {figures.name: figures for figures in foot_figures(table)}
    assert set(foot) == {"all", "heel", "instep", "unclipped"}
    assert foot["all"].kicks == 3
    assert foot["all"].median_error.value == pytest.approx(0.2)
    assert foot["all"].bias.value == pytest.approx(0.1)
    assert foot["all"].coverage.value == pytest.approx(2 / 3)
    assert foot["heel"].coverage.value == 0.5
    assert foot["all"].width.value == pytest.approx(12.0 / 9.0)
    ball = ball_figures(table)[0]
    assert (ball.kicks, ball.median_error.value, ball.coverage.value) == (1, 0.0, 1.0)


def test_an_interval_without_an_upper_end_is_endlessly_wide_and_no_trouble() -> None:
    labels = labels_of(kick_at(5.0, foot=10.0), kick_at(10.0, foot=10.0))
    said = (said_at(5.0, foot=(9.0, 8.0, math.inf)), said_at(10.0, foot=(9.0, 0.0, math.inf)))
    other = session_of(labels_of(kick_at(5.0, foot=10.0), player="ben"), said_at(5.0))
    figures = foot_figures(table_of([session_of(labels, *said), other]))[0]
    assert figures.width.value == math.inf
    assert figures.coverage.value == 1.0


def test_soft_and_hard_kicks_are_counted_apart() -> None:
    labels = labels_of(
        kick_at(5.0, ball=2.0), kick_at(10.0, ball=2.9), kick_at(15.0, ball=3.0),
        kick_at(20.0, ball=30.0), kick_at(25.0),
    )  # fmt: skip
    said = (said_at(5.0, ball=(3.0, 1.0, 4.0)), said_at(15.0, ball=(3.0, 2.0, 4.0)))
    bands = band_figures(table_of([session_of(labels, *said)]))
    counted = [(band.low_mps, band.high_mps, band.kicks, band.recall.value) for band in bands]
    assert counted == [(0.0, 3.0, 2, 0.5), (3.0, 5.0, 1, 1.0), (18.0, math.inf, 1, 0.0)]
    assert bands[0].ball_error.value == pytest.approx(0.5)
    assert math.isnan(bands[2].ball_error.value)


# --- players -----------------------------------------------------------------------------------


def test_one_player_gives_a_figure_without_an_interval() -> None:
    figures = detection_figures(table_of([session_of(labels_of(kick_at(5.0)), said_at(5.0))]))
    assert figures.recall.value == 1.0
    assert math.isnan(figures.recall.low)
    assert math.isnan(figures.recall.high)
    assert math.isnan(figures.timing_median_s.low)


def test_players_who_differ_make_a_wide_interval_and_players_alike_make_none() -> None:
    same = PlayerBootstrap.drawn(20, 1)
    alike = same.of_ratio(np.full(20, 8.0), np.full(20, 10.0))
    unlike = same.of_ratio(np.tile([10.0, 6.0], 10), np.full(20, 10.0))
    assert alike.value == unlike.value == pytest.approx(0.8)
    assert alike.high - alike.low < 1e-9
    assert unlike.high - unlike.low > 0.1


def test_the_interval_over_players_is_as_wide_as_theory_says() -> None:
    rng = np.random.default_rng(3)
    shares = rng.uniform(0.5, 1.0, size=60)
    figure = PlayerBootstrap.drawn(60, 1).of_ratio(shares * 100.0, np.full(60, 100.0))
    expected = 2 * 1.96 * shares.std(ddof=1) / math.sqrt(60)
    assert figure.high - figure.low == pytest.approx(expected, rel=0.1)


def test_quantiles_of_resamples_are_those_of_repeated_rows() -> None:
    rng = np.random.default_rng(5)
    values, players = rng.normal(size=40), rng.integers(0, 6, size=40)
    bootstrap = PlayerBootstrap.drawn(6, 2, resamples=200)
    for share in (0.0, 0.3, 0.5, 0.95, 1.0):
        slow = [
            np.quantile(np.repeat(values, row[players].astype(int)), share, method="inverted_cdf")
            for row in bootstrap.weights
        ]
        figure = bootstrap.of_quantile(values, players, share)
        assert figure.low == pytest.approx(np.quantile(slow, 0.025))
        assert figure.high == pytest.approx(np.quantile(slow, 0.975))


def test_resamples_without_the_only_player_who_kicks_are_left_out() -> None:
    bootstrap = PlayerBootstrap.drawn(3, 4)
    figure = bootstrap.of_quantile(np.array([1.0, 2.0]), np.array([1, 1]), 0.5)
    assert (figure.low, figure.high) == (1.0, 1.0)
    ratio = bootstrap.of_ratio(np.array([0.0, 3.0, 0.0]), np.array([0.0, 4.0, 0.0]))
    assert (ratio.low, ratio.high) == (0.75, 0.75)


# --- whatever is said ---------------------------------------------------------------------------

_times = st.lists(st.floats(0.5, 20.0), max_size=6)
_many = st.lists(st.tuples(st.sampled_from("abc"), _times, _times), min_size=1, max_size=4)


def _scored(drawn: list[tuple[str, list[float], list[float]]]) -> list[SessionScore]:
    return [
        session_of(
            labels_of(*(kick_at(t, foot=9.0) for t in sorted(true)), player=player),
            *(said_at(t) for t in sorted(said)),
        )
        for player, true, said in drawn
    ]


@settings(deadline=None, max_examples=40)
@given(drawn=_many)
def test_shares_lie_between_nothing_and_all(
    drawn: list[tuple[str, list[float], list[float]]],
) -> None:
    figures = detection_figures(table_of(_scored(drawn)))
    assert figures.found + figures.false_kicks == sum(len(said) for _, _, said in drawn)
    for figure in (figures.precision, figures.recall, figures.f1):
        for value in (figure.value, figure.low, figure.high):
            assert math.isnan(value) or 0.0 <= value <= 1.0
    assert math.isnan(figures.timing_p95_s.value) or figures.timing_p95_s.value <= 0.1 + 1e-6


@settings(deadline=None, max_examples=20)
@given(drawn=_many)
def test_the_order_of_the_recordings_changes_nothing(
    drawn: list[tuple[str, list[float], list[float]]],
) -> None:
    forth, back = (table_of(_scored(order)) for order in (drawn, drawn[::-1]))
    first, second = detection_figures(forth), detection_figures(back)
    assert _same(first.f1, second.f1)
    assert _same(first.timing_median_s, second.timing_median_s)
    assert _same(foot_figures(forth)[0].coverage, foot_figures(back)[0].coverage)


# --- groups ------------------------------------------------------------------------------------


def test_groups_are_given_one_by_one_numbers_by_their_size() -> None:
    sessions = [
        session_of(
            labels_of(kick_at(5.0), groups={"rate": rate, "mount": "plain"}, player=rate),
            *([said_at(5.0)] if rate != "50" else []),
        )
        for rate in ("1000", "50", "200")
    ]
    figures = group_figures(sessions)
    assert [(g.group, g.value, g.kicks, g.recall.value) for g in figures] == [
        ("rate", "50", 1, 0.0),
        ("rate", "200", 1, 1.0),
        ("rate", "1000", 1, 1.0),
    ]


def test_a_recording_with_two_faults_belongs_to_both() -> None:
    sessions = [
        session_of(labels_of(kick_at(5.0), groups={"faults": faults}), said_at(5.0))
        for faults in ("none", "gaps+noise", "noise")
    ]
    kicks = {figures.value: figures.kicks for figures in group_figures(sessions)}
    assert kicks == {"none": 1, "gaps": 1, "noise": 2}
