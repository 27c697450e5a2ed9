"""How often "too hard" is right before and after a player is known: figures over simulated players.

Everything is simulated, and says so: what is drawn is in `power_evaluation_players`.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import PowerBand
from kicksense.errors import UsageError
from kicksense.simulation.cohort import SessionDraw, draw_sessions
from kicksense.workflows.power_evaluation_players import (
    KNOWN_KICKS,
    WALL_KICKS,
    WAYS,
    JudgedPlayer,
    judged_player,
)
from kicksense.workflows.power_evaluation_world import GAINS
from kicksense.workflows.scoring_players import Figure, PlayerBootstrap
from kicksense.workflows.workers import pooled, worker_count

MOST_PLAYERS: Final = 2000
_LARGEST_SEED: Final = 2**63 - 1
PRECISION_ASKED: Final = 0.9
ERROR_RATIO_ASKED: Final = 0.5

_BODIES: Final = "free_play"
"""Whose players and sensors are drawn; what they play is this suite's own."""

_RESAMPLING_SEED: Final = 1


@dataclass(frozen=True, slots=True)
class WayFigures:
    """What was reached in one way of knowing the player.

    Attributes
    ----------
    way
        As in `WAYS`.
    taught
        Known balls that were learnt from, mean over players.
    precision, recall
        Of "too hard" over kicks: said rightly of those said, and of those that truly were.
    error
        Median over kicks of the absolute logarithm of said over true ball speed.
    error_ratio
        That over the one before anything was known.
    coverage
        Share of the true ball speeds inside their interval, which promises 0.9.
    gain_error
        Median over players of the absolute logarithm of believed over true gain.
    gain_coverage
        Share of the true gains inside theirs, which promises 0.9.
    """

    way: str
    taught: float
    precision: Figure
    recall: Figure
    error: Figure
    error_ratio: Figure
    coverage: Figure
    gain_error: Figure
    gain_coverage: Figure


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """What was reached for players whose gains lie between two bounds.

    Attributes
    ----------
    gains
        From, up to.
    players
        How many there are.
    coverage
        Share of the true ball speeds inside their interval, in the order of `WAYS`.
    precision
        Of "too hard", in the same order.
    """

    gains: tuple[float, float]
    players: int
    coverage: tuple[float, ...]
    precision: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PowerEvaluation:
    """All figures.

    Attributes
    ----------
    players, kicks, seed
        How much was simulated, and of which chance.
    excess_ratio
        Share of the kicks that truly arrive too hard.
    ways
        In the order of `WAYS`.
    groups
        By gain, smallest first.
    """

    players: int
    kicks: int
    seed: int
    excess_ratio: float
    ways: tuple[WayFigures, ...]
    groups: tuple[GroupFigures, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the figures as JSON knows them; what cannot be measured is null."""
        numbers = _without_nan({"suite": "power", "simulated": True, **asdict(self)})
        if not isinstance(numbers, dict):
            raise TypeError("an evaluation is a mapping")
        return numbers


def power_suite(
    players: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
    *,
    workers: int | None = None,
) -> PowerEvaluation:
    """Simulate players of unknown power, let them calibrate in each way, and judge their kicks.

    Parameters
    ----------
    players
        How many.
    seed
        Of every chance. What a player is and does depends on the seed and the player's own number.
    progress
        Told after each player how many are done, of how many.
    workers
        Processes; as many as the machine keeps busy where None, none beside this one for 1.

    Returns
    -------
    evaluation
        With intervals over players.

    Raises
    ------
    UsageError
        If there are no players, or more than anybody waits for, or the seed is none.
    """
    if not 1 <= players <= MOST_PLAYERS:
        raise UsageError(f"{players} players cannot be simulated; give 1 to {MOST_PLAYERS}.")
    if not 0 <= seed <= _LARGEST_SEED:
        raise UsageError(f"--seed must be from 0 to {_LARGEST_SEED}, not {seed}.")
    draws = draw_sessions(players, _BODIES, seed, sessions_per_player=2)
    tasks: list[tuple[SessionDraw, SessionDraw, int]] = [
        (draws[2 * row], draws[2 * row + 1], _seed_of(seed, row)) for row in range(players)
    ]
    many = worker_count() if workers is None else workers
    judged: list[JudgedPlayer] = []
    done: Iterable[JudgedPlayer] = (
        pooled(judged_player, tasks, many) if many > 1 else map(judged_player, tasks)
    )
    for player in done:
        judged.append(player)
        if progress is not None:
            progress(len(judged), players)
    return evaluated(judged, seed)


def _seed_of(seed: int, number: int) -> int:
    """Give the seed of one player's world."""
    return int(np.random.default_rng([seed, number, 7]).integers(2**31))


def evaluated(players: Sequence[JudgedPlayer], seed: int) -> PowerEvaluation:
    """Count and measure.

    Parameters
    ----------
    players
        Judged in every way.
    seed
        They were drawn with.

    Returns
    -------
    evaluation
        With intervals over players.
    """
    bootstrap = PlayerBootstrap.drawn(len(players), _RESAMPLING_SEED)
    kicks = sum(len(player.kicks) for player in players)
    excess = sum(kick.excess for player in players for kick in player.kicks)
    return PowerEvaluation(
        players=len(players),
        kicks=kicks,
        seed=seed,
        excess_ratio=excess / kicks if kicks else math.nan,
        ways=tuple(_way(players, row, bootstrap) for row in range(len(WAYS))),
        groups=tuple(
            _group([player for player in players if low <= player.gain < high], (low, high))
            for low, high in _gain_bounds()
        ),
    )


def _gain_bounds() -> list[tuple[float, float]]:
    """Give thirds of the gains, in logarithms."""
    edges = np.exp(np.linspace(math.log(GAINS[0]), math.log(GAINS[1]), 4)).tolist()
    return list(pairwise(edges))


def _way(players: Sequence[JudgedPlayer], row: int, bootstrap: PlayerBootstrap) -> WayFigures:
    """Measure one way of knowing the players."""
    counts = np.array([_counts(player, row) for player in players])
    errors = [_errors(player, row) for player in players]
    first = [_errors(player, 0) for player in players]
    held = np.array([_held(player, row) for player in players], dtype=np.float64)
    many = np.array([len(player.kicks) for player in players], dtype=np.float64)
    gains = [
        np.array([abs(math.log(player.lessons[row].gain_after.value / player.gain))])
        for player in players
    ]
    known = np.array(
        [
            player.lessons[row].gain_after.low <= player.gain <= player.lessons[row].gain_after.high
            for player in players
        ],
        dtype=np.float64,
    )
    return WayFigures(
        way=WAYS[row],
        taught=float(np.mean([player.taught[row] for player in players])),
        precision=bootstrap.of_ratio(counts[:, 0], counts[:, 0] + counts[:, 1]),
        recall=bootstrap.of_ratio(counts[:, 0], counts[:, 0] + counts[:, 2]),
        error=_median(errors, bootstrap),
        error_ratio=_median(errors, bootstrap, over=first),
        coverage=bootstrap.of_ratio(held, many),
        gain_error=_median(gains, bootstrap),
        gain_coverage=bootstrap.of_ratio(known, np.ones(len(players))),
    )


def _counts(player: JudgedPlayer, row: int) -> tuple[float, float, float]:
    """Count "too hard" said rightly, said wrongly, and not said."""
    said = [kick.said[row][1] is PowerBand.EXCESS for kick in player.kicks]
    pairs = list(zip(said, (kick.excess for kick in player.kicks), strict=True))
    return pairs.count((True, True)), pairs.count((True, False)), pairs.count((False, True))


def _errors(player: JudgedPlayer, row: int) -> FloatArray:
    """Give the absolute log errors of the ball speeds, shape (kicks,)."""
    return np.array(
        [abs(math.log(kick.said[row][0].value / kick.true_mps)) for kick in player.kicks]
    )


def _held(player: JudgedPlayer, row: int) -> int:
    """Count the true speeds inside their interval."""
    return sum(
        kick.said[row][0].low <= kick.true_mps <= kick.said[row][0].high for kick in player.kicks
    )


def _median(
    values: Sequence[FloatArray],
    bootstrap: PlayerBootstrap,
    *,
    over: Sequence[FloatArray] | None = None,
) -> Figure:
    """Give the median over all kicks, or its ratio to another, with its interval over players."""
    if not values or not sum(map(len, values)):
        return Figure()
    every = _medians(values, np.ones((1, len(values))))
    drawn = _medians(values, bootstrap.weights)
    if over is not None:
        every = every / _medians(over, np.ones((1, len(over))))
        drawn = drawn / _medians(over, bootstrap.weights)
    count = sum(map(len, values))
    if len(values) < 2:  # noqa: PLR2004 - one player shows no difference between players
        return Figure(float(every[0]), count=count)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Figure(float(every[0]), float(low), float(high), count)


def _medians(values: Sequence[FloatArray], weights: FloatArray) -> FloatArray:
    """Give the weighed median over all values for each draw of players, shape (draws,)."""
    flat = np.concatenate(values)
    owner = np.repeat(np.arange(len(values)), [len(one) for one in values])
    order = np.argsort(flat)
    heaped = np.cumsum(weights[:, owner[order]], axis=1)
    place = (heaped < 0.5 * heaped[:, -1:]).sum(axis=1)
    medians: FloatArray = flat[order][np.minimum(place, len(flat) - 1)]
    return medians


def _group(players: Sequence[JudgedPlayer], gains: tuple[float, float]) -> GroupFigures:
    """Measure players of like gains."""
    kicks = sum(len(player.kicks) for player in players)
    coverage, precision = [], []
    for row in range(len(WAYS)):
        counts = np.sum([_counts(player, row) for player in players] or [(0, 0, 0)], axis=0)
        said = float(counts[0] + counts[1])
        precision.append(float(counts[0]) / said if said else math.nan)
        held = sum(_held(player, row) for player in players)
        coverage.append(held / kicks if kicks else math.nan)
    return GroupFigures(gains, len(players), tuple(coverage), tuple(precision))


def _without_nan(value: object) -> object:
    """Give the same with None in place of what is no number."""
    if isinstance(value, dict):
        return {name: _without_nan(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def power_lines(evaluation: PowerEvaluation) -> list[str]:
    """Give the figures as lines for people.

    Parameters
    ----------
    evaluation
        Of any number of players.

    Returns
    -------
    lines
        They say that everything is simulated, and what was asked and reached.
    """
    lines = [
        f"{evaluation.players} simulated players (seed {evaluation.seed}), true balls "
        f"{GAINS[0]:g} to {GAINS[1]:g} times what the leg would give; {evaluation.kicks} kicks to "
        f"targets, {evaluation.excess_ratio:.0%} of them truly too hard.",
        f"wall: {WALL_KICKS} kicks, one echo in four not met; marks and radar: {KNOWN_KICKS} balls."
        " In brackets: nineteen in twenty resamples of the players.",
        "",
        f"{'known by':15}{'balls':>6}  {'too hard: precision':24}{'recall':20}"
        f"{'ball error':20}{'over before':20}{'interval holds':20}{'gain error':20}gain held",
    ]
    lines += [
        f"{one.way:15}{one.taught:6.1f}  {_figure(one.precision):24}{_figure(one.recall):20}"
        f"{_figure(one.error):20}{_figure(one.error_ratio):20}{_figure(one.coverage):20}"
        f"{_figure(one.gain_error):20}{_figure(one.gain_coverage)}"
        for one in evaluation.ways
    ]
    lines.append("")
    for group in evaluation.groups:
        said = ", ".join(
            f"{way} {_share(held)}" for way, held in zip(WAYS, group.coverage, strict=True)
        )
        lines.append(
            f"gain {group.gains[0]:.2f} to {group.gains[1]:.2f} ({group.players} players): "
            f"interval holds {said}"
        )
    lines += ["", *_asked_lines(evaluation)]
    return lines


def _asked_lines(evaluation: PowerEvaluation) -> list[str]:
    """Say what was asked, and whether it was reached."""
    before, wall = evaluation.ways[0], evaluation.ways[1]
    asked = (
        ("precision of too hard, before", before.precision.value, PRECISION_ASKED, True),
        ("precision of too hard, wall", wall.precision.value, PRECISION_ASKED, True),
        ("ball error after a wall drill, over before", wall.error_ratio.value, ERROR_RATIO_ASKED,
         False),
        ("error of the gain after a wall drill, over before",
         wall.gain_error.value / before.gain_error.value if before.gain_error.value else math.nan,
         ERROR_RATIO_ASKED, False),
    )  # fmt: skip
    lines = []
    for words, value, line, is_least in asked:
        met = value >= line if is_least else value <= line
        how = "at least" if is_least else "at most"
        lines.append(f"{words}: {_share(value)}, asked {how} {line:g}: {'yes' if met else 'no'}")
    return lines


def _share(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.2f}"


def _figure(figure: Figure) -> str:
    """Give a figure with its interval."""
    if math.isnan(figure.value):
        return "-"
    if math.isnan(figure.low):
        return f"{figure.value:.3f}"
    return f"{figure.value:.3f} ({figure.low:.2f}-{figure.high:.2f})"
