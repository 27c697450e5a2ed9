"""The pictures of a session's page on paper, as SVG: the trace, every kick, the best kick's phases.

They hold lines and signs and no letters: those are set by the page, in its own type.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Estimate, KickReport, SessionReport, Technique
from kicksense.domain.signals import Recording
from kicksense.units import GRAVITY_MPS2
from kicksense.workflows.kick_shapes import COLOURS, sign
from kicksense.workflows.language import speed_value
from kicksense.workflows.traces import kick_strip, session_trace, slice_of

PHASE_COLOURS: Final = {"backswing": "#8a6fb0", "strike": "#d98c00", "follow": "#3f9ac9"}
"""Of the phases of a kick; each has its word beside it."""

_TINTS: Final = {"backswing": "#e6e0ef", "strike": "#f7e5c8", "follow": "#d8ebf5"}
_INK: Final = "#1f2a24"
_GRID: Final = "#d5dad6"
_GOOD: Final = "#d6ede3"
_TRACE_POINTS: Final = 900
_SIGN_MM: Final = 2.6
_SMALL_SIGN_MM: Final = 1.9
_MANY_KICKS: Final = 30
_STEPS: Final = (1.0, 2.0, 5.0)
_MOST_LINES: Final = 4


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture, and where its letters go.

    Attributes
    ----------
    svg
        Lines and signs.
    width_mm, height_mm
        Its size; also its own units.
    ticks_x, ticks_y
        Places along an axis from the left or the top, and values.
    """

    svg: str
    width_mm: float
    height_mm: float
    ticks_x: tuple[tuple[float, float], ...] = ()
    ticks_y: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Scale:
    """From values to places."""

    low: float
    high: float
    start_mm: float
    stop_mm: float

    def at(self, value: float) -> float:
        """Give the place of a value, kept within the picture."""
        share = (value - self.low) / max(self.high - self.low, 1e-9)
        return self.start_mm + min(max(share, 0.0), 1.0) * (self.stop_mm - self.start_mm)

    def ticks(self) -> tuple[tuple[float, float], ...]:
        """Give round values and their places."""
        step = round_step(self.high - self.low)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return tuple((self.at(step * n), step * n) for n in range(first, last + 1))


def round_step(span: float) -> float:
    """Give a round step that cuts a span into a few pieces."""
    rough = max(span, 1e-9) / _MOST_LINES
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * step for step in (*_STEPS, 10.0) if power * step >= rough - 1e-12)


def trace_drawing(
    recording: Recording, report: SessionReport, *, width_mm: float, height_mm: float
) -> Drawing:
    """Draw the shock at the shin over the whole session, with a sign for every kick.

    Parameters
    ----------
    recording, report
        The session.
    width_mm, height_mm
        Size of the picture.

    Returns
    -------
    drawing
        Ticks of x in seconds from the first sample, of y in g.
    """
    trace = session_trace(recording, report)
    part = slice_of(trace, (trace.start_time_s, trace.stop_time_s), _TRACE_POINTS)
    shock_g = part.acc_mps2 / GRAVITY_MPS2
    since_s = part.start_s - trace.start_time_s + part.step_s * np.arange(len(shock_g))
    lane_mm = 1.6 * _SIGN_MM
    across = _Scale(0.0, max(float(since_s[-1]), 1e-3), 0.0, width_mm)
    up = _Scale(0.0, max(1.05 * float(shock_g.max()), 2.0), height_mm, lane_mm)
    size_mm = _SIGN_MM if len(report.kicks) <= _MANY_KICKS else _SMALL_SIGN_MM
    parts = [
        *(_line(0.0, y, width_mm, y, _GRID, 0.15) for y, _ in up.ticks()),
        _course(
            [across.at(float(s)) for s in since_s], [up.at(float(g)) for g in shock_g], "#7a4b2a"
        ),
    ]
    for kick in report.kicks:
        x = across.at(kick.t_s - trace.start_time_s)
        parts += [
            _line(x, lane_mm, x, height_mm, COLOURS[kick.technique], 0.2),
            sign(kick.technique, x, lane_mm / 2, size_mm),
        ]
    return _drawing(parts, width_mm, height_mm, (across, up))


def kicks_drawing(report: SessionReport, *, width_mm: float, height_mm: float) -> Drawing:
    """Draw how fast every ball was, with the range that holds it nine times in ten.

    Where a target was named it is the speed there, before the band that is good.

    Parameters
    ----------
    report
        With at least one kick.
    width_mm, height_mm
        Size of the picture.

    Returns
    -------
    drawing
        Ticks of x are numbers of kicks, of y speeds in the reader's unit.
    """
    shown = [(kick, shown_speed(kick)) for kick in report.kicks]
    highs = [speed_value(speed.high) for _, speed in shown if math.isfinite(speed.high)]
    values = [speed_value(speed.value) for _, speed in shown]
    band = None if report.target is None else report.target.arrival_band_mps
    bounds = [] if band is None else [speed_value(band[1])]
    top = 1.05 * max([*values, *bounds, min([*highs, 0.0]) or max([*highs, 1.0])])
    up = _Scale(0.0, top, height_mm, 0.0)
    across = _Scale(0.5, len(shown) + 0.5, 0.0, width_mm)
    parts: list[str] = []
    if band is not None:
        low, high = (up.at(speed_value(edge)) for edge in band)
        parts.append(_box(0.0, high, width_mm, low - high, _GOOD))
    parts += [_line(0.0, y, width_mm, y, _GRID, 0.15) for y, _ in up.ticks()]
    size_mm = _SIGN_MM if len(shown) <= _MANY_KICKS else _SMALL_SIGN_MM
    for number, (kick, speed) in enumerate(shown, start=1):
        x, colour = across.at(number), COLOURS[kick.technique]
        ends = [up.at(speed_value(min(edge, 1e3))) for edge in (speed.low, speed.high)]
        parts += [
            _line(x, ends[0], x, ends[1], colour, 0.35),
            sign(kick.technique, x, up.at(speed_value(speed.value)), size_mm),
        ]
    numbered = _Scale(1.0, float(len(shown)), across.at(1.0), across.at(float(len(shown))))
    return _drawing(parts, width_mm, height_mm, (numbered, up))


def phases_drawing(
    recording: Recording,
    report: SessionReport,
    kick: KickReport,
    *,
    width_mm: float,
    height_mm: float,
) -> Drawing:
    """Draw the strike rate of one kick over the time from its impact, its phases tinted.

    Parameters
    ----------
    recording, report
        The session.
    kick
        One of its kicks.
    width_mm, height_mm
        Size of the picture.

    Returns
    -------
    drawing
        Ticks of x in milliseconds from the impact, of y in degrees a second.
    """
    strip = kick_strip(recording, report, kick)
    rate = np.degrees(strip.strike_rate_radps)
    steps = np.arange(len(rate), dtype=np.float64)
    from_impact_ms = 1000.0 * (strip.start_s + strip.step_s * steps)
    across = _Scale(float(from_impact_ms[0]), float(from_impact_ms[-1]), 0.0, width_mm)
    room = 0.05 * max(float(np.ptp(rate)), 1.0)
    up = _Scale(float(rate.min()) - room, float(rate.max()) + room, height_mm, 0.0)
    parts = []
    for kind, start_s, stop_s in phase_spans(kick):
        left, right = across.at(1000.0 * start_s), across.at(1000.0 * stop_s)
        parts.append(_box(left, 0.0, right - left, height_mm, _TINTS[kind]))
    parts += [_line(0.0, y, width_mm, y, _GRID, 0.15) for y, _ in up.ticks()]
    parts.append(_course(_places(across, from_impact_ms), _places(up, rate), "#2b4a5e"))
    x = across.at(0.0)
    parts.append(_line(x, 0.0, x, height_mm, COLOURS[kick.technique], 0.6))
    return _drawing(parts, width_mm, height_mm, (across, up))


def phase_spans(kick: KickReport) -> tuple[tuple[str, float, float], ...]:
    """Give the phases of a kick: kind, start and stop from the impact, s."""
    phases = kick.phases
    return (
        ("backswing", phases.backswing_s - kick.t_s, phases.swing_reversal_s - kick.t_s),
        ("strike", phases.swing_reversal_s - kick.t_s, 0.0),
        ("follow", 0.0, phases.follow_through_end_s - kick.t_s),
    )


def shown_speed(kick: KickReport) -> Estimate:
    """Give the speed at the target where one was named, the launch speed otherwise."""
    return kick.ball_speed_mps if kick.arrival_speed_mps is None else kick.arrival_speed_mps


def sign_drawing(technique: Technique, size_mm: float) -> Drawing:
    """Give the sign of a technique alone."""
    svg = _svg([sign(technique, size_mm / 2, size_mm / 2, 0.9 * size_mm)], size_mm, size_mm)
    return Drawing(svg, size_mm, size_mm)


def _places(scale: _Scale, values: FloatArray) -> list[float]:
    return [scale.at(float(value)) for value in values]


def _drawing(
    parts: Sequence[str], width_mm: float, height_mm: float, scales: tuple[_Scale, _Scale]
) -> Drawing:
    frame = _line(0.0, height_mm, width_mm, height_mm, _INK, 0.25)
    svg = _svg([*parts, frame], width_mm, height_mm)
    return Drawing(svg, width_mm, height_mm, scales[0].ticks(), scales[1].ticks())


def _svg(parts: Sequence[str], width_mm: float, height_mm: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width_mm:.3f} {height_mm:.3f}" '
        f'width="{width_mm:.3f}" height="{height_mm:.3f}">{"".join(parts)}</svg>'
    )


def _course(across: Sequence[float], up: Sequence[float], colour: str) -> str:
    points = " L".join(f"{x:.3f} {y:.3f}" for x, y in zip(across, up, strict=True))
    return f'<path d="M{points}" fill="none" stroke="{colour}" stroke-width="0.3"/>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width_mm: float) -> str:  # noqa: PLR0917 - two points
    return (
        f'<path d="M{x1:.3f} {y1:.3f} L{x2:.3f} {y2:.3f}" fill="none" stroke="{colour}" '
        f'stroke-width="{width_mm}"/>'
    )


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{x:.3f}" y="{y:.3f}" width="{max(width, 0.01):.3f}" '
        f'height="{max(height, 0.01):.3f}" fill="{colour}" stroke="none"/>'
    )
