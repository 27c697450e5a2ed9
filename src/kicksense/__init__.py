"""kicksense: every kick found, named, weighed and judged from a sensor on the shin."""

__version__ = "0.1.0"
