"""Commands as a shell runs them."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflows.files_made import write_csv

KICKSENSE = (sys.executable, "-c", "from kicksense.cli.app import main; main()")
HEAVY = ("numpy", "pandas", "scipy", "streamlit", "pyarrow", "sqlalchemy", "rich")


def run(*arguments: object, data_dir: Path, **options: object) -> subprocess.CompletedProcess[str]:
    outcome: subprocess.CompletedProcess[str] = subprocess.run(
        [*KICKSENSE, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "KICKSENSE_DATA": str(data_dir)},
        **options,  # type: ignore[call-overload]
    )
    return outcome


@pytest.mark.parametrize("arguments", [["--help"], ["analyze", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom kicksense.cli.app import main\n"
        f"sys.argv = ['kicksense', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert outcome.stdout.splitlines()[-1] == "[]"


def test_a_disk_that_fills_up_during_an_import_leaves_nothing_behind(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", seconds=60.0)
    run("sessions", data_dir=tmp_path / "data")

    def limit_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    full = run("import", path, data_dir=tmp_path / "data", preexec_fn=limit_files)
    assert (full.returncode, full.stdout) == (1, "")
    assert "Traceback" not in full.stderr
    assert "free some space" in full.stderr
    assert list((tmp_path / "data" / "recordings").iterdir()) == []
    assert run("import", path, data_dir=tmp_path / "data").returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="shells close streams on POSIX")
def test_a_command_whose_output_is_closed_ends_in_silence(tmp_path: Path) -> None:
    def close_output() -> None:
        os.close(1)

    for arguments in (["decode", "ksp"], ["sensors"]):
        outcome = run(
            *arguments, data_dir=tmp_path, preexec_fn=close_output, stdin=subprocess.DEVNULL
        )
        assert "Traceback" not in outcome.stderr, arguments


def test_two_imports_at_once_make_one_session(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv")
    environment = {**os.environ, "KICKSENSE_DATA": str(tmp_path / "data")}
    both = [
        subprocess.Popen(
            [*KICKSENSE, "import", str(path)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert len(list((tmp_path / "data" / "recordings").iterdir())) == 1
    assert run("sessions", data_dir=tmp_path / "data").stdout.count("  a\n") == 1


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    paths = [write_csv(tmp_path / f"a{k}.csv", seconds=6.5, seed=k) for k in range(3)]
    process = subprocess.Popen(
        [*KICKSENSE, "analyze", *map(str, paths), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) in (0, 141)
    assert said == ""


def test_an_interrupt_ends_without_a_traceback(tmp_path: Path) -> None:
    fifo = tmp_path / "a.csv"
    code = (
        "import os, signal\nimport kicksense.cli.analyze as analyze\n"
        # A shell that starts the tests in the background has interrupts ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "analyze.request_of = lambda *_, **__: os.kill(os.getpid(), signal.SIGINT)\n"
        "from kicksense.cli.app import main\n"
        f"import sys; sys.argv = ['kicksense', 'analyze', {str(fifo)!r}]\nmain()"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (outcome.returncode, outcome.stderr) == (130, "")


@pytest.mark.skipif(os.name == "nt", reason="file modes are POSIX")
def test_an_unreadable_file_is_one_sentence(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv")
    path.chmod(0)
    outcome = run("analyze", path, "--json", data_dir=tmp_path / "data")
    if outcome.returncode == 0:
        assert os.geteuid() == 0
        assert json.loads(outcome.stdout)["recording"]["name"] == "a"
    else:
        assert outcome.stderr.startswith("kicksense: ")
        assert len(outcome.stderr.splitlines()) == 1
