"""Small tables of a leg that stands and then walks, written in many ways."""

from pathlib import Path

import numpy as np

from kicksense.domain.arrays import FloatArray

HEADER = "time_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps"


def leg_in_g_and_dps(
    *, rate_hz: float = 200.0, duration_s: float = 4.0, seed: int = 7
) -> tuple[FloatArray, FloatArray]:
    """Give times and six channels in g and deg/s: one second of rest, then steps."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(round(rate_hz * duration_s)) / rate_hz
    walking = np.clip(time_s - 1.0, 0.0, 1.0)
    step = 2 * np.pi * 0.9 * time_s
    values = rng.normal(0.0, 0.003, (len(time_s), 6))
    values[:, 1] += 1.0
    values[:, 0] += 0.5 * walking * np.sin(step)
    values[:, 1] += 1.4 * walking * np.sin(3 * step) ** 8
    values[:, 3:] = rng.normal(0.0, 0.1, (len(time_s), 3))
    values[:, 5] += 260.0 * walking * np.sin(step)
    return np.round(time_s, 6), np.round(values, 5)


def table_text(
    time: FloatArray | None,
    values: FloatArray,
    *,
    header: str = HEADER,
    delimiter: str = ",",
    decimal: str = ".",
) -> str:
    """Write a table as text; the header is given with commas."""
    columns = values if time is None else np.column_stack((time, values))
    rows = [
        delimiter.join(f"{number:.10g}".replace(".", decimal) for number in row) for row in columns
    ]
    return "\n".join([header.replace(",", delimiter), *rows, ""])


def leg_file(path: Path, *, header: str = HEADER, rate_hz: float = 200.0) -> Path:
    """Write a leg in g and deg/s under a header."""
    time_s, values = leg_in_g_and_dps(rate_hz=rate_hz)
    path.write_text(table_text(time_s, values, header=header), encoding="utf-8")
    return path
