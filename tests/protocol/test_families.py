import pytest

from kicksense.errors import UsageError
from kicksense.protocol.families import FAMILIES, family_named, family_of


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
