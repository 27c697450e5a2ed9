"""The one thing to work on: by weight, and slow to change."""

import pytest

from kicksense.coaching.findings import FindingSettings
from kicksense.coaching.habits import FaultCount
from kicksense.coaching.shares import wilson
from kicksense.coaching.work_on import weight_of, work_on
from kicksense.domain.kick import Finding, Severity
from kicksense.domain.score_card import WorkOn

SETTINGS = FindingSettings()
RULES = SETTINGS.practice


def finding(
    code: str, low: float, *, sure: float = 0.9, severity: Severity = Severity.ADVICE
) -> Finding:
    evidence = (
        ("kicks_count", 8.0),
        ("of_kicks_count", 10.0),
        ("share_low_ratio", low),
        ("confidence_ratio", sure),
    )
    return Finding(code, severity, evidence, drill="partner_pass")


TELEGRAPHED = finding("telegraphed", 0.5)
EXTRA = finding("extra_touch", 0.55)


def test_the_weight_is_severity_times_confidence_times_how_often() -> None:
    assert weight_of(finding("extra_touch", 0.5, sure=0.8)) == pytest.approx(2.0 * 0.8 * 0.5)
    hard = finding("too_much_power", 0.5, sure=0.8, severity=Severity.WARNING)
    assert weight_of(hard) == pytest.approx(3.0 * 0.8 * 0.5)


def test_what_the_evidence_does_not_say_counts_for_little() -> None:
    bare = Finding("extra_touch", Severity.ADVICE)
    assert weight_of(bare) == pytest.approx(2.0 * 0.5 * wilson(1, 1)[0])
    counted = Finding("air_kick", Severity.ADVICE, (("kicks_count", 8.0), ("of_kicks_count", 10.0)))
    assert weight_of(counted) == pytest.approx(2.0 * 0.5 * wilson(8, 10)[0])


def test_the_weightiest_finding_comes_first() -> None:
    thing = work_on([TELEGRAPHED, EXTRA], None, SETTINGS)
    assert thing == WorkOn(EXTRA, weight_of(EXTRA))
    assert work_on([], None, SETTINGS) is None


def test_information_is_never_put_first() -> None:
    load = finding("load_above_usual", 0.9, severity=Severity.INFO)
    assert work_on([load], None, SETTINGS) is None
    assert work_on([load, TELEGRAPHED], None, SETTINGS) == WorkOn(
        TELEGRAPHED, weight_of(TELEGRAPHED)
    )


@pytest.mark.parametrize(("more", "said"), [(0.001, True), (-0.001, False)])
def test_what_weighs_too_little_is_not_put_first(more: float, said: bool) -> None:
    light = finding("extra_touch", RULES.min_work_on_weight / 2.0 + more, sure=1.0)
    assert (work_on([light], None, SETTINGS) is not None) is said


def previous(found: Finding) -> WorkOn:
    return WorkOn(found, weight_of(found))


@pytest.mark.parametrize(("times", "changed"), [(1.01, True), (0.99, False)])
def test_the_thing_stays_until_another_clearly_passes_it(times: float, changed: bool) -> None:
    low = 0.5 * RULES.kept_weight_ratio * times
    rival = finding("extra_touch", low)
    seen = {"telegraphed": FaultCount(8, 10)}
    thing = work_on([rival, TELEGRAPHED], previous(TELEGRAPHED), SETTINGS, counts=seen)
    if changed:
        assert thing == WorkOn(rival, weight_of(rival))
    else:
        assert thing == WorkOn(TELEGRAPHED, weight_of(TELEGRAPHED), kept=True)


def test_the_weight_of_today_is_compared_not_that_of_yesterday() -> None:
    heavy = WorkOn(finding("telegraphed", 0.9), 1.6)
    seen = {"telegraphed": FaultCount(8, 10)}
    thing = work_on([finding("extra_touch", 0.7), TELEGRAPHED], heavy, SETTINGS, counts=seen)
    assert thing is not None
    assert (thing.finding.code, thing.kept) == ("extra_touch", False)


def test_the_thing_goes_when_it_was_looked_for_often_enough_and_is_gone() -> None:
    counts = {"telegraphed": FaultCount(1, RULES.min_reps_count)}
    assert work_on([], previous(TELEGRAPHED), SETTINGS, counts=counts) is None
    thing = work_on([EXTRA], previous(TELEGRAPHED), SETTINGS, counts=counts)
    assert thing == WorkOn(EXTRA, weight_of(EXTRA))


def test_a_session_with_too_few_repetitions_changes_nothing() -> None:
    before, counts = previous(TELEGRAPHED), {"telegraphed": FaultCount(0, RULES.min_reps_count - 1)}
    kept = WorkOn(before.finding, before.weight, kept=True)
    assert work_on([], before, SETTINGS, counts=counts) == kept
    assert work_on([EXTRA], before, SETTINGS, counts=counts) == kept


@pytest.mark.parametrize("counts", [{}, {"telegraphed": FaultCount(0, 0)}], ids=["none", "never"])
def test_a_drill_that_cannot_show_the_thing_has_one_of_its_own_or_reminds(
    counts: dict[str, FaultCount],
) -> None:
    before = previous(TELEGRAPHED)
    own = work_on([EXTRA], before, SETTINGS, counts=counts)
    assert own == WorkOn(EXTRA, weight_of(EXTRA))
    reminded = WorkOn(before.finding, before.weight, kept=True)
    assert work_on([], before, SETTINGS, counts=counts) == reminded


def test_without_counts_what_is_not_found_is_taken_for_gone() -> None:
    assert work_on([], previous(TELEGRAPHED), SETTINGS) is None
