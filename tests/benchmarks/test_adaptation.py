"""The benchmark of adaptation counts right, on players that are made up and not simulated."""

import math

import numpy as np
import pytest

from benchmarks.adaptation import (
    Evidence,
    Kick,
    labelled,
    macro_f1,
    marks,
    power_table,
    radar,
    technique_table,
    walls,
)
from benchmarks.adaptation_spreads import spreads
from kicksense.domain.kick import Technique
from kicksense.inference.adaptation import TECHNIQUES, Adaptation


def kicks_of(player: int, count: int = 24) -> list[Kick]:
    """Give two sessions of a player whose balls are all faster or slower than said."""
    rng = np.random.default_rng(player)
    bias = rng.normal(0.0, 0.1)
    made = []
    for number in range(count):
        place = number % 3
        shares = rng.dirichlet(np.eye(3)[place] * 6.0 + 0.5)
        foot_mps = float(rng.uniform(5.0, 12.0))
        truth_mps = foot_mps * math.exp(bias + rng.normal(0.0, 0.05))
        made.append(
            Kick(
                player_id=f"p{player}",
                session=int(number >= count // 2),
                technique=TECHNIQUES[place].value,
                shares=(float(shares[0]), float(shares[1]), float(shares[2])),
                said=TECHNIQUES[int(shares.argmax())].value,
                foot=(foot_mps, 0.75 * foot_mps, 1.35 * foot_mps),
                ball=(foot_mps, 0.75 * foot_mps, 1.35 * foot_mps),
                true_foot_mps=truth_mps,
                true_ball_mps=truth_mps,
            )
        )
    return made


def kick(technique: Technique, shares: tuple[float, float, float]) -> Kick:
    return Kick(
        "p", 0, technique.value, shares, "unsure", (8.0, 6.0, 10.0), (8.0, 6.0, 10.0), 8.0, 8.0
    )


def test_macro_f1_counts_an_unsure_kick_as_missed() -> None:
    kicks = [
        kick(Technique.HEEL, (0.9, 0.05, 0.05)),
        kick(Technique.HEEL, (0.4, 0.3, 0.3)),
        kick(Technique.INSTEP, (0.0, 0.1, 0.9)),
    ]
    assert macro_f1(kicks, Adaptation()) == pytest.approx((2.0 / 3.0 + 1.0) / 2.0)
    toward_heel = Adaptation(technique_log_odds=(1.2, -0.6, -0.6))
    assert macro_f1(kicks, toward_heel) == 1.0


def test_wrong_labels_are_wrong_and_the_others_are_right() -> None:
    kicks = kicks_of(1)
    named = labelled(kicks, 2)
    assert [one.technique is kick.truth for one, kick in zip(named, kicks, strict=False)] == [
        False,
        False,
        *[True] * 6,
    ]


@pytest.mark.parametrize("evidence", [radar, marks, walls])
def test_known_balls_speak_of_the_true_ones(evidence: Evidence) -> None:
    ratios = []
    for player in range(12):
        kicks = kicks_of(player)
        truth = math.log(kicks[0].true_ball_mps / kicks[0].ball[0])
        pairs = evidence(kicks, np.random.default_rng(player))
        ratios += [pair.log_ratio - truth for pair in pairs]
    assert len(ratios) > 40
    assert abs(np.median(ratios)) < 0.12


def test_the_tables_count_every_player(capsys: pytest.CaptureFixture[str]) -> None:
    players = [kicks_of(player) for player in range(6)]
    technique_table(players)
    power_table(players, seed=3)
    spreads(players)
    lines = capsys.readouterr().out.splitlines()
    assert sum("6 players" in line for line in lines) == 9
    assert any(line.startswith("foot: bias") for line in lines)
