"""The page for notebooks runs as it stands."""

import json
import re
from importlib.resources import files
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Technique
from kicksense.simulation.movements import Kick, Walk, WearingProtocol
from kicksense.simulation.player import random_player
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import simulate_session

PAGE = Path(__file__).parents[1] / "docs" / "notebook.md"
HEADER = "time_s,acc_x_mps2,acc_y_mps2,acc_z_mps2,gyr_x_radps,gyr_y_radps,gyr_z_radps"


def write_training(path: Path) -> None:
    """Write a simulated session as the file that the page reads."""
    plan = (
        WearingProtocol(),
        Walk(),
        Kick(Technique.INSIDE_FOOT),
        Kick(Technique.INSIDE_FOOT),
        Kick(Technique.HEEL),
        Kick(Technique.INSTEP, running=True, approach=2),
        Walk(),
    )
    player = random_player(np.random.default_rng(11), side=Side.RIGHT)
    table = simulate_session(plan, player, Device(), seed=11).table
    rows = np.column_stack([table.time_s, table.acc_mps2, table.gyr_radps])
    np.savetxt(path, rows, fmt="%.6f", delimiter=",", header=HEADER, comments="")


def test_the_blocks_of_the_page_run_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_training(tmp_path / "training.csv")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(
        r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert len(blocks) >= 5
    names: dict[str, object] = {}
    for number, block in enumerate(blocks, start=1):
        exec(compile(block, f"{PAGE.name}, block {number}", "exec"), names)
    document = json.loads((tmp_path / "training.json").read_text("utf-8"))
    schema = json.loads(files("kicksense").joinpath("schemas/analysis-1.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document)
    assert len(document["kicks"]) >= 3
    assert all(kick["power"] is not None for kick in document["kicks"])
    assert (tmp_path / "kick-1.png").stat().st_size > 10_000
    assert "inside_foot" in capsys.readouterr().out
