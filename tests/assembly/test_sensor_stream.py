import numpy as np
import pytest

from kicksense.assembly.sensor_stream import SensorStream
from kicksense.protocol.codec import StreamOptions
from kicksense.protocol.families import family_named
from kicksense.protocol.ksp_packet import KSP_DATA, KSP_INFO, KspSheet
from kicksense.protocol.ksp_peripheral import KspPeripheral
from kicksense.units import GRAVITY_MPS2, radps


def clipped_at_four_g(stream: SensorStream) -> int:
    """Send a second of readings at the end of 4 g, and count those at full scale."""
    sensor = KspPeripheral(KspSheet(streaming=True))
    acc = np.full((200, 3), 4.0 * GRAVITY_MPS2)
    messages, _ = sensor.sent(0.0, acc, np.zeros((200, 3)), 244)
    for number, message in enumerate(messages):
        assert message.channel == KSP_DATA
        stream.add(message.channel, message.payload, 0.04 * (number + 1))
    stream.assembler.flush()
    return stream.assembler.counts.clipped_samples


def test_a_full_scale_that_the_sensor_tells_itself_counts() -> None:
    stream = SensorStream(family_named("ksp"), StreamOptions())
    stream.add(KSP_INFO, KspSheet(acc_range_g=4, gyr_range_dps=500).written(), 0.0)
    assert stream.assembler.acc_full_scale_mps2 == pytest.approx(4.0 * GRAVITY_MPS2)
    assert stream.assembler.gyr_full_scale_radps == pytest.approx(radps(500.0))
    assert clipped_at_four_g(stream) == 200


def test_without_a_word_of_it_the_full_scale_is_what_was_asked_for() -> None:
    stream = SensorStream(family_named("ksp"), StreamOptions())
    assert stream.assembler.acc_full_scale_mps2 == pytest.approx(16.0 * GRAVITY_MPS2)
    assert clipped_at_four_g(stream) == 0
