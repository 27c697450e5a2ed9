"""What a session shows: severity times how often."""

import pytest

from kicksense.coaching.findings import FINDING_CODES, FindingSettings
from kicksense.coaching.session_findings import session_findings
from kicksense.domain.kick import (
    ContactKind,
    ContactReport,
    Estimate,
    Finding,
    KickReport,
    Severity,
    Technique,
)
from tests.coaching.kicks import kick_report

SETTINGS = FindingSettings()
HARD = Finding("too_much_power", Severity.WARNING, drill="backheel_wall_pass")
LONG = Finding("follow_through_too_long", Severity.ADVICE, drill="partner_pass")
SLOW = Finding("slow_to_move_on", Severity.INFO, drill="small_sided")
ARRIVES = Estimate(2.0, 1.0, 3.0)


def codes(kicks: tuple[KickReport, ...], contacts: tuple[ContactReport, ...] = ()) -> list[str]:
    stated = session_findings(kicks, contacts, SETTINGS)
    assert all(finding.code in FINDING_CODES for finding in stated)
    return [finding.code for finding in stated]


def kicks_with(*shown: tuple[Finding, int], of: int) -> tuple[KickReport, ...]:
    """Give kicks of which the first so many show each finding."""
    return tuple(
        kick_report(*(finding for finding, count in shown if number < count))
        for number in range(of)
    )


def test_a_session_without_faults_has_nothing_to_work_on() -> None:
    assert codes(kicks_with(of=6)) == []
    assert codes(()) == []


def test_a_rare_severe_fault_gives_way_to_a_frequent_lighter_one() -> None:
    assert codes(kicks_with((HARD, 3), (LONG, 5), of=10)) == [LONG.code, HARD.code]
    assert codes(kicks_with((HARD, 4), (LONG, 5), of=10)) == [HARD.code, LONG.code]


def test_between_equals_the_more_frequent_one_comes_first() -> None:
    assert codes(kicks_with((LONG, 3), (SLOW, 6), of=10)) == [SLOW.code, LONG.code]


@pytest.mark.parametrize(("count", "told"), [(2, True), (1, False)])
def test_one_kick_in_ten_is_no_habit(count: int, told: bool) -> None:
    assert (HARD.code in codes(kicks_with((HARD, count), of=10))) is told


def test_the_evidence_counts_the_kicks_and_the_worst_severity_holds() -> None:
    mild = Finding("too_much_power", Severity.INFO, drill="partner_pass")
    kicks = (kick_report(mild), kick_report(HARD), kick_report(HARD), kick_report())
    (stated,) = session_findings(kicks, (), SETTINGS)
    assert stated.severity is Severity.WARNING
    assert stated.drill == "backheel_wall_pass"
    assert dict(stated.evidence) == {"kicks_count": 3.0, "of_kicks_count": 4.0}


def test_air_kicks_are_counted_against_all_swings() -> None:
    contacts = (
        ContactReport(1.0, ContactKind.AIR_KICK),
        ContactReport(2.0, ContactKind.TOUCH),
        ContactReport(3.0, ContactKind.AIR_KICK),
    )
    (stated,) = session_findings(kicks_with(of=6), contacts, SETTINGS)
    assert stated.code == "air_kick"
    assert dict(stated.evidence) == {"kicks_count": 2.0, "of_kicks_count": 8.0}


def test_air_kicks_are_told_even_where_no_kick_was_found() -> None:
    assert codes((), (ContactReport(1.0, ContactKind.AIR_KICK),)) == ["air_kick"]


def test_touches_and_traps_are_no_air_kicks() -> None:
    contacts = (ContactReport(1.0, ContactKind.TOUCH), ContactReport(2.0, ContactKind.TRAP))
    assert codes(kicks_with(of=3), contacts) == []


def passes(*speeds_mps: float, aimed: bool = True) -> tuple[KickReport, ...]:
    arrival = ARRIVES if aimed else None
    return tuple(
        kick_report(technique=Technique.INSIDE_FOOT, ball_mps=speed, arrival=arrival)
        for speed in speeds_mps
    )


@pytest.mark.parametrize(("spread_mps", "told"), [(1.50, True), (1.46, False)])
def test_passes_to_one_target_should_leave_alike(spread_mps: float, told: bool) -> None:
    # Four passes at 5 +- d have a standard deviation of d sqrt(4/4) with a fifth at 5: d, so that
    # the spread is d / 5; 0.3 lies at d = 1.5 exactly, hence the margin of a hundredth.
    kicks = passes(5 - spread_mps - 0.01, 5 - spread_mps, 5, 5 + spread_mps, 5 + spread_mps + 0.01)
    assert ("uneven_weight" in codes(kicks)) is told


def test_the_spread_is_not_spoken_of_without_a_target_or_with_few_kicks() -> None:
    assert codes(passes(2.0, 9.0, 2.0, 9.0, 5.0)) == ["uneven_weight"]
    assert codes(passes(2.0, 9.0, 2.0, 9.0, 5.0, aimed=False)) == []
    assert codes(passes(2.0, 9.0, 2.0, 9.0)) == []


def test_shots_may_differ_from_passes() -> None:
    shots = tuple(
        kick_report(technique=Technique.INSTEP, ball_mps=speed, arrival=ARRIVES)
        for speed in (12.0, 25.0, 18.0)
    )
    assert codes(passes(5.0, 5.1, 4.9, 5.0, 5.2) + shots) == []
