"""What each player's own kicks have shown, as JSON files beside the recordings.

One file for each player and leg. It holds the evidence, not what was concluded from it: that is
learnt again whenever it is needed, so that it never disagrees with the program. The files stay in
the data folder, hold no names, and deleting one forgets the player's adaptation.
"""

import contextlib
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Estimate, Technique, TechniqueProbability
from kicksense.inference.adaptation_power import SpeedPair
from kicksense.inference.adaptation_technique import NamedKick
from kicksense.store.atomic import sync_folder, write_trouble
from kicksense.store.documents import Form, Part, PlayerId
from kicksense.store.folder import DataFolder

ADAPTATION_FORMAT: Final = 2
"""Version of the files' form; raised whenever an older kicksense could misread it.

Since 2 there are speeds by radar, walls whose distance is the session's own, and lessons taken
back. Files of version 1 are read as well.
"""

MAX_LESSONS: Final = 500
"""More sessions than anybody calibrates with."""

MAX_KICKS: Final = 5000
"""More kicks than one session holds."""

_FOLDER_NAME: Final = "adaptations"
_DIGEST_LETTERS: Final = 20


class EvidenceKind(StrEnum):
    """Where evidence about a player comes from."""

    LABELS = "labels"
    MARK = "mark"
    WALL = "wall"
    RADAR = "radar"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user said of the kicks, so that the lesson can be learnt again.

    Attributes
    ----------
    times_s
        When the kicks to the mark, the wall or past the radar were, on the recording's own clock;
        empty for labels, which are stored elsewhere.
    distances_m
        Of the mark, one a kick; of the wall, one.
    surface
        What the balls rolled on; empty for labels and a radar.
    stopped
        True where the balls lay still at the mark.
    speeds_mps
        What the radar read, one a kick.
    """

    times_s: tuple[float, ...] = ()
    distances_m: tuple[float, ...] = ()
    surface: str = ""
    stopped: bool = False
    speeds_mps: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one session has shown about a player.

    Attributes
    ----------
    session_id
        The stored session.
    kind
        Where it comes from; a session has one lesson of each kind.
    basis
        Which analysis the estimates in it are of; evidence of another analysis does not count.
    learnt_utc
        When.
    asked
        What the user said of the kicks.
    named
        Kicks whose technique is known.
    pairs
        Speeds that are known.
    """

    session_id: str
    kind: EvidenceKind
    basis: str
    learnt_utc: datetime
    asked: Asked = Asked()
    named: tuple[NamedKick, ...] = ()
    pairs: tuple[SpeedPair, ...] = ()


@dataclass(frozen=True, slots=True)
class PlayerEvidence:
    """Everything that is known of one leg of a player.

    Attributes
    ----------
    player_id, side
        Whose leg.
    lessons
        Those that count, oldest first.
    undone
        Those that were taken back, the one taken back last at the end.
    """

    player_id: str
    side: Side
    lessons: tuple[Lesson, ...] = ()
    undone: tuple[Lesson, ...] = ()

    def with_lesson(self, lesson: Lesson) -> "PlayerEvidence":
        """Give the same with a lesson more; one of the same session and kind is replaced."""
        kept = tuple(old for old in self.lessons if not _alike(old, lesson))
        undone = tuple(old for old in self.undone if not _alike(old, lesson))
        return replace(self, lessons=(*kept, lesson)[-MAX_LESSONS:], undone=undone)

    def without(self, index: int) -> "PlayerEvidence":
        """Give the same with one lesson taken back; it can come again by `with_undone`."""
        lesson = self.lessons[index]
        kept = tuple(old for place, old in enumerate(self.lessons) if place != index)
        return replace(self, lessons=kept, undone=(*self.undone, lesson)[-MAX_LESSONS:])

    def with_undone(self) -> "PlayerEvidence":
        """Give the same with the lesson counting again that was taken back last, at its place."""
        lesson = self.undone[-1]
        kept = [old for old in self.lessons if not _alike(old, lesson)]
        kept.append(lesson)
        kept.sort(key=lambda one: one.learnt_utc)
        return replace(self, lessons=tuple(kept[-MAX_LESSONS:]), undone=self.undone[:-1])


def _alike(one: Lesson, other: Lesson) -> bool:
    """Tell whether two lessons are of the same session and kind."""
    return (one.session_id, one.kind) == (other.session_id, other.kind)


_Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[\x20-\x7e]*$")]
_Ratio = Annotated[float, Field(ge=0.0, le=1.0)]
_Speed = Annotated[float, Field(gt=0.0, le=1e6)]
_Seconds = Annotated[float, Field(ge=-1e12, le=1e12)]
_Metres = Annotated[float, Field(gt=0.0, le=1000.0)]
_Spread = Annotated[float, Field(ge=0.0, le=10.0)]


class _Probability(Part):
    heel: _Ratio
    inside_foot: _Ratio
    instep: _Ratio


class _Named(Part):
    probability: _Probability
    technique: Technique

    def value(self) -> NamedKick:
        return NamedKick(TechniqueProbability(**dict(self.probability)), self.technique)


class _Estimate(Part):
    value: _Speed
    low: _Speed
    high: _Speed


class _Pair(Part):
    estimate: _Estimate
    technique: Technique
    reference_mps: _Speed
    spread: _Spread
    is_foot: bool
    group: _Line
    shared_spread: _Spread

    def value(self) -> SpeedPair:
        fields = dict(self) | {"estimate": Estimate(**dict(self.estimate))}
        return SpeedPair(**fields)


class _Asked(Part):
    times_s: Annotated[tuple[_Seconds, ...], Field(max_length=MAX_KICKS)]
    distances_m: Annotated[tuple[_Metres, ...], Field(max_length=MAX_KICKS)]
    surface: _Line
    stopped: bool
    speeds_mps: Annotated[tuple[_Speed, ...], Field(max_length=MAX_KICKS)] = ()


class _Lesson(Part):
    session_id: _Line
    kind: EvidenceKind
    basis: _Line
    learnt_utc: AwareDatetime
    asked: _Asked
    named: Annotated[tuple[_Named, ...], Field(max_length=MAX_KICKS)]
    pairs: Annotated[tuple[_Pair, ...], Field(max_length=MAX_KICKS)]

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        asked = self.asked
        distances = {EvidenceKind.MARK: len(asked.times_s), EvidenceKind.WALL: 1}.get(self.kind, 0)
        speeds = len(asked.times_s) if self.kind is EvidenceKind.RADAR else 0
        if (len(asked.distances_m), len(asked.speeds_mps)) != (distances, speeds):
            raise ValueError(
                f"{distances} distances and {speeds} speeds belong to this lesson by {self.kind}"
            )
        self.value()
        return self

    def value(self) -> Lesson:
        fields = dict(self) | {
            "asked": Asked(**dict(self.asked)),
            "named": tuple(kick.value() for kick in self.named),
            "pairs": tuple(pair.value() for pair in self.pairs),
        }
        return Lesson(**fields)


class _Document(Part):
    format: Literal[1, 2]
    player_id: PlayerId
    side: Side
    lessons: Annotated[tuple[_Lesson, ...], Field(max_length=MAX_LESSONS)]
    undone: Annotated[tuple[_Lesson, ...], Field(max_length=MAX_LESSONS)] = ()


_FORM: Final = Form(
    _Document,
    ADAPTATION_FORMAT,
    title="file of an adaptation",
    cure="delete it and adapt again, or restore it from a copy",
    max_bytes=64 * 1024**2,
)


def write_evidence(folder: DataFolder, evidence: PlayerEvidence) -> Path:
    """Write what is known of a player's leg, completely or not at all.

    Parameters
    ----------
    folder
        The data folder; made where it is missing.
    evidence
        All of it; what was there before is replaced.

    Returns
    -------
    path
        The file. Its name holds nothing that a person has chosen.

    Raises
    ------
    StoreError
        If it could not be written; the earlier file is then untouched.
    ValueError
        If the evidence breaks the form of the file.
    """
    fields = {
        "format": ADAPTATION_FORMAT,
        "player_id": evidence.player_id,
        "side": evidence.side,
        "lessons": evidence.lessons,
        "undone": evidence.undone,
    }
    document = _Document.model_validate(fields, from_attributes=True)
    path = _path_of(folder, evidence.player_id, evidence.side)
    _FORM.write(folder, path, document)
    return path


def read_evidence(folder: DataFolder, player_id: str, side: Side) -> PlayerEvidence:
    """Read what is known of a player's leg.

    Parameters
    ----------
    folder
        The data folder.
    player_id, side
        Whose leg.

    Returns
    -------
    evidence
        Without lessons where nothing is known.

    Raises
    ------
    StoreError
        If the file is damaged or of another version.
    """
    path = _path_of(folder, player_id, side)
    evidence = evidence_in(path)
    if evidence is None:
        return PlayerEvidence(player_id, side)
    if (evidence.player_id, evidence.side) != (player_id, side):
        raise _FORM.damaged(path, "it speaks of another player or leg than its name")
    return evidence


def evidence_in(path: Path) -> PlayerEvidence | None:
    """Read a file of a player's leg wherever it lies, None where there is none.

    Raises
    ------
    StoreError
        If the file is damaged or of another version.
    """
    document = _FORM.read(path)
    if document is None:
        return None
    return PlayerEvidence(
        document.player_id,
        document.side,
        tuple(lesson.value() for lesson in document.lessons),
        tuple(lesson.value() for lesson in document.undone),
    )


def evidence_stamps(folder: DataFolder, player_id: str) -> tuple[int, ...]:
    """Give numbers that change whenever something else becomes known of a player.

    Parameters
    ----------
    folder
        The data folder.
    player_id
        Who.

    Returns
    -------
    stamps
        One a leg; zero where nothing is known of it.
    """
    stamps = []
    for side in Side:
        try:
            stamps.append(_path_of(folder, player_id, side).stat().st_mtime_ns)
        except OSError:
            stamps.append(0)
    return tuple(stamps)


def forget_evidence(folder: DataFolder, player_id: str, side: Side) -> bool:
    """Delete what is known of a player's leg.

    Parameters
    ----------
    folder
        The data folder.
    player_id, side
        Whose leg.

    Returns
    -------
    was_known
        False where there was nothing to delete.

    Raises
    ------
    StoreError
        If the file could not be deleted.
    """
    path = _path_of(folder, player_id, side)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise write_trouble(error, path) from error
    with contextlib.suppress(OSError):
        sync_folder(path.parent)
    return True


def _path_of(folder: DataFolder, player_id: str, side: Side) -> Path:
    """Give the file of a player's leg; the id is no part of it, since systems fold its case."""
    digest = hashlib.sha256(player_id.encode()).hexdigest()[:_DIGEST_LETTERS]
    return folder.root / _FOLDER_NAME / f"{digest}-{side}.json"
