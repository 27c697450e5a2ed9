"""A recording told in lines, where there is no terminal to draw on."""

import re
from collections.abc import Callable
from typing import Final

from kicksense.cli.record_screen import LIGHT_WORDS, minutes_of, sensor_words
from kicksense.cli.record_view import KickRow, kick_row
from kicksense.domain.kick import Target
from kicksense.domain.live import (
    CueNews,
    HealthNews,
    KickNews,
    Light,
    Marker,
    MarkerNews,
    News,
    SensorHealth,
    StageNews,
    TroubleNews,
    WithdrawnNews,
)
from kicksense.units import kmh
from kicksense.workflows.wording import marker_words

_DIGITS: Final = re.compile(r"\d+")


class RecordLines:
    """Prints what happens, once each: stages, lights that change, kicks, cues, markers, trouble.

    Parameters
    ----------
    target
        What balls are judged against.
    guessing
        True where the player is to guess before seeing a verdict.
    say
        Prints a line.
    """

    def __init__(
        self, target: Target | None, say: Callable[[str], None], *, guessing: bool = False
    ) -> None:
        self._target = target
        self._guessing = guessing
        self._say = say
        self._sentence = ""
        self._lights: dict[str, tuple[Light, tuple[str, ...]]] = {}
        self._kicks: set[int] = set()

    def __call__(self, news: News) -> None:
        """Listen to what the recording tells."""
        for line in self._lines_of(news):
            self._say(line)

    def _lines_of(self, news: News) -> list[str]:
        if isinstance(news, StageNews):
            return self._stage_lines(news)
        if isinstance(news, HealthNews):
            return [line for sensor in news.sensors for line in self._light_lines(sensor)]
        if isinstance(news, KickNews):
            return self._kick_lines(news)
        if isinstance(news, WithdrawnNews):
            return [f"kick {news.number} was none: {news.sentence}"]
        return _event_lines(news)

    def _stage_lines(self, news: StageNews) -> list[str]:
        """Say a stage's sentence when it is another; a countdown is not repeated each second."""
        if not news.sentence or news.sentence == self._sentence:
            return []
        self._sentence = news.sentence
        return [news.sentence]

    def _light_lines(self, sensor: SensorHealth) -> list[str]:
        remarks = sensor.remarks if sensor.light is not Light.GREEN else ()
        # A count that grows is no news each second.
        state = (sensor.light, tuple(_DIGITS.sub("", remark) for remark in remarks))
        if self._lights.get(sensor.sensor) == state:
            return []
        self._lights[sensor.sensor] = state
        sign = LIGHT_WORDS[sensor.light][1]
        return [f"[{sign}] {', '.join(sensor_words(sensor))}", *(f"    {r}" for r in remarks)]

    def _kick_lines(self, news: KickNews) -> list[str]:
        if news.number in self._kicks:
            return []
        self._kicks.add(news.number)
        row = kick_row(news, self._target)
        return [_kick_words(row, verdict="" if self._guessing else row.verdict)]


def _event_lines(news: News) -> list[str]:
    if isinstance(news, CueNews):
        return [f"    >>> {news.words}"]
    if isinstance(news, MarkerNews):
        return [_marker_words(news.marker)]
    if isinstance(news, TroubleNews):
        return [f"! {news.sentence}"]
    return []


def _kick_words(row: KickRow, *, verdict: str) -> str:
    speed = row.ball_speed_mps
    words = (
        f"{minutes_of(row.t_s)}  kick {row.number}, {row.leg}: {row.struck_with}, "
        f"ball {kmh(speed.value):.0f} km/h ({kmh(speed.low):.0f}-{kmh(speed.high):.0f})"
    )
    return f"{words}, {verdict}" if verdict else words


def _marker_words(marker: Marker) -> str:
    words = f"{minutes_of(marker.t_s)}  marked: {marker_words(marker.kind)}"
    return f"{words} '{marker.text}'" if marker.text else words
