"""When a sensor's samples were taken, by the host's clock.

A notification arrives some time after its last sample was taken, never before: one connection
interval later, several, or seconds where the link is busy. So among many arrivals the earliest
tell the clock, and the others only how long they waited. The line sought lies below all arrivals
and as close to them as any line can: the edge of their lower convex hull below their centre. A
least-squares line would follow the waiting instead.

The method is the convex-hull estimate of clock skew (Zhang, Liu and Xia, INFOCOM 2002, objective
of the smallest sum), here on the earliest arrival of each window, so that memory and work do not
grow with the session, and within what a quartz can be off.
"""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

_MOST_WINDOWS: Final = 512
_FIRST_WIDTH_S: Final = 1.0
_QUARTZ_RATIO: Final = 200e-6
_TELLING_S: Final = 10.0
_OPEN_SHARE: Final = 0.9
_SURE_FACTOR: Final = 3.0
_SURE_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class HostLine:
    """Host time as a line over a sensor's time.

    Attributes
    ----------
    slope
        Host seconds in a second of the sensor.
    offset_s
        Host time at zero of the sensor's time.
    """

    slope: float
    offset_s: float

    def host_s(self, time_s: float) -> float:
        """Give the host's time of a sensor's time."""
        return self.offset_s + self.slope * time_s

    def time_s(self, host_s: float) -> float:
        """Give the sensor's time of a host's time."""
        return (host_s - self.offset_s) / self.slope


class HostClock:
    """The line from a sensor's time to the host's, learnt arrival by arrival.

    Each arrival costs the same whatever the length of the session; at most 512 windows are
    remembered.

    Parameters
    ----------
    center
        Host seconds expected in a second of the sensor.
    spread_ratio
        How far, relatively, the truth may be from that. Where the arrivals say clearly that it
        is farther, they are believed.
    """

    def __init__(self, center: float = 1.0, spread_ratio: float = _QUARTZ_RATIO) -> None:
        self._center = center
        self._spread_ratio = spread_ratio
        self._width_s = _FIRST_WIDTH_S
        self._window = 0
        self._earliest: tuple[float, float] | None = None
        self._first: tuple[float, float] = (0.0, 0.0)
        self._points: list[tuple[float, float]] = []
        self._hull: list[tuple[float, float]] = []
        self._sum_s = 0.0
        self._line: HostLine | None = None
        self._residual_of: HostLine | None = None
        self._residual_s = 0.0

    def expect(self, center: float, spread_ratio: float) -> None:
        """Say anew how many host seconds a second of the sensor lasts, and how surely."""
        self._center, self._spread_ratio = center, spread_ratio

    def add(self, time_s: float, arrived_s: float) -> None:
        """Take in an arrival.

        Parameters
        ----------
        time_s
            Time of the notification's last sample, on the sensor's clock; not before that of
            the arrival before.
        arrived_s
            When it came, on the host's monotonic clock.
        """
        if self._earliest is None:
            self._first = self._earliest = (time_s, arrived_s)
            return
        window = int((time_s - self._first[0]) / self._width_s)
        if window > self._window:
            self._close_window(window)
            self._earliest = (time_s, arrived_s)
            return
        time0_s, arrived0_s = self._earliest
        if arrived_s - arrived0_s < self._center * (time_s - time0_s):
            self._earliest = (time_s, arrived_s)
            if not self._points:
                self._line = None

    @property
    def span_s(self) -> float:
        """Sensor's time over which the line is known."""
        return self._points[-1][0] - self._first[0] if self._points else 0.0

    @property
    def told(self) -> bool:
        """Tell whether there are arrivals enough to measure the slope."""
        return self.span_s >= _TELLING_S

    @property
    def known(self) -> bool:
        """Tell whether anything has arrived."""
        return self._earliest is not None

    @property
    def line(self) -> HostLine:
        """The line, as well as it is known; through the first arrivals with the slope expected."""
        if self._line is None:
            self._line = self._fitted()
        return self._line

    @property
    def residual_s(self) -> float | None:
        """Half of what the earliest arrivals leave open about host times; None until told.

        Nine in ten windows had an arrival within twice as much of the line.
        """
        if not self.told:
            return None
        line = self.line
        if self._residual_of is not line:
            self._residual_of, self._residual_s = line, 0.5 * self._open_s(line)
        return self._residual_s

    def _open_s(self, line: HostLine) -> float:
        """Give how far above a line the earliest arrivals of nine in ten windows lie at most."""
        above = sorted(arrived_s - line.host_s(time_s) for time_s, arrived_s in self._points)
        return above[min(len(above) - 1, int(_OPEN_SHARE * len(above)))]

    def _close_window(self, window: int) -> None:
        """Keep the earliest arrival of the window that has ended."""
        if self._earliest is not None:
            self._points.append(self._earliest)
            self._sum_s += self._earliest[0]
            _extend(self._hull, self._earliest)
        self._window = window
        self._line = None
        if len(self._points) >= _MOST_WINDOWS:
            self._widen()

    def _widen(self) -> None:
        """Make one window of each two."""
        self._width_s *= 2.0
        self._window //= 2
        merged: dict[int, tuple[float, float]] = {}
        for point in self._points:
            window = int((point[0] - self._first[0]) / self._width_s)
            other = merged.get(window)
            if other is None or point[1] - other[1] < self._center * (point[0] - other[0]):
                merged[window] = point
        self._points = list(merged.values())
        self._sum_s = sum(point[0] for point in self._points)
        self._hull = []
        for point in self._points:
            _extend(self._hull, point)

    def _fitted(self) -> HostLine:
        if not self.told:
            return self._below(self._center)
        free = self._closest()
        low = self._center * (1.0 - self._spread_ratio)
        high = self._center * (1.0 + self._spread_ratio)
        if low <= free.slope <= high:
            return free
        bound = self._below(low if free.slope < low else high)
        surely = self._open_s(bound) > _SURE_FACTOR * self._open_s(free) + _SURE_S
        return free if surely and free.slope > 0.0 else bound

    def _closest(self) -> HostLine:
        """Give the line below all points with the smallest sum of distances."""
        middle_s = self._sum_s / len(self._points)
        right = bisect_left(self._hull, (middle_s, float("-inf")))
        right = min(max(right, 1), len(self._hull) - 1)
        (time0_s, arrived0_s), (time1_s, arrived1_s) = self._hull[right - 1 : right + 1]
        slope = (arrived1_s - arrived0_s) / (time1_s - time0_s)
        return HostLine(slope, arrived0_s - slope * time0_s)

    def _below(self, slope: float) -> HostLine:
        """Give the highest line of a slope that lies below all arrivals."""
        points = self._hull or [self._earliest or self._first]
        return HostLine(slope, min(arrived - slope * time for time, arrived in points))


def _extend(hull: list[tuple[float, float]], point: tuple[float, float]) -> None:
    """Add a point on the right to a lower convex hull."""
    while len(hull) > 1:
        (x0, y0), (x1, y1) = hull[-2], hull[-1]
        if (y1 - y0) * (point[0] - x0) < (point[1] - y0) * (x1 - x0):
            break
        hull.pop()
    if hull and point[0] <= hull[-1][0]:
        if point[1] >= hull[-1][1]:
            return
        hull.pop()
    hull.append(point)
