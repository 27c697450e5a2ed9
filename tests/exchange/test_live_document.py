import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kicksense.coaching.cues import Weight
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import (
    ContactKind,
    ContactReport,
    Estimate,
    FeatureVector,
    Finding,
    KickReport,
    Phases,
    PowerBand,
    Severity,
    Target,
    Technique,
    TechniqueProbability,
)
from kicksense.domain.live import (
    ClockState,
    ContactNews,
    CueNews,
    GuessOrder,
    HealthNews,
    KickNews,
    Light,
    Marker,
    MarkerKind,
    MarkerNews,
    MarkOrder,
    News,
    Order,
    SealedNews,
    SensorHealth,
    SkipOrder,
    Stage,
    StageNews,
    StopOrder,
    TellOrder,
    TraceNews,
    TroubleNews,
    WithdrawnNews,
)
from kicksense.errors import ProtocolError
from kicksense.exchange.live_document import (
    MOST_LINE_BYTES,
    MOST_ORDER_BYTES,
    news_line,
    news_of,
    order_line,
    order_of,
)
from kicksense.exchange.live_greeting import (
    Greeting,
    SessionCard,
    greeting_line,
    greeting_of,
    hello_line,
    token_of,
)
from kicksense.exchange.live_lines import MOST_TRACE_ROWS
from kicksense.exchange.report_document import KickPart


def kick_report(*, high: float = 12.5) -> KickReport:
    return KickReport(
        t_s=61.25,
        impact_index=12250,
        technique=Technique.HEEL,
        probability=TechniqueProbability(0.91, 0.05, 0.04),
        foot_speed_mps=Estimate(8.0, 6.5, 9.0),
        ball_speed_mps=Estimate(9.5, 7.0, high),
        arrival_speed_mps=Estimate(5.0, 3.0, 6.5),
        power=PowerBand.HEAVY,
        phases=Phases(60.9, 61.1, 61.25, 61.5),
        clipped=True,
        features=FeatureVector(("peak_strike_rate_radps", "smoothness_ratio"), (9.5, 0.25), 3),
        findings=(Finding("too_much_power", Severity.ADVICE, (("a_mps", 9.5),), "partner_pass"),),
    )


NEWS: tuple[News, ...] = (
    StageNews(Stage.COUNTDOWN, "k7m2qx", "Get ready.", 3.0),
    StageNews(Stage.RECORDING, "k7m2qx"),
    HealthNews(
        12.5,
        (
            SensorHealth(
                "AA:BB",
                "KICK-1",
                "ksp",
                player_id="p1",
                side=Side.LEFT,
                connected=True,
                battery_ratio=0.75,
                measured_rate_hz=199.5,
                clock=ClockState(12.0, 0.002, 200.1, 1),
                light=Light.YELLOW,
                remarks=("Far away: come closer.",),
            ),
            SensorHealth("CC:DD", "KICK-2", "ksp"),
        ),
        queue_depth=3,
        loop_lag_s=0.004,
        journal_bytes=123456,
    ),
    KickNews("AA:BB", Side.LEFT, 3, kick_report(), settled=False, delay_s=0.42),
    ContactNews("AA:BB", Side.RIGHT, ContactReport(12.0, ContactKind.TRAP)),
    WithdrawnNews("AA:BB", 3, "That was a step."),
    MarkerNews(Marker(9.5, MarkerKind.NOTE, "wind \u2190 \u2028 <b>", "keyboard")),
    CueNews(3, "softer", 440.0),
    CueNews(4, "good weight"),
    TroubleNews("The disk is full.", fatal=True),
    TroubleNews("KICK-1 went away.", sensor="AA:BB"),
    SealedNews(("k7m2qx", "k7m2qy"), "Two sessions are stored."),
)
ORDERS: tuple[Order, ...] = (
    MarkOrder(MarkerKind.CROSS),
    MarkOrder(MarkerKind.NOTE, "left\nfoot", "dashboard", 12.5),
    StopOrder(),
    TellOrder(),
    GuessOrder("softer"),
    SkipOrder(),
)


@pytest.mark.parametrize("news", NEWS, ids=lambda news: type(news).__name__)
def test_news_come_back_as_they_were_on_one_line(news: News) -> None:
    line = news_line(news)
    assert "\n" not in line
    assert news_of(line) == news
    assert news_of(line.encode()) == news


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: type(order).__name__)
def test_orders_come_back_as_they_were_on_one_line(order: Order) -> None:
    line = order_line(order)
    assert "\n" not in line
    assert order_of(line) == order


def test_a_kick_has_the_form_it_has_in_a_session_document() -> None:
    report = kick_report()
    line = json.loads(news_line(KickNews("a", Side.LEFT, 1, report, settled=True, delay_s=0.1)))
    assert line["report"] == json.loads(KickPart.of(report).model_dump_json())


def test_an_interval_without_an_upper_end_comes_back_without_one() -> None:
    news = KickNews("a", Side.LEFT, 1, kick_report(high=math.inf), settled=True, delay_s=0.1)
    line = news_line(news)
    assert json.loads(line)["report"]["ball_speed_mps"]["high"] is None
    assert news_of(line) == news


def test_a_feature_that_was_not_measured_is_null_on_its_way() -> None:
    report = kick_report()
    unmeasured = FeatureVector(report.features.names, (9.5, math.nan), 3)
    told = KickNews(
        "a",
        Side.LEFT,
        1,
        KickReport(
            **{name: getattr(report, name) for name in KickReport.__dataclass_fields__}
            | {"features": unmeasured}
        ),
        settled=True,
        delay_s=0.1,
    )
    line = news_line(told)
    assert json.loads(line)["report"]["features"]["smoothness_ratio"] is None
    back = news_of(line)
    assert isinstance(back, KickNews)
    assert math.isnan(back.report.features["smoothness_ratio"])


def test_a_trace_comes_back_to_the_microsecond_after_eight_hours() -> None:
    t_s = 28_800.0 + np.arange(20) / 200.0
    values = np.random.default_rng(1).normal(0.0, 50.0, (20, 6))
    back = news_of(news_line(TraceNews("a", t_s, values)))
    assert isinstance(back, TraceNews)
    assert back.t_s == pytest.approx(t_s, abs=1e-6)
    assert back.values == pytest.approx(values, rel=1e-6)


def test_a_gap_in_a_trace_stays_a_gap() -> None:
    values = np.full((3, 6), math.nan)
    back = news_of(news_line(TraceNews("a", np.arange(3.0), values)))
    assert isinstance(back, TraceNews)
    assert np.isnan(back.values).all()


def test_an_empty_trace_and_one_that_is_too_long_can_be_sent() -> None:
    assert len(_trace(0).t_s) == 0
    assert len(_trace(MOST_TRACE_ROWS + 5).t_s) == MOST_TRACE_ROWS


def _trace(rows: int) -> TraceNews:
    line = news_line(TraceNews("a", np.arange(float(rows)), np.zeros((rows, 6))))
    assert len(line) < MOST_LINE_BYTES
    back = news_of(line)
    assert isinstance(back, TraceNews)
    return back


def test_ten_traces_a_second_are_small() -> None:
    line = news_line(TraceNews("AA:BB:CC:DD:EE:FF", np.arange(20.0), np.zeros((20, 6))))
    assert len(line) < 1000


@pytest.mark.parametrize(
    "line",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"v":1}',
        '{"v":1,"kind":"shutdown"}',
        '{"v":2,"kind":"cue","number":1,"words":"x","tone_hz":null}',
        '{"v":1,"kind":"cue","number":-1,"words":"x","tone_hz":null}',
        '{"v":1,"kind":"cue","number":1,"words":"x","tone_hz":NaN}',
        '{"v":1,"kind":"cue","number":1,"words":"x","tone_hz":1e999}',
        '{"v":1,"kind":"cue","number":1,"words":' + json.dumps("x" * 3000) + ',"tone_hz":null}',
        '{"v":1,"kind":"trace","sensor":"a","t0_s":0,"n":1,"t":"AAAA","values":"AAAA"}',
        '{"v":1,"kind":"trace","sensor":"a","t0_s":0,"n":1,"t":"*","values":"AAAA"}',
        '{"v":1,"kind":"trace","sensor":"a","t0_s":0,"n":1,"t":"AACAfw==","values":"AAAA"}',
        '{"v":1,"kind":"trace","sensor":"a","t0_s":0,"n":-1,"t":"","values":""}',
        '{"v":1,"kind":"sealed","session_ids":["' + '","'.join("abc" * 40) + '"],"sentence":""}',
        '{"v":1,"kind":"kick"}',
        "[" * 20_000,
        "\ud800",
        b"\xff\xfe\x00",
        "x" * (MOST_LINE_BYTES + 1),
    ],
    ids=lambda line: repr(line[:40]),
)
def test_news_from_a_stranger_that_make_no_sense_are_refused(line: str | bytes) -> None:
    with pytest.raises(ProtocolError) as refusal:
        news_of(line)
    assert len(str(refusal.value)) < 400


def test_a_kick_whose_interval_does_not_hold_its_value_is_refused() -> None:
    news = KickNews("a", Side.LEFT, 1, kick_report(), settled=True, delay_s=0.1)
    line = news_line(news).replace('"value":9.5,"low":7.0', '"value":1.5,"low":7.0')
    with pytest.raises(ProtocolError):
        news_of(line)


@pytest.mark.parametrize(
    "line",
    [
        '{"v":1,"kind":"stop","now":true}',
        '{"kind":"stop"}',
        '{"v":true,"kind":"stop","x":1}',
        '{"v":1,"kind":"guess","guess":"rm -rf"}',
        '{"v":1,"kind":"mark","marker":"bomb"}',
        '{"v":1,"kind":"mark","marker":"note","t_s":1e300}',
        '{"v":1,"kind":"mark","marker":"note","text":' + json.dumps("x" * 501) + "}",
        '{"v":1,"kind":"stage","stage":"ended","session_id":"a","sentence":""}',
        " " * (MOST_ORDER_BYTES + 1),
    ],
    ids=lambda line: line[:40],
)
def test_orders_with_anything_unknown_in_them_are_refused(line: str) -> None:
    with pytest.raises(ProtocolError):
        order_of(line)


def test_a_guess_nobody_knows_is_not_sent() -> None:
    with pytest.raises(ValueError, match="softer"):
        order_line(GuessOrder("as hard as ever"))


def test_readers_pass_over_fields_that_a_newer_version_adds_to_news() -> None:
    line = '{"v":1,"kind":"cue","number":1,"words":"softer","tone_hz":null,"volume":0.5}'
    assert news_of(line) == CueNews(1, "softer")


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_refusal(line: bytes) -> None:
    for read in (news_of, order_of):
        try:
            read(line)
        except ProtocolError:
            continue


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@given(st.sampled_from([json.loads(news_line(news)) for news in NEWS]), st.data())
def test_no_spoilt_field_raises_anything_but_a_refusal(
    line: dict[str, object], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(line)))
    spoilt = {**line, name: data.draw(_JSON)}
    try:
        news_of(json.dumps(spoilt))
    except ProtocolError:
        return


def test_a_greeting_comes_back_as_it_was() -> None:
    card = SessionCard(1_700_000_000_000_000_123, "ble:KICK-1", target=Target(8.0), drill="x")
    greeting = Greeting("k7m2qx", card, {Technique.HEEL: 3}, {Weight.GOOD: 2})
    assert greeting_of(greeting_line(greeting)) == greeting


@pytest.mark.parametrize("line", [b"HTTP/1.1 400 Bad Request\r\n", b"{}", b"\xff", b""])
def test_something_else_that_answers_is_no_recording(line: bytes) -> None:
    with pytest.raises(ProtocolError, match="no recording"):
        greeting_of(line)


def test_a_watcher_says_its_secret_and_nothing_else_counts() -> None:
    assert token_of(hello_line("s3cret")) == "s3cret"
    for line in (b"GET / HTTP/1.1\r\n", b'{"v":1,"kind":"hello"}', b"x" * 10_000):
        with pytest.raises(ProtocolError):
            token_of(line)
