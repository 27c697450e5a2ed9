from itertools import islice, pairwise

import numpy as np
import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.labels import EventKind
from kicksense.errors import UsageError
from kicksense.simulation.endless import Piece, endless_session, unlimited_device
from kicksense.simulation.plans import FIELD_MIX
from kicksense.simulation.player import random_player
from kicksense.units import GRAVITY_MPS2

RATE_HZ = 104.0


def pieces(
    n: int, drill: str = "partner_pass", *, seed: int = 3, rounds: int | None = None
) -> list[Piece]:
    rng = np.random.default_rng(1)
    player = random_player(rng, side=Side.LEFT)
    device = unlimited_device(RATE_HZ, rng)
    return list(islice(endless_session(drill, player, device, seed=seed, rounds=rounds), n))


def test_pieces_follow_each_other_without_a_gap() -> None:
    made = pieces(4)
    ends = np.cumsum([len(piece) for piece in made])
    assert [piece.start_index for piece in made] == [0, *ends[:-1].tolist()]


@pytest.mark.parametrize("drill", ["partner_pass", FIELD_MIX])
def test_where_pieces_meet_the_player_stands_quietly(drill: str) -> None:
    made = pieces(4, drill)
    for one, other in pairwise(made):
        seam = np.concatenate([one.acc_mps2[-3:], other.acc_mps2[:3]])
        assert np.linalg.norm(seam, axis=1) == pytest.approx(GRAVITY_MPS2, abs=1.0)
        assert np.ptp(seam, axis=0).max() < 0.6
        assert np.abs(other.gyr_radps[:3] - one.gyr_radps[-3:]).max() < 0.3


def test_the_truth_is_told_on_the_clock_of_the_whole_session() -> None:
    made = pieces(4)
    for piece in made:
        start_s = piece.start_index / RATE_HZ
        stop_s = start_s + len(piece) / RATE_HZ
        kicks = [event for event in piece.truth if event.kind is EventKind.KICK]
        assert len(kicks) == 1
        assert all(start_s <= event.time_s <= stop_s for event in piece.truth)
        assert kicks[0].side is Side.LEFT


def test_only_the_first_piece_holds_the_wearing_protocol() -> None:
    made = pieces(3)
    assert len(made[0]) > 2 * len(made[1])


def test_rounds_that_are_repeated_are_the_same_samples_later() -> None:
    made = pieces(5, rounds=2)
    assert np.array_equal(made[1].acc_mps2, made[3].acc_mps2)
    assert not np.array_equal(made[1].acc_mps2[:50], made[2].acc_mps2[:50])
    first, again = made[1].truth[0], made[3].truth[0]
    apart = made[3].start_index - made[1].start_index
    assert again.time_s - first.time_s == pytest.approx(apart / RATE_HZ)


def test_the_same_seed_gives_the_same_session() -> None:
    assert np.array_equal(pieces(2)[1].gyr_radps, pieces(2)[1].gyr_radps)
    assert not np.array_equal(pieces(1)[0].gyr_radps[:50], pieces(1, seed=4)[0].gyr_radps[:50])


def test_an_unknown_drill_is_refused() -> None:
    with pytest.raises(UsageError, match="no drill 'juggling'"):
        pieces(1, "juggling")
