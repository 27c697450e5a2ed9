"""A recording told in lines."""

from dataclasses import replace

from kicksense.cli.record_lines import RecordLines
from kicksense.coaching.cues import Weight
from kicksense.domain.live import (
    CueNews,
    HealthNews,
    Light,
    Marker,
    MarkerKind,
    MarkerNews,
    News,
    SealedNews,
    Stage,
    StageNews,
    TroubleNews,
    WithdrawnNews,
)
from tests.cli.test_record_screen import HEALTHY, POORLY
from tests.coaching.test_schedule import TARGET, kick


def lines_of(*news: News, guessing: bool = False) -> list[str]:
    said: list[str] = []
    lines = RecordLines(TARGET, said.append, guessing=guessing)
    for one in news:
        lines(one)
    return said


def test_a_stage_is_said_once_however_often_it_is_told() -> None:
    counting = [
        StageNews(Stage.COUNTDOWN, "s", "Get ready.", countdown_s=left) for left in (3.0, 2.0, 1.0)
    ]
    assert lines_of(*counting, StageNews(Stage.RECORDING, "s", "Play.")) == ["Get ready.", "Play."]


def test_a_sensor_is_named_when_its_light_or_its_remarks_change() -> None:
    good, bad = HealthNews(1.0, (HEALTHY,)), HealthNews(2.0, (POORLY,))
    busier = HealthNews(3.0, (replace(HEALTHY, packets=500, lost_ratio=0.001),))
    assert lines_of(good, busier) == [
        "[good] KICK-1 (p07 right leg), connected, 200 Hz, 0.0 % lost, battery 80 %"
    ]
    assert lines_of(bad, bad)[1:] == ["    Nothing has come for 3 seconds; come closer."]
    worse = HealthNews(1.0, (replace(HEALTHY, light=Light.YELLOW),))
    assert len(lines_of(good, worse, good)) == 3


def test_a_count_that_grows_is_no_news_each_second() -> None:
    told = [
        HealthNews(n, (replace(POORLY, remarks=(f"{n} messages make no sense.",)),))
        for n in range(1, 30)
    ]
    assert len(lines_of(*told)) == 2


def test_a_kick_is_said_once_with_its_verdict_and_the_cue_follows() -> None:
    said = lines_of(
        kick(1, Weight.TOO_HARD), CueNews(1, "softer"), kick(1), WithdrawnNews("s", 1, "a stamp.")
    )
    assert said == [
        "0:10  kick 1, right leg: heel, ball 22 km/h (17-26), softer",
        "    >>> softer",
        "kick 1 was none: a stamp.",
    ]


def test_a_player_who_guesses_is_not_told_first() -> None:
    assert lines_of(kick(1), guessing=True) == [
        "0:10  kick 1, right leg: heel, ball 22 km/h (17-26)"
    ]


def test_markers_and_trouble_are_said() -> None:
    said = lines_of(
        MarkerNews(Marker(63.0, MarkerKind.NOTE, "rain")),
        MarkerNews(Marker(64.0, MarkerKind.TAP)),
        TroubleNews("The disk is full; free some space."),
        SealedNews(("s",), "Stored."),
    )
    assert said == [
        "1:03  marked: note 'rain'",
        "1:04  marked: three taps",
        "! The disk is full; free some space.",
    ]
