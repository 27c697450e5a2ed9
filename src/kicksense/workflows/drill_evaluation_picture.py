"""How right score cards are, as one picture: drills down, measures across."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from kicksense.workflows.drill_evaluation_figures import DrillEvaluation, DrillGroup, MeasureFigure
from kicksense.workflows.picture_files import check_picture, write_drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

_SHOWN: Final = (
    ("repetitions_error", "reps off"),
    ("technique_right", "technique\nright"),
    ("band_right", "band\nright"),
    ("band_compatible", "band in\ninterval"),
    ("onset_error_s", "onset off\n(ms)"),
    ("echo_speed_error", "echo speed\noff"),
    ("work_on_right", "fault put\nfirst"),
    ("work_on_wrong", "another\nput first"),
)
_MET: Final = "#bfe3d0"
_NOT_MET: Final = "#f6c4a8"
_NOT_ASKED: Final = "#eceff1"
_NOTHING: Final = "#ffffff"
_SIDE_GROUPS: Final = ("side", "age", "technique")


def write_drill_picture(evaluation: DrillEvaluation, path: Path) -> None:
    """Draw an evaluation and write it as a PNG.

    Parameters
    ----------
    evaluation
        The figures.
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
    write_drawing(draw_drills(evaluation), path)


def draw_drills(evaluation: DrillEvaluation) -> "Drawing":
    """Draw a matrix of drills and measures; the colour says whether what was asked is met.

    Parameters
    ----------
    evaluation
        The figures.

    Returns
    -------
    drawing
        A matplotlib figure that belongs to no window.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - slow to import
    from matplotlib.figure import Figure as Drawing  # noqa: PLC0415 - the same

    groups = [
        group
        for group in evaluation.groups
        if group.group in ("all", "drill") or group.group in _SIDE_GROUPS
    ]
    drawing = Drawing(figsize=(12.0, 2.0 + 0.34 * len(groups)), layout="constrained")
    FigureCanvasAgg(drawing)
    axes = drawing.subplots()
    _draw_matrix(axes, groups)
    whole = evaluation.groups[0]
    axes.set_title(
        f"SIMULATED - {whole.sessions} sessions of {whole.players} players, "
        f"{evaluation.engine} engine, seed {evaluation.seed}; no player did this.\n"
        "Green: what was asked is met. Orange: it is not. Grey: nothing is asked.",
        fontsize="medium",
    )
    return drawing


def _draw_matrix(axes: "Axes", groups: list[DrillGroup]) -> None:
    from matplotlib.colors import to_rgb  # noqa: PLC0415 - slow to import

    colours = np.ones((len(groups), len(_SHOWN), 3))
    for row, group in enumerate(groups):
        named = {measure.name: measure for measure in group.measures}
        for column, (name, _) in enumerate(_SHOWN):
            colours[row, column] = to_rgb(_colour_of(named[name]))
            axes.text(column, row, _words_of(named[name]), ha="center", va="center", fontsize=9)
    axes.imshow(colours, aspect="auto")
    axes.set_xticks(range(len(_SHOWN)), [words for _, words in _SHOWN])
    axes.set_yticks(range(len(groups)), [_name_of(group) for group in groups])
    axes.xaxis.tick_top()
    axes.tick_params(length=0.0)


def _name_of(group: DrillGroup) -> str:
    words = {"all": "all drills", "drill": group.value}.get(
        group.group, f"{group.group}: {group.value}"
    )
    return f"{words.replace('_', ' ')} ({group.sessions})"


def _colour_of(measure: MeasureFigure) -> str:
    if math.isnan(measure.figure.value):
        return _NOTHING
    return {True: _MET, False: _NOT_MET, None: _NOT_ASKED}[measure.met]


def _words_of(measure: MeasureFigure) -> str:
    value = measure.figure.value
    if math.isnan(value):
        return "-"
    if measure.shown_in.value == "s":
        return f"{1000.0 * value:.0f}"
    return f"{100.0 * value:.1f} %".replace("100.0", "100")
