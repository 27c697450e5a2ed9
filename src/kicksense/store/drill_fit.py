"""What in a drill's plan does not fit together, where each part alone is sound."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kicksense.domain.drill import RepUnit
from kicksense.store.drill_text import Path

if TYPE_CHECKING:
    from kicksense.store.drill_form import AskedPart, DrillForm

_NEEDS: Final = {
    "reaction_s": "a cue",
    "cue_to_release_s": "a cue",
    "onset_s": "a cue",
    "onset_spread_s": "a cue",
    "on_time_ratio": "a cue",
    "second_cue_latency_s": "a cue with second_after_s",
    "echoes": "wall: true",
    "echo_ball_speed_mps": "wall: true",
    "shadow_gap_s": "sensors: 2 or more",
    "team_longest_chain": "sensors: 2 or more",
}

Trouble = tuple[Path, str]
"""Where in a plan something does not fit, and what."""


def unfit(form: "DrillForm") -> Iterator[Trouble]:
    """Give what does not fit together in a plan, and where.

    Parameters
    ----------
    form
        Of parts that are sound.

    Yields
    ------
    trouble
        Nothing for a sound plan.
    """
    yield from _unfit_numbers(form)
    yield from _twice(form)
    yield from _unfit_scores(form)


def _unfit_numbers(form: "DrillForm") -> Iterator[Trouble]:
    """Say which numbers do not fit together, where each alone is sound."""
    low, high = form.arrival_band_mps
    if low >= high:
        yield ("arrival_band_mps",), "the band takes the slower speed first, then the faster"
    first = form.levels[0]
    if first.distance_m is not None:
        yield (
            ("levels", 0, "distance_m"),
            "the first level is played over target_distance_m; write the distance there",
        )
    if first.asked:
        yield ("levels", 0, "asked"), "what the first level asks is written under scores"
    if form.wall and form.target_distance_m is None:
        yield ("wall",), "a wall needs target_distance_m, the way to it"


def _twice(form: "DrillForm") -> Iterator[Trouble]:
    """Say what is named twice."""
    asked: list[tuple[Path, tuple[AskedPart, ...]]] = [(("scores",), form.scores)]
    asked += [(("levels", at, "asked"), one.asked) for at, one in enumerate(form.levels)]
    named: list[list[tuple[Path, str]]] = [
        [((*path, at, "score"), one.score) for at, one in enumerate(entries)]
        for path, entries in asked
    ]
    named.append([(("techniques", at), str(one)) for at, one in enumerate(form.techniques)])
    aliases: list[tuple[Path, str]] = [(("name",), form.name)]
    aliases += [(("aliases", at), one) for at, one in enumerate(form.aliases)]
    named.append(aliases)
    for group in named:
        seen: set[str] = set()
        for path, name in group:
            if name in seen:
                yield path, f"'{name}' is named twice"
            seen.add(name)


def _unfit_scores(form: "DrillForm") -> Iterator[Trouble]:
    """Say which scores the drill cannot have."""
    there = {
        "a cue": form.cue is not None,
        "a cue with second_after_s": form.cue is not None and form.cue.second_after_s is not None,
        "wall: true": form.wall,
        "sensors: 2 or more": form.sensors > 1,
    }
    places: list[tuple[Path, str]] = []
    for at, asked in enumerate(form.scores):
        places.append((("scores", at, "score"), asked.score))
    for number, level in enumerate(form.levels):
        for at, asked in enumerate(level.asked):
            places.append((("levels", number, "asked", at, "score"), asked.score))
    for path, score in places:
        needed = _NEEDS.get(score)
        if needed is not None and not there[needed]:
            yield path, f"the score {score} needs {needed}"
    if form.rep is RepUnit.CUE and form.cue is None:
        yield ("rep",), "repetitions that begin with a cue need a cue"
