"""News of a session that never was, for tests of those who watch."""

import math

import numpy as np

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import (
    Estimate,
    FeatureVector,
    Finding,
    KickReport,
    Phases,
    PowerBand,
    Severity,
    Technique,
    TechniqueProbability,
)
from kicksense.domain.live import (
    ClockState,
    HealthNews,
    KickNews,
    Light,
    SensorHealth,
    TraceNews,
)

SENSOR = "AA:BB:CC:DD:EE:01"
_SHARES = {
    Technique.HEEL: (0.91, 0.05, 0.04),
    Technique.INSIDE_FOOT: (0.04, 0.93, 0.03),
    Technique.INSTEP: (0.02, 0.03, 0.95),
    Technique.UNSURE: (0.2, 0.35, 0.45),
}


def kick_report(
    *,
    t_s: float = 61.25,
    technique: Technique = Technique.HEEL,
    power: PowerBand | None = PowerBand.HEAVY,
) -> KickReport:
    """Give a kick; with a power band it was played to a target."""
    return KickReport(
        t_s=t_s,
        impact_index=int(200 * t_s),
        technique=technique,
        probability=TechniqueProbability(*_SHARES[technique]),
        foot_speed_mps=Estimate(8.0, 6.5, 9.0),
        ball_speed_mps=Estimate(9.5, 7.0, 12.5),
        arrival_speed_mps=None if power is None else Estimate(5.0, 3.0, 6.5),
        power=power,
        phases=Phases(t_s - 0.35, t_s - 0.15, t_s, t_s + 0.25),
        clipped=False,
        features=FeatureVector(("peak_strike_rate_radps", "smoothness_ratio"), (9.5, math.nan), 3),
        findings=(
            Finding(
                "follow_through_too_long",
                Severity.ADVICE,
                (("follow_through_angle_rad", 1.2), ("most_angle_rad", 0.8)),
                drill="backheel_wall_pass",
            ),
        ),
    )


def kick(
    number: int,
    *,
    t_s: float = 61.25,
    technique: Technique = Technique.HEEL,
    power: PowerBand | None = PowerBand.HEAVY,
    settled: bool = True,
) -> KickNews:
    """Give news of a kick."""
    report = kick_report(t_s=t_s, technique=technique, power=power)
    return KickNews(SENSOR, Side.RIGHT, number, report, settled=settled, delay_s=0.45)


def health(
    t_s: float,
    *,
    name: str = "KICK-1",
    light: Light = Light.GREEN,
    remarks: tuple[str, ...] = (),
) -> HealthNews:
    """Give how one sensor is doing."""
    sensor = SensorHealth(
        SENSOR,
        name,
        "ksp",
        player_id="p1",
        side=Side.RIGHT,
        connected=light is not Light.RED,
        battery_ratio=0.83,
        rssi_dbm=-58,
        nominal_rate_hz=200.0,
        measured_rate_hz=199.7,
        packets=int(20 * t_s),
        samples=int(200 * t_s),
        lost_ratio=0.002,
        clock=ClockState(12.0, 0.002, 199.98),
        light=light,
        remarks=remarks,
    )
    return HealthNews(t_s, (sensor,), journal_bytes=int(6000 * t_s))


def trace(t_s: float, *, rows: int = 20, rate_hz: float = 200.0) -> TraceNews:
    """Give samples of a leg that swings, up to a moment."""
    times = t_s - np.arange(rows)[::-1] / rate_hz
    values = np.zeros((rows, 6))
    values[:, 1] = 9.81 + 8.0 * np.maximum(np.sin(2 * np.pi * 0.9 * times), 0.0) ** 8
    values[:, 5] = 4.0 * np.sin(2 * np.pi * 0.9 * times)
    return TraceNews(SENSOR, times, values)
