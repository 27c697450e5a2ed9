from dataclasses import replace

import pytest

from kicksense.coaching.runs import (
    run_of_rep,
    runs_of,
    runs_of_cues,
    second_efforts,
    waiting_rate_hz,
)
from kicksense.domain.locomotion import Gait
from kicksense.domain.score_card import Rep
from tests.practices import bout, bouts_between, practice

WITHIN_S = (-1.0, 4.0)


def test_running_and_sprinting_without_a_rest_are_one_run() -> None:
    bouts = (
        bout(0.0, 5.0, Gait.WAITING),
        bout(5.0, 6.0, Gait.RUNNING),
        bout(6.0, 8.0, Gait.SPRINTING),
        bout(8.0, 9.0, Gait.WALKING),
        bout(9.0, 11.0, Gait.RUNNING),
    )
    assert [(run.start_s, run.stop_s) for run in runs_of(bouts)] == [(5.0, 8.0), (9.0, 11.0)]


def test_the_fastest_swing_of_a_run_is_that_of_its_fastest_bout() -> None:
    bouts = (
        bout(5.0, 6.0, Gait.RUNNING, peak_radps=9.0),
        bout(6.0, 8.0, Gait.SPRINTING, peak_radps=15.0),
    )
    assert runs_of(bouts)[0].peak_swing_radps == 15.0


def test_nobody_runs_in_a_recording_without_bouts() -> None:
    assert runs_of(()) == ()
    assert runs_of_cues((), [1.0, 2.0], WITHIN_S) == [None, None]


def test_a_run_that_goes_on_since_long_before_the_cue_is_no_answer() -> None:
    runs = runs_of(bouts_between(0.0, 60.0, [(2.0, 12.0, Gait.RUNNING)]))
    assert runs_of_cues(runs, [10.0], WITHIN_S) == [None]


def test_the_start_after_the_next_cue_belongs_to_the_next_cue() -> None:
    runs = runs_of(bouts_between(0.0, 60.0, [(13.2, 15.0, Gait.RUNNING)]))
    assert runs_of_cues(runs, [10.0, 13.0], WITHIN_S) == [None, 0]


@pytest.mark.parametrize(("rest_s", "followed"), [(1.9, True), (2.1, False)])
def test_a_second_run_soon_after_the_first_is_a_second_effort(
    rest_s: float, followed: bool
) -> None:
    again_s = 8.0 + rest_s
    runs = runs_of(
        bouts_between(0.0, 60.0, [(5.0, 8.0, Gait.RUNNING), (again_s, again_s + 2.0, Gait.RUNNING)])
    )
    assert second_efforts(runs, 2.0) == [followed, False]


def test_a_sprint_that_slows_to_a_run_and_picks_up_again_is_a_second_effort() -> None:
    bouts = (
        bout(5.0, 7.0, Gait.SPRINTING),
        bout(7.0, 8.0, Gait.RUNNING),
        bout(8.0, 9.0, Gait.SPRINTING),
    )
    assert second_efforts(runs_of(bouts), 2.0) == [True]


def test_a_run_that_becomes_a_sprint_is_one_effort() -> None:
    bouts = (bout(5.0, 7.0, Gait.RUNNING), bout(7.0, 9.0, Gait.SPRINTING))
    assert second_efforts(runs_of(bouts), 2.0) == [False]


@pytest.mark.parametrize("onset_s", [-0.1, -0.3, 0.7])
@pytest.mark.parametrize("cue_s", [10.0, 10.1, 33.3])
def test_a_run_answers_the_cue_that_its_start_was_told_from(cue_s: float, onset_s: float) -> None:
    start_s = cue_s + onset_s
    runs = runs_of(
        bouts_between(0.0, 60.0, [(2.0, 3.0, Gait.RUNNING), (start_s, start_s + 2.0, Gait.RUNNING)])
    )
    assert run_of_rep(runs, Rep(1, t_s=cue_s, cue_s=cue_s, onset_s=start_s - cue_s)) == 1
    assert run_of_rep(runs, Rep(1, t_s=cue_s, cue_s=cue_s, onset_s=onset_s + 0.1)) is None
    assert run_of_rep(runs, Rep(1, t_s=cue_s)) is None


@pytest.mark.parametrize("cue_s", [10.0, 10.1, 33.3])
def test_the_run_that_ends_the_waiting_takes_nothing_from_it(cue_s: float) -> None:
    start_s = cue_s - 0.1
    bouts = bouts_between(0.0, 60.0, [(start_s, start_s + 2.0, Gait.RUNNING)])
    waited = replace(practice().activity, bouts=bouts, steps=())
    span_s = (cue_s - 4.0, cue_s + (start_s - cue_s))
    assert waiting_rate_hz(waited, runs_of(bouts), span_s, least_s=2.0) == 0.0
    assert waiting_rate_hz(waited, runs_of(bouts), span_s, least_s=5.0) is None
