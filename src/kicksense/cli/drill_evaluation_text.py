"""How right score cards are, as tables that a coach can read."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from rich.table import Table

from kicksense.cli.evaluation_text import table_with, wrapped

if TYPE_CHECKING:
    from kicksense.workflows.drill_evaluation_figures import (
        DrillEvaluation,
        DrillGroup,
        FaultFigures,
        MeasureFigure,
    )

_NOT_MEASURED: Final = "-"
_SHOWN_GROUPS: Final = ("side", "age", "technique", "play")
_COLUMNS: Final = (
    ("reps", "repetitions_error"),
    ("tech", "technique_right"),
    ("band", "band_right"),
    ("comp", "band_compatible"),
    ("onset", "onset_error_s"),
    ("echo", "echo_speed_error"),
    ("wrong", "work_on_wrong"),
    ("none", "work_on_silent"),
)
"""Columns of the table by drill and sort of player, and the measures they show."""

_WORDS: Final = {
    "repetitions_error": "repetitions, all together, off by",
    "repetitions_session_error": "repetitions, median session, off by",
    "repetitions_found": "repetitions found",
    "technique_right": "technique of the rep right",
    "technique_unsure": "  unsure (counted as wrong)",
    "band_right": "power band: said is the true one",
    "band_compatible": "  true one within the interval",
    "band_missed": "  said good, truly outside",
    "band_false_alarm": "  said outside, truly good",
    "too_hard_precision": "'too hard' truly so",
    "too_hard_recall": "  too hard, and said so",
    "ball_speed_error": "ball speed, median, off by",
    "onset_error_s": "start of the run, median, off by",
    "onset_seen": "  starts seen",
    "echo_speed_error": "wall echo's ball speed, median",
    "echo_heard": "  echoes heard",
    "contacts_right": "contacts of the rep right",
    "hit_right": "target hits right",
    "work_on_wrong": "one fault: another put first",
    "work_on_right": "  that fault put first",
    "work_on_silent": "  nothing put first",
    "work_on_wrong_of_said": "  wrong of those that said one",
    "work_on_untrue": "  one put first that is not there",
    "fault_among_findings": "  that fault among the findings",
    "faultless_told_something": "no fault: something put first",
    "faultless_told_untrue": "  one that is not there",
}


def drill_heading_lines(evaluation: "DrillEvaluation") -> list[str]:
    """Give what was measured on, and what a reader must know.

    Parameters
    ----------
    evaluation
        The figures.

    Returns
    -------
    lines
        Within `WIDTH`.
    """
    whole = evaluation.groups[0]
    drills = len(evaluation.drills)
    lines = wrapped(
        f"SIMULATED: {_plural(whole.sessions, 'session')} of {_plural(drills, 'drill')} by "
        f"{_plural(whole.players, 'player')}, {_plural(whole.reps, 'repetition')} in "
        f"{evaluation.minutes:.0f} min; {evaluation.engine} engine, seed {evaluation.seed}, "
        f"level {evaluation.level}, judged by '{evaluation.model_name}'. No player did this."
    )
    for remark in evaluation.remarks:
        lines += wrapped(f"- {remark}")
    lines += wrapped("In brackets: 19 in 20 resamples of the players.")
    return lines


def drill_tables_of(evaluation: "DrillEvaluation") -> list[Table]:
    """Give the figures as tables: all sessions, then by drill and player, then by fault.

    Parameters
    ----------
    evaluation
        The figures.

    Returns
    -------
    tables
        For a console.
    """
    whole = evaluation.groups[0]
    tables = [_measure_table(whole.measures, "All drills, simulated")]
    if whole.scores:
        tables.append(_measure_table(whole.scores, "Scores off by, simulated"))
    drills = [group for group in evaluation.groups if group.group == "drill"]
    tables.append(_group_table("By drill, simulated", drills))
    others = [group for group in evaluation.groups if group.group in _SHOWN_GROUPS]
    if others:
        tables.append(_group_table("By player, simulated", others))
    tables.append(_fault_table(evaluation.faults))
    return tables


def _measure_table(measures: "Iterable[MeasureFigure]", title: str) -> Table:
    table = table_with(title, "figure", "asked", "met", "cases")
    for measure in measures:
        if measure.figure.count:
            table.add_row(
                _WORDS.get(measure.name, _plain(measure.name)),
                _with_interval(measure),
                _asked(measure),
                {True: "yes", False: "NO", None: ""}[measure.met],
                str(measure.figure.count),
            )
    return table


def _group_table(title: str, groups: "Sequence[DrillGroup]") -> Table:
    table = table_with(title, "n", *(words for words, _ in _COLUMNS))
    before = groups[0].group
    for group in groups:
        if group.group != before:
            table.add_section()
        before = group.group
        named = {measure.name: measure for measure in group.measures}
        words = group.value if group.group == "drill" else f"{group.group} {group.value}"
        table.add_row(
            _plain(words),
            str(group.sessions),
            *(_short(named[name]) for _, name in _COLUMNS),
        )
    return table


def _fault_table(faults: "Iterable[FaultFigures]") -> Table:
    table = table_with("Fault put in, simulated", "n", "right", "silent", "else put first")
    for fault in faults:
        others = ", ".join(f"{_plain(code)} {count}" for code, count in fault.others)
        table.add_row(
            "none" if fault.fault is None else _plain(fault.fault),
            str(fault.sessions),
            _NOT_MEASURED if fault.fault is None else str(fault.right),
            str(fault.silent),
            others,
        )
    table.columns[-1].justify = "left"
    return table


def _with_interval(measure: "MeasureFigure") -> str:
    figure = measure.figure
    if math.isnan(figure.low):
        return _words_of(figure.value, measure)
    low, high = (_bare(value, measure) for value in (figure.low, figure.high))
    return f"{_words_of(figure.value, measure)} ({low}..{high})"


def _asked(measure: "MeasureFigure") -> str:
    if measure.least is not None:
        return f">= {_words_of(measure.least, measure)}"
    return "" if measure.most is None else f"<= {_words_of(measure.most, measure)}"


def _short(measure: "MeasureFigure") -> str:
    """Give a figure alone, marked where it is not what was asked."""
    if math.isnan(measure.figure.value):
        return _NOT_MEASURED
    words = _bare(measure.figure.value, measure)
    return f"{words}!" if measure.met is False else words


def _bare(value: float, measure: "MeasureFigure") -> str:
    """Give a number in the measure's unit, without the unit."""
    return _words_of(value, measure).removesuffix(" ms").removesuffix(" %")


def _words_of(value: float, measure: "MeasureFigure") -> str:
    if math.isnan(value):
        return _NOT_MEASURED
    match measure.shown_in.value:
        case "ratio":
            return f"{100.0 * value:.1f} %".replace("100.0", "100")
        case "s":
            return f"{1000.0 * value:.0f} ms"
        case _:
            return f"{value:.3g}"


def _plain(code: str) -> str:
    return code.replace("_", " ")


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
