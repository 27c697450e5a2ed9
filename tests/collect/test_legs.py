import numpy as np
import pytest

from kicksense.collect.legs import LegWatch
from kicksense.domain.arrays import FloatArray
from kicksense.domain.signals import GridBlock, Recording
from kicksense.simulation.movements import Still, Walk, WearingProtocol
from tests.builders import session_of
from tests.collect.scripted import resting


def watched(
    acc: FloatArray, gyr: FloatArray, rate_hz: float, *, block: int = 9, start: int = 0
) -> LegWatch:
    watch = LegWatch(rate_hz, 100.0)
    for begin in range(0, len(acc), block):
        watch.add(block_of(acc[begin : begin + block], gyr[begin : begin + block], start + begin))
    return watch


def block_of(acc: FloatArray, gyr: FloatArray, start: int) -> GridBlock:
    there = np.ones(len(acc), dtype=np.bool_)
    return GridBlock(start, acc, gyr, there, ~there)


def watched_recording(recording: Recording, block: int = 9) -> LegWatch:
    return watched(recording.acc_mps2, recording.gyr_radps, recording.sampling_rate_hz, block=block)


@pytest.mark.parametrize("rate_hz", [52.0, 100.0, 200.0, 416.0])
def test_a_resting_leg_is_still_since_the_beginning(rate_hz: float) -> None:
    acc, gyr = resting(4.0, rate_hz)
    since_s = watched(acc, gyr, rate_hz).still_since_s()
    assert since_s == pytest.approx(100.0, abs=0.3)


def test_a_movement_ends_the_stance() -> None:
    acc, gyr = resting(6.0)
    gyr[500:520] += 1.0
    since_s = watched(acc, gyr, 200.0).still_since_s()
    assert since_s == pytest.approx(102.6, abs=0.3)
    assert watched(acc[:520], gyr[:520], 200.0).still_since_s() is None


def test_a_constant_bias_of_the_gyroscope_is_no_movement() -> None:
    acc, gyr = resting(3.0)
    assert watched(acc, gyr + 0.05, 200.0).still_since_s() is not None


def test_nothing_is_known_of_nothing() -> None:
    watch = LegWatch(200.0, 0.0)
    assert watch.still_since_s() is None
    assert watch.swung_after((0.0, 1.0)) is None


def test_swings_after_a_stance_are_found_where_they_are() -> None:
    recording = session_of(Still(1.0), WearingProtocol(), Still(3.0)).recording
    swings_s = watched_recording(recording).swung_after((101.0, 103.5))
    assert swings_s is not None
    assert 103.5 < swings_s[0] < 105.5
    assert 2.0 < swings_s[1] - swings_s[0] < 5.0


def test_swings_that_may_still_go_on_are_waited_for() -> None:
    recording = session_of(Still(1.0), WearingProtocol(), Still(3.0)).recording
    watch = LegWatch(recording.sampling_rate_hz, 100.0)
    known_at_s = None
    for begin in range(0, len(recording), 10):
        rows = slice(begin, begin + 10)
        watch.add(block_of(recording.acc_mps2[rows], recording.gyr_radps[rows], begin))
        if known_at_s is None and watch.swung_after((101.0, 103.5)) is not None:
            known_at_s = 100.0 + begin / recording.sampling_rate_hz
    ended = watch.swung_after((101.0, 103.5))
    assert ended is not None
    assert known_at_s is not None
    assert known_at_s >= ended[1]


def test_walking_is_no_swinging() -> None:
    recording = session_of(Still(3.0), Walk(8), Still(2.0)).recording
    assert watched_recording(recording).swung_after((100.0, 102.5)) is None


def test_the_sizes_of_blocks_change_nothing() -> None:
    recording = session_of(Still(1.0), WearingProtocol(), Still(3.0)).recording
    spans = {
        watched_recording(recording, block).swung_after((101.0, 103.5)) for block in (1, 7, 500)
    }
    assert len(spans) == 1


def test_a_break_forgets_what_came_before() -> None:
    acc, gyr = resting(2.0)
    watch = watched(acc, gyr, 200.0)
    watch.add(block_of(acc, gyr, 10_001))
    since_s = watch.still_since_s()
    assert since_s == pytest.approx(100.0 + 10_001 / 200.0, abs=0.3)


def test_little_is_remembered() -> None:
    acc, gyr = resting(90.0, 100.0)
    assert len(watched(acc, gyr, 100.0, block=100).last(1e4)[0]) <= 4000
