"""A recording of a drill: looked at, its repetitions scored, one thing found to work on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from kicksense.coaching.baseline import measures_of
from kicksense.coaching.score_card import score_card
from kicksense.domain.anatomy import Side
from kicksense.domain.drill import Drill
from kicksense.domain.kick import SessionReport
from kicksense.domain.live import Marker
from kicksense.domain.score_card import History, Practice, ScoreCard, SessionMeasures
from kicksense.domain.signals import Recording
from kicksense.errors import UsageError
from kicksense.exchange.options import ReadOptions
from kicksense.pipeline import Observed, analyze, observed
from kicksense.settings import AnalysisSettings
from kicksense.store.folder import data_folder
from kicksense.workflows.analysis import load_recording, worn_on
from kicksense.workflows.drills import drill_of
from kicksense.workflows.given_markers import Given, OtherFile, on_clock_of
from kicksense.workflows.model_choice import chosen_model
from kicksense.workflows.options import AnalysisRequest, requested_drill, requested_target
from kicksense.workflows.player_adaptation import adapted_report

NO_PLAN: Final = "free_play"
"""The drill in which nothing is asked for: what is scored where no other is named."""


@dataclass(frozen=True, slots=True, eq=False)
class Practised:
    """What a recording came to.

    Attributes
    ----------
    practice
        Report, activity and markers.
    drill
        At its level; `NO_PLAN` where none was named.
    card
        What was asked and what was done.
    measures
        What it adds to the player's own baseline.
    """

    practice: Practice
    drill: Drill
    card: ScoreCard
    measures: SessionMeasures

    @property
    def report(self) -> SessionReport:
        """What was found in the recording."""
        return self.practice.report


def practice_of(
    recording: Recording,
    request: AnalysisRequest,
    *,
    markers: Sequence[Marker] = (),
    session_id: str = "",
) -> Practice:
    """Find the kicks of a recording, and what the leg does between them.

    Parameters
    ----------
    recording
        One shank sensor.
    request
        What the user asks.
    markers
        Cues, hits and notes, on the recording's clock.
    session_id
        Of the stored session; empty for a file.

    Returns
    -------
    practice
        The report is what `kicksense.workflows.analysis.analyze_recording` gives.

    Raises
    ------
    UsageError
        If the request makes no sense.
    StoreError
        If what is stored of the player is damaged.
    ModelError
        If the model asked for is not there or cannot be used.
    """
    seen = _observed(recording, request)
    return Practice(
        session_id=session_id,
        player_id=request.player_id,
        side=Side(seen.report.side),
        report=seen.report,
        activity=seen.activity,
        markers=tuple(sorted(markers, key=lambda marker: marker.t_s)),
    )


def played_drill(request: AnalysisRequest) -> Drill:
    """Give the drill that is scored, at its level: `NO_PLAN` where the request names none.

    Parameters
    ----------
    request
        What the user asks.

    Raises
    ------
    UsageError
        If there is no such drill, or it has no such level.
    DrillFileError
        If its plan cannot be used.
    """
    return requested_drill(request) or drill_of(NO_PLAN, request.data_dir)


def scored(
    practice: Practice,
    drill: Drill,
    *,
    level: int = 1,
    others: Sequence[Practice] = (),
    history: History | None = None,
) -> Practised:
    """Say what a practice came to.

    Parameters
    ----------
    practice
        One leg of one player.
    drill
        At its level.
    level
        Which that is, from 1.
    others
        Practices on the same clock: the player's other leg, other players.
    history
        The player's own earlier sessions of this leg.

    Returns
    -------
    practised
        The same for the same practice, however it came here.
    """
    card = score_card(practice, drill, level=level, others=others, history=history or History())
    return Practised(practice, drill, card, measures_of(practice))


def card_of_recording(
    recording: Recording,
    request: AnalysisRequest,
    *,
    markers: Sequence[Marker] = (),
    others: Sequence[Practice] = (),
    history: History | None = None,
) -> Practised:
    """Look at a recording and say what it came to.

    Parameters
    ----------
    recording
        One shank sensor.
    request
        What the user asks.
    markers
        Cues, hits and notes, on the recording's clock.
    others
        Practices on the same clock.
    history
        The player's own earlier sessions of this leg.

    Returns
    -------
    practised
        With its score card.

    Raises
    ------
    KicksenseError
        As `practice_of` and `played_drill`.
    """
    drill = played_drill(request)
    practice = practice_of(recording, request, markers=markers)
    return scored(practice, drill, level=request.level, others=others, history=history)


def practised_file(
    path: Path,
    read_options: ReadOptions,
    request: AnalysisRequest,
    *,
    given: Given | None = None,
    history_for: Callable[[Recording], History] | None = None,
) -> Practised:
    """Read a file, look at it and say what it came to.

    Parameters
    ----------
    path
        The file, or the folder of an export that is one.
    read_options
        What the user says about the file.
    request
        What the user asks.
    given
        Cues, and other sensors' files.
    history_for
        Gives the player's own earlier sessions of the leg that was recorded; None for no history.

    Returns
    -------
    practised
        With its score card; of `NO_PLAN` where no drill was named.

    Raises
    ------
    KicksenseError
        If a file cannot be read or the request makes no sense.
    """
    requested_target(request)
    recording = worn_on(load_recording(path, read_options), request.side)
    said = given or Given()
    markers = on_clock_of(said.markers, recording)
    beside = [_recorded_beside(recording, path, other, read_options) for other in said.others]
    _check_distinct([recording, *beside], [path, *(other.path for other in said.others)])
    others = [
        practice_of(
            each, replace(request, side=None, player_id=other.player_id, calibration_spans=None)
        )
        for each, other in zip(beside, said.others, strict=True)
    ]
    if played_drill(request).sensors > 1:
        # Of nobody in particular, but not of the same player: the drill is one of several.
        others = [
            practice if practice.player_id else replace(practice, player_id=f"file {number}")
            for number, practice in enumerate(others, start=2)
        ]
    history = None if history_for is None else history_for(recording)
    return card_of_recording(recording, request, markers=markers, others=others, history=history)


def _recorded_beside(
    recording: Recording, path: Path, other: OtherFile, read_options: ReadOptions
) -> Recording:
    """Read what another sensor recorded at the same time; one file may hold both legs."""
    side = None
    if other.path.resolve() == path.resolve():
        side = Side.LEFT if recording.placement.side is Side.RIGHT else Side.RIGHT
    beside = load_recording(other.path, replace(read_options, side=side))
    if _span_s(beside)[0] >= _span_s(recording)[1] or _span_s(recording)[0] >= _span_s(beside)[1]:
        raise UsageError(
            f"{other.path.name} and {path.name} have no moment in common; --with takes what was "
            "recorded at the same time and on the same clock."
        )
    return beside


def _check_distinct(recordings: Sequence[Recording], paths: Sequence[Path]) -> None:
    """Refuse the same samples twice: their kicks would be taken for another player's."""
    for number, recording in enumerate(recordings):
        for known, path in zip(recordings[:number], paths[:number], strict=True):
            if _span_s(recording) == _span_s(known) and np.array_equal(
                recording.acc_mps2, known.acc_mps2
            ):
                raise UsageError(
                    f"{paths[number].name} holds the same samples as {path.name}; --with takes "
                    "what another sensor recorded, each file once."
                )


def _span_s(recording: Recording) -> tuple[float, float]:
    start_s = recording.start_time_s
    return start_s, start_s + len(recording) / recording.sampling_rate_hz


def _observed(recording: Recording, request: AnalysisRequest) -> Observed:
    """Look at a recording, adapted to the player where something is known of that leg."""
    worn, settings = worn_on(recording, request.side), AnalysisSettings()
    folder = data_folder(request.data_dir)
    model = chosen_model(request.model_name, folder)
    target, drill = requested_target(request), requested_drill(request)
    spans = request.calibration_spans
    seen = observed(worn, settings, model=model, target=target, drill=drill, spans=spans)
    if request.player_id is None:
        return seen
    # What is known of a player moves techniques and speeds, and nothing that the activity reads.
    analyzed = partial(
        analyze, worn, settings, model=model, target=target, drill=drill, spans=spans
    )
    report = adapted_report(seen.report, request.player_id, folder, analyzed)
    return replace(seen, report=report)
