"""Drills: what is played to, on what, and what counts as good."""

from dataclasses import dataclass
from typing import Final

from kicksense.coaching.ball_roll import surface_named
from kicksense.domain.kick import Target, Technique
from kicksense.errors import UsageError

LONGEST_DISTANCE_M: Final = 120.0
"""Nobody passes farther: the longest pitch the Laws of the Game allow."""

_GOOD_MPS: Final = (1.0, 4.0)
_FIRM_MPS: Final = (3.0, 5.0)


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill.

    Attributes
    ----------
    name
        How options, reports and findings call it; its title lives in `kicksense.workflows.wording`.
    target_distance_m
        Way from the kick to the target; None where the ball goes somewhere else every time, so
        that power is judged only when the player names a distance.
    surface
        Surface assumed until the player names one.
    arrival_band_mps
        Arrival speeds that count as good.
    techniques
        What the drill trains; empty where anything goes.
    one_touch
        True where the ball is played with its first contact.
    stays_put
        True where the player has no reason to move on after the ball.
    source
        Where the numbers come from.
    """

    name: str
    target_distance_m: float | None
    surface: str
    arrival_band_mps: tuple[float, float]
    techniques: tuple[Technique, ...]
    one_touch: bool
    stays_put: bool
    source: str


_ASSUMED: Final = "Assumed from coaching practice; name your own distance where yours differs."

DRILLS: Final = (
    Drill(
        name="backheel_wall_pass",
        target_distance_m=4.0,
        surface="short_grass",
        arrival_band_mps=_GOOD_MPS,
        techniques=(Technique.HEEL,),
        one_touch=False,
        stays_put=True,
        source=_ASSUMED,
    ),
    Drill(
        name="partner_pass",
        target_distance_m=8.0,
        surface="short_grass",
        arrival_band_mps=_GOOD_MPS,
        techniques=(Technique.INSIDE_FOOT, Technique.HEEL),
        one_touch=False,
        stays_put=True,
        source=_ASSUMED,
    ),
    Drill(
        name="one_touch_circle",
        target_distance_m=6.0,
        surface="short_grass",
        arrival_band_mps=_GOOD_MPS,
        techniques=(Technique.INSIDE_FOOT, Technique.HEEL),
        one_touch=True,
        stays_put=False,
        source=_ASSUMED,
    ),
    Drill(
        name="small_sided",
        target_distance_m=None,
        surface="short_grass",
        arrival_band_mps=_GOOD_MPS,
        techniques=(),
        one_touch=False,
        stays_put=False,
        source="A game: the ball goes somewhere else every time.",
    ),
    Drill(
        name="build_out",
        target_distance_m=12.0,
        surface="short_grass",
        arrival_band_mps=_FIRM_MPS,
        techniques=(Technique.INSIDE_FOOT,),
        one_touch=False,
        stays_put=False,
        source="Arrival of 3 to 5 m/s: field notes, section 7. The distance is assumed.",
    ),
    Drill(
        name="back_post_run",
        target_distance_m=None,
        surface="short_grass",
        arrival_band_mps=_GOOD_MPS,
        techniques=(),
        one_touch=True,
        stays_put=False,
        source="A finish: no speed at the goal is too much.",
    ),
    Drill(
        name="free_play",
        target_distance_m=None,
        surface="short_grass",
        arrival_band_mps=_GOOD_MPS,
        techniques=(),
        one_touch=False,
        stays_put=False,
        source="No drill: nothing is asked for.",
    ),
)
"""The drills known."""


def drill_named(name: str) -> Drill:
    """Give the drill of a name.

    Raises
    ------
    UsageError
        If there is none; the message lists the names.
    """
    for drill in DRILLS:
        if drill.name == name:
            return drill
    known = ", ".join(drill.name for drill in DRILLS)
    raise UsageError(f"There is no drill called '{name}'. Choose one of: {known}.")


def target_of(
    drill: Drill | None, *, distance_m: float | None = None, surface: str | None = None
) -> Target | None:
    """Give what the ball is played to: the drill's target, with what the player said in its place.

    Parameters
    ----------
    drill
        The drill, or None where none was named.
    distance_m, surface
        What the player said, or None.

    Returns
    -------
    target
        None where neither the player nor the drill names a distance.

    Raises
    ------
    UsageError
        If the distance is none a ball can be played over, or the surface is not known.
    """
    if distance_m is not None and not 0.0 < distance_m <= LONGEST_DISTANCE_M:
        raise UsageError(
            f"A target {distance_m:g} m away cannot be played to. "
            f"Give a distance above 0 and up to {LONGEST_DISTANCE_M:g} m."
        )
    if surface is not None:
        surface_named(surface)
    asked = drill if drill is not None else drill_named("free_play")
    way_m = distance_m if distance_m is not None else asked.target_distance_m
    if way_m is None:
        return None
    return Target(
        distance_m=way_m,
        surface=surface if surface is not None else asked.surface,
        arrival_band_mps=asked.arrival_band_mps,
    )
