"""What people in notebooks get: tables, documents, figures."""

import dataclasses
import io

import jsonschema
import numpy as np
import pytest
from matplotlib.figure import Figure

from kicksense.domain.anatomy import Placement, Side
from kicksense.domain.kick import SessionReport
from kicksense.domain.signals import Recording
from kicksense.errors import RecordingFileError, UsageError
from kicksense.exchange.report_document import AnalysisDocument, document_of
from kicksense.workflows.notebook import Analysis, analyze, read_recording
from kicksense.workflows.notebook_plots import plot_kick
from tests.exchange.reports_made import QUALITY, empty_report, full_report

RATE_HZ = 200.0


def waving_recording(report: SessionReport) -> Recording:
    """Give samples for a report made by hand: a leg that waves."""
    time_s = np.arange(round(report.duration_s * RATE_HZ)) / RATE_HZ
    still = np.zeros_like(time_s)
    return Recording(
        sampling_rate_hz=RATE_HZ,
        start_time_s=report.start_time_s,
        acc_mps2=np.column_stack([still, still + 9.81, np.sin(5.0 * time_s)]),
        gyr_radps=np.column_stack([still, still, 8.0 * np.sin(7.0 * time_s)]),
        measured=np.ones(len(time_s), dtype=bool),
        clipped=np.zeros(len(time_s), dtype=bool),
        placement=Placement(Side.LEFT, side_known=False),
        source=report.source,
        quality=QUALITY,
    )


def analysis_of(report: SessionReport) -> Analysis:
    return Analysis(waving_recording(report), report)


def test_the_table_has_a_row_for_each_kick_numbered_from_one() -> None:
    frame = analysis_of(full_report()).to_frame()
    assert list(frame.index) == [1, 2]
    assert frame.index.name == "kick"
    first = frame.loc[1]
    assert first["technique"] == "heel"
    assert first["power"] == "excess"
    assert first["findings"] == "too_much_power"
    assert first["ball_speed_low_mps"] == pytest.approx(4.8)
    assert first["arrival_speed_high_mps"] == 8.0
    assert first["swing_angle_rad"] == 0.6


def test_what_is_not_known_is_missing_in_the_table() -> None:
    frame = analysis_of(full_report()).to_frame()
    assert frame["arrival_speed_mps"].isna().tolist() == [False, True]
    assert frame["power"].isna().tolist() == [False, True]
    assert frame["swing_pause_s"].isna().tolist() == [True, False]
    assert frame["arrival_speed_mps"].dtype == np.float64


def test_a_recording_without_kicks_gives_an_empty_table_with_the_same_columns() -> None:
    frame = analysis_of(empty_report()).to_frame()
    assert len(frame) == 0
    assert list(frame.columns) == list(analysis_of(full_report()).to_frame().columns)
    assert "ball_speed_mps" in frame.columns


def test_the_document_is_that_of_the_command_line() -> None:
    document = analysis_of(full_report()).to_dict()
    assert AnalysisDocument.model_validate(document) == document_of(full_report())
    schema = AnalysisDocument.model_json_schema(mode="serialization")
    jsonschema.Draft202012Validator(schema).validate(document)


def test_an_analysis_shows_its_counts_and_not_its_samples() -> None:
    assert repr(analysis_of(full_report())) == (
        "<Analysis of 'Träning <1>': 2 kicks and 1 other contacts in 120.0 s>"
    )


def test_a_kick_is_drawn_with_its_phases_and_intervals() -> None:
    figure = plot_kick(analysis_of(full_report()), 1)
    assert isinstance(figure, Figure)
    rate_axes, acc_axes, speed_axes = figure.axes
    legend = rate_axes.get_legend()
    assert legend is not None
    labels = [text.get_text() for text in legend.get_texts()]
    assert labels == ["backswing", "strike swing", "follow-through"]
    assert acc_axes.get_xlabel() == "time from the impact (s)"
    speeds = [label.get_text() for label in speed_axes.get_yticklabels()]
    assert speeds == ["foot", "ball", "ball at the target"]
    bars = [np.asarray(line.get_xdata()).tolist() for line in speed_axes.lines[::2]]
    assert bars[2] == [6.1, 8.0]
    assert "simulated" in figure.get_suptitle()
    assert "too hard" in figure.get_suptitle()
    picture = io.BytesIO()
    figure.savefig(picture, format="png")
    assert len(picture.getvalue()) > 10_000


def test_a_kick_without_a_target_is_drawn_without_an_arrival() -> None:
    figure = plot_kick(analysis_of(full_report()), 2)
    assert [label.get_text() for label in figure.axes[2].get_yticklabels()] == ["foot", "ball"]


def test_a_clipped_kick_says_so() -> None:
    report = full_report()
    clipped = dataclasses.replace(report.kicks[0], clipped=True)
    figure = plot_kick(analysis_of(dataclasses.replace(report, kicks=(clipped,))), 1)
    assert "full scale" in figure.axes[2].get_xlabel()


def test_drawing_leaves_no_figure_open() -> None:
    from matplotlib import pyplot as plt  # noqa: PLC0415 - keeps pyplot out of the other tests

    plot_kick(analysis_of(full_report()), 1)
    assert plt.get_fignums() == []


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_kick_that_does_not_exist_is_refused(number: int) -> None:
    with pytest.raises(UsageError, match="from 1 to 2"):
        plot_kick(analysis_of(full_report()), number)


def test_drawing_a_session_without_kicks_is_refused() -> None:
    with pytest.raises(UsageError, match="No kick was found"):
        plot_kick(analysis_of(empty_report()), 1)


def test_analyze_judges_power_against_what_was_asked() -> None:
    recording = waving_recording(full_report())
    analysis = analyze(recording, drill="build_out", target_distance_m=15.0, surface="indoor")
    assert analysis.recording is recording
    target = analysis.to_dict()["target"]
    assert target == {"distance_m": 15.0, "surface": "indoor", "arrival_band_mps": [3.0, 5.0]}
    assert analysis.to_dict()["drill"] == "build_out"


def test_analyze_refuses_a_surface_nobody_knows() -> None:
    with pytest.raises(UsageError, match="sand"):
        analyze(waving_recording(full_report()), target_distance_m=5.0, surface="sand")


def test_reading_refuses_a_side_that_is_none() -> None:
    with pytest.raises(UsageError, match="'left' or 'right'"):
        read_recording("anything.csv", side="goalkeeper")


def test_reading_a_file_that_is_not_there_says_so() -> None:
    with pytest.raises(RecordingFileError, match="no such file"):
        read_recording("nowhere.csv")
