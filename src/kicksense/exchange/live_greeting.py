"""How a watcher and a recording meet: the watcher says a secret, the recording says what it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from kicksense.coaching.cues import Weight
from kicksense.domain.kick import Target, Technique
from kicksense.errors import ProtocolError
from kicksense.exchange.live_lines import Count, Name

MOST_HELLO_BYTES: Final = 512
"""A longer first line of a watcher is refused."""

CURRENT_LINE: Final = '{"v":1,"kind":"current"}'
"""Ends what was before the watcher came; what follows is new."""


@dataclass(frozen=True, slots=True)
class SessionCard:
    """What a watcher must know of a session before its news.

    Attributes
    ----------
    started_utc_ns
        When the recording began, by the wall clock.
    source
        Where the notifications come from, as ``kicksense record`` was told.
    simulated
        True where no player does this.
    drill, target
        What is played and to what; None where nobody said.
    schedule
        When verdicts are said (`kicksense.coaching.schedule`).
    """

    started_utc_ns: int
    source: str
    simulated: bool = False
    drill: str | None = None
    target: Target | None = None
    schedule: str = "every_kick"


@dataclass(frozen=True, slots=True)
class Greeting:
    """The first thing a recording says to a watcher.

    Attributes
    ----------
    session_id
        The session that is being recorded.
    card
        What it is.
    older_techniques, older_weights
        How many kicks of each technique, and balls of each weight, are not told again, because a
        long session has too many.
    """

    session_id: str
    card: SessionCard
    older_techniques: Mapping[Technique, int] = field(default_factory=lambda: MappingProxyType({}))
    older_weights: Mapping[Weight, int] = field(default_factory=lambda: MappingProxyType({}))


class _TargetPart(BaseModel):
    """What the ball is played to."""

    model_config = ConfigDict(frozen=True, from_attributes=True, allow_inf_nan=False)

    distance_m: float
    surface: Name
    arrival_band_mps: tuple[float, float]


class _GreetingLine(BaseModel):
    """The greeting on its way."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    v: Literal[1] = 1
    kind: Literal["greeting"] = "greeting"
    session_id: Name
    started_utc_ns: Annotated[int, Field(ge=0, lt=1 << 63)]
    source: Name
    simulated: bool
    drill: Name | None
    target: _TargetPart | None
    schedule: Name
    older_techniques: dict[Technique, Count]
    older_weights: dict[Weight, Count]


class _HelloLine(BaseModel):
    """What a watcher says first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1] = 1
    kind: Literal["hello"] = "hello"
    token: Annotated[str, Field(max_length=200)]


def greeting_line(greeting: Greeting) -> str:
    """Give a greeting as one line, without its end."""
    card = greeting.card
    return _GreetingLine(
        session_id=greeting.session_id,
        started_utc_ns=card.started_utc_ns,
        source=card.source[:200],
        simulated=card.simulated,
        drill=card.drill,
        target=None if card.target is None else _TargetPart.model_validate(card.target),
        schedule=card.schedule,
        older_techniques=dict(greeting.older_techniques),
        older_weights=dict(greeting.older_weights),
    ).model_dump_json()


def greeting_of(line: str | bytes) -> Greeting:
    """Give the greeting of a line.

    Raises
    ------
    ProtocolError
        If it is none.
    """
    try:
        said = _GreetingLine.model_validate_json(line)
    except ValueError as error:
        raise ProtocolError(
            "What answered is no recording of this version of kicksense; "
            "stop the recording and start it with the version that watches."
        ) from error
    card = SessionCard(
        started_utc_ns=said.started_utc_ns,
        source=said.source,
        simulated=said.simulated,
        drill=said.drill,
        target=None if said.target is None else Target(**said.target.model_dump()),
        schedule=said.schedule,
    )
    return Greeting(said.session_id, card, said.older_techniques, said.older_weights)


def hello_line(token: str) -> str:
    """Give what a watcher says first, without the end of the line."""
    return _HelloLine(token=token).model_dump_json()


def token_of(line: str | bytes) -> str:
    """Give the secret a watcher says.

    Raises
    ------
    ProtocolError
        If it says something else.
    """
    try:
        return _HelloLine.model_validate_json(line if len(line) <= MOST_HELLO_BYTES else b"").token
    except ValueError as error:
        raise ProtocolError("A watcher must say its secret first.") from error
