"""What is usual for a player: median and spread of their own measures, shrunk while few."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kicksense.coaching.shares import spread_of
from kicksense.domain.kick import KickReport, Technique
from kicksense.domain.locomotion import Gait
from kicksense.domain.score_card import History, Practice, SessionMeasures, Spread
from kicksense.units import BALL_MASS_KG

KICK_MEASURES: Final = (
    "swing_angle_rad",
    "swing_duration_s",
    "follow_through_angle_rad",
    "peak_strike_rate_radps",
)
"""Features whose own median and spread are kept, technique by technique."""

BALL_SPEED: Final = "ball_speed_mps"
SWAY: Final = "sway_rad"
SPRINT_PEAK: Final = "sprint_peak_radps"
SPRINT_CADENCE: Final = "sprint_cadence_hz"
KICK_LOAD: Final = "kick_load_ns"

NO_TECHNIQUE: Final = Technique.UNSURE
"""Stands for measures that are not of one technique."""

PRIOR_COUNT: Final = 10
"""The population counts like so many numbers of the player's own. Assumed."""

FEWEST: Final = 8
"""Numbers of one's own that make a usual where nothing is known of the population. Assumed."""

POPULATION: Final = MappingProxyType(
    {
        # Asked for: 10 to 45 deg, two spreads to either side (field notes, section 7).
        ("swing_angle_rad", Technique.HEEL): Spread(math.radians(27.5), math.radians(9.0), 0),
        # A light heel kick swings 120 to 220 ms, a pass 120 to 150 ms (field notes, section 3).
        ("swing_duration_s", Technique.HEEL): Spread(0.17, 0.03, 0),
        # Good under 30 deg, too much above 60 (field notes, section 7).
        ("follow_through_angle_rad", Technique.HEEL): Spread(
            math.radians(25.0), math.radians(12.0), 0
        ),
    }
)
"""What is known of everybody, by measure and technique."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is usual for one leg of one player.

    Attributes
    ----------
    usual
        Measure, technique (`NO_TECHNIQUE` where it is of none), and what is usual.
    sessions
        How many it rests on.
    """

    usual: tuple[tuple[str, Technique, Spread], ...] = ()
    sessions: int = 0

    def of(self, measure: str, technique: Technique = NO_TECHNIQUE) -> Spread | None:
        """Give what is usual, or None where too little is known."""
        for name, kind, spread in self.usual:
            if name == measure and kind is technique:
                return spread
        return None


def measures_of(practice: Practice) -> SessionMeasures:
    """Give what a session adds to the player's baseline.

    Parameters
    ----------
    practice
        One leg in one recording.

    Returns
    -------
    measures
        Of each technique that was sure: the kicks' features and ball speed, and the sway after
        them; of none: the fastest swing and the cadence of each sprint, and the session's load.
    """
    kicks = practice.report.kicks
    found: list[tuple[str, Technique, Spread]] = []
    for technique in (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP):
        chosen = [index for index, kick in enumerate(kicks) if kick.technique is technique]
        if not chosen:
            continue
        found.extend(
            (name, technique, spread_of([feature(kicks[index], name) for index in chosen]))
            for name in KICK_MEASURES
        )
        speeds = [kicks[index].ball_speed_mps.value for index in chosen]
        found.append((BALL_SPEED, technique, spread_of(speeds)))
        around = practice.activity.surroundings
        sway = [around[index].sway_rad for index in chosen if index < len(around)]
        found.append((SWAY, technique, spread_of(sway)))
    sprints = [bout for bout in practice.activity.bouts if bout.gait is Gait.SPRINTING]
    found.append((SPRINT_PEAK, NO_TECHNIQUE, spread_of([b.peak_swing_radps for b in sprints])))
    found.append((SPRINT_CADENCE, NO_TECHNIQUE, spread_of([b.cadence_hz for b in sprints])))
    found.append((KICK_LOAD, NO_TECHNIQUE, Spread(kick_load_ns(kicks), 0.0, 1)))
    return SessionMeasures(tuple(entry for entry in found if entry[2].count))


def baseline_of(history: History) -> Baseline:
    """Give what is usual for a player from their own earlier sessions.

    A measure's usual value is the mean of the sessions' medians, each counting as many numbers as
    it rests on; its spread joins what varies within sessions and between them. Where something is
    known of the population, that counts like `PRIOR_COUNT` numbers more; where nothing is, fewer
    than `FEWEST` numbers make no usual (the load is one number a session: it needs no more).

    Parameters
    ----------
    history
        Earlier sessions of this leg, by the same analysis.

    Returns
    -------
    baseline
        Of every measure of which enough is known.
    """
    seen: dict[tuple[str, Technique], list[Spread]] = {}
    for session in history.sessions:
        for name, technique, spread in session.measures.measures:
            seen.setdefault((name, technique), []).append(spread)
    usual = [
        (*key, joined)
        for key in sorted(seen.keys() | POPULATION.keys())
        if (joined := _joined(seen.get(key, []), key)) is not None
    ]
    return Baseline(tuple(usual), len(history.sessions))


def feature(kick: KickReport, name: str) -> float:
    """Give a number of a kick, NaN where the report does not have it."""
    return kick.features[name] if name in kick.features.names else math.nan


def kick_load_ns(kicks: Sequence[KickReport]) -> float:
    """Give the load of kicks: the impulses that the balls took, added up.

    A ball that leaves with v has taken its mass times v from the foot (field notes, section 4).
    """
    return sum(BALL_MASS_KG * kick.ball_speed_mps.value for kick in kicks)


def _joined(spreads: Sequence[Spread], key: tuple[str, Technique]) -> Spread | None:
    """Join sessions, and the population where it is known."""
    prior = POPULATION.get(key)
    parts = [(one.median, one.spread, float(one.count)) for one in spreads]
    count = sum(one.count for one in spreads)
    if prior is not None:
        parts.append((prior.median, prior.spread, float(PRIOR_COUNT)))
    elif key[0] != KICK_LOAD and count < FEWEST:
        return None
    total = sum(weight for _, _, weight in parts)
    middle = sum(weight * value for value, _, weight in parts) / total
    within = sum(weight * spread**2 for _, spread, weight in parts) / total
    between = sum(weight * (value - middle) ** 2 for value, _, weight in parts) / total
    return Spread(middle, math.sqrt(within + between), count)
