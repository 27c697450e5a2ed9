"""What is counted of a sensor while it is recorded."""

from collections import deque
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from kicksense.collect.health import HealthSettings, judged
from kicksense.domain.anatomy import Side
from kicksense.domain.live import ClockState, SensorHealth
from kicksense.domain.notifications import SampleBlock

_STRETCH_S: Final = 0.1
_FEWEST_STRETCHES: Final = 3
_MOST_REPLIES: Final = 6


class _Stretch(NamedTuple):
    """What came within a tenth of a second."""

    begin_s: float
    end_s: float
    samples: int
    lost: float
    missed: float


@dataclass(slots=True)
class Vitals:
    """What is counted of one sensor while it is recorded.

    Attributes
    ----------
    health
        What is known from the start: names, nominal rate, whose leg.
    settings
        Thresholds.
    clock
        How its clock is read.
    remarks
        What was found before the start and still holds.
    replies
        What the sensor refused, or said of itself that spoils kicks; each sentence once.
    """

    health: SensorHealth
    settings: HealthSettings = field(default_factory=HealthSettings)
    clock: ClockState = field(default_factory=ClockState)
    remarks: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    _connected: bool = False
    _given_up: bool = False
    _packets: int = 0
    _samples: int = 0
    _lost: float = 0.0
    _clipped: int = 0
    _repeated: int = 0
    _undecodable: int = 0
    _overflowed: int = 0
    _reconnects: int = 0
    _battery: float | None = None
    _last_at_s: float | None = None
    _lost_link_at_s: float | None = None
    _rate_from_s: float = 0.0
    _recent: deque["_Stretch"] = field(default_factory=deque)

    def link_up(self, at_s: float, *, again: bool) -> None:
        """Note that the link is there, for the first time or again."""
        self._connected = True
        self._given_up = False
        self._reconnects += again
        self._rate_from_s = at_s

    def link_down(self, at_s: float, *, for_good: bool) -> None:
        """Note that the link is gone; for good where nobody looks for the sensor any more."""
        self._connected = False
        self._given_up = for_good
        if self._lost_link_at_s is None:
            self._lost_link_at_s = at_s if self._last_at_s is None else self._last_at_s

    def battery(self, ratio: float) -> None:
        """Note how full the battery is."""
        self._battery = ratio

    def packet(self, block: SampleBlock, at_s: float) -> None:
        """Count what a notification held."""
        self._told(block)
        if block.repeated:
            self._repeated += 1
            return
        if len(block) == 0:
            return
        self._packets += 1
        # Acceleration and angular rate that come apart are one sample together: those of the
        # acceleration are counted.
        count = 0 if block.acc_mps2 is None else len(block)
        missed = float(block.lost_packets * count)
        # Either part missing spoils a sample; the rate is that of the acceleration.
        lost = float(block.lost_packets * len(block))
        if self._lost_link_at_s is not None:
            # The counter may or may not have gone on while the link was down; time has.
            away_s = max(at_s - self._lost_link_at_s, 0.0)
            lost = missed = away_s * (self.health.nominal_rate_hz or 0.0)
            self._lost_link_at_s = None
            self._rate_from_s = at_s + _STRETCH_S
        self._samples += count
        self._lost += lost
        self._last_at_s = at_s
        self._remember(_Stretch(at_s, at_s, count, lost, missed))

    def _told(self, block: SampleBlock) -> None:
        """Take what a sensor says of itself, and what it refuses.

        What is odd about one packet is in its counts; what a sensor answers holds for all.
        """
        if block.word is None:
            return
        if block.word.battery_ratio is not None:
            self._battery = block.word.battery_ratio
        for sentence in block.problems:
            if len(self.replies) < _MOST_REPLIES and sentence not in self.replies:
                self.replies = (*self.replies, sentence)

    def _remember(self, came: _Stretch) -> None:
        """Add to what came lately; what came within a tenth of a second is one entry."""
        if self._recent and came.begin_s - self._recent[-1].begin_s < _STRETCH_S:
            last = self._recent[-1]
            self._recent[-1] = _Stretch(
                last.begin_s,
                came.end_s,
                last.samples + came.samples,
                last.lost + came.lost,
                last.missed + came.missed,
            )
        else:
            self._recent.append(came)
        while self._recent[0].end_s < came.end_s - self.settings.recent_s:
            self._recent.popleft()

    def unread(self, at_s: float) -> None:
        """Count a notification that nobody looks into any more."""
        self._packets += 1
        self._last_at_s = at_s
        self._lost_link_at_s = None

    def clipped(self, count: int) -> None:
        """Count samples at full scale."""
        self._clipped += count

    def undecodable(self) -> None:
        """Count a notification that was not understood."""
        self._undecodable += 1

    def overflowed(self, total: int) -> None:
        """Say how many notifications were dropped so far because a queue was full."""
        self._overflowed = total

    def measured_rate_hz(self, now_s: float) -> float | None:
        """Give samples per second that were sent over the last seconds, None where too few came.

        What is known to be lost was sent, too: a bad radio is no wrong rate.
        """
        since_s = max(now_s - self.settings.rate_over_s, self._rate_from_s)
        counted = [one for one in self._recent if one.begin_s >= since_s and one.samples]
        if len(counted) < _FEWEST_STRETCHES or counted[-1].end_s - counted[0].end_s < 1.0:
            return None
        # What came first holds samples of before its arrival.
        samples = sum(one.samples + one.missed for one in counted[1:])
        return samples / (counted[-1].end_s - counted[0].end_s)

    def at(self, now_s: float) -> SensorHealth:
        """Give how the sensor is doing.

        Parameters
        ----------
        now_s
            Session's clock.

        Returns
        -------
        health
            With its colour and its remarks.
        """
        since_s = now_s - self.settings.recent_s
        recent = [one for one in self._recent if one.end_s >= since_s]
        came = sum(one.samples for one in recent)
        lost = sum(one.lost for one in recent)
        health = replace(
            self.health,
            connected=self._connected,
            battery_ratio=self._battery,
            measured_rate_hz=self.measured_rate_hz(now_s) if self._connected else None,
            packets=self._packets,
            samples=self._samples,
            lost_ratio=_share(self._lost, self._samples),
            recent_lost_ratio=_share(lost, came),
            repeated_packets=self._repeated,
            overflowed_packets=self._overflowed,
            undecodable_packets=self._undecodable,
            reconnects=self._reconnects,
            clipped_ratio=self._clipped / max(self._samples, 1),
            clock=self.clock,
        )
        silent_s = None if self._last_at_s is None else now_s - self._last_at_s
        light, remarks = judged(health, self.settings, silent_s=silent_s, given_up=self._given_up)
        said = tuple(f"{health.name}: {sentence}" for sentence in self.replies)
        return replace(health, light=light, remarks=(*remarks, *self.remarks, *said))


def vitals_of(
    sensor: str,
    name: str,
    family: str,
    *,
    player_id: str | None,
    side: Side | None,
    rssi_dbm: int | None,
    nominal_rate_hz: float | None,
    settings: HealthSettings,
) -> Vitals:
    """Begin to count for a sensor.

    Parameters
    ----------
    sensor, name, family
        Identifier, name for people, family.
    player_id, side
        Whose leg.
    rssi_dbm
        How it was heard when it was found.
    nominal_rate_hz
        Asked for.
    settings
        Thresholds.

    Returns
    -------
    vitals
        Nothing counted yet.
    """
    health = SensorHealth(
        sensor=sensor,
        name=name,
        family=family,
        player_id=player_id,
        side=side,
        rssi_dbm=rssi_dbm,
        nominal_rate_hz=nominal_rate_hz,
    )
    return Vitals(health, settings)


def _share(lost: float, came: float) -> float:
    """Give lost over all."""
    return lost / (lost + came) if lost + came > 0.0 else 0.0
