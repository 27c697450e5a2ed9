"""What the screen of a recording shows, from news made up."""

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from kicksense.cli.record_letters import big
from kicksense.cli.record_screen import (
    LIGHT_WORDS,
    STAGE_WORDS,
    RecordScreen,
    minutes_of,
    words_now,
)
from kicksense.cli.record_view import KICKS_KEPT, RecordView, told
from kicksense.coaching.cues import TECHNIQUE_CUES, WEIGHT_WORDS, Weight
from kicksense.domain.anatomy import Side
from kicksense.domain.live import (
    CueNews,
    GuessOrder,
    HealthNews,
    Light,
    Marker,
    MarkerKind,
    MarkerNews,
    MarkOrder,
    News,
    Order,
    SealedNews,
    SensorHealth,
    Stage,
    StageNews,
    StopOrder,
    TroubleNews,
    WithdrawnNews,
)
from tests.coaching.test_schedule import TARGET, kick

HEALTHY = SensorHealth(
    "a", "KICK-1", "ksp", "p07", Side.RIGHT, connected=True, battery_ratio=0.8,
    measured_rate_hz=199.6, light=Light.GREEN,
)  # fmt: skip
POORLY = replace(
    HEALTHY, sensor="b", name="KICK-2", side=Side.LEFT, connected=False, lost_ratio=0.031,
    reconnects=2, light=Light.RED, remarks=("Nothing has come for 3 seconds; come closer.",),
)  # fmt: skip
STARTED = StageNews(Stage.RECORDING, "ab12cd", "Play. Every kick is recorded.")


def screen(*news: News, **known: object) -> RecordScreen:
    view = replace(RecordView(target=TARGET), **known)  # type: ignore[arg-type]
    shown = RecordScreen(view, lambda _order: None, clock_s=lambda: 100.0)
    for one in news:
        shown(one)
    return shown


def lines_of(
    shown: RecordScreen, *, width: int = 80, height: int = 40, color: bool = False
) -> list[str]:
    buffer = io.StringIO()
    terminal = Console(
        file=buffer, width=width, height=height, force_terminal=color, markup=False,
        highlight=False, emoji=False, color_system="standard" if color else None,
    )  # fmt: skip
    terminal.print(shown.drawn(terminal))
    return [line.rstrip() for line in buffer.getvalue().splitlines()]


def test_the_stage_says_what_to_do_in_big_letters_and_in_a_sentence() -> None:
    lines = lines_of(screen(StageNews(Stage.STAND_STILL, "ab", "Stand still for 3 seconds.")))
    for line in big("stand still", 79, ink="#"):
        assert line in lines or line.replace("#", "█") in lines
    assert "Stand still for 3 seconds." in lines


def test_the_countdown_counts() -> None:
    counting = StageNews(Stage.COUNTDOWN, "ab", "Get ready.", countdown_s=2.6)
    assert words_now(screen(counting).view)[0] == "3"


def test_while_playing_the_last_cue_is_what_is_big() -> None:
    assert words_now(screen(STARTED).view)[0] == "play"
    assert words_now(screen(STARTED, CueNews(1, "softer")).view)[0] == "softer"
    over = screen(STARTED, CueNews(1, "softer"), StageNews(Stage.SEALING, "ab"))
    assert words_now(over.view)[0] == "storing"


def test_a_light_is_a_sign_a_word_and_a_colour() -> None:
    shown = screen(STARTED, HealthNews(65.0, (HEALTHY, POORLY)))
    text = "\n".join(lines_of(shown))
    assert "● GOOD    KICK-1 (p07 right leg), connected, 200 Hz, 0.0 % lost, battery 80 %" in text
    assert "■ TROUBLE KICK-2 (p07 left leg), NOT CONNECTED, 200 Hz, 3.1 % lost" in text
    assert "    Nothing has come for 3 seconds; come closer." in text
    colored = "\n".join(lines_of(shown, color=True))
    assert "\x1b[1;32m● GOOD" in colored
    assert "\x1b[1;31m■ TROUBLE" in colored


def test_every_light_and_stage_has_its_words() -> None:
    assert set(LIGHT_WORDS) == set(Light)
    assert set(STAGE_WORDS) == set(Stage)


def test_kicks_are_listed_newest_first_with_what_was_said() -> None:
    shown = screen(STARTED, kick(1), kick(2, Weight.TOO_HARD))
    rows = [line for line in lines_of(shown) if "heel" in line]
    assert [row.split()[0] for row in rows] == ["2", "1"]
    assert rows[0].endswith("softer")
    assert rows[1].endswith("good weight")
    assert "22 (17-26)" in rows[0]


def test_a_kick_judged_again_keeps_its_row_and_a_withdrawn_one_loses_it() -> None:
    shown = screen(STARTED, kick(1), kick(2), kick(1, Weight.TOO_HARD))
    assert [row.verdict for row in shown.view.rows] == ["softer", "good weight"]
    shown(CueNews(2, "good weight"))
    shown(WithdrawnNews("s", 2, "no kick"))
    assert (shown.view.kicks, shown.view.cue) == (1, None)


def test_a_player_who_guesses_does_not_see_the_answer_first() -> None:
    shown = screen(STARTED, kick(1), kick(2, Weight.TOO_HARD), guessing=True)
    assert [shown.view.verdict_of(row) for row in shown.view.rows] == ["good weight", "?"]
    shown(CueNews(2, "right: softer"))
    assert [shown.view.verdict_of(row) for row in shown.view.rows] == ["good weight", "softer"]


def test_legs_are_named_only_where_there_are_two() -> None:
    one = screen(STARTED, kick(1))
    assert not any("right leg" in line for line in lines_of(one))
    one(replace(kick(2), side=Side.LEFT))
    assert any("left leg" in line for line in lines_of(one))


def test_markers_are_counted_and_the_last_ones_named() -> None:
    marks = [MarkerNews(Marker(60.0 + k, MarkerKind.CROSS, "", "keyboard")) for k in range(5)]
    note = MarkerNews(Marker(65.0, MarkerKind.NOTE, "left foot", "keyboard"))
    lines = lines_of(screen(STARTED, *marks, note))
    assert "Marked (6): 1:03 cross, 1:04 cross, 1:05 note 'left foot'" in lines


def test_trouble_stays_on_the_screen() -> None:
    lines = lines_of(screen(STARTED, TroubleNews("KICK-1 went away; bring it closer.")))
    assert "! KICK-1 went away; bring it closer." in lines


def test_the_clock_goes_on_between_news() -> None:
    view = told(RecordView(), HealthNews(65.0, ()), now_s=100.0)
    assert view.session_clock_s(102.5) == 67.5
    assert RecordView().session_clock_s(5.0) is None


def test_memory_does_not_grow_with_the_kicks_shown() -> None:
    shown = screen(STARTED, *(kick(n) for n in range(1, 200)))
    assert (len(shown.view.rows), shown.view.kicks) == (KICKS_KEPT, 199)


hostile = st.text(st.characters(codec="utf-8"), max_size=60)


@settings(max_examples=40, deadline=None)
@given(words=hostile, width=st.integers(20, 120), height=st.integers(5, 50))
def test_no_name_reaches_the_terminal_as_a_command_and_no_line_is_too_wide(
    words: str, width: int, height: int
) -> None:
    shown = screen(
        StageNews(Stage.RECORDING, words, words),
        HealthNews(1.0, (replace(HEALTHY, name=words, player_id=words, remarks=(words,)),)),
        kick(1),
        CueNews(1, words),
        MarkerNews(Marker(1.0, MarkerKind.NOTE, words)),
        TroubleNews(words),
        SealedNews((words,), words),
    )
    for line in lines_of(shown, width=width, height=height):
        assert all(c.isprintable() for c in line)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_usual_screen_fits_into_a_usual_terminal(width: int) -> None:
    news: list[News] = [HealthNews(65.0, (HEALTHY, POORLY)), *(kick(n) for n in range(1, 30))]
    lines = lines_of(screen(STARTED, *news, CueNews(29, "didn't reach")), width=width, height=24)
    assert len(lines) <= 24
    assert max(map(len, lines)) <= width
    assert "Ctrl-C" in lines[-1]


def test_a_terminal_with_few_lines_gets_small_letters() -> None:
    lines = lines_of(screen(STARTED, HealthNews(65.0, (HEALTHY,))), height=10)
    assert "PLAY" in lines
    assert len(lines) <= 10


def test_keys_become_orders_and_a_note_has_the_time_at_which_it_was_begun() -> None:
    orders: list[Order] = []
    now_s = 100.0
    shown = RecordScreen(RecordView(), orders.append, clock_s=lambda: now_s)
    shown(HealthNews(65.0, ()))
    now_s = 101.5
    for key in "xgmhi\rq":
        shown.pressed(key)
    assert orders == [
        MarkOrder(MarkerKind.CROSS, "", "keyboard"),
        GuessOrder("good"),
        MarkOrder(MarkerKind.NOTE, "hi", "keyboard", 66.5),
        StopOrder(),
    ]


def test_a_note_is_shown_while_it_is_typed() -> None:
    shown = screen(STARTED)
    for key in "mhello":
        shown.pressed(key)
    assert any(line.startswith("note: hello_") for line in lines_of(shown))


@pytest.mark.parametrize("words", [*WEIGHT_WORDS.values(), *TECHNIQUE_CUES.values()])
def test_every_cue_can_be_read_in_big_letters_on_a_narrow_terminal(words: str) -> None:
    lines = big(words, 59, ink="#")
    assert len(lines) >= 5
    assert max(map(len, lines)) <= 59
    assert set("".join(lines)) <= {" ", "#"}


def test_words_that_are_too_wide_stay_small() -> None:
    assert big("incomprehensibilities", 40) == ("INCOMPREHENSIBILITIES",)
    assert big("incomprehensibilities", 10) == ("INCOMPREHE",)
    assert big("", 40) == ()


@pytest.mark.parametrize(
    ("t_s", "words"), [(0.0, "0:00"), (127.9, "2:07"), (3725.0, "1:02:05"), (-3.0, "-0:03")]
)
def test_times_are_minutes_and_seconds(t_s: float, words: str) -> None:
    assert minutes_of(t_s) == words
