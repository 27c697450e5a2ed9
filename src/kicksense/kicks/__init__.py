"""Where a kick is, and its events."""
