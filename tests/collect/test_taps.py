import numpy as np
import pytest

from kicksense.collect.taps import TapSearch, TapSettings
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.domain.signals import GridBlock, Recording
from kicksense.simulation.movements import Kick, Still, Walk
from kicksense.units import GRAVITY_MPS2
from tests.builders import session_of

RATE_HZ = 200.0


def standing(
    seconds: float, rate_hz: float = RATE_HZ, seed: int = 3
) -> tuple[FloatArray, FloatArray]:
    rng = np.random.default_rng(seed)
    n = round(seconds * rate_hz)
    acc = rng.normal(0.0, 0.05, (n, 3)) + np.array([0.0, GRAVITY_MPS2, 0.0])
    return acc, rng.normal(0.0, 0.02, (n, 3))


def tapped(
    at_s: tuple[float, ...],
    *,
    seconds: float = 8.0,
    rate_hz: float = RATE_HZ,
    height_mps2: float = 30.0,
) -> tuple[FloatArray, FloatArray]:
    acc, gyr = standing(seconds, rate_hz)
    for moment_s in at_s:
        row = round(moment_s * rate_hz)
        acc[row, 2] += height_mps2
        acc[row + 1, 2] -= 0.5 * height_mps2
        gyr[row] += 0.8
    return acc, gyr


def found_in(
    acc: FloatArray,
    gyr: FloatArray,
    *,
    rate_hz: float = RATE_HZ,
    block: int = 7,
    missing: slice | None = None,
) -> list[float]:
    measured = np.ones(len(acc), dtype=np.bool_)
    if missing is not None:
        measured[missing] = False
    search = TapSearch(rate_hz)
    times: list[float] = []
    for start in range(0, len(acc), block):
        rows = slice(start, start + block)
        still = np.zeros(len(acc[rows]), dtype=np.bool_)
        positions, search = search.advance(
            GridBlock(start, acc[rows], gyr[rows], measured[rows], still)
        )
        times += [position / rate_hz for position in positions]
    return times


def blocks_found(recording: Recording) -> list[float]:
    return found_in(
        recording.acc_mps2, recording.gyr_radps, rate_hz=recording.sampling_rate_hz, block=40
    )


@pytest.mark.parametrize("rate_hz", [100.0, 200.0, 416.0])
def test_three_taps_of_a_still_leg_are_found_once_and_where_they_are(rate_hz: float) -> None:
    times = found_in(*tapped((3.0, 3.3, 3.62), rate_hz=rate_hz), rate_hz=rate_hz)
    assert times == pytest.approx([3.0], abs=1.5 / rate_hz)


@pytest.mark.parametrize("begin_s", np.arange(2.0, 3.0, 0.13))
def test_taps_are_found_wherever_they_fall_among_the_blocks(begin_s: float) -> None:
    taps = (begin_s, begin_s + 0.25, begin_s + 0.5)
    for block in (1, 13, 400, 5000):
        assert found_in(*tapped(taps), block=block) == pytest.approx([begin_s], abs=0.011)


@pytest.mark.parametrize(
    "at_s",
    [
        (3.0, 3.3),
        (3.0, 3.3, 3.6, 3.9),
        (3.0, 3.12, 3.24),
        (3.0, 3.55, 4.1),
        (3.0, 3.17, 3.62),
    ],
    ids=["two", "four", "too fast", "too slow", "uneven"],
)
def test_other_counts_and_rhythms_are_no_mark(at_s: tuple[float, ...]) -> None:
    assert found_in(*tapped(at_s)) == []


def test_a_touch_too_soft_is_no_tap() -> None:
    assert found_in(*tapped((3.0, 3.3, 3.6), height_mps2=5.0)) == []


def test_taps_on_a_swinging_leg_are_not_believed() -> None:
    acc, gyr = tapped((3.0, 3.3, 3.6))
    gyr[:, 2] += 1.5 * np.sin(np.arange(len(gyr)) / RATE_HZ * 6.0)
    assert found_in(acc, gyr) == []


def test_taps_across_lost_samples_are_not_believed() -> None:
    assert found_in(*tapped((3.0, 3.3, 3.6)), missing=slice(660, 670)) == []


def test_a_break_in_the_stream_does_not_invent_taps() -> None:
    acc, gyr = tapped((1.5, 1.8, 2.1), seconds=5.0)
    none = np.zeros(len(acc), dtype=np.bool_)
    search = TapSearch(RATE_HZ, TapSettings())
    first, search = search.advance(GridBlock(0, acc[:330], gyr[:330], ~none[:330], none[:330]))
    rest = GridBlock(9000, acc[330:], gyr[330:], ~none[330:], none[330:])
    second, search = search.advance(rest)
    assert first == second == ()
    assert search.start >= 9000


def test_walking_and_kicking_are_not_taken_for_taps() -> None:
    movements = (Still(1.0), Walk(12), Still(1.0), Kick(Technique.INSTEP), Still(1.5)) * 3
    assert blocks_found(session_of(*movements).recording) == []


def test_little_is_remembered_however_long_it_goes_on() -> None:
    acc, gyr = standing(60.0)
    search = TapSearch(RATE_HZ)
    mask = np.ones(len(acc), dtype=np.bool_)
    for start in range(0, len(acc), 50):
        rows = slice(start, start + 50)
        _, search = search.advance(GridBlock(start, acc[rows], gyr[rows], mask[rows], ~mask[rows]))
    assert len(search.measured) < 5.0 * RATE_HZ
