"""The evaluation on real recordings counts right, and finds what really happened."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import SessionReport
from kicksense.errors import SourceError
from kicksense.exchange.options import ReadOptions
from kicksense.workflows.evaluation import RecordingsEvaluation, SpeedPair, evaluate_recordings
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.suite_recordings import (
    all_trials,
    foot_speed_peak_s,
    kick_trials,
    walking_files,
)
from tests.shared_recordings import shared_recording
from tests.workflows.looked import analyze_file

TRIALS = ("P1_S05", "P2_S09", "P4_S01", "P5_S10", "P6_S12")


@cache
def _told(name: str, side: Side) -> SessionReport:
    path = shared_recording(f"lmd/{name}.csv.gz")
    return analyze_file(path, ReadOptions(side=side), AnalysisRequest(side=side))


@pytest.fixture(scope="module")
def few_recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with three kick trials, one of dribbling and one walk."""
    folder = tmp_path_factory.mktemp("recordings")
    for name in (
        "lmd/P1_S05.csv.gz",
        "lmd/P4_S01.csv.gz",
        "lmd/P5_S10.csv.gz",
        "lmd/P1_S21.csv.gz",
        "xio/short_walk.csv",
    ):
        link = folder / name
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(shared_recording(name))
    return folder


@pytest.fixture(scope="module")
def evaluated(few_recordings: Path) -> tuple[RecordingsEvaluation, list[tuple[int, int]]]:
    """Give the evaluation of those, and what was said of its progress."""
    steps: list[tuple[int, int]] = []
    return evaluate_recordings(few_recordings, lambda *step: steps.append(step)), steps


def _side_of(name: str) -> Side:
    """Player 5 kicks with the left foot."""
    return Side.LEFT if name.startswith("P5") else Side.RIGHT


def test_the_kick_of_a_real_trial_is_found_at_the_foot_s_fastest_moment() -> None:
    folder = shared_recording("lmd/P1_S05.csv.gz").parents[1]
    peaks = {
        trial.name: foot_speed_peak_s(trial)
        for trial in kick_trials(folder)
        if trial.name in TRIALS
    }
    found = [
        name
        for name, peak_s in peaks.items()
        if any(abs(kick.t_s - peak_s) < 0.15 for kick in _told(name, _side_of(name)).kicks)
    ]
    assert len(peaks) == len(TRIALS)
    assert len(found) >= len(TRIALS) - 1


def test_most_standing_legs_are_not_said_to_kick() -> None:
    other = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
    standing = [len(_told(name, other[_side_of(name)]).kicks) > 0 for name in TRIALS]
    assert sum(standing) <= 2


def test_a_real_walk_holds_no_kicks() -> None:
    path = shared_recording("xio/short_walk.csv")
    assert analyze_file(path, ReadOptions(), AnalysisRequest()).kicks == ()


def test_trials_and_walks_are_told_apart_by_their_names(few_recordings: Path) -> None:
    assert [trial.name for trial in all_trials(few_recordings)] == [
        "P1_S05",
        "P1_S21",
        "P4_S01",
        "P5_S10",
    ]
    assert [trial.name for trial in kick_trials(few_recordings)] == ["P1_S05", "P4_S01", "P5_S10"]
    sides = {trial.player: trial.kicking_side for trial in all_trials(few_recordings)}
    assert sides == {1: Side.RIGHT, 4: Side.RIGHT, 5: Side.LEFT}
    assert [name for name, _, _ in walking_files(few_recordings)] == ["xio/short_walk"]


def test_a_folder_without_recordings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="--recordings"):
        evaluate_recordings(tmp_path, lambda *_: None)


def test_every_trial_is_counted_once(
    evaluated: tuple[RecordingsEvaluation, list[tuple[int, int]]],
) -> None:
    figures, steps = evaluated
    assert figures.trials == 3
    assert figures.found + len(figures.missed) == 3
    assert len(figures.pairs) == figures.found
    assert sum(count for _, counts in figures.techniques for _, count in counts) == figures.found
    assert [name for name, _ in figures.walking_kicks] == ["xio/short_walk"]
    assert figures.walking_s == pytest.approx(41.6, abs=0.2)
    assert [name for name, _ in figures.ball_contacts] == ["dribbling"]
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert {total for _, total in steps} == {8}


def test_the_figures_are_plain_values_with_these_names(
    evaluated: tuple[RecordingsEvaluation, list[tuple[int, int]]],
) -> None:
    assert set(evaluated[0].to_dict()) == {
        "system",
        "players_seen_in_training",
        "kick_trials",
        "kicks_found_ratio",
        "second_kick_ratio",
        "standing_leg_ratio",
        "missed",
        "walking_kicks",
        "walking_s",
        "ball_contacts",
        "foot_speed_median_error_ratio",
        "foot_speed_median_error_ratio_by_player",
        "foot_speed_bias_ratio",
        "foot_speed_correlation",
        "foot_speed_inside_interval_ratio",
        "techniques",
    }


def test_the_table_says_what_was_measured(
    evaluated: tuple[RecordingsEvaluation, list[tuple[int, int]]],
) -> None:
    figures, _ = evaluated
    text = "\n".join(figures.table_lines())
    assert f"kicks found (within 150 ms)        {figures.found}" in text
    assert "no constant of the speed was fitted" in text


def _pairs(ours: Callable[[float], float]) -> tuple[SpeedPair, ...]:
    speeds = (10.0, 12.0, 15.0, 20.0)
    return tuple(
        SpeedPair(1, ours(suit), 0.5 * ours(suit), 1.5 * ours(suit), suit) for suit in speeds
    )


def _of(pairs: tuple[SpeedPair, ...]) -> dict[str, object]:
    return RecordingsEvaluation(
        system="rules",
        seen=(),
        trials=4,
        found=len(pairs),
        second=1,
        standing=2,
        walking_kicks=(),
        walking_s=0.0,
        ball_contacts=(),
        pairs=pairs,
        techniques=(),
        missed=(),
    ).to_dict()


def test_speed_figures_are_those_of_a_known_error() -> None:
    figures = _of(_pairs(lambda suit: 1.1 * suit))
    assert figures["foot_speed_median_error_ratio"] == pytest.approx(0.1)
    assert figures["foot_speed_bias_ratio"] == pytest.approx(1.1)
    assert figures["foot_speed_correlation"] == pytest.approx(1.0)
    assert figures["foot_speed_inside_interval_ratio"] == 1.0
    assert figures["second_kick_ratio"] == 0.25
    assert figures["standing_leg_ratio"] == 0.5


def test_without_a_kick_found_no_speed_figure_is_made_up() -> None:
    figures = _of(())
    assert figures["foot_speed_median_error_ratio"] is None
    assert figures["foot_speed_correlation"] is None
    assert figures["foot_speed_inside_interval_ratio"] is None
