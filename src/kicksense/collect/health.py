"""How a sensor is doing: counted from what came, judged by one colour, said in words."""

from collections import deque
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from kicksense.domain.anatomy import Side
from kicksense.domain.live import ClockState, Light, SensorHealth
from kicksense.domain.notifications import SampleBlock

_STRETCH_S: Final = 0.1
_FEWEST_STRETCHES: Final = 3


@dataclass(frozen=True, slots=True)
class HealthSettings:
    """From where on something is worth a remark (yellow), and from where on it spoils (red).

    Attributes
    ----------
    recent_s
        "Recently" is so long.
    rate_over_s
        The rate is counted over so long: bursts of one connection interval (up to 50 ms) are
        then worth less than a percent.
    silent_s
        Connected and nothing came for so long. The slowest family sends 13 notifications a second.
    loss_ratio
        Recent loss. A swing of 150 ms with 30 ms missing is refused (`WindowSettings.bridged_s`):
        at one percent hardly a kick is, at five percent one in several.
    rate_ratio
        Measured rate off the one asked for. Oscillators inside motion sensors are off by a few
        percent at most; a wrong setting is off by half.
    battery_ratio
        Our own choice: enough for a training, and about to end.
    rssi_dbm
        Our own choice: some ten decibels, and next to nothing, above what receivers of Bluetooth
        Low Energy are built for (the standard asks for -70 dBm, common chips reach -95).
    clipped_ratio
        Kicks reach full scale for some samples each; a leg that is there all the time is measured
        in too small a range.
    residual_s
        Open about the host time of samples; the analysis needs the sensor's own clock only, two
        sensors and a video are lined up to this.
    drift_ppm
        Beyond it times that nobody corrects are off by a second in an hour.
    """

    recent_s: float = 10.0
    rate_over_s: float = 5.0
    silent_s: float = 1.5
    loss_ratio: tuple[float, float] = (0.01, 0.05)
    rate_ratio: tuple[float, float] = (0.04, 0.15)
    battery_ratio: tuple[float, float] = (0.2, 0.07)
    rssi_dbm: tuple[float, float] = (-85.0, -94.0)
    clipped_ratio: tuple[float, float] = (0.02, 0.1)
    residual_s: float = 0.03
    drift_ppm: float = 300.0


class _Stretch(NamedTuple):
    """What came within a tenth of a second."""

    begin_s: float
    end_s: float
    samples: int
    lost: float


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
    """

    health: SensorHealth
    settings: HealthSettings = field(default_factory=HealthSettings)
    clock: ClockState = field(default_factory=ClockState)
    remarks: tuple[str, ...] = ()
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
        if block.repeated:
            self._repeated += 1
            return
        if len(block) == 0:
            return
        self._packets += 1
        # Acceleration and angular rate that come apart are one sample together: those of the
        # acceleration are counted.
        count = 0 if block.acc_mps2 is None else len(block)
        lost = float(block.lost_packets * count)
        if self._lost_link_at_s is not None:
            # The counter may or may not have gone on while the link was down; time has.
            away_s = max(at_s - self._lost_link_at_s, 0.0)
            lost = away_s * (self.health.nominal_rate_hz or 0.0)
            self._lost_link_at_s = None
            self._rate_from_s = at_s + _STRETCH_S
        self._samples += count
        self._lost += lost
        self._last_at_s = at_s
        self._remember(at_s, count, lost)

    def _remember(self, at_s: float, count: int, lost: float) -> None:
        """Add to what came lately; what came within a tenth of a second is one entry."""
        if self._recent and at_s - self._recent[-1].begin_s < _STRETCH_S:
            last = self._recent[-1]
            self._recent[-1] = _Stretch(last.begin_s, at_s, last.samples + count, last.lost + lost)
        else:
            self._recent.append(_Stretch(at_s, at_s, count, lost))
        while self._recent[0].end_s < at_s - self.settings.recent_s:
            self._recent.popleft()

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
        samples = sum(one.samples + one.lost for one in counted[1:])
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
        return replace(health, light=light, remarks=(*remarks, *self.remarks))


def judged(
    health: SensorHealth,
    settings: HealthSettings,
    *,
    silent_s: float | None,
    given_up: bool = False,
) -> tuple[Light, tuple[str, ...]]:
    """Judge how a sensor is doing.

    Parameters
    ----------
    health
        Numbers.
    settings
        Thresholds.
    silent_s
        Since the last samples came; None where none ever did.
    given_up
        Nobody looks for it any more.

    Returns
    -------
    light
        The worst of all.
    remarks
        Worst first: what is wrong and what to do.
    """
    if not health.connected:
        return Light.RED, (_away(health.name, given_up=given_up, ever=silent_s is not None),)
    if silent_s is None or silent_s > settings.silent_s:
        return Light.RED, (
            f"{health.name} is connected but sends nothing; switch it off and on again.",
        )
    said = [
        *_flow_remarks(health, settings),
        *_power_remarks(health, settings),
        *_clock_remarks(health, settings),
        *_count_remarks(health),
    ]
    reds = [words for light, words in said if light is Light.RED]
    yellows = [words for light, words in said if light is Light.YELLOW]
    light = Light.RED if reds else Light.YELLOW if yellows else Light.GREEN
    return light, (*reds, *yellows)


def _share(lost: float, came: float) -> float:
    """Give lost over all."""
    return lost / (lost + came) if lost + came > 0.0 else 0.0


def _away(name: str, *, given_up: bool, ever: bool) -> str:
    """Say that there is no link."""
    if given_up:
        return f"{name} went away and did not come back; what came before is kept."
    if ever:
        return f"{name} is out of reach; come closer, it is picked up again by itself."
    return f"{name} is not connected yet; switch it on and bring it near."


def _rated(value: float, limits: tuple[float, float]) -> Light:
    """Give the colour of a value by what is yellow and what is red, in either direction."""
    yellow, red = limits
    sign = 1.0 if red > yellow else -1.0
    if sign * value > sign * red:
        return Light.RED
    return Light.YELLOW if sign * value > sign * yellow else Light.GREEN


def _flow_remarks(health: SensorHealth, settings: HealthSettings) -> list[tuple[Light, str]]:
    """Speak of loss, rate and full scale."""
    said: list[tuple[Light, str]] = []
    lost = _rated(health.recent_lost_ratio, settings.loss_ratio)
    if lost is not Light.GREEN:
        said.append(
            (
                lost,
                f"{health.name} loses {health.recent_lost_ratio:.0%} of its samples; bring the "
                "computer closer, or away from other radios.",
            )
        )
    measured, nominal = health.measured_rate_hz, health.nominal_rate_hz
    if measured is not None and nominal is not None:
        off = _rated(abs(measured / nominal - 1.0), settings.rate_ratio)
        if off is not Light.GREEN:
            said.append(
                (
                    off,
                    f"{health.name} sends {measured:.0f} samples a second and not {nominal:.0f}; "
                    "switch it off and on, or set another rate.",
                )
            )
    clipped = _rated(health.clipped_ratio, settings.clipped_ratio)
    if clipped is not Light.GREEN:
        said.append(
            (
                clipped,
                f"{health.name} is at its limit in {health.clipped_ratio:.0%} of its samples; "
                "its range is set too small.",
            )
        )
    return said


def _power_remarks(health: SensorHealth, settings: HealthSettings) -> list[tuple[Light, str]]:
    """Speak of battery and radio."""
    said: list[tuple[Light, str]] = []
    if health.battery_ratio is not None:
        battery = _rated(health.battery_ratio, settings.battery_ratio)
        if battery is not Light.GREEN:
            said.append(
                (battery, f"{health.name} has {health.battery_ratio:.0%} of its battery left.")
            )
    if health.rssi_dbm is not None:
        radio = _rated(health.rssi_dbm, settings.rssi_dbm)
        if radio is not Light.GREEN:
            said.append(
                (
                    Light.YELLOW,
                    f"{health.name} was heard faintly ({health.rssi_dbm} dBm); "
                    "bring the computer closer.",
                )
            )
    return said


def _clock_remarks(health: SensorHealth, settings: HealthSettings) -> list[tuple[Light, str]]:
    """Speak of the sensor's clock; it spoils nothing but what is lined up with others."""
    said: list[tuple[Light, str]] = []
    clock = health.clock
    if clock.residual_s is not None and clock.residual_s > settings.residual_s:
        said.append(
            (
                Light.YELLOW,
                f"The times of {health.name} are sure to {clock.residual_s * 1000:.0f} ms only.",
            )
        )
    if clock.drift_ppm is not None and abs(clock.drift_ppm) > settings.drift_ppm:
        said.append(
            (
                Light.YELLOW,
                f"The clock of {health.name} is off by {clock.drift_ppm:.0f} in a million; "
                "times are corrected for it.",
            )
        )
    if clock.restarts:
        said.append((Light.YELLOW, f"{health.name} started anew while it was recorded."))
    return said


def _count_remarks(health: SensorHealth) -> list[tuple[Light, str]]:
    """Speak of what was dropped."""
    said: list[tuple[Light, str]] = []
    if health.overflowed_packets:
        said.append(
            (
                Light.RED,
                f"{health.overflowed_packets} messages of {health.name} were dropped because this "
                "computer was too busy; close other programs.",
            )
        )
    if health.undecodable_packets:
        said.append(
            (
                Light.YELLOW,
                f"{health.undecodable_packets} messages of {health.name} make no sense; "
                "they are kept as they came.",
            )
        )
    return said


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
