"""Figures with intervals that say how much they depend on who happened to be measured."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from kicksense.domain.arrays import FloatArray, IntArray

RESAMPLES: Final = 2000
"""Draws of the bootstrap over players."""

_TAILS: Final = (0.025, 0.975)
_FEWEST_PLAYERS: Final = 2
_ROUNDING: Final = 1e-9
_NAN: Final = float("nan")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its interval over players.

    Attributes
    ----------
    value
        NaN where there was nothing to measure.
    low, high
        Nineteen in twenty resamples of the players lie between; NaN for fewer than two players.
    count
        How many cases it is made of.
    """

    value: float = _NAN
    low: float = _NAN
    high: float = _NAN
    count: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class PlayerBootstrap:
    """Resamples of the players: how often each player is drawn.

    Kicks of one player resemble each other, so players are drawn, not kicks (the cluster
    bootstrap; Davison and Hinkley, Bootstrap Methods and their Application, section 3.8).

    Attributes
    ----------
    weights
        Shape (resamples, players); each row adds up to the number of players.
    """

    weights: FloatArray

    @classmethod
    def drawn(cls, players: int, seed: int, resamples: int = RESAMPLES) -> "PlayerBootstrap":
        """Draw players with replacement.

        Parameters
        ----------
        players
            How many there are.
        seed
            The same seed gives the same draws.
        resamples
            How many draws.

        Returns
        -------
        bootstrap
            The draws.
        """
        rng = np.random.default_rng(seed)
        shares = np.full(players, 1.0 / players) if players else np.empty(0)
        drawn = rng.multinomial(players, shares, size=resamples) if players else None
        return cls(np.zeros((resamples, 0)) if drawn is None else drawn.astype(np.float64))

    @property
    def players(self) -> int:
        """How many players are drawn from."""
        return int(self.weights.shape[1])

    def of_counts(
        self, counts: FloatArray, measure: Callable[[FloatArray], FloatArray], cases: float
    ) -> Figure:
        """Give a figure that is worked out from counts.

        Parameters
        ----------
        counts
            Of each player, shape (players, ...).
        measure
            Maps summed counts, shape (resamples, ...), to shape (resamples,); NaN where there is
            nothing to measure.
        cases
            How many cases the figure is made of.

        Returns
        -------
        figure
            The measure of all players, with its interval.
        """
        value = float(measure(counts.sum(axis=0, keepdims=True))[0])
        if self.players < _FEWEST_PLAYERS:
            return Figure(value, count=int(cases))
        drawn = measure(np.tensordot(self.weights, counts, axes=1))
        return _figure(value, drawn, int(cases))

    def of_ratio(self, part: FloatArray, whole: FloatArray) -> Figure:
        """Give a share, or a rate.

        Parameters
        ----------
        part, whole
            Of each player, shape (players,).

        Returns
        -------
        figure
            Sum of the parts over sum of the wholes; its count is that of the wholes, rounded.
        """
        counts = np.stack([part, whole], axis=1)
        return self.of_counts(counts, lambda c: _over(c[:, 0], c[:, 1]), whole.sum())

    def of_rate(self, events: FloatArray, hours: FloatArray) -> Figure:
        """Give how many events an hour there are.

        Parameters
        ----------
        events, hours
            Of each player, shape (players,).

        Returns
        -------
        figure
            Its count is that of the events.
        """
        rate = self.of_ratio(events, hours)
        return Figure(rate.value, rate.low, rate.high, int(events.sum()))

    def of_quantile(self, values: FloatArray, players: IntArray, share: float) -> Figure:
        """Give a quantile of values.

        Parameters
        ----------
        values
            Shape (n,), none of them NaN.
        players
            Whose each is, shape (n,).
        share
            0.5 for the median.

        Returns
        -------
        figure
            The quantile is interpolated as `numpy.quantile` does; those of the resamples are the
            smallest values that so large a share does not exceed.
        """
        if len(values) == 0:
            return Figure()
        value = _quantile(values, share)
        if self.players < _FEWEST_PLAYERS:
            return Figure(value, count=len(values))
        order = np.argsort(values, kind="stable")
        return _figure(value, self._quantiles(values[order], players[order], share), len(values))

    def _quantiles(self, ascending: FloatArray, players: IntArray, share: float) -> FloatArray:
        """Give the quantile of each resample, NaN where nobody drawn has a value.

        The values are walked block by block first, then within the block that holds the quantile,
        so that the cost grows with the square root of their number.
        """
        n = len(ascending)
        size = math.isqrt(n - 1) + 1
        counts = np.zeros((math.ceil(n / size), self.players))
        np.add.at(counts, (np.arange(n) // size, players), 1.0)
        total = np.cumsum(self.weights @ counts.T, axis=1)
        wanted = (share - _ROUNDING) * total[:, -1:]
        block = _first_reaching(total, wanted)
        before = np.where(block > 0, total[np.arange(len(total)), block - 1], 0.0)
        rows = block[:, None] * size + np.arange(size)
        known = np.minimum(rows, n - 1)
        inside = np.take_along_axis(self.weights, players[known], axis=1) * (rows < n)
        step = _first_reaching(before[:, None] + np.cumsum(inside, axis=1), wanted)
        found = ascending[np.minimum(block * size + step, n - 1)]
        return np.where(total[:, -1] > 0.0, found, _NAN)


def _first_reaching(total: FloatArray, wanted: FloatArray) -> IntArray:
    """Give in each row the first column that is positive and reaches what is wanted."""
    short = (total < wanted) | (total <= 0.0)
    return np.asarray(np.minimum(short.sum(axis=1), total.shape[1] - 1), dtype=np.intp)


def per_player(players: IntArray, total: int, values: FloatArray | None = None) -> FloatArray:
    """Sum rows by player.

    Parameters
    ----------
    players
        Whose each row is, shape (n,).
    total
        How many players there are.
    values
        What to add up, shape (n,); None counts rows.

    Returns
    -------
    sums
        Shape (total,).
    """
    return np.bincount(players, weights=values, minlength=total).astype(np.float64)


def _over(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Divide, with NaN where the whole is nothing."""
    known = whole > 0.0
    return np.where(known, part / np.where(known, whole, 1.0), _NAN)


def _quantile(values: FloatArray, share: float) -> float:
    """Give a quantile; between two values only where both are finite."""
    method: Literal["linear", "inverted_cdf"] = "linear"
    if not np.isfinite(values).all():
        method = "inverted_cdf"
    return float(np.quantile(values, share, method=method))


def _figure(value: float, drawn: FloatArray, count: int) -> Figure:
    """Give the figure of a value and its resamples."""
    known = drawn[~np.isnan(drawn)]
    if len(known) == 0:
        return Figure(value, count=count)
    low, high = (_quantile(known, share) for share in _TAILS)
    return Figure(value, low, high, count)
