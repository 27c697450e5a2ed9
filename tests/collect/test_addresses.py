import pytest

from kicksense.collect.addresses import Address, address_of


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ble:", Address("ble", "")),
        ("BLE:KICK-1", Address("ble", "KICK-1")),
        ("ble:AA:BB:CC:DD:EE:FF,KICK-2", Address("ble", "AA:BB:CC:DD:EE:FF,KICK-2")),
        ("replay:C:\\a\\b.journal", Address("replay", "C:\\a\\b.journal")),
        ("replay:what?.journal", Address("replay", "what?.journal")),
        ("replay:what?.journal?speed=2", Address("replay", "what?.journal", (("speed", "2"),))),
        ("replay:a?b=c?speed=2", Address("replay", "a?b=c", (("speed", "2"),))),
        ("synthetic:x?A=1&b= 2 ", Address("synthetic", "x", (("a", "1"), ("b", "2")))),
        ("synthetic:x?", Address("synthetic", "x?")),
        ("KICK-1", Address("", "KICK-1")),
    ],
)
def test_an_address_falls_into_its_parts(text: str, address: Address) -> None:
    assert address_of(text) == address
