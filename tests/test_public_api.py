"""What the top package offers, and that it costs nothing until it is used."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import kicksense

STUB = Path(kicksense.__file__).with_suffix(".pyi")
OFFERED = {"Analysis", "__version__", "analyze", "plot_kick", "read_recording"}


def test_importing_kicksense_loads_nothing_heavy() -> None:
    script = (
        "import sys, kicksense; dir(kicksense); kicksense.__version__; "
        "heavy = {'numpy', 'pandas', 'scipy', 'pydantic', 'matplotlib', 'streamlit', 'typing'}; "
        "print(sorted(heavy & set(sys.modules)) or 'light')"
    )
    ran = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {_source()!r}); {script}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "light"


def _source() -> str:
    return str(Path(kicksense.__file__).parents[1])


def test_everything_offered_can_be_had_and_is_listed() -> None:
    assert set(kicksense.__all__) == OFFERED
    assert set(dir(kicksense)) >= OFFERED
    for name in OFFERED:
        assert getattr(kicksense, name) is not None


def test_what_is_offered_is_what_the_type_checker_sees() -> None:
    imported = {
        alias.asname
        for node in ast.parse(STUB.read_text("utf-8")).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert imported | {"__version__"} == OFFERED


def test_what_is_not_offered_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'detect_goal'"):
        getattr(kicksense, "detect_goal")  # noqa: B009 - the checker knows that it is not there
