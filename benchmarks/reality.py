"""Compare the simulated leg with real ones.

Prints, as Markdown, what `kicksense.simulation` gives for the movements that were measured on real
shins (field notes, section 3) beside the real values, and simulated instep kicks beside the kicks
of the suit recordings::

    python benchmarks/reality.py [--players 40] [--engine kinematic|physics] [--recordings FOLDER]

The real values are medians over players of the field notes; nothing here is fitted to a file.
"""

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.domain.kick import Technique
from kicksense.domain.signals import Recording, SegmentRecording
from kicksense.exchange.options import ReadOptions
from kicksense.simulation.movements import Jog, Kick, Movement, Still, Walk
from kicksense.simulation.player import AgeGroup, Player, random_player
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import (
    Engine,
    SimulatedSession,
    kicks_in,
    simulate_session,
)
from kicksense.units import GRAVITY_MPS2, dps
from kicksense.workflows.analysis import load_recording
from kicksense.workflows.suite_recordings import (
    foot_speed_peak_s,
    kick_trials,
)

FIELD_DEVICE = Device(rate_hz=102.4, acc_full_scale_g=32.0, gyr_full_scale_dps=2000.0)
"""Like the sensors behind the measured rows of the field notes, save that shots do not clip."""

SUIT_DEVICE = Device(
    rate_hz=96.0, poll_rate_hz=120.0, acc_full_scale_g=16.0, gyr_full_scale_dps=2000.0
)
"""Like the suit of `recordings/lmd`: about 96 Hz read at 120 Hz."""

FIELD_ROWS: Mapping[str, Mapping[str, float]] = {
    "walk": {
        "rate_p1_dps": -190.0,
        "rate_p99_dps": 340.0,
        "acc_p99_g": 2.3,
    },
    "jog": {
        "rate_p1_dps": -450.0,
        "rate_p99_dps": 550.0,
        "norm_p99_dps": 610.0,
        "acc_p99_g": 6.0,
        "acc_max_g": 17.7,
    },
    "pass": {
        "backswing_dps": -162.0,
        "backswing_before_s": 0.200,
        "forward_dps": 570.0,
        "sagittal_dps": 340.0,
        "frontal_dps": 480.0,
        "long_axis_dps": 125.0,
        "impact_g": 13.5,
        "rate_change_dps": 249.0,
        "plane_deg": 64.0,
    },
    "shot": {
        "backswing_dps": -467.0,
        "backswing_before_s": 0.170,
        "forward_dps": 1183.0,
        "impact_g": 28.0,
        "rate_change_dps": 730.0,
        "plane_deg": 10.0,
    },
}
"""Medians of the measured rows, field notes, section 3; the middle where they give a range."""

LOOSE_ROWS = {("shot", "plane_deg")}
"""Rows whose median is near zero, so that a share of it says little: within 10 deg."""

EXTREME_ROWS = {("jog", "acc_max_g")}
"""Rows that are one largest value of all that was measured, shown beside a median of bouts."""

_VOLLEYS = range(17, 21)
_LOOK_BACK_S = 0.30
_FORWARD_S = 0.15
_AXIS_S = 0.04
_IMPACT_S = 0.03


@dataclass(frozen=True)
class Compared:
    """One measured row beside its simulation.

    Attributes
    ----------
    movement, measure
        Keys of `FIELD_ROWS`.
    real, simulated
        Medians.
    low, high
        Tenth and ninetieth percentile of the simulation.
    """

    movement: str
    measure: str
    real: float
    simulated: float
    low: float
    high: float

    @property
    def ratio(self) -> float:
        """Simulated over real median."""
        return self.simulated / self.real


def gait_numbers(segment: SegmentRecording) -> dict[str, float]:
    """Give percentiles of the rates and of the specific force of a bout of walking or running."""
    sagittal = segment.sagittal_rate_radps
    norm = np.linalg.norm(segment.gyr_radps, axis=1)
    acc = np.linalg.norm(segment.acc_mps2, axis=1)
    return {
        "rate_p1_dps": dps(float(np.percentile(sagittal, 1))),
        "rate_p99_dps": dps(float(np.percentile(sagittal, 99))),
        "norm_p99_dps": dps(float(np.percentile(norm, 99))),
        "acc_p99_g": float(np.percentile(acc, 99)) / GRAVITY_MPS2,
        "acc_max_g": float(acc.max()) / GRAVITY_MPS2,
    }


def strike_numbers(segment: SegmentRecording, impact: int) -> dict[str, float]:
    """Give what the field notes tell of a strike, read at one sample."""
    rate_hz = segment.sampling_rate_hz
    across = segment.gyr_radps.copy()
    across[:, 1] = 0.0
    axis = across[impact - round(_AXIS_S * rate_hz) : impact].mean(axis=0)
    axis /= np.linalg.norm(axis)
    before = slice(impact - round(_LOOK_BACK_S * rate_hz), impact)
    swing = slice(impact - round(_FORWARD_S * rate_hz), impact)
    after = slice(impact, impact + round(_IMPACT_S * rate_hz) + 1)
    rate = across @ axis
    backswing = float(rate[before].min())
    acc = np.linalg.norm(segment.acc_mps2[after], axis=1)
    return {
        "backswing_dps": dps(backswing),
        "backswing_before_s": (len(rate[before]) - int(rate[before].argmin())) / rate_hz,
        "forward_dps": dps(float(rate[swing].max())),
        "forward_before_s": (len(rate[swing]) - int(rate[swing].argmax())) / rate_hz,
        "sagittal_dps": dps(float(np.abs(segment.gyr_radps[swing, 2]).max())),
        "frontal_dps": dps(float(np.abs(segment.gyr_radps[swing, 0]).max())),
        "long_axis_dps": dps(float(np.abs(segment.gyr_radps[swing, 1]).max())),
        "impact_g": float(acc.max()) / GRAVITY_MPS2,
        "rate_change_dps": dps(float(rate[impact - 1] - rate[after].min())),
        "plane_deg": float(np.degrees(np.arctan2(abs(axis[0]), abs(axis[2])))),
    }


def free_numbers(recording: Recording, time_s: float) -> dict[str, float]:
    """Give numbers of a strike near a time that need no frame of the leg."""
    rate_hz = recording.sampling_rate_hz
    middle = round((time_s - recording.start_time_s) * rate_hz)
    near = round(0.1 * rate_hz)
    acc = np.linalg.norm(recording.acc_mps2, axis=1)
    norm = np.linalg.norm(recording.gyr_radps, axis=1)
    impact = middle - near + int(acc[middle - near : middle + near].argmax())
    axis = recording.gyr_radps[impact - round(0.06 * rate_hz) : impact - 1].mean(axis=0)
    axis /= np.linalg.norm(axis)
    rate = recording.gyr_radps @ axis
    before = slice(impact - round(_LOOK_BACK_S * rate_hz), impact)
    after = slice(impact, impact + round(0.06 * rate_hz))
    around = slice(impact - round(0.5 * rate_hz), impact + round(0.5 * rate_hz))
    return {
        "peak rate, deg/s": dps(float(norm[before.start : after.stop].max())),
        "rate before the impact, deg/s": dps(float(rate[before].max())),
        "peak acceleration, g": float(acc[impact]) / GRAVITY_MPS2,
        "backswing rate, deg/s": dps(float(rate[before].min())),
        "backswing before, s": (len(rate[before]) - int(rate[before].argmin())) / rate_hz,
        "rate change, deg/s": dps(float(rate[impact - 1] - rate[after].min())),
        "gyroscope power above 10 Hz, share": _share_above(norm[around], rate_hz, 10.0),
        "gyroscope power above 20 Hz, share": _share_above(norm[around], rate_hz, 20.0),
        "accelerometer power above 10 Hz, share": _share_above(acc[around], rate_hz, 10.0),
        "accelerometer power above 20 Hz, share": _share_above(acc[around], rate_hz, 20.0),
    }


def _share_above(values: FloatArray, rate_hz: float, edge_hz: float) -> float:
    power = np.abs(np.fft.rfft((values - values.mean()) * np.hanning(len(values)))) ** 2
    frequency_hz = np.fft.rfftfreq(len(values), 1.0 / rate_hz)
    return float(power[frequency_hz > edge_hz].sum() / power.sum())


def grown_players(count: int, seed: int) -> tuple[Player, ...]:
    """Draw adults and youths, as those who were measured."""
    rng = np.random.default_rng(seed)
    drawn: list[Player] = []
    while len(drawn) < count:
        player = random_player(rng)
        if player.age is not AgeGroup.CHILD:
            drawn.append(player)
    return tuple(drawn)


def field_numbers(player: Player, seed: int, engine: Engine) -> dict[str, list[dict[str, float]]]:
    """Let one player walk, jog, pass and shoot; give the numbers of each bout or strike."""
    rng = np.random.default_rng([seed, 9])

    def session(*plan: Movement) -> SimulatedSession:
        whole = (Still(0.5), *plan, Still(0.5))
        return simulate_session(whole, player, FIELD_DEVICE, seed, engine=engine)

    passes = session(
        *(
            Kick(Technique.INSIDE_FOOT, float(rng.uniform(0.85, 1.15)), int(rng.integers(1, 3)))
            for _ in range(4)
        )
    )
    shots = session(
        *(Kick(Technique.INSTEP, float(rng.uniform(0.85, 1.15)), 2, running=True) for _ in "abc"),
    )
    return {
        "walk": [gait_numbers(session(Walk(12)).segment)],
        "jog": [gait_numbers(session(Jog(16)).segment)],
        "pass": _strikes(passes),
        "shot": _strikes(shots),
    }


def _strikes(session: SimulatedSession) -> list[dict[str, float]]:
    segment, start_s = session.segment, session.recording.start_time_s
    return [
        strike_numbers(segment, round((kick.time_s - start_s) * segment.sampling_rate_hz))
        for kick in kicks_in(session.truth)
    ]


def compare_with_field(players: int, seed: int, engine: Engine) -> tuple[Compared, ...]:
    """Give all measured rows of the field notes beside their simulation.

    Parameters
    ----------
    players
        How many, none of them a child.
    seed
        Of every chance.
    engine
        Which simulation.

    Returns
    -------
    compared
        In the order of `FIELD_ROWS`; medians over players of the medians of each.
    """
    found = [
        field_numbers(player, seed + number, engine)
        for number, player in enumerate(grown_players(players, seed))
    ]
    rows = []
    for movement, measures in FIELD_ROWS.items():
        for measure, real in measures.items():
            values = [
                float(np.median([numbers[measure] for numbers in one[movement]]))
                for one in found
                if one[movement]
            ]
            low, middle, high = np.percentile(values, [10, 50, 90])
            rows.append(Compared(movement, measure, real, float(middle), float(low), float(high)))
    return tuple(rows)


def agrees(row: Compared) -> bool:
    """Tell whether a simulated median lies within 20 % of the real one; extremes are only shown."""
    if (row.movement, row.measure) in EXTREME_ROWS:
        return True
    if (row.movement, row.measure) in LOOSE_ROWS:
        return abs(row.simulated - row.real) <= 10.0
    return abs(row.ratio - 1.0) <= 0.2


def suit_numbers(folder: Path) -> dict[str, list[float]]:
    """Give the numbers of every kick of the suit recordings, volleys left out."""
    found: dict[str, list[float]] = {}
    for trial in kick_trials(folder):
        if trial.number in _VOLLEYS:
            continue
        recording = load_recording(trial.path, ReadOptions(side=trial.kicking_side))
        for name, value in free_numbers(recording, foot_speed_peak_s(trial)).items():
            found.setdefault(name, []).append(value)
    return found


def simulated_suit_numbers(players: int, seed: int, engine: Engine) -> dict[str, list[float]]:
    """Give the same numbers of simulated instep shots as the suit would have read them."""
    found: dict[str, list[float]] = {}
    rng = np.random.default_rng(seed)
    for number, player in enumerate(grown_players(players, seed)):
        plan = [
            Kick(Technique.INSTEP, float(rng.uniform(1.1, 1.6)), 2, running=True) for _ in range(3)
        ]
        session = simulate_session(
            (Still(0.5), *plan, Still(0.5)), player, SUIT_DEVICE, seed + number, engine=engine
        )
        for kick in kicks_in(session.truth):
            for name, value in free_numbers(session.recording, kick.time_s).items():
                found.setdefault(name, []).append(value)
    return found


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def _figure(value: float) -> str:
    return f"{value:.3g}"


def field_table(rows: tuple[Compared, ...]) -> str:
    """Give the comparison with the field notes as Markdown."""
    return _table(
        ("movement", "measure", "real median", "simulated", "10 to 90 %", "simulated / real", ""),
        [
            (
                row.movement,
                row.measure,
                _figure(row.real),
                _figure(row.simulated),
                f"{_figure(row.low)} to {_figure(row.high)}",
                f"{row.ratio:.2f}",
                "" if agrees(row) else "**off**",
            )
            for row in rows
        ],
    )


def suit_table(real: dict[str, list[float]], simulated: dict[str, list[float]]) -> str:
    """Give the comparison with the suit recordings as Markdown."""
    rows = []
    for name, values in real.items():
        middle, (low, high) = np.median(values), np.percentile(values, [10, 90])
        other = np.median(simulated[name])
        other_low, other_high = np.percentile(simulated[name], [10, 90])
        rows.append(
            (
                name,
                f"{_figure(middle)} ({_figure(low)} to {_figure(high)})",
                f"{_figure(other)} ({_figure(other_low)} to {_figure(other_high)})",
                f"{other / middle:.2f}",
            )
        )
    head = ("measure", "suit: median (10 to 90 %)", "simulated", "simulated / suit")
    return _table(head, rows)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--players", type=int, default=40)
    parser.add_argument("--seed", type=int, default=100)
    parser.add_argument("--engine", type=Engine, default=Engine.KINEMATIC)
    parser.add_argument("--recordings", type=Path, default=Path("../shared/recordings"))
    given = parser.parse_args()
    say: Callable[[str], None] = print
    say(f"Engine {given.engine}, {given.players} players, seed {given.seed}.\n")
    say(field_table(compare_with_field(given.players, given.seed, given.engine)))
    if not (given.recordings / "lmd").is_dir():
        say(f"\nNo suit recordings in {given.recordings}; that comparison is left out.")
        return
    real = suit_numbers(given.recordings)
    say("\n" + suit_table(real, simulated_suit_numbers(given.players, given.seed, given.engine)))


if __name__ == "__main__":
    main()
