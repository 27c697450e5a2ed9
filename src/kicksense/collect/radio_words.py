"""What a radio complains about, in plain words with the cure."""

import platform
from typing import Final

_SWITCHED_OFF: Final = "Bluetooth is switched off; switch it on (Linux: `bluetoothctl power on`)"
_FORBIDDEN: Final = {
    "Darwin": "this program may not use Bluetooth; allow your terminal under System Settings > "
    "Privacy & Security > Bluetooth and start it again",
    "Windows": "this program may not use Bluetooth; allow apps to use radios under Settings > "
    "Privacy & security > Radios",
}
_FORBIDDEN_LINUX: Final = (
    "this user may not use Bluetooth; add the user to the group `bluetooth` and log in again"
)
_NO_ADAPTER: Final = (
    "this computer shows no Bluetooth adapter; plug one in or switch it on, and "
    "`kicksense doctor` tells more"
)
_NO_SERVICE: Final = (
    "the system's Bluetooth service does not answer; on Linux install `bluez` and run "
    "`sudo systemctl start bluetooth`"
)
_AWAY: Final = (
    "it does not let itself be connected; switch it on, bring it nearer, and close other "
    "programs and phones that may hold it"
)
_BUSY: Final = "Bluetooth is busy with another program; close that one, or wait a little"
_PAIRED: Final = (
    "it refuses without pairing; remove it from this computer's list of Bluetooth devices and "
    "try again"
)

_REASONS: Final = {
    "NO_BLUETOOTH": _NO_ADAPTER,
    "NO_BLE_CENTRAL_ROLE": "this Bluetooth adapter is too old for sensors (no Bluetooth LE); "
    "plug in a newer one",
    "POWERED_OFF": _SWITCHED_OFF,
}
_PARTS: Final = (
    ("NotReady", _SWITCHED_OFF),
    ("InProgress", _BUSY),
    ("busy", _BUSY),
    ("ServiceUnknown", _NO_SERVICE),
    ("NameHasNoOwner", _NO_SERVICE),
    ("org.freedesktop.DBus.Error.UnknownObject", "it is no longer known; scan for it again"),
    ("not found", "it is out of range or switched off; switch it on and bring it nearer"),
    ("uthenticat", _PAIRED),
    ("ncryption", _PAIRED),
    ("NotPermitted", _PAIRED),
)


def words_of(error: BaseException, system: str | None = None) -> str:
    """Say what went wrong with the radio.

    Parameters
    ----------
    error
        What the radio raised.
    system
        Name of the operating system; this one's unless given.

    Returns
    -------
    words
        What is wrong and what to do, without a full stop.
    """
    reason = getattr(getattr(error, "reason", None), "name", "")
    if reason in _REASONS:
        return _REASONS[reason]
    text = str(error)
    if reason.startswith("DENIED") or "AccessDenied" in text or isinstance(error, PermissionError):
        return _FORBIDDEN.get(system or platform.system(), _FORBIDDEN_LINUX)
    if isinstance(error, FileNotFoundError | ConnectionError | NotImplementedError):
        return _NO_SERVICE
    if isinstance(error, TimeoutError) or not text:
        return _AWAY
    for part, words in _PARTS:
        if part in text:
            return words
    return f"{_AWAY} (the radio says: {' '.join(text.split())})"


def is_about_the_radio(error: BaseException) -> bool:
    """Tell whether no sensor at all can be reached, so that trying again cannot help."""
    reason = getattr(error, "reason", None)
    return reason is not None or isinstance(error, FileNotFoundError | PermissionError)
