"""What a practice shows as a whole: in which order, with which drill, and silence otherwise."""

from dataclasses import replace

import pytest

from kicksense.coaching.baseline import Baseline
from kicksense.coaching.finding_kinds import BROUGHT_ALONG, FINDING_KINDS, KICK_CODES
from kicksense.coaching.findings import FINDING_CODES, PROXY_CODES, FindingSettings
from kicksense.coaching.practice_findings import judged_practice
from kicksense.coaching.work_on import weight_of
from kicksense.domain.kick import Finding, KickReport, PowerBand, Severity, Technique
from kicksense.store.drills import shipped_drills
from tests.coaching.practised import found, rep
from tests.practices import drill, kick, practice

TIMES = tuple(6.0 * number for number in range(1, 11))
DRILLS = {one.name: one for one in shipped_drills().drills}


def hard(technique: Technique, *codes: str) -> list[KickReport]:
    faults = tuple(Finding(code, Severity.ADVICE) for code in codes)
    return [
        kick(t_s, technique, power=PowerBand.EXCESS, ball_mps=12.0, findings=faults)
        for t_s in TIMES
    ]


def test_every_kind_of_finding_is_trained_by_drills_that_ship() -> None:
    for kind in FINDING_KINDS.values():
        named = {kind.drill, *kind.also} | ({kind.heel_drill} - {None})
        assert named <= DRILLS.keys(), kind.code
        assert 0.0 < kind.reliability_ratio <= 1.0


def test_signs_are_less_sure_than_measurements() -> None:
    assert {kind.code for kind in FINDING_KINDS.values() if kind.proxy} == PROXY_CODES
    surest = max(FINDING_KINDS[code].reliability_ratio for code in PROXY_CODES)
    measured = set(FINDING_CODES) - PROXY_CODES
    assert surest < min(FINDING_KINDS[code].reliability_ratio for code in measured)


def test_kicks_state_only_codes_of_kicks() -> None:
    assert set(KICK_CODES) < set(FINDING_CODES)


def test_the_weightiest_finding_comes_first() -> None:
    played = practice(hard(Technique.HEEL, "telegraphed"))
    verdict = judged_practice(played, (), None, baseline=Baseline(), settings=FindingSettings())
    stated = verdict.findings
    assert [finding.code for finding in stated] == ["too_much_power", "telegraphed"]
    weights = [weight_of(finding) for finding in stated]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize(
    ("played", "technique", "trains"),
    [
        ("backheel_partner_gate", Technique.HEEL, "backheel_partner_gate"),
        ("firm_line_pass", Technique.INSIDE_FOOT, "firm_line_pass"),
        ("free_play", Technique.HEEL, "backheel_wall_pass"),
        ("free_play", Technique.INSIDE_FOOT, "partner_pass"),
    ],
)
def test_who_plays_a_drill_that_trains_it_stays_with_it(
    played: str, technique: Technique, trains: str
) -> None:
    reps = [rep(number) for number in range(1, 11)]
    stated = found(practice(hard(technique)), reps, DRILLS[played])
    assert stated["too_much_power"].drill == trains


def test_what_a_fault_brings_along_is_not_told_beside_it() -> None:
    for cause, along in BROUGHT_ALONG.items():
        assert {cause, *along} <= set(FINDING_CODES)
        assert not any(code in BROUGHT_ALONG for code in along)
    waits = {"follow_through_duration_s": 0.3, "time_to_next_step_s": 2.0}
    both = [
        kick(t_s, features=waits, findings=[Finding(code, Severity.ADVICE) for code in codes])
        for t_s, codes in zip(
            TIMES, [("slow_to_move_on",)] * 5 + [("follow_through_too_long",)] * 5, strict=True
        )
    ]
    assert set(found(practice(both))) == {"follow_through_too_long"}
    assert set(found(practice(both[:5] + both[5:8]))) == {"slow_to_move_on"}


def test_what_was_looked_for_is_counted_even_where_nothing_is_said() -> None:
    played = practice([kick(t_s) for t_s in TIMES])
    verdict = judged_practice(played, (), None, baseline=Baseline(), settings=FindingSettings())
    assert verdict.findings == ()
    assert (verdict.counts["telegraphed"].shown, verdict.counts["telegraphed"].of) == (0, 10)
    assert verdict.counts["no_second_effort"].of == 0


def test_a_practice_later_on_the_clock_says_the_same() -> None:
    early = practice(hard(Technique.HEEL, "telegraphed"))
    late = practice(
        [replace(one, t_s=one.t_s + 5000.0) for one in early.report.kicks], start_s=5000.0
    )
    assert found(early) == found(late)


def test_no_practice_of_any_drill_is_told_anything_about_nothing() -> None:
    for one in DRILLS.values():
        assert found(practice(), (), one) == {}
        assert found(practice([kick(5.0)]), [rep(1)], one) == {}
    assert found(practice(), (), drill()) == {}
