"""Sessions as a Motion-BIDS data set (BIDS 1.9, Jeung et al. 2024), for other people's programs.

Each player is a subject, each session a session, kicks and labels are events. The samples keep the
sensor's own frame; what was filled in is ``n/a``. No date, name or file name goes along.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from kicksense import __version__
from kicksense.domain.anatomy import Side
from kicksense.domain.labels import LabelSet
from kicksense.domain.signals import Recording
from kicksense.exchange.label_words import event_words, span_words, technique_words
from kicksense.store.session_row import SessionRow
from kicksense.workflows.label_choice import chosen_labels
from kicksense.workflows.labels import label_sets_of
from kicksense.workflows.sessions import Sessions, recording_of

BIDS_VERSION: Final = "1.9.0"
TASK: Final = "football"
TRACKING_SYSTEM: Final = "imu"

_CHANNELS: Final = tuple(
    (f"shank_{kind.lower()}_{axis}", axis, kind, unit)
    for kind, unit in (("ACCEL", "m/s^2"), ("GYRO", "rad/s"))
    for axis in "xyz"
)
_DIGITS: Final = 6


def bids_files(sessions: Sessions, rows: Sequence[SessionRow]) -> Iterator[tuple[str, bytes]]:
    """Give the files of a Motion-BIDS data set.

    Parameters
    ----------
    sessions
        The store.
    rows
        What is to be in it, in the order of players.

    Yields
    ------
    name, content
        Paths within the archive, below ``bids``; one recording is in memory at a time.
    """
    subjects: dict[str, str] = {}
    simulated: dict[str, bool] = {}
    counted: dict[str, int] = {}
    for row in rows:
        player = row.player_id or "unknown"
        subject = subjects.setdefault(player, f"{len(subjects) + 1:03d}")
        simulated[player] = simulated.get(player, True) and row.simulated
        counted[player] = counted.get(player, 0) + 1
        number = f"{counted[player]:03d}"
        said = label_sets_of(sessions, row)
        labels = chosen_labels(said) if said else None
        yield from _session(recording_of(sessions, row.id), row, labels, (subject, number))
    yield "bids/dataset_description.json", _json(_description(simulated.values()))
    yield "bids/participants.tsv", _participants(subjects, simulated)
    yield "bids/participants.json", _json(_PARTICIPANT_COLUMNS)
    yield "bids/README", _README.encode()


def _session(
    recording: Recording, row: SessionRow, labels: LabelSet | None, names: tuple[str, str]
) -> Iterator[tuple[str, bytes]]:
    """Give the files of one recording."""
    subject, number = names
    stem = f"sub-{subject}_ses-{number}_task-{TASK}"
    folder = f"bids/sub-{subject}/ses-{number}/motion"
    tracked = f"{stem}_tracksys-{TRACKING_SYSTEM}"
    yield f"{folder}/{tracked}_motion.tsv", _motion(recording)
    yield f"{folder}/{tracked}_motion.json", _json(_sidecar(recording, row))
    yield f"{folder}/{tracked}_channels.tsv", _channels(recording)
    yield f"{folder}/{tracked}_channels.json", _json(_CHANNEL_COLUMNS)
    yield f"{folder}/{stem}_events.tsv", _events(recording, labels)
    yield f"{folder}/{stem}_events.json", _json(_EVENT_COLUMNS)


def _motion(recording: Recording) -> bytes:
    """Give the samples, a row each, without a header; what was filled in is ``n/a``."""
    numbers = np.hstack([recording.acc_mps2, recording.gyr_radps])
    lines = []
    for row, measured in zip(numbers.tolist(), recording.measured.tolist(), strict=True):
        cells = [f"{value:.{_DIGITS}g}" for value in row] if measured else ["n/a"] * len(row)
        lines.append("\t".join(cells))
    return ("\n".join(lines) + "\n").encode()


def _sidecar(recording: Recording, row: SessionRow) -> dict[str, Any]:
    """Say what was recorded with what; simulated is called simulated."""
    kind = "Simulated: no player ever did this. " if row.simulated else ""
    return {
        "TaskName": TASK,
        "TaskDescription": f"{kind}Football kicks and movement between them.",
        "SamplingFrequency": recording.sampling_rate_hz,
        "SamplingFrequencyEffective": recording.quality.measured_rate_hz,
        "TrackingSystemName": TRACKING_SYSTEM,
        "TrackedPointsCount": 1,
        "MotionChannelCount": len(_CHANNELS),
        "ACCELChannelCount": 3,
        "GYROChannelCount": 3,
        "RecordingDuration": len(recording) / recording.sampling_rate_hz,
        "RecordingType": "continuous",
        "MissingValues": "n/a",
        "SoftwareVersions": f"kicksense {__version__}",
    }


def _channels(recording: Recording) -> bytes:
    side = "left" if recording.placement.side is Side.LEFT else "right"
    point = f"{side}_shank"
    header = ["name", "component", "type", "tracked_point", "units", "placement", "reference_frame"]
    header.append("sampling_frequency")
    lines = [header] + [
        [name, axis, kind, point, unit, point, "sensor", f"{recording.sampling_rate_hz:.6g}"]
        for name, axis, kind, unit in _CHANNELS
    ]
    return _tsv(lines)


def _events(recording: Recording, labels: LabelSet | None) -> bytes:
    """Give what somebody labelled, from the first sample on."""
    lines = []
    start_s = recording.start_time_s
    for event in () if labels is None else labels.events:
        technique = technique_words(event.technique) or "n/a"
        lines.append((event.t_s - start_s, 0.0, event_words(event), technique))
    for span in () if labels is None else labels.spans:
        length_s = span.stop_s - span.start_s
        lines.append((span.start_s - start_s, length_s, span_words(span), "n/a"))
    rows = [
        [f"{onset:.4f}", f"{duration:.4f}", kind.replace("\t", " "), technique]
        for onset, duration, kind, technique in sorted(lines)
    ]
    return _tsv([["onset", "duration", "trial_type", "technique"], *rows])


def _participants(subjects: dict[str, str], simulated: dict[str, bool]) -> bytes:
    rows = [
        [f"sub-{subject}", player, "yes" if simulated[player] else "no"]
        for player, subject in subjects.items()
    ]
    return _tsv([["participant_id", "player", "simulated"], *rows])


def _description(simulated: Any) -> dict[str, Any]:  # noqa: ANN401 - the flags of all players
    kind = "simulated players" if all(simulated) else "players"
    return {
        "Name": f"Football kicks of {kind}, shin-worn motion sensors",
        "BIDSVersion": BIDS_VERSION,
        "DatasetType": "raw",
        "License": "as the players agreed: to train models of kicks",
        "GeneratedBy": [{"Name": "kicksense", "Version": __version__}],
    }


def _tsv(lines: Sequence[Sequence[str]]) -> bytes:
    return ("\n".join("\t".join(line) for line in lines) + "\n").encode()


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=1) + "\n").encode()


_PARTICIPANT_COLUMNS: Final = {
    "player": {"Description": "Id of the player, which is no name"},
    "simulated": {"Description": "yes: no player ever did this", "Levels": {"yes": "", "no": ""}},
}
_CHANNEL_COLUMNS: Final = {
    "reference_frame": {
        "Description": "Frame in which the numbers are given",
        "Levels": {
            "sensor": {
                "Description": "The axes printed on the sensor, right-handed, turning with it",
                "SpatialAxes": "n/a",
            }
        },
    }
}
_EVENT_COLUMNS: Final = {
    "onset": {"Description": "From the first sample", "Units": "s"},
    "duration": {"Description": "0 for a moment", "Units": "s"},
    "trial_type": {"Description": "What was labelled: kick, touch, trap, air kick, or a movement"},
    "technique": {"Description": "Part of the foot that struck the ball"},
}
_README: Final = (
    "Football kicks, recorded with a motion sensor on the shin. Written by kicksense.\n"
    "Players are ids; dates are left out. What is simulated says so in participants.tsv and in the "
    "sidecar of each recording.\n"
)
