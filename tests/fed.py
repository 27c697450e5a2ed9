"""Recordings fed to a live analysis in packets, as a sensor would send them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from kicksense.domain.drill import Drill
from kicksense.domain.kick import SessionReport, Target
from kicksense.domain.signals import GridBlock, Recording
from kicksense.frames.calibration import CalibrationSpans
from kicksense.inference.model import KickModel
from kicksense.live import LiveAnalysis, LiveEvent
from kicksense.settings import AnalysisSettings
from kicksense.store.places import place_of
from kicksense.workflows.model_choice import DEFAULT_MODEL, loaded_model


@dataclass(frozen=True, slots=True)
class Fed:
    """What a live analysis said of a recording.

    Attributes
    ----------
    events
        Each with the time of the last sample that had come; those of the end at the very end.
    report
        What it gave in the end.
    """

    events: tuple[tuple[float, LiveEvent], ...]
    report: SessionReport


def short_beginning(active_samples: int, settings: AnalysisSettings) -> AnalysisSettings:
    """Give settings by which a recording is calibrated on little, and then streamed."""
    prefix = replace(settings.calibration.prefix, active_samples=active_samples)
    return replace(settings, calibration=replace(settings.calibration, prefix=prefix))


def shipped_model() -> KickModel:
    """Give the model that ships."""
    return loaded_model(place_of("models") / DEFAULT_MODEL)


def live_analysis(
    recording: Recording,
    settings: AnalysisSettings,
    *,
    target: Target | None = None,
    drill: Drill | None = None,
    spans: CalibrationSpans | None = None,
) -> LiveAnalysis:
    """Begin to analyze a recording live, by the model that ships."""
    return LiveAnalysis(
        recording.sampling_rate_hz,
        recording.start_time_s,
        recording.placement,
        recording.source,
        settings,
        model=shipped_model(),
        target=target,
        drill=drill,
        spans=spans,
    )


def blocks_of(recording: Recording, sizes: Iterator[int]) -> Iterator[GridBlock]:
    """Cut a recording into blocks of these sizes."""
    start = 0
    while start < len(recording):
        stop = min(start + next(sizes), len(recording))
        yield GridBlock(
            start_index=start,
            acc_mps2=recording.acc_mps2[start:stop],
            gyr_radps=recording.gyr_radps[start:stop],
            measured=recording.measured[start:stop],
            clipped=recording.clipped[start:stop],
        )
        start = stop


def random_sizes(seed: int, most: int) -> Iterator[int]:
    """Give sizes of packets, from none to many samples, as chance has them."""
    rng = np.random.default_rng(seed)
    while True:
        yield int(rng.integers(0, most + 1))


def fed(analysis: LiveAnalysis, recording: Recording, sizes: Iterator[int]) -> Fed:
    """Feed all of a recording."""
    events: list[tuple[float, LiveEvent]] = []
    for block in blocks_of(recording, sizes):
        come_s = recording.time_of(block.start_index + len(block))
        events.extend((come_s, event) for event in analysis.advance(block))
    report = analysis.finish(recording.quality)
    end_s = recording.time_of(len(recording))
    events.extend((end_s, event) for event in analysis.last_events)
    return Fed(tuple(events), report)
