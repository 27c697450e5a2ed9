"""The simulated leg resembles the real ones that were measured."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.reality import (
    FIELD_ROWS,
    Compared,
    agrees,
    compare_with_field,
    field_table,
    simulated_suit_numbers,
    suit_numbers,
    suit_table,
)
from kicksense.simulation.session import Engine
from tests.shared_recordings import shared_recording

PLAYERS = 16


@pytest.fixture(scope="module")
def compared() -> tuple[Compared, ...]:
    return compare_with_field(PLAYERS, 100, Engine.KINEMATIC)


@pytest.mark.slow
def test_every_measured_row_has_the_median_of_the_field_within_a_fifth(
    compared: tuple[Compared, ...],
) -> None:
    off = [
        f"{row.movement} {row.measure}: {row.simulated:.3g}" for row in compared if not agrees(row)
    ]
    assert not off


@pytest.mark.slow
def test_players_differ_about_every_median(compared: tuple[Compared, ...]) -> None:
    for row in compared:
        assert row.low < row.simulated < row.high


def test_a_row_a_third_off_is_called_off() -> None:
    row = Compared("pass", "impact_g", real=13.5, simulated=9.0, low=8.0, high=10.0)
    assert not agrees(row)
    assert agrees(replace(row, simulated=12.0))
    assert "**off**" in field_table((row,))


def test_every_movement_of_the_field_is_compared() -> None:
    assert set(FIELD_ROWS) == {"walk", "jog", "pass", "shot"}


@pytest.mark.slow
def test_suit_kicks_and_simulated_shots_are_measured_alike() -> None:
    folder = shared_recording("lmd").parent
    simulated = simulated_suit_numbers(4, 3, Engine.KINEMATIC)
    real = suit_numbers(folder)
    assert set(real) == set(simulated)
    for name in ("rate before the impact, deg/s", "backswing rate, deg/s"):
        assert np.median(simulated[name]) == pytest.approx(np.median(real[name]), rel=0.25)
    assert "simulated / suit" in suit_table(real, simulated)
