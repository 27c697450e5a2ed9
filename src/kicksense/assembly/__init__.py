"""From samples as they came to a uniform grid."""
