"""This machine put into another time zone."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch


@contextmanager
def machine_in(zone: str) -> Iterator[None]:
    """Put this machine into a zone by its name, such as ``America/New_York``, for a while."""
    try:
        with patch.dict(os.environ, {"TZ": zone}):
            time.tzset()
            yield
    finally:
        time.tzset()
