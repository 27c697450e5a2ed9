"""Whether the kicks are those of the leg that was said."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kicksense.domain.anatomy import Placement, Side
from kicksense.domain.kick import CalibrationReport, KickReport

_SIDEWAYS_RAD: Final = 0.6
_FEWEST_SIDEWAYS: Final = 3
_MOSTLY_RATIO: Final = 0.7


def with_leg_remark(
    calibration: CalibrationReport, placement: Placement, kicks: Sequence[KickReport]
) -> CalibrationReport:
    """Say so if the sideways kicks are those of the other leg.

    Players strike with the inside far more often than with the outside of the foot, so kicks that
    mostly turn outward come from the other leg than was said.

    Parameters
    ----------
    calibration
        Gets the remark.
    placement
        The leg that was said.
    kicks
        Of the recording.

    Returns
    -------
    calibration
        The same where nothing speaks against the leg.
    """
    sideways = [
        kick.features["adduction_rate_at_impact_radps"]
        for kick in kicks
        if kick.features["swing_plane_angle_rad"] > _SIDEWAYS_RAD
    ]
    outward = sum(rate < 0.0 for rate in sideways)
    if len(sideways) < _FEWEST_SIDEWAYS or outward < _MOSTLY_RATIO * len(sideways):
        return calibration
    other = Side.LEFT if placement.side is Side.RIGHT else Side.RIGHT
    said = "was said to be" if placement.side_known else "was taken to be"
    remark = (
        f"{outward} of {len(sideways)} sideways kicks turn outward, as if the sensor sat on the "
        f"{other} leg; the leg {said} the {placement.side} one. If it was the {other} one, say so "
        f"with --side {other}."
    )
    return replace(calibration, remarks=(*calibration.remarks, remark))
