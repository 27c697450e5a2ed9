"""The card of a model as a page for people."""

from collections.abc import Iterator
from typing import Final

from kicksense.store.model_card import ModelCard, ScoreCard, TableCard

PICTURE_FILE: Final = "reliability.png"

_WORDS: Final = {
    "kick_contact_precision": "Contacts called kicks that are kicks",
    "kick_contact_recall": "Kicks called kicks",
    "kick_contact_f1": "F1 of calling contacts kicks",
    "technique_macro_f1": "Technique, macro-F1",
    "technique_abstention": "Kicks whose technique is left open",
    "foot_speed_median_error": "Foot speed, median error",
    "foot_speed_bias": "Foot speed, bias",
    "foot_speed_coverage": "Foot speed, intervals that hold the truth",
    "ball_speed_median_error": "Ball speed, median error",
    "ball_speed_bias": "Ball speed, bias",
    "ball_speed_coverage": "Ball speed, intervals that hold the truth",
}
_TECHNIQUES: Final = {"heel": "heel", "inside_foot": "inside foot", "instep": "instep"}
_GROUP_SCORES: Final = (
    "kick_contact_f1",
    "technique_macro_f1",
    "foot_speed_median_error",
    "foot_speed_coverage",
    "ball_speed_median_error",
    "ball_speed_coverage",
)


def card_text(card: ModelCard) -> str:
    """Write the card for people, as Markdown.

    Parameters
    ----------
    card
        Finished.

    Returns
    -------
    text
        Names what the model is for, what it was made of, how good it is, and where it ends.
    """
    sections = (_purpose, _sources, _scores, _confusions, _reliability, _groups, _choice, _limits)
    lines = [line for section in sections for line in section(card)]
    return "\n".join(lines) + "\n"


def score_words(name: str) -> str:
    """Give a figure's name in words."""
    if name in _WORDS:
        return _WORDS[name]
    for code, technique in _TECHNIQUES.items():
        if name.endswith(f"_{code}"):
            return f"{score_words(name.removesuffix(f'_{code}'))}, {technique}"
    return name


def score_value(score: ScoreCard) -> str:
    """Give a figure with its interval, in percent."""
    return f"{100 * score.value:.1f} % ({100 * score.low:.1f} to {100 * score.high:.1f})"


def _purpose(card: ModelCard) -> Iterator[str]:
    yield f"# Model `{card.name}`"
    yield ""
    yield (
        "Tells kicks from other contacts of a shin-worn motion sensor, names heel, inside foot and "
        "instep, and corrects what physics says of foot and ball speed. For training and coaching "
        "of football players; not for medical or disciplinary decisions."
    )
    yield ""
    yield f"Made {card.created_utc:%Y-%m-%d} by `{card.command}` with seed {card.seed}, using "
    yield ", ".join(f"{name} {version}" for name, version in card.versions.items()) + "."
    yield f"Features of version {card.schema_version}, analysis of version {card.analysis_version}."
    yield ""


def _sources(card: ModelCard) -> Iterator[str]:
    yield "## Made of"
    yield ""
    yield "| data | | players | recordings | contacts | kicks |"
    yield "|---|---|---|---|---|---|"
    for source in card.sources:
        kind = "simulated: no player ever did this" if source.simulated else "real"
        yield (
            f"| {source.name} | {kind} | {source.players} | {source.recordings} | "
            f"{source.contacts} | {source.kicks} |"
        )
    yield ""
    yield (
        f"Fingerprint of the data set: `{card.dataset_fingerprint}`. Fingerprints of the "
        "recordings and ids of the players are in `card.json`; no recording is part of the model."
    )
    yield ""


def _scores(card: ModelCard) -> Iterator[str]:
    yield "## How good it is on players that it has not seen"
    yield ""
    yield (
        "The same training without one part of the players, judged on that part, in turns "
        f"({card.training_settings.get('folds', 'several')} parts). In brackets: 19 in 20 draws "
        "of players. Thresholds were chosen on these same predictions; `kicksense evaluate` "
        "measures whole recordings of others."
    )
    yield ""
    yield "| | | cases |"
    yield "|---|---|---|"
    for score in card.scores:
        yield f"| {score_words(score.name)} | {score_value(score)} | {score.count} |"
    yield ""
    yield (
        f"A contact is called a kick from a probability of {card.kick_probability:.3f} on; a "
        f"technique is left open below {card.abstain_below:.3f}."
    )
    yield ""


def _confusions(card: ModelCard) -> Iterator[str]:
    for name, table in card.confusion.items():
        yield f"### What was said of {'kicks' if name == 'technique' else name}"
        yield ""
        yield from _counts(table)
        yield ""


def _counts(table: TableCard) -> Iterator[str]:
    yield "| true \\ said | " + " | ".join(table.columns) + " |"
    yield "|---" * (len(table.columns) + 1) + "|"
    for row, values in zip(table.rows, table.values, strict=True):
        yield f"| {row} | " + " | ".join(f"{value:.0f}" for value in values) + " |"


def _reliability(card: ModelCard) -> Iterator[str]:
    if not card.reliability:
        return
    yield "### How far probabilities can be believed"
    yield ""
    if PICTURE_FILE in card.files:
        yield f"![Said and true shares lie near the diagonal where they agree]({PICTURE_FILE})"
        yield ""
    for name, table in card.reliability.items():
        yield f"| {name}, probability | cases | said | true |"
        yield "|---|---|---|---|"
        for row, (count, said, true) in zip(table.rows, table.values, strict=True):
            yield f"| {row} | {count:.0f} | {100 * said:.1f} % | {100 * true:.1f} % |"
        yield ""


def _groups(card: ModelCard) -> Iterator[str]:
    if not card.groups:
        return
    yield "## By group"
    yield ""
    yield "| | kicks | " + " | ".join(score_words(name) for name in _GROUP_SCORES) + " |"
    yield "|---" * (len(_GROUP_SCORES) + 2) + "|"
    for group in card.groups:
        known = {score.name: f"{100 * score.value:.1f} %" for score in group.scores}
        figures = " | ".join(known.get(name, "") for name in _GROUP_SCORES)
        yield f"| {group.group} {group.value} | {group.kicks} | {figures} |"
    yield ""


def _choice(card: ModelCard) -> Iterator[str]:
    if not card.families:
        return
    yield "## Choice of the estimator"
    yield ""
    yield (
        "Loss on players left out: surprise in nats, or absolute error of the logarithm of a "
        "speed; smaller is better. The simplest within one standard error of the best is used. "
        "`chosen inside` is what this way of choosing achieves on players that had no part in it."
    )
    yield ""
    yield "| task | family | loss | standard error | numbers | used |"
    yield "|---|---|---|---|---|---|"
    for score in card.families:
        yield (
            f"| {score.task} | {score.family} | {score.loss:.4f} | {score.standard_error:.4f} | "
            f"{score.numbers or ''} | {'yes' if score.chosen else ''} |"
        )
    yield ""


def _limits(card: ModelCard) -> Iterator[str]:
    simulated = [source for source in card.sources if source.simulated]
    real = sum(source.kicks for source in card.sources if not source.simulated)
    yield "## Limits"
    yield ""
    if simulated:
        yield (
            "- Learnt from simulated players for the most part: real legs, shoes and straps differ "
            "in ways that no simulation knows."
        )
    yield (
        f"- {real} real kicks are among the examples. Figures above are of all examples together; "
        "those by source are under *By group*."
    )
    yield "- Knows heel, inside foot and instep; toe, outside and knee are named as one of these."
    yield "- For one sensor on the shin, 50 to 1000 samples a second."
    sizes = ", ".join(f"{name} {file.size / 1024:.0f} kB" for name, file in card.files.items())
    yield f"- Files: {sizes}."
