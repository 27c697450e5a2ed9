"""The JSON document: its form, its schema, and the way back."""

import dataclasses
import json
import math
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from kicksense import __version__
from kicksense.domain.kick import Estimate, SessionReport
from kicksense.exchange.report_document import (
    AnalysisDocument,
    document_json,
    document_of,
    schema_text,
)
from tests.exchange.reports_made import empty_report, full_kick, full_report

REPORTS = pytest.mark.parametrize("report", [full_report(), empty_report()], ids=["full", "empty"])


def parsed(report: SessionReport) -> dict[str, Any]:
    """Read the document strictly: NaN and infinity are no JSON."""

    def refused(constant: str) -> None:
        raise AssertionError(f"{constant} in a JSON document")

    document: dict[str, Any] = json.loads(document_json(report), parse_constant=refused)
    return document


def shipped_schema() -> dict[str, Any]:
    shipped = files("kicksense").joinpath("schemas/analysis-1.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(shipped)
    return schema


def test_the_document_has_the_form_that_is_promised() -> None:
    document = parsed(full_report())
    assert set(document) == {
        "schema_version",
        "recording",
        "quality",
        "calibration",
        "drill",
        "target",
        "kicks",
        "other_contacts",
        "rejected",
        "session_findings",
        "versions",
        "markers",
        "activity",
        "score_card",
    }
    kick = document["kicks"][0]
    assert kick == {
        "t_s": 31.25,
        "technique": "heel",
        "probability": {"heel": 1.0, "inside_foot": 0.0, "instep": 0.0},
        "foot_speed_mps": {"value": 6.0, "low": pytest.approx(4.8), "high": pytest.approx(7.2)},
        "ball_speed_mps": {"value": 6.0, "low": pytest.approx(4.8), "high": pytest.approx(7.2)},
        "arrival_speed_mps": {"value": 7.0, "low": 6.1, "high": 8.0},
        "power": "excess",
        "phases": {
            "backswing_s": pytest.approx(30.85),
            "swing_reversal_s": pytest.approx(31.1),
            "impact_s": 31.25,
            "follow_through_end_s": pytest.approx(31.45),
        },
        "clipped": False,
        "findings": [
            {
                "code": "too_much_power",
                "severity": "warning",
                "evidence": {"ball_speed_low_mps": 9.2, "target_distance_m": 5.0},
                "drill": "backheel_wall_pass",
            }
        ],
        "features": {"swing_angle_rad": 0.6, "swing_pause_s": None},
    }
    assert document["other_contacts"] == [{"t_s": 40.0, "kind": "trap"}]
    assert document["rejected"] == {"foot_strike": 17, "too_slow": 2}
    assert document["target"] == {
        "distance_m": 5.0,
        "surface": "short_grass",
        "arrival_band_mps": [1.0, 4.0],
    }
    assert document["versions"] == {
        "kicksense": __version__,
        "analysis": 3,
        "features": 2,
        "model": "rules",
    }
    assert document["recording"]["name"] == "Träning <1>"
    assert document["recording"]["simulated"] is True
    assert document["quality"]["nominal_rate_hz"] is None


def test_without_a_target_arrival_and_power_are_null() -> None:
    kick = parsed(full_report())["kicks"][1]
    assert kick["arrival_speed_mps"] is None
    assert kick["power"] is None


def test_what_is_not_known_is_null_and_never_nan_or_infinite() -> None:
    document = parsed(empty_report())
    assert document["calibration"]["tilt_error_rad"] is None
    endless = dataclasses.replace(full_kick(), ball_speed_mps=Estimate(30.0, 25.0, math.inf))
    report = dataclasses.replace(full_report(), kicks=(endless,))
    assert parsed(report)["kicks"][0]["ball_speed_mps"] == {
        "value": 30.0,
        "low": 25.0,
        "high": None,
    }


@REPORTS
def test_documents_obey_the_schema_that_is_shipped(report: SessionReport) -> None:
    jsonschema.Draft202012Validator(shipped_schema()).validate(parsed(report))


def test_the_schema_refuses_what_is_no_document() -> None:
    validator = jsonschema.Draft202012Validator(shipped_schema())
    document = parsed(full_report())
    document["kicks"][0]["technique"] = "toe"
    assert not validator.is_valid(document)
    assert not validator.is_valid({"schema_version": 1})
    assert not validator.is_valid(parsed(full_report()) | {"schema_version": 2})


def test_the_schema_that_is_shipped_is_the_one_of_the_models() -> None:
    cure = (
        "write it again: python -c 'from kicksense.exchange.report_document import schema_text; "
        'print(schema_text(), end="")\' > src/kicksense/schemas/analysis-1.json'
    )
    assert shipped_schema() == json.loads(schema_text()), cure
    jsonschema.Draft202012Validator.check_schema(shipped_schema())


@REPORTS
def test_a_document_read_back_is_the_same_document(report: SessionReport) -> None:
    assert AnalysisDocument.model_validate_json(document_json(report)) == document_of(report)


def test_a_document_is_one_line_unless_indented() -> None:
    assert "\n" not in document_json(full_report())
    assert json.loads(document_json(full_report(), indent=2)) == parsed(full_report())


def test_readers_pass_over_fields_that_they_do_not_know() -> None:
    later = parsed(full_report()) | {"weather": "rain"}
    read = AnalysisDocument.model_validate_json(json.dumps(later))
    assert read == document_of(full_report())
