"""What a recording tells, in the words and everyday units of the live page."""

import json
import math
from typing import Any, Final

from dashboard.formats import (
    capitalised,
    clock_words,
    interval_words,
    percent_words,
    speed_words,
)
from dashboard.wording import (
    drill_titles,
    sentence_of,
    side_words,
    technique_words,
)
from kicksense.domain.kick import (
    Estimate,
    KickReport,
    Target,
    Technique,
)
from kicksense.domain.live import KickNews
from kicksense.exchange.live_document import news_of
from kicksense.exchange.live_greeting import Greeting
from kicksense.units import kmh
from kicksense.workflows.live_saying import said_of, tones_of

_KICK: Final = '{"v":1,"kind":"kick"'
_NAMED: Final = (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)


def words_of(line: str, target: Target | None) -> str:
    """Give a line as the page takes it: a kick in words, everything else as it was told.

    Parameters
    ----------
    line
        From the recording.
    target
        What the session plays to.

    Raises
    ------
    ProtocolError
        If it says it is a kick and is none.
    """
    if not line.startswith(_KICK):
        return line
    news = news_of(line)
    return json.dumps(_kick(news, target)) if isinstance(news, KickNews) else line


def greeting_words(greeting: Greeting) -> str:
    """Give what the page must know of a session before its news."""
    card = greeting.card
    band = None
    if card.target is not None:
        lower, upper = card.target.arrival_band_mps
        band = f"Good arrives with {interval_words(Estimate(lower, lower, upper))}"
    return json.dumps(
        {
            "v": 1,
            "kind": "greeting",
            "session_id": greeting.session_id,
            "started_utc_ms": card.started_utc_ns // 1_000_000,
            "simulated": card.simulated,
            "drill": drill_titles().get(card.drill or ""),
            "distance_m": None if card.target is None else card.target.distance_m,
            "band": band,
            "schedule": card.schedule,
            "techniques": {
                technique: capitalised(technique_words(technique)) for technique in Technique
            },
            "older_techniques": dict(greeting.older_techniques),
            "older_tones": tones_of(greeting.older_weights),
        }
    )


def _kick(news: KickNews, target: Target | None) -> dict[str, Any]:
    report = news.report
    said = said_of(report, target)
    likeliest = max(_NAMED, key=report.probability.of)
    share = percent_words(report.probability.of(likeliest))
    return {
        "v": 1,
        "kind": "kick",
        "number": news.number,
        "sensor": news.sensor,
        "side": side_words(news.side),
        "settled": news.settled,
        "delay_s": round(news.delay_s, 2),
        "t_s": report.t_s,
        "at": clock_words(report.t_s),
        "verdict": capitalised(said.words),
        "ball": None if said.ball is None else capitalised(said.ball),
        "weight": None if said.ball is None else _weight(said.ball, report, target),
        "tone": said.tone,
        "technique": report.technique,
        "technique_words": capitalised(technique_words(report.technique)),
        "doubt": f"{share} sure"
        if report.technique is not Technique.UNSURE
        else f"perhaps {technique_words(likeliest)}, {share}",
        "speeds": _speeds(report, target),
        "why": [*(sentence_of(finding) for finding in report.findings), *_reservations(news)],
    }


def _weight(ball: str, report: KickReport, target: Target | None) -> str | None:
    """Say how the ball was weighted, with the interval and the band it is judged against."""
    arrival = report.arrival_speed_mps
    if arrival is None or target is None:
        return None
    lower, upper = target.arrival_band_mps
    return (
        f"{capitalised(ball)}: arrives with {_range_words(arrival)}, "
        f"good is {_range_words(Estimate(lower, lower, upper))}"
    )


def _range_words(estimate: Estimate) -> str:
    if math.isfinite(estimate.high):
        return interval_words(estimate)
    return f"{math.floor(kmh(estimate.low))} km/h or more"


def _speeds(report: KickReport, target: Target | None) -> list[dict[str, Any]]:
    rows = [
        _speed("Foot", report.foot_speed_mps, None),
        _speed("Ball", report.ball_speed_mps, None),
    ]
    if report.arrival_speed_mps is not None and target is not None:
        label = f"Arriving after {target.distance_m:g} m"
        rows.append(_speed(label, report.arrival_speed_mps, target.arrival_band_mps))
    return rows


def _speed(label: str, estimate: Estimate, good_mps: tuple[float, float] | None) -> dict[str, Any]:
    bounded = math.isfinite(estimate.high)
    return {
        "label": label,
        "words": speed_words(estimate.value),
        "range": _range_words(estimate),
        "value": kmh(estimate.value),
        "low": kmh(estimate.low),
        "high": kmh(estimate.high) if bounded else None,
        "good": None if good_mps is None else [kmh(edge) for edge in good_mps],
    }


def _reservations(news: KickNews) -> list[str]:
    """Say what makes a verdict less sure."""
    said = []
    if news.report.clipped:
        said.append("The sensor was at its limit in this kick, so the ranges are wider.")
    if not news.settled:
        said.append("This may still change a little, as the leg gets better known.")
    return said
