"""The data folder: recordings, catalogue, models."""
