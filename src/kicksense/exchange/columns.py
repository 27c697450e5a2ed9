"""Column names to meanings: which sensor, which axis, which unit, which leg."""

import re
from dataclasses import dataclass
from typing import Final

from kicksense.domain.anatomy import Side

CHANNELS: Final = ("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z")
"""The six channels, in the order of all arrays."""

_ACC_UNITS: Final = {
    "g": "g", "gs": "g", "gee": "g", "gn": "g", "g0": "g",
    "mg": "mg", "millig": "mg",
    "m/s2": "mps2", "m/s/s": "mps2", "mps2": "mps2", "ms2": "mps2", "ms-2": "mps2",
    "m/sec2": "mps2", "mpers2": "mps2", "m/ss": "mps2", "meterpersecond2": "mps2",
}  # fmt: skip
_GYR_UNITS: Final = {
    "deg/s": "dps", "deg/sec": "dps", "dps": "dps", "degs": "dps", "degps": "dps",
    "degree/s": "dps", "degrees/s": "dps", "degpers": "dps", "degs-1": "dps",
    "degrees/sec": "dps", "deg/second": "dps",
    "rad/s": "radps", "radps": "radps", "rads": "radps", "rad/sec": "radps", "rads-1": "radps",
    "radpers": "radps", "radians/s": "radps",
    "mdps": "mdps", "mdeg/s": "mdps",
}  # fmt: skip
_TIME_UNITS: Final = {
    "s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s",
    "ms": "ms", "msec": "ms", "millis": "ms", "millisecond": "ms", "milliseconds": "ms",
    "us": "us", "usec": "us", "micros": "us", "microsecond": "us", "microseconds": "us",
    "ns": "ns", "nsec": "ns", "nanos": "ns", "nanosecond": "ns", "nanoseconds": "ns",
}  # fmt: skip
_UNIT_TABLES: Final = (_ACC_UNITS, _GYR_UNITS, _TIME_UNITS)
_ACC_WORDS: Final = {"a", "acc", "accel", "acceleration", "accelerometer", "accelerations"}
_GYR_WORDS: Final = {
    "g", "w", "gyr", "gyro", "gyroscope", "gyros", "omega", "angular", "angvel", "rotationrate",
}  # fmt: skip
_COMPANION_WORDS: Final = {"axis", "velocity", "rate", "raw", "cal", "calibrated", "sensor", "imu"}
_OTHER_WORDS: Final = {
    "mag", "magn", "magnet", "magnetometer", "magnetic", "quat", "quaternion", "q", "euler",
    "angle", "angles", "orientation", "roll", "pitch", "yaw", "position", "pos", "temperature",
    "temp", "pressure", "barometer", "humidity", "jerk", "std", "delta", "dv", "dq", "inc",
    "status", "battery",
}  # fmt: skip
_NO_GRAVITY_WORDS: Final = {"linear", "user", "free", "lin", "linacc"}
_TIME_WORDS: Final = {
    "t", "time", "times", "timestamp", "timestamps", "ts", "epoch", "epoc", "elapsed", "datetime",
    "date", "ime", "clock", "unix", "utc", "millis", "micros", "seconds",
}  # fmt: skip
_COUNTER_NAMES: Final = {
    "index", "idx", "sample", "samples", "frame", "frames", "counter", "count", "packetcounter",
    "packetnumber", "packet", "packetcount", "n", "nr", "no", "number", "seq", "sequence",
    "samplenumber", "sampleindex", "samplecount", "framenumber", "row", "unnamed0", "id",
}  # fmt: skip
_LEG_WORDS: Final = {
    "left": Side.LEFT, "l": Side.LEFT, "lt": Side.LEFT,
    "right": Side.RIGHT, "r": Side.RIGHT, "rt": Side.RIGHT,
}  # fmt: skip
_BRACKETED: Final = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_WORD: Final = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]|\d+")
_FUSED: Final = re.compile(
    r"(acc|accel|accelerometer|acceleration|gyr|gyro|gyroscope|omega|[agw])([xyz])"
)
_SUFFIX: Final = re.compile(
    r"[_\s.\-]+(m[/_ ]?p?s(?:ec)?[_ ^]*2|m/s/s|m_per_s2|mg|g|mdps|dps|deg[_/ ]?p?s(?:ec)?|"
    r"deg_per_s|rad[_/ ]?p?s(?:ec)?|rad_per_s|seconds|secs|sec|s|msec|millis|ms|usec|micros|us|"
    r"nsec|ns)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """What a column's name says.

    Attributes
    ----------
    kind
        A channel of `CHANNELS`, ``time``, ``counter``, ``acc_without_gravity``, ``unnamed`` or
        ``ignored``.
    unit
        As options name it; empty where the name has none.
    group
        The other words of the name, which tell several sensors in a file apart.
    side
        The leg, where the name has one.
    """

    kind: str
    unit: str = ""
    group: tuple[str, ...] = ()
    side: Side | None = None


def meaning_of(name: str) -> ColumnMeaning:
    """Give what a column's name says, never what its position suggests.

    Parameters
    ----------
    name
        As in the header, in any of the spellings of `KINDS` in `kicksense.exchange.reading`.
    """
    plain, unit_text = _without_unit(_simplified(name))
    if not re.sub(r"[^A-Za-z0-9]", "", plain):
        return ColumnMeaning("unnamed") if not unit_text else ColumnMeaning("ignored")
    words = _words_of(plain)
    if "".join(words) in _COUNTER_NAMES:
        return ColumnMeaning("counter")
    if _OTHER_WORDS.intersection(words):
        return ColumnMeaning("ignored")
    axis = next((word for word in words if word in ("x", "y", "z")), None)
    if axis is None:
        return _time_meaning(words, unit_text)
    return _channel_meaning(words, axis, unit_text)


def _simplified(name: str) -> str:
    """Reduce the signs of units to plain letters."""
    text = name.strip().strip("\"'\ufeff").strip()
    for sign, plain in (
        ("²", "2"), ("⁻", "-"), ("¹", "1"), ("Â°", "deg"), ("°", "deg"), ("º", "deg"),
        ("µ", "u"), ("μ", "u"), ("·", ""), ("*", ""),
    ):  # fmt: skip
        text = text.replace(sign, plain)
    return text


def _without_unit(name: str) -> tuple[str, str]:
    """Part a name from its unit, in brackets or at the end."""
    for found in _BRACKETED.finditer(name):
        unit = re.sub(r"[\s^_]", "", found.group(1)).lower()
        if any(unit in table for table in _UNIT_TABLES):
            return name.replace(found.group(0), " "), unit
    name = _BRACKETED.sub(" ", name)
    suffix = _SUFFIX.search(name)
    if suffix is not None:
        unit = re.sub(r"[\s^_]", "", suffix.group(1)).lower()
        if any(unit in table for table in _UNIT_TABLES):
            return name[: suffix.start()], unit
    return name, ""


def _words_of(name: str) -> list[str]:
    words: list[str] = []
    for found in _WORD.findall(name):
        word = found.lower()
        fused = _FUSED.fullmatch(word)
        words.extend(fused.groups() if fused else (word,))
    return words


def _time_meaning(words: list[str], unit_text: str) -> ColumnMeaning:
    unit = _TIME_UNITS.get(unit_text, "")
    if "".join(words) == "sampletimefine":
        return ColumnMeaning("time", "us", ("fine",))
    if not unit and len(words) > 1 and words[-1] in _TIME_UNITS:
        unit = _TIME_UNITS[words[-1]]
    if not unit and words[0] in _TIME_UNITS and len(words[0]) > 1:
        unit = _TIME_UNITS[words[0]]
    joined = "".join(words)
    fused_time = joined.startswith(("time", "chiptime")) or joined.endswith("time")
    if _TIME_WORDS.intersection(words) or fused_time:
        return ColumnMeaning("time", unit, tuple(w for w in words if w == "elapsed"))
    return ColumnMeaning("ignored")


def _channel_meaning(words: list[str], axis: str, unit_text: str) -> ColumnMeaning:
    rest = [word for word in words if word != axis]
    accs, gyrs = _ACC_WORDS.intersection(rest), _GYR_WORDS.intersection(rest)
    if accs and gyrs <= {"g"}:
        sensor, unit_text = "acc", unit_text or ("g" if gyrs else "")
    elif gyrs or {"rotation", "rate"} <= set(rest):
        sensor = "gyr"
    elif unit_text in _ACC_UNITS and not set(rest) - _COMPANION_WORDS:
        sensor = "acc"
    elif unit_text in _GYR_UNITS and not set(rest) - _COMPANION_WORDS:
        sensor = "gyr"
    else:
        return ColumnMeaning("ignored")
    if sensor == "acc" and _NO_GRAVITY_WORDS.intersection(rest):
        return ColumnMeaning("acc_without_gravity")
    known = accs | gyrs | _COMPANION_WORDS | {"rotation"}
    group = tuple(word for word in rest if word not in known)
    unit = (_ACC_UNITS if sensor == "acc" else _GYR_UNITS).get(unit_text, "")
    return ColumnMeaning(f"{sensor}_{axis}", unit, group, _side_of(group))


def _side_of(group: tuple[str, ...]) -> Side | None:
    for word in group:
        if word in _LEG_WORDS:
            return _LEG_WORDS[word]
        for start in ("left", "right"):
            if word.startswith(start):
                return _LEG_WORDS[start]
        if word[1:] in ("shank", "shin", "leg", "tibia", "foot", "ankle") and word[0] in "lr":
            return _LEG_WORDS[word[0]]
    return None
