import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kicksense.workflows.workers import pooled, worker_count

PARENT = """
from tests.workflows.test_workers import report_and_wait
from kicksense.workflows.workers import pooled

if __name__ == "__main__":
    outcomes = pooled(report_and_wait, ["say"] + ["wait"] * 8, 1)
    print(next(outcomes), flush=True)
    next(outcomes)
"""


def squared(number: int) -> int:
    return number * number


def report_and_wait(task: str) -> int:
    """Give the worker's own process, or wait for what never comes."""
    if task == "wait":
        reader, _writer = os.pipe()
        os.read(reader, 1)
    return os.getpid()


def alive(process: int) -> bool:
    """Tell whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_outcomes_come_in_the_order_of_the_tasks() -> None:
    assert list(pooled(squared, range(20), 2)) == [k * k for k in range(20)]
    assert worker_count() >= 1


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_a_killed_program_leaves_no_workers_behind(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{root / 'src'}"},
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert alive(worker)
        parent.kill()
        # The pipe closes when the last process that holds it is gone: parent and worker.
        closed, _, _ = select.select([parent.stdout], [], [], 60.0)
        if not closed:
            os.kill(worker, signal.SIGKILL)
        assert parent.stdout.read() == ""
    assert closed
    assert not alive(worker)
