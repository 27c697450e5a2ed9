"""How well the program does on the real recordings, with every figure's data named."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from kicksense.domain.anatomy import Side
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import ContactKind, SessionReport, Technique
from kicksense.domain.signals import Recording
from kicksense.exchange.options import ReadOptions
from kicksense.workflows.analysis import load_recording, worn_on
from kicksense.workflows.baselines import RULES, RuleSystem
from kicksense.workflows.suite_recordings import (
    Trial,
    all_trials,
    foot_speed_mps,
    kick_trials,
    suit_speed_mps,
    walker_of,
    walking_files,
)

_FOUND_WITHIN_S: Final = 0.15
_FRAME_RATE_HZ: Final = 120.0
_JUGGLING_FROM: Final = 33
_ACTIONS: Final = (
    (4, "penalty"),
    (8, "free kick"),
    (12, "direct shot"),
    (16, "shot from a cross"),
    (20, "volley"),
)

Progress = Callable[[int, int], None]
"""Told how many recordings are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class SpeedPair:
    """One kick's foot speed beside the suit's own estimate."""

    player: int
    ours_mps: float
    low_mps: float
    high_mps: float
    suit_mps: float

    @property
    def error_ratio(self) -> float:
        """Absolute error relative to the suit."""
        return abs(self.ours_mps - self.suit_mps) / self.suit_mps


@dataclass(frozen=True, slots=True)
class RecordingsEvaluation:
    """Figures on the real recordings.

    Attributes
    ----------
    system
        What analyzed them: ``rules``, or a model.
    seen
        Players that it was fitted to; figures on them are too good.
    trials
        Kick trials, one kick each.
    found, second
        Trials whose kick was found within 150 ms of the foot's speed peak; trials with another.
    standing
        Trials in which the standing leg was said to kick.
    walking_kicks
        Kicks called in each recording without kicks.
    walking_s
        Its total length.
    ball_contacts
        Kicks, touches, traps and air kicks called in dribbling and juggling.
    pairs
        Foot speeds beside the suit's.
    techniques
        What each action was said to be.
    missed
        Trials whose kick was not found.
    """

    system: str
    seen: tuple[str, ...]
    trials: int
    found: int
    second: int
    standing: int
    walking_kicks: tuple[tuple[str, int], ...]
    walking_s: float
    ball_contacts: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    pairs: tuple[SpeedPair, ...]
    techniques: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    missed: tuple[str, ...]

    def speed_errors(self) -> tuple[tuple[int, float], ...]:
        """Give each player's median relative error."""
        players = sorted({pair.player for pair in self.pairs})
        return tuple(
            (p, float(np.median([q.error_ratio for q in self.pairs if q.player == p])))
            for p in players
        )

    def to_dict(self) -> dict[str, object]:
        """Give the figures as plain values, for JSON."""
        ours = np.array([pair.ours_mps for pair in self.pairs])
        suit = np.array([pair.suit_mps for pair in self.pairs])
        errors = np.array([pair.error_ratio for pair in self.pairs])
        inside = [pair.low_mps <= pair.suit_mps <= pair.high_mps for pair in self.pairs]
        return {
            "system": self.system,
            "players_seen_in_training": list(self.seen),
            "kick_trials": self.trials,
            "kicks_found_ratio": self.found / self.trials,
            "second_kick_ratio": self.second / self.trials,
            "standing_leg_ratio": self.standing / self.trials,
            "missed": list(self.missed),
            "walking_kicks": dict(self.walking_kicks),
            "walking_s": self.walking_s,
            "ball_contacts": {name: dict(counts) for name, counts in self.ball_contacts},
            "foot_speed_median_error_ratio": float(np.median(errors)) if len(errors) else None,
            "foot_speed_median_error_ratio_by_player": dict(self.speed_errors()),
            "foot_speed_bias_ratio": float(np.median(ours / suit)) if len(errors) else None,
            "foot_speed_correlation": _correlation(ours, suit),
            "foot_speed_inside_interval_ratio": float(np.mean(inside)) if inside else None,
            "techniques": {name: dict(counts) for name, counts in self.techniques},
        }

    def table_lines(self) -> tuple[str, ...]:
        """Give the figures as lines that a person can read."""
        figures = self.to_dict()
        lines = [
            "Real recordings: six players with a motion-capture suit (lmd), walking (gaitmap, xio, "
            "Xsens shank).",
            *_system_lines(self.system, self.seen),
            "",
            f"kick trials                          {self.trials}",
            f"  kicks found (within 150 ms)        {self.found}  ({self.found / self.trials:.1%})",
            "  trials with a second kick          "
            f"{self.second}  ({self.second / self.trials:.1%})",
            "  standing leg, trials with a kick   "
            f"{self.standing}  ({self.standing / self.trials:.1%})",
            f"  missed                             {', '.join(self.missed) or 'none'}",
            f"walking, stairs, turns               {self.walking_s:.0f} s, kicks called: "
            f"{sum(count for _, count in self.walking_kicks)}",
        ]
        lines += [f"  {name:34s} {count}" for name, count in self.walking_kicks if count]
        for name, counts in self.ball_contacts:
            lines.append(f"{name:36s} " + ", ".join(f"{n} {kind}" for kind, n in counts))
        lines += _speed_lines(figures, self.speed_errors())
        lines.append("technique said of each action (the data set does not label it)")
        for name, counts in self.techniques:
            lines.append(f"  {name:34s} " + ", ".join(f"{n} {kind}" for kind, n in counts))
        return tuple(lines)


def _system_lines(system: str, seen: tuple[str, ...]) -> list[str]:
    """Say what analyzed the recordings, and what it knew of them."""
    if system == RULES:
        return [
            "Analyzed by the rules. Their contact weights were fitted to these recordings too; "
            "benchmarks/fit_contacts.py leaves players out.",
            "Players' own bodies were not measured; no constant of the speed was fitted to them.",
        ]
    lines = [f"Analyzed by the model '{system}'."]
    if seen:
        lines.append(
            f"WARNING: it was trained on {len(seen)} of these players ({', '.join(seen)}), so its "
            "figures on them are too good."
        )
    else:
        lines.append("It was trained on none of these players.")
    return lines


def _speed_lines(figures: dict[str, object], errors: tuple[tuple[int, float], ...]) -> list[str]:
    """Give the lines about foot speed."""
    if figures["foot_speed_median_error_ratio"] is None:
        return ["foot speed                           no kick to compare"]
    by_player = ", ".join(f"P{player} {error:.1%}" for player, error in errors)
    return [
        "foot speed against the suit's own estimate",
        f"  median error                       {figures['foot_speed_median_error_ratio']:.1%}",
        f"  by player                          {by_player}",
        f"  median of ours over the suit's     {figures['foot_speed_bias_ratio']:.2f}",
        f"  correlation                        {figures['foot_speed_correlation']:.2f}",
        f"  suit inside our interval           {figures['foot_speed_inside_interval_ratio']:.1%}",
    ]


def _correlation(first: FloatArray, second: FloatArray) -> float | None:
    """Give the correlation of two readings, None for fewer than three."""
    if len(first) < 3:  # noqa: PLR2004 - two points always correlate
        return None
    return float(np.corrcoef(first, second)[0, 1])


class Reporter(Protocol):
    """Something that analyzes recordings: the rules, or a model."""

    @property
    def name(self) -> str:
        """What it is called."""

    def report(self, recording: Recording, player_id: str) -> SessionReport:
        """Analyze a recording of a player."""

    def has_seen(self, player_id: str) -> bool:
        """Tell whether what judges a player was fitted to them."""


def evaluate_recordings(
    folder: Path, progress: Progress, *, system: Reporter | None = None
) -> RecordingsEvaluation:
    """Measure the program on the real recordings.

    Parameters
    ----------
    folder
        With ``lmd``, ``gaitmap``, ``xio`` and ``vendor_exports``.
    progress
        Called before each recording.
    system
        What analyzes them; the rules unless given.

    Returns
    -------
    evaluation
        The figures.

    Raises
    ------
    SourceError
        If the folder holds no recordings.
    """
    asked: Reporter = RuleSystem() if system is None else system
    trials, walking = all_trials(folder), walking_files(folder)
    steps = len(trials) + len(kick_trials(folder)) + len(walking)
    done = 0
    kicks = _KickTally()
    play: dict[str, Counter[str]] = {}
    for trial in trials:
        progress(done, steps)
        report = _analyzed(asked, trial, trial.kicking_side)
        done += 1
        if trial.number > _ACTIONS[-1][0]:
            name = "juggling" if trial.number >= _JUGGLING_FROM else "dribbling"
            play.setdefault(name, Counter()).update(_contact_counts(report))
            continue
        kicks.add(trial, report)
        other = Side.LEFT if trial.kicking_side is Side.RIGHT else Side.RIGHT
        kicks.standing += len(_analyzed(asked, trial, other).kicks) > 0
        done += 1
    walked: list[tuple[str, int]] = []
    walking_s = 0.0
    for name, path, options in walking:
        progress(done, steps)
        report = asked.report(load_recording(path, options), walker_of(name))
        walked.append((name, len(report.kicks)))
        walking_s += report.duration_s
        done += 1
    players = {trial.player_id for trial in trials} | {walker_of(name) for name, _, _ in walking}
    return RecordingsEvaluation(
        system=asked.name,
        seen=tuple(sorted(player for player in players if asked.has_seen(player))),
        trials=kicks.trials,
        found=kicks.found,
        second=kicks.second,
        standing=kicks.standing,
        walking_kicks=tuple(walked),
        walking_s=walking_s,
        ball_contacts=tuple((name, tuple(sorted(c.items()))) for name, c in play.items()),
        pairs=tuple(kicks.pairs),
        techniques=tuple(
            (name, tuple(sorted(kicks.techniques[name].items())))
            for _, name in _ACTIONS
            if name in kicks.techniques
        ),
        missed=tuple(kicks.missed),
    )


def _analyzed(system: Reporter, trial: Trial, side: Side) -> SessionReport:
    """Analyze one leg of a trial as the command line does."""
    recording = worn_on(load_recording(trial.path, ReadOptions(side=side)), side)
    return system.report(recording, trial.player_id)


def _contact_counts(report: SessionReport) -> dict[str, int]:
    """Count what was called in a recording of play."""
    counts = {"kick": len(report.kicks)}
    for kind in ContactKind:
        counts[kind.value] = sum(contact.kind is kind for contact in report.other_contacts)
    return counts


class _KickTally:
    """Counts over the kick trials while they are read."""

    def __init__(self) -> None:
        self.trials = self.found = self.second = self.standing = 0
        self.pairs: list[SpeedPair] = []
        self.missed: list[str] = []
        self.techniques: dict[str, Counter[Technique]] = {}

    def add(self, trial: Trial, report: SessionReport) -> None:
        """Compare the kicking leg of a trial with the suit's foot."""
        self.trials += 1
        self.second += len(report.kicks) > 1
        speed = foot_speed_mps(trial, trial.kicking_side)
        peak_s = float(speed.argmax()) / _FRAME_RATE_HZ
        hit = next((k for k in report.kicks if abs(k.t_s - peak_s) < _FOUND_WITHIN_S), None)
        if hit is None:
            self.missed.append(trial.name)
            return
        self.found += 1
        action = next(name for last, name in _ACTIONS if trial.number <= last)
        self.techniques.setdefault(action, Counter())[hit.technique] += 1
        suit = suit_speed_mps(trial, speed)
        foot = hit.foot_speed_mps
        self.pairs.append(SpeedPair(trial.player, foot.value, foot.low, foot.high, suit))
