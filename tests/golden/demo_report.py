"""The demo's report in round numbers, and how to renew the one that is kept.

After a change that is meant to move numbers, raise `ANALYSIS_VERSION`, list the change under
*Numbers that change*, and run in the checkout::

    python -m tests.golden.demo_report
"""

import json
from pathlib import Path
from typing import Final

from kicksense.domain.kick import Estimate, KickReport, SessionReport
from tests.played import demo_report

KEPT_PATH: Final = Path(__file__).with_name("demo_report.json")


def _rounded(estimate: Estimate) -> list[float]:
    return [round(value, 3) for value in (estimate.value, estimate.low, estimate.high)]


def _kick(kick: KickReport) -> dict[str, object]:
    phases = kick.phases
    return {
        "t_s": round(kick.t_s, 4),
        "technique": kick.technique.value,
        "probability": round(kick.probability.of(kick.technique), 3),
        "foot_speed_mps": _rounded(kick.foot_speed_mps),
        "ball_speed_mps": _rounded(kick.ball_speed_mps),
        "backswing_s": round(phases.backswing_s, 4),
        "swing_reversal_s": round(phases.swing_reversal_s, 4),
        "follow_through_end_s": round(phases.follow_through_end_s, 4),
        "clipped": kick.clipped,
        "features": {
            name: None if value != value else round(value, 4)  # noqa: PLR0124 - NaN has no JSON
            for name, value in zip(kick.features.names, kick.features.values, strict=True)
        },
        "findings": [finding.code for finding in kick.findings],
    }


def summary_of(report: SessionReport) -> dict[str, object]:
    """Give what is kept of a report."""
    calibration = report.calibration
    return {
        "analysis_version": report.analysis_version,
        "schema_version": report.schema_version,
        "calibration": {
            "method": calibration.method.value,
            "quality_ratio": calibration.quality_ratio,
            "rotation": [[round(value, 4) for value in row] for row in calibration.rotation],
            "tilt_error_rad": round(calibration.tilt_error_rad, 4),
        },
        "kicks": [_kick(kick) for kick in report.kicks],
        "other_contacts": [
            {"t_s": round(contact.t_s, 3), "kind": contact.kind.value}
            for contact in report.other_contacts
        ],
        "rejected": {reason.value: count for reason, count in sorted(report.rejected.items())},
        "session_findings": [finding.code for finding in report.session_findings],
    }


def renew() -> None:
    """Keep the report of the demo as it is now."""
    text = json.dumps(summary_of(demo_report()), indent=1)
    KEPT_PATH.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    renew()
