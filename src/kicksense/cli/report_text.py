"""A report as lines of text that fit on 80 columns."""

import textwrap
from collections import Counter
from collections.abc import Sequence
from typing import Final

from kicksense.domain.kick import Estimate, KickReport, PowerBand, SessionReport, Target, Technique
from kicksense.domain.live import Marker
from kicksense.units import counted, kmh
from kicksense.workflows.finding_wording import sentence_of
from kicksense.workflows.wording import (
    calibration_words,
    contact_words,
    drill_title,
    marker_words,
    rejection_words,
    surface_words,
)

WIDTH: Final = 79
"""Columns that lines keep within."""

_TECHNIQUES: Final = {
    Technique.HEEL: "heel",
    Technique.INSIDE_FOOT: "inside",
    Technique.INSTEP: "instep",
    Technique.UNSURE: "unsure",
}
_JUDGEMENTS: Final = {
    PowerBand.UNDER_HIT: "too soft",
    PowerBand.GOOD: "good",
    PowerBand.HEAVY: "a bit hard",
    PowerBand.EXCESS: "too hard",
}
_SUREST_PERCENT: Final = 99
"""Nothing that was inferred is called certain."""

_SENTENCES_SHOWN: Final = 5
_MARKERS_SHOWN: Final = 40
_CLOCK_OF_ITS_OWN_S: Final = 100_000.0
"""A recording that starts later than this counts from some day long ago, not from its start."""


def report_lines(report: SessionReport) -> list[str]:
    """Give what was found in a recording, then what to work on.

    Parameters
    ----------
    report
        What the analysis says.

    Returns
    -------
    lines
        Within `WIDTH`, but for words that are longer than that.
    """
    return [*found_lines(report), *_advice_lines(report)]


def found_lines(report: SessionReport) -> list[str]:
    """Give what was found in a recording; what to work on is said elsewhere.

    Parameters
    ----------
    report
        What the analysis says.

    Returns
    -------
    lines
        As `report_lines`, without the advice at their end.
    """
    return [
        *_title_lines(report),
        *_signal_lines(report),
        *_seat_lines(report),
        *_kick_lines(report),
        *_rest_lines(report),
    ]


def marker_lines(report: SessionReport, markers: Sequence[Marker]) -> list[str]:
    """Give what was marked while a session was recorded.

    Parameters
    ----------
    report
        Of the session; its kicks are on the same clock.
    markers
        In order of time.

    Returns
    -------
    lines
        None where nothing was marked.
    """
    if not markers:
        return []
    lines = ["", "Marked"]
    for marker in markers[:_MARKERS_SHOWN]:
        at_s = marker.t_s - _origin_s(report)
        said = f": {marker.text}" if marker.text.strip() else ""
        origin = f" ({marker.origin})" if marker.origin else ""
        lines += wrapped(f"  {at_s:>9.2f} s  {marker_words(marker.kind)}{origin}{said}", " " * 15)
    if len(markers) > _MARKERS_SHOWN:
        lines.append(f"  and {len(markers) - _MARKERS_SHOWN} more; --json lists them all")
    return lines


def summary_of(report: SessionReport) -> str:
    """Give what was found in a recording on one line.

    Parameters
    ----------
    report
        What the analysis says.

    Returns
    -------
    line
        Name, length and counts.
    """
    techniques = Counter(_TECHNIQUES[kick.technique] for kick in report.kicks)
    named = ", ".join(f"{count} {name}" for name, count in techniques.most_common())
    kicks = counted(len(report.kicks), "kick") + (f" ({named})" if named else "")
    others = counted(len(report.other_contacts), "other contact")
    simulated = " (simulated)" if report.source.simulated else ""
    return f"{report.source.name}{simulated}: {report.duration_s:.1f} s, {kicks}, {others}"


def _title_lines(report: SessionReport) -> list[str]:
    simulated = " - SIMULATED, no player did this" if report.source.simulated else ""
    side = f"{report.side} leg"
    if not report.side_known:
        side += " (assumed; --side says which)"
    length = f"{_length(report.duration_s)} at {report.sampling_rate_hz:.1f} Hz"
    lines = [f"{report.source.name}{simulated}", *_titled("Recording", f"{length}, {side}")]
    if report.drill is not None:
        lines += _titled("Drill", drill_title(report.drill))
    if report.target is not None:
        low, high = report.target.arrival_band_mps
        words = (
            f"{report.target.distance_m:g} m away on {surface_words(report.target.surface)}; "
            f"good is to arrive at {low:g} to {high:g} m/s"
        )
        lines += _titled("Target", words)
    return lines


def _signal_lines(report: SessionReport) -> list[str]:
    quality = report.quality
    words = [f"{100.0 * (1.0 - quality.lost_ratio):.1f} % of the samples are there"]
    if quality.gaps:
        words.append(f"{counted(quality.gaps, 'gap')} of up to {quality.longest_gap_s:.2f} s")
    if quality.clipped_ratio:
        words.append(f"{100.0 * quality.clipped_ratio:.2f} % at full scale")
    if quality.acc_at_rest_mps2 is not None:
        words.append(f"{quality.acc_at_rest_mps2:.2f} m/s2 at rest")
    remarks = (*report.source.remarks, *quality.remarks)
    return [*_titled("Signal", ", ".join(words)), *_bullets(dict.fromkeys(remarks))]


def _seat_lines(report: SessionReport) -> list[str]:
    calibration = report.calibration
    seat = calibration_words(calibration.method)
    words = f"{seat}, quality {100.0 * calibration.quality_ratio:.0f} %"
    return [*_titled("Sensor seat", words), *_bullets(calibration.remarks)]


def _kick_lines(report: SessionReport) -> list[str]:
    if not report.kicks:
        return ["", "No kick found."]
    origin_s = _origin_s(report)
    target = report.target
    heading = (
        f"{'#':>3}  {'after start' if origin_s else 'time':>11}  {'struck with':<11}  "
        f"{'foot m/s':<15}  {'ball m/s':<15}"
    )
    heading += "  km/h" if target is None else "  arrives m/s"
    lines = ["", heading, "-" * len(heading)]
    for number, kick in enumerate(report.kicks, start=1):
        line = (
            f"{number:>3}  {kick.t_s - origin_s:>9.2f} s  {_technique(kick):<11}  "
            f"{_interval(kick.foot_speed_mps):<15}  {_interval(kick.ball_speed_mps):<15}"
        )
        kmh_cell = f"{kmh(kick.ball_speed_mps.value):>4.0f}"
        ending = kmh_cell if target is None else _arrival(kick, target)
        lines.append(f"{line}  {ending}".rstrip())
    lines.append("")
    lines += _key_lines(report)
    return lines + _note_lines(report.kicks)


def _origin_s(report: SessionReport) -> float:
    """Give the time from which moments are told."""
    return report.start_time_s if report.start_time_s > _CLOCK_OF_ITS_OWN_S else 0.0


def _key_lines(report: SessionReport) -> list[str]:
    """Say how the table is to be read."""
    words = "Speeds are value (low-high): nine in ten true speeds lie in between."
    target = report.target
    if target is not None:
        words += " 10 m/s is 36 km/h."
        if any(_is_given_the_benefit(kick, target) for kick in report.kicks):
            words += " good?: the likeliest speed is not good, but a good one is within its range."
    return wrapped(words)


def _technique(kick: KickReport) -> str:
    name = _TECHNIQUES[kick.technique]
    if kick.technique is Technique.UNSURE:
        return name
    percent = min(_SUREST_PERCENT, round(100.0 * kick.probability.of(kick.technique)))
    return f"{name} {percent} %"


def _arrival(kick: KickReport, target: Target) -> str:
    arrival = kick.arrival_speed_mps
    if arrival is None:
        return ""
    speed = "stops" if arrival.value == 0.0 else f"{arrival.value:.1f}"
    if kick.power is None:
        return speed
    doubt = "?" if _is_given_the_benefit(kick, target) else ""
    return f"{speed} {_JUDGEMENTS[kick.power]}{doubt}"


def _is_given_the_benefit(kick: KickReport, target: Target) -> bool:
    """Tell whether a ball is called good although its likeliest speed is not."""
    arrival = kick.arrival_speed_mps
    if arrival is None or kick.power is not PowerBand.GOOD:
        return False
    low, high = target.arrival_band_mps
    return not low <= arrival.value <= high


def _note_lines(kicks: Sequence[KickReport]) -> list[str]:
    """Say which kicks were found to be what."""
    numbers: dict[str, list[str]] = {}
    for number, kick in enumerate(kicks, start=1):
        for finding in kick.findings:
            numbers.setdefault(finding.code.replace("_", " "), []).append(str(number))
        if kick.clipped:
            numbers.setdefault("beyond the sensor's range", []).append(str(number))
    lines = []
    for words, found in numbers.items():
        lines += _titled(f"  {words}", f"kick {', '.join(found)}")
    return ["Notes", *lines] if lines else []


def _rest_lines(report: SessionReport) -> list[str]:
    lines = []
    contacts = Counter(contact.kind for contact in report.other_contacts)
    if contacts:
        said = ", ".join(
            f"{count} x {contact_words(kind)}" for kind, count in contacts.most_common()
        )
        lines += ["", *_titled("Other contacts", said)]
    if report.rejected:
        lines += ["", "Not counted as kicks"]
        ordered = sorted(report.rejected.items(), key=lambda item: -item[1])
        lines += [f"  {count} x {rejection_words(reason)}" for reason, count in ordered]
    return lines


def _advice_lines(report: SessionReport) -> list[str]:
    """Say what to work on, the most important first."""
    if not report.session_findings:
        return []
    lines = ["", "What to work on"]
    for finding in report.session_findings[:_SENTENCES_SHOWN]:
        words = sentence_of(finding)
        if finding.drill is not None:
            words += f" (Drill: {drill_title(finding.drill)})"
        lines += _bullets([words])
    return lines


def _interval(speed_mps: Estimate) -> str:
    return f"{speed_mps.value:.1f} ({speed_mps.low:.1f}-{speed_mps.high:.1f})"


def _length(duration_s: float) -> str:
    if duration_s < 60.0:  # noqa: PLR2004 - a minute
        return f"{duration_s:.1f} s"
    minutes, seconds = divmod(round(duration_s), 60)
    return f"{minutes} min {seconds} s"


def _titled(title: str, words: str) -> list[str]:
    return wrapped(f"{title}: {words}", later="    ")


def _bullets(sentences: Sequence[str] | dict[str, None]) -> list[str]:
    return [line for words in sentences for line in wrapped(f"  - {words}", later="    ")]


def wrapped(words: str, later: str = "") -> list[str]:
    """Break a sentence into lines within `WIDTH`; later ones begin with ``later``."""
    return textwrap.wrap(
        words, WIDTH, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )
