"""The analysis of a recording that is still growing."""
