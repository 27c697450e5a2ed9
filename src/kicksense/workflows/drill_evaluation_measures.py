"""What is measured of a score card, and what is asked of each figure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kicksense.domain.kick import PowerBand, Technique
from kicksense.workflows.drill_evaluation_rows import RepRow, SessionRow

COUNTS_WITHIN: Final = 0.03
"""By how much counts may be off."""

_HARD: Final = frozenset({PowerBand.HEAVY, PowerBand.EXCESS})


class Kind(StrEnum):
    """How cases become a figure."""

    SHARE = "share"
    """Cases are true (1) or not (0)."""

    MEDIAN = "median"
    """Cases are errors; their median is given."""

    TOTAL = "total"
    """Cases are what was said and what was done; by how much the sums differ."""


class In(StrEnum):
    """What a figure is a number of."""

    RATIO = "ratio"
    SECONDS = "s"
    OTHER = "other"


Case = tuple[float, float]
"""Said and done for a total; a value and 1.0 otherwise."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is measured.

    Attributes
    ----------
    name
        How documents call it.
    kind
        How cases become a figure.
    cases
        What a session adds.
    least, most
        What is asked of the figure; None where nothing is.
    shown_in
        What it is a number of.
    """

    name: str
    kind: Kind
    cases: Callable[[SessionRow], Iterable[Case]]
    least: float | None = None
    most: float | None = None
    shown_in: In = In.RATIO


def _flag(true: bool) -> Case:
    return float(true), 1.0


def _found(session: SessionRow) -> Iterable[RepRow]:
    return (rep for rep in session.reps if rep.found)


def _named(session: SessionRow) -> Iterable[RepRow]:
    """Give the repetitions found whose technique is known."""
    return (rep for rep in _found(session) if rep.technique not in (None, Technique.UNSURE))


def _banded(session: SessionRow) -> Iterable[RepRow]:
    """Give the repetitions found whose band is known and was judged."""
    return (rep for rep in _found(session) if rep.power is not None and rep.power_said is not None)


def _onset_errors(session: SessionRow) -> Iterable[Case]:
    for rep in _found(session):
        if rep.onset_s is not None and rep.onset_said_s is not None:
            yield abs(rep.onset_said_s - rep.onset_s), 1.0


def _echo_errors(session: SessionRow) -> Iterable[Case]:
    for rep in _found(session):
        if rep.echoed and rep.echo_said_mps is not None and rep.ball_speed_mps:
            yield abs(rep.echo_said_mps / rep.ball_speed_mps - 1.0), 1.0


def _speed_errors(session: SessionRow) -> Iterable[Case]:
    for rep in _found(session):
        if rep.ball_speed_mps and rep.ball_speed_said_mps is not None:
            yield abs(rep.ball_speed_said_mps / rep.ball_speed_mps - 1.0), 1.0


def _session_count_error(session: SessionRow) -> Iterable[Case]:
    if session.reps_done:
        yield abs(session.reps_said / session.reps_done - 1.0), 1.0


def _with_fault(session: SessionRow, right: Callable[[SessionRow], bool]) -> Iterable[Case]:
    if session.fault is not None:
        yield _flag(right(session))


def _faultless(session: SessionRow) -> Iterable[Case]:
    if session.fault is None:
        yield _flag(session.work_on is not None)


def _faultless_untrue(session: SessionRow) -> Iterable[Case]:
    if session.fault is None:
        yield _flag(session.work_on not in (None, *session.faults_shown))


def _wrong_of_said(session: SessionRow) -> Iterable[Case]:
    if session.fault is not None and session.work_on is not None:
        yield _flag(session.work_on != session.fault)


MEASURES: Final = (
    Measure(
        "repetitions_error",
        Kind.TOTAL,
        lambda s: [(float(s.reps_said), float(s.reps_done))],
        most=COUNTS_WITHIN,
    ),
    Measure("repetitions_session_error", Kind.MEDIAN, _session_count_error, most=COUNTS_WITHIN),
    Measure("repetitions_found", Kind.SHARE, lambda s: (_flag(rep.found) for rep in s.reps)),
    Measure(
        "technique_right",
        Kind.SHARE,
        lambda s: (_flag(rep.technique_said is rep.technique) for rep in _named(s)),
        least=0.95,
    ),
    Measure(
        "technique_unsure",
        Kind.SHARE,
        lambda s: (_flag(rep.technique_said is Technique.UNSURE) for rep in _named(s)),
    ),
    Measure(
        "band_right",
        Kind.SHARE,
        lambda s: (_flag(rep.power_said is rep.power) for rep in _banded(s)),
        least=0.90,
    ),
    Measure(
        "band_compatible",
        Kind.SHARE,
        lambda s: (_flag(rep.power in rep.power_reached) for rep in _banded(s)),
        least=0.90,
    ),
    Measure(
        "band_missed",
        Kind.SHARE,
        lambda s: (
            _flag(rep.power_said is PowerBand.GOOD)
            for rep in _banded(s)
            if rep.power is not PowerBand.GOOD
        ),
    ),
    Measure(
        "band_false_alarm",
        Kind.SHARE,
        lambda s: (
            _flag(rep.power_said is not PowerBand.GOOD)
            for rep in _banded(s)
            if rep.power is PowerBand.GOOD
        ),
    ),
    Measure(
        "too_hard_precision",
        Kind.SHARE,
        lambda s: (_flag(rep.power in _HARD) for rep in _banded(s) if rep.power_said in _HARD),
    ),
    Measure(
        "too_hard_recall",
        Kind.SHARE,
        lambda s: (_flag(rep.power_said in _HARD) for rep in _banded(s) if rep.power in _HARD),
    ),
    Measure("ball_speed_error", Kind.MEDIAN, _speed_errors),
    Measure("onset_error_s", Kind.MEDIAN, _onset_errors, most=0.080, shown_in=In.SECONDS),
    Measure(
        "onset_seen",
        Kind.SHARE,
        lambda s: (
            _flag(rep.onset_said_s is not None) for rep in _found(s) if rep.onset_s is not None
        ),
    ),
    Measure("echo_speed_error", Kind.MEDIAN, _echo_errors, most=0.10),
    Measure(
        "echo_heard",
        Kind.SHARE,
        lambda s: (_flag(rep.echo_said_mps is not None) for rep in _found(s) if rep.echoed),
    ),
    Measure(
        "contacts_right",
        Kind.SHARE,
        lambda s: (
            _flag(rep.contacts_said == rep.contacts)
            for rep in _found(s)
            if rep.contacts is not None
        ),
    ),
    Measure(
        "hit_right",
        Kind.SHARE,
        lambda s: (_flag(rep.hit_said is rep.hit) for rep in _found(s) if rep.hit is not None),
    ),
    Measure(
        "work_on_wrong",
        Kind.SHARE,
        lambda s: _with_fault(s, lambda t: t.work_on not in (None, t.fault)),
        most=0.10,
    ),
    Measure(
        "work_on_right",
        Kind.SHARE,
        lambda s: _with_fault(s, lambda t: t.work_on == t.fault),
    ),
    Measure("work_on_silent", Kind.SHARE, lambda s: _with_fault(s, lambda t: t.work_on is None)),
    Measure("work_on_wrong_of_said", Kind.SHARE, _wrong_of_said),
    Measure(
        "work_on_untrue",
        Kind.SHARE,
        lambda s: _with_fault(s, lambda t: t.work_on not in (None, *t.faults_shown)),
    ),
    Measure(
        "fault_among_findings",
        Kind.SHARE,
        lambda s: _with_fault(s, lambda t: t.fault in t.findings),
    ),
    Measure("faultless_told_something", Kind.SHARE, _faultless),
    Measure("faultless_told_untrue", Kind.SHARE, _faultless_untrue),
)
"""What is measured, in the order shown."""
