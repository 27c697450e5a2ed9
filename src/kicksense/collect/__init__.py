"""Sensors to journals: sources of notifications and the recording process."""
