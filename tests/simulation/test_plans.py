"""Drills and the demo hold what they promise."""

import numpy as np
import pytest

from kicksense.domain.kick import Technique
from kicksense.errors import UsageError
from kicksense.simulation.plans import drill_plan
from kicksense.simulation.player import Player
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import kicks_in, simulate_session
from kicksense.store.drills import shipped_drills


@pytest.mark.parametrize("name", shipped_drills().names)
def test_every_drill_can_be_played_with_one_kick_a_round(name: str) -> None:
    plan = drill_plan(name, 2, np.random.default_rng(3))
    session = simulate_session(plan, Player(), Device(), 3)
    assert len(kicks_in(session.truth)) == 2


def test_a_backheel_drill_holds_heel_kicks_only() -> None:
    plan = drill_plan("backheel_wall_pass", 3, np.random.default_rng(1))
    session = simulate_session(plan, Player(), Device(), 1)
    assert {kick.technique for kick in kicks_in(session.truth)} == {Technique.HEEL}


def test_an_unknown_drill_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UsageError, match="partner_pass"):
        drill_plan("keepy_uppy", 1, np.random.default_rng(1))
