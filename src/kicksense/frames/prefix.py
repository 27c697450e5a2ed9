"""How much of the beginning of a recording tells how the sensor sits on the leg."""

from dataclasses import dataclass

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.frames.stance import StanceSettings
from kicksense.units import samples_in


@dataclass(frozen=True, slots=True)
class PrefixSettings:
    """When enough has been seen to calibrate on.

    What comes later does not change the calibration, so that a recording that still grows is
    judged as it will be when it has ended.

    Attributes
    ----------
    active_samples
        Of the search grid, in pieces in which the leg moves. Directions and shares settle long
        before fifty thousand, eight minutes of play.
    longest_s
        At most this much of the beginning, however little the leg moves.
    """

    active_samples: int = 50_000
    longest_s: float = 3600.0


@dataclass(frozen=True, slots=True)
class Prefix:
    """The search for the end of the beginning.

    Attributes
    ----------
    looked
        Samples of the search grid looked at, whole pieces.
    active
        Of these, in active pieces.
    stop
        Where the beginning ends; None while it has not.
    """

    looked: int = 0
    active: int = 0
    stop: int | None = None


def looked_further(
    prefix: Prefix,
    gyr_radps: FloatArray,
    rate_hz: float,
    *,
    stance: StanceSettings,
    settings: PrefixSettings,
) -> Prefix:
    """Look on for the end of the beginning; what is found does not depend on the steps.

    Parameters
    ----------
    prefix
        As far as was looked; `Prefix()` to begin with.
    gyr_radps
        Angular rate, shape (n, 3), any frame, search grid, from ``prefix.looked`` on.
    rate_hz
        Of the search grid.
    stance
        What an active piece is.
    settings
        When it is enough.

    Returns
    -------
    prefix
        To look on from.
    """
    if prefix.stop is not None:
        return prefix
    length = samples_in(stance.piece_s, rate_hz)
    most = max(1, samples_in(settings.longest_s, rate_hz) // length)
    count = min(len(gyr_radps) // length, most - prefix.looked // length)
    pieces = gyr_radps[: count * length].reshape(count, length, 3)
    rate = np.sqrt(np.einsum("pij,pij->p", pieces, pieces) / length)
    active = prefix.active + length * np.cumsum(rate > stance.active_rate_radps)
    enough = int(np.searchsorted(active, settings.active_samples))
    if enough < count:
        stop = prefix.looked + (enough + 1) * length
        return Prefix(stop, int(active[enough]), stop)
    looked = prefix.looked + count * length
    stopped = looked if looked >= most * length else None
    return Prefix(looked, int(active[-1]) if count else prefix.active, stopped)
