"""A score card as the JSON document that other programs read.

The models below are the format; `kicksense/schemas/score-card-1.json` is generated from them and
shipped. Units are in the names, times are on the recording's own clock, and what could not be
measured is null. A field may be added under the same version, so readers pass over what they do not
know; one that is removed or changes its meaning raises `CARD_DOCUMENT_VERSION`.
"""

from typing import Final, Literal, Self

from kicksense import __version__
from kicksense.coaching.score_kinds import Better, Unit, score_kind_named
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import PowerBand, Technique
from kicksense.domain.score_card import Echo, Missing, Rep, Score, ScoreCard, WorkOn
from kicksense.exchange.document_parts import (
    Count,
    DocumentPart,
    EstimatePart,
    FindingPart,
    Known,
    schema_text_of,
)

CARD_DOCUMENT_VERSION: Final = 1
"""Version of the document's form, not of the numbers in it: that is ``versions.analysis``."""

CARD_SCHEMA_ID: Final = f"urn:kicksense:score-card:{CARD_DOCUMENT_VERSION}"
"""Name of the JSON Schema; it is shipped with the package rather than fetched from anywhere."""


class EchoPart(DocumentPart):
    """A ball that came back from the wall; `kick` counts the kicks of the report from 1."""

    kick: Count
    after_s: float
    ball_speed_mps: EstimatePart

    @classmethod
    def of(cls, echo: Echo) -> Self:
        """Give the part for an echo."""
        speed = EstimatePart.model_validate(echo.ball_speed_mps)
        return cls(kick=echo.kick_index + 1, after_s=echo.after_s, ball_speed_mps=speed)


class RepPart(DocumentPart):
    """One repetition; `kick` counts the kicks of the report from 1, null where none ends it."""

    number: Count
    t_s: float
    kick: Count | None
    technique: Technique | None
    power: PowerBand | None
    as_asked: bool | None
    cue_s: Known
    onset_s: Known
    release_s: Known
    contacts: Count
    touch_to_release_s: Known
    echo: EchoPart | None
    hit: bool | None
    heading_change_rad: Known

    @classmethod
    def of(cls, rep: Rep) -> Self:
        """Give the part for a repetition."""
        return cls(
            number=rep.number,
            t_s=rep.t_s,
            kick=None if rep.kick_index is None else rep.kick_index + 1,
            technique=rep.technique,
            power=rep.power,
            as_asked=rep.as_asked,
            cue_s=rep.cue_s,
            onset_s=rep.onset_s,
            release_s=rep.release_s,
            contacts=rep.contacts,
            touch_to_release_s=rep.touch_to_release_s,
            echo=None if rep.echo is None else EchoPart.of(rep.echo),
            hit=rep.hit,
            heading_change_rad=rep.heading_change_rad,
        )


class ComparedPart(DocumentPart):
    """The player's own earlier sessions of the same drill; `better` is null where neither holds."""

    median: Known
    spread: Known
    sessions: Count
    better: bool | None
    best: bool


class ScorePart(DocumentPart):
    """One score: what was asked (`least`, `most`), what was done (`value`), whether that is enough.

    `interval` should hold nine in ten; `met` is null where nothing was asked or the interval holds
    the line; `missing` says why there is no value; a `proxy` stands for what is not seen itself.
    """

    name: str
    unit: Unit
    improves: Better
    proxy: bool
    value: Known
    interval: tuple[Known, Known] | None
    count: Count
    least: Known
    most: Known
    met: bool | None
    missing: Missing | None
    compared: ComparedPart | None

    @classmethod
    def of(cls, score: Score) -> Self:
        """Give the part for a score."""
        kind, compared = score_kind_named(score.name), score.compared
        return cls(
            name=score.name,
            unit=kind.unit,
            improves=kind.better,
            proxy=kind.proxy,
            value=score.value,
            interval=score.interval,
            count=score.count,
            least=score.least,
            most=score.most,
            met=score.met,
            missing=score.missing,
            compared=None if compared is None else ComparedPart.model_validate(compared),
        )


class WorkOnPart(DocumentPart):
    """The one thing to work on; `kept` where it was the thing before."""

    finding: FindingPart
    weight: Known
    kept: bool

    @classmethod
    def of(cls, work_on: WorkOn) -> Self:
        """Give the part for the thing to work on."""
        finding = FindingPart.of(work_on.finding)
        return cls(finding=finding, weight=work_on.weight, kept=work_on.kept)


class ScoreCardPart(DocumentPart):
    """What a session of a drill came to, as every document holds it."""

    drill: str
    level: Count
    player_id: str | None
    side: Side
    simulated: bool
    repetitions_asked: Count
    reps: tuple[RepPart, ...]
    scores: tuple[ScorePart, ...]
    findings: tuple[FindingPart, ...]
    work_on: WorkOnPart | None
    level_met: bool | None

    @classmethod
    def of(cls, card: ScoreCard) -> Self:
        """Give the part for a card."""
        return cls(
            drill=card.drill,
            level=card.level,
            player_id=card.player_id,
            side=card.side,
            simulated=card.simulated,
            repetitions_asked=card.repetitions_asked,
            reps=tuple(RepPart.of(rep) for rep in card.reps),
            scores=tuple(ScorePart.of(score) for score in card.scores),
            findings=tuple(FindingPart.of(finding) for finding in card.findings),
            work_on=None if card.work_on is None else WorkOnPart.of(card.work_on),
            level_met=card.level_met,
        )


class CardVersionsPart(DocumentPart):
    """What made the numbers."""

    kicksense: str
    analysis: int
    model: str


class ScoreCardDocument(DocumentPart):
    """What a session came to; `session` is its id, null for a file that is not stored."""

    schema_version: Literal[1]
    session: str | None
    source_name: str
    score_card: ScoreCardPart
    versions: CardVersionsPart


def card_document_of(
    card: ScoreCard, *, session_id: str | None, source_name: str
) -> ScoreCardDocument:
    """Give the document of a score card.

    Parameters
    ----------
    card
        What the session came to.
    session_id
        Of the stored session; None for a file.
    source_name
        Of the recording.

    Returns
    -------
    document
        Every number finite or null.
    """
    return ScoreCardDocument(
        schema_version=CARD_DOCUMENT_VERSION,
        session=session_id,
        source_name=source_name,
        score_card=ScoreCardPart.of(card),
        versions=CardVersionsPart(
            kicksense=__version__, analysis=card.analysis_version, model=card.model_name
        ),
    )


def card_schema_text() -> str:
    """Give the JSON Schema of the document, as the file that is shipped holds it."""
    return schema_text_of(ScoreCardDocument, CARD_SCHEMA_ID)
