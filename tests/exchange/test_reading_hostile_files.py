"""Whatever bytes a file holds, it is read or refused; nothing else ever happens."""

import gzip
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kicksense.exchange.options import ReadOptions
from kicksense.exchange.reading import preview
from tests.exchange.tables import leg_in_g_and_dps, table_text

LEG = table_text(*leg_in_g_and_dps(duration_s=1.0)).encode()
anything = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def shown(tmp_path: Path, content: bytes, name: str = "leg.csv") -> None:
    path = tmp_path / name
    path.write_bytes(content)
    seen = preview(path, ReadOptions())
    assert (seen.problem is None) == (seen.rows > 0)
    if seen.problem is not None:
        assert seen.problem.endswith(".")


@anything
@given(content=st.binary(max_size=400))
def test_random_bytes(tmp_path: Path, content: bytes) -> None:
    shown(tmp_path, content)


@anything
@given(content=st.text(alphabet="0123456789.,;-+eE \t\n\"'#/xyztacgr_nN", max_size=400))
def test_random_text_of_the_signs_of_tables(tmp_path: Path, content: str) -> None:
    shown(tmp_path, content.encode())


@anything
@given(data=st.data())
def test_a_leg_with_a_stretch_overwritten(tmp_path: Path, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(LEG) - 1))
    patch = data.draw(st.binary(min_size=1, max_size=40))
    shown(tmp_path, LEG[:start] + patch + LEG[start + len(patch) :])


@anything
@given(cut=st.integers(0, len(LEG)))
def test_a_leg_cut_off_anywhere(tmp_path: Path, cut: int) -> None:
    shown(tmp_path, LEG[:cut])


PACKED = gzip.compress(LEG)


@anything
@given(data=st.data())
def test_a_packed_leg_with_a_stretch_overwritten(tmp_path: Path, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(PACKED) - 1))
    patch = data.draw(st.binary(min_size=1, max_size=8))
    shown(tmp_path, PACKED[:start] + patch + PACKED[start + len(patch) :], "leg.csv.gz")
