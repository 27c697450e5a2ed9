"""Polar Verity Sense (and Polar 360), by the PMD service in SDK mode.

Accelerations and angular rates come as two streams, each frame with the time of its **last**
sample in ns since 2000-01-01 UTC by the sensor's clock. The samples before it are spread evenly
back to the frame before, as Polar says; over a loss, and before the second frame, they are spread
by the usual period instead. There is no counter: a loss shows as a step in time that is longer
than the samples of the frame.

**Scale.** The reply to a start holds a factor. Frames of type 0 are multiples of it, in g and
deg/s. Where a capture has no such reply, the range decides if it is given (full scale at 32768
counts), and if not the factor is 1, as in Polar's own programs, which is said. Accelerations of
type 1, and uncompressed ones of type 1 and 2, are in mg; those of type 0 in g where a factor was
told, in mg otherwise. Angular rates of type 1 are float32, packed as the integers they look like.
"""

import struct
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.notifications import SampleBlock, SensorWord
from kicksense.errors import ProtocolError
from kicksense.protocol import pmd
from kicksense.protocol.codec import (
    LONGEST_NOTIFICATION,
    ClockKind,
    Family,
    Step,
    Stream,
    StreamOptions,
)
from kicksense.protocol.counters import Place
from kicksense.protocol.pace import TimeLine
from kicksense.protocol.pmd import COMPRESSED, Measurement, Opcode, Setting
from kicksense.protocol.polar_peripheral import PolarPeripheral
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

_NANOSECONDS: Final = TimeLine(tick_s=1e-9, bits=64)
_COUNTS: Final = 32768.0
_MILLI: Final = 1e-3
_FLOATS: Final = 1
_STRETCHED_RATIO: Final = 1.4
"""A period so much longer than the usual one is a loss that began before the rate was known."""

_OTHER_MEASUREMENTS: Final = frozenset((0, 1, 3, 6, 7, 10, 11, 12, 13, 14))
"""Heart, light, magnetic field ...: frames of theirs are no fault, and hold no motion."""

_KIND_MASK: Final = 0x3F
_FEATURES: Final = 0x0F
"""First byte of the control point when it is read: what the sensor can measure."""

_WIDEST_RAW: Final = 2
_LIMIT_DPS: Final = 10_000.0
_LARGEST_FACTOR: Final = 1000.0

_WORDS: Final = {Measurement.ACC: "acceleration", Measurement.GYR: "angular rate"}
_STATUS_WORDS: Final = {
    1: "it does not know the command",
    2: "it does not know this measurement",
    3: "it does not support it",
    4: "the command has a wrong length",
    5: "a parameter is wrong",
    6: "it does so already",
    7: "it has no such resolution",
    8: "it has no such rate",
    9: "it has no such range",
    10: "the connection's packets are too small",
    11: "it has no such number of channels",
    12: "not in its present state",
    13: "it lies in its charger",
}
_ALREADY: Final = 6


@dataclass(frozen=True, slots=True)
class _Strand:
    """What is remembered of one of the two streams."""

    started: bool = False
    factor: float | None = None
    line: TimeLine = _NANOSECONDS
    said: bool = False


@dataclass(frozen=True, slots=True)
class PolarDecoder:
    """Understands the notifications of one Polar sensor.

    Attributes
    ----------
    options
        Rate and ranges, for what replies do not say.
    acc, gyr
        The two streams.
    """

    options: StreamOptions = field(default_factory=StreamOptions)
    acc: _Strand = field(default_factory=_Strand)
    gyr: _Strand = field(default_factory=_Strand)

    def decode(self, channel: str, payload: bytes) -> "tuple[SampleBlock, PolarDecoder]":
        """Give what a notification or an indication holds; see `Decoder.decode`."""
        if channel not in (pmd.DATA, pmd.CONTROL):
            return SampleBlock(), self
        if not 0 < len(payload) <= LONGEST_NOTIFICATION:
            raise ProtocolError(
                f"a Polar notification has {len(payload)} bytes; expected 1 to "
                f"{LONGEST_NOTIFICATION}: check that the whole notification was captured."
            )
        if payload[0] == pmd.REPLY:
            return self._replied(payload)
        if channel == pmd.CONTROL and payload[0] == _FEATURES:
            return SampleBlock(), self
        return self._framed(payload)

    # ---- replies

    def _replied(self, payload: bytes) -> "tuple[SampleBlock, PolarDecoder]":
        if len(payload) < pmd.REPLY_HEAD_BYTES:
            raise ProtocolError(
                f"a Polar reply has {len(payload)} bytes; expected at least "
                f"{pmd.REPLY_HEAD_BYTES}, up to its status."
            )
        _, opcode, kind, status = payload[: pmd.REPLY_HEAD_BYTES]
        if opcode == Opcode.STOP:
            return SampleBlock(), self
        kind &= _KIND_MASK
        if status:
            return SampleBlock(problems=_refusals(opcode, kind, status), word=SensorWord()), self
        if kind not in _WORDS:
            return SampleBlock(), self
        measurement = Measurement(kind)
        settings = pmd.settings_of(payload[pmd.PARAMETERS_AT :])
        if opcode == Opcode.SETTINGS:
            unlike = self._unlike(measurement, settings)
            return SampleBlock(problems=unlike, word=SensorWord()), self
        return SampleBlock(), self._started(measurement, settings)

    def _started(
        self, measurement: Measurement, settings: dict[Setting, tuple[bytes, ...]]
    ) -> "PolarDecoder":
        """Take what a reply to a start says."""
        strand = self._strand(measurement)
        factor: float | None = None
        if Setting.FACTOR in settings:
            factor = struct.unpack("<f", settings[Setting.FACTOR][0])[0]
            if not 0.0 < factor <= _LARGEST_FACTOR:
                raise ProtocolError(f"a Polar sensor says a factor of {factor}, which cannot be.")
        nominal_s = 1.0 / (self.options.rate_hz or pmd.RATE_HZ)
        line = replace(strand.line, pace=replace(strand.line.pace, nominal_s=nominal_s))
        return self._with(measurement, replace(strand, started=True, factor=factor, line=line))

    def _unlike(
        self, measurement: Measurement, settings: dict[Setting, tuple[bytes, ...]]
    ) -> tuple[str, ...]:
        """Say what the sensor does not offer of what will be asked."""
        problems = []
        rate_hz, full_scale = asked(self.options, measurement)
        for setting, wanted, unit in (
            (Setting.RATE, rate_hz, "Hz"),
            (Setting.RANGE, full_scale, "g" if measurement is Measurement.ACC else "deg/s"),
        ):
            offered = pmd.numbers_of(settings, setting)
            if offered and wanted not in offered:
                words = ", ".join(str(value) for value in offered)
                problems.append(
                    f"The sensor offers no {wanted} {unit} of {_WORDS[measurement]}, only {words}."
                )
        return tuple(problems)

    # ---- frames

    def _framed(self, payload: bytes) -> "tuple[SampleBlock, PolarDecoder]":
        if len(payload) <= pmd.HEAD.size:
            raise ProtocolError(
                f"a Polar frame has {len(payload)} bytes; its head alone has {pmd.HEAD.size}."
            )
        kind, raw_ns, frame = pmd.HEAD.unpack_from(payload)
        kind &= _KIND_MASK
        if kind in _OTHER_MEASUREMENTS:
            return SampleBlock(), self
        if kind not in _WORDS:
            raise ProtocolError(
                f"a Polar frame is of kind {kind}; expected 2 (acceleration) or 5 (angular rate)."
            )
        measurement = Measurement(kind)
        strand = self._strand(measurement)
        content = payload[pmd.HEAD.size :]
        if measurement is Measurement.ACC:
            values, guessed = self._accelerations(strand, frame, content)
        else:
            values, guessed = self._rates(strand, frame, content)
        place, line = strand.line.placed(raw_ns, len(values))
        if place.repeated:
            return SampleBlock(repeated=True), self
        problems = (place.problem,) if place.problem else ()
        if guessed and not strand.said:
            problems = (*problems, guessed)
        is_acc = measurement is Measurement.ACC
        block = SampleBlock(
            time_s=self._first_s(strand, place, len(values)),
            acc_mps2=values if is_acc else None,
            gyr_radps=None if is_acc else values,
            lost_packets=place.lost,
            problems=problems,
        )
        said = strand.said or bool(guessed)
        return block, self._with(measurement, replace(strand, line=line, said=said))

    def _accelerations(self, strand: _Strand, frame: int, content: bytes) -> tuple[FloatArray, str]:
        """Give accelerations in m/s2, and what had to be guessed for them."""
        if frame == COMPRESSED:
            factor, guessed = self._factor(strand, self.options.acc_range_g, pmd.ACC_RANGE_G)
            return _unpacked(content) * (factor * GRAVITY_MPS2), guessed
        if frame == COMPRESSED + 1:
            factor = strand.factor or 1.0
            return _unpacked(content) * (factor * _MILLI * GRAVITY_MPS2), ""
        if frame > _WIDEST_RAW:
            raise ProtocolError(
                f"a Polar frame of accelerations is of type 0x{frame:02x}, which is not known; "
                "expected 00, 01, 02, 80 or 81."
            )
        unit_g = strand.factor if frame == 0 and strand.factor else _MILLI
        return _whole_numbers(content, frame + 1) * (unit_g * GRAVITY_MPS2), ""

    def _rates(self, strand: _Strand, frame: int, content: bytes) -> tuple[FloatArray, str]:
        """Give angular rates in rad/s, and what had to be guessed for them."""
        if frame == COMPRESSED:
            factor, guessed = self._factor(strand, self.options.gyr_range_dps, pmd.GYR_RANGE_DPS)
            return _unpacked(content) * (factor * RADPS_PER_DPS), guessed
        if frame != COMPRESSED + _FLOATS:
            raise ProtocolError(
                f"a Polar frame of angular rates is of type 0x{frame:02x}, which is not known; "
                "expected 80 or 81."
            )
        patterns = pmd.unpacked(content, 4).astype(np.uint32).view(np.float32)
        with np.errstate(invalid="ignore"):  # patterns may be no numbers; they are refused below
            values = patterns.astype(np.float64) * (strand.factor or 1.0)
        if not np.abs(values).max() <= _LIMIT_DPS:
            raise ProtocolError(
                "a Polar frame holds angular rates that no sensor measures; expected deg/s as "
                "float32."
            )
        return values * RADPS_PER_DPS, ""

    @staticmethod
    def _factor(strand: _Strand, given: float | None, usual: float) -> tuple[float, str]:
        """Give what one count is worth, in g or deg/s, and what had to be guessed for it."""
        if strand.factor is not None:
            return strand.factor, ""
        if given is not None or strand.started:
            return (given or usual) / _COUNTS, ""
        return 1.0, (
            "No factor was told; counts are taken as g and deg/s. Give the range (--acc-range, "
            "--gyr-range), or the sensor's reply to the start before its frames."
        )

    def _first_s(self, strand: _Strand, place: Place, samples: int) -> float:
        """Give the time of a frame's first sample."""
        nominal_hz = self.options.rate_hz or (pmd.RATE_HZ if strand.started else pmd.PLAIN_RATE_HZ)
        usual_s = strand.line.pace.period_s or 1.0 / nominal_hz
        period_s = usual_s
        newest = strand.line.newest
        if newest is not None and place.tick > newest and not place.lost:
            even_s = (place.tick - newest) * strand.line.tick_s / samples
            period_s = even_s if even_s < _STRETCHED_RATIO * usual_s else usual_s
        return place.tick * 1e-9 - (samples - 1) * period_s

    # ---- what is remembered

    def _strand(self, measurement: Measurement) -> _Strand:
        return self.acc if measurement is Measurement.ACC else self.gyr

    def _with(self, measurement: Measurement, strand: _Strand) -> "PolarDecoder":
        if measurement is Measurement.ACC:
            return PolarDecoder(self.options, strand, self.gyr)
        return PolarDecoder(self.options, self.acc, strand)


def _unpacked(content: bytes) -> FloatArray:
    """Give the counts of a compressed frame of 16-bit samples, shape (n, 3)."""
    return pmd.unpacked(content, 2).astype(np.float64)


def _whole_numbers(content: bytes, size: int) -> FloatArray:
    """Give uncompressed samples, shape (n, 3), of signed numbers of 1, 2 or 3 bytes."""
    samples, over = divmod(len(content), pmd.AXES * size)
    if over or not samples:
        raise ProtocolError(
            f"a Polar frame holds {len(content)} bytes of samples, which are no whole number of "
            f"three times {size} bytes."
        )
    rows = np.frombuffer(content, np.uint8).reshape(samples, pmd.AXES, size)
    weights = 256 ** np.arange(size)
    values = (rows @ weights).astype(np.float64)
    full = 256.0**size
    return np.where(values >= full / 2.0, values - full, values)


def _refusals(opcode: int, kind: int, status: int) -> tuple[str, ...]:
    """Say what a sensor refuses, and why."""
    if kind == Measurement.SDK_MODE and status == _ALREADY:
        return ()
    words = _STATUS_WORDS.get(status, f"status {status}")
    if kind == Measurement.SDK_MODE:
        return (
            f"The sensor refuses its SDK mode ({words}); without it, it sends 52 Hz and ends at "
            "8 g, which is too little for kicks.",
        )
    what = _WORDS.get(Measurement(kind), "") if kind in _WORDS else f"measurement {kind}"
    if opcode == Opcode.SETTINGS:
        return (f"The sensor does not tell its settings of {what} ({words}).",)
    return (f"The sensor refuses to stream {what} ({words}).",)


def asked(options: StreamOptions, measurement: Measurement) -> tuple[int, int]:
    """Give rate (Hz) and range (g or deg/s) that are asked of a sensor."""
    rate_hz = round(options.rate_hz or pmd.RATE_HZ)
    if measurement is Measurement.ACC:
        return rate_hz, round(options.acc_range_g or pmd.ACC_RANGE_G)
    return rate_hz, round(options.gyr_range_dps or pmd.GYR_RANGE_DPS)


def start_command(options: StreamOptions, measurement: Measurement) -> bytes:
    """Give what is written to start a stream of 16-bit samples."""
    rate_hz, full_scale = asked(options, measurement)
    return (
        bytes([Opcode.START, measurement])
        + pmd.setting_bytes(Setting.RATE, rate_hz)
        + pmd.setting_bytes(Setting.RESOLUTION, 16)
        + pmd.setting_bytes(Setting.RANGE, full_scale)
        + pmd.setting_bytes(Setting.CHANNELS, pmd.AXES)
    )


def _wanted(stream: Stream) -> tuple[Measurement, ...]:
    return {
        Stream.IMU: (Measurement.ACC, Measurement.GYR),
        Stream.ACC: (Measurement.ACC,),
        Stream.GYR: (Measurement.GYR,),
    }[stream]


def _command(payload: bytes, *, optional: bool = False) -> Step:
    return Step(pmd.CONTROL, payload, answered_on=pmd.CONTROL, optional=optional)


def _opening(options: StreamOptions) -> tuple[Step, ...]:
    """Give what makes it stream: subscribe, end what runs, SDK mode, ask for settings, start."""
    wanted = _wanted(options.stream)
    return (
        Step(pmd.CONTROL, subscribe=True),
        Step(pmd.DATA, subscribe=True),
        *(_command(bytes([Opcode.STOP, one]), optional=True) for one in wanted),
        _command(bytes([Opcode.START, Measurement.SDK_MODE]), optional=True),
        *(_command(bytes([Opcode.SETTINGS, one]), optional=True) for one in wanted),
        *(_command(start_command(options, one)) for one in wanted),
    )


def _closing() -> tuple[Step, ...]:
    """Give what makes it stop, and leaves SDK mode."""
    kinds = (Measurement.ACC, Measurement.GYR, Measurement.SDK_MODE)
    return tuple(_command(bytes([Opcode.STOP, kind]), optional=True) for kind in kinds)


POLAR: Final = Family(
    name="polar",
    title="Polar Verity Sense, Polar 360",
    services=(pmd.SERVICE,),
    name_prefixes=("Polar Sense", "Polar 360"),
    clock=ClockKind.SENSOR,
    rate_hz=pmd.RATE_HZ,
    acc_range_g=pmd.ACC_RANGE_G,
    gyr_range_dps=pmd.GYR_RANGE_DPS,
    rates_hz=pmd.RATES_HZ,
    notes=(
        "Take it out of its charger and switch it to its sensor mode (second light) first.",
        "It is switched to SDK mode while recording; without that it offers 52 Hz and 8 g only.",
        "Acceleration and angular rate come separately; a loss shows only as a step in time.",
    ),
    channels=(
        (pmd.DATA, ("notify",)),
        (pmd.CONTROL, ("read", "write", "indicate")),
    ),
    decoder=PolarDecoder,
    peripheral=PolarPeripheral,
    opening=_opening,
    closing=_closing,
)
"""Polar's optical sensors with a gyroscope."""
