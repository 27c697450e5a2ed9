from pathlib import Path

import pytest

from kicksense.errors import UsageError
from kicksense.protocol.families import FAMILIES, family_named, family_of, refuse_rate

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sensors.md"


def test_the_page_has_every_family_in_each_of_its_tables() -> None:
    rows = [line.split("|")[1].strip() for line in PAGE.read_text().splitlines() if "| `" in line]
    assert sorted(rows) == sorted(f"`{family.name}`" for family in FAMILIES for _ in range(3))


def test_the_page_gives_the_rates_that_a_family_offers() -> None:
    offered = next(
        line for line in PAGE.read_text().splitlines() if line.startswith("| `witmotion`")
    )
    rates = ", ".join(f"{rate_hz:g}" for rate_hz in family_named("witmotion").rates_hz)
    assert f"| {rates} |" in offered


def test_every_family_says_something_to_people_and_asks_for_what_it_offers() -> None:
    for family in FAMILIES:
        assert all(note.endswith(".") and len(note) < 200 for note in family.notes)
        assert family.title
        assert not family.rates_hz or family.rate_hz in family.rates_hz


def test_every_family_is_found_by_its_name_and_an_unknown_one_names_them_all() -> None:
    for family in FAMILIES:
        assert family_named(family.name) is family
    with pytest.raises(UsageError) as refused:
        family_named("acme")
    assert all(family.name in str(refused.value) for family in FAMILIES)


def test_names_services_and_channels_are_those_of_one_family_only() -> None:
    for pieces in (
        [family.name for family in FAMILIES],
        [uuid for family in FAMILIES for uuid in family.services],
        [prefix for family in FAMILIES for prefix in family.name_prefixes],
        [uuid for family in FAMILIES for uuid, _ in family.channels],
    ):
        assert len(pieces) == len(set(pieces))
        assert all(pieces)


def test_uuids_are_lower_case_and_whole() -> None:
    for family in FAMILIES:
        for uuid in (*family.services, *(uuid for uuid, _ in family.channels)):
            assert (len(uuid), uuid.lower()) == (36, uuid)


def test_a_sensor_is_known_by_its_service_or_else_by_its_name() -> None:
    for family in FAMILIES:
        assert family_of(None, ("0000180f-0000-1000-8000-00805f9b34fb", *family.services)) is family
        for prefix in family.name_prefixes:
            assert family_of(f"{prefix}123", ()) is family
    assert family_of(None, ()) is None
    assert family_of("A headset", ("0000180f-0000-1000-8000-00805f9b34fb",)) is None


def test_a_service_counts_for_more_than_a_name() -> None:
    first, last = FAMILIES[0], FAMILIES[-1]
    assert family_of(first.name_prefixes[0], last.services) is last


def test_a_rate_a_family_does_not_offer_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UsageError, match=r"104, 208, 416 samples a second, not 200; .*rate=208"):
        refuse_rate(family_named("polar"), 200.0)
    for family in FAMILIES:
        refuse_rate(family, family.rate_hz)
        refuse_rate(family, None)
    refuse_rate(family_named("ksp"), 333.0)
