"""Where a packet belongs that carries a 16-bit counter and a 32-bit clock of microseconds."""

from dataclasses import dataclass, replace
from typing import Final

from kicksense.protocol.counters import Place, step_between

LATE_PACKETS: Final = 64
"""A packet so many behind the newest may still come; further behind the counter was restarted."""

LATE_US: Final = 10_000_000
"""And no later than this: a link that was lost for longer delivers nothing old."""

YOUNG_US: Final = 60_000_000
"""A clock below this, after a jump of more than this, belongs to a sensor switched on again."""

_SEEN_MASK: Final = (1 << (LATE_PACKETS + 1)) - 1


@dataclass(frozen=True, slots=True)
class PacketOrder:
    """What is known of the packets that came; a value with a fixed size.

    Attributes
    ----------
    sequence
        Counter of the newest packet, 0 to 65535; None before the first.
    clock_us
        Its time with wrap-arounds undone.
    seen
        Bit k is set where the packet k before the newest has come.
    span_us
        Shortest time between two packets that follow each other; None until there were two.
    """

    sequence: int | None = None
    clock_us: int = 0
    seen: int = 0
    span_us: int | None = None

    def placed(self, sequence: int, clock_us: int) -> "tuple[Place, PacketOrder]":
        """Give where a packet belongs, and what is known after it.

        Parameters
        ----------
        sequence
            Counter as sent, 0 to 65535.
        clock_us
            Clock as sent, 0 to 2**32 - 1.

        Returns
        -------
        place
            Time, loss, and what is odd.
        successor
            Knows this packet too.
        """
        if self.sequence is None:
            return Place(clock_us), PacketOrder(sequence, clock_us, 1)
        ahead = step_between(self.sequence, sequence, 16)
        elapsed_us = step_between(self.clock_us, clock_us, 32)
        time_us = self.clock_us + elapsed_us
        if ahead == 0 and elapsed_us == 0:
            return Place(time_us, repeated=True), self
        if -LATE_PACKETS <= ahead < 0 and -LATE_US <= elapsed_us < 0:
            return self._late(-ahead, time_us)
        if elapsed_us <= 0 or ahead == 0:
            return self._odd(sequence, time_us, elapsed_us)
        return self._later(sequence, clock_us, elapsed_us)

    def _late(self, behind: int, time_us: int) -> "tuple[Place, PacketOrder]":
        """Place a packet that others have overtaken, or that comes again."""
        if self.seen >> behind & 1:
            return Place(time_us, repeated=True), self
        problem = (
            f"came late, after {behind} younger packets, and had been counted as lost; its samples "
            "are kept at their own time."
        )
        return Place(time_us, problem=problem), replace(self, seen=self.seen | 1 << behind)

    def _odd(self, sequence: int, time_us: int, elapsed_us: int) -> "tuple[Place, PacketOrder]":
        """Place a packet whose clock did not go on, or whose counter did not."""
        if elapsed_us < 0:
            problem = (
                f"the sensor's clock went back by {-elapsed_us * 1e-6:.6g} s; it may have been "
                "switched on again."
            )
        elif elapsed_us == 0:
            problem = "the counter goes on but the sensor's clock stands still."
        else:
            problem = "the clock goes on but the counter stands still; loss cannot be told."
        return Place(time_us, problem=problem), PacketOrder(sequence, time_us, 1, self.span_us)

    def _later(self, sequence: int, clock_us: int, elapsed_us: int) -> "tuple[Place, PacketOrder]":
        """Place a packet that is newer than all others."""
        ahead = (sequence - (self.sequence or 0)) & 0xFFFF
        time_us = self.clock_us + elapsed_us
        if self.span_us is not None and (ahead - 2) * self.span_us > 1.5 * elapsed_us:
            young = clock_us < YOUNG_US < elapsed_us
            time_us = clock_us if young else time_us
            problem = (
                f"the counter jumped by {ahead} within {elapsed_us * 1e-6:.6g} s; the sensor may "
                "have been switched on again, so loss is not counted here."
            )
            place = Place(time_us, problem=problem)
            return place, PacketOrder(sequence, time_us, 1, self.span_us)
        span_us = self.span_us
        if ahead == 1:
            span_us = elapsed_us if span_us is None else min(span_us, elapsed_us)
        seen = (self.seen << ahead | 1) & _SEEN_MASK if ahead <= LATE_PACKETS else 1
        return Place(time_us, ahead - 1), PacketOrder(sequence, time_us, seen, span_us)
