"""Which measures describe a kick, in which order, under which version."""

from typing import Final

SCHEMA_VERSION: Final = 1
