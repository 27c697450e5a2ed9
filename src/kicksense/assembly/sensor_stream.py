"""From the bytes of one sensor to its grid: live, and again from the journal."""

from dataclasses import dataclass

from kicksense.assembly.settings import DEFAULT_STREAM_SETTINGS, StreamSettings
from kicksense.assembly.stream import StreamAssembler
from kicksense.domain.notifications import SampleBlock
from kicksense.domain.signals import GridBlock
from kicksense.errors import ProtocolError
from kicksense.protocol.codec import Family, StreamOptions
from kicksense.units import GRAVITY_MPS2, radps

_NOTHING = SampleBlock()


@dataclass(frozen=True, slots=True, eq=False)
class Understood:
    """What one notification was found to hold.

    Attributes
    ----------
    block
        Its samples; empty where it holds none or makes no sense.
    grid
        The next places of the grid.
    trouble
        Why its bytes make no sense; empty where they do.
    """

    block: SampleBlock
    grid: tuple[GridBlock, ...]
    trouble: str = ""


class SensorStream:
    """Decodes and assembles what one sensor sends.

    A live session and the journal of it go through this, so that both say the same.

    Parameters
    ----------
    family
        Of the sensor.
    options
        What was asked of it.
    settings
        Of the assembly.

    Attributes
    ----------
    assembler
        Its grid, clock and counts.
    undecodable_packets
        Notifications whose bytes made no sense.
    """

    def __init__(
        self,
        family: Family,
        options: StreamOptions,
        settings: StreamSettings = DEFAULT_STREAM_SETTINGS,
    ) -> None:
        self._decoder = family.decoder(options)
        self.assembler = StreamAssembler(
            family.clock,
            options.rate_hz or family.rate_hz,
            (options.acc_range_g or family.acc_range_g) * GRAVITY_MPS2,
            radps(options.gyr_range_dps or family.gyr_range_dps),
            settings,
        )
        self.undecodable_packets = 0

    def add(self, channel: str, payload: bytes, arrived_s: float) -> Understood:
        """Take a notification.

        Parameters
        ----------
        channel
            Characteristic it came from, as a lower-case UUID.
        payload
            Its bytes.
        arrived_s
            When it came, on the session's clock.

        Returns
        -------
        understood
            What it holds, and what can be said of the grid now.
        """
        try:
            block, self._decoder = self._decoder.decode(channel, payload)
        except ProtocolError as error:
            self.undecodable_packets += 1
            return Understood(_NOTHING, (), str(error))
        word = block.word
        if word is not None:
            self.assembler.limited(word.acc_full_scale_mps2, word.gyr_full_scale_radps)
        return Understood(block, self.assembler.add(block, arrived_s))
