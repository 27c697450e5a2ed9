"""Numbers that describe a kick."""
