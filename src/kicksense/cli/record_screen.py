"""The screen of a recording: what to do now in big letters, how the sensors are, the last kicks."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from kicksense.cli.record_keys import KEY_WORDS, Typing, key_pressed, keys_read
from kicksense.cli.record_letters import big
from kicksense.cli.record_view import RecordView, is_over, told
from kicksense.cli.speaking import console, plain
from kicksense.domain.live import (
    HealthNews,
    Light,
    News,
    Order,
    SensorHealth,
    Stage,
    TraceNews,
)
from kicksense.units import counted, kmh
from kicksense.workflows.wording import marker_words

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

_REFRESHES_HZ: Final = 2.0
_WIDE_COLUMNS: Final = 76
_FEWEST_ROWS: Final = 3
_TABLE_HEADING: Final = 2
_MINUTE_S: Final = 60.0

LIGHT_WORDS: Final = {
    Light.GREEN: ("●", "good", "bold green"),
    Light.YELLOW: ("▲", "look", "bold yellow"),
    Light.RED: ("■", "trouble", "bold red"),
}
"""Sign, word and colour of a light: no one of them has to be seen to read it."""

STAGE_WORDS: Final = {
    Stage.CONNECTING: "connecting",
    Stage.CHECKING: "checking",
    Stage.STAND_STILL: "stand still",
    Stage.SWING_LEG: "swing leg",
    Stage.COUNTDOWN: "get ready",
    Stage.RECORDING: "play",
    Stage.SEALING: "storing",
    Stage.ENDED: "done",
}
"""What a stage asks for, short enough for big letters."""


class RecordScreen:
    """Shows a recording while it goes on, and takes its keys.

    Parameters
    ----------
    view
        What is known before the first news.
    order
        Called with what somebody asks for by a key.
    clock_s
        Seconds that only rise.
    """

    def __init__(
        self,
        view: RecordView,
        order: Callable[[Order], None],
        *,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._view = view
        self._order = order
        self._clock_s = clock_s
        self._typing: Typing | None = None
        self._keys = False
        self._refresh: Callable[[], None] = _nothing

    @property
    def view(self) -> RecordView:
        """What the screen knows."""
        return self._view

    def __call__(self, news: News) -> None:
        """Listen to what the recording tells."""
        self._view = told(self._view, news, now_s=self._clock_s())
        if not isinstance(news, HealthNews | TraceNews):
            # What happens now and then is shown at once, what is told all the time in its turn.
            self._refresh()

    @contextlib.contextmanager
    def shown(self) -> Iterator[None]:
        """Fill the terminal until the block ends; then it is as before.

        Yields
        ------
        nothing
            While the screen is shown and keys are read.
        """
        from rich.live import Live  # noqa: PLC0415 - imported late to keep --help fast

        terminal = console()
        live = Live(
            console=terminal,
            screen=True,
            refresh_per_second=_REFRESHES_HZ,
            get_renderable=lambda: self.drawn(terminal),
        )
        with keys_read(self.pressed) as self._keys, live:
            self._refresh = live.refresh
            try:
                yield
            finally:
                self._refresh = _nothing

    def pressed(self, key: str) -> None:
        """Take a key.

        Parameters
        ----------
        key
            One character.
        """
        t_s = self._view.session_clock_s(self._clock_s())
        order, self._typing = key_pressed(key, self._typing, t_s=t_s)
        if order is not None:
            self._order(order)
        self._refresh()

    def drawn(self, terminal: "Console") -> "RenderableType":
        """Give the screen as it is now, for a terminal of this size.

        Parameters
        ----------
        terminal
            Its width, height and letters count.

        Returns
        -------
        screen
            For rich.
        """
        from rich.console import Group  # noqa: PLC0415 - imported late to keep --help fast

        width = terminal.width
        ink = "█" if "utf" in terminal.encoding.lower() else "#"
        view = self._view
        heading = _heading(view, view.session_clock_s(self._clock_s()))
        below = [
            _sentence(view),
            *(_sensor_lines(sensor) for sensor in view.sensors),
            *_trouble_lines(view),
        ]
        bottom = [*_marker_lines(view), *self._key_lines(width)]
        used = sum(_height_of(text, terminal) for text in (heading, *below, *bottom))
        room = terminal.height - used - _TABLE_HEADING
        words = _big_words(view, width, ink, room - _FEWEST_ROWS)
        rows = max(room - _height_of(words, terminal), _FEWEST_ROWS)
        return Group(heading, words, *below, _kick_table(view, width, rows), *bottom)

    def _key_lines(self, width: int) -> list["Text"]:
        if self._typing is not None:
            return [
                _text(f"note: {self._typing.text}_   (Enter keeps it, Esc does not)", "reverse")
            ]
        if not self._keys or is_over(self._view):
            return [_text("Ctrl-C stops and stores.", "dim")]
        return [_text(_in_lines([f"[{key}] {words}" for key, words in KEY_WORDS], width), "dim")]


def _nothing() -> None:
    """Refresh no screen, because none is shown."""


def _in_lines(pieces: Sequence[str], width: int) -> str:
    """Put pieces into lines without breaking one."""
    lines: list[str] = []
    for piece in pieces:
        if lines and len(lines[-1]) + len(piece) + 2 <= width:
            lines[-1] += f"  {piece}"
        else:
            lines.append(piece)
    return "\n".join(lines)


def _text(words: str, style: str = "") -> "Text":
    from rich.text import Text  # noqa: PLC0415 - imported late to keep --help fast

    return Text(plain(words), style=style)


def _height_of(text: "Text", terminal: "Console") -> int:
    return len(text.wrap(terminal, terminal.width))


def _heading(view: RecordView, t_s: float | None) -> "Text":
    words = ["kicksense"]
    if view.stage is not None and view.stage.session_id:
        words.append(f"session {view.stage.session_id}")
    if t_s is not None:
        words.append(minutes_of(t_s))
    words.append(counted(view.kicks, "kick"))
    return _text("  ".join(words), "bold")


def _big_words(view: RecordView, width: int, ink: str, room: int) -> "Text":
    """Give what matters most now, in letters as big as there are lines for."""
    words, style = words_now(view)
    lines = ("", *big(words, width - 1, ink=ink), "")
    return _text("\n".join(lines) if len(lines) <= room else words.upper(), style)


def words_now(view: RecordView) -> tuple[str, str]:
    """Give the words for big letters and their style.

    Parameters
    ----------
    view
        What the screen knows.

    Returns
    -------
    words, style
        The last cue while recording, else what the stage asks for.
    """
    if view.stage is None:
        return STAGE_WORDS[Stage.CONNECTING], ""
    if view.stage.stage is Stage.COUNTDOWN and view.stage.countdown_s is not None:
        return f"{max(view.stage.countdown_s, 0.0):.0f}", "bold yellow"
    if view.stage.stage is Stage.RECORDING and view.cue is not None:
        return view.cue.words, "bold cyan"
    return STAGE_WORDS[view.stage.stage], "bold"


def _sentence(view: RecordView) -> "Text":
    return _text(view.stage.sentence if view.stage is not None else "")


def _sensor_lines(sensor: SensorHealth) -> "Text":
    sign, word, style = LIGHT_WORDS[sensor.light]
    text = _text(f"{sign} {word.upper():<7} ", style)
    text.append_text(_text(", ".join(sensor_words(sensor))))
    for remark in sensor.remarks:
        text.append_text(_text(f"\n    {remark}"))
    return text


def sensor_words(sensor: SensorHealth) -> list[str]:
    """Give how a sensor is doing, piece by piece.

    Parameters
    ----------
    sensor
        As the recording tells.

    Returns
    -------
    pieces
        Whose it is, link, rate, loss, battery.
    """
    whose = [sensor.player_id or "", f"{sensor.side} leg" if sensor.side else ""]
    owner = " ".join(part for part in whose if part)
    pieces = [f"{sensor.name} ({owner})" if owner else sensor.name]
    pieces.append("connected" if sensor.connected else "NOT CONNECTED")
    if sensor.measured_rate_hz is not None:
        pieces.append(f"{sensor.measured_rate_hz:.0f} Hz")
    pieces.append(f"{100.0 * sensor.lost_ratio:.1f} % lost")
    if sensor.reconnects:
        pieces.append(f"came back {sensor.reconnects} x")
    if sensor.battery_ratio is not None:
        pieces.append(f"battery {100.0 * sensor.battery_ratio:.0f} %")
    return pieces


def _trouble_lines(view: RecordView) -> list["Text"]:
    return [
        _text(f"! {trouble.sentence}", "bold red" if trouble.fatal else "yellow")
        for trouble in view.troubles
    ]


def _marker_lines(view: RecordView) -> list["Text"]:
    if not view.markers:
        return []
    said = ", ".join(
        f"{minutes_of(marker.t_s)} {marker_words(marker.kind)}"
        + (f" '{marker.text}'" if marker.text else "")
        for marker in view.markers
    )
    return [_text(f"Marked ({view.markers_count}): {said}", "magenta")]


def _kick_table(view: RecordView, width: int, rows: int) -> "Table":
    from rich.table import Table  # noqa: PLC0415 - imported late to keep --help fast

    wide = width >= _WIDE_COLUMNS
    legs = len({row.leg for row in view.rows}) > 1
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="underline")
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("time", justify="right", no_wrap=True)
    for heading in (*(("leg",) if legs else ()), "struck with", "ball km/h", "verdict"):
        table.add_column(heading, no_wrap=True, overflow="ellipsis")
    for row in reversed(view.rows[-rows:]):
        speed = row.ball_speed_mps
        ball = f"{kmh(speed.value):.0f}"
        if wide:
            ball += f" ({kmh(speed.low):.0f}-{kmh(speed.high):.0f})"
        verdict = view.verdict_of(row)
        cells = [str(row.number), minutes_of(row.t_s), *((row.leg,) if legs else ())]
        cells += [row.struck_with, ball, verdict]
        table.add_row(*(_text(cell) for cell in cells))
    return table


def minutes_of(t_s: float) -> str:
    """Give seconds as minutes and seconds, hours where there are some.

    Parameters
    ----------
    t_s
        On the session's clock.

    Returns
    -------
    words
        As in ``2:07``; a minus before what was earlier than the session.
    """
    minutes, seconds = divmod(int(abs(t_s)), round(_MINUTE_S))
    hours, rest = divmod(minutes, 60)
    words = f"{hours}:{rest:02d}:{seconds:02d}" if hours else f"{rest}:{seconds:02d}"
    return f"-{words}" if t_s <= -1.0 else words
