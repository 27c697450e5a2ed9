"""A session of a drill as one picture: its repetitions over time, each with what was asked."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kicksense.domain.drill import Asked
from kicksense.domain.kick import KickReport, PowerBand
from kicksense.domain.score_card import Rep, ScoreCard
from kicksense.units import kmh
from kicksense.workflows.picture_files import check_picture, write_drawing
from kicksense.workflows.practising import Practised
from kicksense.workflows.score_card_wording import heading_words
from kicksense.workflows.wording import power_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ENDINGS: Final = (".png", ".svg")
_LOOKS: Final = {
    PowerBand.UNDER_HIT: ("#56B4E9", "v"),
    PowerBand.GOOD: ("#009E73", "o"),
    PowerBand.HEAVY: ("#E69F00", "^"),
    PowerBand.EXCESS: ("#D55E00", "s"),
}
"""Colours of Okabe and Ito, told apart with any colour vision, and shapes."""

_PLAIN: Final = ("#0072B2", "o")
_BAND: Final = "#009E73"
_WIDTH_IN: Final = 8.0
_PANEL_IN: Final = 2.3


@dataclass(frozen=True, slots=True)
class _Panel:
    """One quantity of the repetitions."""

    title: str
    value: Callable[[Rep], float | None]
    score: str


def check_card_picture(path: Path) -> None:
    """Refuse a picture that could not be drawn, before anything is measured.

    Parameters
    ----------
    path
        The file to be written.

    Raises
    ------
    UsageError
        If the file is called neither ``.png`` nor ``.svg``.
    """
    check_picture(path, _ENDINGS)


def write_card_picture(practised: Practised, path: Path) -> None:
    """Draw what a session came to and write it.

    Parameters
    ----------
    practised
        With its score card.
    path
        The file, ``.png`` or ``.svg``; it is there completely or not at all.

    Raises
    ------
    UsageError
        As `check_card_picture`.
    StoreError
        If the file cannot be written.
    """
    check_card_picture(path)
    write_drawing(drawn_card(practised), path)


def drawn_card(practised: Practised) -> "Figure":
    """Draw the repetitions of a session over time, a panel for each thing that was measured.

    Parameters
    ----------
    practised
        With its score card.

    Returns
    -------
    figure
        Speeds of the ball with their intervals and the good band at the target, starts against the
        cue and first touch to pass with what was asked; only what there is.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow to import

    card, drill = practised.card, practised.drill
    scored = {asked.score: asked for asked in drill.scores}
    panels = [
        panel
        for panel in _PANELS
        if panel.score in scored and any(panel.value(rep) is not None for rep in card.reps)
    ]
    count = 1 + len(panels)
    figure = Figure(figsize=(_WIDTH_IN, _PANEL_IN * count + 0.6), layout="constrained")
    axes = list(figure.subplots(count, 1, squeeze=False)[:, 0])
    _draw_balls(axes[0], practised)
    for axis, panel in zip(axes[1:], panels, strict=True):
        _draw_panel(axis, panel, card, scored[panel.score])
    axes[-1].set_xlabel("repetition")
    simulated = " (simulated)" if card.simulated else ""
    figure.suptitle(f"{heading_words(card, drill)}{simulated}", fontsize=11)
    return figure


def _draw_balls(axis: "Axes", practised: Practised) -> None:
    """Draw how fast each ball arrived, or left where no target is known."""
    report, card = practised.report, practised.card
    kicks = [(rep, _kick_of(rep, report.kicks)) for rep in card.reps]
    arrives = report.target is not None
    axis.set_title("Ball at the target" if arrives else "Ball off the foot", fontsize=10)
    axis.set_ylabel("km/h")
    if report.target is not None:
        low, high = (kmh(speed) for speed in report.target.arrival_band_mps)
        axis.axhspan(low, high, color=_BAND, alpha=0.15, label="good")
    said: set[PowerBand | None] = set()
    for rep, kick in kicks:
        if kick is None:
            continue
        speed = kick.arrival_speed_mps if arrives else kick.ball_speed_mps
        if speed is None:
            continue
        colour, shape = _PLAIN if rep.power is None else _LOOKS[rep.power]
        high = speed.high if math.isfinite(speed.high) else speed.value
        axis.vlines(rep.number, kmh(speed.low), kmh(high), color=colour, alpha=0.6, linewidth=2)
        label = None if rep.power in said or rep.power is None else power_words(rep.power)
        said.add(rep.power)
        axis.plot(rep.number, kmh(speed.value), shape, color=colour, label=label)
    axis.set_ylim(bottom=0.0)
    _tidy(axis, card)


def _draw_panel(axis: "Axes", panel: _Panel, card: ScoreCard, asked: Asked) -> None:
    """Draw one quantity of each repetition beside what was asked of it."""
    axis.set_title(panel.title, fontsize=10)
    axis.set_ylabel("s")
    values = [(rep.number, value) for rep in card.reps if (value := panel.value(rep)) is not None]
    bounds = [bound for bound in (asked.least, asked.most) if bound is not None]
    seen = [0.0, *bounds, *(value for _, value in values)]
    room = 0.08 * (max(seen) - min(seen)) + 0.02
    low, high = (0.0 if min(seen) == 0.0 else min(seen) - room), max(seen) + room
    if bounds:
        lower = low if asked.least is None else asked.least
        upper = high if asked.most is None else asked.most
        axis.axhspan(lower, upper, color=_BAND, alpha=0.15, label="asked")
    for number, value in values:
        axis.vlines(number, 0.0, value, color=_PLAIN[0])
        axis.plot(number, value, _PLAIN[1], color=_PLAIN[0])
    axis.axhline(0.0, color="black", linewidth=0.8)
    axis.set_ylim(low, high)
    _tidy(axis, card)


def _tidy(axis: "Axes", card: ScoreCard) -> None:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - slow to import

    axis.set_xlim(0.4, max(1, len(card.reps)) + 0.6)
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    if not card.reps:
        axis.text(0.5, 0.5, "nothing was played", transform=axis.transAxes, ha="center")
    if axis.get_legend_handles_labels()[1]:
        axis.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=8, frameon=False)


def _kick_of(rep: Rep, kicks: Sequence[KickReport]) -> KickReport | None:
    return None if rep.kick_index is None else kicks[rep.kick_index]


def _first_touch_to_pass(rep: Rep) -> float | None:
    """Give the time to the pass; nothing of a ball that was played with the first touch."""
    return rep.touch_to_release_s or None


def _start(rep: Rep) -> float | None:
    return rep.onset_s


def _release(rep: Rep) -> float | None:
    return rep.release_s


_PANELS: Final = (
    _Panel("Start against the cue", _start, "onset_s"),
    _Panel("Cue to first pass", _release, "cue_to_release_s"),
    _Panel("First touch to pass", _first_touch_to_pass, "touch_to_release_s"),
)
