"""SI values as people read them."""

import math
import re
from datetime import datetime
from functools import lru_cache
from typing import Final

from kicksense.domain.kick import Estimate, SessionReport
from kicksense.units import GRAVITY_MPS2, dps
from kicksense.workflows import quantity_words
from kicksense.workflows.language import decimal, number, speech, tr

LATEST_OWN_CLOCK_S: Final = 86_400.0
"""A clock that starts later counts from some epoch; people then count from the start instead."""


_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_ROUGH_FROM_S: Final = 10
_SMALLEST_SHARE: Final = 0.005
_MARKUP: Final = re.compile(r"([!-+.:<-@\[-`{-~-])")
"""What Markdown takes a backslash before: before any other sign it would show the backslash."""


def plain(text: str) -> str:
    """Give text that Markdown shows as it is: a file's name may hold anything."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def capitalised(words: str) -> str:
    """Give words with a capital first letter, the rest as it is."""
    return words[:1].upper() + words[1:]


def clock_offset_s(report: SessionReport) -> float:
    """Give what to take off the source's clock so that times can be read."""
    return report.start_time_s if report.start_time_s >= LATEST_OWN_CLOCK_S else 0.0


def clock_words(seconds: float) -> str:
    """Give a moment: ``7.25 s``, ``1:07.3``, ``1:02:05.0``."""
    if abs(seconds) < _MINUTE_S - 0.005:
        return f"{number(seconds, 2)} s"
    tenths = round(seconds * 10)
    minutes, rest = divmod(tenths, 10 * _MINUTE_S)
    hours, minutes = divmod(minutes, 60)
    tail = decimal(f"{rest / 10:04.1f}")
    return f"{hours}:{minutes:02d}:{tail}" if hours else f"{minutes}:{tail}"


def duration_words(seconds: float) -> str:
    """Give a length of time: ``12 s``, ``3 min 05 s``, ``1 h 02 min``."""
    whole = round(seconds)
    if whole < _MINUTE_S:
        return f"{number(seconds, 0 if seconds >= _ROUGH_FROM_S else 1)} s"
    if whole < _HOUR_S:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def number_words(value: float, digits: int = 0) -> str:
    """Give a number with so many decimals, its thousands set apart: ``12,345``."""
    text = f"{value:,.{digits}f}"
    if speech().decimal_sign == ".":
        return text
    return text.translate({ord(","): ".", ord("."): speech().decimal_sign})


def speed_words(speed_mps: float) -> str:
    """Give a speed in the reader's unit."""
    return quantity_words.speed_words(speed_mps)


def both_speeds_words(speed_mps: float) -> str:
    """Give a speed in the reader's unit, and in metres a second (or in km/h beside those)."""
    return quantity_words.both_speeds_words(speed_mps)


def interval_words(estimate: Estimate) -> str:
    """Give the interval of a speed; it is never made narrower by rounding."""
    return quantity_words.speed_interval_words(estimate)


def distance_words(distance_m: float) -> str:
    """Give a distance in metres: ``8 m``, ``2.5 m``."""
    return quantity_words.distance_words(distance_m)


def percent_words(ratio: float) -> str:
    """Give a share in percent; never a certainty that is none."""
    if 0.0 < ratio < _SMALLEST_SHARE:
        return tr("below 1 %")
    if 1.0 - _SMALLEST_SHARE <= ratio < 1.0:
        return tr("over 99 %")
    return f"{100.0 * ratio:.0f} %"


def angle_words(angle_rad: float) -> str:
    """Give an angle in degrees."""
    return f"{math.degrees(angle_rad):.0f}\N{DEGREE SIGN}"


def rate_words(rate_radps: float) -> str:
    """Give an angular rate in degrees per second."""
    return f"{dps(rate_radps):.0f} \N{DEGREE SIGN}/s"


def shock_words(acc_mps2: float) -> str:
    """Give a specific force in multiples of gravity."""
    return f"{number(acc_mps2 / GRAVITY_MPS2, 1)} g"


def milliseconds_words(seconds: float) -> str:
    """Give a short time in milliseconds."""
    return f"{1000.0 * seconds:.0f} ms"


def date_words(moment: datetime) -> str:
    """Give a day of the calendar on this machine's clock: ``21 Nov 2026``."""
    return _on_calendar(moment, "dd MMM y", "d. MMM y")


def moment_words(moment: datetime) -> str:
    """Give a moment of the calendar on this machine's clock: ``21 Nov 2026, 07:05``."""
    return _on_calendar(moment, "dd MMM y, HH:mm", "d. MMM y, HH:mm")


def _on_calendar(moment: datetime, english: str, german: str) -> str:
    """Give a moment with the months of the reader's language."""
    code = speech().code
    shown = moment.astimezone().replace(tzinfo=None)
    return _formatted(shown, german if code == "de" else english, code)


@lru_cache(maxsize=4096)
def _formatted(moment: datetime, pattern: str, code: str) -> str:
    """Give a moment of the clock on the wall; a list of a club's sessions asks for hundreds."""
    from babel.dates import format_datetime  # noqa: PLC0415 - imported late: few pages show dates

    return format_datetime(moment, pattern, locale=code)
