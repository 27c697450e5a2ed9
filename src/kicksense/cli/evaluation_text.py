"""An evaluation as tables that a coach can read."""

import math
import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from rich.table import Table

from kicksense.cli.report_text import WIDTH

if TYPE_CHECKING:
    from kicksense.workflows.model_evaluation import ModelEvaluation, SystemFigures
    from kicksense.workflows.scoring_players import Figure
    from kicksense.workflows.scoring_speeds import SpeedFigures

_TECHNIQUES: Final = ("heel", "inside", "instep")
_SAID: Final = (*_TECHNIQUES, "unsure", "missed")
_NOT_MEASURED: Final = "-"
_MANY: Final = 100.0


def heading_lines(evaluation: "ModelEvaluation") -> list[str]:
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
    sources = ", ".join(f"{count} {source}" for source, count in evaluation.sources.items())
    detection = evaluation.systems[0].detection
    lines = wrapped(
        f"{evaluation.sessions} recordings ({sources}) of {evaluation.players} players with "
        f"{detection.kicks} kicks and {detection.hours_without_ball:.1f} h of movement without a "
        f"ball, data set {evaluation.fingerprint[:12]}"
    )
    for remark in evaluation.remarks:
        lines += wrapped(f"- {remark}")
    lines += wrapped(
        "In brackets: 19 in 20 resamples of the players. A kick is found within 100 ms, or within "
        "what its label may be off."
    )
    return lines


def tables_of(evaluation: "ModelEvaluation") -> list[Table]:
    """Give the figures as tables: systems side by side, then the first system in detail.

    Parameters
    ----------
    evaluation
        The figures.

    Returns
    -------
    tables
        For a console.
    """
    systems = evaluation.systems
    tables = [_main_table(systems)]
    if systems[0].detection.by_movement:
        tables.append(_movement_table(systems))
    if systems[0].detection.by_event:
        tables.append(_event_table(systems))
    if systems[0].technique.kicks:
        tables.append(_confusion_table(systems[0]))
    if systems[0].foot[0].kicks or systems[0].ball[0].kicks:
        tables.append(_speed_table(systems[0]))
    if systems[0].bands:
        tables.append(_band_table(systems))
    if systems[0].groups:
        tables.append(_group_table(systems[0]))
    return tables


def _main_table(systems: "Sequence[SystemFigures]") -> Table:
    table = table_with("", *(system.name for system in systems))

    def row(words: str, cell: "Callable[[SystemFigures], str]") -> None:
        table.add_row(words, *(cell(system) for system in systems))

    row("kicks found, %", lambda s: percent(s.detection.recall))
    row("right of those said, %", lambda s: percent(s.detection.precision))
    row("F1 of finding, %", lambda s: percent(s.detection.f1))
    row("time off by, ms", lambda s: milliseconds(s.detection.timing_median_s))
    row("  95 % within, ms", lambda s: milliseconds(s.detection.timing_p95_s))
    row("false an hour, no ball", lambda s: rate(s.detection.false_per_hour))
    row("air kicks called, %", lambda s: percent(s.detection.air_kicks_called))
    row("air kicks told, %", lambda s: percent(s.detection.air_kicks_found))
    table.add_section()
    row("technique, mean F1, %", lambda s: percent(s.technique.macro_f1))
    row("  missed, false too, %", lambda s: percent(s.technique.end_to_end_f1))
    row("unsure, %", lambda s: percent(s.technique.abstention))
    row("probability off by, %", lambda s: _number(100.0 * s.technique.calibration_error, 1))
    for name, parts in (("foot", _foot), ("ball", _ball)):
        table.add_section()
        speeds = [parts(system) for system in systems]
        table.add_row(f"{name} speed off by, %", *(percent(part.median_error) for part in speeds))
        table.add_row("  too fast by, %", *(percent(part.bias) for part in speeds))
        table.add_row("  interval holds, %", *(percent(part.coverage) for part in speeds))
    return table


def _foot(system: "SystemFigures") -> "SpeedFigures":
    return system.foot[0]


def _ball(system: "SystemFigures") -> "SpeedFigures":
    return system.ball[0]


def _movement_table(systems: "Sequence[SystemFigures]") -> Table:
    table = table_with("False kicks an hour", "hours", *(system.name for system in systems))
    for number, movement in enumerate(systems[0].detection.by_movement):
        figures = [system.detection.by_movement[number].per_hour for system in systems]
        table.add_row(movement.movement, f"{movement.hours:.2f}", *map(rate, figures))
    return table


def _event_table(systems: "Sequence[SystemFigures]") -> Table:
    table = table_with("Called a kick, %", "events", *(system.name for system in systems))
    for number, event in enumerate(systems[0].detection.by_event):
        figures = [system.detection.by_event[number].called_ratio for system in systems]
        table.add_row(event.kind.replace("_", " "), str(event.events), *map(percent, figures))
    others = {kind for system in systems for kind in system.detection.really}
    for kind in sorted(others & {"kick", "nothing"}):
        words = "false: a kick twice or late" if kind == "kick" else "false: nothing near it"
        counts = [str(system.detection.really.get(kind, 0)) for system in systems]
        table.add_row(words, "", *counts)
    return table


def _confusion_table(system: "SystemFigures") -> Table:
    table = table_with(f"{system.name}: was / said", *_SAID)
    for name, counts in zip(_TECHNIQUES, system.technique.confusion, strict=True):
        if sum(counts):
            table.add_row(name, *map(str, counts))
    return table


def _speed_table(system: "SystemFigures") -> Table:
    table = table_with(f"{system.name}: speeds", "kicks", "off by, %", "too fast by, %", "holds, %")
    for name, parts in (("foot", system.foot), ("ball", system.ball)):
        for part in parts:
            if part.kicks:
                figures = (part.median_error, part.bias, part.coverage)
                table.add_row(
                    f"{name}, {part.name.replace('_', ' ')}",
                    str(part.kicks),
                    *(whole_percent(figure) for figure in figures),
                )
        table.add_section()
    return table


def _band_table(systems: "Sequence[SystemFigures]") -> Table:
    table = table_with("Found by ball speed, %", "kicks", *(system.name for system in systems))
    for number, band in enumerate(systems[0].bands):
        to = f"to {band.high_mps:.0f} m/s" if math.isfinite(band.high_mps) else "m/s and more"
        figures = [system.bands[number].recall for system in systems]
        table.add_row(f"{band.low_mps:.0f} {to}", str(band.kicks), *map(percent, figures))
    return table


def _group_table(system: "SystemFigures") -> Table:
    columns = ("kicks", "F1 %", "mean F1 %", "foot %", "holds", "ball %", "holds")
    table = table_with(f"{system.name}: by", *columns)
    before = ""
    for part in system.groups:
        if part.group != before:
            table.add_section()
        before = part.group
        figures = (
            *(part.f1, part.macro_f1),
            *(part.foot_error, part.foot_coverage, part.ball_error, part.ball_coverage),
        )
        table.add_row(
            f"{part.group} {part.value}".replace("_", " "),
            str(part.kicks),
            *(_number(100.0 * figure.value, 1) for figure in figures),
        )
    return table


def table_with(title: str, *columns: str) -> Table:
    """Give an empty table of an evaluation; its first column holds words."""
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - with the table alone

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    table.add_column(title, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def percent(figure: "Figure") -> str:
    """Give a share as percent, without the sign, with its interval."""
    return _with_interval(figure, lambda value: f"{100.0 * value:.1f}".replace("100.0", "100"))


def whole_percent(figure: "Figure") -> str:
    """Give a share as whole percent, without the sign, with its interval."""
    return _with_interval(figure, lambda value: f"{100.0 * value:.0f}")


def milliseconds(figure: "Figure") -> str:
    """Give a time in milliseconds, without the unit, with its interval."""
    return _with_interval(figure, lambda value: f"{1000.0 * value:.0f}")


def rate(figure: "Figure") -> str:
    """Give events an hour with their interval."""
    return _with_interval(
        figure, lambda value: f"{value:.0f}" if value >= _MANY else f"{value:.1f}"
    )


def _with_interval(figure: "Figure", words: Callable[[float], str]) -> str:
    """Give a figure with its interval; two dots, since either end may be negative."""
    if math.isnan(figure.value):
        return _NOT_MEASURED
    if math.isnan(figure.low):
        return words(figure.value)
    return f"{words(figure.value)} ({words(figure.low)}..{words(figure.high)})"


def _number(value: float, digits: int) -> str:
    return _NOT_MEASURED if math.isnan(value) else f"{value:.{digits}f}"


def wrapped(words: str) -> list[str]:
    """Break a sentence into lines within `WIDTH`."""
    return textwrap.wrap(words, WIDTH, subsequent_indent="  ", break_long_words=False)
