"""How the sensor sits on the leg, found in the recording itself."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from kicksense.domain.arrays import FloatArray, IntArray
from kicksense.domain.kick import CalibrationMethod, CalibrationReport
from kicksense.dsp import Run, along, angle_between, norms, turned, unit
from kicksense.errors import CalibrationError, StanceTooShortError
from kicksense.frames.coarse import CoarseRecording
from kicksense.frames.orientation import DEFAULT_TILT_ERROR_RAD, tilt_error_at_rest
from kicksense.frames.prefix import PrefixSettings
from kicksense.frames.stance import Pieces, StanceSettings, cut_pieces, main_direction, stances
from kicksense.frames.swings import Swings, SwingSettings, find_swings, main_axis
from kicksense.units import GRAVITY_MPS2, radps

STANDING_LEAN_RAD: Final = 0.05
"""How far a shank leans in quiet standing, rad (about 3 deg; FIELD notes)."""


_WALKING_PLANAR_RATIO: Final = 0.76
"""Planar share that ordinary walking reaches on the shank, lower end (FIELD notes)."""

_UNCLEAR_EVIDENCE: Final = 0.06
_SLOW_TURN_RADPS: Final = (0.3, 4.0)
_LEAN_SHARE: Final = 0.25
_LARGE_RATE_RADPS: Final = 3.0
_SLOW_RATE_RADPS: Final = 1.0
_NEAR_GRAVITY_MPS2: Final = 1.0
_SLOW_TIME_S: Final = 0.1
_HELD_COSINE: Final = 0.5
_ENOUGH_SAMPLES: Final = 50_000


@dataclass(frozen=True, slots=True)
class CalibrationSettings:
    """Thresholds of the calibration.

    Attributes
    ----------
    stance, swings
        Thresholds of the two searches.
    cone_rad
        A stance may differ this much from the leg's mean direction in play. A playing shank leans
        10-30 deg backward on average; a sensor lying in the grass differs by more.
    walking_s
        Activity from which the axes can be found well without the protocol; FIELD notes ask for
        about ten seconds of walking.
    override_ratio
        Evidence of movement beyond which it overrules a first swing that went backward.
    override_s
        Activity that such a judgement needs.
    turned_ratio
        Share of active pieces upside down from which the sensor is said to have turned on the leg.
    prefix
        How much of the beginning of a recording is looked at.
    """

    stance: StanceSettings = field(default_factory=StanceSettings)
    swings: SwingSettings = field(default_factory=SwingSettings)
    cone_rad: float = radps(50.0)
    walking_s: float = 8.0
    override_ratio: float = 0.15
    override_s: float = 20.0
    turned_ratio: float = 0.1
    prefix: PrefixSettings = field(default_factory=PrefixSettings)


@dataclass(frozen=True, slots=True)
class CalibrationSpans:
    """Where stance and swings are, on the source's own clock, s, for who knows better."""

    still_s: tuple[float, float]
    swings_s: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    """What every step of the search reads."""

    signals: CoarseRecording
    up: FloatArray
    pieces: Pieces
    settings: CalibrationSettings
    start_time_s: float

    def span_s(self, run: Run) -> tuple[float, float]:
        """Give a stretch of samples on the source's own clock."""
        rate_hz = self.signals.sampling_rate_hz
        return (self.start_time_s + run.start / rate_hz, self.start_time_s + run.stop / rate_hz)

    def run_of(self, span_s: tuple[float, float]) -> Run:
        """Give the samples between two times on the source's own clock."""
        rate_hz = self.signals.sampling_rate_hz
        start, stop = (round((moment - self.start_time_s) * rate_hz) for moment in span_s)
        return Run(min(max(start, 0), len(self.signals)), min(max(stop, 0), len(self.signals)))


def calibrate(
    signals: CoarseRecording,
    up: FloatArray,
    settings: CalibrationSettings,
    *,
    start_time_s: float = 0.0,
    spans: CalibrationSpans | None = None,
) -> CalibrationReport:
    """Find the rotation from the sensor to the shank.

    Proximal is where up points in a stance that agrees with how the leg is held in play; the
    mediolateral axis is the one that the calibration swings, or else most movement, turn about;
    forward is where the first swing went, or else what the way of moving tells (the rules are our
    own). Works for any way of strapping the sensor on, on either leg.

    Parameters
    ----------
    signals
        The recording on the search grid, or its beginning as
        `kicksense.frames.prefix.prefix_of` says, sensor frame.
    up
        Upward direction of each sample, sensor frame, shape (n, 3).
    settings
        Thresholds.
    start_time_s
        Time of the first sample on the source's own clock.
    spans
        Stance and swings, where the caller knows them.

    Returns
    -------
    calibration
        The rotation, how it was found and how far it can be trusted.
    """
    pieces = cut_pieces(signals, up, settings.stance)
    scene = _Scene(signals, up, pieces, settings, start_time_s)
    if spans is not None:
        return _from_spans(scene, spans)
    active = pieces.active
    leaning = main_direction(pieces.up[active], np.minimum(pieces.rate_radps[active], 5.0))
    if leaning is None:
        return _nothing_found()
    upright = [
        run
        for run in stances(pieces, settings.stance)
        if angle_between(_stance_up(pieces, run), leaning) < settings.cone_rad
    ]
    for run in upright:
        still = Run(run.start * pieces.length, run.stop * pieces.length)
        swings = find_swings(signals, still, _stance_up(pieces, run), settings.swings)
        if swings is not None:
            return _from_protocol(scene, still, swings)
    return _from_movement(scene, leaning, upright)


def _from_spans(scene: _Scene, spans: CalibrationSpans) -> CalibrationReport:
    """Calibrate from the stance and the swings that the caller named."""
    still, swing = scene.run_of(spans.still_s), scene.run_of(spans.swings_s)
    lasted_s = (still.stop - still.start) / scene.signals.sampling_rate_hz
    if lasted_s < scene.settings.stance.stance_s:
        raise StanceTooShortError(lasted_s, scene.settings.stance.stance_s)
    proximal = unit(scene.signals.acc_mps2[still.start : still.stop].mean(axis=0))
    gyr = scene.signals.gyr_radps[swing.start : swing.stop]
    gyr = gyr - scene.signals.gyr_radps[still.start : still.stop].mean(axis=0)
    across = gyr - along(gyr, proximal)[:, None] * proximal
    fast = norms(across) > scene.settings.swings.onset_radps
    if not fast.any():
        raise CalibrationError(
            "the leg does not move in the stretch given for the swings; three leg swings from the "
            "hip were expected. Give the stretch in which the leg swings."
        )
    axis, planar_ratio = main_axis(across)
    rate = along(across, axis)
    first = int(np.flatnonzero(np.abs(rate) > 0.3 * np.abs(rate).max())[0])
    axis = axis if rate[first] > 0.0 else -axis
    return _from_protocol(scene, still, Swings(swing, axis, planar_ratio))


def _from_protocol(scene: _Scene, still: Run, swings: Swings) -> CalibrationReport:
    """Calibrate from a stance and the swings after it."""
    settings = scene.settings
    acc = scene.signals.acc_mps2[still.start : still.stop]
    rotation = _rotation(unit(acc.mean(axis=0)), swings.axis)
    remarks = list(_turned_remarks(scene, rotation))
    evidence, active_s = _forward_evidence(scene, rotation)
    if evidence < -settings.override_ratio and active_s > settings.override_s:
        rotation = rotation * np.array([[-1.0], [1.0], [-1.0]])
        remarks.append(
            "The first leg swing seems to have gone backward; forward was taken from the movement."
        )
    quality = min(1.0, swings.planar_ratio / settings.swings.planar_ratio)
    return _report(
        scene,
        rotation,
        method=CalibrationMethod.STANCE_AND_SWINGS,
        quality_ratio=quality * (0.7 if remarks else 1.0),
        still=still,
        swings=swings.span,
        remarks=tuple(remarks),
    )


def _from_movement(scene: _Scene, leaning: FloatArray, upright: list[Run]) -> CalibrationReport:
    """Calibrate without swings: proximal from stances or lean, the rest from movement."""
    settings, pieces = scene.settings, scene.pieces
    proximal = _proximal_at_rest(pieces, upright) if upright else leaning
    rates = _active_rates(scene, proximal)
    axis, planar_ratio = main_axis(rates)
    rotation = _rotation(proximal, axis)
    if not upright:
        rotation = _stood_upright(scene, rotation)
    evidence, active_s = _forward_evidence(scene, rotation)
    if evidence < 0.0:
        rotation = rotation * np.array([[-1.0], [1.0], [-1.0]])
    walked = active_s >= settings.walking_s
    base = (0.8 if walked else 0.5) * (1.0 if upright else 0.8)
    remarks = list(_turned_remarks(scene, rotation))
    remarks.append(_missing_protocol(walked=walked, stood=bool(upright)))
    longest = max(upright, key=lambda run: run.stop - run.start, default=None)
    return _report(
        scene,
        rotation,
        method=CalibrationMethod.WALKING if walked else CalibrationMethod.MOVEMENT,
        quality_ratio=base * min(1.0, planar_ratio / _WALKING_PLANAR_RATIO),
        still=Run(longest.start * pieces.length, longest.stop * pieces.length) if longest else None,
        swings=None,
        remarks=tuple(remarks),
        forward_known=abs(evidence) > _UNCLEAR_EVIDENCE,
    )


def _missing_protocol(*, walked: bool, stood: bool) -> str:
    """Say what is missing and what depends on it."""
    found = "walking and play" if walked else "a few movements"
    stance = "" if stood else " and no quiet stance"
    return (
        f"No leg swings{stance} found; how the sensor sits was read from {found}, so technique "
        "and speed are less sure. Start a recording with three seconds of standing and three leg "
        "swings, the first one forward."
    )


def _nothing_found() -> CalibrationReport:
    """Say that the leg hardly moved."""
    return CalibrationReport(
        method=CalibrationMethod.NONE,
        quality_ratio=0.0,
        still_span_s=None,
        swing_span_s=None,
        rotation=((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
        tilt_error_rad=DEFAULT_TILT_ERROR_RAD,
        forward_known=False,
        remarks=("The leg hardly moves in this recording, so there is nothing to calibrate on.",),
    )


def _stance_up(pieces: Pieces, run: Run) -> FloatArray:
    """Give the mean upward direction of a run of pieces."""
    return unit(pieces.up[run.start : run.stop].mean(axis=0))


def _proximal_at_rest(pieces: Pieces, upright: list[Run]) -> FloatArray:
    """Give the direction in which most of the upright stance time agrees."""
    chosen = np.concatenate([np.arange(run.start, run.stop) for run in upright])
    agreed = main_direction(pieces.up[chosen], np.ones(len(chosen)))
    return agreed if agreed is not None else _stance_up(pieces, upright[0])


def _active_samples(scene: _Scene) -> IntArray:
    """Give positions in active pieces, of a long recording evenly thinned out.

    Directions and shares settle long before fifty thousand samples, eight minutes of play.
    """
    positions = np.flatnonzero(np.repeat(scene.pieces.active, scene.pieces.length))
    return positions[:: max(1, len(positions) // _ENOUGH_SAMPLES)]


def _active_rates(scene: _Scene, proximal: FloatArray) -> FloatArray:
    """Give the rates across the long axis in active pieces, the fastest held down.

    Kicks turn about other axes than steps; without holding them down a few hard passes would
    outweigh minutes of walking.
    """
    active = _active_samples(scene)
    gyr = scene.signals.gyr_radps[active]
    across = gyr - along(gyr, proximal)[:, None] * proximal
    return across / (1.0 + norms(across) / _LARGE_RATE_RADPS)[:, None]


def _rotation(proximal: FloatArray, mediolateral: FloatArray) -> FloatArray:
    """Give the sensor-to-segment matrix from two directions, the first kept exactly."""
    z = unit(mediolateral - (mediolateral @ proximal) * proximal)
    return np.stack([np.cross(proximal, z), proximal, z])


def _lean_angles(scene: _Scene, rotation: FloatArray) -> FloatArray:
    """Give the sagittal lean of the shank in active pieces, positive with the foot in front."""
    active = _active_samples(scene)
    up = turned(scene.up[active], rotation)
    return np.arctan2(up[:, 0], up[:, 1])


def _forward_evidence(scene: _Scene, rotation: FloatArray) -> tuple[float, float]:
    """Give how clearly forward is where the rotation says, -1 to 1, and the seconds judged.

    Two cues, both from how legs work. While the foot stands, the knee passes over it and the shank
    turns slowly backward; it swings forward fast. So most slow moments turn backward: 99 % of the
    legs in `recordings/lmd` and 10 of 11 walking recordings agree. And a knee bends only backward,
    so that the shank leans further back than forward: all walking recordings agree, kicks do not,
    hence the lower weight.
    """
    active = _active_samples(scene)
    rate = along(scene.signals.gyr_radps[active], rotation[2])
    lowest, highest = _SLOW_TURN_RADPS
    slow = rate[(np.abs(rate) > lowest) & (np.abs(rate) < highest)]
    if len(slow) == 0:
        return 0.0, 0.0
    backward = float(np.mean(slow < 0.0))
    back, front = np.percentile(_lean_angles(scene, rotation), [2.0, 98.0])
    lean = float((-back - front) / max(abs(back) + abs(front), 1e-6))
    evidence = (2.0 * backward - 1.0 + _LEAN_SHARE * lean) / (1.0 + _LEAN_SHARE)
    pieces = scene.pieces
    active_s = np.count_nonzero(pieces.active) * pieces.length / scene.signals.sampling_rate_hz
    return evidence, active_s


def _stood_upright(scene: _Scene, rotation: FloatArray) -> FloatArray:
    """Turn a rotation found from the mean lean so that slow moments are upright.

    In slow moments of play the player mostly stands; their middle lean is nearer to standing than
    the mean over all movement, which leans back.
    """
    gyr, acc = scene.signals.gyr_radps, scene.signals.acc_mps2
    slow = (norms(gyr) < _SLOW_RATE_RADPS) & (
        np.abs(norms(acc) - GRAVITY_MPS2) < _NEAR_GRAVITY_MPS2
    )
    if slow.sum() < scene.signals.sampling_rate_hz * _SLOW_TIME_S:
        return rotation
    up = turned(scene.up[slow], rotation)
    held = up[:, 1] > _HELD_COSINE
    if not held.any():
        return rotation
    proximal = unit(np.median(up[held], axis=0)) @ rotation
    return _rotation(proximal, rotation[2])


def _turned_remarks(scene: _Scene, rotation: FloatArray) -> tuple[str, ...]:
    """Say so if the sensor was the other way up for part of the play."""
    pieces = scene.pieces
    active = along(pieces.up[pieces.active], rotation[1])
    if len(active) == 0:
        return ()
    over = float(np.mean(active < -_HELD_COSINE))
    if over < scene.settings.turned_ratio:
        return ()
    return (
        f"The sensor is upside down in {over:.0%} of the movement: it was turned or strapped on "
        "during the recording. Kicks from that time may be named wrongly.",
    )


def _report(
    scene: _Scene,
    rotation: FloatArray,
    *,
    method: CalibrationMethod,
    quality_ratio: float,
    still: Run | None,
    swings: Run | None,
    remarks: tuple[str, ...],
    forward_known: bool = True,
) -> CalibrationReport:
    """Put a calibration together, with the tilt error measured at rest."""
    at_rest = np.repeat(scene.pieces.still, scene.pieces.length)
    error = tilt_error_at_rest(
        scene.signals.acc_mps2[: len(at_rest)][at_rest], scene.up[: len(at_rest)][at_rest]
    )
    lean = STANDING_LEAN_RAD if still is not None else DEFAULT_TILT_ERROR_RAD
    return CalibrationReport(
        method=method,
        quality_ratio=round(quality_ratio, 3),
        still_span_s=scene.span_s(still) if still else None,
        swing_span_s=scene.span_s(swings) if swings else None,
        rotation=tuple((float(row[0]), float(row[1]), float(row[2])) for row in rotation),
        tilt_error_rad=float(np.hypot(error, lean)),
        forward_known=forward_known,
        remarks=remarks,
    )
