"""What belongs together with the ball."""

from dataclasses import replace

import numpy as np
import pytest

from kicksense.domain.kick import ContactKind
from kicksense.domain.locomotion import BallContact, PossessionKind
from kicksense.locomotion.ball import BallSettings, carries_of, possessions_of, touch_feels
from kicksense.simulation.drill_moves import FirstTouch
from kicksense.simulation.movements import Dribble, Jog, Still
from tests.locomotion.walkers import activity_in, session_of, still

SETTINGS = BallSettings()
STEPS_S = np.arange(0.0, 20.0, 0.7)


def _contacts(*moments: tuple[float, ContactKind | None]) -> list[BallContact]:
    return [BallContact(t_s, kind) for t_s, kind in moments]


def _touches(*moments_s: float) -> list[BallContact]:
    return _contacts(*((t_s, ContactKind.TOUCH) for t_s in moments_s))


def test_a_kick_by_itself_is_one_touch() -> None:
    (held,) = possessions_of(_contacts((3.0, None)), SETTINGS)
    assert (held.kind, held.contacts, held.released) == (PossessionKind.ONE_TOUCH, 1, True)
    assert held.start_s == held.stop_s == 3.0


@pytest.mark.parametrize(
    ("release_s", "kind"), [(1.49, PossessionKind.SHORT), (1.5, PossessionKind.LONG)]
)
def test_a_possession_is_short_under_a_second_and_a_half(
    release_s: float, kind: PossessionKind
) -> None:
    (held,) = possessions_of(_contacts((0.0, ContactKind.TRAP), (release_s, None)), SETTINGS)
    assert (held.kind, held.contacts, held.released) == (kind, 2, True)


@pytest.mark.parametrize(("gap_s", "count"), [(2.9, 1), (3.1, 2)])
def test_a_long_pause_ends_a_possession(gap_s: float, count: int) -> None:
    found = possessions_of(_touches(0.0, 1.0, 1.0 + gap_s), SETTINGS)
    assert len(found) == count
    assert not any(held.released for held in found)


def test_a_kick_ends_a_possession_and_a_swing_that_missed_is_no_contact() -> None:
    found = possessions_of(
        _contacts(
            (0.0, ContactKind.TRAP),
            (0.5, ContactKind.AIR_KICK),
            (1.0, None),
            (1.5, ContactKind.TOUCH),
            (2.0, None),
        ),
        SETTINGS,
    )
    assert [(held.start_s, held.stop_s, held.contacts) for held in found] == [
        (0.0, 1.0, 2),
        (1.5, 2.0, 2),
    ]


def test_nothing_is_held_where_nothing_was_touched() -> None:
    assert possessions_of([], SETTINGS) == ()
    assert carries_of([], STEPS_S, STEPS_S, settings=SETTINGS) == ()


@pytest.mark.parametrize(("touches", "count"), [(2, 0), (3, 1), (6, 1)])
def test_a_carry_has_three_touches(touches: int, count: int) -> None:
    driven = _touches(*(5.0 + 0.7 * np.arange(touches)))
    found = carries_of(driven, STEPS_S, STEPS_S, settings=SETTINGS)
    assert [carry.touches for carry in found] == [touches] * count


@pytest.mark.parametrize(("gap_s", "count"), [(0.24, 0), (0.26, 1), (1.19, 1), (1.21, 0)])
def test_the_touches_of_a_carry_follow_each_other(gap_s: float, count: int) -> None:
    touches = _touches(5.0, 5.0 + gap_s, 5.0 + 2.0 * gap_s)
    assert len(carries_of(touches, STEPS_S, STEPS_S, settings=SETTINGS)) == count


def test_touches_on_the_spot_are_no_carry() -> None:
    touches = _touches(5.0, 5.5, 6.0, 6.5)
    assert len(carries_of(touches, STEPS_S, STEPS_S, settings=SETTINGS)) == 1
    assert carries_of(touches, np.empty(0), np.empty(0), settings=SETTINGS) == ()
    far_s = np.array([2.0, 9.0])
    assert carries_of(touches, far_s, far_s, settings=SETTINGS) == ()


def test_a_kick_ends_a_carry() -> None:
    contacts = [*_touches(5.0, 5.6), *_contacts((6.2, None)), *_touches(6.8, 7.4)]
    assert carries_of(contacts, STEPS_S, STEPS_S, settings=SETTINGS) == ()


@pytest.mark.parametrize(
    ("strides_s", "rise"), [([0.8, 0.8, 0.8, 0.4, 0.4, 0.4], 2.0), ([0.6] * 6, 1.0)]
)
def test_a_carry_says_how_much_quicker_the_last_steps_are(
    strides_s: list[float], rise: float
) -> None:
    steps_s = 5.0 + np.concatenate([[0.0], np.cumsum(strides_s)])
    touches = _touches(*np.arange(5.0, steps_s[-1] + 0.01, 0.5))
    (carry,) = carries_of(touches, steps_s, steps_s, settings=SETTINGS)
    assert carry.cadence_rise_ratio == pytest.approx(rise)


def test_a_carry_with_too_few_steps_does_not_say_whether_they_quicken() -> None:
    (carry,) = carries_of(
        _touches(5.0, 5.5, 6.0), np.array([5.2, 5.9]), np.array([5.2, 5.9]), settings=SETTINGS
    )
    assert carry.cadence_rise_ratio is None


def test_a_simulated_ball_driven_on_the_run_is_one_carry() -> None:
    session = session_of(Still(1.0), Dribble(6), Still(1.0), Jog(5), Still(1.0))
    (carry,) = activity_in(session).carries
    assert carry.touches == 5
    assert carry.cadence_rise_ratio == pytest.approx(1.0, abs=0.1)


def _felt(push_mps2: list[float], *, clipped: bool = False) -> tuple[float, float]:
    signals = still(2.0)
    acc = signals.acc_mps2.copy()
    acc[100 : 100 + len(push_mps2), 0] += push_mps2
    mask = signals.clipped.copy()
    mask[101] = clipped
    signals = replace(signals, acc_mps2=acc, clipped=mask)
    (felt,) = touch_feels(signals, np.array([1.0]), start_s=50.0, settings=SETTINGS)
    assert felt.t_s == 51.0
    return felt.jolt_mps2, felt.yield_s


def test_a_soft_touch_has_a_small_jolt_and_a_long_yield() -> None:
    assert _felt([20.0, 20.0, 20.0, 20.0]) == pytest.approx((20.0, 0.04))
    assert _felt([80.0]) == pytest.approx((80.0, 0.01))


def test_a_jolt_at_full_scale_is_unknown() -> None:
    jolt_mps2, yield_s = _felt([80.0, 80.0], clipped=True)
    assert np.isnan(jolt_mps2)
    assert yield_s == pytest.approx(0.02)


def test_the_simulated_foot_that_goes_with_the_ball_feels_less_of_it() -> None:
    jolts = []
    for softness in (0.0, 1.0):
        taken = (FirstTouch(ball_mps=4.0, softness_ratio=softness), Still(1.0))
        touches = activity_in(session_of(Still(1.0), *taken * 4)).touches
        assert len(touches) == 4
        jolts.append(np.median([felt.jolt_mps2 for felt in touches]))
    assert jolts[1] < jolts[0]
