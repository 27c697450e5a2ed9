"""What a radio offers to whoever keeps a sensor connected."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kicksense.errors import SourceError
from kicksense.protocol.codec import Family


class LinkTroubleError(SourceError):
    """A link could not be had or used.

    Parameters
    ----------
    message
        What is wrong and what to do.
    hopeless
        True where trying again cannot help.
    forgotten
        True where the system no longer knows the sensor, so that it must be looked for again.
    """

    def __init__(self, message: str, *, hopeless: bool = False, forgotten: bool = False) -> None:
        super().__init__(message)
        self.hopeless = hopeless
        self.forgotten = forgotten


class ChannelMissingError(LinkTroubleError):
    """A sensor has no such characteristic."""

    def __init__(self, channel: str) -> None:
        super().__init__(f"it has no characteristic {channel}", hopeless=True)


Heard = Callable[[str, int, int, bytes], None]
"""Takes channel, host's monotonic and wall clock in ns, and the bytes of a notification."""


@dataclass(frozen=True, slots=True)
class FoundSensor:
    """A Bluetooth device in range.

    Attributes
    ----------
    sensor
        Its address; on macOS an identifier that this computer made up.
    name
        What it calls itself; empty where it does not say.
    family
        What it speaks, None where no family is known by its name or services.
    rssi_dbm
        How strong it came in, None where that cannot be told.
    """

    sensor: str
    name: str
    family: Family | None
    rssi_dbm: int | None = None

    @property
    def called(self) -> str:
        """How to speak of it."""
        return self.name or self.sensor


class Link(Protocol):
    """A connection to one sensor."""

    @property
    def mtu(self) -> int:
        """Largest message of the link, bytes."""
        ...

    @property
    def notify_path(self) -> str:
        """By which way notifications come, in the words of the platform."""
        ...

    def has(self, channel: str) -> bool:
        """Tell whether the sensor has a characteristic."""
        ...

    async def subscribe(self, channel: str, heard: Heard) -> None:
        """Switch notifications or indications on.

        Raises
        ------
        LinkTroubleError
            If that cannot be done.
        """
        ...

    async def write(self, channel: str, payload: bytes, *, with_response: bool) -> None:
        """Write, as far as the characteristic lets one choose with or without response.

        Raises
        ------
        LinkTroubleError
            If that cannot be done.
        """
        ...

    async def read(self, channel: str) -> bytes:
        """Give what a characteristic says.

        Raises
        ------
        LinkTroubleError
            If that cannot be done.
        """
        ...

    async def close(self) -> None:
        """Disconnect and release everything, also after the link was lost; never raises."""
        ...


class Radio(Protocol):
    """Makes links to sensors that were found before."""

    async def connect(
        self, found: FoundSensor, on_lost: Callable[[], None], timeout_s: float
    ) -> Link:
        """Connect.

        Parameters
        ----------
        found
            Which sensor.
        on_lost
            Called once when the link goes away by itself.
        timeout_s
            How long it may take.

        Raises
        ------
        LinkTroubleError
            If that fails.
        """
        ...

    async def find_again(self, found: FoundSensor, timeout_s: float) -> FoundSensor | None:
        """Look for a sensor by its advertisements; None where it does not advertise.

        Raises
        ------
        LinkTroubleError
            If there is no radio to look with.
        """
        ...
