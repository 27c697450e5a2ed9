"""A score card in words: what was asked, what was done, one thing to work on.

The command line and the pages set these words each in their own way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kicksense.coaching.practice_settings import PracticeSettings
from kicksense.coaching.score_kinds import score_kind_named
from kicksense.domain.drill import Drill, Unseen
from kicksense.domain.kick import Finding, Target
from kicksense.domain.score_card import Missing, Score, ScoreCard, WorkOn
from kicksense.workflows.drill_speech import spoken_drill
from kicksense.workflows.finding_wording import cure_of, what_of, why_of
from kicksense.workflows.language import marked, tr
from kicksense.workflows.quantity_words import distance_words
from kicksense.workflows.score_wording import (
    asked_words,
    done_words,
    extra_words,
    met_words,
    missing_sentence,
    repetitions_words,
    score_title,
    usual_words,
)
from kicksense.workflows.wording import drill_title, surface_words

PROXY_MARK: Final = "*"
"""Follows the title of a score that is a sign of a thing and not a measurement of it."""

_PROXY_NOTE: Final = marked("a sign of it, not a measurement.")
_SAME_AS_BEFORE: Final = marked("It is the same thing as last time: stay with it.")
_FROM_BEFORE: Final = marked(
    "That was an earlier session; this one does not say whether it still holds."
)
_ENOUGH_PLAYED: Final = marked("Nothing stands out. Play on.")
_TOO_LITTLE_PLAYED: Final = marked("Too little was played to say. Play some more.")
_INTERVAL_NOTE: Final = marked(
    "Nine in ten true values lie within the brackets; reached is said of this session alone."
)
_OPEN_NOTE: Final = marked("? open: too close to call, so it is not held against you.")


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One score in words; what is empty is not shown.

    Attributes
    ----------
    title, asked, done, met, usual
        What it is called, what was asked, what was done, whether that is enough, and what is usual
        for the player.
    meaning
        One sentence.
    """

    title: str
    asked: str
    done: str
    met: str
    usual: str


@dataclass(frozen=True, slots=True)
class WorkOnWords:
    """The one thing to work on, in words.

    Attributes
    ----------
    what, why, cure
        What is the matter, what that was seen from, what to try: a sentence each.
    drill_name, drill_title
        The drill that trains it; None where there is none.
    kept
        A sentence where it was the thing before; empty otherwise.
    """

    what: str
    why: str
    cure: str
    drill_name: str | None
    drill_title: str | None
    kept: str


@dataclass(frozen=True, slots=True)
class CardWords:
    """A score card in words.

    Attributes
    ----------
    heading
        Drill and level.
    asked, done
        Repetitions and target.
    rows
        The scores.
    notes
        How the rows are to be read, and why a value is missing.
    progress
        Against the player's own earlier sessions; empty without any.
    work_on
        None where nothing speaks clearly.
    no_work_on
        A sentence for where there is nothing to work on.
    next_step
        What is due now; empty where nothing is.
    unseen
        What a sensor on one shin cannot see, and what could.
    simulated
        True where no player did this.
    """

    heading: str
    asked: str
    done: str
    rows: tuple[ScoreRow, ...]
    notes: tuple[str, ...]
    progress: str
    work_on: WorkOnWords | None
    no_work_on: str
    next_step: str
    unseen: tuple[str, ...]
    simulated: bool


def card_words(card: ScoreCard, drill: Drill, target: Target | None) -> CardWords:
    """Give a score card in words.

    Parameters
    ----------
    card
        What was done.
    drill
        At the level played.
    target
        What the ball was played to, or None.

    Returns
    -------
    words
        In everyday units.
    """
    asked = repetitions_words(card.repetitions_asked, drill.rep)
    if not asks_something(card):
        asked = tr("nothing; everything is counted")
    if target is not None:
        asked = tr(
            "{repetitions}, {distance} away on {surface}",
            repetitions=asked,
            distance=distance_words(target.distance_m),
            surface=surface_words(target.surface),
        )
    return CardWords(
        heading=heading_words(card, drill),
        asked=asked,
        done=repetitions_words(_answered(card), drill.rep),
        rows=tuple(_row(score) for score in card.scores),
        notes=_notes(card.scores),
        progress=_progress(card.scores),
        work_on=None if card.work_on is None else _work_on(card.work_on, card.findings),
        no_work_on=tr(_ENOUGH_PLAYED if _is_enough(card) else _TOO_LITTLE_PLAYED),
        next_step=_next_step(card, drill),
        unseen=tuple(unseen_words(each) for each in spoken_drill(drill).unseen),
        simulated=card.simulated,
    )


def heading_words(card: ScoreCard, drill: Drill) -> str:
    """Give drill and level: ``Backheel against the wall, level 1 of 4: Close to the wall``."""
    title, levels = tr(drill.title), spoken_drill(drill).levels
    if card.level > len(levels) or len(levels) == 1:
        return title
    numbered = tr(
        "{drill}, level {level} of {levels}", drill=title, level=card.level, levels=len(levels)
    )
    level = levels[card.level - 1].title
    return f"{numbered}: {level}" if level else numbered


def asks_something(card: ScoreCard) -> bool:
    """Tell whether anything is asked; in free play nothing is.

    Parameters
    ----------
    card
        Any.
    """
    return card.repetitions_asked > 1 or any(asked_words(score) for score in card.scores)


def _answered(card: ScoreCard) -> int:
    """Give how many repetitions were played: a cue that nobody answered is none."""
    counted = (score.value for score in card.scores if score.name == "repetitions")
    return int(next((value for value in counted if value is not None), len(card.reps)))


def _is_enough(card: ScoreCard) -> bool:
    """Tell whether a habit could have shown."""
    return _answered(card) >= PracticeSettings().min_reps_count


def unseen_words(unseen: Unseen) -> str:
    """Give a thing that cannot be seen and what could show it, as two sentences.

    Parameters
    ----------
    unseen
        In the reader's language.
    """
    what, could = unseen.what.strip(), extra_words(unseen.extra)
    end = "" if what.endswith((".", "!", "?")) else "."
    return f"{what[:1].upper()}{what[1:]}{end} {could[:1].upper()}{could[1:]}."


def _row(score: Score) -> ScoreRow:
    mark = f" {PROXY_MARK}" if score_kind_named(score.name).proxy else ""
    return ScoreRow(
        title=f"{score_title(score.name)}{mark}",
        asked=asked_words(score),
        done=done_words(score),
        met=met_words(score),
        usual=usual_words(score),
    )


def _notes(scores: Sequence[Score]) -> tuple[str, ...]:
    notes = []
    if any(score.value is not None and score.interval is not None for score in scores):
        notes.append(tr(_INTERVAL_NOTE))
    if any(met_words(score).startswith("?") for score in scores):
        notes.append(tr(_OPEN_NOTE))
    if any(score_kind_named(score.name).proxy for score in scores):
        notes.append(f"{PROXY_MARK} {tr(_PROXY_NOTE)}")
    why: dict[Missing, list[str]] = {}
    for score in scores:
        if score.value is None and score.missing is not None:
            why.setdefault(score.missing, []).append(score_title(score.name))
    notes += [f"{', '.join(titles)}: {missing_sentence(each)}" for each, titles in why.items()]
    return tuple(notes)


def _progress(scores: Sequence[Score]) -> str:
    """Say what is better and what is not, against the player's own usual."""
    best: list[str] = []
    better: list[str] = []
    lower: list[str] = []
    for score in scores:
        if score.compared is None or score.value is None:
            continue
        if score.compared.best:
            best.append(score_title(score.name))
        elif score.compared.better is not None:
            (better if score.compared.better else lower).append(score_title(score.name))
    said = (
        (tr("Your best yet"), best),
        (tr("Better than usual"), better),
        (tr("Not as good as usual"), lower),
    )
    return " ".join(f"{words}: {', '.join(titles)}." for words, titles in said if titles)


def _work_on(work_on: WorkOn, findings: Sequence[Finding]) -> WorkOnWords:
    finding, kept = work_on.finding, ""
    if work_on.kept:
        here = any(found.code == finding.code for found in findings)
        kept = tr(_SAME_AS_BEFORE if here else _FROM_BEFORE)
    return WorkOnWords(
        what=what_of(finding),
        why=why_of(finding),
        cure=cure_of(finding),
        drill_name=finding.drill,
        drill_title=None if finding.drill is None else drill_title(finding.drill),
        kept=kept,
    )


def _next_step(card: ScoreCard, drill: Drill) -> str:
    if not card.level_met or not asks_something(card):
        return ""
    if card.level >= len(drill.levels):
        return tr("All that was asked is reached, at the last level.")
    return tr(
        "All that was asked is reached. Next is level {level}: {title}.",
        level=card.level + 1,
        title=spoken_drill(drill).levels[card.level].title,
    )
