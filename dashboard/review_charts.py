"""A kick looked at closely, as its drawings take it: swing, phases, leg, differences."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import numpy as np

from dashboard.formats import clock_offset_s, milliseconds_words
from dashboard.review_words import (
    PHASE_TITLES,
    difference_words,
    interval_of,
    leg_lines,
    measure_title,
    measured_words,
    phase_duration_words,
    phases_alt,
)
from dashboard.script_words import script_speech
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Phases, SessionReport
from kicksense.units import GRAVITY_MPS2, dps
from kicksense.workflows.ghosts import Difference, PhaseSpan
from kicksense.workflows.kick_course import KickCourse, aligned
from kicksense.workflows.language import tr
from kicksense.workflows.stick_leg import StickLeg

_MILLIMETRES: Final = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What is drawn of a kick, and of another one behind it.

    Attributes
    ----------
    session_id, number
        The kick.
    report
        Of its session.
    course
        The kick.
    ghost, ghost_name
        The other one and what it is called; None and empty where there is none.
    """

    session_id: str
    number: int
    report: SessionReport
    course: KickCourse
    ghost: KickCourse | None = None
    ghost_name: str = ""

    @property
    def impact_s(self) -> float:
        """Moment of the impact on the clock that the page shows."""
        return self.course.kick.t_s - clock_offset_s(self.report)


def swing_payload(drawn: Drawn) -> bytes:
    """Give one kick, with another one behind it, as its component takes it.

    Parameters
    ----------
    drawn
        Both.

    Returns
    -------
    payload
        Header and float32 samples: strike rate in degrees a second, shock in g, lean in degrees;
        first of the kick, then of the other one on the same times. NaN where there is no sample.
    """
    course, ghost = drawn.course, drawn.ghost
    times_s = course.times_s
    phases = _phases(course.kick.phases)
    lines = _lines(course, times_s) + ([] if ghost is None else _lines(ghost, times_s))
    header: dict[str, Any] = {
        "session": drawn.session_id,
        "impact_s": drawn.impact_s,
        "technique": course.kick.technique,
        "alt": _swing_alt(drawn, [each["label"] for each in phases]),
        "words": script_speech() | {"axis": tr("ms from the impact"), "hint": _hint()},
        "own": tr("this kick"),
        "ghost": drawn.ghost_name if ghost is not None else None,
        "panels": [
            {"name": "rate", "label": tr("Strike rate"), "unit": "\N{DEGREE SIGN}/s", "digits": 0},
            {"name": "acc", "label": tr("Shock at the shin"), "unit": "g", "digits": 1},
            {
                "name": "lean",
                "label": tr("Lean of the shin, foot toward the ball"),
                "unit": "\N{DEGREE SIGN}",
                "digits": 0,
            },
        ],
        "phases": phases,
        "slices": [
            {
                "name": "kick",
                "points": len(times_s),
                "start_s": course.strip.start_s,
                "step_s": course.strip.step_s,
                "series": [f"line{at}" for at in range(len(lines))],
            }
        ],
    }
    text = json.dumps(header, allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    samples = [line.astype("<f4").tobytes() for line in lines]
    return b"".join([len(text).to_bytes(4, "little"), text, *samples])


def leg_payload(drawn: Drawn) -> dict[str, Any]:
    """Give the leg of a kick, with another one behind it, as its component takes it."""
    course = drawn.course
    lines = leg_lines(course.leg, course.kick)
    return {
        "session": drawn.session_id,
        "kick": drawn.number,
        "impact_s": drawn.impact_s,
        "technique": course.kick.technique,
        "own": _frames(course.leg),
        "ghost": None if drawn.ghost is None else _frames(drawn.ghost.leg),
        "phases": _phases(course.kick.phases),
        "words": script_speech()
        | {
            "alt": tr("The leg as it swung: {lines}", lines="; ".join(lines)),
            "side": tr("From the side"),
            "front": tr("From the front"),
            "play": tr("Play"),
            "pause": tr("Pause"),
            "speed": tr("Playing speed"),
            "moment": tr("Moment of the kick"),
            "impact": tr("the ball is struck"),
            "from_impact": tr("{ms} ms from the impact"),
            "own": tr("this kick"),
            "ghost": drawn.ghost_name,
            "measured": tr("shin: measured"),
            "guessed": tr("thigh and foot: guessed"),
        },
    }


def phase_bars(spans: tuple[PhaseSpan, ...], technique: str) -> str:
    """Draw the phases of a kick on one line of time, with what is usual beside them.

    Parameters
    ----------
    spans
        Backswing, strike swing, follow-through.
    technique
        Of the kick, as a name of a colour.

    Returns
    -------
    html
        A drawing; every text in it is escaped.
    """
    usually = {span.name: _usual_span(span) for span in spans}
    reached = [span for span in usually.values() if span is not None]
    reached += [(span.start_s, span.stop_s) for span in spans]
    first = min(start for start, _ in reached)
    long = max(max(stop for _, stop in reached) - first, 0.05)

    def at(time_s: float) -> str:
        return f"{100.0 * min(max((time_s - first) / long, 0.0), 1.0):.1f}%"

    def width(length_s: float) -> str:
        return f"{100.0 * min(max(length_s / long, 0.0), 1.0):.1f}%"

    rows = []
    for span in spans:
        usual = ""
        if (place := usually[span.name]) is not None:
            left, length = at(place[0]), width(place[1] - place[0])
            usual = f'<i class="usual" style="left:{left};width:{length}"></i>'
        rows.append(
            f'<div class="line"><b>{escape(tr(PHASE_TITLES[span.name]))}</b>'
            f"<span>{escape(phase_duration_words(span))}</span></div>"
            f'<div class="track"><i class="{span.name}" style="left:{at(span.start_s)};'
            f'width:{width(span.stop_s - span.start_s)}"></i>{usual}'
            f'<i class="impact" style="left:{at(0.0)}"></i></div>'
        )
    legend = f'<i class="key impact"></i>{escape(tr("the ball is struck"))}'
    if any(span.usual_s is not None for span in spans):
        legend += f'<i class="key usual"></i>{escape(tr("usual in this session"))}'
    return (
        f'{_PHASE_STYLE}<div class="ks-phases {escape(technique)}" role="img" '
        f'aria-label="{escape(phases_alt(spans))}">{"".join(rows)}'
        f'<div class="legend">{legend}</div></div>'
    )


def _usual_span(span: PhaseSpan) -> tuple[float, float] | None:
    """Give where a phase of usual length lies: from the same beginning or to the same end."""
    if span.usual_s is None:
        return None
    if span.name == "follow":
        return span.start_s, span.start_s + span.usual_s.value
    return span.stop_s - span.usual_s.value, span.stop_s


def difference_rows(found: Sequence[Difference], other: str) -> str:
    """Draw in what two kicks differ: a table that a narrow page folds.

    Parameters
    ----------
    found
        The differences.
    other
        What the other kick is called.

    Returns
    -------
    html
        A table; every text in it is escaped.
    """
    head = "".join(
        f'<th scope="col">{escape(word)}</th>'
        for word in (tr("What"), tr("this kick"), other, tr("Difference"))
    )
    rows = "".join(
        f'<tr class="{each.unlike}"><th scope="row">{escape(measure_title(each))}</th>'
        + "".join(
            f'<td data-name="{escape(name)}">{escape(measured_words(each.measure, side.value))}'
            f"<small>{escape(interval_of(each.measure, side))}</small></td>"
            for name, side in ((tr("this kick"), each.own), (other, each.other))
        )
        + f'<td class="words">{escape(difference_words(each))}</td></tr>'
        for each in found
    )
    return (
        f'{_TABLE_STYLE}<div class="ks-unlike"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _swing_alt(drawn: Drawn, labels: Sequence[str]) -> str:
    alt = tr(
        "Kick {number} around the impact. {phases}", number=drawn.number, phases=", ".join(labels)
    )
    if drawn.ghost is None:
        return alt
    behind = tr("Behind it, dashed: {other}.", other=drawn.ghost_name)
    return f"{alt}. {behind}"


def _phases(phases: Phases) -> list[dict[str, Any]]:
    """Give the phases from the impact, with their names and how long they last."""
    impact_s = phases.impact_s
    edges = (phases.backswing_s, phases.swing_reversal_s, impact_s, phases.follow_through_end_s)
    return [
        {
            "kind": kind,
            "start_s": start_s - impact_s,
            "stop_s": stop_s - impact_s,
            "label": f"{tr(PHASE_TITLES[kind])} {milliseconds_words(stop_s - start_s)}",
            "name": tr(PHASE_TITLES[kind]),
        }
        for kind, start_s, stop_s in zip(PHASE_TITLES, edges[:-1], edges[1:], strict=True)
    ]


def _hint() -> str:
    return tr("Point at the curves, or move the bar under the leg, to see a moment.")


def _lines(course: KickCourse, times_s: FloatArray) -> list[FloatArray]:
    """Give strike rate, shock and lean in everyday units."""
    there = aligned(course, times_s)
    return [
        dps(1.0) * there.strike_rate_radps,
        there.acc_mps2 / GRAVITY_MPS2,
        np.degrees(there.lean_rad),
    ]


def _frames(leg: StickLeg) -> dict[str, Any]:
    """Give a leg as whole millimetres, one row of twelve a moment."""
    rows = np.rint(_MILLIMETRES * leg.joints_m.reshape(len(leg.times_s), -1)).astype(int)
    step_s = float(leg.times_s[1] - leg.times_s[0]) if len(leg.times_s) > 1 else 0.01
    return {"start_s": float(leg.times_s[0]), "step_s": step_s, "frames": rows.tolist()}


_PHASE_STYLE: Final = """<style>
.ks-phases { display: grid; gap: 0.15rem; font-variant-numeric: tabular-nums;
  margin-bottom: 0.75rem; }
.ks-phases .line { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 0.75rem; }
.ks-phases .line b { font-weight: 600; }
.ks-phases .line span { font-size: 0.85rem; opacity: 0.85; }
.ks-phases .track { position: relative; height: 18px; margin-bottom: 0.35rem; border-radius: 4px;
  background: color-mix(in srgb, currentColor 7%, transparent); }
.ks-phases i { position: absolute; top: 0; bottom: 0; }
.ks-phases i.backswing, .ks-phases i.strike, .ks-phases i.follow { min-width: 3px; top: 3px;
  bottom: 3px; border-radius: 3px; }
.ks-phases i.backswing { background: #8a6fb0; }
.ks-phases i.strike { background: repeating-linear-gradient(45deg,
  #d98c00 0 6px, #b97500 6px 9px); }
.ks-phases i.follow { background: #3f9ac9; }
.ks-phases i.usual { border: 1.5px dashed currentColor; border-radius: 4px; opacity: 0.75; }
.ks-phases i.impact { width: 2px; margin-left: -1px; background: currentColor; }
.ks-phases .legend { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center;
  font-size: 0.8rem; opacity: 0.85; }
.ks-phases .legend i.key { position: static; display: inline-block; height: 12px; }
.ks-phases .legend i.key.usual { width: 20px; margin-left: 0.6rem; }
</style>"""

_TABLE_STYLE: Final = """<style>
.ks-unlike { container-type: inline-size; font-variant-numeric: tabular-nums; font-size: 0.875rem; }
.ks-unlike table { width: 100%; border-collapse: collapse; }
.ks-unlike th, .ks-unlike td { text-align: left; vertical-align: top;
  padding: 0.4rem 0.5rem 0.4rem 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); font-weight: 400; }
.ks-unlike thead th { font-size: 0.8rem; opacity: 0.8; }
.ks-unlike tbody th { font-weight: 600; }
.ks-unlike small { display: block; opacity: 0.75; white-space: nowrap; }
.ks-unlike tr.more .words, .ks-unlike tr.less .words { font-weight: 600; }
.ks-unlike tr.unsure .words { opacity: 0.8; }
@container (max-width: 480px) {
  .ks-unlike thead { position: absolute; clip-path: inset(50%); }
  .ks-unlike tr { display: grid; grid-template-columns: 1fr 1fr; padding: 0.5rem 0;
    border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
  .ks-unlike th, .ks-unlike td { border: 0; padding: 0.1rem 0; }
  .ks-unlike tbody th, .ks-unlike td.words { grid-column: 1 / -1; }
  .ks-unlike td[data-name]::before { content: attr(data-name) ": "; opacity: 0.75; }
}
</style>"""
