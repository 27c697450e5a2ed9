import numpy as np
import pytest

from kicksense.errors import ProtocolError
from kicksense.protocol.codec import Message, Step, Stream, StreamOptions
from kicksense.protocol.metamotion import (
    BMI160,
    BMI270,
    COMMAND,
    DATA,
    METAMOTION,
    Chip,
    MetaMotionDecoder,
    MetaMotionPeripheral,
)
from kicksense.units import GRAVITY_MPS2
from tests.protocol.family_bench import parts

# Published messages, commands and the values they mean, cited from
# github.com/mbientlab/MetaWear-SDK-Cpp test/: test_accelerometer_bmi160.py,
# test_accelerometer_bmi270.py, test_gyro_bmi160.py.
PACKED_ACC = "62b7530de9fd16d04d0e57028affa1050a01"
PACKED_ACC_AT_8_G = [[-4.539, 0.833, -0.131], [-2.995, 0.894, 0.146], [-0.029, 0.352, 0.065]]
PACKED_GYRO = "130709 15ad2608de8a1a0d2665e48d20ac2773ec".replace(" ", "")
PACKED_GYRO_AT_1000 = [
    [164.177, 301.860, -265.122],
    [207.134, 296.982, -215.457],
    [254.055, 309.634, -152.591],
]


@pytest.mark.parametrize("register", ["031c", "0305"])
def test_published_packed_accelerations_of_both_chips_give_their_values(register: str) -> None:
    decoder = METAMOTION.decoder(StreamOptions(acc_range_g=8.0))
    block, _ = decoder.decode(DATA, bytes.fromhex(register + PACKED_ACC))
    assert block.acc_mps2 is not None
    assert block.acc_mps2 / GRAVITY_MPS2 == pytest.approx(np.array(PACKED_ACC_AT_8_G), abs=5e-4)
    assert (block.gyr_radps, block.time_s, block.sequence) == (None, None, None)


def test_published_packed_rates_give_their_values() -> None:
    decoder = METAMOTION.decoder(StreamOptions(gyr_range_dps=1000.0))
    block, _ = decoder.decode(DATA, bytes.fromhex(PACKED_GYRO))
    assert block.gyr_radps is not None
    assert np.rad2deg(block.gyr_radps) == pytest.approx(np.array(PACKED_GYRO_AT_1000), abs=5e-4)


def test_published_single_samples_give_their_values() -> None:
    acc, _ = METAMOTION.decoder(StreamOptions(acc_range_g=4.0)).decode(
        DATA, bytes.fromhex("030416c494a22ad0")
    )
    assert acc.acc_mps2 is not None
    assert acc.acc_mps2[0] / GRAVITY_MPS2 == pytest.approx([-1.872, -2.919, -1.495], abs=5e-4)
    decoder = METAMOTION.decoder(StreamOptions(gyr_range_dps=500.0))
    for register in ("1305", "1304"):
        gyr, _ = decoder.decode(DATA, bytes.fromhex(register + "3e43ff7f0080"))
        assert gyr.gyr_radps is not None
        assert np.rad2deg(gyr.gyr_radps[0]) == pytest.approx([262.409, 499.497, -499.512], abs=5e-4)


def taken(chip: Chip, options: StreamOptions) -> tuple[list[bytes], MetaMotionPeripheral]:
    """Open a sensor with a chip; give what was written to it."""
    written: list[bytes] = []
    answers: list[bytes] = []
    peripheral = MetaMotionPeripheral(chip=chip)
    for step in METAMOTION.opening(options):
        if step.payload is None or not step.applies(answers):
            continue
        heard, peripheral = peripheral.heard(Message(step.channel, step.payload))
        answers += [message.payload for message in heard]
        written.append(step.payload)
    return written, peripheral


@pytest.mark.parametrize(
    ("chip", "commands"),
    [
        (BMI160, ["0303290c", "031c01", "13032900", "130701"]),
        (BMI270, ["0303a903", "030501", "13032900", "130501"]),
    ],
    ids=["bmi160", "bmi270"],
)
def test_each_chip_is_configured_with_its_own_published_commands(
    chip: Chip, commands: list[str]
) -> None:
    written, peripheral = taken(chip, StreamOptions(rate_hz=200.0))
    assert [payload.hex() for payload in written] == [
        "0380",
        "1380",
        *commands,
        "03020100",
        "13020100",
        "030101",
        "130101",
    ]
    assert peripheral.streaming
    assert (peripheral.acc_range_g, peripheral.gyr_range_dps, peripheral.rate_hz) == (16, 2000, 200)


@pytest.mark.parametrize("chip", [BMI160, BMI270], ids=["bmi160", "bmi270"])
@pytest.mark.parametrize("range_g", [2.0, 4.0, 8.0, 16.0])
@pytest.mark.parametrize("range_dps", [125.0, 250.0, 500.0, 1000.0, 2000.0])
def test_every_range_of_both_chips_comes_back(chip: Chip, range_g: float, range_dps: float) -> None:
    options = StreamOptions(acc_range_g=range_g, gyr_range_dps=range_dps)
    _, peripheral = taken(chip, options)
    rng = np.random.default_rng(3)
    acc = rng.uniform(-0.9, 0.9, (9, 3)) * range_g * GRAVITY_MPS2
    gyr = rng.uniform(-0.9, 0.9, (9, 3)) * np.deg2rad(range_dps)
    decoder = METAMOTION.decoder(options)
    messages, _ = peripheral.sent(0.0, acc, gyr, 20)
    blocks = [decoder.decode(message.channel, message.payload)[0] for message in messages]
    assert parts(blocks, "acc_mps2") == pytest.approx(acc, abs=range_g * GRAVITY_MPS2 / 32768)
    assert parts(blocks, "gyr_radps") == pytest.approx(gyr, abs=np.deg2rad(range_dps) / 32000)


def test_a_chip_of_the_other_kind_is_not_configured_with_what_it_would_misread() -> None:
    # The code of 16 g of one chip is 2 g on the other.
    steps = [step for step in METAMOTION.opening(StreamOptions()) if step.only_after is not None]
    for chip, other in ((BMI160, BMI270), (BMI270, BMI160)):
        applying = [step for step in steps if step.applies([chip.acc_answer, chip.gyr_answer])]
        assert len(applying) == 4
        assert not any(step.applies([other.acc_answer, other.gyr_answer]) for step in applying)
    assert not any(step.applies([]) for step in steps)
    assert Step(COMMAND, b"").applies([])


def test_samples_wait_until_three_fill_a_message() -> None:
    _, peripheral = taken(BMI160, StreamOptions(stream=Stream.ACC))
    one = np.ones((1, 3))
    counts = []
    for _ in range(7):
        messages, peripheral = peripheral.sent(0.0, one, one, 20)
        counts.append(len(messages))
    assert counts == [0, 0, 1, 0, 0, 1, 0]


def test_a_missing_or_unknown_chip_is_said() -> None:
    decoder = MetaMotionDecoder()
    for payload in ("0380", "0380ff", "138007"):
        block, _ = decoder.decode(DATA, bytes.fromhex(payload))
        assert "BMI160 or BMI270" in block.problems[0]
    for payload in ("03800101", "03800400", "13800000", "13800101"):
        assert decoder.decode(DATA, bytes.fromhex(payload))[0].problems == ()


def test_messages_of_other_modules_are_no_fault_and_odd_lengths_are() -> None:
    decoder = MetaMotionDecoder()
    for payload in ("110100", "fe00", "030b1400", "0101"):
        block, _ = decoder.decode(DATA, bytes.fromhex(payload))
        assert (len(block), block.problems) == (0, ())
    for payload in ("", "03", "0304", "0304aabb", "031c" + "00" * 17, "1307" + "00" * 24):
        with pytest.raises(ProtocolError, match="MetaMotion message"):
            decoder.decode(DATA, bytes.fromhex(payload))
