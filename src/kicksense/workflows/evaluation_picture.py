"""An evaluation as one picture: what is found, how it is named, how hard, and what is false."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from kicksense.workflows.dataset_entries import SIMULATED
from kicksense.workflows.model_evaluation import ModelEvaluation, SystemFigures
from kicksense.workflows.picture_files import check_picture, write_drawing
from kicksense.workflows.scoring_players import Figure
from kicksense.workflows.scoring_table import TECHNIQUES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

_COLOURS: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
"""Of Okabe and Ito: told apart with any colour vision."""

_MARKERS: Final = ("o", "s", "^")
_NAMES: Final = ("heel", "inside", "instep", "unsure", "missed")
_MOVEMENTS: Final = 12
_SMALLEST: Final = 6.0
_LARGEST: Final = 150.0


def write_picture(evaluation: ModelEvaluation, path: Path) -> None:
    """Draw an evaluation and write it as a PNG.

    Parameters
    ----------
    evaluation
        From `kicksense.workflows.model_evaluation.evaluate`.
    path
        The file; it is there completely or not at all.

    Raises
    ------
    UsageError
        If the file is not called ``.png``.
    StoreError
        If the file cannot be written.
    """
    check_picture(path)
    write_drawing(draw_evaluation(evaluation), path)


def draw_evaluation(evaluation: ModelEvaluation) -> "Drawing":
    """Draw detection, confusion, reliability, speeds and false kicks of an evaluation.

    Parameters
    ----------
    evaluation
        Confusion and speeds are those of the first system; the rest is of all.

    Returns
    -------
    drawing
        A matplotlib figure that belongs to no window.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - slow to import
    from matplotlib.figure import Figure as Drawing  # noqa: PLC0415 - the same

    drawing = Drawing(figsize=(15.0, 9.5), layout="constrained")
    FigureCanvasAgg(drawing)
    axes = drawing.subplots(2, 3)
    first = evaluation.systems[0]
    _draw_shares(axes[0, 0], evaluation.systems)
    _draw_confusion(axes[0, 1], first)
    _draw_reliability(axes[0, 2], evaluation.systems)
    _draw_speeds(axes[1, 0], first, "foot")
    _draw_speeds(axes[1, 1], first, "ball")
    _draw_movements(axes[1, 2], evaluation.systems)
    bars, names = axes[0, 0].get_legend_handles_labels()
    drawing.legend(bars, names, loc="outside lower center", ncols=len(names), frameon=False)
    drawing.suptitle(_title_of(evaluation))
    return drawing


def _title_of(evaluation: ModelEvaluation) -> str:
    """Name the data; simulated is called simulated."""
    sources = ", ".join(f"{count} {source}" for source, count in evaluation.sources.items())
    words = f"{evaluation.sessions} recordings ({sources}) of {evaluation.players} players"
    if set(evaluation.sources) == {SIMULATED}:
        words += " - SIMULATED, no player did this"
    return words


def _draw_shares(axes: "Axes", systems: tuple[SystemFigures, ...]) -> None:
    """Draw how well kicks are found and named, with the intervals over players."""
    width = 0.8 / len(systems)
    labels = ("precision", "recall", "F1", "technique\nmacro F1", "air kicks\nleft alone")
    for row, system in enumerate(systems):
        detection = system.detection
        figures = (
            detection.precision,
            detection.recall,
            detection.f1,
            system.technique.macro_f1,
            _rest_of(detection.air_kicks_called),
        )
        values = np.array([figure.value for figure in figures])
        reach = np.array([[f.value - f.low, f.high - f.value] for f in figures]).T
        places = np.arange(len(figures)) + (row - 0.5 * (len(systems) - 1)) * width
        axes.bar(
            places,
            np.nan_to_num(values),
            width,
            yerr=np.maximum(np.nan_to_num(reach), 0.0),
            color=_COLOURS[row % len(_COLOURS)],
            label=system.name,
            capsize=2.0,
        )
    axes.set_xticks(range(len(labels)), labels)
    axes.set_ylim(0.0, 1.0)
    axes.set_title("Found and named (19 in 20 draws of players)")
    axes.grid(axis="y", alpha=0.3)


def _rest_of(figure: Figure) -> Figure:
    """Give the share of the others."""
    return Figure(1.0 - figure.value, 1.0 - figure.high, 1.0 - figure.low, figure.count)


def _draw_confusion(axes: "Axes", system: SystemFigures) -> None:
    """Draw what was said of each technique, as a share of its kicks."""
    counts = np.array(system.technique.confusion, dtype=float)
    total = counts.sum(axis=1, keepdims=True)
    shares = counts / np.maximum(total, 1.0)
    axes.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto")
    for row, column in np.ndindex(*counts.shape):
        axes.text(
            column,
            row,
            f"{counts[row, column]:.0f}",
            ha="center",
            va="center",
            color="white" if shares[row, column] > 0.5 else "black",  # noqa: PLR2004 - half
        )
    axes.set_xticks(range(len(_NAMES)), _NAMES)
    axes.set_yticks(range(len(TECHNIQUES)), _NAMES[: len(TECHNIQUES)])
    axes.set_xlabel("said")
    axes.set_ylabel("was")
    axes.set_title(f"Techniques: {system.name} (kicks)")


def _draw_reliability(axes: "Axes", systems: tuple[SystemFigures, ...]) -> None:
    """Draw how often a technique is right over how probable it was said to be."""
    axes.plot([0.0, 1.0], [0.0, 1.0], color="grey", linewidth=1.0, linestyle="--")
    for row, system in enumerate(systems):
        bins = system.technique.reliability
        if not bins:
            continue
        colour = _COLOURS[row % len(_COLOURS)]
        said, right = [b.said_ratio for b in bins], [b.right_ratio for b in bins]
        axes.scatter(
            said,
            right,
            s=[_SMALLEST + _LARGEST * b.kicks / system.technique.kicks for b in bins],
            marker=_MARKERS[row % len(_MARKERS)],
            color=colour,
            clip_on=False,
            label=f"{system.name} (off by {system.technique.calibration_error:.1%})",
        )
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="lower right", fontsize="small", markerscale=0.7)
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(0.0, 1.0)
    axes.set_xlabel("probability said")
    axes.set_ylabel("share right")
    axes.set_title("Can the probability be believed? (area: kicks)")
    axes.grid(alpha=0.3)


def _draw_speeds(axes: "Axes", system: SystemFigures, name: str) -> None:
    """Draw said speed over true speed, by technique."""
    kicks = system.table.kicks
    speeds = kicks.foot_mps if name == "foot" else kicks.ball_mps
    known = (speeds[:, 0] > 0.0) & ~np.isnan(speeds[:, 1])
    kinds = [(_NAMES[row], kicks.techniques == row) for row in range(len(TECHNIQUES))]
    kinds.append(("not labelled", kicks.techniques < 0))
    for row, (kind, mask) in enumerate(kinds):
        if (known & mask).any():
            axes.scatter(
                speeds[known & mask, 0],
                speeds[known & mask, 1],
                s=8.0,
                alpha=0.5,
                marker=_MARKERS[row % len(_MARKERS)],
                color=_COLOURS[row],
                label=kind,
            )
    if known.any():
        top = float(np.nanmax(speeds[known, :2]))
        axes.plot([0.0, top], [0.0, top], color="grey", linewidth=1.0, linestyle="--")
        axes.legend(loc="upper left", fontsize="small")
    axes.set_xlabel(f"true {name} speed (m/s)")
    axes.set_ylabel(f"said {name} speed (m/s)")
    axes.set_title(f"{name.capitalize()} speed: {system.name}")
    axes.grid(alpha=0.3)


def _draw_movements(axes: "Axes", systems: tuple[SystemFigures, ...]) -> None:
    """Draw false kicks an hour by kind of movement; nought is drawn at the left edge."""
    axes.set_title("False kicks by movement")
    axes.set_xlabel("false kicks an hour")
    names = [m.movement for m in systems[0].detection.by_movement][:_MOVEMENTS]
    if not names:
        axes.text(0.5, 0.5, "no movement without a kick", ha="center", transform=axes.transAxes)
        return
    for row, system in enumerate(systems):
        rates = {m.movement: m.per_hour.value for m in system.detection.by_movement}
        places = np.arange(len(names)) + 0.25 * (row - 0.5 * (len(systems) - 1))
        axes.plot(
            [rates.get(name, np.nan) for name in names],
            places,
            linestyle="none",
            marker=_MARKERS[row % len(_MARKERS)],
            color=_COLOURS[row % len(_COLOURS)],
            label=system.name,
        )
    axes.set_xscale("symlog", linthresh=1.0)
    axes.set_xlim(left=-0.1)
    hours = {m.movement: m.hours for m in systems[0].detection.by_movement}
    axes.set_yticks(range(len(names)), [f"{name} ({hours[name]:.2g} h)" for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(axis="x", alpha=0.3)
