import threading

import numpy as np

from kicksense.collect.telling import Teller
from kicksense.domain.live import News, TraceNews, TroubleNews


def trouble(number: int) -> TroubleNews:
    return TroubleNews(f"{number}")


def test_everybody_hears_everything_in_order() -> None:
    first: list[News] = []
    second: list[News] = []
    teller = Teller((first.append, second.append), lambda _: None)
    told = [trouble(number) for number in range(300)]
    for news in told:
        teller.tell(news)
    teller.close()
    assert first == second == told
    assert teller.failures == 0


def test_a_listener_that_fails_is_named_once_and_goes_on_being_told() -> None:
    called: list[News] = []
    sentences: list[str] = []

    def fails(news: News) -> None:
        called.append(news)
        raise ValueError("no")

    teller = Teller((fails,), sentences.append)
    for number in range(3):
        teller.tell(trouble(number))
    teller.close()
    assert len(called) == 3
    assert teller.failures == 3
    assert len(sentences) == 1


def test_a_slow_listener_misses_traces_and_nothing_else() -> None:
    go_on = threading.Event()
    heard: list[News] = []

    def slow(news: News) -> None:
        go_on.wait()
        heard.append(news)

    trace = TraceNews("a", np.zeros(1), np.zeros((1, 6)))
    teller = Teller((slow,), lambda _: None)
    for number in range(600):
        teller.tell(trouble(number))
    for _ in range(50):
        teller.tell(trace)
    go_on.set()
    teller.close()
    assert len([one for one in heard if isinstance(one, TroubleNews)]) == 600
    assert teller.missed == 50


def test_a_listener_that_never_returns_is_not_waited_for() -> None:
    never = threading.Event()

    def stuck(news: News) -> None:
        del news
        never.wait()

    teller = Teller((stuck,), lambda _: None)
    teller.tell(trouble(1))
    teller.close(within_s=0.05)
    assert teller.failures == 0
    never.set()


def test_without_listeners_nothing_happens() -> None:
    teller = Teller((), lambda _: None)
    teller.tell(trouble(1))
    teller.close()
    assert teller.missed == 0
