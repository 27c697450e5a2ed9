import threading

from kicksense.domain.drill import CuePlan
from kicksense.domain.live import BEEP, MarkerKind, MarkOrder, Stage, StageNews
from kicksense.workflows.cue_giving import CueGiver

QUICK = CuePlan((0.01, 0.02), "Cross!")
SLOW = CuePlan((60.0, 60.0))


def test_cues_come_from_when_the_player_may_begin_until_the_session_ends() -> None:
    orders: list[MarkOrder] = []
    enough = threading.Event()

    def take(order: MarkOrder) -> None:
        orders.append(order)
        if len(orders) == 3:
            enough.set()

    giver = CueGiver(QUICK, take, seed=1)
    giver(StageNews(Stage.COUNTDOWN, "s"))
    assert orders == []
    giver(StageNews(Stage.RECORDING, "s"))
    assert enough.wait(5.0)
    giver(StageNews(Stage.SEALING, "s"))
    giver.stop()
    assert set(orders) == {MarkOrder(MarkerKind.CUE, "Cross!", BEEP)}


def test_leaving_does_not_wait_for_the_next_cue() -> None:
    orders: list[MarkOrder] = []
    giver = CueGiver(SLOW, orders.append)
    giver(StageNews(Stage.RECORDING, "s"))
    giver.stop()
    assert orders == []


def test_a_drill_without_cues_gives_none() -> None:
    orders: list[MarkOrder] = []
    giver = CueGiver(None, orders.append)
    giver(StageNews(Stage.RECORDING, "s"))
    giver.stop()
    assert orders == []


def test_a_session_that_never_began_is_left_at_once() -> None:
    giver = CueGiver(QUICK, lambda _: None)
    giver(StageNews(Stage.ENDED, "s"))
    giver.stop()
