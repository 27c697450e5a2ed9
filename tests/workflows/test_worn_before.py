from pathlib import Path

import numpy as np
import pytest

from kicksense.domain.anatomy import Side
from kicksense.dsp import angle_between
from kicksense.simulation.movements import Still
from kicksense.store.folder import DataFolder
from kicksense.store.library import open_library
from kicksense.units import radps
from kicksense.workflows.recording import record
from kicksense.workflows.recording_request import RecordRequest
from kicksense.workflows.worn_before import up_at_stance, usual_up
from tests.builders import kicking_session, session_of

SOURCE = "synthetic:backheel_wall_pass?speed=0&seconds=30&rounds=1"


def test_up_is_where_the_long_axis_of_the_standing_leg_points() -> None:
    session = kicking_session("instep")
    up = up_at_stance(session.recording)
    assert up is not None
    assert angle_between(np.array(up), session.mounting[1]) < radps(15.0)


def test_a_recording_in_which_nobody_moves_tells_nothing() -> None:
    assert up_at_stance(session_of(Still(5.0)).recording) is None


@pytest.mark.slow
def test_the_last_session_of_the_sensor_on_that_leg_tells(tmp_path: Path) -> None:
    (row,) = record(RecordRequest(source=SOURCE, guided=False, data_dir=tmp_path))
    library = open_library(DataFolder(tmp_path))
    assert row.live is not None
    up = usual_up(library, row.live.sensor, Side.RIGHT)
    assert up is not None
    assert np.linalg.norm(up) == pytest.approx(1.0)
    assert usual_up(library, row.live.sensor, Side.LEFT) is None
    assert usual_up(library, "another", None) is None
