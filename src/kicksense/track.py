"""One calibration's way through a recording that grows: kicks and contacts as they become known."""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kicksense.domain.kick import (
    CalibrationReport,
    ContactKind,
    ContactReport,
    KickReport,
    Rejection,
    RejectionReason,
)
from kicksense.inference.verdict import Knowledge
from kicksense.kicks.following import FollowerState, follow
from kicksense.kicks.growing import GrowingGrid
from kicksense.kicks.phases import samples_after
from kicksense.pipeline import contact_reports, follow_settings, kick_report
from kicksense.scene import Scene, Setup, scene_on
from kicksense.survey import weighed_kick
from kicksense.units import samples_in

_SAME_S: Final = 0.25
"""Kicks this near to each other are one kick, judged twice."""

_MOVED_RAD: Final = 0.01
_MOVED_M: Final = 0.01
_TOLD_RATIO: Final = 0.02
_TOLD_S: Final = 0.005


@dataclass(slots=True)
class TrackedKick:
    """A kick that was found, as far as it is known.

    Attributes
    ----------
    position
        Of its impact on the search grid.
    since_s
        From the touch or trap before it; NaN for none.
    report
        What is said of it; None while its follow-through is awaited.
    complete
        True once its whole window has come.
    key, told
        Under which it was told, and what; None where it was not.
    """

    position: int
    since_s: float
    report: KickReport | None = None
    complete: bool = False
    key: int | None = None
    told: KickReport | None = None

    @property
    def time_s(self) -> float:
        """Time of the impact; infinite while nothing is said of it."""
        return math.inf if self.report is None else self.report.t_s


class Track:
    """The kicks and contacts of a recording as one calibration sees them.

    Parameters
    ----------
    setup
        Of the recording.
    calibration
        How the sensor sits on the leg.
    knowledge
        What judges.
    """

    def __init__(self, setup: Setup, calibration: CalibrationReport, knowledge: Knowledge) -> None:
        self.calibration = calibration
        self.fed = 0
        self.kicks: list[TrackedKick] = []
        self.contacts: list[ContactReport] = []
        self.rejected: Counter[RejectionReason] = Counter()
        self._setup = setup
        self._knowledge = knowledge
        self._rules = follow_settings(setup.settings, knowledge, calibration, setup.times)
        self._state = FollowerState()
        self._waiting: list[TrackedKick] = []
        windows, rate_hz = setup.settings.windows, setup.times.grid_rate_hz
        self._before = samples_in(windows.before_s, rate_hz)
        self._after = samples_in(windows.after_s, rate_hz)
        self._said_after = min(self._after, samples_after(rate_hz, windows.phases))

    @property
    def due(self) -> float:
        """Samples of the search grid that must have come for something to be said in time."""
        lag = self.fed - self._state.detector.judged
        dues = [
            kick.position + (self._said_after if kick.report is None else self._after)
            for kick in self._waiting
        ]
        return min([self._state.closes + lag, *dues])

    @property
    def expecting(self) -> bool:
        """True while a kick is about to be said."""
        opened = self._state.closes < float("inf")
        return opened or any(kick.report is None for kick in self._waiting)

    @property
    def needed(self) -> int:
        """Position on the search grid from which on samples may still be needed."""
        oldest = min([self._state.final, *(kick.position for kick in self._waiting)])
        return int(min(self.fed, oldest)) - self._before - 1

    def feed(
        self, grid: GrowingGrid, stop: int, *, ended: bool = False
    ) -> tuple[list[TrackedKick], list[ContactReport]]:
        """Go on to a position on the search grid.

        Parameters
        ----------
        grid
            The recording so far.
        stop
            Where to go on to.
        ended
            True where nothing follows.

        Returns
        -------
        kicks
            Those of which something was said that had not been, or was completed.
        contacts
            Those that are new, in order of time.
        """
        block = self._scene(grid, self.fed, stop).signals
        sightings, self._state = follow(self._state, block, self._rules, ended=ended)
        self.fed = stop
        contacts = contact_reports(sightings, self._setup.times)
        self.contacts.extend(contacts)
        self.rejected.update(sightings.refused)
        self._waiting.extend(
            TrackedKick(int(position), float(since_s))
            for position, since_s in zip(sightings.kicks, sightings.since_s, strict=True)
        )
        changed = [kick for kick in self._waiting if self._judged(grid, kick, ended=ended)]
        self._waiting = [kick for kick in self._waiting if not kick.complete]
        return [kick for kick in changed if kick.report is not None], list(contacts)

    def _judged(self, grid: GrowingGrid, kick: TrackedKick, *, ended: bool) -> bool:
        """Judge a kick if enough of it has come since it was judged; tell whether so."""
        complete = ended or self.fed >= kick.position + self._after
        reach = self._after if complete else self._said_after
        if not complete and (kick.report is not None or self.fed < kick.position + reach):
            return False
        first_time = kick.report is None
        report = self._report(grid, kick, min(self.fed, kick.position + reach))
        kick.complete = complete or isinstance(report, Rejection)
        if isinstance(report, Rejection):
            self.rejected[report.reason] += 1
            return False
        kick.report = report
        if first_time:
            self.kicks.append(kick)
        return True

    def _report(self, grid: GrowingGrid, kick: TrackedKick, stop: int) -> KickReport | Rejection:
        """Judge a kick by what has come up to a position."""
        scene = self._scene(grid, max(0, kick.position - self._before), stop)
        cut = scene.window_at(kick.position)
        if isinstance(cut, Rejection):
            return cut
        weighed = weighed_kick(scene, *cut, since_s=kick.since_s)
        verdict = self._knowledge.verdict(
            weighed.evidence, weighed.rule, weighed.physics, scene.settings.technique
        )
        return kick_report(scene, weighed, verdict, grid.onset_of(kick.position))

    def _scene(self, grid: GrowingGrid, start: int, stop: int) -> Scene:
        """Turn a stretch of the recording into the frame of the leg."""
        stretch, quaternions = grid.stretch(start, stop)
        return scene_on(self._setup, self.calibration, stretch, quaternions, first=start)


def moved(before: CalibrationReport | None, now: CalibrationReport) -> bool:
    """Tell whether another calibration is so different that kicks should be judged again by it."""
    if before is None or before.method is not now.method:
        return True
    if before.forward_known is not now.forward_known or before.swing_span_s != now.swing_span_s:
        return True
    turn = np.array(before.rotation) @ np.array(now.rotation).T
    angle = math.acos(min(1.0, max(-1.0, (float(np.trace(turn)) - 1.0) / 2.0)))
    ankles_m = (before.sensor_to_ankle_m or 0.0, now.sensor_to_ankle_m or 0.0)
    return angle > _MOVED_RAD or abs(ankles_m[1] - ankles_m[0]) > _MOVED_M


def differs(told: KickReport | None, report: KickReport) -> bool:
    """Tell whether a player would be told something else."""
    if told is None or told.technique is not report.technique or told.power is not report.power:
        return True
    if [finding.code for finding in told.findings] != [one.code for one in report.findings]:
        return True
    ball = abs(report.ball_speed_mps.value / told.ball_speed_mps.value - 1.0)
    return ball > _TOLD_RATIO or abs(report.t_s - told.t_s) > _TOLD_S


def paired(
    before: Sequence[TrackedKick], now: Sequence[TrackedKick]
) -> list[tuple[TrackedKick, TrackedKick | None]]:
    """Give for each kick of one calibration the same kick of another, or None.

    Parameters
    ----------
    before, now
        In order of time, on the same search grid.

    Returns
    -------
    pairs
        Of each kick before, the nearest now that none before it has taken.
    """
    pairs: list[tuple[TrackedKick, TrackedKick | None]] = []
    free = 0
    for old in before:
        while free < len(now) and now[free].time_s < old.time_s - _SAME_S:
            free += 1
        near = free
        while near + 1 < len(now) and _apart(old, now[near + 1]) < _apart(old, now[near]):
            near += 1
        same = near < len(now) and _apart(old, now[near]) <= _SAME_S
        pairs.append((old, now[near] if same else None))
        free = near + 1 if same else free
    return pairs


def _apart(first: TrackedKick, second: TrackedKick) -> float:
    return abs(first.time_s - second.time_s)


def unlike(
    contacts: Sequence[ContactReport], others: Sequence[ContactReport]
) -> list[ContactReport]:
    """Give the contacts that are not among others of the same kind."""
    times_s = {kind: sorted(c.t_s for c in others if c.kind is kind) for kind in ContactKind}

    def nearest_s(contact: ContactReport) -> float:
        known_s = times_s[contact.kind]
        at = bisect_left(known_s, contact.t_s)
        return min(
            (abs(t - contact.t_s) for t in known_s[max(0, at - 1) : at + 1]), default=math.inf
        )

    return [contact for contact in contacts if nearest_s(contact) > _SAME_S]
