"""Scored recordings as columns, so that figures are sums over arrays."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray, IntArray
from kicksense.domain.kick import Estimate, Technique
from kicksense.workflows.scoring import FOUND_WITHIN_S, KickScore, SessionScore, SpanContent
from kicksense.workflows.scoring_players import PlayerBootstrap

TECHNIQUES: Final = (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)
"""Techniques that are told apart, in the order of rows and columns."""

UNSURE: Final = len(TECHNIQUES)
"""Column of a kick whose technique the system would not name."""

MISSED: Final = len(TECHNIQUES) + 1
"""Column of a kick that was not found."""

UNKNOWN: Final = -1
"""Row of a kick whose technique the labels do not know."""

_SEED: Final = 20
_SECONDS_AN_HOUR: Final = 3600.0
_NAN: Final = float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class KickColumns:
    """Every labelled kick.

    Attributes
    ----------
    players
        Row of the player, shape (k,).
    found, counted, clipped
        Shape (k,); see `KickScore`.
    timed
        True where the label is known to within `FOUND_WITHIN_S`, so that times can be compared.
    offsets_s
        Time said minus true time, NaN where the kick was missed, shape (k,).
    techniques
        True technique as a row of `TECHNIQUES`, or `UNKNOWN`, shape (k,).
    said
        Said technique as a row of `TECHNIQUES`, `UNSURE` or `MISSED`, shape (k,).
    probabilities
        Of the techniques, NaN where missed, shape (k, 3).
    foot_mps, ball_mps
        True speed, value, low and high, NaN where not known or not said, shape (k, 4).
    """

    players: IntArray
    found: BoolArray
    counted: BoolArray
    clipped: BoolArray
    timed: BoolArray
    offsets_s: FloatArray
    techniques: IntArray
    said: IntArray
    probabilities: FloatArray
    foot_mps: FloatArray
    ball_mps: FloatArray

    def __len__(self) -> int:
        """Give the number of kicks."""
        return len(self.players)

    def kept(self, mask: BoolArray) -> "KickColumns":
        """Give the kicks where a mask of shape (k,) is True."""
        return replace(self, **{f.name: getattr(self, f.name)[mask] for f in fields(self)})


@dataclass(frozen=True, slots=True, eq=False)
class FalseColumns:
    """Every false kick: whose, what technique was said, what it was, where; shape (f,) each."""

    players: IntArray
    said: IntArray
    really: tuple[str, ...]
    movements: tuple[str, ...]
    contents: tuple[SpanContent, ...]


@dataclass(frozen=True, slots=True, eq=False)
class OtherColumns:
    """Every labelled event that is no kick; shape (e,) each."""

    players: IntArray
    kinds: tuple[str, ...]
    called: BoolArray
    found: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class ExposureColumns:
    """Every stretch in which all kicks are labelled; shape (x,) each, hours."""

    players: IntArray
    movements: tuple[str, ...]
    hours: FloatArray
    contents: tuple[SpanContent, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ScoreTable:
    """Scored recordings of one system.

    Attributes
    ----------
    players
        Ids, in order.
    bootstrap
        Draws of these players.
    kicks, false_kicks, others, exposures
        As columns.
    """

    players: tuple[str, ...]
    bootstrap: PlayerBootstrap
    kicks: KickColumns
    false_kicks: FalseColumns
    others: OtherColumns
    exposures: ExposureColumns


def table_of(sessions: Sequence[SessionScore], *, seed: int = _SEED) -> ScoreTable:
    """Put scored recordings into columns.

    Parameters
    ----------
    sessions
        Of one system, any order.
    seed
        Of the draws of players.

    Returns
    -------
    table
        The same whatever the order of the recordings, but for the order of its rows.
    """
    players = tuple(sorted({session.player_id for session in sessions}))
    row_of = {player: row for row, player in enumerate(players)}

    def rows(count: Callable[[SessionScore], int]) -> IntArray:
        """Repeat the row of each recording's player."""
        whose = [row_of[session.player_id] for session in sessions]
        return np.repeat(np.array(whose, dtype=np.intp), [count(session) for session in sessions])

    false_kicks = [kick for session in sessions for kick in session.false_kicks]
    others = [event for session in sessions for event in session.others]
    exposures = [stretch for session in sessions for stretch in session.exposures]
    return ScoreTable(
        players=players,
        bootstrap=PlayerBootstrap.drawn(len(players), seed),
        kicks=_kick_columns(
            [kick for session in sessions for kick in session.kicks], rows(lambda s: len(s.kicks))
        ),
        false_kicks=FalseColumns(
            players=rows(lambda s: len(s.false_kicks)),
            said=_ints(_said_row(kick.technique) for kick in false_kicks),
            really=tuple(kick.really for kick in false_kicks),
            movements=tuple(kick.movement for kick in false_kicks),
            contents=tuple(kick.content for kick in false_kicks),
        ),
        others=OtherColumns(
            players=rows(lambda s: len(s.others)),
            kinds=tuple(event.kind.value for event in others),
            called=np.array([event.called_kick for event in others], dtype=np.bool_),
            found=np.array([event.found for event in others], dtype=np.bool_),
        ),
        exposures=ExposureColumns(
            players=rows(lambda s: len(s.exposures)),
            movements=tuple(stretch.movement for stretch in exposures),
            hours=np.array([s.duration_s for s in exposures], dtype=float) / _SECONDS_AN_HOUR,
            contents=tuple(stretch.content for stretch in exposures),
        ),
    )


def _kick_columns(kicks: Sequence[KickScore], players: IntArray) -> KickColumns:
    """Put kicks into columns."""
    offsets = [_NAN if k.said is None else k.said.t_s - k.event.t_s for k in kicks]
    true = [TECHNIQUES.index(t) if (t := k.event.technique) in TECHNIQUES else -1 for k in kicks]
    said = [MISSED if k.said is None else _said_row(k.said.technique) for k in kicks]
    probabilities = [
        [_NAN] * 3 if k.said is None else [k.said.probability.of(t) for t in TECHNIQUES]
        for k in kicks
    ]
    foot = [
        _speed_row(k.event.foot_speed_mps, None if k.said is None else k.said.foot_mps)
        for k in kicks
    ]
    ball = [
        _speed_row(k.event.ball_speed_mps, None if k.said is None else k.said.ball_mps)
        for k in kicks
    ]
    return KickColumns(
        players=players,
        found=np.array([k.said is not None for k in kicks], dtype=np.bool_),
        counted=np.array([k.counted for k in kicks], dtype=np.bool_),
        clipped=np.array([k.clipped for k in kicks], dtype=np.bool_),
        timed=np.array([k.event.within_s < FOUND_WITHIN_S for k in kicks], dtype=np.bool_),
        offsets_s=np.array(offsets, dtype=float),
        techniques=_ints(true),
        said=_ints(said),
        probabilities=np.array(probabilities, dtype=float).reshape(-1, len(TECHNIQUES)),
        foot_mps=np.array(foot, dtype=float).reshape(-1, 4),
        ball_mps=np.array(ball, dtype=float).reshape(-1, 4),
    )


def _speed_row(true_mps: float | None, said: Estimate | None) -> tuple[float, ...]:
    """Give true speed, value, low and high."""
    known = _NAN if true_mps is None else true_mps
    return (known, _NAN, _NAN, _NAN) if said is None else (known, said.value, said.low, said.high)


def _said_row(technique: Technique) -> int:
    """Give the column of a technique that was said."""
    return TECHNIQUES.index(technique) if technique in TECHNIQUES else UNSURE


def _ints(values: Iterable[int]) -> IntArray:
    return np.array(list(values), dtype=np.intp)
