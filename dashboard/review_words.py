"""The words of the close look at a kick: phases, ghosts, differences, and the drawn leg."""

import math
from collections.abc import Callable, Mapping
from typing import Final

from dashboard.formats import (
    angle_words,
    interval_words,
    milliseconds_words,
    moment_words,
    rate_words,
    speed_words,
)
from dashboard.wording import technique_words
from kicksense.domain.kick import Estimate, KickReport
from kicksense.store.session_row import SessionRow
from kicksense.units import dps
from kicksense.workflows.ghost_choice import Ghost, Source
from kicksense.workflows.ghosts import Difference, Measure, PhaseSpan, Unlike
from kicksense.workflows.language import marked, tr
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.stick_leg import THIGH_ERROR_RAD, StickLeg

PHASE_TITLES: Final[Mapping[str, str]] = {
    "backswing": marked("Backswing"),
    "strike": marked("Swing to the ball"),
    "follow": marked("Follow-through"),
}
"""Of the phases, in English."""

_SPEEDS: Final = (Measure.FOOT_SPEED, Measure.BALL_SPEED)

_TITLES: Final[Mapping[Measure, str]] = {
    Measure.BACKSWING: marked("Backswing"),
    Measure.SWING_ANGLE: marked("Way of the swing to the ball"),
    Measure.SWING: marked("Time of the swing to the ball"),
    Measure.PEAK_RATE: marked("Fastest turn toward the ball"),
    Measure.PEAK_TO_IMPACT: marked("From the fastest turn to the ball"),
    Measure.FOLLOW_THROUGH: marked("Follow-through after the ball"),
    Measure.FOOT_SPEED: marked("Speed of the foot"),
    Measure.BALL_SPEED: marked("Speed of the ball"),
}

_MORE: Final[Mapping[Measure, tuple[str, str]]] = {
    Measure.BACKSWING: (marked("longer by {amount}"), marked("shorter by {amount}")),
    Measure.SWING_ANGLE: (marked("further by {amount}"), marked("less far by {amount}")),
    Measure.SWING: (marked("longer by {amount}"), marked("shorter by {amount}")),
    Measure.PEAK_RATE: (marked("faster by {amount}"), marked("slower by {amount}")),
    Measure.PEAK_TO_IMPACT: (marked("earlier by {amount}"), marked("later by {amount}")),
    Measure.FOLLOW_THROUGH: (marked("further by {amount}"), marked("less far by {amount}")),
    Measure.FOOT_SPEED: (marked("faster by {amount}"), marked("slower by {amount}")),
    Measure.BALL_SPEED: (marked("faster by {amount}"), marked("slower by {amount}")),
}


def measure_title(difference: Difference) -> str:
    """Give what is compared."""
    return tr(_TITLES[difference.measure])


def measured_words(measure: Measure, value: float) -> str:
    """Give a measured value in everyday units."""
    return _words_of(measure)(value)


def difference_words(difference: Difference) -> str:
    """Say in what way a kick differs, and whether that is more than chance."""
    words = _words_of(difference.measure)
    amount = words(abs(difference.amount))
    if difference.unlike is Unlike.UNSURE:
        return tr(
            "no sure difference: {amount}, and measuring alone can make {margin}",
            amount=amount,
            margin=words(difference.margin),
        )
    more, less = _MORE[difference.measure]
    said = tr(more if difference.unlike is Unlike.MORE else less, amount=amount)
    sure = tr("{difference}, more than measuring alone makes", difference=said)
    match difference.is_unusual:
        case None:
            return sure
        case True:
            return tr("{difference}, and more than these kicks usually differ", difference=sure)
        case False:
            return tr("{difference}, but these kicks often differ as much", difference=sure)


def interval_of(measure: Measure, estimate: Estimate) -> str:
    """Give the interval of a measured value."""
    if measure in _SPEEDS:
        return interval_words(estimate)
    words = _words_of(measure)
    return tr("{low} to {high}", low=words(estimate.low), high=words(estimate.high))


def phase_duration_words(span: PhaseSpan) -> str:
    """Say how long a phase lasted, how sure that is, and what is usual."""
    reach = milliseconds_words(span.duration_s.high - span.duration_s.value)
    duration = milliseconds_words(span.duration_s.value)
    said = tr("{duration}, give or take {reach}", duration=duration, reach=reach)
    if span.usual_s is None:
        return said
    return tr(
        "{duration}; usually {low} to {high}",
        duration=said,
        low=milliseconds_words(span.usual_s.low),
        high=milliseconds_words(span.usual_s.high),
    )


def phases_alt(spans: tuple[PhaseSpan, ...]) -> str:
    """Say in words what the bars of the phases show."""
    said = [f"{tr(PHASE_TITLES[span.name])}: {phase_duration_words(span)}" for span in spans]
    return ". ".join(said)


def ghost_words(ghost: Ghost, own: SessionRow) -> str:
    """Give what a kick that can be compared with is called in a list."""
    speed = speed_words(ghost.line.ball_speed_mps.value)
    technique = technique_words(ghost.line.technique)
    day = moment_words(started_of(ghost.row))
    parts = {"technique": technique, "speed": speed, "day": day}
    match ghost.source:
        case Source.BEST:
            return tr("Best of all sessions: {technique}, {speed}, {day}", **parts)
        case Source.BEST_IN_DRILL:
            return tr("Best in this drill: {technique}, {speed}, {day}", **parts)
        case Source.PREVIOUS:
            return tr("Usual one of the session before: {technique}, {speed}, {day}", **parts)
        case Source.TEAM_MATE:
            return tr(
                "{player}: {technique}, {speed}, {day}", player=ghost.row.player_id or "", **parts
            )
        case Source.CHOSEN:
            return kick_words(ghost, own)


def kick_words(ghost: Ghost, own: SessionRow) -> str:
    """Give a kick by its number, and its session where that is another one."""
    parts = {
        "number": ghost.line.number,
        "technique": technique_words(ghost.line.technique),
        "speed": speed_words(ghost.line.ball_speed_mps.value),
    }
    if ghost.row.id == own.id:
        return tr("Kick {number}: {technique}, {speed}", **parts)
    return tr("{session}, kick {number}: {technique}, {speed}", session=ghost.row.name, **parts)


def ghost_name(ghost: Ghost) -> str:
    """Give the short name by which a drawing calls the other kick."""
    match ghost.source:
        case Source.BEST | Source.BEST_IN_DRILL:
            return tr("best kick")
        case Source.PREVIOUS:
            return tr("session before")
        case Source.TEAM_MATE:
            return ghost.row.player_id or tr("other player")
        case Source.CHOSEN:
            return tr("kick {number}", number=ghost.line.number)


def lean_words(lean_rad: float) -> str:
    """Say how far the shin leans in the side view."""
    if abs(math.degrees(lean_rad)) < 1.0:
        return tr("upright")
    angle = angle_words(abs(lean_rad))
    if lean_rad > 0.0:
        return tr("{angle} with the foot toward the ball", angle=angle)
    return tr("{angle} with the foot away from the ball", angle=angle)


def leg_lines(leg: StickLeg, kick: KickReport) -> tuple[str, ...]:
    """Say in words what the drawn leg shows, moment by moment.

    Parameters
    ----------
    leg
        With times from the impact.
    kick
        The same kick.
    """
    phases = kick.phases
    moments = (
        (tr("Where the swing turns"), phases.swing_reversal_s),
        (tr("At the ball"), phases.impact_s),
        (tr("At the end of the follow-through"), phases.follow_through_end_s),
    )
    return tuple(
        tr("{moment}: {lean}", moment=moment, lean=lean_words(leg.lean_at(at_s - kick.t_s)))
        for moment, at_s in moments
    )


def leg_caveats(leg: StickLeg) -> tuple[str, ...]:
    """Say what of the drawn leg is measured and what is guessed."""
    said = [
        tr(
            "The shin is measured: how it leans is known to about {error}.",
            error=angle_words(leg.tilt_error_rad),
        ),
        tr(
            "Thigh and foot carry no sensor. They are drawn dashed, as they go with such a shin: "
            "in simulated kicks the thigh was within {error} nine times in ten. The hip is drawn "
            "as if it stood still.",
            error=angle_words(THIGH_ERROR_RAD),
        ),
        tr("The picture is turned so that the foot strikes to the right; the ball goes there."),
    ]
    said.append(
        tr("The length of the leg comes from its swings at the beginning.")
        if leg.length_measured
        else tr("The length of the leg is not known; a body of 1.70 m is drawn.")
    )
    if not leg.forward_known:
        said.append(
            tr(
                "Forward could not be told from backward in this recording, so that thigh and foot "
                "may point the wrong way."
            )
        )
    return tuple(said)


def _words_of(measure: Measure) -> Callable[[float], str]:
    if measure in _SPEEDS:
        return speed_words
    if measure is Measure.PEAK_RATE:
        return _round_rate_words
    if measure in (Measure.SWING_ANGLE, Measure.FOLLOW_THROUGH):
        return angle_words
    return milliseconds_words


def _round_rate_words(rate_radps: float) -> str:
    """Give a rate in tens of degrees per second: the last digit means nothing."""
    tens = round(dps(rate_radps) / 10.0) * 10.0
    return rate_words(math.radians(tens))
