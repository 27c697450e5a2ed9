"""Scores of how many repetitions there were, as asked, in which rhythm."""

from collections.abc import Sequence
from itertools import pairwise

from kicksense.coaching.measured import (
    Material,
    Measured,
    absent,
    counted,
    middle,
    scatter,
    share,
)
from kicksense.domain.drill import RepUnit
from kicksense.domain.kick import PowerBand
from kicksense.domain.score_card import Missing, Rep


def repetitions(material: Material) -> Measured:
    """Count repetitions; a cue that nobody answered with a start or a contact is none."""
    if _lacks_cues(material):
        return absent(Missing.NO_CUES)
    return counted(sum(_was_done(rep) for rep in material.reps))


def as_asked_ratio(material: Material) -> Measured:
    """Give the share of kicks with a technique that the drill asks for, unsure ones left out."""
    if not material.drill.techniques:
        return Measured(None, missing=Missing.NOT_MEASURED)
    return share(
        [rep.as_asked for rep in material.reps if rep.as_asked is not None], material.settings
    )


def longest_streak(material: Material) -> Measured:
    """Count the longest row of repetitions with nothing wrong and no long pause."""
    if _lacks_cues(material):
        return absent(Missing.NO_CUES)
    best = row = 0
    before: Rep | None = None
    for rep in material.reps:
        pause_s = 0.0 if before is None else rep.t_s - before.t_s
        is_cued = material.drill.rep is RepUnit.CUE
        kept = is_cued or pause_s <= material.settings.most_pause_s
        row = (row if kept else 0) + 1 if _is_good(rep, material.drill.one_touch) else 0
        best, before = max(best, row), rep
    return Measured(float(best), count=len(material.reps))


def rhythm_s(material: Material) -> Measured:
    """Give the median time from one repetition to the next, long pauses left out."""
    return middle(_intervals_s(material), material.settings, none=_too_few(material.reps))


def rhythm_spread_ratio(material: Material) -> Measured:
    """Give the spread of that time over its median."""
    return scatter(
        _intervals_s(material), material.settings, relative=True, none=_too_few(material.reps)
    )


def _intervals_s(material: Material) -> list[float]:
    return [
        later.t_s - earlier.t_s
        for earlier, later in pairwise(material.reps)
        if 0.0 < later.t_s - earlier.t_s <= material.settings.most_pause_s
    ]


def _too_few(reps: Sequence[Rep]) -> Missing:
    return Missing.TOO_FEW if reps else Missing.NO_REPS


def _was_done(rep: Rep) -> bool:
    return rep.cue_s is None or rep.contacts > 0 or rep.onset_s is not None


def _is_good(rep: Rep, one_touch: bool) -> bool:
    """Tell whether nothing speaks against a repetition."""
    return (
        _was_done(rep)
        and rep.as_asked is not False
        and rep.hit is not False
        and rep.power in (None, PowerBand.GOOD)
        and (not one_touch or rep.contacts <= 1)
    )


def _lacks_cues(material: Material) -> bool:
    """Tell whether nobody said when the cues came, so that what was played cannot be counted."""
    return material.drill.rep is RepUnit.CUE and not material.cues
