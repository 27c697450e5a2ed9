"""The families kicksense understands: one entry each."""

from typing import Final

from kicksense.errors import UsageError
from kicksense.protocol.bluest import BLUEST
from kicksense.protocol.codec import Family, nearest_offered
from kicksense.protocol.dot import DOT
from kicksense.protocol.ksp import KSP
from kicksense.protocol.metamotion import METAMOTION
from kicksense.protocol.movesense import MOVESENSE
from kicksense.protocol.polar import POLAR
from kicksense.protocol.witmotion import WITMOTION

FAMILIES: Final[tuple[Family, ...]] = (
    KSP,
    MOVESENSE,
    POLAR,
    WITMOTION,
    METAMOTION,
    BLUEST,
    DOT,
)
"""All families, the recommended first."""


def family_named(name: str) -> Family:
    """Give a family by the name the command line uses.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    for family in FAMILIES:
        if family.name == name:
            return family
    known = ", ".join(family.name for family in FAMILIES)
    raise UsageError(f"'{name}' is no sensor family kicksense knows; choose one of {known}.")


def refuse_rate(family: Family, rate_hz: float | None) -> None:
    """Refuse a rate that a family does not offer: it would send nothing, or at another rate.

    Raises
    ------
    UsageError
        With the rates it does offer.
    """
    if rate_hz is None or not family.rates_hz or rate_hz in family.rates_hz:
        return
    offered = ", ".join(f"{rate:g}" for rate in family.rates_hz)
    nearest = nearest_offered(rate_hz, family.rates_hz)
    raise UsageError(
        f"{family.title} offers {offered} samples a second, not {rate_hz:g}; "
        f"ask for rate={nearest:g}."
    )


def family_of(local_name: str | None, services: tuple[str, ...]) -> Family | None:
    """Tell which family a sensor in radio range belongs to, None where none is known.

    Parameters
    ----------
    local_name
        The name it advertises.
    services
        Lower-case UUIDs it advertises.
    """
    for family in FAMILIES:
        if set(family.services) & set(services):
            return family
    name = local_name or ""
    for family in FAMILIES:
        if name.startswith(family.name_prefixes):
            return family
    return None
