"""A session on one page of paper, whatever its lengths."""

import os
import re
import subprocess
import sys
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard import glyphs
from dashboard.languages import speech_in
from kicksense.domain.kick import KickReport, Technique
from kicksense.errors import StoreError
from kicksense.store.notes import Note
from kicksense.store.session_row import SessionRow
from kicksense.workflows.kick_shapes import COLOURS, SHAPES
from kicksense.workflows.language import SpeedUnit, spoken
from kicksense.workflows.options import AnalysisRequest, requested_target
from kicksense.workflows.practice_history import PractisedSession
from kicksense.workflows.session_page import printable
from kicksense.workflows.session_pdf import session_pdf, write_session_pdf
from kicksense.workflows.session_pictures import (
    kicks_drawing,
    phases_drawing,
    round_step,
    trace_drawing,
)
from kicksense.workflows.session_sheet import sheet_of
from tests.dashboard import fakes

DRILL = AnalysisRequest(drill="partner_pass")
LONG = "The standing foot points to the wall and that is what we want to see again " * 20


def row(name: str = "garden wall", player_id: str | None = "player-01") -> SessionRow:
    return SessionRow(
        id="abc234",
        name=name,
        kind="csv",
        imported_utc=datetime(2026, 5, 2, 15, 30, tzinfo=UTC),
        duration_s=60.0,
        sampling_rate_hz=200.0,
        side=None,
        fingerprint="f" * 64,
        simulated=True,
        player_id=player_id,
    )


def found(request: AnalysisRequest = DRILL, **changed: str) -> PractisedSession:
    return fakes.practised(row(**changed), request, target=requested_target(request))


def with_kicks(session: PractisedSession, kicks: Sequence[KickReport]) -> PractisedSession:
    """Give the session with other kicks in its report."""
    done = session.practised
    report = replace(done.report, kicks=tuple(kicks))
    practice = replace(done.practice, report=report)
    return replace(session, practised=replace(done, practice=practice))


def many_kicks(count: int) -> list[KickReport]:
    kicks = [fakes.kick(n % 6, start_time_s=0.0, judged=True) for n in range(count)]
    return [
        replace(kick, t_s=1.0 + 58.0 * n / count, impact_index=int(200 * (1.0 + 58.0 * n / count)))
        for n, kick in enumerate(kicks)
    ]


def note(text: str, *, kick: int | None = None, voice: str | None = None) -> Note:
    when = datetime(2026, 5, 2, tzinfo=UTC)
    return Note("0" * 16, "abc234", 27.3, "coach", when, text=text, kick=kick, voice=voice)


def pages_of(content: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", content))


def lowest_mm(content: bytes) -> float:
    """Give how far down any text is set, from the top of the page."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    lowest_pt = 842.0
    for stream in streams:
        try:
            drawn = zlib.decompress(stream)
        except zlib.error:
            continue
        for place in re.findall(rb"BT [-\d.]+ ([-\d.]+) Td", drawn):
            lowest_pt = min(lowest_pt, float(place))
    return (841.89 - lowest_pt) * 25.4 / 72.0


@pytest.mark.parametrize("request_", [DRILL, AnalysisRequest()])
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("unit", list(SpeedUnit))
def test_it_is_one_page_in_every_language_and_unit(
    request_: AnalysisRequest, language: str, unit: SpeedUnit
) -> None:
    with spoken(speech_in(language, unit)):
        content = session_pdf(found(request_), fakes.recording(), [note("Well done.", kick=2)])
    assert pages_of(content) == 1
    assert 280.0 < lowest_mm(content) < 290.0


@pytest.mark.parametrize("count", [0, 1, 2, 60, 400])
def test_it_stays_one_page_whatever_the_lengths(count: int) -> None:
    session = with_kicks(found(name="W" * 80, player_id="p" * 64), many_kicks(count))
    rows = session.practised.card.scores * 3
    card = replace(session.practised.card, scores=rows)
    session = replace(session, practised=replace(session.practised, card=card))
    content = session_pdf(session, fakes.recording(), [note(LONG)] * 30)
    assert pages_of(content) == 1
    assert lowest_mm(content) < 290.0


@pytest.mark.parametrize(
    "name",
    ["<b>bold</b> & \x00\x1b[31m\n\t", "Öğretmen Żółć Ελλάς Привет", "\u202egnp.exe", "", "🦶⚽"],
)
def test_names_may_hold_anything(name: str) -> None:
    assert pages_of(session_pdf(found(name=name), fakes.recording())) == 1
    assert "\n" not in printable(name)
    assert "\u202e" not in printable(name)


def test_the_same_session_is_the_same_file_to_the_byte(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from tests.workflows.test_session_pdf import found, note\n"
        "from tests.dashboard import fakes\n"
        "from kicksense.workflows.session_pdf import write_session_pdf\n"
        "write_session_pdf(Path(sys.argv[1]), found(), fakes.recording(), [note('Good.')])\n"
    )
    files = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for seed, path in enumerate(files):
        environment = {**os.environ, "PYTHONHASHSEED": str(seed), "SOURCE_DATE_EPOCH": str(seed)}
        done = subprocess.run(
            [sys.executable, "-c", code, str(path)],
            cwd=Path(__file__).parents[2],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert files[0].read_bytes() == files[1].read_bytes()
    assert b"D:20260502" in files[0].read_bytes()


def test_letters_are_embedded_and_nothing_leads_out() -> None:
    content = session_pdf(found(), fakes.recording())
    assert b"/FontFile2" in content
    assert b"/URI" not in content
    assert b"/JavaScript" not in content
    assert b"/Lang (en)" in content


def test_pictures_have_words_for_those_who_do_not_see_them() -> None:
    content = session_pdf(found(), fakes.recording())
    assert content.count(b"/Alt") >= 3
    assert b"/StructTreeRoot" in content


def test_what_is_written_says_simulated_model_and_analysis() -> None:
    sheet = sheet_of(found())
    assert sheet.simulated == "Simulated"
    assert "analysis 1" in sheet.foot
    assert "model rules" in sheet.foot
    real = found()
    report = replace(real.practised.report, source=fakes.recording(simulated=False).source)
    practice = replace(real.practised.practice, report=report)
    real = replace(real, practised=replace(real.practised, practice=practice))
    assert sheet_of(real).simulated == ""


def test_every_number_of_speed_stands_with_its_range() -> None:
    table = sheet_of(found(AnalysisRequest())).table
    speeds = [cell for line in table.rows for cell in line[2:]]
    assert speeds
    assert all(re.fullmatch(r"\d+ km/h \(\d+ to \d+\)", cell) for cell in speeds)


def test_a_note_says_its_moment_and_a_spoken_one_that_it_was_spoken() -> None:
    sheet = sheet_of(found(), [note("  Well\ndone  ", kick=3), note("", voice="webm")])
    assert sheet.notes[0] == "0:27.3, Kick 3: Well done"
    assert "spoken" in sheet.notes[1]


def test_a_session_without_a_kick_says_so() -> None:
    sheet = sheet_of(with_kicks(found(AnalysisRequest()), ()))
    assert sheet.best is None
    assert sheet.table.notes == ("No kick was found in this recording.",)


def test_signs_are_those_of_the_pages() -> None:
    for technique in Technique:
        assert SHAPES[technique] == glyphs.SHAPES[technique]
        assert COLOURS[technique] == glyphs.LIGHT_COLOURS[technique]


def test_every_kick_has_its_sign_in_the_trace_and_among_the_kicks() -> None:
    report = found().practised.report
    trace = trace_drawing(fakes.recording(), report, width_mm=170.0, height_mm=26.0)
    kicks = kicks_drawing(report, width_mm=80.0, height_mm=36.0)
    for drawing in (trace, kicks):
        assert drawing.svg.count("<g ") == len(report.kicks)
        places = [float(x) for x in re.findall(r"M([-\d.]+) ", drawing.svg)]
        assert min(places) >= 0.0
        assert max(places) <= drawing.width_mm


def test_phases_lie_where_they_were_measured() -> None:
    report = found().practised.report
    drawing = phases_drawing(
        fakes.recording(), report, report.kicks[0], width_mm=80.0, height_mm=36.0
    )
    boxes = re.findall(r'<rect x="([-\d.]+)" y="[-\d.]+" width="([-\d.]+)"', drawing.svg)
    starts = [float(start) for start, _ in boxes]
    impact_mm = next(place for place, value in drawing.ticks_x if value == 0.0)
    assert starts == sorted(starts)
    assert starts[2] == pytest.approx(impact_mm, abs=0.01)
    lasting = [float(width) for _, width in boxes]
    assert lasting[0] / lasting[1] == pytest.approx(0.21 / 0.13, rel=0.01)
    assert lasting[2] / lasting[1] == pytest.approx(0.22 / 0.13, rel=0.01)


@pytest.mark.parametrize(
    ("span", "step"), [(1.0, 0.5), (16.0, 5.0), (0.03, 0.01), (4000.0, 1000.0)]
)
def test_axes_have_round_steps(span: float, step: float) -> None:
    assert round_step(span) == pytest.approx(step)


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="could not be written"):
        write_session_pdf(tmp_path / "missing" / "page.pdf", found(), fakes.recording())
