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

_FILES_STILL: Final = "Recordings from files and simulated ones work without it."

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
        Never bad: recordings from files need no radio.
    """
    name = system or platform.system()
    if name != "Linux":
        words = _ELSEWHERE.get(name, f"kicksense does not know where {name} shows it.")
        return Check("Bluetooth", Condition.NOTE, f"{words} {_FILES_STILL}")
    trouble = _trouble_on_linux(adapters, service_state or _systemd_state)
    if trouble is not None:
        return Check("Bluetooth", Condition.NOTE, f"{trouble} {_FILES_STILL}")
    found = ", ".join(_adapters_in(adapters))
    words = f"{found} is ready; `kicksense scan` looks for sensors."
    return Check("Bluetooth", Condition.GOOD, words)


def bluetooth_trouble(
    system: str | None = None,
    *,
    adapters: Path = _ADAPTERS,
    service_state: Callable[[], str | None] | None = None,
) -> str | None:
    """Say why there is no radio, as far as this can be seen from outside.

    Parameters
    ----------
    system, adapters, service_state
        As of `check_bluetooth`.

    Returns
    -------
    words
        What is wrong and what to do; None where nothing is seen to be.
    """
    if (system or platform.system()) != "Linux":
        return None
    return _trouble_on_linux(adapters, service_state or _systemd_state)


def _trouble_on_linux(adapters: Path, service_state: Callable[[], str | None]) -> str | None:
    found = _adapters_in(adapters)
    if not found:
        return "no adapter found; plug one in or switch it on in the computer's set-up."
    if blocked := [adapter for adapter in found if _is_blocked(adapters / adapter)]:
        return f"{', '.join(blocked)} is switched off; run `rfkill unblock bluetooth`."
    state = service_state()
    if state not in (None, "active"):
        return f"the service is {state}; run `sudo systemctl start bluetooth`."
    return None


def _adapters_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("hci*")) if folder.is_dir() else []


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
