"""Who of a team needs what: told from what is kept, without looking at a recording."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.drill import Theme
from kicksense.store.kick_counts import KickTally, ball_speeds_in, kick_tallies_in
from kicksense.store.plans import new_plan, write_plan
from kicksense.store.players import Scope
from kicksense.workflows import practice_history
from kicksense.workflows.consent import give, set_birth_year
from kicksense.workflows.drills import drill_of
from kicksense.workflows.planning import PlanState
from kicksense.workflows.player_overview import overview_of
from kicksense.workflows.sessions import Sessions, list_sessions
from kicksense.workflows.team import share_of, team_of, trend_of, troubles_of
from kicksense.workflows.team_values import (
    PlayedCard,
    Reason,
    SignalTrouble,
    TeamLine,
    TeamQuery,
)
from tests.teams_made import NOW, MadeTeam, player_name, stored_team
from tests.time_zones import machine_in


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> Sessions:
    return stored_team(tmp_path_factory.mktemp("team"))


def line_of(sessions: Sessions, player: int, query: TeamQuery | None = None) -> TeamLine:
    lines = team_of(sessions, query, now=NOW).lines
    return next(line for line in lines if line.player_id == player_name(player))


def test_every_player_has_a_line_and_no_recording_is_read(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> object:
        raise AssertionError("a recording was read")

    monkeypatch.setattr(practice_history, "recording_of", refused)
    team = team_of(sessions, now=NOW)
    assert sorted(line.player_id for line in team.lines) == [player_name(at) for at in range(5)]
    assert team.nameless == 0


def test_players_come_in_the_order_of_what_asks_for_attention(tmp_path: Path) -> None:
    sessions = stored_team(tmp_path)
    late = replace(new_plan(player_name(4), "partner_pass"), due=date(2026, 5, 1))
    write_plan(sessions.folder, replace(late, created_utc=NOW + timedelta(days=1)))
    lines = team_of(sessions, now=NOW).lines
    assert [line.reasons[0] for line in lines] == [
        Reason.PLAN_OVERDUE,
        Reason.SIGNAL,
        Reason.WORK_ON,
        Reason.LEVEL_DUE,
        Reason.LEVEL_DUE,
    ]
    assert lines[0].player_id == player_name(4)


def test_a_plan_is_overdue_once_its_day_is_over_where_the_team_plays(tmp_path: Path) -> None:
    sessions = stored_team(tmp_path, MadeTeam(players=1))
    write_plan(
        sessions.folder, replace(new_plan(player_name(0), "partner_pass", 4), due=NOW.date())
    )
    late_evening = datetime(2026, 6, 2, 3, tzinfo=UTC)
    with machine_in("America/New_York"):
        (line,) = team_of(sessions, now=late_evening).lines
        overview = overview_of(sessions, player_name(0), now=late_evening)
        (tomorrow,) = team_of(sessions, now=late_evening + timedelta(hours=2)).lines
    assert line.plan is not None
    assert tomorrow.plan is not None
    assert (line.plan.state, tomorrow.plan.state) == (PlanState.DUE, PlanState.OVERDUE)
    assert [plan.state for plan in overview.plans] == [PlanState.DUE]


def test_the_order_does_not_follow_how_well_anybody_plays(sessions: Sessions) -> None:
    compared = team_of(sessions, TeamQuery(compared=True), now=NOW).lines
    assert [line.player_id for line in compared] == [
        line.player_id for line in team_of(sessions, now=NOW).lines
    ]
    assert all(line.numbers is None for line in team_of(sessions, now=NOW).lines)


def test_a_need_carries_its_share_and_how_sure_that_is(sessions: Sessions) -> None:
    need = line_of(sessions, 0).need
    assert need is not None
    assert (need.finding.code, need.shown, need.of) == ("too_much_power", 6, 20)
    share = need.share_ratio
    assert share is not None
    assert share.low < 0.3 == share.value < share.high


def test_the_sessions_looked_at_can_be_chosen(sessions: Sessions) -> None:
    everything = line_of(sessions, 1)
    recent = line_of(sessions, 1, TeamQuery(since=timedelta(days=7)))
    passes = line_of(sessions, 1, TeamQuery(drill="partner_pass"))
    heel = line_of(sessions, 1, TeamQuery(theme=Theme.BACKHEEL))
    assert everything.kicks == 6 * 20
    assert 0 < recent.kicks < everything.kicks
    assert passes.kicks == 2 * 20
    drills = [line.level.drill for line in (passes, heel) if line.level is not None]
    assert drills == ["partner_pass", "backheel_wall_pass"]


def test_whoever_has_not_agreed_is_named_and_nothing_else_is_shown(tmp_path: Path) -> None:
    sessions = stored_team(tmp_path, MadeTeam(players=2, simulated=False))
    set_birth_year(sessions, player_name(0), 1990)
    give(sessions, player_name(0), Scope.COACH)
    lines = {line.player_id: line for line in team_of(sessions, now=NOW).lines}
    assert lines[player_name(0)].allowed
    hidden = lines[player_name(1)]
    assert (hidden.allowed, hidden.kicks, hidden.need, hidden.last) == (False, 0, None, None)
    assert hidden.reasons == (Reason.NO_CONSENT,)


def test_kicks_counted_by_the_catalogue_are_those_that_are_kept(sessions: Sessions) -> None:
    row = list_sessions(sessions)[0]
    kept = sessions.library.kick_lines([row.id])
    with sessions.library.catalogue.reading() as connection:
        tally = kick_tallies_in(connection)[row.id]
        speeds = ball_speeds_in(connection, [row.id])[row.id]
    assert tally.kicks == len(kept)
    assert tally.judged == sum(line.power is not None for line in kept)
    assert tally.good == sum(line.power == "good" for line in kept)
    assert speeds[:, 0].tolist() == [line.ball_speed_mps.value for line in kept]


@pytest.mark.parametrize(
    ("tally", "rate_hz", "expected"),
    [
        (KickTally("a", 20, 0, 0, 0, 0), 200.0, ()),
        (KickTally("a", 20, 5, 0, 0, 0), 200.0, (SignalTrouble.UNSURE,)),
        (KickTally("a", 20, 4, 5, 0, 0), 200.0, (SignalTrouble.CLIPPED,)),
        (
            KickTally("a", 0, 0, 0, 0, 0),
            50.0,
            (SignalTrouble.RATE_LOW, SignalTrouble.NOTHING_FOUND),
        ),
        (None, 200.0, ()),
    ],
)
def test_a_signal_is_in_trouble_from_a_quarter_of_the_kicks_on(
    sessions: Sessions,
    tally: KickTally | None,
    rate_hz: float,
    expected: tuple[SignalTrouble, ...],
) -> None:
    row = replace(list_sessions(sessions)[0], sampling_rate_hz=rate_hz)
    assert troubles_of(row, tally) == expected


@pytest.mark.parametrize(("step", "better"), [(0.08, True), (-0.08, False), (0.0, None)])
def test_a_trend_is_said_only_where_chance_would_hardly_show_it(
    sessions: Sessions, step: float, better: bool | None
) -> None:
    played = [
        _with_share(each, 0.5 + step * (place - 2.5))
        for place, each in enumerate(_played(sessions, 0))
    ]
    found = trend_of(played, drill_of("partner_pass", None))
    assert found is not None
    assert (found.score, found.sessions, found.better) == ("as_asked_ratio", 6, better)
    assert found.line is not None


def test_a_trend_goes_through_sessions_of_one_level_alone(sessions: Sessions) -> None:
    easy = [_with_share(each, 0.9) for each in _played(sessions, 0)]
    hard = [
        _as_card(_later(_with_share(each, 0.5), days=40), level=2) for each in _played(sessions, 0)
    ]
    found = trend_of([*easy, *hard], drill_of("partner_pass", None))
    assert found is not None
    assert (found.level, found.sessions, found.better) == (2, 6, None)


def test_a_trend_goes_through_sessions_of_one_leg_and_one_model_alone(sessions: Sessions) -> None:
    played = [_with_share(each, 0.5) for each in _played(sessions, 0)]
    earlier = [_as_card(each, model_name="earlier") for each in played]
    right = [_later(each, days=30) for each in played]
    left = [_as_card(_later(each, days=31), side=Side.LEFT) for each in played[:4]]
    found = trend_of([*earlier, *right, *left], drill_of("partner_pass", None))
    assert found is not None
    assert (found.side, found.sessions) == (Side.RIGHT, 6)


def test_of_too_few_sessions_no_trend_is_said(sessions: Sessions) -> None:
    found = trend_of(_played(sessions, 0)[:4], drill_of("partner_pass", None))
    assert found is not None
    assert (found.sessions, found.line, found.better) == (4, None, None)


def test_a_share_lies_within_its_interval_at_both_ends() -> None:
    for of in (1, 7, 92, 1000):
        for count in (0, of):
            share = share_of(count, of)
            assert share.low <= share.value <= share.high


def _played(sessions: Sessions, player: int) -> list[PlayedCard]:
    rows = [row for row in list_sessions(sessions) if row.player_id == player_name(player)]
    cards = {
        card.past.session_id: card for card in sessions.library.score_cards([r.id for r in rows])
    }
    moments = {row.id: row.live.started_utc if row.live else datetime.now(UTC) for row in rows}
    return sorted(
        (PlayedCard(row, cards[row.id], moments[row.id]) for row in rows),
        key=lambda each: each.started,
    )


def _later(each: PlayedCard, *, days: int) -> PlayedCard:
    return replace(each, started=each.started + timedelta(days=days))


def _as_card(
    each: PlayedCard,
    *,
    level: int = 1,
    side: Side = Side.RIGHT,
    model_name: str = "default",
) -> PlayedCard:
    assert each.card is not None
    past = each.card.past
    as_other = replace(past.card, level=level, side=side, model_name=model_name)
    card = replace(each.card, past=replace(past, card=as_other))
    return replace(each, card=card)


def _with_share(each: PlayedCard, value: float) -> PlayedCard:
    assert each.card is not None
    past = each.card.past
    scores = tuple(
        replace(score, value=value, interval=(value - 0.02, value + 0.02))
        if score.name == "as_asked_ratio"
        else score
        for score in past.card.scores
    )
    card = replace(each.card, past=replace(past, card=replace(past.card, scores=scores)))
    return replace(each, card=card)
