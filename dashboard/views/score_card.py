"""What a session of a drill came to: what was asked, what was done, one thing to work on."""

from collections.abc import Sequence

import streamlit as st

from dashboard.formats import plain
from dashboard.score_table import score_table
from kicksense.domain.drill import Drill
from kicksense.workflows.drill_diagram import svg_of
from kicksense.workflows.drill_speech import spoken_drill
from kicksense.workflows.language import tr
from kicksense.workflows.practice_history import PractisedSession
from kicksense.workflows.score_card_wording import CardWords, WorkOnWords, card_words


def show(found: PractisedSession) -> None:
    """Show the score card of a session that was played as a drill."""
    done = found.practised
    words = card_words(done.card, done.drill, done.report.target)
    st.subheader(plain(words.heading), anchor=False)
    scores, advice = st.columns([7, 5], gap="large")
    with scores:
        st.html(score_table(words))
        if words.progress:
            st.markdown(f":material/compare_arrows: {plain(words.progress)}")
        if words.notes:
            st.caption("\n\n".join(map(plain, words.notes)))
    with advice:
        _work_on(words.work_on, words.no_work_on)
        if words.next_step:
            st.success(plain(words.next_step), icon=":material/flag:")
        _drill(done.drill)
    _unseen(words)


def _work_on(work_on: WorkOnWords | None, otherwise: str) -> None:
    """Show the one thing to work on."""
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{tr('One thing to work on')}**")
        if work_on is None:
            st.markdown(otherwise)
            return
        st.markdown(
            f":material/lightbulb: {plain(work_on.what)}\n\n**{tr('Try:')}** {plain(work_on.cure)}"
        )
        small = [f"{tr('Why:')} {plain(work_on.why)}"]
        if work_on.drill_title is not None:
            small.append(f":material/fitness_center: {tr('Drill:')} {plain(work_on.drill_title)}")
        if work_on.kept:
            small.append(plain(work_on.kept))
        st.caption("\n\n".join(small))


def _drill(drill: Drill) -> None:
    """Show how the drill is set up."""
    with st.expander(tr("How the drill is played"), icon=":material/map:"):
        st.image(svg_of(drill), width="stretch")
        st.markdown(_points(spoken_drill(drill).set_up))


def _unseen(words: CardWords) -> None:
    """Say what the sensor cannot see of the drill."""
    if not words.unseen:
        return
    with st.expander(tr("What a sensor on one shin cannot see"), icon=":material/visibility_off:"):
        st.markdown(_points(words.unseen))


def _points(sentences: Sequence[str]) -> str:
    """Give a list as one element: a browser draws one far faster than ten."""
    return "\n".join(f"- {plain(sentence)}" for sentence in sentences)
