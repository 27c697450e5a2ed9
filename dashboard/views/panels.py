"""How good the recording is and how the sensor sat, in plain words."""

from collections.abc import Iterator

import streamlit as st

from dashboard.formats import (
    angle_words,
    clock_offset_s,
    clock_words,
    duration_words,
    percent_words,
    plain,
)
from dashboard.wording import calibration_words, rejection_words
from kicksense.domain.kick import CalibrationReport, SessionReport
from kicksense.domain.signals import Quality
from kicksense.units import GRAVITY_MPS2

_FINE: str = ":material/check_circle:"
_LOOK: str = ":material/warning:"
_GOOD_CALIBRATION = 0.7
_FAIR_CALIBRATION = 0.4
_REST_TOLERANCE = 0.03
_MOST_LOST = 0.01


def show(report: SessionReport) -> None:
    """Show what the numbers above rest on."""
    left, right = st.columns(2)
    with left, st.expander("How the sensor sat", icon=":material/straighten:"):
        for line in calibration_lines(report):
            st.markdown(line)
    with right, st.expander("How good the recording is", icon=":material/monitor_heart:"):
        for line in quality_lines(report.quality):
            st.markdown(line)
        _remarks((*report.source.remarks, *report.quality.remarks))
    if report.rejected:
        with st.expander("What was not taken for a kick", icon=":material/filter_alt:"):
            for reason, count in sorted(report.rejected.items(), key=lambda each: -each[1]):
                st.markdown(f"**{count}** x {plain(rejection_words(reason))}")


def calibration_lines(report: SessionReport) -> Iterator[str]:
    """Say how the sensor was found to sit on the leg.

    Yields
    ------
    line
        Markdown, an icon first.
    """
    calibration = report.calibration
    ratio = calibration.quality_ratio
    grade = "good" if ratio >= _GOOD_CALIBRATION else "fair"
    grade = grade if ratio >= _FAIR_CALIBRATION else "a guess"
    icon = _FINE if ratio >= _GOOD_CALIBRATION else _LOOK
    yield (
        f"{icon} The seat of the sensor was {calibration_words(calibration.method)}: "
        f"**{grade}** ({percent_words(ratio)})."
    )
    yield from _spans(report, calibration)
    yield (
        f"{_FINE} Upright is known to about {angle_words(calibration.tilt_error_rad)}."
        if calibration.still_span_s is not None
        else f"{_LOOK} Nobody stood still: upright is known to about "
        f"{angle_words(calibration.tilt_error_rad)}. Stand still for three seconds next time."
    )
    if not calibration.forward_known:
        yield (
            f"{_LOOK} Forward could not be told from backward, so heel and instep kicks may be "
            "mixed up. Swing the leg three times next time, the first swing forwards."
        )
    if not report.side_known:
        yield (
            f"{_LOOK} Nobody said which leg it was; the {report.side} one was assumed. "
            "Choose it under *Drill and target*."
        )
    for remark in calibration.remarks:
        yield f":material/chevron_right: {plain(remark)}"


def quality_lines(quality: Quality) -> Iterator[str]:
    """Say how good a recording is.

    Yields
    ------
    line
        Markdown, an icon first.
    """
    claimed = quality.nominal_rate_hz
    named = f" (the file says {claimed:.0f})" if claimed is not None else ""
    yield f"{_FINE} {quality.measured_rate_hz:.1f} samples a second{named}."
    if quality.gaps:
        icon = _LOOK if quality.lost_ratio > _MOST_LOST else _FINE
        yield (
            f"{icon} {percent_words(quality.lost_ratio)} of the samples are missing, in "
            f"{quality.gaps} gap{'s' if quality.gaps > 1 else ''}, the longest "
            f"{duration_words(quality.longest_gap_s)}. Gaps are shaded in the trace."
        )
    else:
        yield f"{_FINE} No sample is missing."
    yield _rest_line(quality)
    clipped = quality.clipped_acc_samples + quality.clipped_gyr_samples
    if clipped:
        yield (
            f"{_LOOK} The sensor was at its limit in {clipped} samples. A peak there is "
            "at least what is drawn, and ranges are wider for it."
        )
    else:
        yield f"{_FINE} The sensor never reached its limit."


def _rest_line(quality: Quality) -> str:
    rest_mps2 = quality.acc_at_rest_mps2
    if rest_mps2 is None:
        return f"{_LOOK} There is no quiet moment to check the scale of the accelerometer."
    fine = abs(rest_mps2 / GRAVITY_MPS2 - 1.0) < _REST_TOLERANCE
    return (
        f"{_FINE if fine else _LOOK} At rest the accelerometer reads {rest_mps2:.2f} m/s² "
        f"({GRAVITY_MPS2:.2f} expected)."
    )


def _spans(report: SessionReport, calibration: CalibrationReport) -> Iterator[str]:
    offset_s = clock_offset_s(report)
    for span_s, what in (
        (calibration.still_span_s, "Standing still"),
        (calibration.swing_span_s, "Leg swings"),
    ):
        if span_s is not None:
            start, stop = (clock_words(moment - offset_s) for moment in span_s)
            yield f":material/timer: {what}: {start} to {stop}."


def _remarks(remarks: tuple[str, ...]) -> None:
    for remark in remarks:
        st.markdown(f":material/chevron_right: {plain(remark)}")
