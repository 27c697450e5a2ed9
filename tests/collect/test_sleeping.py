from kicksense.collect.sleeping import SleepWatch, awake_and_all_ns

S = 1_000_000_000


def test_sleep_is_noticed_once_and_with_its_length() -> None:
    clocks = iter([(0, 50 * S), (1 * S, 51 * S), (2 * S, 95 * S), (3 * S, 96 * S)])
    watch = SleepWatch(lambda: next(clocks))
    assert [watch.slept_s() for _ in range(3)] == [0.0, 43.0, 0.0]


def test_a_clock_set_right_by_a_second_is_no_sleep() -> None:
    clocks = iter([(0, 0), (1 * S, 2 * S + S // 2), (2 * S, 2 * S)])
    watch = SleepWatch(lambda: next(clocks))
    assert [watch.slept_s() for _ in range(2)] == [0.0, 0.0]


def test_a_computer_that_is_awake_has_not_slept() -> None:
    awake_ns, all_ns = awake_and_all_ns()
    assert awake_ns > 0
    assert all_ns > 0
    assert SleepWatch().slept_s() == 0.0
