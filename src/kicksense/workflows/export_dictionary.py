"""What each column of an export means, as a page for whoever is handed it."""

from collections.abc import Iterator
from typing import Final

from kicksense.features.schema import MEASURES
from kicksense.workflows.label_table import COLUMNS, FLAGS, NUMBERS, OUTCOMES

_UNITS: Final = {
    "_mps2": "m/s^2", "_mps": "m/s", "_radps": "rad/s", "_rad": "rad", "_hz": "Hz", "_ns": "N s",
    "_ratio": "0 to 1", "_index": "none", "_count": "none", "_s": "s", "_m": "m",
}  # fmt: skip

_MEANINGS: Final = {
    "session": "The recording; a short id that names nobody.",
    "player": "Whose leg; an id that is no name.",
    "source": "recorded: a player did this. simulated: no player ever did.",
    "labellers": "Who labelled the recording, ids joined by +; empty where nobody did.",
    "side": "The leg that wore the sensor.",
    "outcome": "; ".join(f"{name}: {words}" for name, words in OUTCOMES.items()) + ".",
    "technique": "What the analysis says; unsure where nothing is likely enough.",
    "label_kind": "What the label of this moment says.",
    "label_technique": "The part of the foot, as labelled.",
    "label_quality": "The labeller's remark on the contact.",
    "label_intent": "What the player was after, as labelled.",
    "calibration_method": "How it was found out how the sensor sat.",
    "simulated": "true where no player ever did this.",
    "clipped": "true where the sensor was at full scale within the kick.",
    "labelled_completely": "true where every kick of this stretch is labelled.",
    "time_s": "First contact with the ball, on the recording's own clock.",
    "sampling_rate_hz": "Samples a second of the recording.",
    "calibration_quality_ratio": "0 a guess, 1 stance and clean leg swings.",
    "probability_heel": "Probability of this technique; the three add up to one.",
    "probability_inside_foot": "As above.",
    "probability_instep": "As above.",
    "foot_speed_mps": "Speed of the foot's contact point just before the ball.",
    "foot_speed_low_mps": "Lower end of the interval that holds it nine times in ten.",
    "foot_speed_high_mps": "Upper end of it.",
    "ball_speed_mps": "Launch speed of the ball.",
    "ball_speed_low_mps": "Lower end of the interval that holds it nine times in ten.",
    "ball_speed_high_mps": "Upper end of it.",
    "label_time_s": "Time of the label.",
    "label_within_s": "How far that may be off.",
    "label_foot_speed_mps": "Known foot speed, from a simulation or a measurement.",
    "label_ball_speed_mps": "Known ball speed, from a simulation, a radar or a wall.",
    "label_impulse_ns": "Known impulse on the ball.",
    "label_off_centre_m": "How far the blow passes the ball's middle.",
    "label_target_distance_m": "How far away the target was.",
    "analysis_version": "Rises whenever the same recording would give other numbers.",
    "schema_version": "Rises whenever a feature changes.",
    "group_age": "Age group, where the labels name it.",
    "group_mount": "How the sensor was mounted.",
    "group_rate": "Nominal samples a second.",
    "group_acc_range": "Full scale of the accelerometer, g.",
    "group_faults": "What was wrong with the recorder, where it is known.",
    "group_drill": "What was played.",
    "group_engine": "What moved a simulated leg.",
}

_CONTEXT: Final = {
    "feature_expected_rate_change_radps": "What a ball struck full would take off the leg's rate.",
    "feature_time_since_last_contact_s": "From the contact before, on this leg.",
}


def meaning_of(column: str) -> str:
    """Give what a column of the table of kicks means, in one sentence."""
    if column in _MEANINGS:
        return _MEANINGS[column]
    if column in _CONTEXT:
        return _CONTEXT[column]
    name = column.removeprefix("feature_")
    measure = next(measure for measure in MEASURES if measure.__name__ == name)
    return (measure.__doc__ or "").strip().splitlines()[0]


def unit_of(column: str) -> str:
    """Give the unit of a column, from its name; empty where it has none."""
    if column not in NUMBERS:
        return ""
    return next((unit for ending, unit in _UNITS.items() if column.endswith(ending)), "")


def kind_of(column: str) -> str:
    """Give what a column holds: a text, a number, or true and false."""
    if column in NUMBERS:
        return "number"
    return "true or false" if column in FLAGS else "text"


def dictionary_text() -> str:
    """Write the data dictionary of an export, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# What is in these files"
    yield ""
    yield "Empty cells are numbers that do not exist. SI units; times on each recording's clock."
    yield "In CSV, an apostrophe before a text keeps spreadsheet programs from calculating with it."
    yield ""
    yield "## kicks.csv, kicks.parquet: a row for every kick that was called or labelled"
    yield ""
    yield "| column | holds | unit | meaning |"
    yield "|---|---|---|---|"
    for column in COLUMNS:
        yield f"| {column} | {kind_of(column)} | {unit_of(column)} | {meaning_of(column)} |"
    yield ""
    yield "## labels.csv: a row for everything that somebody labelled"
    yield ""
    yield "| column | holds | unit | meaning |"
    yield "|---|---|---|---|"
    yield "| session, player, simulated | text | | As above. |"
    yield "| labeller | text | | Who says so; an id, or `simulation` for the truth of one. |"
    yield "| complete | true or false | | Every kick of the recording is among the labels. |"
    yield "| start_s, stop_s | number | s | A moment has one time, a stretch two. |"
    yield "| kind, technique | text | | What happened; a stretch names a movement. |"
    yield "| within_s | number | s | How far the moment may be off. |"
    yield "| quality, intent | text | | Remarks. |"
    yield ""
    yield "## sessions.csv: a row for every recording"
    yield ""
    yield "| column | holds | unit | meaning |"
    yield "|---|---|---|---|"
    yield "| session, player, side, simulated | text | | As above. |"
    yield "| day | number | days | Since this player's first session; no date is given away. |"
    yield "| duration_s, sampling_rate_hz | number | s, Hz | Of the recording. |"
    yield "| drill, surface | text | | What was played and on what, where it was said. |"
    yield ""
    yield "## recordings/SESSION.parquet: the samples, where they were asked for"
    yield ""
    yield "time_s; acc_x to acc_z in m/s^2 and gyr_x to gyr_z in rad/s in the sensor's own frame;"
    yield "measured (false: filled in, since the recorder lost samples); clipped (at full scale)."
