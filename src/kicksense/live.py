"""The analysis of a recording that is still growing: the same kicks as of the whole, as they come.

`LiveAnalysis` is fed with blocks of any size. It says a kick as soon as its verdict is known, less
than a second of signal after the impact, and once more when nothing that is still to come can
change it. How the sensor sits on the leg is read from the beginning of a recording
(`kicksense.frames.prefix`); until that has come, kicks are judged with what is known so far, and
judged again when more is known.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kicksense.domain.anatomy import Placement
from kicksense.domain.drill import Drill
from kicksense.domain.kick import (
    CalibrationMethod,
    CalibrationReport,
    ContactReport,
    KickReport,
    SessionReport,
    Target,
)
from kicksense.domain.signals import GridBlock, Quality, SourceNote
from kicksense.errors import CalibrationError
from kicksense.frames.calibration import CalibrationSpans
from kicksense.frames.coarse import timeline_of
from kicksense.frames.orientation import upward
from kicksense.frames.prefix import Prefix
from kicksense.inference.adaptation import Adaptation
from kicksense.inference.model import KickModel
from kicksense.inference.verdict import Knowledge
from kicksense.kicks.growing import GrowingGrid, part_of_block
from kicksense.pipeline import Judged, Recorded, session_report
from kicksense.scene import Setup, beginning_stop, calibrated, looked_on, spans_stop
from kicksense.settings import AnalysisSettings
from kicksense.track import Track, TrackedKick, differs, moved, paired, unlike
from kicksense.units import samples_in

_STEP_S: Final = 0.25
"""Signal that is worked on at a time, unless a kick is due; contacts are told this much later."""

_AT_MOST_S: Final = 10.0
"""Longest stretch worked on at a time: one big block, and catching up after a calibration."""

_AGAIN_S: Final = 2.0
_AGAIN_RATIO: Final = 0.3
"""While the beginning lasts, calibrations are this far apart, in seconds and in share of it."""

_PROTOCOL_S: Final = 60.0
"""Until then the leg swings of the wearing protocol are looked for every `_AGAIN_S`."""

_LATELY: Final = 20
"""Contacts told last that are not told again after a calibration."""

_NONE_AFTER_ALL: Final = "now that the leg is better known, this was no kick"


@dataclass(frozen=True, slots=True)
class KickSaid:
    """A kick was judged, or judged again.

    Attributes
    ----------
    key
        Stays with the kick when it is judged again.
    report
        As in a session report.
    settled
        True once nothing that is still to come can change it; then it is said no more.
    """

    key: int
    report: KickReport
    settled: bool


@dataclass(frozen=True, slots=True)
class KickWithdrawn:
    """A kick that was said is none after all.

    Attributes
    ----------
    key
        Of the kick.
    reason
        In words.
    """

    key: int
    reason: str


@dataclass(frozen=True, slots=True)
class ContactSaid:
    """A touch, a trap or an air kick was seen."""

    report: ContactReport


LiveEvent = KickSaid | KickWithdrawn | ContactSaid
"""Anything that a live analysis says."""


class LiveAnalysis:
    """One sensor's recording, analyzed while it grows.

    Calls must come one at a time, from any thread. Most calls of `advance` only keep the block;
    about four a second do the work, and now and then one calibrates, never while a kick is about
    to be said.

    Parameters
    ----------
    sampling_rate_hz
        Of the grid of the blocks.
    start_time_s
        Time of the grid's first sample on the session's clock.
    placement, source
        As of the recording that the blocks will make.
    settings
        Settings of all stages.
    model, adaptation, target, drill, spans
        As in `kicksense.pipeline.analyze`.

    Attributes
    ----------
    calibration
        How the sensor sits on the leg, as far as is known; None before anything is.
    calibrated_finally
        True once nothing that is still to come can change that.
    steps
        How often the work was done.
    trouble
        Why the spans that were given were not used; empty where they were.
    last_events
        What `finish` said.
    """

    def __init__(
        self,
        sampling_rate_hz: float,
        start_time_s: float,
        placement: Placement,
        source: SourceNote,
        settings: AnalysisSettings,
        *,
        model: KickModel | None = None,
        adaptation: Adaptation | None = None,
        target: Target | None = None,
        drill: Drill | None = None,
        spans: CalibrationSpans | None = None,
    ) -> None:
        times = timeline_of(sampling_rate_hz, start_time_s, settings.coarse)
        self._setup = Setup(
            settings=settings,
            times=times,
            placement=placement,
            target=target,
            drill=drill,
            spans=spans,
        )
        self._source = source
        self._knowledge = Knowledge(model, adaptation)
        self._grid = GrowingGrid(times)
        self._prefix = Prefix()
        self._track: Track | None = None
        self._coming: Track | None = None
        self._coming_is_final = False
        self._step = samples_in(_STEP_S, times.grid_rate_hz)
        self._at_most = samples_in(_AT_MOST_S, times.grid_rate_hz)
        self._due = self._step
        self._calibrate_at = samples_in(_AGAIN_S, times.grid_rate_hz)
        self._next_key = 0
        self._lately: list[ContactReport] = []
        self.steps = 0
        self.calibrated_finally = False
        self.trouble = ""
        self.last_events: tuple[LiveEvent, ...] = ()

    @property
    def calibration(self) -> CalibrationReport | None:
        """How the sensor sits on the leg, as far as is known."""
        return None if self._track is None else self._track.calibration

    def guide(self, spans: CalibrationSpans) -> None:
        """Say where stance and leg swings are, on the session's clock.

        Raises
        ------
        ValueError
            If the calibration is final already.
        """
        if self.calibrated_finally or self._coming_is_final:
            raise ValueError("the spans of stance and swings come after the calibration is final")
        self._setup = replace(self._setup, spans=spans)
        self._calibrate_at = min(self._calibrate_at, spans_stop(self._setup))

    def advance(self, block: GridBlock) -> tuple[LiveEvent, ...]:
        """Take the next samples and say what is now known.

        Parameters
        ----------
        block
            Begins where the one before ended.

        Returns
        -------
        events
            In order of being known; most often none.
        """
        most = self._at_most * self._setup.times.factor
        if len(block) <= most:
            self._grid.take(block)
            return () if self._grid.due < self._due else tuple(self._stepped())
        events: list[LiveEvent] = []
        for start in range(0, len(block), most):
            part = part_of_block(block, start, min(start + most, len(block)))
            events.extend(self.advance(part))
        return tuple(events)

    def finish(self, quality: Quality | None = None) -> SessionReport:
        """End the recording and give its report.

        Parameters
        ----------
        quality
            Of the recording, as assembly found it; what the blocks tell where it is None.

        Returns
        -------
        report
            As `kicksense.pipeline.analyze` gives of the whole recording.
        """
        self._make()
        events: list[LiveEvent] = []
        if not self.calibrated_finally and not self._coming_is_final:
            self._coming = None
            stop = beginning_stop(self._prefix, self._setup, len(self._grid))
            events.extend(self._begin_last(len(self._grid) if stop is None else stop))
        if self._coming is not None:
            while self._coming.fed < len(self._grid):
                self._catch_up(self._coming)
            self._coming.feed(self._grid, len(self._grid), ended=True)
            events.extend(self._swapped(self._coming))
        elif self._track is not None:
            events.extend(self._told(*self._track.feed(self._grid, len(self._grid), ended=True)))
        track = self._track
        if track is None:
            raise ValueError("an analysis can be finished once")
        self.last_events = tuple(events)
        self._track = None
        recorded = Recorded(
            source=self._source,
            placement=self._setup.placement,
            sampling_rate_hz=self._setup.times.sampling_rate_hz,
            start_time_s=self._setup.times.start_time_s,
            quality=quality or self._grid.quality,
            samples=self._grid.taken,
        )
        judged = Judged(
            calibration=track.calibration,
            kicks=tuple(kick.report for kick in track.kicks if kick.report is not None),
            other_contacts=tuple(sorted(track.contacts, key=lambda contact: contact.t_s)),
            rejected=+track.rejected,
            knowledge=self._knowledge,
        )
        return session_report(
            judged,
            recorded,
            self._setup.settings,
            target=self._setup.target,
            drill=self._setup.drill,
        )

    def _make(self) -> None:
        """Bring the search grid up to what has come."""
        self._grid.make()
        if self._prefix.stop is None:
            grid, _ = self._grid.stretch(self._prefix.looked, len(self._grid))
            self._prefix = looked_on(self._prefix, grid.gyr_radps, self._setup)

    def _stepped(self) -> list[LiveEvent]:
        """Work on what has come."""
        self.steps += 1
        self._make()
        length, events = len(self._grid), []
        if self._track is not None:
            events.extend(self._told(*self._track.feed(self._grid, length)))
        # A kick is not kept waiting for a calibration.
        if not self.calibrated_finally and not any(isinstance(e, KickSaid) for e in events):
            events.extend(self._better_known())
        due = float(length + self._step)
        if self._track is not None:
            due = min(due, self._track.due)
            if self.calibrated_finally:
                self._grid.forget(self._track.needed)
        self._due = max(math.ceil(due), length + 1)
        return events

    def _better_known(self) -> list[LiveEvent]:
        """Calibrate again where it is time, or catch up with what came before that."""
        length = len(self._grid)
        if self._coming is not None:
            self._catch_up(self._coming)
            waits = self._expecting or self._coming.expecting
            return [] if waits or self._coming.fed < length else self._swapped(self._coming)
        if self._expecting:
            return []
        stop = beginning_stop(self._prefix, self._setup, length)
        if stop is not None:
            return self._begin_last(stop)
        if length >= self._calibrate_at:
            calibration = self._calibrated(length)
            self._calibrate_at = length + self._pause(length, calibration)
            known = None if self._track is None else self._track.calibration
            if calibration.method is not CalibrationMethod.NONE and moved(known, calibration):
                self._coming = Track(self._setup, calibration, self._knowledge)
        return []

    @property
    def _expecting(self) -> bool:
        """True while a kick is about to be said."""
        return self._track is not None and self._track.expecting

    def _pause(self, length: int, calibration: CalibrationReport) -> int:
        """Give how many samples of the search grid later to calibrate again."""
        rate_hz = self._setup.times.grid_rate_hz
        protocol = calibration.method is CalibrationMethod.STANCE_AND_SWINGS
        often = not protocol and length < _PROTOCOL_S * rate_hz
        return max(samples_in(_AGAIN_S, rate_hz), 0 if often else round(_AGAIN_RATIO * length))

    def _calibrated(self, stop: int) -> CalibrationReport:
        """Calibrate on the beginning as far as a position."""
        grid, quaternions = self._grid.stretch(0, stop)
        up = upward(quaternions)
        if spans_stop(self._setup) > len(self._grid):
            return calibrated(replace(self._setup, spans=None), grid, up)
        try:
            return calibrated(self._setup, grid, up)
        except CalibrationError as error:
            self.trouble = str(error)
            self._setup = replace(self._setup, spans=None)
            return calibrated(self._setup, grid, up)

    def _begin_last(self, stop: int) -> list[LiveEvent]:
        """Calibrate for good, and judge again by that if it is another calibration."""
        calibration = self._calibrated(stop)
        if self._track is not None and self._track.calibration == calibration:
            return self._settled(self._track)
        self._coming = Track(self._setup, calibration, self._knowledge)
        self._coming_is_final = True
        return []

    def _catch_up(self, track: Track) -> None:
        """Go on with a calibration that came late."""
        track.feed(self._grid, min(track.fed + self._at_most, len(self._grid)))

    def _settled(self, track: Track) -> list[LiveEvent]:
        """Say what can change no more now that the calibration is final."""
        self.calibrated_finally = True
        return self._told([kick for kick in track.kicks if kick.complete], ())

    def _swapped(self, track: Track) -> list[LiveEvent]:
        """Go on with another calibration, and say what is different by it."""
        before, self._track, self._coming = self._track, track, None
        events: list[LiveEvent] = []
        told = () if before is None else before.kicks
        for old, new in paired(told, track.kicks):
            if new is not None:
                new.key, new.told = old.key, old.told
            elif old.key is not None:
                events.append(KickWithdrawn(old.key, _NONE_AFTER_ALL))
        self.calibrated_finally = self._coming_is_final
        others = [] if before is None else before.contacts
        events.extend(self._told(track.kicks, unlike(track.contacts, others)))
        # The last of them may have been told before this calibration came to them.
        self._lately = others[-_LATELY:]
        return events

    def _told(
        self, kicks: Iterable[TrackedKick], contacts: Sequence[ContactReport]
    ) -> list[LiveEvent]:
        """Say kicks and contacts, where that is news."""
        events: list[LiveEvent] = []
        for kick in kicks:
            settled = self.calibrated_finally and kick.complete
            if kick.report is None or not (settled or differs(kick.told, kick.report)):
                continue
            if kick.key is None:
                kick.key, self._next_key = self._next_key, self._next_key + 1
            kick.told = kick.report
            events.append(KickSaid(kick.key, kick.report, settled))
        new = unlike(contacts, self._lately) if contacts else ()
        events.extend(ContactSaid(contact) for contact in new)
        return events
