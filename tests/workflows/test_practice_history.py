"""Score cards of stored sessions: what is known of them, what is kept, what is compared."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Technique
from kicksense.domain.live import Marker, MarkerKind
from kicksense.domain.score_card import History
from kicksense.errors import UsageError
from kicksense.store.labels import write_labels
from kicksense.store.markers import write_markers
from kicksense.store.places import place_of
from kicksense.store.session_row import SessionRow
from kicksense.workflows import practice_history, practice_keys
from kicksense.workflows.adaptation import adapt_by_labels
from kicksense.workflows.doctor import repair_catalogue
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.practice_history import Leg, PractisedSession, card_of_session, history_of
from kicksense.workflows.practising import card_of_recording, practice_of, scored
from kicksense.workflows.sessions import Sessions, recording_of
from tests.reports_alike import differences
from tests.workflows.looked import report_of
from tests.workflows.practices_stored import DRILL, PLAYER, keep, note, opened

CUES = (Marker(12.0, MarkerKind.CUE), Marker(30.0, MarkerKind.TARGET_HIT))


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    return opened(tmp_path / "data")


def look(
    sessions: Sessions, row: SessionRow, request: AnalysisRequest | None = None
) -> PractisedSession:
    return card_of_session(sessions, row.id, request or AnalysisRequest())


def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count which recordings are read."""
    read: list[str] = []

    def counted(sessions: Sessions, session_id: str) -> object:
        read.append(session_id)
        return recording_of(sessions, session_id)

    monkeypatch.setattr(practice_history, "recording_of", counted)
    return read


def test_a_stored_session_comes_to_what_its_recording_comes_to(sessions: Sessions) -> None:
    row = keep(sessions, 1, player_id=None, live=note(1, drill=None))
    request = AnalysisRequest(drill=DRILL, level=2, data_dir=sessions.folder.root)
    found = look(sessions, row, request)
    alone = card_of_recording(recording_of(sessions, row.id), request)
    assert found.practised.card == alone.card
    assert differences(found.practised.report, report_of(sessions, row.id, request)) == []
    assert found.practised.measures == alone.measures
    assert found.troubles == ()


def test_what_was_noted_while_recording_is_asked(sessions: Sessions) -> None:
    live = replace(note(1), level=2, target_distance_m=5.5, surface="fast_3g")
    found = look(sessions, keep(sessions, 1, live=live))
    target = found.practised.report.target
    assert target is not None
    assert (target.distance_m, target.surface) == (5.5, "fast_3g")
    assert (found.practised.card.drill, found.practised.card.level) == (DRILL, 2)
    assert found.is_drill


def test_what_the_user_names_goes_first_and_another_drill_has_its_own_target(
    sessions: Sessions,
) -> None:
    live = replace(note(1), level=2, target_distance_m=5.5, surface="fast_3g")
    row = keep(sessions, 1, live=live)
    nearer = look(sessions, row, AnalysisRequest(drill=DRILL, target_distance_m=4.5, level=3))
    target = nearer.practised.report.target
    assert target is not None
    assert (target.distance_m, target.surface, nearer.practised.card.level) == (4.5, "fast_3g", 3)
    other = look(sessions, row, AnalysisRequest(drill="partner_pass")).practised.report.target
    assert other is not None
    assert other.distance_m != 5.5


def test_a_session_without_a_drill_is_free_play(sessions: Sessions) -> None:
    found = look(sessions, keep(sessions, 1, live=note(1, drill=None)))
    assert found.practised.card.drill == "free_play"
    assert found.practised.report.drill is None
    assert not found.is_drill


def test_a_drill_that_is_no_longer_known_is_told_and_left_out(sessions: Sessions) -> None:
    found = look(sessions, keep(sessions, 1, live=note(1, drill="my_old_drill")))
    assert found.practised.card.drill == "free_play"
    assert "what was noted" in found.troubles[0]
    assert "my_old_drill" in found.troubles[0]


def test_a_drill_that_the_user_names_and_nobody_knows_is_refused(sessions: Sessions) -> None:
    row = keep(sessions, 1)
    with pytest.raises(UsageError, match="no_such"):
        look(sessions, row, AnalysisRequest(drill="no_such"))
    with pytest.raises(UsageError, match="there is no session"):
        card_of_session(sessions, "nobody", AnalysisRequest())


def test_markers_reach_the_score_card(sessions: Sessions) -> None:
    row = keep(sessions, 1)
    write_markers(sessions.folder, row.id, CUES)
    assert look(sessions, row).practised.practice.markers == CUES


def test_a_damaged_file_of_markers_is_told_and_does_not_hide_the_session(
    sessions: Sessions,
) -> None:
    row = keep(sessions, 1)
    write_markers(sessions.folder, row.id, CUES).write_text("{")
    found = look(sessions, row)
    assert found.practised.practice.markers == ()
    assert "no sound file of markers" in found.troubles[0]


def test_earlier_sessions_of_the_same_leg_are_the_history(sessions: Sessions) -> None:
    wanted = [keep(sessions, 2), keep(sessions, 1)]
    now = keep(sessions, 5)
    keep(sessions, 7)
    keep(sessions, 3, player_id="p-22")
    keep(sessions, 3, side=Side.LEFT)
    keep(sessions, 3, simulated=False, live=replace(note(3), sensor="real"))
    keep(sessions, 5, live=replace(note(5), sensor="second on the same leg"))
    found = look(sessions, now)
    assert [past.session_id for past in found.history.sessions] == [wanted[1].id, wanted[0].id]
    assert any(score.compared is not None for score in found.practised.card.scores)


def test_a_session_of_nobody_has_no_history(sessions: Sessions) -> None:
    keep(sessions, 1, player_id=None)
    assert look(sessions, keep(sessions, 2, player_id=None)).history == History()


def test_only_the_newest_earlier_sessions_are_looked_at(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(practice_history, "MOST_EARLIER", 2)
    rows = [keep(sessions, day) for day in (1, 2, 3, 4)]
    found = look(sessions, rows[-1])
    assert [past.session_id for past in found.history.sessions] == [rows[1].id, rows[2].id]


def test_what_was_kept_is_not_computed_again(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = keep(sessions, 1), keep(sessions, 2)
    look(sessions, first)
    read = looked_at(monkeypatch)
    told: list[tuple[int, int]] = []
    found = card_of_session(
        sessions, second.id, AnalysisRequest(), lambda *how_far: told.append(how_far)
    )
    assert read == [second.id]
    assert told == [(0, 2), (1, 2)]
    assert [past.session_id for past in found.history.sessions] == [first.id]


def test_a_kept_card_is_made_again_once_what_it_was_made_from_has_changed(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = keep(sessions, 1), keep(sessions, 2)
    look(sessions, second)
    read = looked_at(monkeypatch)
    look(sessions, second)
    assert read == [second.id]
    write_markers(sessions.folder, first.id, CUES)
    look(sessions, second)
    assert read == [second.id, first.id, second.id]
    monkeypatch.setattr(practice_keys, "SCORING_VERSION", 99)
    look(sessions, second)
    assert read[3:] == [first.id, second.id]
    look(sessions, second)
    assert read[5:] == [second.id]


def test_learning_the_player_makes_cards_again(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = keep(sessions, 1), keep(sessions, 2)
    look(sessions, second)
    before = history_of(sessions, Leg(PLAYER, Side.RIGHT, simulated=True))[0].sessions[0]
    from tests.workflows.adaptable import demo_labels  # noqa: PLC0415 - used by this test alone

    labels = replace(demo_labels(heel=Technique.INSTEP), fingerprint=first.fingerprint)
    write_labels(sessions.folder, labels)
    adapt_by_labels(sessions, PLAYER, first.id)
    read = looked_at(monkeypatch)
    found = look(sessions, second)
    assert read == [first.id, second.id]
    assert found.history.sessions[0].session_id == before.session_id
    assert found.practised.report.learnt_from


@pytest.mark.parametrize("damage", ["document = '{'", "document = ''", "key = 'old'"])
def test_a_damaged_card_is_made_again(
    damage: str, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = keep(sessions, 1), keep(sessions, 2)
    good = look(sessions, first).practised.card
    with sessions.library.catalogue.writing() as connection:
        connection.execute(sa.text(f"UPDATE score_cards SET {damage}"))
    read = looked_at(monkeypatch)
    assert look(sessions, second).history.sessions[0].card == good
    assert read == [first.id, second.id]


def test_an_earlier_session_that_cannot_be_read_is_told_and_left_out(sessions: Sessions) -> None:
    rows = [keep(sessions, day) for day in (1, 2, 3)]
    sessions.folder.recording_path(rows[0].id).write_bytes(b"no recording")
    found = look(sessions, rows[2])
    assert [past.session_id for past in found.history.sessions] == [rows[1].id]
    assert rows[0].id in found.troubles[0]


def test_a_card_that_cannot_be_kept_is_shown(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = keep(sessions, 1)
    monkeypatch.setattr("kicksense.store.catalogue._BUSY_TIMEOUT_MS", 20)
    with closing(sqlite3.connect(sessions.folder.catalogue_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        found = look(sessions, row)
    assert found.practised.card.drill == DRILL
    assert "could not be kept" in found.troubles[0]


@pytest.mark.parametrize(
    "request_",
    [
        AnalysisRequest(model_name="none"),
        AnalysisRequest(side=Side.LEFT),
        AnalysisRequest(player_id="p-2"),
    ],
    ids=["model", "side", "player"],
)
def test_a_try_of_something_else_is_not_kept(request_: AnalysisRequest, sessions: Sessions) -> None:
    look(sessions, keep(sessions, 1), request_)
    assert sessions.library.score_card_lines() == ()


def test_a_session_counts_as_the_drill_it_was_last_shown_in(sessions: Sessions) -> None:
    first = keep(sessions, 1, live=note(1, drill=None))
    second = keep(sessions, 2)
    assert look(sessions, second).history.sessions[0].card.drill == "free_play"
    look(sessions, first, AnalysisRequest(drill="partner_pass", target_distance_m=6.0))
    past = look(sessions, second).history.sessions
    assert [each.card.drill for each in past] == ["partner_pass"]


def test_a_session_shown_in_a_drill_that_is_gone_is_free_play(sessions: Sessions) -> None:
    plan = sessions.folder.root / "drills" / "mine.yaml"
    plan.parent.mkdir()
    shipped = (place_of("drills") / f"{DRILL}.yaml").read_text()
    plan.write_text(shipped.replace(DRILL, "mine"))
    first, second = keep(sessions, 1, live=note(1, drill=None)), keep(sessions, 2)
    look(sessions, first, AnalysisRequest(drill="mine"))
    assert look(sessions, second).history.sessions[0].card.drill == "mine"
    plan.unlink()
    found = look(sessions, second)
    assert [past.card.drill for past in found.history.sessions] == ["free_play"]
    assert found.troubles == ()


def test_a_plan_that_was_changed_makes_its_cards_again(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = sessions.folder.root / "drills" / "mine.yaml"
    plan.parent.mkdir()
    shipped = (place_of("drills") / f"{DRILL}.yaml").read_text().replace(DRILL, "mine")
    plan.write_text(shipped)
    first, second = (keep(sessions, day, live=note(day, drill="mine")) for day in (1, 2))
    look(sessions, second)
    plan.write_text(shipped.replace("repetitions: 10", "repetitions: 11"))
    assert plan.read_text() != shipped
    read = looked_at(monkeypatch)
    assert look(sessions, second).history.sessions[0].card.repetitions_asked == 11
    assert read == [first.id, second.id]


def test_a_catalogue_that_is_built_again_gives_the_same_history(sessions: Sessions) -> None:
    first, second = keep(sessions, 1), keep(sessions, 2)
    before = look(sessions, second)
    sessions.folder.catalogue_path.write_bytes(b"no database" * 100)
    for ending in ("-wal", "-shm"):
        sessions.folder.root.joinpath(f"catalogue.sqlite{ending}").unlink(missing_ok=True)
    assert "built" in repair_catalogue(sessions.folder)
    again = opened(sessions.folder.root)
    assert again.library.score_card_lines() == ()
    after = look(again, second)
    assert after.history == before.history
    assert after.practised.card == before.practised.card
    assert {line.session_id for line in again.library.score_card_lines()} == {first.id, second.id}


def test_sensors_recorded_together_are_looked_at_together(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = keep(sessions, 1, live=note(1, group="team"))
    leg = keep(sessions, 1, side=Side.LEFT, live=replace(note(1, group="team"), sensor="other leg"))
    mate = keep(sessions, 1, player_id="p-22", live=replace(note(1, group="team"), sensor="mate"))
    keep(sessions, 1, side=Side.LEFT, player_id="p-333", live=note(1, group="others"))
    seen: list[set[tuple[str, str | None, Side]]] = []

    def watched(practice: object, drill: object, **given: object) -> object:
        others = given["others"]
        assert isinstance(others, list)
        seen.append({(each.session_id, each.player_id, each.side) for each in others})
        return scored(practice, drill, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(practice_history, "scored", watched)
    look(sessions, own)
    assert seen == [{(leg.id, PLAYER, Side.LEFT), (mate.id, "p-22", Side.RIGHT)}]


def test_a_sensor_beside_that_cannot_be_read_is_left_out(sessions: Sessions) -> None:
    own = keep(sessions, 1, live=note(1, group="team"))
    mate = keep(sessions, 1, player_id="p-22", live=replace(note(1, group="team"), sensor="mate"))
    sessions.folder.recording_path(mate.id).write_bytes(b"no recording")
    found = look(sessions, own)
    assert f"the sensor of session {mate.id} is left out" in found.troubles[0]
    assert found.practised.card.reps


def test_a_practice_holds_markers_in_order_and_the_worn_leg(sessions: Sessions) -> None:
    row = keep(sessions, 1)
    recording = recording_of(sessions, row.id)
    practice = practice_of(recording, AnalysisRequest(side=Side.LEFT), markers=CUES[::-1])
    assert practice.side is Side.LEFT
    assert practice.markers == CUES


def test_lists_know_the_kicks_of_what_was_looked_at(sessions: Sessions) -> None:
    row = keep(sessions, 1)
    found = look(sessions, row)
    (line,) = sessions.library.score_card_lines()
    kicks = found.practised.report.kicks
    assert line.counts.kicks == len(kicks)
    assert line.counts.heel_kicks == sum(kick.technique is Technique.HEEL for kick in kicks)
    assert line.repetitions == len(found.practised.card.reps)
    assert (line.session_id, line.drill, line.level) == (row.id, DRILL, 1)
