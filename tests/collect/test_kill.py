import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from kicksense.domain.notifications import Notification
from kicksense.store.folder import DataFolder
from kicksense.store.journal import Journal, read_journal
from kicksense.workflows.recovery import recover, unsealed_journals
from tests.collect import recording_process
from tests.collect.recording_process import SENT, checksum

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="pipes are passed to the process"),
]

ADDRESS = "synthetic:backheel_wall_pass?seed={seed}&rounds=1"
KILLS = 21
AT_ONCE = 7
LOST_S = 1.0


@dataclass
class Running:
    """A recording that can be killed, and what its source says it has sent."""

    process: subprocess.Popen[str]
    journal_path: Path
    sent: list[tuple[int, int]]
    reader: threading.Thread
    killed_ns: int = 0

    def kill(self) -> None:
        self.killed_ns = time.monotonic_ns()
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()
        self.reader.join()


def started(folder: Path, number: int, *, limit_bytes: int = 0) -> Running:
    path = folder / "journals" / f"session-{number}.journal"
    reading, writing = os.pipe()

    process = subprocess.Popen(
        [
            sys.executable,
            str(Path(recording_process.__file__)),
            ADDRESS.format(seed=number),
            str(path),
            str(writing),
            str(limit_bytes),
        ],
        pass_fds=(writing,),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    os.close(writing)
    sent: list[tuple[int, int]] = []

    def read() -> None:
        with os.fdopen(reading, "rb") as stream:
            while len(line := stream.read(SENT.size)) == SENT.size:
                at_ns, number = SENT.unpack(line)
                sent.append((at_ns, number))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    return Running(process, path, sent, reader)


def payloads_in(journal: Journal) -> list[int]:
    return [checksum(one.payload) for one in journal.entries if isinstance(one, Notification)]


def test_a_recording_killed_at_any_moment_loses_less_than_a_second(tmp_path: Path) -> None:
    random_moments = random.Random(20)
    lost_s = []
    for first in range(0, KILLS, AT_ONCE):
        running = [started(tmp_path, first + place) for place in range(AT_ONCE)]
        for one in running:
            wait_until_something_was_sent(one)
        for one in random_moments.sample(running, AT_ONCE):
            time.sleep(random_moments.uniform(0.05, 0.5))
            one.kill()
        for one in running:
            kept = payloads_in(read_journal(one.journal_path))
            told = [number for _, number in one.sent]
            assert kept == told[: len(kept)]
            missing = one.sent[len(kept) :]
            oldest_ns = missing[0][0] if missing else one.killed_ns
            lost_s.append((one.killed_ns - oldest_ns) / 1e9)
            assert len(kept) > 0 or lost_s[-1] < LOST_S
    half_s = sorted(lost_s)[KILLS // 2]
    print(f"\n{KILLS} kills lost {max(lost_s):.2f} s at most, {half_s:.2f} s half the time")  # noqa: T201 - a figure
    assert max(lost_s) < LOST_S
    assert len(lost_s) == KILLS
    folder = DataFolder(tmp_path)
    assert len(unsealed_journals(folder)) == KILLS
    recovered = recover(folder)
    assert len(recovered) == KILLS
    assert unsealed_journals(folder) == ()
    assert sum(len(one.rows) for one in recovered) > 0


def wait_until_something_was_sent(running: Running) -> None:
    until_s = time.monotonic() + 60.0
    while len(running.sent) < 10:
        if running.process.poll() is not None or time.monotonic() > until_s:
            running.process.kill()
            _, trouble = running.process.communicate()
            pytest.fail(f"the recording did not begin: {trouble}")
        time.sleep(0.02)


def test_a_full_disk_ends_a_recording_with_a_sentence_and_keeps_what_was_written(
    tmp_path: Path,
) -> None:
    running = started(tmp_path, 1, limit_bytes=12_000)
    said, trouble = running.process.communicate(timeout=60.0)
    running.reader.join()
    assert running.process.returncode == 0, trouble
    assert "The recording stops" in said
    assert "kept" in said
    journal = read_journal(running.journal_path)
    kept = payloads_in(journal)
    assert len(kept) > 20
    assert kept == [number for _, number in running.sent][: len(kept)]
    assert not journal.closed
    (recovered,) = recover(DataFolder(tmp_path))
    assert recovered.session_id == "session-1"
