"""From single repetitions to what is said of a practice: is it a habit, and how sure is that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from kicksense.coaching.baseline import Baseline
from kicksense.coaching.finding_kinds import FINDING_KINDS
from kicksense.coaching.given_cues import GivenCue
from kicksense.coaching.practice_settings import PracticeSettings
from kicksense.coaching.shares import wilson
from kicksense.domain.drill import Asked, Drill
from kicksense.domain.kick import Finding, KickReport
from kicksense.domain.locomotion import KickSurroundings
from kicksense.domain.score_card import Practice, Rep


@dataclass(frozen=True, slots=True)
class Played:
    """What a rule about a practice may look at.

    Attributes
    ----------
    practice
        The leg that is spoken of.
    reps
        Its repetitions.
    drill
        At its level; None where nothing was asked.
    baseline
        What is usual for the player.
    others
        Other legs and players on the same clock.
    cues
        Which the repetitions answer, in order of time.
    settings
        Thresholds.
    kicks
        Those that count, by their place in the report: all of them, or those that end a
        repetition of the drill.
    """

    practice: Practice
    reps: tuple[Rep, ...]
    drill: Drill | None
    baseline: Baseline
    others: tuple[Practice, ...]
    cues: tuple[GivenCue, ...]
    settings: PracticeSettings
    kicks: tuple[tuple[int, KickReport], ...] = field(init=False)

    def __post_init__(self) -> None:
        reported = self.practice.report.kicks
        chosen: Iterable[int] = range(len(reported))
        if self.drill is not None and self.reps:
            ending = {rep.kick_index for rep in self.reps if rep.kick_index is not None}
            chosen = sorted(index for index in ending if index < len(reported))
        object.__setattr__(self, "kicks", tuple((index, reported[index]) for index in chosen))

    def asks(self, score: str) -> Asked | None:
        """Give what the drill asks of a score, or None where the score is none of its own."""
        if self.drill is None:
            return None
        return next((asked for asked in self.drill.scores if asked.score == score), None)

    def most(self, score: str, otherwise: float) -> float:
        """Give the upper bound that the drill asks for, or else the one given."""
        asked = self.asks(score)
        return otherwise if asked is None or asked.most is None else asked.most

    def least(self, score: str, otherwise: float) -> float:
        """Give the lower bound that the drill asks for, or else the one given."""
        asked = self.asks(score)
        return otherwise if asked is None or asked.least is None else asked.least

    def around(self, index: int) -> KickSurroundings | None:
        """Give what the leg did around a kick, where that is known."""
        known = self.practice.activity.surroundings
        return known[index] if index < len(known) else None

    @property
    def stays_put(self) -> bool:
        """True where nobody moves to the ball."""
        return self.drill is not None and self.drill.stays_put

    @property
    def moves_on(self) -> bool:
        """True where the player is asked to move on after the ball, or nothing is asked."""
        return self.drill is None or self.asks("step_after_s") is not None


@dataclass(frozen=True, slots=True)
class Trial:
    """One repetition or kick that could show a fault.

    Attributes
    ----------
    shown
        Whether it did, at both ends of what the measure leaves open.
    chance_ratio
        How sure that is where it is shown: from the interval, or from the technique.
    value
        What was measured, for the evidence.
    """

    shown: bool
    chance_ratio: float = 1.0
    value: float = float("nan")


@dataclass(frozen=True, slots=True)
class FaultCount:
    """How often a fault was shown, of how often it could have been."""

    shown: int
    of: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What was looked for.

    Attributes
    ----------
    code
        Of the fault.
    count
        How often it was shown.
    finding
        What is said of it, or None where it is no habit.
    """

    code: str
    count: FaultCount
    finding: Finding | None = field(default=None)


def habit(
    code: str,
    trials: Sequence[Trial],
    settings: PracticeSettings,
    *,
    measure: str | None = None,
    limit: float | None = None,
    least_share_ratio: float | None = None,
    extra: Sequence[tuple[str, float]] = (),
    drill: str | None = None,
) -> Judged:
    """Judge whether a fault is a habit.

    It is where enough repetitions could have shown it and the lower bound of its share (Wilson)
    lies above the limit: one bad kick is none, and three of four may be chance. Where it is
    sure of none of them, nothing is said.

    Parameters
    ----------
    code
        Of the fault.
    trials
        Repetitions that could have shown it.
    settings
        How many are enough.
    measure, limit
        Name of what was measured, with its unit, and what was allowed; the evidence gets the
        median of the repetitions that showed the fault, and the limit as ``limit_<measure>``.
    least_share_ratio
        In place of `PracticeSettings.habit_share_ratio`.
    extra
        More evidence.
    drill
        In place of the drill of the code.

    Returns
    -------
    judged
        With a finding where it is a habit. Evidence: ``kicks_count`` of ``of_kicks_count``, the
        lower bound of the share, the confidence, and the measure.
    """
    kind = FINDING_KINDS[code]
    showing = [trial for trial in trials if trial.shown]
    count = FaultCount(len(showing), len(trials))
    least = settings.habit_share_ratio if least_share_ratio is None else least_share_ratio
    low, _ = wilson(count.shown, count.of, settings.confidence_z)
    if count.of < settings.min_reps_count or not low > least:
        return Judged(code, count)
    sure = kind.reliability_ratio * fmean(trial.chance_ratio for trial in showing)
    if not sure > 0.0:
        return Judged(code, count)
    evidence = [
        ("kicks_count", float(count.shown)),
        ("of_kicks_count", float(count.of)),
        ("share_low_ratio", low),
        ("confidence_ratio", sure),
        *_measured(measure, limit, showing),
        *extra,
    ]
    return Judged(
        code,
        count,
        Finding(code, kind.severity, tuple(evidence), drill=kind.drill if drill is None else drill),
    )


def whole(
    code: str,
    numbers: int,
    settings: PracticeSettings,
    *,
    chance_ratio: float,
    evidence: Sequence[tuple[str, float]] = (),
    drill: str | None = None,
) -> Judged:
    """Judge a fault that all repetitions show together, such as a spread or a trend.

    Parameters
    ----------
    code
        Of the fault.
    numbers
        How many it was read from.
    settings
        For the bound: a fault of the whole practice counts as shown by every one of them.
    chance_ratio
        How sure it is; below nine in ten nothing is said.
    evidence
        What was measured.
    drill
        In place of the drill of the code.

    Returns
    -------
    judged
        Evidence as `habit` gives it.
    """
    kind = FINDING_KINDS[code]
    sure = chance_ratio >= _SURE_RATIO
    count = FaultCount(numbers if sure else 0, numbers)
    if not sure:
        return Judged(code, count)
    counted = (
        ("kicks_count", float(numbers)),
        ("of_kicks_count", float(numbers)),
        ("share_low_ratio", wilson(numbers, numbers, settings.confidence_z)[0]),
        ("confidence_ratio", kind.reliability_ratio * chance_ratio),
    )
    trains = kind.drill if drill is None else drill
    return Judged(code, count, Finding(code, kind.severity, (*counted, *evidence), drill=trains))


_SURE_RATIO = 0.9


def _measured(
    measure: str | None, limit: float | None, showing: Sequence[Trial]
) -> list[tuple[str, float]]:
    """Give the median of what was measured, and what was allowed."""
    values = sorted(trial.value for trial in showing if trial.value == trial.value)
    if measure is None or not values:
        return []
    found = [(measure, values[len(values) // 2])]
    return found if limit is None else [*found, (f"limit_{measure}", limit)]
