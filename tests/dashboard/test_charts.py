import json
from typing import Any

import numpy as np
import pytest

from dashboard.charts import (
    DETAIL_POINTS,
    WHOLE_POINTS,
    SpeedBar,
    kick_rows,
    probability_bars,
    scale_end_mps,
    speed_bars,
    trace_payload,
)
from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Estimate, Target, TechniqueProbability
from kicksense.units import GRAVITY_MPS2, dps
from kicksense.workflows.traces import session_trace
from tests.dashboard import fakes


def unpacked(payload: bytes) -> tuple[dict[str, Any], dict[str, FloatArray]]:
    length = int.from_bytes(payload[:4], "little")
    header = json.loads(payload[4 : 4 + length])
    samples = np.frombuffer(payload, dtype="<f4", offset=4 + length).astype(float)
    slices = {}
    for part in header["slices"]:
        count = 2 * part["points"]
        slices[part["name"]], samples = samples[:count].reshape(2, -1), samples[count:]
    assert len(samples) == 0
    return header, slices


def test_a_trace_arrives_in_everyday_units() -> None:
    recording, report = fakes.recording(), fakes.report()
    trace = session_trace(recording, report)
    header, slices = unpacked(trace_payload(trace, report, selected=2))
    rate, acc = slices["whole"]
    assert rate == pytest.approx(dps(1.0) * trace.rate_radps, abs=1e-3)
    assert acc == pytest.approx(trace.acc_mps2 / GRAVITY_MPS2, abs=1e-5)
    assert header["selected"] == 2
    assert header["alt"].startswith("Simulated recording.")


def test_samples_start_at_a_multiple_of_four_bytes_so_that_a_browser_can_map_them() -> None:
    recording, report = fakes.recording(), fakes.report()
    payload = trace_payload(session_trace(recording, report), report)
    assert int.from_bytes(payload[:4], "little") % 4 == 0


def test_every_kick_of_a_long_recording_stands_out_in_the_few_points_sent() -> None:
    recording, report = fakes.recording(duration_s=1800.0), fakes.report()
    trace = session_trace(recording, report)
    header, slices = unpacked(trace_payload(trace, report))
    assert header["coarse"]
    assert slices["whole"].shape[1] <= WHOLE_POINTS
    part = header["slices"][0]
    for kick in report.kicks:
        near = round((kick.t_s - part["start_s"]) / part["step_s"])
        drawn = slices["whole"][1, max(0, near - 2) : near + 3].max()
        exact = trace.acc_mps2[kick.impact_index - 20 : kick.impact_index + 20].max()
        assert drawn == pytest.approx(exact / GRAVITY_MPS2, rel=1e-6)


def test_a_stretch_that_is_zoomed_into_comes_sample_by_sample() -> None:
    recording, report = fakes.recording(duration_s=1800.0), fakes.report()
    trace = session_trace(recording, report)
    header, slices = unpacked(trace_payload(trace, report, window_s=(11.0, 14.0)))
    part = header["slices"][1]
    assert part["exact"]
    assert part["step_s"] == pytest.approx(1 / fakes.RATE_HZ)
    assert part["start_s"] <= 11.0
    assert part["start_s"] + part["step_s"] * part["points"] >= 14.0
    assert slices["detail"].shape[1] <= DETAIL_POINTS


def test_a_clock_that_counts_from_an_epoch_is_shown_from_the_start() -> None:
    epoch_s = 1_700_000_000.0
    recording = fakes.recording(start_time_s=epoch_s)
    report = fakes.report(start_time_s=epoch_s)
    header, _ = unpacked(trace_payload(session_trace(recording, report), report))
    assert header["slices"][0]["start_s"] == pytest.approx(0.0)
    assert [kick["t_s"] for kick in header["kicks"]] == pytest.approx(fakes.KICK_TIMES_S, abs=1e-6)


def test_the_table_has_a_column_of_arrivals_only_where_there_is_a_target() -> None:
    plain, judged = fakes.report(), fakes.report(target=Target(8.0))
    assert "arrival" not in [column["name"] for column in kick_rows(plain)["columns"]]
    table = kick_rows(judged, selected=4)
    assert table["columns"][-1]["name"] == "arrival"
    assert table["selected"] == 4
    assert {len(row["cells"]) for row in table["rows"]} == {len(table["columns"])}


def test_a_bar_ends_where_its_interval_ends() -> None:
    drawn = speed_bars([SpeedBar("Ball", Estimate(5.0, 2.5, 10.0))], most_mps=20.0)
    assert 'style="left:12.5%;width:37.5%"' in drawn
    assert 'class="tick" style="left:25.0%"' in drawn
    assert 'aria-label="Ball: 18 km/h (5.0 m/s), 9 to 36 km/h"' in drawn


def test_a_bar_shows_what_is_good_where_there_is_a_target() -> None:
    bar = SpeedBar("Arriving", Estimate(5.0, 2.5, 10.0), (1.0, 4.0))
    assert 'class="good" style="left:5.0%;width:15.0%"' in speed_bars([bar], most_mps=20.0)


def test_labels_are_never_taken_for_markup() -> None:
    drawn = speed_bars([SpeedBar("<img src=x>", Estimate(1.0, 1.0, 1.0))], most_mps=10.0)
    assert "<img" not in drawn


def test_probabilities_never_claim_a_certainty_that_is_none() -> None:
    drawn = probability_bars(TechniqueProbability(0.9999, 0.0001, 0.0))
    assert "over 99 %" in drawn
    assert "below 1 %" in drawn


def test_all_kicks_of_a_session_are_drawn_on_one_scale() -> None:
    report = fakes.report()
    highest = max(kick.ball_speed_mps.high for kick in report.kicks)
    assert highest <= scale_end_mps(report) <= highest + 5.0


def test_an_unsure_kick_says_what_it_most_likely_was() -> None:
    cells = kick_rows(fakes.report())["rows"][4]["cells"]
    assert cells[2] == ("Not sure", "laces (instep) 45 %")
