"""Whether this machine could talk to a sensor, in plain words, without touching the radio."""

import platform
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

from kicksense.workflows.doctor import Check, Condition

_ADAPTERS: Final = Path("/sys/class/bluetooth")
_PATIENCE_S: Final = 3.0

_FILES_ONLY: Final = "This version reads recordings from files, so this is for information only."

_ELSEWHERE: Final = {
    "Darwin": "look under System Settings > Bluetooth, and allow your terminal under Privacy & "
    "Security > Bluetooth (where that is missing, programs stop with 'Abort trap: 6').",
    "Windows": "look under Settings > Bluetooth & devices; it must be on, and the sensor need not "
    "be paired.",
}


def check_bluetooth(
    system: str | None = None,
    *,
    adapters: Path = _ADAPTERS,
    service_state: Callable[[], str | None] | None = None,
) -> Check:
    """Tell the state of Bluetooth.

    Parameters
    ----------
    system
        Name of the operating system; this one's unless given.
    adapters
        Where Linux lists its adapters.
    service_state
        Gives the state of the Bluetooth service, None where it cannot be told; asks systemd
        unless given.

    Returns
    -------
    check
        Never bad: this version can work without.
    """
    name = system or platform.system()
    if name != "Linux":
        words = _ELSEWHERE.get(name, f"kicksense does not know where {name} shows it.")
        return Check("Bluetooth", Condition.NOTE, f"{words} {_FILES_ONLY}")
    found = sorted(path.name for path in adapters.glob("hci*")) if adapters.is_dir() else []
    if not found:
        words = "no adapter found; plug one in or switch it on in the computer's set-up."
        return Check("Bluetooth", Condition.NOTE, f"{words} {_FILES_ONLY}")
    if blocked := [adapter for adapter in found if _is_blocked(adapters / adapter)]:
        words = f"{', '.join(blocked)} is switched off; run `rfkill unblock bluetooth`."
        return Check("Bluetooth", Condition.NOTE, f"{words} {_FILES_ONLY}")
    state = (service_state or _systemd_state)()
    if state not in (None, "active"):
        words = f"the service is {state}; run `sudo systemctl start bluetooth`."
        return Check("Bluetooth", Condition.NOTE, f"{words} {_FILES_ONLY}")
    return Check("Bluetooth", Condition.GOOD, f"{', '.join(found)} is ready. {_FILES_ONLY}")


def _is_blocked(adapter: Path) -> bool:
    """Tell whether a switch, in software or hardware, keeps an adapter off."""
    for switch in (*adapter.glob("rfkill*/soft"), *adapter.glob("rfkill*/hard")):
        try:
            if switch.read_text().strip() == "1":
                return True
        except OSError:
            continue
    return False


def _systemd_state() -> str | None:
    """Ask systemd for the state of the Bluetooth service."""
    systemctl = shutil.which("systemctl")
    if systemctl is None:
        return None
    try:
        answer = subprocess.run(
            [systemctl, "is-active", "bluetooth"],
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() or None
