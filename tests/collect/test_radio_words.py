import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)

from kicksense.collect.radio_words import is_about_the_radio, words_of


@pytest.mark.parametrize("reason", list(BleakBluetoothNotAvailableReason))
@pytest.mark.parametrize("system", ["Linux", "Darwin", "Windows"])
def test_every_reason_why_there_is_no_bluetooth_has_words_with_a_cure(
    reason: BleakBluetoothNotAvailableReason, system: str
) -> None:
    error = BleakBluetoothNotAvailableError("Bleak speaks English", reason)
    words = words_of(error, system)
    assert ";" in words
    assert not words.endswith(".")
    assert is_about_the_radio(error)


def test_permission_is_asked_for_where_the_system_keeps_it() -> None:
    denied = BleakBluetoothNotAvailableError("no", BleakBluetoothNotAvailableReason.DENIED_BY_USER)
    assert "Privacy & Security > Bluetooth" in words_of(denied, "Darwin")
    assert "Settings" in words_of(denied, "Windows")
    assert "group" in words_of(denied, "Linux")
    assert "group" in words_of(PermissionError(13, "denied"), "Linux")


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (BleakDBusError("org.bluez.Error.NotReady", ["Resource Not Ready"]), "switched off"),
        (BleakDBusError("org.bluez.Error.InProgress", ["busy"]), "busy"),
        (BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", ["x"]), "service"),
        (BleakDBusError("org.bluez.Error.AuthenticationFailed", ["x"]), "pairing"),
        (BleakDeviceNotFoundError("AA", "Device with address AA was not found."), "out of range"),
        (BleakGATTProtocolError(0x05), "pairing"),
        (BleakError("le-connection-abort-by-local"), "close other programs"),
        (FileNotFoundError(2, "no such file"), "service"),
        (ConnectionRefusedError(111, "refused"), "service"),
        (TimeoutError(), "bring it nearer"),
    ],
)
def test_what_a_radio_complains_about_becomes_words(error: Exception, part: str) -> None:
    assert part in words_of(error, "Linux")


def test_only_trouble_with_the_radio_itself_is_hopeless() -> None:
    assert is_about_the_radio(FileNotFoundError())
    assert not is_about_the_radio(BleakError("le-connection-abort-by-local"))
    assert not is_about_the_radio(TimeoutError())
