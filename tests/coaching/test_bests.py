from kicksense.coaching.bests import BestMark, personal_best


def mark(day: int, value: float, interval: tuple[float, float] | None = None) -> BestMark:
    return BestMark(f"s{day}", f"2026-03-{day:02d}T10:00:00+00:00", value, interval)


def test_the_first_mark_holds_until_a_later_one_surely_beats_it() -> None:
    first, lucky, sure = (
        mark(1, 10.0, (8.0, 12.0)),
        mark(2, 13.0, (9.0, 17.0)),
        mark(3, 12.0, (11, 13)),
    )
    after_two = personal_best([first, lucky], more=True)
    assert after_two is not None
    assert (after_two.mark, after_two.beaten, after_two.perhaps) == (first, None, lucky)
    after_three = personal_best([first, lucky, sure], more=True)
    assert after_three is not None
    assert (after_three.mark, after_three.beaten) == (sure, first)
    assert after_three.perhaps is None
    assert after_three.count == 3


def test_where_less_is_better_the_upper_end_must_beat() -> None:
    first, lucky, sure = (
        mark(1, 0.5, (0.4, 0.6)),
        mark(2, 0.45, (0.3, 0.55)),
        mark(3, 0.4, (0.35, 0.48)),
    )
    best = personal_best([first, lucky, sure], more=False)
    assert best is not None
    assert best.mark == sure
    assert personal_best([first, lucky], more=False).perhaps == lucky  # type: ignore[union-attr]


def test_a_count_is_beaten_by_one_more_and_not_by_as_many() -> None:
    three, again, four = mark(1, 3.0), mark(2, 3.0), mark(3, 4.0)
    same = personal_best([three, again], more=True)
    assert same is not None
    assert same.mark == three
    assert same.perhaps is None
    more = personal_best([three, again, four], more=True)
    assert more is not None
    assert more.mark == four


def test_without_marks_there_is_no_best() -> None:
    assert personal_best([], more=True) is None
