import pytest

from kicksense.protocol.pace import Pace, TimeLine

MILLISECONDS = TimeLine(tick_s=1e-3, bits=32)


def test_the_usual_period_outlives_losses_in_most_packets() -> None:
    pace = Pace()
    for step_s in (0.08, 0.16, 0.24, 0.16, 0.08, 0.32, 0.16, 0.08, 0.24):
        pace = pace.stepped(step_s, 16)
    assert pace.period_s == pytest.approx(0.005)
    assert [pace.missing_packets(0.08 * k, 16) for k in (1, 2, 3, 10)] == [0, 1, 2, 9]


def test_one_step_too_short_does_no_harm() -> None:
    pace = Pace()
    for step_s in (0.08, 0.08, 0.08, 0.001, 0.08, 0.08):
        pace = pace.stepped(step_s, 16)
    assert pace.missing_packets(0.08, 16) == 0


def test_the_jitter_of_a_rounded_clock_is_no_loss() -> None:
    line = MILLISECONDS
    for packet in range(2000):
        place, line = line.placed(int(packet * 16 / 208 * 1000), 16)
        assert place.lost == 0
    for packet in range(2000, 4000):
        place, line = line.placed(int(packet * 1 / 833 * 1000), 1)
        assert place.lost == 0 or packet == 2000


def test_before_the_first_step_nothing_is_missing() -> None:
    assert Pace().period_s is None
    assert Pace().missing_packets(5.0, 16) == 0
    assert Pace().stepped(0.0, 16) == Pace().stepped(-1.0, 16) == Pace().stepped(1.0, 0) == Pace()


def test_the_nominal_period_counts_for_the_first_step_only() -> None:
    pace = Pace(nominal_s=0.005)
    assert pace.missing_packets(0.16, 16) == 1
    slower = pace.stepped(0.32, 16)
    assert slower.missing_packets(0.32, 16) == 0
    assert slower.missing_packets(0.64, 16) == 1


def test_times_wrap_repeat_come_late_and_start_anew() -> None:
    line = MILLISECONDS
    said = []
    for raw in (2**32 - 80, 0, 80, 0, 240, 160, 400, 5):
        place, line = line.placed(raw, 16)
        said.append((place.tick - 2**32, place.repeated, place.lost, bool(place.problem)))
    assert said == [
        (-80 - 2**32 + 2**32, False, 0, False),
        (0, False, 0, False),
        (80, False, 0, False),
        (0, True, 0, False),
        (240, False, 1, False),
        (160, False, 0, True),
        (400, False, 1, False),
        (5, False, 0, True),
    ]
    place, line = line.placed(2**32 - 60_000, 16)
    assert "went back" in place.problem
    assert line.recent == (place.tick,)


def test_what_is_remembered_stays_small() -> None:
    line = MILLISECONDS
    for packet in range(500):
        _, line = line.placed(packet * 80, 16)
    assert len(line.recent) <= 8
    assert len(line.pace.recent_s) <= 9
