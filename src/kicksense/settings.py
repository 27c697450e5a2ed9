"""The settings of all stages in one value."""

from dataclasses import dataclass, field

from kicksense.coaching.findings import FindingSettings
from kicksense.frames.calibration import CalibrationSettings
from kicksense.frames.coarse import CoarseSettings
from kicksense.frames.lever import LeverSettings
from kicksense.inference.power import PowerSettings
from kicksense.inference.technique import TechniqueSettings
from kicksense.kicks.air import AirKickSettings
from kicksense.kicks.detect import DetectionSettings
from kicksense.kicks.windows import WindowSettings
from kicksense.locomotion.activity import LocomotionSettings


@dataclass(frozen=True, slots=True)
class AnalysisSettings:
    """Settings of the whole analysis, stage by stage."""

    coarse: CoarseSettings = field(default_factory=CoarseSettings)
    calibration: CalibrationSettings = field(default_factory=CalibrationSettings)
    lever: LeverSettings = field(default_factory=LeverSettings)
    detection: DetectionSettings = field(default_factory=DetectionSettings)
    windows: WindowSettings = field(default_factory=WindowSettings)
    air_kicks: AirKickSettings = field(default_factory=AirKickSettings)
    technique: TechniqueSettings = field(default_factory=TechniqueSettings)
    power: PowerSettings = field(default_factory=PowerSettings)
    findings: FindingSettings = field(default_factory=FindingSettings)
    locomotion: LocomotionSettings = field(default_factory=LocomotionSettings)
