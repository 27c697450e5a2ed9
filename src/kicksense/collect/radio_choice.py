"""Which of the sensors in range are meant."""

from collections.abc import Sequence
from typing import Final

from kicksense.collect.radio import FoundSensor
from kicksense.errors import SensorNotFoundError, SourceError
from kicksense.protocol.codec import Family

_LISTED: Final = 8


def all_there(targets: Sequence[str], seen: Sequence[FoundSensor]) -> bool:
    """Tell whether every sensor that was asked for by its exact name or address was seen."""
    return bool(targets) and all(any(_is_called(one, target) for one in seen) for target in targets)


def chosen(
    targets: Sequence[str], seen: Sequence[FoundSensor], family: Family | None
) -> tuple[FoundSensor, ...]:
    """Choose sensors.

    Parameters
    ----------
    targets
        Each an address, a name, the beginning of a name, or a family for all of it; none for the
        only sensor there is.
    seen
        What is in range.
    family
        What the chosen ones speak, None to tell by name and services.

    Returns
    -------
    sensors
        Each once, in the order of the targets.

    Raises
    ------
    SensorNotFoundError
        If one is not there.
    SourceError
        If it is not clear which one is meant, or nobody knows what it speaks.
    """
    if not targets:
        return (_only_one(seen, family),)
    found: dict[str, FoundSensor] = {}
    for target in targets:
        for one in _meant_by(target, seen):
            if one.family is None and family is None:
                raise SourceError(
                    f"{one.called} is in range, but neither its name nor its services tell what "
                    "it speaks; say so, as in 'ble:NAME?family=ksp'."
                )
            found.setdefault(one.sensor, one)
    return tuple(found.values())


def _meant_by(target: str, seen: Sequence[FoundSensor]) -> list[FoundSensor]:
    """Give the sensor of a name, or the sensors of a family."""
    exact = [one for one in seen if _is_called(one, target)]
    begins = [one for one in seen if one.name.lower().startswith(target.lower())]
    of_family = [one for one in seen if one.family and one.family.name == target.lower()]
    if not exact and of_family:
        return of_family
    meant = exact or begins
    if not meant:
        raise SensorNotFoundError(
            f"there is no sensor '{target}' in range: {_listed(seen)} Switch it on, bring it "
            "nearer, and close other programs and phones that may hold it."
        )
    if len(meant) > 1:
        names = ", ".join(f"{one.called} ({one.sensor})" for one in meant)
        raise SourceError(f"'{target}' fits several sensors: {names}; name one by its address.")
    return meant


def _only_one(seen: Sequence[FoundSensor], family: Family | None) -> FoundSensor:
    """Give the only sensor in range."""
    known = [
        one
        for one in seen
        if one.family is not None and (family is None or one.family.name == family.name)
    ]
    if not known:
        raise SensorNotFoundError(
            f"there is no sensor in range: {_listed(seen)} Switch it on, bring it nearer, and "
            "close other programs and phones that may hold it."
        )
    if len(known) > 1:
        names = ", ".join(f"{one.called} ({one.sensor})" for one in known)
        raise SourceError(
            f"there are {len(known)} sensors in range: {names}; name those to record, as in "
            f"'ble:{known[0].called}'."
        )
    return known[0]


def _is_called(one: FoundSensor, target: str) -> bool:
    return target.lower() in (one.sensor.lower(), one.name.lower())


def _listed(seen: Sequence[FoundSensor]) -> str:
    """Say what was seen instead."""
    named = sorted({one.name for one in seen if one.name})
    if not seen:
        return "nothing at all was seen."
    if not named:
        return f"seen were only devices that do not say their name ({len(seen)})."
    more = f" and {len(named) - _LISTED} more" if len(named) > _LISTED else ""
    return f"seen were {', '.join(named[:_LISTED])}{more}."
