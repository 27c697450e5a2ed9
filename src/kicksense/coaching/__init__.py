"""From numbers to what to change."""
