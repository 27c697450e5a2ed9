"""A recording analyzed while it grows gives the report of the whole, however it comes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kicksense.assembly.recording import assemble
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import SessionReport, Target
from kicksense.domain.signals import Recording
from kicksense.exchange.options import ReadOptions
from kicksense.exchange.reading import read_samples
from kicksense.frames.calibration import CalibrationSpans
from kicksense.pipeline import analyze
from kicksense.settings import AnalysisSettings
from kicksense.simulation.movements import Movement, Still
from kicksense.simulation.plans import drill_plan
from kicksense.simulation.player import Player
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import simulate_session
from kicksense.store.drills import shipped_drills
from tests.builders import with_gap
from tests.fed import fed, live_analysis, random_sizes, shipped_model, short_beginning
from tests.played import (
    OPENING,
    SETTINGS,
    clipping_session,
    demo_recording,
    part_of,
    session,
    with_signals,
)
from tests.reports_alike import differences
from tests.shared_recordings import shared_recordings

STREAMED = short_beginning(900, SETTINGS)
"""Settings by which all but the first ten seconds or so of movement are streamed."""

PLAYERS = (1, 2, 4, 5, 6, 7)
"""Of `recordings/lmd`."""

FAULTS = {
    "loss": Device(loss_ratio=0.03, long_gaps=2),
    "small": Device(acc_full_scale_g=8.0, gyr_full_scale_dps=1000.0, rate_hz=100.0),
    "drift": Device(rate_hz=208.0, gyr_drift_radps_per_min=(0.01, -0.02, 0.01), bits=None),
    "noise": Device(rate_hz=52.0, acc_noise_mps2=0.3, gyr_noise_radps=0.05),
}


def _whole(
    recording: Recording, chosen: AnalysisSettings, target: Target | None = None
) -> SessionReport:
    return analyze(recording, chosen, model=shipped_model(), target=target)


def _played(device: Device, seed: int) -> Recording:
    """Give drills with touches, traps, air kicks and every technique."""
    rng = np.random.default_rng(seed)
    plan: list[Movement] = [*OPENING]
    for drill in ("one_touch_circle", "backheel_wall_pass", "free_play"):
        plan.extend(drill_plan(drill, 2, rng))
    return simulate_session((*plan, Still(1.0)), Player(), device, seed).recording


def _assert_same(recording: Recording, chosen: AnalysisSettings, seed: int, most: int) -> None:
    said = fed(live_analysis(recording, chosen), recording, random_sizes(seed, most)).report
    assert differences(said, _whole(recording, chosen)) == []


@pytest.mark.parametrize("chosen", [SETTINGS, STREAMED], ids=["held", "streamed"])
@pytest.mark.parametrize("player", PLAYERS)
def test_every_real_recording_is_analyzed_live_like_a_whole(
    player: int, chosen: AnalysisSettings
) -> None:
    paths = shared_recordings(f"lmd/P{player}_*.csv.gz")
    chosen = chosen if chosen is SETTINGS else short_beginning(200, SETTINGS)
    for seed, path in enumerate(paths):
        for side in Side:
            recording = assemble(read_samples(path, ReadOptions(side=side)))
            _assert_same(recording, chosen, seed, most=(7, 40, 300)[seed % 3])


@pytest.mark.parametrize("chosen", [SETTINGS, STREAMED], ids=["held", "streamed"])
def test_the_demo_is_analyzed_live_like_a_whole(chosen: AnalysisSettings) -> None:
    recording = demo_recording()
    assert len(_whole(recording, chosen).kicks) > 15
    for seed, most in ((1, 8), (2, 250)):
        _assert_same(recording, chosen, seed, most)


@pytest.mark.parametrize("chosen", [SETTINGS, STREAMED], ids=["held", "streamed"])
@pytest.mark.parametrize("fault", FAULTS)
def test_faulty_sensors_are_analyzed_live_like_a_whole(
    fault: str, chosen: AnalysisSettings
) -> None:
    recording = _played(FAULTS[fault], seed=len(fault))
    _assert_same(recording, chosen, seed=3, most=90)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 2500), st.integers(300, 3000))
def test_neither_the_packets_nor_the_length_of_the_beginning_matter(
    seed: int, most: int, active: int
) -> None:
    _assert_same(session().recording, short_beginning(active, SETTINGS), seed, most)


@pytest.mark.parametrize("rate_hz", [25.0, 60.0, 120.0, 150.0, 1000.0])
def test_every_rate_is_analyzed_live_like_a_whole(rate_hz: float) -> None:
    part = part_of(session().recording, 0, 8000)
    _assert_same(
        with_signals(part, part.acc_mps2, part.gyr_radps, rate_hz), STREAMED, seed=5, most=77
    )


@pytest.mark.parametrize("length", [0, 1, 2, 3, 17, 50, 199, 401])
def test_a_handful_of_samples_is_analyzed_live_like_a_whole(length: int) -> None:
    _assert_same(part_of(session().recording, 5600, 5600 + length), SETTINGS, seed=1, most=9)


def test_a_long_gap_is_analyzed_live_like_a_whole() -> None:
    recording = with_gap(session().recording, 4000, 5200)
    for chosen in (SETTINGS, STREAMED):
        _assert_same(recording, chosen, seed=8, most=64)


def test_columns_apart_in_memory_are_analyzed_live_like_a_whole() -> None:
    recording = session(Side.LEFT, 50.0).recording
    apart = replace(
        recording,
        acc_mps2=np.asfortranarray(recording.acc_mps2),
        gyr_radps=np.asfortranarray(recording.gyr_radps),
    )
    _assert_same(apart, STREAMED, seed=4, most=30)


def test_target_and_drill_are_told_live_like_of_a_whole() -> None:
    recording, target = session().recording, Target(8.0)
    drill = shipped_drills().named("partner_pass")
    analysis = live_analysis(recording, STREAMED, target=target, drill=drill)
    said = fed(analysis, recording, random_sizes(6, 50)).report
    model = shipped_model()
    whole = analyze(recording, STREAMED, model=model, target=target, drill=drill)
    assert differences(said, whole) == []
    assert all(kick.power is not None for kick in said.kicks)


@pytest.mark.parametrize("clipped", [False, True])
def test_known_spans_are_used_live_like_of_a_whole(clipped: bool) -> None:
    recording = (clipping_session() if clipped else session()).recording
    found = _whole(recording, SETTINGS).calibration
    assert found.still_span_s is not None
    assert found.swing_span_s is not None
    first_s, last_s = found.swing_span_s
    spans = CalibrationSpans(found.still_span_s, (first_s - 0.1, last_s + 0.1))
    analysis = live_analysis(recording, STREAMED, spans=spans)
    said = fed(analysis, recording, random_sizes(2, 100)).report
    whole = analyze(recording, STREAMED, model=shipped_model(), spans=spans)
    assert differences(said, whole) == []
