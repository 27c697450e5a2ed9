"""What sessions are called: by people as they named them, otherwise by what was played."""

from dataclasses import replace
from datetime import UTC, datetime

from dashboard.languages import speech_in
from dashboard.session_words import session_line
from kicksense.domain.anatomy import Side
from kicksense.store.recording_notes import LiveNote
from kicksense.store.session_row import SessionRow
from kicksense.workflows.language import SpeedUnit, spoken
from kicksense.workflows.session_titles import session_title

_NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
BROUGHT = SessionRow(
    id="bcdfgh",
    name="garden wall",
    kind="csv",
    imported_utc=_NOW,
    duration_s=60.0,
    sampling_rate_hz=100.0,
    side=Side.LEFT,
    fingerprint="0" * 64,
    simulated=False,
)
RECORDED = replace(
    BROUGHT,
    name="20261116-live",
    player_id="p07",
    live=LiveNote("20261116-live", _NOW, "leg", drill="one_touch_circle"),
)


def test_a_file_is_called_as_somebody_named_it() -> None:
    assert session_title(BROUGHT) == "garden wall"
    assert session_title(replace(BROUGHT, name="")) == "bcdfgh"
    assert session_line(BROUGHT) == "garden wall (bcdfgh)"


def test_what_was_recorded_here_is_called_by_its_drill_in_the_readers_language() -> None:
    assert session_title(RECORDED) == "One-touch circle"
    with spoken(speech_in("de", SpeedUnit.KMH)):
        assert session_title(RECORDED) == "Kreis mit Direktpässen"


def test_a_drill_that_nobody_knows_any_more_keeps_its_name() -> None:
    note = LiveNote("x", _NOW, "leg", drill="own_drill_gone")
    assert session_title(replace(RECORDED, live=note)) == "own_drill_gone"


def test_a_recording_without_a_drill_is_a_session() -> None:
    assert session_title(replace(RECORDED, live=LiveNote("x", _NOW, "leg"))) == "Session"


def test_two_legs_of_one_recording_are_told_apart_in_a_list() -> None:
    left, right = session_line(RECORDED), session_line(replace(RECORDED, side=Side.RIGHT))
    assert left != right
    assert left.startswith("One-touch circle, 16 Nov 2026, ")
    assert "p07" in left
