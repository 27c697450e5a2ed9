"""Angular rates that come in packets of their own, put on the grid of the accelerations."""

from collections import deque

import numpy as np

from kicksense.assembly.settings import StreamSettings
from kicksense.assembly.stream_track import Packet, Track
from kicksense.domain.arrays import BoolArray, FloatArray

_GAP_STEPS = 1.75
_FAR_S = 5.0
_MOST_WAITING = 1000
_SAME_PACE = 0.02
_LEAST_STEP = 0.01
_RUN_S = 1.0
_SKEW_SPAN_S = 5.0
_SKEW_STEPS = 2.0
_SKEW_S = 0.012


class Skew:
    """How far two streams without times have come apart, because packets of one were lost unseen.

    Of both the earliest arrival of each few seconds is compared with its place, as in
    `kicksense.assembly.host_clock`; what two spans in a row agree on is believed.

    Parameters
    ----------
    nominal_rate_hz
        Of both streams.
    """

    def __init__(self, nominal_rate_hz: float) -> None:
        self._nominal_rate_hz = nominal_rate_hz
        self._least_s = max(_SKEW_STEPS / nominal_rate_hz, _SKEW_S)
        self._until_s = -np.inf
        self._earliest_s = [np.inf, np.inf]
        self._before = 0

    def add(self, stream: int, place: float, arrived_s: float) -> int:
        """Take an arrival of stream 0 or 1.

        Returns
        -------
        steps
            By how many places stream 1 is to be moved; zero save where both are apart.
        """
        steps = 0
        if arrived_s >= self._until_s:
            steps = self._closed()
            self._until_s = arrived_s + _SKEW_SPAN_S
            self._earliest_s = [np.inf, np.inf]
        early_s = arrived_s - place / self._nominal_rate_hz
        self._earliest_s[stream] = min(self._earliest_s[stream], early_s)
        return steps

    def forget(self) -> None:
        """Begin anew."""
        self._until_s, self._before = -np.inf, 0
        self._earliest_s = [np.inf, np.inf]

    def _closed(self) -> int:
        """Give the move that this span and the one before agree on."""
        first_s, second_s = self._earliest_s
        apart_s = second_s - first_s
        if not np.isfinite(apart_s) or abs(apart_s) < self._least_s:
            self._before = 0
            return 0
        steps, before = round(apart_s * self._nominal_rate_hz), self._before
        if before * steps > 0 and abs(steps - before) <= _SKEW_STEPS:
            self._before = 0
            return steps
        self._before = steps
        return 0


class GyrJoin:
    """Places angular rates by the grid of another track.

    Where both sensors sample at the same moments, values are paired as they are; only where
    they truly differ are angular rates interpolated between their neighbours.

    Parameters
    ----------
    counted
        True where packets have no time. Then both streams are taken to have begun as far apart
        as their first packets came.
    nominal_rate_hz
        What the sensor claims.
    settings
        Tolerances.

    Attributes
    ----------
    late_samples
        Left out, because they came after they were waited for, or far from any acceleration.
    """

    def __init__(self, *, counted: bool, nominal_rate_hz: float, settings: StreamSettings) -> None:
        self._counted = counted
        self._nominal_rate_hz = nominal_rate_hz
        self._settings = settings
        self._waiting: deque[Packet] = deque()
        self._next_place: float | None = None
        self._typical_samples = 1
        self._run: tuple[float, int] | None = None
        self._step = 1.0
        self._skew = Skew(nominal_rate_hz)
        self._held_at = -1
        self._places: FloatArray = np.empty(0)
        self._values: FloatArray = np.empty((0, 3))
        self.late_samples = 0

    def add(self, packet: Packet) -> None:
        """Take a packet of angular rates, shape (n, 3)."""
        self._waiting.append(packet)
        if len(self._waiting) > _MOST_WAITING:
            self.late_samples += len(self._waiting.popleft().values)

    def accelerated(self, track: Track, arrived_s: float) -> None:
        """Take note that accelerations came, so that both streams stay side by side."""
        if self._counted and track.settled and self._next_place is not None:
            self._move(self._skew.add(0, track.next_index - 1, arrived_s))

    def _move(self, steps: int) -> None:
        if self._next_place is not None:
            self._next_place += steps

    def break_off(self, track: Track) -> None:
        """Take note that the link was lost: counting begins anew, after the next acceleration."""
        self._held_at = track.next_index
        self._skew.forget()
        self._next_place = None
        self._run = None

    def place(self, track: Track) -> None:
        """Place what has come, as soon as the accelerations are placed."""
        if not (track.settled and track.known) or track.next_index == self._held_at:
            return
        self._held_at = -1
        if self._counted and self._waiting and self._next_place is None:
            self._next_place = self._first_place(track)
        pieces = [self._placed(packet, track) for packet in self._waiting]
        self._waiting.clear()
        places = np.concatenate([self._places, *(piece[0] for piece in pieces)])
        values = np.concatenate([self._values, *(piece[1] for piece in pieces)])
        self._places, self._values = places, values

    @property
    def reached(self) -> float:
        """Place of the newest angular rate; before the grid where there is none."""
        return float(self._places[-1]) if len(self._places) else -1.0

    def rates_at(self, start: int, stop: int) -> tuple[FloatArray, BoolArray]:
        """Give the angular rates of the places ``[start, stop)``; earlier ones are forgotten.

        Returns
        -------
        gyr_radps
            Shape (n, 3).
        covered
            Shape (n,); False where a place was bridged, or has no angular rate at all.
        """
        grid = np.arange(start, stop, dtype=np.float64)
        places = self._places
        if len(places) == 0:
            return np.zeros((len(grid), 3)), np.zeros(len(grid), dtype=np.bool_)
        rates = np.column_stack([np.interp(grid, places, axis) for axis in self._values.T])
        after = np.searchsorted(places, grid)
        left = places[np.maximum(after - 1, 0)]
        right = places[np.minimum(after, len(places) - 1)]
        nearest = np.minimum(np.abs(grid - left), np.abs(right - grid))
        between = (left <= grid) & (grid <= right) & (right - left <= _GAP_STEPS * self._step)
        covered: BoolArray = (nearest == 0.0) | between
        keep = max(0, int(np.searchsorted(places, float(stop))) - 1)
        self._places, self._values = places[keep:], self._values[keep:]
        return rates, covered

    def _first_place(self, track: Track) -> float:
        """Give where the first packet belongs, by the earliest arrival of those waiting."""
        ahead, earliest_s = 0, np.inf
        for packet in self._waiting:
            ahead += len(packet.values)
            earliest_s = min(earliest_s, packet.arrived_s - (ahead - 1) / track.rate_hz)
        return float(round(track.line.time_s(earliest_s) * self._nominal_rate_hz))

    def _placed(self, packet: Packet, track: Track) -> tuple[FloatArray, FloatArray]:
        """Give the places of a packet's samples, without those that are there already."""
        n = len(packet.values)
        start = self._start(packet, track)
        places: FloatArray = start + self._step * np.arange(n, dtype=np.float64)
        far = abs(start - track.next_index) > _FAR_S * self._nominal_rate_hz
        fresh = places > self.reached + 0.5 * self._step
        if far:
            fresh[:] = False
        self.late_samples += int(n - np.count_nonzero(fresh))
        return places[fresh], packet.values[fresh]

    def _start(self, packet: Packet, track: Track) -> float:
        """Give the place of a packet's first sample."""
        n = len(packet.values)
        expected = self._next_place
        if packet.time_s is None or self._counted:
            place = float(track.next_index) if expected is None else expected
            place += packet.lost_packets * self._typical_samples
            self._typical_samples = n
        else:
            place = track.place_of(packet.time_s)
            off = 0.0 if expected is None else place - expected
            if self._run is None or packet.lost_packets or abs(off) > self._settings.slip_samples:
                self._run = place, 0
            else:
                self._learn_step(place)
                if not place.is_integer():  # a whole place is that of an acceleration's own time
                    place -= (1.0 - self._settings.phase_gain) * off
            self._run = self._run[0], self._run[1] + n
        self._next_place = place + n * self._step
        if self._counted:
            self._move(self._skew.add(1, self._next_place - self._step, packet.arrived_s))
        whole = round(place)
        return float(whole) if abs(place - whole) <= self._settings.join_steps else place

    def _learn_step(self, place: float) -> None:
        """Learn how many places of the grid lie between two angular rates."""
        if self._run is None or self._run[1] < self._nominal_rate_hz * _RUN_S:
            return
        step = (place - self._run[0]) / self._run[1]
        self._step = 1.0 if abs(step - 1.0) < _SAME_PACE else max(step, _LEAST_STEP)
