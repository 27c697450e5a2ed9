"""Where notifications come from: a radio, a stored journal, or a simulated leg."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Protocol

from kicksense.collect.addresses import Address, address_of
from kicksense.domain.anatomy import Side
from kicksense.domain.notifications import Notification
from kicksense.errors import UsageError
from kicksense.protocol.codec import Family, StreamOptions

Fact = str | int | float | bool | None
"""What a fact about a link may be, so that a journal can hold it."""

_FORMS: Final = (
    "ble:NAME for a sensor in range, replay:FILE for a journal, or synthetic:DRILL for a "
    "simulated leg"
)
_OPTION_NAMES: Final = ("rate", "acc_range", "gyr_range")


@dataclass(frozen=True, slots=True)
class SourceSensor:
    """A sensor that a source can stream.

    Attributes
    ----------
    sensor
        What its notifications call it.
    name
        For people.
    family
        What it speaks.
    options
        What is asked of it.
    rssi_dbm
        How strong its radio came in, None where nobody measured.
    player_id, side
        Whose leg, as far as the source knows: a journal does, a radio does not.
    """

    sensor: str
    name: str
    family: Family
    options: StreamOptions
    rssi_dbm: int | None = None
    player_id: str | None = None
    side: Side | None = None


class LinkState(StrEnum):
    """What became of the link to a sensor."""

    CONNECTED = "connected"
    LOST = "lost"
    RECONNECTED = "reconnected"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class LinkChange:
    """The link to a sensor came, or went.

    Attributes
    ----------
    sensor, state
        Whose link, and what it is now.
    at_ns
        Host's monotonic clock.
    detail
        One sentence for people, empty where there is nothing to say.
    facts
        About the new link, as far as known: ``mtu`` (bytes), ``rssi_dbm``, ``notify_path``,
        ``asked`` (what was written to the sensor, hex), ``skipped`` (what it does not have),
        ``attempts``.
    """

    sensor: str
    state: LinkState
    at_ns: int
    detail: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


Arrival = Notification | LinkChange
"""Anything a source delivers, in the order in which it happened."""


class SensorSource(Protocol):
    """Delivers bytes and knows nothing of their meaning.

    Of each sensor, the first arrival is CONNECTED (or GIVEN_UP where it never was); while a link
    is LOST nothing of that sensor arrives; RECONNECTED comes before what it sends again, and
    GIVEN_UP is the last. Replies to what was asked of a sensor, and what was read from it, arrive
    as notifications on their channel, so that the arrivals alone can be decoded. Times never run
    backwards for one sensor.
    """

    @property
    def simulated(self) -> bool:
        """Tell whether no player does what arrives."""
        ...

    @property
    def overflowed(self) -> Mapping[str, int]:
        """Give how many notifications of each sensor were dropped, because nobody took them."""
        ...

    async def sensors(self) -> tuple[SourceSensor, ...]:
        """Give the sensors there are, before anything streams.

        Raises
        ------
        SensorNotFoundError
            If one that was asked for is not there.
        SourceError
            If nothing can be had from here; the message says what to do.
        """
        ...

    def stream(self) -> AbstractAsyncContextManager[AsyncIterator[Arrival]]:
        """Deliver until the source ends or the block is left; then disconnect.

        Raises
        ------
        SensorNotFoundError
            While iterating, if no sensor could be connected at all.
        SourceError
            If the source broke.
        """
        ...


def open_source(address: str, options: StreamOptions) -> SensorSource:
    """Give the source of a name.

    Parameters
    ----------
    address
        ``ble:`` (the only sensor in range), ``ble:KICK-1``, ``ble:AA:BB:CC:DD:EE:FF,KICK-2``;
        ``replay:PATH?speed=10``; ``synthetic:DRILL?seed=1&loss=0.02``. What follows the question
        mark is listed by each source's own module.
    options
        What is asked of sensors; ``rate=``, ``acc_range=`` and ``gyr_range=`` in the address go
        before.

    Returns
    -------
    source
        Not opened yet: no file was read and no radio touched.

    Raises
    ------
    UsageError
        If there is no such kind of source, or it does not understand what is asked.
    """
    parts = address_of(address)
    wanted = _with_wishes(options, parts)
    if parts.scheme == "ble":
        from kicksense.collect.ble_source import ble_source  # noqa: PLC0415 - late: a radio

        return ble_source(parts, wanted)
    if parts.scheme == "replay":
        from kicksense.collect.replay import replay_source  # noqa: PLC0415 - imported late

        return replay_source(parts)
    if parts.scheme == "synthetic":
        from kicksense.collect.synthetic import synthetic_source  # noqa: PLC0415 - late: scipy

        return synthetic_source(parts, wanted)
    raise UsageError(f"'{address}' names no source; give {_FORMS}.")


def _with_wishes(options: StreamOptions, parts: Address) -> StreamOptions:
    """Give the options with what the address says of them."""
    rate_hz, acc_g, gyr_dps = (
        None if parts.wished(name) is None else parts.number(name, 0.0, least=0.1, most=1e5)
        for name in _OPTION_NAMES
    )
    return replace(
        options,
        rate_hz=rate_hz or options.rate_hz,
        acc_range_g=acc_g or options.acc_range_g,
        gyr_range_dps=gyr_dps or options.gyr_range_dps,
    )
