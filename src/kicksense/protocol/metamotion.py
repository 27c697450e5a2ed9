"""MbientLab MetaMotion (R, RL, C with a BMI160; S with a BMI270).

A message is a module, a register, and what the register says. Samples come three at once
("packed", 18 bytes) or one by one (6 bytes), of acceleration and of angular rate apart; which of
both a message holds is told by its length, because the two chips use the registers differently.
There is no time and no counter: what is lost cannot be seen, nor what comes twice.

Registers and scales are facts read from MbientLab's public client and its tests
(github.com/mbientlab/MetaWear-SDK-Cpp); no code is theirs.
"""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from kicksense.domain.arrays import NO_VECTORS, FloatArray
from kicksense.domain.notifications import SampleBlock, SensorWord
from kicksense.errors import ProtocolError
from kicksense.protocol.codec import (
    ClockKind,
    Family,
    Message,
    Step,
    Stream,
    StreamOptions,
    nearest_offered,
)
from kicksense.protocol.counts import int16_bytes
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

SERVICE: Final = "326a9000-85cb-9195-d9dd-464cfbbae75a"
COMMAND: Final = "326a9001-85cb-9195-d9dd-464cfbbae75a"
DATA: Final = "326a9006-85cb-9195-d9dd-464cfbbae75a"

RATE_HZ: Final = 100.0
ACC_RANGE_G: Final = 16.0
GYR_RANGE_DPS: Final = 2000.0

_ACC, _GYR = 0x03, 0x13
"""Modules."""

_POWER, _ENABLE, _CONFIG, _SINGLE = 0x01, 0x02, 0x03, 0x04
_ASK: Final = 0x80
"""Added to a register's number to read it; register 0 says which chip a module is."""

_MODULES: Final = {_ACC: "accelerometer", _GYR: "gyroscope"}
_SAMPLE_REGISTERS: Final = {_ACC: (_SINGLE, 0x05, 0x1C), _GYR: (_SINGLE, 0x05, 0x07)}
_HEAD_BYTES: Final = 2
_SAMPLE_BYTES: Final = 6
_PACKED: Final = 3
_COUNTS: Final = 32768.0
_COUNTS_PER_DPS: Final = 16.4
"""At 2000 deg/s; twice as many at 1000, and so on."""

_RATE_CODES: Final = {50.0: 0x27, 100.0: 0x28, 200.0: 0x29, 400.0: 0x2A}
_GYR_RANGE_CODES: Final = {2000.0: 0, 1000.0: 1, 500.0: 2, 250.0: 3, 125.0: 4}


@dataclass(frozen=True, slots=True)
class Chip:
    """What the two chips do differently.

    Attributes
    ----------
    acc_answer, gyr_answer
        How the answers begin that tell the chip.
    acc_rate_bits
        Set in the accelerometer's rate besides the code.
    acc_range_codes
        Code of each range, by g.
    acc_packed, gyr_packed
        Registers of packed samples.
    """

    acc_answer: bytes
    gyr_answer: bytes
    acc_rate_bits: int
    acc_range_codes: dict[float, int]
    acc_packed: int
    gyr_packed: int

    def packed_register(self, module: int) -> int:
        """Give the register of a module's packed samples."""
        return self.acc_packed if module == _ACC else self.gyr_packed


BMI160: Final = Chip(
    acc_answer=bytes([_ACC, _ASK, 1]),
    gyr_answer=bytes([_GYR, _ASK, 0]),
    acc_rate_bits=0x00,
    acc_range_codes={2.0: 0x03, 4.0: 0x05, 8.0: 0x08, 16.0: 0x0C},
    acc_packed=0x1C,
    gyr_packed=0x07,
)
"""In MetaMotionR, RL and C."""

BMI270: Final = Chip(
    acc_answer=bytes([_ACC, _ASK, 4]),
    gyr_answer=bytes([_GYR, _ASK, 1]),
    acc_rate_bits=0x80,
    acc_range_codes={2.0: 0, 4.0: 1, 8.0: 2, 16.0: 3},
    acc_packed=0x05,
    gyr_packed=0x05,
)
"""In MetaMotionS."""


def _acc_range_g(options: StreamOptions) -> float:
    return nearest_offered(options.acc_range_g or ACC_RANGE_G, BMI160.acc_range_codes)


def _gyr_range_dps(options: StreamOptions) -> float:
    return nearest_offered(options.gyr_range_dps or GYR_RANGE_DPS, _GYR_RANGE_CODES)


def _acc_unit(range_g: float) -> float:
    """Give what one count of acceleration is worth, m/s2."""
    return range_g / _COUNTS * GRAVITY_MPS2


def _gyr_unit(range_dps: float) -> float:
    """Give what one count of angular rate is worth, rad/s."""
    return range_dps / GYR_RANGE_DPS / _COUNTS_PER_DPS * RADPS_PER_DPS


@dataclass(frozen=True, slots=True)
class MetaMotionDecoder:
    """Understands the notifications of one MetaMotion sensor.

    Attributes
    ----------
    acc_range_g, gyr_range_dps
        Full scales that the sensor was configured with; its messages do not say.
    """

    acc_range_g: float = ACC_RANGE_G
    gyr_range_dps: float = GYR_RANGE_DPS

    @staticmethod
    def of(options: StreamOptions) -> "MetaMotionDecoder":
        """Give the decoder of a sensor that was opened with these options."""
        return MetaMotionDecoder(_acc_range_g(options), _gyr_range_dps(options))

    def decode(self, channel: str, payload: bytes) -> "tuple[SampleBlock, MetaMotionDecoder]":
        """Give what a message holds; see `Decoder.decode`."""
        if channel != DATA:
            return SampleBlock(), self
        if len(payload) < _HEAD_BYTES:
            raise ProtocolError(
                f"a MetaMotion message has {len(payload)} bytes; expected a module, a register "
                "and what it says."
            )
        module, register = payload[0], payload[1]
        if register == _ASK and module in _MODULES:
            problems = _chip_problems(module, payload)
            return SampleBlock(problems=problems, word=SensorWord()), self
        if register not in _SAMPLE_REGISTERS.get(module, ()):
            return SampleBlock(), self
        samples, over = divmod(len(payload) - _HEAD_BYTES, _SAMPLE_BYTES)
        if over or samples not in (1, _PACKED):
            raise ProtocolError(
                f"a MetaMotion message of the {_MODULES[module]} has {len(payload)} bytes; "
                "expected 20 (three samples) or 8 (one)."
            )
        counts = np.frombuffer(payload, "<i2", offset=_HEAD_BYTES).reshape(samples, 3)
        if module == _ACC:
            return SampleBlock(acc_mps2=counts * _acc_unit(self.acc_range_g)), self
        return SampleBlock(gyr_radps=counts * _gyr_unit(self.gyr_range_dps)), self


def _chip_problems(module: int, answer: bytes) -> tuple[str, ...]:
    """Say so where a module is missing or its chip is not one of the two."""
    known = {
        _ACC: (BMI160.acc_answer, BMI270.acc_answer),
        _GYR: (BMI160.gyr_answer, BMI270.gyr_answer),
    }
    if answer.startswith(known[module]):
        return ()
    return (
        f"The sensor has no {_MODULES[module]} that is known (a BMI160 or BMI270); its samples "
        "cannot be asked for.",
    )


# ---- the other end


@dataclass(frozen=True, slots=True, eq=False)
class MetaMotionPeripheral:
    """A MetaMotion sensor that sends packed samples.

    Attributes
    ----------
    chip
        Which of the two it holds.
    rate_hz, acc_range_g, gyr_range_dps
        As configured.
    subscribed, enabled, started
        Modules that have been told to.
    acc_mps2, gyr_radps
        Samples that wait for a message to be full, shape (n, 3).
    """

    chip: Chip = BMI160
    rate_hz: float = RATE_HZ
    acc_range_g: float = 2.0
    gyr_range_dps: float = GYR_RANGE_DPS
    subscribed: frozenset[int] = frozenset()
    enabled: frozenset[int] = frozenset()
    started: frozenset[int] = frozenset()
    acc_mps2: FloatArray = field(default_factory=lambda: NO_VECTORS)
    gyr_radps: FloatArray = field(default_factory=lambda: NO_VECTORS)

    @property
    def running(self) -> frozenset[int]:
        """Give the modules that send."""
        return self.subscribed & self.enabled & self.started

    @property
    def streaming(self) -> bool:
        """Tell whether it has been asked to stream."""
        return bool(self.running)

    @property
    def samples_per_packet(self) -> int:
        """How many samples it wants to send at once."""
        return _PACKED

    def read(self, channel: str) -> bytes:
        """Give nothing: all is told in messages."""
        del channel
        return b""

    def heard(self, message: Message) -> "tuple[tuple[Message, ...], MetaMotionPeripheral]":
        """Give the answers to a command; commands of other modules are not answered."""
        payload = message.payload
        if message.channel != COMMAND or len(payload) < _HEAD_BYTES or payload[0] not in _MODULES:
            return (), self
        module, register, told = payload[0], payload[1], payload[_HEAD_BYTES:]
        if register == _ASK:
            answer = self.chip.acc_answer if module == _ACC else self.chip.gyr_answer
            return (Message(DATA, answer + b"\x01"),), self
        if register == _CONFIG and len(told) == len("or"):
            return (), self._configured(module, told[0], told[1])
        return (), self._switched(module, register, on=bool(told and told[0]))

    def _switched(self, module: int, register: int, *, on: bool) -> "MetaMotionPeripheral":
        """Switch a module, its signal, or the subscription to it."""
        if register == _POWER:
            return replace(self, started=_with(self.started, module, on=on))
        if register == _ENABLE:
            return replace(self, enabled=_with(self.enabled, module, on=on))
        if register == self.chip.packed_register(module):
            return replace(self, subscribed=_with(self.subscribed, module, on=on))
        return self

    def _configured(self, module: int, rate: int, full_scale: int) -> "MetaMotionPeripheral":
        """Take a module's rate and range; what the chip does not know is its smallest range."""
        codes = {code: rate_hz for rate_hz, code in _RATE_CODES.items()}
        rate_hz = codes.get(rate & ~self.chip.acc_rate_bits, self.rate_hz)
        if module == _GYR:
            ranges = {code: dps for dps, code in _GYR_RANGE_CODES.items()}
            return replace(self, rate_hz=rate_hz, gyr_range_dps=ranges.get(full_scale, 125.0))
        ranges = {code: range_g for range_g, code in self.chip.acc_range_codes.items()}
        return replace(self, rate_hz=rate_hz, acc_range_g=ranges.get(full_scale, 2.0))

    def sent(
        self, time_s: float, acc_mps2: FloatArray, gyr_radps: FloatArray, room: int
    ) -> "tuple[tuple[Message, ...], MetaMotionPeripheral]":
        """Give the messages that are full with the next samples; see `Peripheral.sent`.

        Its messages are never longer than 20 bytes and bear no time.
        """
        del time_s, room
        acc = np.concatenate((self.acc_mps2, acc_mps2))
        gyr = np.concatenate((self.gyr_radps, gyr_radps))
        messages = []
        units = {
            _ACC: (acc, _acc_unit(self.acc_range_g)),
            _GYR: (gyr, _gyr_unit(self.gyr_range_dps)),
        }
        full = len(acc) - len(acc) % _PACKED
        for start in range(0, full, _PACKED):
            for module in sorted(self.running):
                values, unit = units[module]
                head = bytes([module, self.chip.packed_register(module)])
                counts = int16_bytes(values[start : start + _PACKED] / unit)
                messages.append(Message(DATA, head + counts))
        return tuple(messages), replace(self, acc_mps2=acc[full:], gyr_radps=gyr[full:])


def _with(modules: frozenset[int], module: int, *, on: bool) -> frozenset[int]:
    return modules | {module} if on else modules - {module}


# ---- the family


def _wanted(stream: Stream) -> tuple[int, ...]:
    return {Stream.IMU: (_ACC, _GYR), Stream.ACC: (_ACC,), Stream.GYR: (_GYR,)}[stream]


def _chip_steps(chip: Chip, module: int, options: StreamOptions) -> tuple[Step, ...]:
    """Give what configures a module and subscribes to it, if it is of this chip."""
    rate = _RATE_CODES[nearest_offered(options.rate_hz or RATE_HZ, _RATE_CODES)]
    if module == _ACC:
        answer = chip.acc_answer
        config = bytes([rate | chip.acc_rate_bits, chip.acc_range_codes[_acc_range_g(options)]])
    else:
        answer = chip.gyr_answer
        config = bytes([rate, _GYR_RANGE_CODES[_gyr_range_dps(options)]])
    subscribe = bytes([module, chip.packed_register(module), 1])
    return (
        Step(COMMAND, bytes([module, _CONFIG]) + config, only_after=answer),
        Step(COMMAND, subscribe, only_after=answer),
    )


def _opening(options: StreamOptions) -> tuple[Step, ...]:
    """Give what makes it stream: subscribe, ask for the chips, configure, enable, start."""
    wanted = _wanted(options.stream)
    steps = [Step(DATA, subscribe=True)]
    steps += [Step(COMMAND, bytes([module, _ASK]), answered_on=DATA) for module in wanted]
    for module in wanted:
        for chip in (BMI270, BMI160):
            steps += _chip_steps(chip, module, options)
    steps += [Step(COMMAND, bytes([module, _ENABLE, 1, 0])) for module in wanted]
    steps += [Step(COMMAND, bytes([module, _POWER, 1])) for module in wanted]
    return tuple(steps)


def _closing() -> tuple[Step, ...]:
    """Give what makes it stop."""
    stop = [Step(COMMAND, bytes([module, _POWER, 0]), optional=True) for module in (_ACC, _GYR)]
    disable = [
        Step(COMMAND, bytes([module, _ENABLE, 0, 1]), optional=True) for module in (_ACC, _GYR)
    ]
    return (*stop, *disable)


def _peripheral(options: StreamOptions) -> MetaMotionPeripheral:
    """Give a sensor fresh from its box: what it does is told by the opening alone."""
    del options
    return MetaMotionPeripheral()


METAMOTION: Final = Family(
    name="metamotion",
    title="MbientLab MetaMotion (R, RL, C, S)",
    services=(SERVICE,),
    name_prefixes=("MetaWear", "MetaMotion"),
    clock=ClockKind.NONE,
    rate_hz=RATE_HZ,
    acc_range_g=ACC_RANGE_G,
    gyr_range_dps=GYR_RANGE_DPS,
    rates_hz=tuple(_RATE_CODES),
    notes=(
        "Its messages bear neither time nor counter: what the radio loses cannot be seen.",
        "At 200 Hz it sends 133 messages a second, more than many radios take; 100 Hz is safe.",
    ),
    channels=((DATA, ("notify",)), (COMMAND, ("write", "write-without-response"))),
    decoder=MetaMotionDecoder.of,
    peripheral=_peripheral,
    opening=_opening,
    closing=_closing,
)
"""MetaMotion sensors."""
