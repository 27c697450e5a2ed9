"""Files as users bring them."""

from pathlib import Path

import numpy as np

RATE_HZ = 200.0


def write_csv(path: Path, *, seconds: float = 12.0, seed: int = 1) -> Path:
    """A leg that stands, swings and stands again, in g and degrees per second."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    moving = (time_s > 4.0) & (time_s < seconds - 2.0)
    swing_dps = 180.0 * np.sin(2 * np.pi * 1.1 * time_s) * moving
    acc_g = np.array([0.05, 0.99, 0.02]) + rng.normal(0.0, 0.004, (len(time_s), 3))
    gyr_dps = rng.normal(0.0, 0.3, (len(time_s), 3))
    acc_g[:, 0] += 0.3 * np.cos(2 * np.pi * 1.1 * time_s) * moving
    gyr_dps[:, 2] += swing_dps
    lines = ["time_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps"]
    lines += [
        f"{t:.3f}," + ",".join(f"{value:.4f}" for value in (*acc, *gyr))
        for t, acc, gyr in zip(time_s, acc_g, gyr_dps, strict=True)
    ]
    path.write_text("\n".join(lines) + "\n")
    return path
