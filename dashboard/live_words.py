"""What a recording tells, in the words and everyday units of the live page."""

import json
import math
from typing import Any, Final

from dashboard.formats import (
    capitalised,
    clock_words,
    distance_words,
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
from kicksense.coaching.cues import GUESS_FIRST
from kicksense.domain.kick import (
    Estimate,
    KickReport,
    Target,
    Technique,
)
from kicksense.domain.live import BEEP, KickNews
from kicksense.exchange.live_document import news_of
from kicksense.exchange.live_greeting import Greeting
from kicksense.units import kmh
from kicksense.workflows.language import ENGLISH, speech, tr
from kicksense.workflows.live_saying import said_of, tones_of
from kicksense.workflows.quantity_words import speed_words as speed_words_of
from kicksense.workflows.told_sentences import spoken_call, spoken_told

_KICK: Final = '{"v":1,"kind":"kick"'
_TOLD: Final = tuple(
    f'{{"v":1,"kind":"{kind}"'
    for kind in ("cue", "stage", "trouble", "withdrawn", "sealed", "health", "marker")
)
_NAMED: Final = (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)


def words_of(line: str, target: Target | None) -> str:
    """Give a line as the page takes it: a kick in words, sentences in the reader's language.

    Traces and what else holds no words go on as they were told.

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
    if line.startswith(_KICK):
        news = news_of(line)
        return json.dumps(_kick(news, target)) if isinstance(news, KickNews) else line
    if _asks(line) or (speech().code != ENGLISH and line.startswith(_TOLD)):
        told: dict[str, Any] = json.loads(line)
        return json.dumps(_told(told))
    return line


def _asks(line: str) -> bool:
    """Tell whether a player is asked to guess, which the page must not take for a verdict."""
    return line.startswith(_TOLD[0]) and GUESS_FIRST in line


def _told(told: dict[str, Any]) -> dict[str, Any]:
    """Say what was told in the reader's language."""
    if told["kind"] == "cue":
        return {**told, "asks": told["words"] == GUESS_FIRST, "words": spoken_call(told["words"])}
    if told["kind"] == "marker":
        is_call = told.get("origin") == BEEP
        return {**told, "text": spoken_call(told["text"])} if is_call else told
    if told["kind"] == "health":
        sensors = [
            {**sensor, "remarks": [spoken_told(remark) for remark in sensor["remarks"]]}
            for sensor in told["sensors"]
        ]
        return {**told, "sensors": sensors}
    return {**told, "sentence": spoken_told(told["sentence"])}


def greeting_words(greeting: Greeting) -> str:
    """Give what the page must know of a session before its news."""
    card = greeting.card
    band = None
    if card.target is not None:
        lower, upper = card.target.arrival_band_mps
        band = tr("Good arrives with {range}", range=interval_words(Estimate(lower, lower, upper)))
    return json.dumps(
        {
            "v": 1,
            "kind": "greeting",
            "session_id": greeting.session_id,
            "started_utc_ms": card.started_utc_ns // 1_000_000,
            "simulated": card.simulated,
            "drill": drill_titles().get(card.drill or ""),
            "distance": None if card.target is None else distance_words(card.target.distance_m),
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
        "verdict": capitalised(tr(said.words)),
        "ball": None if said.ball is None else capitalised(tr(said.ball)),
        "weight": None if said.ball is None else _weight(said.ball, report, target),
        "tone": said.tone,
        "technique": report.technique,
        "technique_words": capitalised(technique_words(report.technique)),
        "doubt": tr("{share} sure", share=share)
        if report.technique is not Technique.UNSURE
        else tr("perhaps {technique}, {share}", technique=technique_words(likeliest), share=share),
        "speeds": _speeds(report, target),
        "why": [*(sentence_of(finding) for finding in report.findings), *_reservations(news)],
    }


def _weight(ball: str, report: KickReport, target: Target | None) -> str | None:
    """Say how the ball was weighted, with the interval and the band it is judged against."""
    arrival = report.arrival_speed_mps
    if arrival is None or target is None:
        return None
    lower, upper = target.arrival_band_mps
    return tr(
        "{verdict}: arrives with {range}, good is {good}",
        verdict=capitalised(tr(ball)),
        range=_range_words(arrival),
        good=_range_words(Estimate(lower, lower, upper)),
    )


def _range_words(estimate: Estimate) -> str:
    if math.isfinite(estimate.high):
        return interval_words(estimate)
    return tr("{value} or more", value=speed_words_of(estimate.low, math.floor))


def _speeds(report: KickReport, target: Target | None) -> list[dict[str, Any]]:
    rows = [
        _speed(tr("Foot"), report.foot_speed_mps, None),
        _speed(tr("Ball"), report.ball_speed_mps, None),
    ]
    if report.arrival_speed_mps is not None and target is not None:
        label = tr("Arriving after {distance}", distance=distance_words(target.distance_m))
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
        said.append(tr("The sensor was at its limit in this kick, so the ranges are wider."))
    if not news.settled:
        said.append(tr("This may still change a little, as the leg gets better known."))
    return said
