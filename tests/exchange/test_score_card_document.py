"""Score cards and activities as JSON: their form, their schemas, and the way back."""

import json
import math
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import numpy as np
import pytest

from kicksense.coaching.score_kinds import SCORE_KINDS
from kicksense.domain.kick import Estimate, Finding, Severity
from kicksense.domain.locomotion import (
    Activity,
    Bout,
    Carry,
    Gait,
    Possession,
    PossessionKind,
    Step,
    Turn,
)
from kicksense.domain.score_card import Score, ScoreCard, WorkOn
from kicksense.exchange.report_document import document_json, schema_text
from kicksense.exchange.score_card_document import (
    ScoreCardDocument,
    card_document_of,
    card_schema_text,
)
from tests.exchange.reports_made import full_report
from tests.score_cards_made import empty_card, every_score_card, full_card

CARDS = pytest.mark.parametrize(
    "card", [full_card(), every_score_card(), empty_card()], ids=["full", "every", "empty"]
)

ACTIVITY = Activity(
    start_s=12.5,
    stop_s=132.5,
    steps=(Step(20.0, 6.0, 30.0), Step(20.7, 6.1, 31.0)),
    bouts=(
        Bout(12.5, 20.0, Gait.WAITING),
        Bout(20.0, 25.0, Gait.RUNNING, 8, 3.2, 9.0),
        Bout(25.0, 132.5, Gait.WAITING),
    ),
    turns=(Turn(21.0, 22.0, math.nan, 0.1),),
    carries=(Carry(21.0, 24.0, 4),),
    possessions=(Possession(21.0, 24.5, 5, PossessionKind.LONG, released=True),),
    touches=(),
    surroundings=(),
    heading_t_s=np.arange(3.0),
    heading_rad=np.zeros(3),
    heading_drift_radps=0.01,
)


def strictly(text: str) -> dict[str, Any]:
    def refused(constant: str) -> None:
        raise AssertionError(f"{constant} in a JSON document")

    document: dict[str, Any] = json.loads(text, parse_constant=refused)
    return document


def parsed(card: ScoreCard) -> dict[str, Any]:
    document = card_document_of(card, session_id="k7m2qx", source_name="morning")
    return strictly(document.model_dump_json())


def shipped(name: str) -> dict[str, Any]:
    text = files("kicksense").joinpath(f"schemas/{name}.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@CARDS
def test_score_cards_obey_the_schema_that_is_shipped(card: ScoreCard) -> None:
    jsonschema.Draft202012Validator(shipped("score-card-1")).validate(parsed(card))


def test_the_schema_that_is_shipped_is_the_one_of_the_models() -> None:
    cure = (
        "write it again: python -c 'from kicksense.exchange.score_card_document import "
        'card_schema_text; print(card_schema_text(), end="")\' > '
        "src/kicksense/schemas/score-card-1.json"
    )
    assert shipped("score-card-1") == json.loads(card_schema_text()), cure
    jsonschema.Draft202012Validator.check_schema(shipped("score-card-1"))


def test_the_schema_refuses_what_is_no_score_card() -> None:
    validator = jsonschema.Draft202012Validator(shipped("score-card-1"))
    assert not validator.is_valid({})
    assert not validator.is_valid(parsed(full_card()) | {"schema_version": 2})
    document = parsed(full_card())
    document["score_card"]["scores"][0]["met"] = "yes"
    assert not validator.is_valid(document)


@CARDS
def test_a_document_read_back_is_the_same_document(card: ScoreCard) -> None:
    document = card_document_of(card, session_id=None, source_name="x")
    assert ScoreCardDocument.model_validate_json(document.model_dump_json()) == document


def test_a_score_says_what_was_asked_what_was_done_and_in_which_unit() -> None:
    card = parsed(full_card())["score_card"]
    assert card["scores"][1] == {
        "name": "in_band_ratio",
        "unit": "ratio",
        "improves": "more",
        "proxy": False,
        "value": 0.72,
        "interval": [0.49, 0.87],
        "count": 18,
        "least": 0.7,
        "most": None,
        "met": None,
        "missing": None,
        "compared": {"median": 0.61, "spread": 0.08, "sessions": 4, "better": True, "best": True},
    }
    assert card["scores"][3]["missing"] == "no_marks"
    assert card["work_on"]["finding"]["code"] == "too_much_power"
    assert card["reps"][1]["kick"] == 2
    assert card["reps"][1]["echo"]["kick"] == 2
    assert {len(parsed(every_score_card())["score_card"]["scores"])} == {len(SCORE_KINDS)}


def test_what_is_no_number_is_null() -> None:
    finding = Finding("uneven_weight", Severity.INFO, (("spread_ratio", math.nan),))
    first = full_card().reps[0]
    assert first.echo is not None
    endless = replace(first.echo, ball_speed_mps=Estimate(4.0, 3.0, math.inf))
    card = replace(
        full_card(),
        reps=(replace(first, echo=endless),),
        scores=(Score("rhythm_s", 4.0, (3.0, math.inf), least=math.nan),),
        work_on=WorkOn(finding, math.nan),
    )
    said = parsed(card)["score_card"]
    assert said["work_on"]["finding"]["evidence"] == {"spread_ratio": None}
    assert said["work_on"]["weight"] is None
    assert said["scores"][0]["interval"] == [3.0, None]
    assert said["scores"][0]["least"] is None
    assert said["reps"][0]["echo"]["ball_speed_mps"]["high"] is None


def test_an_analysis_carries_activity_and_score_card() -> None:
    text = document_json(full_report(), activity=ACTIVITY, card=full_card())
    document = strictly(text)
    jsonschema.Draft202012Validator(shipped("analysis-1")).validate(document)
    assert document["score_card"] == parsed(full_card())["score_card"]
    activity = document["activity"]
    assert activity["steps"] == 2
    assert activity["gait_s"] == {"waiting": 115.0, "running": 5.0}
    assert activity["bouts"][1]["gait"] == "running"
    assert activity["turns"][0]["angle_rad"] is None
    assert activity["possessions"][0]["kind"] == "long"
    assert activity["carries"][0]["cadence_rise_ratio"] is None


def test_the_schema_of_the_analysis_is_the_one_of_the_models() -> None:
    assert shipped("analysis-1") == json.loads(schema_text())
