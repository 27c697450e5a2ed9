from collections.abc import Callable

import numpy as np
import pytest

from kicksense.assembly.settings import AssemblySettings
from kicksense.assembly.stream import StreamAssembler
from kicksense.assembly.stream_recording import GridRows, merged, recording_of
from kicksense.domain.anatomy import Placement, Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.notifications import SampleBlock
from kicksense.domain.signals import GridBlock, Recording, SourceNote
from kicksense.errors import RecordingFileError
from kicksense.protocol.codec import ClockKind
from tests.assembly.radio_made import arrivals_of, fed

SOURCE = SourceNote("KICK-1", "journal", "ab" * 32)
FULL_MPS2, FULL_RADPS = 156.9, 34.9


def leg_of(length_s: float, rate_hz: float = 200.0) -> FloatArray:
    n = int(length_s * rate_hz)
    values = np.random.default_rng(5).normal(0.0, 3.0, (n, 6))
    values[: n // 2] *= 0.001
    values[:, 1] += 9.81
    return values


def recorded(
    values: FloatArray,
    *,
    rate_hz: float = 200.0,
    nominal_hz: float = 200.0,
    keep: Callable[[int], bool] = lambda _number: True,
) -> Recording:
    assembler = StreamAssembler(ClockKind.SENSOR, nominal_hz, FULL_MPS2, FULL_RADPS)
    blocks, taken_s = [], []
    for number, start in enumerate(range(0, len(values), 5)):
        rows = values[start : start + 5]
        if keep(number):
            time_s = start / rate_hz
            blocks.append(SampleBlock(time_s=time_s, acc_mps2=rows[:, :3], gyr_radps=rows[:, 3:]))
            taken_s.append(2.0 + (start + len(rows) - 1) / rate_hz)
    grid = fed(assembler, blocks, arrivals_of(np.array(taken_s))) if blocks else []
    placement = Placement(side=Side.LEFT)
    return recording_of(grid, assembler, placement=placement, source=SOURCE)


def test_a_recording_says_where_when_and_how_well() -> None:
    values = leg_of(60.0)
    values[9000, 0], values[9100, 4] = -FULL_MPS2, FULL_RADPS
    recording = recorded(values, keep=lambda number: number not in range(400, 410))
    assert (recording.placement.side, recording.source) == (Side.LEFT, SOURCE)
    assert recording.start_time_s == pytest.approx(2.0, abs=0.01)
    assert (recording.nominal_rate_hz, recording.acc_full_scale_mps2) == (200.0, FULL_MPS2)
    quality = recording.quality
    assert quality.duration_s == pytest.approx(59.995, abs=0.01)
    assert (quality.gaps, quality.clipped_acc_samples, quality.clipped_gyr_samples) == (1, 1, 1)
    assert quality.lost_ratio == pytest.approx(50 / 12000)
    assert quality.longest_gap_s == pytest.approx(0.25, rel=0.01)
    assert quality.rows == 12000 - 50
    assert quality.acc_at_rest_mps2 == pytest.approx(9.81, abs=0.01)


def test_a_sensor_at_another_rate_than_it_claims_is_said() -> None:
    recording = recorded(leg_of(30.0, 100.0), rate_hz=100.0)
    assert recording.sampling_rate_hz == pytest.approx(100.0, rel=1e-3)
    assert any("claims 200 Hz and sends 100 Hz" in remark for remark in recording.quality.remarks)


def test_a_good_stream_needs_no_remarks() -> None:
    assert recorded(leg_of(30.0)).quality.remarks == ()


@pytest.mark.parametrize(
    ("values", "rate_hz", "reason"),
    [
        (leg_of(0.0), 200.0, "No samples came"),
        (leg_of(0.3), 200.0, r"Only 60 samples came \(0.30 s\)"),
        (leg_of(20.0, 10.0), 10.0, "came at 10 Hz; 25 Hz or more"),
        (np.full((2000, 6), 1.0), 200.0, "accelerometer never changes"),
        (leg_of(10.0) * [1, 1, 1, 0, 0, 0], 200.0, "gyroscope never changes"),
    ],
)
def test_what_makes_no_honest_recording_is_refused(
    values: FloatArray, rate_hz: float, reason: str
) -> None:
    with pytest.raises(RecordingFileError, match=reason):
        recorded(values, rate_hz=rate_hz)


def test_a_stream_of_accelerations_alone_is_refused() -> None:
    assembler = StreamAssembler(ClockKind.SENSOR, 200.0)
    values = leg_of(5.0)
    blocks = [
        SampleBlock(time_s=start / 200.0, acc_mps2=values[start : start + 5, :3])
        for start in range(0, len(values), 5)
    ]
    grid = fed(assembler, blocks, arrivals_of(np.arange(len(blocks)) / 40.0))
    with pytest.raises(RecordingFileError, match="no angular rate"):
        recording_of(grid, assembler, placement=Placement(), source=SOURCE)


def test_many_small_blocks_are_kept_as_they_are() -> None:
    rng = np.random.default_rng(0)
    rows, blocks, start = GridRows(), [], 0
    for _ in range(5000):
        n = int(rng.integers(1, 4))
        flags = rng.random((2, n)) < 0.5
        values = rng.normal(size=(n, 6))
        blocks.append(GridBlock(start, values[:, :3], values[:, 3:], flags[0], flags[1]))
        start += n
        rows.add(blocks[-1:])
    assert len(rows) == start
    kept, expected = rows.whole(), merged(blocks)
    for name in ("acc_mps2", "gyr_radps", "measured", "clipped"):
        assert np.array_equal(getattr(kept, name), getattr(expected, name))
    assert len(rows) == 0


def test_more_samples_than_a_recording_holds_are_refused_before_they_fill_the_memory() -> None:
    none = np.zeros((60, 3))
    flags = np.ones(60, dtype=np.bool_)
    rows = GridRows(AssemblySettings(max_samples=100))
    rows.add([GridBlock(0, none, none, flags, flags)])
    with pytest.raises(RecordingFileError, match="more than 100 samples"):
        rows.add([GridBlock(60, none, none, flags, flags)])


def test_no_blocks_are_an_empty_block() -> None:
    assert len(merged([])) == 0
