from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind, LabelledEvent, MovementSpan
from kicksense.errors import UsageError
from kicksense.store.labels import write_labels
from kicksense.workflows.label_agreement import (
    agreement_of,
    cohen_kappa,
    compared,
    krippendorff_alpha,
)
from kicksense.workflows.sessions import open_sessions
from tests.store.labels_made import kick_at, labels_by
from tests.store.recordings_made import counted_recording

INSIDE = Technique.INSIDE_FOOT


@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_that_of_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = rng.choice(["a", "b", "c"], (2, 40)).tolist()
    assert cohen_kappa(first, second) == pytest.approx(cohen_kappa_score(first, second))


@pytest.mark.parametrize(
    ("first", "second", "kappa"),
    [
        ("ab", "ab", 1.0),
        ("ab", "ba", -1.0),
        ("aabb", "abab", 0.0),
        ("aaaa", "aaaa", None),
        ("", "", None),
    ],
)
def test_kappa_of_plain_cases(first: str, second: str, kappa: float | None) -> None:
    assert cohen_kappa(first, second) == kappa


def test_alpha_is_that_of_the_textbook() -> None:
    # Krippendorff, Computing Krippendorff's alpha-reliability (2011), example C: 0.743 nominal.
    a = [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None]
    b = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3]
    c = [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None]
    d = [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None]
    units = [[str(v) for v in unit if v is not None] for unit in zip(a, b, c, d, strict=True)]
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=5e-4)


@pytest.mark.parametrize(
    ("units", "alpha"),
    [([], None), ([["a"], ["b"]], None), ([["a", "a"]], None), ([["a", "a"], ["b", "b"]], 1.0)],
)
def test_alpha_of_plain_cases(units: Sequence[Sequence[str]], alpha: float | None) -> None:
    assert krippendorff_alpha(units) == alpha


def test_two_labellers_are_compared_event_by_event() -> None:
    ann = labels_by("ann", kick_at(1.0), kick_at(2.0), kick_at(3.0), kick_at(7.0))
    bob = labels_by(
        "bob", kick_at(1.1), kick_at(2.3, INSIDE), LabelledEvent(5.0, EventKind.TOUCH), kick_at(7.0)
    )
    (pair,) = compared([[ann, bob]]).pairs
    assert (pair.both, pair.only_first, pair.only_second, pair.same_name) == (2, 2, 2, 2)
    assert pair.difference_s == pytest.approx(0.05)
    assert pair.seen_by_both_ratio == pytest.approx(1 / 3)


def test_where_a_labeller_did_not_look_nothing_was_missed() -> None:
    ann = labels_by("ann", kick_at(1.0), kick_at(8.0))
    bob = labels_by("bob", kick_at(1.0), spans=(MovementSpan(0.0, 4.0, "play"),))
    cem = labels_by("cem", kick_at(1.0), complete=False)
    pairs = {(pair.first, pair.second): pair for pair in compared([[ann, bob, cem]]).pairs}
    assert pairs["ann", "bob"].only_first == 0
    assert pairs["ann", "cem"].only_first == 0
    assert pairs["bob", "cem"].seen_by_both_ratio == 1.0


def test_labellers_who_share_no_session_are_no_pair() -> None:
    agreement = compared(
        [
            [labels_by("ann", kick_at(1.0)), labels_by("bob", kick_at(1.0))],
            [labels_by("bob", kick_at(2.0, INSIDE)), labels_by("cem", kick_at(2.0, INSIDE))],
        ]
    )
    assert [(p.first, p.second, p.sessions) for p in agreement.pairs] == [
        ("ann", "bob", 1),
        ("bob", "cem", 1),
    ]
    assert (agreement.alpha, agreement.moments) == (1.0, 2)


def test_sessions_of_the_store_are_compared(tmp_path: Path) -> None:
    store = open_sessions(tmp_path)
    row = store.library.store(counted_recording(), "p1").row
    write_labels(store.folder, labels_by("ann", kick_at(13.0), session_id=row.id))
    with pytest.raises(UsageError, match="labelled by two labellers"):
        agreement_of(store)
    write_labels(store.folder, labels_by("bob", kick_at(13.0), session_id=row.id))
    assert agreement_of(store).pairs[0].both == 1
    assert agreement_of(store, [row.id]).pairs[0].both == 1
    with pytest.raises(UsageError, match="labelled by two labellers"):
        agreement_of(store, ["another"])
