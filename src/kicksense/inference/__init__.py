"""Technique and power."""
