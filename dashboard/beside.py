"""Two sessions side by side on a coach's page: scores, ball speeds, changed or chance."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

import streamlit as st

from dashboard import stored, stored_team
from dashboard.address import asked_option, keep
from dashboard.beside_chart import distribution_chart, distribution_words
from dashboard.consent_gate import may
from dashboard.error_words import say_error
from dashboard.formats import capitalised, interval_words, plain, speed_words
from dashboard.glyphs import glyph_style, on_dark_ground, technique_html
from dashboard.session_list import session_words
from kicksense.domain.kick import Estimate
from kicksense.domain.score_card import Score
from kicksense.errors import KicksenseError
from kicksense.workflows.language import marked, tr, tr_count
from kicksense.workflows.score_wording import done_words, score_title
from kicksense.workflows.side_by_side import (
    Caution,
    ScorePair,
    SideBySide,
    SpeedPair,
    Verdict,
)
from kicksense.workflows.team import played_of
from kicksense.workflows.team_values import PlayedCard

_CAUTION_WORDS: Final[Mapping[Caution, str]] = {
    Caution.PLAYER: marked("two players"),
    Caution.DRILL: marked("different drills"),
    Caution.LEVEL: marked("different levels"),
    Caution.LEG: marked("different legs"),
    Caution.TARGET: marked("another distance or ground"),
    Caution.JUDGE: marked("found by different versions or models"),
    Caution.SIMULATED: marked("one of them simulated"),
}
_VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.ROSE: marked("higher, by more than chance"),
    Verdict.FELL: marked("lower, by more than chance"),
    Verdict.CHANCE: marked("may be chance"),
    Verdict.COUNTED: marked("counted"),
    Verdict.MISSING: "",
}
_SIGNS: Final[Mapping[Verdict, str]] = {
    Verdict.ROSE: "\N{NORTH EAST ARROW}",
    Verdict.FELL: "\N{SOUTH EAST ARROW}",
    Verdict.CHANCE: "\N{ALMOST EQUAL TO}",
    Verdict.COUNTED: "",
    Verdict.MISSING: "",
}
_STYLE: Final = """<style>
.ks-beside { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
.ks-beside th, .ks-beside td { text-align: left; padding: 0.35rem 0.75rem 0.35rem 0;
  vertical-align: top; border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
.ks-beside thead th { font-size: 0.85rem; opacity: 0.8; font-weight: 400; }
.ks-beside tbody th { font-weight: 600; }
.ks-beside small { display: block; opacity: 0.8; font-size: 0.8rem; font-weight: 400; }
@media (max-width: 640px) {
  .ks-beside thead { position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%); }
  .ks-beside, .ks-beside tbody, .ks-beside tr, .ks-beside th, .ks-beside td { display: block; }
  .ks-beside tr { padding: 0.4rem 0;
    border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
  .ks-beside th, .ks-beside td { border: 0; padding: 0.05rem 0; }
  .ks-beside td:empty { display: none; }
  .ks-beside td[data-label]::before { content: attr(data-label) ": "; opacity: 0.8;
    font-size: 0.8rem; }
}
</style>"""


def show(player_id: str, played: Sequence[PlayedCard]) -> None:
    """Offer two sessions, and show them side by side.

    Parameters
    ----------
    player_id
        Whose page it is.
    played
        The player's sessions, oldest first.
    """
    # It is drawn once somebody asks for it: two tables and a chart would delay what is above.
    unfolded = st.expander(
        tr("Two sessions side by side"),
        expanded=bool({"a", "b", "with"} & set(st.query_params)),
        icon=":material/compare_arrows:",
        key=f"beside-{player_id}",
        on_change="rerun",
    )
    if unfolded.open:
        with unfolded:
            _chosen_two(player_id, played)


def _chosen_two(player_id: str, played: Sequence[PlayedCard]) -> None:
    """Let two sessions be chosen, and compare them."""
    others = _other_player(player_id)
    if others is None:
        return
    second_of = others or list(reversed(played))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        newest_first = list(reversed(played))
        first = _session("a", tr("First"), newest_first, _alike(newest_first))
        second = _session("b", tr("Second"), second_of, 0)
    if first is None or second is None:
        return
    if first == second:
        st.caption(tr("Choose two sessions to see what has changed."))
        return
    try:
        found = stored_team.beside(first, second)
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")
        return
    _beside(found)


def _other_player(player_id: str) -> list[PlayedCard] | None:
    """Let the second session be another player's, on purpose alone.

    Returns
    -------
    sessions
        The newest first; empty where it is the same player's. None where the page is to stop.
    """
    wanted = st.query_params.get("with")
    asked = st.toggle(
        tr("Beside another player"),
        value=wanted is not None,
        key="beside-other",
        help=tr("Two players are only put side by side where you ask for it."),
    )
    if not asked:
        keep("with", None)
        return []
    st.warning(
        tr(
            "Two players differ in age, leg, ground and sensor. What differs here is no reason to "
            "rank them, and nothing to show to either of them."
        ),
        icon=":material/balance:",
    )
    names = [each for each in stored_team.players() if each != player_id]
    if not names:
        st.caption(tr("There is no other player yet."))
        return None
    named = asked_option("with", names, None)
    other = st.selectbox(
        tr("The other player"),
        names,
        index=None if named is None else names.index(named),
        placeholder=tr("Who?"),
        key="beside-player",
        width=280,
    )
    keep("with", other)
    if other is None or not may("coach", other):
        return None
    return list(reversed(played_of(stored.sessions(), other)))


def _alike(newest_first: Sequence[PlayedCard]) -> int:
    """Give the place of the session that compares best with the newest: same drill, same leg."""
    if not newest_first:
        return 0
    newest = newest_first[0]
    alike = (
        place
        for place, each in enumerate(newest_first)
        if place and each.drill == newest.drill and each.row.worn_side is newest.row.worn_side
    )
    return next(alike, min(1, len(newest_first) - 1))


def _session(name: str, label: str, played: Sequence[PlayedCard], first: int) -> str | None:
    """Offer sessions, and give the one chosen; the address keeps it."""
    by_id = {each.row.id: each for each in played}
    ids = list(by_id)
    if not ids:
        return None
    wanted = asked_option(name, ids, ids[min(first, len(ids) - 1)])
    chosen = st.selectbox(
        label,
        ids,
        index=ids.index(wanted or ids[0]),
        format_func=lambda each: session_words(by_id[each]),
        key=f"beside-{name}-{len(ids)}-{ids[0]}",
        width=420,
    )
    keep(name, chosen)
    return str(chosen)


def _beside(found: SideBySide) -> None:
    if found.cautions:
        apart = ", ".join(tr(_CAUTION_WORDS[each]) for each in found.cautions)
        st.warning(
            plain(tr("These two compare less well: {reasons}.", reasons=apart)),
            icon=":material/warning:",
        )
    if found.first.card is None or found.second.card is None:
        st.info(tr("One of them was not looked at yet: bring the page up to date first."))
        return
    st.html(
        f"{_STYLE}{glyph_style()}"
        + _table(tr("Score"), [_score_row(pair) for pair in found.scores])
    )
    if found.speeds:
        st.html(_table(tr("Ball speed"), [_speed_row(pair) for pair in found.speeds]))
        st.echarts_chart(
            distribution_chart(found, is_dark=on_dark_ground()),
            height=200,
            key="beside-kicks",
            alt=distribution_words(found),
        )
    with st.popover(tr("Changed or chance?"), icon=":material/help:"):
        st.markdown(
            tr(
                "Each number comes with a range that holds the true one nine times in ten. Only "
                "where two ranges lie so far apart that chance would do that less than once in "
                "twenty looks, the second is called higher or lower. Look at ten lines, and one "
                "may still be a chance find."
            )
        )
        st.markdown(
            tr(
                "Ball speeds of one sensor err alike, so their ranges stay wide however many kicks "
                "there are."
            )
        )


def _table(title: str, rows: Sequence[tuple[str, str, str, str]]) -> str:
    """Give four columns as a table; the cells are HTML already."""
    labels = (title, tr("First"), tr("Second"), tr("What changed"))
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in labels)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>'
        + "".join(
            f'<td data-label="{escape(label)}">{cell}</td>'
            for label, cell in zip(labels[1:], row[1:], strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return f'<table class="ks-beside"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _score_row(pair: ScorePair) -> tuple[str, str, str, str]:
    words = _verdict_words(pair.verdict)
    if pair.better is not None:
        better = tr("better") if pair.better else tr("not as good")
        words = f"<b>{escape(better)}</b><small>{words}</small>"
    return escape(score_title(pair.name)), _done(pair.first), _done(pair.second), words


def _speed_row(pair: SpeedPair) -> tuple[str, str, str, str]:
    return (
        technique_html(pair.technique),
        _speed(pair.first_mps, pair.first_count),
        _speed(pair.second_mps, pair.second_count),
        _verdict_words(pair.verdict),
    )


def _done(score: Score | None) -> str:
    return "" if score is None else escape(done_words(score))


def _speed(speed: Estimate | None, count: int) -> str:
    if speed is None:
        return escape(tr("none"))
    kicks = tr_count("{count} kick", "{count} kicks", count)
    return (
        f"{escape(speed_words(speed.value))} ({escape(interval_words(speed))})"
        f"<small>{escape(kicks)}</small>"
    )


def _verdict_words(verdict: Verdict) -> str:
    if not _VERDICTS[verdict]:
        return ""
    return escape(f"{_SIGNS[verdict]} {capitalised(tr(_VERDICTS[verdict]))}".strip())
