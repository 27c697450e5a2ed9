"""What a journal says of its session before anything has come."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Final, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from kicksense.domain.anatomy import Side
from kicksense.protocol.codec import Stream, StreamOptions
from kicksense.store.documents import PlayerId, first_flaw

JsonValue: TypeAlias = (
    str | int | float | bool | Sequence["JsonValue"] | Mapping[str, "JsonValue"] | None
)
"""What JSON can say."""

JOURNAL_VERSION: Final = 1
"""Version of the journal's form; raised whenever an older kicksense could misread it."""

SESSION_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""What a live session may be called: it becomes a file name."""

MAX_SENSORS: Final = 64
"""More sensors than anybody records at once."""

_LARGEST_NS: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class JournalSensor:
    """A sensor of a session, with what is needed to understand its bytes years later.

    Attributes
    ----------
    sensor
        Identifier, as its notifications name it.
    name
        For people.
    family
        Name of its family.
    options
        What was asked of it.
    player_id, side
        Whose leg; None where nobody said.
    """

    sensor: str
    name: str
    family: str
    options: StreamOptions
    player_id: str | None = None
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class JournalHeader:
    """What is known of a session when it begins.

    Attributes
    ----------
    session_id
        Of the live session; the journal is named after it.
    started_utc_ns, started_ns
        Host's wall clock and monotonic clock when it began: zero of the session's clock.
    sensors
        Those taking part.
    drill, target_distance_m, surface, level
        What is played, as far as somebody said.
    simulated
        True where no player moved.
    host
        Program, version and platform that recorded.
    """

    session_id: str
    started_utc_ns: int
    started_ns: int
    sensors: tuple[JournalSensor, ...]
    drill: str | None = None
    target_distance_m: float | None = None
    surface: str | None = None
    level: int | None = None
    simulated: bool = False
    host: str = ""

    def __post_init__(self) -> None:
        if SESSION_ID.fullmatch(self.session_id) is None:
            raise ValueError(f"{self.session_id!r} is no id of a session")
        names = [sensor.sensor for sensor in self.sensors]
        if len(set(names)) != len(names) or len(names) > MAX_SENSORS:
            raise ValueError(f"the sensors of a session must differ, {MAX_SENSORS} at most")

    def to_json(self) -> str:
        """Give the header as one JSON object."""
        fields = {"format": "kicksense-journal", "version": JOURNAL_VERSION, **asdict(self)}
        return json.dumps(fields, ensure_ascii=False, allow_nan=False)


_Text = Annotated[str, StringConstraints(max_length=255)]
_Nanoseconds = Annotated[int, Field(ge=0, le=_LARGEST_NS)]
_Positive = Annotated[float, Field(gt=0.0, le=1e6)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, allow_inf_nan=False, extra="ignore")


class _Options(_Part):
    stream: Stream
    rate_hz: _Positive | None = None
    acc_range_g: _Positive | None = None
    gyr_range_dps: _Positive | None = None


class _Sensor(_Part):
    sensor: _Text
    name: _Text
    family: _Text
    options: _Options
    player_id: PlayerId | None = None
    side: Side | None = None

    def value(self) -> JournalSensor:
        return JournalSensor(**{**dict(self), "options": StreamOptions(**dict(self.options))})


class _Header(_Part):
    session_id: _Text
    started_utc_ns: _Nanoseconds
    started_ns: _Nanoseconds
    sensors: Annotated[tuple[_Sensor, ...], Field(max_length=MAX_SENSORS)]
    drill: _Text | None = None
    target_distance_m: _Positive | None = None
    surface: _Text | None = None
    level: Annotated[int, Field(ge=1, le=100)] | None = None
    simulated: bool
    host: _Text = ""

    def value(self) -> JournalHeader:
        fields = dict(self) | {"sensors": tuple(sensor.value() for sensor in self.sensors)}
        return JournalHeader(**fields)


def header_from_json(text: bytes) -> JournalHeader:
    """Read a header back.

    Parameters
    ----------
    text
        What `JournalHeader.to_json` gave, in UTF-8. Unknown fields are left out, so that a
        later kicksense may say more.

    Returns
    -------
    header
        Equal to the one written.

    Raises
    ------
    ValueError
        If the text says anything else; the message says what.
    """
    try:
        return _Header.model_validate_json(text).value()
    except ValidationError as error:
        raise ValueError(first_flaw(error)) from error
