"""Column names are understood in every spelling met, and never by their position."""

import pytest

from kicksense.domain.anatomy import Side
from kicksense.exchange.columns import meaning_of


@pytest.mark.parametrize(
    ("name", "kind", "unit"),
    [
        ("acc_x_g", "acc_x", "g"),
        ("gyr_z_dps", "gyr_z", "dps"),
        ("acc_y_mps2", "acc_y", "mps2"),
        ("gyr_x_radps", "gyr_x", "radps"),
        ("acc_x", "acc_x", ""),
        ("ax", "acc_x", ""),
        ("gz", "gyr_z", ""),
        ("wy", "gyr_y", ""),
        ("accel_x", "acc_x", ""),
        ("gyro_y", "gyr_y", ""),
        ("AccX", "acc_x", ""),
        ("gyroZ", "gyr_z", ""),
        ("Acc_X", "acc_x", ""),
        ("ACC_Z", "acc_z", ""),
        ("Accelerometer X (g)", "acc_x", "g"),
        ("Gyroscope Y (deg/s)", "gyr_y", "dps"),
        ("Acceleration x (m/s^2)", "acc_x", "mps2"),
        ("Gyroscope z (rad/s)", "gyr_z", "radps"),
        ("acc_x [m/s^2]", "acc_x", "mps2"),
        ("acc_x (m/s²)", "acc_x", "mps2"),
        ("gyr_x [°/s]", "gyr_x", "dps"),
        ("Acceleration X(g)", "acc_x", "g"),
        ("Angular velocity X(deg/s)", "gyr_x", "dps"),
        ("AsX(°/s)", "ignored", ""),
        ("x-axis (g)", "acc_x", "g"),
        ("z-axis (deg/s)", "gyr_z", "dps"),
        ("accelerometerAccelerationY(G)", "acc_y", "g"),
        ("motionRotationRateX(rad/s)", "gyr_x", "radps"),
        ("acc_x_m_s2", "acc_x", "mps2"),
        ("gyr_x_deg_s", "gyr_x", "dps"),
        ("gyr_x_rad_s", "gyr_x", "radps"),
        ("acc_z_mg", "acc_z", "mg"),
        ("gyr_z_mdps", "gyr_z", "mdps"),
        ("linear_acceleration_x", "acc_without_gravity", ""),
        ("userAcceleration.x", "acc_without_gravity", ""),
        ("Magnetometer X (uT)", "ignored", ""),
        ("mag_x", "ignored", ""),
        ("Quat_x", "ignored", ""),
        ("Roll(deg)", "ignored", ""),
        ("Temperature(°C)", "ignored", ""),
        ("Device name", "ignored", ""),
        ("t", "time", ""),
        ("time", "time", ""),
        ("t_s", "time", "s"),
        ("time_s", "time", "s"),
        ("time_ms", "time", "ms"),
        ("t_us", "time", "us"),
        ("timestamp_ns", "time", "ns"),
        ("Time (s)", "time", "s"),
        ("Timestamp (us)", "time", "us"),
        ("seconds_elapsed", "time", "s"),
        ("epoc (ms)", "time", "ms"),
        ("elapsed (s)", "time", "s"),
        ("timestamp (-0700)", "time", ""),
        ("SampleTimeFine", "time", "us"),
        ("ChipTimeUS", "time", "us"),
        ("Chip Time()", "time", ""),
        ("index", "counter", ""),
        ("PacketCounter", "counter", ""),
        ("Packet number", "counter", ""),
        ("Counter", "counter", ""),
        ("sample", "counter", ""),
        ("", "unnamed", ""),
        ("Unnamed: 0", "counter", ""),
    ],
)
def test_a_name_says_kind_and_unit(name: str, kind: str, unit: str) -> None:
    meaning = meaning_of(name)
    assert (meaning.kind, meaning.unit) == (kind, unit)


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("left_sensor acc_x", Side.LEFT),
        ("right_acc_x_g", Side.RIGHT),
        ("Rshank_A_x", Side.RIGHT),
        ("L_gyr_x", Side.LEFT),
        ("acc_x", None),
    ],
)
def test_a_name_may_tell_the_leg(name: str, side: Side | None) -> None:
    assert meaning_of(name).side is side
