"""One kick as a figure for a notebook or a paper."""

from typing import TYPE_CHECKING, Final

import numpy as np

from kicksense.domain.kick import Estimate, KickReport
from kicksense.errors import UsageError
from kicksense.units import GRAVITY_MPS2, dps
from kicksense.workflows.notebook import Analysis
from kicksense.workflows.traces import KickStrip, kick_strip
from kicksense.workflows.wording import power_words, technique_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PHASE_COLOURS: Final = {
    "backswing": "#56B4E9",
    "strike swing": "#E69F00",
    "follow-through": "#009E73",
}
"""Of Okabe and Ito: told apart with any colour vision; each phase is labelled as well."""

_LINE_COLOUR: Final = "#0072B2"


def plot_kick(analysis: Analysis, number: int) -> "Figure":
    """Draw one kick: its signals with the phases shaded, and its speeds with their intervals.

    Above, the angular rate about the strike axis, positive toward the ball; in the middle the norm
    of the specific force; below, a dot for each speed on the bar of its interval.

    Parameters
    ----------
    analysis
        From `kicksense.analyze`.
    number
        Which kick, counted from 1 in order of time, as the index of `Analysis.to_frame` does.

    Returns
    -------
    figure
        A matplotlib figure; a notebook shows it, ``figure.savefig`` writes it.

    Raises
    ------
    UsageError
        If there is no such kick.
    """
    from matplotlib import pyplot as plt  # noqa: PLC0415 - slow to import

    kick = _kick_of(analysis, number)
    figure, (rate_axes, acc_axes, speed_axes) = plt.subplots(
        3, 1, figsize=(7.0, 6.5), height_ratios=(3, 2, 2), layout="constrained"
    )
    plt.close(figure)  # still shown as a cell's value, but not a second time and not kept
    strip = kick_strip(analysis.recording, analysis.report, kick)
    _draw_signals(rate_axes, acc_axes, strip)
    _shade_phases((rate_axes, acc_axes), kick)
    _draw_speeds(speed_axes, kick)
    figure.suptitle(_title_of(analysis, kick, number))
    return figure


def _kick_of(analysis: Analysis, number: int) -> KickReport:
    """Give the kick of a number, or say which numbers there are."""
    kicks = analysis.report.kicks
    if not kicks:
        raise UsageError(f"No kick was found in '{analysis.report.source.name}'; nothing to draw.")
    if not 1 <= number <= len(kicks):
        raise UsageError(
            f"There is no kick {number}. Kicks are numbered from 1 to {len(kicks)}, by time."
        )
    return kicks[number - 1]


def _title_of(analysis: Analysis, kick: KickReport, number: int) -> str:
    """Give what the figure shows, and that it is simulated where it is."""
    words = [f"kick {number} at {kick.t_s:.2f} s: {technique_words(kick.technique)}"]
    if kick.power is not None:
        words.append(power_words(kick.power))
    if analysis.report.source.simulated:
        words.append("simulated")
    return ", ".join(words)


def _draw_signals(rate_axes: "Axes", acc_axes: "Axes", strip: KickStrip) -> None:
    """Draw both signals over the time from the impact."""
    time_s = strip.start_s + strip.step_s * np.arange(len(strip.acc_mps2))
    rate_axes.plot(time_s, [dps(rate) for rate in strip.strike_rate_radps], color=_LINE_COLOUR)
    rate_axes.set_ylabel("strike rate (deg/s)")
    rate_axes.tick_params(labelbottom=False)
    acc_axes.plot(time_s, strip.acc_mps2 / GRAVITY_MPS2, color=_LINE_COLOUR)
    acc_axes.set_ylabel("specific force (g)")
    acc_axes.set_xlabel("time from the impact (s)")
    for axes in (rate_axes, acc_axes):
        axes.axvline(0.0, color="black", linewidth=1.0)
        axes.set_xlim(time_s[0], time_s[-1])
    rate_axes.axhline(0.0, color="grey", linewidth=0.5)


def _shade_phases(signal_axes: tuple["Axes", ...], kick: KickReport) -> None:
    """Shade the three phases behind the signals and name them above."""
    phases = kick.phases
    edges_s = (
        phases.backswing_s,
        phases.swing_reversal_s,
        phases.impact_s,
        phases.follow_through_end_s,
    )
    spans = zip(_PHASE_COLOURS.items(), edges_s[:-1], edges_s[1:], strict=True)
    for (phase, colour), start_s, stop_s in spans:
        for axes in signal_axes:
            axes.axvspan(
                start_s - kick.t_s, stop_s - kick.t_s, color=colour, alpha=0.25, label=phase
            )
    signal_axes[0].legend(loc="upper left", frameon=False, fontsize="small")


def _draw_speeds(axes: "Axes", kick: KickReport) -> None:
    """Draw each speed as a dot on the bar of its interval."""
    speeds: dict[str, Estimate | None] = {
        "foot": kick.foot_speed_mps,
        "ball": kick.ball_speed_mps,
        "ball at the target": kick.arrival_speed_mps,
    }
    known = {name: speed for name, speed in speeds.items() if speed is not None}
    for row, speed in enumerate(known.values()):
        axes.plot(
            [speed.low, speed.high],
            [row, row],
            color=_LINE_COLOUR,
            linewidth=6,
            alpha=0.35,
            solid_capstyle="butt",
        )
        axes.plot([speed.value], [row], "o", color=_LINE_COLOUR)
    axes.set_yticks(range(len(known)), list(known))
    axes.set_ylim(len(known) - 0.5, -0.5)
    axes.set_xlim(left=0.0)
    axes.set_xlabel("speed (m/s), nine times in ten within the bar" + _clip_note(kick))
    axes.grid(axis="x", alpha=0.3)


def _clip_note(kick: KickReport) -> str:
    """Say that a sensor was at full scale."""
    return "; the sensor was at full scale, so wider" if kick.clipped else ""
