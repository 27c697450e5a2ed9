"""How a sensor is doing: counted from what came, judged by one colour, said in words."""

from dataclasses import dataclass
from typing import Final

from kicksense.domain.live import Light, SensorHealth

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
