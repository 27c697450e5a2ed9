"""What every sensor family offers, and which families there are.

A family is one module: what it is called on the air, what is written to it so that it streams,
and what its notifications mean. Everything here is a value or a function of values, so that a
journal can be decoded again years later, and a simulated sensor can send the same bytes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from kicksense.domain.arrays import FloatArray
from kicksense.domain.notifications import SampleBlock

BATTERY_LEVEL: Final = "00002a19-0000-1000-8000-00805f9b34fb"
"""Characteristic of the standard battery service: one byte, per cent."""

LONGEST_NOTIFICATION: Final = 517
"""More bytes than Bluetooth puts into one notification: what is longer is none."""


class Stream(StrEnum):
    """Which samples a notification holds, where its bytes do not say."""

    IMU = "imu"
    ACC = "acc"
    GYR = "gyr"


@dataclass(frozen=True, slots=True)
class StreamOptions:
    """What is asked of a sensor, or known of it where its bytes do not say.

    Attributes
    ----------
    stream
        What a notification holds.
    rate_hz
        Samples per second; None for the family's usual rate.
    acc_range_g, gyr_range_dps
        Full scales; None for the family's usual ones.
    """

    stream: Stream = Stream.IMU
    rate_hz: float | None = None
    acc_range_g: float | None = None
    gyr_range_dps: float | None = None


class Decoder(Protocol):
    """Understands the notifications of one sensor, one after the other.

    A decoder never changes; decoding gives the one that understands what comes next.
    """

    def decode(self, channel: str, payload: bytes) -> "tuple[SampleBlock, Decoder]":
        """Give what a notification holds.

        Parameters
        ----------
        channel
            Lower-case UUID of its characteristic. Replies to commands and what was read before
            the stream began (ranges, scale) come here too.
        payload
            The whole notification as received. Anything a stranger could send.

        Returns
        -------
        block
            Empty where the notification holds no samples, or only part of some.
        successor
            Understands the next notification.

        Raises
        ------
        ProtocolError
            If the bytes make no sense; this decoder then goes on with the next notification.
            No other exception, whatever the bytes.
        """
        ...


@dataclass(frozen=True, slots=True)
class Message:
    """Bytes for, or from, a characteristic."""

    channel: str
    payload: bytes


class Peripheral(Protocol):
    """The other end: a sensor that sends these bytes, for simulations and tests.

    A peripheral never changes; each call gives its successor.
    """

    @property
    def streaming(self) -> bool:
        """Tell whether it has been asked to stream."""
        ...

    @property
    def rate_hz(self) -> float:
        """Samples per second it has been asked for."""
        ...

    @property
    def samples_per_packet(self) -> int:
        """How many samples it wants to send at once."""
        ...

    def read(self, channel: str) -> bytes:
        """Give what a readable characteristic says; empty where there is nothing."""
        ...

    def heard(self, message: Message) -> "tuple[tuple[Message, ...], Peripheral]":
        """Give the answers to what was written to it."""
        ...

    def sent(
        self, time_s: float, acc_mps2: FloatArray, gyr_radps: FloatArray, room: int
    ) -> "tuple[tuple[Message, ...], Peripheral]":
        """Give the notifications for the next samples.

        Parameters
        ----------
        time_s
            Of the first sample, on the sensor's own clock, from its start.
        acc_mps2, gyr_radps
            Shape (n, 3), ideal numbers; rounded and limited as the sensor does.
        room
            Bytes that fit into one notification (MTU less 3).
        """
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do with a connected sensor.

    Attributes
    ----------
    channel
        Characteristic that is written, read or subscribed to.
    payload
        What is written; None to read, or to subscribe.
    subscribe
        True to switch its notifications (or indications) on.
    answered_on
        Wait for a message on this characteristic before the next step; None not to wait.
    with_response
        Write with response, where the characteristic lets one choose.
    optional
        A sensor without this characteristic, or one that does not answer, is good all the same.
    only_after
        Taken only if one of the answers so far begins with these bytes: sensors of one family
        may hold different chips.
    """

    channel: str
    payload: bytes | None = None
    subscribe: bool = False
    answered_on: str | None = None
    with_response: bool = True
    optional: bool = False
    only_after: bytes | None = None

    def applies(self, answers: Iterable[bytes]) -> bool:
        """Tell whether this step is to be taken.

        Parameters
        ----------
        answers
            Payloads of all messages the sensor has sent since the first step.
        """
        wanted = self.only_after
        return wanted is None or any(answer.startswith(wanted) for answer in answers)


def nearest_offered(wanted: float, offered: Iterable[float]) -> float:
    """Give the rate or range that a sensor offers which is nearest to the one wanted."""
    return min(offered, key=lambda one: abs(one - wanted))


class ClockKind(StrEnum):
    """How samples of a family know their time."""

    SENSOR = "sensor"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Family:
    """One family of sensors.

    Attributes
    ----------
    name
        As the command line calls it.
    title
        As people call it.
    services
        UUIDs it advertises, lower case.
    name_prefixes
        How the names begin that it advertises; for those that do not advertise their service.
    clock
        Whether packets carry the sensor's time.
    rate_hz, acc_range_g, gyr_range_dps
        What is asked for where nobody says otherwise.
    rates_hz
        Rates it offers; empty where any.
    notes
        What people should know before they record with it, one sentence each.
    channels
        Name and properties (``"notify"``, ``"indicate"``, ``"read"``, ``"write"``,
        ``"write-without-response"``) of its characteristics by UUID, within its first service.
    decoder, peripheral
        Made with options.
    opening, closing
        What to do after connecting so that it streams, and before leaving.
    """

    name: str
    title: str
    services: tuple[str, ...]
    name_prefixes: tuple[str, ...]
    clock: ClockKind
    rate_hz: float
    acc_range_g: float
    gyr_range_dps: float
    rates_hz: tuple[float, ...]
    notes: tuple[str, ...]
    channels: tuple[tuple[str, tuple[str, ...]], ...]
    decoder: Callable[[StreamOptions], Decoder]
    peripheral: Callable[[StreamOptions], Peripheral]
    opening: Callable[[StreamOptions], tuple[Step, ...]]
    closing: Callable[[], tuple[Step, ...]]
