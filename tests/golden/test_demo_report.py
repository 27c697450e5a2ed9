"""The numbers of the demo do not drift unnoticed.

A difference here is either a bug or a change of numbers. `tests.golden.demo_report` says what to do
about the second.
"""

import json
from collections.abc import Iterator
from functools import cache

import pytest

from tests.golden.demo_report import KEPT_PATH, summary_of
from tests.played import demo_report

RELATIVE = 1e-3
ABSOLUTE = 2e-3


@cache
def _leaves() -> tuple[dict[str, object], dict[str, object]]:
    """Give every number and word of the kept and of the present report, by its place."""
    kept = json.loads(KEPT_PATH.read_text(encoding="utf-8"))
    return dict(_flat("", kept)), dict(_flat("", summary_of(demo_report())))


def _flat(place: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(f"{place}.{name}", inner)
    elif isinstance(value, list):
        yield f"{place}.length", len(value)
        for number, inner in enumerate(value):
            yield from _flat(f"{place}[{number}]", inner)
    else:
        yield place, value


def test_the_kept_report_tells_of_the_same_things() -> None:
    kept, present = _leaves()
    assert len(kept) > 500
    assert present.keys() == kept.keys()


def test_no_number_of_the_demo_has_moved() -> None:
    kept, present = _leaves()
    moved = {
        place: (before, present[place])
        for place, before in kept.items()
        if place in present and not _same(before, present[place])
    }
    assert moved == {}


def _same(before: object, now: object) -> bool:
    """Numbers are the same within a thousandth; words, counts and absences exactly."""
    if isinstance(before, float) and isinstance(now, float | int):
        return bool(now == pytest.approx(before, rel=RELATIVE, abs=ABSOLUTE))
    return before == now
