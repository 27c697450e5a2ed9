"""Scores of the weight of the ball: the band at the target, speeds, echoes, hits, load."""

from collections.abc import Collection
from typing import Final

from kicksense.coaching.measured import (
    Material,
    Measured,
    absent,
    counted,
    middle_estimate,
    scatter,
    share,
)
from kicksense.domain.kick import KickReport, PowerBand, Technique
from kicksense.domain.score_card import Missing
from kicksense.units import BALL_MASS_KG

_HARD: Final = frozenset({PowerBand.HEAVY, PowerBand.EXCESS})


def in_band_ratio(material: Material) -> Measured:
    """Give the share of kicks whose arrival is judged good."""
    return _band_share(material, frozenset({PowerBand.GOOD}))


def too_hard_ratio(material: Material) -> Measured:
    """Give the share of kicks that arrive above the band for sure."""
    return _band_share(material, _HARD)


def under_hit_ratio(material: Material) -> Measured:
    """Give the share of kicks that do not arrive, or too slowly, for sure."""
    return _band_share(material, frozenset({PowerBand.UNDER_HIT}))


def ball_speed_mps(material: Material) -> Measured:
    """Give the median launch speed."""
    return middle_estimate([kick.ball_speed_mps for kick in material.rep_kicks], material.settings)


def arrival_speed_mps(material: Material) -> Measured:
    """Give the median speed at the target; zero does not arrive."""
    if material.practice.report.target is None:
        return absent(Missing.NO_TARGET)
    return middle_estimate(
        [
            kick.arrival_speed_mps
            for kick in material.rep_kicks
            if kick.arrival_speed_mps is not None
        ],
        material.settings,
    )


def weight_spread_ratio(material: Material) -> Measured:
    """Give the spread of the launch speed over its median, of the technique used most."""
    return scatter(
        [kick.ball_speed_mps.value for kick in _most_used(material.rep_kicks)],
        material.settings,
        relative=True,
    )


def echo_ball_speed_mps(material: Material) -> Measured:
    """Give the median launch speed that the wall tells."""
    if not material.drill.wall:
        return absent(Missing.NO_WALL)
    echoes = [rep.echo.ball_speed_mps for rep in material.reps if rep.echo is not None]
    return middle_estimate(echoes, material.settings, none=Missing.NO_ECHO)


def echoes(material: Material) -> Measured:
    """Count the balls that came back from the wall and were met."""
    if not material.drill.wall:
        return absent(Missing.NO_WALL)
    return counted(sum(rep.echo is not None for rep in material.reps))


def hit_ratio(material: Material) -> Measured:
    """Give the share of kicks that hit the target: counted by somebody, so without an interval."""
    known = [rep.hit for rep in material.reps if rep.hit is not None]
    found = share(
        known, material.settings, none=Missing.NO_MARKS if material.reps else Missing.NO_REPS
    )
    return Measured(found.value, count=found.count, missing=found.missing)


def kick_load_ns(material: Material) -> Measured:
    """Sum what all kicks gave to the ball: mass times speed (field notes, section 4)."""
    speeds = [kick.ball_speed_mps for kick in material.kicks]
    total, low, high = (
        BALL_MASS_KG * sum(getattr(speed, end) for speed in speeds)
        for end in ("value", "low", "high")
    )
    return Measured(total, (low, high), len(speeds), margin=(low, high))


def _band_share(material: Material, bands: Collection[PowerBand]) -> Measured:
    if material.practice.report.target is None:
        return absent(Missing.NO_TARGET)
    return share(
        [rep.power in bands for rep in material.reps if rep.power is not None], material.settings
    )


def _most_used(kicks: Collection[KickReport]) -> list[KickReport]:
    """Give the kicks of the technique that is most frequent; unsure ones only where all are."""
    by_technique: dict[Technique, list[KickReport]] = {}
    for kick in kicks:
        by_technique.setdefault(kick.technique, []).append(kick)
    sure = {key: some for key, some in by_technique.items() if key is not Technique.UNSURE}
    return max((sure or by_technique).values(), key=len, default=[])
