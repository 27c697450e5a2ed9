"""Movesense sensors, by the GATT SensorData Protocol (GSP).

A notification is a kind, the client's reference, and a body. Kind 1 answers a command, kind 2
holds data, kind 3 the rest of data that did not fit. Data are a time in ms and then whole blocks:
all accelerations (m/s2), all angular rates (deg/s), all magnetic fields, three float32 each
(movesense.com/docs/esw/gatt_sensordata_protocol; the order was checked against captured packets).
The time is taken to be that of the first sample; no document says so.

**Is a kind 2 whole?** Its bytes do not say. It is told at once where it looks whole, and waits
for its second part where it does not:

- A body whose length is no whole number of samples waits.
- A length that was seen to have a second part waits the next time.
- After the sensor has said yes to *our* subscription, path and rate are known, and with them how
  many samples a packet holds (about 13 packets a second at every rate, so 16 samples at 208 Hz).
  Then a shorter body waits too, unless longer ones have come undivided.

What waits is dropped, counted as lost and said when the next packet comes without it. If a body
was told and its second part comes all the same, the remaining samples follow with it; because
blocks are not interleaved, some of the angular rates told before were accelerations, which is
said as well. It can happen to one packet, of a capture whose subscription was not captured.

**IMU9.** Nothing in the bytes tells nine numbers a sample from six. The collector subscribes to
six. In a capture with unknown subscription, a body that holds 4, 8, 16 ... samples of nine
numbers but no power of two of six is taken as IMU9, and says so once: packets of every rate hold
a power of two.
"""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.notifications import SampleBlock, SensorWord
from kicksense.errors import ProtocolError
from kicksense.protocol import gsp
from kicksense.protocol.codec import (
    LONGEST_NOTIFICATION,
    ClockKind,
    Family,
    Step,
    Stream,
    StreamOptions,
)
from kicksense.protocol.movesense_peripheral import MovesensePeripheral
from kicksense.protocol.pace import Pace, TimeLine
from kicksense.units import GRAVITY_MPS2, RADPS_PER_DPS

_HELLO_REF, _RANGE_REF, _STREAM_REF = 0x68, 0x72, 0x6B
"""References of our commands: odd ones, so that a stranger's capture does not use them."""

_MOTION_BLOCKS: Final = 2
_IMU9_BLOCKS: Final = 3
_IMU9_SAMPLES: Final = 4
_TRACKS: Final = 4
_FULL_RANGE_G: Final = 16

_LIMIT: Final = 10_000.0
"""No chip in these sensors reads as much, in m/s2 or deg/s: such numbers are not samples."""

_MILLISECONDS: Final = TimeLine(tick_s=1e-3, bits=32)
_NEVER_CAME: Final = "The second part of the packet before never came; its samples are lost."


@dataclass(frozen=True, slots=True)
class _Track:
    """What is remembered of one reference: its last packet, and what its packets look like."""

    ref: int
    first: bytes = b""
    rest: bytes = b""
    waiting: bool = False
    owed: int = 0
    divided_bytes: int = 0
    largest_bytes: int = 0
    samples: int = 0
    line: TimeLine = _MILLISECONDS
    imu9: bool = False


@dataclass(frozen=True, slots=True)
class MovesenseDecoder:
    """Understands the notifications of one Movesense sensor.

    Attributes
    ----------
    options
        ``stream`` says what data hold; their bytes do not.
    subscribed
        True once the sensor has said yes to our subscription.
    tracks
        Up to four references, the last used first.
    """

    options: StreamOptions = field(default_factory=StreamOptions)
    subscribed: bool = False
    tracks: tuple[_Track, ...] = ()

    def decode(self, channel: str, payload: bytes) -> "tuple[SampleBlock, MovesenseDecoder]":
        """Give what a notification holds; see `Decoder.decode`."""
        if channel != gsp.DATA:
            return SampleBlock(), self
        if not gsp.HEAD_BYTES <= len(payload) <= LONGEST_NOTIFICATION:
            raise ProtocolError(
                f"a Movesense notification has {len(payload)} bytes; expected 2 to "
                f"{LONGEST_NOTIFICATION}: check that the whole notification was captured."
            )
        kind, ref, body = payload[0], payload[1], payload[2:]
        if kind == gsp.Kind.ANSWER:
            return self._answered(ref, body)
        if kind == gsp.Kind.FIRST:
            return self._begun(self._track(ref), body)
        if kind == gsp.Kind.REST:
            return self._continued(self._track(ref), body)
        raise ProtocolError(
            f"a Movesense notification is of kind {kind}; expected 1 (answer), 2 (data) or "
            "3 (second part): is the sensor's firmware one that speaks GSP?"
        )

    # ---- answers

    def _answered(self, ref: int, body: bytes) -> "tuple[SampleBlock, MovesenseDecoder]":
        if ref not in (_RANGE_REF, _STREAM_REF):
            return SampleBlock(), self
        if len(body) < gsp.STATUS_BYTES:
            raise ProtocolError(
                "a Movesense answer ends before its status; expected two bytes after the reference."
            )
        status = int.from_bytes(body[: gsp.STATUS_BYTES], "little")
        if ref == _RANGE_REF:
            answer = body[gsp.STATUS_BYTES :]
            word = SensorWord(acc_full_scale_mps2=_told_range_mps2(status, answer))
            return SampleBlock(problems=_range_problems(status, answer), word=word), self
        if status != gsp.OK:
            problem = (
                f"The sensor refused to stream (status {status}): choose one of its rates, and "
                "close other programs that use it."
            )
            return SampleBlock(problems=(problem,), word=SensorWord()), self
        # A new connection may take other sizes: what was learnt of them counts no more.
        tracks = tuple(
            _Track(known.ref, samples=known.samples, line=known.line) for known in self.tracks
        )
        return SampleBlock(), replace(self, subscribed=True, tracks=tracks)

    # ---- data

    def _begun(self, track: _Track, body: bytes) -> "tuple[SampleBlock, MovesenseDecoder]":
        """Take a notification of kind 2."""
        if body and body == track.first:
            return SampleBlock(repeated=True), self
        if track.waiting and self._is_spoiled_copy(track, body):
            problem = "A packet came twice with unlike lengths; the usual one is used."
            return SampleBlock(problems=(problem,)), self
        now = replace(
            track,
            first=body,
            rest=b"",
            waiting=False,
            owed=track.owed + track.waiting,
            largest_bytes=max(len(body), track.largest_bytes),
        )
        problems = (_NEVER_CAME,) if track.waiting else ()
        if self._is_whole(track, body):
            return self._told(now, body, problems)
        if not (self.subscribed or track.divided_bytes or track.waiting):
            problems = ("Only the first part of a packet; its samples come with the second.",)
        return SampleBlock(problems=problems), self._with(replace(now, waiting=True))

    def _continued(self, track: _Track, body: bytes) -> "tuple[SampleBlock, MovesenseDecoder]":
        """Take a notification of kind 3."""
        if body and body == track.rest:
            return SampleBlock(repeated=True), self
        if track.rest or not track.first:
            problem = "A second part without its first; its samples are lost."
            return SampleBlock(problems=(problem,)), self
        joined = track.first + body
        if self._shape(joined) is None:
            problem = (
                f"The two parts of a packet make {len(joined)} bytes, which is no whole number "
                "of samples; this second part is not used."
            )
            return SampleBlock(problems=(problem,)), self
        now = replace(track, rest=body, waiting=False, divided_bytes=len(track.first))
        if track.waiting:
            return self._told(now, joined, ())
        return self._told_late(now, joined)

    @staticmethod
    def _is_spoiled_copy(track: _Track, body: bytes) -> bool:
        """Tell whether a body is that of the packet that waits, but of an unusual length."""
        usual = len(track.first) == track.divided_bytes != len(body)
        return usual and body[: gsp.TIME_BYTES] == track.first[: gsp.TIME_BYTES]

    def _is_whole(self, track: _Track, body: bytes) -> bool:
        """Tell whether a body needs no second part, as far as can be known."""
        shape = self._shape(body)
        if shape is None or len(body) == track.divided_bytes:
            return False
        if not self.subscribed or len(body) < track.largest_bytes:
            return True
        return (
            shape[0] >= gsp.packet_samples(gsp.offered_rate_hz(self.options))
            or len(body) == track.largest_bytes
        )

    def _shape(self, body: bytes) -> tuple[int, int] | None:
        """Give how many samples and blocks a body holds, None where it is not whole."""
        size = len(body) - gsp.TIME_BYTES
        blocks = gsp.BLOCKS[self.options.stream]
        samples, over = divmod(size, gsp.VECTOR_BYTES * blocks)
        if self.options.stream is Stream.IMU and not self.subscribed:
            nines, over_nines = divmod(size, gsp.VECTOR_BYTES * _IMU9_BLOCKS)
            like_six = not over and _is_power_of_two(samples)
            if not (like_six or over_nines) and nines >= _IMU9_SAMPLES and _is_power_of_two(nines):
                return nines, _IMU9_BLOCKS
        return (samples, blocks) if samples > 0 and not over else None

    def _told(
        self, track: _Track, body: bytes, problems: tuple[str, ...]
    ) -> "tuple[SampleBlock, MovesenseDecoder]":
        """Give the samples of a whole body."""
        samples, blocks = self._shape(body) or (0, 0)
        vectors = _vectors_of(body, (blocks, samples, 3))
        place, line = track.line.placed(
            int.from_bytes(body[: gsp.TIME_BYTES], "little"), track.samples
        )
        imu9 = blocks == _IMU9_BLOCKS
        now = replace(track, samples=samples, line=line, imu9=imu9, owed=0)
        if place.repeated:
            return SampleBlock(repeated=True), self._with(replace(now, owed=track.owed))
        if imu9 and not track.imu9:
            problems = (*problems, "Taken as IMU9 by its length; the magnetic field is left out.")
        if place.problem:
            problems = (*problems, place.problem)
        acc, gyr = self._parts(vectors)
        block = SampleBlock(
            time_s=place.tick * 1e-3,
            acc_mps2=acc,
            gyr_radps=gyr,
            lost_packets=max(place.lost, track.owed),
            problems=problems,
        )
        return block, self._with(now)

    def _told_late(self, track: _Track, joined: bytes) -> "tuple[SampleBlock, MovesenseDecoder]":
        """Give the rest of a packet whose first part was taken for all of it."""
        samples, blocks = self._shape(joined) or (0, 0)
        told = track.samples
        vectors = _vectors_of(joined, (blocks, samples, 3))[:, told:]
        acc, gyr = self._parts(vectors)
        period_s = track.line.pace.period_s or 1.0 / gsp.offered_rate_hz(self.options)
        first_ms = track.line.recent[-1] if track.line.recent else 0
        problems: tuple[str, ...] = (
            "The packet before was only a first part; this is the rest of it.",
        )
        if blocks > 1:
            problems = (
                *problems,
                f"The angular rates of the {told} samples before it were accelerations.",
            )
        block = SampleBlock(
            time_s=first_ms * 1e-3 + told * period_s,
            acc_mps2=acc,
            gyr_radps=gyr,
            problems=problems,
        )
        return block, self._with(replace(track, samples=samples))

    def _parts(self, vectors: FloatArray) -> tuple[FloatArray | None, FloatArray | None]:
        """Give acceleration in m/s2 and angular rate in rad/s of blocks as sent."""
        if self.options.stream is Stream.ACC:
            return vectors[0], None
        if self.options.stream is Stream.GYR:
            return None, vectors[0] * RADPS_PER_DPS
        return vectors[0], vectors[1] * RADPS_PER_DPS

    # ---- what is remembered

    def _track(self, ref: int) -> _Track:
        for track in self.tracks:
            if track.ref == ref:
                return track
        if self.subscribed:  # then even the first step shows a loss
            period_s = 1.0 / gsp.offered_rate_hz(self.options)
            return _Track(ref, line=replace(_MILLISECONDS, pace=Pace(nominal_s=period_s)))
        return _Track(ref)

    def _with(self, track: _Track) -> "MovesenseDecoder":
        others = tuple(known for known in self.tracks if known.ref != track.ref)
        return replace(self, tracks=(track, *others[: _TRACKS - 1]))


def _is_power_of_two(count: int) -> bool:
    return count > 0 and not count & (count - 1)


def _vectors_of(body: bytes, shape: tuple[int, int, int]) -> FloatArray:
    """Give the numbers after the time, refused where they cannot be samples."""
    with np.errstate(invalid="ignore"):  # what is no number is refused below
        vectors = np.frombuffer(body, "<f4", offset=gsp.TIME_BYTES).astype(np.float64)
    vectors = vectors.reshape(shape)
    if not np.abs(vectors[:_MOTION_BLOCKS]).max(initial=0.0) <= _LIMIT:
        raise ProtocolError(
            "a Movesense packet holds numbers that no sensor measures; expected m/s2 and deg/s "
            "as float32: is --stream the one that was subscribed to?"
        )
    return vectors


def _told_range_mps2(status: int, answer: bytes) -> float | None:
    """Give the accelerometer's full scale, None where the firmware does not tell it."""
    return answer[0] * GRAVITY_MPS2 if status == gsp.OK and answer and answer[0] else None


def _range_problems(status: int, answer: bytes) -> tuple[str, ...]:
    """Say what the accelerometer's range means for kicks, where the firmware tells it."""
    if status != gsp.OK or not answer:
        return ("The sensor does not tell its accelerometer's range; look at it in its app.",)
    if answer[0] < _FULL_RANGE_G:
        return (
            f"The accelerometer is set to {answer[0]} g and kicks exceed it; set 16 g in the "
            "sensor's app.",
        )
    return ()


def _opening(options: StreamOptions) -> tuple[Step, ...]:
    """Give what makes it stream: say hello, read the range where it tells it, subscribe."""
    path = gsp.path_of(options.stream, gsp.offered_rate_hz(options))
    hello = bytes([gsp.Command.HELLO, _HELLO_REF])
    get_range = bytes([gsp.Command.GET, _RANGE_REF]) + gsp.ACC_CONFIG
    subscribe = bytes([gsp.Command.SUBSCRIBE, _STREAM_REF]) + path
    return (
        Step(gsp.DATA, subscribe=True),
        Step(gsp.COMMAND, hello, answered_on=gsp.DATA, optional=True),
        Step(gsp.COMMAND, get_range, answered_on=gsp.DATA, optional=True),
        Step(gsp.COMMAND, subscribe, answered_on=gsp.DATA),
    )


def _closing() -> tuple[Step, ...]:
    """Give what makes it stop."""
    return (Step(gsp.COMMAND, bytes([gsp.Command.UNSUBSCRIBE, _STREAM_REF]), optional=True),)


MOVESENSE: Final = Family(
    name="movesense",
    title="Movesense (HR2, MD, Flash; firmware with GSP)",
    services=(gsp.SERVICE,),
    name_prefixes=("Movesense",),
    clock=ClockKind.SENSOR,
    rate_hz=gsp.RATE_HZ,
    acc_range_g=gsp.ACC_RANGE_G,
    gyr_range_dps=gsp.GYR_RANGE_DPS,
    rates_hz=gsp.RATES_HZ,
    notes=(
        "Its range cannot be set from here: it is 8 g unless its app was used to set 16 g, and "
        "kicks exceed 8 g; say --acc-range 16 where it is 16 g.",
        "It needs a firmware that speaks GSP, which the maker's app installs.",
        "Its times are whole milliseconds, and a loss shows only as a step in them.",
    ),
    channels=((gsp.DATA, ("notify",)), (gsp.COMMAND, ("write",))),
    decoder=MovesenseDecoder,
    peripheral=MovesensePeripheral,
    opening=_opening,
    closing=_closing,
)
"""Movesense sensors."""
