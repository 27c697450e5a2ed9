"""Read a recording, and analyze it."""

import hashlib
from dataclasses import replace
from functools import partial
from pathlib import Path

from kicksense.assembly.recording import assemble
from kicksense.domain.anatomy import Placement, Side
from kicksense.domain.kick import SessionReport
from kicksense.domain.signals import Recording
from kicksense.errors import RecordingFileError, UsageError
from kicksense.exchange.options import ReadOptions
from kicksense.exchange.reading import read_samples
from kicksense.pipeline import analyze
from kicksense.settings import AnalysisSettings
from kicksense.store.folder import data_folder
from kicksense.store.recordings import is_stored_recording, read_recording
from kicksense.workflows.model_choice import chosen_model
from kicksense.workflows.options import AnalysisRequest, requested_drill, requested_target
from kicksense.workflows.player_adaptation import adapted_report


def load_recording(path: Path, read_options: ReadOptions) -> Recording:
    """Read a recording: somebody else's file, or one that kicksense wrote.

    Parameters
    ----------
    path
        The file, or the folder of an export that is one.
    read_options
        What the user says about the file.

    Returns
    -------
    recording
        With the fingerprint of the file where it has none of its own.

    Raises
    ------
    RecordingFileError
        If the file holds no recording that can be read honestly.
    StoreError
        If it is a recording of kicksense that is damaged or of another version.
    UsageError
        If an option does not fit the file.
    """
    if is_stored_recording(path):
        _refuse_units(path, read_options)
        recording = worn_on(read_recording(path), read_options.side)
    else:
        recording = _read_foreign(path, read_options)
    if recording.source.fingerprint or not path.is_file():
        return recording
    fingerprint = content_fingerprint(path)
    return replace(recording, source=replace(recording.source, fingerprint=fingerprint))


def analyze_recording(recording: Recording, request: AnalysisRequest) -> SessionReport:
    """Find, name, weigh and judge every kick of a recording.

    Parameters
    ----------
    recording
        One shank sensor.
    request
        What the user asks.

    Returns
    -------
    report
        Power is judged where a target is known. Adapted to the player where one is named and
        something is known of that leg.

    Raises
    ------
    UsageError
        If the request makes no sense.
    StoreError
        If what is stored of the player is damaged.
    ModelError
        If the model asked for is not there or cannot be used.
    """
    analyzed = partial(
        analyze,
        worn_on(recording, request.side),
        AnalysisSettings(),
        model=chosen_model(request.model_name, data_folder(request.data_dir)),
        target=requested_target(request),
        drill=requested_drill(request),
        spans=request.calibration_spans,
    )
    report = analyzed()
    if request.player_id is None:
        return report
    # Only the general report tells which lessons are of this very analysis.
    return adapted_report(report, request.player_id, data_folder(request.data_dir), analyzed)


def worn_on(recording: Recording, side: Side | None) -> Recording:
    """Give the recording with the leg that the user names.

    Parameters
    ----------
    recording
        Any recording.
    side
        The leg, or None where the user says nothing.

    Returns
    -------
    recording
        The same samples.
    """
    if side is None:
        return recording
    placement = Placement(side=side, segment=recording.placement.segment, side_known=True)
    return replace(recording, placement=placement)


def content_fingerprint(path: Path) -> str:
    """Give the SHA-256 of a file's content, hex.

    Raises
    ------
    RecordingFileError
        If the file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise RecordingFileError(
            f"{path} cannot be read: {error.strerror}; "
            "check that it exists and that you may read it."
        ) from error


def _read_foreign(path: Path, read_options: ReadOptions) -> Recording:
    """Read somebody else's file; name it in what is said about it."""
    try:
        return assemble(read_samples(path, read_options))
    except RecordingFileError as error:
        raise RecordingFileError(f"{path}: {error}") from error


def _refuse_units(path: Path, read_options: ReadOptions) -> None:
    """Refuse options about units for a file that says its units itself."""
    said = {
        "--acc-unit": read_options.acc_unit,
        "--gyr-unit": read_options.gyr_unit,
        "--time-unit": read_options.time_unit,
        "--rate": read_options.rate_hz,
    }
    named = [option for option, value in said.items() if value is not None]
    if named:
        raise UsageError(
            f"{path.name} was written by kicksense, which knows its units and rate; "
            f"leave out {', '.join(named)}."
        )
