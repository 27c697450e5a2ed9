from itertools import pairwise

import pytest

from kicksense.domain.kick import Technique
from kicksense.store.places import place_of
from kicksense.workflows.label_candidates import (
    SUGGESTED,
    Candidate,
    Origin,
    candidates_of,
    in_order,
    with_moments,
)
from kicksense.workflows.model_choice import DEFAULT_MODEL, loaded_model
from tests import played


@pytest.fixture(scope="module", params=["model", "rules"])
def candidates(request: pytest.FixtureRequest) -> tuple[Candidate, ...]:
    recording = played.session().recording
    model = loaded_model(place_of("models") / DEFAULT_MODEL) if request.param == "model" else None
    return candidates_of(recording, played.analyzed(recording), model)


def test_every_reported_kick_is_a_candidate_with_its_technique(
    candidates: tuple[Candidate, ...],
) -> None:
    report = played.analyzed(played.session().recording)
    kicks = [each for each in candidates if each.origin is Origin.KICK]
    assert [each.t_s for each in kicks] == [kick.t_s for kick in report.kicks]
    for candidate, kick in zip(kicks, report.kicks, strict=True):
        if kick.technique is not Technique.UNSURE:
            shares = dict(zip(SUGGESTED[:3], candidate.shares, strict=False))
            assert max(shares, key=lambda name: shares[name]) == str(kick.technique)


def test_shares_are_probabilities_in_order_of_time(candidates: tuple[Candidate, ...]) -> None:
    times_s = [each.t_s for each in candidates]
    assert times_s == sorted(times_s)
    for candidate in candidates:
        assert sum(candidate.shares) == pytest.approx(1.0, abs=1e-6)
        assert 0.0 <= candidate.doubt_ratio <= 1.0
        assert candidate.confidence == max(candidate.shares)


def test_no_two_candidates_are_the_same_jolt(candidates: tuple[Candidate, ...]) -> None:
    times_s = [each.t_s for each in candidates]
    close = [later - earlier for earlier, later in pairwise(times_s)]
    assert min(close, default=1.0) > 0.1


def test_the_hardest_comes_first_and_time_is_the_other_order() -> None:
    sure = (0.0,) * 7 + (1.0,)
    torn = (0.5, 0.5) + (0.0,) * 6
    lost = (0.125,) * 8
    made = [Candidate(1.0, Origin.KICK, sure), Candidate(2.0, Origin.KICK, torn)]
    made.append(Candidate(3.0, Origin.REJECTED, lost))
    assert in_order(made, "hardest") == (2, 1, 0)
    assert in_order(made, "time") == (0, 1, 2)
    assert made[1].doubt_ratio == pytest.approx(1.0 / 3.0)
    assert made[0].suggestion == "other"


def test_moments_added_by_hand_join_those_that_are_near() -> None:
    made = [Candidate(1.0, Origin.KICK, (1.0,) + (0.0,) * 7)]
    joined = with_moments(made, [1.05, 2.0], 0.1)
    assert [(each.t_s, each.origin) for each in joined] == [
        (1.0, Origin.KICK),
        (2.0, Origin.BY_HAND),
    ]
    assert joined[1].suggestion is None
    assert joined[1].doubt_ratio == 1.0
