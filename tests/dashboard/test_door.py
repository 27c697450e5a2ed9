import pytest

from dashboard.door import (
    COOKIE_LASTS_S,
    FIRST_PAUSE_S,
    LONGEST_PAUSE_S,
    MOST_PHONES,
    TRIES,
    PhoneDoor,
    spaced,
)


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def door(clock: Clock, said: list[str]) -> PhoneDoor:
    return PhoneDoor(said.append, clock)


def wrong(door: PhoneDoor) -> str:
    return f"{(int(door.code) + 1) % 1_000_000:06d}"


def test_a_code_lets_one_phone_in_and_never_works_again(door: PhoneDoor, said: list[str]) -> None:
    code = door.code
    cookie = door.cookie_for(code)
    assert door.knows(cookie)
    assert door.code != code
    assert said == [code, door.code]
    assert door.cookie_for(code) is None


def test_a_code_may_be_typed_with_spaces(door: PhoneDoor) -> None:
    assert door.cookie_for(f" {spaced(door.code)} ") is not None


@pytest.mark.parametrize("given", ["", " ", "x", "0" * 1000, "\u0661\u0662\u0663", "1' OR '1'='1"])
def test_nonsense_lets_nobody_in(door: PhoneDoor, given: str) -> None:
    assert door.cookie_for(given) is None


@pytest.mark.parametrize("cookie", [None, "", "x", "0" * 43])
def test_a_cookie_nobody_was_given_lets_nobody_in(door: PhoneDoor, cookie: str | None) -> None:
    assert not door.knows(cookie)


def test_wrong_codes_lead_to_pauses_that_grow_and_to_another_code(
    door: PhoneDoor, clock: Clock
) -> None:
    pauses = []
    for _ in range(10):
        code = door.code
        for _ in range(TRIES):
            assert door.cookie_for(wrong(door)) is None
        assert door.code != code
        assert door.cookie_for(door.code) is None, "not even the right one during a pause"
        pauses.append(door.pause_s)
        clock.now_s += door.pause_s
    assert pauses[:3] == [FIRST_PAUSE_S, 2 * FIRST_PAUSE_S, 4 * FIRST_PAUSE_S]
    assert pauses[-1] == LONGEST_PAUSE_S
    assert door.cookie_for(door.code) is not None


def test_guessing_all_day_tries_a_few_hundred_of_a_million_codes(
    door: PhoneDoor, clock: Clock
) -> None:
    tried, end_s = 0, clock.now_s + 24 * 3600.0
    while clock.now_s < end_s:
        if door.pause_s > 0.0:
            clock.now_s += door.pause_s
        else:
            assert door.cookie_for(wrong(door)) is None
            tried += 1
            clock.now_s += 0.01
    assert tried < 200


def test_a_phone_is_let_in_for_a_day_and_no_longer(door: PhoneDoor, clock: Clock) -> None:
    cookie = door.cookie_for(door.code)
    clock.now_s += COOKIE_LASTS_S - 1.0
    assert door.knows(cookie)
    clock.now_s += 2.0
    assert not door.knows(cookie)


def test_only_so_many_phones_are_let_in(door: PhoneDoor) -> None:
    cookies = [door.cookie_for(door.code) for _ in range(MOST_PHONES + 1)]
    assert [door.knows(cookie) for cookie in cookies] == [False] + [True] * MOST_PHONES


def test_the_cookie_itself_is_not_kept(door: PhoneDoor) -> None:
    cookie = door.cookie_for(door.code)
    assert str(cookie) not in repr(vars(door))
