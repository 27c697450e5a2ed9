"""Make the demo session; run as ``python -m kicksense.workflows.demo_building [FOLDER]``."""

import hashlib
import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

import numpy as np

from kicksense.domain.anatomy import Side
from kicksense.domain.signals import Recording
from kicksense.simulation.plans import demo_plan
from kicksense.simulation.player import Player
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import SimulatedSession, simulate_session
from kicksense.simulation.truth import TrueEvent
from kicksense.store.atomic import write_atomically
from kicksense.store.places import place_of
from kicksense.store.recordings import write_recording

RECORDING_NAME: Final = "demo.parquet"
TRUTH_NAME: Final = "truth.json"
DEMO_SEED: Final = 20
TRUTH_FORMAT: Final = 1

_PLAYER: Final = Player(
    height_m=1.74,
    side=Side.RIGHT,
    mounting_rotvec=(0.25, 2.75, 0.35),
    soft_tissue_hz=34.0,
)
_DEVICE: Final = Device(
    rate_hz=200.0,
    acc_full_scale_g=16.0,
    gyr_full_scale_dps=2000.0,
    acc_bias_mps2=(0.05, -0.04, 0.06),
    gyr_bias_radps=(0.004, -0.006, 0.003),
    acc_scale=1.008,
)


def simulate_demo() -> SimulatedSession:
    """Give the demo session: player, device, plan and seed are fixed."""
    session = simulate_session(demo_plan(), _PLAYER, _DEVICE, DEMO_SEED)
    recording = session.recording
    note = replace(
        recording.source,
        name="demo",
        fingerprint=_fingerprint(recording),
        remarks=("This session was simulated; no player ever did it.",),
    )
    return replace(session, recording=replace(recording, source=note))


def build_demo(folder: Path) -> Path:
    """Make the demo recording and its truth.

    Parameters
    ----------
    folder
        Where to write; it must exist.

    Returns
    -------
    path
        The recording. The truth lies beside it as JSON.

    Raises
    ------
    StoreError
        If a file could not be written.
    """
    session = simulate_demo()
    path = folder / RECORDING_NAME
    write_recording(session.recording, path)
    truth = {
        "format": TRUTH_FORMAT,
        "simulated": True,
        "seed": DEMO_SEED,
        "side": _PLAYER.side.value,
        "height_m": _PLAYER.height_m,
        "sensor_to_segment": np.round(session.mounting, 6).tolist(),
        "events": [_event_entry(event) for event in session.truth],
    }
    content = json.dumps(truth, indent=1, allow_nan=False) + "\n"
    write_atomically(folder / TRUTH_NAME, content.encode())
    return path


def _event_entry(event: TrueEvent) -> dict[str, object]:
    """Give an event as JSON; numbers that do not exist are null."""
    return {name: _plain(value) for name, value in asdict(event).items()}


def _plain(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4) if np.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return value


def _fingerprint(recording: Recording) -> str:
    digest = hashlib.sha256()
    for values in (recording.acc_mps2, recording.gyr_radps):
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


def main(arguments: list[str]) -> None:
    """Make the demo in the folder given, or in the checkout's own.

    Parameters
    ----------
    arguments
        At most one: the folder.
    """
    folder = Path(arguments[0]) if arguments else place_of("demo")
    folder.mkdir(parents=True, exist_ok=True)
    path = build_demo(folder)
    sys.stdout.write(f"{path} ({path.stat().st_size / 1e6:.2f} MB)\n")


if __name__ == "__main__":
    main(sys.argv[1:])
