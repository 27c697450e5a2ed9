"""Where a packet belongs that carries a clock and no counter."""

from dataclasses import dataclass, field, replace
from typing import Final

from kicksense.protocol.counters import Place, step_between
from kicksense.protocol.usual_step import UsualStep

RECENT_PACKETS: Final = 16
"""So many of the last packets are compared with, to find repeated ones."""

LATE_STEPS: Final = 16
"""So many usual steps a packet may come after its time; more is a clock that began anew."""


@dataclass(frozen=True, slots=True)
class TickOrder:
    """What is known of the packets that came; a value with a bounded size.

    Attributes
    ----------
    bits
        Width of the clock.
    tick
        Of the newest packet, wrap-arounds undone; None before the first.
    usual
        What the clock usually steps.
    recent
        The last packets.
    """

    bits: int
    tick: int | None = None
    usual: UsualStep = field(default_factory=UsualStep)
    recent: tuple[bytes, ...] = ()

    def placed(self, tick: int, payload: bytes) -> "tuple[Place, TickOrder]":
        """Give where a packet belongs, and what is known after it.

        Parameters
        ----------
        tick
            Clock as sent.
        payload
            All bytes of the packet.

        Returns
        -------
        place
            Clock, loss, and what is odd.
        successor
            Knows this packet too.
        """
        recent = (*self.recent[-(RECENT_PACKETS - 1) :], payload)
        if self.tick is None:
            return Place(tick), replace(self, tick=tick, recent=recent)
        step = step_between(self.tick, tick, self.bits)
        now = self.tick + step
        if payload in self.recent:
            return Place(now, repeated=True), self
        if step < 0:
            late = bool(self.usual.steps) and -step <= LATE_STEPS * min(self.usual.steps)
            if late:
                problem = "came late and had been counted as lost; its samples are kept."
                return Place(now, problem=problem), replace(self, recent=recent)
            problem = "the sensor's clock went back; it may have been switched on again."
            return Place(now, problem=problem), replace(self, tick=now, recent=recent)
        usual = self.usual.after(step)
        place = Place(now, self.usual.lost(step))
        return place, TickOrder(self.bits, now, usual, recent)
