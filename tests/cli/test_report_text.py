from dataclasses import replace

import pytest

from kicksense.cli.report_text import marker_lines, report_lines, summary_of
from kicksense.domain.kick import SessionReport, Target, TechniqueProbability
from kicksense.domain.live import Marker, MarkerKind
from tests.cli.reports_made import empty_report, full_report


def text_of(report: SessionReport) -> str:
    return "\n".join(report_lines(report))


@pytest.mark.parametrize(
    "report", [full_report(), full_report(judged=False), empty_report()], ids=["full", "kicks", ""]
)
def test_a_report_fits_on_80_columns(report: SessionReport) -> None:
    assert max(map(len, report_lines(report))) <= 80
    assert len(summary_of(report)) <= 100


def test_a_kick_is_a_line_with_its_speeds_and_their_ranges() -> None:
    lines = report_lines(full_report())
    assert (
        "  2      20.25 s  inside 70 %  8.4 (6.9-10.1)   12.3 (9.8-14.6)  6.4 a bit hard" in lines
    )
    assert sum("  unsure  " in line for line in lines) == 1


def test_without_a_target_the_ball_is_given_in_km_an_hour_too() -> None:
    lines = report_lines(full_report(judged=False))
    assert "  1      10.25 s  heel 20 %    8.4 (6.9-10.1)   12.3 (9.8-14.6)    44" in lines
    assert "arrives" not in text_of(full_report(judged=False))


def test_a_ball_that_does_not_arrive_says_so() -> None:
    report = full_report()
    kick = report.kicks[0]
    assert kick.arrival_speed_mps is not None
    short = replace(kick, arrival_speed_mps=replace(kick.arrival_speed_mps, value=0.0, low=0.0))
    assert "  stops too hard" in text_of(replace(report, kicks=(short,)))


def test_a_good_ball_whose_likeliest_speed_is_not_good_is_marked_and_explained() -> None:
    text = text_of(full_report())
    assert "6.4 good?" in text
    assert "good?: the likeliest speed is not good" in text
    wide = replace(full_report(), target=Target(4.0, arrival_band_mps=(1.0, 7.0)))
    assert "good?" not in text_of(wide)


def test_many_marks_are_cut_short_and_fit_on_80_columns() -> None:
    long = Marker(1.0, MarkerKind.NOTE, "a word " * 60, "dashboard")
    lines = marker_lines(full_report(), (long, *[Marker(2.0, MarkerKind.CUE)] * 99))
    assert max(map(len, lines)) <= 80
    assert sum(line.endswith(" cue") for line in lines) == 39
    assert lines[-1] == "  and 60 more; --json lists them all"
    assert marker_lines(full_report(), ()) == []


def test_no_technique_is_called_certain() -> None:
    kick = full_report().kicks[1]
    sure = replace(kick, probability=TechniqueProbability(0.0, 1.0, 0.0))
    assert "inside 99 %" in text_of(replace(full_report(), kicks=(sure,)))


def test_findings_and_full_scale_are_noted_by_kick() -> None:
    lines = report_lines(full_report())
    assert "  too much power: kick 1" in lines
    assert "  beyond the sensor's range: kick 1" in lines


def test_what_was_not_counted_is_said_with_its_reason() -> None:
    lines = report_lines(full_report())
    assert "  212 x the foot hit the ground, not a ball" in lines
    assert "Other contacts: 1 x touch, 1 x ball stopped" in lines


def test_the_advice_comes_last_and_names_the_drill() -> None:
    text = text_of(full_report())
    advice = text[text.index("What to work on") :]
    assert "1 of 3 balls were too hard" in advice
    assert "(Drill: Backheel against the wall)" in advice


def test_remarks_about_file_signal_and_seat_are_told_once() -> None:
    report = full_report()
    twice = replace(report, source=replace(report.source, remarks=report.quality.remarks))
    text = text_of(twice)
    assert text.count("one gap of 0.05 s was bridged") == 1
    assert "upside down" in text


def test_a_report_without_kicks_says_so() -> None:
    assert "No kick found." in report_lines(empty_report())


def test_a_clock_that_began_long_ago_counts_from_the_start_of_the_recording() -> None:
    report = full_report()
    late = replace(
        report,
        start_time_s=1.7e9,
        kicks=tuple(replace(kick, t_s=kick.t_s + 1.7e9) for kick in report.kicks),
    )
    lines = report_lines(late)
    assert any("after start" in line for line in lines)
    assert any("    10.25 s" in line for line in lines)


def test_the_summary_counts() -> None:
    assert summary_of(full_report()) == (
        "morning (simulated): 1300.2 s, 3 kicks (1 heel, 1 inside, 1 unsure), 2 other contacts"
    )
