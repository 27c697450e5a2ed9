"""What the coach's pages read, in one call each; remembered while nothing changes in the store."""

from pathlib import Path

from dashboard import stored


def catalogue_stamp() -> tuple[int, ...]:
    """Give numbers that change whenever any process writes to the catalogue."""
    path = stored.sessions().folder.catalogue_path
    return tuple(
        number for each in (path, path.with_name(f"{path.name}-wal")) for number in _written(each)
    )


def _written(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
