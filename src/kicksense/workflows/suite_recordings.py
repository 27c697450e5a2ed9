"""The real recordings that the program is measured on, and what is known of them."""

import gzip
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.errors import SourceError
from kicksense.exchange.options import ReadOptions

_FRAME_RATE_HZ: Final = 120.0
_BEFORE_PEAK_S: Final = 0.10
_LEFT_FOOTED: Final = (5,)
_LAST_KICK_TRIAL: Final = 20
_GAITMAP_RATE_HZ: Final = 204.8
_TRIAL = re.compile(r"P(\d+)_S(\d+)\.csv\.gz")


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial of the suit recordings.

    Attributes
    ----------
    player, number
        As in the file name; trials 1-20 hold one kick each, 21-32 dribbling, 33-36 juggling.
    kicking_side
        Player 5 kicks with the left foot, the others with the right (README of the data set).
    """

    path: Path
    player: int
    number: int
    kicking_side: Side

    @property
    def name(self) -> str:
        """Stem of the file."""
        return self.path.name.removesuffix(".csv.gz")

    @property
    def player_id(self) -> str:
        """Id of the player, apart from those of other data."""
        return f"lmd-{self.player}"

    @property
    def holds_a_kick(self) -> bool:
        """Tell whether there is one kick in it; the others hold dribbling or juggling."""
        return self.number <= _LAST_KICK_TRIAL


def all_trials(folder: Path) -> tuple[Trial, ...]:
    """Give every trial of the suit recordings, in order.

    Raises
    ------
    SourceError
        If the folder holds none.
    """
    trials = trials_in(folder / "lmd")
    if not trials:
        raise SourceError(
            f"no recordings found in '{folder}'; a folder with 'lmd', 'gaitmap', 'xio' and "
            "'vendor_exports' was expected. Name it with --recordings."
        )
    return trials


def trials_in(folder: Path) -> tuple[Trial, ...]:
    """Give the trials of the suit that lie in a folder, in order; empty where there are none."""
    trials = []
    for path in sorted(folder.glob("P*_S*.csv.gz")):
        if match := _TRIAL.fullmatch(path.name):
            player, number = int(match[1]), int(match[2])
            side = Side.LEFT if player in _LEFT_FOOTED else Side.RIGHT
            trials.append(Trial(path, player, number, side))
    return tuple(trials)


def kick_trials(folder: Path) -> tuple[Trial, ...]:
    """Give the trials with one kick each."""
    return tuple(trial for trial in all_trials(folder) if trial.holds_a_kick)


def walking_files(folder: Path) -> tuple[tuple[str, Path, ReadOptions], ...]:
    """Give name, path and how to read it of every walking recording."""
    gaitmap = folder / "gaitmap"
    found: list[tuple[str, Path, ReadOptions]] = []
    for path in sorted(gaitmap.glob("imu_sample*.csv")):
        sides: tuple[Side | None, ...] = (None,) if "_ms_" in path.name else tuple(Side)
        found.extend(
            (
                f"gaitmap/{path.stem}" + (f"-{side}" if side else ""),
                path,
                ReadOptions(side=side, acc_unit="mps2", gyr_unit="dps", rate_hz=_GAITMAP_RATE_HZ),
            )
            for side in sides
        )
    found.extend(
        (f"xio/{path.stem}", path, ReadOptions())
        for path in sorted((folder / "xio").glob("*_walk.csv"))
    )
    xsens = folder / "vendor_exports" / "walking_xsens_lowerLeg.txt"
    if xsens.exists():
        found.append(("xsens/shank", xsens, ReadOptions()))
    return tuple(found)


def foot_speed_mps(trial: Trial, side: Side) -> FloatArray:
    """Give the suit's own estimate of a foot's speed, one number a frame at 120 Hz."""
    letter = "R" if side is Side.RIGHT else "L"
    with gzip.open(trial.path, "rt", encoding="utf-8") as lines:
        header = lines.readline().strip().split(",")
        columns = [header.index(f"{letter}foot_V_{axis}") for axis in "xyz"]
        velocity = np.loadtxt(lines, delimiter=",", usecols=columns)
    return np.asarray(np.sqrt((velocity**2).sum(axis=1)))


def foot_speed_peak_s(trial: Trial) -> float:
    """Give when the kicking foot is fastest, on the clock of the file."""
    return float(foot_speed_mps(trial, trial.kicking_side).argmax()) / _FRAME_RATE_HZ


def suit_speed_mps(trial: Trial, speed_mps: FloatArray) -> float:
    """Give the suit's largest foot speed in the 100 ms before the shank's acceleration peak.

    The acceleration peak is looked for within a quarter of a second of the foot's speed peak.
    """
    import pandas as pd  # noqa: PLC0415 - imported late to keep the commands quick to start

    letter = "R" if trial.kicking_side is Side.RIGHT else "L"
    columns = [f"{letter}shank_A_{axis}" for axis in "xyz"]
    acc = pd.read_csv(trial.path, usecols=columns).to_numpy(dtype=float)
    size = np.sqrt((acc**2).sum(axis=1))
    reach = round(0.25 * _FRAME_RATE_HZ)
    first = max(0, int(speed_mps.argmax()) - reach)
    struck = first + int(size[first : int(speed_mps.argmax()) + reach].argmax())
    before = max(0, struck - round(_BEFORE_PEAK_S * _FRAME_RATE_HZ))
    return float(speed_mps[before : max(struck, before + 1)].max())


def walker_of(name: str) -> str:
    """Give the player of a walking recording.

    Files of one maker may be of one person; nobody says so, and what is not known to be apart is
    kept together, so that no walker is on both sides of a split.

    Parameters
    ----------
    name
        As `walking_files` gives it.

    Returns
    -------
    player_id
        The same for all files that may be of one person.
    """
    maker = name.partition("/")[0]
    return f"walk-{maker}-ms" if "_ms_" in name else f"walk-{maker}"
