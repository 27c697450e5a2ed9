"""Which measures describe a kick, in which order, under which version."""

from typing import Final

from kicksense.features import measures

SCHEMA_VERSION: Final = 1
"""Rises with every change of a measure, its order or its unit."""

MEASURES: Final = (
    measures.strike_rate_at_impact_radps,
    measures.peak_strike_rate_radps,
    measures.peak_backswing_rate_radps,
    measures.backswing_duration_s,
    measures.swing_duration_s,
    measures.swing_angle_rad,
    measures.follow_through_angle_rad,
    measures.follow_through_duration_s,
    measures.swing_plane_angle_rad,
    measures.sagittal_rate_at_impact_radps,
    measures.adduction_rate_at_impact_radps,
    measures.long_axis_rate_at_impact_radps,
    measures.strike_rate_change_radps,
    measures.sagittal_rate_change_radps,
    measures.peak_acc_mps2,
    measures.anterior_impulse_mps,
    measures.medial_impulse_mps,
    measures.backward_tilt_at_impact_rad,
    measures.swing_smoothness_index,
    measures.swing_pause_s,
    measures.swing_reversals_count,
    measures.time_to_next_step_s,
    measures.contact_duration_s,
)
"""The measures of a window, in order."""

CONTEXT_NAMES: Final = ("expected_rate_change_radps", "time_since_last_contact_s")
"""Numbers of a kick that its window alone does not tell, after the measures."""

FEATURE_NAMES: Final = tuple(measure.__name__ for measure in MEASURES) + CONTEXT_NAMES
"""Names of the features, in order."""
