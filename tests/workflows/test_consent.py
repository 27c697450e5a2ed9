"""Consents: given, withdrawn, and what they allow."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from kicksense.errors import StoreError, UsageError
from kicksense.store.players import PlayerRecord, read_player, write_player
from kicksense.workflows import consent
from kicksense.workflows.consent import Giver, Scope
from kicksense.workflows.sessions import Sessions, import_recording, open_sessions
from tests.dashboard import fakes

BOTH = pytest.mark.parametrize("scope", list(Scope))


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    return open_sessions(tmp_path / "data")


@pytest.fixture
def grown(sessions: Sessions) -> Sessions:
    """Give a store whose two players have said that they are old enough to agree alone."""
    for player_id in ("p07", "p08"):
        consent.set_birth_year(sessions, player_id, 1990)
    return sessions


def store_session(sessions: Sessions, player_id: str | None, *, simulated: bool, mark: str) -> None:
    made = fakes.recording(simulated=simulated, fingerprint=mark * 64)
    import_recording(sessions, replace(made), player_id=player_id)


@BOTH
def test_nothing_is_allowed_before_it_is_given_and_nothing_after_it_is_withdrawn(
    grown: Sessions, scope: Scope
) -> None:
    assert not consent.allows(grown, "p07", scope)
    consent.give(grown, "p07", scope)
    assert consent.allows(grown, "p07", scope)
    assert not any(consent.allows(grown, "p07", each) for each in Scope if each is not scope)
    assert not consent.allows(grown, "p08", scope)
    consent.withdraw(grown, "p07", scope)
    assert not consent.allows(grown, "p07", scope)


def test_the_history_of_a_consent_is_never_deleted(grown: Sessions) -> None:
    for _ in range(2):
        consent.give(grown, "p07", Scope.VIDEO)
        consent.withdraw(grown, "p07", Scope.VIDEO)
    given = consent.consents_of(grown, "p07")
    assert len(given) == 2
    assert all(each.withdrawn_utc is not None for each in given)
    assert given[0].given_utc <= given[1].given_utc


def test_giving_twice_changes_nothing(grown: Sessions) -> None:
    first = consent.give(grown, "p07", Scope.VIDEO)
    assert consent.give(grown, "p07", Scope.VIDEO) == first


def test_a_child_needs_a_guardian(sessions: Sessions) -> None:
    consent.set_birth_year(sessions, "p07", 2020)
    with pytest.raises(UsageError, match="parent or guardian"):
        consent.give(sessions, "p07", Scope.COACH)
    record = consent.give(sessions, "p07", Scope.COACH, Giver.GUARDIAN)
    assert record.consents[0].given_by is Giver.GUARDIAN
    assert consent.allows(sessions, "p07", "coach")


@pytest.mark.parametrize("scope", list(Scope))
def test_a_child_who_agreed_alone_has_not_agreed_once_the_birth_year_is_put_right(
    sessions: Sessions, scope: Scope
) -> None:
    consent.set_birth_year(sessions, "p07", 1990)
    consent.give(sessions, "p07", scope)
    assert consent.allows(sessions, "p07", scope)
    record = consent.set_birth_year(sessions, "p07", 2020)
    assert consent.holding(record, scope) is None
    assert not consent.allows(sessions, "p07", scope)
    assert consent.allowed_players(sessions, scope) == frozenset()
    consent.give(sessions, "p07", scope, Giver.GUARDIAN)
    assert consent.allows(sessions, "p07", scope)
    alone, guardian = consent.consents_of(sessions, "p07")
    assert (alone.holds, guardian.holds) == (False, True)


def test_whoever_has_not_said_the_birth_year_cannot_agree_alone(sessions: Sessions) -> None:
    with pytest.raises(UsageError, match="in which year player p07 was born"):
        consent.give(sessions, "p07", Scope.COACH)
    assert not consent.allows(sessions, "p07", Scope.COACH)
    consent.give(sessions, "p07", Scope.COACH, Giver.GUARDIAN)
    assert consent.allows(sessions, "p07", Scope.COACH)


def test_whoever_was_old_enough_when_agreeing_need_not_agree_again(grown: Sessions) -> None:
    consent.give(grown, "p07", Scope.COACH)
    consent.set_birth_year(grown, "p07", 1991)
    assert consent.allows(grown, "p07", Scope.COACH)


def test_a_consent_to_an_older_text_is_asked_for_again(
    grown: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent.give(grown, "p07", Scope.TRAIN)
    monkeypatch.setattr(consent, "TEXT_VERSION", 2)
    assert not consent.allows(grown, "p07", Scope.TRAIN)
    assert consent.allowed_players(grown, Scope.TRAIN) == frozenset()
    consent.give(grown, "p07", Scope.TRAIN)
    old, new = consent.consents_of(grown, "p07")
    assert (old.holds, old.text_version, new.holds, new.text_version) == (False, 1, True, 2)


@BOTH
def test_simulated_players_need_no_consent_until_they_really_play(
    sessions: Sessions, scope: Scope
) -> None:
    store_session(sessions, "sim-1", simulated=True, mark="a")
    assert consent.allows(sessions, "sim-1", scope)
    assert consent.allowed_players(sessions, scope) == {"sim-1"}
    store_session(sessions, "sim-1", simulated=False, mark="b")
    assert not consent.allows(sessions, "sim-1", scope)
    assert consent.allowed_players(sessions, scope) == frozenset()


def test_of_a_recording_of_nobody_only_keeping_is_allowed(sessions: Sessions) -> None:
    assert consent.allows(sessions, None, Scope.STORE)
    assert not any(
        consent.allows(sessions, None, scope) for scope in (Scope.COACH, Scope.VIDEO, Scope.TRAIN)
    )


def test_only_sessions_of_players_who_agree_are_given_for_training(sessions: Sessions) -> None:
    store_session(sessions, "p07", simulated=False, mark="a")
    store_session(sessions, "p08", simulated=False, mark="b")
    store_session(sessions, None, simulated=False, mark="c")
    store_session(sessions, None, simulated=True, mark="d")
    consent.set_birth_year(sessions, "p08", 1990)
    consent.give(sessions, "p08", Scope.TRAIN)
    rows = consent.sessions_allowed(sessions, Scope.TRAIN)
    assert sorted((row.player_id or "", row.simulated) for row in rows) == [
        ("", True),
        ("p08", False),
    ]
    assert consent.known_players(sessions) == ("p07", "p08")


@pytest.mark.parametrize("player_id", ["", "Ann Smith", "a/b", "p\n7", "x" * 65])
def test_what_is_no_id_is_refused(sessions: Sessions, player_id: str) -> None:
    with pytest.raises(UsageError, match="no player id"):
        consent.give(sessions, player_id, Scope.STORE)


@pytest.mark.parametrize("year", [1800, 3000])
def test_a_birth_year_that_nobody_has_is_refused(sessions: Sessions, year: int) -> None:
    with pytest.raises(UsageError, match=re.escape(f"{year} is no birth year")):
        consent.set_birth_year(sessions, "p07", year)
    assert consent.player_record(sessions, "p07").birth_year is None


def test_a_damaged_file_allows_nothing_and_says_so(sessions: Sessions) -> None:
    write_player(sessions.folder, PlayerRecord(player_id="p07"))
    (path,) = (sessions.folder.root / "players").glob("*.json")
    path.write_text("[]")
    with pytest.raises(StoreError, match="no sound file"):
        consent.allows(sessions, "p07", Scope.VIDEO)


def test_changes_of_two_processes_are_both_kept(sessions: Sessions) -> None:
    other = open_sessions(sessions.folder.root)
    consent.set_birth_year(sessions, "p07", 1990)
    consent.give(sessions, "p07", Scope.VIDEO)
    consent.give(other, "p07", Scope.TRAIN)
    consent.withdraw(sessions, "p07", Scope.VIDEO)
    record = read_player(sessions.folder, "p07")
    assert record is not None
    assert [each.scope for each in record.consents if each.holds] == [Scope.TRAIN]
