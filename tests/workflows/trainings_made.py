"""A small data set as the training workflow sees it, without any recording."""

from pathlib import Path

import numpy as np

from kicksense.domain.anatomy import Side
from kicksense.inference.evidence import KICK_EVIDENCE
from kicksense.inference.training_families import FamilySettings
from kicksense.inference.training_rows import TrainingSettings
from kicksense.kicks.contact_evidence import CONTACT_EVIDENCE
from kicksense.workflows.datasets import RECORDED, SIMULATED, Dataset, DatasetEntry
from kicksense.workflows.examples import Examples
from kicksense.workflows.training import Gathered, TrainingRequest

PLAYERS = ("sim-0", "sim-1", "sim-2", "sim-3", "sim-4", "real-1")
_EACH = 50


def request_made(models: Path, name: str = "made") -> TrainingRequest:
    """Give a request for few and small fits."""
    settings = TrainingSettings(
        folds=3,
        compared_folds=3,
        compared_rows=200,
        family_settings=FamilySettings(boost_rounds=6, boost_least_rows=5, trees=8, tree_depth=5),
    )
    return TrainingRequest(
        places=(Path("nowhere"),),
        name=name,
        seed=1,
        models=models,
        command="kicksense train --data nowhere",
        settings=settings,
    )


def gathered_made(seed: int = 1) -> Gathered:
    """Give a data set of six players, one of them real, and examples that can be learnt from."""
    rng = np.random.default_rng(seed)
    whose = np.repeat(np.array(PLAYERS), _EACH)
    sources = np.where(np.char.startswith(whose, "real"), RECORDED, SIMULATED)
    classes = rng.integers(0, 5, size=len(whose))
    contacts = rng.normal(size=(len(whose), len(CONTACT_EVIDENCE)))
    contacts[:, 0] += 2.0 * classes
    kinds = rng.integers(0, 3, size=len(whose))
    techniques = np.array(["heel", "inside_foot", "instep"])[kinds]
    kicks = rng.normal(size=(len(whose), len(KICK_EVIDENCE)))
    kicks[:, 0] += 3.0 * kinds
    foot = rng.uniform(5.0, 20.0, size=len(whose))
    for name, true in (("foot", foot), ("ball", 1.2 * foot)):
        column = KICK_EVIDENCE.index(f"log_physics_{name}_mps")
        kicks[:, column] = np.log(true) + 0.1 * rng.normal(size=len(whose))
    examples = Examples(
        contact_names=CONTACT_EVIDENCE,
        contacts=contacts,
        contact_classes=classes,
        contact_players=whose,
        contact_sources=sources,
        kick_names=KICK_EVIDENCE,
        kicks=kicks,
        techniques=np.where(rng.random(len(whose)) < 0.1, "unsure", techniques),
        foot_mps=np.where(rng.random(len(whose)) < 0.1, np.nan, foot),
        ball_mps=1.2 * foot,
        kick_players=whose,
        kick_sources=sources,
        kick_groups={"side": np.where(rng.random(len(whose)) < 0.5, "left", "right")},
    )
    entries = tuple(
        DatasetEntry(
            session_id=f"session-{player}",
            player_id=player,
            source=RECORDED if player.startswith("real") else SIMULATED,
            fingerprint=f"{number:064x}",
            place=Path("nowhere"),
            side=Side.RIGHT,
            label_digest="0" * 64,
        )
        for number, player in enumerate(PLAYERS)
    )
    return Gathered(Dataset(entries), examples)
