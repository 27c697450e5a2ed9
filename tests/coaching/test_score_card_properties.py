"""What holds for every score card, whatever was recorded."""

import math
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kicksense.coaching.score_card import score_card
from kicksense.coaching.score_kinds import SCORE_KINDS, Unit
from kicksense.domain.drill import Asked, CuePlan, Drill, RepUnit
from kicksense.domain.kick import (
    ContactKind,
    ContactReport,
    Estimate,
    KickReport,
    PowerBand,
    Technique,
)
from kicksense.domain.live import Marker, MarkerKind
from kicksense.domain.locomotion import Carry, Gait, Step, TouchFeel, Turn
from kicksense.domain.score_card import Practice, ScoreCard
from tests.practices import TARGET, drill, kick, practice

LENGTH_S = 100.0
SHIFT_S = 4096.0
"""Of two, so that adding it to times on a grid of 1/64 s loses nothing."""

_ticks = st.integers(0, round(64 * LENGTH_S)).map(lambda tick: tick / 64.0)
_numbers = st.one_of(st.floats(0.0, 1e4), st.just(math.nan))
_estimates = st.tuples(st.floats(0.0, 30.0), st.floats(0.0, 5.0)).map(
    lambda pair: Estimate(pair[0] + pair[1], pair[0], pair[0] + 3.0 * pair[1])
)


@st.composite
def kicks(draw: st.DrawFn) -> KickReport:
    ball = draw(_estimates)
    made: KickReport = kick(
        draw(_ticks),
        draw(st.sampled_from(Technique)),
        power=draw(st.one_of(st.none(), st.sampled_from(PowerBand))),
        features=draw(st.dictionaries(st.sampled_from(["swing_angle_rad"]), _numbers)),
    )
    return replace(made, ball_speed_mps=ball)


_contacts = st.builds(ContactReport, _ticks, st.sampled_from(ContactKind))
_markers = st.builds(
    Marker,
    st.one_of(_ticks, st.sampled_from([-50.0, 900.0])),
    st.sampled_from(MarkerKind),
    st.sampled_from(["", "lost"]),
)
_turns = st.builds(lambda at, angle: Turn(at, at + 0.5, angle, 0.1), _ticks, st.floats(-3, 3))
_carries = st.builds(
    lambda at, rise: Carry(at, at + 2.0, 3, rise), _ticks, st.one_of(st.none(), st.floats(0.5, 2))
)
_steps = st.builds(lambda at: Step(at, 5.0, 20.0), _ticks)


@st.composite
def runs(draw: st.DrawFn) -> list[tuple[float, float, Gait]]:
    corners = sorted(draw(st.lists(_ticks, max_size=8, unique=True)))
    gaits = st.sampled_from([Gait.RUNNING, Gait.SPRINTING, Gait.WALKING])
    return [
        (start, stop, draw(gaits))
        for start, stop in zip(corners[::2], corners[1::2], strict=False)
        if stop > start
    ]


@st.composite
def practices(draw: st.DrawFn, player_id: str | None = "p1") -> Practice:
    contacts = draw(st.lists(_contacts, max_size=12))
    return practice(
        draw(st.lists(kicks(), max_size=12)),
        contacts=contacts,
        runs=draw(runs()),
        steps=sorted(draw(st.lists(_steps, max_size=20)), key=lambda step: step.t_s),
        turns=sorted(draw(st.lists(_turns, max_size=4)), key=lambda turn: turn.start_s),
        carries=sorted(draw(st.lists(_carries, max_size=3)), key=lambda carry: carry.start_s),
        touches=[
            TouchFeel(one.t_s, draw(_numbers), 0.1)
            for one in sorted(contacts, key=lambda one: one.t_s)
            if one.kind is not ContactKind.AIR_KICK
        ],
        markers=draw(st.lists(_markers, max_size=12)),
        heading_drift_radps=draw(st.sampled_from([0.0, 0.01, 2.0])),
        target=draw(st.sampled_from([None, TARGET])),
        duration_s=LENGTH_S,
        player_id=player_id,
    )


@st.composite
def drills(draw: st.DrawFn) -> Drill:
    plan = CuePlan((3.0, 6.0), second_after_s=draw(st.sampled_from([None, 1.0])))
    unit = draw(st.sampled_from(RepUnit))
    return drill(
        *(Asked(name, least=0.5, most=5.0) for name in SCORE_KINDS),
        rep=unit,
        techniques=draw(st.sampled_from([(), (Technique.HEEL,)])),
        one_touch=draw(st.booleans()),
        wall=draw(st.booleans()),
        cues=plan if unit is RepUnit.CUE else draw(st.sampled_from([None, plan])),
        sensors=draw(st.sampled_from([1, 2])),
        target_distance_m=draw(st.sampled_from([None, 5.0])),
    )


def _numbers_in(value: object) -> list[float]:
    """Give every number inside a value."""
    if isinstance(value, float):
        return [value]
    if isinstance(value, tuple):
        return [number for part in value for number in _numbers_in(part)]
    if is_dataclass(value):
        return [
            number for field in fields(value) for number in _numbers_in(getattr(value, field.name))
        ]
    return []


def _moved(played: Practice, by_s: float) -> Practice:
    """Give the same practice later on the clock."""
    report, activity = played.report, played.activity

    def later(values: tuple[Any, ...], *names: str) -> tuple[Any, ...]:
        return tuple(
            replace(value, **{name: getattr(value, name) + by_s for name in names})
            for value in values
        )

    moved_kicks = tuple(
        replace(one, phases=later((one.phases,), *(f.name for f in fields(one.phases)))[0])
        for one in later(report.kicks, "t_s")
    )
    return replace(
        played,
        report=replace(
            report,
            start_time_s=report.start_time_s + by_s,
            kicks=moved_kicks,
            other_contacts=later(report.other_contacts, "t_s"),
        ),
        activity=replace(
            activity,
            start_s=activity.start_s + by_s,
            stop_s=activity.stop_s + by_s,
            steps=later(activity.steps, "t_s"),
            bouts=later(activity.bouts, "start_s", "stop_s"),
            turns=later(activity.turns, "start_s", "stop_s"),
            carries=later(activity.carries, "start_s", "stop_s"),
            possessions=later(activity.possessions, "start_s", "stop_s"),
            touches=later(activity.touches, "t_s"),
            surroundings=later(activity.surroundings, "t_s"),
            heading_t_s=activity.heading_t_s + by_s,
        ),
        markers=later(played.markers, "t_s"),
    )


def _card(played: Practice, asked: Drill, other: Practice | None) -> ScoreCard:
    return score_card(played, asked, others=() if other is None else (other,))


_quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
_others = st.one_of(st.none(), practices(player_id="p2"), practices(player_id=None))


@_quick
@given(practices(), drills(), _others)
def test_a_card_holds_no_number_that_is_none(
    played: Practice, asked: Drill, other: Practice | None
) -> None:
    card = _card(played, asked, other)
    assert all(map(math.isfinite, _numbers_in(card.reps)))
    assert all(map(math.isfinite, _numbers_in(card.scores)))
    assert all(map(math.isfinite, _numbers_in(card.findings)))


@_quick
@given(practices(), drills(), _others)
def test_the_numbers_of_a_card_agree_with_each_other(
    played: Practice, asked: Drill, other: Practice | None
) -> None:
    card = _card(played, asked, other)
    assert [rep.number for rep in card.reps] == list(range(1, len(card.reps) + 1))
    used = [rep.kick_index for rep in card.reps if rep.kick_index is not None]
    assert all(0 <= index < len(played.report.kicks) for index in used)
    if asked.rep is not RepUnit.CARRY:
        assert used == sorted(set(used))
    for score in card.scores:
        assert (score.value is None) == (score.missing is not None)
        if score.value is None:
            assert score.met is None
            continue
        if score.interval is not None:
            assert score.interval[0] <= score.value + 1e-9
            assert score.value <= score.interval[1] + 1e-9
        unit = SCORE_KINDS[score.name].unit
        if unit is Unit.RATIO and not score.name.endswith(("spread_ratio", "rise_ratio")):
            assert 0.0 <= score.value <= 1.0
        if unit is Unit.COUNT:
            assert score.value >= 0.0
    values = {score.name: score.value for score in card.scores}
    bands = [values[f"{band}_ratio"] for band in ("in_band", "too_hard", "under_hit")]
    if bands[0] is not None:
        assert math.fsum(share for share in bands if share is not None) == pytest.approx(1.0)


@_quick
@given(practices(), drills(), st.one_of(st.none(), practices(player_id="p2")))
def test_the_clock_changes_times_and_nothing_else(
    played: Practice, asked: Drill, other: Practice | None
) -> None:
    now = _card(played, asked, other)
    later = _card(_moved(played, SHIFT_S), asked, None if other is None else _moved(other, SHIFT_S))
    assert later.level_met == now.level_met
    for before, after in zip(now.scores, later.scores, strict=True):
        assert (after.missing, after.count) == (before.missing, before.count), before.name
        if before.value is not None:
            assert after.value == pytest.approx(before.value, abs=1e-6), before.name
    for one, moved in zip(now.reps, later.reps, strict=True):
        assert moved.t_s == pytest.approx(one.t_s + SHIFT_S)
        assert (moved.kick_index, moved.contacts, moved.hit) == (
            one.kick_index,
            one.contacts,
            one.hit,
        )
