"""Train: models from labelled recordings, as runs of their own; compared, looked at, put to use."""

from collections.abc import Sequence

import streamlit as st

from dashboard import run_panels, stored_research
from dashboard.data_choice import chosen_places
from dashboard.error_words import say_error
from dashboard.evaluation_charts import believed_chart
from dashboard.formats import number_words, percent_words, plain
from dashboard.score_table import plain_table
from dashboard.views.data_sets import SOURCES
from dashboard.ways import page_named
from kicksense.errors import KicksenseError
from kicksense.store.model_card import ModelCard, ScoreCard
from kicksense.workflows.card_comparison import ComparedScore, Judgement, compared_cards
from kicksense.workflows.experiments import ModelPage, TrainingAsk
from kicksense.workflows.language import marked, tr, tr_count

SCORES = {
    "kick_contact_precision": marked("contacts called kicks that are kicks"),
    "kick_contact_recall": marked("kicks that are called kicks"),
    "kick_contact_f1": marked("F1 of calling contacts kicks"),
    "technique_macro_f1": marked("technique, mean F1"),
    "technique_abstention": marked("kicks whose technique is left open"),
    "foot_speed_median_error": marked("foot speed, median error"),
    "foot_speed_bias": marked("foot speed, bias"),
    "foot_speed_coverage": marked("foot speed, intervals that hold the truth"),
    "ball_speed_median_error": marked("ball speed, median error"),
    "ball_speed_bias": marked("ball speed, bias"),
    "ball_speed_coverage": marked("ball speed, intervals that hold the truth"),
}

_JUDGEMENTS = {
    Judgement.FIRST: marked("the first is better"),
    Judgement.SECOND: marked("the second is better"),
    Judgement.CHANCE: marked("may be chance"),
}


_FEWEST_CASES = 20
"""Fewer cases of about the same probability say little of how often it is true."""


def show() -> None:
    """Show what can be trained, what is being trained, and the models that there are."""
    st.title(tr("Train"))
    try:
        _start()
        st.subheader(tr("Runs"), anchor=False)
        run_panels.show(("train",))
        with st.spinner(tr("Reading the models")):
            models = stored_research.models()
        st.subheader(tr("Models"), anchor=False)
        _models(models)
        _compare(models)
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")


def _start() -> None:
    """Let somebody start a training."""
    trouble = stored_research.training_trouble()
    if trouble:
        st.info(plain(say_error(trouble)), icon=":material/extension_off:")
        return
    chosen = chosen_places("train-places")
    with st.form("train"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input(
                tr("Name of the model"),
                "mine",
                width=220,
                help=tr("Small letters, digits, dashes and underscores."),
            )
            seed = st.number_input(tr("Seed"), 0, 2**31 - 1, 1, width=160)
            quick = st.toggle(
                tr("Quick: one small kind of estimator, to try something out"), value=True
            )
        st.caption(
            tr(
                "Players who have not agreed to it are left out. The training goes on when you "
                "close this page."
            )
        )
        if st.form_submit_button(tr("Start training"), type="primary", disabled=not chosen):
            ask = TrainingAsk(chosen, name.strip(), seed=int(seed), quick=quick)
            try:
                stored_research.train(ask)
            except KicksenseError as error:
                st.error(plain(say_error(error)), icon=":material/error:")
            else:
                st.rerun()


def _models(models: Sequence[ModelPage]) -> None:
    """Show the cards of the models; the address keeps which is open."""
    if not models:
        st.info(tr("There is no model yet."), icon=":material/model_training:")
        return
    names = [model.name for model in models]
    wanted = st.query_params.get("model")
    chosen = st.segmented_control(
        tr("Model"),
        names,
        default=wanted if wanted in names else names[0],
        required=True,
        label_visibility="collapsed",
        key="model-choice",
    )
    if chosen != wanted:
        st.query_params["model"] = chosen
    model = models[names.index(chosen)]
    with st.container(border=True):
        _head(model)
        if model.card is None:
            st.error(plain(say_error(model.trouble)), icon=":material/error:")
        else:
            _card(model, model.card)
    _tools(model)


def _head(model: ModelPage) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(model.name)}**", width="content")
        if model.is_default:
            st.badge(tr("judges by default"), icon=":material/star:", color="green")
        if model.ships:
            st.badge(tr("ships with kicksense"), icon=":material/inventory_2:", color="gray")
        if model.card is not None and any(source.simulated for source in model.card.sources):
            words = tr("trained on simulated players")
            st.badge(words, icon=":material/science:", color="violet")


def _card(model: ModelPage, card: ModelCard) -> None:
    """Show how good a model is, and its card for people."""
    st.caption(
        tr_count(
            "Learnt from {count} player. The figures are of players that it had not seen; in "
            "brackets 19 in 20 draws of players.",
            "Learnt from {count} players. The figures are of players that it had not seen; in "
            "brackets 19 in 20 draws of players.",
            len(card.players),
        )
    )
    figures, picture = st.columns([3, 2], gap="large")
    with figures:
        # A table that breaks its lines: cut off, the figures of the techniques all read alike.
        rows = [
            (score_words(score.name), score_value(score), number_words(score.count))
            for score in card.scores
        ]
        caption = tr("What was measured of the model {name}", name=model.name)
        st.html(plain_table(caption, (tr("Figure"), tr("Value"), tr("Cases")), rows))
    with picture:
        if card.reliability:
            _reliability(card)
    with st.expander(tr("What it was made of"), icon=":material/article:"):
        _origin(card)
        st.download_button(
            tr("Download the whole card (in English)"),
            model.text,
            file_name=f"{model.name}-CARD.md",
            mime="text/markdown",
            icon=":material/download:",
            on_click="ignore",
        )


def _reliability(card: ModelCard) -> None:
    """Draw how far a model's probabilities can be believed, and say it."""
    titles = {"kick": tr("Kick"), "technique": tr("Technique")}
    lines = [
        (titles.get(name, name), [(said, true) for cases, said, true in table.values if cases])
        for name, table in card.reliability.items()
    ]
    words = _reliability_words(card)
    st.echarts_chart(believed_chart(lines), height=340, alt=words, key=f"believed-{card.name}")
    st.caption(words)


def _origin(card: ModelCard) -> None:
    """Say what a model has learnt from, and which kinds of estimators were compared."""
    rows = [
        (
            tr(SOURCES[source.name]) if source.name in SOURCES else source.name,
            tr("yes") if source.simulated else tr("no"),
            *map(number_words, (source.players, source.recordings, source.kicks)),
        )
        for source in card.sources
    ]
    caption = tr("What the model {name} has learnt from", name=card.name)
    headings = (
        tr("Source"),
        tr("Simulated"),
        tr("Players"),
        tr("Recordings"),
        tr("Labelled kicks"),
    )
    st.html(plain_table(caption, headings, rows))
    st.markdown(
        tr(
            "A contact is called a kick from {kick} on; a technique is left open below "
            "{technique}.",
            kick=percent_words(card.kick_probability),
            technique=percent_words(card.abstain_below),
        )
    )
    fingerprint = plain(card.dataset_fingerprint[:16])
    st.caption(tr("Data {fingerprint}, seed {seed}", fingerprint=fingerprint, seed=card.seed))


def _reliability_words(card: ModelCard) -> str:
    """Say in words what the picture shows, for those who do not see it."""
    apart = [
        abs(said - true)
        for table in card.reliability.values()
        for cases, said, true in table.values
        if cases >= _FEWEST_CASES
    ]
    most = percent_words(max(apart)) if apart else tr("not measured")
    return tr(
        "How probable the model said it was, and how often that was true: on the diagonal both "
        "agree. The farthest apart: {most}.",
        most=most,
    )


def score_words(name: str) -> str:
    """Give a figure of a card in words."""
    if name in SCORES:
        return tr(SCORES[name])
    for ending, technique in (
        ("_heel", tr("heel")),
        ("_inside_foot", tr("inside of the foot")),
        ("_instep", tr("laces (instep)")),
    ):
        if name.endswith(ending):
            return f"{score_words(name.removesuffix(ending))}, {technique}"
    return plain(name)


def score_value(score: ScoreCard) -> str:
    """Give a figure with its interval, in percent."""
    parts = (score.value, score.low, score.high)
    # Rounded before the sign is written: a hair below nought is nought.
    value, low, high = (number_words(round(100.0 * part, 1) + 0.0, 1) for part in parts)
    return tr("{value} % ({low} to {high})", value=value, low=low, high=high)


def _tools(model: ModelPage) -> None:
    """Offer what can be done with a model."""
    with st.container(horizontal=True):
        if not model.is_default and model.card is not None:
            with st.popover(tr("Let it judge by default"), icon=":material/star:"):
                st.markdown(
                    tr(
                        "From then on every session of this data folder is judged by it, here and "
                        "on the command line. Score cards are made anew."
                    )
                )
                st.button(
                    tr("Yes, let {name} judge", name=plain(model.name)),
                    key=f"default-{model.name}",
                    type="primary",
                    on_click=_tried,
                    args=("default", model.name),
                )
        st.page_link(
            page_named("evaluate"),
            label=tr("Evaluate it"),
            icon=":material/grid_on:",
            query_params={"models": model.name},
        )
        if model.ships:
            return
        with st.popover(tr("Delete"), icon=":material/delete:"):
            st.markdown(tr("It goes into the bin and can be brought back for 30 days."))
            st.button(
                tr("Delete {name}", name=plain(model.name)),
                key=f"delete-model-{model.name}",
                on_click=_tried,
                args=("delete", model.name),
            )


def _tried(act: str, name: str) -> None:
    """Do what a button asks; trouble is said above the page."""
    try:
        if act == "default":
            stored_research.make_default(name)
            st.cache_resource.clear()
        else:
            stored_research.delete_model(name)
    except KicksenseError as error:
        run_panels.remember_trouble(error)


def _compare(models: Sequence[ModelPage]) -> None:
    """Put two models side by side."""
    usable = [model for model in models if model.card is not None]
    if len(usable) < 2:  # noqa: PLR2004 - a pair
        return
    st.subheader(tr("Compare two models"), anchor=False)
    names = [model.name for model in usable]
    with st.container(horizontal=True):
        first = st.selectbox(tr("First"), names, index=0, width=240)
        second = st.selectbox(tr("Second"), names, index=1, width=240)
    if first == second:
        st.caption(tr("Choose two different models."))
        return
    one, other = usable[names.index(first)].card, usable[names.index(second)].card
    if one is None or other is None:
        return
    if one.dataset_fingerprint != other.dataset_fingerprint:
        st.caption(
            tr(
                "They were trained, and measured, on different data. Evaluate both on the same "
                "recordings to know more."
            )
        )
    st.dataframe(
        [_compared_row(score, first, second) for score in compared_cards(one, other)],
        hide_index=True,
        key="compared",
    )
    st.caption(tr("Only where the two intervals do not meet is a difference more than chance."))


def _compared_row(score: ComparedScore, first: str, second: str) -> dict[str, str]:
    return {
        tr("Figure"): score_words(score.name),
        first: score_value(score.first),
        second: score_value(score.second),
        tr("Difference"): tr(_JUDGEMENTS[score.judgement]),
    }
