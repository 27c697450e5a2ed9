import json
import re
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

from dashboard.review_charts import (
    Drawn,
    difference_rows,
    leg_payload,
    phase_bars,
    swing_payload,
)
from dashboard.review_words import leg_caveats, leg_lines
from kicksense.domain.arrays import FloatArray
from kicksense.units import GRAVITY_MPS2, dps
from kicksense.workflows.ghosts import differences, phase_spans
from kicksense.workflows.kick_course import KickCourse, course_of
from kicksense.workflows.language import Speech, SpeedUnit, spoken
from kicksense.workflows.stick_leg import orientation_of
from tests import played

HOSTILE = '<img src=x onerror="alert(1)">'


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.found.append(tag)


def course(number: int) -> KickCourse:
    recording = played.session().recording
    return course_of(recording, played.report(), number, orientation=orientation_of(recording))


def drawn(*, ghost: int | None = None, name: str = "best kick") -> Drawn:
    other = None if ghost is None else course(ghost)
    return Drawn("abc123", 1, played.report(), course(1), other, name)


def unpacked(payload: bytes) -> tuple[dict[str, Any], FloatArray]:
    length = int.from_bytes(payload[:4], "little")
    header = json.loads(payload[4 : 4 + length])
    samples = np.frombuffer(payload, dtype="<f4", offset=4 + length).astype(float)
    return header, samples.reshape(-1, header["slices"][0]["points"])


def test_a_kick_is_drawn_in_everyday_units_with_its_phases_around_the_impact() -> None:
    shown = drawn()
    header, lines = unpacked(swing_payload(shown))
    assert lines.shape[0] == 3
    strip = shown.course.strip
    assert lines[0] == pytest.approx(dps(1.0) * strip.strike_rate_radps, abs=1e-2)
    assert lines[1] == pytest.approx(strip.acc_mps2 / GRAVITY_MPS2, abs=1e-4)
    edges = [phase["start_s"] for phase in header["phases"]] + [header["phases"][-1]["stop_s"]]
    assert edges == sorted(edges)
    assert header["phases"][1]["stop_s"] == 0.0
    assert header["impact_s"] == shown.course.kick.t_s
    assert header["ghost"] is None


def test_another_kick_comes_on_the_same_times_and_by_its_name() -> None:
    header, lines = unpacked(swing_payload(drawn(ghost=4)))
    assert lines.shape[0] == 6
    assert header["ghost"] == "best kick"
    assert "best kick" in header["alt"]
    assert np.isfinite(lines[:3]).sum() > 0.9 * lines[:3].size
    assert np.nanmax(np.abs(lines[3] - lines[0])) > 1.0


def test_a_leg_arrives_in_whole_millimetres_with_what_is_measured_said() -> None:
    shown = drawn(ghost=4)
    payload = leg_payload(shown)
    frames = np.array(payload["own"]["frames"])
    leg = shown.course.leg
    assert frames.shape == (len(leg.times_s), 12)
    assert frames.reshape(-1, 4, 3) == pytest.approx(1000.0 * leg.joints_m, abs=0.5)
    assert payload["ghost"]["frames"]
    assert json.loads(json.dumps(payload)) == payload
    assert leg_lines(leg, shown.course.kick)[1] in payload["words"]["alt"]
    assert any("guess" in line or "no sensor" in line for line in leg_caveats(leg))


def test_the_bars_of_the_phases_stay_within_their_track_and_say_what_they_show() -> None:
    spans = phase_spans(played.report(), course(1).kick)
    html = phase_bars(spans, "instep")
    assert "give or take" in html
    places = re.findall(r'style="left:([-\d.]+)%(?:;width:([-\d.]+)%)?"', html)
    assert len(places) == 6
    for left, width in places:
        assert float(left) >= 0.0
        assert float(left) + float(width or 0.0) <= 100.2


def test_names_of_other_people_are_text_and_never_markup() -> None:
    found = differences(course(1), course(4), played.report())
    tags = Tags()
    tags.feed(difference_rows(found, HOSTILE))
    assert "img" not in tags.found
    assert tags.found.count("tr") == len(found) + 1


def test_differences_are_said_in_the_readers_unit_and_decimal_sign() -> None:
    found = differences(course(1), course(4), played.report())
    with spoken(Speech(decimal_sign=",", speed_unit=SpeedUnit.MPS)):
        html = difference_rows(found, "x")
    assert "m/s" in html
    assert "km/h" not in html
