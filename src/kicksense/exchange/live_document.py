"""What a recording tells and is asked, as JSON: one line a message.

Lines pass between the recording process and whoever watches it, and on to a browser. Both ends
may be strangers: every line is checked before anything is made of it, and a line that is too
long, of another version, of an unknown kind or with a number that is none is refused with a
`ProtocolError`. Kicks have the very form they have in a session's document
(`kicksense.exchange.report_document`). In news a field may be added under the same version, so
readers pass over what they do not know; an order with anything unknown in it is refused.
"""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kicksense.domain.live import (
    ContactNews,
    CueNews,
    GuessOrder,
    HealthNews,
    KickNews,
    MarkerKind,
    MarkerNews,
    MarkOrder,
    News,
    Order,
    SealedNews,
    SkipOrder,
    StageNews,
    StopOrder,
    TellOrder,
    TraceNews,
    TroubleNews,
    WithdrawnNews,
)
from kicksense.errors import ProtocolError
from kicksense.exchange.live_lines import (
    ContactLine,
    CueLine,
    HealthLine,
    KickLine,
    MarkerLine,
    NewsLine,
    SealedLine,
    StageLine,
    TraceLine,
    TroubleLine,
    WithdrawnLine,
)

LIVE_VERSION: Final = 1
"""Version of the lines' form."""

MOST_LINE_BYTES: Final = 256 * 1024
"""A longer line of news is refused; a kick takes about four thousand bytes."""

MOST_ORDER_BYTES: Final = 4096
"""A longer order is refused."""

_AnyLine = (
    StageLine
    | HealthLine
    | TraceLine
    | KickLine
    | ContactLine
    | WithdrawnLine
    | MarkerLine
    | CueLine
    | TroubleLine
    | SealedLine
)


class _Order(BaseModel):
    """What all orders share."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False, extra="forbid")

    v: Literal[1]


class _MarkLine(_Order):
    """Mark a moment."""

    kind: Literal["mark"]
    marker: MarkerKind
    text: Annotated[str, Field(max_length=500)] = ""
    origin: Annotated[str, Field(max_length=100)] = ""
    t_s: Annotated[float, Field(ge=-60, lt=1e7)] | None = None


class _GuessLine(_Order):
    """The player's guess of the last kick."""

    kind: Literal["guess"]
    guess: Literal["softer", "good", "harder"]


class _PlainLine(_Order):
    """An order that is all in its name."""

    kind: Literal["stop", "tell", "skip"]


_AnyOrder = _MarkLine | _GuessLine | _PlainLine

_NEWS: Final[TypeAdapter[_AnyLine]] = TypeAdapter(Annotated[_AnyLine, Field(discriminator="kind")])
_ORDERS: Final[TypeAdapter[_AnyOrder]] = TypeAdapter(
    Annotated[_AnyOrder, Field(discriminator="kind")]
)
_LINES: Final[dict[type, type[NewsLine]]] = {
    StageNews: StageLine,
    HealthNews: HealthLine,
    TraceNews: TraceLine,
    KickNews: KickLine,
    ContactNews: ContactLine,
    WithdrawnNews: WithdrawnLine,
    MarkerNews: MarkerLine,
    CueNews: CueLine,
    TroubleNews: TroubleLine,
    SealedNews: SealedLine,
}
_PLAIN: Final[dict[str, type[StopOrder | TellOrder | SkipOrder]]] = {
    "stop": StopOrder,
    "tell": TellOrder,
    "skip": SkipOrder,
}
_NAMES: Final[dict[type, str]] = {made: name for name, made in _PLAIN.items()}


def news_line(news: News) -> str:
    """Give news as one line, without its end.

    Raises
    ------
    ValueError
        If a number in it is none: nobody may be told that.
    """
    return _LINES[type(news)].of(news).model_dump_json()


def news_of(line: str | bytes) -> News:
    """Give the news of a line.

    Raises
    ------
    ProtocolError
        If it is no news that this version knows.
    """
    if len(line) > MOST_LINE_BYTES:
        raise ProtocolError(_too_long("news", MOST_LINE_BYTES))
    try:
        return _NEWS.validate_json(line).news()
    except ValueError as error:
        raise ProtocolError(_refused("news", error)) from error


def order_line(order: Order) -> str:
    """Give an order as one line, without its end.

    Raises
    ------
    ValueError
        If it is one that would be refused: a guess nobody knows, a note that is too long.
    """
    match order:
        case MarkOrder(kind, text, origin, t_s):
            asked: dict[str, object] = {"marker": kind, "text": text, "origin": origin, "t_s": t_s}
            asked["kind"] = "mark"
        case GuessOrder(guess):
            asked = {"kind": "guess", "guess": guess}
        case _:
            asked = {"kind": _NAMES[type(order)]}
    return _ORDERS.validate_python({"v": LIVE_VERSION, **asked}).model_dump_json()


def order_of(line: str | bytes) -> Order:
    """Give the order of a line.

    Raises
    ------
    ProtocolError
        If it is no order that this version knows, or has anything unknown in it.
    """
    if len(line) > MOST_ORDER_BYTES:
        raise ProtocolError(_too_long("an order", MOST_ORDER_BYTES))
    try:
        asked = _ORDERS.validate_json(line)
    except ValueError as error:
        raise ProtocolError(_refused("an order", error)) from error
    if isinstance(asked, _MarkLine):
        return MarkOrder(asked.marker, asked.text, asked.origin, asked.t_s)
    if isinstance(asked, _GuessLine):
        return GuessOrder(asked.guess)
    return _PLAIN[asked.kind]()


def _too_long(what: str, most: int) -> str:
    return f"A line of more than {most} bytes is not read as {what}; send less at once."


def _refused(what: str, error: ValueError) -> str:
    """Say what is wrong with a line, and never more of it than a few words."""
    why = str(error).partition("\n")[0]
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part)[:40] for part in first["loc"]) or "the line"
        why = f"{where}: {first['msg']}"
    return (
        f"A line is no {what} as version {LIVE_VERSION} knows it ({why[:200]}); "
        "use the same version of kicksense on both ends."
    )
