"""What is known of a player, learnt from what is stored of them."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Final, Protocol

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Estimate, SessionReport
from kicksense.errors import UsageError
from kicksense.features.schema import SCHEMA_VERSION
from kicksense.inference.adaptation import Adaptation
from kicksense.inference.adaptation_power import (
    PowerLesson,
    PowerLessonSettings,
    SpeedPair,
    believed_gain,
    learn_power,
)
from kicksense.inference.adaptation_technique import (
    TechniqueLesson,
    TechniqueLessonSettings,
    learn_technique,
)
from kicksense.pipeline import ANALYSIS_VERSION
from kicksense.store.adaptations import EvidenceKind, Lesson, PlayerEvidence, read_evidence
from kicksense.store.folder import DataFolder

_PLAYER_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ID_SHOWN: Final = 65

_COUNTED: Final = {
    EvidenceKind.LABELS: ("labelled kick", "labelled kicks"),
    EvidenceKind.MARK: ("ball to a mark", "balls to a mark"),
    EvidenceKind.WALL: ("wall echo", "wall echoes"),
    EvidenceKind.RADAR: ("speed by radar", "speeds by radar"),
}


@dataclass(frozen=True, slots=True)
class PlayerAdaptation:
    """What is known of one leg of a player, and how it was learnt.

    Attributes
    ----------
    adaptation
        For the analysis.
    technique, power
        How well it served kicks that it was not learnt from.
    current, outdated
        Lessons that count, and those that are of another analysis and do not.
    lessons, undone
        All that are stored, in their own order; and those that were taken back.
    """

    player_id: str
    side: Side
    adaptation: Adaptation
    technique: TechniqueLesson
    power: PowerLesson
    current: tuple[Lesson, ...]
    outdated: tuple[Lesson, ...]
    lessons: tuple[Lesson, ...] = ()
    undone: tuple[Lesson, ...] = ()


def check_player_id(player_id: str) -> None:
    """Refuse what is no player id.

    Parameters
    ----------
    player_id
        As typed.

    Raises
    ------
    UsageError
        If it is none.
    """
    if _PLAYER_ID.fullmatch(player_id) is None:
        raise UsageError(
            f"{player_id[:_ID_SHOWN]!r} is no player id; use up to 64 letters, digits, dashes or "
            "dots, and no real name."
        )


def basis_of(report: SessionReport) -> str:
    """Give which analysis made a report, as lessons remember it.

    Parameters
    ----------
    report
        Any report.

    Returns
    -------
    basis
        Estimates of one basis may be learnt from together.
    """
    return _basis(report.analysis_version, report.schema_version, report.model_name)


def current_basis(model_name: str) -> str:
    """Give the basis of an analysis that is still to be made.

    Parameters
    ----------
    model_name
        Of the model that will judge.

    Returns
    -------
    basis
        As `basis_of` will give of its report.
    """
    return _basis(ANALYSIS_VERSION, SCHEMA_VERSION, model_name)


def _basis(analysis_version: int, schema_version: int, model_name: str) -> str:
    return f"analysis {analysis_version}, features {schema_version}, model {model_name}"


def learnt_from(evidence: PlayerEvidence, basis: str) -> PlayerAdaptation:
    """Learn what is particular to a player from all evidence of one basis.

    Parameters
    ----------
    evidence
        Of one leg.
    basis
        Of the analysis that is to be adapted.

    Returns
    -------
    known
        An adaptation that changes nothing where there is no evidence.
    """
    current = tuple(lesson for lesson in evidence.lessons if lesson.basis == basis)
    technique = learn_technique(
        [kick for lesson in current for kick in lesson.named], TechniqueLessonSettings()
    )
    power = learn_power(
        [pair for lesson in current for pair in lesson.pairs], PowerLessonSettings()
    )
    return PlayerAdaptation(
        player_id=evidence.player_id,
        side=evidence.side,
        adaptation=Adaptation(
            technique_log_odds=technique.log_odds,
            foot=power.foot,
            ball=power.ball,
            learnt_from=_counts(current),
        ),
        technique=technique,
        power=power,
        current=current,
        outdated=tuple(lesson for lesson in evidence.lessons if lesson.basis != basis),
        lessons=evidence.lessons,
        undone=evidence.undone,
    )


def gains_by_lesson(
    known: PlayerAdaptation,
) -> tuple[tuple[Estimate, Estimate] | None, ...]:
    """Give what each lesson did to what is believed of the player's balls.

    Parameters
    ----------
    known
        As it was learnt.

    Returns
    -------
    gains
        One for each stored lesson: by how much the balls are faster than the general model says,
        as believed from the lessons before it, and with it. None for a lesson without speeds, or
        one that does not count.
    """
    current = set(map(id, known.current))
    pairs: list[SpeedPair] = []
    gains: list[tuple[Estimate, Estimate] | None] = []
    believed = believed_gain((), PowerLessonSettings())
    for lesson in known.lessons:
        if id(lesson) not in current or not lesson.pairs:
            gains.append(None)
            continue
        pairs.extend(lesson.pairs)
        told = believed_gain(pairs, PowerLessonSettings())
        gains.append((believed, told))
        believed = told
    return tuple(gains)


def known_of(folder: DataFolder, player_id: str, side: Side, basis: str) -> PlayerAdaptation:
    """Read what is stored of a player's leg, and learn from it.

    Parameters
    ----------
    folder
        The data folder.
    player_id, side
        Whose leg.
    basis
        Of the analysis that is to be adapted.

    Returns
    -------
    known
        An adaptation that changes nothing where nothing is known.

    Raises
    ------
    StoreError
        If the file is damaged or of another version.
    """
    return learnt_from(read_evidence(folder, player_id, side), basis)


class AdaptableAnalysis(Protocol):
    """An analysis of one recording that can be done again for a player."""

    def __call__(self, *, adaptation: Adaptation) -> SessionReport:
        """Analyze with what is known of the player."""
        ...


def adapted_report(
    general: SessionReport, player_id: str, folder: DataFolder, analyzed: AdaptableAnalysis
) -> SessionReport:
    """Give the report for a player, the general one where nothing is known of the leg.

    Parameters
    ----------
    general
        Of the same recording, for a player of whom nothing is known.
    player_id
        Whose leg it is.
    folder
        The data folder in which that is stored.
    analyzed
        Analyzes the recording again.

    Returns
    -------
    report
        Says in its remarks what it was adapted by, and which lessons no longer count.

    Raises
    ------
    StoreError
        If what is stored of the player is damaged.
    """
    known = known_of(folder, player_id, Side(general.side), basis_of(general))
    remarks = []
    report = general
    if known.current:
        report = analyzed(adaptation=known.adaptation)
        remarks.append(adapted_remark(player_id, known.adaptation))
    if known.outdated:
        remarks.append(outdated_remark(known))
    if not remarks:
        return general
    quality = replace(report.quality, remarks=(*report.quality.remarks, *remarks))
    return replace(report, quality=quality)


def outdated_remark(known: PlayerAdaptation) -> str:
    """Give the sentence about lessons that no longer count.

    Parameters
    ----------
    known
        With such lessons.

    Returns
    -------
    sentence
        With the cure.
    """
    count = len(known.outdated)
    return (
        f"{count} lesson{'s' if count > 1 else ''} of player {known.player_id} no longer "
        f"count{'' if count > 1 else 's'}, because the analysis or its model has changed; "
        f"`kicksense adapt {known.player_id} --again` learns them anew."
    )


def evidence_words(adaptation: Adaptation) -> str:
    """Give what an adaptation was learnt from, such as ``8 labelled kicks, 5 wall echoes``.

    Parameters
    ----------
    adaptation
        Any.

    Returns
    -------
    words
        Empty where it was learnt from nothing.
    """
    counted = []
    for kind, count in adaptation.learnt_from:
        one, many = _COUNTED[EvidenceKind(kind)]
        counted.append(f"{count} {one if count == 1 else many}")
    return ", ".join(counted)


def adapted_remark(player_id: str, adaptation: Adaptation) -> str:
    """Give the sentence that a report of an adapted analysis carries.

    Parameters
    ----------
    player_id
        Whose adaptation.
    adaptation
        Learnt from something.

    Returns
    -------
    sentence
        Who and from what.
    """
    words = evidence_words(adaptation)
    if adaptation.changes_nothing:
        return f"What is known of player {player_id} ({words}) changes nothing yet."
    return f"Adapted to player {player_id} ({words})."


def kicks_in(lesson: Lesson) -> int:
    """Give how many kicks a lesson was learnt from."""
    return max(len(lesson.named), len(lesson.pairs))


def _counts(lessons: tuple[Lesson, ...]) -> tuple[tuple[str, int], ...]:
    """Count kicks by kind of evidence."""
    counts: Counter[str] = Counter()
    for lesson in lessons:
        counts[lesson.kind] += kicks_in(lesson)
    return tuple((kind.value, counts[kind]) for kind in EvidenceKind if counts[kind])
