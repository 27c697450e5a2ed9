"""What is looked at before a session, so that a trap is found before the training, not after it.

Each check reads the counts of a sensor or what was asked of it, and says one sentence that a
player of twelve understands. Those that read samples are in `kicksense.collect.signal_checks`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kicksense.collect.health import HealthSettings
from kicksense.domain.live import SensorHealth
from kicksense.protocol.codec import Family, StreamOptions
from kicksense.units import radps


class Outcome(StrEnum):
    """What a check found."""

    OK = "ok"
    WARN = "warn"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes
    ----------
    name
        Of the check.
    outcome
        ``stop`` where a recording would be worth little.
    sentence
        What was found, and what to do about it.
    """

    name: str
    outcome: Outcome
    sentence: str


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """Thresholds of the checks before a session.

    Attributes
    ----------
    over_s
        What is looked at.
    acc_range_g, gyr_range_dps
        Kicks need so much; impacts reach 16 g at the shin all the same (FIELD notes).
    flat_samples
        So many readings equal to the highest are no chance.
    range_ratio
        A flat top this near a known small range is that range.
    jolt_ratio
        The highest reading over the median one: only a jolted leg tells where a range ends.
    lowest_rate_hz, good_rate_hz
        The search grid has 100 samples a second; below 50 an impact of 20 ms may fall between
        two samples.
    rate_ratio
        Measured off asked: beyond the first it is said, beyond the second the setting was not
        taken.
    loss_ratio, repeated_ratio
        Said from here on.
    stop_loss_ratio
        A recording that loses so much is not worth its while.
    gravity_mps2
        How far a still sensor may be off gravity: scale errors of a few percent are real.
    bias_radps
        Largest offset of the angular rate of a still sensor; our own choice, half of what a still
        piece may show (`StanceSettings.still_rate_radps`).
    turned_rad
        Up differs this much from how the sensor was worn before: it sits another way round.
    room
        Bytes of a notification that hold one sample of every family.
    dead_samples
        So many equal readings of one axis while others change: noise alone changes an axis.
    health
        Thresholds of battery, radio and clock.
    """

    over_s: float = 2.0
    acc_range_g: float = 16.0
    gyr_range_dps: float = 2000.0
    flat_samples: int = 4
    range_ratio: float = 0.05
    jolt_ratio: float = 1.5
    lowest_rate_hz: float = 50.0
    good_rate_hz: float = 95.0
    rate_ratio: tuple[float, float] = (0.05, 0.35)
    loss_ratio: float = 0.01
    stop_loss_ratio: float = 0.2
    repeated_ratio: float = 0.02
    gravity_mps2: float = 0.6
    bias_radps: float = radps(4.0)
    turned_rad: float = radps(120.0)
    room: int = 20
    dead_samples: int = 100
    health: HealthSettings = field(default_factory=HealthSettings)


def link_checks(
    health: SensorHealth,
    options: StreamOptions,
    family: Family,
    room: int | None,
    settings: CheckSettings,
) -> tuple[Check, ...]:
    """Look at everything about a sensor but its samples.

    Parameters
    ----------
    health
        What was counted of it.
    options, family
        What was asked of it.
    room
        Bytes that fit into one notification, None where the system does not tell.
    settings
        Thresholds.

    Returns
    -------
    checks
        What matters most comes first; also those that found nothing.
    """
    return (
        check_connection(health),
        check_rate(health, settings),
        check_loss(health, settings),
        check_range(health.name, options, family, settings),
        check_room(health.name, room, settings),
        check_duplicates(health, settings),
        check_battery(health, settings),
        check_radio(health, settings),
        check_clock(health, settings),
    )


def check_connection(health: SensorHealth) -> Check:
    """Look whether samples come."""
    if not health.connected:
        return Check(
            "connection",
            Outcome.STOP,
            f"{health.name} is not connected; switch it on and bring it near.",
        )
    if health.samples == 0:
        return Check(
            "connection",
            Outcome.STOP,
            f"{health.name} is connected but sends nothing; switch it off and on again.",
        )
    return Check("connection", Outcome.OK, f"{health.name} is connected and sends.")


def check_range(
    name: str, options: StreamOptions, family: Family, settings: CheckSettings
) -> Check:
    """Look whether the ranges that were asked for hold a kick.

    Parameters
    ----------
    name
        Of the sensor.
    options
        What was asked of it.
    family
        What is asked for where nobody says otherwise.
    settings
        Thresholds.

    Returns
    -------
    check
        Warns of ranges that are smaller than kicks need.
    """
    acc_g = family.acc_range_g if options.acc_range_g is None else options.acc_range_g
    gyr_dps = family.gyr_range_dps if options.gyr_range_dps is None else options.gyr_range_dps
    if acc_g < settings.acc_range_g or gyr_dps < settings.gyr_range_dps:
        return Check(
            "range",
            Outcome.WARN,
            f"{name} measures up to {acc_g:g} g and {gyr_dps:g} degrees a second; hard kicks go "
            f"beyond, so set it to {settings.acc_range_g:g} g and {settings.gyr_range_dps:g}.",
        )
    return Check(
        "range",
        Outcome.OK,
        f"{name} was asked for {acc_g:g} g and {gyr_dps:g} degrees a second.",
    )


def check_rate(health: SensorHealth, settings: CheckSettings) -> Check:
    """Look whether the sensor sends as fast as was asked, and fast enough for kicks.

    Catches sensors that send 60 a second or half of it, and the code for 200 a second that two
    versions of the same firmware read differently.

    Parameters
    ----------
    health
        With its measured rate.
    settings
        Thresholds.

    Returns
    -------
    check
        Stops where the rate is too low for kicks.
    """
    measured, nominal, name = health.measured_rate_hz, health.nominal_rate_hz, health.name
    if measured is None:
        return Check("rate", Outcome.WARN, f"{name} sent too little to tell how fast it is.")
    if measured < settings.lowest_rate_hz:
        return Check(
            "rate",
            Outcome.STOP,
            f"{name} sends only {measured:.0f} samples a second, too few to see a kick; set it to "
            f"100 or more{_asked(nominal, measured, settings)}.",
        )
    if nominal is not None and abs(measured / nominal - 1.0) > settings.rate_ratio[0]:
        return Check(
            "rate",
            Outcome.WARN,
            f"{name} sends {measured:.0f} samples a second and not {nominal:.0f}; the setting was "
            "not taken, so switch it off and on or ask for another rate.",
        )
    if measured < settings.good_rate_hz:
        return Check(
            "rate",
            Outcome.WARN,
            f"{name} sends {measured:.0f} samples a second; from 100 on kicks are found and "
            "measured better.",
        )
    return Check("rate", Outcome.OK, f"{name} sends {measured:.0f} samples a second.")


def check_loss(health: SensorHealth, settings: CheckSettings) -> Check:
    """Look whether samples are lost on the way."""
    lost = health.recent_lost_ratio
    if lost <= settings.loss_ratio:
        return Check("loss", Outcome.OK, f"{health.name} loses next to nothing.")
    outcome = Outcome.STOP if lost > settings.stop_loss_ratio else Outcome.WARN
    return Check(
        "loss",
        outcome,
        f"{health.name} loses {lost:.0%} of its samples on the way; bring the computer closer, "
        "with no bodies or walls between.",
    )


def check_duplicates(health: SensorHealth, settings: CheckSettings) -> Check:
    """Look whether messages come twice."""
    share = health.repeated_packets / max(health.repeated_packets + health.packets, 1)
    if share <= settings.repeated_ratio:
        return Check("duplicates", Outcome.OK, f"{health.name} sends nothing twice.")
    return Check(
        "duplicates",
        Outcome.WARN,
        f"{share:.0%} of the messages of {health.name} come twice; they are counted once. "
        "Switching the sensor off and on may help.",
    )


def check_battery(health: SensorHealth, settings: CheckSettings) -> Check:
    """Look whether the battery lasts."""
    left, name = health.battery_ratio, health.name
    if left is None:
        return Check("battery", Outcome.OK, f"{name} does not tell its battery.")
    yellow, red = settings.health.battery_ratio
    if left < yellow:
        words = "charge it first" if left < red else "charge it soon"
        return Check("battery", Outcome.WARN, f"{name} has {left:.0%} of its battery; {words}.")
    return Check("battery", Outcome.OK, f"{name} has {left:.0%} of its battery.")


def check_radio(health: SensorHealth, settings: CheckSettings) -> Check:
    """Look how well the sensor is heard."""
    heard = health.rssi_dbm
    if heard is None:
        return Check("radio", Outcome.OK, f"Nobody says how well {health.name} is heard.")
    if heard < settings.health.rssi_dbm[0]:
        return Check(
            "radio",
            Outcome.WARN,
            f"{health.name} is heard faintly ({heard} dBm); bring the computer closer.",
        )
    return Check("radio", Outcome.OK, f"{health.name} is heard well ({heard} dBm).")


def check_room(name: str, room: int | None, settings: CheckSettings) -> Check:
    """Look whether a message holds a sample.

    Parameters
    ----------
    name
        Of the sensor.
    room
        Bytes that fit into one notification, None where the system does not tell.
    settings
        Thresholds.

    Returns
    -------
    check
        Warns of a link that takes only the shortest messages.
    """
    if room is None or room > settings.room:
        return Check("room", Outcome.OK, f"Messages of {name} are long enough.")
    return Check(
        "room",
        Outcome.WARN,
        f"The link to {name} takes {room} bytes at a time, one sample each; above 100 samples a "
        "second some will be lost.",
    )


def check_clock(health: SensorHealth, settings: CheckSettings) -> Check:
    """Look whether the sensor's clock can be read."""
    clock, limits = health.clock, settings.health
    if clock.residual_s is not None and clock.residual_s > limits.residual_s:
        return Check(
            "clock",
            Outcome.WARN,
            f"The times of {health.name} are sure to {clock.residual_s * 1000:.0f} ms only; to "
            "line it up with a video, tap it three times.",
        )
    if clock.drift_ppm is not None and abs(clock.drift_ppm) > limits.drift_ppm:
        return Check(
            "clock",
            Outcome.WARN,
            f"The clock of {health.name} is off by {clock.drift_ppm:.0f} in a million; times are "
            "corrected for it.",
        )
    return Check("clock", Outcome.OK, f"The clock of {health.name} runs evenly.")


def check_swapped(names: Sequence[str], legs: Sequence[str]) -> Check:
    """Say what it means that the other leg swung than the one that was asked for.

    Parameters
    ----------
    names
        Sensors that moved though their leg was to be still.
    legs
        The legs that were asked for.

    Returns
    -------
    check
        Warns where a sensor moved that should not have.
    """
    if not names:
        return Check("leg", Outcome.OK, "The leg that swung was the right one to swing.")
    return Check(
        "leg",
        Outcome.WARN,
        f"{' and '.join(names)} moved when the {' and '.join(legs)} leg was to swing; are the "
        "sensors on the wrong legs? Swap them, or say with --side which leg they are on.",
    )


def _asked(nominal_hz: float | None, sent_hz: float, settings: CheckSettings) -> str:
    """Say what was asked for, where that was not taken."""
    if nominal_hz is None or abs(sent_hz / nominal_hz - 1.0) <= settings.rate_ratio[1]:
        return ""
    return f" ({nominal_hz:.0f} were asked for and not taken)"
