"""The guided fuzzer runs for a moment on every family, and finds what is there to be found."""

import subprocess
import sys
from pathlib import Path

import pytest

from kicksense.protocol.families import FAMILIES

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform != "linux" or sys.version_info >= (3, 14),
        reason="the fuzzer is installed on Linux only, and not yet for Python 3.14",
    ),
]

ROOT = Path(__file__).parents[2]

BROKEN_DECODER = """
import dataclasses, pathlib, sys
from benchmarks.fuzz_codecs import family_named, hunt
from kicksense.domain.notifications import SampleBlock

class Broken:
    def decode(self, channel, payload):
        if payload[:1] == b"\\x10" and len(payload) > 8 and payload[1] > len(payload):
            raise IndexError("beyond the end")
        return SampleBlock(), self

family = dataclasses.replace(family_named("ksp"), decoder=lambda options: Broken())
hunt(family, 30, 1, pathlib.Path(sys.argv[1]))
"""


@pytest.mark.parametrize("name", [family.name for family in FAMILIES])
def test_a_moment_of_guided_fuzzing_finds_nothing(name: str) -> None:
    ended = subprocess.run(
        [sys.executable, "benchmarks/fuzz_codecs.py", name, "--seconds", "2"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stdout[-4000:]
    assert "nothing found" in ended.stdout
    assert int(ended.stdout.split()[1]) > 100


def test_the_fuzzer_finds_a_decoder_that_reads_beyond_the_end(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", BROKEN_DECODER, str(tmp_path)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode != 0
    assert "beyond the end" in ended.stdout + ended.stderr
    assert list(tmp_path.glob("crash-*"))
