"""What is known of a recording beside its samples, as text that a file can carry."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from kicksense.domain.anatomy import Placement, Segment, Side
from kicksense.domain.arrays import BoolArray, FloatArray
from kicksense.domain.signals import Quality, Recording, SourceNote


@dataclass(frozen=True, slots=True)
class LiveNote:
    """What is known of a recording that was made live.

    Attributes
    ----------
    group_id
        The live session; recordings of one have it in common.
    started_utc
        Wall-clock time at zero of the recording's clock.
    sensor
        The sensor's identifier.
    drill, target_distance_m, surface, level
        What was played, as far as somebody said.
    """

    group_id: str
    started_utc: datetime
    sensor: str
    drill: str | None = None
    target_distance_m: float | None = None
    surface: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class RecordingNotes:
    """All fields of a `Recording` that are no samples, and when it came.

    Attributes
    ----------
    bridged_samples, clipped_samples
        How many samples the masks mark; a reader may skip a mask that marks none.
    imported_utc
        Wall-clock time of the import.
    player_id
        Whose recording it is, or None; an id, never a name.
    live
        Of a recording that was made live, None for an imported one.
    """

    sampling_rate_hz: float
    start_time_s: float
    nominal_rate_hz: float | None
    acc_full_scale_mps2: float | None
    gyr_full_scale_radps: float | None
    placement: Placement
    source: SourceNote
    quality: Quality
    bridged_samples: int
    clipped_samples: int
    imported_utc: datetime
    player_id: str | None = None
    live: LiveNote | None = None

    def to_json(self) -> str:
        """Give the notes as one JSON object."""
        fields = asdict(self)
        fields["imported_utc"] = self.imported_utc.isoformat()
        if self.live is None:
            del fields["live"]
        else:
            fields["live"]["started_utc"] = self.live.started_utc.isoformat()
            if self.live.level is None:  # a kicksense of before there were levels reads the rest
                del fields["live"]["level"]
        return json.dumps(fields, ensure_ascii=False)

    def recording(
        self,
        acc_mps2: FloatArray,
        gyr_radps: FloatArray,
        *,
        measured: BoolArray,
        clipped: BoolArray,
    ) -> Recording:
        """Put the samples back to their notes.

        Parameters
        ----------
        acc_mps2, gyr_radps
            Shape (n, 3), sensor frame.
        measured, clipped
            Shape (n,).

        Returns
        -------
        recording
            The whole.
        """
        return Recording(
            sampling_rate_hz=self.sampling_rate_hz,
            start_time_s=self.start_time_s,
            acc_mps2=acc_mps2,
            gyr_radps=gyr_radps,
            measured=measured,
            clipped=clipped,
            placement=self.placement,
            source=self.source,
            quality=self.quality,
            nominal_rate_hz=self.nominal_rate_hz,
            acc_full_scale_mps2=self.acc_full_scale_mps2,
            gyr_full_scale_radps=self.gyr_full_scale_radps,
        )


def notes_of(
    recording: Recording,
    imported_utc: datetime,
    player_id: str | None = None,
    live: LiveNote | None = None,
) -> RecordingNotes:
    """Give everything about a recording but its samples.

    Parameters
    ----------
    recording
        The recording.
    imported_utc
        When it came, with its zone.
    player_id
        Whose it is, or None.
    live
        How it was made live, or None.

    Returns
    -------
    notes
        For a file or a catalogue.
    """
    return RecordingNotes(
        sampling_rate_hz=recording.sampling_rate_hz,
        start_time_s=recording.start_time_s,
        nominal_rate_hz=recording.nominal_rate_hz,
        acc_full_scale_mps2=recording.acc_full_scale_mps2,
        gyr_full_scale_radps=recording.gyr_full_scale_radps,
        placement=recording.placement,
        source=recording.source,
        quality=recording.quality,
        bridged_samples=int((~recording.measured).sum()),
        clipped_samples=int(recording.clipped.sum()),
        imported_utc=imported_utc,
        player_id=player_id,
        live=live,
    )


def notes_from_json(text: str) -> RecordingNotes:
    """Read notes back.

    Parameters
    ----------
    text
        What `RecordingNotes.to_json` gave.

    Returns
    -------
    notes
        Equal to those written.

    Raises
    ------
    ValueError, KeyError, TypeError
        If the text holds something else.
    """
    fields: dict[str, Any] = json.loads(text)
    placement, source, quality = fields["placement"], fields["source"], fields["quality"]
    return RecordingNotes(
        **{
            **fields,
            "placement": Placement(
                side=Side(placement["side"]),
                segment=Segment(placement["segment"]),
                side_known=bool(placement["side_known"]),
            ),
            "source": SourceNote(**{**source, "remarks": tuple(source["remarks"])}),
            "quality": Quality(**{**quality, "remarks": tuple(quality["remarks"])}),
            "imported_utc": datetime.fromisoformat(fields["imported_utc"]),
            "live": _live_in(fields.get("live")),
        }
    )


def _live_in(fields: dict[str, Any] | None) -> LiveNote | None:
    if fields is None:
        return None
    return LiveNote(**{**fields, "started_utc": datetime.fromisoformat(fields["started_utc"])})
