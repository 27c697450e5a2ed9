"""Lessons by radar and wall drill, and lessons taken back."""

import math
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from kicksense.coaching.ball_roll import surface_named
from kicksense.coaching.surface_rolls import SurfaceRoll
from kicksense.domain.anatomy import Side
from kicksense.errors import UsageError
from kicksense.simulation.drill_scripts import scripted_session
from kicksense.simulation.player import random_player
from kicksense.simulation.sensor import random_device
from kicksense.store.adaptations import EvidenceKind, read_evidence, write_evidence
from kicksense.store.drills import shipped_drills
from kicksense.store.recording_notes import LiveNote
from kicksense.store.session_row import SessionRow
from kicksense.workflows.adaptation import adapt_by_mark, adapt_by_radar
from kicksense.workflows.adaptation_evidence import (
    MarkRequest,
    RadarRequest,
    WallRequest,
    seen_echoes,
)
from kicksense.workflows.adaptation_memory import learn_again, redo, shown, undo
from kicksense.workflows.adaptation_sessions import WallDrill, wall_of_session
from kicksense.workflows.adaptation_wording import known_lines, redone_lines, undone_lines
from kicksense.workflows.analysis import analyze_recording
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.player_adaptation import gains_by_lesson
from kicksense.workflows.sessions import Sessions
from kicksense.workflows.surfaces import add_surface
from tests.workflows.adaptable import PLAYER, stored_demo

RADAR = RadarRequest((6.0, 6.5, 7.0), kicks=(5, 6, 7))
MARK = MarkRequest((8.0,), kicks=(9, 10))


@pytest.fixture
def taught(tmp_path: Path) -> tuple[Sessions, SessionRow]:
    """Give a player who was taught by a radar, then by a mark."""
    sessions, row = stored_demo(tmp_path, labelled=False)
    adapt_by_radar(sessions, PLAYER, row.id, RADAR)
    adapt_by_mark(sessions, PLAYER, row.id, MARK)
    return sessions, row


def test_a_radar_teaches_and_is_learnt_again(taught: tuple[Sessions, SessionRow]) -> None:
    sessions, _ = taught
    (before,) = shown(sessions, PLAYER, None)
    assert before.adaptation.learnt_from == (("mark", 2), ("radar", 3))
    assert before.current[0].asked.speeds_mps == RADAR.speeds_mps
    (after,), remarks = learn_again(sessions, PLAYER, None)
    assert remarks == ()
    assert after.adaptation == before.adaptation


def test_radar_speeds_must_be_as_many_as_kicks(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path, labelled=False)
    with pytest.raises(UsageError, match="2 speeds cannot be those of the 3 kicks"):
        adapt_by_radar(sessions, PLAYER, row.id, RadarRequest((6.0, 7.0), kicks=(1, 2, 3)))
    with pytest.raises(UsageError, match=r"reads no ball at 1e\+09"):
        adapt_by_radar(sessions, PLAYER, row.id, RadarRequest((1e9,), kicks=(1,)))


def test_what_is_taken_back_and_put_back_is_as_it_was(taught: tuple[Sessions, SessionRow]) -> None:
    sessions, row = taught
    first = read_evidence(sessions.folder, PLAYER, row.worn_side)
    reversal = undo(sessions, PLAYER, None)
    assert reversal.lesson.kind is EvidenceKind.MARK
    assert [one.kind for one in reversal.after.current] == [EvidenceKind.RADAR]
    assert reversal.after.adaptation != reversal.before.adaptation
    again = redo(sessions, PLAYER, None)
    assert again.after.adaptation == reversal.before.adaptation
    assert read_evidence(sessions.folder, PLAYER, row.worn_side) == first


def test_a_numbered_lesson_is_taken_back_and_returns_to_its_place(
    taught: tuple[Sessions, SessionRow],
) -> None:
    sessions, row = taught
    first = read_evidence(sessions.folder, PLAYER, row.worn_side)
    assert undo(sessions, PLAYER, row.worn_side, number=1).lesson.kind is EvidenceKind.RADAR
    undo(sessions, PLAYER, row.worn_side)
    (known,) = shown(sessions, PLAYER, None)
    assert (known.lessons, len(known.undone)) == ((), 2)
    assert known.adaptation.learnt_from == ()
    redo(sessions, PLAYER, None)
    redo(sessions, PLAYER, None)
    assert read_evidence(sessions.folder, PLAYER, row.worn_side) == first
    with pytest.raises(UsageError, match="no lesson of player p-1 taken back"):
        redo(sessions, PLAYER, None)


def test_a_lesson_learnt_anew_replaces_the_one_taken_back(
    taught: tuple[Sessions, SessionRow],
) -> None:
    sessions, row = taught
    undo(sessions, PLAYER, None)
    adapt_by_mark(sessions, PLAYER, row.id, MARK)
    evidence = read_evidence(sessions.folder, PLAYER, row.worn_side)
    assert len(evidence.lessons) == 2
    assert evidence.undone == ()


@pytest.mark.parametrize("number", [0, -1, 3, 10**9])
def test_a_lesson_that_is_not_there_cannot_be_taken_back(
    taught: tuple[Sessions, SessionRow], number: int
) -> None:
    sessions, _ = taught
    with pytest.raises(UsageError, match="numbered 1 to 2"):
        undo(sessions, PLAYER, None, number=number)


def test_with_lessons_of_both_legs_the_leg_must_be_named(
    taught: tuple[Sessions, SessionRow],
) -> None:
    sessions, row = taught
    other = Side.LEFT if row.worn_side is Side.RIGHT else Side.RIGHT
    evidence = read_evidence(sessions.folder, PLAYER, row.worn_side)
    write_evidence(sessions.folder, replace(evidence, side=other))
    with pytest.raises(UsageError, match="name one with --side"):
        undo(sessions, PLAYER, None)
    assert undo(sessions, PLAYER, other).after.side is other


def test_every_lesson_says_what_it_changed(taught: tuple[Sessions, SessionRow]) -> None:
    sessions, _ = taught
    (known,) = shown(sessions, PLAYER, None)
    gains = gains_by_lesson(known)
    assert gains[0] is not None
    assert gains[1] is not None
    assert gains[0][0] == known.power.gain_before
    assert gains[0][1] == gains[1][0]
    assert gains[1][1] == known.power.gain_after
    lines = known_lines(known)
    assert "  1. session" in lines[1]
    assert "radar: 3 kicks" in lines[1]
    assert "-> x" in lines[2]
    drawn = [line for line in lines if "|" in line]
    assert len(drawn) == 2
    assert len(drawn[0]) == len(drawn[1])
    assert drawn[0].count("=") > drawn[1].count("=")


def test_words_say_the_way_back(taught: tuple[Sessions, SessionRow]) -> None:
    sessions, _ = taught
    text = "\n".join(undone_lines(undo(sessions, PLAYER, None)))
    assert text.startswith("Taken back: session")
    assert "kicksense adapt p-1 --redo" in text
    assert "The ball is now" in text
    assert "Counts again: session" in "\n".join(redone_lines(redo(sessions, PLAYER, None)))


def live_row(row: SessionRow, drill: str | None, **said: object) -> SessionRow:
    note = LiveNote("group", datetime(2026, 5, 1, tzinfo=UTC), "sensor", drill=drill)
    return replace(row, live=replace(note, **said))  # type: ignore[arg-type]


def test_a_wall_drill_says_itself_where_the_wall_was(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path, labelled=False)
    wall = wall_of_session(sessions, live_row(row, "backheel_wall_pass"), WallDrill((1, 2)))
    assert isinstance(wall, WallRequest)
    assert wall.distance_m == pytest.approx(4.0, abs=3.0)
    assert wall.kicks == (1, 2)
    told = live_row(row, "backheel_wall_pass", target_distance_m=5.5, surface="indoor")
    assert wall_of_session(sessions, told, WallDrill()) == WallRequest(5.5, "indoor")


@pytest.mark.parametrize("drill", [None, "free_play", "partner_pass"])
def test_a_session_without_a_wall_is_refused(drill: str | None, tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path, labelled=False)
    with pytest.raises(UsageError, match="say how far the wall was"):
        wall_of_session(sessions, live_row(row, drill), WallDrill())


def test_a_surface_of_ones_own_makes_a_mark_surer(tmp_path: Path) -> None:
    sessions, row = stored_demo(tmp_path, labelled=False)

    add_surface("yard", like="short_grass", roll=SurfaceRoll(6.2), data_dir=tmp_path)
    plain = adapt_by_mark(sessions, PLAYER, row.id, MarkRequest((8.0,), kicks=(5, 6, 7, 9)))
    own = adapt_by_mark(sessions, PLAYER, row.id, MarkRequest((8.0,), "yard", kicks=(5, 6, 7, 9)))
    (general,), (rolled,) = (
        {pair.shared_spread for pair in outcome.after.current[-1].pairs} for outcome in (plain, own)
    )
    assert rolled < 0.8 * general


def test_a_simulated_wall_drill_tells_how_fast_its_balls_were() -> None:
    drill = shipped_drills().named("backheel_wall_pass")
    rng = np.random.default_rng(1)
    played = scripted_session(drill, random_player(rng), random_device(rng), 1)
    report = analyze_recording(played.sessions[0].recording, AnalysisRequest())
    wall_m = played.truth.wall_m or 0.0
    surface = surface_named(drill.surface)
    seen = seen_echoes(report, report.kicks, WallRequest(wall_m, drill.surface), surface)
    assert len(seen.pairs) >= 0.5 * len(played.truth.reps)
    told = float(np.median([pair.reference_mps for pair in seen.pairs]))
    truth = float(np.median([rep.ball_speed_mps for rep in played.truth.reps]))
    assert abs(math.log(told / truth)) < 0.2
