"""A command as a run of its own: started by a page, it goes on without it."""

import sys
from pathlib import Path

from kicksense.errors import KicksenseError


def main() -> None:
    """Run the command that a run asks for: data folder and run are the two arguments."""
    from kicksense.cli.app import main as command_line  # noqa: PLC0415 - imports every command
    from kicksense.store.folder import DataFolder  # noqa: PLC0415 - the same
    from kicksense.workflows.run_process import being_run  # noqa: PLC0415 - the same

    root, run_id = sys.argv[1:3]
    try:
        with being_run(DataFolder(Path(root), "--data-dir"), run_id) as arguments:
            sys.argv = ["kicksense", *arguments]
            command_line()
    except KicksenseError as error:
        print(f"kicksense: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
