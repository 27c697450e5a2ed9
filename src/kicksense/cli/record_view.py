"""What the screen of a recording knows: news folded into one value."""

from dataclasses import dataclass, replace
from typing import Final

from kicksense.coaching.cues import cue_of
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Estimate, KickReport, Target
from kicksense.domain.live import (
    CueNews,
    HealthNews,
    KickNews,
    Marker,
    MarkerNews,
    News,
    SealedNews,
    SensorHealth,
    Stage,
    StageNews,
    TraceNews,
    TroubleNews,
    WithdrawnNews,
)
from kicksense.workflows.wording import TECHNIQUE_WORDS, side_words

KICKS_KEPT: Final = 40
_MARKERS_KEPT: Final = 3
_TROUBLES_KEPT: Final = 3
_UNTOLD: Final = "?"


@dataclass(frozen=True, slots=True)
class KickRow:
    """A kick as the screen shows it.

    Attributes
    ----------
    number, t_s, leg
        Which; time on the session's clock; leg in words.
    struck_with
        Part of the foot in words.
    ball_speed_mps
        With its interval.
    verdict
        What there is to say of it.
    """

    number: int
    t_s: float
    leg: str
    struck_with: str
    ball_speed_mps: Estimate
    verdict: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """What is known of a session being recorded.

    Attributes
    ----------
    target
        What balls are judged against.
    guessing
        True where the player is to guess before seeing a verdict.
    stage, sensors, t_s, cue, sealed
        Last heard of each; ``t_s`` is the session's clock then.
    heard_at_s
        When ``t_s`` was heard, on the clock of whoever asks.
    rows
        The last kicks, oldest first.
    told
        Kicks that were spoken of.
    kicks, markers_count
        How many there are.
    markers, troubles
        The last ones.
    """

    target: Target | None = None
    guessing: bool = False
    stage: StageNews | None = None
    sensors: tuple[SensorHealth, ...] = ()
    t_s: float | None = None
    heard_at_s: float = 0.0
    rows: tuple[KickRow, ...] = ()
    told: frozenset[int] = frozenset()
    cue: CueNews | None = None
    kicks: int = 0
    markers: tuple[Marker, ...] = ()
    markers_count: int = 0
    troubles: tuple[TroubleNews, ...] = ()
    sealed: SealedNews | None = None

    def session_clock_s(self, now_s: float) -> float | None:
        """Give the session's clock now, None before it was heard.

        Parameters
        ----------
        now_s
            On the same clock as ``heard_at_s``.
        """
        return None if self.t_s is None else self.t_s + now_s - self.heard_at_s

    def verdict_of(self, row: KickRow) -> str:
        """Give what may be shown of a kick: nothing the player is still to guess."""
        hidden = self.guessing and row is self.rows[-1] and row.number not in self.told
        return _UNTOLD if hidden else row.verdict


def told(view: RecordView, news: News, *, now_s: float) -> RecordView:
    """Give what the screen knows after some news.

    Parameters
    ----------
    view
        What it knew.
    news
        What was told.
    now_s
        When, on the clock of whoever asks.

    Returns
    -------
    view
        What it knows now.
    """
    if isinstance(news, TraceNews):
        return view
    if isinstance(news, HealthNews):
        return replace(view, sensors=news.sensors, t_s=news.t_s, heard_at_s=now_s)
    if isinstance(news, KickNews):
        return _with_kick(view, news)
    if isinstance(news, WithdrawnNews):
        return _without_kick(view, news.number)
    return _with_event(view, news)


def kick_row(news: KickNews, target: Target | None) -> KickRow:
    """Give a kick as the screen shows it.

    Parameters
    ----------
    news
        The kick.
    target
        What balls are judged against.

    Returns
    -------
    row
        In words.
    """
    report = news.report
    return KickRow(
        news.number,
        report.t_s,
        side_words(Side(news.side)),
        TECHNIQUE_WORDS[report.technique],
        report.ball_speed_mps,
        _verdict_words(report, target),
    )


def _verdict_words(report: KickReport, target: Target | None) -> str:
    """Give what is said of a ball; nothing where only its technique is known."""
    if target is None or report.power is None:
        return ""
    return cue_of(report, target).words


def _with_kick(view: RecordView, news: KickNews) -> RecordView:
    row = kick_row(news, view.target)
    if any(known.number == row.number for known in view.rows):
        rows = tuple(row if known.number == row.number else known for known in view.rows)
        return replace(view, rows=rows)
    if view.rows and row.number < view.rows[0].number:
        return view
    rows = (*view.rows, row)[-KICKS_KEPT:]
    return replace(view, rows=rows, kicks=view.kicks + 1)


def _without_kick(view: RecordView, number: int) -> RecordView:
    rows = tuple(row for row in view.rows if row.number != number)
    cue = None if view.cue is not None and view.cue.number == number else view.cue
    return replace(view, rows=rows, cue=cue, kicks=max(view.kicks - 1, 0))


def _with_event(view: RecordView, news: News) -> RecordView:
    """Take what happens now and then."""
    if isinstance(news, StageNews):
        return replace(view, stage=news)
    if isinstance(news, CueNews):
        return replace(view, cue=news, told=view.told | {news.number})
    if isinstance(news, MarkerNews):
        markers = (*view.markers, news.marker)[-_MARKERS_KEPT:]
        return replace(view, markers=markers, markers_count=view.markers_count + 1)
    if isinstance(news, TroubleNews):
        return replace(view, troubles=(*view.troubles, news)[-_TROUBLES_KEPT:])
    return replace(view, sealed=news) if isinstance(news, SealedNews) else view


def is_over(view: RecordView) -> bool:
    """Tell whether nothing more is recorded.

    Parameters
    ----------
    view
        What the screen knows.

    Returns
    -------
    over
        True while it is put away, and after.
    """
    return view.stage is not None and view.stage.stage in (Stage.SEALING, Stage.ENDED)
