"""Legs that kick with a known truth."""
