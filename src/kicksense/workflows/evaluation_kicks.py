"""The single kicks behind an evaluation, so that a number in a table can be looked at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final, Literal

import numpy as np
from pydantic import Field

from kicksense.domain.arrays import FloatArray
from kicksense.errors import StoreError
from kicksense.store.atomic import write_atomically
from kicksense.store.documents import Form, Part
from kicksense.workflows.datasets import Dataset
from kicksense.workflows.model_evaluation import ModelEvaluation
from kicksense.workflows.scoring import SessionScore
from kicksense.workflows.scoring_players import Figure, PlayerBootstrap

KICKS_FORMAT: Final = 1
"""Version of the file's form."""

NOTHING: Final = "none"
"""What a false kick truly was, in the column of truths."""

MISSED: Final = "missed"
"""What was said of a kick that was not found."""

_MOST_BYTES: Final = 512 * 1024**2
_SEED: Final = 20

_Word = Annotated[str, Field(max_length=200)]


class EvaluatedKick(Part):
    """A kick that was labelled or called.

    Attributes
    ----------
    session_id, player_id, source
        Whose, and in which recording.
    place
        The folder in which the recording lies.
    t_s
        Labelled time, else the time that was called; on the recording's own clock.
    true
        Technique as labelled (``unsure`` where the label does not say), or `NOTHING`.
    said
        Technique that was said, ``unsure``, or `MISSED`.
    probability
        Of what was said; None where the kick was missed.
    """

    session_id: _Word
    player_id: _Word
    source: _Word
    place: Annotated[str, Field(max_length=4096)]
    t_s: float
    true: _Word
    said: _Word
    probability: Annotated[float, Field(ge=0.0, le=1.0)] | None = None


class SystemKicks(Part):
    """All kicks, as one system sees them."""

    name: _Word
    kicks: Annotated[tuple[EvaluatedKick, ...], Field(max_length=5_000_000)]


class KicksDocument(Part):
    """The kicks behind an evaluation, system by system."""

    format: Literal[1]
    systems: tuple[SystemKicks, ...]


_FORM: Final = Form(
    KicksDocument, KICKS_FORMAT, "file of evaluated kicks", "evaluate again", _MOST_BYTES
)


def kicks_document(evaluation: ModelEvaluation, dataset: Dataset) -> KicksDocument:
    """Give the kicks behind an evaluation.

    Parameters
    ----------
    evaluation
        From `kicksense.workflows.model_evaluation.evaluate`.
    dataset
        What was evaluated on.
    """
    places = {(e.session_id, e.player_id): str(e.place) for e in dataset.entries}
    return KicksDocument(
        format=KICKS_FORMAT,
        systems=tuple(
            SystemKicks(
                name=system.name,
                kicks=tuple(kick for score in scores for kick in _kicks_of(score, places)),
            )
            for system, scores in zip(evaluation.systems, evaluation.scored, strict=True)
        ),
    )


def write_kicks(document: KicksDocument, path: Path) -> None:
    """Write the kicks behind an evaluation.

    Raises
    ------
    StoreError
        If they cannot be written.
    """
    write_atomically(path, document.model_dump_json().encode())


def read_kicks(path: Path) -> KicksDocument:
    """Read the kicks behind an evaluation.

    Raises
    ------
    StoreError
        If there are none, or the file is damaged.
    """
    found = _FORM.read(path)
    if found is None:
        raise StoreError("the kicks of this evaluation are gone; evaluate again.")
    return found


def kicks_in_cell(system: SystemKicks, true: str, said: str) -> tuple[EvaluatedKick, ...]:
    """Give the kicks of one cell of the confusion matrix, the surest first."""
    here = [kick for kick in system.kicks if kick.true == true and kick.said == said]
    return tuple(sorted(here, key=lambda kick: (-(kick.probability or 0.0), kick.t_s)))


def difference_of(first: SystemKicks, second: SystemKicks) -> Mapping[str, Figure]:
    """Compare two systems on the same kicks, player by player.

    Players are drawn, the same ones for both, so that what both find hard does not blur the
    difference (paired cluster bootstrap).

    Parameters
    ----------
    first, second
        Of the same evaluation.

    Returns
    -------
    differences
        Second minus first, each a share with its interval: labelled kicks that were found
        (``found``), labelled techniques that were named right (``named``), kicks called that are
        ones (``true``). An interval that holds zero may be chance.
    """
    players = sorted({kick.player_id for system in (first, second) for kick in system.kicks})
    bootstrap = PlayerBootstrap.drawn(len(players), _SEED)
    measures: Mapping[str, tuple[_Test, _Test]] = {
        "found": (_labelled, lambda kick: kick.said != MISSED),
        "named": (_named, lambda kick: kick.said == kick.true),
        "true": (_called, lambda kick: kick.true != NOTHING),
    }
    found: dict[str, Figure] = {}
    for name, (among, right) in measures.items():
        counts = np.concatenate(
            [_counts(system, players, among, right) for system in (first, second)], axis=1
        )
        found[name] = bootstrap.of_counts(counts, _difference, counts[:, 1].sum())
    return found


_Test = Callable[[EvaluatedKick], bool]


def _labelled(kick: EvaluatedKick) -> bool:
    return kick.true != NOTHING


def _named(kick: EvaluatedKick) -> bool:
    return kick.true not in (NOTHING, "unsure")


def _called(kick: EvaluatedKick) -> bool:
    return kick.said != MISSED


def _counts(system: SystemKicks, players: Sequence[str], among: _Test, right: _Test) -> FloatArray:
    """Count, player by player, the kicks that are right and all of them, shape (players, 2)."""
    row_of = {player: row for row, player in enumerate(players)}
    counts = np.zeros((len(players), 2))
    for kick in system.kicks:
        if among(kick):
            counts[row_of[kick.player_id]] += (float(right(kick)), 1.0)
    return counts


def _difference(counts: FloatArray) -> FloatArray:
    """Give second minus first share, shape (resamples,)."""
    whole = np.where(counts[:, [1, 3]] > 0.0, counts[:, [1, 3]], np.nan)
    shares = counts[:, [0, 2]] / whole
    return np.asarray(shares[:, 1] - shares[:, 0])


def _kicks_of(
    score: SessionScore, places: Mapping[tuple[str, str], str]
) -> Iterator[EvaluatedKick]:
    """Give what was labelled, then what was called by mistake."""
    place = places.get((score.session_id, score.player_id), "")
    for kick in score.kicks:
        said = kick.said
        yield EvaluatedKick(
            session_id=score.session_id,
            player_id=score.player_id,
            source=score.source,
            place=place,
            t_s=kick.event.t_s,
            true=str(kick.event.technique),
            said=MISSED if said is None else str(said.technique),
            probability=None
            if said is None
            else max(said.probability.heel, said.probability.inside_foot, said.probability.instep),
        )
    for false in score.false_kicks:
        yield EvaluatedKick(
            session_id=score.session_id,
            player_id=score.player_id,
            source=score.source,
            place=place,
            t_s=false.t_s,
            true=NOTHING,
            said=str(false.technique),
        )
