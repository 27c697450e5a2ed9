"""A small data folder with labelled simulated sessions and a model, as the commands leave it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind, LabelledEvent, LabelSet
from kicksense.inference.evidence import KICK_EVIDENCE
from kicksense.kicks.contact_evidence import CONTACT_EVIDENCE
from kicksense.store.labels import write_labels
from kicksense.store.model_files import ModelContents, save_model
from kicksense.workflows.sessions import import_recording, open_sessions
from tests import played
from tests.models_made import small_model
from tests.store.model_contents_made import card_of

PLAYERS = {"anna": Side.RIGHT, "ben": Side.LEFT}
KICKS = 6


def labelled_folder(root: Path, *, techniques: bool = True, kicks: bool = True) -> Path:
    """Store one session of six kicks for each of two players, with labels.

    Parameters
    ----------
    root
        The data folder.
    techniques
        Say which techniques the kicks are of.
    kicks
        Label the kicks at all.

    Returns
    -------
    root
        The same.
    """
    store = open_sessions(root)
    for number, (player, side) in enumerate(PLAYERS.items()):
        made = played.session(side)
        fingerprint = f"{number:064x}"
        recording = replace(
            made.recording, source=replace(made.recording.source, fingerprint=fingerprint)
        )
        import_recording(store, recording, player_id=player)
        events = tuple(
            LabelledEvent(
                event.time_s,
                EventKind.KICK,
                event.technique if techniques else Technique.UNSURE,
                foot_speed_mps=event.foot_speed_mps,
                ball_speed_mps=event.ball_speed_mps,
            )
            for event in made.truth
            if kicks and event.kind is EventKind.KICK
        )
        labels = LabelSet(
            fingerprint=fingerprint,
            labeller="simulation",
            labelled_utc=datetime(2026, 1, 1, tzinfo=UTC),
            player_id=player,
            events=events,
            groups={"age": "adult"},
        )
        write_labels(store.folder, labels)
    return root


def save_small_model(folder: Path, **changes: object) -> Path:
    """Write a model that was never trained, with the card of one that was.

    Parameters
    ----------
    folder
        Of the model; its last part is its name.
    changes
        Fields of the card that differ from those of `card_of`.

    Returns
    -------
    folder
        The same.
    """
    rng = np.random.default_rng(1)
    contents = ModelContents(
        model=small_model(folder.name),
        estimators={},
        card=card_of(folder.name, **changes),
        text=lambda card: f"# {card.name}\n",
        check_contacts=rng.normal(size=(2, len(CONTACT_EVIDENCE))),
        check_kicks=rng.normal(size=(2, len(KICK_EVIDENCE))),
        pictures={},
    )
    save_model(folder, contents)
    return folder
