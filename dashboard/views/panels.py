"""How good the recording is and how the sensor sat, in plain words."""

from collections.abc import Iterable, Iterator

import streamlit as st

from dashboard.formats import (
    angle_words,
    clock_offset_s,
    clock_words,
    duration_words,
    percent_words,
    plain,
)
from dashboard.wording import calibration_words, rejection_words, side_words
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import CalibrationReport, SessionReport
from kicksense.domain.signals import Quality
from kicksense.units import GRAVITY_MPS2
from kicksense.workflows.language import marked, number, tr, tr_count
from kicksense.workflows.told_sentences import spoken_told

_FINE: str = ":material/check_circle:"
_LOOK: str = ":material/warning:"
_GOOD_CALIBRATION = 0.7
_FAIR_CALIBRATION = 0.4
_REST_TOLERANCE = 0.03
_MOST_LOST = 0.01


def show(report: SessionReport) -> None:
    """Show what the numbers above rest on."""
    left, right = st.columns(2)
    with left, st.expander(tr("How the sensor sat"), icon=":material/straighten:"):
        _lines(calibration_lines(report))
    with right, st.expander(tr("How good the recording is"), icon=":material/monitor_heart:"):
        _lines(quality_lines(report.quality))
        _remarks((*report.source.remarks, *report.quality.remarks))
    if report.rejected:
        with st.expander(tr("What was not taken for a kick"), icon=":material/filter_alt:"):
            _lines(
                f"**{count}** x {plain(rejection_words(reason))}"
                for reason, count in sorted(report.rejected.items(), key=lambda each: -each[1])
            )


def calibration_lines(report: SessionReport) -> Iterator[str]:
    """Say how the sensor was found to sit on the leg.

    Yields
    ------
    line
        Markdown, an icon first.
    """
    calibration = report.calibration
    ratio = calibration.quality_ratio
    grade = tr("good") if ratio >= _GOOD_CALIBRATION else tr("fair")
    grade = grade if ratio >= _FAIR_CALIBRATION else tr("a guess")
    icon = _FINE if ratio >= _GOOD_CALIBRATION else _LOOK
    said = tr(
        "The seat of the sensor was {how}: **{grade}** ({share}).",
        how=calibration_words(calibration.method),
        grade=grade,
        share=percent_words(ratio),
    )
    yield f"{icon} {said}"
    yield from _spans(report, calibration)
    upright = angle_words(calibration.tilt_error_rad)
    if calibration.still_span_s is not None:
        yield f"{_FINE} {tr('Upright is known to about {angle}.', angle=upright)}"
    else:
        said = tr(
            "Nobody stood still: upright is known to about {angle}. Stand still for three seconds "
            "next time.",
            angle=upright,
        )
        yield f"{_LOOK} {said}"
    if not calibration.forward_known:
        said = tr(
            "Forward could not be told from backward, so heel and instep kicks may be mixed up. "
            "Swing the leg three times next time, the first swing forwards."
        )
        yield f"{_LOOK} {said}"
    if not report.side_known:
        said = tr(
            "Nobody said which leg it was; the {leg} was assumed. Choose it under *Drill and "
            "target*.",
            leg=side_words(Side(report.side)),
        )
        yield f"{_LOOK} {said}"
    for remark in calibration.remarks:
        yield f":material/chevron_right: {plain(spoken_told(remark))}"


def quality_lines(quality: Quality) -> Iterator[str]:
    """Say how good a recording is.

    Yields
    ------
    line
        Markdown, an icon first.
    """
    claimed = quality.nominal_rate_hz
    rate = number(quality.measured_rate_hz, 1)
    if claimed is None:
        yield f"{_FINE} {tr('{rate} samples a second.', rate=rate)}"
    else:
        said = tr(
            "{rate} samples a second (the file says {claimed}).", rate=rate, claimed=number(claimed)
        )
        yield f"{_FINE} {said}"
    if quality.gaps:
        icon = _LOOK if quality.lost_ratio > _MOST_LOST else _FINE
        said = tr_count(
            "{share} of the samples are missing, in {count} gap, the longest {longest}. Gaps are "
            "shaded in the trace.",
            "{share} of the samples are missing, in {count} gaps, the longest {longest}. Gaps are "
            "shaded in the trace.",
            quality.gaps,
            share=percent_words(quality.lost_ratio),
            longest=duration_words(quality.longest_gap_s),
        )
        yield f"{icon} {said}"
    else:
        yield f"{_FINE} {tr('No sample is missing.')}"
    yield _rest_line(quality)
    clipped = quality.clipped_acc_samples + quality.clipped_gyr_samples
    if clipped:
        said = tr_count(
            "The sensor was at its limit in {count} sample. A peak there is at least what is "
            "drawn, and ranges are wider for it.",
            "The sensor was at its limit in {count} samples. A peak there is at least what is "
            "drawn, and ranges are wider for it.",
            clipped,
        )
        yield f"{_LOOK} {said}"
    else:
        yield f"{_FINE} {tr('The sensor never reached its limit.')}"


def _rest_line(quality: Quality) -> str:
    rest_mps2 = quality.acc_at_rest_mps2
    if rest_mps2 is None:
        said = tr("There is no quiet moment to check the scale of the accelerometer.")
        return f"{_LOOK} {said}"
    fine = abs(rest_mps2 / GRAVITY_MPS2 - 1.0) < _REST_TOLERANCE
    said = tr(
        "At rest the accelerometer reads {rest} m/s² ({gravity} expected).",
        rest=number(rest_mps2, 2),
        gravity=number(GRAVITY_MPS2, 2),
    )
    return f"{_FINE if fine else _LOOK} {said}"


def _spans(report: SessionReport, calibration: CalibrationReport) -> Iterator[str]:
    offset_s = clock_offset_s(report)
    for span_s, what in (
        (calibration.still_span_s, marked("Standing still")),
        (calibration.swing_span_s, marked("Leg swings")),
    ):
        if span_s is not None:
            start, stop = (clock_words(moment - offset_s) for moment in span_s)
            said = tr("{what}: {start} to {stop}.", what=tr(what), start=start, stop=stop)
            yield f":material/timer: {said}"


def _remarks(remarks: tuple[str, ...]) -> None:
    _lines(f":material/chevron_right: {plain(spoken_told(remark))}" for remark in remarks)


def _lines(lines: Iterable[str]) -> None:
    """Show paragraphs as one element: a browser draws one far faster than ten."""
    if text := "\n\n".join(lines):
        st.markdown(text)
