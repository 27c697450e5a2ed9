"""How a player's numbers go over the sessions: trends, legs, personal bests."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Final

import streamlit as st

from dashboard import stored_team
from dashboard.address import asked_option, keep
from dashboard.consent_gate import may_look
from dashboard.error_words import say_error
from dashboard.formats import date_words, plain
from dashboard.freshness import notice
from dashboard.glyphs import glyph_style, on_dark_ground, side_html
from dashboard.trend_chart import chart_words, trend_chart
from dashboard.who import chosen_player
from dashboard.wording import drill_title, side_words
from kicksense.domain.anatomy import Side
from kicksense.errors import KicksenseError
from kicksense.workflows.language import marked, tr, tr_count
from kicksense.workflows.personal_bests import BestLine, drill_bests, fastest_balls
from kicksense.workflows.progress import (
    Followed,
    LegSeries,
    Measure,
    PlayerProgress,
    Series,
    drills_played,
    measures_in,
    series_of,
)
from kicksense.workflows.progress_wording import (
    all_drills_sentence,
    best_title,
    bests_meaning,
    change_meaning,
    change_sentence,
    is_speed,
    legs_sentence,
    mark_moment,
    mark_words,
    measure_meaning,
    measure_title,
    point_words,
    speed_meaning,
)

_ALL: Final = "all"
_BOTH: Final = "both"
_SPANS: Final = {"4w": 28, "3m": 91, _ALL: None}
_SPAN_WORDS: Final = {
    "4w": marked("4 weeks"),
    "3m": marked("3 months"),
    _ALL: marked("All"),
}
_TABLE_STYLE: Final = """<style>
.ks-list { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
.ks-list th, .ks-list td { text-align: left; padding: 0.35rem 0.75rem 0.35rem 0;
  vertical-align: top; border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
.ks-list thead th { font-size: 0.85rem; opacity: 0.8; font-weight: 400; }
.ks-list small { display: block; opacity: 0.8; font-size: 0.8rem; }
</style>"""


def show() -> None:
    """Show how the numbers of whoever the page is about go."""
    st.title(tr("Progress"))
    try:
        player = chosen_player("progress")
        if player is None or not may_look(player.player_id, simulated=player.simulated):
            return
        with st.spinner(tr("Reading the sessions")):
            progress = stored_team.progress(player.player_id)
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")
        return
    above = st.container()
    if progress.simulated:
        st.badge(tr("Simulated"), icon=":material/science:", color="violet")
    asked = st.container(horizontal=True, vertical_alignment="bottom")
    with asked:
        drill = _drill(progress)
    measures = measures_in(progress, drill)
    if not measures:
        st.info(_nothing_words(drill), icon=":material/trending_up:")
    else:
        with asked:
            measure, since, side = _measure(measures, drill), _since(), _side(progress)
        _trend(progress, Followed(drill, measure, side, since))
    _bests(progress, drill)
    # Whether all of it still holds takes longer to tell than to show it.
    with above:
        notice([one.row.id for one in progress.sessions], key="progress-refresh")


def _nothing_words(drill: str | None) -> str:
    if drill is None:
        return tr(
            "Too few kicks yet: it takes a session with five kicks of one kind. Or choose a drill "
            "above."
        )
    return tr("Nothing was measured in this drill yet.")


def _drill(progress: PlayerProgress) -> str | None:
    """Offer the drills played, and give the one chosen; None for all."""
    names = (_ALL, *drills_played(progress))
    chosen = st.selectbox(
        tr("Drill"),
        names,
        index=names.index(asked_option("drill", names, _ALL) or _ALL),
        format_func=lambda name: tr("All drills") if name == _ALL else drill_title(name),
        key="progress-drill",
        width=300,
    )
    keep("drill", chosen, _ALL)
    return None if chosen == _ALL else chosen


def _trend(progress: PlayerProgress, followed: Followed) -> None:
    """Show one number over the sessions."""
    measure = followed.measure
    series = series_of(progress, followed)
    st.subheader(measure_title(measure), anchor=False)
    st.caption(measure_meaning(measure))
    if not series.legs:
        st.info(tr("No session in this time. Choose a longer one."), icon=":material/date_range:")
        return
    st.echarts_chart(
        trend_chart(series, is_dark=on_dark_ground()),
        height=320,
        key="progress-chart",
        alt=chart_words(series),
    )
    _said(series)
    with st.expander(tr("The sessions as a table"), icon=":material/table_rows:"):
        st.html(_session_table(series))


def _said(series: Series) -> None:
    """Say whether it changed, and how the legs differ."""
    measure = series.followed.measure
    if measure.technique is not None:
        st.markdown(plain(all_drills_sentence()))
    else:
        for leg in series.legs:
            _leg_said(measure, leg)
    apart = legs_sentence(series)
    if apart:
        st.markdown(plain(apart))
    with st.popover(tr("Changed or chance?"), icon=":material/help:"):
        st.markdown(plain(change_meaning()))
        if is_speed(measure):
            st.markdown(plain(speed_meaning()))


def _leg_said(measure: Measure, leg: LegSeries) -> None:
    st.markdown(plain(change_sentence(measure, leg)))
    others = len(leg.points) - len(leg.compared)
    if others:
        st.caption(
            tr_count(
                "{count} session is drawn as an outline and not compared: it was of another level, "
                "or an earlier version has looked at it.",
                "{count} sessions are drawn as outlines and not compared: they were of another "
                "level, or an earlier version has looked at them.",
                others,
            )
        )


def _measure(measures: Sequence[Measure], drill: str | None) -> Measure:
    by_code = {measure.code: measure for measure in measures}
    codes = tuple(by_code)
    chosen = st.selectbox(
        tr("What"),
        codes,
        index=codes.index(asked_option("score", codes, codes[0]) or codes[0]),
        format_func=lambda code: measure_title(by_code[code]),
        key=f"progress-score-{drill or _ALL}",
        width=300,
    )
    keep("score", chosen, codes[0])
    return by_code[chosen]


def _since() -> datetime | None:
    chosen = (
        st.segmented_control(
            tr("Time"),
            tuple(_SPANS),
            default=asked_option("span", tuple(_SPANS), _ALL),
            format_func=lambda code: tr(_SPAN_WORDS[code]),
            key="progress-span",
        )
        or _ALL
    )
    keep("span", chosen, _ALL)
    days = _SPANS[chosen]
    return None if days is None else datetime.now(UTC) - timedelta(days=days)


def _side(progress: PlayerProgress) -> Side | None:
    """Offer the legs where both were worn."""
    if len({one.row.worn_side for one in progress.sessions}) < len(Side):
        return None
    codes = (_BOTH, Side.RIGHT.value, Side.LEFT.value)
    chosen = (
        st.segmented_control(
            tr("Leg"),
            codes,
            default=asked_option("leg", codes, _BOTH),
            format_func=lambda code: tr("Both") if code == _BOTH else _side_words(Side(code)),
            key="progress-leg",
        )
        or _BOTH
    )
    keep("leg", chosen, _BOTH)
    return None if chosen == _BOTH else Side(chosen)


def _side_words(side: Side) -> str:
    words = side_words(side)
    return words[:1].upper() + words[1:]


def _session_table(series: Series) -> str:
    measure = series.followed.measure
    points = sorted(
        (point for leg in series.legs for point in leg.points),
        key=lambda point: point.started,
        reverse=True,
    )
    columns = [tr("Day"), tr("Leg"), measure_title(measure)]
    rows = [
        [
            escape(date_words(point.started)),
            side_html(point.side),
            escape(point_words(measure, point)),
        ]
        for point in points
    ]
    if measure.technique is None:
        columns.insert(2, tr("Level"))
        for row, point in zip(rows, points, strict=True):
            row.insert(2, str(point.level))
    return _table(columns, rows)


def _bests(progress: PlayerProgress, drill: str | None) -> None:
    """Show the personal bests."""
    lines = fastest_balls(progress) if drill is None else drill_bests(progress, drill)
    if not lines:
        return
    st.subheader(tr("Personal bests"), anchor=False)
    has_levels = len({line.level for line in lines}) > 1
    columns = [tr("What"), tr("Best"), tr("Day"), tr("Leg")]
    rows = []
    for line in lines:
        mark = line.best.mark
        title = best_title(line.measure)
        if has_levels:
            title = tr("{what}, level {level}", what=title, level=line.level)
        rows.append(
            [
                f"{escape(title)}",
                f"<b>{escape(mark_words(line.measure, mark))}</b>{_perhaps(line)}",
                escape(date_words(mark_moment(mark))),
                side_html(line.side),
            ]
        )
    st.html(_table(columns, rows))
    with st.popover(tr("When does a best count?"), icon=":material/help:"):
        st.markdown(plain(bests_meaning()))


def _perhaps(line: BestLine) -> str:
    """Name what may be better, and what the best has beaten."""
    perhaps, beaten = line.best.perhaps, line.best.beaten
    said = []
    if perhaps is not None:
        said.append(
            tr(
                "Perhaps better, not surely: {value} on {day}",
                value=mark_words(line.measure, perhaps),
                day=date_words(mark_moment(perhaps)),
            )
        )
    if beaten is not None:
        said.append(tr("Before: {value}", value=mark_words(line.measure, beaten)))
    return "".join(f"<small>{escape(words)}</small>" for words in said)


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Give a table; the cells are HTML already."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        f'{glyph_style()}{_TABLE_STYLE}<table class="ks-list"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )
