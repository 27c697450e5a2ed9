import pytest

from kicksense.domain.kick import PowerBand
from kicksense.workflows.ghost_choice import (
    Ghost,
    Source,
    chosen_key,
    ghost_of_kick,
    ghosts_of,
    kick_named,
    line_of,
    may_be_compared,
)
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.sessions import SessionRow, Sessions, list_sessions
from tests.teams_made import MadeTeam, player_name, stored_team


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Sessions:
    made = MadeTeam(players=3, sessions_each=4, kicks_each=12)
    return stored_team(tmp_path_factory.mktemp("team"), made)


def newest_of(sessions: Sessions, player: int) -> SessionRow:
    own = [row for row in list_sessions(sessions) if row.player_id == player_name(player)]
    return max(own, key=started_of)


def by_source(ghosts: tuple[Ghost, ...]) -> dict[Source, Ghost]:
    return {ghost.source: ghost for ghost in ghosts}


def test_the_best_kick_is_the_surest_hard_one_that_was_judged_good(team: Sessions) -> None:
    row = newest_of(team, 0)
    best = by_source(ghosts_of(team, row.id, 1))[Source.BEST].line
    kick = line_of(team, row.id, 1)
    assert kick is not None
    own = [each.id for each in list_sessions(team) if each.player_id == row.player_id]
    rivals = [
        line
        for line in team.library.kick_lines(own)
        if line.technique is kick.technique
        and line.power is PowerBand.GOOD
        and (line.session_id, line.number) != (row.id, 1)
    ]
    assert best.ball_speed_mps.low == max(line.ball_speed_mps.low for line in rivals)


def test_the_usual_kick_of_the_session_before_is_its_middle_one(team: Sessions) -> None:
    row = newest_of(team, 0)
    usual = by_source(ghosts_of(team, row.id, 1))[Source.PREVIOUS]
    assert started_of(usual.row) < started_of(row)
    same = [
        line
        for line in team.library.kick_lines([usual.row.id])
        if line.technique is usual.line.technique
    ]
    slower = sum(line.ball_speed_mps.value < usual.line.ball_speed_mps.value for line in same)
    assert slower == len(same) // 2


def test_nobody_is_compared_with_a_team_mate_unless_that_is_allowed(team: Sessions) -> None:
    row = newest_of(team, 0)
    alone = ghosts_of(team, row.id, 1)
    assert {ghost.row.player_id for ghost in alone} == {row.player_id}
    mates = ghosts_of(team, row.id, 1, team_mates={player_name(0), player_name(2), "nobody"})
    found = [ghost for ghost in mates if ghost.source is Source.TEAM_MATE]
    assert [ghost.row.player_id for ghost in found] == [player_name(2)]
    assert found[0].key == f"mate.{player_name(2)}"


def test_a_kick_is_never_its_own_ghost_and_has_the_same_technique(team: Sessions) -> None:
    for row in list_sessions(team):
        for number in (1, 2, 3):
            kick = line_of(team, row.id, number)
            assert kick is not None
            for ghost in ghosts_of(team, row.id, number):
                assert (ghost.line.session_id, ghost.line.number) != (row.id, number)
                assert ghost.line.technique is kick.technique


def test_no_kick_is_offered_twice(team: Sessions) -> None:
    for row in list_sessions(team):
        offered = [
            (ghost.line.session_id, ghost.line.number) for ghost in ghosts_of(team, row.id, 1)
        ]
        assert len(offered) == len(set(offered))


@pytest.mark.parametrize("number", [0, -1, 99])
def test_a_kick_that_is_not_there_has_no_ghosts(team: Sessions, number: int) -> None:
    row = newest_of(team, 0)
    assert ghosts_of(team, row.id, number) == ()
    assert ghosts_of(team, "../../etc", 1) == ()
    assert ghost_of_kick(team, row.id, number) is None
    assert ghost_of_kick(team, "nosuch", 1) is None


def test_a_chosen_kick_comes_back_from_its_name_in_the_address(team: Sessions) -> None:
    row = newest_of(team, 1)
    chosen = ghost_of_kick(team, row.id, 3)
    assert chosen is not None
    assert kick_named(chosen.key) == (row.id, 3)
    assert kick_named(chosen_key("abc", 12)) == ("abc", 12)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "best",
        "kick",
        "kick.a",
        "kick.a.b",
        "kick.a.-1",
        "kick.a.1.2",
        "kick.a.9999999",
        "kick.a.²",
    ],
)
def test_anything_else_in_an_address_names_no_kick(key: str) -> None:
    assert kick_named(key) is None


def test_only_own_sessions_and_those_of_allowed_players_are_compared(team: Sessions) -> None:
    own, same, other = newest_of(team, 0), newest_of(team, 0), newest_of(team, 1)
    assert may_be_compared(own, same, set())
    assert not may_be_compared(own, other, set())
    assert may_be_compared(own, other, {player_name(1)})
