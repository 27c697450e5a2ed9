"""How reports differ, where the last bits that floating point leaves open do not count."""

import dataclasses
import math
from collections.abc import Iterator, Mapping

RELATIVE = 1e-9
"""Sums over another number of rows may run in another order."""


def differences(first: object, second: object, where: str = "report") -> list[str]:
    """Give each place at which two values differ, in words; NaN is like NaN."""
    return list(_differences(first, second, where))


def _differences(first: object, second: object, where: str) -> Iterator[str]:
    if type(first) is not type(second):
        yield f"{where}: {type(first).__name__}, {type(second).__name__}"
    elif isinstance(first, float) and isinstance(second, float):
        same = math.isclose(first, second, rel_tol=RELATIVE, abs_tol=1e-12)
        if not (same or (math.isnan(first) and math.isnan(second))):
            yield f"{where}: {first!r}, {second!r}"
    elif (parts := _parts(first)) is not None:
        others = _parts(second) or {}
        for key in parts.keys() | others.keys():
            yield from _differences(parts.get(key), others.get(key), f"{where}.{key}")
    elif first != second:
        yield f"{where}: {first!r}, {second!r}"


def _parts(value: object) -> dict[object, object] | None:
    """Give what a value is put together from, None where it is one piece."""
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    return dict(enumerate(value)) if isinstance(value, tuple) else None
