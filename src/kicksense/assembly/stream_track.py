"""Packets of one sensor, placed sample by sample on a grid of its own sample periods.

The grid is the sensor's: neighbouring samples of a packet are neighbours on it, so that no value
is interpolated. Times only tell how many samples are missing between packets, and which clock
they were taken by; the sample period is learnt from them, since few sensors sample at exactly
the rate they claim.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from kicksense.assembly.host_clock import HostClock, HostLine
from kicksense.assembly.settings import StreamSettings
from kicksense.domain.arrays import FloatArray

_COUNTED_SPREAD_RATIO = 0.05
_USUAL_SPREAD_RATIO = 0.01
_QUARTZ_SPREAD_RATIO = 300e-6
_LONG_S = 10.0
_UNTOLD_RATIO = 0.02
_NEAR_RATIO = 0.2
_FEWEST_TIMES = 3
_RECENT_PACKETS = 16


@dataclass(frozen=True, slots=True, eq=False)
class Packet:
    """What one notification brings to a track.

    Attributes
    ----------
    time_s
        Sensor's time of the first sample; None where the sensor tells none.
    values
        Shape (n, k), n at least 1.
    lost_packets
        How many are missing just before it.
    arrived_s
        Session's clock.
    """

    time_s: float | None
    values: FloatArray
    lost_packets: int
    arrived_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Samples with their place.

    Attributes
    ----------
    index
        Of the first of them on the grid.
    values
        Shape (n, k).
    """

    index: int
    values: FloatArray


class Track:
    """Places the packets of one sensor, one after the other.

    Parameters
    ----------
    counted
        True where packets have no time, so that samples are counted.
    nominal_rate_hz
        What the sensor claims.
    settings
        Tolerances.

    Attributes
    ----------
    next_index
        Place of the sample that is expected next.
    period_s
        Between samples, on the sensor's clock.
    duplicate_samples
        Left out, because their time was there already.
    left_out_samples
        Left out, because they came after too long a gap, or because their time made no sense and
        the next one did.
    restarts
        How often the sensor's clock began anew.
    settled
        False while packets are held back.
    """

    def __init__(self, *, counted: bool, nominal_rate_hz: float, settings: StreamSettings) -> None:
        self._counted = counted
        self._nominal_rate_hz = nominal_rate_hz
        self._settings = settings
        self._waiting: list[Packet] = []
        self._waiting_samples = 0
        self._typical_samples = 1
        self._count = 0
        self._next_s = 0.0
        self._piece = (0, 0.0)
        self._pieces = 0
        self._broken = False
        self._doubted = False
        self._ended = False
        self._began_s = 0.0
        self._piece_began_s = 0.0
        self._last_arrived_s = 0.0
        self._recent: deque[tuple[float, int]] = deque(maxlen=_RECENT_PACKETS)
        self._place_clock = HostClock(1.0, _COUNTED_SPREAD_RATIO)
        self._sensor_clock = HostClock()
        self.next_index = 0
        self.period_s = 1.0 / nominal_rate_hz
        self.duplicate_samples = 0
        self.left_out_samples = 0
        self.restarts = 0
        self.settled = False

    # ---- what is known

    @property
    def line(self) -> HostLine:
        """Session's clock over nominal seconds: places divided by the nominal rate."""
        return self._place_clock.line

    @property
    def rate_hz(self) -> float:
        """Samples a second by the host's clock, as well as it is known."""
        return self._nominal_rate_hz / self.line.slope if self.known else self._nominal_rate_hz

    @property
    def known(self) -> bool:
        """Tell whether any sample has been placed."""
        return self._place_clock.known

    @property
    def told(self) -> bool:
        """Tell whether the rate has been measured."""
        return self._place_clock.told

    @property
    def residual_s(self) -> float | None:
        """Half of what the earliest arrivals leave open; None until it can be told."""
        clock = self._place_clock if self._counted else self._sensor_clock
        return clock.residual_s

    @property
    def drift_ratio(self) -> float | None:
        """How much the sensor's clock runs fast; None without one, or until it can be told."""
        if self._counted or not self._sensor_clock.told:
            return None
        return 1.0 / self._sensor_clock.line.slope - 1.0

    def place_of(self, time_s: float) -> float:
        """Give the place on the grid of a sensor's time, near the newest sample.

        A time that a packet was sent with gives the place of that packet's first sample.
        """
        for sent_s, index in reversed(self._recent):
            if sent_s == time_s:
                return float(index)
        return self.next_index + (time_s - self._next_s) / self.period_s

    # ---- what comes

    def add(self, packet: Packet) -> list[Placed]:
        """Take the next packet and give what can be placed now."""
        timed = self._timed(packet)
        if self._doubted and self._fits(timed):
            self.left_out_samples += self._waiting_samples
            self._waiting, self._waiting_samples = [], 0
            self._doubted, self.settled = False, True
        if self.settled:
            return self._next(timed)
        self._wait(timed)
        if self._waiting_samples < self._settings.settle_s * self._nominal_rate_hz:
            return []
        # However long packets are, the period is learnt from the steps between some.
        if len(self._waiting) < _FEWEST_TIMES:
            return []
        return self.settle()

    def break_off(self) -> list[Placed]:
        """Take note that the link was lost; give what was held back."""
        placed = self.settle()
        self._broken = True
        if self._counted:
            self.settled = False
        return placed

    def settle(self) -> list[Placed]:
        """Place what is held back with what is known."""
        placed: list[Placed] = []
        while self._waiting:
            waiting, self._waiting, self._waiting_samples = self._waiting, [], 0
            if not self._counted and _stands_still(waiting):
                self._counted = True
                waiting = [self._timed(packet) for packet in waiting]
            self._begin_piece(waiting)
            for position, packet in enumerate(waiting):
                placed += self._next(packet)
                if not self.settled:
                    for rest in waiting[position + 1 :]:
                        self._wait(rest)
                    break
        return placed

    def _wait(self, packet: Packet) -> None:
        self._waiting.append(packet)
        self._waiting_samples += len(packet.values)

    def _timed(self, packet: Packet) -> Packet:
        """Give a packet with a time: its own, or by counting samples."""
        n = len(packet.values)
        missing = packet.lost_packets * self._typical_samples
        self._typical_samples = n
        if packet.time_s is not None and not self._counted:
            return packet
        if not (self._counted or self.known or self._waiting):
            self._counted = True
        if self._counted:
            time_s = (self._count + missing) / self._nominal_rate_hz
            self._count += missing + n
        elif self._waiting:
            last = self._waiting[-1]
            time_s = _time(last) + (len(last.values) + missing) * self.period_s
        else:
            time_s = self._next_s + missing * self.period_s
        return Packet(time_s, packet.values, packet.lost_packets, packet.arrived_s)

    # ---- the start of a piece of the sensor's clock

    def _begin_piece(self, waiting: list[Packet]) -> None:
        """Learn the period from the first packets, and where in the session they belong."""
        if not self._counted:
            self._learn_period(waiting)
        time_s = _time(waiting[0])
        if self._pieces:
            ratio = self.line.slope / (self._nominal_rate_hz * self.period_s)
            start_s = min(
                packet.arrived_s - ratio * (_time(packet) - time_s + self._length_s(packet))
                for packet in waiting
            )
            place = round(self.line.time_s(start_s) * self._nominal_rate_hz)
            self._ended = self._ended or self._too_far(place)
            self.next_index = self.next_index if self._ended else max(self.next_index, place)
            self.restarts += not self._counted
        else:
            self._began_s = waiting[0].arrived_s
        self._piece_began_s = waiting[0].arrived_s
        self._pieces += 1
        self._recent.clear()
        self._next_s = time_s
        self._piece = (self.next_index, time_s)
        self._sensor_clock = HostClock()
        self._broken = False
        self._doubted = False
        self.settled = True

    def _too_far(self, index: int) -> bool:
        """Tell whether the grid cannot go on at a place, because the gap would be too long."""
        missing = index - self.next_index
        return (
            missing * self.period_s > self._settings.longest_gap_s
            or missing > self._settings.longest_gap_samples
        )

    def _length_s(self, packet: Packet) -> float:
        return (len(packet.values) - 1) * self.period_s

    def _learn_period(self, waiting: list[Packet]) -> None:
        """Take the period of the first packets that follow each other without loss."""
        if len(waiting) < _FEWEST_TIMES:
            return
        steps_s = np.diff([_time(packet) for packet in waiting])
        lengths = np.array([len(packet.values) for packet in waiting[:-1]], dtype=np.float64)
        follows = np.array([packet.lost_packets == 0 for packet in waiting[1:]])
        if np.count_nonzero(follows) < _FEWEST_TIMES - 1:
            return
        typical_s = float(np.median((steps_s / lengths)[follows]))
        if typical_s > 0.0:
            follows &= np.abs(steps_s / lengths / typical_s - 1.0) < _NEAR_RATIO
        period_s = float(steps_s[follows].sum() / lengths[follows].sum())
        if period_s > 0.0:
            self.period_s = period_s

    # ---- one packet after the other

    def _next(self, packet: Packet) -> list[Placed]:
        """Place a packet, or begin to hold back where the sensor's clock has begun anew."""
        n = len(packet.values)
        if self._ended:
            self.left_out_samples += n
            return []
        time_s = _time(packet)
        off_s = time_s - self._next_s
        slip_s = max(self._settings.slip_samples * self.period_s, self._settings.slip_s)
        goes_on = not self._recent or time_s > self._recent[-1][0] or self._broken
        follows = goes_on and packet.lost_packets == 0 and abs(off_s) <= slip_s
        if (self._broken or not follows) and self._is_new_clock(packet, off_s, slip_s):
            self._doubted = not (self._broken or self._counted)
            self.settled = False
            self._wait(packet)
            return []
        values = packet.values
        if follows or (goes_on and -slip_s <= off_s <= 0.5 * self.period_s):
            self._next_s += self._settings.phase_gain * off_s
            self.period_s += self._settings.period_gain * off_s / n
        elif off_s > 0.0:
            missing = round(off_s / self.period_s)
            if self._counted:
                missing = min(missing, self._room(packet))
            self._ended = self._too_far(self.next_index + missing)
            if self._ended:
                return self._next(packet)
            self.next_index += missing
            self._next_s = time_s
        else:
            there = min(n, round(-off_s / self.period_s))
            self.duplicate_samples += there
            if there == n:
                return []
            values = values[there:]
        self._recent.append((time_s, self.next_index - (n - len(values))))
        return [self._put(values, packet.arrived_s)]

    def _room(self, packet: Packet) -> int:
        """Give how many samples can be missing at most before a packet that has arrived."""
        unsure_s = self._settings.slip_s
        if not self.told:
            unsure_s += _USUAL_SPREAD_RATIO * (packet.arrived_s - self._began_s)
        by_then_s = self.line.time_s(packet.arrived_s + unsure_s)
        places = by_then_s * self._nominal_rate_hz - self.next_index - len(packet.values)
        return max(0, int(places))

    def _put(self, values: FloatArray, arrived_s: float) -> Placed:
        """Place samples where they are expected, and learn the clocks from their arrival."""
        n = len(values)
        placed = Placed(self.next_index, values)
        self.next_index += n
        self._next_s += n * self.period_s
        self._broken = False
        self._last_arrived_s = arrived_s
        if not self._counted:
            self._sensor_clock.add(self._next_s - self.period_s, arrived_s)
            self._place_clock.expect(
                self._long_period_s() * self._nominal_rate_hz, _QUARTZ_SPREAD_RATIO
            )
        self._place_clock.add((self.next_index - 1) / self._nominal_rate_hz, arrived_s)
        return placed

    def _long_period_s(self) -> float:
        """Give the period over all of this piece, where it is long enough."""
        index, time_s = self._piece
        span_s = self._next_s - time_s
        return span_s / (self.next_index - index) if span_s > _LONG_S else self.period_s

    def _is_new_clock(self, packet: Packet, off_s: float, slip_s: float) -> bool:
        """Tell whether a time cannot be by the same clock as those before."""
        if self._counted:
            return self._broken
        if not self._sensor_clock.known:
            return False
        settings = self._settings
        waited_s, unsure_s = self._waited_s(packet)
        if waited_s < -settings.early_s - unsure_s:
            return True
        if self._broken:
            return waited_s > settings.late_after_break_s + unsure_s
        return off_s < -slip_s and waited_s > settings.late_s + unsure_s

    def _waited_s(self, packet: Packet) -> tuple[float, float]:
        """Give how long a packet waited by the clock so far, and how unsure that is."""
        due_s = self._sensor_clock.line.host_s(_time(packet) + self._length_s(packet))
        unsure_s = self._settings.early_ratio * (packet.arrived_s - self._last_arrived_s)
        if not self._sensor_clock.told:
            unsure_s += _UNTOLD_RATIO * (packet.arrived_s - self._piece_began_s)
        return packet.arrived_s - due_s, unsure_s

    def _fits(self, packet: Packet) -> bool:
        """Tell whether a packet goes on with the clock that was doubted."""
        if _time(packet) < self._next_s - self._settings.slip_s:
            return False
        waited_s, unsure_s = self._waited_s(packet)
        return -self._settings.early_s - unsure_s <= waited_s <= self._settings.late_s


def _time(packet: Packet) -> float:
    return 0.0 if packet.time_s is None else packet.time_s


def _stands_still(waiting: list[Packet]) -> bool:
    """Tell whether a sensor sends the same time again and again."""
    return len(waiting) >= _FEWEST_TIMES and _time(waiting[-1]) == _time(waiting[0])
