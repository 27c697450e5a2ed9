"""The analysis of a recording that is still growing: the same kicks as of the whole, as they come.

`LiveAnalysis` is fed with blocks of any size and says kicks and contacts as soon as they are known.
Kicks are said twice or more: first when their verdict is known, less than a second of signal after
the impact, and at last when nothing that is still to come can change them.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kicksense.domain.anatomy import Placement
from kicksense.domain.kick import (
    CalibrationReport,
    ContactReport,
    KickReport,
    SessionReport,
    Target,
)
from kicksense.domain.signals import GridBlock, Quality, Recording, SourceNote
from kicksense.frames.calibration import CalibrationSpans
from kicksense.inference.adaptation import Adaptation
from kicksense.inference.model import KickModel
from kicksense.pipeline import analyze
from kicksense.settings import AnalysisSettings

_STEP_S: Final = 0.5
_SETTLED_S: Final = 2.0
_SAME_S: Final = 0.25


@dataclass(frozen=True, slots=True)
class KickSaid:
    """A kick was judged, or judged again.

    Attributes
    ----------
    key
        Stays with the kick when it is judged again; rises from kick to kick.
    report
        As in a session report.
    settled
        True once nothing that is still to come can change it.
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
        drill: str | None = None,
        spans: CalibrationSpans | None = None,
    ) -> None:
        self._rate_hz = sampling_rate_hz
        self._start_time_s = start_time_s
        self._placement = placement
        self._source = source
        self._settings = settings
        self._model, self._adaptation = model, adaptation
        self._target, self._drill, self._spans = target, drill, spans
        self._blocks: list[GridBlock] = []
        self._length = 0
        self._analyzed = 0
        self._said: dict[int, KickSaid] = {}
        self._contacts: set[float] = set()
        self.calibration: CalibrationReport | None = None
        self.last_events: tuple[LiveEvent, ...] = ()

    def guide(self, spans: CalibrationSpans) -> None:
        """Say where stance and leg swings are, on the session's clock."""
        self._spans = spans

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
        self._blocks.append(block)
        self._length += len(block)
        if self._length - self._analyzed < _STEP_S * self._rate_hz:
            return ()
        self._analyzed = self._length
        return self._told(self._report(None))

    def finish(self, quality: Quality | None = None) -> SessionReport:
        """End the recording and give its report.

        Parameters
        ----------
        quality
            Of the recording, as assembly found it.

        Returns
        -------
        report
            As `kicksense.pipeline.analyze` gives of the whole recording.
        """
        report = self._report(quality)
        self.last_events = self._told(report, ended=True)
        return report

    def _report(self, quality: Quality | None) -> SessionReport:
        n = self._length
        blocks = self._blocks
        given = quality or Quality(
            rows=n, duration_s=n / self._rate_hz, nominal_rate_hz=None,
            measured_rate_hz=self._rate_hz, lost_ratio=0.0, gaps=0, longest_gap_s=0.0,
            duplicate_times=0, repeated_rows=0, unsorted_rows=0, clipped_ratio=0.0,
            clipped_acc_samples=0, clipped_gyr_samples=0, acc_at_rest_mps2=None,
        )  # fmt: skip
        recording = Recording(
            sampling_rate_hz=self._rate_hz,
            start_time_s=self._start_time_s,
            acc_mps2=np.concatenate([np.empty((0, 3)), *(block.acc_mps2 for block in blocks)]),
            gyr_radps=np.concatenate([np.empty((0, 3)), *(block.gyr_radps for block in blocks)]),
            measured=np.concatenate([[], *(block.measured for block in blocks)]).astype(np.bool_),
            clipped=np.concatenate([[], *(block.clipped for block in blocks)]).astype(np.bool_),
            placement=self._placement,
            source=self._source,
            quality=given,
        )
        report = analyze(
            recording, self._settings, model=self._model, adaptation=self._adaptation,
            target=self._target, drill=self._drill, spans=self._spans,
        )  # fmt: skip
        self.calibration = report.calibration
        return report

    def _told(self, report: SessionReport, *, ended: bool = False) -> tuple[LiveEvent, ...]:
        events: list[LiveEvent] = []
        seen: set[int] = set()
        now_s = self._start_time_s + self._length / self._rate_hz
        for kick in report.kicks:
            key = self._key_of(kick, seen)
            seen.add(key)
            before = self._said.get(key)
            settled = ended or kick.t_s < now_s - _SETTLED_S
            if before is None or before.settled != settled or not _alike(before.report, kick):
                self._said[key] = KickSaid(key, kick, settled)
                events.append(self._said[key])
        for key in [key for key in self._said if key not in seen]:
            del self._said[key]
            events.append(KickWithdrawn(key, "the leg is better known now"))
        for contact in report.other_contacts:
            if contact.t_s not in self._contacts:
                self._contacts.add(contact.t_s)
                events.append(ContactSaid(contact))
        return tuple(events)

    def _key_of(self, kick: KickReport, taken: set[int]) -> int:
        """Give the key of the kick said before at that time, or the next free one."""
        for key, said in self._said.items():
            if key not in taken and abs(said.report.t_s - kick.t_s) < _SAME_S:
                return key
        return max([-1, *self._said, *taken]) + 1


def _alike(before: KickReport, now: KickReport) -> bool:
    """Tell whether two reports say the same."""
    return replace(before, features=now.features) == now
