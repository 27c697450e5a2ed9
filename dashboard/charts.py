"""Values to charts: bytes and rows for the components, and small drawings in HTML."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import numpy as np

from dashboard.formats import (
    both_speeds_words,
    capitalised,
    clock_offset_s,
    clock_words,
    interval_words,
    percent_words,
    speed_words,
)
from dashboard.script_words import script_speech, trace_tools
from dashboard.wording import contact_words, power_words, technique_words
from kicksense.domain.kick import (
    ContactKind,
    Estimate,
    KickReport,
    SessionReport,
    Technique,
    TechniqueProbability,
)
from kicksense.units import GRAVITY_MPS2, dps
from kicksense.workflows.language import marked, tr, tr_count
from kicksense.workflows.traces import Trace, TraceSlice, slice_of

WHOLE_POINTS: Final = 40_000
"""Points of a whole recording; up to 200 s at 200 Hz every sample is one."""

DETAIL_POINTS: Final = 12_000
"""Points of the stretch that was zoomed into."""

DETAIL_MARGIN: Final = 1.0
"""The detail reaches this many windows past either side, so that a small step asks for nothing."""

NAMED_TECHNIQUES: Final = (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)

_HINT: Final = marked("Drag over the trace to zoom in, double-click for all.")
_HINT_OF_KICKS: Final = marked("Choose a mark to see its kick.")

_BAR_STYLE: Final = """<style>
.ks-bars { display: grid; gap: 0.85rem; font-variant-numeric: tabular-nums; }
.ks-bars .line { display: flex; justify-content: space-between; gap: 0.75rem; flex-wrap: wrap; }
.ks-bars .line b { font-weight: 600; }
.ks-bars .range { margin-top: 0.15rem; font-size: 0.8rem; opacity: 0.75; }
.ks-bars .track { position: relative; height: 12px; margin-top: 0.3rem; border-radius: 6px;
  background: color-mix(in srgb, currentColor 10%, transparent); }
.ks-bars .good { position: absolute; top: -3px; bottom: -3px; border-radius: 3px;
  border: 1.5px dashed color-mix(in srgb, currentColor 45%, transparent); }
.ks-bars .held { position: absolute; top: 2px; bottom: 2px; min-width: 3px; border-radius: 4px;
  background: #2a9d74; opacity: 0.55; }
.ks-bars .tick { position: absolute; top: -2px; bottom: -2px; width: 3px; margin-left: -1.5px;
  border-radius: 2px; background: currentColor; }
</style>"""


@dataclass(frozen=True, slots=True)
class SpeedBar:
    """One speed with its interval, to be drawn.

    Attributes
    ----------
    label
        What it is.
    estimate
        Value and interval, m/s.
    good_mps
        Band that counts as good, or None.
    """

    label: str
    estimate: Estimate
    good_mps: tuple[float, float] | None = None


def trace_payload(
    trace: Trace,
    report: SessionReport,
    *,
    selected: int | None = None,
    window_s: tuple[float, float] | None = None,
    session_id: str = "",
    notes: Sequence[Mapping[str, Any]] = (),
) -> bytes:
    """Give a whole recording as its component takes it.

    Parameters
    ----------
    trace
        The signals.
    report
        What was found in them.
    selected
        Number of the kick that is looked at, from 1.
    window_s
        Stretch that is zoomed into, on the clock shown; it is sent with more detail.
    session_id
        Of the session whose cursor it follows.
    notes
        Moments on the clock shown (``t_s``) with what is noted there (``label``).

    Returns
    -------
    payload
        Header and float32 samples.
    """
    offset_s = clock_offset_s(report)
    whole = slice_of(trace, (trace.start_time_s, trace.stop_time_s), WHOLE_POINTS)
    slices = {"whole": whole}
    if window_s is not None and not whole.is_exact:
        margin_s = DETAIL_MARGIN * (window_s[1] - window_s[0])
        span_s = (window_s[0] + offset_s - margin_s, window_s[1] + offset_s + margin_s)
        slices["detail"] = slice_of(trace, span_s, DETAIL_POINTS)
    header: dict[str, Any] = {
        "recording": report.source.fingerprint or report.source.name,
        "session": session_id,
        "notes": list(notes),
        "alt": trace_words(report),
        "hint": f"{tr(_HINT)} {tr(_HINT_OF_KICKS)}" if report.kicks else tr(_HINT),
        "words": script_speech() | trace_tools() | {"noted": tr("Notes in order of time")},
        "rate_hz": trace.sampling_rate_hz,
        "coarse": not whole.is_exact,
        "selected": selected,
        "panels": _panels(tr("Forward swing") if trace.is_sagittal else tr("Turning of the shin")),
        "legend": _legend(report),
        "kicks": [
            _mark(number, kick, offset_s) for number, kick in enumerate(report.kicks, start=1)
        ],
        "contacts": [
            {"t_s": contact.t_s - offset_s, "kind": contact.kind}
            for contact in report.other_contacts
        ],
        "lost": [(start - offset_s, stop - offset_s) for start, stop in trace.lost_spans_s],
    }
    return _packed(header, slices, offset_s)


def kick_rows(report: SessionReport, *, selected: int | None = None) -> dict[str, Any]:
    """Give the kicks as the table takes them.

    Parameters
    ----------
    report
        What was found.
    selected
        Number of the kick that is looked at, from 1.

    Returns
    -------
    table
        Columns, and rows of pairs of a text and a smaller one below it.
    """
    offset_s = clock_offset_s(report)
    judged = report.target is not None
    columns = [
        {"name": "number", "label": tr("No."), "classes": "number"},
        {"name": "time", "label": tr("Time"), "classes": "number"},
        {"name": "technique", "label": tr("Technique"), "classes": ""},
        {"name": "foot", "label": tr("Foot"), "classes": "number wide"},
        {"name": "ball", "label": tr("Ball"), "classes": "number"},
    ] + ([{"name": "arrival", "label": tr("Arrives"), "classes": "loose"}] if judged else [])
    return {
        "alt": tr_count(
            "{count} kick. Choose a row to see the kick.",
            "{count} kicks. Choose a row to see the kick.",
            len(report.kicks),
        ),
        "selected": selected,
        "columns": columns,
        "rows": [
            {
                "number": number,
                "technique": kick.technique,
                "cells": _cells(number, kick, offset_s)[: len(columns)],
            }
            for number, kick in enumerate(report.kicks, start=1)
        ],
    }


def speed_bars(bars: Sequence[SpeedBar], *, most_mps: float) -> str:
    """Draw speeds with their intervals, all on one scale.

    Parameters
    ----------
    bars
        What to draw.
    most_mps
        Speed at the right end.

    Returns
    -------
    html
        A drawing; every text in it is escaped.
    """
    lines = [_bar_line(bar, most_mps) for bar in bars]
    return f'{_BAR_STYLE}<div class="ks-bars">{"".join(lines)}</div>'


def probability_bars(probability: TechniqueProbability) -> str:
    """Draw the probability of each technique."""
    lines = [
        f'<div role="img" aria-label="{escape(words)}"><div class="line"><span>{escape(name)}'
        f'</span><b>{percent_words(share)}</b></div><div class="track"><i class="held" '
        f'style="left:0;width:{100 * share:.1f}%"></i></div></div>'
        for name, share, words in (
            (
                capitalised(technique_words(technique)),
                probability.of(technique),
                f"{technique_words(technique)}: {percent_words(probability.of(technique))}",
            )
            for technique in NAMED_TECHNIQUES
        )
    ]
    return f'{_BAR_STYLE}<div class="ks-bars">{"".join(lines)}</div>'


def scale_end_mps(report: SessionReport) -> float:
    """Give a round speed above every interval of a session, so that its kicks compare."""
    highest = max((kick.ball_speed_mps.high for kick in report.kicks), default=10.0)
    return float(5 * np.ceil(max(highest, 1.0) / 5))


def trace_words(report: SessionReport) -> str:
    """Say in words what the trace shows, for those who do not see it."""
    counts = [
        f"{count} {technique_words(technique)}"
        for technique in Technique
        if (count := sum(kick.technique is technique for kick in report.kicks))
    ]
    said = tr_count(
        "Turning rate and shock at the shin over time, with {count} kick",
        "Turning rate and shock at the shin over time, with {count} kicks",
        len(report.kicks),
    )
    simulated = f"{tr('Simulated recording.')} " if report.source.simulated else ""
    return f"{simulated}{said}" + (f": {', '.join(counts)}." if counts else ".")


def _bar_line(bar: SpeedBar, most_mps: float) -> str:
    estimate = bar.estimate
    left, right, tick = (
        f"{100 * min(max(speed / most_mps, 0.0), 1.0):.1f}"
        for speed in (estimate.low, estimate.high, estimate.value)
    )
    value = both_speeds_words(estimate.value)
    span = interval_words(estimate)
    good = ""
    if bar.good_mps is not None:
        start, stop = (100 * min(speed / most_mps, 1.0) for speed in bar.good_mps)
        good = f'<i class="good" style="left:{start:.1f}%;width:{stop - start:.1f}%"></i>'
        good_span = interval_words(Estimate(bar.good_mps[0], *bar.good_mps))
        span = tr("{range}; good is {good}", range=span, good=good_span)
    width = float(right) - float(left)
    return (
        f'<div role="img" aria-label="{escape(f"{bar.label}: {value}, {span}")}">'
        f'<div class="line"><span>{escape(bar.label)}</span><b>{escape(value)}</b></div>'
        f'<div class="track">{good}<i class="held" style="left:{left}%;width:{width:.1f}%"></i>'
        f'<i class="tick" style="left:{tick}%"></i></div>'
        f'<div class="range">{escape(span)}</div></div>'
    )


def _panels(turning: str) -> list[dict[str, Any]]:
    return [
        {"name": "rate", "label": turning, "unit": "\N{DEGREE SIGN}/s", "digits": 0},
        {"name": "acc", "label": tr("Shock at the shin"), "unit": "g", "digits": 1},
    ]


def _legend(report: SessionReport) -> list[dict[str, str]]:
    """Name the shapes that are drawn, and no others."""
    techniques = {kick.technique for kick in report.kicks}
    kinds = {contact.kind for contact in report.other_contacts}
    return [
        {"kind": str(technique), "label": capitalised(technique_words(technique))}
        for technique in Technique
        if technique in techniques
    ] + [
        {"kind": str(kind), "label": capitalised(contact_words(kind))}
        for kind in ContactKind
        if kind in kinds
    ]


def _mark(number: int, kick: KickReport, offset_s: float) -> dict[str, Any]:
    name = technique_words(kick.technique)
    return {
        "number": number,
        "t_s": kick.t_s - offset_s,
        "technique": kick.technique,
        "span": (kick.phases.backswing_s - offset_s, kick.phases.follow_through_end_s - offset_s),
        "label": tr(
            "Kick {number}: {technique}, {moment}, ball {speed}",
            number=number,
            technique=name,
            moment=clock_words(kick.t_s - offset_s),
            speed=speed_words(kick.ball_speed_mps.value),
        ),
    }


def _cells(number: int, kick: KickReport, offset_s: float) -> list[tuple[str, str]]:
    likeliest = max(NAMED_TECHNIQUES, key=kick.probability.of)
    share = percent_words(kick.probability.of(likeliest))
    named = kick.technique is not Technique.UNSURE
    doubt = tr("{share} sure", share=share) if named else f"{technique_words(likeliest)} {share}"
    arrival = kick.arrival_speed_mps
    return [
        (str(number), ""),
        (clock_words(kick.t_s - offset_s), ""),
        (capitalised(technique_words(kick.technique)), doubt),
        (speed_words(kick.foot_speed_mps.value), interval_words(kick.foot_speed_mps)),
        (speed_words(kick.ball_speed_mps.value), interval_words(kick.ball_speed_mps)),
        (
            capitalised(power_words(kick.power)) if kick.power is not None else "",
            speed_words(arrival.value) if arrival is not None else "",
        ),
    ]


def _packed(header: Mapping[str, Any], slices: Mapping[str, TraceSlice], offset_s: float) -> bytes:
    """Give header length, header and samples in one piece, padded to four bytes."""
    described = [
        {
            "name": name,
            "points": len(part.rate_radps),
            "start_s": part.start_s - offset_s,
            "step_s": part.step_s,
            "exact": part.is_exact,
            "series": ["rate", "acc"],
        }
        for name, part in slices.items()
    ]
    text = json.dumps({**header, "slices": described}, allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    samples = [
        series.astype("<f4").tobytes()
        for part in slices.values()
        for series in (dps(1.0) * part.rate_radps, part.acc_mps2 / GRAVITY_MPS2)
    ]
    return b"".join([len(text).to_bytes(4, "little"), text, *samples])
