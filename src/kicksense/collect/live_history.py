"""What a watcher that comes late must be told first, and never more than fits in memory."""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from typing import Final

from kicksense.coaching.cues import Weight, weight_of
from kicksense.domain.kick import Target, Technique
from kicksense.domain.live import (
    ContactNews,
    CueNews,
    HealthNews,
    KickNews,
    MarkerNews,
    News,
    SealedNews,
    StageNews,
    TraceNews,
    TroubleNews,
    WithdrawnNews,
)
from kicksense.exchange.live_document import news_line

MOST_KICKS: Final = 300
"""Kicks told again in full; older ones are counted."""

MOST_OTHERS: Final = 300
"""Markers, and contacts that are no kick, told again."""

MOST_TROUBLES: Final = 20
"""Troubles told again."""

MOST_TRACES: Final = 100
"""Traces told again for each sensor; ten seconds of them."""

MOST_SENSORS: Final = 64
"""Sensors whose traces are kept."""


class History:
    """What has been told so far, as lines, the newest of each kind.

    Parameters
    ----------
    target
        What the session plays to, or None.
    """

    def __init__(self, target: Target | None = None) -> None:
        self._target = target
        self.session_id = ""
        self.older_techniques: Counter[Technique] = Counter()
        self.older_weights: Counter[Weight] = Counter()
        self._newest_counted = 0
        self._latest: dict[type, str] = {}
        self._kicks: OrderedDict[int, tuple[str, Technique, Weight | None]] = OrderedDict()
        self._others: deque[str] = deque(maxlen=MOST_OTHERS)
        self._markers: deque[str] = deque(maxlen=MOST_OTHERS)
        self._troubles: deque[str] = deque(maxlen=MOST_TROUBLES)
        self._traces: dict[str, deque[TraceNews]] = {}

    def add(self, news: News) -> str | None:
        """Remember news; give their line, None for a trace, whose line is made when it is needed.

        Raises
        ------
        ValueError
            If they cannot be told.
        """
        if isinstance(news, TraceNews):
            if news.sensor in self._traces or len(self._traces) < MOST_SENSORS:
                self._traces.setdefault(news.sensor, deque(maxlen=MOST_TRACES)).append(news)
            return None
        line = news_line(news)
        self._remember(news, line)
        return line

    def lines(self) -> Iterator[str]:
        """Give what was told, in an order in which it makes sense again.

        Yields
        ------
        line
            Without its end.
        """
        yield from self._latest_of(StageNews, HealthNews)
        for line, _, _ in self._kicks.values():
            yield line
        yield from self._others
        yield from self._markers
        yield from self._troubles
        for traces in self._traces.values():
            yield from map(news_line, traces)
        yield from self._latest_of(CueNews, SealedNews)

    def _latest_of(self, *kinds: type) -> list[str]:
        return [self._latest[kind] for kind in kinds if kind in self._latest]

    def _remember(self, news: News, line: str) -> None:
        match news:
            case StageNews():
                self.session_id = news.session_id
                self._latest[StageNews] = line
            case HealthNews() | CueNews() | SealedNews():
                self._latest[type(news)] = line
            case KickNews():
                self._keep_kick(news, line)
            case WithdrawnNews():
                self._kicks.pop(news.number, None)
            case ContactNews():
                self._others.append(line)
            case MarkerNews():
                self._markers.append(line)
            case TroubleNews():
                self._troubles.append(line)

    def _keep_kick(self, news: KickNews, line: str) -> None:
        """Keep the newest; a kick that was already counted as older stays as it was counted."""
        if news.number <= self._newest_counted:
            return
        report, target = news.report, self._target
        weight = None if target is None or report.power is None else weight_of(report, target)
        self._kicks[news.number] = (line, report.technique, weight)
        while len(self._kicks) > MOST_KICKS:
            number = min(self._kicks)
            _, technique, weight = self._kicks.pop(number)
            self._newest_counted = number
            self.older_techniques[technique] += 1
            if weight is not None:
                self.older_weights[weight] += 1
