"""How the sensor sits is read from the beginning of a recording, and of nothing later."""

from dataclasses import replace

import numpy as np
import pytest

from kicksense.domain.signals import Recording
from kicksense.frames.calibration import CalibrationSpans
from kicksense.frames.coarse import timeline_of
from kicksense.frames.prefix import Prefix
from kicksense.pipeline import analyze
from kicksense.scene import Setup, beginning_stop, scene_of, spans_stop
from kicksense.settings import AnalysisSettings
from tests.fed import short_beginning
from tests.played import SETTINGS, session


def _scene_calibration(recording: Recording, chosen: AnalysisSettings) -> object:
    return scene_of(recording, chosen, target=None, drill=None, spans=None).calibration


def _turned_over_at(recording: Recording, start: int) -> Recording:
    """Give a recording in which the sensor is strapped on upside down from a sample on."""
    turn = np.array([-1.0, -1.0, 1.0])
    acc, gyr = recording.acc_mps2.copy(), recording.gyr_radps.copy()
    acc[start:] *= turn
    gyr[start:] *= turn
    return replace(recording, acc_mps2=acc, gyr_radps=gyr)


def test_what_comes_after_the_beginning_does_not_change_the_calibration() -> None:
    recording, chosen = session().recording, short_beginning(600, SETTINGS)
    turned_over = _turned_over_at(recording, len(recording) // 2)
    assert _scene_calibration(turned_over, chosen) == _scene_calibration(recording, chosen)
    assert _scene_calibration(turned_over, SETTINGS) != _scene_calibration(recording, SETTINGS)


def test_a_recording_shorter_than_the_beginning_is_calibrated_on_all_of_it() -> None:
    recording = session().recording
    longer = short_beginning(10**9, SETTINGS)
    assert _scene_calibration(recording, longer) == _scene_calibration(recording, SETTINGS)


def test_the_beginning_holds_the_spans_that_the_caller_knows() -> None:
    recording = session().recording
    found = analyze(recording, SETTINGS).calibration
    assert found.still_span_s is not None
    assert found.swing_span_s is not None
    spans = CalibrationSpans(found.still_span_s, found.swing_span_s)
    chosen = short_beginning(1, SETTINGS)
    known = analyze(recording, chosen, spans=spans).calibration
    assert known.swing_span_s == pytest.approx(found.swing_span_s, abs=0.01)


def test_the_beginning_has_come_once_its_last_sample_has() -> None:
    times = timeline_of(200.0, 5.0, SETTINGS.coarse)
    setup = Setup(SETTINGS, times, session().recording.placement)
    assert spans_stop(setup) == 0
    assert beginning_stop(Prefix(900, 400, None), setup, 900) is None
    assert beginning_stop(Prefix(900, 400, 900), setup, 899) is None
    assert beginning_stop(Prefix(900, 400, 900), setup, 950) == 900
    guided = replace(setup, spans=CalibrationSpans((6.0, 8.0), (9.0, 20.0)))
    assert spans_stop(guided) == 1501
    assert beginning_stop(Prefix(900, 400, 900), guided, 1500) is None
    assert beginning_stop(Prefix(900, 400, 900), guided, 1501) == 1501
