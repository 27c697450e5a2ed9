"""From a window to a feature vector."""

from kicksense.domain.kick import FeatureVector, KickWindow
from kicksense.features.schema import FEATURE_NAMES, MEASURES, SCHEMA_VERSION


def extract(
    window: KickWindow, *, expected_rate_change_radps: float, time_since_last_contact_s: float
) -> FeatureVector:
    """Describe a kick in numbers.

    Parameters
    ----------
    window
        The kick, segment frame.
    expected_rate_change_radps
        What a full contact at this foot speed would cause across the impact.
    time_since_last_contact_s
        From the contact before on this leg; NaN for the first.

    Returns
    -------
    features
        In schema order.
    """
    values = tuple(measure(window) for measure in MEASURES)
    return FeatureVector(
        names=FEATURE_NAMES,
        values=(*values, expected_rate_change_radps, time_since_last_contact_s),
        schema_version=SCHEMA_VERSION,
    )
