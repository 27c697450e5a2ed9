import pytest

from kicksense.collect.radio import FoundSensor
from kicksense.collect.radio_choice import all_there, chosen
from kicksense.errors import SensorNotFoundError, SourceError
from kicksense.protocol.families import FAMILIES

LEFT = FoundSensor("AA:01", "KICK-L", FAMILIES[0], -50)
RIGHT = FoundSensor("AA:02", "KICK-R", FAMILIES[0], -60)
OTHER = FoundSensor("AA:03", "Movesense 123", FAMILIES[1], -40)
PHONE = FoundSensor("AA:04", "Phone", None, -30)
MUTE = FoundSensor("AA:05", "", None, -30)


def test_names_addresses_and_beginnings_choose_each_sensor_once() -> None:
    seen = (LEFT, RIGHT, OTHER, PHONE, MUTE)
    assert chosen(("kick-r", "aa:01", "KICK-R"), seen, None) == (RIGHT, LEFT)
    assert chosen(("Move",), seen, None) == (OTHER,)


def test_the_name_of_a_family_chooses_all_of_it() -> None:
    assert chosen((FAMILIES[0].name,), (LEFT, OTHER, RIGHT), None) == (LEFT, RIGHT)


def test_a_sensor_called_like_a_family_is_that_sensor() -> None:
    named = FoundSensor("AA:09", FAMILIES[1].name, FAMILIES[0])
    assert chosen((FAMILIES[1].name,), (named, OTHER), None) == (named,)


def test_a_name_that_fits_two_is_refused_with_both_addresses() -> None:
    with pytest.raises(SourceError, match=r"KICK-L \(AA:01\), KICK-R \(AA:02\)"):
        chosen(("KICK",), (LEFT, RIGHT), None)


def test_what_speaks_nothing_known_needs_its_family_said() -> None:
    with pytest.raises(SourceError, match=r"say so, as in 'ble:NAME\?family=ksp'"):
        chosen(("Phone",), (PHONE,), None)
    assert chosen(("Phone",), (PHONE,), FAMILIES[0]) == (PHONE,)


def test_the_only_sensor_is_meant_where_no_name_is_given() -> None:
    assert chosen((), (PHONE, OTHER, MUTE), None) == (OTHER,)
    assert chosen((), (LEFT, OTHER), FAMILIES[1]) == (OTHER,)


def test_what_is_missing_is_told_with_what_was_seen() -> None:
    with pytest.raises(SensorNotFoundError, match="nothing at all was seen"):
        chosen(("KICK-1",), (), None)
    with pytest.raises(SensorNotFoundError, match="do not say their name"):
        chosen((), (MUTE,), None)
    many = tuple(FoundSensor(f"AA:{n}", f"Phone {n:02}", None) for n in range(20))
    with pytest.raises(SensorNotFoundError, match="Phone 07 and 12 more"):
        chosen((), many, None)


def test_looking_may_stop_when_all_that_were_named_exactly_are_there() -> None:
    assert all_there(("kick-l", "AA:02"), (LEFT, RIGHT))
    assert not all_there(("KICK",), (LEFT, RIGHT))
    assert not all_there((), (LEFT,))
