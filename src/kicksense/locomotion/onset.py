"""When the leg begins to move out of what was before."""

from dataclasses import dataclass

from kicksense.dsp import last_true
from kicksense.locomotion.steps import LegCourse
from kicksense.units import radps, samples_in


@dataclass(frozen=True, slots=True)
class OnsetSettings:
    """How the beginning of a movement is found.

    Attributes
    ----------
    look_back_s
        Farthest before the fastest forward swing: a first step takes 0.3 to 0.6 s to get there.
    rest_radps
        Swing rate of a leg that has not begun; quiet standing shows 1 to 3 deg/s, a leg that bears
        the body's weight in walking some 25.
    """

    look_back_s: float = 0.8
    rest_radps: float = radps(25.0)


def onset_before(course: LegCourse, peak: int, *, earliest: int, settings: OnsetSettings) -> int:
    """Give when the leg began to move that swings forward at some position.

    Reads the rate across the long axis, backwards from the swing: past the forward
    swing and the backward one before it, to the last moment at rest. Where the leg never rests
    (walking turns into running), it is the moment at which it is calmest: on the ground.

    Parameters
    ----------
    course
        Of the leg.
    peak
        Where the forward swing is fastest.
    earliest
        Where the step before came down.
    settings
        Thresholds.

    Returns
    -------
    position
        On the search grid.
    """
    first = max(min(earliest, peak), 0, peak - samples_in(settings.look_back_s, course.rate_hz))
    forward = course.forward_radps[first : peak + 1]
    across = course.across_radps[first : peak + 1]
    # Before it swings forward the leg is drawn back, unless it starts from behind.
    back = int(forward.argmin())
    lifted = back if forward[back] < -settings.rest_radps else len(across) - 1
    calm = last_true(across < settings.rest_radps, before=lifted)
    return first + (int(across[: lifted + 1].argmin()) if calm is None else calm)
