import pytest

from kicksense.coaching.chains import own_chains
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.coaching.team import team_passing
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import PowerBand
from kicksense.domain.live import Marker, MarkerKind
from kicksense.domain.score_card import Practice
from tests.practices import drill, kick, kicks_at, practice, touch, trap

SETTINGS = ScoreSettings()


def three_players() -> tuple[Practice, Practice, Practice]:
    """Give a chain of five passes from one to two to three and round again; the fifth is lost."""
    one = practice(kicks_at(10.0, 16.0), contacts=[trap(15.2)], player_id="one")
    two = practice(kicks_at(12.0, 18.0), contacts=[trap(11.0), trap(17.0)], player_id="two")
    three = practice(kicks_at(14.0), contacts=[trap(13.1)], player_id="three")
    return one, two, three


def test_passes_go_from_player_to_player() -> None:
    team = team_passing(three_players(), settings=SETTINGS)
    assert [(one.giver, one.taker, one.met_s) for one in team.passes] == [
        ("one", "two", 11.0),
        ("two", "three", 13.1),
        ("three", "one", 15.2),
        ("one", "two", 17.0),
    ]
    assert team.longest_chain == 4
    assert team.tempo_s == pytest.approx(2.0)


def test_who_passed_to_whom_is_counted_most_frequent_first() -> None:
    counts = team_passing(three_players(), settings=SETTINGS).counts
    assert counts[0] == ("one", "two", 2)
    assert len(counts) == 3


def test_the_order_of_the_sensors_changes_nothing() -> None:
    one, two, three = three_players()
    there, back = (
        team_passing(some, settings=SETTINGS) for some in ((one, two, three), (three, two, one))
    )
    assert there.passes == back.passes


@pytest.mark.parametrize(("met_s", "longest"), [(14.9, 1), (15.1, 0)])
def test_a_ball_that_is_met_too_late_was_lost(met_s: float, longest: int) -> None:
    giver = practice(kicks_at(10.0), player_id="one")
    taker = practice(contacts=[trap(met_s)], player_id="two")
    assert team_passing((giver, taker), settings=SETTINGS).longest_chain == longest


@pytest.mark.parametrize(("met_s", "passes"), [(10.14, 0), (10.16, 1)])
def test_contacts_of_two_players_at_once_are_a_tackle(met_s: float, passes: int) -> None:
    giver = practice(kicks_at(10.0), player_id="one")
    taker = practice(contacts=[trap(met_s)], player_id="two")
    assert len(team_passing((giver, taker), settings=SETTINGS).passes) == passes


@pytest.mark.parametrize(("pause_s", "longest"), [(5.9, 2), (6.1, 1)])
def test_a_long_pause_ends_a_chain(pause_s: float, longest: int) -> None:
    giver = practice(contacts=[trap(12.0 + pause_s + 1.0)], kicks=kicks_at(10.0), player_id="one")
    taker = practice(kicks_at(11.0 + pause_s), contacts=[trap(11.0)], player_id="two")
    assert team_passing((giver, taker), settings=SETTINGS).longest_chain == longest


def test_both_legs_of_a_player_are_one_player() -> None:
    right = practice(kicks_at(10.0), player_id="one")
    left = practice(contacts=[trap(11.0)], player_id="one", side=Side.LEFT)
    team = team_passing((right, left), settings=SETTINGS)
    assert team.players == ("one",)
    assert team.passes == ()


def test_players_whom_nobody_named_are_told_apart() -> None:
    giver = practice(kicks_at(10.0), player_id=None)
    taker = practice(contacts=[trap(11.0)], player_id=None)
    assert team_passing((giver, taker), settings=SETTINGS).players == ("sensor 1", "sensor 2")


def test_nobody_passes_where_nobody_plays() -> None:
    team = team_passing((practice(), practice(player_id="two")), settings=SETTINGS)
    assert (team.longest_chain, team.tempo_s, team.counts) == (0, None, ())


@pytest.mark.parametrize(("gap_s", "chains"), [(5.9, 1), (6.1, 2)])
def test_own_passes_far_apart_are_two_chains(gap_s: float, chains: int) -> None:
    played = practice(kicks_at(10.0, 10.0 + gap_s))
    assert len(own_chains(played, drill(), SETTINGS)) == chains


def test_a_soft_touch_keeps_an_own_chain_alive() -> None:
    played = practice(kicks_at(10.0, 20.0), contacts=[touch(15.0)])
    assert own_chains(played, drill(), SETTINGS) == ((10.0, 20.0),)


@pytest.mark.parametrize(("text", "chains"), [("Lost it", 2), ("nice one", 1)])
def test_a_note_that_the_ball_was_lost_ends_an_own_chain(text: str, chains: int) -> None:
    note = Marker(12.0, MarkerKind.NOTE, text)
    played = practice(kicks_at(10.0, 14.0), markers=[note])
    assert len(own_chains(played, drill(), SETTINGS)) == chains


def test_a_ball_that_does_not_arrive_ends_an_own_chain() -> None:
    played = practice([kick(10.0), kick(12.0, power=PowerBand.UNDER_HIT), kick(14.0)])
    assert own_chains(played, drill(), SETTINGS) == ((10.0, 12.0), (14.0,))


def test_a_hard_ball_ends_no_chain() -> None:
    played = practice([kick(10.0), kick(12.0, power=PowerBand.EXCESS), kick(14.0)])
    assert len(own_chains(played, drill(), SETTINGS)) == 1


@pytest.mark.parametrize(("gap_s", "chains"), [(11.9, 1), (12.1, 2)])
def test_among_three_players_the_ball_may_be_away_for_twice_as_long(
    gap_s: float, chains: int
) -> None:
    played = practice(kicks_at(10.0, 10.0 + gap_s))
    assert len(own_chains(played, drill(sensors=3), SETTINGS)) == chains
